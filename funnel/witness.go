package funnel

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"funnel/store"
)

// witness keeps one line of the audit table: which documents a question showed
// to whoever asked, their reader and their model included. It is safe for
// concurrent use.
type witness struct {
	audits Audits

	mu          sync.Mutex
	line        store.Audit
	shown, read map[string]bool
	written     int // documents in the line as it was written last
}

func newWitness(e *Engine, at time.Time, command, question, run string) *witness {
	return &witness{
		audits: e.Audits, shown: map[string]bool{}, read: map[string]bool{},
		line: store.Audit{At: at, Asker: e.Asker.String(), Collection: e.Catalog.Name(), Command: command, Question: question, Run: run},
	}
}

// show notes documents of which something was shown: text, id or title.
func (w *witness) show(ids ...string) { w.add(w.shown, ids) }

// note notes documents that were read.
func (w *witness) note(ids ...string) { w.add(w.read, ids) }

func (w *witness) add(to map[string]bool, ids []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range ids {
		to[id] = true
	}
}

// write brings the table up to date; it does nothing if there is nothing new.
// It is called before what was shown is kept anywhere else, so that a process
// that dies leaves no trace of a document that the line does not name.
func (w *witness) write(ctx context.Context) (err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := len(w.shown) + len(w.read)
	if w.audits == nil || w.line.ID != 0 && known == w.written {
		return nil
	}
	w.line.Shown, w.line.Read = slices.Sorted(maps.Keys(w.shown)), slices.Sorted(maps.Keys(w.read))
	if w.line.ID, err = w.audits.PutAudit(ctx, w.line); err != nil {
		return fmt.Errorf("write audit: %w", err)
	}
	w.written = known
	return nil
}
