// Package invent makes datasets that no model has seen: from a seed, without
// a download, of any size. Gold answers and evidence spans are computed from
// what the documents were rendered from, not annotated.
//
//	Needles   sentences hidden in given or invented texts: one, several, with distractors
//	Records   labelled lines: counting, listing, most-of and pair-wise questions
//	World     an invented organisation kept as relations and rendered into documents
//
// The same options give the same bytes. [Set.Write] writes the folder that
// package eval reads: corpus.jsonl and queries.jsonl.
package invent
