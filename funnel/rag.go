package funnel

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"funnel/rlm"
	"funnel/rlm/model"
)

// draft is an answer on its way: text with [n] that point into spans.
type draft struct {
	text      string
	short     string // the bare value, where it was asked for
	spans     []rlm.Citation
	computed  []string // numbers of the text that programs computed
	abstained bool
	stop      rlm.Stop
	notices   []string
	read      map[string]bool // documents whose text a model saw
	coverage  rlm.Coverage    // of the reader
}

// rag answers from the shortlist's passages with one prompt. When the model
// says that they do not answer, a second, different search of the whole
// collection is made, and the model is asked again if it brings new passages:
// only then may the answer be that the documents do not say.
func (a *asking) rag(ctx context.Context) (*draft, error) {
	d, err := a.ragOver(ctx, a.list.passages)
	if err != nil || !d.abstained || a.query.Once {
		return d, err
	}
	more, err := a.searchAgain(ctx)
	if err != nil || len(more) == 0 {
		return d, err
	}
	return a.ragOver(ctx, widened(a.list.passages, more, a.passageRoom()))
}

// ragOver asks for an answer over the given passages.
func (a *asking) ragOver(ctx context.Context, passages []model.Passage) (*draft, error) {
	return a.answerFrom(ctx, fitting(passages, a.passageRoom()))
}

// answerFrom asks for an answer over all of the given passages; where the server finds
// the prompt too long, over the best of them, and says so.
func (a *asking) answerFrom(ctx context.Context, passages []model.Passage) (*draft, error) {
	if len(passages) == 0 {
		return &draft{text: rlm.Abstention, abstained: true, read: map[string]bool{}}, nil
	}
	asked := passages
	for {
		msgs, err := renderAnswer(a.query.Text, passages, a.query.Short)
		if err != nil {
			return nil, err
		}
		d, err := a.ask(ctx, msgs, passages)
		room := tokensOf(passages)
		stricter := a.stricter(err, msgs, &room)
		if d != nil && len(passages) < len(asked) {
			d.notices = append(d.notices, noticeFewer(len(passages), len(asked)))
		}
		if !stricter {
			return d, err
		}
		if passages = fitting(passages, room); len(passages) == 0 {
			return nil, err
		}
	}
}

// noticeFewer says that a prompt was made smaller than it should have been.
func noticeFewer(kept, of int) string {
	return fmt.Sprintf("the server counted more tokens than expected: %d of %d passages fit the prompt", kept, of)
}

// stricter measures more strictly after the server found a prompt too long, and makes
// room, an estimate of what was in it, as much smaller. It reports false if err says
// something else, or nothing can be smaller: at the third time at the latest.
func (a *asking) stricter(err error, msgs []model.Message, room *int) bool {
	now, ok := a.gauge.After(err, msgs)
	if ok {
		*room = int(float64(*room) * max(1, float64(a.gauge)) / float64(now))
		a.gauge = now
	}
	return ok
}

// ask makes the call and drafts the reply, whose [n] point into passages.
func (a *asking) ask(ctx context.Context, msgs []model.Message, passages []model.Passage) (*draft, error) {
	r, err := a.chat.Chat(ctx, model.Request{
		Purpose: model.Answer, Messages: msgs, MaxTokens: answerTokens,
		Parts:  model.Parts{Question: a.query.Text, Passages: passages},
		Stream: a.Watch.stream(),
	})
	if spent := (errSpent{}); errors.As(err, &spent) {
		return &draft{stop: spent.stop, read: map[string]bool{}, notices: []string{spent.Error()}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("answer from passages: %w", err)
	}
	a.gauge = a.gauge.Seen(msgs, r.PromptTokens)
	return a.draftOf(ctx, r, passages)
}

// answerTokens bounds the answer of the rag prompt.
const answerTokens = 1024

// passageRoom is what the passages of a rag prompt may take by estimate.
func (a *asking) passageRoom() int { return a.promptTokens(a.Chat.Info().Window / 2) }

// promptTokens is what the passages of one prompt may take by estimate: what the query
// says, but never more than fits.
func (a *asking) promptTokens(fits int) int {
	if a.query.Prompt > 0 {
		fits = min(a.query.Prompt, fits)
	}
	return a.gauge.Room(fits)
}

// fitting keeps the best passages that take at most left tokens.
func fitting(passages []model.Passage, left int) []model.Passage {
	for i, p := range passages {
		if left -= passageTokens(p); left < 0 {
			return passages[:i]
		}
	}
	return passages
}

// tokensOf is what passages take in a prompt.
func tokensOf(passages []model.Passage) int {
	n := 0
	for _, p := range passages {
		n += passageTokens(p)
	}
	return n
}

// passageTokens is what a passage takes in a prompt, its number and name included.
func passageTokens(p model.Passage) int {
	return model.Tokens(p.Text) + model.Tokens(p.Doc) + model.Tokens(p.Heading) + 8
}

// draftOf turns the model's reply into a draft: every [n] becomes a quote of
// passage n.
func (a *asking) draftOf(ctx context.Context, r model.Response, passages []model.Passage) (*draft, error) {
	d := &draft{read: map[string]bool{}}
	for _, p := range passages {
		d.read[p.Doc] = true
	}
	if r.Cut {
		d.notices = append(d.notices, fmt.Sprintf("the model's answer was cut at %d tokens", r.CompletionTokens))
	}
	if isAbstention(r.Text) {
		d.text, d.abstained = rlm.Abstention, true
		return d, nil
	}
	long := r.Text
	if a.query.Short {
		long, d.short = takeShort(long)
	}
	quotes := newQuoter(ctx, passages)
	text, dropped := renumber(long, quotes.number)
	if dropped > 0 {
		d.notices = append(d.notices, fmt.Sprintf("%d citation markers pointed at no passage and were removed", dropped))
	}
	d.text, d.spans = text, quotes.spans
	return d, quotes.err
}

// takeShort splits off the last line of a reply if it gives the bare value:
// "Short: 12 crowns".
func takeShort(reply string) (text, short string) {
	reply = strings.TrimSpace(reply)
	at := strings.LastIndexByte(reply, '\n') + 1
	label, value, ok := strings.Cut(reply[at:], ":")
	if !ok || !strings.EqualFold(strings.Trim(label, " *_"), "short") {
		return reply, ""
	}
	short = strings.Trim(marker.ReplaceAllString(value, ""), " *_")
	if at == 0 {
		return strings.TrimSpace(value), short
	}
	return strings.TrimSpace(reply[:at]), short
}

func isAbstention(text string) bool {
	t := strings.TrimSpace(text)
	return t == "" || strings.HasPrefix(fold(t), fold(strings.TrimSuffix(rlm.Abstention, ".")))
}

// searchAgain makes a search that differs from the first: the question's
// content words alone, by keywords only. It returns the passages that the
// first one did not bring.
func (a *asking) searchAgain(ctx context.Context) ([]model.Passage, error) {
	q := SearchQuery{Text: contentWords(a.query.Text), K: 2 * a.k(), Leg: a.otherLeg(), Passages: a.query.Passages}
	if q.Text == "" {
		return nil, nil
	}
	a.searches++
	more, err := a.shortlist(ctx, q, a.only)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, p := range a.list.passages {
		known[spanKey(p.Doc, p.Start, p.End)] = true
	}
	return slices.DeleteFunc(more.passages, func(p model.Passage) bool { return known[spanKey(p.Doc, p.Start, p.End)] }), nil
}

// widened puts new passages behind the ones of the first prompt, numbered on.
// Where that prompt was full, its second half makes room for them: asked over
// the same passages, a model would say the same. The beginning of the prompt
// stays what it was, for servers that keep it.
func widened(first, more []model.Passage, room int) []model.Passage {
	keep := fitting(first, room)
	if len(keep) < len(first) || len(fitting(append(keep[:len(keep):len(keep)], more[0]), room)) == len(keep) {
		keep = fitting(first, room/2)
	}
	all := slices.Concat(keep, more)
	for i := range all {
		all[i].N = i + 1
	}
	return all
}

// otherLeg is the leg of the second search: keywords, unless the vectors alone
// are asked.
func (a *asking) otherLeg() Leg { return cmp.Or(a.query.Leg, LegKeyword) }

func spanKey(doc string, start, end int) string {
	return fmt.Sprintf("%s#%d-%d", doc, start, end)
}

// contentWords drops the words that questions are made of.
func contentWords(question string) string {
	var kept []string
	for _, w := range words(question) {
		if len(w) > 2 && !questionWords[fold(w)] {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

var questionWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`what which who whom whose when where why how does did do is are was
		were will would can could shall should may might must has have had the and for from with without
		that this these those there their they them its into about after before between during under over
		many much any all each every than then not but also our your his her`) {
		m[w] = true
	}
	return m
}()
