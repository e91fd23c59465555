package eval

import (
	"regexp"
	"strings"
)

// separators part the items of a list that has neither lines nor semicolons.
var separators = regexp.MustCompile(`,\s*(?:and\s+)?|\s+and\s+`)

// bullet begins a line of a list.
var bullet = regexp.MustCompile(`^\s*(?:[-*•]|\d+[.)])\s+`)

// itemsOf parts an answer into items: lines and semicolons where there are
// any, else commas and "and". A heading that ends in a colon is no item.
func itemsOf(answer string) []string {
	parts := strings.FieldsFunc(answer, func(r rune) bool { return r == '\n' || r == ';' })
	if len(parts) <= 1 {
		parts = separators.Split(answer, -1)
	}
	var items []string
	for _, p := range parts {
		p = bullet.ReplaceAllString(p, "")
		if i := strings.LastIndex(p, ": "); i >= 0 && len(items) == 0 {
			p = p[i+2:]
		}
		if strings.HasSuffix(strings.TrimSpace(p), ":") || Normalize(p) == "" {
			continue
		}
		items = append(items, p)
	}
	return items
}

// ListMatch gives precision and recall of the items of an answer. A gold item
// may have several wordings, parted by "|". An item given twice counts once; an
// item is right if it contains a wording of a gold item.
func ListMatch(gold []string, answer string) (precision, recall float64) {
	given := distinctItems(itemsOf(answer))
	found, right := map[int]bool{}, 0
	for _, it := range given {
		hit := false
		for i, g := range gold {
			for wording := range strings.SplitSeq(g, "|") {
				if Normalize(wording) != "" && Contains(wording, it) == 1 {
					found[i], hit = true, true
				}
			}
		}
		if hit {
			right++
		}
	}
	if len(given) > 0 {
		precision = float64(right) / float64(len(given))
	}
	if len(gold) > 0 {
		recall = float64(len(found)) / float64(len(gold))
	}
	return precision, recall
}

func distinctItems(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if n := Normalize(s); !seen[n] {
			seen[n] = true
			out = append(out, s)
		}
	}
	return out
}
