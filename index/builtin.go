package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"funnel/index/embed"
	"funnel/store"
)

// Builtin is the embedder that needs no model server: latent semantic analysis fitted on the collection itself
// (embed.LSA), and hashed spellings (embed.Hashing) until there is something to fit on. Like an index it is derived from
// the store and lies in a folder of its own:
//
//	DIR/CURRENT       the name of the model in use, and the sequence number and chunks it was fitted at
//	DIR/lsa-HASH      a fitted model, named by its content
//
// A model never changes; a collection that has grown gets another one, under another fingerprint.
type Builtin struct {
	dir string
	embedder
	fitted int64 // sequence number up to which documents were looked at
	chunks int   // that there were
}

// embedder is what a Builtin embeds with.
type embedder interface {
	Embed(ctx context.Context, texts []string, kind string) ([][]float32, error)
	Fingerprint() string
}

const (
	fitMost   = 8000 // chunks that a model is fitted on: 3 s of one processor, 200 MB
	fitSmall  = 1000 // a collection of so many chunks is fitted anew with every change, so that a rebuild makes the same model
	fitGrowth = 4    // a model of a larger one is refitted when a quarter of what it was fitted on has come or gone since
	fitSeed   = 1
	modelName = "lsa-"
)

// fittedLSA is a model with its fingerprint.
type fittedLSA struct {
	*embed.LSA
	fingerprint string
}

// Fingerprint names the model by its content: "builtin-lsa-HASH".
func (f fittedLSA) Fingerprint() string { return f.fingerprint }

// Fitted reports whether there is a fitted model.
func (b *Builtin) Fitted() bool { return b.fitted > 0 }

// OpenBuiltin opens the model of dir. One that is missing or damaged is as if it had never been fitted, and said so in
// the log: Refit makes the same one again from the same documents.
func OpenBuiltin(log *slog.Logger, dir string) (*Builtin, error) {
	b := &Builtin{dir: dir, embedder: embed.Builtin(0)}
	line, err := os.ReadFile(filepath.Join(dir, nameCurrent))
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open embedder: %w", err)
	}
	next, err := b.load(string(line))
	if err != nil {
		log.Warn("the fitted embedder cannot be read and will be fitted anew", "dir", dir, "reason", err)
		return b, nil
	}
	return next, nil
}

// load reads what a line of CURRENT names.
func (b *Builtin) load(line string) (*Builtin, error) {
	f := strings.Fields(line)
	if len(f) != 3 || !strings.HasPrefix(f[0], modelName) || f[0] != filepath.Base(f[0]) {
		return nil, fmt.Errorf("%w: %s names %q", embed.ErrModel, nameCurrent, line)
	}
	seq, err := strconv.ParseInt(f[1], 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", embed.ErrModel, err)
	}
	chunks, err := strconv.Atoi(f[2])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", embed.ErrModel, err)
	}
	data, err := os.ReadFile(filepath.Join(b.dir, f[0]))
	if err != nil {
		return nil, err
	}
	if modelFile(data) != f[0] {
		return nil, fmt.Errorf("%w: its content changed", embed.ErrModel)
	}
	m, err := embed.ParseLSA(data, meaningful())
	if err != nil {
		return nil, err
	}
	return &Builtin{b.dir, fittedLSA{m, "builtin-" + f[0]}, seq, chunks}, nil
}

// modelFile names a model by its content.
func modelFile(data []byte) string {
	sum := sha256.Sum256(data)
	return modelName + hex.EncodeToString(sum[:8])
}

// meaningful is the analyzer as an embedder sees it: words, parts and pairs of runes.
func meaningful() embed.Terms {
	pool := newAnalyzerPool()
	return func(text string, emit func(term string)) {
		a := pool.get()
		defer pool.put(a)
		a.analyze(text, func(_ string, terms []term) {
			for _, t := range terms {
				if t.kind == kindWord || t.kind == kindGram {
					emit(t.text)
				}
			}
		})
	}
}

// Refit fits a model on src if it is small and has changed, or has grown or shrunk by a quarter since the last fit, and returns
// the embedder to use: b itself if it has not. The new one is not the current one until Keep. Documents with labels are
// embedded, and not fitted on: what everyone's vectors are made of must not depend on what only some may see. relabelled says
// that labels have changed since, which src does not number.
func (b *Builtin) Refit(ctx context.Context, src Source, relabelled bool) (*Builtin, error) {
	head, err := src.Head(ctx)
	if err != nil || head == b.fitted && !relabelled {
		return b, err
	}
	changes, err := allChanges(ctx, src, 0)
	if err != nil {
		return b, err
	}
	total, grown := 0, 0
	for _, c := range changes {
		if !c.Deleted {
			total += c.Chunks
			if c.Seq > b.fitted {
				grown += c.Chunks
			}
		}
	}
	if total == 0 || b.fitted > 0 && total > fitSmall && max(grown, b.chunks-total)*fitGrowth < b.chunks {
		return b, nil
	}
	m, err := embed.Fit(ctx, sampled(ctx, src, changes, total), meaningful(), embed.FitOptions{Seed: fitSeed})
	if err != nil {
		return b, err
	}
	if m.Dims() < 2 {
		return b, nil // nothing to fit on
	}
	data, err := m.MarshalBinary()
	if err != nil {
		return b, err
	}
	name := modelFile(data)
	if err := b.write(name, data); err != nil {
		return b, fmt.Errorf("keep fitted embedder: %w", err)
	}
	return &Builtin{b.dir, fittedLSA{m, "builtin-" + name}, head, total}, nil
}

// write puts a model's file in its place.
func (b *Builtin) write(name string, data []byte) error {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	temp := filepath.Join(b.dir, name+suffixTemp)
	if err := os.WriteFile(temp, data, 0o600); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Join(b.dir, name))
}

// Keep makes b the current model of its folder and removes the others.
func (b *Builtin) Keep() error {
	name, ok := strings.CutPrefix(b.Fingerprint(), "builtin-")
	if !ok || !strings.HasPrefix(name, modelName) {
		return nil // nothing was fitted
	}
	temp := filepath.Join(b.dir, nameCurrent+suffixTemp)
	if err := errors.Join(os.WriteFile(temp, fmt.Appendf(nil, "%s %d %d\n", name, b.fitted, b.chunks), 0o600),
		os.Rename(temp, filepath.Join(b.dir, nameCurrent))); err != nil {
		return fmt.Errorf("keep fitted embedder: %w", err)
	}
	entries, err := os.ReadDir(b.dir)
	if err != nil {
		return fmt.Errorf("keep fitted embedder: %w", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), modelName) && e.Name() != name {
			os.Remove(filepath.Join(b.dir, e.Name())) // one that cannot be removed is removed after the next fit
		}
	}
	return nil
}

// sampled lists the chunks to fit on by document and ordinal: all, or of more than fitMost those whose hash is low.
func sampled(ctx context.Context, src Source, changes []store.Change, total int) embed.Texts {
	limit := uint64(math.MaxUint64)
	if total > fitMost {
		limit = uint64(float64(math.MaxUint64) * fitMost / float64(total))
	}
	return func(yield func(string) error) error {
		return eachByID(ctx, src, changes, func(d *store.Document) error {
			if len(d.Labels) > 0 {
				return nil
			}
			for ord := range d.Chunks {
				if lowHash(d.ID, ord) > limit {
					continue
				}
				if err := yield(d.Passage(ord)); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// lowHash spreads chunks evenly over the numbers.
func lowHash(doc string, ord int) uint64 {
	h := fnv.New64a()
	h.Write([]byte(chunkID(doc, ord)))
	x := h.Sum64()
	x = (x ^ x>>32) * 0xd6e8feb86659fd93
	return x ^ x>>32
}

// eachByID reads the documents of changes in the order of their ids, so many at a time as have pageChunks.
func eachByID(ctx context.Context, src Source, changes []store.Change, fn func(*store.Document) error) error {
	live := slices.DeleteFunc(slices.Clone(changes), func(c store.Change) bool { return c.Deleted })
	slices.SortFunc(live, func(a, b store.Change) int { return strings.Compare(a.ID, b.ID) })
	for len(live) > 0 {
		n := portion(live, pageChunks)
		ids := make([]string, n)
		for i, c := range live[:n] {
			ids[i] = c.ID
		}
		docs, err := src.Documents(ctx, ids)
		if err != nil {
			return err
		}
		for _, d := range docs {
			if err := fn(d); err != nil {
				return err
			}
		}
		live = live[n:]
	}
	return nil
}

// pageChunks is how many chunks are read at a time: 2 MB of text.
const pageChunks = 1000
