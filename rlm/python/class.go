package python

// A class is a Python class, built in or not.
type class struct {
	name     string
	bases    []*class
	mro      []*class
	ns       *Dict
	make     func(m *vm, c *class, a *args) Value // of built-in classes
	methods  map[string]method                    // of built-in classes
	builtin  bool
	doc      string
	enum     *enumeration // of an Enum class
	module   string
	meta     *class          // nil: type
	abstract []string        // methods that are still to be defined
	slots    map[string]bool // attributes that instances may have; nil: any
	named    bool            // derives from typing.NamedTuple
	virtual  []*class        // registered with this abstract class
	inC      bool            // written in C in CPython: errors name its module
	qual     string          // the name with what encloses it, if that differs
}

func (*class) Type() string { return "type" }

func (c *class) qualname() string {
	if c.qual != "" {
		return c.qual
	}
	return c.name
}

// A method of a built-in class.
type method func(m *vm, self Value, a *args) Value

// newClass makes a class and its method resolution order.
func newClass(name string, bases ...*class) *class {
	c := &class{name: name, bases: bases, ns: NewDict(), module: "__main__"}
	c.mro = append([]*class{c}, mergeMRO(bases)...)
	return c
}

// mergeMRO is the C3 linearization of the bases; nil-safe for inconsistent ones, which
// fall back to depth first.
func mergeMRO(bases []*class) []*class {
	var lists [][]*class
	for _, b := range bases {
		lists = append(lists, append([]*class(nil), b.mro...))
	}
	lists = append(lists, append([]*class(nil), bases...))
	var out []*class
	for {
		var pick *class
		empty := true
		for _, l := range lists {
			if len(l) == 0 {
				continue
			}
			empty = false
			if !inTail(lists, l[0]) {
				pick = l[0]
				break
			}
			if pick == nil {
				continue
			}
		}
		if empty {
			return out
		}
		if pick == nil {
			return nil
		}
		out = append(out, pick)
		for i, l := range lists {
			if len(l) > 0 && l[0] == pick {
				lists[i] = l[1:]
			}
		}
	}
}

func inTail(lists [][]*class, c *class) bool {
	for _, l := range lists {
		for i := 1; i < len(l); i++ {
			if l[i] == c {
				return true
			}
		}
	}
	return false
}

// is reports whether c is base or derives from it.
func (c *class) is(base *class) bool {
	for _, k := range c.mro {
		if k == base {
			return true
		}
	}
	return false
}

// lookup finds a name in the class or its bases.
func (c *class) lookup(name string) (Value, bool) {
	for _, k := range c.mro {
		if v, ok := k.ns.str(name); ok {
			return v, true
		}
		if f, ok := k.methods[name]; ok {
			return &builtinMethod{k, name, f}, true
		}
	}
	return nil, false
}

// A builtinMethod is an unbound method of a built-in class.
type builtinMethod struct {
	cls  *class
	name string
	f    method
}

func (*builtinMethod) Type() string { return "method_descriptor" }

// An instance is an object of a class that a program defined, or an exception.
type instance struct {
	cls   *class
	attrs *Dict
	args  []Value // of an exception
	exc   *excState
	base  Value // of an int, float or bytes of a program's own kind
}

func (i *instance) Type() string { return i.cls.name }

// An excState is what an exception keeps beside its arguments.
type excState struct {
	cause, context *instance
	suppress       bool
	trace          []traceLine // innermost last
	caught         int         // the lines of trace that are outside of what caught it
}

type traceLine struct {
	file, fn string
	line     int
	text     string
}

func (i *instance) get(name string) (Value, bool) {
	if i.attrs == nil {
		return nil, false
	}
	return i.attrs.str(name)
}

func (i *instance) set(name string, v Value) {
	if i.attrs == nil {
		i.attrs = NewDict()
	}
	i.attrs.setStr(name, v)
}
