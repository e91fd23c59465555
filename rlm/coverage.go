package rlm

import (
	"fmt"
	"sort"
)

// Coverage says how much of the collection stood behind an answer.
type Coverage struct {
	Read    []string // documents of which a model saw text, by id
	Matched int      // documents that sweeps were asked for
	Swept   int      // of those: read by a model, or left out because the filter does not match
	Sampled int      // other documents that were read to see what was missed
	Missed  int      // of those: that matched after all
	// Nothing says that a pattern occurred in none of the documents that were looked
	// through, or a sweep found nothing in any: what an answer like "none of them" rests on.
	Nothing bool
	// Statements say in words what was searched and read, in order.
	Statements []string
}

// A coverage collects what searches and sweeps of a run went through.
type coverage struct {
	scans []scan
	swept sweepCount
}

// A scan is one pass over all documents that a filter admits.
type scan struct {
	pattern      string
	total, found int
}

// A sweepCount adds up sweeps.
type sweepCount struct{ asked, read, found, filtered, failed, sampled, missed int }

func (c *coverage) scanned(pattern string, total, found int) {
	for _, s := range c.scans {
		if s.pattern == pattern && s.total == total {
			return
		}
	}
	c.scans = append(c.scans, scan{pattern, total, found})
}

// statements put it in words.
func (c *coverage) statements() []string {
	var list []string
	for _, s := range c.scans {
		list = append(list, fmt.Sprintf("%q was looked for in all of %s: %d match", clip(s.pattern, 60), plural(s.total, "document"), s.found))
	}
	n := c.swept
	if n.asked == 0 {
		return list
	}
	s := fmt.Sprintf("read %d of the %d that match the filter", n.read, n.asked)
	if n.filtered > 0 {
		s += fmt.Sprintf("; %d were left out because the pattern does not occur in them", n.filtered)
	}
	if n.failed > 0 {
		s += fmt.Sprintf("; %d could not be read", n.failed)
	}
	switch {
	case n.sampled > 0 && n.missed == 0:
		s += fmt.Sprintf("; of %d sampled others none matched", n.sampled)
	case n.sampled > 0:
		s += fmt.Sprintf("; of %d sampled others %d matched", n.sampled, n.missed)
	}
	return append(list, s)
}

// covered is the coverage of a run.
func (t *tree) covered() Coverage {
	n := t.coverage.swept
	c := Coverage{Matched: n.asked, Swept: n.read + n.filtered, Sampled: n.sampled, Missed: n.missed, Nothing: t.foundNothing(), Statements: t.coverage.statements()}
	for id := range t.shown {
		c.Read = append(c.Read, id)
	}
	sort.Strings(c.Read)
	return c
}

// foundNothing reports whether something was looked for in several documents, one by one,
// and is in none of them.
func (t *tree) foundNothing() bool {
	n := t.coverage.swept
	if n.asked > 1 && n.found+n.failed+n.missed == 0 {
		return true
	}
	for _, s := range t.coverage.scans {
		if s.total > 1 && s.found == 0 {
			return true
		}
	}
	return false
}

// add adds a sweep.
func (c *coverage) add(n sweepCount) {
	s := &c.swept
	s.asked += n.asked
	s.read += n.read
	s.found += n.found
	s.filtered += n.filtered
	s.failed += n.failed
	s.sampled += n.sampled
	s.missed += n.missed
}
