package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"funnel/ingest"
	"funnel/store"
)

// dryRun shows what an ingest would do. It makes no home and no collection.
func (a *app) dryRun(ctx context.Context, paths []string, o ingest.Options) (err error) {
	h, err := a.findHome()
	if err != nil {
		return err
	}
	set, _, err := a.resolve(h)
	if err != nil {
		return err
	}
	if o.Extract.PDFToText, err = pdfTool(set.PDFToText); err != nil {
		return err
	}
	o.Avoid = ownData(h.db())
	pool, err := a.sandbox(o.Extract)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	o.Extractor = pool
	if !h.exists() {
		return a.showPlan(ctx, nothing{}, paths, o)
	}
	w, err := a.openHome(ctx, h, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	c, err := w.store.Collection(ctx, firstOf(w.settings.Collection, defaultCollection))
	if errors.Is(err, store.ErrNoCollection) {
		return a.showPlan(ctx, nothing{}, paths, o)
	}
	if err == nil && o.Chunk == (ingest.ChunkOptions{}) {
		o.Chunk, err = keptChunking(ctx, c)
	}
	if err != nil {
		return err
	}
	return a.showPlan(ctx, c, paths, o)
}

// nothing is a collection that is not there yet.
type nothing struct{}

func (nothing) Manifest(context.Context) (map[string]store.Entry, error) { return nil, nil }

func (nothing) Document(context.Context, string) (*store.Document, error) {
	return nil, store.ErrNotFound
}

func (nothing) Apply(context.Context, []*store.Document, []string) (store.Applied, error) {
	return store.Applied{}, errors.New("a plan that is shown is not applied")
}

func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// showPlan prints what an ingest would do.
func (a *app) showPlan(ctx context.Context, c ingest.Collection, paths []string, o ingest.Options) error {
	log, err := a.log()
	if err != nil {
		return err
	}
	p, err := ingest.NewPlan(ctx, log, c, paths, o)
	if err != nil {
		return err
	}
	r, e := p.Report(), p.Estimate(ctx, a.now, 0)
	lost := func(id string) bool { return slices.Contains(e.Lost, id) }
	p.Added, p.Changed = slices.DeleteFunc(p.Added, lost), slices.DeleteFunc(p.Changed, lost)
	r.Failures, r.Skips = append(r.Failures, e.Failures...), append(r.Skips, e.Skips...)
	if a.json {
		return a.printJSON(struct {
			Schema    int              `json:"schema"`
			DryRun    bool             `json:"dry_run"`
			Added     []string         `json:"added"`
			Changed   []string         `json:"changed"`
			Removed   []string         `json:"removed"`
			Unchanged int              `json:"unchanged"`
			Failures  []ingest.Failure `json:"failures"`
			Skips     []ingest.Failure `json:"skips"`
			Bytes     int64            `json:"bytes"`
			Tokens    int64            `json:"tokens"`
			Seconds   float64          `json:"seconds"`
		}{1, true, orNone(p.Added), orNone(p.Changed), orNone(p.Removed), len(p.Unchanged), orEmpty(r.Failures), orEmpty(r.Skips), e.Bytes, e.Tokens, e.Time.Seconds()})
	}
	for _, part := range []struct {
		sign string
		ids  []string
	}{{"+", p.Added}, {"~", p.Changed}, {"-", p.Removed}} {
		for _, id := range part.ids {
			fmt.Fprintf(a.stdout, "%s %s\n", part.sign, printable(id))
		}
	}
	a.printSkips(r.Skips)
	for _, f := range r.Failures {
		a.remark("would fail: %s: %s", f.Path, f.Error)
	}
	a.adviseDamaged(r.Failures)
	a.remark("%d to add, %d to change, %d to remove, %d unchanged, %d would fail; nothing was done", len(p.Added), len(p.Changed), len(p.Removed), len(p.Unchanged), len(r.Failures))
	if e.Sampled < e.Documents {
		a.remark("note: %s of %d were read for this; of the others some may turn out to be damaged", count(e.Sampled, "file"), e.Documents)
	}
	if e.Documents > 0 {
		a.remark("about %.1f MB of text, %d tokens, %s to read and index (by a sample of %s; vectors come on top)",
			float64(e.Bytes)/1e6, e.Tokens, e.Time.Round(100*time.Millisecond), count(e.Sampled, "file"))
	}
	return nil
}
