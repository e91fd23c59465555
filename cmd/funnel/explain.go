package main

import (
	"fmt"
	"strings"

	"funnel/funnel"
)

// explainHit writes what a hit's score is made of, a line for each sort of
// reason: its place in each leg, the parts of the sum, what led to it, what a
// model made of it.
func explainHit(h funnel.Hit) (lines []string) {
	lines = append(lines, explainLegs(h))
	if len(h.Parts) > 0 {
		lines = append(lines, explainParts(h))
	}
	if b := h.Bridge; b != nil {
		lines = append(lines, fmt.Sprintf("reached from %s by the %s “%s”, round %d", b.From, b.Kind, b.Via, b.Round))
	}
	if r := h.Reranked; r != nil {
		lines = append(lines, fmt.Sprintf("reranked (%s): rank %d before, score %.4f", r.By, r.Was, r.Score))
	}
	return lines
}

// explainUnderstood writes what a query was taken for.
func explainUnderstood(u *funnel.Understood) (lines []string) {
	if u == nil {
		return nil
	}
	lines = append(lines, "searched for: "+u.Text)
	for _, h := range u.Hints {
		lines = append(lines, "restricted to: "+h.String())
	}
	for _, t := range u.Typos {
		for i, m := range t.Meant {
			lines = append(lines, fmt.Sprintf("not there: %s; looked up: %s, weight %.2f", t.Word, m, t.Weights[i]))
		}
	}
	return lines
}

// explainLegs writes where each leg placed a hit.
func explainLegs(h funnel.Hit) string {
	var parts []string
	for _, leg := range []funnel.Leg{funnel.LegKeyword, funnel.LegVector} {
		if s, ok := h.Legs[leg]; ok {
			parts = append(parts, fmt.Sprintf("%s: rank %d, score %.4f", leg, s.Rank, s.Score))
		} else {
			parts = append(parts, fmt.Sprintf("%s: -", leg))
		}
	}
	return strings.Join(parts, " · ")
}

// explainParts writes what a score is the sum of, or, where scores are not
// shown, the places in each part.
func explainParts(h funnel.Hit) string {
	var parts []string
	for _, p := range h.Parts {
		s := fmt.Sprintf("%s %.3f × %.2f = %.3f", p.Name, p.Score, p.Weight, p.Contribution)
		if p.Rank > 0 {
			s = fmt.Sprintf("%s rank %d", p.Name, p.Rank)
		}
		if p.Query != "" {
			s += " (“" + p.Query + "”)"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " · ")
}
