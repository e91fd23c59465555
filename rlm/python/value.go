package python

import (
	"math/big"
)

// A Value is a Python object. The exported kinds are Bool, Int, *BigInt, Float, *Str,
// Bytes, *List, *Tuple, *Dict, *Set and *Promise; the rest is opaque to a host.
type Value interface {
	// Type returns the name of the object's class, such as "str".
	Type() string
}

type noneType struct{}

func (noneType) Type() string { return "NoneType" }

// None is Python's None.
var None Value = noneType{}

type ellipsisType struct{}

func (ellipsisType) Type() string { return "ellipsis" }

var ellipsis Value = ellipsisType{}

type notImplementedType struct{}

func (notImplementedType) Type() string { return "NotImplementedType" }

var notImplemented Value = notImplementedType{}

// A Bool is a Python bool.
type Bool bool

// Type implements Value.
func (Bool) Type() string { return "bool" }

// An Int is a Python int that fits 64 bits; every other one is a *BigInt.
type Int int64

// Type implements Value.
func (Int) Type() string { return "int" }

// A BigInt is a Python int beyond 64 bits.
type BigInt struct{ v *big.Int }

// Type implements Value.
func (*BigInt) Type() string { return "int" }

// Big returns a copy of the number.
func (b *BigInt) Big() *big.Int { return new(big.Int).Set(b.v) }

// normBig returns an Int if b fits.
func normBig(b *big.Int) Value {
	if b.IsInt64() {
		return Int(b.Int64())
	}
	return &BigInt{b}
}

// A Float is a Python float.
type Float float64

// Type implements Value.
func (Float) Type() string { return "float" }

// Bytes is a Python bytes object.
type Bytes string

// Type implements Value.
func (Bytes) Type() string { return "bytes" }

// A List is a Python list.
type List struct {
	items []Value
	attrs *Dict // what the host says of it, see SetAttr
	sub   *subclass
}

// A subclass is what a value of a program's own kind of str, list or set has besides.
type subclass struct {
	cls   *class
	attrs *Dict
}

// subOf returns the subclass part of a value, if it has one.
func subOf(v Value) *subclass {
	switch v := v.(type) {
	case *Str:
		return v.sub
	case *List:
		return v.sub
	case *Set:
		return v.sub
	}
	return nil
}

// Type implements Value.
func (*List) Type() string { return "list" }

// NewList returns a list of items.
func NewList(items ...Value) *List { return &List{items: append([]Value(nil), items...)} }

// Len returns the number of items.
func (l *List) Len() int { return len(l.items) }

// At returns item i.
func (l *List) At(i int) Value { return l.items[i] }

// Append adds an item.
func (l *List) Append(v Value) { l.items = append(l.items, v) }

// Items returns the items; they are not a copy.
func (l *List) Items() []Value { return l.items }

// A Tuple is a Python tuple; a named tuple has a class.
type Tuple struct {
	items []Value
	cls   *class
}

// Type implements Value.
func (t *Tuple) Type() string {
	if t.cls != nil {
		return t.cls.name
	}
	return "tuple"
}

// NewTuple returns a tuple of items.
func NewTuple(items ...Value) *Tuple { return &Tuple{items: append([]Value(nil), items...)} }

// Len returns the number of items.
func (t *Tuple) Len() int { return len(t.items) }

// At returns item i.
func (t *Tuple) At(i int) Value { return t.items[i] }

func pair(a, b Value) Value { return &Tuple{items: []Value{a, b}} }

// A rangeValue is a Python range.
type rangeValue struct{ start, stop, step int64 }

func (*rangeValue) Type() string { return "range" }

func (r *rangeValue) length() int64 {
	switch {
	case r.step > 0 && r.stop > r.start:
		return int64((uint64(r.stop)-uint64(r.start)-1)/uint64(r.step)) + 1
	case r.step < 0 && r.stop < r.start:
		return int64((uint64(r.start)-uint64(r.stop)-1)/uint64(-r.step)) + 1
	}
	return 0
}

// A sliceValue is a Python slice.
type sliceValue struct{ lo, hi, step Value }

func (*sliceValue) Type() string { return "slice" }

// A cell holds a variable that closures share.
type cell struct{ v Value }

// A closure is a Python function.
type closure struct {
	code     *code
	vm       *vm
	defaults []Value    // by parameter, nil where there is none
	cells    []*cell    // of free variables
	owner    *classCell // the class whose body defined it, for super()
	attrs    *Dict
	name     string
	qual     string // the name with what encloses it
}

func (*closure) Type() string { return "function" }

// A kwarg is a keyword argument.
type kwarg struct {
	name string
	v    Value
}

// A builtin is a function in Go.
type builtin struct {
	name string
	call func(m *vm, a *args) Value
	lazy bool // takes promises as they are
	self Value
}

func (b *builtin) Type() string {
	return "builtin_function_or_method"
}

// A boundMethod is a function with its first argument.
type boundMethod struct {
	self Value
	fn   Value
}

func (b *boundMethod) Type() string {
	if _, ok := b.fn.(*builtinMethod); ok {
		return "builtin_function_or_method"
	}
	return "method"
}

// A wrapped is a property, staticmethod or classmethod, or a similar descriptor.
type wrapped struct {
	kind     string
	fn       Value
	setter   Value
	deleter  Value
	abstract bool
	field    bool // of a named tuple
}

func (w *wrapped) Type() string { return w.kind }

// A module is an imported module.
type module struct {
	name  string
	attrs map[string]Value
}

func (*module) Type() string { return "module" }

// An iterator yields values until ok is false.
type iterator struct {
	kind string
	next func() (Value, bool)
}

func (i *iterator) Type() string { return i.kind }

// A view is dict.keys(), dict.values() or dict.items().
type view struct {
	kind string // keys, values, items
	d    *Dict
}

func (v *view) Type() string { return "dict_" + v.kind }

// An object is an opaque value of a module: a match, a pattern, a date.
type object interface {
	Value
	attr(m *vm, name string) (Value, bool)
}
