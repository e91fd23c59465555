package python

// getItem is c[i].
func (s *Session) getItem(c, i Value) (Value, error) {
	if sl, ok := i.(*sliceVal); ok {
		return s.getSlice(c, sl)
	}
	switch c := c.(type) {
	case *Dict:
		v, ok, err := c.Get(i)
		if err != nil || ok {
			return v, err
		}
		return s.missing(c, i)
	case *Record:
		if v, ok := c.get(i); ok {
			return v, nil
		}
		return nil, raiseKey(i)
	case *List, Tuple:
		items, _ := seqItems(c)
		at, err := indexIn(c.Type(), i, len(items))
		if err != nil {
			return nil, err
		}
		return items[at], nil
	case *Str:
		at, err := indexIn("string", i, c.len())
		if err != nil {
			return nil, err
		}
		return c.cut(c.offset(at), c.offset(at+1)), nil
	case *Range:
		at, err := indexIn("range object", i, int(c.len()))
		if err != nil {
			return nil, err
		}
		return Int(c.start + int64(at)*c.step), nil
	case Bytes:
		at, err := indexIn("index", i, len(c))
		if err != nil {
			return nil, err
		}
		return Int(c[at]), nil
	case *match:
		return c.group(i)
	case *builtin, *Module: // list[int] in a type hint
		return c, nil
	}
	return nil, raise("TypeError", "'%s' object is not subscriptable", c.Type())
}

// missing is what a dict gives for a key that is not there.
func (s *Session) missing(d *Dict, key Value) (Value, error) {
	switch {
	case d.kind == "Counter":
		return Int(0), nil
	case d.kind == "defaultdict" && d.missing != None && d.missing != nil:
		v, err := s.call(d.missing, nil, nil)
		if err != nil {
			return nil, err
		}
		return v, d.Set(key, v)
	}
	return nil, raiseKey(key)
}

func indexIn(what string, i Value, n int) (int, error) {
	at, ok := asInt(i)
	if !ok {
		if what == "string" {
			return 0, raise("TypeError", "string indices must be integers, not '%s'", i.Type())
		}
		return 0, raise("TypeError", "%s indices must be integers or slices, not %s", what, i.Type())
	}
	if at < 0 {
		at += int64(n)
	}
	if at < 0 || at >= int64(n) {
		return 0, raise("IndexError", "%s index out of range", what)
	}
	return int(at), nil
}

// bounds turns a slice into start, stop and step for a sequence of n items.
func (sl *sliceVal) bounds(n int) (start, stop, step int, err error) {
	step = 1
	if sl.step != None {
		st, ok := asInt(sl.step)
		if !ok {
			return 0, 0, 0, sliceTypeError()
		}
		if st == 0 {
			return 0, 0, 0, raise("ValueError", "slice step cannot be zero")
		}
		step = int(max(min(st, 1<<40), -1<<40))
	}
	lo, hi := 0, n
	if step < 0 {
		lo, hi = -1, n-1
	}
	clamp := func(v Value, def int) (int, error) {
		if v == None {
			return def, nil
		}
		at, ok := asInt(v)
		if !ok {
			return 0, sliceTypeError()
		}
		if at < 0 {
			at += int64(n)
		}
		return int(max(int64(lo), min(int64(hi), at))), nil
	}
	first, last := lo, hi
	if step < 0 {
		first, last = hi, lo
	}
	if start, err = clamp(sl.start, first); err != nil {
		return 0, 0, 0, err
	}
	stop, err = clamp(sl.stop, last)
	return start, stop, step, err
}

func sliceTypeError() error {
	return raise("TypeError", "slice indices must be integers or None or have an __index__ method")
}

func (s *Session) getSlice(c Value, sl *sliceVal) (Value, error) {
	n, err := length(c)
	if err != nil {
		return nil, raise("TypeError", "'%s' object is not subscriptable", c.Type())
	}
	start, stop, step, err := sl.bounds(n)
	if err != nil {
		return nil, err
	}
	if str, ok := c.(*Str); ok && step == 1 {
		if stop < start {
			stop = start
		}
		return str.cut(str.offset(start), str.offset(stop)), nil
	}
	if r, ok := c.(*Range); ok {
		return &Range{r.start + int64(start)*r.step, r.start + int64(stop)*r.step, r.step * int64(step)}, nil
	}
	if b, ok := c.(Bytes); ok && step == 1 {
		return b[start:max(start, stop)], nil
	}
	items, tuple := seqItems(c)
	if str, ok := c.(*Str); ok {
		if items, err = collect(s, str); err != nil {
			return nil, err
		}
	} else if !isSeq(c) {
		return nil, raise("TypeError", "unhashable type: 'slice'")
	}
	var out []Value
	for i := start; step > 0 && i < stop || step < 0 && i > stop; i += step {
		out = append(out, items[i])
	}
	if err := s.grow(int64(16 * len(out))); err != nil {
		return nil, err
	}
	if _, ok := c.(*Str); ok {
		return joinValues(out), nil
	}
	return makeSeq(out, tuple), nil
}

func joinValues(items []Value) *Str {
	var b builder
	for _, v := range items {
		b.add(v.(*Str))
	}
	return b.str()
}

// setItem is c[i] = v.
func (s *Session) setItem(c, i, v Value) error {
	switch c := c.(type) {
	case *Dict:
		if err := s.grow(64); err != nil {
			return err
		}
		return c.Set(i, v)
	case *List:
		if sl, ok := i.(*sliceVal); ok {
			return s.setSlice(c, sl, v)
		}
		at, err := indexIn("list assignment", i, len(c.items))
		if err != nil {
			return err
		}
		c.items[at] = v
		return nil
	}
	return raise("TypeError", "'%s' object does not support item assignment", c.Type())
}

func (s *Session) setSlice(c *List, sl *sliceVal, v Value) error {
	start, stop, step, err := sl.bounds(len(c.items))
	if err != nil {
		return err
	}
	items, err := collect(s, v)
	if err != nil {
		return err
	}
	if step != 1 {
		return raise("ValueError", "assigning to a slice with a step is not supported: build a new list")
	}
	stop = max(start, stop)
	out := append(append([]Value(nil), c.items[:start]...), items...)
	c.items = append(out, c.items[stop:]...)
	return s.grow(int64(16 * len(c.items)))
}

// delItem is del c[i].
func (s *Session) delItem(c, i Value) error {
	switch c := c.(type) {
	case *Dict:
		_, ok, err := c.Delete(i)
		if err == nil && !ok {
			err = raiseKey(i)
		}
		return err
	case *List:
		if sl, ok := i.(*sliceVal); ok {
			return s.setSlice(c, sl, &List{})
		}
		at, err := indexIn("list assignment", i, len(c.items))
		if err == nil {
			c.items = append(c.items[:at], c.items[at+1:]...)
		}
		return err
	}
	return raise("TypeError", "'%s' object doesn't support item deletion", c.Type())
}

// update is d.update(v): a dict, or pairs.
func (s *Session) update(d *Dict, v Value) error {
	switch v := force(v).(type) {
	case *Dict:
		for _, e := range v.entries {
			if !e.dead {
				if err := d.Set(e.key, e.value); err != nil {
					return err
				}
			}
		}
		return s.grow(int64(64 * v.Len()))
	case *Record:
		for i, n := range v.names {
			if err := d.Set(NewStr(n), v.values[i]); err != nil {
				return err
			}
		}
		return nil
	default:
		items, err := collect(s, v)
		if err != nil {
			return err
		}
		for _, item := range items {
			pair, err := collect(s, item)
			if err != nil || len(pair) != 2 {
				return raise("ValueError", "dictionary update sequence element is no pair")
			}
			if err := d.Set(force(pair[0]), pair[1]); err != nil {
				return err
			}
		}
		return nil
	}
}

func (s *Session) updateSet(set *Set, v Value) error {
	items, err := collect(s, v)
	for _, item := range items {
		if err == nil {
			err = set.d.Set(force(item), None)
		}
	}
	return err
}
