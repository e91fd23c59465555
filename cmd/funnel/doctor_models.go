package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"funnel/rlm"
	"funnel/rlm/model"
)

// server looks whether the model server answers, and reports whether to go on with its
// models.
func (d *doctor) server(ctx context.Context) bool {
	if d.set.speaksOpenAI() {
		return d.compatible(ctx)
	}
	s := d.models.Ollama
	version, err := s.Version(ctx)
	d.facts.Server, d.facts.Version = s.URL(), version
	switch {
	case err == nil:
		d.ok("server", "Ollama %s at %s", version, s.URL())
	case d.needsServer(ctx):
		d.failed("server", err, "")
		d.note(stateSkipped, "models", "cannot be looked at", "")
		return false
	default:
		d.note(stateOK, "server", "none at "+s.URL()+", and none is needed: model and embedder are built in", "")
		return false
	}
	list, _, err := listModels(ctx, d.models, d.set)
	if err != nil {
		d.failed("models", err, "")
		return false
	}
	d.ok("models", "%s installed", plural(len(list), "model", "models"))
	return true
}

// compatible is server for one that speaks OpenAI's protocol.
func (d *doctor) compatible(ctx context.Context) bool {
	list, server, err := listModels(ctx, d.models, d.set)
	d.facts.Server = server
	if err != nil {
		d.failed("server", err, "")
		return false
	}
	d.ok("server", "%s serves %s", server, plural(len(list), "model", "models"))
	return true
}

// chatModel makes one round trip of each kind with the chat model, and measures it.
func (d *doctor) chatModel(ctx context.Context, probe bool) {
	spec := d.set.Model
	if spec == "builtin" {
		d.note(stateWarning, "chat", "the model is builtin, an extractive reader and no language model", "funnel doctor --model auto looks at an installed one; set it with $FUNNEL_MODEL or in "+d.home.config())
		return
	}
	if spec == "auto" {
		choice, err := d.models.Ollama.ChooseChat(ctx)
		if err != nil {
			d.failed("chat", err, "")
			return
		}
		spec = choice.Spec
		d.ok("chat", "auto is %s: %s", choice.Spec, choice.Why)
	}
	c, err := d.models.Open(ctx, spec)
	if err == nil && d.work != nil {
		err = model.LoadProfile(ctx, c, d.work.store, d.work.address(spec))
	}
	if err != nil {
		d.failed("chat", err, "")
		return
	}
	d.facts.Model, d.facts.Window = spec, c.Info().Window
	if !d.roundTrips(ctx, c) {
		return
	}
	d.window(ctx, spec, c)
	d.speed(ctx, c)
	d.slots(ctx, c)
	d.reader(ctx, c, probe)
	if d.work != nil {
		if err := d.work.keepProfile(ctx, c); err != nil {
			d.failed("chat", err, "funnel verify")
		}
	}
}

// roundTrips asks for an answer, and for one after a JSON schema.
func (d *doctor) roundTrips(ctx context.Context, c model.Chat) bool {
	name := c.Info().Name
	resp, err := c.Chat(ctx, model.Request{MaxTokens: 64, Think: model.ThinkOff, Messages: []model.Message{{Role: model.User, Content: "Say hello in one word."}}})
	if err != nil {
		d.failed("chat", err, "")
		return false
	}
	loaded := ""
	if resp.Loaded > 0 {
		loaded = fmt.Sprintf(", loaded in %.1f s", resp.Loaded.Seconds())
	}
	d.ok("chat", "%s answers: %q%s", name, clip(strings.TrimSpace(resp.Text), 40), loaded)
	var got struct{ Ready *bool }
	resp, err = c.Chat(ctx, model.Request{MaxTokens: 64, Think: model.ThinkOff, Schema: json.RawMessage(`{"type":"object","properties":{"ready":{"type":"boolean"}},"required":["ready"]}`),
		Messages: []model.Message{{Role: model.User, Content: `Answer with JSON: {"ready": true}`}}})
	if err == nil && (json.Unmarshal([]byte(resp.Text), &got) != nil || got.Ready == nil) {
		err = fmt.Errorf("%s does not keep to a JSON schema: it answers %q", name, clip(resp.Text, 60))
	}
	if err != nil {
		d.failed("schema", err, "use another model, or --reader code, which needs no schema")
		return false
	}
	d.ok("schema", "%s keeps to a JSON schema", name)
	return true
}

// window tells the window and what the model could.
func (d *doctor) window(ctx context.Context, spec string, c model.Chat) {
	name, ok := strings.CutPrefix(spec, "ollama:")
	if !ok {
		d.ok("window", "%d tokens; --window sets it where the server does not tell", c.Info().Window)
		return
	}
	details, err := d.models.Ollama.Details(ctx, name)
	if err != nil {
		d.failed("window", err, "")
		return
	}
	d.facts.Max = details.Window
	if loaded := d.loadedWindow(ctx, name); loaded != 0 && loaded != c.Info().Window {
		d.note(stateWarning, "window", fmt.Sprintf("%d tokens were asked for, and the server loaded the model with %d", c.Info().Window, loaded),
			fmt.Sprintf("set --window %d, or give the server more memory", loaded))
		return
	}
	d.ok("window", "%d tokens of the %d that the model can (--window sets it)", c.Info().Window, details.Window)
}

func (d *doctor) loadedWindow(ctx context.Context, name string) int {
	loaded, err := d.models.Ollama.Loaded(ctx)
	if err != nil {
		return 0
	}
	for _, l := range loaded {
		if strings.EqualFold(strings.TrimSuffix(l.Name, ":latest"), strings.TrimSuffix(name, ":latest")) {
			return l.Window
		}
	}
	return 0
}

// speed measures how fast the model reads and writes.
func (d *doctor) speed(ctx context.Context, c model.Chat) {
	prefill, decode, err := model.Speed(ctx, c, d.now().Format(time.RFC3339Nano))
	if err != nil {
		d.failed("speed", err, "")
		return
	}
	d.facts.Prefill, d.facts.Decode = prefill, decode
	what := fmt.Sprintf("reads %.0f tokens a second, writes %.0f", prefill, decode)
	if prefill > 0 && decode > 0 {
		e := model.ProfileOf(c)
		full := model.Estimate{PromptTokens: c.Info().Window / 2, Prefill: e.Prefill, Decode: e.Decode}
		what += fmt.Sprintf("; half a window with 200 tokens of answer takes about %s", full.Duration(200).Round(time.Second))
	}
	d.ok("speed", "%s", what)
}

// slots measures on how many requests the server works at once. What it advises follows
// from the table in ARCHITECTURE.md: Ollama gives a request the slot that shares most with
// it, be it one token, so that any sub-call to the same model puts the reader's transcript
// out of memory, however many slots there are; a model of its own for sub-calls does not.
func (d *doctor) slots(ctx context.Context, c model.Chat) {
	const try = 4
	n, err := model.Slots(ctx, c, try, d.now().Format(time.RFC3339Nano))
	if err != nil {
		d.failed("slots", err, "")
		return
	}
	d.facts.Slots = n
	what := fmt.Sprintf("the server works on %d requests at once", n)
	if n == try {
		what += " or more"
	}
	if n == 1 {
		d.note(stateWarning, "slots", "the server works on one request at a time: sub-calls wait for each other", "start it with OLLAMA_NUM_PARALLEL=4 (llama.cpp: --parallel 4), if memory allows: each slot takes a window of its own")
	} else {
		d.ok("slots", "%s", what)
	}
	if d.set.SubModel != "" && d.set.SubModel != d.facts.Model {
		d.ok("prefix", "sub-calls go to %s and leave the reader's transcript in the server's memory", d.set.SubModel)
		return
	}
	d.note(stateWarning, "prefix", "after any sub-call to the same model the reader's next turn reads its whole transcript again, at any number of slots",
		"name another, smaller model with --sub-model: it has a memory of its own")
}

// reader tells how the model works best as the recursive reader.
func (d *doctor) reader(ctx context.Context, c model.Chat, probe bool) {
	profile := model.ProfileOf(c)
	if !probe {
		d.facts.Reader = profile.Reader
		if profile.Reader == "" {
			d.note(stateOK, "reader", "not probed yet", "funnel doctor --probe finds out whether the model can write programs")
			return
		}
		d.ok("reader", "works by %s, as probed before", profile.Reader)
		return
	}
	p, err := rlm.Probe(ctx, d.quietLog(), c)
	if err != nil {
		d.failed("reader", err, "")
		return
	}
	profile = model.ProfileOf(c)
	profile.Reader = string(p.Way())
	if to, ok := c.(model.Profiler); ok {
		to.SetProfile(profile)
	}
	d.facts.Reader = profile.Reader
	what := fmt.Sprintf("%d of 5 protocol tasks done", p.Right)
	if len(p.Failed) > 0 {
		what += " (not: " + strings.Join(p.Failed, ", ") + ")"
	}
	d.ok("reader", "%s: --reader auto works by %s", what, profile.Reader)
	if d.work == nil {
		d.note(stateWarning, "reader", "there is no home to keep that in yet", "ingest something, then run this again")
	}
}

// embedderModel makes one round trip with the embedder that is set; those of the
// collections are looked at with them.
func (d *doctor) embedderModel(ctx context.Context) {
	spec := d.set.Embedder
	if spec == "" || spec == "builtin" {
		return
	}
	var err error
	if spec == "auto" {
		var choice model.Choice
		if choice, err = d.models.Ollama.ChooseEmbedder(ctx); err == nil {
			spec = choice.Spec
			d.ok("embedder", "auto is %s: %s", choice.Spec, choice.Why)
		}
	}
	var e model.Embedder
	if err == nil {
		e, err = d.models.OpenEmbedder(ctx, spec)
	}
	if err == nil {
		var v [][]float32
		if v, err = e.Embed(ctx, []string{"one round trip"}, model.KindQuery); err == nil && len(v) != 1 {
			err = errors.New("no vector came back")
		}
	}
	if err != nil {
		d.failed("embedder", err, "")
		return
	}
	d.ok("embedder", "%s", e.Fingerprint())
}
