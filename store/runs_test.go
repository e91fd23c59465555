package store

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

func TestRuns(t *testing.T) {
	ctx := t.Context()
	now := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	s := openTest(t, filepath.Join(t.TempDir(), "r.db"), Options{Now: func() time.Time { return now }})
	for _, r := range []Run{
		{ID: "abc1", Question: "one?", Collection: "c", Mode: "rag", Model: "builtin", Options: json.RawMessage(`{"k":1}`), Status: "running"},
		{ID: "abd2", Started: now.Add(time.Hour)}, {ID: "ab", Started: now}, {ID: "x%_", Started: now.Add(-time.Hour)},
	} {
		if err := s.BeginRun(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.EndRun(ctx, "abc1", "answered", json.RawMessage(`{"answer":"y"}`)); err != nil {
		t.Fatal(err)
	}
	want := Run{ID: "abc1", Question: "one?", Collection: "c", Mode: "rag", Model: "builtin", Options: json.RawMessage(`{"k":1}`),
		Started: now, Ended: now, Status: "answered", Result: json.RawMessage(`{"answer":"y"}`)}
	for _, tt := range []struct {
		id, found string
		err       error
	}{{"abc1", "abc1", nil}, {"abc", "abc1", nil}, {"ab", "ab", nil}, {"a", "", ErrAmbiguous}, {"x", "x%_", nil}, {"%", "", ErrNotFound}, {"", "", ErrNotFound}, {"abc12", "", ErrNotFound}} {
		r, err := s.Run(ctx, Asker{}, tt.id)
		if !errors.Is(err, tt.err) || err == nil && r.ID != tt.found {
			t.Errorf("run %q: got %+v, %v; want %q, %v", tt.id, r, err, tt.found, tt.err)
		}
		if tt.found == "abc1" && !reflect.DeepEqual(*r, want) {
			t.Errorf("run %q: got %+v, want %+v", tt.id, *r, want)
		}
	}
	var ids []string
	list, err := s.Runs(ctx, Asker{}, 3)
	for _, r := range list {
		ids = append(ids, r.ID)
	}
	if err != nil || !reflect.DeepEqual(ids, []string{"abd2", "ab", "abc1"}) {
		t.Errorf("runs: %v, %v", ids, err)
	}
	if err := s.EndRun(ctx, "nobody", "", nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("ended a run that is not there: %v", err)
	}
	if err := s.BeginRun(ctx, Run{ID: "ab"}); err == nil {
		t.Error("one id for two runs")
	}
	if err := s.BeginRun(ctx, Run{}); err == nil {
		t.Error("a run without an id")
	}
}

func TestStepsAndCalls(t *testing.T) {
	ctx := t.Context()
	s := testStore(t)
	if err := s.BeginRun(ctx, Run{ID: "r"}); err != nil {
		t.Fatal(err)
	}
	at := time.Unix(5, 7).UTC()
	steps := []Step{
		{Run: "r", ID: 1, N: 1, Prompt: "p", Code: "print(1)\x00", Output: "1", Error: "e", PromptTokens: 3, CompletionTokens: 4, Started: at, Ended: at.Add(1)},
		{Run: "r", ID: 2, Parent: 9, N: 1, Depth: 1, Started: at},
	}
	calls := []Call{
		{Run: "r", ID: 1, Step: 1, Kind: "sub", Request: json.RawMessage(`{"a":1}`), Response: json.RawMessage(`"x"`), Cached: true, PromptTokens: 1, CompletionTokens: 2, Error: "late", Started: at, Ended: at},
		{Run: "r", ID: 9, Step: 1, Kind: "grep", Started: at},
	}
	for _, i := range []int{1, 0} { // written before and after, in any order
		before, open := steps[i], calls[i]
		before.Ended, before.Output, open.Ended, open.Response = time.Time{}, "", time.Time{}, nil
		if err := errors.Join(s.PutStep(ctx, before), s.PutStep(ctx, steps[i]), s.PutCall(ctx, open), s.PutCall(ctx, calls[i])); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Steps(ctx, "r"); err != nil || !reflect.DeepEqual(got, steps) {
		t.Errorf("steps: %+v, %v", got, err)
	}
	if got, err := s.Calls(ctx, "r"); err != nil || !reflect.DeepEqual(got, calls) {
		t.Errorf("calls: %+v, %v", got, err)
	}
	if err := s.PutStep(ctx, Step{Run: "q", ID: 1}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a step of no run: %v", err)
	}
	if err := s.PutCall(ctx, Call{Run: "q", ID: 1}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a call of no run: %v", err)
	}
}

func TestCache(t *testing.T) {
	ctx := t.Context()
	s := testStore(t)
	if _, ok, err := s.CacheGet(ctx, "k"); ok || err != nil {
		t.Errorf("empty cache: %v, %v", ok, err)
	}
	for _, v := range []string{"one", "two\x00\xff", ""} {
		if err := s.CachePut(ctx, "k", []byte(v)); err != nil {
			t.Fatal(err)
		}
		if got, ok, err := s.CacheGet(ctx, "k"); string(got) != v || !ok || err != nil {
			t.Errorf("got %q, %v, %v; want %q", got, ok, err, v)
		}
	}
	if err := s.CachePut(ctx, "nil", nil); err != nil {
		t.Error(err)
	}
}
