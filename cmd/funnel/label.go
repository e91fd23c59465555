package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/index/embed"
	"funnel/store"
)

// labelFlags are the flags of `funnel docs label`.
type labelFlags struct {
	set   []string
	clear bool
	where map[string]string
}

func (a *app) docsLabelCommand() *cobra.Command {
	var f labelFlags
	cmd := &cobra.Command{
		Use: "label [ID...]", Short: "Say who may see documents: --set hr,board, or --clear for everyone",
		Long: `Give documents other labels. A document with labels is there only for askers who
have one of them (--as); its text, id, title and existence are hidden from all
others, in every command. It takes effect at once, in the answers and traces
that are kept as well. Only documents that you see yourself (--as) can be
labelled. What is ingested again keeps its labels unless other labels are given.`,
	}
	cmd.Flags().StringSliceVar(&f.set, "set", nil, "labels, in place of what the documents have")
	cmd.Flags().BoolVar(&f.clear, "clear", false, "no labels: everyone may see them")
	whereFlag(cmd, &f.where, "every document")
	a.askerFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if (len(f.set) > 0) == f.clear {
			return usage(cmd, "either --set LABEL,... or --clear is wanted")
		}
		if (len(args) > 0) == (len(f.where) > 0) {
			return usage(cmd, "either document ids or --where is wanted")
		}
		if _, err := store.NormalLabels(f.set); err != nil {
			return usage(cmd, "--set: %v", err)
		}
		return a.docsLabel(cmd.Context(), args, f)
	}
	return cmd
}

func (a *app) docsLabel(ctx context.Context, ids []string, f labelFlags) error {
	who, err := a.asker()
	if err != nil {
		return err
	}
	return a.withCollection(ctx, func(w *workspace, c *store.Collection) error {
		v := c.As(who)
		if len(f.where) > 0 {
			err := funnel.Catalogue(ctx, v, f.where, func(d store.Info) error {
				ids = append(ids, d.ID)
				return nil
			})
			if err != nil {
				return err
			}
		}
		err := v.Relabel(ctx, ids, f.set)
		if errors.Is(err, store.ErrNotFound) {
			return fail(exitError, "nothing was changed; funnel docs ls lists the ids", "%w", err)
		}
		if err == nil {
			err = settleLabels(ctx, w, c)
		}
		if err != nil {
			return err
		}
		if a.json {
			return a.printJSON(struct {
				Schema   int      `json:"schema"`
				Labelled int      `json:"labelled"`
				Labels   []string `json:"labels"`
			}{1, len(ids), append([]string{}, f.set...)})
		}
		fmt.Fprintf(a.stdout, "%s labelled\n", count(len(ids), "document"))
		return nil
	})
}

// settleLabels has the built-in embedder fitted on what everyone may see now.
func settleLabels(ctx context.Context, w *workspace, c *store.Collection) error {
	spec, err := c.Setting(ctx, keyEmbedderSpec)
	if err != nil || spec != "builtin" {
		return err
	}
	lib, err := funnel.OpenWriter(ctx, w.log, c, w.home.index(folderName(c.Name())), embed.Builtin(0))
	if err != nil {
		return err
	}
	return errors.Join(lib.Settle(ctx, true), lib.Close())
}
