package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"golang.org/x/sync/errgroup"

	"funnel/store"
)

// VectorStore is where SyncVectors finds chunks without a vector and keeps what it computed; *store.Collection is one.
type VectorStore interface {
	// Head is the highest sequence number, 0 if there is none.
	Head(ctx context.Context) (int64, error)
	// VectorCursor is the cursor that PutVectors stored last.
	VectorCursor(ctx context.Context, fingerprint string) (int64, error)
	// MissingVectors lists the chunks, of documents with Seq > after, that have no vector, by (Seq, Ord).
	MissingVectors(ctx context.Context, fingerprint string, after int64, limit int) ([]store.Missing, error)
	// PutVectors stores vectors and cursor in one transaction.
	PutVectors(ctx context.Context, fingerprint string, vecs []store.Vector, cursor int64) error
	// PutRefused records chunks that will never have a vector: they are not missing.
	PutRefused(ctx context.Context, fingerprint string, list []store.Refused) error
	// Covered counts the chunks that have a vector, and all of them.
	Covered(ctx context.Context, fingerprint string) (have, total int, err error)
}

// VectorSyncOptions are the settings of SyncVectors; the zero value is good.
type VectorSyncOptions struct {
	Batch    int                   // texts to one call of the embedder; 0 = 64
	Jobs     int                   // calls in flight; 0 = 2
	Progress func(done, total int) // called after each batch with the chunks that have a vector, and all; may be nil
}

// partialError is what an Embedder returns beside vectors, where some of the texts have none.
type partialError interface {
	error
	Refused() map[int]error
}

var errBlank = errors.New("the passage is blank")

// pageBatches is how many batches for each job are asked for at once. Each page looks at all vectors that there are: few
// pages cost less time, and 8,000 passages take 12 MB.
const pageBatches = 64

// SyncVectors embeds every chunk that has no vector and stores the vectors batch by batch, in order, each batch in one
// transaction with the cursor up to which nothing is missing. Interrupted, it continues where it was; a vector that is
// stored is never computed again.
//
// Blank passages are not sent. A passage is refused, said so in the log, and not asked for again, where the embedder
// names it in an error that has a method Refused() map[int]error, the texts by number with the reasons, while the vectors
// of the others are there; and where its vector is zero or not finite. But where that is true of every passage of a batch
// without being named, the embedder is at fault, and so it is where a vector has another length than the rest: that is an
// error that names the first passage.
func SyncVectors(ctx context.Context, log *slog.Logger, vs VectorStore, embedder Embedder, opts VectorSyncOptions) error {
	if opts.Batch <= 0 {
		opts.Batch = 64
	}
	if opts.Jobs <= 0 {
		opts.Jobs = 2
	}
	s := &vectorSync{log: log, store: vs, embedder: embedder, fingerprint: embedder.Fingerprint(), opts: opts}
	if err := s.run(ctx); err != nil {
		return fmt.Errorf("embed chunks: %w", err)
	}
	log.Debug("vectors are complete", "embedder", s.fingerprint, "computed", s.computed, "chunks", s.total)
	return nil
}

// vectorSync is one run of SyncVectors.
type vectorSync struct {
	log         *slog.Logger
	store       VectorStore
	embedder    Embedder
	fingerprint string
	opts        VectorSyncOptions
	dims        int
	cursor      int64 // nothing is missing up to here
	done, total int
	computed    int
	refused     int
}

// vectorBatch is one call of the embedder.
type vectorBatch struct {
	missing []store.Missing
	cursor  int64 // nothing is missing up to here once this batch and those before it are stored
	vectors []store.Vector
	refused []store.Refused
	docs    []string // of refused
	err     error
	ready   chan struct{} // closed when vectors and err are set
}

func (s *vectorSync) run(ctx context.Context) error {
	cursor, err := s.store.VectorCursor(ctx, s.fingerprint)
	if err != nil {
		return err
	}
	s.cursor = cursor
	if s.done, s.total, err = s.store.Covered(ctx, s.fingerprint); err != nil {
		return err
	}
	last := ""
	for {
		head, err := s.store.Head(ctx) // before MissingVectors: what comes in between belongs to the next run
		if err != nil {
			return err
		}
		limit := s.opts.Batch * s.opts.Jobs * pageBatches
		page, err := s.store.MissingVectors(ctx, s.fingerprint, cursor, limit)
		if err != nil {
			return err
		}
		if len(page) == 0 && cursor >= head {
			return nil
		}
		if len(page) > 0 && page[0].Hash == last {
			return fmt.Errorf("vector of %s, chunk %d was stored and is still missing", page[0].Doc, page[0].Ord)
		}
		end := head
		if len(page) > 0 {
			last = page[0].Hash
		}
		if len(page) == limit {
			end = page[len(page)-1].Seq - 1 // more of that document may follow
		}
		if err := s.page(ctx, page, max(end, cursor)); err != nil {
			return err
		}
		cursor = max(end, cursor)
	}
}

// page embeds one page with opts.Jobs calls in flight and commits batch after batch. When a call fails, those beside it
// are waited for, and what they computed is kept: only the cursor stays where it is.
func (s *vectorSync) page(ctx context.Context, page []store.Missing, end int64) error {
	todo := s.batches(page, end)
	var g errgroup.Group
	flight := 0
	var failed error
	for i, b := range todo {
		for ; failed == nil && flight < len(todo) && flight < i+s.opts.Jobs; flight++ {
			b := todo[flight]
			g.Go(func() error {
				defer close(b.ready)
				b.err = s.embed(ctx, b)
				return nil
			})
		}
		if i >= flight {
			break
		}
		<-b.ready
		if b.err == nil {
			if failed != nil {
				b.cursor = s.cursor
			}
			b.err = s.commit(ctx, b)
		}
		if failed == nil {
			failed = b.err
		}
	}
	return errors.Join(failed, g.Wait())
}

// batches cuts a page into batches of distinct texts. An empty page yields one empty batch, which moves the cursor.
func (s *vectorSync) batches(page []store.Missing, end int64) []*vectorBatch {
	seen := make(map[string]bool, len(page))
	todo := []*vectorBatch{{cursor: end, ready: make(chan struct{})}}
	for _, m := range page {
		if seen[m.Hash] {
			continue
		}
		seen[m.Hash] = true
		b := todo[len(todo)-1]
		if len(b.missing) == s.opts.Batch {
			b.cursor = min(m.Seq-1, end)
			b = &vectorBatch{cursor: end, ready: make(chan struct{})}
			todo = append(todo, b)
		}
		b.missing = append(b.missing, m)
	}
	return todo
}

// embed computes one batch and sorts out what could not be searched.
func (s *vectorSync) embed(ctx context.Context, b *vectorBatch) error {
	var asked []store.Missing
	var texts []string
	for _, m := range b.missing {
		if strings.TrimSpace(m.Text) == "" {
			b.refuse(m, errBlank)
			continue
		}
		asked, texts = append(asked, m), append(texts, m.Text)
	}
	if len(asked) == 0 {
		return nil
	}
	values, err := s.embedder.Embed(ctx, texts, KindDocument)
	var partial partialError
	if err != nil && !errors.As(err, &partial) {
		return err
	}
	if len(values) != len(texts) {
		return errors.Join(err, fmt.Errorf("embedder %s: %d vectors for %d texts", s.fingerprint, len(values), len(texts)))
	}
	if partial != nil {
		asked, values = s.leaveOut(b, asked, values, partial.Refused())
	}
	return s.sort(b, asked, values)
}

// leaveOut refuses the passages that the embedder names, and returns the rest.
func (s *vectorSync) leaveOut(b *vectorBatch, asked []store.Missing, values [][]float32, refused map[int]error) (rest []store.Missing, vectors [][]float32) {
	for i, m := range asked {
		if why, ok := refused[i]; ok {
			b.refuse(m, why)
			continue
		}
		rest, vectors = append(rest, m), append(vectors, values[i])
	}
	return rest, vectors
}

// sort divides the vectors of a batch into those that can be searched and the rest.
func (s *vectorSync) sort(b *vectorBatch, asked []store.Missing, values [][]float32) error {
	var first error
	bad := 0
	for i, v := range values {
		m := asked[i]
		u, err := unit(v, len(values[0]))
		if err == nil {
			b.vectors = append(b.vectors, store.Vector{Hash: m.Hash, Values: u})
			continue
		}
		if bad++; first == nil {
			first = fmt.Errorf("embedder %s, document %s, chunk %d (%.60q): %w", s.fingerprint, m.Doc, m.Ord, m.Text, err)
		}
		if len(v) == 0 || len(v) != len(values[0]) {
			return first
		}
		b.refuse(m, err)
	}
	if bad > 1 && bad == len(values) {
		return first
	}
	return nil
}

// refuse notes that a passage has no vector to have. The reason names no document: passages of several may be equal.
func (b *vectorBatch) refuse(m store.Missing, why error) {
	b.refused = append(b.refused, store.Refused{Hash: m.Hash, Why: why.Error()})
	b.docs = append(b.docs, m.Doc)
}

// spokenRefusals is how many refused passages of a run are named aloud.
const spokenRefusals = 5

// tell names the documents of refused passages in the log.
func (s *vectorSync) tell(b *vectorBatch) {
	for i, r := range b.refused {
		level := slog.LevelInfo
		if s.refused++; s.refused <= spokenRefusals {
			level = slog.LevelWarn
		}
		s.log.Log(context.Background(), level, "a passage of "+b.docs[i]+" has no vector, words find it", "reason", r.Why)
	}
}

// commit stores one batch.
func (s *vectorSync) commit(ctx context.Context, b *vectorBatch) error {
	if len(b.vectors) > 0 {
		if n := len(b.vectors[0].Values); s.dims != 0 && n != s.dims {
			return fmt.Errorf("embedder %s: %w: %d components, then %d", s.fingerprint, ErrBadVector, s.dims, n)
		} else {
			s.dims = n
		}
	}
	if len(b.refused) > 0 {
		if err := s.store.PutRefused(ctx, s.fingerprint, b.refused); err != nil {
			return err
		}
		s.total = max(0, s.total-len(b.refused))
		s.tell(b)
	}
	if err := s.store.PutVectors(ctx, s.fingerprint, b.vectors, b.cursor); err != nil {
		return err
	}
	s.cursor = b.cursor
	s.computed += len(b.vectors)
	s.done = min(s.done+len(b.vectors), s.total)
	if s.opts.Progress != nil {
		s.opts.Progress(s.done, s.total)
	}
	return nil
}
