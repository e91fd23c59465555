// Package annotate finds in a document's text what connects it with others,
// once, when it is ingested, so that a reader need not find it again: links,
// mentions (its title, identifiers, names), dates, versions, its language, and
// a signature that compares it with near-duplicates.
//
// One pass over the words does most of it (words.go). Everything is bounded:
// of a very long document the first and the most frequent are kept, see the
// max… constants.
//
// # What counts as what
//
//   - A name is a run of capitalised words, or a single one within a sentence
//     (names.go). Its key is lower case. Which names are rare is not known
//     here: View.Shared of the store counts.
//   - An identifier is a word of code (max_retries, fooBar) or a number of
//     something: ABC-123, RFC 2119, 2023/114-B. Letters and number are separated
//     by one space in the key of a number, and leading zeros dropped: "PEP 8"
//     and "pep-0008" are "pep 8".
//   - A link to a path is resolved against the document's own id. A [[wiki
//     link]], a file name alone and a reference such as "see Appendix B" carry
//     a name, which the store compares with titles and base names.
//   - A date is a calendar date, a month of a year, or a year from 1800 to 2099.
//   - A version has two dots, or a "v" or the word version before it.
//   - A signature holds 64 values of a one-permutation MinHash (Li, Owen, Zhang
//     2012) with optimal densification (Shrivastava 2017) over runs of four
//     words. Documents of fewer than 16 words have none.
package annotate

// Version changes whenever the same document is annotated differently: then
// every document is read again.
const Version = 2
