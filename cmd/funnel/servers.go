package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"

	"funnel/funnel"
	"funnel/rlm/model"
)

// servers makes clients of the model servers that the settings name. It connects to
// nothing.
func (a *app) servers(set settings, log *slog.Logger) (model.Servers, error) {
	var s model.Servers
	opts, err := set.serverOptions(log)
	if err != nil {
		return s, err
	}
	ollama := set.BaseURL
	if set.speaksOpenAI() {
		ollama = ""
	}
	if s.Ollama, err = model.NewServer(ollama, opts); err != nil || set.BaseURL == "" {
		return s, err
	}
	s.OpenAI, err = model.NewCompatible(set.BaseURL, a.apiKey(set.BaseURL), opts)
	return s, err
}

// speaksOpenAI reports whether the base URL is not Ollama's: where one of the models is
// on a server that speaks OpenAI's protocol.
func (s settings) speaksOpenAI() bool {
	for _, spec := range []string{s.Model, s.SubModel, s.Embedder, s.Rerank} {
		if strings.HasPrefix(spec, "openai:") {
			return true
		}
	}
	return false
}

// apiKey is the key for a server. It is read from the environment only. OpenAI's own
// goes to OpenAI alone, whatever server is named.
func (a *app) apiKey(address string) string {
	if key := a.getenv("FUNNEL_API_KEY"); key != "" {
		return key
	}
	if u, err := url.Parse(address); err == nil && u.Scheme == "https" && strings.HasSuffix(u.Hostname(), ".openai.com") {
		return a.getenv("OPENAI_API_KEY")
	}
	return ""
}

// serverOptions reads the settings that say how servers are used.
func (s settings) serverOptions(log *slog.Logger) (model.ServerOptions, error) {
	r := reading{}
	opts := model.ServerOptions{
		Log: log, Window: r.number("window", s.Window), InFlight: r.number("in_flight", s.InFlight),
		Think: r.truth("think", s.Think), KeepAlive: r.duration("keep_alive", s.KeepAlive),
		Patience: r.duration("patience", s.Patience), Prices: r.prices(s.Price), Texts: r.longTexts(s.LongTexts),
	}
	if s.PrefixDocument != "" || s.PrefixQuery != "" {
		opts.Prefix = &model.Prefix{Document: s.PrefixDocument, Query: s.PrefixQuery}
	}
	return opts, r.err
}

// reading reads settings and keeps the first error.
type reading struct{ err error }

func (r *reading) wrong(name, value, want string) {
	if r.err == nil {
		r.err = fail(exitUsage, "use "+want, "setting %s: %q is not understood", name, value)
	}
}

func (r *reading) number(name, value string) int {
	n, err := strconv.Atoi(value)
	if value != "" && (err != nil || n < 1) {
		r.wrong(name, value, "a whole number above zero")
	}
	return n
}

func (r *reading) truth(name, value string) bool {
	switch value {
	case "", "off", "false":
		return false
	case "on", "true":
		return true
	}
	r.wrong(name, value, "on or off")
	return false
}

func (r *reading) duration(name, value string) time.Duration {
	d, err := time.ParseDuration(value)
	if value != "" && (err != nil || d <= 0) {
		r.wrong(name, value, "a duration like 90s or 15m")
	}
	return d
}

// prices reads "IN,OUT" for all models and "MODEL=IN,OUT" for one, with ";" between.
func (r *reading) prices(value string) model.Prices {
	if value == "" {
		return nil
	}
	prices := model.Prices{}
	for entry := range strings.SplitSeq(value, ";") {
		name, numbers, named := strings.Cut(entry, "=")
		if !named {
			name, numbers = "", entry
		}
		name = strings.TrimSpace(name)
		p, err := parsePrice(numbers)
		if _, twice := prices[name]; err != nil || twice || named && name == "" {
			r.wrong("price", value, "IN,OUT per million tokens of prompts and answers, like 0.15,0.60, or MODEL=IN,OUT;MODEL=IN,OUT")
		}
		prices[name] = p
	}
	return prices
}

// parsePrice reads "IN,OUT".
func parsePrice(s string) (p model.Price, err error) {
	prompt, completion, _ := strings.Cut(s, ",")
	var errs [2]error
	p.Prompt, errs[0] = strconv.ParseFloat(strings.TrimSpace(prompt), 64)
	p.Completion, errs[1] = strconv.ParseFloat(strings.TrimSpace(completion), 64)
	err = errors.Join(errs[:]...)
	if err == nil && (!(p.Prompt >= 0) || !(p.Completion >= 0) || p.Prompt > maxPrice || p.Completion > maxPrice) {
		err = strconv.ErrRange
	}
	return p, err
}

// maxPrice is more than any million tokens cost, in any currency.
const maxPrice = 1e9

func (r *reading) longTexts(value string) model.LongTexts {
	switch value {
	case "", "split":
		return model.SplitLong
	case "refuse":
		return model.RefuseLong
	}
	r.wrong("long_texts", value, "split or refuse")
	return model.SplitLong
}

// address is the address of the server that a model is on.
func (w *workspace) address(spec string) string {
	switch {
	case strings.HasPrefix(spec, "ollama:"):
		return w.servers.Ollama.URL()
	case strings.HasPrefix(spec, "openai:") && w.servers.OpenAI != nil:
		return w.servers.OpenAI.URL()
	}
	return ""
}

// openChat opens a chat model by its spec, with what was learned of it before. "auto"
// takes an installed one, and says which.
func (a *app) openChat(ctx context.Context, w *workspace, spec string) (model.Chat, error) {
	if spec == "auto" {
		spec = a.autoChat(ctx, w)
	}
	c, err := w.servers.Open(ctx, spec)
	if a.pull && errors.Is(err, model.ErrNoModel) {
		if err = a.fetch(ctx, w.servers, spec); err == nil {
			c, err = w.servers.Open(ctx, spec)
		}
	}
	if err != nil {
		return nil, err
	}
	return c, model.LoadProfile(ctx, c, w.journal, w.address(spec))
}

// autoChat picks a chat model of the server if it answers and has one, else the
// built-in reader, and says which and why.
func (a *app) autoChat(ctx context.Context, w *workspace) string {
	choice, err := w.servers.Ollama.ChooseChat(ctx)
	if err != nil {
		choice = model.Choice{Spec: "builtin", Why: a.whyNone(w, err)}
	}
	a.remark("model: %s (%s)", choice.Spec, choice.Why)
	return choice.Spec
}

// whyNone says why there is no model of the server.
func (a *app) whyNone(w *workspace, err error) string {
	if errors.Is(err, model.ErrNoModel) {
		return "the server at " + w.servers.Ollama.URL() + " has no model for it"
	}
	return "no model server answers at " + w.servers.Ollama.URL()
}

// fetch has Ollama pull a model that is missing, and shows how far it is.
func (a *app) fetch(ctx context.Context, servers model.Servers, spec string) error {
	name, ok := strings.CutPrefix(spec, "ollama:")
	if !ok {
		return fail(exitError, "install it on its server", "only Ollama can fetch a missing model, not the server of %s", spec)
	}
	a.remark("fetching %s", name)
	bar := a.bar()
	defer bar.clear()
	last := ""
	return servers.Ollama.Pull(ctx, name, func(status string, done, total int64) {
		if total > 0 {
			bar.set("fetching", done, total, true)
		} else if status != last && !isTerminal(a.stderr) {
			a.remark("%s", status)
		}
		last = status
	})
}

// keepProfiles keeps what was learned of both models for the next command.
func (w *workspace) keepProfiles(ctx context.Context, e *funnel.Engine) error {
	return errors.Join(w.keepProfile(ctx, e.Chat), w.keepProfile(ctx, e.Sub))
}

// keepProfile keeps what was learned of a model for the next command.
func (w *workspace) keepProfile(ctx context.Context, c model.Chat) error {
	if c == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := model.SaveProfile(ctx, c, w.journal, w.address(c.Info().Name)); err != nil {
		return fmt.Errorf("keep what was learned of %s: %w", c.Info().Name, err)
	}
	return nil
}
