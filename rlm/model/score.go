package model

import (
	"math"
	"slices"
)

// How a unit is scored. A term counts fully where it stands in the unit, and in part
// where it stands around it. The weights were set on the development sets that
// TestReading reads; most of them may vary by a third without changing much.
const (
	partWeight   = 0.6 // a word that begins the same
	looseWeight  = 0.8 // a name or identifier in another case or form
	leadWeight   = 0.7 // in the heading above, or in the line that introduces the unit
	titleWeight  = 0.7 // in the title of the text
	prevWeight   = 0.5 // in the sentence before, of the same paragraph
	nextWeight   = 0.3 // in the sentence after
	ownShare     = 0.3 // of the score: what stands in the unit itself once more
	typeBonus    = 0.1 // for holding what the question expects; as much off for not
	lengthMalus  = 0.12
	headingMalus = 0.5 // a heading seldom answers
	codeMalus    = 0.8 // nor does a line of code

	minCoverage = 0.45 // of the question's weight, surroundings counted: else it is not answered
	minOwn      = 0.15 // of the question's weight in the unit itself
	candidates  = 48   // units that are looked at closely
)

// A scored unit is a unit of one of the texts with its score; cover is in [0,1].
type scored struct {
	unit
	text         int // which text
	index        int // which unit of it
	own, context uint64
	part, loose  uint64
	score, cover float64
}

// A reading is the units of some texts, compared with one question.
type reading struct {
	q      *question
	texts  []string
	titles []string
	units  []scored
	weight []float64 // of each term: its kind and its rarity over the units
	total  float64
}

// read segments the texts and scores their units; titles[i], if there are titles, is
// what text i is called.
func read(q *question, texts, titles []string) *reading {
	r := &reading{q: q, texts: texts, titles: titles}
	df := make([]int, len(q.terms))
	var buf []byte
	for i, text := range texts {
		var head, lead span
		var headMask, leadMask uint64
		units := segment(text)
		for j, u := range units {
			s := scored{unit: u, text: i, index: j}
			buf = r.mask(text, u.span, buf, &s)
			if u.head != head {
				head = u.head
				buf, headMask = r.around(text, head, buf)
			}
			if u.lead != lead {
				lead = u.lead
				buf, leadMask = r.around(text, lead, buf)
			}
			s.context = headMask | leadMask
			for m, t := s.own|s.part, 0; m != 0; m, t = m>>1, t+1 {
				df[t] += int(m & 1)
			}
			r.units = append(r.units, s)
		}
	}
	r.weigh(df)
	return r
}

// mask sets which terms the span holds.
func (r *reading) mask(text string, s span, buf []byte, into *scored) []byte {
	exact := uint64(0)
	words(text, s, func(w word) {
		buf = r.q.matches(text[w.start:w.end], buf, func(t int, m match) {
			switch m {
			case exactMatch:
				exact |= 1 << t
				into.own |= 1 << t
			case fullMatch:
				into.own |= 1 << t
			case partMatch:
				into.part |= 1 << t
			}
		})
	})
	into.loose = into.own &^ exact
	into.part &^= into.own
	return buf
}

// around returns which terms stand in a heading or lead.
func (r *reading) around(text string, s span, buf []byte) ([]byte, uint64) {
	var at scored
	if s.end-s.start <= maxUnit {
		buf = r.mask(text, s, buf, &at)
	}
	return buf, at.own | at.part
}

// weigh sets the terms' weights: what kind of word it is times ln(1 + (N+1)/(df+½)). A
// word that occurs nowhere weighs as much as one that occurs once, lest a short text be
// found silent for want of a single word.
func (r *reading) weigh(df []int) {
	n := float64(len(r.units))
	for i, t := range r.q.terms {
		w := t.weight * math.Log(1+(n+1)/(float64(max(df[i], 1))+0.5))
		r.weight = append(r.weight, w)
		r.total += w
	}
}

// best returns the units that may answer, best first: score descending, then in the
// order of the texts. It returns none if nothing covers the question.
func (r *reading) best() []scored {
	if r.total == 0 {
		return nil
	}
	titles := make([]uint64, len(r.texts))
	for i := range r.titles {
		_, titles[i] = r.around(r.titles[i], span{0, len(r.titles[i])}, nil)
	}
	for i := range r.units {
		r.cover(i, titles[r.units[i].text])
	}
	top := r.top(candidates)
	for i := range top {
		r.refine(&top[i])
	}
	slices.SortStableFunc(top, byScore)
	return slices.DeleteFunc(top, func(s scored) bool { return s.cover < minCoverage })
}

// cover sets how much of the question a unit covers.
func (r *reading) cover(i int, title uint64) {
	u := &r.units[i]
	if u.own|u.part == 0 {
		return
	}
	var prev, next uint64
	if i > 0 && r.units[i-1].para == u.para && r.units[i-1].text == u.text {
		prev = r.units[i-1].own
	}
	if i+1 < len(r.units) && r.units[i+1].para == u.para && r.units[i+1].text == u.text {
		next = r.units[i+1].own
	}
	own, sum := 0.0, 0.0
	for t, w := range r.weight {
		bit := uint64(1) << t
		m := 0.0
		switch {
		case u.own&bit != 0:
			m = 1
			if u.loose&bit != 0 && r.q.terms[t].name {
				m = looseWeight
			}
			own += w * m
		case u.part&bit != 0:
			m = partWeight
			own += w * m
		}
		m = max(m, weightIf(u.context&bit, leadWeight), weightIf(title&bit, titleWeight), weightIf(prev&bit, prevWeight), weightIf(next&bit, nextWeight))
		sum += w * m
	}
	if own < minOwn*r.total {
		return
	}
	u.cover = sum / r.total
	length := float64(u.end - u.start)
	u.score = ((1-ownShare)*sum + ownShare*own) / r.total / (1 + lengthMalus*max(0, math.Log(length/220)))
	switch u.kind {
	case unitHeading:
		u.score *= headingMalus
	case unitCode:
		u.score *= codeMalus
	}
}

func weightIf(bit uint64, w float64) float64 {
	if bit == 0 {
		return 0
	}
	return w
}

// top returns the n units of the highest score above zero.
func (r *reading) top(n int) []scored {
	var top []scored
	floor := 0.0
	for _, u := range r.units {
		if u.score <= floor {
			continue
		}
		top = append(top, u)
		if len(top) >= 4*n {
			slices.SortStableFunc(top, byScore)
			top = top[:n]
			floor = top[n-1].score
		}
	}
	slices.SortStableFunc(top, byScore)
	return top[:min(n, len(top))]
}

func byScore(a, b scored) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	case a.text != b.text:
		return a.text - b.text
	}
	return a.index - b.index
}

// refine adds to a unit's score what takes a closer look: whether it holds what the
// question expects.
func (r *reading) refine(u *scored) {
	if r.q.expect == anyAnswer {
		return
	}
	var buf []byte
	known := func(w string) bool {
		hit := false
		buf = r.q.matches(w, buf, func(_ int, m match) { hit = hit || m != partMatch })
		return hit && !errorName(w)
	}
	if holds(r.texts[u.text], u.span, r.q.expect, known) {
		u.score += typeBonus
	} else {
		u.score -= typeBonus
	}
}
