package python

// SetAttr gives a list of the host an attribute beside its methods, such as the total
// of a search that returned the first of its hits. Copies and slices do not have it.
func (l *List) SetAttr(name string, v Value) {
	if l.attrs == nil {
		l.attrs = NewDict()
	}
	l.attrs.setStr(name, v)
}

// A Lazy is a read-only sequence of the host whose items are made when a program
// looks at them. Items that were made are kept.
type Lazy struct {
	items []Value
	next  func() (Value, error) // nil once all are there
}

// NewLazy returns the sequence of what next returns until that is a nil Value. It is
// called within the program that asks, off its clock.
func NewLazy(next func() (Value, error)) *Lazy { return &Lazy{next: next} }

// Type implements Value.
func (*Lazy) Type() string { return "lazy_list" }

// upTo makes items until there are n, or all if n < 0. It reports whether item n-1
// exists.
func (l *Lazy) upTo(m *vm, n int) bool {
	for l.next != nil && (n < 0 || len(l.items) < n) {
		m.step(1)
		var v Value
		var err error
		m.pause(func() { v, err = l.next() })
		if err != nil {
			m.throwErr(err)
		}
		if v == nil {
			l.next = nil
			break
		}
		m.charge(80)
		l.items = append(l.items, v)
	}
	return n <= len(l.items)
}

// list is the sequence as a list.
func (l *Lazy) list(m *vm) *List {
	l.upTo(m, -1)
	return &List{items: l.items[:len(l.items):len(l.items)]}
}

func (l *Lazy) contents() []Value { return l.items }

func (l *Lazy) iterate(m *vm) func() (Value, bool) {
	i := 0
	return func() (Value, bool) {
		m.step(1)
		if i++; !l.upTo(m, i) {
			return nil, false
		}
		return l.items[i-1], true
	}
}

// item is l[k]; a slice or an item from the end makes all items.
func (l *Lazy) item(m *vm, k Value) Value {
	i, ok := asInt64(k)
	if !ok {
		m.raise("TypeError", "list indices must be integers or slices, not %s", typeName(k))
	}
	if i >= 0 && i < 1<<31 {
		l.upTo(m, int(i)+1)
	} else {
		l.upTo(m, -1)
	}
	return l.items[m.index(Int(i), len(l.items), "list")]
}

// slice is l[lo:hi:step]. Without a step from the front it makes what it needs.
func (l *Lazy) slice(m *vm, s *sliceValue) Value {
	hi, ok := asInt64(s.hi)
	lo, bounded := asInt64(s.lo)
	bounded = bounded && lo >= 0 || s.lo == None
	if ok && bounded && hi >= 0 && hi < 1<<31 && s.step == None {
		l.upTo(m, int(hi))
	} else {
		l.upTo(m, -1)
	}
	return &List{items: m.sliceItems(l.items, s)}
}

// all makes the items for a function of the host.
func (l *Lazy) all() ([]Value, error) {
	for l.next != nil {
		v, err := l.next()
		if err != nil {
			return nil, err
		}
		if v == nil {
			l.next = nil
			break
		}
		l.items = append(l.items, v)
	}
	return append([]Value(nil), l.items...), nil
}

// attr gives the methods of lists, over a copy: the sequence itself does not change.
func (l *Lazy) attr(m *vm, name string) (Value, bool) {
	if name == "total" {
		l.upTo(m, -1)
		return Int(len(l.items)), true
	}
	if _, ok := m.findAttr(&List{}, name); !ok {
		return nil, false
	}
	return m.findAttr(&List{items: append([]Value(nil), l.list(m).items...)}, name)
}

func (l *Lazy) equal(m *vm, other Value) bool {
	if o, ok := other.(*Lazy); ok {
		other = o.list(m)
	}
	return m.eq(l.list(m), other, 0)
}

func (l *Lazy) binary(m *vm, op string, other Value, swapped bool) Value {
	if o, ok := other.(*Lazy); ok {
		other = o.list(m)
	}
	if swapped {
		return m.containerOp(op, other, l.list(m))
	}
	return m.containerOp(op, l.list(m), other)
}

func (l *Lazy) repr(m *vm) string { return m.repr(l.list(m)) }
