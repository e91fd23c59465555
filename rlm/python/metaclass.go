package python

import "sort"

// completeClass turns the class that a class statement filled into what the statement
// binds: itself, or what its metaclass makes of it.
func (m *vm) completeClass(c *class, bases []Value, kws []kwarg) *class {
	var meta *class
	var rest []kwarg
	for _, k := range kws {
		if k.name != "metaclass" {
			rest = append(rest, k)
			continue
		}
		meta, _ = force(k.v).(*class)
	}
	for _, b := range c.bases {
		if meta == nil {
			meta = b.meta
		}
	}
	if meta == nil || meta == typeClass || meta == abcMeta || !meta.is(typeClass) {
		c = m.shaped(c)
		if meta == abcMeta {
			c.meta = meta
		}
		m.ownMethods(c)
		m.finishClass(c, rest)
		return c
	}
	made, ok := m.callKw(meta, []Value{NewStr(c.name), &Tuple{items: bases}, c.ns}, rest).(*class)
	if !ok {
		m.raise("TypeError", "metaclass %s did not make a class", meta.name)
	}
	made.doc, made.qual = c.doc, c.qual
	m.ownMethods(made)
	return made
}

// shaped makes a class of named tuples of one that derives from typing.NamedTuple.
func (m *vm) shaped(c *class) *class {
	if !c.named {
		return c
	}
	s := &tupleShape{}
	if v, ok := c.ns.str("__annotations__"); ok {
		for _, k := range v.(*Dict).keys() {
			name := m.str(k)
			s.names = append(s.names, name)
			if d, ok := c.ns.str(name); ok {
				s.defs = append(s.defs, d)
				c.ns.del(hkey{kind: 's', s: name})
			} else if s.defs != nil {
				m.raise("TypeError", "Non-default namedtuple field %s cannot follow default field%s %s", name, plural(len(s.defs)), s.names[len(s.names)-1-len(s.defs)])
			}
		}
	}
	out := namedClass(c.name, s)
	out.doc, out.qual = c.doc, c.qual
	out.ns.copyFrom(c.ns)
	return out
}

// makeAbstract finds the methods that a class has still to define.
func (c *class) makeAbstract() {
	if c.meta == nil || !c.meta.is(abcMeta) {
		return
	}
	done := map[string]bool{}
	for _, k := range c.mro {
		k.ns.Items(func(name, v Value) bool {
			n, ok := name.(*Str)
			if ok && !done[n.s] && isAbstract(v) {
				c.abstract = append(c.abstract, n.s)
			}
			if ok {
				done[n.s] = true
			}
			return true
		})
	}
	sort.Strings(c.abstract)
}

// isAbstract reports whether a member was marked by abstractmethod.
func isAbstract(v Value) bool {
	switch v := v.(type) {
	case *wrapped:
		return v.abstract || v.fn != nil && isAbstract(v.fn)
	case *closure:
		if v.attrs != nil {
			_, ok := v.attrs.str("__isabstractmethod__")
			return ok
		}
	}
	return false
}

// abstractMethod is the decorator.
func abstractMethod(_ *vm, a *args) Value {
	switch f := a.pos[0].(type) {
	case *closure:
		if f.attrs == nil {
			f.attrs = NewDict()
		}
		f.attrs.setStr("__isabstractmethod__", Bool(true))
	case *wrapped:
		f.abstract = true
	}
	return a.pos[0]
}

// refuseAbstract raises if a class has methods to define.
func (m *vm) refuseAbstract(c *class) {
	if n := len(c.abstract); n > 0 {
		names := c.abstract[0]
		for _, s := range c.abstract[1:] {
			names += ", " + s
		}
		m.raise("TypeError", "Can't instantiate abstract class %s with abstract method%s %s", c.name, plural(n), names)
	}
}

// findSlots notes the names that __slots__ allows, if no base allows any.
func (m *vm) findSlots(c *class) {
	allowed := map[string]bool{}
	for _, k := range c.mro {
		if k == objectClass {
			continue
		}
		v, ok := k.ns.str("__slots__")
		if !ok {
			return
		}
		if s, ok := v.(*Str); ok {
			allowed[s.s] = true
			continue
		}
		for _, name := range m.collect(v) {
			allowed[m.str(name)] = true
		}
	}
	c.slots = allowed
}

// metaAttr finds what a class has from its metaclass.
func (m *vm) metaAttr(c *class, name string) (Value, bool) {
	if c.meta == nil {
		return nil, false
	}
	if r, ok := c.meta.lookup(name); ok {
		return m.bindValue(c, c.meta, r), true
	}
	return nil, false
}
