package annotate

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"

	"funnel/store"
)

// links are those that the extractor found, those that stand in the text, and
// those that the words gave, in the order of the text.
func links(d *store.Document, fromWords []store.Link, prose bool) []store.Link {
	list := slices.Clone(d.Links)
	if prose {
		f := linkFinder{text: d.Text}
		f.markdown()
		f.references()
		f.wiki()
		f.bare()
		list = append(list, f.links...)
	}
	list = append(list, fromWords...)
	for i := range list {
		resolve(d, &list[i])
	}
	slices.SortStableFunc(list, func(a, b store.Link) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	return apart(list)
}

// apart keeps one link for each place: the first and longest. One without a
// target only holds its place.
func apart(list []store.Link) []store.Link {
	out, end := list[:0], -1
	for _, l := range list {
		if l.Start < end || len(out) == maxLinks {
			continue
		}
		if end = l.End; l.Target != "" {
			out = append(out, l)
		}
	}
	return out
}

// resolve finds the document that a link without a name means.
func resolve(d *store.Document, l *store.Link) {
	if l.Doc != "" || l.Name != "" {
		return
	}
	target := l.Target
	if u, err := url.Parse(target); err == nil {
		if u.Scheme != "" || u.Host != "" {
			return // the world
		}
		target = u.Path
	}
	if target == "" || strings.HasPrefix(target, "/") {
		return
	}
	id := path.Join(path.Dir(d.ID), target)
	if id != "." && !strings.HasPrefix(id, "..") && !strings.ContainsAny(id, "\x00\r\n") {
		l.Doc = id
	}
}

// linkFinder finds links in the notation of Markdown and of wikis.
type linkFinder struct {
	text  string
	links []store.Link
}

const (
	maxLabel  = 300
	maxTarget = 500
)

func (f *linkFinder) add(kind, target, name string, start, end int) {
	if target = strings.TrimSpace(target); target != "" && len(target) <= maxTarget && !strings.ContainsAny(target, "\n\x00") && len(f.links) < 2*maxLinks {
		f.links = append(f.links, store.Link{Target: target, Kind: kind, Name: name, Start: start, End: end})
	}
}

// each calls fn behind every occurrence of a mark.
func (f *linkFinder) each(mark string, fn func(at int)) {
	for at := 0; ; {
		i := strings.Index(f.text[at:], mark)
		if i < 0 {
			return
		}
		at += i + len(mark)
		fn(at)
	}
}

// wiki finds [[Page]], [[Page#Section|label]].
func (f *linkFinder) wiki() {
	f.each("[[", func(at int) {
		rest := f.text[at:min(len(f.text), at+maxLabel)]
		end := strings.Index(rest, "]]")
		if end < 0 || strings.ContainsAny(rest[:end], "\n[") {
			return
		}
		target, _, _ := strings.Cut(rest[:end], "|")
		name, _, _ := strings.Cut(target, "#")
		if name = fold(path.Base(name)); name != "" && name != "." {
			f.add("wiki", target, name, at-2, at+end+2)
		}
	})
}

// bare finds URLs that stand in the text.
func (f *linkFinder) bare() {
	f.each("://", func(at int) {
		start := at - 3
		for start > 0 && f.text[start-1] >= 'a' && f.text[start-1] <= 'z' && at-start < 10 {
			start--
		}
		if scheme := f.text[start : at-3]; scheme != "http" && scheme != "https" && scheme != "ftp" {
			return
		}
		rest := f.text[at:min(len(f.text), at+maxTarget)]
		end := strings.IndexAny(rest, " \t\r\n<>\"')]}|\\`")
		if end < 0 {
			end = len(rest)
		}
		end = len(strings.TrimRight(strings.ToValidUTF8(rest[:end], ""), ".,;:!?*_"))
		if end > 2 {
			f.add("url", f.text[start:at+end], "", start, at+end)
		}
	})
}

// namedFiles are the extensions of files that texts refer to.
var namedFiles = wordSet("md markdown txt pdf docx doc odt rtf html htm epub eml csv tsv xlsx xls pptx json yaml yml toml xml ipynb rst tex go py js ts java c h cpp rs rb sh sql")

// fileName takes a word that is the name of a file as a link to it.
func (s *scanner) fileName(w word) {
	text := s.at(w)
	dot := strings.LastIndexByte(text, '.')
	if !w.joined || dot < 2 || !namedFiles[strings.ToLower(text[dot+1:])] || len(s.links) >= maxLinks {
		return
	}
	if w.start > 0 && strings.ContainsRune("/@:", rune(s.text[w.start-1])) { // of a URL, an absolute path, an address
		return
	}
	s.links = append(s.links, store.Link{Target: text, Name: fold(path.Base(text)), Kind: "file", Start: w.start, End: w.end})
}

// parts of documents that are often documents of their own.
var annexes = wordSet("appendix annex schedule exhibit attachment amendment addendum anhang anlage annexe anexo")

// reference takes "see Appendix B" as a link to what bears that name, unless
// the document has it itself.
func (s *scanner) reference(w word) {
	prev := s.last[0]
	if w.after != gapSpace || prev.end == 0 || w.end-w.start > 4 || w.joined || !annexes[strings.ToLower(s.at(prev))] || len(s.links) >= maxLinks {
		return
	}
	if label := s.at(w); !w.digits && label != strings.ToUpper(label) {
		return
	}
	target := s.text[prev.start:w.end]
	name := fold(target)
	for _, h := range s.outline {
		if strings.HasPrefix(fold(h.Title), name) {
			return
		}
	}
	s.links = append(s.links, store.Link{Target: strings.Join(strings.Fields(target), " "), Name: name, Kind: "reference", Start: prev.start, End: w.end})
}
