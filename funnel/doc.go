// Package funnel answers questions over a collection in three stages: search
// narrows thousands of documents to a shortlist, a reader works through the
// shortlist, and the answer carries quotes that are checked against the
// stored bytes.
//
// A question passes through these files, one stage each:
//
//	route.go      decides scope (top, all) and mode (rag, rlm, hybrid), with a reason;
//	              route_list.go again when the first search is there
//	hints.go      takes title:, after: … out of a query: with filter.go, which documents are searched
//	typos.go      what misspelt words may have been meant for
//	retrieve.go   asks the keyword and the vector leg for chunks
//	fuse.go       brings the legs' scores to one scale
//	expand.go     other queries by a model; rerank.go: its order of the head; help.go: their limits
//	shortlist.go  folds chunks into documents and cuts the list
//	versions.go   near-duplicates, folded in what is shown
//	rag.go        shortlist → one prompt → answer
//	read.go       shortlist → recursive reader → answer (package rlm)
//	forecast.go   what a reader's run may take, before it starts
//	cite.go       quotes → citations: document, span, bytes compared
//	support.go    claims → supported by their quotes, or not
//	none.go       what stands of an answer that says of all documents that none does
//	settle.go     the reader's answer against the passages'; deadline.go: the question's time
//	ask.go        the above in order; falls back from hybrid to rag, and says so
//
// The rest are the adapters between the floors below: library.go holds a
// collection with its two indexes and keeps them in step with the store,
// corpus.go is what the reader sees of documents (rlm.Corpus) and thereby the
// permission boundary, journal.go writes the reader's steps and calls into
// the store.
//
// Invariants:
//
//   - A citation with Quoted set names bytes of the stored text that are the
//     quote's bytes; nothing else is ever called a quote.
//   - Hybrid is never worse than rag by construction: a reader that ends
//     without a supported answer is replaced by the rag answer, with a notice.
//   - "The documents don't say" is said only after two different searches of
//     the whole collection.
//   - The same question over the same collection gives the same answer, run
//     id and times apart.
package funnel
