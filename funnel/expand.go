package funnel

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"funnel/rlm/model"
)

// Expansion asks the chat model, in one call, for the searches that a question
// takes: what must be known one by one, and the same in other words. Each is a
// search of its own, and a document gets a share of its best score there.

const (
	maxVariants     = 4
	maxVariantBytes = 300
	weightExpand    = 0.5 // of the best score in any variant beside that of the question, both of at most the question's best
)

// expansion is a ranking of each variant.
type variant struct {
	text   string
	ranked []fused
}

// expand searches for the variants of a question and adds what they found.
func (e *Engine) expand(ctx context.Context, q SearchQuery, k int, ranked []fused, only map[string]bool) (_ []fused, queries, notices []string, err error) {
	if !q.Expand || q.help == nil {
		return ranked, nil, nil, nil
	}
	timed, stop := context.WithTimeout(ctx, helpTime)
	queries, err = q.help.variants(timed, q.Text)
	stop()
	if err != nil {
		notice, err := soften(ctx, "expansion", "the question alone was searched for", err)
		return ranked, nil, []string{notice}, err
	}
	var list []variant
	for _, text := range queries {
		legs, failed, err := e.retrieve(ctx, text, k, q.Leg, only, nil)
		if err != nil {
			return nil, nil, nil, err
		}
		notices = append(notices, failed...)
		list = append(list, variant{text, fuse(e.Fusion, legs, e.Lacks)})
	}
	return addVariants(ranked, list), queries, notices, nil
}

// variants asks the model for other queries than the question.
func (h *help) variants(ctx context.Context, question string) ([]string, error) {
	chat, err := h.model()
	if err != nil {
		return nil, err
	}
	msgs, err := render("expand.tmpl", struct {
		Question string
		Most     int
	}{question, maxVariants})
	if err != nil {
		return nil, err
	}
	r, err := chat.Chat(ctx, model.Request{
		Purpose: model.Expand, Messages: msgs, MaxTokens: 300, Schema: expandSchema, Think: model.ThinkOff,
		Parts: model.Parts{Question: question},
	})
	if err != nil {
		return nil, err
	}
	return readVariants(r.Text, question)
}

var expandSchema = json.RawMessage(`{"type":"object","properties":{"queries":{"type":"array","items":{"type":"string"}}},"required":["queries"]}`)

// readVariants reads the queries of a reply: few, short, with a word in them,
// none twice, none the question.
func readVariants(reply, question string) (list []string, err error) {
	var said struct {
		Queries []string `json:"queries"`
	}
	from, to := strings.IndexByte(reply, '{'), strings.LastIndexByte(reply, '}')
	if from < 0 || to < from || json.Unmarshal([]byte(reply[from:to+1]), &said) != nil {
		return nil, fmt.Errorf("the model's reply holds no queries: %.60q", reply)
	}
	seen := map[string]bool{foldName(question): true}
	for _, s := range said.Queries {
		s = strings.Join(strings.Fields(s), " ")
		if key := foldName(s); len(s) <= maxVariantBytes && hasContent(s) && !seen[key] && len(list) < maxVariants {
			seen[key] = true
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("the model's reply holds no query beside the question: %.60q", reply)
	}
	return list, nil
}

// addVariants gives each document its share of the variant in which it scores
// best, and orders anew. Scores of a variant are taken as shares of its best.
func addVariants(ranked []fused, list []variant) []fused {
	at := make(map[string]int, len(ranked))
	top := 0.0
	for i, f := range ranked {
		at[f.doc] = i
		top = max(top, f.score)
	}
	if top == 0 {
		top = 1
	}
	type best struct {
		share   float64
		variant int
		from    *fused
	}
	bests := map[string]best{}
	for v := range list {
		for i := range list[v].ranked {
			f := &list[v].ranked[i]
			if share := f.score / max(list[v].ranked[0].score, 1e-9); share > bests[f.doc].share {
				bests[f.doc] = best{share, v, f}
			}
		}
	}
	for doc, b := range bests {
		i, ok := at[doc]
		if !ok {
			i = len(ranked)
			at[doc] = i
			ranked = append(ranked, fused{doc: doc, legs: b.from.legs, chunks: map[int]float64{}})
		}
		f := &ranked[i]
		for ord, s := range b.from.chunks {
			f.chunks[ord] += weightExpand * top * s / max(list[b.variant].ranked[0].score, 1e-9)
		}
		f.give("expand", b.share, weightExpand*top, weightExpand*top*b.share)
		f.parts[len(f.parts)-1].Query = list[b.variant].text
	}
	byScore(ranked)
	return ranked
}
