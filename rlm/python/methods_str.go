package python

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// text makes a method of one that gives a str.
func text(name string, fn func() string) Value {
	return method(name, 0, 0, func(s *Session, _ []Value) (Value, error) {
		t := fn()
		return NewStr(t), s.grow(int64(len(t)))
	})
}

// is makes a method that asks every rune, and wants at least one.
func is(name string, v *Str, fn func(rune) bool) Value {
	return method(name, 0, 0, func(*Session, []Value) (Value, error) {
		for _, r := range v.s {
			if !fn(r) {
				return Bool(false), nil
			}
		}
		return Bool(v.s != ""), nil
	})
}

func (s *Session) strMethod(v *Str, name string) Value {
	if m := strCase(v, name); m != nil {
		return m
	}
	if m := strFind(v, name); m != nil {
		return m
	}
	if m := strCut(v, name); m != nil {
		return m
	}
	switch name {
	case "join":
		return method(name, 1, 1, func(s *Session, a []Value) (Value, error) { return s.join(v, a[0]) })
	case "format":
		return &builtin{name: name, fn: func(s *Session, args []Value, kw *Dict) (Value, error) { return s.formatCall(v, args, kw) }}
	case "replace":
		return method(name, 2, 3, func(s *Session, a []Value) (Value, error) {
			n := -1
			if len(a) == 3 {
				c, _ := asInt(a[2])
				n = int(c)
			}
			old, ok1 := a[0].(*Str)
			with, ok2 := a[1].(*Str)
			if !ok1 || !ok2 {
				return nil, raise("TypeError", "replace() argument must be str")
			}
			return s.replace(v, old, with, n)
		})
	case "encode":
		return method(name, 0, 2, func(*Session, []Value) (Value, error) { return Bytes(v.s), nil })
	case "zfill", "ljust", "rjust", "center":
		return method(name, 1, 2, func(s *Session, a []Value) (Value, error) {
			w, ok := asInt(a[0])
			if !ok {
				return nil, raise("TypeError", "'%s' object cannot be interpreted as an integer", a[0].Type())
			}
			if err := s.grow(max(w, 0)); err != nil {
				return nil, err
			}
			fill := ' '
			if len(a) == 2 {
				fill, _ = utf8.DecodeRuneInString(str(a[1]))
			}
			return NewStr(padStr(name, v.s, int(w), fill)), nil
		})
	case "expandtabs":
		return text(name, func() string { return strings.ReplaceAll(v.s, "\t", "        ") })
	}
	return nil
}

func padStr(name, s string, w int, fill rune) string {
	sp := spec{fill: fill, width: w, align: map[string]byte{"ljust": '<', "rjust": '>', "center": '^', "zfill": '='}[name]}
	if name != "zfill" {
		if n := w - utf8.RuneCountInString(s); name == "center" && n > 0 && n%2 == 1 && w%2 == 1 {
			return sp.pad(s+string(fill), "", '<') // CPython puts the odd one in front then
		}
		return sp.pad(s, "", '<')
	}
	sp.fill = '0'
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+") {
		return sp.pad(s[1:], s[:1], '=')
	}
	return sp.pad(s, "", '=')
}

func strCase(v *Str, name string) Value {
	switch name {
	case "lower", "casefold":
		return text(name, func() string { return strings.ToLower(v.s) })
	case "upper":
		return text(name, func() string { return strings.ToUpper(v.s) })
	case "title":
		return text(name, func() string { return title(v.s) })
	case "capitalize":
		return text(name, func() string {
			r, n := utf8.DecodeRuneInString(v.s)
			if n == 0 {
				return ""
			}
			return string(unicode.ToTitle(r)) + strings.ToLower(v.s[n:])
		})
	case "swapcase":
		return text(name, func() string {
			return strings.Map(func(r rune) rune {
				if unicode.IsUpper(r) {
					return unicode.ToLower(r)
				}
				return unicode.ToUpper(r)
			}, v.s)
		})
	case "isdigit", "isdecimal", "isnumeric":
		return is(name, v, func(r rune) bool { return unicode.IsDigit(r) || name != "isdecimal" && unicode.Is(unicode.No, r) })
	case "isalpha":
		return is(name, v, unicode.IsLetter)
	case "isalnum":
		return is(name, v, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
	case "isspace":
		return is(name, v, unicode.IsSpace)
	case "isidentifier":
		return is(name, v, func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) })
	case "isascii":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) { return Bool(v.isASCII()), nil })
	case "isupper":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) {
			return Bool(strings.ToUpper(v.s) == v.s && strings.ToLower(v.s) != v.s), nil
		})
	case "islower":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) {
			return Bool(strings.ToLower(v.s) == v.s && strings.ToUpper(v.s) != v.s), nil
		})
	case "istitle":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) { return Bool(v.s != "" && title(v.s) == v.s), nil })
	}
	return nil
}

func title(s string) string {
	prev := false
	return strings.Map(func(r rune) rune {
		in := prev
		prev = unicode.IsLetter(r)
		if in {
			return unicode.ToLower(r)
		}
		return unicode.ToTitle(r)
	}, s)
}

// region takes start and end of a[1], a[2] as byte offsets.
func region(v *Str, a []Value) (from, to int, err error) {
	sl := &sliceVal{None, None, None}
	if len(a) > 1 {
		sl.start = a[1]
	}
	if len(a) > 2 {
		sl.stop = a[2]
	}
	if sl.start == None && sl.stop == None {
		return 0, len(v.s), nil
	}
	start, stop, _, err := sl.bounds(v.len())
	if err != nil {
		return 0, 0, err
	}
	return v.offset(start), v.offset(max(start, stop)), nil
}

func strFind(v *Str, name string) Value {
	switch name {
	case "find", "index", "rfind", "rindex", "count":
		return method(name, 1, 3, func(s *Session, a []Value) (Value, error) {
			sub, ok := a[0].(*Str)
			if !ok {
				return nil, raise("TypeError", "must be str, not %s", a[0].Type())
			}
			from, to, err := region(v, a)
			if err != nil {
				return nil, err
			}
			part := v.s[from:to]
			switch name {
			case "count":
				return Int(strings.Count(part, sub.s)), nil
			case "find", "index":
				from += strings.Index(part, sub.s)
				if !strings.Contains(part, sub.s) {
					from = -1
				}
			default:
				if at := strings.LastIndex(part, sub.s); at >= 0 {
					from += at
				} else {
					from = -1
				}
			}
			if from >= 0 {
				return Int(v.runes(from)), nil
			}
			if strings.HasSuffix(name, "index") {
				return nil, raise("ValueError", "substring not found")
			}
			return Int(-1), nil
		})
	case "startswith", "endswith":
		return method(name, 1, 3, func(s *Session, a []Value) (Value, error) {
			from, to, err := region(v, a)
			if err != nil {
				return nil, err
			}
			list, ok := a[0].(Tuple)
			if !ok {
				list = Tuple{a[0]}
			}
			for _, x := range list {
				t, ok := force(x).(*Str)
				if !ok {
					return nil, raise("TypeError", "%s first arg must be str or a tuple of str, not %s", name, force(x).Type())
				}
				if name == "startswith" && strings.HasPrefix(v.s[from:to], t.s) || name == "endswith" && strings.HasSuffix(v.s[from:to], t.s) {
					return Bool(true), nil
				}
			}
			return Bool(false), nil
		})
	}
	return nil
}

func strCut(v *Str, name string) Value {
	switch name {
	case "strip", "lstrip", "rstrip":
		return method(name, 0, 1, func(_ *Session, a []Value) (Value, error) {
			in := unicode.IsSpace
			if len(a) == 1 && a[0] != None {
				set := str(a[0])
				in = func(r rune) bool { return strings.ContainsRune(set, r) }
			}
			from, to := 0, len(v.s)
			if name != "rstrip" {
				from = to - len(strings.TrimLeftFunc(v.s, in))
			}
			if name != "lstrip" {
				to = from + len(strings.TrimRightFunc(v.s[from:], in))
			}
			return v.cut(from, to), nil
		})
	case "split", "rsplit":
		return keyed(name, []string{"sep", "maxsplit"}, 0, func(s *Session, a []Value) (Value, error) {
			most := -1
			if a[1] != nil {
				n, _ := asInt(a[1])
				most = int(n)
			}
			var parts []Value
			switch {
			case a[0] == nil || a[0] == None:
				parts = splitSpace(v, most, name == "rsplit")
			case str(a[0]) == "":
				return nil, raise("ValueError", "empty separator")
			default:
				parts = splitOn(v, str(a[0]), most, name == "rsplit")
			}
			return &List{parts}, s.grow(int64(64 * len(parts)))
		})
	case "splitlines":
		return keyed(name, []string{"keepends"}, 0, func(s *Session, a []Value) (Value, error) {
			parts := splitLines(v, a[0] != nil && Truth(a[0]))
			return &List{parts}, s.grow(int64(64 * len(parts)))
		})
	case "partition", "rpartition":
		return method(name, 1, 1, func(_ *Session, a []Value) (Value, error) {
			sep := str(a[0])
			at := strings.Index(v.s, sep)
			if name == "rpartition" {
				at = strings.LastIndex(v.s, sep)
			}
			switch {
			case sep == "":
				return nil, raise("ValueError", "empty separator")
			case at >= 0:
				return Tuple{v.cut(0, at), v.cut(at, at+len(sep)), v.cut(at+len(sep), len(v.s))}, nil
			case name == "partition":
				return Tuple{v, NewStr(""), NewStr("")}, nil
			}
			return Tuple{NewStr(""), NewStr(""), v}, nil
		})
	case "removeprefix", "removesuffix":
		return method(name, 1, 1, func(_ *Session, a []Value) (Value, error) {
			t := str(a[0])
			switch {
			case name == "removeprefix" && strings.HasPrefix(v.s, t):
				return v.cut(len(t), len(v.s)), nil
			case name == "removesuffix" && strings.HasSuffix(v.s, t):
				return v.cut(0, len(v.s)-len(t)), nil
			}
			return v, nil
		})
	}
	return nil
}

func splitOn(v *Str, sep string, most int, right bool) []Value {
	var parts []Value
	from, to := 0, len(v.s)
	for most < 0 || len(parts) < most {
		var at int
		if right && most >= 0 {
			at = strings.LastIndex(v.s[:to], sep)
		} else if at = strings.Index(v.s[from:to], sep); at >= 0 {
			at += from
		}
		if at < 0 {
			break
		}
		if right && most >= 0 {
			parts = append(parts, v.cut(at+len(sep), to))
			to = at
		} else {
			parts = append(parts, v.cut(from, at))
			from = at + len(sep)
		}
	}
	parts = append(parts, v.cut(from, to))
	if right && most >= 0 {
		reverse(parts)
	}
	return parts
}

func reverse(list []Value) {
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
}

func splitSpace(v *Str, most int, right bool) []Value {
	var fields [][2]int
	start := -1
	for at, r := range v.s {
		switch space := unicode.IsSpace(r); {
		case space && start >= 0:
			fields = append(fields, [2]int{start, at})
			start = -1
		case !space && start < 0:
			start = at
		}
	}
	if start >= 0 {
		fields = append(fields, [2]int{start, len(v.s)})
	}
	if n := len(fields); most >= 0 && n > most+1 {
		if right {
			first := [2]int{fields[0][0], fields[n-most-1][1]}
			fields = append([][2]int{first}, fields[n-most:]...)
		} else {
			last := [2]int{fields[most][0], len(strings.TrimRightFunc(v.s, unicode.IsSpace))}
			fields = append(fields[:most:most], last)
		}
	}
	parts := make([]Value, len(fields))
	for i, f := range fields {
		parts[i] = v.cut(f[0], f[1])
	}
	return parts
}

func splitLines(v *Str, keep bool) []Value {
	var parts []Value
	for from := 0; from < len(v.s); {
		n := strings.IndexAny(v.s[from:], "\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029")
		if n < 0 {
			return append(parts, v.cut(from, len(v.s)))
		}
		end := from + n
		_, size := utf8.DecodeRuneInString(v.s[end:])
		if strings.HasPrefix(v.s[end:], "\r\n") {
			size = 2
		}
		stop := end
		if keep {
			stop += size
		}
		parts = append(parts, v.cut(from, stop))
		from = end + size
	}
	return parts
}

func (s *Session) join(sep *Str, list Value) (Value, error) {
	items, err := collect(s, list)
	if err != nil {
		return nil, err
	}
	var b builder
	for i, v := range items {
		t, ok := force(v).(*Str)
		if !ok {
			return nil, raise("TypeError", "sequence item %d: expected str instance, %s found", i, force(v).Type())
		}
		if err := s.grow(int64(len(t.s) + len(sep.s))); err != nil {
			return nil, err
		}
		if i > 0 {
			b.add(sep)
		}
		b.add(t)
	}
	return b.str(), nil
}

func (s *Session) replace(v, old, with *Str, n int) (Value, error) {
	if old.s == "" {
		t := strings.Replace(v.s, "", with.s, n)
		return NewStr(t), s.grow(int64(len(t)))
	}
	c := strings.Count(v.s, old.s)
	if n >= 0 {
		c = min(c, n)
	}
	if err := s.grow(int64(len(v.s) + c*max(0, len(with.s)-len(old.s)))); err != nil {
		return nil, err
	}
	var b builder
	from := 0
	for range c {
		at := from + strings.Index(v.s[from:], old.s)
		b.add(v.cut(from, at))
		b.add(with)
		from = at + len(old.s)
	}
	b.add(v.cut(from, len(v.s)))
	return b.str(), nil
}
