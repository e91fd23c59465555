package invent

import "fmt"

// talk is a sentence that answers nothing. It names people, places and things
// that questions ask about elsewhere, and says nothing of them that is asked.
type talk func(w *world) string

// talks are all of them; a document takes none twice before it took each.
var talks = []talk{
	func(w *world) string {
		return fmt.Sprintf("%s asked whether the %s from %s had arrived; nobody knew.", w.someone(), pick(w.dice, parts), pick(w.dice, w.suppliers).name)
	},
	func(w *world) string {
		return fmt.Sprintf("The yard at %s was closed for two days because of the storm.", w.somewhere())
	},
	func(w *world) string {
		return fmt.Sprintf("Training on the %s will be repeated in %s.", pick(w.dice, w.products).name, pick(w.dice, months))
	},
	func(w *world) string {
		return fmt.Sprintf("Papers of %s are kept by %s and not sent by mail.", pick(w.dice, w.projects).name, pick(w.dice, w.people).name)
	},
	func(*world) string { return "Please return borrowed keys and badges before the inventory." },
	func(w *world) string {
		return fmt.Sprintf("The canteen reports that %s portions were served, fewer than in the year before.", money(w.between(900, 9900)))
	},
	func(w *world) string {
		return fmt.Sprintf("A delegation from %s looked at the %s and left content.", pick(w.dice, w.suppliers).city, pick(w.dice, things))
	},
	func(w *world) string {
		return fmt.Sprintf("Whoever finds the log book of the %s brings it to %s.", pick(w.dice, w.products).nick[4:], w.someone())
	},
	func(w *world) string {
		return fmt.Sprintf("Contract %s was mentioned, without a decision.", pick(w.dice, w.contracts).number)
	},
	func(w *world) string {
		return fmt.Sprintf("The lift at %s stops between floors; take the stairs until %s has seen to it.", w.somewhere(), w.someone())
	},
	func(w *world) string {
		return fmt.Sprintf("%s wants the drawings of the %s back, all four sheets.", w.someone(), pick(w.dice, things))
	},
	func(w *world) string {
		return fmt.Sprintf("Parking behind the %s hall is for visitors only from %s on.", pick(w.dice, things), pick(w.dice, months))
	},
	func(w *world) string {
		return fmt.Sprintf("A reporter from %s telephoned about %s and was sent on to the press office.", w.somewhere(), pick(w.dice, w.projects).name)
	},
	func(*world) string { return "The minutes of the last meeting were read and nobody objected." },
	func(w *world) string {
		return fmt.Sprintf("Two crates for the %s stood in the wrong shed for a week.", pick(w.dice, w.products).name)
	},
	func(w *world) string {
		return fmt.Sprintf("The choir of %s sings in the assembly hall in %s; families are welcome.", w.somewhere(), pick(w.dice, months))
	},
	func(w *world) string {
		return fmt.Sprintf("On the way to %s the van lost a wheel, and everything was a day late.", w.somewhere())
	},
	func(w *world) string {
		return fmt.Sprintf("Old forms are no longer accepted; %s has the new ones in three colours.", w.someone())
	},
	func(w *world) string {
		return fmt.Sprintf("An offer by %s for gloves and overalls was put aside.", pick(w.dice, w.suppliers).name)
	},
	func(w *world) string {
		return fmt.Sprintf("Since the clock at %s was mended, people are early again.", w.somewhere())
	},
	func(w *world) string {
		return fmt.Sprintf("%s thanked %s for the photographs of the %s.", w.someone(), w.someone(), pick(w.dice, things))
	},
	func(w *world) string {
		return fmt.Sprintf("The smell near the paint store came from a drain, as %s had said all along.", w.someone())
	},
	func(w *world) string {
		return fmt.Sprintf("Spare %ss of %s do not fit here; they were sent back.", pick(w.dice, parts), pick(w.dice, w.suppliers).name)
	},
	func(*world) string {
		return "Whoever books a meeting room and does not need it is asked to say so."
	},
	func(w *world) string {
		return fmt.Sprintf("A school class from %s counted %d gulls on the roof and wrote a report about it.", w.somewhere(), w.between(12, 90))
	},
	func(w *world) string {
		return fmt.Sprintf("The radio room repeats: no calls about %s after six in the evening.", pick(w.dice, w.projects).name)
	},
	func(w *world) string {
		return fmt.Sprintf("%s is collecting for a bench in memory of the old %s.", w.someone(), pick(w.dice, things))
	},
	func(w *world) string {
		return fmt.Sprintf("The water at %s will be turned off on a Sunday in %s.", w.somewhere(), pick(w.dice, months))
	},
}

func (w *world) someone() string   { return initials(pick(w.dice, w.people).name) }
func (w *world) somewhere() string { return pick(w.dice, w.sites).name }

// chatter writes 2n sentences that answer nothing, in paragraphs.
func (w *world) chatter(p *page, n int) {
	var order []int
	left := 0 // sentences of the paragraph
	for i := range 2 * n {
		if i%len(talks) == 0 {
			order = w.Perm(len(talks))
		}
		if left == 0 {
			left = w.between(2, 5)
			if i > 0 {
				p.line("\n")
			}
		}
		left--
		p.part("%s ", talks[order[i%len(talks)]](w))
	}
	p.line("")
}
