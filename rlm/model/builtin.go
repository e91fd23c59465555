package model

import (
	"context"
	"fmt"
	"strings"
)

// What the built-in reader says when it finds nothing.
const (
	TextSilent      = "The text does not say."
	DocumentsSilent = "The documents do not say."
)

// Builtin returns the built-in extractive reader. It is not a language model: it
// reads Parts, copies sentences word for word, and needs no server. It gives the same
// response to the same request, always.
func Builtin() Chat { return builtin{} }

type builtin struct{}

// Info implements Chat.
func (builtin) Info() Info {
	return Info{Name: "builtin", Digest: "builtin-v1", Window: 32768, Extractive: true}
}

// Chat implements Chat. MaxTokens, Stop, Schema and the like mean nothing to it.
func (builtin) Chat(ctx context.Context, req Request) (Response, error) {
	if err := ctx.Err(); err != nil {
		return Response{}, fmt.Errorf("ask builtin: %w", err)
	}
	var text string
	switch req.Purpose {
	case Sub:
		text = readText(req.Parts)
	case Answer:
		text = readPassages(req.Parts)
	case Verify:
		text = verify(req.Parts)
	case Agent:
		text = agentTurn(req.Parts)
	case Root:
		var err error
		if text, err = rootTurn(req.Parts); err != nil {
			return Response{}, fmt.Errorf("ask builtin: %w", err)
		}
	default:
		return Response{}, fmt.Errorf("ask builtin: unknown purpose %q", req.Purpose)
	}
	resp := Response{Text: text, PromptTokens: PromptTokens(req.Messages), CompletionTokens: Tokens(text)}
	req.whole(resp)
	return resp, nil
}

// How many sentences an answer has, and how good the second and third must be.
const (
	maxSentences  = 3
	nextShare     = 0.88 // of the best's score, for a sentence of the same text
	passagesShare = 0.8  // of the best's score, over several passages
)

// readText answers a Sub request: up to three units of the text, best first, with a
// blank line between them (a unit may run over lines, but never holds a blank one).
func readText(p Parts) string {
	r := read(parseQuestion(p.Question), []string{p.Text}, nil)
	best := pick(r, nextShare)
	if len(best) == 0 {
		return TextSilent
	}
	quotes := make([]string, len(best))
	for i, u := range best {
		quotes[i] = p.Text[u.start:u.end]
	}
	return strings.Join(quotes, "\n\n")
}

// readPassages answers an Answer request: up to three units of all passages, each
// followed by the number of its passage.
func readPassages(p Parts) string {
	texts := make([]string, len(p.Passages))
	titles := make([]string, len(p.Passages))
	for i, passage := range p.Passages {
		texts[i] = passage.Text
		titles[i] = passage.Title + "\n" + passage.Heading
	}
	r := read(parseQuestion(p.Question), texts, titles)
	var lines []string
	for _, u := range pick(r, passagesShare) {
		lines = append(lines, fmt.Sprintf("%s [%d]", texts[u.text][u.start:u.end], p.Passages[u.text].N))
	}
	if len(lines) == 0 {
		return DocumentsSilent
	}
	return strings.Join(lines, "\n")
}

// pick returns the best unit and up to two more that come close and say something else.
func pick(r *reading, share float64) []scored {
	var picked []scored
	for _, u := range r.best() {
		if len(picked) > 0 && (u.score < share*picked[0].score || len(picked) == maxSentences) {
			break
		}
		s := fold(r.texts[u.text][u.start:u.end])
		repeated := false
		for _, p := range picked {
			t := fold(r.texts[p.text][p.start:p.end])
			repeated = repeated || strings.Contains(t, s) || strings.Contains(s, t)
		}
		if !repeated {
			picked = append(picked, u)
		}
	}
	return picked
}

// fold puts single spaces for white space.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }
