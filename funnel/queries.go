package funnel

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"

	"funnel/index"
	"funnel/rlm/model"
)

// CacheQueries returns e with the vectors of queries kept in cache, by
// fingerprint and text: a question asked again, and a replay, need no server.
// Documents pass through: their vectors are in the store.
func CacheQueries(e index.Embedder, cache model.Cache) index.Embedder {
	return &queryCache{e, cache}
}

// RecordedQueries is an embedder of which nothing is there but the query
// vectors that CacheQueries kept under its fingerprint.
func RecordedQueries(fingerprint string, cache model.Cache) index.Embedder {
	return &queryCache{absent(fingerprint), cache}
}

type queryCache struct {
	index.Embedder
	cache model.Cache
}

// Embed implements index.Embedder.
func (c *queryCache) Embed(ctx context.Context, texts []string, kind string) ([][]float32, error) {
	if kind != index.KindQuery {
		return c.Embedder.Embed(ctx, texts, kind)
	}
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		v, err := c.query(ctx, text)
		if err != nil {
			return nil, err
		}
		vectors[i] = v
	}
	return vectors, nil
}

// query is the vector of one query, from the cache if it is there.
func (c *queryCache) query(ctx context.Context, text string) ([]float32, error) {
	sum := sha256.Sum256([]byte(c.Fingerprint() + "\x00" + text))
	key := "query-vector:" + hex.EncodeToString(sum[:])
	kept, ok, err := c.cache.CacheGet(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("read query cache: %w", err)
	}
	if ok && len(kept) > 0 && len(kept)%4 == 0 {
		return floats(kept), nil
	}
	vectors, err := c.Embedder.Embed(ctx, []string{text}, index.KindQuery)
	if err != nil {
		return nil, err
	}
	if len(vectors) != 1 {
		return nil, fmt.Errorf("embed query: %d vectors for one text", len(vectors))
	}
	if err := c.cache.CachePut(ctx, key, packed(vectors[0])); err != nil {
		return nil, fmt.Errorf("write query cache: %w", err)
	}
	return vectors[0], nil
}

// packed is a vector as little-endian bytes, four for each component.
func packed(v []float32) []byte {
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

// floats reads what packed wrote.
func floats(b []byte) []float32 {
	v := make([]float32, len(b)/4)
	for i := range v {
		v[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return v
}

// absent is an embedder that is known by its fingerprint alone.
type absent string

// Fingerprint implements index.Embedder.
func (a absent) Fingerprint() string { return string(a) }

// Embed implements index.Embedder: it cannot.
func (a absent) Embed(context.Context, []string, string) ([][]float32, error) {
	return nil, fmt.Errorf("embed query: %s is not asked in a replay, and the record holds no vector of this query", string(a))
}
