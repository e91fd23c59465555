package model

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"
)

// windowed is an embedding model that takes so many bytes a text, and whose vectors
// point to (words beginning with a, other words).
type windowed struct {
	limit    int
	requests [][]string
}

func (w *windowed) send(_ context.Context, texts []string) ([][]float32, int, error) {
	w.requests = append(w.requests, texts)
	var vectors [][]float32
	total := 0
	for _, t := range texts {
		if len(t) > w.limit {
			return nil, 0, &Error{Kind: ErrTooLong}
		}
		total += (len(t) + 3) / 4
		v := []float32{0, 0}
		for _, word := range strings.Fields(t) {
			if word[0] == 'a' {
				v[0]++
			} else {
				v[1]++
			}
		}
		vectors = append(vectors, v)
	}
	return vectors, total, nil
}

func embeddingOn(w *windowed, long LongTexts, log *strings.Builder) *embedding {
	return &embedding{spec: "ollama:w", window: 100, long: long, send: w.send, dims: 2,
		log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))}
}

// A text that is too long is split, its parts weigh by their length, and that is said
// once; or it is refused, with both numbers and the text's number.
func TestEmbedLongText(t *testing.T) {
	long := strings.Repeat("aaaa ", 180) + strings.Repeat("bbbb ", 60)
	var log strings.Builder
	w := &windowed{limit: 100}
	e := embeddingOn(w, SplitLong, &log)
	got, err := e.Embed(t.Context(), []string{"bbbb", long, long, "aaaa"}, KindDocument)
	if err != nil || len(got) != 4 {
		t.Fatalf("%d vectors, %v", len(got), err)
	}
	// Three parts in four point to a, one to b: the mean is (3, 1) at length 1, but for
	// the one part that holds both.
	if angle := math.Atan2(float64(got[1][1]), float64(got[1][0])); math.Abs(angle-math.Atan2(1, 3)) > 0.05 || math.Abs(norm(got[1])-1) > 1e-6 {
		t.Errorf("vector of the long text %v", got[1])
	}
	if got[0][0] != 0 || got[3][1] != 0 {
		t.Errorf("vectors in another order: %v", got)
	}
	if n := strings.Count(log.String(), "longer than"); n != 1 {
		t.Errorf("said %d times, want once: %s", n, log.String())
	}
	_, err = embeddingOn(w, RefuseLong, &log).Embed(t.Context(), []string{"aaaa", long}, KindDocument)
	var known *Error
	if !errors.As(err, &known) || known.Kind != ErrTooLong || known.Tokens == 0 || known.Window != 100 || !strings.Contains(err.Error(), "text 2") || known.Hint() == "" {
		t.Errorf("got %v, want ErrTooLong naming text 2 with both numbers", err)
	}
}

// A text without a place to split it, in a window that takes next to nothing, ends.
func TestEmbedHopeless(t *testing.T) {
	var log strings.Builder
	e := embeddingOn(&windowed{limit: 3}, SplitLong, &log)
	if _, err := e.Embed(t.Context(), []string{strings.Repeat("ä", 3000)}, KindDocument); !errors.Is(err, ErrTooLong) {
		t.Errorf("got %v, want ErrTooLong", err)
	}
}

// Batches hold at most 64 texts and about 32,768 tokens; what may be too long goes alone.
func TestEmbedBatches(t *testing.T) {
	var log strings.Builder
	for _, tc := range []struct {
		name  string
		texts []string
		want  string // texts per request
	}{
		{"many short", repeated("aa", 130), "64 64 2"},
		{"by tokens", repeated(strings.Repeat("aaa ", 3000), 20), "10 10"},
		{"a long one", []string{"aa", "aa", strings.Repeat("aaa ", 3900), "aa"}, "2 1 1"},
		{"none", nil, ""},
	} {
		w := &windowed{limit: 1 << 20}
		e := embeddingOn(w, SplitLong, &log)
		e.window = 4000
		got, err := e.Embed(t.Context(), tc.texts, KindDocument)
		var sizes []string
		for _, r := range w.requests {
			sizes = append(sizes, fmt.Sprint(len(r)))
		}
		if err != nil || len(got) != len(tc.texts) || strings.Join(sizes, " ") != tc.want {
			t.Errorf("%s: %d vectors in requests of %v, %v; want %s", tc.name, len(got), sizes, err, tc.want)
		}
	}
}

func repeated(s string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = s
	}
	return list
}

func TestPrefixed(t *testing.T) {
	own := &Prefix{"d: ", "q: "}
	for _, tc := range []struct {
		name     string
		override *Prefix
		query    string
		custom   bool
	}{
		{"nomic-embed-text:v1.5", nil, "search_query: ", false},
		{"user/mxbai-embed-large", nil, "Represent", false},
		{"all-minilm", nil, "", false},
		{"snowflake-arctic-embed2", nil, "query: ", false},
		{"nomic-embed-text", own, "q: ", true},
		{"all-minilm", own, "q: ", true},
		{"nomic-embed-text", &Prefix{}, "", true},
		{"all-minilm", &Prefix{}, "", false},
	} {
		f := prefixed(tc.name, tc.override)
		if got := f.before(KindQuery); !strings.HasPrefix(got, tc.query) || tc.query == "" && got != "" || strings.HasPrefix(f.name, "custom-") != tc.custom {
			t.Errorf("%s with %v: %+v", tc.name, tc.override, f)
		}
	}
	if prefixed("x", own).name == prefixed("x", &Prefix{"d: q: ", ""}).name {
		t.Error("two overrides have one name in the fingerprint")
	}
}
