package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"

	"funnel/store"
)

// Keys of bleve's internal values. They are committed with the chunks of the same batch.
var (
	keyCursor  = []byte("funnel.cursor")  // 8 bytes, big endian
	keyVersion = []byte("funnel.version") // analyzerVersion
)

// errOtherVersion says that an index was made by another analyzer or mapping.
var errOtherVersion = errors.New("index was made by another version")

// readState returns the cursor of an index, and errOtherVersion if it is not ours to read.
func readState(get func([]byte) ([]byte, error)) (cursor int64, err error) {
	version, err := get(keyVersion)
	if err != nil {
		return 0, fmt.Errorf("read version: %w", err)
	}
	if string(version) != analyzerVersion {
		return 0, errOtherVersion
	}
	b, err := get(keyCursor)
	if err != nil {
		return 0, fmt.Errorf("read cursor: %w", err)
	}
	if len(b) != 8 {
		return 0, fmt.Errorf("%w: cursor of %d bytes", ErrDamaged, len(b))
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}

// writer applies changes to the work index. It is used by one goroutine of the process that holds the lock.
type writer struct {
	path   string
	index  bleve.Index
	pool   *analyzerPool
	cursor int64
	limit  int // chunks to a batch

	batch  *bleve.Batch
	chunks int // operations in batch
	total  int // operations since the last publication
}

// openWriter opens the work index of dir. One that is damaged or of another version is removed and begun anew.
func openWriter(log *slog.Logger, dir string, pool *analyzerPool, limit int) (*writer, error) {
	w := &writer{path: filepath.Join(dir, nameWork), pool: pool, limit: limit}
	err := w.open()
	if err == nil {
		return w, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		log.Warn("the keyword index is built anew", "dir", dir, "reason", err)
	}
	if err := w.create(); err != nil {
		return nil, fmt.Errorf("create keyword index: %w", err)
	}
	return w, nil
}

// open opens what is there.
func (w *writer) open() (err error) {
	defer recoverDamage(&err)
	if _, err := os.Stat(w.path); err != nil {
		return err
	}
	ix, err := bleve.OpenUsing(w.path, map[string]any{"bolt_timeout": "5s"})
	if err != nil {
		return err
	}
	w.cursor, err = readState(ix.GetInternal)
	if err != nil {
		return errors.Join(err, ix.Close())
	}
	w.index, w.batch = ix, ix.NewBatch()
	return nil
}

// create replaces whatever is there by an empty index. The mapping is empty: chunks come as analyzed fields.
func (w *writer) create() error {
	if err := os.RemoveAll(w.path); err != nil {
		return err
	}
	m := bleve.NewIndexMapping()
	m.DefaultMapping.Enabled = false
	m.DefaultMapping.Dynamic = false
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	ix, err := bleve.New(w.path, m)
	if err != nil {
		return err
	}
	w.index, w.batch, w.cursor = ix, ix.NewBatch(), 0
	w.batch.SetInternal(keyVersion, []byte(analyzerVersion))
	return w.commit(0)
}

// apply adds the effect of one change to the batch, and commits whenever it is full. d is nil for a document that is
// gone. Only the last commit of a document moves the cursor: until then a crash repeats the document.
func (w *writer) apply(ctx context.Context, c store.Change, d *store.Document) error {
	have := 0
	if d != nil {
		have = len(d.Chunks)
	}
	for ord := range max(have, c.MaxChunks) {
		if w.chunks >= w.limit {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := w.commit(w.cursor); err != nil {
				return err
			}
		}
		if ord >= have {
			w.batch.Delete(chunkID(c.ID, ord))
		} else if err := w.batch.IndexAdvanced(chunkDocument(d, ord, w.pool)); err != nil {
			return fmt.Errorf("index chunk: %w", err)
		}
		w.chunks++
	}
	w.cursor = c.Seq
	return nil
}

// commit writes the batch with the cursor. When it returns both are on disk.
func (w *writer) commit(cursor int64) error {
	w.batch.SetInternal(keyCursor, binary.BigEndian.AppendUint64(nil, uint64(cursor)))
	if err := w.index.Batch(w.batch); err != nil {
		return fmt.Errorf("write keyword index: %w", err)
	}
	w.total += w.chunks
	w.chunks = 0
	w.batch = w.index.NewBatch()
	return nil
}

// close ends writing. What was committed is on disk.
func (w *writer) close() error { return w.index.Close() }
