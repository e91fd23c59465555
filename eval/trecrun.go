package eval

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"funnel/funnel"
)

// WriteRun writes one ranking in the format of TREC runs: query, Q0,
// document, rank, score, tag. trec_eval ranks by score, read as a 32-bit
// number, and orders equal ones its own way; scores are therefore written so
// that they fall strictly. White space in ids is written as %20, see
// [WriteQrels].
func WriteRun(w io.Writer, tag string, q *Question, hits []funnel.Hit) error {
	last := float32(math.Inf(1))
	for i, h := range hits {
		score := min(float32(h.Score), math.Nextafter32(last, float32(math.Inf(-1))))
		last = score
		if _, err := fmt.Fprintf(w, "%s Q0 %s %d %.9g %s\n", field(q.ID), field(h.Doc), i+1, score, tag); err != nil {
			return fmt.Errorf("write run: %w", err)
		}
	}
	return nil
}

// WriteQrels writes the judgements that belong to the runs, their ids written
// the same way.
func WriteQrels(w io.Writer, questions []Question) error {
	for i := range questions {
		rel := questions[i].Relevant()
		for _, id := range slices.Sorted(maps.Keys(rel)) {
			if _, err := fmt.Fprintf(w, "%s 0 %s %d\n", field(questions[i].ID), field(id), rel[id]); err != nil {
				return fmt.Errorf("write qrels: %w", err)
			}
		}
	}
	return nil
}

// field makes an id one field of a line: white space and % are written as
// percent and two digits for each byte.
func field(id string) string {
	if !strings.ContainsFunc(id, func(r rune) bool { return r == '%' || unicode.IsSpace(r) }) {
		return id
	}
	var b strings.Builder
	for _, r := range id {
		if r != '%' && !unicode.IsSpace(r) {
			b.WriteRune(r)
			continue
		}
		for _, c := range []byte(string(r)) {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
