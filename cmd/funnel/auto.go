package main

import (
	"context"

	"funnel/index"
	"funnel/index/embed"
)

// autoEmbedder takes an embedding model of the server if it answers and has
// one, else the built-in embedder, and says which and why.
func (a *app) autoEmbedder(ctx context.Context, w *workspace) (index.Embedder, string, error) {
	choice, err := w.servers.Ollama.ChooseEmbedder(ctx)
	if err != nil {
		a.remark("embedder: builtin (%s)", a.whyNone(w, err))
		return embed.Builtin(0), "builtin", nil
	}
	a.remark("embedder: %s (%s)", choice.Spec, choice.Why)
	e, err := w.servers.OpenEmbedder(ctx, choice.Spec)
	return e, choice.Spec, err
}
