-- Who may see a document: 0 = everyone, else one of the labels of its set.
-- Sets are few, so they are kept once; a tombstone keeps its document's.
CREATE TABLE label_sets (
	id     INTEGER PRIMARY KEY,
	labels TEXT NOT NULL UNIQUE -- JSON array, sorted
) STRICT;

CREATE TABLE label_members (
	label     TEXT NOT NULL,
	label_set INTEGER NOT NULL REFERENCES label_sets(id) ON DELETE CASCADE,
	PRIMARY KEY (label, label_set)
) STRICT, WITHOUT ROWID;

ALTER TABLE documents ADD COLUMN label_set INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN modified INTEGER NOT NULL DEFAULT 0; -- nanoseconds since 1970, 0 = unknown
ALTER TABLE documents ADD COLUMN lang TEXT NOT NULL DEFAULT '';
CREATE INDEX documents_labelled ON documents (collection) WHERE label_set <> 0;

-- Version 1 kept --label in the metadata and showed the documents to everyone.
INSERT INTO label_sets (labels)
	SELECT DISTINCT (SELECT json_group_array(value) FROM (SELECT DISTINCT value FROM json_each(metadata, '$.labels') WHERE type = 'text' ORDER BY value))
	FROM documents
	WHERE json_type(metadata, '$.labels') = 'array' AND EXISTS (SELECT 1 FROM json_each(metadata, '$.labels') WHERE type = 'text');
INSERT INTO label_members (label, label_set)
	SELECT j.value, l.id FROM label_sets l, json_each(l.labels) j;
UPDATE documents SET label_set = coalesce((SELECT l.id FROM label_sets l
	WHERE l.labels = (SELECT json_group_array(value) FROM (SELECT DISTINCT value FROM json_each(documents.metadata, '$.labels') WHERE type = 'text' ORDER BY value))), 0)
	WHERE json_type(metadata, '$.labels') = 'array';

-- Links, mentions, dates, versions and signature of a live document, see facts.go.
ALTER TABLE structure ADD COLUMN facts BLOB;

-- What documents share, inverted: (key, document) pairs in order, packed to a
-- row by the first of them; see postings.go. Documents with a number beyond
-- collections.posted are not in it yet. What they had before is in stale.
ALTER TABLE collections ADD COLUMN posted INTEGER NOT NULL DEFAULT 0;
CREATE TABLE postings (
	id         INTEGER PRIMARY KEY,
	collection INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
	first      BLOB NOT NULL,
	pairs      BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX postings_first ON postings (collection, first);
CREATE TABLE stale (
	id         INTEGER PRIMARY KEY,
	collection INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
	pairs      BLOB NOT NULL
) STRICT;
CREATE INDEX stale_collection ON stale (collection);

-- Who asked what and was shown what. Lists are JSON arrays.
ALTER TABLE runs ADD COLUMN asker TEXT NOT NULL DEFAULT '[]';
CREATE TABLE audit (
	id         INTEGER PRIMARY KEY,
	at         INTEGER NOT NULL, -- nanoseconds since 1970
	asker      TEXT NOT NULL,    -- labels, sorted
	collection TEXT NOT NULL,
	command    TEXT NOT NULL,
	question   TEXT NOT NULL,
	run        TEXT NOT NULL,    -- '' = none
	shown      TEXT NOT NULL,    -- ids of documents
	read       TEXT NOT NULL     -- ids of documents
) STRICT;
CREATE INDEX audit_run ON audit (run);
