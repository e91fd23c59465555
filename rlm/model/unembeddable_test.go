package model

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// badServer embeds over both protocols, but for texts that hold "bad", where it does
// what its name says.
type badServer struct {
	does     string // zeros, short, empty, nan, cut, fail, refuse, all fail, flaky
	requests atomic.Int64
	failed   atomic.Int64
}

func (s *badServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	var body struct{ Input []string }
	if raw, _ := io.ReadAll(r.Body); json.Unmarshal(raw, &body) != nil || len(body.Input) == 0 {
		switch r.URL.Path {
		case "/api/show":
			fmt.Fprint(w, `{"capabilities":["embedding"],"model_info":{"general.architecture":"bert","bert.context_length":2048}}`)
		case "/api/tags":
			fmt.Fprint(w, `{"models":[{"name":"e:latest","digest":"aaaaaaaaaaaaaaaa"}]}`)
		default:
			fmt.Fprint(w, `{"data":[{"id":"e"}],"models":[]}`)
		}
		return
	}
	s.requests.Add(1)
	bad := slices.ContainsFunc(body.Input, func(t string) bool { return strings.Contains(t, "bad") })
	switch {
	case bad && s.does == "fail", s.does == "all fail" && len(body.Input) > 1, s.does == "flaky" && s.failed.Add(1)%2 == 1:
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, `{"error":"something broke"}`)
		return
	case bad && s.does == "refuse":
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"this input is not wanted"}`)
		return
	}
	var vectors []string
	for _, t := range body.Input {
		v := "[1,2]"
		if strings.Contains(t, "bad") {
			v = map[string]string{"zeros": "[0,0]", "short": "[1]", "empty": "[]", "nan": "[NaN,1]", "cut": "[1,"}[s.does]
		}
		vectors = append(vectors, firstText(v, "[1,2]"))
	}
	if r.URL.Path == "/api/embed" {
		fmt.Fprintf(w, `{"embeddings":[%s]}`, strings.Join(vectors, ","))
		return
	}
	for i, v := range vectors {
		vectors[i] = fmt.Sprintf(`{"index":%d,"embedding":%s}`, i, v)
	}
	fmt.Fprintf(w, `{"data":[%s]}`, strings.Join(vectors, ","))
}

// open opens the server's model over a protocol.
func (s *badServer) open(t *testing.T, protocol string) Embedder {
	t.Helper()
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	opts := ServerOptions{Backoff: time.Microsecond}
	var e Embedder
	var err error
	if protocol == "openai" {
		server, _ := NewCompatible(h.URL, "", opts)
		e, err = server.Embedder(t.Context(), "e")
	} else {
		server, _ := NewServer(h.URL, opts)
		e, err = server.Embedder(t.Context(), "e")
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// One text that a server makes nothing of costs no other one its vector, whatever the
// server does instead.
func TestEmbedOneBadText(t *testing.T) {
	texts := repeated("good", 61)
	texts[17] = "a bad one"
	for _, protocol := range []string{"ollama", "openai"} {
		for does, says := range map[string]string{
			"zeros": "zeros", "short": "1 dimensions", "empty": "no vector", "nan": "invalid", "cut": "invalid", "fail": "broke", "refuse": "not wanted",
		} {
			t.Run(protocol+" "+does, func(t *testing.T) {
				s := &badServer{does: does}
				got, err := s.open(t, protocol).Embed(t.Context(), texts, KindDocument)
				var un *Unembeddable
				if !errors.As(err, &un) || !errors.Is(err, ErrServer) || !strings.Contains(err.Error(), "text 18 ") || !strings.Contains(err.Error(), says) {
					t.Fatalf("error %v", err)
				}
				if refused := slices.Collect(maps.Keys(un.Refused())); !slices.Equal(refused, []int{17}) {
					t.Errorf("refused %v", refused)
				}
				for i, v := range got {
					if (v == nil) != (i == 17) {
						t.Errorf("vector %d: %v", i, v)
					}
				}
				if n := s.requests.Load(); n > 40 {
					t.Errorf("%d requests", n)
				}
			})
		}
	}
}

// Where the server is at fault no text is refused; where it fails by chance it is asked again.
func TestEmbedBadServer(t *testing.T) {
	for _, tc := range []struct {
		does  string
		texts []string
		fails bool
		most  int64
	}{
		{"zeros", repeated("bad", 61), true, 60}, // the probe comes, and nothing else
		{"fail", repeated("bad", 61), true, 90},
		{"all fail", repeated("good", 8), false, 40}, // one by one it works
		{"flaky", repeated("good", 61), false, 8},
	} {
		t.Run(tc.does, func(t *testing.T) {
			s := &badServer{does: tc.does}
			got, err := s.open(t, "openai").Embed(t.Context(), tc.texts, KindDocument)
			var un *Unembeddable
			if (err != nil) != tc.fails || errors.As(err, &un) || tc.fails && !errors.Is(err, ErrServer) || !tc.fails && len(got) != len(tc.texts) {
				t.Errorf("%d vectors, error %v", len(got), err)
			}
			if n := s.requests.Load(); n > tc.most {
				t.Errorf("%d requests", n)
			}
		})
	}
	down := &embedding{spec: "e", dims: 2, send: func(context.Context, []string) ([][]float32, int, error) {
		return nil, 0, &Error{Kind: ErrServer, Status: 500}
	}}
	var un *Unembeddable
	if _, err := down.Embed(t.Context(), []string{"a"}, KindDocument); err == nil || errors.As(err, &un) {
		t.Errorf("a server that embeds nothing at all: %v", err)
	}
}
