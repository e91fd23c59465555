package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	"funnel/funnel"
	"funnel/store"
)

// house looks at the home, the settings and the database.
func (d *doctor) house(ctx context.Context) (err error) {
	d.ok("version", "funnel %s, %s, %s/%s", programVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if d.home, err = d.findHome(); err != nil {
		return err
	}
	log, err := d.log()
	if err != nil {
		return err
	}
	d.writable()
	if d.set, _, err = d.resolve(d.home); err != nil {
		d.failed("settings", err, "")
		return outcomeOf(d)
	}
	if d.models, err = d.servers(d.set, log); err != nil {
		d.failed("settings", err, "")
		return outcomeOf(d)
	}
	if !d.home.exists() {
		d.note(stateOK, "database", "none yet: nothing has been ingested", "")
		return nil
	}
	w, err := d.open(ctx, false)
	if err != nil {
		d.failed("database", err, "funnel verify --repair; if that fails too, restore a backup of "+d.home.db())
		return nil
	}
	d.work = w
	if err := w.store.Check(ctx); err != nil {
		d.failed("database", err, "funnel verify --repair")
		return nil
	}
	d.ok("database", "%s is sound", d.home.db())
	return nil
}

// outcomeOf ends a run of the doctor that cannot go on.
func outcomeOf(d *doctor) error {
	if d.json {
		if err := d.printJSON(struct {
			Schema int     `json:"schema"`
			OK     bool    `json:"ok"`
			Checks []check `json:"checks"`
		}{1, false, d.checks}); err != nil {
			return err
		}
	}
	return outcome(d.code)
}

// writable tries to write into the home.
func (d *doctor) writable() {
	if _, err := os.Stat(d.home.dir); errors.Is(err, os.ErrNotExist) {
		d.ok("home", "%s (%s): is made by the first ingest", d.home.dir, d.home.origin)
		return
	}
	f, err := os.CreateTemp(d.home.dir, ".doctor-*")
	if err == nil {
		_, err = f.WriteString("x")
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		d.failed("home", err, "make it writable, free some space, or choose another folder with --home")
		return
	}
	d.ok("home", "%s (%s): writable", d.home.dir, d.home.origin)
}

// keptEmbedders are the specs of the collections' embedders.
func (d *doctor) keptEmbedders(ctx context.Context) (specs []string) {
	for _, c := range d.eachCollection(ctx) {
		if spec, err := c.Setting(ctx, keyEmbedderSpec); err == nil && spec != "" {
			specs = append(specs, spec)
		}
	}
	return specs
}

func (d *doctor) eachCollection(ctx context.Context) (list []*store.Collection) {
	if d.work == nil {
		return nil
	}
	names, err := d.work.store.Collections(ctx)
	if err != nil {
		return nil // a damaged database was reported above
	}
	for _, name := range names {
		if c, err := d.work.store.Collection(ctx, name); err == nil {
			list = append(list, c)
		}
	}
	return list
}

// collections looks whether each one's embedder is still the one its vectors are of,
// and whether its indexes are behind.
func (d *doctor) collections(ctx context.Context) {
	for _, c := range d.eachCollection(ctx) {
		name := "collection"
		fingerprint, err := c.Setting(ctx, keyEmbedder)
		if err != nil {
			d.failed(name, err, "funnel verify")
			continue
		}
		if err := d.sameEmbedder(ctx, c, fingerprint); err != nil {
			d.failed(name, err, "")
		}
		d.lag(ctx, c, fingerprint)
	}
}

// sameEmbedder opens the embedder that a collection keeps.
func (d *doctor) sameEmbedder(ctx context.Context, c *store.Collection, fingerprint string) error {
	spec, err := c.Setting(ctx, keyEmbedderSpec)
	if err != nil || spec == "" {
		return err
	}
	e, _, err := d.openEmbedder(ctx, d.work, spec)
	if err != nil {
		return err
	}
	if e.Fingerprint() != fingerprint {
		return fail(exitEmbedder, "the model was replaced: put the old one back, or make new vectors with funnel reembed --collection "+quoteArg(c.Name())+" --embedder "+spec,
			"collection %q holds vectors of %s, and %s is now %s", c.Name(), fingerprint, spec, e.Fingerprint())
	}
	return nil
}

// lag tells how far the indexes of a collection are.
func (d *doctor) lag(ctx context.Context, c *store.Collection, fingerprint string) {
	lag, err := funnel.Measure(ctx, d.work.log, c, &c.View, d.home.index(folderName(c.Name())), fingerprint)
	if err != nil {
		d.failed("collection", err, "funnel verify --repair")
		return
	}
	if lag.Keyword < lag.Head || lag.Covered < 1 {
		d.note(stateWarning, "collection", fmt.Sprintf("%s: keyword index %s, %.0f %% of chunks have vectors", c.Name(), behind(lag.Keyword, lag.Head), 100*lag.Covered),
			"the next query catches up with keywords, the next `funnel ingest` of its sources with vectors")
		return
	}
	d.ok("collection", "%s: indexes are up to date, %s", c.Name(), fingerprint)
}
