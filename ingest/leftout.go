package ingest

import (
	"encoding/json"
	"strings"

	"funnel/store"
)

// leftOutMark begins, behind what was given, what of a file's parts was
// skipped: a JSON object, by reason the names of the parts. A run that finds
// the file unchanged does not read it, and reports the same.
const leftOutMark = "+leftout"

// markLeftOut notes the skipped parts in the hash of the file's own document.
func (r *result) markLeftOut() {
	byReason := map[string][]string{}
	for _, s := range r.skips {
		if part, ok := strings.CutPrefix(s.Path, r.item.name()+"/"); ok {
			byReason[s.Error] = append(byReason[s.Error], part)
		}
	}
	mark, err := json.Marshal(byReason) // the order of its keys is fixed
	if err != nil || len(byReason) == 0 {
		return
	}
	for _, d := range r.docs {
		if d.ID == r.item.id {
			d.Hash += leftOutMark + string(mark)
		}
	}
}

// unchanged reports whether a stored hash is that of the item, with nothing
// behind it that wants the file to be read again, and lists the parts that were
// skipped then.
func (it item) unchanged(stored string) (bool, []Failure) {
	rest, ok := strings.CutPrefix(stored, it.hash)
	if !ok || rest == "" {
		return ok, nil
	}
	mark, ok := strings.CutPrefix(rest, leftOutMark)
	var byReason map[string][]string
	if !ok || json.Unmarshal([]byte(mark), &byReason) != nil { // another mark stands behind it
		return false, nil
	}
	var list []Failure
	for reason, parts := range byReason {
		for _, part := range parts {
			list = append(list, Failure{it.name() + "/" + part, reason})
		}
	}
	sortFailures(list)
	return true, list
}

// takeUnchanged counts an item as unchanged if it is.
func (p *Plan) takeUnchanged(it item, entry store.Entry) bool {
	same, leftOut := it.unchanged(entry.Hash)
	if same {
		p.Unchanged = append(append(p.Unchanged, it.id), it.parts...)
		p.report.Skips = append(p.report.Skips, leftOut...)
	}
	return same
}
