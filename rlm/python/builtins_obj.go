package python

import (
	"hash/fnv"
	"math/big"
	"math/bits"
	"sort"
	"unicode/utf8"
)

func builtinGetattr(m *vm, a *args) Value {
	a.count(m, "getattr", 2, 3)
	name := m.attrName(a.pos[1])
	if len(a.pos) == 2 {
		return m.getAttr(a.pos[0], name)
	}
	if v, ok := m.tryAttr(a.pos[0], name); ok {
		return v
	}
	return a.pos[2]
}

// tryAttr is getAttr that tells an AttributeError.
func (m *vm) tryAttr(v Value, name string) (r Value, ok bool) {
	exc := m.try(func() { r, ok = m.findAttr(v, name) })
	if exc != nil {
		if !exc.cls.is(excClasses["AttributeError"]) {
			panic(&raised{exc})
		}
		return nil, false
	}
	return r, ok
}

func (m *vm) attrName(v Value) string {
	s, ok := v.(*Str)
	if !ok {
		m.raise("TypeError", "attribute name must be string, not '%s'", typeName(v))
	}
	return s.s
}

func builtinSetattr(m *vm, a *args) Value {
	a.count(m, "setattr", 3, 3)
	m.setAttr(a.pos[0], m.attrName(force(a.pos[1])), a.pos[2])
	return None
}

func builtinHasattr(m *vm, a *args) Value {
	a.count(m, "hasattr", 2, 2)
	_, ok := m.tryAttr(a.pos[0], m.attrName(a.pos[1]))
	return Bool(ok)
}

func builtinDelattr(m *vm, a *args) Value {
	a.count(m, "delattr", 2, 2)
	m.setAttr(a.pos[0], m.attrName(a.pos[1]), nil)
	return None
}

func builtinCallable(m *vm, a *args) Value {
	a.count(m, "callable", 1, 1)
	switch v := a.pos[0].(type) {
	case *closure, *builtin, *boundMethod, *builtinMethod, *class, callable:
		return Bool(true)
	case *instance:
		return Bool(hasMethod(v, "__call__"))
	}
	return Bool(false)
}

func builtinOrd(m *vm, a *args) Value {
	a.count(m, "ord", 1, 1)
	s, ok := a.pos[0].(*Str)
	if !ok {
		m.raise("TypeError", "ord() expected string of length 1, but %s found", typeName(a.pos[0]))
	}
	if s.length() != 1 {
		m.raise("TypeError", "ord() expected a character, but string of length %d found", s.length())
	}
	r, _ := utf8.DecodeRuneInString(s.s)
	return Int(r)
}

func builtinChr(m *vm, a *args) Value {
	a.count(m, "chr", 1, 1)
	n := m.needInt(a.pos[0])
	if n < 0 || n > utf8.MaxRune {
		m.raise("ValueError", "chr() arg not in range(0x110000)")
	}
	return NewStr(string(rune(n)))
}

// needInt returns an integer argument.
func (m *vm) needInt(v Value) int64 {
	v = force(v)
	n, ok := asInt64(v)
	if ok {
		return n
	}
	if _, big := v.(*BigInt); big {
		m.raise("OverflowError", "Python int too large to convert to C ssize_t")
	}
	if r, ok := m.indexDunder(v); ok {
		return m.needInt(r)
	}
	m.raise("TypeError", "'%s' object cannot be interpreted as an integer", typeName(v))
	return 0
}

func builtinBin(m *vm, a *args) Value { return m.inBase(a, 2, "0b") }
func builtinOct(m *vm, a *args) Value { return m.inBase(a, 8, "0o") }
func builtinHex(m *vm, a *args) Value { return m.inBase(a, 16, "0x") }

func (m *vm) inBase(a *args, base int, prefix string) Value {
	a.count(m, "hex", 1, 1)
	b, ok := asBig(a.pos[0])
	if !ok {
		m.raise("TypeError", "'%s' object cannot be interpreted as an integer", typeName(a.pos[0]))
	}
	m.charge(int64(b.BitLen()) * 3 / int64(bits.Len(uint(base))-1))
	s := new(big.Int).Abs(b).Text(base)
	if b.Sign() < 0 {
		return NewStr("-" + prefix + s)
	}
	return NewStr(prefix + s)
}

func builtinHash(m *vm, a *args) Value {
	if !hasMethodUser(a.pos[0], "__hash__") {
		m.key(a.pos[0])
	}
	return Int(m.pyHash(a.pos[0]))
}

func builtinID(m *vm, a *args) Value {
	a.count(m, "id", 1, 1)
	h := fnv.New64a()
	h.Write([]byte(sprintf("%T%p%v", a.pos[0], a.pos[0], isNumber(a.pos[0]))))
	if isNumber(a.pos[0]) {
		h.Write([]byte(m.repr(a.pos[0])))
	}
	return Int(int64(h.Sum64()>>20) * 16)
}

func builtinFormat(m *vm, a *args) Value {
	a.count(m, "format", 1, 2)
	return m.formatValue(a.pos[0], m.str(a.get(1, "", emptyStr)))
}

// builtinGlobals is a copy: assigning to it does not make variables.
func builtinGlobals(m *vm, _ *args) Value {
	d := &Dict{live: m.globals}
	for i, n := range m.globals.names {
		if v := m.globals.vals[i]; v != nil {
			d.setStr(n, v)
		}
	}
	d.setStr("__name__", NewStr("__main__"))
	return d
}

func builtinLocals(m *vm, a *args) Value {
	f := m.frames[len(m.frames)-1]
	if f.ns != nil {
		return f.ns
	}
	if f.fn == nil || f.code.names == nil {
		return builtinGlobals(m, a)
	}
	d := NewDict()
	for _, p := range f.code.names {
		v := Value(nil)
		if p.cell {
			v = f.cells[p.i].v
		} else {
			v = f.locals[p.i]
		}
		if v != nil && p.name != "" && p.name[0] != '.' {
			d.setStr(p.name, v)
		}
	}
	return d
}

func builtinVars(m *vm, a *args) Value {
	if len(a.pos) == 0 {
		return builtinLocals(m, a)
	}
	v, ok := m.findAttr(a.pos[0], "__dict__")
	if !ok {
		m.raise("TypeError", "vars() argument must have __dict__ attribute")
	}
	return v
}

func builtinDir(m *vm, a *args) Value {
	names := map[string]bool{}
	addNS := func(d *Dict) {
		if d != nil {
			for _, k := range d.keys() {
				names[m.str(k)] = true
			}
		}
	}
	if len(a.pos) == 0 {
		addNS(builtinLocals(m, a).(*Dict))
	} else {
		switch v := a.pos[0].(type) {
		case *instance:
			addNS(v.attrs)
		case *module:
			for n := range v.attrs {
				names[n] = true
			}
		case *Record:
			addNS(v.fields)
		}
		c, ok := a.pos[0].(*class)
		if !ok {
			c = classOf(a.pos[0])
		}
		for _, k := range c.mro {
			addNS(k.ns)
			for n := range k.methods {
				names[n] = true
			}
		}
	}
	out := &List{}
	for _, n := range sortedNames(names) {
		out.items = append(out.items, NewStr(n))
	}
	return out
}

func sortedNames[V any](in map[string]V) []string {
	out := make([]string, 0, len(in))
	for n := range in {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}

func builtinInput(m *vm, _ *args) Value {
	m.raise("EOFError", "EOF when reading a line: nobody answers here, so work with the variables")
	return nil
}

func builtinOpen(m *vm, a *args) Value {
	name := ""
	if len(a.pos) > 0 {
		name = m.repr(a.pos[0])
	}
	m.throw(newException("PermissionError", NewStr("open("+name+") is not possible: there are no files here; the texts are in variables, print(dir()) lists them")))
	return nil
}

func builtinNoCompile(m *vm, _ *args) Value {
	m.raise("NotImplementedError", "compile() is not supported: call exec() or eval() with the source")
	return nil
}

func builtinImport(m *vm, a *args) Value {
	return m.importModule(m.str(a.need(m, "__import__", 0, "name")))
}

func builtinSuper(m *vm, a *args) Value {
	if len(a.pos) == 2 {
		if c, ok := a.pos[0].(*class); ok {
			return &superValue{c, a.pos[1]}
		}
	}
	m.raise("RuntimeError", "super(): no arguments")
	return nil
}

func builtinExit(m *vm, a *args) Value {
	m.throw(newException("SystemExit", a.pos...))
	return nil
}
