package python

import "strings"

// Type hints as values: list[int] and int | None. What the module typing has besides is
// written in Python (lib/typing), over these.

// A genericAlias is a class with parameters, such as list[int]: for most purposes the
// class itself.
type genericAlias struct {
	origin Value
	args   []Value
}

func (*genericAlias) Type() string { return "GenericAlias" }

func (*genericAlias) class() *class { return aliasClass }

func (g *genericAlias) repr(m *vm) string {
	return m.hintName(g.origin) + "[" + m.hintNames(g.args) + "]"
}

func (g *genericAlias) hash() string { return g.repr(newVM(Options{})) }

func (g *genericAlias) equal(m *vm, other Value) bool {
	o, ok := other.(*genericAlias)
	return ok && m.equal(g.origin, o.origin) && m.equal(&Tuple{items: g.args}, &Tuple{items: o.args})
}

func (g *genericAlias) callWith(m *vm, pos []Value, kw []kwarg) Value {
	return m.callKw(g.origin, pos, kw)
}

func (g *genericAlias) binary(m *vm, op string, other Value, swapped bool) Value {
	return unionOf(op, g, other, swapped)
}

func (g *genericAlias) attr(m *vm, name string) (Value, bool) {
	switch name {
	case "__origin__":
		return g.origin, true
	case "__args__":
		return &Tuple{items: g.args}, true
	case "__parameters__":
		return &Tuple{}, true
	case "__class__":
		return aliasClass, true
	}
	return m.findAttr(g.origin, name)
}

// A unionType is int | None.
type unionType struct{ args []Value }

func (*unionType) Type() string { return "UnionType" }

func (*unionType) class() *class { return unionClass }

func (u *unionType) repr(m *vm) string {
	names := make([]string, len(u.args))
	for i, a := range u.args {
		if names[i] = m.hintName(a); a == noneClass {
			names[i] = "None"
		}
	}
	return strings.Join(names, " | ")
}

func (u *unionType) hash() string { return u.repr(newVM(Options{})) }

func (u *unionType) equal(m *vm, other Value) bool {
	o, ok := other.(*unionType)
	if !ok || len(o.args) != len(u.args) {
		return false
	}
	for _, a := range u.args {
		if !m.contains(&Tuple{items: o.args}, a) {
			return false
		}
	}
	return true
}

func (u *unionType) binary(_ *vm, op string, other Value, swapped bool) Value {
	return unionOf(op, u, other, swapped)
}

func (u *unionType) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "__args__":
		return &Tuple{items: u.args}, true
	case "__parameters__":
		return &Tuple{}, true
	}
	return nil, false
}

// unionOf is a | b for types, nil where one of them is none.
func unionOf(op string, a, b Value, swapped bool) Value {
	if op != "|" {
		return nil
	}
	if swapped {
		a, b = b, a
	}
	var args []Value
	for _, side := range []Value{a, b} {
		switch t := side.(type) {
		case *unionType:
			args = append(args, t.args...)
		case *class, *genericAlias:
			args = append(args, t)
		case noneType:
			args = append(args, noneClass)
		default:
			return nil
		}
	}
	var distinct []Value
	for _, t := range args {
		if !sameHint(distinct, t) {
			distinct = append(distinct, t)
		}
	}
	if len(distinct) == 1 {
		return distinct[0]
	}
	return &unionType{distinct}
}

func sameHint(ts []Value, t Value) bool {
	for _, x := range ts {
		if x == t {
			return true
		}
	}
	return false
}

// hintName is how type hints write a type.
func (m *vm) hintName(v Value) string {
	switch v := force(v).(type) {
	case *class:
		if v.module == "builtins" {
			return v.qualname()
		}
		return v.module + "." + v.qualname()
	case ellipsisType:
		return "..."
	case *List:
		return "[" + m.hintNames(v.items) + "]"
	}
	return m.repr(v)
}

func (m *vm) hintNames(vs []Value) string {
	if len(vs) == 0 {
		return "()"
	}
	names := make([]string, len(vs))
	for i, v := range vs {
		names[i] = m.hintName(v)
	}
	return strings.Join(names, ", ")
}

// aliasOf is c[k] for the built-in classes that take parameters.
func aliasOf(c Value, k Value) Value {
	if t, ok := k.(*Tuple); ok && t.cls == nil {
		return &genericAlias{c, t.items}
	}
	return &genericAlias{c, []Value{k}}
}

// generics are the built-in classes that take parameters.
func isGeneric(c *class) bool {
	for _, k := range []*class{listClass, dictClass, tupleClass, setClass, frozenClass, typeClass, dequeClass, patternClass, matchClass} {
		if c.is(k) {
			return true
		}
	}
	return false
}

// moduleTyping has what lib/typing, lib/types.py and lib/collections_abc are made of.
func moduleTyping() map[string]Value {
	return map[string]Value{
		"NamedTuple": namedTupleBase, "TypedDict": typedDictBase, "ABC": abcClass, "ABCMeta": abcMeta, "GenericAlias": aliasClass, "UnionType": unionClass,
		"abstractmethod": fn("abstractmethod", abstractMethod),
		"type_repr":      fn("type_repr", func(m *vm, a *args) Value { return NewStr(m.hintName(a.pos[0])) }),
		"rename": fn("rename", func(_ *vm, a *args) Value { // a class of another module's
			if c, ok := a.pos[0].(*class); ok {
				c.module = a.pos[1].(*Str).s
			}
			return a.pos[0]
		}),
	}
}

// hintsOf is f.__annotations__. Hints cost nothing until somebody asks for them: they
// are then read over the variables of the module.
func (m *vm) hintsOf(f *closure) Value {
	if f.attrs == nil {
		f.attrs = NewDict()
	}
	if v, ok := f.attrs.str("__annotations__"); ok {
		return v
	}
	d := NewDict()
	f.attrs.setStr("__annotations__", d)
	for _, p := range f.code.params {
		if p.hint != nil {
			d.setStr(p.name, m.evaluate(p.hint, f.code.file))
		}
	}
	if x := f.code.returns; x != nil {
		d.setStr("return", m.evaluate(x, f.code.file))
	}
	return d
}

// evaluate is the value of an expression over the globals.
func (m *vm) evaluate(x expr, file string) Value {
	const result = "__hint"
	at := pos(x.at())
	c, serr := m.compile([]stmt{&assignStmt{at, []expr{&nameExpr{at, result}}, x}}, "", file)
	if serr != nil {
		m.raise(serr.typ, "%s", serr.msg)
	}
	m.runCode(c)
	v, _ := m.globals.get(result)
	m.globals.set(result, nil)
	return v
}
