package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Parts of a store that Verify looks at.
const (
	PartDatabase  = "database"
	PartDocuments = "documents"
	PartVectors   = "vectors"
)

// Problem is something in a store that contradicts the package's invariants.
type Problem struct {
	Part       string
	Collection string // "" = of the whole file
	Doc        string // "" = of no single document
	Source     string // of the document
	What       string
	Mend       Mend
}

// Mend is the way out of a Problem.
type Mend string

// The ways out.
const (
	MendRepair  Mend = "repair"  // Repair makes it again from what is there
	MendReread  Mend = "reread"  // Repair has the next ingest read the document's source again
	MendIngest  Mend = "ingest"  // the document's source must be ingested again
	MendRestore Mend = "restore" // nothing makes it again but a backup, or a new ingest of everything
)

// Error says what is wrong, and where.
func (p Problem) Error() string {
	if p.Doc != "" {
		return fmt.Sprintf("document %q: %s", p.Doc, p.What)
	}
	return p.Part + ": " + p.What
}

// Unwrap makes a Problem an ErrDamaged.
func (p Problem) Unwrap() error { return ErrDamaged }

// Checked counts what Verify has looked at.
type Checked struct{ Documents, Chunks, Vectors int }

// Verifier is told how a Verify goes on. Its functions are called from the
// goroutine of Verify and may be nil.
type Verifier struct {
	Found    func(Problem) error // an error ends Verify
	Progress func(part string, done, total int)
}

// Verify reads the whole file and reports what contradicts the package's
// invariants: damage to the database itself, references into nothing, texts
// and chunks that do not fit each other, hashes that are not those of their
// passages, numbers beyond the sequence, shared names and mentions that are not
// those of the documents, vectors that cannot be found or
// searched. Its error is for what kept it from looking.
func (s *Store) Verify(ctx context.Context, v Verifier) (Checked, error) {
	if v.Progress == nil {
		v.Progress = func(string, int, int) {}
	}
	var done Checked
	err := s.read(ctx, "verify store", func(tx *sql.Tx) error {
		r := &verifying{Verifier: v, ctx: ctx, tx: tx, s: s, pairs: map[int64]*pairSum{}, unread: map[int64]bool{}}
		for _, check := range []func() error{r.file, r.references, r.counts, r.texts, r.shares, r.vectors} {
			if err := check(); err != nil {
				return err
			}
		}
		done = r.done
		return nil
	})
	return done, err
}

// Check is Verify up to the first problem, which is its error.
func (s *Store) Check(ctx context.Context) error {
	_, err := s.Verify(ctx, Verifier{Found: func(p Problem) error { return p }})
	return err
}

// verifying is one run of Verify, on one snapshot.
type verifying struct {
	Verifier
	ctx  context.Context
	tx   *sql.Tx
	s    *Store
	done Checked

	// What texts saw, by collection.
	pairs  map[int64]*pairSum
	unread map[int64]bool // a document could not be read
}

func (r *verifying) found(part string, mend Mend, format string, args ...any) error {
	return r.Found(Problem{Part: part, Mend: mend, What: fmt.Sprintf(format, args...)})
}

// file has SQLite look through its pages.
func (r *verifying) file() error {
	r.Progress(PartDatabase, 0, 0)
	lines, err := collect(r.ctx, r.tx, scanOne[string], "PRAGMA integrity_check(100)")
	if err != nil {
		return r.unreadable(PartDatabase, err)
	}
	if slices.Equal(lines, []string{"ok"}) {
		return nil
	}
	for _, l := range lines {
		mend := MendRestore
		if strings.Contains(l, " index ") { // REINDEX makes indexes again
			mend = MendRepair
		}
		if err := r.found(PartDatabase, mend, "%s", l); err != nil {
			return err
		}
	}
	return nil
}

// unreadable makes damage a problem, so that the rest is looked at as well.
func (r *verifying) unreadable(part string, err error) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if errors.Is(r.s.wrap("verify", err), ErrDamaged) {
		return r.found(part, MendRestore, "cannot be read: %v", err)
	}
	return err
}

func (r *verifying) references() error {
	err := each(r.ctx, r.tx, func(rows *sql.Rows) error {
		var table, parent string
		var row sql.NullInt64
		var key int
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		mend := MendRepair
		if table == tableDocuments {
			mend = MendRestore
		}
		return r.found(PartDatabase, mend, "row %d of %s refers to nothing in %s", row.Int64, table, parent)
	}, "PRAGMA foreign_key_check")
	if p := (Problem{}); errors.As(err, &p) {
		return err
	}
	return r.unreadable(PartDatabase, err)
}

// contradictions are counts that must be zero, and how to make them so where
// what is lost is derived; "" where documents must be ingested again.
var contradictions = []struct{ what, query, mend string }{
	{
		"documents numbered beyond the sequence", "SELECT count(*) FROM documents WHERE seq > (SELECT last FROM sequence)",
		"UPDATE sequence SET last = max(last, (SELECT coalesce(max(seq), 0) FROM documents))",
	},
	{"numbers given twice", "SELECT count(*) - count(DISTINCT seq) FROM documents", ""},
	{
		"documents with more chunks than they ever had", "SELECT count(*) FROM documents WHERE chunks > max_chunks",
		"UPDATE documents SET max_chunks = chunks WHERE chunks > max_chunks",
	},
	{"live documents without structure", "SELECT count(*) FROM documents WHERE NOT deleted AND num NOT IN (SELECT doc FROM structure)", ""},
	{"documents with another number of chunks than they have hashes", "SELECT count(*) FROM documents d JOIN structure s ON s.doc = d.num WHERE length(s.hashes) <> 16 * d.chunks", ""},
	{
		"tombstones with contents", "SELECT count(*) FROM documents WHERE deleted AND (bytes > 0 OR chunks > 0 OR num IN (SELECT doc FROM structure))",
		"DELETE FROM structure WHERE doc IN (SELECT num FROM documents WHERE deleted); UPDATE documents SET bytes = 0, chunks = 0 WHERE deleted",
	},
	{
		"texts of no live document", "SELECT count(*) FROM texts WHERE id >> 14 NOT IN (SELECT num FROM documents WHERE NOT deleted)",
		"DELETE FROM texts WHERE id >> 14 NOT IN (SELECT num FROM documents WHERE NOT deleted)",
	},
	{"documents with labels that nobody has", "SELECT count(*) FROM documents WHERE label_set <> 0 AND label_set NOT IN (SELECT label_set FROM label_members)", ""},
}

func (r *verifying) counts() error {
	for _, c := range contradictions {
		var n int
		if err := r.tx.QueryRowContext(r.ctx, c.query).Scan(&n); err != nil {
			if err := r.unreadable(PartDatabase, err); err != nil {
				return err
			}
			continue
		}
		if n != 0 {
			mend := MendRepair
			if c.mend == "" {
				mend = MendIngest
			}
			if err := r.found(PartDocuments, mend, "%d %s", n, c.what); err != nil {
				return err
			}
		}
	}
	return nil
}

// texts reads every document by itself, so that a damaged one hides no other.
func (r *verifying) texts() error {
	type ref struct {
		collection, num int64
		name, id, at    string
		marked          bool // the next ingest reads it again
	}
	list, err := collect(r.ctx, r.tx, func(rows *sql.Rows) (f ref, err error) {
		err = rows.Scan(&f.collection, &f.num, &f.name, &f.id, &f.at, &f.marked)
		return f, err
	}, "SELECT d.collection, d.num, c.name, d.id, d.source, d.hash = '' FROM documents d JOIN collections c ON c.id = d.collection WHERE NOT d.deleted ORDER BY c.name, d.id")
	if err != nil {
		return r.unreadable(PartDocuments, err)
	}
	read, err := r.tx.PrepareContext(r.ctx, documentByID)
	if err != nil {
		return r.unreadable(PartDocuments, err)
	}
	defer read.Close()
	for i, f := range list {
		what := ""
		if d, err := readOne(r.ctx, read, f.collection, f.id); err != nil {
			if r.ctx.Err() != nil {
				return r.ctx.Err()
			}
			what = err.Error()
			r.unread[f.collection] = true
		} else if err := checkDocument(d); err != nil {
			what = err.Error()
			r.unread[f.collection] = true
		} else {
			r.done.Chunks += len(d.Chunks)
			r.seen(f.collection, f.num, d)
		}
		r.done.Documents++
		r.Progress(PartDocuments, i+1, len(list))
		if what != "" {
			mend := MendReread
			if f.marked {
				mend = MendIngest
			}
			if err := r.Found(Problem{PartDocuments, f.name, f.id, f.at, what, mend}); err != nil {
				return err
			}
		}
	}
	return nil
}

// seen sums up what a document shares.
func (r *verifying) seen(collection, num int64, d *Document) {
	sum := r.pairs[collection]
	if sum == nil {
		sum = &pairSum{}
		r.pairs[collection] = sum
	}
	for _, k := range r.s.hasher.keys(d) {
		sum.add(pair{k, num})
	}
}

// readOne reads a document by documentByID.
func readOne(ctx context.Context, by *sql.Stmt, collection int64, id string) (d *Document, err error) {
	err = eachDocument(ctx, stmtQuerier{by}, func(one *Document) error {
		d = one
		return nil
	}, "", nil, collection, id)
	if err == nil && d == nil {
		err = fmt.Errorf("%w: its structure is not there", ErrDamaged)
	}
	return d, err
}

func checkDocument(d *Document) error {
	if err := validate(d); err != nil {
		return err
	}
	for i, c := range d.Chunks {
		if got := hashPassage(d.Passage(i)).String(); got != c.Hash {
			return fmt.Errorf("chunk %d has hash %s, its passage %s: the text is not what was stored", i, c.Hash, got)
		}
	}
	return nil
}

// vectors looks through the blocks of each embedder.
func (r *verifying) vectors() error {
	prints, err := r.fingerprints()
	if err != nil {
		return r.unreadable(PartVectors, err)
	}
	for _, f := range prints {
		if err := r.blocks(f); err != nil {
			return err
		}
	}
	return nil
}

type fingerprint struct {
	id   int64
	name string
	dims int
}

func (r *verifying) fingerprints() ([]fingerprint, error) {
	return collect(r.ctx, r.tx, func(rows *sql.Rows) (f fingerprint, err error) {
		err = rows.Scan(&f.id, &f.name, &f.dims)
		return f, err
	}, "SELECT id, name, dims FROM fingerprints ORDER BY name")
}

// blocks compares the blocks of an embedder with the set of its hashes.
func (r *verifying) blocks(f fingerprint) error {
	known, err := knownHashes(r.ctx, r.tx, f.id)
	if err != nil {
		return r.unreadable(PartVectors, err)
	}
	total, held := len(known), 0
	bad := ""
	err = each(r.ctx, r.tx, func(rows *sql.Rows) error {
		var id int64
		var hashes, data sql.RawBytes
		if err := rows.Scan(&id, &hashes, &data); err != nil {
			return err
		}
		held += len(hashes) / hashSize
		r.done.Vectors += len(hashes) / hashSize
		r.Progress(PartVectors, held, total)
		if what := checkBlock(hashes, data, f.dims, known); what != "" && bad == "" {
			bad = fmt.Sprintf("block %d: %s", id, what)
		}
		return nil
	}, "SELECT id, hashes, data FROM vector_blocks WHERE fingerprint = ? ORDER BY id", f.id)
	if err != nil {
		return r.unreadable(PartVectors, err)
	}
	if lost := len(known); bad == "" && lost > 0 {
		bad = fmt.Sprintf("%d are in no block", lost)
	}
	if bad == "" {
		return nil
	}
	return r.found(PartVectors, MendRepair, "of %s: %s", f.name, bad)
}

func knownHashes(ctx context.Context, tx *sql.Tx, fp int64) (map[chunkHash]bool, error) {
	known := map[chunkHash]bool{}
	err := each(ctx, tx, func(rows *sql.Rows) error {
		var hash sql.RawBytes
		if err := rows.Scan(&hash); err != nil {
			return err
		}
		if len(hash) == hashSize {
			known[chunkHash(hash)] = true
		}
		return nil
	}, "SELECT hash FROM vectors WHERE fingerprint = ?", fp)
	return known, err
}

// checkBlock takes the block's hashes out of known and says what is wrong.
func checkBlock(hashes, data []byte, dims int, known map[chunkHash]bool) string {
	n := len(hashes) / hashSize
	if len(hashes)%hashSize != 0 || len(data) != n*dims*4 {
		return fmt.Sprintf("%d bytes of hashes and %d of values do not fit %d dimensions", len(hashes), len(data), dims)
	}
	for i := range n {
		h := hashAt(hashes, i)
		if !known[h] {
			return fmt.Sprintf("%s is there twice, or unknown", h)
		}
		delete(known, h)
		if what := badValues(data[i*dims*4 : (i+1)*dims*4]); what != "" {
			return fmt.Sprintf("%s %s", h, what)
		}
	}
	return ""
}

// badValues says why a stored vector cannot be searched, "" if it can.
func badValues(data []byte) string {
	zero := true
	for _, x := range decodeValues(make([]float32, len(data)/4), data) {
		if f := float64(x); math.IsNaN(f) || math.IsInf(f, 0) {
			return "has a value that is no finite number"
		}
		zero = zero && x == 0
	}
	if zero {
		return "is zero"
	}
	return ""
}
