package invent

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// RecordsOptions say how much is written. Zero fields take defaults.
type RecordsOptions struct {
	Tokens    int // of all documents together, about: 1,000 to 10,000,000; 0: 50,000
	Questions int // 0: 40
	Seed      uint64
}

// Records writes labelled lines and asks what only all of them answer: counts,
// lists, which is most frequent, and pairs that agree.
func Records(o RecordsOptions) *Set {
	d := newDice(o.Seed, "records")
	names := newNamer(d)
	r := &records{dice: d}
	tokens := min(max(orDefault(o.Tokens, 50_000), 1_000), 10_000_000)
	for range min(max(tokens/600, 8), 4000) {
		r.users = append(r.users, strings.ToLower(names.word()))
	}
	r.write(tokens)
	s := &Set{Docs: r.docs}
	makers := []func() (Question, bool){r.count, r.most, r.countOf, r.list, r.pairs}
	seen := map[string]bool{}
	for i := 0; len(s.Questions) < orDefault(o.Questions, 40) && i < 2000; i++ {
		q, ok := makers[i%len(makers)]()
		if !ok || seen[q.Text] {
			continue
		}
		seen[q.Text] = true
		q.ID = fmt.Sprintf("r%04d", len(s.Questions)+1)
		s.Questions = append(s.Questions, q)
	}
	return s
}

type records struct {
	dice
	users []string
	docs  []Doc
	rows  []row
}

type row struct {
	user, label, topic string
	doc                int
	at                 span
}

var (
	labels = []string{"billing", "delivery", "damage", "praise", "question", "return", "access", "noise", "hygiene", "warranty"}
	themes = []string{"the pump", "an invoice", "the north gate", "a parcel", "the lift", "a password", "the heating", "a chair", "the new form", "the parking lot", "a key", "the canteen"}
)

// rowsPerDoc is how many lines a document has.
const rowsPerDoc = 120

// write writes lines until there are about so many tokens (four bytes each).
func (r *records) write(tokens int) {
	var b strings.Builder
	start := 0
	flush := func() {
		if b.Len() > 0 {
			id := fmt.Sprintf("records/%05d.txt", len(r.docs)+1)
			r.docs = append(r.docs, Doc{ID: id, Title: id, Text: b.String()})
			b.Reset()
		}
	}
	for size := 0; size < 4*tokens; {
		if len(r.rows)-start == rowsPerDoc {
			flush()
			start = len(r.rows)
		}
		// Labels and users are skewed: otherwise "most" would have no answer.
		x := row{user: r.users[min(r.IntN(len(r.users)), r.IntN(len(r.users)))], label: labels[min(r.IntN(len(labels)), r.IntN(len(labels)+2))], topic: pick(r.dice, themes), doc: len(r.docs)}
		line := fmt.Sprintf("%05d | %s | user %s | label: %s | about %s", len(r.rows)+1, r.date(2021, 2024).iso(), x.user, x.label, x.topic)
		x.at = span{b.Len(), b.Len() + len(line)}
		b.WriteString(line + "\n")
		size += len(line) + 1
		r.rows = append(r.rows, x)
	}
	flush()
}

// everything is the evidence of what only all documents answer together.
func (r *records) everything() []Evidence {
	list := make([]Evidence, len(r.docs))
	for i, d := range r.docs {
		list[i] = Evidence{Doc: d.ID}
	}
	return list
}

func (r *records) evidence(rows []row) []Evidence {
	var list []Evidence
	for _, x := range rows {
		d := r.docs[x.doc]
		list = append(list, Evidence{d.ID, x.at.start, x.at.end, d.Text[x.at.start:x.at.end]})
	}
	return list
}

func (r *records) where(keep func(row) bool) []row {
	var list []row
	for _, x := range r.rows {
		if keep(x) {
			list = append(list, x)
		}
	}
	return list
}

func (r *records) count() (Question, bool) {
	label := pick(r.dice, labels)
	n := len(r.where(func(x row) bool { return x.label == label }))
	return question("count", fmt.Sprintf("How many of all records have the label %s?", label), []string{fmt.Sprint(n)}, r.everything()...)
}

// countOf counts what a few lines hold, so that they are the evidence.
func (r *records) countOf() (Question, bool) {
	user, label := pick(r.dice, r.users), pick(r.dice, labels)
	rows := r.where(func(x row) bool { return x.user == user && x.label == label })
	if len(rows) == 0 || len(rows) > mostCount {
		return Question{}, false
	}
	return question("count of one", fmt.Sprintf("How many records of user %s have the label %s?", user, label), []string{fmt.Sprint(len(rows))}, r.evidence(rows)...)
}

func (r *records) most() (Question, bool) {
	topic := pick(r.dice, themes)
	n := map[string]int{}
	for _, x := range r.rows {
		if x.topic == topic {
			n[x.label]++
		}
	}
	best := slices.SortedFunc(maps.Keys(n), func(a, b string) int { return cmp.Or(n[b]-n[a], strings.Compare(a, b)) })
	if len(best) < 2 || n[best[0]] == n[best[1]] {
		return Question{}, false
	}
	q, ok := question("most of", fmt.Sprintf("Which label is the most frequent among all records about %s?", topic), []string{best[0]}, r.everything()...)
	q.Meta.Choices = labels
	return q, ok
}

func (r *records) list() (Question, bool) {
	user, topic := pick(r.dice, r.users), pick(r.dice, themes)
	rows := r.where(func(x row) bool { return x.user == user && x.topic == topic })
	var items []string
	for _, x := range rows {
		if !slices.Contains(items, x.label) {
			items = append(items, x.label)
		}
	}
	if len(items) == 0 || len(rows) > mostCount {
		return Question{}, false
	}
	slices.Sort(items)
	q, ok := question("list", fmt.Sprintf("List the labels of all records of user %s about %s, each once.", user, topic), items, r.evidence(rows)...)
	q.Meta.List = true
	return q, ok
}

// pairs counts pairs of users that share a property: every line counts.
func (r *records) pairs() (Question, bool) {
	label, topic := pick(r.dice, labels), pick(r.dice, themes)
	users := map[string]bool{}
	rows := r.where(func(x row) bool { return x.label == label && x.topic == topic })
	for _, x := range rows {
		users[x.user] = true
	}
	n := len(users)
	if n < 2 || len(rows) > 10*mostCount {
		return Question{}, false
	}
	return question("pairs", fmt.Sprintf("How many pairs of different users both have a record with the label %s about %s?", label, topic), []string{fmt.Sprint(n * (n - 1) / 2)}, r.evidence(rows)...)
}
