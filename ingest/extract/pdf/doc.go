// Package pdf reads the text of PDF files (ISO 32000) in reading order. The
// file's structure (cross-references and their repair, filters, encryption
// with the empty password) is pdfcpu's; the text is read here.
//
// # From bytes to text
//
// content.go interprets a page's content stream, the forms it draws and the
// appearances of its form fields, into glyphs: a text, a place, a width, a size
// and a direction. fonts.go decides what a code means: ToUnicode, then the
// font's encoding by glyph names, then a CJK encoding, then the code itself.
// layout.go makes lines of glyphs, puts the lines into reading order, joins
// words that were hyphenated at the end of a line, and finds headings by size.
//
// Reading order: the order of the content stream is the author's, and is kept
// where it runs down the page, column by column. Where it jumps about, the
// page is cut along its white space (XY-cut, Nagy & Seth 1984).
//
// # What is not read
//
// Text that is a picture (a scan without a text layer): [Text.Pages] counts
// such pages as Pictures. Text in a font without any mapping to characters is
// counted as Undecodable.
package pdf
