package invent

import (
	"fmt"
	"slices"
	"strings"
)

// render writes all documents. A document states its facts in one of several
// forms (a form sheet, prose, a mail, a table), in words of its own, and says
// more than it is asked: other people, products and figures stand beside.
func (w *world) render() {
	for i, s := range w.sites {
		w.add(w.siteDoc(i, s))
	}
	for _, p := range w.people {
		w.add(w.personDoc(p))
	}
	for i, s := range w.suppliers {
		w.add(w.supplierDoc(i, s))
	}
	for _, p := range w.products {
		w.add(w.productDoc(p))
	}
	for _, c := range w.contracts {
		w.add(w.contractDoc(c))
		for i := range c.amendments {
			w.add(w.amendmentDoc(c, i))
		}
	}
	for i, p := range w.projects {
		w.add(w.projectDoc(i, p))
	}
	for _, in := range w.incidents {
		w.add(w.incidentDoc(in))
	}
	for i, p := range w.policies {
		for k := range p.versions {
			w.add(w.policyDoc(i, k, p))
		}
	}
	for i, m := range w.minutes {
		w.add(w.minutesDoc(i, m))
	}
	for i := range w.mails {
		w.add(w.mailDoc(i))
	}
	slices.SortFunc(w.docs, func(a, b Doc) int { return strings.Compare(a.ID, b.ID) })
	for i := range w.docs {
		w.at[w.docs[i].ID] = i
	}
}

func (w *world) add(d Doc) { w.docs = append(w.docs, d) }

// find is a document by its id.
func (w *world) find(id string) *Doc { return &w.docs[w.at[id]] }

// slug makes a file name of a name.
func slug(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.NewReplacer("/", "-", "&", "and").Replace(name)), " ", "-")
}

func (s *site) id() string     { return "sites/" + slug(s.name) + ".md" }
func (p *person) id() string   { return "people/" + p.badge + ".txt" }
func (p *product) id() string  { return "products/" + p.code + ".md" }
func (c *contract) id() string { return "contracts/" + c.number + ".txt" }
func (c *contract) amendmentID(i int) string {
	return "contracts/" + slug(c.amendments[i].number) + "-amendment.txt"
}
func (p *project) id() string  { return "projects/" + slug(p.name) + ".md" }
func (s *supplier) id() string { return "suppliers/" + slug(s.name) + ".txt" }
func (in *incident) id() string {
	return fmt.Sprintf("incidents/%d/%s.txt", in.date.year, in.number)
}
func (p *policy) id(k int) string {
	return fmt.Sprintf("policies/%s-%d.md", slug(strings.ReplaceAll(p.topic, " ", "-")), p.years[k])
}

func (w *world) siteDoc(_ int, s *site) Doc {
	p := newPage()
	p.line("# The site at %s\n", s.name)
	p.fact("region", "%s lies in the %s.", s.name, s.region)
	p.fact("opened", "The first shed at %s was opened in %d.", s.name, s.opened)
	p.fact("manager", "%s is run by %s (%s).", s.name, s.manager.name, s.manager.badge)
	p.line("")
	w.chatter(p, 5)
	return p.doc(s.id(), "Site "+s.name)
}

func (w *world) personDoc(x *person) Doc {
	p := newPage()
	boss := "nobody: head of " + w.name
	if x.manager != nil {
		boss = x.manager.name
	}
	if w.chance(50) {
		p.line("STAFF SHEET %s\n", x.badge)
		p.fact("name", "Name: %s (%s)", x.name, x.badge)
		p.fact("role", "Function of %s: %s", x.name, x.role)
		p.fact("site", "%s, place of work: %s", x.name, x.site.name)
		p.fact("manager", "%s reports to: %s", x.name, boss)
		p.fact("hired", "%s, with us since: %d", x.name, x.hired)
	} else {
		p.factPart("name", "%s carries badge %s.", x.name, x.badge)
		p.factPart("hired", "%s joined %s in %d.", x.name, w.name, x.hired)
		p.factPart("role", "%s works as %s.", x.name, x.role)
		p.factPart("site", "The desk of %s is at %s.", x.name, x.site.name)
		p.factPart("manager", "The superior of %s is %s.", x.name, boss)
		p.line("")
	}
	p.line("")
	w.chatter(p, w.between(3, 7))
	return p.doc(x.id(), "Staff sheet "+x.name)
}

func (w *world) supplierDoc(_ int, s *supplier) Doc {
	p := newPage()
	p.line("Supplier record: %s\n", s.name)
	if w.chance(50) {
		p.fact("city", "%s has its seat in %s.", s.name, s.city)
		p.fact("founded", "The firm %s was founded in %d.", s.name, s.founded)
		p.fact("contact", "Our contact at %s is %s.", s.name, s.contact)
	} else {
		p.fact("city", "Headquarters of %s: %s", s.name, s.city)
		p.fact("founded", "%s, year of foundation: %d", s.name, s.founded)
		p.fact("contact", "Person to call at %s: %s", s.name, s.contact)
	}
	p.line("")
	w.chatter(p, w.between(3, 8))
	return p.doc(s.id(), "Supplier "+s.name)
}

func (w *world) productDoc(x *product) Doc {
	p := newPage()
	p.line("# %s (%s)\n", x.name, x.code)
	p.fact("nick", "The crews call the %s %s.", x.name, x.nick)
	p.line("")
	p.line("| property | value |")
	p.line("| --- | --- |")
	p.fact("weight", "| weight of %s | %s kg |", x.code, money(x.weight))
	p.fact("price", "| list price of %s | %s marks |", x.code, money(x.price))
	p.fact("part", "| %s of %s | made by %s |", x.part, x.code, x.supplier.name)
	p.line("")
	w.chatter(p, w.between(4, 9))
	return p.doc(x.id(), x.name+" "+x.code)
}

func (w *world) contractDoc(c *contract) Doc {
	p := newPage()
	p.line("FRAMEWORK CONTRACT %s\n", c.number)
	p.line("between %s and", w.name)
	p.fact("supplier", "%s, in contract %s called the Supplier.", c.supplier.name, c.number)
	p.line("")
	p.fact("item", "1. Under contract %s the Supplier delivers %s.", c.number, c.item)
	p.fact("value", "2. The yearly volume of contract %s is %s marks.", c.number, money(c.value))
	if w.chance(50) {
		p.fact("notice", "3. Contract %s may be terminated with a notice of %s to the end of a quarter.", c.number, monthsOf(c.notice))
	} else {
		p.fact("notice", "3. Either side may end contract %s, giving %s warning in writing.", c.number, monthsOf(c.notice))
	}
	p.line("4. Disputes are settled by the arbiter of the %s.", pick(w.dice, w.sites).region)
	p.fact("signed", "For %s, contract %s was signed by %s on %s.", w.name, c.number, c.signer.name, c.signed)
	p.line("")
	w.chatter(p, w.between(2, 5))
	return p.doc(c.id(), "Contract "+c.number)
}

func monthsOf(n int) string {
	if n == 1 {
		return "1 month"
	}
	return fmt.Sprintf("%d months", n)
}

func (w *world) amendmentDoc(c *contract, i int) Doc {
	a := c.amendments[i]
	p := newPage()
	p.line("AMENDMENT %s\n", a.number)
	p.fact("notice", "From %s on, the period of notice of contract %s is %s; what was agreed before about it ends.", a.signed, c.number, monthsOf(a.notice))
	p.line("All else remains as it was. Volumes are reviewed every spring.")
	p.line("")
	w.chatter(p, w.between(2, 4))
	return p.doc(c.amendmentID(i), "Amendment "+a.number)
}

func (w *world) projectDoc(_ int, x *project) Doc {
	p := newPage()
	p.line("# Charter: %s\n", x.name)
	if w.chance(50) {
		p.fact("lead", "%s is led by %s.", x.name, x.lead.name)
		p.fact("site", "%s is carried out at %s.", x.name, x.site.name)
		p.fact("budget", "%s may spend up to %s marks.", x.name, money(x.budget))
		p.fact("deadline", "%s is to be finished on %s.", x.name, x.deadline)
	} else {
		p.fact("lead", "- Head of %s: %s", x.name, x.lead.name)
		p.fact("site", "- Place of %s: %s", x.name, x.site.name)
		p.fact("budget", "- Funds of %s: %s marks", x.name, money(x.budget))
		p.fact("deadline", "- End of %s: %s", x.name, x.deadline.iso())
	}
	p.line("")
	w.chatter(p, w.between(3, 8))
	return p.doc(x.id(), x.name)
}

func (w *world) incidentDoc(in *incident) Doc {
	p := newPage()
	switch w.IntN(3) {
	case 0:
		p.line("INCIDENT REPORT\n")
		p.fact("site", "Number and site: %s, %s", in.number, in.site.name)
		p.fact("date", "Date of %s: %s", in.number, in.date.iso())
		p.fact("product", "Equipment in %s: %s", in.number, in.product.code)
		p.fact("severity", "Severity of %s: %d", in.number, in.severity)
		p.fact("cause", "Cause of %s: %s", in.number, in.cause)
		p.fact("cost", "Cost of %s: %s marks", in.number, money(in.cost))
		p.fact("reporter", "%s reported by: %s", in.number, in.reporter.name)
	case 1:
		p.factPart("date", "On %s the following happened, kept under %s.", in.date, in.number)
		p.factPart("site", "The accident %s took place at %s.", in.number, in.site.name)
		p.factPart("product", "In %s the %s was damaged.", in.number, in.product.code)
		p.factPart("cause", "What brought %s about was %s.", in.number, in.cause)
		p.factPart("severity", "%s is rated severity %d.", in.number, in.severity)
		p.factPart("cost", "Repairs after %s came to %s marks.", in.number, money(in.cost))
		p.factPart("reporter", "%s was written up by %s.", in.number, in.reporter.name)
		p.line("")
	default:
		p.line("From: %s", in.reporter.name)
		p.line("Subject: %s\n", in.number)
		p.factPart("reporter", "I, %s, report %s.", in.reporter.name, in.number)
		p.factPart("site", "%s concerns %s.", in.number, in.site.name)
		p.factPart("date", "It was the %s when %s happened.", in.date, in.number)
		p.factPart("product", "Affected by %s: the %s.", in.number, in.product.code)
		p.factPart("cause", "As far as we know %s was due to %s.", in.number, in.cause)
		p.factPart("cost", "We expect to pay %s marks for %s.", money(in.cost), in.number)
		p.factPart("severity", "Class of %s: severity %d.", in.number, in.severity)
		p.line("")
	}
	p.line("")
	w.chatter(p, w.between(3, 7))
	return p.doc(in.id(), "Incident "+in.number)
}

func (w *world) policyDoc(_, k int, x *policy) Doc {
	p := newPage()
	p.line("# Rule: %s\n", x.topic)
	p.fact("value", "As of %d, the limit for %s is %d %s.", x.years[k], x.topic, x.versions[k], x.unit)
	if k > 0 {
		p.line("The rule of %d is void.", x.years[k-1])
	}
	p.line("")
	w.chatter(p, w.between(3, 6))
	return p.doc(x.id(k), fmt.Sprintf("Rule of %d: %s", x.years[k], x.topic))
}

func (w *world) minutesDoc(i int, m *minutes) Doc {
	p := newPage()
	p.line("MINUTES, %s, %s\n", m.site.name, m.date)
	p.line("Chair: %s", initials(m.site.manager.name))
	w.chatter(p, 2)
	for _, in := range m.incidents {
		p.fact("cost "+in.number, "%s was discussed; the damage was put at %s marks.", in.number, money(in.retold))
	}
	for _, x := range m.projects {
		p.line("%s: %s reported and will report again.", x.name, initials(x.lead.name))
	}
	p.line("")
	w.chatter(p, w.between(4, 9))
	d := p.doc(fmt.Sprintf("minutes/%s-%s-%04d.txt", m.date.iso(), slug(m.site.name), i), fmt.Sprintf("Minutes of %s, %s", m.site.name, m.date))
	for _, in := range m.incidents {
		in.minutes = m
	}
	m.doc = d.ID
	return d
}

func (w *world) mailDoc(i int) Doc {
	p := newPage()
	from, to := pick(w.dice, w.people), pick(w.dice, w.people)
	p.line("From: %s", from.name)
	p.line("To: %s", to.name)
	p.line("Subject: %s and %s\n", pick(w.dice, w.projects).name, pick(w.dice, w.incidents).number)
	w.chatter(p, w.between(6, 14))
	p.line("Regards, %s", from.name)
	return p.doc(fmt.Sprintf("mail/%06d.txt", i), "Mail of "+from.name)
}
