package python

import "strings"

func moduleOperator() map[string]Value {
	out := map[string]Value{}
	two := func(name string, f func(m *vm, x, y Value) Value) {
		out[name] = fn(name, func(m *vm, a *args) Value { a.count(m, name, 2, 2); return f(m, a.pos[0], a.pos[1]) })
	}
	one := func(name string, f func(m *vm, x Value) Value) {
		out[name] = fn(name, func(m *vm, a *args) Value {
			if len(a.pos) != 1 {
				m.raise("TypeError", "_operator.%s() takes exactly one argument (%d given)", name, len(a.pos))
			}
			return f(m, a.pos[0])
		})
	}
	for name, op := range map[string]string{"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
		"and_": "&", "or_": "|", "xor": "^", "concat": "+", "lshift": "<<", "rshift": ">>", "matmul": "@"} {
		two(name, func(m *vm, x, y Value) Value { return m.binary(op, x, y) })
		if name != "concat" {
			in := "i" + strings.TrimSuffix(name, "_")
			two(in, func(m *vm, x, y Value) Value { return m.inPlace(op, x, y) })
		}
	}
	out["iconcat"] = out["iadd"]
	for name, op := range map[string]string{"lt": "<", "gt": ">", "le": "<=", "ge": ">=", "eq": "==", "ne": "!=", "is_": "is", "is_not": "is not"} {
		two(name, func(m *vm, x, y Value) Value { return m.compare(op, x, y) })
	}
	for name, op := range map[string]string{"neg": "-", "pos": "+", "inv": "~", "invert": "~"} {
		one(name, func(m *vm, x Value) Value { return m.unary(op, x) })
	}
	one("not_", func(m *vm, x Value) Value { return Bool(!m.truth(x)) })
	one("truth", func(m *vm, x Value) Value { return Bool(m.truth(x)) })
	one("abs", func(m *vm, x Value) Value { return builtinAbs(m, &args{pos: []Value{x}}) })
	one("index", func(m *vm, x Value) Value {
		if v := unbased(x); isInt(v) {
			return m.unary("+", v)
		}
		return Int(m.needInt(x))
	})
	two("getitem", (*vm).getItem)
	two("contains", func(m *vm, x, y Value) Value { return Bool(m.contains(x, y)) })
	two("countOf", func(m *vm, x, y Value) Value { return m.countOf(m.collect(x), y) })
	two("indexOf", func(m *vm, x, y Value) Value {
		for i, v := range m.collect(x) {
			if m.equal(v, y) {
				return Int(i)
			}
		}
		m.raise("ValueError", "sequence.index(x): x not in sequence")
		return nil
	})
	two("delitem", func(m *vm, x, y Value) Value { m.delItem(x, y); return None })
	out["call"] = fn("call", func(m *vm, a *args) Value { return m.callKw(a.need(m, "call", 0, "obj"), a.pos[1:], a.kw) })
	out["setitem"] = fn("setitem", func(m *vm, a *args) Value {
		a.count(m, "setitem", 3, 3)
		m.setItem(a.pos[0], a.pos[1], a.pos[2])
		return None
	})
	one("length_hint", func(m *vm, x Value) Value { return Int(m.length(x)) })
	out["itemgetter"] = fn("itemgetter", getters("itemgetter", (*vm).getItem))
	out["attrgetter"] = fn("attrgetter", getters("attrgetter", func(m *vm, v, k Value) Value {
		name, ok := k.(*Str)
		if !ok {
			m.raise("TypeError", "attribute name must be a string")
		}
		for _, part := range strings.Split(name.s, ".") {
			v = m.getAttr(v, part)
		}
		return v
	}))
	out["methodcaller"] = fn("methodcaller", func(m *vm, a *args) Value {
		name := m.attrName(a.need(m, "methodcaller", 0, "name"))
		pos, kw := a.pos[1:], a.kw
		return fn("operator.methodcaller", func(m *vm, b *args) Value { return m.callKw(m.getAttr(b.pos[0], name), pos, kw) })
	})
	return out
}

// getters makes itemgetter and attrgetter.
func getters(name string, get func(m *vm, v, k Value) Value) func(*vm, *args) Value {
	return func(m *vm, a *args) Value {
		keys := a.pos
		if len(keys) == 0 {
			m.raise("TypeError", "%s expected at least 1 argument, got 0", name)
		}
		return fn("operator."+name, func(m *vm, b *args) Value {
			b.count(m, name, 1, 1)
			if len(keys) == 1 {
				return get(m, b.pos[0], keys[0])
			}
			t := &Tuple{}
			for _, k := range keys {
				t.items = append(t.items, get(m, b.pos[0], k))
			}
			return t
		})
	}
}
