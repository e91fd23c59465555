package funnel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"funnel/rlm/model"
)

// score asks a model about the texts, best first by what is known so far. There
// may be fewer scores than texts where the budget allows no more.
func (h *help) score(ctx context.Context, way Reranking, question string, texts []string) (Reranking, []float64, error) {
	if way == RerankCross || way == RerankAuto && h.cross != nil {
		scores, err := h.crossScores(ctx, question, texts)
		return RerankCross, scores, err
	}
	chat, err := h.model()
	if err != nil {
		return way, nil, err
	}
	if way != RerankListwise {
		scores, err := h.pointwise(ctx, chat, question, texts)
		if way == RerankPointwise || !errors.Is(err, errNoLogprobs) {
			return RerankPointwise, scores, err
		}
	}
	scores, err := h.listwise(ctx, chat, question, texts)
	return RerankListwise, scores, err
}

// errNoLogprobs says that a model does not tell how likely its words are.
var errNoLogprobs = errors.New("the model gives no log-probabilities of yes and no; --rerank=listwise does without")

// pointwise asks of each text whether it helps. The score is P(yes) as a share
// of P(yes) and P(no) at the first word of the answer (Nogueira et al., 2020).
func (h *help) pointwise(ctx context.Context, chat model.Chat, question string, texts []string) ([]float64, error) {
	requests, err := h.pointRequests(question, texts)
	if err != nil {
		return nil, err
	}
	scores := make([]float64, len(requests))
	ask := func(ctx context.Context, i int) error {
		r, err := chat.Chat(ctx, requests[i])
		if err != nil {
			return err
		}
		scores[i], err = yes(r)
		return err
	}
	if err := ask(ctx, 0); err != nil { // who gives no probabilities is not asked fifty times
		return nil, err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(h.inFlight, 1))
	for i := 1; i < len(requests); i++ {
		group.Go(func() error { return ask(ctx, i) })
	}
	return scores, group.Wait()
}

// pointRequests are the questions about as many texts as may be asked about.
func (h *help) pointRequests(question string, texts []string) (list []model.Request, err error) {
	tokens := h.tokens
	for _, text := range texts {
		msgs, err := render("rerank.tmpl", struct{ Question, Text string }{question, text})
		if err != nil {
			return nil, err
		}
		if tokens -= model.PromptTokens(msgs) + yesTokens; tokens < 0 || len(list) == h.calls {
			break
		}
		list = append(list, model.Request{
			Purpose: model.Rerank, Messages: msgs, MaxTokens: yesTokens, Logprobs: 10, Think: model.ThinkOff,
			Parts: model.Parts{Question: question, Text: text},
		})
	}
	if len(list) == 0 {
		return nil, errors.New("the budget allows no call")
	}
	return list, nil
}

// yesTokens is what an answer of one word may take, a line break before it included.
const yesTokens = 3

// yes is the probability of yes beside no at the first token that says either.
func yes(r model.Response) (float64, error) {
	if len(r.Logprobs) == 0 {
		return 0, errNoLogprobs
	}
	for _, token := range r.Logprobs {
		var yes, no float64
		said := map[string]bool{}
		for _, t := range append([]model.TokenProb{token}, token.Top...) {
			if said[t.Token] {
				continue // the token itself is among the likeliest
			}
			said[t.Token] = true
			switch strings.ToLower(strings.Trim(t.Token, " \t\n\"'*.▁Ġ")) {
			case "yes":
				yes += math.Exp(t.LogProb)
			case "no":
				no += math.Exp(t.LogProb)
			}
		}
		if yes+no > 0 {
			return yes / (yes + no), nil
		}
	}
	return 0, nil // it says something else: not yes
}

// Windows of listwise reranking: the model orders so many passages at a time,
// and the best half of them moves on.
const listWindow = 20

// listwise has the model order the texts. Its score is 1 for the first.
func (h *help) listwise(ctx context.Context, chat model.Chat, question string, texts []string) ([]float64, error) {
	longest := 1
	for _, t := range texts {
		longest = max(longest, model.Tokens(t)+4)
	}
	window := min(listWindow, len(texts), max(2, chat.Info().Window/2/longest))
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	for start := len(texts) - window; ; start = max(0, start-max(1, window/2)) {
		if err := h.orderWindow(ctx, chat, question, texts, order[start:start+window]); err != nil {
			return nil, err
		}
		if start == 0 {
			break
		}
	}
	scores := make([]float64, len(texts))
	for place, i := range order {
		scores[i] = float64(len(texts)-place) / float64(len(texts))
	}
	return scores, nil
}

// orderWindow has the model order the texts of one window, whose numbers it moves.
func (h *help) orderWindow(ctx context.Context, chat model.Chat, question string, texts []string, window []int) error {
	shown := make([]string, len(window))
	for i, n := range window {
		shown[i] = texts[n]
	}
	msgs, err := render("order.tmpl", struct {
		Question string
		Texts    []string
	}{question, shown})
	if err != nil {
		return err
	}
	if h.calls--; h.calls < 0 {
		return errors.New("the budget allows no more calls")
	}
	if h.tokens -= model.PromptTokens(msgs); h.tokens < 0 {
		return errors.New("the budget allows no more tokens")
	}
	r, err := chat.Chat(ctx, model.Request{
		Purpose: model.Rerank, Messages: msgs, MaxTokens: 16 + 6*len(window), Schema: orderSchema, Think: model.ThinkOff,
		Parts: model.Parts{Question: question},
	})
	if err != nil {
		return err
	}
	order, err := readOrder(r.Text, len(window))
	if err != nil {
		return err
	}
	was := append([]int(nil), window...)
	for place, n := range order {
		window[place] = was[n]
	}
	return nil
}

var orderSchema = json.RawMessage(`{"type":"object","properties":{"order":{"type":"array","items":{"type":"integer"}}},"required":["order"]}`)

var number = regexp.MustCompile(`\d+`)

// readOrder reads the numbers of a reply, from 1 to n, as indexes from 0. What
// it leaves out follows in the order it had; what it repeats or makes up is
// left out. A reply without a number of a passage is an error.
func readOrder(reply string, n int) ([]int, error) {
	seen := make([]bool, n)
	var order []int
	for _, s := range number.FindAllString(reply, 10*n) {
		if i, err := strconv.Atoi(s); err == nil && 1 <= i && i <= n && !seen[i-1] {
			seen[i-1] = true
			order = append(order, i-1)
		}
	}
	if len(order) == 0 {
		return nil, fmt.Errorf("the model's reply holds no order: %.60q", reply)
	}
	for i, s := range seen {
		if !s {
			order = append(order, i)
		}
	}
	return order, nil
}

// CrossEncoder makes a chat model of a reranking model, so that it is cached,
// counted, recorded and replayed as one: the first message of a request is the
// query, the others are the texts, and the answer is a JSON list of scores.
// Servers do not say how many tokens they read: they are estimated.
func CrossEncoder(r model.Reranker) model.Chat { return crossEncoder{r} }

type crossEncoder struct{ to model.Reranker }

// Info implements model.Chat.
func (c crossEncoder) Info() model.Info {
	return model.Info{Name: c.to.Name(), Digest: "rerank " + c.to.Name(), Window: 1 << 20}
}

// Chat implements model.Chat.
func (c crossEncoder) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	if len(req.Messages) < 2 {
		return model.Response{}, errors.New("rerank: no text to score")
	}
	texts := make([]string, len(req.Messages)-1)
	tokens := 0
	for i, m := range req.Messages[1:] {
		texts[i] = m.Content
		tokens += model.Tokens(req.Messages[0].Content) + model.Tokens(m.Content)
	}
	scores, err := c.to.Rerank(ctx, req.Messages[0].Content, texts)
	if err != nil {
		return model.Response{}, err
	}
	raw, err := json.Marshal(scores)
	if err != nil {
		return model.Response{}, fmt.Errorf("rerank: %w", err) // NaN
	}
	return model.Response{Text: string(raw), PromptTokens: tokens}, nil
}

// crossScores asks the cross-encoder about all texts at once.
func (h *help) crossScores(ctx context.Context, question string, texts []string) (scores []float64, err error) {
	if h.cross == nil {
		return nil, errors.New("there is no reranking model: --rerank=openai:NAME with --base-url names one")
	}
	msgs := []model.Message{{Role: model.User, Content: question}}
	for _, t := range texts {
		msgs = append(msgs, model.Message{Role: model.User, Content: t})
	}
	r, err := h.cross.Chat(ctx, model.Request{Purpose: model.Rerank, Messages: msgs})
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(r.Text), &scores); err != nil || len(scores) != len(texts) {
		return nil, fmt.Errorf("the reranking model gave %d scores for %d texts", len(scores), len(texts))
	}
	return scores, nil
}
