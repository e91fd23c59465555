package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"funnel/eval"
	"funnel/funnel"
	"funnel/rlm"
	"funnel/rlm/model"
)

// A talk is a conversation that was played by hand over testdata/saltern: what
// the model wrote in each turn. Its file says what it must have been shown
// before, so that it fails where a prompt no longer tells what it told.
//
//	-- turn 2 --   a reply of the root
//	-- shown 2 --  lines that the prompt of turn 2 holds
//	-- sub --      "words of the prompt => reply", one a line; else "NONE"
type talk struct {
	t    *testing.T
	id   string // of the question
	turn map[int]string
	seen map[int][]string
	subs [][2]string
}

func readTalk(t *testing.T, file string) *talk {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	k := &talk{t: t, id: strings.TrimSuffix(filepath.Base(file), ".txtar"), turn: map[int]string{}, seen: map[int][]string{}}
	for _, f := range archive.Files {
		kind, number, _ := strings.Cut(f.Name, " ")
		n, _ := strconv.Atoi(number)
		lines := strings.Split(strings.TrimSpace(string(f.Data)), "\n")
		switch kind {
		case "turn":
			k.turn[n] = string(f.Data)
		case "shown":
			k.seen[n] = lines
		case "sub":
			for _, l := range lines {
				words, reply, _ := strings.Cut(l, " => ")
				k.subs = append(k.subs, [2]string{words, reply})
			}
		default:
			t.Fatalf("%s: %q is no part of a talk", file, f.Name)
		}
	}
	return k
}

// Info implements model.Chat.
func (k *talk) Info() model.Info { return model.Info{Name: "talk", Digest: k.id, Window: 32768} }

// Chat implements model.Chat.
func (k *talk) Chat(_ context.Context, req model.Request) (model.Response, error) {
	text := "NONE"
	last := req.Messages[len(req.Messages)-1].Content
	switch req.Purpose {
	case model.Verify:
		text = "Yes."
	case model.Answer:
		text = rlm.Abstention
	case model.Root:
		for _, line := range k.seen[req.Parts.Turn] {
			if !strings.Contains(last, line) {
				k.t.Errorf("%s, turn %d: the model is not shown %q but\n%s", k.id, req.Parts.Turn, line, last)
			}
		}
		if text = k.turn[req.Parts.Turn]; text == "" {
			return model.Response{}, fmt.Errorf("%s has no turn %d after\n%s", k.id, req.Parts.Turn, last)
		}
	default:
		for _, s := range k.subs {
			if strings.Contains(last, s[0]) {
				text = s[1]
				break
			}
		}
	}
	return model.Response{Text: text, PromptTokens: model.PromptTokens(req.Messages), CompletionTokens: model.Tokens(text)}, nil
}

// TestTalks plays the recorded conversations: every answer is gold, every
// citation quoted and supported, and every run replays without a difference.
func TestTalks(t *testing.T) {
	data := filepath.Join("..", "..", "testdata")
	files, err := filepath.Glob(filepath.Join(data, "talks", "*.txtar"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d talks, %v", len(files), err)
	}
	set, err := eval.Open(filepath.Join(data, "saltern"))
	if err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(t.TempDir(), "home")
	if out, err := program(home, "", "ingest", filepath.Join(data, "saltern", "docs")).CombinedOutput(); err != nil {
		t.Fatalf("ingest: %v\n%s", err, out)
	}
	a := &app{stdout: io.Discard, stderr: io.Discard, getenv: os.Getenv, now: time.Now, homeFlag: home, logLevel: "warn"}
	w, lib, err := a.openLibrary(t.Context(), a.library)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(lib.Close(), w.Close()); err != nil {
			t.Error(err)
		}
	})
	for _, file := range files {
		k := readTalk(t, file)
		t.Run(k.id, func(t *testing.T) {
			k.t = t
			for _, q := range set.Questions {
				if q.ID == k.id {
					a.playTalk(t, w, lib, k, &q)
					return
				}
			}
			t.Errorf("there is no question %s", k.id)
		})
	}
}

func (a *app) playTalk(t *testing.T, w *workspace, lib *funnel.Library, k *talk, q *eval.Question) {
	ctx := t.Context()
	engine, err := a.engine(ctx, w, lib, queryFlags{})
	if err != nil {
		t.Fatal(err)
	}
	engine.Chat = k
	answer, err := engine.Ask(ctx, funnel.Query{Text: q.Text, Mode: funnel.ModeHybrid, Short: true})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.Join(answer.Notices, " "), "ended without a supported answer") {
		t.Errorf("the rag answer stands in: %q", answer.Notices)
	}
	if g := q.Grade(cmp.Or(answer.Short, answer.Text), answer.Status == funnel.Abstained); g[eval.GradeCorrect] != 1 {
		t.Errorf("%q (short %q) is graded %v", answer.Text, answer.Short, g)
	}
	for _, c := range answer.Citations {
		if !c.Quoted || c.Supported != funnel.SupportYes {
			t.Errorf("citation %+v", c)
		}
	}
	if answer.Status == funnel.Answered && len(answer.Citations) == 0 {
		t.Errorf("%q cites nothing", answer.Text)
	}
	run, err := funnel.ReadTrajectory(ctx, w.store, engine.Asker, answer.Run)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := engine.Replay(ctx, run); err != nil || r.Difference != nil || r.Steps != len(run.Steps) {
		t.Errorf("replay %+v %+v, %v", r, r.Difference, err)
	}
	if testing.Verbose() {
		for _, s := range run.Steps {
			t.Logf("turn %d: %s", s.N, s.Output)
		}
		t.Logf("%s\n%s", answer.Text, regexp.MustCompile(`\s+`).ReplaceAllString(fmt.Sprint(answer.Citations), " "))
	}
}
