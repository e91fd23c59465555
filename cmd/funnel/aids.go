package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/rlm/model"
)

// aidFlags adds --expand and --rerank: what models do for a search when asked.
func (a *app) aidFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&a.flags.Expand, "expand", "", "on or off: the chat model writes up to 4 other queries that are searched for, too (default off)")
	f.Lookup("expand").NoOptDefVal = "on"
	f.StringVar(&a.flags.Rerank, "rerank", "", "order the first 50 documents by a model: auto, pointwise, listwise (the chat model), openai:NAME (a reranking model at --base-url), off (default off)")
	f.Lookup("rerank").NoOptDefVal = "auto"
}

// aids are the settings of a search that models help with.
type aids struct {
	expand bool
	rerank funnel.Reranking
	cross  model.Chat // nil: no reranking model is named
}

// any reports whether a chat model may be asked.
func (x aids) any() bool {
	return x.expand || x.rerank != funnel.RerankOff && x.rerank != funnel.RerankCross
}

// aids reads the settings and opens the reranking model, if one is named. One
// that does not answer is no error: searches go on without it and say so.
func (w *workspace) aids(ctx context.Context, cache model.Cache) (x aids, err error) {
	if x, err = w.settings.aids(); err == nil && x.rerank == funnel.RerankCross {
		x.cross, err = w.crossEncoder(ctx, w.settings.Rerank, cache)
	}
	return x, err
}

// aids reads the settings.
func (s settings) aids() (x aids, err error) {
	r := reading{}
	x.expand = r.truth("expand", s.Expand)
	switch way := s.Rerank; {
	case way == "" || way == "off" || way == "false":
	case way == "on" || way == "true":
		x.rerank = funnel.RerankAuto
	case way == string(funnel.RerankAuto), way == string(funnel.RerankPointwise), way == string(funnel.RerankListwise):
		x.rerank = funnel.Reranking(way)
	case strings.HasPrefix(way, "openai:"):
		x.rerank = funnel.RerankCross
	default:
		r.wrong("rerank", way, "auto, pointwise, listwise, openai:NAME or off")
	}
	return x, r.err
}

// aided opens what the settings say that searches are helped by, and gives it
// to the engine.
func (a *app) aided(ctx context.Context, w *workspace, e *funnel.Engine, cache model.Cache) (aids, error) {
	x, err := w.aids(ctx, cache)
	if err != nil {
		return x, err
	}
	e.Cross = x.cross
	e.InFlight, _ = strconv.Atoi(w.settings.InFlight) // "" is what the server works on at once
	if x.any() {
		e.Chat, err = w.chat(ctx, w.settings.Model, cache)
	}
	return x, err
}

// crossEncoder opens a reranking model with the call cache in front.
func (w *workspace) crossEncoder(ctx context.Context, spec string, cache model.Cache) (model.Chat, error) {
	to, err := w.servers.OpenReranker(ctx, spec)
	switch {
	case isAway(err):
		return awayChat{spec, err}, nil
	case err != nil:
		return nil, err
	}
	c := funnel.CrossEncoder(to)
	if cache != nil {
		c = model.Cached(c, cache)
	}
	return c, nil
}

// awayChat stands for a model whose server does not answer.
type awayChat struct {
	spec string
	err  error
}

// Info implements model.Chat.
func (c awayChat) Info() model.Info { return model.Info{Name: c.spec, Window: 1 << 20} }

// Chat implements model.Chat.
func (c awayChat) Chat(context.Context, model.Request) (model.Response, error) {
	return model.Response{}, c.err
}

// aidedSearch is an engine whose hybrid searches are helped as the settings say.
type aidedSearch struct {
	*funnel.Engine
	aids aids
}

// Search implements eval.Searcher.
func (s aidedSearch) Search(ctx context.Context, q funnel.SearchQuery) (*funnel.Shortlist, error) {
	if q.Leg == "" || q.Leg == funnel.LegHybrid {
		q.Expand, q.Rerank = s.aids.expand, s.aids.rerank
	}
	return s.Engine.Search(ctx, q)
}
