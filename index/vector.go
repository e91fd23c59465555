package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"sync"

	"github.com/philippgille/chromem-go"
)

// Embedder turns texts into vectors of one length; index/embed and rlm/model have some. Fingerprint names everything
// that decides the vectors: model, version, dimensions, prefixes.
type Embedder interface {
	Embed(ctx context.Context, texts []string, kind string) ([][]float32, error)
	Fingerprint() string
}

// The kinds of text that an Embedder may treat differently.
const (
	KindDocument = "document"
	KindQuery    = "query"
)

// ErrBadVector is returned for a vector that cannot be searched: empty, of another length than the rest, zero, or with
// a component that is not a finite number.
var ErrBadVector = errors.New("vector cannot be used")

// VectorOptions are the settings of a vector index; the zero value is good.
type VectorOptions struct {
	Dims int // length of the vectors; 0 = that of the first one loaded
}

// Vector is the vector index of one collection and one embedder, in memory: a chromem-go collection loaded from the
// vectors of the store. It never writes; SyncVectors fills the store.
type Vector struct {
	log      *slog.Logger
	embedder Embedder

	mu     sync.RWMutex
	dims   int
	chunks *chromem.Collection
	docs   map[string]*docVectors
	cursor int64
	have   int // vectors
	total  int // chunks that should have one
}

var _ Index = (*Vector)(nil)

// docVectors are the vectors of one document; they share their memory with chromem.
type docVectors struct {
	seq    int64
	want   int // chunks of the document
	ords   []int
	values [][]float32
}

// OpenVector loads the vectors that src has for the embedder. The vectors of others are as if they did not exist.
func OpenVector(ctx context.Context, log *slog.Logger, src Source, embedder Embedder, opts VectorOptions) (*Vector, error) {
	v := &Vector{log: log, embedder: embedder, dims: opts.Dims}
	if err := v.reset(); err != nil {
		return nil, err
	}
	if err := v.Sync(ctx, src); err != nil {
		return nil, err
	}
	return v, nil
}

// reset empties the index.
func (v *Vector) reset() error {
	refuse := func(context.Context, string) ([]float32, error) {
		return nil, errors.New("chunks come with their vectors")
	}
	chunks, err := chromem.NewDB().CreateCollection("chunks", nil, refuse)
	if err != nil {
		return fmt.Errorf("create vector index: %w", err)
	}
	v.chunks, v.docs = chunks, make(map[string]*docVectors)
	v.cursor, v.have, v.total = 0, 0, 0
	return nil
}

// Cursor returns the sequence number up to which every chunk has its vector and Search sees it. Chunks after it that
// have one already are found too.
func (v *Vector) Cursor() int64 {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.cursor
}

// Covered returns how many chunks have a vector, and how many there are.
func (v *Vector) Covered() (have, total int) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.have, v.total
}

// Lacks reports whether chunks of the document have no vector yet.
func (v *Vector) Lacks(doc string) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	d := v.docs[doc]
	return d == nil || len(d.ords) < d.want
}

// CoveredOf is Covered over the documents of a set.
func (v *Vector) CoveredOf(set *Visible) (have, total int) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	for id, d := range v.docs {
		if set.Docs[id] {
			have += len(d.ords)
			total += d.want
		}
	}
	return have, total
}

// Search embeds the query and returns the chunks of highest cosine similarity, which is the score. Text of white space
// finds nothing.
func (v *Vector) Search(ctx context.Context, q Query) ([]Hit, error) {
	if q.K <= 0 || strings.TrimSpace(q.Text) == "" {
		return nil, ctx.Err()
	}
	v.mu.RLock()
	empty := v.have == 0
	v.mu.RUnlock()
	if empty {
		return nil, ctx.Err()
	}
	vectors, err := v.embedder.Embed(ctx, []string{q.Text[:min(len(q.Text), MaxQueryBytes)]}, KindQuery)
	if err != nil {
		return nil, fmt.Errorf("embed query: %w", err)
	}
	if len(vectors) != 1 {
		return nil, fmt.Errorf("embed query: %d vectors for one text", len(vectors))
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	query, err := unit(vectors[0], v.dims)
	if err != nil {
		return nil, fmt.Errorf("embed query: %w", err)
	}
	var hits []Hit
	if q.Only != nil || q.Visible != nil {
		hits, err = v.scan(ctx, query, q)
	} else {
		hits, err = v.nearest(ctx, query, q.K)
	}
	if err != nil || len(q.Also) == 0 {
		return hits, err
	}
	return v.also(query, hits, q), nil
}

// also adds the chunks of q.Also that are not among the hits.
func (v *Vector) also(query []float32, hits []Hit, q Query) []Hit {
	type chunk struct {
		doc string
		ord int
	}
	seen := make(map[chunk]bool, len(hits))
	for _, h := range hits {
		seen[chunk{h.Doc, h.Ord}] = true
	}
	for _, id := range q.Also {
		d := v.docs[id]
		if d == nil || !q.admits(id) {
			continue
		}
		for i, ord := range d.ords {
			if !seen[chunk{id, ord}] {
				seen[chunk{id, ord}] = true
				hits = append(hits, Hit{Doc: id, Ord: ord, Score: float64(dot(query, d.values[i]))})
			}
		}
	}
	return best(hits, len(hits))
}

// nearest asks chromem for more than k, until the last similarity is below the k-th: among equal ones chromem keeps
// and orders by chance.
func (v *Vector) nearest(ctx context.Context, query []float32, k int) ([]Hit, error) {
	count := v.chunks.Count()
	k = min(k, count)
	for n := min(k+k/4+16, count); k > 0; n = min(4*n, count) {
		results, err := v.chunks.QueryEmbedding(ctx, query, n, nil, nil)
		if err := errors.Join(err, ctx.Err()); err != nil {
			return nil, fmt.Errorf("search vectors: %w", err)
		}
		if n < count && results[n-1].Similarity == results[k-1].Similarity {
			continue
		}
		hits := make([]Hit, len(results))
		for i, r := range results {
			if hits[i].Doc, hits[i].Ord, err = parseChunkID(r.ID); err != nil {
				return nil, fmt.Errorf("search vectors: %w", err)
			}
			hits[i].Score = float64(r.Similarity)
		}
		return best(hits, k), nil
	}
	return nil, nil
}

// scan looks at the admitted documents only. chromem's filters compare strings of metadata, of every chunk.
func (v *Vector) scan(ctx context.Context, query []float32, q Query) ([]Hit, error) {
	var hits []Hit
	for id, d := range v.docs {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("search vectors: %w", err)
		}
		if !q.admits(id) {
			continue
		}
		for i, ord := range d.ords {
			hits = append(hits, Hit{Doc: id, Ord: ord, Score: float64(dot(query, d.values[i]))})
		}
	}
	return best(hits, q.K), nil
}

// dot is summed in chromem's order, so that a filter never changes a score.
func dot(a, b []float32) (sum float32) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// unit returns a vector at length 1: values itself, if that is its length. dims is the number of components it must
// have, 0 for any.
func unit(values []float32, dims int) ([]float32, error) {
	if len(values) == 0 || dims != 0 && len(values) != dims {
		return nil, fmt.Errorf("%w: %d components, not %d", ErrBadVector, len(values), dims)
	}
	if isUnit(values) { // chromem takes it as it is, too
		return values, nil
	}
	length := math.Sqrt(squareSum(values))
	if length == 0 || math.IsNaN(length) || math.IsInf(length, 0) {
		return nil, fmt.Errorf("%w: its length is %v", ErrBadVector, length)
	}
	out := make([]float32, len(values))
	for i, x := range values {
		out[i] = float32(float64(x) / length)
	}
	return out, nil
}

// isUnit reports whether a vector's length is 1, by chromem's measure and half of its tolerance. It adds in eight lanes of
// single precision, 64 components at a time, which is exact to less than the other half.
func isUnit(values []float32) bool {
	sum := 0.0
	for len(values) > 0 {
		run := values[:min(len(values), 64)]
		values = values[len(run):]
		var lanes [8]float32
		for ; len(run) >= 8; run = run[8:] {
			r := (*[8]float32)(run)
			lanes[0] += r[0] * r[0]
			lanes[1] += r[1] * r[1]
			lanes[2] += r[2] * r[2]
			lanes[3] += r[3] * r[3]
			lanes[4] += r[4] * r[4]
			lanes[5] += r[5] * r[5]
			lanes[6] += r[6] * r[6]
			lanes[7] += r[7] * r[7]
		}
		for i, x := range run {
			lanes[i] += x * x
		}
		for _, x := range lanes {
			sum += float64(x)
		}
	}
	return math.Abs(math.Sqrt(sum)-1) < 5e-7
}

// squareSum is for vectors of any length. It adds in four lanes, which is three times as fast as in one.
func squareSum(values []float32) float64 {
	var lanes [4]float64
	for ; len(values) >= 4; values = values[4:] {
		for i, x := range values[:4] {
			lanes[i] += float64(x) * float64(x)
		}
	}
	for i, x := range values {
		lanes[i] += float64(x) * float64(x)
	}
	return lanes[0] + lanes[1] + (lanes[2] + lanes[3])
}
