package model

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"testing"
)

// memory is a Cache in memory, whose operations fail where err is set.
type memory struct {
	m   map[string][]byte
	err error
}

func (c *memory) CacheGet(_ context.Context, key string) ([]byte, bool, error) {
	v, ok := c.m[key]
	return v, ok, c.err
}

func (c *memory) CachePut(_ context.Context, key string, value []byte) error {
	c.m[key] = value
	return c.err
}

func TestCached(t *testing.T) {
	cache := &memory{m: map[string][]byte{}}
	script := &Scripted{Answers: []string{"one", "two", "three"}}
	chat := Cached(script, cache)
	say := func(want string, cached bool, req Request) Response {
		t.Helper()
		resp, err := chat.Chat(t.Context(), req)
		if err != nil || resp.Text != want || resp.Cached != cached {
			t.Errorf("got %+v, %v; want %q, cached %v", resp, err, want, cached)
		}
		return resp
	}
	req := Request{Messages: []Message{{User, "a question"}}, Purpose: Sub}
	first := say("one", false, req)
	again := say("one", true, req)
	if again.Cached = false; !reflect.DeepEqual(again, first) {
		t.Errorf("cached %+v, first %+v", again, first)
	}
	other := req
	other.Purpose, other.Parts = Root, Parts{Question: "other"} // the messages say it all
	say("one", true, other)
	other.Repetition = 1
	say("two", false, other)
	for key := range cache.m {
		cache.m[key] = []byte("damaged")
	}
	say("three", false, req)
	say("three", true, req)
}

func TestCachedErrors(t *testing.T) {
	broken := errors.New("disk full")
	cache := &memory{m: map[string][]byte{}}
	failing := &Faulty{Model: Echo{}, Faults: func(n int, _ Request) Fault { return []Fault{Fail, Break, NoFault}[min(n, 2)] }}
	chat := Cached(failing, cache)
	req := Request{Messages: []Message{{User, "hello"}}}
	for _, want := range []error{ErrServer, ErrIncomplete} {
		if _, err := chat.Chat(t.Context(), req); !errors.Is(err, want) || len(cache.m) != 0 {
			t.Errorf("got %v and %d entries, want %v and none", err, len(cache.m), want)
		}
	}
	if resp, err := chat.Chat(t.Context(), req); err != nil || resp.Cached || len(cache.m) != 1 {
		t.Errorf("after the faults: %+v, %v", resp, err)
	}
	cache.err = broken
	if _, err := chat.Chat(t.Context(), req); !errors.Is(err, broken) {
		t.Errorf("got %v, want the cache's error", err)
	}
}

func TestCacheKey(t *testing.T) {
	base := Request{Messages: []Message{{User, "q"}}, MaxTokens: 5, Parts: Parts{Text: "x"}}
	key := func(info Info, change func(*Request)) string {
		t.Helper()
		req := base
		change(&req)
		k, err := CacheKey(info, req)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	info := Info{Name: "m", Digest: "d", Window: 9}
	same := key(info, func(*Request) {})
	for name, k := range map[string]string{
		"digest":       key(Info{Name: "m", Digest: "e", Window: 9}, func(*Request) {}),
		"messages":     key(info, func(r *Request) { r.Messages = []Message{{User, "q "}} }),
		"role":         key(info, func(r *Request) { r.Messages = []Message{{System, "q"}} }),
		"max tokens":   key(info, func(r *Request) { r.MaxTokens = 6 }),
		"temperature":  key(info, func(r *Request) { r.Temperature = 0.1 }),
		"seed":         key(info, func(r *Request) { r.Seed = 1 }),
		"stop":         key(info, func(r *Request) { r.Stop = []string{"x"} }),
		"schema":       key(info, func(r *Request) { r.Schema = []byte(`{}`) }),
		"repetition":   key(info, func(r *Request) { r.Repetition = 1 }),
		"extractive":   key(Info{Digest: "d", Window: 9, Extractive: true}, func(*Request) {}),
		"other window": key(Info{Name: "m", Digest: "d", Window: 10}, func(*Request) {}),
	} {
		if k == same {
			t.Errorf("%s does not change the key", name)
		}
	}
	if key(info, func(r *Request) { r.Parts.Text, r.Purpose = "y", Root }) != same {
		t.Error("parts change the key of a language model")
	}
	extractive := Info{Digest: "d", Extractive: true}
	if key(extractive, func(*Request) {}) == key(extractive, func(r *Request) { r.Parts.Text = "y" }) {
		t.Error("parts do not change the key of an extractive model")
	}
}

func TestRecording(t *testing.T) {
	rec := &Recording{Model: &Faulty{Model: &Scripted{Answers: []string{"a", "long answer", "c"}}, Faults: func(n int, _ Request) Fault { return []Fault{NoFault, Truncate, Busy}[n] }}}
	req := Request{Messages: []Message{{User, "same"}}, Parts: Parts{Question: "q"}}
	var want []Response
	for range 3 {
		resp, err := rec.Chat(t.Context(), req)
		if err == nil {
			want = append(want, resp)
		}
	}
	var file bytes.Buffer
	if err := rec.Write(&file); err != nil {
		t.Fatal(err)
	}
	exchanges, err := ReadExchanges(&file)
	if err != nil || len(exchanges) != 3 {
		t.Fatalf("%d exchanges, %v", len(exchanges), err)
	}
	chat, err := Replay(rec.Info(), exchanges)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		if got, err := chat.Chat(t.Context(), req); err != nil || !reflect.DeepEqual(got, w) {
			t.Errorf("answer %d: %+v, %v; want %+v", i, got, err, w)
		}
	}
	if want[1].Text != "long " || !want[1].Cut {
		t.Errorf("truncated answer: %+v", want[1])
	}
	if _, err := chat.Chat(t.Context(), req); err == nil || errors.Is(err, ErrScriptEnded) {
		t.Errorf("third answer: %v, want the recorded error", err)
	}
	if _, err := chat.Chat(t.Context(), req); !errors.Is(err, ErrScriptEnded) {
		t.Errorf("fourth answer: %v, want ErrScriptEnded", err)
	}
	if _, err := ReadExchanges(bytes.NewBufferString("{}\nnonsense")); err == nil {
		t.Error("nonsense was read as an exchange")
	}
}

func TestFakes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	script := &Scripted{Func: func(r Request) (string, error) { return r.Parts.Question + "!", nil }}
	if resp, err := script.Chat(ctx, Request{Parts: Parts{Question: "q"}}); err != nil || resp.Text != "q!" || len(script.Requests()) != 1 {
		t.Errorf("scripted: %+v, %v", resp, err)
	}
	if _, err := (&Scripted{}).Chat(ctx, Request{}); !errors.Is(err, ErrScriptEnded) {
		t.Errorf("empty script: %v", err)
	}
	hang := &Faulty{Model: Echo{}, Faults: func(int, Request) Fault { return Hang }}
	cancel()
	for _, c := range []Chat{hang, script, Echo{}, Builtin()} {
		if _, err := c.Chat(ctx, Request{Purpose: Sub}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s after cancel: %v", c.Info().Name, err)
		}
	}
	if hang.Calls() != 1 || hang.Info().Window == 0 {
		t.Errorf("hang: %d calls, %+v", hang.Calls(), hang.Info())
	}
}

func TestTokens(t *testing.T) {
	for s, want := range map[string]int{"": 0, "a": 1, "four": 1, "fives": 2, "日本語": 3, "naïve!": 3, "\xff\xfe": 2} {
		if got := Tokens(s); got != want {
			t.Errorf("Tokens(%q) = %d, want %d", s, got, want)
		}
	}
}
