package invent

import (
	"fmt"
	"slices"
	"strings"
)

// NeedlesOptions say what is hidden where. Zero fields take defaults.
type NeedlesOptions struct {
	// Texts are what needles are hidden in, by id; nil: invented ones.
	Texts     map[string]string
	Docs      int // invented texts; 0: 100
	Bytes     int // of an invented text; 0: 8,000
	Questions int // 0: 60
	Needles   int // of a question that asks for several; 0: 4
	Seed      uint64
}

// Needles hides sentences in texts and asks for them: one needle, several over
// several texts, and one among distractors that say the same of others.
func Needles(o NeedlesOptions) *Set {
	d := newDice(o.Seed, "needles")
	names := newNamer(d)
	n := orDefault(o.Needles, 4)
	h := &haystack{dice: d, names: names, lines: map[string][]string{}}
	h.fill(o)
	var list []Question
	for i := range orDefault(o.Questions, 60) {
		id := fmt.Sprintf("n%04d", i+1)
		switch i % 3 {
		case 0:
			list = append(list, h.one(id, 0))
		case 1:
			list = append(list, h.several(id, n))
		default:
			list = append(list, h.one(id, n))
		}
	}
	return h.set(list)
}

func orDefault(n, def int) int {
	if n > 0 {
		return n
	}
	return def
}

// haystack is texts as lines, some of which are needles.
type haystack struct {
	dice
	names   *namer
	ids     []string
	lines   map[string][]string
	needles []needle
}

type needle struct {
	text string // of the line
	doc  string
}

// fill takes the given texts, or invents some.
func (h *haystack) fill(o NeedlesOptions) {
	for id, text := range o.Texts {
		h.ids = append(h.ids, id)
		h.lines[id] = strings.Split(strings.TrimRight(text, "\n"), "\n")
	}
	slices.Sort(h.ids)
	if len(h.ids) > 0 {
		return
	}
	for i := range orDefault(o.Docs, 100) {
		id := fmt.Sprintf("texts/%04d.txt", i+1)
		h.ids = append(h.ids, id)
		for size := 0; size < orDefault(o.Bytes, 8000); {
			line := h.filler()
			h.lines[id] = append(h.lines[id], line)
			size += len(line) + 1
		}
	}
}

// filler is a sentence about nothing that is asked.
func (h *haystack) filler() string {
	return fmt.Sprintf(pick(h.dice, []string{
		"The road to %s was wet, and nobody was in a hurry that %s.",
		"In %s people say that the winter of %s lasts longer than any other.",
		"A cart from %s stood by the gate until %s came.",
		"What they sold in %s was cheap, and by %s it was gone.",
		"The bells of %s rang twice, as they do in %s.",
		"Of %s the old map shows a bridge that fell one %s.",
	}), h.names.word(), pick(h.dice, months))
}

// hide puts a line into a text.
func (h *haystack) hide(text string) int {
	doc := pick(h.dice, h.ids)
	at := h.IntN(len(h.lines[doc]) + 1)
	h.lines[doc] = slices.Insert(h.lines[doc], at, text)
	h.needles = append(h.needles, needle{text, doc})
	return len(h.needles) - 1
}

// one hides a needle, and others that say the same of other places.
func (h *haystack) one(id string, distractors int) Question {
	place, code := h.names.word(), fmt.Sprint(h.between(100000, 999999))
	n := h.hide(fmt.Sprintf("The number of the vault in %s is %s.", place, code))
	for range distractors {
		h.hide(fmt.Sprintf("The number of the vault in %s is %d.", h.names.word(), h.between(100000, 999999)))
	}
	kind := "one"
	if distractors > 0 {
		kind = "distractors"
	}
	return Question{ID: id, Text: fmt.Sprintf("What is the number of the vault in %s?", place),
		Meta: Metadata{Kind: kind, Answers: []string{code}, Shape: "text", Evidence: []Evidence{{Doc: fmt.Sprint(n)}}}}
}

// several hides needles that belong together.
func (h *haystack) several(id string, n int) Question {
	owner := h.names.word()
	q := Question{ID: id, Text: fmt.Sprintf("Which keys does the guild of %s keep? List them all.", owner), Meta: Metadata{Kind: "several", List: true}}
	for i := range n {
		key := h.names.word()
		at := h.hide(fmt.Sprintf("Key %d of the guild of %s is called %s.", i+1, owner, key))
		q.Meta.Answers = append(q.Meta.Answers, key)
		q.Meta.Evidence = append(q.Meta.Evidence, Evidence{Doc: fmt.Sprint(at)})
	}
	return q
}

// set joins the lines and finds where the needles came to stand: lines that
// were hidden later moved those before.
func (h *haystack) set(questions []Question) *Set {
	s := &Set{Questions: questions}
	texts := map[string]string{}
	for _, id := range h.ids {
		texts[id] = strings.Join(h.lines[id], "\n") + "\n"
		s.Docs = append(s.Docs, Doc{ID: id, Title: id, Text: texts[id]})
	}
	for i := range questions {
		for j := range questions[i].Meta.Evidence {
			e := &questions[i].Meta.Evidence[j]
			var n int
			if _, err := fmt.Sscan(e.Doc, &n); err != nil {
				panic("invent: evidence without a needle: " + err.Error())
			}
			at := h.needles[n]
			start := strings.Index(texts[at.doc], at.text)
			*e = Evidence{at.doc, start, start + len(at.text), at.text}
		}
	}
	return s
}
