package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"
)

// Audit is a line of the audit table: what somebody asked, and which documents
// the answer rests on. Lines are never changed once the question has ended,
// and never removed.
type Audit struct {
	ID         int64     // in the order of the questions; set by the store
	At         time.Time // when it was asked; now if zero
	Asker      string    // labels as a JSON array, see View.Asker; "" = the owner
	Collection string
	Command    string   // query, search, show
	Question   string   // a document's id for show
	Run        string   // "" = none
	Shown      []string // ids of documents whose text, id or title was shown, sorted
	Read       []string // ids of documents that were read, sorted
}

// PutAudit writes a line and returns its number: a new one if a.ID is 0, else
// what is known by now of that line.
func (s *Store) PutAudit(ctx context.Context, a Audit) (id int64, err error) {
	if a.At.IsZero() {
		a.At = s.opts.Now()
	}
	err = s.journal.do(ctx, "write audit", func(tx *tx) error {
		if a.ID != 0 {
			id = a.ID
			_, err := tx.exec("UPDATE audit SET shown = ?, read = ? WHERE id = ?", idList(a.Shown), idList(a.Read), a.ID)
			return err
		}
		res, err := tx.exec("INSERT INTO audit (at, asker, collection, command, question, run, shown, read) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			nanos(a.At), a.Asker, a.Collection, a.Command, a.Question, a.Run, idList(a.Shown), idList(a.Read))
		if err != nil {
			return err
		}
		id, err = res.LastInsertId()
		return err
	})
	return id, err
}

func idList(ids []string) string {
	if len(ids) == 0 {
		return "[]"
	}
	data, _ := json.Marshal(slices.Compact(slices.Sorted(slices.Values(ids)))) // strings always marshal
	return string(data)
}

// mayRead is the condition on a row of audit or runs named x that an asker may
// read it: whoever asked had no label that the asker lacks, and the asker sees
// each document that it showed or read, even if it was labelled since. Its
// parameter ?1 is the asker, NULL for the owner.
const mayRead = `(?1 IS NULL OR x.asker <> '' AND NOT EXISTS (
		SELECT 1 FROM json_each(x.asker) a WHERE a.value NOT IN (SELECT value FROM json_each(?1))))`

// showsHidden is the condition on a row of audit named u that the asker does
// not see a document of it.
const showsHidden = `EXISTS (SELECT 1 FROM collections c CROSS JOIN documents d ON d.collection = c.id
	WHERE c.name = u.collection AND d.label_set <> 0
	AND (d.id IN (SELECT value FROM json_each(u.shown)) OR d.id IN (SELECT value FROM json_each(u.read)))
	AND NOT ` + visible + `)`

// Audits returns the newest lines first that the asker may read; all of them
// if limit <= 0. The owner reads every line.
func (s *Store) Audits(ctx context.Context, asker Asker, limit int) ([]Audit, error) {
	list, err := collect(ctx, s.readers, scanAudit, `SELECT x.id, x.at, x.asker, x.collection, x.command, x.question, x.run, x.shown, x.read
		FROM audit x WHERE `+mayRead+` AND (?1 IS NULL OR NOT (SELECT `+showsHidden+` FROM audit u WHERE u.id = x.id))
		ORDER BY x.id DESC LIMIT ?2`, asker, atMost(limit))
	return list, s.wrap("read audit", err)
}

func scanAudit(rows *sql.Rows) (a Audit, err error) {
	var shown, read []byte
	err = rows.Scan(&a.ID, timeDest{&a.At}, &a.Asker, &a.Collection, &a.Command, &a.Question, &a.Run, &shown, &read)
	if err == nil {
		err = json.Unmarshal(shown, &a.Shown)
	}
	if err == nil {
		err = json.Unmarshal(read, &a.Read)
	}
	return a, err
}
