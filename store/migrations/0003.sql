-- Passages that an embedder made nothing searchable of (zero, not finite), by
-- hash: they are not asked for again and count as having no vector to have.
CREATE TABLE refused (
	fingerprint TEXT NOT NULL,
	hash        BLOB NOT NULL,
	why         TEXT NOT NULL,
	PRIMARY KEY (fingerprint, hash)
) STRICT, WITHOUT ROWID;
