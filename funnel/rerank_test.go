package funnel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"funnel/rlm/model"
)

// probable is a chat model that says how likely yes and no are.
type probable struct {
	*model.Scripted
	yes func(text string) float64 // nil: it gives no probabilities
}

func (p probable) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	r, err := p.Scripted.Chat(ctx, req)
	if err == nil && req.Logprobs > 0 && p.yes != nil {
		x := p.yes(req.Parts.Text)
		r.Logprobs = []model.TokenProb{{Token: "\n", LogProb: -0.1}, {Token: " Yes", LogProb: math.Log(x), Top: []model.TokenProb{{Token: " Yes", LogProb: math.Log(x)}, {Token: "no", LogProb: math.Log(1 - x)}}}}
	}
	return r, err
}

// lamps are documents in whose ranking by words the wanted one is last.
var lamps = map[string]string{
	"a.txt": "The lamp of the keeper. The lamp of the keeper. The lamp.",
	"b.txt": "The keeper has a lamp and oil for the lamp.",
	"c.txt": "A keeper and his long walk by the water at night, where there is sometimes a lamp, which he keeps in the wanted place.",
}

func TestRerank(t *testing.T) {
	wanted := func(text string) float64 {
		if strings.Contains(text, "wanted") {
			return 0.9
		}
		return 0.2
	}
	listwise := func(req model.Request) (string, error) {
		if req.Logprobs > 0 {
			return "yes", nil
		}
		for i, part := range strings.Split(req.Messages[1].Content, "\n[")[1:] {
			if strings.Contains(part, "wanted") {
				return fmt.Sprintf(`{"order": [%d, 7, %d]}`, i+1, i+1), nil
			}
		}
		return "", errors.New("no passage")
	}
	say := func(text string) func(model.Request) (string, error) {
		return func(model.Request) (string, error) { return text, nil }
	}
	for _, tt := range []struct {
		name   string
		way    Reranking
		chat   model.Chat
		cross  model.Chat
		first  string
		by     Reranking
		notice string
		calls  int
	}{
		{name: "off", chat: &model.Scripted{}, first: "a.txt"},
		{name: "pointwise", way: RerankPointwise, chat: probable{&model.Scripted{Func: say("yes")}, wanted}, first: "c.txt", by: RerankPointwise, calls: 3},
		{name: "auto takes probabilities", way: RerankAuto, chat: probable{&model.Scripted{Func: say("yes")}, wanted}, first: "c.txt", by: RerankPointwise, calls: 3},
		{name: "auto without them", way: RerankAuto, chat: probable{&model.Scripted{Func: listwise}, nil}, first: "c.txt", by: RerankListwise, calls: 2},
		{name: "listwise", way: RerankListwise, chat: &model.Scripted{Func: listwise}, first: "c.txt", by: RerankListwise, calls: 1},
		{name: "cross", way: RerankCross, chat: model.Builtin(), cross: CrossEncoder(fakeReranker(wanted)), first: "c.txt", by: RerankCross, calls: 1},
		{name: "auto takes the cross-encoder", way: RerankAuto, chat: &model.Scripted{}, cross: CrossEncoder(fakeReranker(wanted)), first: "c.txt", by: RerankCross, calls: 1},
		// What fails leaves the order as it was, and says so.
		{name: "no language model", way: RerankAuto, chat: model.Builtin(), first: "a.txt", notice: "the fused order stands: it takes a language model"},
		{name: "no cross-encoder", way: RerankCross, chat: &model.Scripted{}, first: "a.txt", notice: "there is no reranking model"},
		{name: "no probabilities", way: RerankPointwise, chat: probable{&model.Scripted{Func: say("yes")}, nil}, first: "a.txt", notice: "no log-probabilities", calls: 1},
		{name: "nonsense", way: RerankListwise, chat: &model.Scripted{Func: say("I cannot say.")}, first: "a.txt", notice: "holds no order", calls: 1},
		{name: "error", way: RerankListwise, chat: &model.Scripted{Answers: []string{}}, first: "a.txt", notice: "reranking did not work"},
		{name: "not a number", way: RerankCross, cross: CrossEncoder(fakeReranker(func(string) float64 { return math.NaN() })), first: "a.txt", notice: "reranking did not work"},
	} {
		e := engine(t, tt.chat, lamps)
		e.Cross = tt.cross
		list, err := e.Search(t.Context(), SearchQuery{Text: "keeper lamp", Rerank: tt.way, Explain: true})
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		first := list.Hits[0]
		if len(list.Hits) != 3 || first.Doc != tt.first {
			t.Errorf("%s: %v", tt.name, list.docs())
		}
		if notices := strings.Join(list.Notices, "\n"); !strings.Contains(notices, tt.notice) {
			t.Errorf("%s: notices %q, want %q", tt.name, notices, tt.notice)
		}
		if tt.by != "" && (first.Reranked == nil || first.Reranked.By != tt.by || first.Reranked.Was != 3) || tt.by == "" && first.Reranked != nil {
			t.Errorf("%s: %+v", tt.name, first.Reranked)
		}
		if calls := callsOf(list.Usage); calls != tt.calls {
			t.Errorf("%s: %d calls counted, want %d", tt.name, calls, tt.calls)
		}
		for i, h := range list.Hits {
			sum := 0.0
			for _, p := range h.Parts {
				sum += p.Contribution
			}
			if math.Abs(sum-h.Score) > 1e-9 || i > 0 && h.Score > list.Hits[i-1].Score {
				t.Errorf("%s: %s scores %v, its parts %v", tt.name, h.Doc, h.Score, sum)
			}
		}
		if tt.by != "" && list.passages[0].Doc != tt.first {
			t.Errorf("%s: a prompt would begin with %s", tt.name, list.passages[0].Doc)
		}
	}
}

func callsOf(u *HelpUsage) int {
	if u == nil {
		return 0
	}
	return u.ModelCalls
}

// fakeReranker scores each text by itself.
type fakeReranker func(text string) float64

func (f fakeReranker) Name() string { return "openai:fake" }
func (f fakeReranker) Rerank(_ context.Context, _ string, texts []string) (scores []float64, err error) {
	for _, t := range texts {
		scores = append(scores, f(t))
	}
	return scores, nil
}

// slow never answers.
type slow struct{ *model.Scripted }

func (slow) Chat(ctx context.Context, _ model.Request) (model.Response, error) {
	<-ctx.Done()
	return model.Response{}, ctx.Err()
}

// TestHelpTakesTooLong: a model that does not answer in time leaves the search
// as it is; a search that is cancelled is over.
func TestHelpTakesTooLong(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), time.Nanosecond)
	defer stop()
	<-ctx.Done()
	if notice, err := soften(t.Context(), "reranking", "the fused order stands", ctx.Err()); err != nil || !strings.Contains(notice, "longer than 30s") {
		t.Errorf("%q, %v", notice, err)
	}
	if _, err := soften(ctx, "reranking", "the fused order stands", ctx.Err()); err == nil {
		t.Error("a search that is over goes on")
	}
	e := engine(t, slow{&model.Scripted{}}, lamps)
	cancelled, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := e.Search(cancelled, SearchQuery{Text: "keeper lamp", Rerank: RerankListwise}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// TestRerankAsk: in a question reranking is counted, recorded, cached and
// replayed, and takes no more than its share of the budget.
func TestRerankAsk(t *testing.T) {
	chat := probable{&model.Scripted{Func: func(req model.Request) (string, error) {
		if req.Purpose == model.Answer {
			return "He keeps it in the wanted place. [1]", nil
		}
		return "yes", nil
	}}, func(text string) float64 { return 0.1 + 0.5*float64(strings.Count(text, "wanted")) }}
	e := engine(t, chat, lamps)
	a := ask(t, e, Query{Text: "Where does the keeper keep his lamp?", Mode: ModeRAG, Rerank: RerankPointwise})
	if a.Shortlist[0].Doc != "c.txt" || a.Usage.ModelCalls != 3+1+1 || len(a.Citations) != 1 || a.Citations[0].Doc != "c.txt" {
		t.Errorf("%v, %d calls, %+v", a.Shortlist, a.Usage.ModelCalls, a.Citations)
	}
	tr, err := ReadTrajectory(t.Context(), e.Runs.(History), e.Asker, a.Run)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, c := range tr.Calls {
		kinds[c.Kind]++
	}
	if kinds["rerank"] != 3 {
		t.Errorf("recorded calls %v", kinds)
	}
	r, err := e.Replay(t.Context(), tr)
	if err != nil || r.Difference != nil || r.Calls != a.Usage.ModelCalls {
		t.Errorf("replay: %+v, %v", r, err)
	}
	small := Query{Text: "Where does the keeper keep his lamp?", Mode: ModeRAG, Rerank: RerankPointwise}
	small.Budget.Calls = 4
	a = ask(t, e, small)
	if !strings.Contains(fmt.Sprint(a.Notices), "looked at the first 2 documents") || a.Status != Answered {
		t.Errorf("4 calls: %s, %q", a.Status, a.Notices)
	}
}

// TestRerankServer: a reranking model behind /v1/rerank, asked once, then
// answered from the cache; a server that fails leaves the fused order.
func TestRerankServer(t *testing.T) {
	var asked atomic.Int32
	var broken atomic.Bool
	hs := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path != "/v1/rerank" {
			fmt.Fprint(w, `{"object":"list","data":[{"id":"cross"}]}`)
			return
		}
		asked.Add(1)
		if broken.Load() {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		var req struct {
			Query     string
			Documents []string
		}
		if raw, err := io.ReadAll(r.Body); err != nil || json.Unmarshal(raw, &req) != nil {
			t.Errorf("request: %v", err)
		}
		type result struct {
			Index int     `json:"index"`
			Score float64 `json:"relevance_score"`
		}
		var out struct {
			Results []result `json:"results"`
		}
		for i, d := range req.Documents {
			out.Results = append(out.Results, result{i, float64(strings.Count(d, "wanted"))})
		}
		slices.Reverse(out.Results)
		_ = json.NewEncoder(w).Encode(out)
	}))
	defer hs.Close()
	var servers model.Servers
	var err error
	if servers.OpenAI, err = model.NewCompatible(hs.URL, "", model.ServerOptions{Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	reranker, err := servers.OpenReranker(t.Context(), "openai:cross")
	if err != nil {
		t.Fatal(err)
	}
	e := engine(t, model.Builtin(), lamps)
	e.Cross = model.Cached(CrossEncoder(reranker), e.Runs.(model.Cache))
	for i := range 2 {
		list, err := e.Search(t.Context(), SearchQuery{Text: "keeper lamp", Rerank: RerankAuto})
		if err != nil || list.Hits[0].Doc != "c.txt" || list.Usage.CachedCalls != i || list.Usage.PromptTokens == 0 {
			t.Errorf("search %d: %v, %+v, %v", i, list.docs(), list.Usage, err)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("the server was asked %d times", asked.Load())
	}
	broken.Store(true)
	list, err := e.Search(t.Context(), SearchQuery{Text: "lamp oil", Rerank: RerankAuto})
	if err != nil || !strings.Contains(strings.Join(list.Notices, "\n"), "the fused order stands") {
		t.Errorf("a broken server: %q, %v", list.Notices, err)
	}
}

func TestReadOrder(t *testing.T) {
	for _, tt := range []struct{ reply, want string }{
		{`{"order":[2,1,3]}`, "[1 0 2]"}, {"[3] > [1]", "[2 0 1]"}, {"2", "[1 0 2]"}, {`{"order":[9,2,2,0]}`, "[1 0 2]"}, {"none", ""}, {"", ""}, {"99999999999999999999 1", "[0 1 2]"},
	} {
		order, err := readOrder(tt.reply, 3)
		if got := fmt.Sprint(order); err == nil && got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%q: %v, %v; want %s", tt.reply, order, err, tt.want)
		}
	}
}

// TestListwiseWindows: the best passage comes to the front from the very end,
// window by window.
func TestListwiseWindows(t *testing.T) {
	texts := make([]string, 50)
	for i := range texts {
		texts[i] = fmt.Sprintf("passage %02d", i)
	}
	texts[49] = "wanted"
	chat := &model.Scripted{Func: func(req model.Request) (string, error) {
		for i, part := range strings.Split(req.Messages[1].Content, "\n[")[1:] {
			if strings.Contains(part, "wanted") {
				return fmt.Sprint(i + 1), nil
			}
		}
		return "1", nil
	}}
	h := &help{chat: chat, calls: 10, tokens: 1 << 20}
	_, scores, err := h.score(t.Context(), RerankListwise, "q", texts)
	if err != nil || scores[49] != 1 || scores[0] >= 1 || len(chat.Requests()) != 4 {
		t.Errorf("last %v, first %v, %d calls, %v", scores[49], scores[0], len(chat.Requests()), err)
	}
}
