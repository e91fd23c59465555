package python

import "sort"

// Counter, defaultdict and OrderedDict: dicts of the module collections.

func fillDefault() {
	defaultClass.make = func(m *vm, c *class, a *args) Value {
		d := &Dict{cls: c}
		if !hasMethodUser(d, "__init__") {
			m.initDefault(d, a)
		}
		return d
	}
	defaultClass.methods = map[string]method{
		"__init__": func(m *vm, self Value, a *args) Value { m.initDefault(self.(*Dict), a); return None },
		"__missing__": func(m *vm, self Value, a *args) Value {
			return m.dictGetRaw(self.(*Dict), a.need(m, "__missing__", 0, "key"))
		},
	}
}

func (m *vm) initDefault(d *Dict, a *args) {
	a.count(m, "dict", 0, 2)
	d.factory = a.get(0, "", None)
	if d.factory != None && builtinCallable(m, &args{pos: []Value{d.factory}}) != Bool(true) {
		m.raise("TypeError", "first argument must be callable or None")
	}
	if len(a.pos) > 1 {
		m.updateDict(d, a.pos[1])
	}
	for _, k := range a.kw {
		d.setStr(k.name, k.v)
	}
}

// popItem removes the last entry, or the first.
func (d *Dict) popItem(last bool) Value {
	i, by := 0, 1
	if last {
		i, by = len(d.entries)-1, -1
	}
	for ; !d.entries[i].live; i += by {
	}
	e := d.entries[i]
	d.del(e.key)
	return pair(e.k, e.v)
}

func fillOrdered() {
	dict := func(f func(m *vm, d *Dict, a *args) Value) method {
		return func(m *vm, self Value, a *args) Value { return f(m, self.(*Dict), a) }
	}
	orderedClass.make = makeDict
	orderedClass.methods = map[string]method{
		"popitem": dict(func(m *vm, d *Dict, a *args) Value {
			if d.n == 0 {
				m.throw(newException("KeyError", NewStr("dictionary is empty")))
			}
			return d.popItem(m.truth(a.get(0, "last", Bool(true))))
		}),
		"move_to_end": dict(func(m *vm, d *Dict, a *args) Value {
			k := a.need(m, "move_to_end", 0, "key")
			key := m.key(k)
			v, ok := d.del(key)
			if !ok {
				m.throw(newException("KeyError", k))
			}
			if m.truth(a.get(1, "last", Bool(true))) {
				d.put(key, k, v)
				return None
			}
			old := *d
			d.clear()
			d.put(key, k, v)
			d.copyFrom(&old)
			return None
		}),
	}
}

func fillCounter() {
	counterMethods := map[string]method{}
	counterClass.methods = counterMethods
	counterClass.make = func(m *vm, c *class, a *args) Value {
		d := &Dict{cls: c}
		if !hasMethodUser(d, "__init__") {
			a.count(m, "Counter.__init__()", 0, 1)
			m.counterUpdate(d, a, 1)
		}
		return d
	}
	counterMethods["__init__"] = func(m *vm, self Value, a *args) Value { m.counterUpdate(self.(*Dict), a, 1); return None }
	counterMethods["fromkeys"] = func(m *vm, _ Value, _ *args) Value {
		m.raise("NotImplementedError", "Counter.fromkeys() is undefined.  Use Counter(iterable) instead.")
		return nil
	}
	counterMethods["most_common"] = func(m *vm, self Value, a *args) Value {
		d := m.byCount(self.(*Dict))
		n := d.n
		if v := a.get(0, "n", None); v != None {
			n = int(max(0, min(m.needInt(v), int64(n))))
		}
		out := make([]Value, 0, n)
		for i := range n {
			out = append(out, pair(d.entries[i].k, d.entries[i].v))
		}
		return &List{items: out}
	}
	counterMethods["update"] = func(m *vm, self Value, a *args) Value { m.counterUpdate(self.(*Dict), a, 1); return None }
	counterMethods["subtract"] = func(m *vm, self Value, a *args) Value { m.counterUpdate(self.(*Dict), a, -1); return None }
	counterMethods["total"] = func(m *vm, self Value, _ *args) Value {
		return builtinSum(m, &args{pos: []Value{&view{"values", self.(*Dict)}}})
	}
	counterMethods["elements"] = func(m *vm, self Value, _ *args) Value {
		var out []Value
		self.(*Dict).Items(func(k, v Value) bool {
			n := max(0, m.needInt(v))
			m.chargeCount(n, 16)
			for range n {
				out = append(out, k)
			}
			return true
		})
		return m.iterator("itertools.chain", m.iter(&List{items: out}))
	}
}

// byCount returns a counter's entries by falling count, ties in order.
func (m *vm) byCount(d *Dict) *Dict {
	out := &Dict{entries: make([]entry, 0, d.n), n: d.n}
	for _, e := range d.entries {
		if e.live {
			out.entries = append(out.entries, e)
		}
	}
	m.charge(int64(80 * d.n))
	m.step(int64(d.n))
	ok := true
	for _, e := range out.entries {
		ok = ok && isNumber(e.v)
	}
	if !ok {
		return out
	}
	sort.SliceStable(out.entries, func(i, j int) bool {
		c, _ := m.compareNumbers(out.entries[i].v, out.entries[j].v)
		return c > 0
	})
	return out
}

// counterUpdate counts the items of an iterable, or adds the counts of a mapping.
func (m *vm) counterUpdate(d *Dict, a *args, sign int64) {
	add := func(k, n Value) {
		key := m.key(k)
		if i := d.find(key); i >= 0 {
			d.entries[i].v = m.inPlace("+", d.entries[i].v, n)
			return
		}
		m.charge(120)
		d.put(key, k, n)
	}
	signed := func(n Value) Value {
		if sign < 0 {
			return m.unary("-", n)
		}
		return n
	}
	if v := a.get(0, "", None); v != None && len(a.pos) > 0 {
		if o, ok := v.(*Dict); ok {
			for _, e := range append([]entry(nil), o.entries...) {
				if e.live {
					add(e.k, signed(force(e.v)))
				}
			}
		} else {
			made := m.build(d)
			m.each(v, func(k Value) bool { add(force(k), Int(sign)); return true })
			m.built(made)
		}
	}
	for _, k := range a.kw {
		add(NewStr(k.name), signed(k.v))
	}
}
