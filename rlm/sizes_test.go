package rlm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"funnel/rlm/model"
)

// longLibrary holds documents that take several calls to read.
func longLibrary() map[string]string {
	docs := map[string]string{}
	for i := range 6 {
		docs[fmt.Sprintf("d%d.txt", i)] = strings.Repeat("Something of no importance stands here. ", 400) + fmt.Sprintf("The part %d costs %d crowns.", i, 10+i)
	}
	return docs
}

// Against a server that counts a token for every byte, the first message is made again
// smaller, texts for leaves are cut anew, and the run comes to its answer. It says so.
func TestServerCountsMore(t *testing.T) {
	for _, window := range []int{8192, 12000, 32768} {
		for _, gauge := range []model.Gauge{0, 4} {
			docs := longLibrary()
			refused := 0
			script := func(r model.Request) (string, error) {
				if r.Purpose != model.Root {
					return prices(r, sentencesIn(r)), nil
				}
				if strings.Contains(r.Parts.Output, "REPL output") {
					return asBlock("FINAL(f'{len(out)} parts ' + cite(out[0].quote))"), nil
				}
				return asBlock("out = [x for x in map_llm([d.id for d in docs], 'What does the part cost?', {'price': 'str'}) if x.found]\nprint(len(out))"), nil
			}
			root := refusals{model.Bytewise(&model.Scripted{Details: model.Info{Window: window}, Func: script}), &refused}
			sub := refusals{model.Bytewise(&model.Scripted{Details: model.Info{Name: "other", Window: window}, Func: script}), &refused}
			corpus := NewMemoryCorpus(docs)
			task := Task{Question: "How many parts cost something?", Tools: true, Shortlist: corpus.Docs(), Passages: manyPassages(docs)}
			res, err := Run(context.Background(), slog.New(slog.DiscardHandler), root, corpus, nil, task,
				Options{Sub: sub, InFlight: 1, Budget: Budget{Calls: 200, Tokens: 2_000_000}, Gauge: gauge, SubGauge: gauge})
			if err != nil {
				t.Fatal(err)
			}
			if res.Stop != StopAnswered || !strings.HasPrefix(res.Answer, "6 parts") {
				t.Errorf("window %d, gauge %v: %s %q %q", window, gauge, res.Stop, res.Answer, res.Notices)
			}
			said := strings.Contains(strings.Join(res.Notices, "\n"), "counted more tokens than expected")
			if said != (refused > 0) || refused > 0 && gauge > 0 || refused == 0 && gauge == 0 && window < 32768 {
				t.Errorf("window %d, gauge %v: %d prompts were refused, notices %q", window, gauge, refused, res.Notices)
			}
		}
	}
}

// refusals counts the prompts that were too long.
type refusals struct {
	to model.Chat
	n  *int
}

// Info implements model.Chat.
func (c refusals) Info() model.Info { return c.to.Info() }

// Chat implements model.Chat.
func (c refusals) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	resp, err := c.to.Chat(ctx, req)
	if errors.Is(err, model.ErrTooLong) {
		*c.n++
	}
	return resp, err
}

func sentencesIn(r model.Request) []string {
	var list []string
	for _, m := range numberedLine.FindAllStringSubmatch(r.Messages[1].Content, -1) {
		list = append(list, m[2])
	}
	return list
}

func manyPassages(docs map[string]string) []model.Passage {
	var list []model.Passage
	for i := range 60 {
		id := fmt.Sprintf("d%d.txt", i%6)
		list = append(list, model.Passage{N: i + 1, Doc: id, Start: 100 * i, End: 100*i + 2000, Text: docs[id][100*i : 100*i+2000]})
	}
	return list
}

// A window that not even the smallest prompt fits is an outcome with both numbers.
func TestWindowTooSmall(t *testing.T) {
	corpus := NewMemoryCorpus(library)
	chat := model.Bytewise(&model.Scripted{Answers: []string{"x"}, Details: model.Info{Window: 2048}})
	res, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, nil, Task{Question: "q", Tools: true, Shortlist: corpus.Docs()}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if res.Stop != StopWindow || !res.Stop.Limit() || !strings.Contains(strings.Join(res.Notices, "\n"), "window") {
		t.Errorf("%s %q", res.Stop, res.Notices)
	}
}
