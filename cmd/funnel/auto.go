package main

import (
	"context"
	"strings"

	"funnel/index"
	"funnel/index/embed"
	"funnel/rlm/model"
)

// autoEmbedder takes an embedding model of the server if it answers and has
// one, else the built-in embedder, and says which.
func (a *app) autoEmbedder(ctx context.Context, w *workspace) (index.Embedder, string, error) {
	models, err := w.server.Models(ctx)
	if err != nil {
		a.remark("embedder: builtin (no model server answers at %s)", w.server.URL())
		return embed.Builtin(0), "builtin", nil
	}
	for _, m := range models {
		if !looksLikeEmbedder(m) {
			continue
		}
		name := strings.TrimSuffix(m.Name, ":latest")
		e, err := w.server.Embedder(ctx, name)
		if err != nil {
			continue // no embedding model, whatever its name says
		}
		a.remark("embedder: ollama:%s", name)
		return e, "ollama:" + name, nil
	}
	a.remark("embedder: builtin (the server at %s has no embedding model)", w.server.URL())
	return embed.Builtin(0), "builtin", nil
}

// looksLikeEmbedder saves asking about every model: embedding models say so in
// their names.
func looksLikeEmbedder(m model.Model) bool {
	name := strings.ToLower(m.Name)
	for _, part := range []string{"embed", "bge", "minilm", "e5", "gte"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
