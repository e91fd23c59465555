package python

import "strings"

func strSplit(m *vm, s *Str, a *args) Value {
	n := int(m.needInt(a.get(1, "maxsplit", Int(-1))))
	sep := a.get(0, "sep", None)
	var cuts [][2]int
	if sep == None {
		return m.pieces(s, splitSpace(s.s, n))
	}
	t := m.needSep(sep)
	at := 0
	for n != 0 {
		i := strings.Index(s.s[at:], t)
		if i < 0 {
			break
		}
		cuts = append(cuts, [2]int{at, at + i})
		at += i + len(t)
		n--
	}
	return m.pieces(s, append(cuts, [2]int{at, len(s.s)}))
}

// needSep returns a separator of split and rsplit.
func (m *vm) needSep(v Value) string {
	s, ok := v.(*Str)
	if !ok {
		m.raise("TypeError", "must be str or None, not %s", typeName(v))
	}
	if s.s == "" {
		m.raise("ValueError", "empty separator")
	}
	return s.s
}

// splitSpace splits at runs of white space, at most n times unless n < 0.
func splitSpace(s string, n int) [][2]int {
	var cuts [][2]int
	start := -1
	for i, r := range s {
		if isSpace(r) {
			if start >= 0 {
				cuts = append(cuts, [2]int{start, i})
				start = -1
			}
			continue
		}
		if start < 0 {
			if n >= 0 && len(cuts) == n {
				return append(cuts, [2]int{i, len(s)})
			}
			start = i
		}
	}
	if start >= 0 {
		cuts = append(cuts, [2]int{start, len(s)})
	}
	return cuts
}

func strRsplit(m *vm, s *Str, a *args) Value {
	n := int(m.needInt(a.get(1, "maxsplit", Int(-1))))
	if n < 0 {
		return strSplit(m, s, a)
	}
	sep := a.get(0, "sep", None)
	var cuts [][2]int
	end := len(s.s)
	if sep == None {
		all := splitSpace(s.s, -1)
		if len(all) > n {
			k := len(all) - n
			head := [2]int{0, all[k-1][1]}
			head[0] = 0
			all = append([][2]int{head}, all[k:]...)
		}
		return m.pieces(s, all)
	}
	t := m.needSep(sep)
	for ; n > 0; n-- {
		i := strings.LastIndex(s.s[:end], t)
		if i < 0 {
			break
		}
		cuts = append(cuts, [2]int{i + len(t), end})
		end = i
	}
	cuts = append(cuts, [2]int{0, end})
	for i, j := 0, len(cuts)-1; i < j; i, j = i+1, j-1 {
		cuts[i], cuts[j] = cuts[j], cuts[i]
	}
	return m.pieces(s, cuts)
}

func strSplitlines(m *vm, s *Str, a *args) Value {
	keep := m.needInt(a.get(0, "keepends", Bool(false))) != 0
	return m.pieces(s, lineCuts(s.s, keep))
}

// lineCuts splits at every line boundary that Python knows.
func lineCuts(s string, keep bool) [][2]int {
	var cuts [][2]int
	at := 0
	for i := 0; i < len(s); {
		n := 0
		switch c := s[i]; {
		case c == '\r' && i+1 < len(s) && s[i+1] == '\n':
			n = 2
		case c == '\n' || c == '\r' || c == '\v' || c == '\f' || c >= 0x1c && c <= 0x1e:
			n = 1
		case c == 0xc2 && strings.HasPrefix(s[i:], "\u0085"):
			n = 2
		case c == 0xe2 && (strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029")):
			n = 3
		}
		if n == 0 {
			i++
			continue
		}
		end := i
		i += n
		if keep {
			end = i
		}
		cuts = append(cuts, [2]int{at, end})
		at = i
	}
	if at < len(s) {
		cuts = append(cuts, [2]int{at, len(s)})
	}
	return cuts
}
