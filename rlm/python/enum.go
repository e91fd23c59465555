package python

import (
	"math/bits"
	"strings"
)

// An enumeration holds the members of an Enum class.
type enumeration struct {
	members []Value // those of their own, in order of definition
	names   *Dict   // name to member, aliases too
	values  map[hkey]Value
}

// autoMarker is what enum.auto() gives inside a class body.
var autoMarker Value = &Tuple{items: []Value{NewStr("auto")}}

func moduleEnum() map[string]Value {
	return map[string]Value{"Enum": enumClass, "IntEnum": intEnumClass, "StrEnum": strEnumClass, "Flag": enumFlagClass, "IntFlag": intFlagClass,
		"auto": fn("auto", func(*vm, *args) Value { return autoMarker }), "unique": fn("unique", enumUnique)}
}

// makeEnum turns the plain attributes of a class into members.
func (m *vm) makeEnum(c *class) {
	e := &enumeration{names: NewDict(), values: map[hkey]Value{}}
	c.enum = e
	last := []Value{}
	for i := range c.ns.entries {
		at := &c.ns.entries[i]
		name, ok := at.k.(*Str)
		if !at.live || !ok || name.s == "" || name.s[0] == '_' {
			continue
		}
		switch at.v.(type) {
		case *closure, *wrapped, *builtin, *class:
			continue
		}
		v := at.v
		if v == autoMarker {
			v = m.autoValue(c, name, last)
		}
		last = append(last, v)
		at.v = m.addMember(c, name, v)
	}
}

// autoValue is the value of auto() after those given.
func (m *vm) autoValue(c *class, name *Str, last []Value) Value {
	if f, ok := c.lookup("_generate_next_value_"); ok {
		if w, is := f.(*wrapped); is {
			f = w.fn
		}
		return m.call(f, []Value{name, Int(1), Int(len(last)), &List{items: last}})
	}
	if c.is(strEnumClass) {
		return NewStr(lowerString(name.s))
	}
	var top int64
	for _, v := range last {
		if n, ok := asInt64(v); ok {
			top = max(top, n)
		}
	}
	if c.is(enumFlagClass) {
		return Int(1) << bits.Len64(uint64(top))
	}
	return Int(top + 1)
}

// addMember makes the member of a name and value, or finds the one it is an alias of.
func (m *vm) addMember(c *class, name *Str, v Value) Value {
	e := c.enum
	key, err := hashKey(v)
	if err == nil {
		if old, ok := e.values[key]; ok {
			e.names.setStr(name.s, old)
			return old
		}
	}
	member := m.newMember(c, name, v)
	e.names.setStr(name.s, member)
	e.members = append(e.members, member)
	if w, ok := m.findAttr(member, "_value_"); ok {
		key, err = hashKey(w)
	}
	if err == nil {
		e.values[key] = member
	}
	return member
}

// newMember makes a member: an instance, or a str of the class if it derives from str.
func (m *vm) newMember(c *class, name *Str, v Value) Value {
	in := []Value{v}
	if t, ok := v.(*Tuple); ok {
		in = t.items
	}
	var member Value = &instance{cls: c}
	if f, ok := c.lookup("__new__"); ok {
		if w, is := f.(*wrapped); is {
			f = w.fn
		}
		member = m.call(f, append([]Value{c}, in...))
	} else {
		for _, k := range c.mro {
			if k.make != nil {
				member = k.make(m, c, &args{pos: in})
				break
			}
		}
	}
	for _, set := range []string{"_name_", "name"} {
		m.plainSetAttr(member, set, name)
	}
	value := v
	if own, ok := m.findAttr(member, "_value_"); ok {
		value = own
	} else if x := raw(member); x != member {
		value = x
	}
	m.plainSetAttr(member, "_value_", value)
	m.plainSetAttr(member, "value", value)
	if hasMethodUser(member, "__init__") {
		f, _ := c.lookup("__init__")
		m.call(f, append([]Value{member}, in...))
		if own, ok := m.findAttr(member, "_value_"); ok {
			m.plainSetAttr(member, "value", own)
		}
	}
	return member
}

// enumOf is Enum(name, names): names are a str, names, pairs or a dict of them.
func (m *vm) enumOf(base *class, name, names Value) Value {
	c := m.makeClass(m.needStr("Enum", name), []Value{base})
	switch v := force(names).(type) {
	case *Str:
		names = strSplit(m, NewStr(strings.ReplaceAll(v.s, ",", " ")).(*Str), &args{})
	case *Dict:
		names = &view{"items", v}
	}
	i := int64(0)
	m.each(names, func(x Value) bool {
		i++
		value := Value(Int(i))
		if base.is(enumFlagClass) {
			value = Int(1 << (i - 1))
		}
		if kv, ok := x.(*Tuple); ok && len(kv.items) == 2 {
			x, value = kv.items[0], kv.items[1]
		}
		c.ns.setStr(m.str(x), value)
		return true
	})
	m.finishClass(c, nil)
	return c
}

// enumByValue is Class(value).
func (m *vm) enumByValue(c *class, v Value) Value {
	if classOf(v) == c {
		return v
	}
	if key, err := hashKey(v); err == nil {
		if x, ok := c.enum.values[key]; ok {
			return x
		}
	}
	for _, x := range c.enum.members {
		if m.equal(m.getAttr(x, "_value_"), v) {
			return x
		}
	}
	if f, ok := c.lookup("_missing_"); ok {
		if w, is := f.(*wrapped); is {
			f = w.fn
		}
		if r := force(m.call(f, []Value{c, v})); r != None {
			return r
		}
	}
	if n, ok := asInt64(v); ok && c.is(enumFlagClass) && n >= 0 {
		return m.flagOf(c, n)
	}
	m.raise("ValueError", "%s is not a valid %s", m.repr(v), c.qualname())
	return nil
}

// flagOf is the combination of flags of a value.
func (m *vm) flagOf(c *class, n int64) Value {
	if x, ok := c.enum.values[hkey{kind: 'i', i: n}]; ok {
		return x
	}
	name, rest := "", n
	for _, x := range c.enum.members {
		k, _ := asInt64(m.getAttr(x, "_value_"))
		if k != 0 && n&k == k {
			if name != "" {
				name += "|"
			}
			name += m.str(m.getAttr(x, "_name_"))
			rest &^= k
		}
	}
	if rest != 0 && !c.is(intClass) {
		m.raise("ValueError", "%d is not a valid %s", n, c.qualname())
	}
	v := &instance{cls: c}
	if c.is(intClass) {
		v.base = Int(n)
	}
	for _, set := range []string{"_name_", "name"} {
		v.set(set, NewStr(name))
	}
	v.set("_value_", Int(n))
	v.set("value", Int(n))
	c.enum.values[hkey{kind: 'i', i: n}] = v
	return v
}

// flagOp computes a op b for two flags of a class.
func (m *vm) flagOp(op string, a, b Value) Value {
	c := classOf(a)
	if c.enum == nil || !c.is(enumFlagClass) || classOf(b) != c {
		return nil
	}
	x, _ := asInt64(m.getAttr(a, "_value_"))
	y, _ := asInt64(m.getAttr(b, "_value_"))
	switch op {
	case "|":
		return m.flagOf(c, x|y)
	case "&":
		return m.flagOf(c, x&y)
	case "^":
		return m.flagOf(c, x^y)
	}
	return nil
}

// flagMembers are the single flags that a combination holds.
func (m *vm) flagMembers(v Value) *List {
	out := &List{}
	n, _ := asInt64(m.getAttr(v, "_value_"))
	for _, member := range classOf(v).enum.members {
		if k, _ := asInt64(m.getAttr(member, "_value_")); k != 0 && k&(k-1) == 0 && n&k == k {
			out.items = append(out.items, member)
		}
	}
	return out
}

// flagInverse is ~v of a flag: all the others.
func (m *vm) flagInverse(v Value) Value {
	c := classOf(v)
	if c.enum == nil || !c.is(enumFlagClass) {
		return nil
	}
	x, _ := asInt64(m.getAttr(v, "_value_"))
	all := int64(0)
	for _, member := range c.enum.members {
		k, _ := asInt64(m.getAttr(member, "_value_"))
		all |= k
	}
	return m.flagOf(c, all&^x)
}

// enumStr is str(member).
func enumStr(m *vm, v Value) string {
	c := classOf(v)
	if c.is(intEnumClass) || c.is(strEnumClass) || c.is(intFlagClass) {
		return m.str(m.getAttr(v, "_value_"))
	}
	return c.name + "." + m.str(m.getAttr(v, "_name_"))
}

// enum writes the repr of a member.
func (w *reprWriter) enum(v Value, c *class) {
	w.put("<" + c.name + "." + w.m.str(w.m.getAttr(v, "_name_")) + ": ")
	w.value(w.m.getAttr(v, "_value_"))
	w.put(">")
}

// enumFormatted is what format() makes text of: the value where str() does, else the name.
func (m *vm) enumFormatted(v Value, c *class) Value {
	if c.is(intEnumClass) || c.is(strEnumClass) || c.is(intFlagClass) {
		if !hasMethodUser(v, "__str__") {
			return m.getAttr(v, "_value_")
		}
	}
	return NewStr(m.str(v))
}

// enumUnique is the decorator that refuses aliases.
func enumUnique(m *vm, a *args) Value {
	c, ok := a.need(m, "unique", 0, "enumeration").(*class)
	if !ok || c.enum == nil {
		m.raise("TypeError", "unique() takes an enumeration")
	}
	var twice string
	c.enum.names.Items(func(k, v Value) bool {
		if own := m.getAttr(v, "_name_"); !m.equal(own, k) {
			if twice != "" {
				twice += ", "
			}
			twice += m.str(k) + " -> " + m.str(own)
		}
		return true
	})
	if twice != "" {
		m.raise("ValueError", "duplicate values found in %s: %s", m.repr(c), twice)
	}
	return c
}
