package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"funnel/funnel"
	"funnel/store"
)

func (a *app) docsMapCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "map", Short: "The collection from above: kinds, languages, dates, terms, largest documents", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.docsMap(cmd.Context()) },
	}
	a.askerFlag(cmd)
	return cmd
}

func (a *app) docsMap(ctx context.Context) error {
	return a.withView(ctx, func(_ *workspace, v *store.View) error {
		m, err := funnel.DrawMap(ctx, v)
		if err != nil {
			return err
		}
		if a.json {
			return a.printJSON(struct {
				Schema int `json:"schema"`
				*funnel.Map
			}{1, m})
		}
		fmt.Fprintf(a.stdout, "%s, %s, %.1f MB\n", count(m.Docs, "document"), count(m.Chunks, "chunk"), float64(m.Bytes)/1e6)
		a.mapLine("kinds", m.Kinds)
		a.mapLine("languages", m.Langs)
		a.mapLine("folders", m.Folders)
		if !m.Newest.IsZero() {
			fmt.Fprintf(a.stdout, "dates: %s to %s\n", m.Oldest.Format(time.DateOnly), m.Newest.Format(time.DateOnly))
		}
		a.mapLine("terms", m.Terms)
		if m.Stale > 0 {
			fmt.Fprintf(a.stdout, "stale: %s whose file cannot be read any more\n", count(m.Stale, "document"))
		}
		fmt.Fprintln(a.stdout, "largest:")
		for _, d := range m.Largest {
			fmt.Fprintf(a.stdout, "  %9d  %s\n", d.Bytes, printable(d.Doc))
		}
		return nil
	})
}

func (a *app) mapLine(name string, list []funnel.Count) {
	var parts []string
	for _, c := range list {
		parts = append(parts, fmt.Sprintf("%s %d", printable(firstOf(c.Value, "unknown")), c.Docs))
	}
	if len(parts) > 0 {
		fmt.Fprintf(a.stdout, "%s: %s\n", name, strings.Join(parts, ", "))
	}
}

func (a *app) docsAboutCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "about ID", Short: "What is known of a document: outline, links, names, dates, near-duplicates",
		Args: exactly(1, "one document id"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.docsAbout(cmd.Context(), args[0]) },
	}
	a.askerFlag(cmd)
	return cmd
}

// nearDuplicate is the similarity from which documents are called copies.
const nearDuplicate = 0.7

// aboutDoc is the JSON of `docs about`.
type aboutDoc struct {
	Schema int `json:"schema"`
	docLine
	Lang     string          `json:"language,omitempty"`
	Modified time.Time       `json:"modified,omitzero"`
	Outline  []store.Heading `json:"outline"`
	Links    []store.Link    `json:"links"`
	Mentions []store.Mention `json:"mentions"`
	Dates    []store.Found   `json:"dates"`
	Versions []store.Found   `json:"versions"`
	Copies   []store.Copy    `json:"copies"` // near-duplicates, itself among them, newest first
}

func (a *app) docsAbout(ctx context.Context, id string) error {
	return a.withView(ctx, func(_ *workspace, v *store.View) error {
		info, err := v.Info(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return fail(exitError, "funnel docs ls lists the ids", "there is no document %q", id)
		}
		if err != nil {
			return err
		}
		d, err := v.Document(ctx, id)
		if err != nil {
			return err
		}
		copies, err := v.Duplicates(ctx, id, nearDuplicate)
		if err != nil {
			return err
		}
		out := aboutDoc{1, a.lineOf(*info), d.Lang, d.Modified, d.Outline, d.Links, d.Mentions, d.Dates, d.Versions, copies}
		if a.json {
			return a.printJSON(out)
		}
		a.printAbout(out)
		return nil
	})
}

// aboutEntries is how many entries of each list a person is shown.
const aboutEntries = 40

func (a *app) printAbout(d aboutDoc) {
	fmt.Fprintf(a.stdout, "%s\n%s, %s, language %s, %d bytes, %s\n", printable(firstOf(d.Title, d.ID)), d.Kind, printable(d.Source), firstOf(d.Lang, "unknown"), d.Bytes, count(d.Chunks, "chunk"))
	if !d.Modified.IsZero() {
		fmt.Fprintf(a.stdout, "modified %s\n", d.Modified.Format(time.DateTime))
	}
	section(a, "outline", d.Outline, func(h store.Heading) string {
		line := h.Title // "page 7" says what it is itself
		if !strings.HasPrefix(strings.ToLower(h.Title), h.Kind+" ") {
			line = h.Kind + " " + h.Title
		}
		return strings.Repeat("  ", min(h.Level, 10)-1) + line
	})
	section(a, "links", d.Links, func(l store.Link) string { return l.Kind + " " + firstOf(l.Doc, l.Target) })
	section(a, "mentions", d.Mentions, func(m store.Mention) string { return fmt.Sprintf("%s %s (%d)", m.Kind, m.Key, m.Count) })
	section(a, "dates", d.Dates, func(f store.Found) string { return f.Value })
	section(a, "versions", d.Versions, func(f store.Found) string { return f.Value })
	section(a, "near-duplicates, newest first", d.Copies, func(c store.Copy) string { return fmt.Sprintf("%.2f %s", c.Similarity, c.Doc) })
}

func section[T any](a *app, name string, list []T, line func(T) string) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(a.stdout, "%s:\n", name)
	for _, e := range list[:min(len(list), aboutEntries)] {
		fmt.Fprintf(a.stdout, "  %s\n", printable(line(e)))
	}
	if more := len(list) - aboutEntries; more > 0 {
		fmt.Fprintf(a.stdout, "  (%d more; --json has all)\n", more)
	}
}
