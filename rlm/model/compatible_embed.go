package model

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/openai/openai-go/v3"
)

// Embedder opens an embedding model. It embeds one word, to learn the dimension.
func (s *Compatible) Embedder(ctx context.Context, name string) (Embedder, error) {
	m, err := s.find(ctx, name)
	if err != nil {
		return nil, err
	}
	e := &compatibleEmbedder{
		server: s, name: name, digest: s.digest(m),
		embedding: embedding{spec: "openai:" + name, window: max(m.Window, m.Context), family: prefixed(name, s.opts.Prefix),
			long: s.opts.Texts, log: s.opts.Log},
	}
	e.send = e.post
	return e, e.open(ctx)
}

// compatibleEmbedder is an embedding model of a server.
type compatibleEmbedder struct {
	embedding
	server       *Compatible
	name, digest string
}

// Fingerprint implements Embedder: the model's name, its server, the dimension, and the
// family whose prefixes are used.
func (e *compatibleEmbedder) Fingerprint() string {
	return fmt.Sprintf("%s@%s/%d/%s", e.spec, short(e.digest), e.dims, e.family.name)
}

// post sends one request.
func (e *compatibleEmbedder) post(ctx context.Context, batch []string) (vectors [][]float32, tokens int, err error) {
	service := openai.NewEmbeddingService(e.server.client.Options...)
	err = e.server.call(ctx, e.name, func(outer context.Context) error {
		ctx, watch := newWatch(outer, e.server.opts.Patience, e.server.opts.Stall)
		defer watch.stop()
		resp, err := service.New(ctx, openai.EmbeddingNewParams{
			Model: e.name, Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: batch},
			EncodingFormat: openai.EmbeddingNewParamsEncodingFormatFloat,
		})
		if err := silence(outer, ctx, err); err != nil {
			return err
		}
		tokens = int(resp.Usage.PromptTokens)
		vectors, err = inOrder(resp.Data, len(batch))
		return err
	})
	return vectors, tokens, err
}

// inOrder brings vectors into the order of their texts.
func inOrder(data []openai.Embedding, n int) ([][]float32, error) {
	vectors := make([][]float32, n)
	for _, d := range data {
		if d.Index < 0 || d.Index >= int64(n) || vectors[d.Index] != nil {
			return nil, &Error{Kind: ErrServer, Err: fmt.Errorf("it returned %d vectors for %d texts, one under the number %d", len(data), n, d.Index)}
		}
		v := make([]float32, len(d.Embedding))
		for i, x := range d.Embedding {
			v[i] = float32(x)
		}
		vectors[d.Index] = v
	}
	return vectors, nil // a missing one is noticed by its dimension
}

// Reranker opens a reranking model: llama.cpp with --reranking, vLLM, Jina, Cohere and
// others answer POST rerank under the base URL.
func (s *Compatible) Reranker(ctx context.Context, name string) (Reranker, error) {
	if _, err := s.find(ctx, name); err != nil {
		return nil, err
	}
	return &reranker{server: s, name: name}, nil
}

type reranker struct {
	server *Compatible
	name   string
}

// Name implements Reranker.
func (r *reranker) Name() string { return "openai:" + r.name }

// Rerank implements Reranker.
func (r *reranker) Rerank(ctx context.Context, query string, texts []string) ([]float64, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	var resp struct {
		Results []rerankResult `json:"results"`
	}
	err := r.server.call(ctx, r.name, func(outer context.Context) error {
		ctx, watch := newWatch(outer, r.server.opts.Patience, r.server.opts.Stall)
		defer watch.stop()
		err := r.server.client.Post(ctx, "rerank", rerankRequest{r.name, query, texts, len(texts)}, &resp)
		return silence(outer, ctx, err)
	})
	if errors.Is(err, ErrNoModel) {
		var e *Error
		errors.As(err, &e)
		e.hint = "the server has no rerank endpoint under its base URL: start llama.cpp with --reranking, or use a model on a server that has one"
	}
	if err != nil {
		return nil, err
	}
	scores, err := rerankScores(resp.Results, len(texts))
	if err != nil {
		return nil, &Error{Kind: ErrServer, Model: r.Name(), Server: r.server.url, Err: err}
	}
	return scores, nil
}

type rerankRequest struct {
	Model     string   `json:"model"`
	Query     string   `json:"query"`
	Documents []string `json:"documents"`
	TopN      int      `json:"top_n"`
}

type rerankResult struct {
	Index int      `json:"index"`
	Score *float64 `json:"relevance_score"`
}

// rerankScores brings scores into the order of their texts; every text must have one.
func rerankScores(results []rerankResult, n int) ([]float64, error) {
	if len(results) != n {
		return nil, fmt.Errorf("it returned %d scores for %d texts", len(results), n)
	}
	scores := make([]float64, n)
	seen := make([]bool, n)
	for _, r := range results {
		if r.Index < 0 || r.Index >= n || seen[r.Index] || r.Score == nil || math.IsNaN(*r.Score) || math.IsInf(*r.Score, 0) {
			return nil, fmt.Errorf("its scores do not belong to the %d texts one by one", n)
		}
		scores[r.Index], seen[r.Index] = *r.Score, true
	}
	return scores, nil
}
