package eval

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"

	"funnel/rlm/model"
)

// The perfect leaf's name and digest.
const (
	perfectName   = "perfect"
	perfectDigest = "perfect-v1"
)

// perfect is a scripted model for one question. It answers if and only if all
// of the question's evidence stands in its prompt, and quotes the evidence it
// sees when a sub-call asks for it: what is left is what the pipeline around
// it delivers, an upper bound for any reader. Its programs ([policy]) do not
// know the evidence: they search, follow what was found, and ask sub-calls.
type perfect struct {
	question *Question
	evidence *evidence
	window   int
	codes    []string // by piece: what stands for it in a finding

	mu     sync.Mutex
	policy policy
}

var _ model.Chat = (*perfect)(nil)

func newPerfect(q *Question, e *evidence, window int) *perfect {
	p := &perfect{question: q, evidence: e, window: window}
	for i := range e.pieces {
		h := fnv.New32a()
		fmt.Fprintf(h, "%s\x00%d", q.ID, i)
		p.codes = append(p.codes, fmt.Sprintf("~%07x~", h.Sum32()>>4))
	}
	return p
}

// Info implements model.Chat.
func (p *perfect) Info() model.Info {
	return model.Info{Name: perfectName, Digest: perfectDigest, Window: p.window}
}

// Chat implements model.Chat.
func (p *perfect) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	if err := ctx.Err(); err != nil {
		return model.Response{}, err
	}
	var text string
	switch req.Purpose {
	case model.Sub:
		text = p.sub(req)
	case model.Answer:
		text = p.answer(req)
	case model.Verify:
		text = p.verify(req)
	case model.Agent:
		text = p.agent(req)
	default:
		text = p.root(req)
	}
	return model.Response{Text: text, PromptTokens: model.PromptTokens(req.Messages), CompletionTokens: model.Tokens(text)}, nil
}

// sees reports for each piece of evidence whether the prompt holds it, as text
// or as the finding of a sub-call that read it.
func (p *perfect) sees(req model.Request) []bool {
	text := promptText(req.Messages)
	seen := p.evidence.in(text)
	for i, code := range p.codes {
		seen[i] = seen[i] || strings.Contains(text, code)
	}
	return seen
}

// sub quotes the evidence that the text holds, each piece with its code.
func (p *perfect) sub(req model.Request) string {
	var b strings.Builder
	for i, ok := range p.evidence.in(promptText(req.Messages)) {
		if ok {
			fmt.Fprintf(&b, "%s %s\n", p.codes[i], p.quote(i))
		}
	}
	if b.Len() == 0 {
		return model.TextSilent
	}
	return b.String()
}

// quote is a short piece of the text of evidence.
func (p *perfect) quote(i int) string {
	return clipText(foldSpace(p.evidence.pieces[i][0].text), 160)
}

// answer answers from passages, and cites those that hold evidence.
func (p *perfect) answer(req model.Request) string {
	if !all(p.sees(req)) {
		return model.DocumentsSilent
	}
	var cites strings.Builder
	for _, passage := range req.Parts.Passages {
		if countTrue(p.evidence.touches(passage.Doc, passage.Start, passage.End)) > 0 {
			fmt.Fprintf(&cites, "[%d]", passage.N)
		}
	}
	return fmt.Sprintf("%s %s\nShort: %s", p.question.Gold(), cites.String(), p.question.Gold())
}

// touches reports which pieces overlap a span of a document.
func (e *evidence) touches(doc string, start, end int) []bool {
	out := make([]bool, len(e.pieces))
	for i, w := range e.pieces {
		for _, a := range w {
			out[i] = out[i] || a.span.overlaps(&Cited{Doc: doc, Start: start, End: end})
		}
	}
	return out
}

// verify takes a claim for supported if it gives the gold answer.
func (p *perfect) verify(req model.Request) string {
	if !p.question.Unanswerable() && strings.Contains(foldSpace(promptText(req.Messages)), foldSpace(p.question.Gold())) {
		return "yes"
	}
	return "no"
}
