package model

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// LongTexts says what happens to a text that is longer than an embedding model's
// window.
type LongTexts string

// The values of ServerOptions.Texts.
const (
	SplitLong  LongTexts = ""       // its parts are embedded and their vectors averaged by length; a notice says so
	RefuseLong LongTexts = "refuse" // it is an error
)

// What goes into one request of embeddings at most. The batches of an index, 64 chunks of
// some hundred tokens, are one request each: one that fails half way would be embedded
// again as a whole.
const (
	batchTexts  = 64
	batchTokens = 32768 // by estimate
)

// probe is a text that every embedding model makes a vector of.
const probe = "dimension"

// An embedding is an embedding model: batches, prefixes and long texts, over the one
// request that differs from server to server.
type embedding struct {
	spec   string
	window int // tokens; 0 if unknown
	family family
	long   LongTexts
	log    *slog.Logger
	send   func(ctx context.Context, texts []string) (vectors [][]float32, tokens int, err error)

	learned
	dims  int          // 0 until the first vector came
	split atomic.Int64 // texts that were split
}

// open embeds one word, to learn the dimension.
func (e *embedding) open(ctx context.Context) error {
	first, _, err := e.request(ctx, []string{probe})
	if err != nil {
		return err
	}
	e.dims = len(first[0])
	return nil
}

// Embed implements Embedder. An empty text is an error that says which. A text that is
// longer than the window is split or an error, as the server was opened: half a text is
// never embedded. Where the server makes nothing of some texts while it does of others,
// the error is an *Unembeddable that names them, and the vectors of the others are there.
func (e *embedding) Embed(ctx context.Context, texts []string, kind string) ([][]float32, error) {
	before := e.family.before(kind)
	prepared := make([]string, len(texts))
	for i, t := range texts {
		if strings.TrimSpace(t) == "" {
			return nil, fmt.Errorf("embed text %d of %d with %s: the text is empty", i+1, len(texts), e.spec)
		}
		prepared[i] = before + t
	}
	run := &embedRun{embedding: e, before: len(before)}
	vectors := make([][]float32, 0, len(texts))
	for from := 0; from < len(texts); {
		n := e.batch(prepared[from:])
		v, err := run.halve(ctx, prepared[from:from+n], from)
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, v...)
		from += n
	}
	if len(run.refused) > 0 {
		return vectors, &Unembeddable{Model: e.spec, Texts: run.refused}
	}
	return vectors, nil
}

// batch returns how many of the texts go into the next request. A text that may be too
// long goes alone: it would fail the request for all of them.
func (e *embedding) batch(texts []string) int {
	p := e.Profile()
	total := 0
	for i, t := range texts[:min(len(texts), batchTexts)] {
		n := p.tokens(Tokens(t))
		total += n
		alone := e.window > 0 && n > e.window*9/10
		if i > 0 && (alone || total > batchTokens) {
			return i
		}
		if alone {
			return 1
		}
	}
	return min(len(texts), batchTexts)
}

// parts embeds a text that is too long: in two parts, each split again as needed.
// tooLong is the server's error.
func (e *embedding) parts(ctx context.Context, text string, before, n int, tooLong error) ([]float32, error) {
	var known *Error
	if errors.As(tooLong, &known) && known.Tokens == 0 {
		known.Tokens, known.Window, known.Err = e.Profile().tokens(Tokens(text)), e.window, nil
		known.hint = "make the chunks smaller, use an embedding model with a larger window, or leave out --long-texts refuse"
	}
	if e.long == RefuseLong || len(text)-before < shortestPart {
		return nil, fmt.Errorf("embed text %d: %w", n+1, tooLong)
	}
	e.notice(n, text)
	sum := make([]float64, e.dims)
	if err := e.addParts(ctx, text[:before], text[before:], sum); err != nil {
		return nil, fmt.Errorf("embed text %d in parts: %w", n+1, err)
	}
	v, err := unitVector(sum)
	if err != nil {
		return nil, &Error{Kind: ErrServer, Model: e.spec, Err: err}
	}
	return v, nil
}

// shortestPart is the bytes below which a text is not split any more.
const shortestPart = 64

// notice says that a text is split: the first one aloud.
func (e *embedding) notice(n int, text string) {
	level := slog.LevelInfo
	if e.split.Add(1) == 1 {
		level = slog.LevelWarn
	}
	e.log.Log(context.Background(), level, "a text is longer than the window of the embedding model: its parts are embedded and averaged (--log-level info tells of others)",
		"model", e.spec, "window", e.window, "text", n+1, "bytes", len(text))
}

// addParts embeds both halves of a text, and adds their vectors to sum, each as much as
// it is long.
func (e *embedding) addParts(ctx context.Context, before, text string, sum []float64) error {
	at := middle(text)
	for _, part := range []string{text[:at], text[at:]} {
		if strings.TrimSpace(part) == "" {
			continue
		}
		v, _, err := e.request(ctx, []string{before + part})
		switch {
		case errors.Is(err, ErrTooLong) && len(part) >= shortestPart:
			if err := e.addParts(ctx, before, part, sum); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			addUnit(sum, v[0], float64(len(part)))
		}
	}
	return nil
}

// middle finds where to cut a text in two: at white space near its middle, else
// between two characters.
func middle(text string) int {
	at := len(text) / 2
	if i := strings.LastIndexAny(text[:at], " \n\t"); i > len(text)/4 {
		return i
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// addUnit adds v, at length 1, times weight.
func addUnit(sum []float64, v []float32, weight float64) {
	length := norm(v)
	for i, x := range v {
		sum[i] += weight * float64(x) / length
	}
}

// unitVector brings a sum of vectors to length 1.
func unitVector(sum []float64) ([]float32, error) {
	total := 0.0
	for _, x := range sum {
		total += x * x
	}
	if total == 0 {
		return nil, errors.New("the vectors of its parts cancel out")
	}
	v := make([]float32, len(sum))
	for i, x := range sum {
		v[i] = float32(x / math.Sqrt(total))
	}
	return v, nil
}

func norm(v []float32) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

// request sends one request, checks what comes back, and learns from it. bad are the
// texts whose vectors cannot be searched, with the reasons; if that is every one of them
// it is an error.
func (e *embedding) request(ctx context.Context, batch []string) (vectors [][]float32, bad map[int]error, err error) {
	vectors, tokens, err := e.send(ctx, batch)
	if err != nil {
		return nil, nil, err
	}
	if len(vectors) != len(batch) {
		err = fmt.Errorf("it returned %d vectors for %d texts", len(vectors), len(batch))
		return nil, nil, &Error{Kind: ErrServer, Model: e.spec, Err: err}
	}
	estimate := 0
	for i, v := range vectors {
		estimate += Tokens(batch[i])
		if err := searchable(v, e.dims); err != nil {
			if bad == nil {
				bad = map[int]error{}
			}
			bad[i] = &Error{Kind: ErrServer, Model: e.spec, Err: err}
		}
	}
	if len(batch) > 0 && len(bad) == len(batch) {
		return nil, nil, bad[0]
	}
	e.counted(estimate, tokens)
	return vectors, bad, nil
}

// searchable refuses a vector that could not be searched: of another dimension than
// dims (0: any), of zeros, or with something that is no number.
func searchable(v []float32, dims int) error {
	if len(v) == 0 {
		return errors.New("it returned no vector")
	}
	if dims != 0 && len(v) != dims {
		return fmt.Errorf("it returned a vector of %d dimensions instead of %d", len(v), dims)
	}
	switch length := norm(v); {
	case length == 0:
		return errors.New("it returned a vector of zeros")
	case math.IsNaN(length) || math.IsInf(length, 0):
		return errors.New("it returned a vector with something that is no number")
	}
	return nil
}
