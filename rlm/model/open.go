package model

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Servers are where models come from. Either may be nil.
type Servers struct {
	Ollama *Server
	OpenAI *Compatible
}

// Open returns the chat model that spec names: "builtin", "ollama:NAME" or
// "openai:NAME".
func (s Servers) Open(ctx context.Context, spec string) (Chat, error) {
	kind, name, err := s.parse(spec)
	switch {
	case err != nil:
		return nil, err
	case kind == "ollama":
		return s.Ollama.Chat(ctx, name)
	case kind == "openai":
		return s.OpenAI.Chat(ctx, name)
	}
	return Builtin(), nil
}

// OpenEmbedder returns the embedding model that spec names: "ollama:NAME" or
// "openai:NAME". The builtin embedder is not a model; it is in package index/embed.
func (s Servers) OpenEmbedder(ctx context.Context, spec string) (Embedder, error) {
	kind, name, err := s.parse(spec)
	switch {
	case err != nil:
		return nil, err
	case kind == "ollama":
		return s.Ollama.Embedder(ctx, name)
	case kind == "openai":
		return s.OpenAI.Embedder(ctx, name)
	}
	return nil, &Error{Kind: ErrSpec, Model: spec, Err: errors.New("the builtin embedder is no model"), hint: "name an embedding model, as in --embedder ollama:nomic-embed-text"}
}

// OpenReranker returns the reranking model that spec names, "openai:NAME": Ollama has
// no endpoint for it.
func (s Servers) OpenReranker(ctx context.Context, spec string) (Reranker, error) {
	kind, name, err := s.parse(spec)
	switch {
	case err != nil:
		return nil, err
	case kind == "openai":
		return s.OpenAI.Reranker(ctx, name)
	}
	return nil, &Error{Kind: ErrWrongKind, Model: spec, Err: errors.New("only servers that speak OpenAI's protocol can rerank by a model of their own"),
		hint: "use openai:NAME with --base-url, for example of llama.cpp with --reranking"}
}

// parse takes a model's specification apart, and makes sure that its server is known.
func (s Servers) parse(spec string) (kind, name string, err error) {
	wrong := func(err error, hint string) (string, string, error) {
		return "", "", &Error{Kind: ErrSpec, Model: spec, Err: err, hint: hint}
	}
	kind, name, _ = strings.Cut(spec, ":")
	switch {
	case spec == "builtin":
		return kind, "", nil
	case kind != "ollama" && kind != "openai":
		return wrong(fmt.Errorf("%q names no model", spec), "")
	case strings.TrimSpace(name) == "":
		return wrong(errors.New("the name of the model is missing"), "")
	case kind == "ollama" && s.Ollama == nil:
		return wrong(errors.New("no Ollama server is set"), "")
	case kind == "openai" && s.OpenAI == nil:
		return wrong(errors.New("the address of its server is missing"),
			"name it with --base-url: http://localhost:8080/v1 for llama.cpp, https://api.openai.com/v1 for OpenAI's own (your documents then leave this machine)")
	}
	return kind, name, nil
}
