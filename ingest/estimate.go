package ingest

import (
	"context"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"funnel/ingest/extract"
)

// Estimate is about what a plan's Apply would bring.
type Estimate struct {
	Documents int
	Bytes     int64         // of text
	Tokens    int64         // of text, as language models count
	Time      time.Duration // to read and index; vectors come on top
	Sampled   int           // files that were read for it
	// Of these, what would become no document, and the ids of those files.
	Failures, Skips []Failure
	Lost            []string
}

const (
	sampleFiles = 48
	// indexRate is how many bytes of text one goroutine commits and indexes a
	// second, on a machine of 2020.
	indexRate = 2 << 20
)

// Estimate reads a sample of what is new or changed, for at most limit (0 takes
// 3 seconds), and extrapolates by size. It writes nothing.
func (p *Plan) Estimate(ctx context.Context, now func() time.Time, limit time.Duration) Estimate {
	if limit <= 0 {
		limit = 3 * time.Second
	}
	var source, sampled, text, tokens int64
	for _, it := range p.items {
		source += it.length
	}
	e := Estimate{Documents: len(p.items)}
	started := now()
	step := max(1, (len(p.items)+sampleFiles-1)/sampleFiles)
	for i := 0; i < len(p.items) && ctx.Err() == nil && (e.Sampled == 0 || now().Sub(started) < limit); i += step {
		r := p.documents(ctx, p.items[i])
		e.tried(r)
		sampled += p.items[i].length
		for _, d := range r.docs {
			if d != nil {
				text += int64(len(d.Text))
				tokens += Tokens(d.Text)
			}
		}
	}
	sortFailures(e.Failures)
	sortFailures(e.Skips)
	slices.Sort(e.Lost)
	if sampled == 0 {
		return e
	}
	scale := float64(source) / float64(sampled)
	e.Bytes, e.Tokens = int64(float64(text)*scale), int64(float64(tokens)*scale)
	reading := float64(now().Sub(started)) * scale / float64(p.opts.Jobs)
	e.Time = time.Duration(reading) + time.Duration(float64(e.Bytes)/indexRate*float64(time.Second))
	return e
}

// tried counts a file that was read, and keeps what is wrong with it.
func (e *Estimate) tried(r result) {
	e.Sampled++
	e.Failures, e.Skips = append(e.Failures, r.fails...), append(e.Skips, r.skips...)
	if r.err == nil {
		return
	}
	e.Lost = append(e.Lost, r.item.id)
	failure := Failure{r.item.name(), reasonOf(r.err)}
	if skip := (*extract.Skip)(nil); errors.As(r.err, &skip) {
		e.Skips = append(e.Skips, failure)
	} else {
		e.Failures = append(e.Failures, failure)
	}
}

// Tokens is about how many tokens language models count in a text: a quarter of
// its ASCII bytes, and of other characters half (letters) or all (scripts
// without spaces).
func Tokens(text string) int64 {
	ascii, letters, alone := 0, 0, 0
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			ascii++
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if r >= 0x2E80 {
			alone++
		} else {
			letters++
		}
		i += n
	}
	return int64(ascii/4 + letters/2 + alone)
}
