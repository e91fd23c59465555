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
	probe, err := e.request(ctx, []string{"dimension"})
	if err != nil {
		return err
	}
	e.dims = len(probe[0])
	return nil
}

// Embed implements Embedder. An empty text is an error that says which. A text that is
// longer than the window is split or an error, as the server was opened: half a text is
// never embedded.
func (e *embedding) Embed(ctx context.Context, texts []string, kind string) ([][]float32, error) {
	before := e.family.before(kind)
	prepared := make([]string, len(texts))
	for i, t := range texts {
		if strings.TrimSpace(t) == "" {
			return nil, fmt.Errorf("embed text %d of %d with %s: the text is empty", i+1, len(texts), e.spec)
		}
		prepared[i] = before + t
	}
	vectors := make([][]float32, 0, len(texts))
	for from := 0; from < len(texts); {
		n := e.batch(prepared[from:])
		v, err := e.halve(ctx, prepared[from:from+n], len(before), from)
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, v...)
		from += n
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

// halve embeds a batch. One text that is too long fails the request for all of them,
// so the batch is halved until that text is alone. before is the length of the prefix,
// from the number of the batch's first text.
func (e *embedding) halve(ctx context.Context, batch []string, before, from int) ([][]float32, error) {
	vectors, err := e.request(ctx, batch)
	if !errors.Is(err, ErrTooLong) {
		return vectors, err
	}
	if len(batch) == 1 {
		v, err := e.parts(ctx, batch[0], before, from, err)
		return [][]float32{v}, err
	}
	half := len(batch) / 2
	first, err := e.halve(ctx, batch[:half], before, from)
	if err != nil {
		return nil, err
	}
	second, err := e.halve(ctx, batch[half:], before, from+half)
	if err != nil {
		return nil, err
	}
	return append(first, second...), nil
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
	return unitVector(sum)
}

// shortestPart is the bytes below which a text is not split any more.
const shortestPart = 64

// notice says that a text is split: the first one aloud.
func (e *embedding) notice(n int, text string) {
	level := slog.LevelInfo
	if e.split.Add(1) == 1 {
		level = slog.LevelWarn
	}
	e.log.Log(context.Background(), level, "a text is longer than the embedding model's window: its parts are embedded and averaged (further ones are logged at level info)",
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
		v, err := e.request(ctx, []string{before + part})
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

// request sends one request, checks what comes back, and learns from it.
func (e *embedding) request(ctx context.Context, batch []string) ([][]float32, error) {
	vectors, tokens, err := e.send(ctx, batch)
	if err != nil {
		return nil, err
	}
	if err := checkVectors(vectors, len(batch), e.dims); err != nil {
		return nil, &Error{Kind: ErrServer, Model: e.spec, Err: err}
	}
	estimate := 0
	for _, t := range batch {
		estimate += Tokens(t)
	}
	e.counted(estimate, tokens)
	return vectors, nil
}

// checkVectors refuses what could not be searched: a wrong number of vectors, a wrong
// or changing dimension, a vector of zeros or with something that is no number.
func checkVectors(vectors [][]float32, n, dims int) error {
	if len(vectors) != n {
		return fmt.Errorf("it returned %d vectors for %d texts", len(vectors), n)
	}
	for i, v := range vectors {
		if dims == 0 {
			dims = len(v)
		}
		if len(v) != dims || dims == 0 {
			return fmt.Errorf("vector %d has %d dimensions, not %d", i+1, len(v), dims)
		}
		if length := norm(v); length == 0 || math.IsNaN(length) || math.IsInf(length, 0) {
			return fmt.Errorf("vector %d has length %v", i+1, length)
		}
	}
	return nil
}
