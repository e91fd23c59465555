package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/store"
)

// keyNext is the setting of a collection that is on its way to another
// embedder: its fingerprint.
const keyNext = "embedder.next"

func (a *app) reembedCommand() *cobra.Command {
	dryRun, keep := false, false
	cmd := &cobra.Command{
		Use: "reembed", Short: "Move a collection to another embedder; the old vectors serve until the new ones are complete", Args: cobra.NoArgs,
		Long: `Compute the vectors of --embedder for every passage of the collection, then turn
to them. Until then questions are answered with the old vectors. Interrupted,
the same command goes on; no passage is embedded twice, but passages that the
embedder made nothing of are given to it again. The old vectors are
removed afterwards, unless another collection uses them or --keep is given.

` + exitHelp,
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what there is to do, and do nothing")
	cmd.Flags().BoolVar(&keep, "keep", false, "keep the old vectors: moving back costs nothing")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if !cmd.Flags().Changed("embedder") {
			return usage(cmd, "--embedder is wanted: the one to move to")
		}
		return a.withCollection(cmd.Context(), func(w *workspace, c *store.Collection) error {
			return a.reembed(cmd.Context(), w, c, dryRun, keep)
		})
	}
	return cmd
}

// reembedReport is the JSON of `funnel reembed`.
type reembedReport struct {
	Schema     int     `json:"schema"`
	Collection string  `json:"collection"`
	From       string  `json:"from"`
	To         string  `json:"to"`
	Chunks     int     `json:"chunks"`  // that have or want a vector
	Known      int     `json:"known"`   // of them embedded before
	Refused    int     `json:"refused"` // passages that the new embedder made nothing of
	Dropped    bool    `json:"dropped"` // vectors that no collection uses were removed
	DryRun     bool    `json:"dry_run"`
	Seconds    float64 `json:"seconds"`
}

func (a *app) reembed(ctx context.Context, w *workspace, c *store.Collection, dryRun, keep bool) error {
	started := a.now()
	dir := w.home.index(folderName(c.Name()))
	e, spec, err := a.openEmbedder(ctx, w, w.settings.Embedder)
	if err != nil {
		return err
	}
	from, err := c.Setting(ctx, keyEmbedder)
	if err == nil {
		from, err = funnel.VectorsOf(w.log, dir, from)
	}
	if err != nil {
		return err
	}
	move, err := funnel.NewMove(ctx, w.log, c, dir, e)
	if err != nil {
		return err
	}
	r := reembedReport{Schema: 1, Collection: c.Name(), From: from, To: move.Fingerprint(), DryRun: dryRun}
	if !dryRun {
		if err := c.ForgetRefused(ctx, r.To); err != nil {
			return err
		}
	}
	if r.Known, r.Chunks, err = c.Covered(ctx, r.To); err != nil {
		return err
	}
	if !dryRun {
		if err := c.SetSetting(ctx, keyNext, r.To); err != nil {
			return err
		}
		bar := a.bar()
		err := move.Embed(ctx, func(done, total int) { bar.set("embedding", int64(done), int64(total), false) })
		bar.clear()
		if err != nil {
			return fmt.Errorf("%w (the old vectors serve on; the same command goes on with the new ones)", err)
		}
		if r.Dropped, err = turnTo(ctx, c, move, map[string]string{keyEmbedderSpec: spec, keyEmbedder: e.Fingerprint(), keyNext: ""}, keep); err != nil {
			return err
		}
	}
	refused, err := c.Refused(ctx, r.To)
	if err != nil {
		return err
	}
	r.Refused = len(refused)
	r.Seconds = elapsed(started, a.now())
	if a.json {
		return a.printJSON(r)
	}
	a.printReembed(r)
	return nil
}

// turnTo makes the new embedder the collection's, in one transaction, and
// removes the vectors that no collection uses any more.
func turnTo(ctx context.Context, c *store.Collection, move *funnel.Move, settings map[string]string, keep bool) (dropped bool, err error) {
	if err := c.SetSettings(ctx, settings); err != nil || keep {
		return false, err
	}
	return move.DropOthers(ctx)
}

func (a *app) printReembed(r reembedReport) {
	switch {
	case r.DryRun:
		fmt.Fprintf(a.stdout, "%s: from %s to %s: %d of %s to embed; nothing was done\n", printable(r.Collection), r.From, r.To, r.Chunks-r.Known, count(r.Chunks, "chunk"))
	default:
		fmt.Fprintf(a.stdout, "%s: from %s to %s: %s embedded, %d known before, in %.1f s\n", printable(r.Collection), r.From, r.To, count(r.Chunks-r.Known, "chunk"), r.Known, r.Seconds)
	}
	if r.Refused > 0 {
		a.remark("note: the embedder made nothing of %s; words find them", count(r.Refused, "passage"))
	}
	if r.Dropped {
		a.remark("vectors that no collection uses were removed")
	}
}
