package python

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Value is a Python object. Type is the name of its class.
type Value interface{ Type() string }

// The simple values.
type (
	noneType struct{}
	Bool     bool
	Int      int64   // an int that fits; others are *Big
	Big      big.Int // an int that does not fit an Int
	Float    float64 // IEEE 754 double
	Bytes    []byte  // bytes
	Tuple    []Value // immutable
	List     struct{ items []Value }
	Range    struct{ start, stop, step int64 }
	sliceVal struct{ start, stop, step Value }
	Module   struct {
		name    string
		members map[string]Value
	}
)

// None is Python's None.
var None Value = noneType{}

func (noneType) Type() string  { return "NoneType" }
func (Bool) Type() string      { return "bool" }
func (Int) Type() string       { return "int" }
func (*Big) Type() string      { return "int" }
func (Float) Type() string     { return "float" }
func (Bytes) Type() string     { return "bytes" }
func (Tuple) Type() string     { return "tuple" }
func (*List) Type() string     { return "list" }
func (*Range) Type() string    { return "range" }
func (*sliceVal) Type() string { return "slice" }
func (*Module) Type() string   { return "module" }

// NewList makes a list.
func NewList(items ...Value) *List { return &List{items} }

// Items are the items of a list, which share its memory.
func (l *List) Items() []Value { return l.items }

// fromBig makes the smallest int that holds n.
func fromBig(n *big.Int) Value {
	if n.IsInt64() {
		return Int(n.Int64())
	}
	return (*Big)(n)
}

// toBig makes a big.Int of any int or bool.
func toBig(v Value) (*big.Int, bool) {
	switch v := v.(type) {
	case Int:
		return big.NewInt(int64(v)), true
	case Bool:
		return big.NewInt(int64(boolInt(v))), true
	case *Big:
		return (*big.Int)(v), true
	}
	return nil, false
}

func boolInt(b Bool) Int {
	if b {
		return 1
	}
	return 0
}

// asInt makes a small int of an int or bool.
func asInt(v Value) (int64, bool) {
	switch v := force(v).(type) {
	case Int:
		return int64(v), true
	case Bool:
		return int64(boolInt(v)), true
	}
	return 0, false
}

func asFloat(v Value) (float64, bool) {
	switch v := v.(type) {
	case Float:
		return float64(v), true
	case Int:
		return float64(v), true
	case Bool:
		return float64(boolInt(v)), true
	case *Big:
		f, _ := new(big.Float).SetInt((*big.Int)(v)).Float64()
		return f, true
	}
	return 0, false
}

// Truth is the truth of a value, as `if` takes it.
func Truth(v Value) bool {
	switch v := force(v).(type) {
	case noneType:
		return false
	case Bool:
		return bool(v)
	case Int:
		return v != 0
	case Float:
		return v != 0
	case *Str:
		return v.s != ""
	case Bytes:
		return len(v) > 0
	case Tuple:
		return len(v) > 0
	case *List:
		return len(v.items) > 0
	case *Dict:
		return v.Len() > 0
	case *Set:
		return v.d.Len() > 0
	case *Range:
		return v.len() > 0
	case *Record:
		return true
	}
	return true
}

func (r *Range) len() int64 {
	switch {
	case r.step > 0 && r.start < r.stop:
		return (r.stop-r.start-1)/r.step + 1
	case r.step < 0 && r.start > r.stop:
		return (r.start-r.stop-1)/-r.step + 1
	}
	return 0
}

// formatFloat writes a float as repr does: the shortest digits that read back.
func formatFloat(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case math.IsNaN(f):
		return "nan"
	}
	s := strconv.FormatFloat(f, 'e', -1, 64)
	mant, exp, _ := strings.Cut(s, "e")
	e, _ := strconv.Atoi(exp)
	if e < -4 || e >= 16 {
		if len(strings.TrimLeft(exp, "+-")) < 2 {
			exp = exp[:1] + "0" + exp[1:]
		}
		return mant + "e" + exp
	}
	s = strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
