package model

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// Unembeddable says of which texts of a batch an embedding model makes no vector that
// could be searched, while it does of others. It is about the texts: asked again, the
// model would make nothing of them again.
type Unembeddable struct {
	Model string        // spec
	Texts map[int]error // by number in the batch, from 0: what the server did
}

// Error implements error, with the first text's reason.
func (u *Unembeddable) Error() string {
	first := slices.Min(slices.Collect(maps.Keys(u.Texts)))
	s := fmt.Sprintf("embed text %d with %s: %v", first+1, u.Model, u.Texts[first])
	if n := len(u.Texts) - 1; n > 0 {
		s += fmt.Sprintf(" (and %d more)", n)
	}
	return s
}

// Unwrap returns the reasons.
func (u *Unembeddable) Unwrap() []error {
	var list []error
	for _, i := range slices.Sorted(maps.Keys(u.Texts)) {
		list = append(list, u.Texts[i])
	}
	return list
}

// Refused returns Texts: an index keeps them, and does not ask for them again.
func (u *Unembeddable) Refused() map[int]error { return u.Texts }

// An embedRun is one call of Embed.
type embedRun struct {
	*embedding
	before  int           // length of the prefix
	refused map[int]error // by number of the text
	inRow   int           // texts refused since the last vector came
}

// hopeless is how many texts in a row a server may make nothing of before it is taken
// to be at fault itself.
const hopeless = 8

// halve embeds a batch; from is the number of its first text. One text can fail the
// request for all of them: it is too long, or the server's reply cannot be read or says
// nothing but that it failed. So the batch is halved until that text is alone. A text
// that is refused has no vector.
func (r *embedRun) halve(ctx context.Context, batch []string, from int) ([][]float32, error) {
	vectors, bad, err := r.request(ctx, batch)
	switch {
	case err == nil:
		for i, why := range bad {
			vectors[i] = nil
			r.refuse(from+i, why)
		}
		r.inRow = 0
		return vectors, nil
	case len(batch) == 1:
		if errors.Is(err, ErrTooLong) {
			v, tooLong := r.parts(ctx, batch[0], r.before, from, err)
			if tooLong == nil {
				r.inRow = 0
				return [][]float32{v}, nil
			}
			err = tooLong
		}
		return r.alone(ctx, from, err)
	case errors.Is(err, ErrTooLong):
	case !aboutTexts(err) || r.check(ctx) != nil:
		return nil, err
	}
	half := len(batch) / 2
	first, err := r.halve(ctx, batch[:half], from)
	if err != nil {
		return nil, err
	}
	second, err := r.halve(ctx, batch[half:], from+half)
	if err != nil {
		return nil, err
	}
	return append(first, second...), nil
}

// alone decides what the failure of a single text is: the text's if the server still
// embeds the probe, else the server's.
func (r *embedRun) alone(ctx context.Context, n int, err error) ([][]float32, error) {
	unsplit := r.long == SplitLong && errors.Is(err, ErrTooLong) // however short its parts were made
	if !aboutTexts(err) && !unsplit || r.inRow >= hopeless || r.check(ctx) != nil {
		return nil, err
	}
	r.refuse(n, err)
	r.inRow++
	return [][]float32{nil}, nil
}

func (r *embedRun) refuse(n int, why error) {
	if r.refused == nil {
		r.refused = map[int]error{}
	}
	r.refused[n] = why
}

// check embeds the probe.
func (r *embedRun) check(ctx context.Context) error {
	_, _, err := r.request(ctx, []string{probe})
	return err
}

// aboutTexts reports whether a failure may be that of one text, so that other texts
// would not fail: the server is there and answers, but not with vectors.
func aboutTexts(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Kind == ErrServer || e.Kind == ErrDied && e.Status >= http.StatusInternalServerError
}
