package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/store"
)

func (a *app) statusCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "status", Short: "What is ingested, and how far the indexes are", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context()) },
	}
	a.askerFlag(cmd)
	return cmd
}

// collectionStatus is one collection in `status --json`.
type collectionStatus struct {
	Name     string        `json:"name"`
	Docs     int           `json:"docs"`
	Chunks   int           `json:"chunks"`
	Bytes    int64         `json:"bytes"`
	Embedder string        `json:"embedder"`
	Keyword  keywordStatus `json:"keyword"`
	Vector   vectorStatus  `json:"vector"`
	Next     *nextStatus   `json:"next,omitempty"` // a reembed that is not complete
}

// nextStatus is how far a collection is on its way to another embedder.
type nextStatus struct {
	Embedder string  `json:"embedder"`
	Covered  float64 `json:"covered"`
}

// keywordStatus counts changes that the asker sees: how many there are, and how
// many of them are in the index.
type keywordStatus struct {
	Cursor int64 `json:"cursor"`
	Head   int64 `json:"head"`
}

type vectorStatus struct {
	Cursor  int64   `json:"cursor"`
	Head    int64   `json:"head"`
	Covered float64 `json:"covered"`           // share of chunks with a vector, of those that the embedder did not refuse
	Refused int     `json:"refused,omitempty"` // chunks that the embedder made no vector of

	first []store.RefusedChunk // some of them
}

// shownRefused is how many refused chunks are named to a person.
const shownRefused = 3

func (a *app) status(ctx context.Context) (err error) {
	w, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	names, err := w.store.Collections(ctx)
	if err != nil {
		return err
	}
	list := []collectionStatus{}
	for _, name := range names {
		c, err := w.store.Collection(ctx, name)
		if err != nil {
			return err
		}
		s, err := a.collectionStatus(ctx, w, c)
		if err != nil {
			return err
		}
		list = append(list, s)
	}
	if a.json {
		return a.printJSON(struct {
			Schema      int                `json:"schema"`
			Home        string             `json:"home"`
			Collections []collectionStatus `json:"collections"`
		}{1, w.home.dir, list})
	}
	a.printStatus(w, list)
	return nil
}

func (a *app) collectionStatus(ctx context.Context, w *workspace, c *store.Collection) (collectionStatus, error) {
	who, err := a.asker()
	if err != nil {
		return collectionStatus{}, err
	}
	view := c.As(who)
	stats, err := view.Stats(ctx)
	if err != nil {
		return collectionStatus{}, err
	}
	fingerprint, err := c.Setting(ctx, keyEmbedder)
	if err != nil {
		return collectionStatus{}, err
	}
	lag, err := funnel.Measure(ctx, w.log, c, view, w.home.index(folderName(c.Name())), fingerprint)
	if err != nil {
		return collectionStatus{}, err
	}
	refused, err := view.Refused(ctx, lag.Embedder)
	if err != nil {
		return collectionStatus{}, err
	}
	next, err := nextOf(ctx, c, view)
	if err != nil {
		return collectionStatus{}, err
	}
	return collectionStatus{
		Name: c.Name(), Next: next, Docs: stats.Docs, Chunks: stats.Chunks, Bytes: stats.Bytes, Embedder: lag.Embedder,
		Keyword: keywordStatus{lag.Keyword, lag.Head},
		Vector:  vectorStatus{lag.Vector, lag.Head, lag.Covered, len(refused), refused[:min(len(refused), shownRefused)]},
	}, nil
}

func nextOf(ctx context.Context, c *store.Collection, view *store.View) (*nextStatus, error) {
	to, err := c.Setting(ctx, keyNext)
	if err != nil || to == "" {
		return nil, err
	}
	have, total, err := view.Covered(ctx, to)
	return &nextStatus{to, float64(have) / float64(max(total, 1))}, err
}

func (a *app) printStatus(w *workspace, list []collectionStatus) {
	fmt.Fprintf(a.stdout, "home: %s\n", printable(w.home.dir))
	for _, s := range list {
		fmt.Fprintf(a.stdout, "%s: %s, %s, %.1f MB, embedder %s\n", printable(s.Name), count(s.Docs, "document"), count(s.Chunks, "chunk"), float64(s.Bytes)/1e6, s.Embedder)
		fmt.Fprintf(a.stdout, "  keyword index: %s\n", behind(s.Keyword.Cursor, s.Keyword.Head))
		fmt.Fprintf(a.stdout, "  vectors: %s; vectors cover %.0f %%\n", behind(s.Vector.Cursor, s.Vector.Head), 100*s.Vector.Covered)
		printRefused(a.stdout, s.Vector)
		if s.Next != nil {
			fmt.Fprintf(a.stdout, "  on the way to %s: %.0f %%; funnel reembed goes on\n", s.Next.Embedder, 100*s.Next.Covered)
		}
	}
}

// printRefused says which chunks have no vector to have, and why.
func printRefused(out io.Writer, v vectorStatus) {
	if v.Refused == 0 {
		return
	}
	fmt.Fprintf(out, "  the embedder made nothing of %s, which words find:\n", count(v.Refused, "chunk"))
	for _, r := range v.first {
		fmt.Fprintf(out, "    %s, chunk %d: %s\n", printable(r.Doc), r.Ord, printable(r.Why))
	}
	if more := v.Refused - len(v.first); more > 0 {
		fmt.Fprintf(out, "    and %d more\n", more)
	}
}

func behind(cursor, head int64) string {
	if cursor >= head {
		return fmt.Sprintf("complete (%d changes)", head)
	}
	return fmt.Sprintf("%d of %d changes; the next ingest goes on", cursor, head)
}
