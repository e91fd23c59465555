package python

import "sort"

func collectionsModule(*Session) map[string]Value {
	return members(
		typeOf(&builtin{name: "Counter", fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
			d := NewDict()
			d.kind = "Counter"
			if err := s.count(d, args, 1); err != nil {
				return nil, err
			}
			if kw != nil {
				return d, s.update(d, kw)
			}
			return d, nil
		}}),
		typeOf(&builtin{name: "defaultdict", fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
			d := NewDict()
			d.kind, d.missing = "defaultdict", None
			if len(args) > 0 {
				d.missing = force(args[0])
			}
			if len(args) > 1 {
				return d, s.update(d, args[1])
			}
			return d, nil
		}}),
		typeOf(&builtin{name: "OrderedDict", fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
			d := NewDict()
			d.kind = "OrderedDict"
			for _, a := range args {
				if err := s.update(d, a); err != nil {
					return nil, err
				}
			}
			return d, nil
		}}),
		typeOf(native("deque", 0, 2, func(s *Session, a []Value) (Value, error) {
			items, err := collectArg(s, a)
			return &List{items}, err
		})),
		native("namedtuple", 2, 2, func(s *Session, a []Value) (Value, error) {
			fields := splitOnCommas(s, a[1])
			kind := str(a[0])
			return &builtin{name: kind, typ: true, fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
				r := &Record{kind: kind, names: fields, values: make([]Value, len(fields))}
				if len(args) > len(fields) {
					return nil, raise("TypeError", "%s() takes %d positional arguments but %d were given", kind, len(fields), len(args))
				}
				copy(r.values, args)
				for i, name := range fields {
					if r.values[i] == nil && kw != nil {
						r.values[i], _, _ = kw.Get(NewStr(name))
					}
					if r.values[i] == nil {
						return nil, raise("TypeError", "%s() missing 1 required positional argument: '%s'", kind, name)
					}
				}
				return r, nil
			}}, nil
		}),
	)
}

func splitOnCommas(s *Session, v Value) []string {
	var names []string
	if t, ok := v.(*Str); ok {
		for _, part := range splitSpace(NewStr(mapCommas(t.s)), -1, false) {
			names = append(names, part.(*Str).s)
		}
		return names
	}
	items, _ := collect(s, v)
	for _, item := range items {
		names = append(names, str(item))
	}
	return names
}

func mapCommas(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c == ',' {
			b[i] = ' '
		}
	}
	return string(b)
}

// count adds the items of the arguments to a Counter, times sign; of a dict
// its counts.
func (s *Session) count(d *Dict, args []Value, sign int64) error {
	for _, a := range args {
		if from, ok := force(a).(*Dict); ok {
			for _, p := range from.pairs() {
				n, _ := asInt(p.(Tuple)[1])
				if err := addCount(d, p.(Tuple)[0], sign*n); err != nil {
					return err
				}
			}
			continue
		}
		next, err := s.iterate(a)
		if err != nil {
			return err
		}
		for {
			v, ok, err := next()
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			if err := s.charge(1); err != nil {
				return err
			}
			if err := addCount(d, force(v), sign); err != nil {
				return err
			}
		}
		if err := s.grow(int64(64 * d.Len())); err != nil {
			return err
		}
	}
	return nil
}

func addCount(d *Dict, key Value, n int64) error {
	old, ok, err := d.Get(key)
	if err != nil {
		return err
	}
	if ok {
		before, _ := asInt(old)
		n += before
	}
	return d.Set(key, Int(n))
}

// mostCommon are the pairs of a Counter, the highest first, equal ones in
// their order.
func mostCommon(d *Dict) []Value {
	pairs := d.pairs()
	sort.SliceStable(pairs, func(i, j int) bool {
		c, err := order("<", pairs[i].(Tuple)[1], pairs[j].(Tuple)[1])
		return err == nil && c > 0
	})
	return pairs
}

func counterMethod(d *Dict, name string) Value {
	switch name {
	case "most_common":
		return method(name, 0, 1, func(_ *Session, a []Value) (Value, error) {
			pairs := mostCommon(d)
			if len(a) == 1 && a[0] != None {
				n, _ := asInt(a[0])
				pairs = pairs[:max(0, min(int(n), len(pairs)))]
			}
			return &List{pairs}, nil
		})
	case "elements":
		return method(name, 0, 0, func(s *Session, _ []Value) (Value, error) {
			var out []Value
			for _, p := range d.pairs() {
				n, _ := asInt(p.(Tuple)[1])
				if err := s.grow(16 * max(n, 0)); err != nil {
					return nil, err
				}
				for range max(n, 0) {
					out = append(out, p.(Tuple)[0])
				}
			}
			return &List{out}, nil
		})
	case "subtract":
		return method(name, 0, 1, func(s *Session, a []Value) (Value, error) { return None, s.count(d, a, -1) })
	case "total":
		return method(name, 0, 0, func(*Session, []Value) (Value, error) {
			total := int64(0)
			for _, v := range d.values() {
				n, _ := asInt(v)
				total += n
			}
			return Int(total), nil
		})
	}
	return nil
}

// counterOp is + - & | of two Counters: only counts above zero stay.
func counterOp(op string, x, y *Dict) (Value, error) {
	out := NewDict()
	out.kind = "Counter"
	merge := func(key Value) {
		if _, done, _ := out.Get(key); done {
			return
		}
		a, b := countOf(x, key), countOf(y, key)
		n := map[string]int64{"+": a + b, "-": a - b, "&": min(a, b), "|": max(a, b)}[op]
		if n > 0 {
			_ = out.Set(key, Int(n)) // a key of a dict is hashable
		}
	}
	for _, k := range x.Keys() {
		merge(k)
	}
	for _, k := range y.Keys() {
		merge(k)
	}
	return out, nil
}

func countOf(d *Dict, key Value) int64 {
	v, _, _ := d.Get(key)
	n, _ := asInt(orNone(v))
	return n
}

func itertoolsModule(*Session) map[string]Value {
	chain := func(s *Session, lists []Value) (Value, error) {
		var current iterator
		return &iterObject{"itertools.chain", func() (Value, bool, error) {
			for {
				if current == nil {
					if len(lists) == 0 {
						return nil, false, nil
					}
					var err error
					if current, err = s.iterate(lists[0]); err != nil {
						return nil, false, err
					}
					lists = lists[1:]
				}
				v, ok, err := current()
				if err != nil || ok {
					return v, ok, err
				}
				current = nil
			}
		}}, nil
	}
	m := members(
		native("islice", 2, 4, func(s *Session, a []Value) (Value, error) {
			next, err := s.iterate(a[0])
			if err != nil {
				return nil, err
			}
			start, stop, step := int64(0), int64(1)<<62, int64(1)
			if len(a) == 2 {
				stop, _ = intOr(a[1], stop)
			} else {
				start, _ = intOr(a[1], 0)
				stop, _ = intOr(a[2], stop)
			}
			if len(a) == 4 {
				step, _ = intOr(a[3], 1)
			}
			var out []Value
			for i := int64(0); i < stop; i++ {
				v, ok, err := next()
				if err != nil || !ok {
					return &List{out}, err
				}
				if err := s.charge(1); err != nil {
					return nil, err
				}
				if i >= start && (i-start)%max(step, 1) == 0 {
					out = append(out, v)
				}
			}
			return &List{out}, nil
		}),
		native("count", 0, 2, func(s *Session, a []Value) (Value, error) {
			n, step := int64(0), int64(1)
			if len(a) > 0 {
				n, _ = asInt(a[0])
			}
			if len(a) > 1 {
				step, _ = asInt(a[1])
			}
			return &iterObject{"itertools.count", func() (Value, bool, error) { n += step; return Int(n - step), true, s.charge(1) }}, nil
		}),
		native("combinations", 2, 2, func(s *Session, a []Value) (Value, error) {
			items, err := collect(s, a[0])
			if err != nil {
				return nil, err
			}
			k, _ := asInt(a[1])
			return s.generate(func(yield func(Value) error) error { return combine(items, int(k), nil, yield) }), nil
		}),
		native("product", 0, -1, func(s *Session, a []Value) (Value, error) {
			var lists [][]Value
			for _, v := range a {
				items, err := collect(s, v)
				if err != nil {
					return nil, err
				}
				lists = append(lists, items)
			}
			return s.generate(func(yield func(Value) error) error { return multiply(lists, nil, yield) }), nil
		}),
		keyed("groupby", []string{"iterable", "key"}, 1, func(s *Session, a []Value) (Value, error) { return s.groupBy(a[0], a[1]) }),
	)
	c := &builtin{name: "chain", fn: func(s *Session, args []Value, _ *Dict) (Value, error) { return chain(s, args) }, typ: true}
	m["chain"] = c
	m["chain_from_iterable"] = native("from_iterable", 1, 1, func(s *Session, a []Value) (Value, error) {
		lists, err := collect(s, a[0])
		if err != nil {
			return nil, err
		}
		return chain(s, lists)
	})
	return m
}

func intOr(v Value, def int64) (int64, bool) {
	if v == None {
		return def, true
	}
	return asInt(v)
}

func combine(items []Value, k int, chosen []Value, yield func(Value) error) error {
	if k <= 0 {
		return yield(Tuple(append([]Value(nil), chosen...)))
	}
	for i := 0; i+k <= len(items); i++ {
		if err := combine(items[i+1:], k-1, append(chosen, items[i]), yield); err != nil {
			return err
		}
	}
	return nil
}

func multiply(lists [][]Value, chosen []Value, yield func(Value) error) error {
	if len(lists) == 0 {
		return yield(Tuple(append([]Value(nil), chosen...)))
	}
	for _, v := range lists[0] {
		if err := multiply(lists[1:], append(chosen, v), yield); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) groupBy(list, key Value) (Value, error) {
	items, err := collect(s, list)
	if err != nil {
		return nil, err
	}
	var out []Value
	var group *List
	var last Value
	for _, v := range items {
		k := v
		if key != nil && key != None {
			if k, err = s.call(key, []Value{v}, nil); err != nil {
				return nil, err
			}
		}
		if group == nil || !equal(k, last) {
			group, last = &List{}, k
			out = append(out, Tuple{k, group})
		}
		group.items = append(group.items, v)
	}
	return &List{out}, nil
}
