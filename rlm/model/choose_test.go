package model

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// installed plays a server with these models: name, gigabytes, capability.
type installed [][3]string

func (list installed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/api/tags":
		var models []string
		for _, m := range list {
			models = append(models, fmt.Sprintf(`{"name":%q,"digest":"d","size":%s000000000}`, m[0], m[1]))
		}
		fmt.Fprintf(w, `{"models":[%s]}`, strings.Join(models, ","))
	case "/api/show":
		var req struct{ Model string }
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
			panic(err)
		}
		for _, m := range list {
			if m[0] == req.Model {
				fmt.Fprintf(w, `{"capabilities":[%q]}`, m[2])
				return
			}
		}
		w.WriteHeader(http.StatusNotFound)
	case "/api/pull":
		fmt.Fprintln(w, `{"status":"pulling manifest"}`)
		fmt.Fprintln(w, `{"status":"pulling","total":10,"completed":5}`)
		if len(list) > 0 {
			fmt.Fprintln(w, `{"status":"success"}`)
		}
	}
}

func TestChoose(t *testing.T) {
	const gb = 1e9
	for _, tc := range []struct {
		name     string
		list     installed
		memory   int64
		chat     string
		embedder string
	}{
		{"the largest that fits", installed{{"big:70b", "40", "completion"}, {"mid:8b", "5", "completion"}, {"small", "2", "completion"}}, 16 * gb, "ollama:mid:8b", ""},
		{"nothing fits", installed{{"big:70b", "40", "completion"}, {"huge", "80", "completion"}}, 16 * gb, "ollama:big:70b", ""},
		{"one", installed{{"only:latest", "1", "completion"}}, 16 * gb, "ollama:only", ""},
		{"somebody else's machine", installed{{"x:120b-cloud", "1", "completion"}, {"y:cloud", "9", "completion"}}, 1600 * gb, "", ""},
		{"embedders", installed{{"all-minilm", "1", "embedding"}, {"nomic-embed-text:latest", "1", "embedding"}, {"zzz-embed", "1", "embedding"}}, gb, "", "ollama:nomic-embed-text"},
		{"unknown embedders", installed{{"b", "1", "embedding"}, {"a", "1", "embedding"}, {"c", "1", "completion"}}, 9 * gb, "ollama:c", "ollama:a"},
		{"none", nil, gb, "", ""},
	} {
		hs := httptest.NewServer(tc.list)
		s, err := NewServer(hs.URL, ServerOptions{Memory: tc.memory})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.ChooseChat(t.Context())
		if got.Spec != tc.chat || (err != nil) != (tc.chat == "") || err == nil && got.Why == "" || err != nil && !errors.Is(err, ErrNoModel) {
			t.Errorf("%s: chat %+v, %v; want %s", tc.name, got, err, tc.chat)
		}
		got, err = s.ChooseEmbedder(t.Context())
		if got.Spec != tc.embedder || (err != nil) != (tc.embedder == "") || err != nil && !errors.Is(err, ErrNoModel) {
			t.Errorf("%s: embedder %+v, %v; want %s", tc.name, got, err, tc.embedder)
		}
		hs.Close()
	}
}

// A download counts only if the server says that it is complete.
func TestPull(t *testing.T) {
	for _, tc := range []struct {
		list installed
		want error
	}{{installed{{"x", "1", "completion"}}, nil}, {nil, ErrIncomplete}} {
		hs := httptest.NewServer(tc.list)
		s, err := NewServer(hs.URL, ServerOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var seen []string
		err = s.Pull(t.Context(), "x", func(status string, done, total int64) {
			seen = append(seen, fmt.Sprintf("%s %d/%d", status, done, total))
		})
		if !errors.Is(err, tc.want) || len(seen) < 2 || seen[1] != "pulling 5/10" {
			t.Errorf("%v, %v; want %v", seen, err, tc.want)
		}
		hs.Close()
	}
}

// What was learned of a model is there the next time, for the same weights on the same
// server.
func TestProfileKept(t *testing.T) {
	cache := &memory{m: map[string][]byte{}}
	open := func(digest string) Chat {
		c := &ollamaChat{info: Info{Name: "ollama:x", Digest: digest}}
		if err := LoadProfile(t.Context(), Cached(c, cache), cache, "http://one"); err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := open("d1")
	first.(Profiler).SetProfile(Profile{Ratio: 1.5, Reader: "plan", Slots: 2})
	if err := SaveProfile(t.Context(), Cached(first, cache), cache, "http://one"); err != nil {
		t.Fatal(err)
	}
	if got := ProfileOf(open("d1")); got != ProfileOf(first) {
		t.Errorf("kept %+v, want %+v", got, ProfileOf(first))
	}
	if got := ProfileOf(open("d2")); got != (Profile{}) {
		t.Errorf("other weights have the profile %+v", got)
	}
	if err := LoadProfile(t.Context(), Builtin(), cache, ""); err != nil {
		t.Error(err)
	}
}
