// Package index finds chunks of documents: by words (Keyword, on bleve) and by vectors (Vector, on chromem-go).
//
// Indexes are derived from the store and can be thrown away at any time. An index asks its Source for the changes after
// its cursor, applies them, and keeps the cursor together with what it applied; from cursor zero the same sync is a
// rebuild. The result depends on the live documents only, not on the order or the batches in which they came: an index
// synced step by step answers like one that was rebuilt, score by score. Lists are ordered by score, then document, then
// ordinal.
//
// # The keyword index on disk
//
//	DIR/lock       locked by the one process that writes, for as long as it writes
//	DIR/work/      the writer's bleve index
//	DIR/gen-N/     published states: bleve indexes that never change
//	DIR/CURRENT    the name of the published state
//
// A writer brings work up to date, closes it, and makes gen-N of it: hard links of the segment files, which bleve never
// changes, and a copy of root.bolt, which it does. When all is flushed, CURRENT is replaced by rename. Readers open the
// state that CURRENT names, read-only, and wait for nobody. The last two states are kept, for a reader that has read
// CURRENT and not yet opened; a reader that comes even later reads CURRENT again. Killed at any instant, a writer leaves
// the old state published and a work index that bleve recovers to its last batch, with the cursor of that batch.
// An index that is damaged, ahead of the store, or made by another version of the analyzer is rebuilt, and the log says
// so.
//
// # Ranking
//
// A bleve document is a chunk; its id is the document's id, '#' and the ordinal in eight digits. It has two fields: its
// text, and its head (title, heading path, document id). Both hold markTerm, whose posting list tells the lengths of all
// live chunks and, by its frequency in the head, which of them belong together. Nothing is stored, there are no columns,
// positions or mappings: terms come from our own analyzer straight into bleve's segments, and scores from our own BM25F
// over bleve's posting lists: a chunk's own, and a share of its whole document's, because what is asked for may stand in
// several places. bleve's scores were measured on the same index and fall short: nDCG@10 / recall@20, documents ranked by
// their best chunk,
//
//	                 reference    bleve tf-idf   bleve bm25     best chunk    Keyword
//	scifact          .677 / .855  .630 / .822    .626 / .838    .697 / .875   .694 / .879
//	wikimix          .793 / .926  .744 / .880    .748 / .878    .831 / .942   .832 / .942
//	peps             .506 / .704  .257 / .639    .331 / .645    .743 / .828   .706 / .815
//	covidqa-chunks   .651 / .866  .534 / .770    .613 / .846    .669 / .883   .664 / .879
//	covidqa          .704 / .923                                .838 / .959   .832 / .959
//	cmrc2018-zh      .983 / .997  .975 / .997    .989 / .998    .986 / .999   .985 / .999
//	xquad            .889 / .967  .901 / .973    .901 / .976    .900 / .972   .900 / .972
//	cuad             .889 / .923  .807 / .855    .805 / .862    .867 / .908   .903 / .930
//	sec-10q          .816 / 1     .652 / 1       .642 / 1       .639 / 1      .815 / 1
//
// The table is of the day when the scoring was chosen; what the ranking is worth now stands in eval's golden file.
// The reference is textbook BM25 over whole documents, "best chunk" is Keyword without the document's share. Of cmrc the
// last column holds a quarter of the questions, of xquad a sixth; the first 3,000 of xquad give .877 / .960.
// bleve's "bm25" falls short because it takes the square root of the term
// frequency, the square of the inverse document frequency, and divides by a mean length that is the number of distinct
// terms by the number of documents; both models of bleve score the two fields apart.
//
// An identifier is its parts and itself. Where a query has one, a chunk that has it as it stands is given a share of all
// that its parts can give, whatever its length; for a query that is nothing else, all of it, so that the exact identifier
// comes first, before chunks that have its parts more often, or a word as a part of other identifiers.
//
// A document in a language that has a stemmer holds its words stemmed as English ones are, as every document does, and
// where it differs the stem in its language; its head also holds a term for the language, by which a generation knows
// which languages to stem a query in. A word scores as often as any form of it occurs. On xquad (12 languages, every
// third question, nDCG@10 without and with): ar .850 .903, de .902 .916, es .939 .949, ro .890 .937, ru .842 .949,
// tr .855 .905, en .939 .933, the others as they were; with German documents alone .944 .954, Russian .861 .958.
//
// # The vector index
//
// Vectors live in the store; Vector loads them into memory, normalised. What chromem-go would store silently and fail on
// later (a vector of another length, a zero vector, one that is not finite) is refused on the way into the store by
// SyncVectors and on the way out by Vector. chromem-go's order of equal similarities is chance, so that Vector asks for
// more than it needs and sorts.
package index
