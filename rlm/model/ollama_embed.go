package model

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ollama/ollama/api"
)

// Embedder opens an embedding model. It embeds one word, to learn the dimension.
func (s *Server) Embedder(ctx context.Context, name string) (Embedder, error) {
	d, err := s.Details(ctx, name)
	if err != nil {
		return nil, err
	}
	if !d.Can("embedding") {
		return nil, &Error{Kind: ErrWrongKind, Model: "ollama:" + name, Server: s.url,
			Err: fmt.Errorf("it can %s, not embed", strings.Join(d.Capabilities, ", "))}
	}
	e := &ollamaEmbedder{
		identity:  &identity{server: s, name: name, digest: d.Digest, seen: time.Now()},
		embedding: embedding{spec: "ollama:" + name, family: prefixed(name, s.opts.Prefix), long: s.opts.Texts, log: s.opts.Log},
	}
	e.window = min(d.Window, widestEmbedding)
	e.send = e.post
	return e, e.open(ctx)
}

// widestEmbedding bounds the window that an embedding model is loaded with. Ollama's
// own default is 4,096 tokens on machines without a graphics card, whatever the model can.
const widestEmbedding = 8192

// ollamaEmbedder is an embedding model of a server.
type ollamaEmbedder struct {
	embedding
	*identity
}

// Fingerprint implements Embedder: the model's name, the weights' digest, the
// dimension, and the family whose prefixes are used.
func (e *ollamaEmbedder) Fingerprint() string {
	return fmt.Sprintf("%s@%s/%d/%s", e.spec, short(e.digest), e.dims, e.family.name)
}

// post sends one request.
func (e *ollamaEmbedder) post(ctx context.Context, batch []string) (vectors [][]float32, tokens int, err error) {
	no := false
	wire := &api.EmbedRequest{Model: e.name, Input: batch, Truncate: &no, KeepAlive: e.server.keepAlive()}
	if e.window > 0 {
		wire.Options = map[string]any{"num_ctx": e.window}
	}
	err = e.guard(ctx, func() (time.Duration, error) {
		var resp *api.EmbedResponse
		err := e.server.call(ctx, e.name, func(outer context.Context) (err error) {
			ctx, watch := newWatch(outer, e.server.opts.Patience, e.server.opts.Stall)
			defer watch.stop()
			resp, err = e.server.client.Embed(ctx, wire)
			return silence(outer, ctx, err)
		})
		if err != nil {
			return 0, err
		}
		vectors, tokens = resp.Embeddings, resp.PromptEvalCount
		return resp.LoadDuration, nil
	})
	return vectors, tokens, err
}
