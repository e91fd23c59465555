package invent

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// dice is the randomness of a maker.
type dice struct{ *rand.Rand }

func newDice(seed uint64, of string) dice {
	h := uint64(14695981039346656037)
	for _, b := range []byte(of) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return dice{rand.New(rand.NewPCG(seed, h))}
}

// pick draws one of a list.
func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// between draws a whole number of [lo, hi].
func (d dice) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

// chance is true so many times of a hundred.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

var (
	onsets  = strings.Fields("B Br D Dr F Fl G Gr H J K Kl L M N P Pr R S Sk St T Tr V W Th")
	middles = strings.Fields("a e i o u ae ei ou ia au")
	codas   = strings.Fields("l r n m s rd ld nt rk st sk lm nd ck")
	endings = strings.Fields("en ow ick er and ell holm by mere ford stad una ora wick")
	firsts  = strings.Fields(`Ada Alric Anouk Bela Bodil Bram Cato Cilla Dagny Dario Edda Eskil Fenna Finn Greta Gunnar Hanne Hugo
		Ida Ilmar Jonna Joris Kaia Kasper Lene Lorcan Maren Mats Nele Niklas Odile Osric Petra Piers Quirin Ragna Reto Signe Stellan
		Tabea Teun Ulla Ulrik Vanja Viggo Wanda Wim Xenia Yara Yorick Zelda Zeno`)
)

// namer makes names, each once.
type namer struct {
	dice
	used map[string]bool
}

func newNamer(d dice) *namer { return &namer{d, map[string]bool{}} }

// word is an invented name of two or three syllables.
func (n *namer) word() string {
	for tries := 0; ; tries++ {
		w := pick(n.dice, onsets) + pick(n.dice, middles) + pick(n.dice, codas)
		if tries > 3 || n.chance(40) {
			w += strings.ToLower(pick(n.dice, onsets)) + pick(n.dice, middles)
		}
		w += pick(n.dice, endings)
		if !n.used[w] {
			n.used[w] = true
			return w
		}
	}
}

// person is a first name and an invented last one.
func (n *namer) person(last []string) string {
	for {
		name := pick(n.dice, firsts) + " " + pick(n.dice, last)
		if n.used[name] {
			name = pick(n.dice, firsts) + " " + n.word()
		}
		if !n.used[name] {
			n.used[name] = true
			return name
		}
	}
}

// initials shortens a name as minutes do: A. Braelow.
func initials(name string) string {
	first, last, _ := strings.Cut(name, " ")
	return first[:1] + ". " + last
}

// money writes an amount with commas.
func money(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// date is a day of a year, written out.
type date struct{ year, month, day int }

var months = strings.Fields("January February March April May June July August September October November December")

func (d date) String() string { return fmt.Sprintf("%d %s %d", d.day, months[d.month-1], d.year) }

func (d date) iso() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

func (d dice) date(from, to int) date {
	return date{d.between(from, to), d.between(1, 12), d.between(1, 28)}
}
