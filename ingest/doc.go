// Package ingest turns files into documents of a collection: it walks the
// paths it was given, extracts text and outline, cuts the text into chunks,
// and commits the result to the store.
//
// # Plan first, apply second
//
// [NewPlan] reads and hashes every source (content decides, never the time of
// modification), compares it with the collection's manifest, and says what
// would be added, changed, left alone and removed, and what is skipped or
// failed and why. It writes nothing. [Plan.Apply] reads what is new or changed
// again, extracts it on several goroutines, and commits in plan order, a batch
// to a transaction. Plans hold no text.
//
// # What a document is
//
// A file is one document, and each document inside it (an attachment) another,
// under the file's id, a slash and its name; a line of a .jsonl file of
// documents ({"_id","title","text","metadata","labels"}) is one document; so is
// what comes on standard input. The id of a line is its _id. The id of a file is its slash path
// relative to the parent of the PATH that was named: `src/net/http/server.go`
// for PATH /any/where/src, the base name for a file named alone. A glob
// (`docs/**/*.md`) names the folder before its first wildcard, and takes of it
// what matches. PATH `.` is named by the folder it stands for. Names are taken
// verbatim; bytes of a name that are not UTF-8 become U+FFFD in the id, and a
// note says so.
//
// A folder with queries.jsonl and corpus.jsonl or docs/ is a dataset: only its
// documents are taken. When it is the named PATH, its files' ids start at
// docs/.
//
// # Invariants
//
//   - Every file met ends as a document, a skip with its reason, or a failure
//     with its reason. A failure is a source that should have been readable and
//     was not; one never ends the run.
//   - An id belongs to one source. Files of one name are called by the shortest
//     ends of their paths that tell them apart; a stored one keeps the id it has.
//     Lines that claim one id are both refused, except that the source the
//     stored document came from keeps it.
//   - Text is valid UTF-8 without NUL, see package extract. What binary formats
//     hold is read in other processes where there is an Options.Extractor.
//   - The same tree gives the same documents, in the same order, with the same
//     sequence numbers, no matter how many goroutines worked or how often the
//     run was killed and started again.
//   - A file is one document under one id, by whichever path it was named.
//   - A document whose source cannot be read any more, or is gone and was not
//     to be deleted, keeps its text and is marked: metadata "stale" says why.
//   - A part of a file that fails keeps its predecessor in the same way, and its
//     file is read again by the next run.
//   - What names labels and cannot be read fails its file. Labels and metadata
//     of a sidecar are those of every document in its file; labels in a text
//     count where nothing outside of it names any.
//   - What Options.Meta and Options.Labels gave a document stays with it until
//     another run gives something else. A part or line that joins a stored file,
//     and has no labels of its own, has the file's.
//   - A failure is not an absence: DeleteMissing removes no document whose
//     source could not be read, or was not looked at.
package ingest
