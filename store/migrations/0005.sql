-- What documents share, inverted, see sharing.go: segments of (key, document)
-- pairs in order, cut into blocks. A segment says what changes up to its
-- number seq brought; a document in share_dead has none left in segments
-- before that number.
CREATE TABLE share_segments (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	collection INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
	seq        INTEGER NOT NULL,
	pairs      INTEGER NOT NULL -- how many
) STRICT;
CREATE INDEX share_segments_seq ON share_segments (collection, seq);

CREATE TABLE share_blocks (
	id      INTEGER PRIMARY KEY,
	segment INTEGER NOT NULL REFERENCES share_segments(id) ON DELETE CASCADE,
	n       INTEGER NOT NULL, -- from 0
	first   INTEGER NOT NULL, -- key
	pairs   BLOB NOT NULL     -- 12 bytes each: key, document, little-endian
) STRICT;
CREATE UNIQUE INDEX share_blocks_n ON share_blocks (segment, n, first);

CREATE TABLE share_dead (
	collection INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
	doc        INTEGER NOT NULL,
	seq        INTEGER NOT NULL,
	PRIMARY KEY (collection, doc)
) STRICT, WITHOUT ROWID;

-- Keys are hashed with it, so that nobody can write a document whose keys
-- collide with another's.
ALTER TABLE sequence ADD COLUMN secret BLOB;
UPDATE sequence SET secret = randomblob(16);
