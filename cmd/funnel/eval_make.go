package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"funnel/eval"
	"funnel/eval/invent"
)

func (a *app) evalMakeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "make", Short: "Write a dataset that no model has seen, or convert one",
		Long: `Write a dataset without a download: gold answers and evidence spans are computed
from what the documents are rendered from. The same flags give the same bytes.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.makeNeedles(), a.makeRecords(), a.makeWorld(), a.makeConvert())
	return cmd
}

// maker completes the command of a maker: its flags --out and --seed, and what
// is done with the set that it makes.
func (a *app) maker(cmd *cobra.Command, seed *uint64, make func() (*invent.Set, error)) *cobra.Command {
	var out string
	outFlag(cmd, &out)
	cmd.Args = cobra.NoArgs
	cmd.Flags().Uint64Var(seed, "seed", 1, "of everything that is drawn")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := fresh(cmd, out); err != nil {
			return err
		}
		set, err := make()
		if err != nil {
			return err
		}
		return a.wrote(set, out)
	}
	return cmd
}

// outFlag is the folder that a maker writes.
func outFlag(cmd *cobra.Command, out *string) {
	cmd.Flags().StringVar(out, "out", "", "folder to write (it must not hold a dataset yet)")
}

// fresh refuses a folder that holds a dataset: a run would not notice that it
// changed under its feet.
func fresh(cmd *cobra.Command, out string) error {
	if out == "" {
		return usage(cmd, "--out DIR is wanted")
	}
	if _, err := os.Stat(filepath.Join(out, "queries.jsonl")); err == nil {
		return fail(exitError, "name another folder with --out, or remove that one", "%s holds a dataset already", out)
	}
	return nil
}

func (a *app) wrote(set *invent.Set, out string) error {
	if err := set.Write(out); err != nil {
		return err
	}
	bytes := 0
	for i := range set.Docs {
		bytes += len(set.Docs[i].Text)
	}
	if a.json {
		return a.printJSON(struct {
			Schema    int    `json:"schema"`
			Dir       string `json:"dir"`
			Docs      int    `json:"docs"`
			Bytes     int    `json:"bytes"`
			Questions int    `json:"questions"`
		}{1, out, len(set.Docs), bytes, len(set.Questions)})
	}
	_, err := fmt.Fprintf(a.stdout, "%s: %s, %.1f MB, %s\n", out, count(len(set.Docs), "document"), float64(bytes)/1e6, count(len(set.Questions), "question"))
	return err
}

func (a *app) makeWorld() *cobra.Command {
	var o invent.WorldOptions
	cmd := &cobra.Command{Use: "world --out DIR", Short: "An invented organisation: look-ups, hops, counts, contradictions, what is not there"}
	cmd.Flags().IntVar(&o.Docs, "docs", 1000, "documents, 100 to 50,000")
	cmd.Flags().IntVar(&o.Questions, "questions", 200, "questions; a small world may hold fewer")
	return a.maker(cmd, &o.Seed, func() (*invent.Set, error) {
		set, err := invent.World(o)
		if err != nil {
			return nil, usage(cmd, "--docs %d: %w", o.Docs, err)
		}
		return set, nil
	})
}

func (a *app) makeRecords() *cobra.Command {
	var o invent.RecordsOptions
	var tokens string
	cmd := &cobra.Command{Use: "records --out DIR", Short: "Labelled lines: counting, listing, most-of and pair-wise questions"}
	cmd.Flags().StringVar(&tokens, "tokens", "50k", "of all documents together, about: 1k to 10M")
	cmd.Flags().IntVar(&o.Questions, "questions", 40, "questions")
	return a.maker(cmd, &o.Seed, func() (*invent.Set, error) {
		var err error
		if o.Tokens, err = parseCount(tokens); err != nil || o.Tokens < 1_000 || o.Tokens > 10_000_000 {
			return nil, usage(cmd, "--tokens %q: use 1k to 10M", tokens)
		}
		return invent.Records(o), nil
	})
}

func (a *app) makeNeedles() *cobra.Command {
	var o invent.NeedlesOptions
	var in string
	cmd := &cobra.Command{Use: "needles --out DIR", Short: "Sentences hidden in texts: one, several, among distractors"}
	f := cmd.Flags()
	f.StringVar(&in, "in", "", "folder of texts to hide them in (default invented ones)")
	f.IntVar(&o.Docs, "docs", 100, "invented texts")
	f.IntVar(&o.Bytes, "bytes", 8000, "of an invented text")
	f.IntVar(&o.Questions, "questions", 60, "questions")
	f.IntVar(&o.Needles, "needles", 4, "of a question that asks for several, and distractors of one")
	return a.maker(cmd, &o.Seed, func() (_ *invent.Set, err error) {
		if in != "" {
			if o.Texts, err = a.textsIn(in); err != nil {
				return nil, err
			}
		}
		return invent.Needles(o), nil
	})
}

// textsIn reads the text files of a folder; what is no text is named and left
// out.
func (a *app) textsIn(dir string) (map[string]string, error) {
	texts := map[string]string{}
	skipped := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		if len(raw) == 0 || !utf8.Valid(raw) {
			skipped++
			return nil
		}
		texts[name] = string(raw)
		return nil
	})
	if err == nil && len(texts) == 0 {
		err = fail(exitError, "give a folder of text files to --in", "%s holds no text", dir)
	}
	if skipped > 0 {
		a.remark("note: %s no text, and left out", plural(skipped, "file is", "files are"))
	}
	return texts, err
}

func (a *app) makeConvert() *cobra.Command {
	var out, format string
	cmd := &cobra.Command{
		Use: "convert FILE --format squad|hotpot|oolong --out DIR", Short: "A file of SQuAD's, HotpotQA's or OOLONG's shape, as a dataset",
		Args: exactly(1, "one file"),
	}
	outFlag(cmd, &out)
	cmd.Flags().StringVar(&format, "format", "", "squad, hotpot or oolong (default: by what is in the file)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := fresh(cmd, out); err != nil {
			return err
		}
		n, err := eval.Convert(args[0], eval.Format(format), out)
		if errors.Is(err, eval.ErrFormat) {
			return fail(exitError, "name it with --format squad, hotpot or oolong", "%w", err)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.stdout, "%s: %s, %s\n", out, count(n.Docs, "document"), count(n.Questions, "question"))
		return err
	}
	return cmd
}
