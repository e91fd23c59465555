package python

import "strings"

// formatCall is str.format.
func (s *Session) formatCall(v *Str, args []Value, kw *Dict) (Value, error) {
	var b builder
	auto := 0
	for i := 0; i < len(v.s); {
		switch {
		case strings.HasPrefix(v.s[i:], "{{"), strings.HasPrefix(v.s[i:], "}}"):
			b.addString(v.s[i : i+1])
			i += 2
		case v.s[i] == '{':
			n := specEnd(v.s[i+1:])
			if n < 0 {
				return nil, raise("ValueError", "expected '}' before end of string")
			}
			part, err := s.formatField(v.s[i+1:i+1+n], args, kw, &auto)
			if err != nil {
				return nil, err
			}
			b.add(part)
			i += n + 2
		case v.s[i] == '}':
			return nil, raise("ValueError", "Single '}' encountered in format string")
		default:
			n := strings.IndexAny(v.s[i:], "{}")
			if n < 0 {
				n = len(v.s) - i
			}
			b.addString(v.s[i : i+n])
			i += n
		}
	}
	return b.str(), nil
}

func (s *Session) formatField(field string, args []Value, kw *Dict, auto *int) (*Str, error) {
	name, spec, _ := strings.Cut(field, ":")
	name, conv, _ := strings.Cut(name, "!")
	end := strings.IndexAny(name, ".[")
	if end < 0 {
		end = len(name)
	}
	v, err := s.formatArg(name[:end], args, kw, auto)
	for rest := name[end:]; err == nil && rest != ""; {
		var part string
		if rest[0] == '.' {
			rest = rest[1:]
			n := strings.IndexAny(rest, ".[")
			if n < 0 {
				n = len(rest)
			}
			part, rest = rest[:n], rest[n:]
			v, err = s.getAttr(force(v), part)
			continue
		}
		part, rest, _ = strings.Cut(rest[1:], "]")
		var key Value = NewStr(part)
		if n, ok := new10(part); ok {
			key = n
		}
		v, err = s.getItem(force(v), key)
	}
	if err != nil {
		return nil, err
	}
	if strings.Contains(spec, "{") {
		inner, err := s.formatCall(NewStr(spec), append(args[min(*auto, len(args)):len(args):len(args)], args...), kw)
		if err != nil {
			return nil, err
		}
		spec = inner.(*Str).s
	}
	c := byte(0)
	if conv != "" {
		c = conv[0]
	}
	return convert(force(v), c, spec)
}

func (s *Session) formatArg(name string, args []Value, kw *Dict, auto *int) (Value, error) {
	n, isNumber := new10(name)
	if name == "" {
		n, isNumber = Int(*auto), true
		*auto++
	}
	if isNumber {
		if int(n) >= len(args) {
			return nil, raise("IndexError", "Replacement index %d out of range for positional args tuple", n)
		}
		return args[n], nil
	}
	if kw != nil {
		if v, ok, _ := kw.Get(NewStr(name)); ok {
			return v, nil
		}
	}
	return nil, raiseKey(NewStr(name))
}

// new10 reads a decimal number.
func new10(s string) (Int, bool) {
	n := Int(0)
	for _, c := range []byte(s) {
		if c < '0' || c > '9' || n > 1<<40 {
			return 0, false
		}
		n = n*10 + Int(c-'0')
	}
	return n, s != ""
}
