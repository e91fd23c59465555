package python

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// native makes a builtin of a Go function that takes positional arguments.
func native(name string, least, most int, fn func(s *Session, args []Value) (Value, error)) *builtin {
	return &builtin{name: name, fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
		if kw != nil && kw.Len() > 0 {
			return nil, raise("TypeError", "%s() takes no keyword arguments", name)
		}
		if err := arity(name, args, least, most); err != nil {
			return nil, err
		}
		return fn(s, forceAll(args))
	}}
}

// keeping makes a native that keeps its arguments as they are: it does not look
// at them, so it does not wait for promises among them.
func keeping(name string, least, most int, fn func(s *Session, args []Value) (Value, error)) *builtin {
	return &builtin{name: name, fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
		if err := arity(name, args, least, most); err != nil {
			return nil, err
		}
		return fn(s, args)
	}}
}

// keyed makes a builtin whose arguments also have names, in their order.
func keyed(name string, names []string, least int, fn func(s *Session, args []Value) (Value, error)) *builtin {
	return &builtin{name: name, fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
		if err := arity(name, args, 0, len(names)); err != nil {
			return nil, err
		}
		bound := make([]Value, len(names))
		copy(bound, args)
		if kw != nil {
			for _, k := range kw.Keys() {
				i := slices.Index(names, k.(*Str).s)
				if i < 0 {
					return nil, raise("TypeError", "'%s' is an invalid keyword argument for %s()", k.(*Str).s, name)
				}
				bound[i], _, _ = kw.Get(k)
			}
		}
		for i := range least {
			if bound[i] == nil {
				return nil, raise("TypeError", "%s() missing required argument '%s' (pos %d)", name, names[i], i+1)
			}
		}
		return fn(s, forceAll(bound))
	}}
}

func arity(name string, args []Value, least, most int) error {
	switch {
	case len(args) < least && least == most:
		return raise("TypeError", "%s() takes exactly %d argument%s (%d given)", name, least, plural(least), len(args))
	case len(args) < least:
		return raise("TypeError", "%s expected at least %d argument%s, got %d", name, least, plural(least), len(args))
	case most >= 0 && len(args) > most && least == most:
		return raise("TypeError", "%s() takes exactly %d argument%s (%d given)", name, least, plural(least), len(args))
	case most >= 0 && len(args) > most:
		return raise("TypeError", "%s expected at most %d argument%s, got %d", name, most, plural(most), len(args))
	}
	return nil
}

func forceAll(args []Value) []Value {
	for i, a := range args {
		if _, ok := a.(*Promise); ok {
			args = slices.Clone(args)
			for j := i; j < len(args); j++ {
				if args[j] != nil {
					args[j] = force(args[j])
				}
			}
			break
		}
	}
	return args
}

// makeBuiltins makes the names that every program sees.
func (s *Session) makeBuiltins() map[string]Value {
	m := map[string]Value{"NotImplemented": None, "Ellipsis": None}
	for name, t := range excTypes {
		m[name] = t
	}
	for _, list := range [][]*builtin{typeBuiltins(), sequenceBuiltins(), numberBuiltins(), otherBuiltins()} {
		for _, b := range list {
			m[b.name] = b
		}
	}
	for _, n := range []string{"locals", "globals", "dir"} {
		m[n] = &builtin{name: n, fn: func(s *Session, _ []Value, _ *Dict) (Value, error) { return NewDict(), nil }}
	}
	return m
}

func typeOf(b *builtin) *builtin { b.typ = true; return b }

func typeBuiltins() []*builtin {
	return []*builtin{
		typeOf(keyed("str", []string{"object", "encoding", "errors"}, 0, func(s *Session, a []Value) (Value, error) {
			switch v := a[0].(type) {
			case nil:
				return NewStr(""), nil
			case *Str:
				return v, nil
			case Bytes:
				if a[1] != nil {
					return NewStr(strings.ToValidUTF8(string(v), "\uFFFD")), nil
				}
			}
			t := str(a[0])
			return NewStr(t), s.grow(int64(len(t)))
		})),
		typeOf(native("int", 0, 2, toInt)),
		typeOf(native("float", 0, 1, toFloat)),
		typeOf(native("bool", 0, 1, func(_ *Session, a []Value) (Value, error) { return Bool(len(a) > 0 && Truth(a[0])), nil })),
		typeOf(native("list", 0, 1, func(s *Session, a []Value) (Value, error) {
			items, err := collectArg(s, a)
			return &List{items}, err
		})),
		typeOf(native("tuple", 0, 1, func(s *Session, a []Value) (Value, error) {
			items, err := collectArg(s, a)
			return Tuple(items), err
		})),
		typeOf(native("set", 0, 1, func(s *Session, a []Value) (Value, error) {
			items, err := collectArg(s, a)
			if err != nil {
				return nil, err
			}
			return newSet(items)
		})),
		typeOf(native("frozenset", 0, 1, func(s *Session, a []Value) (Value, error) {
			items, err := collectArg(s, a)
			if err != nil {
				return nil, err
			}
			set, err := newSet(items)
			if err == nil {
				set.frozen = true
			}
			return set, err
		})),
		typeOf(&builtin{name: "dict", fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
			d := NewDict()
			for _, a := range args {
				if err := s.update(d, a); err != nil {
					return nil, err
				}
			}
			if kw != nil {
				return d, s.update(d, kw)
			}
			return d, nil
		}}),
		typeOf(native("bytes", 0, 2, func(s *Session, a []Value) (Value, error) {
			if len(a) == 0 {
				return Bytes{}, nil
			}
			if t, ok := a[0].(*Str); ok {
				return Bytes(t.s), nil
			}
			return nil, raise("TypeError", "cannot convert '%s' object to bytes", a[0].Type())
		})),
		typeOf(native("range", 1, 3, func(_ *Session, a []Value) (Value, error) {
			r := &Range{0, 0, 1}
			fields := []*int64{&r.stop}
			if len(a) > 1 {
				fields = []*int64{&r.start, &r.stop, &r.step}
			}
			for i, v := range a {
				n, ok := asInt(v)
				if !ok {
					return nil, raise("TypeError", "'%s' object cannot be interpreted as an integer", v.Type())
				}
				*fields[i] = n
			}
			if r.step == 0 {
				return nil, raise("ValueError", "range() arg 3 must not be zero")
			}
			return r, nil
		})),
		typeOf(native("object", 0, 0, func(*Session, []Value) (Value, error) { return NewRecord("object", nil, nil), nil })),
		typeOf(native("type", 1, 1, func(s *Session, a []Value) (Value, error) {
			if e, ok := a[0].(*exc); ok {
				return e.class, nil
			}
			if b, ok := s.builtins[a[0].Type()].(*builtin); ok && b.typ {
				return b, nil
			}
			return &builtin{name: a[0].Type(), typ: true, fn: func(*Session, []Value, *Dict) (Value, error) {
				return nil, raise("TypeError", "cannot create '%s' instances", a[0].Type())
			}}, nil
		})),
	}
}

func collectArg(s *Session, a []Value) ([]Value, error) {
	if len(a) == 0 {
		return nil, nil
	}
	return collect(s, a[0])
}

func toInt(s *Session, a []Value) (Value, error) {
	if len(a) == 0 {
		return Int(0), nil
	}
	switch v := a[0].(type) {
	case *Str:
		base := int64(10)
		if len(a) > 1 {
			base, _ = asInt(a[1])
		}
		text := strings.ReplaceAll(strings.TrimSpace(v.s), "_", "")
		if len(text) > 4300 {
			return nil, raise("ValueError", "Exceeds the limit (4300 digits) for integer string conversion")
		}
		if base == 16 {
			text = strings.Replace(strings.ToLower(text), "0x", "", 1)
		}
		n, ok := new(big.Int).SetString(text, int(base))
		if !ok {
			return nil, raise("ValueError", "invalid literal for int() with base %d: %s", base, quoteStr(v.s))
		}
		return fromBig(n), nil
	case Float:
		f := float64(v)
		if math.IsInf(f, 0) {
			return nil, raise("OverflowError", "cannot convert float infinity to integer")
		}
		if math.IsNaN(f) {
			return nil, raise("ValueError", "cannot convert float NaN to integer")
		}
		n, _ := big.NewFloat(math.Trunc(f)).Int(nil)
		return fromBig(n), nil
	}
	if n, ok := toBig(a[0]); ok {
		return fromBig(n), nil
	}
	return nil, raise("TypeError", "int() argument must be a string, a bytes-like object or a real number, not '%s'", a[0].Type())
}

func toFloat(_ *Session, a []Value) (Value, error) {
	if len(a) == 0 {
		return Float(0), nil
	}
	if v, ok := a[0].(*Str); ok {
		text := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(v.s)), "_", "")
		f, err := strconv.ParseFloat(text, 64)
		if err != nil && !strings.Contains(err.Error(), "range") || strings.HasPrefix(strings.TrimLeft(text, "+-"), "0x") {
			return nil, raise("ValueError", "could not convert string to float: %s", quoteStr(v.s))
		}
		return Float(f), nil
	}
	if f, ok := asFloat(a[0]); ok {
		return Float(f), nil
	}
	return nil, raise("TypeError", "float() argument must be a string or a real number, not '%s'", a[0].Type())
}

func otherBuiltins() []*builtin {
	return []*builtin{
		{name: "print", fn: builtinPrint},
		native("repr", 1, 1, func(s *Session, a []Value) (Value, error) { t := repr(a[0]); return NewStr(t), s.grow(int64(len(t))) }),
		native("ascii", 1, 1, func(_ *Session, a []Value) (Value, error) { return NewStr(ascii(repr(a[0]))), nil }),
		native("format", 1, 2, func(_ *Session, a []Value) (Value, error) {
			text := ""
			if len(a) > 1 {
				text = str(a[1])
			}
			return convert(a[0], 0, text)
		}),
		native("callable", 1, 1, func(_ *Session, a []Value) (Value, error) {
			switch a[0].(type) {
			case *builtin, *closure, *hostFunc, *excType:
				return Bool(true), nil
			}
			return Bool(false), nil
		}),
		native("hash", 1, 1, func(_ *Session, a []Value) (Value, error) {
			k, err := hashKey(a[0])
			if err != nil {
				return nil, err
			}
			h := int64(0)
			for _, c := range []byte(keyString(k)) {
				h = h*31 + int64(c)
			}
			return Int(h), nil
		}),
		native("id", 1, 1, func(_ *Session, a []Value) (Value, error) { return Int(len(repr(a[0]))), nil }),
		native("isinstance", 2, 2, func(s *Session, a []Value) (Value, error) {
			ok, err := isInstance(a[0], a[1])
			return Bool(ok), err
		}),
		native("issubclass", 2, 2, func(_ *Session, a []Value) (Value, error) {
			x, ok1 := a[0].(*excType)
			y, ok2 := a[1].(*excType)
			return Bool(ok1 && ok2 && x.isA(y) || a[0] == a[1]), nil
		}),
		native("getattr", 2, 3, func(s *Session, a []Value) (Value, error) {
			v, err := s.getAttr(a[0], str(a[1]))
			if _, ok := asThrown(err); err != nil && ok && len(a) == 3 {
				return a[2], nil
			}
			return v, err
		}),
		native("hasattr", 2, 2, func(s *Session, a []Value) (Value, error) {
			_, err := s.getAttr(a[0], str(a[1]))
			return Bool(err == nil), nil
		}),
		native("input", 0, 1, func(*Session, []Value) (Value, error) {
			return nil, raise("EOFError", "nobody is there to answer: a program here runs by itself")
		}),
		native("open", 1, -1, func(*Session, []Value) (Value, error) {
			return nil, raise("PermissionError", "there are no files here: the documents are in `context`, and read() reads one")
		}),
		native("exec", 1, 3, noCode), native("eval", 1, 3, noCode), native("compile", 1, 3, noCode),
		native("__import__", 1, 5, func(s *Session, a []Value) (Value, error) { return s.module(str(a[0])) }),
	}
}

func noCode(*Session, []Value) (Value, error) {
	return nil, raise("RuntimeError", "code made at run time is not run here: write it into the block")
}

func builtinPrint(s *Session, args []Value, kw *Dict) (Value, error) {
	sep, end := " ", "\n"
	if kw != nil {
		for _, k := range kw.Keys() {
			v, _, _ := kw.Get(k)
			switch v = force(v); {
			case k.(*Str).s == "sep" && v != None:
				sep = str(v)
			case k.(*Str).s == "end" && v != None:
				end = str(v)
			}
		}
	}
	for i, a := range args {
		if i > 0 {
			s.out.write(sep)
		}
		t := str(a)
		if err := s.charge(int64(len(t) / 100)); err != nil {
			return nil, err
		}
		s.out.write(t)
	}
	s.out.write(end)
	return None, nil
}

func isInstance(v, class Value) (bool, error) {
	switch c := force(class).(type) {
	case Tuple:
		for _, one := range c {
			if ok, err := isInstance(v, one); ok || err != nil {
				return ok, err
			}
		}
		return false, nil
	case *excType:
		e, ok := v.(*exc)
		return ok && e.class.isA(c), nil
	case *builtin:
		if c.typ {
			return instanceOf(v, c.name), nil
		}
	case *Module:
		return false, nil
	}
	return false, raise("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union")
}

func instanceOf(v Value, name string) bool {
	switch t := v.Type(); {
	case t == name, name == "object":
		return true
	case name == "int":
		return t == "bool"
	case name == "dict":
		_, isDict := v.(*Dict)
		_, isRecord := v.(*Record)
		return isDict || isRecord
	}
	return false
}
