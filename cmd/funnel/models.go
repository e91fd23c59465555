package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"funnel/rlm/model"
)

func (a *app) modelsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "models", Short: "What the model server has installed, and what each is good for",
		Long: `List the models of the server: their window (what funnel loads them with, and
what they can), capabilities, size, and role. With --pull a missing --model or
--embedder is fetched first.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.models(cmd.Context()) },
	}
}

// modelEntry is one model in `models --json`.
type modelEntry struct {
	Spec         string   `json:"spec"`
	Role         string   `json:"role"` // chat, embedder, none; "" where the server does not say what a model can
	Used         []string `json:"used"` // settings that name it: model, sub_model, embedder
	Window       int      `json:"window"`
	Max          int      `json:"window_max"`
	Capabilities []string `json:"capabilities"`
	Parameters   string   `json:"parameters"`
	Bytes        int64    `json:"bytes"`
	Digest       string   `json:"digest"`
	Loaded       int      `json:"loaded_window"` // 0: it is not in memory
	Error        string   `json:"error,omitempty"`
}

func (a *app) models(ctx context.Context) error {
	h, err := a.findHome()
	if err != nil {
		return err
	}
	set, _, err := a.resolve(h)
	if err != nil {
		return err
	}
	log, err := a.log()
	if err != nil {
		return err
	}
	servers, err := a.servers(set, log)
	if err != nil {
		return err
	}
	if err := a.fetchMissing(ctx, servers, set); err != nil {
		return err
	}
	list, server, err := listModels(ctx, servers, set)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(struct {
			Schema int          `json:"schema"`
			Server string       `json:"server"`
			Models []modelEntry `json:"models"`
		}{1, server, list})
	}
	a.printModels(server, list)
	return nil
}

// fetchMissing pulls the models that the settings name and the server has not, if that
// was asked for.
func (a *app) fetchMissing(ctx context.Context, servers model.Servers, set settings) error {
	if !a.pull {
		return nil
	}
	for _, spec := range []string{set.Model, set.SubModel, set.Embedder} {
		name, ok := strings.CutPrefix(spec, "ollama:")
		if !ok {
			continue
		}
		_, err := servers.Ollama.Details(ctx, name)
		if errors.Is(err, model.ErrNoModel) {
			err = a.fetch(ctx, servers, spec)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// listModels describes the models of the server that the settings name.
func listModels(ctx context.Context, servers model.Servers, set settings) ([]modelEntry, string, error) {
	list := []modelEntry{}
	if set.speaksOpenAI() {
		if servers.OpenAI == nil {
			_, err := servers.Open(ctx, "openai:any") // says what is missing
			return nil, "", err
		}
		models, err := servers.OpenAI.Models(ctx)
		for _, m := range models {
			list = append(list, entryOf(model.Details{Model: m}, "openai:"+m.Name, set))
		}
		return list, servers.OpenAI.URL(), err
	}
	s := servers.Ollama
	models, err := s.Models(ctx)
	if err != nil {
		return nil, "", err
	}
	loaded, err := s.Loaded(ctx)
	if err != nil {
		return nil, "", err
	}
	windows := map[string]int{}
	for _, l := range loaded {
		windows[l.Name] = l.Window
	}
	for _, m := range models {
		d, err := s.Details(ctx, m.Name)
		if err != nil {
			list = append(list, modelEntry{Spec: "ollama:" + m.Name, Role: "none", Error: err.Error()})
			continue
		}
		e := entryOf(d, "ollama:"+strings.TrimSuffix(m.Name, ":latest"), set)
		e.Loaded = windows[m.Name]
		if e.Role == "chat" {
			e.Window = s.WindowOf(d)
		}
		list = append(list, e)
	}
	return list, s.URL(), nil
}

// entryOf says of a model what funnel can use it for, and does.
func entryOf(d model.Details, spec string, set settings) modelEntry {
	e := modelEntry{
		Spec: spec, Used: []string{}, Window: d.Window, Max: d.Window, Capabilities: append([]string{}, d.Capabilities...),
		Parameters: d.Parameters, Bytes: d.Bytes, Digest: d.Digest,
	}
	switch {
	case d.Can("embedding"):
		e.Role = "embedder"
	case d.Can("completion"):
		e.Role = "chat"
	case len(d.Capabilities) > 0:
		e.Role = "none"
	}
	for _, s := range allSettings() {
		named := strings.TrimSuffix(*s.in(&set), ":latest") == spec
		if named && (s.name == "model" || s.name == "sub_model" || s.name == "embedder") {
			e.Used = append(e.Used, s.name)
		}
	}
	return e
}

func (a *app) printModels(server string, list []modelEntry) {
	p := a.paint()
	fmt.Fprintf(a.stdout, "%s at %s\n", plural(len(list), "model", "models"), printable(server))
	for _, e := range list {
		fmt.Fprintf(a.stdout, "%s  %s\n", p.bold(printable(e.Spec)), printable(strings.Join(describeModel(e), " · ")))
	}
	if len(list) == 0 {
		a.remark("fetch one with: ollama pull NAME")
	}
}

// describeModel is what there is to say of a model.
func describeModel(e modelEntry) (parts []string) {
	add := func(ok bool, format string, args ...any) {
		if ok {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(e.Role != "", "%s", e.Role)
	add(len(e.Used) > 0, "in use as %s", strings.Join(e.Used, ", "))
	add(e.Window > 0 && e.Window == e.Max, "window %d", e.Window)
	add(e.Window > 0 && e.Window != e.Max, "window %d of %d", e.Window, e.Max)
	add(e.Loaded > 0, "in memory with %d", e.Loaded)
	add(e.Parameters != "", "%s parameters", e.Parameters)
	add(e.Bytes > 0, "%s", size(e.Bytes))
	add(len(e.Capabilities) > 0, "can: %s", strings.Join(e.Capabilities, ", "))
	add(e.Error != "", "error: %s", e.Error)
	return parts
}

// size writes bytes for people.
func size(bytes int64) string {
	if bytes < 1e9 {
		return fmt.Sprintf("%.0f MB", float64(bytes)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
}
