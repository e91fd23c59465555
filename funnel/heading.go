package funnel

import "strings"

// foldHeading shortens the heading of a chunk that spans several sections, which
// repeats the path of each ("A > B; A > C"): of every path after the first only
// what the one before did not say is kept ("A > B; C").
func foldHeading(heading string) string {
	paths := strings.Split(heading, "; ")
	var out []string
	var before []string
	for _, p := range paths {
		parts := strings.Split(p, " > ")
		same := 0
		for same < len(parts)-1 && same < len(before) && parts[same] == before[same] {
			same++
		}
		// A section right after its parent's own text goes on where that ended.
		if same == len(before) && same > 0 {
			out[len(out)-1] += " > " + strings.Join(parts[same:], " > ")
		} else {
			out = append(out, strings.Join(parts[same:], " > "))
		}
		before = parts
	}
	return strings.Join(out, "; ")
}
