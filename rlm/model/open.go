package model

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Open returns the model that spec names: "builtin", or "ollama:NAME" on the server
// (which is asked for the model's digest, window and capabilities). For builtin the
// server may be nil.
func Open(ctx context.Context, spec string, server *Server) (Chat, error) {
	kind, name, err := parseSpec(spec)
	if err != nil {
		return nil, err
	}
	if kind == "builtin" {
		return Builtin(), nil
	}
	return server.Chat(ctx, name)
}

// OpenEmbedder returns the embedding model that spec names: "ollama:NAME" on the
// server. The builtin embedder is not a model; it is in package index/embed.
func OpenEmbedder(ctx context.Context, spec string, server *Server) (Embedder, error) {
	kind, name, err := parseSpec(spec)
	if err != nil {
		return nil, err
	}
	if kind == "builtin" {
		return nil, &Error{Kind: ErrSpec, Model: spec, Err: errors.New("the builtin embedder is no model"), hint: "name an embedding model, as in --embedder ollama:nomic-embed-text"}
	}
	return server.Embedder(ctx, name)
}

// parseSpec takes a model's specification apart.
func parseSpec(spec string) (kind, name string, err error) {
	kind, name, _ = strings.Cut(spec, ":")
	switch {
	case spec == "builtin":
		return kind, "", nil
	case kind == "ollama" && strings.TrimSpace(name) != "":
		return kind, name, nil
	case kind == "ollama":
		err = errors.New("the name of the model is missing")
	case kind == "openai":
		err = errors.New("OpenAI-compatible servers are not supported by this version")
	default:
		err = fmt.Errorf("%q names no model", spec)
	}
	return "", "", &Error{Kind: ErrSpec, Model: spec, Err: err}
}
