package eval

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"funnel/store"
)

// evidence finds a question's gold evidence in what a model is shown. Spans
// are compared as text with white space folded, because prompts and programs
// cut, fold and quote documents in their own ways; a span that is too short to
// be told from chance is looked for with the words around it.
type evidence struct {
	pieces []wanted
	finder finder
}

// wanted is one piece of evidence: any of its alternatives will do.
type wanted []alternative

// alternative is a span. Of a span every needle must be there; of a whole
// document that is long, one of the needles, which are spread over it, is
// enough: no prompt is expected to hold it all.
type alternative struct {
	doc     string
	span    Span
	around  Span   // the same, widened where it is short: what needles are cut from
	text    string // of the span; the document's beginning for a whole one
	needles []int
	any     bool
}

// Bounds of needles, in bytes of folded text.
const (
	shortSpan   = 48   // a span below this is looked for with its surroundings
	surround    = 40   // so far to either side
	longDoc     = 1200 // a whole document above this may be shown in part
	needleEvery = 300  // a needle at least this often in a long document
	needleSize  = 60
)

// newEvidence reads the documents that hold the question's evidence.
func newEvidence(ctx context.Context, q *Question, texts Texts) (*evidence, error) {
	e := &evidence{}
	docs := map[string]*store.Document{}
	for _, piece := range q.Pieces() {
		var w wanted
		for _, s := range piece {
			if docs[s.Doc] == nil {
				d, err := texts.Document(ctx, s.Doc)
				if err != nil {
					return nil, fmt.Errorf("read evidence of %s: %w", q.ID, err)
				}
				docs[s.Doc] = d
			}
			w = append(w, e.alternatives(s, docs[s.Doc].Text)...)
		}
		e.pieces = append(e.pieces, w)
	}
	e.finder.seal()
	return e, nil
}

// alternatives are the ways to recognise a span. A short one is looked for
// with the text around it, or by itself beside the name of its document, as
// searches and greps show it.
func (e *evidence) alternatives(s Span, text string) []alternative {
	a := alternative{doc: s.Doc, span: s, around: s, text: clipText(text, 400)}
	if s.Whole() {
		a.any = len(text) > longDoc
		a.needles = e.find(needlesOf(text, a.any))
		return []alternative{a}
	}
	start, end := min(s.Start, len(text)), min(s.End, len(text))
	a.text = text[start:end]
	if end-start >= shortSpan {
		a.needles = e.find(needlesOf(a.text, false))
		return []alternative{a}
	}
	named := a
	named.needles = append(e.find(needlesOf(a.text, false)), e.finder.add(foldSpace(s.Doc)))
	start, end = widened(text, start, end)
	a.around = Span{Doc: s.Doc, Start: start, End: end}
	a.needles = e.find([]string{foldSpace(text[start:end])})
	return []alternative{a, named}
}

// find adds needles to what is looked for.
func (e *evidence) find(needles []string) []int {
	list := make([]int, 0, len(needles))
	for _, n := range needles {
		if len(n) >= 8 || len(needles) == 1 { // shorter ones stand everywhere
			list = append(list, e.finder.add(n))
		}
	}
	return list
}

// widened moves the ends outwards by surround, whole characters.
func widened(text string, start, end int) (int, int) {
	start, end = max(0, start-surround), min(len(text), end+surround)
	for start > 0 && !utf8.RuneStart(text[start]) {
		start--
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	return start, end
}

// needlesOf cuts text into lines and sentences, folded; sparse takes a short
// one out of every few hundred bytes.
func needlesOf(text string, sparse bool) []string {
	var list []string
	since := needleEvery
	for line := range strings.SplitSeq(text, "\n") {
		for line != "" {
			part := line
			if i := strings.Index(line, ". "); i >= 0 {
				part = line[:i+1]
			}
			line = line[len(part):]
			folded := foldSpace(part)
			since += len(part)
			if sparse {
				if since < needleEvery || len(folded) < needleSize/2 {
					continue
				}
				folded, since = clipText(folded, needleSize), 0
			}
			if folded != "" {
				list = append(list, folded)
			}
		}
	}
	return list
}

// clipText is at most n bytes of s, whole characters.
func clipText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// in reports for each piece whether text holds it.
func (e *evidence) in(text string) []bool { return e.piecesIn(e.finder.find(text)) }

// piecesIn reports for each piece whether the needles found make it up.
func (e *evidence) piecesIn(found []bool) []bool {
	out := make([]bool, len(e.pieces))
	for i, w := range e.pieces {
		out[i] = w.in(found)
	}
	return out
}

func (w wanted) in(found []bool) bool {
	for _, a := range w {
		n := 0
		for _, needle := range a.needles {
			if found[needle] {
				n++
			}
		}
		if n > 0 && (a.any || n == len(a.needles)) {
			return true
		}
	}
	return false
}

// all reports whether every one is true, and that there is one.
func all(list []bool) bool {
	for _, ok := range list {
		if !ok {
			return false
		}
	}
	return len(list) > 0
}

func countTrue(list []bool) int {
	n := 0
	for _, ok := range list {
		if ok {
			n++
		}
	}
	return n
}
