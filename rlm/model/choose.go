package model

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ollama/ollama/api"
)

// A Choice is a model that was picked among those installed, and why.
type Choice struct {
	Spec string // "ollama:NAME"
	Why  string // one clause, for people
}

// errNothingFits is the cause where no installed model can do what is wanted.
var errNothingFits = errors.New("no installed model is fit for it")

// ChooseChat picks the installed chat model that answers best on this machine: the
// largest that leaves half of the memory free, else the smallest. Models that a server
// passes on to somebody else's machine are never picked.
func (s *Server) ChooseChat(ctx context.Context) (Choice, error) {
	found, err := s.able(ctx, "completion")
	if err != nil {
		return Choice{}, err
	}
	memory := s.opts.Memory
	if memory == 0 && s.local {
		memory = machineMemory()
	}
	best, smallest := Details{}, found[0]
	for _, d := range found {
		if d.Bytes < smallest.Bytes {
			smallest = d
		}
		if d.Bytes > best.Bytes && (memory == 0 || d.Bytes <= memory/2) {
			best = d
		}
	}
	switch {
	case best.Name == "":
		return choice(smallest, "the smallest of %d chat models, none leaves half of the memory free", len(found)), nil
	case len(found) == 1:
		return choice(best, "the only chat model installed"), nil
	case memory == 0:
		return choice(best, "the largest of %d chat models installed", len(found)), nil
	}
	return choice(best, "the largest of %d chat models that leaves half of the memory free", len(found)), nil
}

// embedders are families of embedding models, those first that find more: by their
// published retrieval scores at sizes that run on a laptop.
var embedders = []string{
	"qwen3-embedding", "embeddinggemma", "bge-m3", "snowflake-arctic-embed2", "mxbai-embed-large",
	"snowflake-arctic-embed", "nomic-embed-text", "bge-large", "granite-embedding", "all-minilm",
}

// ChooseEmbedder picks the installed embedding model that finds most.
func (s *Server) ChooseEmbedder(ctx context.Context) (Choice, error) {
	found, err := s.able(ctx, "embedding")
	if err != nil {
		return Choice{}, err
	}
	for _, family := range embedders {
		for _, d := range found {
			if strings.Contains(strings.ToLower(d.Name), family) {
				return choice(d, "of the embedding models installed (%d) the one known to find most", len(found)), nil
			}
		}
	}
	return choice(found[0], "the first of the embedding models installed (%d)", len(found)), nil
}

func choice(d Details, why string, args ...any) Choice {
	return Choice{Spec: "ollama:" + strings.TrimSuffix(d.Name, ":latest"), Why: fmt.Sprintf(why, args...)}
}

// able describes the installed models that have a capability and run on the server's
// own machine, by name. There is at least one, or an error.
func (s *Server) able(ctx context.Context, capability string) ([]Details, error) {
	models, err := s.Models(ctx)
	if err != nil {
		return nil, err
	}
	var found []Details
	for _, m := range models {
		if strings.HasSuffix(m.Name, "cloud") {
			continue
		}
		d, err := s.Details(ctx, m.Name)
		switch {
		case errors.Is(err, ErrUnreachable) || ctx.Err() != nil:
			return nil, err
		case err == nil && d.Can(capability):
			found = append(found, d)
		}
	}
	if len(found) == 0 {
		e := &Error{Kind: ErrNoModel, Server: s.url, Err: fmt.Errorf("%w: %s", errNothingFits, capability)}
		e.hint = "fetch one: `ollama pull qwen3:8b` to chat, `ollama pull nomic-embed-text` to embed"
		return nil, e
	}
	return found, nil
}

// Pull has the server fetch a model from its registry. progress is told what is being
// done and, for downloads, how many bytes of how many are there.
func (s *Server) Pull(ctx context.Context, name string, progress func(status string, done, total int64)) error {
	complete := false
	err := s.call(ctx, name, func(ctx context.Context) error {
		return s.client.Pull(ctx, &api.PullRequest{Model: name}, func(p api.ProgressResponse) error {
			complete = p.Status == "success"
			progress(p.Status, p.Completed, p.Total)
			return nil
		})
	})
	var e *Error
	switch {
	case err == nil && !complete:
		return &Error{Kind: ErrIncomplete, Model: "ollama:" + name, Server: s.url, Err: errors.New("the download broke off"),
			hint: "run the command again: what has arrived is kept by the server"}
	case errors.As(err, &e) && e.Kind == ErrServer && strings.Contains(err.Error(), "file does not exist"):
		e.Kind, e.Err = ErrNoModel, errors.New("the registry has no model of that name")
		e.hint = "check the spelling: https://ollama.com/search lists the models there are"
	case errors.As(err, &e) && e.Kind == ErrServer:
		e.hint = "the server could not fetch it: it needs a network connection and disk space"
	}
	return err
}
