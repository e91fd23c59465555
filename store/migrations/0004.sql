-- What documents share is made in memory, see sharing.go; these were never filled.
DROP TABLE postings;
DROP TABLE stale;
ALTER TABLE collections DROP COLUMN posted;
