package model

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/ollama/ollama/api"
)

// embedBatch is how many texts go into one request.
const embedBatch = 64

// A prefix is what a family of embedding models wants before its texts.
type prefix struct {
	family          string // the model's name contains it
	document, query string
}

// prefixes, as the models' cards give them. The first that fits counts.
var prefixes = []prefix{
	{"nomic-embed", "search_document: ", "search_query: "},
	{"mxbai-embed", "", "Represent this sentence for searching relevant passages: "},
	{"snowflake-arctic-embed2", "", "query: "},
	{"snowflake-arctic-embed", "", "Represent this sentence for searching relevant passages: "},
	{"bge-large-en", "", "Represent this sentence for searching relevant passages: "},
	{"bge-base-en", "", "Represent this sentence for searching relevant passages: "},
	{"qwen3-embedding", "", "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"},
	{"embeddinggemma", "title: none | text: ", "task: search result | query: "},
}

// prefixOf returns the prefix for a model's name.
func prefixOf(name string) prefix {
	for _, p := range prefixes {
		if strings.Contains(strings.ToLower(name), p.family) {
			return p
		}
	}
	return prefix{}
}

// Embedder opens an embedding model. It embeds one word, to learn the dimension.
func (s *Server) Embedder(ctx context.Context, name string) (Embedder, error) {
	d, err := s.describe(ctx, name)
	if err != nil {
		return nil, err
	}
	if !d.can("embedding") {
		return nil, &Error{Kind: ErrWrongKind, Model: "ollama:" + name, Server: s.url,
			Err: fmt.Errorf("it can %s, not embed", strings.Join(d.capabilities, ", "))}
	}
	e := &ollamaEmbedder{server: s, described: d, prefix: prefixOf(name)}
	probe, err := e.request(ctx, []string{"dimension"})
	if err != nil {
		return nil, err
	}
	e.dims = len(probe[0])
	return e, nil
}

// ollamaEmbedder is an embedding model of a server.
type ollamaEmbedder struct {
	described
	server *Server
	prefix prefix
	dims   int // 0 until the first vector came
}

// Fingerprint implements Embedder: the model's name, the weights' digest, the
// dimension, and the family whose prefixes are used.
func (e *ollamaEmbedder) Fingerprint() string {
	return fmt.Sprintf("ollama:%s@%.12s/%d/%s", e.name, strings.TrimPrefix(e.digest, "sha256:"), e.dims, e.prefix.family)
}

// Embed implements Embedder. A text that is empty, or longer than the model's window,
// is an error that says which: half a text is never embedded.
func (e *ollamaEmbedder) Embed(ctx context.Context, texts []string, kind string) ([][]float32, error) {
	before := e.prefix.document
	if kind == KindQuery {
		before = e.prefix.query
	}
	vectors := make([][]float32, 0, len(texts))
	for from := 0; from < len(texts); from += embedBatch {
		batch := make([]string, 0, embedBatch)
		for i, t := range texts[from:min(len(texts), from+embedBatch)] {
			if strings.TrimSpace(t) == "" {
				return nil, fmt.Errorf("embed text %d of %d with ollama:%s: the text is empty", from+i+1, len(texts), e.name)
			}
			batch = append(batch, before+t)
		}
		v, err := e.halve(ctx, batch, from)
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, v...)
	}
	return vectors, nil
}

// halve embeds a batch. One text that is too long fails the request for all of them,
// so the batch is halved until that text is alone.
func (e *ollamaEmbedder) halve(ctx context.Context, batch []string, from int) ([][]float32, error) {
	vectors, err := e.request(ctx, batch)
	var known *Error
	if !errors.As(err, &known) || known.Kind != ErrTooLong {
		return vectors, err
	}
	if len(batch) == 1 {
		known.Tokens, known.Window = Tokens(batch[0]), e.window
		known.hint = "make the chunks smaller, or use an embedding model with a larger window"
		return nil, fmt.Errorf("embed text %d: %w", from+1, err)
	}
	half := len(batch) / 2
	first, err := e.halve(ctx, batch[:half], from)
	if err != nil {
		return nil, err
	}
	second, err := e.halve(ctx, batch[half:], from+half)
	if err != nil {
		return nil, err
	}
	return append(first, second...), nil
}

// request sends one request and checks what comes back.
func (e *ollamaEmbedder) request(ctx context.Context, batch []string) ([][]float32, error) {
	no := false
	var resp *api.EmbedResponse
	err := e.server.call(ctx, e.name, func() (err error) {
		resp, err = e.server.client.Embed(ctx, &api.EmbedRequest{Model: e.name, Input: batch, Truncate: &no})
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := checkVectors(resp.Embeddings, len(batch), e.dims); err != nil {
		return nil, &Error{Kind: ErrServer, Model: "ollama:" + e.name, Server: e.server.url, Err: err}
	}
	return resp.Embeddings, nil
}

// checkVectors refuses what could not be searched: a wrong number of vectors, a wrong
// or changing dimension, a vector of zeros or with something that is no number.
func checkVectors(vectors [][]float32, n, dims int) error {
	if len(vectors) != n {
		return fmt.Errorf("it returned %d vectors for %d texts", len(vectors), n)
	}
	for i, v := range vectors {
		if dims == 0 {
			dims = len(v)
		}
		if len(v) != dims || dims == 0 {
			return fmt.Errorf("vector %d has %d dimensions, not %d", i+1, len(v), dims)
		}
		sum := 0.0
		for _, x := range v {
			sum += float64(x) * float64(x)
		}
		if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
			return fmt.Errorf("vector %d has length %v", i+1, math.Sqrt(sum))
		}
	}
	return nil
}
