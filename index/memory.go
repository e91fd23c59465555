package index

import (
	"context"
	"strings"
	"sync"
	"unicode"
)

// Memory is a fake Index for tests, useless in production: it keeps every passage and scans them all for each query.
// A chunk scores by how often the words of the query occur in it. The zero value is ready to use.
type Memory struct {
	mu     sync.RWMutex
	cursor int64
	docs   map[string][][]string // words of each chunk
}

var _ Index = (*Memory)(nil)

// Sync applies the changes after the cursor.
func (m *Memory) Sync(ctx context.Context, src Source) error {
	changes, err := allChanges(ctx, src, m.Cursor())
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range changes {
		docs, err := src.Documents(ctx, []string{c.ID})
		if err != nil {
			return err
		}
		delete(m.docs, c.ID)
		for _, d := range docs {
			if m.docs == nil {
				m.docs = map[string][][]string{}
			}
			for i := range d.Chunks {
				m.docs[d.ID] = append(m.docs[d.ID], plainWords(d.Passage(i)))
			}
		}
		m.cursor = c.Seq
	}
	return nil
}

// Cursor returns the sequence number of the last change applied.
func (m *Memory) Cursor() int64 {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.cursor
}

// Search scans all chunks.
func (m *Memory) Search(ctx context.Context, q Query) ([]Hit, error) {
	wanted := make(map[string]bool)
	for _, w := range plainWords(q.Text) {
		wanted[w] = true
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	var hits []Hit
	for doc, chunks := range m.docs {
		if !q.admits(doc) {
			continue
		}
		for ord, words := range chunks {
			n := 0
			for _, w := range words {
				if wanted[w] {
					n++
				}
			}
			if n > 0 {
				hits = append(hits, Hit{Doc: doc, Ord: ord, Score: float64(n)})
			}
		}
	}
	return best(hits, q.K), ctx.Err()
}

func plainWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
