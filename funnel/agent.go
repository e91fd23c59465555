package funnel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"funnel/rlm"
	"funnel/rlm/model"
)

// What one turn of the agent brings at most.
const (
	agentHits  = 10
	agentLines = 30
	agentRead  = 6000 // bytes
)

// agentTurn is what the model may reply: one action, and Start beside Read. Of
// Search and Grep the one that the conversation does not offer is ignored.
type agentTurn struct {
	Search string `json:"search"`
	Grep   string `json:"grep"`
	Read   string `json:"read"`
	Start  int    `json:"start"`
	Answer string `json:"answer"`
}

// agentSchema holds a model that can be held to a schema to agentTurn.
var agentSchema = json.RawMessage(`{"type":"object","properties":{"search":{"type":"string"},"grep":{"type":"string"},"read":{"type":"string"},"start":{"type":"integer"},"answer":{"type":"string"}}}`)

// agent is search and reading turn by turn, the way tool-using chat models
// work: no programs, no sub-calls. Everything a tool returns is a numbered
// passage that the answer can cite. With grep the search is replaced by
// regular expressions over all documents. It takes as many turns as a reader
// has steps.
func (a *asking) agent(ctx context.Context, grep bool) (*draft, error) {
	s := &agentTalk{asking: a, grep: grep, turns: a.record.left().Steps}
	if err := s.begin(); err != nil {
		return nil, err
	}
	for n := 1; n <= s.turns; n++ {
		d, err := s.turn(ctx, n)
		if spent := (errSpent{}); errors.As(err, &spent) {
			return &draft{stop: spent.stop, read: docsOf(s.passages), notices: []string{spent.Error()}}, nil
		}
		if d != nil || err != nil {
			return d, err
		}
	}
	return &draft{stop: rlm.StopSteps, read: docsOf(s.passages)}, nil
}

// agentTalk is the agent's conversation.
type agentTalk struct {
	*asking
	grep     bool
	turns    int
	msgs     []model.Message
	passages []model.Passage
	asked    map[string]bool // searches and greps that were made

	shortened bool // the server found the conversation too long
}

func (s *agentTalk) begin() (err error) {
	s.asked = map[string]bool{}
	s.msgs, err = render("agent.tmpl", struct {
		Question, Abstention, Collection string
		Grep, Short                      bool
		Turns                            int
	}{s.query.Text, rlm.Abstention, s.Catalog.Name(), s.grep, s.query.Short, s.turns})
	return err
}

// turn asks for one action and does it; a draft ends the conversation.
func (s *agentTalk) turn(ctx context.Context, n int) (*draft, error) {
	last := n == s.turns
	if last {
		s.say("This is the last turn: reply with {\"answer\": …}.")
	}
	r, err := s.reply(ctx, n)
	if err != nil {
		return nil, err
	}
	s.msgs = append(s.msgs, model.Message{Role: model.Assistant, Content: r.Text})
	act, ok := parseAgentTurn(r.Text)
	if !ok && (last || len(findMarkers(r.Text)) > 0 || isAbstention(r.Text)) {
		act, ok = agentTurn{Answer: r.Text}, true
	}
	s.record.step()
	switch {
	case !ok:
		s.say("That was no JSON object with one of the actions. Reply with one, and nothing else.")
		return nil, nil
	case act.Answer != "":
		return s.answered(ctx, act.Answer, r, last)
	}
	back, err := s.do(ctx, act)
	if err == nil {
		s.say(back)
	}
	return nil, err
}

// reply asks for a turn; where the server finds the conversation too long, with less of
// it, which the answer says.
func (s *agentTalk) reply(ctx context.Context, n int) (model.Response, error) {
	for {
		s.fit()
		r, err := s.chat.Chat(ctx, model.Request{
			Purpose: model.Agent, Messages: s.msgs, MaxTokens: answerTokens, Schema: agentSchema,
			Parts: model.Parts{Question: s.query.Text, Passages: s.passages, Tools: s.tools(), Turn: n, Turns: s.turns},
		})
		room := model.PromptTokens(s.msgs)
		if !s.stricter(err, s.msgs, &room) {
			return r, err
		}
		s.shortened = true
	}
}

// tools are the actions that the conversation offers.
func (s *agentTalk) tools() []string {
	if s.grep {
		return []string{"grep", "read"}
	}
	return []string{"search", "read"}
}

// answered drafts the final answer. That the documents do not say is accepted
// after two different searches, as everywhere.
func (s *agentTalk) answered(ctx context.Context, text string, r model.Response, last bool) (*draft, error) {
	if isAbstention(text) && len(s.asked) < 2 && !last {
		s.say("Look once more, with other words, before you say that the documents do not say.")
		return nil, nil
	}
	r.Text = text
	d, err := s.draftOf(ctx, r, s.passages)
	if err == nil && s.shortened {
		d.notices = append(d.notices, noticeShortened)
	}
	if err == nil {
		d.stop = rlm.StopAnswered
		if d.abstained {
			d.stop = rlm.StopAbstained
		}
	}
	return d, err
}

// parseAgentTurn reads the first JSON object of a reply.
func parseAgentTurn(reply string) (agentTurn, bool) {
	var t agentTurn
	at := strings.IndexByte(reply, '{')
	if at < 0 {
		return t, false
	}
	if err := json.NewDecoder(strings.NewReader(reply[at:])).Decode(&t); err != nil {
		return t, false
	}
	return t, t.Search+t.Grep+t.Read+t.Answer != ""
}

// do performs an action and renders what it brought.
func (s *agentTalk) do(ctx context.Context, t agentTurn) (string, error) {
	key := fmt.Sprintf("%+v", t)
	if s.asked[key] {
		return "You did exactly this before: its result stands above.", nil
	}
	var found []model.Passage
	var err error
	switch {
	case t.Read != "":
		found, err = s.read(ctx, t)
	case s.grep && t.Grep != "":
		found, err = s.grepped(ctx, t.Grep)
		s.asked[key] = true
	case !s.grep && t.Search != "":
		found, err = s.searched(ctx, t.Search)
		s.asked[key] = true
	default:
		return "There is no such action here.", nil
	}
	if errors.Is(err, rlm.ErrNoDocument) || errors.Is(err, errPattern) {
		return "Error: " + err.Error(), nil
	}
	if err != nil {
		return "", err
	}
	return s.show(found), nil
}

func (s *agentTalk) read(ctx context.Context, t agentTurn) ([]model.Passage, error) {
	info, err := s.Catalog.Info(ctx, t.Read)
	if err != nil {
		return nil, unseen("read", t.Read, err)
	}
	start := min(max(t.Start, 0), info.Bytes)
	text, err := s.corpus.Read(ctx, t.Read, start, min(start+agentRead, info.Bytes))
	if err != nil {
		return nil, err
	}
	return []model.Passage{{Doc: info.ID, Title: info.Title, Start: start, End: start + len(text), Text: text}}, nil
}

func (s *agentTalk) searched(ctx context.Context, text string) ([]model.Passage, error) {
	hits, _, err := s.corpus.Search(ctx, rlm.SearchQuery{Text: text, K: agentHits, Leg: string(s.query.Leg)})
	list := make([]model.Passage, len(hits))
	for i, h := range hits {
		list[i] = model.Passage{Doc: h.Doc, Title: h.Title, Heading: h.Heading, Start: h.Start, End: h.End, Text: h.Text}
	}
	return list, err
}

// errPattern is a regular expression that does not compile: for the model to
// mend.
var errPattern = errors.New("bad pattern")

func (s *agentTalk) grepped(ctx context.Context, pattern string) ([]model.Passage, error) {
	if _, err := rlm.NewFinder(pattern, true); err != nil {
		return nil, fmt.Errorf("%w: %w", errPattern, err)
	}
	lines, _, err := s.corpus.Grep(ctx, rlm.GrepQuery{Pattern: pattern, Max: agentLines, IgnoreCase: true})
	list := make([]model.Passage, len(lines))
	for i, m := range lines {
		list[i] = model.Passage{Doc: m.Doc, Start: m.Start, End: m.Start + len(m.Text), Text: m.Text}
	}
	s.searches++
	return list, err
}

// show numbers passages that are new and renders them all.
func (s *agentTalk) show(found []model.Passage) string {
	if len(found) == 0 {
		return "Nothing found."
	}
	var b strings.Builder
	for _, p := range found {
		p.N = len(s.passages) + 1
		s.passages = append(s.passages, p)
		fmt.Fprintf(&b, "[%d] %s, from byte %d\n%s\n\n", p.N, p.Doc, p.Start, p.Text)
	}
	return b.String()
}

func (s *agentTalk) say(text string) {
	if n := len(s.msgs); s.msgs[n-1].Role == model.User {
		s.msgs[n-1].Content += "\n\n" + text
		return
	}
	s.msgs = append(s.msgs, model.Message{Role: model.User, Content: text})
}

// fit replaces the oldest results by a line until the conversation fits.
func (s *agentTalk) fit() {
	room := s.gauge.Room(s.Chat.Info().Window-answerTokens) - promptFrame
	for i := 2; i < len(s.msgs)-1 && model.PromptTokens(s.msgs) > room; i++ {
		if s.msgs[i].Role == model.User {
			s.msgs[i].Content = "(This result no longer fits here.)"
		}
	}
	if n := len(s.msgs) - 1; model.PromptTokens(s.msgs) > room {
		over := 4 * (model.PromptTokens(s.msgs) - room)
		keep := max(0, len(s.msgs[n].Content)-over)
		s.msgs[n].Content = strings.ToValidUTF8(s.msgs[n].Content[:keep], "") + "\n(The rest does not fit.)"
	}
}

// noticeShortened says that less stood in a conversation than should have.
const noticeShortened = "the server counted more tokens than expected: older results were taken out of the conversation"

// docsOf is the set of the documents that passages are of.
func docsOf(passages []model.Passage) map[string]bool {
	set := map[string]bool{}
	for _, p := range passages {
		set[p.Doc] = true
	}
	return set
}
