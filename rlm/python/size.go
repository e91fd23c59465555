package python

// A sizer adds up what values need, each once.
type sizer struct{ seen map[any]bool }

func (z *sizer) frame(f *frame) int64 {
	n := int64(128 + 16*len(f.locals))
	for _, v := range f.locals {
		n += z.size(v, 0)
	}
	for _, c := range f.cells {
		if c != nil {
			n += z.size(c.v, 0)
		}
	}
	return n
}

// first reports whether p is seen for the first time.
func (z *sizer) first(p any) bool {
	if z.seen[p] {
		return false
	}
	z.seen[p] = true
	return true
}

// scalarSize is the size of a value that holds no other and shares nothing.
func scalarSize(v Value) (int64, bool) {
	switch v := v.(type) {
	case nil, Bool, noneType:
		return 0, true
	case Int, Float:
		return 8, true
	case *BigInt:
		return int64(v.v.BitLen()/8 + 32), true
	case Bytes:
		return int64(len(v)) + 16, true
	}
	return 0, false
}

// size is about how many bytes v keeps in memory.
func (z *sizer) size(v Value, depth int) int64 {
	if depth > 1000 {
		return 64
	}
	if n, ok := scalarSize(v); ok {
		return n
	}
	switch v := v.(type) {
	case *Str:
		n := int64(64 + 56*len(v.org))
		if !v.text && (len(v.s) < 256 || z.first(v)) {
			n += int64(len(v.s))
		}
		return n
	case *List:
		if z.first(v) {
			return 24 + int64(cap(v.items)-len(v.items))*16 + z.all(v.items, depth)
		}
	case *Tuple:
		if z.first(v) {
			return 40 + z.all(v.items, depth)
		}
	case *Dict:
		if z.first(v) {
			return z.dict(v, depth)
		}
	case *Set:
		if z.first(v) {
			return z.dict(&v.d, depth)
		}
	case *instance:
		if z.first(v) {
			n := 64 + z.all(v.args, depth) + z.raised(v.exc, depth)
			if v.attrs != nil {
				n += z.dict(v.attrs, depth)
			}
			return n
		}
	case *class:
		if !v.builtin && z.first(v) {
			return 500 + z.dict(v.ns, depth)
		}
	case *cell:
		return 8
	case *closure:
		if z.first(v) {
			n := int64(128)
			for _, c := range v.cells {
				if c != nil && z.first(c) {
					n += z.size(c.v, depth+1)
				}
			}
			return n + z.all(v.defaults, depth)
		}
	case *boundMethod:
		return 48 + z.size(v.self, depth+1)
	case *view:
		return 32 + z.size(v.d, depth+1)
	case *Promise:
		if w, ok := v.peek(); ok {
			return 64 + z.size(w, depth+1)
		}
	case sized:
		if z.first(v) {
			return z.all(v.contents(), depth) + 128
		}
	}
	return 64
}

// heldBy is about how many bytes v may hold of those charged while it was made. It
// looks at as many values as could be made for them, and no deeper than a few levels.
func heldBy(v Value, charged int64) int64 {
	h := holder{left: min(20_000, charged/64)}
	n := h.size(v, 0)
	if h.left < 0 {
		return charged
	}
	return min(n, charged)
}

type holder struct{ left int64 }

func (h *holder) size(v Value, depth int) int64 {
	if h.left--; h.left < 0 || depth > 4 {
		return 64
	}
	if n, ok := scalarSize(v); ok {
		return n
	}
	switch v := v.(type) {
	case *Str:
		if v.text {
			return 64
		}
		return int64(64 + len(v.s))
	case *List:
		return h.all(v.items, depth)
	case *Tuple:
		return h.all(v.items, depth)
	case *Dict:
		return h.dict(v, depth)
	case *Set:
		return h.dict(&v.d, depth)
	}
	h.left = -1 // anything: all of it
	return 64
}

func (h *holder) all(vs []Value, depth int) int64 {
	n := int64(40 + 16*cap(vs))
	for _, v := range vs {
		if h.left < 0 {
			break
		}
		n += h.size(v, depth+1)
	}
	return n
}

func (h *holder) dict(d *Dict, depth int) int64 {
	n := int64(120 + 80*cap(d.entries))
	for i := range d.entries {
		if h.left < 0 {
			break
		}
		n += h.size(d.entries[i].k, depth+1) + h.size(d.entries[i].v, depth+1)
	}
	return n
}

// raised is what an exception keeps beside its arguments.
func (z *sizer) raised(e *excState, depth int) int64 {
	if e == nil {
		return 0
	}
	n := int64(0)
	for {
		n += int64(64 + 72*len(e.trace))
		if e.cause != nil {
			n += z.size(e.cause, depth+1)
		}
		x := e.context
		if x == nil || !z.first(x) {
			return n
		}
		n += 64 + z.all(x.args, depth+1) // chains are long: no recursion
		if e = x.exc; e == nil {
			return n
		}
	}
}

// A sized object holds other values.
type sized interface{ contents() []Value }

func (z *sizer) all(vs []Value, depth int) int64 {
	n := int64(16 * len(vs))
	for _, v := range vs {
		n += z.size(v, depth+1)
	}
	return n
}

func (z *sizer) dict(d *Dict, depth int) int64 {
	n := int64(120 + 80*cap(d.entries))
	if len(d.entries) > smallDict {
		n += int64(48 * d.n)
	}
	for i := range d.entries {
		if e := &d.entries[i]; e.live {
			n += z.size(e.k, depth+1) + z.size(e.v, depth+1)
		}
	}
	return n
}

// Type implements Value, so that cells can be kept in slots.
func (*cell) Type() string { return "cell" }
