package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	bindex "github.com/blevesearch/bleve_index_api"
)

// generation is one published state of the keyword index, open for reading. It never changes. It is closed when the
// last of its users releases it.
type generation struct {
	name   string
	index  bleve.Index
	reader bindex.IndexReader
	cursor int64

	lengths   [2][]uint32           // text and head: words of each chunk, by bleve's document number; 0 = not live
	marks     []uint64              // whose chunk it is, see docMark
	languages []language            // of each chunk
	all       world                 // every live chunk
	refs      []atomic.Pointer[Hit] // document and ordinal by document number, filled when asked for
	seen      atomic.Pointer[world] // of the last query that had a Visible
	scratch   chan *scratch         // accumulators between queries
	users     atomic.Int64          // starts at 1 for the owner
}

// openGeneration opens a published state. An error that is fs.ErrNotExist means that it was removed meanwhile.
func openGeneration(ctx context.Context, path string) (g *generation, err error) {
	defer recoverDamage(&err)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open keyword index: %w", err)
	}
	ix, err := bleve.OpenUsing(path, map[string]any{"read_only": true, "bolt_timeout": "5s"})
	if err != nil {
		return nil, fmt.Errorf("open keyword index: %w", err)
	}
	g = &generation{name: filepath.Base(path), index: ix, scratch: make(chan *scratch, 4)}
	g.users.Store(1)
	if err := g.load(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("open keyword index: %w", err), g.close())
	}
	return g, nil
}

// load reads the cursor and the lengths of all chunks. bleve opens an older snapshot, without an error, where the newest
// cannot be read: its cursor tells.
func (g *generation) load(ctx context.Context, path string) error {
	inner, err := g.index.Advanced()
	if err != nil {
		return err
	}
	if g.reader, err = inner.Reader(); err != nil {
		return err
	}
	if g.cursor, err = readState(g.reader.GetInternal); err != nil {
		return err
	}
	published, err := publishedCursor(path)
	if err != nil {
		return err
	}
	if g.cursor != published {
		return fmt.Errorf("%w: it is at %d and was published at %d", ErrDamaged, g.cursor, published)
	}
	for i, name := range fieldNames {
		if g.lengths[i], g.marks, err = g.readLengths(ctx, name); err != nil {
			return err
		}
	}
	if g.languages, err = g.readLanguages(ctx); err != nil {
		return err
	}
	g.all = newWorld(g.marks, g.lengths, g.languages)
	g.refs = make([]atomic.Pointer[Hit], len(g.lengths[0]))
	return nil
}

// readLengths walks the posting list of markTerm in a field: lengths and frequencies by document number.
func (g *generation) readLengths(ctx context.Context, field string) (lengths []uint32, marks []uint64, err error) {
	tfr, err := g.reader.TermFieldReader(ctx, []byte(markTerm), field, true, true, false)
	if err != nil {
		return nil, nil, fmt.Errorf("read lengths: %w", err)
	}
	defer func() { err = errors.Join(err, tfr.Close()) }()
	var tf bindex.TermFieldDoc
	for {
		d, err := tfr.Next(tf.Reset())
		if err != nil {
			return nil, nil, fmt.Errorf("read lengths: %w", err)
		}
		if d == nil {
			break
		}
		n := int(d.ID.Value())
		for len(lengths) <= n {
			lengths, marks = append(lengths, 0), append(marks, 0)
		}
		marks[n] = d.Freq
		lengths[n] = uint32(math.Round(1 / (d.Norm * d.Norm))) // bleve keeps 1/sqrt(length)
	}
	return lengths, marks, nil
}

// readLanguages walks the posting lists that tell which chunks are in which language.
func (g *generation) readLanguages(ctx context.Context) ([]language, error) {
	list := make([]language, len(g.marks))
	for l := language(1); int(l) < len(stemmers); l++ {
		err := g.postings(ctx, l.markTerm(), fieldHead, false, func(num uint32, _ uint64) { list[num] = l })
		if err != nil {
			return nil, fmt.Errorf("read languages: %w", err)
		}
	}
	return list, nil
}

// ref returns the document and ordinal of a document number.
func (g *generation) ref(num uint32) (Hit, error) {
	if h := g.refs[num].Load(); h != nil {
		return *h, nil
	}
	id, err := g.reader.ExternalID(bindex.NewIndexInternalID(nil, uint64(num)))
	if err != nil {
		return Hit{}, fmt.Errorf("read chunk id: %w", err)
	}
	var h Hit
	if h.Doc, h.Ord, err = parseChunkID(id); err != nil {
		return Hit{}, err
	}
	g.refs[num].Store(&h)
	return h, nil
}

// acquire adds a user; false if the generation is closed already.
func (g *generation) acquire() bool {
	for {
		n := g.users.Load()
		if n == 0 {
			return false
		}
		if g.users.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// release ends one use, and closes after the last.
func (g *generation) release() error {
	if g.users.Add(-1) > 0 {
		return nil
	}
	return g.close()
}

func (g *generation) close() error {
	var err error
	if g.reader != nil {
		err = g.reader.Close()
	}
	return errors.Join(err, g.index.Close())
}

// recoverDamage turns a panic into an error: bleve trusts its files, and reads beyond a slice where one is damaged.
func recoverDamage(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v", ErrDamaged, r)
	}
}

// copyFile copies what cannot be linked or is going to change, and flushes it.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

// syncDir flushes the entries of a folder, where the system can.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, fs.ErrInvalid) || errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) {
		err = nil // Windows cannot flush a folder
	}
	return errors.Join(err, d.Close())
}
