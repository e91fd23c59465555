package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/rlm/model"
	"funnel/store"
)

func (a *app) searchCommand() *cobra.Command {
	var q funnel.SearchQuery
	var leg string
	var explain bool
	cmd := &cobra.Command{
		Use: "search QUERY", Short: "The shortlist alone: documents with their best spans",
		Long: `Search for documents and show their best spans.

Words of the form field:value restrict what is searched: title:pump,
title:"annual report", path:contracts/, path:*.go, after:2024-01-01, before:2025,
type:pdf, lang:de. In quotes they are text, and so is every other word with a
colon (std::vector, http://…, Error: foo). Questions of funnel query know them, too.

Documents that hold a "phrase in quotes" come first. --tokens and --gap end the
list before -k documents. The setting fusion = "rrf" (or FUNNEL_FUSION=rrf) adds
the legs up by ranks instead of scores.`,
		Args: exactly(1, "one query, in quotes"),
	}
	f := cmd.Flags()
	f.IntVarP(&q.K, "count", "k", 10, "documents")
	whereFlag(cmd, &q.Where, "only documents")
	f.IntVar(&q.Cut.Tokens, "tokens", 0, "end the list before its documents have more tokens together (0: by count alone)")
	f.Float64Var(&q.Cut.Gap, "gap", 0, "end the list where a score is less than this share of the one before, from 0 to 1")
	f.StringVar(&leg, "leg", "hybrid", "keyword, vector or hybrid")
	f.BoolVar(&explain, "explain", false, "show how the query was understood and what each score is made of: legs, weights, contributions, bridges, reranking, versions (ranks where documents have labels)")
	a.aidFlags(cmd)
	a.askerFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		q.Text, q.Leg = args[0], funnel.Leg(leg)
		if !slices.Contains([]funnel.Leg{funnel.LegKeyword, funnel.LegVector, funnel.LegHybrid}, q.Leg) {
			return usage(cmd, "--leg %q: use keyword, vector or hybrid", leg)
		}
		if q.K < 1 {
			return usage(cmd, "-k %d: at least 1 document", q.K)
		}
		if q.Cut.Tokens < 0 || q.Cut.Gap < 0 || q.Cut.Gap > 1 {
			return usage(cmd, "--tokens takes a number of tokens, --gap a share from 0 to 1")
		}
		q.Explain, q.Fold = explain, true
		return a.search(cmd.Context(), q, explain)
	}
	return cmd
}

func (a *app) search(ctx context.Context, q funnel.SearchQuery, explain bool) (err error) {
	if strings.TrimSpace(q.Text) == "" {
		return funnel.ErrEmptyQuestion
	}
	open := a.library
	if q.Leg == funnel.LegKeyword {
		open = a.recordedLibrary // words need no embedder, nor its server
	}
	w, lib, err := a.openLibrary(ctx, open)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close(), w.Close()) }()
	who, err := a.asker()
	if err != nil {
		return err
	}
	docs, err := lib.For(ctx, who)
	if err != nil {
		return err
	}
	engine := &funnel.Engine{Collection: docs, Audits: w.journal, Log: w.log, Now: a.now}
	x, err := a.aided(ctx, w, engine, askerCache{w.journal, who.String()})
	if isAway(err) || errors.Is(err, model.ErrNoModel) {
		engine.Chat, err = awayChat{w.settings.Model, err}, nil // the search goes on without it and says so
	}
	if err != nil {
		return err
	}
	q.Expand, q.Rerank = x.expand, x.rerank
	list, err := engine.Search(ctx, q)
	if err = errors.Join(err, w.keepProfile(ctx, engine.Chat)); err != nil {
		return err
	}
	if a.json {
		err = a.printJSON(list)
	} else {
		a.printShortlist(list, explain)
	}
	if err == nil && len(list.Hits) == 0 {
		a.remark("nothing found")
		return outcome(exitNoAnswer)
	}
	return err
}

// openLibrary opens the home and the collection that was asked for.
func (a *app) openLibrary(ctx context.Context, open opener) (*workspace, *funnel.Library, error) {
	w, err := a.open(ctx, false)
	if err != nil {
		return nil, nil, err
	}
	lib, err := openIndexes(ctx, w, open)
	if err != nil {
		return nil, nil, errors.Join(err, w.Close())
	}
	return w, lib, nil
}

// opener opens one collection with its indexes, as they are.
type opener func(context.Context, *workspace, *store.Collection) (*funnel.Library, error)

// openIndexes opens the collection that was asked for, and brings its indexes
// up to date.
func openIndexes(ctx context.Context, w *workspace, open opener) (*funnel.Library, error) {
	c, err := w.collection(ctx)
	if err != nil {
		return nil, err
	}
	lib, err := open(ctx, w, c)
	if err != nil {
		return nil, err
	}
	if err := lib.CatchUp(ctx); err != nil {
		return nil, errors.Join(err, lib.Close())
	}
	return lib, nil
}

func (a *app) printShortlist(list *funnel.Shortlist, explain bool) {
	p := a.paint()
	for _, n := range list.Notices {
		a.remark("%s", n)
	}
	if explain {
		for _, line := range explainUnderstood(list.Understood) {
			a.remark("%s", printable(line))
		}
	}
	folded := 0
	for _, h := range list.Hits {
		if h.VersionOf != "" && !explain {
			folded++ // under a better hit
			continue
		}
		fmt.Fprintf(a.stdout, "%2d. %s  %s\n", h.Rank, p.bold(printable(place(h.Doc, h.Locator))), p.dim(fmt.Sprintf("%.3f", h.Score)))
		text := clip(oneLine(h.Text), 160)
		if h.Title != "" && h.Title != h.Doc && !strings.HasPrefix(text, h.Title) {
			fmt.Fprintf(a.stdout, "    %s\n", printable(h.Title))
		}
		if explain {
			for _, line := range explainHit(h) {
				fmt.Fprintf(a.stdout, "    %s\n", printable(line))
			}
		}
		fmt.Fprintf(a.stdout, "    %s\n", p.dim(printable(text)))
		if s := versionLine(h); s != "" {
			fmt.Fprintf(a.stdout, "    %s\n", printable(s))
		}
	}
	under := ""
	if folded > 0 {
		under = fmt.Sprintf(" (%s folded under better ones)", count(folded, "version"))
	}
	if u := list.Usage; u != nil {
		a.remark("%s (%d of them cached), %d + %d tokens", count(u.ModelCalls, "model call"), u.CachedCalls, u.PromptTokens, u.CompletionTokens)
	}
	a.remark("%d of %s%s, %.0f ms", len(list.Hits), count(list.Total, "document"), under, list.MS)
}

// versionLine says of which documents a hit is a near-duplicate, or "".
func versionLine(h funnel.Hit) string {
	if h.VersionOf != "" {
		return "a version of " + h.VersionOf
	}
	v := h.Versions
	if v == nil {
		return ""
	}
	s := fmt.Sprintf("+%s", count(v.More, "version"))
	switch {
	case v.Newest.Date == "":
		s += ": " + strings.Join(v.Docs, ", ")
	case v.Newest.Doc == h.Doc:
		s += ", this is the newest"
	default:
		s += ", newest " + v.Newest.Date + ": " + v.Newest.Doc
	}
	return s
}

// place writes where something stands: document, line, heading.
func place(doc string, l funnel.Locator) string {
	s := doc
	if l.Line > 0 {
		s = fmt.Sprintf("%s:%d", s, l.Line)
	}
	if l.Page > 0 {
		s = fmt.Sprintf("%s, page %d", s, l.Page)
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
