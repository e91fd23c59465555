// Package extract turns the bytes of a file into documents: text, an outline,
// links, and what the file says of itself.
//
// # What decides
//
// The content decides what a file is, its name only where the content leaves
// it open (Markdown or plain text, which programming language). [Sniff] names
// the format; [Read] extracts it.
//
// # What comes back
//
// One [Document] for the file, and one for each document inside it: the
// attachments of a mail, the mails of a mailbox. What is inside and could not
// be read is a [Problem]; it does not make the file fail. A file that is no
// document is an error: a [*Skip] if nobody could have read it as text, any
// other if it should have been readable and was not.
//
// # Invariants
//
//   - Text is valid UTF-8 without NUL; spans of outline and links are bytes of
//     it, on rune boundaries. Text of plain text, Markdown, source code, CSV,
//     JSON, YAML and XML is the file's own, less a byte order mark.
//   - A table row is one line. Cells are separated by " | ".
//   - Bytes that could not be decoded are U+FFFD in the text and counted.
//   - The same bytes under the same name give the same result.
//   - Nothing is followed out of the file: no network, no other files.
//   - Memory is bounded by Limits: an archive that unpacks to more is refused.
//     No text becomes more than a few times its size: what indents, repeats or
//     refers back (JSON, notebooks, aliases of YAML) is bounded by what it was.
//
// Extractors read what strangers wrote. Those of binary formats ([Format].Binary)
// belong into a process of their own, see funnel/ingest/sandbox.
package extract
