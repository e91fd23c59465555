PRAGMA application_id = 1718972012;
PRAGMA user_version = 1;
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
CREATE TABLE sequence (
	id   INTEGER PRIMARY KEY CHECK (id = 1),
	last INTEGER NOT NULL
) STRICT;
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
CREATE TABLE texts (
	id   INTEGER PRIMARY KEY,
	data BLOB NOT NULL
) STRICT;
CREATE TABLE structure (
	doc     INTEGER PRIMARY KEY REFERENCES documents(num) ON DELETE CASCADE,
	hashes  BLOB NOT NULL, -- 16 bytes a chunk
	spans   BLOB NOT NULL, -- see pack.go
	outline TEXT           -- JSON array
) STRICT;
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
CREATE TABLE cache (
	key   TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT;
INSERT INTO collections VALUES (1, 'c');
INSERT INTO settings VALUES (1, 'chunker', 'x');
INSERT INTO sequence VALUES (1, 4);
INSERT INTO documents VALUES (1, 1, 'a', 1, 0, 2, 2, 11, 'h', '/a', 'A', 'markdown', '{"k":"v"}');
INSERT INTO documents VALUES (2, 1, 'empty', 2, 0, 0, 0, 0, 'e', '', '', '', NULL);
INSERT INTO documents VALUES (3, 1, 'gone', 4, 1, 0, 1, 0, '', '', '', '', NULL);
INSERT INTO texts VALUES (16384, X'23204F6E650A7A7765690A');
INSERT INTO structure VALUES (1, X'69699AEDECCA3EFBFFE8732FE3FED94E24FBEB72FCFAE641022EBD098F8D5D6C', X'0006044F6E650C0500', '[{"Level":1,"Kind":"heading","Title":"One","Start":0,"End":11}]');
INSERT INTO structure VALUES (2, X'', X'', NULL);
INSERT INTO fingerprints VALUES (1, 'fp', 3);
INSERT INTO vectors VALUES (1, X'24FBEB72FCFAE641022EBD098F8D5D6C');
INSERT INTO vectors VALUES (1, X'69699AEDECCA3EFBFFE8732FE3FED94E');
INSERT INTO vector_blocks VALUES (1, 1, X'69699AEDECCA3EFBFFE8732FE3FED94E24FBEB72FCFAE641022EBD098F8D5D6C', X'0000803F0000000000000000000000400000000000000000');
INSERT INTO vector_cursors VALUES (1, 'fp', 0);
INSERT INTO runs VALUES ('r', '', '', '', '', 1000000000, 0, '', NULL, NULL);
INSERT INTO steps VALUES ('r', 1, 0, 0, 0, '', '', '', '', 0, 0, 0, 0);
INSERT INTO calls VALUES ('r', 1, 0, '', NULL, NULL, 0, 0, 0, '', 0, 0);
INSERT INTO cache VALUES ('k', X'76616C7565');
