package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"
)

// settings are what flags, environment and config file can all set.
type settings struct {
	Model      string `toml:"model" json:"model"`
	SubModel   string `toml:"sub_model" json:"sub_model"`
	Embedder   string `toml:"embedder" json:"embedder"`
	BaseURL    string `toml:"base_url" json:"base_url"`
	Collection string `toml:"collection" json:"collection"`
	Fusion     string `toml:"fusion" json:"fusion"`
	PDFToText  string `toml:"pdftotext" json:"pdftotext"`

	// How model servers are used; see serverOptions.
	Window         string `toml:"window" json:"window"`
	InFlight       string `toml:"in_flight" json:"in_flight"`
	Think          string `toml:"think" json:"think"`
	Price          string `toml:"price" json:"price"`
	KeepAlive      string `toml:"keep_alive" json:"keep_alive"`
	Patience       string `toml:"patience" json:"patience"`
	LongTexts      string `toml:"long_texts" json:"long_texts"`
	PrefixDocument string `toml:"prefix_document" json:"prefix_document"`
	PrefixQuery    string `toml:"prefix_query" json:"prefix_query"`

	// What models do for a search; see aids.
	Expand string `toml:"expand" json:"expand"`
	Rerank string `toml:"rerank" json:"rerank"`
}

// setting is one of the settings: where it stands, and whether a config file
// that came with a checkout may set it.
type setting struct {
	name, env string
	open      bool
	in        func(*settings) *string
}

func allSettings() []setting {
	return []setting{
		{"model", "FUNNEL_MODEL", false, func(s *settings) *string { return &s.Model }},
		{"sub_model", "FUNNEL_SUB_MODEL", false, func(s *settings) *string { return &s.SubModel }},
		{"embedder", "FUNNEL_EMBEDDER", false, func(s *settings) *string { return &s.Embedder }},
		{"base_url", "FUNNEL_BASE_URL", false, func(s *settings) *string { return &s.BaseURL }},
		{"collection", "FUNNEL_COLLECTION", true, func(s *settings) *string { return &s.Collection }},
		{"fusion", "FUNNEL_FUSION", true, func(s *settings) *string { return &s.Fusion }},
		{"pdftotext", "FUNNEL_PDFTOTEXT", false, func(s *settings) *string { return &s.PDFToText }},
		{"window", "FUNNEL_WINDOW", false, func(s *settings) *string { return &s.Window }},
		{"in_flight", "FUNNEL_IN_FLIGHT", false, func(s *settings) *string { return &s.InFlight }},
		{"think", "FUNNEL_THINK", false, func(s *settings) *string { return &s.Think }},
		{"price", "FUNNEL_PRICE", false, func(s *settings) *string { return &s.Price }},
		{"keep_alive", "FUNNEL_KEEP_ALIVE", false, func(s *settings) *string { return &s.KeepAlive }},
		{"patience", "FUNNEL_PATIENCE", false, func(s *settings) *string { return &s.Patience }},
		{"long_texts", "FUNNEL_LONG_TEXTS", false, func(s *settings) *string { return &s.LongTexts }},
		{"prefix_document", "FUNNEL_PREFIX_DOCUMENT", false, func(s *settings) *string { return &s.PrefixDocument }},
		{"prefix_query", "FUNNEL_PREFIX_QUERY", false, func(s *settings) *string { return &s.PrefixQuery }},
		{"expand", "FUNNEL_EXPAND", false, func(s *settings) *string { return &s.Expand }},
		{"rerank", "FUNNEL_RERANK", false, func(s *settings) *string { return &s.Rerank }},
	}
}

// effective is a setting's value and where it came from.
type effective struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Origin string `json:"origin"`
}

// resolve decides every setting: flag, environment, the home's config file,
// default, in this order.
func (a *app) resolve(h home) (settings, []effective, error) {
	file, err := readConfig(h)
	if err != nil {
		return settings{}, nil, err
	}
	defaults := settings{Model: "builtin"}
	var out settings
	var list []effective
	for _, s := range allSettings() {
		fromFile := *s.in(&file)
		if fromFile != "" && !h.trusted && !s.open {
			a.remark("%s: %s is ignored, this %s was not made by you with `funnel init`; set $%s, or name the home with --home", h.config(), s.name, dotDir, s.env)
			fromFile = ""
		}
		e := firstSet(s.name,
			effective{Value: *s.in(&a.flags), Origin: "flag"},
			effective{Value: a.getenv(s.env), Origin: "$" + s.env},
			effective{Value: fromFile, Origin: h.config()},
			effective{Value: *s.in(&defaults), Origin: "default"})
		*s.in(&out) = e.Value
		list = append(list, e)
	}
	return out, list, nil
}

func firstSet(name string, from ...effective) effective {
	for _, e := range from {
		if e.Value != "" {
			e.Name = name
			return e
		}
	}
	return effective{Name: name, Origin: "default"}
}

// readConfig reads the home's config file. An unknown key is an error: a
// misspelt setting that is silently ignored is worse than none.
func readConfig(h home) (settings, error) {
	var s settings
	meta, err := toml.DecodeFile(h.config(), &s)
	if errors.Is(err, fs.ErrNotExist) {
		return settings{}, nil
	}
	if err != nil {
		return settings{}, fail(exitError, "mend the file, or move it away", "read config %s: %w", h.config(), err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return settings{}, fail(exitError, "known are: "+strings.Join(settingNames(), ", "), "config %s: unknown key %q", h.config(), unknown[0])
	}
	return s, nil
}

func settingNames() []string {
	var names []string
	for _, s := range allSettings() {
		names = append(names, s.name)
	}
	return names
}

func (a *app) configCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Show the settings in force"}
	cmd.AddCommand(&cobra.Command{
		Use: "show", Short: "Print every setting, its value and where it comes from", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.configShow() },
	})
	return cmd
}

func (a *app) configShow() error {
	h, err := a.findHome()
	if err != nil {
		return err
	}
	_, list, err := a.resolve(h)
	if err != nil {
		return err
	}
	list = append([]effective{{"home", h.dir, h.origin}}, list...)
	if a.json {
		return a.printJSON(struct {
			Schema   int         `json:"schema"`
			Settings []effective `json:"settings"`
		}{1, list})
	}
	for _, e := range list {
		fmt.Fprintf(a.stdout, "%-15s %-30s %s\n", e.Name, firstOf(e.Value, "-"), a.paint().dim("("+e.Origin+")"))
	}
	return nil
}

// configExample is what `funnel init` writes: every key, commented out.
const configExample = `# Settings of this home. Flags and environment variables win over them.
# model = "builtin"            # or "auto", "ollama:NAME", "openai:NAME"
# sub_model = ""               # model of sub-calls; empty: the same
# embedder = "builtin"         # for new collections; or "auto", "ollama:NAME", "openai:NAME"
# base_url = ""                # address of the model server; that of openai:NAME where there is one
# collection = "default"
# pdftotext = "off"            # on, or the path of poppler's program, to read PDF with instead of the built-in reader
# window = "16384"             # tokens of prompt and answer; empty: by model and memory, 16,384 at most
# in_flight = "4"              # requests at a time
# think = "off"                # or "on", for models that can
# price = "0.15,0.60"          # per million tokens of prompts, of answers: usage then has a cost; by model: "openai:A=1.25,10;B=0.25,2"
# keep_alive = "30m"           # how long Ollama keeps a model loaded after a call
# patience = "15m"             # how long a server may be silent before it answers, loading included
# long_texts = "split"         # texts over an embedding model's window: split and averaged, or "refuse"
# prefix_document = ""         # before embedded documents, and
# prefix_query = ""            # before embedded queries; both empty: as the model's family wants it
# expand = "off"               # or "on": the chat model writes other queries that are searched for, too
# rerank = "off"               # or "auto", "pointwise", "listwise" (the chat model), "openai:NAME" (a reranking model)
`

func writeConfigExample(h home) error {
	f, err := os.OpenFile(h.config(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write config: %w", err)
	}
	_, err = f.WriteString(configExample)
	return errors.Join(err, f.Close())
}

// pdfTool finds the program that setting pdftotext means: off by default, or
// the one of that name on the path, or a program's own path.
func pdfTool(value string) (path string, err error) {
	switch value {
	case "", "off", "false":
		return "", nil
	case "on", "true":
		value = "pdftotext"
	}
	path, err = exec.LookPath(value)
	if err != nil {
		return "", fail(exitUsage, "set pdftotext to on, off or the path of poppler's program (install poppler-utils where it is missing)", "setting pdftotext: %q is not a program that can be run", value)
	}
	return path, nil
}
