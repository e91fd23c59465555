package python

// fillViews fills the classes of slices and of the views of dicts.
func fillViews() {
	sliceClass.methods = map[string]method{"indices": func(m *vm, self Value, a *args) Value {
		n := m.needInt(a.pos[0])
		if n < 0 {
			m.raise("ValueError", "length should not be negative")
		}
		start, stop, step, _ := m.bounds(self.(*sliceValue), int(n))
		return NewTuple(Int(start), Int(stop), Int(step))
	}}
	for _, kind := range []string{"dict_keys", "dict_items", "dict_values"} {
		c := kindClass(kind)
		c.methods = map[string]method{}
		if kind == "dict_values" {
			continue
		}
		c.methods["isdisjoint"] = func(m *vm, self Value, a *args) Value {
			a.count(m, "isdisjoint", 1, 1)
			return setClass.methods["isdisjoint"](m, m.setOf(self), a)
		}
	}
}

// fillIteratorClasses makes classes of the builtins that are types in Python.
func fillIteratorClasses() {
	for _, name := range []string{"zip", "map", "filter", "enumerate", "reversed"} {
		call := builtinTable[name].(*builtin).call
		c := kindClass(name)
		c.make = func(m *vm, _ *class, a *args) Value { return call(m, a) }
		builtinTable[name] = c
	}
}
