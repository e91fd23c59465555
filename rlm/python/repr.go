package python

import (
	"strconv"
	"strings"
)

// Repr returns repr(v).
func Repr(v Value) string { return newVM(Options{}).repr(v) }

// Text returns str(v): what print shows. A str costs nothing.
func Text(v Value) string {
	if x, is := settled(v).(*Str); is {
		return x.s
	}
	return newVM(Options{}).str(v)
}

// str is str(v).
func (m *vm) str(v Value) string {
	v = force(v)
	if s := subOf(v); s != nil {
		return m.subStr(v, s)
	}
	switch v := v.(type) {
	case *Str:
		return v.s
	case *instance:
		f, ok := v.cls.lookup("__str__")
		if v.cls.enum != nil && !ok {
			return enumStr(m, v)
		}
		if ok {
			if s, ok := force(m.call(f, []Value{v})).(*Str); ok {
				return s.s
			}
			m.raise("TypeError", "__str__ returned non-string")
		}
		return m.repr(v)
	case stringer:
		return v.str(m)
	case *Tuple, *Dict:
		if hasUser(v) && hasMethodUser(v, "__str__") {
			r, _ := m.dunder(v, "__str__")
			return m.str(r)
		}
		return m.repr(v)
	default:
		return m.repr(v)
	}
}

// subStr is str(v) of a value of a program's own kind of str, list or set.
func (m *vm) subStr(v Value, s *subclass) string {
	if hasMethodUser(v, "__str__") {
		r, _ := m.dunder(v, "__str__")
		return m.str(r)
	}
	if s.cls.enum != nil {
		return enumStr(m, v)
	}
	if x, ok := v.(*Str); ok {
		return x.s
	}
	return m.repr(v)
}

// A stringer has a str() that differs from its repr().
type stringer interface{ str(m *vm) string }

// A reprer has a repr() of its own.
type reprer interface{ repr(m *vm) string }

// repr is repr(v).
func (m *vm) repr(v Value) string {
	w := &reprWriter{m: m}
	w.value(v)
	return w.b.String()
}

// A reprWriter writes reprs and charges for them.
type reprWriter struct {
	m    *vm
	b    strings.Builder
	open []Value
}

func (w *reprWriter) put(s string) {
	w.m.charge(int64(len(s)) + 1)
	w.b.WriteString(s)
}

// number puts a number and remembers that it was computed.
func (w *reprWriter) number(s string) {
	w.m.computed.add(s)
	w.put(s)
}

// enter reports whether v is not being written already.
func (w *reprWriter) enter(v Value) bool {
	for _, o := range w.open {
		if o == v {
			return false
		}
	}
	if len(w.open) > maxCompare {
		w.m.raise("RecursionError", "maximum recursion depth exceeded while getting the repr of an object")
	}
	w.m.step(1)
	w.open = append(w.open, v)
	return true
}

func (w *reprWriter) leave() { w.open = w.open[:len(w.open)-1] }

// plainRepr is repr(v) whatever __repr__ v's class has.
func (m *vm) plainRepr(v Value) string {
	w := &reprWriter{m: m}
	w.plain(v)
	return w.b.String()
}

func (w *reprWriter) value(v Value) {
	v = force(v)
	if hasUser(v) && hasMethodUser(v, "__repr__") {
		w.user(v)
		return
	}
	w.plain(v)
}

func (w *reprWriter) plain(v Value) {
	if c := classOf(v); c.enum != nil {
		w.enum(v, c)
		return
	}
	switch v := v.(type) {
	case *Str:
		w.put(quote(v.s))
	case Int:
		w.number(strconv.FormatInt(int64(v), 10))
	case *BigInt:
		w.number(w.m.bigString(v.v))
	case Float:
		w.number(floatRepr(float64(v)))
	case Bool:
		if v {
			w.put("True")
		} else {
			w.put("False")
		}
	case noneType:
		w.put("None")
	case ellipsisType:
		w.put("Ellipsis")
	case notImplementedType:
		w.put("NotImplemented")
	case Bytes:
		w.put(bytesRepr(string(v)))
	case *List:
		if !w.enter(v) {
			w.put("[...]")
			return
		}
		w.put("[")
		w.items(v.items)
		w.put("]")
		w.leave()
	case *Tuple:
		w.tuple(v)
	case *Dict:
		w.dict(v)
	case *Set:
		w.set(v)
	case *rangeValue:
		if v.step == 1 {
			w.put(sprintf("range(%d, %d)", v.start, v.stop))
		} else {
			w.put(sprintf("range(%d, %d, %d)", v.start, v.stop, v.step))
		}
	case *sliceValue:
		w.put("slice(")
		w.items([]Value{v.lo, v.hi, v.step})
		w.put(")")
	case *view:
		w.put("dict_" + v.kind + "(")
		w.value(&List{items: w.m.collect(v)})
		w.put(")")
	case *instance:
		w.instance(v)
	default:
		w.opaque(v)
	}
}

// opaque writes what has no literal.
func (w *reprWriter) opaque(v Value) {
	switch v := v.(type) {
	case *class:
		name := v.qualname()
		if v.module != "builtins" && v.module != "" {
			name = v.module + "." + name
		}
		if v.enum != nil {
			w.put("<enum '" + v.name + "'>")
			return
		}
		w.put("<class '" + name + "'>")
	case *closure:
		w.put(sprintf("<function %s at 0x7f0000000000>", v.qual))
	case *builtin:
		w.put(sprintf("<built-in function %s>", v.name))
	case *boundMethod:
		if c, ok := v.fn.(*closure); ok {
			w.put(sprintf("<bound method %s of ", c.qual))
			w.value(v.self)
			w.put(">")
			return
		}
		name := ""
		if n, ok := w.m.findAttr(v.fn, "__name__"); ok {
			name = w.m.str(n) + " "
		}
		w.put(sprintf("<built-in method %sof %s object at 0x7f0000000000>", name, typeName(v.self)))
	case *builtinMethod:
		w.put(sprintf("<method '%s' of '%s' objects>", v.name, v.cls.name))
	case *module:
		w.put(sprintf("<module '%s'>", v.name))
	case *generator:
		w.put(sprintf("<generator object %s at 0x7f0000000000>", v.f.code.name))
	case reprer:
		w.put(v.repr(w.m))
	default:
		w.put(sprintf("<%s object at 0x7f0000000000>", v.Type()))
	}
}

func (w *reprWriter) user(v Value) {
	if !w.enter(v) {
		w.put("...")
		return
	}
	r, _ := w.m.dunder(v, "__repr__")
	s, ok := r.(*Str)
	if !ok {
		w.m.raise("TypeError", "__repr__ returned non-string (type %s)", typeName(r))
	}
	w.put(s.s)
	w.leave()
}

func (w *reprWriter) instance(v *instance) {
	if v.exc != nil {
		w.put(v.cls.name + "(")
		w.items(v.args)
		w.put(")")
		return
	}
	if r, ok := v.cls.lookup("__repr__"); ok {
		if b, ok := r.(*builtin); ok {
			if !w.enter(v) {
				w.put("...")
				return
			}
			w.put(b.call(w.m, &args{pos: []Value{v}}).(*Str).s)
			w.leave()
			return
		}
	}
	if v.base != nil {
		w.value(v.base)
		return
	}
	w.put(sprintf("<%s object at 0x7f0000000000>", w.m.hintName(v.cls)))
}

func (w *reprWriter) items(vs []Value) {
	for i, v := range vs {
		if i > 0 {
			w.put(", ")
		}
		w.value(v)
	}
}

func (w *reprWriter) tuple(v *Tuple) {
	if !w.enter(v) {
		w.put("(...)")
		return
	}
	defer w.leave()
	if v.cls != nil {
		if names, ok := v.cls.lookup("_fields"); ok {
			w.put(v.cls.name + "(")
			for i, n := range names.(*Tuple).items {
				if i > 0 {
					w.put(", ")
				}
				w.put(w.m.str(n) + "=")
				w.value(v.items[i])
			}
			w.put(")")
			return
		}
	}
	w.put("(")
	w.items(v.items)
	if len(v.items) == 1 {
		w.put(",")
	}
	w.put(")")
}

func (w *reprWriter) dict(v *Dict) {
	if !w.enter(v) {
		w.put("{...}")
		return
	}
	defer w.leave()
	entries := v
	switch {
	case v.cls == nil || !v.cls.is(counterClass) && !v.cls.is(defaultClass) && !v.cls.is(orderedClass):
	case v.cls.is(defaultClass):
		w.put(v.cls.name + "(")
		if v.factory == nil {
			w.put("None")
		} else {
			w.value(v.factory)
		}
		w.put(", ")
		defer w.put(")")
	case v.n == 0:
		w.put(v.cls.name + "()")
		return
	case v.cls.is(counterClass):
		w.put(v.cls.name + "(")
		entries = w.m.byCount(v)
		defer w.put(")")
	default:
		w.put(v.cls.name + "([")
		first := true
		v.Items(func(k, x Value) bool {
			if !first {
				w.put(", ")
			}
			first = false
			w.value(pair(k, x))
			return true
		})
		w.put("])")
		return
	}
	w.put("{")
	first := true
	for i := 0; i < len(entries.entries); i++ {
		e := entries.entries[i]
		if !e.live {
			continue
		}
		if !first {
			w.put(", ")
		}
		first = false
		w.value(e.k)
		w.put(": ")
		w.value(e.v)
	}
	w.put("}")
}

func (w *reprWriter) set(v *Set) {
	if v.d.n == 0 {
		w.put(v.Type() + "()")
		return
	}
	if v.frozen {
		w.put("frozenset(")
		defer w.put(")")
	}
	w.put("{")
	w.items(v.d.keys())
	w.put("}")
}
