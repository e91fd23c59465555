package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"funnel/funnel"
	"funnel/index"
	"funnel/index/embed"
	"funnel/rlm/model"
	"funnel/store"
)

const defaultCollection = "default"

// workspace is an opened home: settings, database, and where things lie.
type workspace struct {
	app      *app
	home     home
	settings settings
	store    *store.Store
	journal  journal // the store, or nothing where it cannot be written
	log      *slog.Logger
	servers  model.Servers
}

// open opens the home. create makes it if it is not there; otherwise a home
// without a database means that nothing was ingested yet.
func (a *app) open(ctx context.Context, create bool) (*workspace, error) {
	h, err := a.findHome()
	if err != nil {
		return nil, err
	}
	return a.openHome(ctx, h, create)
}

func (a *app) openHome(ctx context.Context, h home, create bool) (*workspace, error) {
	log, err := a.log()
	if err != nil {
		return nil, err
	}
	set, _, err := a.resolve(h)
	if err != nil {
		return nil, err
	}
	if !h.exists() && !create {
		return nil, a.nothingIn(h)
	}
	if create {
		if err := h.make(); err != nil {
			return nil, err
		}
	}
	st, kept, err := a.openStore(ctx, h, create)
	if err != nil {
		return nil, err
	}
	servers, err := a.servers(set, log)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return &workspace{app: a, home: h, settings: set, store: st, journal: kept, log: log, servers: servers}, nil
}

// nothingIn says that a home holds no documents, and where others might be.
func (a *app) nothingIn(h home) error {
	hint := hintIngest
	if demo, err := a.demoHome(); err == nil && demo.dir != h.dir && demo.exists() {
		hint += fmt.Sprintf(" (the demo's documents are in --home %s)", quoteArg(demo.dir))
	}
	return fail(exitNothing, hint, "nothing has been ingested into %s yet", h.dir)
}

func (w *workspace) Close() error { return w.store.Close() }

// collection finds the collection that was asked for: the one named, else
// "default", else the only one there is.
func (w *workspace) collection(ctx context.Context) (*store.Collection, error) {
	names, err := w.store.Collections(ctx)
	if err != nil {
		return nil, err
	}
	name := w.settings.Collection
	if name == "" {
		name = defaultCollection
		if len(names) == 1 {
			name = names[0]
		}
	}
	c, err := w.store.Collection(ctx, name)
	if errors.Is(err, store.ErrNoCollection) {
		if w.settings.Collection == "" && len(names) == 0 {
			return nil, fail(exitNothing, hintIngest, "nothing has been ingested into %s yet", w.home.dir)
		}
		return nil, fail(exitError, "there are: "+firstOf(strings.Join(names, ", "), "none"), "there is no collection %q in %s", name, w.home.dir)
	}
	return c, err
}

// Settings that a collection keeps about its embedder.
const (
	keyEmbedderSpec = "embedder.spec"
	keyEmbedder     = "embedder" // fingerprint
)

// embedder opens the collection's embedder. A new collection takes the one
// that is set; after that another one is refused, because vectors of two
// embedders cannot be compared.
func (a *app) embedder(ctx context.Context, w *workspace, c *store.Collection) (index.Embedder, error) {
	kept, err := c.Setting(ctx, keyEmbedderSpec)
	if err != nil {
		return nil, err
	}
	asked := w.settings.Embedder
	if asked == "auto" && kept != "" {
		asked = kept
	}
	e, spec, err := a.openEmbedder(ctx, w, firstOf(asked, kept, "builtin"))
	if kept == "" {
		if isAway(err) && asked != "" {
			return awayEmbedder{"", err}, c.SetSetting(ctx, keyEmbedderSpec, asked)
		}
		if err != nil {
			return nil, err
		}
		return e, errors.Join(c.SetSetting(ctx, keyEmbedderSpec, spec), c.SetSetting(ctx, keyEmbedder, e.Fingerprint()))
	}
	fingerprint, readErr := c.Setting(ctx, keyEmbedder)
	switch {
	case readErr != nil:
		return nil, readErr
	case err == nil && fingerprint == "" && (asked == "" || asked == kept): // nobody had reached it yet
		return e, c.SetSetting(ctx, keyEmbedder, e.Fingerprint())
	case err == nil && e.Fingerprint() == fingerprint:
		return e, nil
	case (isAway(err) || errors.Is(err, model.ErrNoModel) || errors.Is(err, model.ErrSpec)) && (asked == "" || asked == kept):
		return awayEmbedder{fingerprint, err}, nil
	case err != nil && (asked == "" || asked == kept):
		return nil, err
	}
	return nil, fail(exitEmbedder,
		fmt.Sprintf("leave out --embedder (and $FUNNEL_EMBEDDER) to use %s, or move the collection to the other one: funnel reembed --embedder %s", kept, firstOf(asked, spec)),
		"collection %q was embedded by %s, and %s is another embedder", c.Name(), firstOf(fingerprint, kept), firstOf(asked, spec))
}

// isAway reports an error that may be over when the server is asked again.
func isAway(err error) bool {
	for _, kind := range []error{model.ErrUnreachable, model.ErrDied, model.ErrBusy, model.ErrSilent, model.ErrServer, model.ErrKey} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// awayEmbedder stands for a collection's embedder while its server does not
// answer, or is not named: text is ingested and found by its words, and vectors follow later.
type awayEmbedder struct {
	fingerprint string
	err         error
}

// Fingerprint implements index.Embedder.
func (e awayEmbedder) Fingerprint() string { return e.fingerprint }

// Embed implements index.Embedder.
func (e awayEmbedder) Embed(context.Context, []string, string) ([][]float32, error) {
	return nil, e.err
}

// openEmbedder opens an embedder by its spec and returns the spec to keep:
// for auto, what it turned out to be.
func (a *app) openEmbedder(ctx context.Context, w *workspace, spec string) (index.Embedder, string, error) {
	switch {
	case spec == "builtin":
		return embed.Builtin(0), spec, nil
	case spec == "auto":
		return a.autoEmbedder(ctx, w)
	}
	e, err := w.servers.OpenEmbedder(ctx, spec)
	if a.pull && errors.Is(err, model.ErrNoModel) {
		if err = a.fetch(ctx, w.servers, spec); err == nil {
			e, err = w.servers.OpenEmbedder(ctx, spec)
		}
	}
	return e, spec, err
}

// chat opens a chat model by its spec, with the call cache in front if there
// is one.
func (w *workspace) chat(ctx context.Context, spec string, cache model.Cache) (model.Chat, error) {
	c, err := w.app.openChat(ctx, w, spec)
	if err != nil || cache == nil {
		return c, err
	}
	return model.Cached(c, cache), nil
}

// library opens a collection with its indexes.
func (a *app) library(ctx context.Context, w *workspace, c *store.Collection) (*funnel.Library, error) {
	e, err := a.embedder(ctx, w, c)
	if err != nil {
		return nil, err
	}
	if e.Fingerprint() != embed.Builtin(0).Fingerprint() {
		e = funnel.CacheQueries(e, w.journal)
	}
	return w.openLibrary(ctx, c, e)
}

// recordedLibrary opens a collection for a replay: an embedder behind a server
// is not asked, its recorded query vectors stand for it.
func (a *app) recordedLibrary(ctx context.Context, w *workspace, c *store.Collection) (*funnel.Library, error) {
	spec, err := c.Setting(ctx, keyEmbedderSpec)
	if err != nil {
		return nil, err
	}
	if spec == "" || spec == "builtin" {
		return a.library(ctx, w, c)
	}
	fingerprint, err := c.Setting(ctx, keyEmbedder)
	if err != nil {
		return nil, err
	}
	return w.openLibrary(ctx, c, funnel.RecordedQueries(fingerprint, w.journal))
}

func (w *workspace) openLibrary(ctx context.Context, c *store.Collection, e index.Embedder) (*funnel.Library, error) {
	how := funnel.Fusion(w.settings.Fusion)
	if how != "" && how != funnel.FusionMax && how != funnel.FusionRRF {
		return nil, fail(exitError, `fusion is "max" (weighted sums of scores, the default) or "rrf" (reciprocal ranks)`, "setting fusion: %q is not known", how)
	}
	l, err := funnel.OpenLibrary(ctx, w.log, c, w.home.index(folderName(c.Name())), e)
	if err == nil {
		l.Fuse(how)
	}
	return l, err
}

// folderName is a collection's name as one folder's name, on every system.
func folderName(collection string) string { return url.PathEscape(collection) }
