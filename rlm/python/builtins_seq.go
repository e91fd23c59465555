package python

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"
)

func sequenceBuiltins() []*builtin {
	return []*builtin{
		native("len", 1, 1, func(_ *Session, a []Value) (Value, error) {
			n, err := length(a[0])
			return Int(n), err
		}),
		keyed("enumerate", []string{"iterable", "start"}, 1, func(s *Session, a []Value) (Value, error) {
			next, err := s.iterate(a[0])
			if err != nil {
				return nil, err
			}
			n := int64(0)
			if a[1] != nil {
				n, _ = asInt(a[1])
			}
			return &iterObject{"enumerate", func() (Value, bool, error) {
				v, ok, err := next()
				n++
				return Tuple{Int(n - 1), v}, ok, err
			}}, nil
		}),
		{name: "zip", fn: func(s *Session, args []Value, _ *Dict) (Value, error) { return s.zip(args) }},
		native("map", 2, -1, func(s *Session, a []Value) (Value, error) {
			z, err := s.zip(a[1:])
			if err != nil {
				return nil, err
			}
			return &iterObject{"map", func() (Value, bool, error) {
				v, ok, err := z.next()
				if err != nil || !ok {
					return nil, false, err
				}
				v, err = s.call(a[0], v.(Tuple), nil)
				return v, true, err
			}}, nil
		}),
		native("filter", 2, 2, func(s *Session, a []Value) (Value, error) {
			next, err := s.iterate(a[1])
			if err != nil {
				return nil, err
			}
			return &iterObject{"filter", func() (Value, bool, error) { return s.nextThat(a[0], next) }}, nil
		}),
		native("iter", 1, 2, func(s *Session, a []Value) (Value, error) {
			next, err := s.iterate(a[0])
			return &iterObject{"iterator", next}, err
		}),
		native("next", 1, 2, func(s *Session, a []Value) (Value, error) {
			if !iterable(a[0]) || isSeq(a[0]) {
				return nil, raise("TypeError", "'%s' object is not an iterator", a[0].Type())
			}
			next, err := s.iterate(a[0])
			if err != nil {
				return nil, err
			}
			v, ok, err := next()
			if err == nil && !ok {
				if len(a) == 2 {
					return a[1], nil
				}
				err = &thrown{exc: &exc{class: excTypes["StopIteration"]}}
			}
			return v, err
		}),
		native("reversed", 1, 1, func(s *Session, a []Value) (Value, error) {
			items, err := collect(s, a[0])
			slices.Reverse(items)
			return &iterObject{"reversed", overItems(items)}, err
		}),
		native("any", 1, 1, func(s *Session, a []Value) (Value, error) { return s.anyIs(a[0], true) }),
		native("all", 1, 1, func(s *Session, a []Value) (Value, error) {
			v, err := s.anyIs(a[0], false)
			return !v, err
		}),
		{name: "sorted", fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
			if err := arity("sorted", args, 1, 1); err != nil {
				return nil, err
			}
			items, err := collect(s, args[0])
			if err != nil {
				return nil, err
			}
			return &List{items}, s.sort(items, kw)
		}},
		{name: "min", fn: func(s *Session, args []Value, kw *Dict) (Value, error) { return s.extreme("min", args, kw) }},
		{name: "max", fn: func(s *Session, args []Value, kw *Dict) (Value, error) { return s.extreme("max", args, kw) }},
		keyed("sum", []string{"iterable", "start"}, 1, func(s *Session, a []Value) (Value, error) {
			total := Value(Int(0))
			if a[1] != nil {
				total = a[1]
			}
			next, err := s.iterate(a[0])
			for err == nil {
				v, ok, nerr := next()
				if nerr != nil || !ok {
					return total, nerr
				}
				if err = s.charge(1); err == nil {
					total, err = s.binary("+", total, force(v))
				}
			}
			return nil, err
		}),
	}
}

// anyIs reports whether an item has the given truth.
func (s *Session) anyIs(v Value, want bool) (Bool, error) {
	next, err := s.iterate(v)
	for err == nil {
		item, ok, nerr := next()
		if nerr != nil || !ok {
			return false, nerr
		}
		if Truth(item) == want {
			return true, nil
		}
		err = s.charge(1)
	}
	return false, err
}

func (s *Session) nextThat(test Value, next iterator) (Value, bool, error) {
	for {
		v, ok, err := next()
		if err != nil || !ok {
			return nil, false, err
		}
		keep := v
		if test != None {
			if keep, err = s.call(test, []Value{v}, nil); err != nil {
				return nil, false, err
			}
		}
		if Truth(keep) {
			return v, true, nil
		}
	}
}

func (s *Session) zip(args []Value) (*iterObject, error) {
	var its []iterator
	for _, a := range args {
		next, err := s.iterate(a)
		if err != nil {
			return nil, err
		}
		its = append(its, next)
	}
	return &iterObject{"zip", func() (Value, bool, error) {
		if len(its) == 0 {
			return nil, false, nil
		}
		row := make(Tuple, len(its))
		for i, next := range its {
			v, ok, err := next()
			if err != nil || !ok {
				return nil, false, err
			}
			row[i] = v
		}
		return row, true, s.charge(1)
	}}, nil
}

// sort sorts in place by key and reverse of kw; it is stable.
func (s *Session) sort(items []Value, kw *Dict) error {
	key, reverse, err := sortOptions(kw)
	if err != nil {
		return err
	}
	type pair struct{ key, item Value }
	pairs := make([]pair, len(items))
	for i, v := range items {
		pairs[i] = pair{force(v), v}
		if key != None {
			if pairs[i].key, err = s.call(key, []Value{v}, nil); err != nil {
				return err
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		if err != nil {
			return 0
		}
		var c int
		if c, err = order("<", a.key, b.key); err == nil {
			err = s.charge(1)
		}
		switch {
		case c == unordered:
			return 0
		case reverse:
			return -c
		}
		return c
	})
	for i, p := range pairs {
		items[i] = p.item
	}
	return err
}

func sortOptions(kw *Dict) (key Value, reverse bool, err error) {
	key = None
	if kw == nil {
		return
	}
	for _, k := range kw.Keys() {
		v, _, _ := kw.Get(k)
		switch k.(*Str).s {
		case "key":
			key = force(v)
		case "reverse":
			reverse = Truth(v)
		default:
			return nil, false, raise("TypeError", "sort() got an unexpected keyword argument '%s'", k.(*Str).s)
		}
	}
	return
}

// extreme is min and max.
func (s *Session) extreme(name string, args []Value, kw *Dict) (Value, error) {
	key, def := Value(None), Value(nil)
	if kw != nil {
		if v, ok, _ := kw.Get(NewStr("key")); ok {
			key = force(v)
		}
		if v, ok, _ := kw.Get(NewStr("default")); ok {
			def = v
		}
	}
	items := args
	if len(args) == 1 {
		var err error
		if items, err = collect(s, args[0]); err != nil {
			return nil, err
		}
	}
	if len(items) == 0 {
		if def != nil {
			return def, nil
		}
		if len(args) == 0 {
			return nil, raise("TypeError", "%s expected at least 1 argument, got 0", name)
		}
		return nil, raise("ValueError", "%s() arg is an empty sequence", name)
	}
	var best, bestKey Value
	for _, v := range items {
		k := force(v)
		var err error
		if key != None {
			if k, err = s.call(key, []Value{v}, nil); err != nil {
				return nil, err
			}
		}
		if best == nil {
			best, bestKey = v, k
			continue
		}
		op := map[string]string{"min": "<", "max": ">"}[name]
		better, err := s.compareOp(op, force(k), force(bestKey))
		if err != nil {
			return nil, err
		}
		if better {
			best, bestKey = v, k
		}
	}
	return best, nil
}

func numberBuiltins() []*builtin {
	return []*builtin{
		native("abs", 1, 1, func(_ *Session, a []Value) (Value, error) {
			if f, ok := a[0].(Float); ok {
				return Float(math.Abs(float64(f))), nil
			}
			if n, ok := toBig(a[0]); ok {
				return fromBig(n.Abs(new(big.Int).Set(n))), nil
			}
			return nil, raise("TypeError", "bad operand type for abs(): '%s'", a[0].Type())
		}),
		keyed("round", []string{"number", "ndigits"}, 1, func(s *Session, a []Value) (Value, error) {
			return roundTo(a[0], a[1])
		}),
		native("divmod", 2, 2, func(s *Session, a []Value) (Value, error) {
			q, err := s.binary("//", a[0], a[1])
			if err != nil {
				return nil, err
			}
			r, err := s.binary("%", a[0], a[1])
			return Tuple{q, r}, err
		}),
		native("pow", 2, 3, func(s *Session, a []Value) (Value, error) {
			if len(a) == 3 {
				x, ok1 := toBig(a[0])
				y, ok2 := toBig(a[1])
				m, ok3 := toBig(a[2])
				if ok1 && ok2 && ok3 && m.Sign() != 0 && y.Sign() >= 0 {
					return fromBig(new(big.Int).Exp(x, y, m)), nil
				}
				return nil, raise("ValueError", "pow() 3rd argument cannot be 0")
			}
			return s.binary("**", a[0], a[1])
		}),
		native("chr", 1, 1, func(_ *Session, a []Value) (Value, error) {
			n, ok := asInt(a[0])
			if !ok || n < 0 || n > utf8.MaxRune {
				return nil, raise("ValueError", "chr() arg not in range(0x110000)")
			}
			return NewStr(string(rune(n))), nil
		}),
		native("ord", 1, 1, func(_ *Session, a []Value) (Value, error) {
			t, ok := a[0].(*Str)
			if !ok || t.len() != 1 {
				return nil, raise("TypeError", "ord() expected a character")
			}
			r, _ := utf8.DecodeRuneInString(t.s)
			return Int(r), nil
		}),
		inBase("hex", "0x", 16), inBase("oct", "0o", 8), inBase("bin", "0b", 2),
	}
}

func inBase(name, prefix string, base int) *builtin {
	return native(name, 1, 1, func(_ *Session, a []Value) (Value, error) {
		n, ok := toBig(a[0])
		if !ok {
			return nil, raise("TypeError", "'%s' object cannot be interpreted as an integer", a[0].Type())
		}
		text := n.Text(base)
		if rest, neg := strings.CutPrefix(text, "-"); neg {
			return NewStr("-" + prefix + rest), nil
		}
		return NewStr(prefix + text), nil
	})
}

// roundTo rounds half to even, on the exact decimal value of a float.
func roundTo(v, digits Value) (Value, error) {
	f, isFloat := v.(Float)
	if !isFloat {
		if n, ok := toBig(v); ok {
			return fromBig(n), nil
		}
		return nil, raise("TypeError", "type %s doesn't define __round__ method", v.Type())
	}
	if digits == nil || digits == None {
		return toInt(nil, []Value{Float(math.RoundToEven(float64(f)))})
	}
	n, ok := asInt(digits)
	if !ok {
		return nil, raise("TypeError", "'%s' object cannot be interpreted as an integer", digits.Type())
	}
	if n < 0 {
		p := math.Pow(10, float64(-n))
		return Float(math.RoundToEven(float64(f)/p) * p), nil
	}
	if n > 300 || math.IsInf(float64(f), 0) || math.IsNaN(float64(f)) {
		return f, nil
	}
	return toFloat(nil, []Value{NewStr(new(big.Float).SetFloat64(float64(f)).Text('f', int(n)))})
}
