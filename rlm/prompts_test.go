package rlm

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"funnel/rlm/model"
)

// firstPrompt is what a model of that window is asked first.
func firstPrompt(t *testing.T, window int, task Task, docs int) (system, first string) {
	t.Helper()
	chat := &model.Scripted{Details: model.Info{Window: window}, Func: func(model.Request) (string, error) { return "", fmt.Errorf("enough") }}
	texts := map[string]string{}
	for i := range docs {
		texts[fmt.Sprintf("minutes/%02d-board-meeting.md", i)] = fmt.Sprintf("# Minutes of meeting %d\n%s", i, strings.Repeat("The board resolved on the purchase of pumps. ", 40))
	}
	corpus := NewMemoryCorpus(texts)
	task.Question, task.Shortlist = "Which purchases of more than 20,000 crowns did the board resolve on, according to its minutes?", corpus.Docs()
	task.Collection = "20 documents, 240 chunks, 1.2 MB of text"
	for _, d := range corpus.Docs() {
		text := texts[d.ID]
		task.Passages = append(task.Passages, model.Passage{N: len(task.Passages) + 1, Doc: d.ID, Title: d.Title, Heading: "Minutes > Resolutions", Start: 0, End: len(text), Text: text})
	}
	_, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, nil, task, Options{})
	if err == nil || len(chat.Requests()) == 0 {
		t.Fatalf("%v", err)
	}
	m := chat.Requests()[0].Messages
	return m[0].Content, m[1].Content
}

// TestSmallProfile: in a small window system prompt and first message take 4 kB.
func TestSmallProfile(t *testing.T) {
	for _, task := range []Task{{Tools: true}, {Tools: true, All: true, Short: true}, {}, {Tools: true, NoSubCalls: true}} {
		system, first := firstPrompt(t, 8192, task, 20)
		if n := len(system) + len(first); n > 4096 {
			t.Errorf("%+v: %d + %d bytes", task, len(system), len(first))
		}
		if task.Tools && !strings.Contains(first, "Best passages") {
			t.Errorf("%+v: no passage has room", task)
		}
	}
}

// TestPassagesTakeAQuarter: passages are cut to 300 characters, and take a quarter of
// the window at most; what does not fit is said.
func TestPassagesTakeAQuarter(t *testing.T) {
	_, first := firstPrompt(t, 16384, Task{Tools: true}, 100)
	_, passages, _ := strings.Cut(first, "Best passages")
	if n := model.Tokens(passages); n > 16384/4+100 || n < 16384/8 {
		t.Errorf("%d tokens of passages", n)
	}
	if !strings.Contains(first, "more passages did not fit here") {
		t.Error("it is not said that passages were left out")
	}
}

// TestPromptsRender: no prompt has a mistake that only shows when it is rendered.
func TestPromptsRender(t *testing.T) {
	p, err := newPrompts()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"last", "empty", "prose", "giveup", "repeat", "cut", "sentback"} {
		for times := 1; times < 4; times++ {
			s := p.render(kind, nudgeData{Times: times, Why: "x", Start: "x", Unread: "x", UnreadID: `"x"`, Left: "x", Earlier: 1, Names: "x", Limit: 1})
			if s == "" || strings.Contains(s, "(prompt ") {
				t.Errorf("%s: %q", kind, s)
			}
		}
	}
}
