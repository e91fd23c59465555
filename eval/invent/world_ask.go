package invent

import (
	"fmt"
	"slices"
	"strings"
)

// patience is how often a kind is drawn for one question.
const patience = 60

// ask draws questions of all kinds in turn until there are n, or no more.
func (w *world) ask(n int) []Question {
	d := newDice(w.Uint64(), "questions")
	makers := w.makers(d)
	var list []Question
	seen := map[string]bool{}
	for round := 0; len(list) < n && round < 2*n; round++ {
		for range patience { // after that this world holds no more of that kind
			q, ok := makers[round%len(makers)]()
			if ok && !seen[q.Text] {
				seen[q.Text] = true
				q.ID = fmt.Sprintf("w%04d", len(list)+1)
				list = append(list, q)
				break
			}
		}
	}
	return list
}

// makers are the kinds of questions; each draws one, or says that it could not.
func (w *world) makers(d dice) []func() (Question, bool) {
	k := asker{w, d}
	return []func() (Question, bool){
		k.lookup, k.mismatch, k.superseded, k.twoHops, k.count, k.threeHops, k.compare, k.contradiction,
		k.list, k.fourHops, k.total, k.unanswerable,
	}
}

type asker struct {
	*world
	dice
}

func question(kind, text string, answers []string, evidence ...Evidence) (Question, bool) {
	return Question{Text: text, Meta: Metadata{Kind: kind, Answers: answers, Evidence: evidence}}, true
}

// lookup asks for one fact in about the words of its document.
func (k asker) lookup() (Question, bool) {
	in, c, p := pick(k.dice, k.incidents), pick(k.dice, k.contracts), pick(k.dice, k.projects)
	switch k.IntN(4) {
	case 0:
		return question("lookup", fmt.Sprintf("What was the cause of incident %s?", in.number), []string{in.cause}, k.find(in.id()).evidence("cause"))
	case 1:
		return question("lookup", fmt.Sprintf("What does the supplier deliver under contract %s?", c.number), []string{c.item}, k.find(c.id()).evidence("item"))
	case 2:
		return question("lookup", fmt.Sprintf("How many marks may %s spend?", p.name), []string{money(p.budget)}, k.find(p.id()).evidence("budget"))
	}
	x := pick(k.dice, k.people)
	return question("lookup", fmt.Sprintf("In which year did %s join?", x.name), []string{fmt.Sprint(x.hired)}, k.find(x.id()).evidence("hired"))
}

// mismatch asks for one fact in other words, by a nickname or a badge.
func (k asker) mismatch() (Question, bool) {
	x, p, s := pick(k.dice, k.people), pick(k.dice, k.products), pick(k.dice, k.suppliers)
	switch k.IntN(4) {
	case 0:
		d := k.find(p.id())
		return question("mismatch", fmt.Sprintf("How heavy is the machine that people nickname %s?", p.nick), []string{money(p.weight) + " kg", money(p.weight)}, d.evidence("nick"), d.evidence("weight"))
	case 1:
		d := k.find(x.id())
		return question("mismatch", fmt.Sprintf("What is the occupation of the employee whose pass reads %s?", x.badge), []string{x.role}, d.evidence("name"), d.evidence("role"))
	case 2:
		return question("mismatch", fmt.Sprintf("Who should one ring up at %s?", s.name), []string{s.contact}, k.find(s.id()).evidence("contact"))
	}
	in := pick(k.dice, k.incidents)
	return question("mismatch", fmt.Sprintf("How expensive was the mishap filed as %s according to its own report?", in.number), []string{money(in.cost) + " marks", money(in.cost)}, k.find(in.id()).evidence("cost"))
}

// superseded asks for what holds now, where older versions stand beside.
func (k asker) superseded() (Question, bool) {
	if k.chance(35) {
		p := pick(k.dice, k.policies)
		last := len(p.versions) - 1
		if last == 0 {
			return Question{}, false
		}
		return question("superseded", fmt.Sprintf("What is the limit for %s that holds today?", p.topic), []string{fmt.Sprintf("%d %s", p.versions[last], p.unit), fmt.Sprint(p.versions[last])}, k.find(p.id(last)).evidence("value"))
	}
	c := pick(k.dice, k.contracts)
	if len(c.amendments) == 0 {
		return Question{}, false
	}
	return question("superseded", fmt.Sprintf("What is the current period of notice of contract %s, amendments included?", c.number), []string{monthsOf(c.current())},
		k.find(c.amendmentID(len(c.amendments)-1)).evidence("notice"))
}

// contradiction asks for both of two amounts that documents give.
func (k asker) contradiction() (Question, bool) {
	in := pick(k.dice, k.incidents)
	if in.minutes == nil || in.retold == in.cost {
		return Question{}, false
	}
	q, ok := question("contradiction", fmt.Sprintf("The documents give two different amounts for the damage of %s: which?", in.number), []string{money(in.cost) + " marks|" + money(in.cost), money(in.retold) + " marks|" + money(in.retold)},
		k.find(in.id()).evidence("cost"), k.find(in.minutes.doc).evidence("cost "+in.number))
	q.Meta.List = true
	return q, ok
}

func (k asker) twoHops() (Question, bool) {
	p := pick(k.dice, k.projects)
	if k.chance(50) && p.lead.manager != nil {
		return question("2hop", fmt.Sprintf("Who is the superior of the person who leads %s?", p.name), []string{p.lead.manager.name}, k.find(p.id()).evidence("lead"), k.find(p.lead.id()).evidence("manager"))
	}
	x := pick(k.dice, k.products)
	return question("2hop", fmt.Sprintf("In which city is the maker of the %s of the %s based?", x.part, x.name), []string{x.supplier.city}, k.find(x.id()).evidence("part"), k.find(x.supplier.id()).evidence("city"))
}

func (k asker) threeHops() (Question, bool) {
	in := pick(k.dice, k.incidents)
	x := in.product
	if k.chance(50) {
		return question("3hop", fmt.Sprintf("When was the firm founded that makes the %s of the equipment damaged in %s?", x.part, in.number), []string{fmt.Sprint(x.supplier.founded)},
			k.find(in.id()).evidence("product"), k.find(x.id()).evidence("part"), k.find(x.supplier.id()).evidence("founded"))
	}
	boss := in.reporter.manager
	if boss == nil {
		return Question{}, false
	}
	return question("3hop", fmt.Sprintf("What is the job of the superior of whoever reported %s?", in.number), []string{boss.role},
		k.find(in.id()).evidence("reporter"), k.find(in.reporter.id()).evidence("manager"), k.find(boss.id()).evidence("role"))
}

func (k asker) fourHops() (Question, bool) {
	p := pick(k.dice, k.projects)
	boss := p.lead.manager
	if boss == nil || boss.manager == nil || boss == p.lead {
		return Question{}, false
	}
	return question("4hop", fmt.Sprintf("In which region does the superior of the superior of the head of %s work?", p.name), []string{boss.manager.site.region},
		k.find(p.id()).evidence("lead"), k.find(p.lead.id()).evidence("manager"), k.find(boss.id()).evidence("manager"),
		k.find(boss.manager.id()).evidence("site"), k.find(boss.manager.site.id()).evidence("region"))
}

// Bounds of what a count or a list is over.
const (
	leastCount = 2
	mostCount  = 40
	mostListed = 12
)

// matching are the incidents of a site in a year, of a cause.
func (k asker) matching() (what string, list []*incident, keys []string) {
	s, year, cause := pick(k.dice, k.sites), k.between(2019, 2024), pick(k.dice, causes)
	byCause := k.chance(40) || len(k.incidents)/len(k.sites)/6 > mostCount
	for _, in := range k.incidents {
		if in.site == s && in.date.year == year && (!byCause || in.cause == cause) {
			list = append(list, in)
		}
	}
	if byCause {
		return fmt.Sprintf("at %s in %d were caused by %s", s.name, year, cause), list, []string{"site", "date", "cause"}
	}
	return fmt.Sprintf("happened at %s in %d", s.name, year), list, []string{"site", "date"}
}

// evidenceOf takes the facts keys of all incidents.
func (k asker) evidenceOf(list []*incident, keys ...string) []Evidence {
	var all []Evidence
	for _, in := range list {
		for _, key := range keys {
			all = append(all, k.find(in.id()).evidence(key))
		}
	}
	return all
}

func (k asker) count() (Question, bool) {
	what, list, keys := k.matching()
	if len(list) < leastCount || len(list) > mostCount {
		return Question{}, false
	}
	return question("count", fmt.Sprintf("How many incidents %s?", what), []string{fmt.Sprint(len(list))}, k.evidenceOf(list, keys...)...)
}

func (k asker) list() (Question, bool) {
	what, list, keys := k.matching()
	if len(list) < leastCount || len(list) > mostListed {
		return Question{}, false
	}
	var items []string
	for _, in := range list {
		items = append(items, in.number)
	}
	slices.Sort(items)
	q, ok := question("list", fmt.Sprintf("List the numbers of all incidents that %s.", strings.TrimPrefix(what, "that ")), items, k.evidenceOf(list, keys...)...)
	q.Meta.List = true
	return q, ok
}

func (k asker) total() (Question, bool) {
	x := pick(k.dice, k.products)
	var list []*incident
	sum := 0
	for _, in := range k.incidents {
		if in.product == x {
			list = append(list, in)
			sum += in.cost
		}
	}
	if len(list) < leastCount || len(list) > mostListed {
		return Question{}, false
	}
	return question("total", fmt.Sprintf("What did all incidents with the equipment %s cost together, by their own reports?", x.code), []string{money(sum)}, k.evidenceOf(list, "product", "cost")...)
}

func (k asker) compare() (Question, bool) {
	if k.chance(50) {
		a, b := pick(k.dice, k.products), pick(k.dice, k.products)
		if a.weight == b.weight {
			return Question{}, false
		}
		heavier := a
		if b.weight > a.weight {
			heavier = b
		}
		q, ok := question("compare", fmt.Sprintf("Which is heavier, the %s or the %s?", a.name, b.name), []string{heavier.name}, k.find(a.id()).evidence("weight"), k.find(b.id()).evidence("weight"))
		q.Meta.Choices = []string{a.name, b.name}
		return q, ok
	}
	a, b := pick(k.dice, k.suppliers), pick(k.dice, k.suppliers)
	if a.founded == b.founded {
		return Question{}, false
	}
	older := a
	if b.founded < a.founded {
		older = b
	}
	q, ok := question("compare", fmt.Sprintf("Which firm is older, %s or %s?", a.name, b.name), []string{older.name}, k.find(a.id()).evidence("founded"), k.find(b.id()).evidence("founded"))
	q.Meta.Choices = []string{a.name, b.name}
	return q, ok
}

// unanswerable asks for what no document states, about things that are there
// and things that are not.
func (k asker) unanswerable() (Question, bool) {
	in, c, p, x := pick(k.dice, k.incidents), pick(k.dice, k.contracts), pick(k.dice, k.projects), pick(k.dice, k.people)
	texts := []string{
		fmt.Sprintf("Which insurance paid for %s?", in.number),
		fmt.Sprintf("Which lawyer drafted contract %s?", c.number),
		fmt.Sprintf("What colour is the logo of %s?", p.name),
		fmt.Sprintf("Which university did %s attend?", x.name),
		fmt.Sprintf("What was the cause of incident IR-%d?", 5000+3*len(k.incidents)+k.between(100, 90000)),
		fmt.Sprintf("What is the period of notice of contract C-%d?", 3000+11*len(k.contracts)+k.between(100, 90000)),
	}
	q, ok := question("unanswerable", pick(k.dice, texts), nil)
	q.Meta.Unanswerable = true
	return q, ok
}
