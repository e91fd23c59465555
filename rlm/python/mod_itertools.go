package python

func moduleItertools() map[string]Value {
	out := funcs(map[string]func(m *vm, a *args) Value{
		"count": func(m *vm, a *args) Value {
			n, step := a.get(0, "start", Int(0)), a.get(1, "step", Int(1))
			return m.iterator("count", func() (Value, bool) {
				m.step(1)
				v := n
				n = m.binary("+", n, step)
				return v, true
			})
		},
		"cycle": func(m *vm, a *args) Value {
			vs := m.collect(a.need(m, "cycle", 0, "iterable"))
			i := -1
			return m.iterator("cycle", func() (Value, bool) {
				m.step(1)
				if len(vs) == 0 {
					return nil, false
				}
				i++
				return vs[i%len(vs)], true
			})
		},
		"repeat": func(m *vm, a *args) Value {
			v, left := a.need(m, "repeat", 0, "object"), int64(-1)
			if t := a.get(1, "times", None); t != None {
				left = max(0, m.needInt(t))
			}
			return m.iterator("repeat", func() (Value, bool) {
				m.step(1)
				if left == 0 {
					return nil, false
				}
				left--
				return v, true
			})
		},
		"chain":  func(m *vm, a *args) Value { return m.chain(&List{items: a.pos}) },
		"islice": itertoolsIslice, "groupby": itertoolsGroupby, "product": itertoolsProduct, "accumulate": itertoolsAccumulate,
		"zip_longest": itertoolsZipLongest,
		"takewhile": func(m *vm, a *args) Value {
			next := m.iter(a.pos[1])
			return m.iterator("takewhile", func() (Value, bool) {
				v, ok := next()
				return v, ok && m.truth(m.call(a.pos[0], []Value{v}))
			})
		},
		"dropwhile": func(m *vm, a *args) Value {
			next, on := m.iter(a.pos[1]), false
			return m.iterator("dropwhile", func() (Value, bool) {
				for {
					v, ok := next()
					if !ok || on || !m.truth(m.call(a.pos[0], []Value{v})) {
						on = true
						return v, ok
					}
				}
			})
		},
		"starmap": func(m *vm, a *args) Value {
			next := m.iter(a.pos[1])
			return m.iterator("starmap", func() (Value, bool) {
				v, ok := next()
				if !ok {
					return nil, false
				}
				return m.call(a.pos[0], m.collect(v)), true
			})
		},
		"pairwise": func(m *vm, a *args) Value {
			next := m.iter(a.pos[0])
			last, ok := next()
			return m.iterator("pairwise", func() (Value, bool) {
				if !ok {
					return nil, false
				}
				v, more := next()
				p := pair(last, v)
				last = v
				return p, more
			})
		},
		"combinations":                  func(m *vm, a *args) Value { return m.choose(a, false, true) },
		"permutations":                  func(m *vm, a *args) Value { return m.choose(a, false, false) },
		"combinations_with_replacement": func(m *vm, a *args) Value { return m.choose(a, true, true) },
	})
	chain := out["chain"].(*builtin)
	out["chain"] = &chainType{chain}
	return out
}

// A chainType is itertools.chain with its from_iterable.
type chainType struct{ f *builtin }

func (*chainType) Type() string { return "type" }

func (c *chainType) callWith(m *vm, pos []Value, _ []kwarg) Value { return m.chain(&List{items: pos}) }

func (c *chainType) attr(_ *vm, name string) (Value, bool) {
	return fn(name, func(m *vm, a *args) Value { return m.chain(a.need(m, name, 0, "iterable")) }), name == "from_iterable"
}

func (m *vm) chain(v Value) Value {
	outer := m.iter(v)
	var inner func() (Value, bool)
	return m.iterator("chain", func() (Value, bool) {
		for {
			if inner != nil {
				if x, ok := inner(); ok {
					return x, true
				}
			}
			src, ok := outer()
			if !ok {
				return nil, false
			}
			inner = m.iter(src)
		}
	})
}

func itertoolsIslice(m *vm, a *args) Value {
	a.count(m, "islice", 2, 4)
	start, stop, step := int64(0), int64(-1), int64(1)
	which := "Indices"
	if len(a.pos) == 2 {
		which = "Stop argument"
	}
	bound := func(v Value, def int64) int64 {
		if v == None {
			return def
		}
		n := m.needInt(v)
		if n < 0 {
			m.raise("ValueError", "%s for islice() must be None or an integer: 0 <= x <= sys.maxsize.", which)
		}
		return n
	}
	if len(a.pos) == 2 {
		stop = bound(a.pos[1], -1)
	} else {
		start, stop = bound(a.pos[1], 0), bound(a.pos[2], -1)
		step = max(1, bound(a.get(3, "", None), 1))
	}
	next, i, want := m.iter(a.pos[0]), int64(0), start
	return m.iterator("islice", func() (Value, bool) {
		for stop < 0 || want < stop {
			v, ok := next()
			if !ok {
				return nil, false
			}
			i++
			if i-1 == want {
				want += step
				return v, true
			}
		}
		return nil, false
	})
}

// itertoolsGroupby gives each group as a list's iterator: a group may be kept.
func itertoolsGroupby(m *vm, a *args) Value {
	next, key := m.iter(a.need(m, "groupby", 0, "iterable")), a.get(1, "key", None)
	keyOf := func(v Value) Value {
		if key == None {
			return v
		}
		return m.call(key, []Value{v})
	}
	v, ok := next()
	var k Value
	if ok {
		k = keyOf(v)
	}
	return m.iterator("groupby", func() (Value, bool) {
		if !ok {
			return nil, false
		}
		group, gk := &List{}, k
		for ok && m.equal(k, gk) {
			m.charge(32)
			group.items = append(group.items, v)
			if v, ok = next(); ok {
				k = keyOf(v)
			}
		}
		return pair(gk, m.iterator("_grouper", m.iter(group))), true
	})
}

func itertoolsProduct(m *vm, a *args) Value {
	var pools [][]Value
	for _, v := range a.pos {
		pools = append(pools, m.collect(v))
	}
	base := pools
	for range max(0, m.needInt(a.get(-1, "repeat", Int(1)))) - 1 {
		m.charge(64)
		pools = append(pools, base...)
	}
	ix := make([]int, len(pools))
	done := false
	for _, p := range pools {
		done = done || len(p) == 0
	}
	return m.iterator("product", func() (Value, bool) {
		m.step(1)
		if done {
			return nil, false
		}
		out := make([]Value, len(pools))
		for i, p := range pools {
			out[i] = p[ix[i]]
		}
		m.charge(int64(40 + 16*len(out)))
		done = true
		for i := len(ix) - 1; i >= 0; i-- {
			if ix[i]++; ix[i] < len(pools[i]) {
				done = false
				break
			}
			ix[i] = 0
		}
		return &Tuple{items: out}, true
	})
}

func itertoolsAccumulate(m *vm, a *args) Value {
	next, f := m.iter(a.need(m, "accumulate", 0, "iterable")), a.get(1, "func", None)
	total := a.get(-1, "initial", nil)
	if total == None {
		total = nil
	}
	first := total != nil
	return m.iterator("accumulate", func() (Value, bool) {
		if first {
			first = false
			return total, true
		}
		v, ok := next()
		switch {
		case !ok:
			return nil, false
		case total == nil:
			total = v
		case f == None:
			total = m.binary("+", total, v)
		default:
			total = m.call(f, []Value{total, v})
		}
		return total, true
	})
}

func itertoolsZipLongest(m *vm, a *args) Value {
	fill := a.get(-1, "fillvalue", None)
	nexts := make([]func() (Value, bool), len(a.pos))
	for i, v := range a.pos {
		nexts[i] = m.iter(v)
	}
	return m.iterator("zip_longest", func() (Value, bool) {
		out, any := make([]Value, len(nexts)), false
		for i, next := range nexts {
			out[i] = fill
			if next == nil {
				continue
			}
			if v, ok := next(); ok {
				out[i], any = v, true
			} else {
				nexts[i] = nil
			}
		}
		return &Tuple{items: out}, any
	})
}

// choose yields combinations or permutations in lexicographic order of positions.
func (m *vm) choose(a *args, again, sorted bool) Value {
	pool := m.collect(a.need(m, "combinations", 0, "iterable"))
	n := len(pool)
	r := n
	if v := a.get(1, "r", None); v != None {
		r = int(min(max(0, m.needInt(v)), 1<<20))
	}
	var ix []int
	used := make([]bool, n)
	// fill completes ix after its first k positions, or reports that it cannot.
	advance := func(from int) bool {
		for len(ix) < r {
			m.step(1)
			for ; from < n && !sorted && used[from]; from++ {
			}
			if from >= n {
				if len(ix) == 0 {
					return false
				}
				last := ix[len(ix)-1]
				ix = ix[:len(ix)-1]
				used[last] = false
				from = last + 1
				continue
			}
			ix = append(ix, from)
			used[from] = true
			switch {
			case !sorted:
				from = 0
			case !again:
				from++
			}
		}
		return true
	}
	started := false
	return m.iterator("combinations", func() (Value, bool) {
		m.step(1)
		ok := false
		switch {
		case !started:
			started = true
			ok = (again && n > 0 || r <= n || r == 0) && advance(0)
		case r > 0 && len(ix) > 0:
			last := ix[len(ix)-1]
			ix = ix[:len(ix)-1]
			used[last] = false
			ok = advance(last + 1)
		}
		if !ok {
			return nil, false
		}
		out := make([]Value, r)
		for i, j := range ix {
			out[i] = pool[j]
		}
		m.charge(int64(40 + 16*r))
		return &Tuple{items: out}, true
	})
}
