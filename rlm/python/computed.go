package python

import "strings"

// maxComputed is how many different numbers a session remembers having rendered.
const maxComputed = 8192

// computed remembers the numbers that programs rendered last, as texts: what is
// printed or formatted from an int or a float was computed and not typed.
type computed struct {
	have map[string]bool
	ring []string // in the order in which they came
	next int
}

// add remembers a number, in place of the oldest when there are too many.
func (c *computed) add(text string) {
	text = bareNumber(text)
	if text == "" || c.have[text] {
		return
	}
	if c.have == nil {
		c.have = make(map[string]bool)
	}
	c.have[text] = true
	if len(c.ring) < maxComputed {
		c.ring = append(c.ring, text)
		return
	}
	delete(c.have, c.ring[c.next])
	c.ring[c.next] = text
	c.next = (c.next + 1) % maxComputed
}

// bareNumber takes away what formats put around and into a number.
func bareNumber(text string) string {
	return strings.ReplaceAll(strings.Trim(text, " +-%_,"), ",", "")
}

// Computed reports whether number was rendered by the programs of the session out
// of an int or float, as one of the last thousands. Signs, commas, per cent and
// padding don't count.
func (s *Session) Computed(number string) bool { return s.m.computed.have[bareNumber(number)] }
