package model

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/ollama/ollama/api"
)

// A Model is a model that is installed on a server.
type Model struct {
	Name   string // as the server lists it, with its tag
	Digest string // of weights, template and parameters
	Bytes  int64  // on disk
}

// Models returns what is installed, by name.
func (s *Server) Models(ctx context.Context) ([]Model, error) {
	var list *api.ListResponse
	err := s.call(ctx, "", func(ctx context.Context) (err error) {
		list, err = s.client.List(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	models := make([]Model, len(list.Models))
	for i, m := range list.Models {
		models[i] = Model{Name: m.Name, Digest: m.Digest, Bytes: m.Size}
	}
	sort.Slice(models, func(i, j int) bool { return models[i].Name < models[j].Name })
	return models, nil
}

// Details are what a server says of one of its models.
type Details struct {
	Model
	Window       int      // tokens the model can take at most; 0 if the server does not say
	Capabilities []string // completion, embedding, thinking, tools, vision, …
	Parameters   string   // as the server puts it: "8.0B"; "" if it does not say
	Dimensions   int      // of an embedding model's vectors; 0 if the server does not say

	cell int64 // bytes of cache that one token of context takes; 0 if unknown
}

// Can reports whether the model has a capability.
func (d Details) Can(capability string) bool { return slices.Contains(d.Capabilities, capability) }

// Details asks for a model's digest, window and capabilities.
func (s *Server) Details(ctx context.Context, name string) (Details, error) {
	d := Details{Model: Model{Name: name}}
	var show *api.ShowResponse
	err := s.call(ctx, name, func(ctx context.Context) (err error) {
		show, err = s.client.Show(ctx, &api.ShowRequest{Model: name})
		return err
	})
	if err != nil {
		return d, err
	}
	for _, c := range show.Capabilities {
		d.Capabilities = append(d.Capabilities, string(c))
	}
	d.Parameters = show.Details.ParameterSize
	d.shape(show.ModelInfo)
	listed, err := s.listed(ctx, name)
	if err != nil {
		return d, err
	}
	d.Digest, d.Bytes = listed.Digest, listed.Bytes
	return d, nil
}

// shape reads the sizes out of a model's own metadata.
func (d *Details) shape(info map[string]any) {
	arch, _ := info["general.architecture"].(string)
	size := func(key string) int64 {
		n, _ := info[arch+"."+key].(float64) // some are lists, one entry per layer: unknown then
		return int64(n)
	}
	d.Window = int(size("context_length"))
	d.Dimensions = int(size("embedding_length"))
	heads := size("attention.head_count")
	if heads == 0 {
		return
	}
	key, value := size("attention.key_length"), size("attention.value_length")
	if key == 0 || value == 0 {
		key, value = size("embedding_length")/heads, size("embedding_length")/heads
	}
	d.cell = size("block_count") * size("attention.head_count_kv") * (key + value) * 2 // 16-bit floats
}

// listed finds a model in the server's list.
func (s *Server) listed(ctx context.Context, name string) (Model, error) {
	models, err := s.Models(ctx)
	if err != nil {
		return Model{}, err
	}
	for _, m := range models {
		if sameName(m.Name, name) {
			return m, nil
		}
	}
	return Model{}, &Error{Kind: ErrNoModel, Model: "ollama:" + name, Server: s.url, Err: errors.New("the server does not list it")}
}

// sameName reports whether a listed name is that of the model asked for: the tag
// "latest" may be left out, and case does not count.
func sameName(listed, name string) bool {
	return strings.EqualFold(listed, name) || strings.EqualFold(listed, name+":latest")
}

// A Loaded model is in a server's memory.
type Loaded struct {
	Name     string
	Digest   string
	Window   int   // tokens that it was loaded with
	Bytes    int64 // of memory
	Graphics int64 // of these, in the memory of graphics cards
	Until    time.Time
}

// Loaded returns what is in the server's memory, by name.
func (s *Server) Loaded(ctx context.Context) ([]Loaded, error) {
	var list *api.ProcessResponse
	err := s.call(ctx, "", func(ctx context.Context) (err error) {
		list, err = s.client.ListRunning(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	loaded := make([]Loaded, len(list.Models))
	for i, m := range list.Models {
		loaded[i] = Loaded{m.Name, m.Digest, m.ContextLength, m.Size, m.SizeVRAM, m.ExpiresAt}
	}
	sort.Slice(loaded, func(i, j int) bool { return loaded[i].Name < loaded[j].Name })
	return loaded, nil
}

// An identity makes sure that the model behind a name is still the one that was
// opened: answers and vectors are kept under its digest.
type identity struct {
	server *Server
	name   string
	digest string

	mu   sync.Mutex
	seen time.Time // when the digest was last compared
}

// due reports whether the digest is to be compared again. Only one of several callers
// at the same time gets true.
func (i *identity) due() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if now := time.Now(); now.Sub(i.seen) >= i.server.opts.Recheck {
		i.seen = now
		return true
	}
	return false
}

// check compares the digest with what the server lists now.
func (i *identity) check(ctx context.Context) error {
	m, err := i.server.listed(ctx, i.name)
	if err != nil {
		return err
	}
	if m.Digest != i.digest {
		return &Error{Kind: ErrChanged, Model: "ollama:" + i.name, Server: i.server.url,
			Err: fmt.Errorf("it was %s and is %s", short(i.digest), short(m.Digest))}
	}
	i.mu.Lock()
	i.seen = time.Now()
	i.mu.Unlock()
	return nil
}

// guard runs a call of the model. The digest is compared when the last time is a while
// ago, and after a call for which the server had to load the model: then somebody may
// have put another one in its place.
func (i *identity) guard(ctx context.Context, call func() (loaded time.Duration, err error)) error {
	if i.due() {
		if err := i.check(ctx); err != nil {
			return err
		}
	}
	loaded, err := call()
	if err != nil || loaded < loadedAfter {
		return err
	}
	i.server.opts.Log.Info("the server loaded the model", "model", i.name, "took", loaded.Round(time.Millisecond))
	return i.check(ctx)
}

// loadedAfter tells the loading of a model from the server's bookkeeping, which it
// reports under the same name.
const loadedAfter = 50 * time.Millisecond

// short shortens a digest for people.
func short(digest string) string {
	return fmt.Sprintf("%.12s", strings.TrimPrefix(digest, "sha256:"))
}
