package invent

import (
	"errors"
	"fmt"
)

// WorldOptions say how large the world is. Zero fields take defaults.
type WorldOptions struct {
	Docs      int // 100 to 50,000; 0: 1,000
	Questions int // 0: 200; fewer where the world holds no more
	Seed      uint64
}

// Bounds of a world.
const (
	MinWorld = 100
	MaxWorld = 50_000
)

// ErrWorldSize is returned for a world that is too small or too large.
var ErrWorldSize = errors.New("a world has 100 to 50,000 documents")

// World invents an organisation and asks about it.
func World(o WorldOptions) (*Set, error) {
	if o.Docs == 0 {
		o.Docs = 1000
	}
	if o.Questions == 0 {
		o.Questions = 200
	}
	if o.Docs < MinWorld || o.Docs > MaxWorld {
		return nil, ErrWorldSize
	}
	w := newWorld(o)
	w.render()
	return &Set{Docs: w.docs, Questions: w.ask(o.Questions)}, nil
}

// world is the relations. Everything that a document states comes from here.
type world struct {
	dice
	name      string
	sites     []*site
	people    []*person
	suppliers []*supplier
	products  []*product
	contracts []*contract
	projects  []*project
	incidents []*incident
	policies  []*policy
	minutes   []*minutes
	mails     int

	docs []Doc
	at   map[string]int // documents by id
}

type site struct {
	name, region string
	opened       int
	manager      *person
}

type person struct {
	name, role, badge string
	site              *site
	manager           *person // nil: the head of the organisation
	hired             int
}

type supplier struct {
	name, city string
	founded    int
	contact    string
}

type product struct {
	name, code, nick string
	weight           int // kilograms
	part             string
	supplier         *supplier // of the part
	price            int
}

type contract struct {
	number     string
	supplier   *supplier
	item       string
	notice     int // months
	value      int
	signer     *person
	signed     date
	amendments []amendment // each replaces the notice of the one before
}

type amendment struct {
	number string
	notice int
	signed date
}

type project struct {
	name     string
	lead     *person
	site     *site
	budget   int
	deadline date
}

type incident struct {
	number   string
	site     *site
	product  *product
	reporter *person
	date     date
	cause    string
	cost     int
	severity int
	retold   int // what minutes give as its cost, 0: nothing
	minutes  *minutes
}

type policy struct {
	topic    string
	unit     string
	versions []int // the last one holds
	years    []int
}

type minutes struct {
	doc       string // its id
	site      *site
	date      date
	incidents []*incident
	projects  []*project
}

// Shares of the documents, in thousands.
const (
	shareIncidents = 240
	sharePeople    = 180
	shareContracts = 100
	shareProducts  = 70
	shareSuppliers = 50
	shareProjects  = 100
	shareMinutes   = 70
	sharePolicies  = 12
	shareSites     = 12
)

func newWorld(o WorldOptions) *world {
	d := newDice(o.Seed, "world")
	w := &world{dice: d, at: map[string]int{}}
	names := newNamer(d)
	w.name = names.word() + " Works"
	of := func(share, least int) int { return max(least, o.Docs*share/1000) }
	regions := []string{names.word() + " Coast", names.word() + " Valley", names.word() + " Plain", names.word() + " Hills"}
	for range of(shareSites, 4) {
		w.sites = append(w.sites, &site{name: names.word(), region: pick(d, regions), opened: d.between(1951, 2016)})
	}
	w.addPeople(names, of(sharePeople, 15))
	for range of(shareSuppliers, 5) {
		w.suppliers = append(w.suppliers, &supplier{name: names.word() + pick(d, firmKinds), city: names.word(), founded: d.between(1890, 2012), contact: names.person([]string{names.word()})})
	}
	w.addProducts(names, of(shareProducts, 6))
	w.addContracts(of(shareContracts, 10))
	for range of(shareProjects, 8) {
		lead := pick(d, w.people)
		w.projects = append(w.projects, &project{name: "Project " + names.word(), lead: lead, site: pick(d, w.sites), budget: d.between(20, 900) * 1000, deadline: d.date(2023, 2027)})
	}
	w.addIncidents(of(shareIncidents, 20))
	w.addPolicies(of(sharePolicies, 3))
	w.addMinutes(of(shareMinutes, 6))
	w.mails = o.Docs - w.made()
	for i := len(w.contracts) - 1; w.mails < 0 && i >= 0; i-- { // only the smallest worlds overflow
		w.mails += len(w.contracts[i].amendments)
		w.contracts[i].amendments = nil
	}
	return w
}

// made counts the documents of everything but the mails.
func (w *world) made() int {
	n := len(w.sites) + len(w.people) + len(w.suppliers) + len(w.products) + len(w.contracts) + len(w.projects) + len(w.incidents) + len(w.minutes)
	for _, c := range w.contracts {
		n += len(c.amendments)
	}
	for _, p := range w.policies {
		n += len(p.versions)
	}
	return n
}

var (
	firmKinds = []string{" & Sons", " Metals", " Trading", " Foundry", " Supplies", " Brothers", " Instruments", " Timber"}
	roles     = []string{"purchasing officer", "yard foreman", "safety inspector", "fitter", "surveyor", "accountant", "crane driver", "clerk", "electrician", "quality auditor", "store keeper", "planner"}
	parts     = []string{"gear case", "impeller", "main bearing", "control unit", "hull plate", "winding", "pressure valve", "brake disc", "rotor shaft", "seal ring"}
	things    = []string{"winch", "pump", "hoist", "compressor", "dredger", "crane", "conveyor", "generator", "capstan", "press"}
	causes    = []string{"a worn seal", "a wrong setting", "ice on the rails", "a cracked weld", "a missing guard", "a loose cable", "overload", "a blocked filter", "a software fault", "poor light"}
	goods     = []string{"sheet steel", "lubricants", "bearings", "timber", "safety gear", "cables", "paint", "fuel", "spare valves", "freight"}
	topics    = []struct{ topic, unit string }{
		{"overtime per month", "hours"}, {"approval limit of a foreman", "marks"}, {"retention of inspection records", "years"}, {"rest between shifts", "hours"},
		{"storage of solvents", "litres"}, {"visitor badges", "days"}, {"travel allowance", "marks"}, {"speed in the yard", "km/h"}, {"parental leave", "weeks"},
		{"tool loans", "days"}, {"noise exposure", "minutes"}, {"lifting without help", "kilograms"}, {"trial period", "months"}, {"petty cash", "marks"}, {"ladder inspections", "months"},
	}
)

func (w *world) addPeople(names *namer, n int) {
	last := make([]string, max(8, n/4))
	for i := range last {
		last[i] = names.word()
	}
	for i := range n {
		p := &person{name: names.person(last), role: pick(w.dice, roles), badge: fmt.Sprintf("E%05d", 10000+7*i), site: pick(w.dice, w.sites), hired: w.between(1988, 2024)}
		if i > 0 {
			p.manager = w.people[w.IntN(max(1, i/3+1))]
		}
		w.people = append(w.people, p)
	}
	for i, s := range w.sites {
		s.manager = w.people[i%len(w.people)]
		s.manager.role = "site manager"
	}
}

func (w *world) addProducts(names *namer, n int) {
	for i := range n {
		w.products = append(w.products, &product{
			name: names.word() + " " + pick(w.dice, things), code: fmt.Sprintf("K%d-%c", 200+3*i, 'A'+w.IntN(20)), nick: "the " + pick(w.dice, nickA) + " " + names.word(),
			weight: w.between(40, 9800), part: pick(w.dice, parts), supplier: pick(w.dice, w.suppliers), price: w.between(9, 800) * 100,
		})
	}
}

var nickA = []string{"Old", "Grey", "Little", "Blind", "Lazy", "Singing", "Iron", "Crooked", "Happy", "Slow"}

func (w *world) addContracts(n int) {
	for i := range n {
		c := &contract{
			number: fmt.Sprintf("C-%d", 3000+11*i), supplier: pick(w.dice, w.suppliers), item: pick(w.dice, goods), notice: w.between(1, 12),
			value: w.between(5, 900) * 1000, signer: pick(w.dice, w.people), signed: w.date(2014, 2019),
		}
		if w.chance(45) {
			for k := range w.between(1, 2) {
				before := c.current()
				a := amendment{number: fmt.Sprintf("%s/%d", c.number, k+1), notice: w.between(1, 12), signed: w.date(2020+2*k, 2021+2*k)}
				for a.notice == before || a.notice == c.notice {
					a.notice = w.between(1, 18)
				}
				c.amendments = append(c.amendments, a)
			}
		}
		w.contracts = append(w.contracts, c)
	}
}

// current is the notice period that holds.
func (c *contract) current() int {
	if n := len(c.amendments); n > 0 {
		return c.amendments[n-1].notice
	}
	return c.notice
}

func (w *world) addIncidents(n int) {
	for i := range n {
		w.incidents = append(w.incidents, &incident{
			number: fmt.Sprintf("IR-%d", 5000+3*i), site: pick(w.dice, w.sites), product: pick(w.dice, w.products), reporter: pick(w.dice, w.people),
			date: w.date(2019, 2024), cause: pick(w.dice, causes), cost: w.between(3, 990) * 100, severity: w.between(1, 4),
		})
	}
}

func (w *world) addPolicies(n int) {
	for i := range n {
		t := topics[i%len(topics)]
		p := &policy{topic: t.topic, unit: t.unit}
		if i >= len(topics) {
			p.topic += " at " + w.sites[i/len(topics)%len(w.sites)].name
		}
		value, year := w.between(2, 40)*5, w.between(2009, 2014)
		for range w.between(1, 3) {
			p.versions, p.years = append(p.versions, value), append(p.years, year)
			value, year = value+5*w.between(1, 6), year+w.between(2, 4)
		}
		w.policies = append(w.policies, p)
	}
}

// addMinutes lets meetings retell incidents of their site, now and then with
// another amount, and mention projects.
func (w *world) addMinutes(n int) {
	open := map[*site][]*incident{}
	for _, in := range w.incidents {
		open[in.site] = append(open[in.site], in)
	}
	for i := range n {
		m := &minutes{site: w.sites[i%len(w.sites)], date: w.date(2020, 2025)}
		for len(m.incidents) < 3 && len(open[m.site]) > 0 {
			in := open[m.site][0]
			open[m.site] = open[m.site][1:]
			in.minutes, in.retold = m, in.cost
			if w.chance(50) {
				in.retold = in.cost + 100*w.between(1, 60)
			}
			m.incidents = append(m.incidents, in)
		}
		for range 2 {
			m.projects = append(m.projects, pick(w.dice, w.projects))
		}
		w.minutes = append(w.minutes, m)
	}
}
