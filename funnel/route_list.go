package funnel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"funnel/rlm/model"
	"funnel/store"
)

// What the first search tells (of scores that do not depend on what the asker
// may not see, nor are they shown) of a question that its words leave open: the
// scores of a list that falls off steeply are those of a question that few
// documents answer, a flat one's are of a question that many speak of alike.
const (
	flatList    = 0.7 // the fifth score as a share of the first: at least so much is flat
	steepList   = 0.4 // and less than so much is steep
	namedInDocs = 3   // documents that are called so: what is counted are documents
)

// comfortable is the share of the window, in percent, that a shortlist may
// fill to be read in one prompt.
const comfortable = 50

// reroute decides anew when the first search is there: scope from the
// collection, from the shape of the list, from the model where these leave it
// open; mode from what was found and how long it is.
func (a *asking) reroute(ctx context.Context, out *Answer) error {
	asked := out.Route.Asked
	r := routeOf(a.query.Text)
	if asked.Scope == ScopeAuto && r.open {
		if err := a.settleScope(ctx, &r); err != nil {
			return err
		}
		out.Scope = scopeOf(asked.Scope, r.kind)
		a.scope = out.Scope
	}
	if asked.Scope != ScopeAuto {
		r.why = "scope as asked"
	}
	if asked.Scope == ScopeAuto && a.found() == 0 {
		r.kind, r.why, out.Scope, a.scope = KindNothing, "scope top: no document holds any word of the question", ScopeTop, ScopeTop
	}
	out.Route.Kind = r.kind
	mode, how := decideMode(asked.Mode, a.scope)
	if asked.Mode == ModeAuto {
		var err error
		if mode, how, err = a.settleMode(ctx, r.kind, mode, how); err != nil {
			return err
		}
	}
	out.Mode, out.Route.Reason = mode, r.why+"; "+how
	return nil
}

// found counts the hits that say anything: by vectors alone only a neural
// embedder finds more than chance.
func (a *asking) found() (n int) {
	for _, h := range a.list.Hits {
		if _, ok := h.Legs[LegKeyword]; ok || !isBuiltin(a.Embedder) {
			n++
		}
	}
	return n
}

// settleScope decides whether a question that may be an aggregate is one.
func (a *asking) settleScope(ctx context.Context, r *routed) error {
	n, err := a.called(ctx, r.noun)
	if err != nil {
		return err
	}
	shape := a.list.fall
	switch {
	case n >= namedInDocs:
		r.kind, r.why = KindAggregate, fmt.Sprintf("scope all: it asks for %s, and %d documents are called so", r.noun, n)
	case r.list && shape >= flatList:
		r.kind, r.why = KindAggregate, "scope all: it asks for "+r.noun+", and many documents speak of it alike"
	case shape < steepList:
		r.why = "scope top: it may list or count, but the first documents speak of it far more than the fifth does"
	default:
		return a.askRoute(ctx, r)
	}
	return nil
}

// called counts the documents whose title or place has the noun in it.
func (a *asking) called(ctx context.Context, noun string) (n int, err error) {
	noun = fold(noun)
	stem := strings.TrimSuffix(strings.TrimSuffix(noun, "s"), "e")
	if len(stem) < 4 {
		return 0, nil
	}
	err = a.catalogue(ctx, nil, func(d store.Info) error {
		if a.only != nil && !a.only[d.ID] {
			return nil
		}
		for _, w := range words(fold(d.Title + " " + strings.ReplaceAll(d.ID, "/", " "))) {
			if strings.HasPrefix(w, stem) && len(w) <= len(noun)+1 {
				n++
				break
			}
		}
		return nil
	})
	return n, err
}

// askRoute asks the model what the question is, in one call; where there is no
// language model, or it does not say, the question is taken for what it was.
func (a *asking) askRoute(ctx context.Context, r *routed) error {
	h := a.help()
	chat, err := h.model()
	if errors.Is(err, errNoModel) {
		r.why += fmt.Sprintf(" (it may ask for all %s: --scope all)", r.noun)
		return nil
	}
	msgs, err := render("route.tmpl", struct{ Question string }{a.query.Text})
	if err != nil {
		return err
	}
	timed, stop := context.WithTimeout(ctx, helpTime)
	defer stop()
	reply, err := chat.Chat(timed, model.Request{
		Purpose: model.Route, Messages: msgs, MaxTokens: 24, Schema: routeSchema, Think: model.ThinkOff, Parts: model.Parts{Question: a.query.Text},
	})
	kind := readKind(reply.Text)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil || kind == "":
		r.why += "; the model was asked and did not say what it is"
	case kind == KindAggregate:
		r.kind, r.why = kind, "scope all: the model says that all documents count"
	default:
		r.kind, r.why = kind, "scope top: the model says that it is a question of the kind "+string(kind)
	}
	return nil
}

var routeSchema = json.RawMessage(`{"type":"object","properties":{"kind":{"type":"string","enum":["lookup","hops","aggregate"]}},"required":["kind"]}`)

// readKind reads the reply of a model that sorts questions; "" if it says nothing.
func readKind(reply string) Kind {
	reply = strings.ToLower(reply)
	for _, k := range []Kind{KindAggregate, KindHops, KindLookup} {
		if strings.Contains(reply, string(k)) {
			return k
		}
	}
	return ""
}

// settleMode decides the mode where none was asked for.
func (a *asking) settleMode(ctx context.Context, kind Kind, mode Mode, how string) (Mode, string, error) {
	switch {
	case kind == KindNothing:
		a.list.passages = nil // neighbours in vector space that share no word: no prompt is worth it
		return ModeRAG, "mode rag: there is nothing to read", nil
	case a.scope == ScopeAll:
		return mode, how, nil
	}
	tokens, fits, err := a.fits(ctx)
	if err != nil {
		return mode, how, err
	}
	if a.whole = fits; fits {
		return ModeAuto, fmt.Sprintf("mode rag first: the whole shortlist, %d tokens, fits the window of %d", tokens, a.Chat.Info().Window), nil
	}
	if kind == KindHops {
		return ModeHybrid, "mode hybrid: facts that are found one after the other", nil
	}
	return mode, how, nil
}

// fits reports how many tokens the documents of the shortlist take, and whether
// one prompt holds them comfortably.
func (a *asking) fits(ctx context.Context) (tokens int, ok bool, err error) {
	for _, h := range a.list.Hits {
		info, err := a.Catalog.Info(ctx, h.Doc)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return 0, false, err
		}
		tokens += info.Bytes/4 + 16*info.Chunks
	}
	tokens = a.gauge.Count(tokens)
	room := min(a.promptTokens(a.Chat.Info().Window*comfortable/100), a.record.left().Tokens/4)
	return tokens, len(a.list.Hits) > 0 && tokens <= room, nil
}

// readWhole answers from the whole texts of the shortlist in one prompt, where
// its best passages did not carry an answer. r is what they gave, with its
// citations; it stands where the budget allows no second prompt.
func (a *asking) readWhole(ctx context.Context, r *draft, ragCites []Citation) (d *draft, cites []Citation, stands bool, err error) {
	d, cites, err = a.cited(ctx, func(ctx context.Context) (*draft, error) { return a.filled(ctx, ModeFull) })
	if err != nil {
		return nil, nil, false, err
	}
	if d.text == "" {
		r.notices = append(r.notices, d.notices...)
		return r, ragCites, false, nil
	}
	for id := range r.read {
		d.read[id] = true
	}
	return d, cites, !d.abstained && holds(cites), nil
}
