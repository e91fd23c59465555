// Package store keeps everything funnel must not lose in one SQLite file:
// documents with their text, outline and chunks, vectors, and the runs of the
// recursive reader with their steps, calls and call cache. It is the only
// truth; every index is derived from it and can be built again.
//
// # Invariants
//
//   - One sequence numbers all changes of the file. [Collection.Apply] commits
//     documents and deletions in one transaction with synchronous=FULL and
//     gives each the next number: what it acknowledged survives kill -9 and
//     loss of power. A document whose hash did not change gets no number.
//   - A deletion is a numbered tombstone. It keeps the most chunks the
//     document ever had, so that an index can remove each of them without
//     having kept count.
//   - [Collection.Changes] lists the latest change of each document, by number.
//     An index that has applied the changes up to n asks for those after n.
//   - Text is valid UTF-8, stored once. Chunks and headings are byte spans of
//     it, on rune boundaries. This is checked before anything is written.
//   - A chunk's hash is the first 16 bytes of the SHA-256 of its passage, see
//     [Document.Passage]. Vectors are kept by (embedder fingerprint, chunk
//     hash), shared between documents and collections and never computed
//     twice. They have a cursor of their own and outlive their chunks.
//   - A vector is finite, not zero, and of its fingerprint's dimension.
//
// # Layout on disk
//
// The schema is in migrations/*.sql; PRAGMA user_version is the number of the
// last one applied. Some things are packed, because nobody asks for them one by
// one and rows cost more than bytes:
//
//   - texts: a text is cut into parts of 256 KiB under the rowid num<<14 | part,
//     so that a slice of a long document reads a part and not the whole.
//   - structure: one row for each document holds its chunk hashes (16 bytes
//     each) beside its spans and headings (see pack.go) and its outline (JSON).
//   - vector_blocks: up to 256 vectors to a row, their hashes (16 bytes each)
//     beside their values (little-endian float32). The table vectors is the
//     set of hashes alone; where a vector is follows from the blocks.
//   - share_segments, share_blocks: what documents have in common, inverted and
//     sorted; see sharing.go.
//
// # Processes
//
// Any number of processes may have the file open. Readers never wait for a
// writer (WAL); a writer waits for another up to Options.BusyTimeout. Run,
// step, call and cache records go over a second connection with
// synchronous=NORMAL: they survive the death of the process at once, loss of
// power from the next document commit or checkpoint on. Beside the file stand
// its -wal and -shm; to copy a store that is in use, use SQLite's own backup
// (sqlite3 FILE ".backup COPY"), never a copy of the file alone.
package store
