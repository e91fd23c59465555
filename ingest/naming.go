package ingest

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"funnel/store"
)

// Naming of files: the id that a PATH gives is the end of the file's path.
// Where two files would have the same one, each takes the shortest end of its
// path that nobody else has. A file that is stored keeps the id it has,
// whoever joins it.

// rename gives an item the id under which its file is stored already: a file
// that is named directly and in a folder is one document.
func (p *Plan) rename(items []item, manifest map[string]store.Entry) {
	stored := map[string]string{} // source → the document that is the whole file
	for id, e := range manifest {
		if old, ok := stored[e.Source]; !ok || len(id) < len(old) || len(id) == len(old) && id < old {
			stored[e.Source] = id
		}
	}
	for i, it := range items {
		if id, ok := stored[it.source.path]; ok && it.line == 0 && it.source.path != stdinPath {
			items[i].id, items[i].settled = id, true
		}
	}
}

// tellApart names files by more of their paths until no id is claimed twice.
// Lines, standard input and stored files keep the ids they have.
func (p *Plan) tellApart(items []item, manifest map[string]store.Entry) {
	var longer []string
	for {
		claims := map[string]int{}
		for _, it := range items {
			claims[it.id]++
		}
		changed := false
		longer = longer[:0]
		for i, it := range items {
			if it.line > 0 || it.settled || it.source.path == stdinPath {
				continue
			}
			if claims[it.id] > 1 || foreign(it, manifest) {
				if id := longerTail(it.source.path, it.id); id != "" {
					items[i].id, items[i].lengthened, changed = id, true, true
				}
			}
			if items[i].lengthened {
				longer = append(longer, items[i].id)
			}
		}
		if !changed {
			break
		}
	}
	const shown = 3
	if n := len(longer); n > 0 {
		list := strings.Join(longer[:min(n, shown)], ", ")
		if n > shown {
			list += ", …"
		}
		p.report.Notes = append(p.report.Notes, fmt.Sprintf("%d of the files have names that others have, too, and are called by more of their paths: %s", n, list))
	}
}

// foreign reports that a stored document of another source has an item's id.
func foreign(it item, manifest map[string]store.Entry) bool {
	e, ok := manifest[it.id]
	return ok && e.Source != it.source.path && e.Source != "" && exists(e.Source)
}

// longerTail is an id with one more folder of the path in front; "" if there
// is none.
func longerTail(name, id string) string {
	parts := strings.Split(strings.Trim(filepath.ToSlash(name), "/"), "/")
	n := strings.Count(strings.Trim(id, "/"), "/") + 2
	if n > len(parts) {
		return ""
	}
	id, _ = cleanID(strings.Join(parts[len(parts)-n:], "/"))
	return id
}

// cleanID is an id as the store holds it: valid UTF-8 on one line. clean tells
// that it was one.
func cleanID(id string) (_ string, clean bool) {
	if utf8.ValidString(id) && !strings.ContainsAny(id, "\r\n\x00") {
		return id, true
	}
	return strings.Map(printableID, strings.ToValidUTF8(id, "\uFFFD")), false
}

func printableID(r rune) rune {
	if r == '\r' || r == '\n' || r == 0 {
		return '\uFFFD'
	}
	return r
}
