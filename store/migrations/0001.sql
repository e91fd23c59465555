-- Collections and what is kept with each: embedder, chunker, ...
CREATE TABLE collections (
	id   INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE settings (
	collection INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
	key        TEXT NOT NULL,
	value      TEXT NOT NULL,
	PRIMARY KEY (collection, key)
) STRICT, WITHOUT ROWID;

-- The one sequence of the file.
CREATE TABLE sequence (
	id   INTEGER PRIMARY KEY CHECK (id = 1),
	last INTEGER NOT NULL
) STRICT;
INSERT INTO sequence (id, last) VALUES (1, 0);

-- A row for each document that is or was; deleted ones are tombstones.
CREATE TABLE documents (
	num        INTEGER PRIMARY KEY,
	collection INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
	id         TEXT NOT NULL,
	seq        INTEGER NOT NULL,
	deleted    INTEGER NOT NULL,
	chunks     INTEGER NOT NULL,
	max_chunks INTEGER NOT NULL,
	bytes      INTEGER NOT NULL,
	hash       TEXT NOT NULL,
	source     TEXT NOT NULL,
	title      TEXT NOT NULL,
	kind       TEXT NOT NULL,
	metadata   TEXT -- JSON object
) STRICT;
CREATE UNIQUE INDEX documents_id ON documents (collection, id);
CREATE UNIQUE INDEX documents_seq ON documents (collection, seq);

-- Texts in parts of 256 KiB; id = num << 14 | part.
CREATE TABLE texts (
	id   INTEGER PRIMARY KEY,
	data BLOB NOT NULL
) STRICT;

-- Chunks and outline of a live document.
CREATE TABLE structure (
	doc     INTEGER PRIMARY KEY REFERENCES documents(num) ON DELETE CASCADE,
	hashes  BLOB NOT NULL, -- 16 bytes a chunk
	spans   BLOB NOT NULL, -- see pack.go
	outline TEXT           -- JSON array
) STRICT;

-- Vectors by embedder fingerprint and chunk hash.
CREATE TABLE fingerprints (
	id   INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	dims INTEGER NOT NULL
) STRICT;

CREATE TABLE vectors (
	fingerprint INTEGER NOT NULL REFERENCES fingerprints(id) ON DELETE CASCADE,
	hash        BLOB NOT NULL,
	PRIMARY KEY (fingerprint, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE vector_blocks (
	id          INTEGER PRIMARY KEY,
	fingerprint INTEGER NOT NULL REFERENCES fingerprints(id) ON DELETE CASCADE,
	hashes      BLOB NOT NULL, -- 16 bytes a vector
	data        BLOB NOT NULL  -- dims little-endian float32 a vector
) STRICT;
CREATE INDEX vector_blocks_fingerprint ON vector_blocks (fingerprint, id);

CREATE TABLE vector_cursors (
	collection  INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
	fingerprint TEXT NOT NULL,
	seq         INTEGER NOT NULL,
	PRIMARY KEY (collection, fingerprint)
) STRICT, WITHOUT ROWID;

-- The trajectories of the reader. Times are nanoseconds since 1970, 0 = none.
CREATE TABLE runs (
	id         TEXT PRIMARY KEY,
	collection TEXT NOT NULL,
	question   TEXT NOT NULL,
	mode       TEXT NOT NULL,
	model      TEXT NOT NULL,
	started    INTEGER NOT NULL,
	ended      INTEGER NOT NULL,
	status     TEXT NOT NULL,
	options    TEXT, -- JSON
	result     TEXT  -- JSON
) STRICT;
CREATE INDEX runs_started ON runs (started);

CREATE TABLE steps (
	run               TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
	id                INTEGER NOT NULL,
	parent            INTEGER NOT NULL,
	n                 INTEGER NOT NULL,
	depth             INTEGER NOT NULL,
	prompt            TEXT NOT NULL,
	code              TEXT NOT NULL,
	output            TEXT NOT NULL,
	error             TEXT NOT NULL,
	prompt_tokens     INTEGER NOT NULL,
	completion_tokens INTEGER NOT NULL,
	started           INTEGER NOT NULL,
	ended             INTEGER NOT NULL,
	PRIMARY KEY (run, id)
) STRICT;

CREATE TABLE calls (
	run               TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
	id                INTEGER NOT NULL,
	step              INTEGER NOT NULL,
	kind              TEXT NOT NULL,
	request           TEXT, -- JSON
	response          TEXT, -- JSON
	prompt_tokens     INTEGER NOT NULL,
	completion_tokens INTEGER NOT NULL,
	cached            INTEGER NOT NULL,
	error             TEXT NOT NULL,
	started           INTEGER NOT NULL,
	ended             INTEGER NOT NULL,
	PRIMARY KEY (run, id)
) STRICT;

-- Answers of models by what decides them.
CREATE TABLE cache (
	key   TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT;
