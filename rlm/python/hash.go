package python

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sort"
)

// errUnhashable is returned for values that cannot be keys.
type errUnhashable struct{ typ string }

func (e *errUnhashable) Error() string { return "unhashable type: '" + e.typ + "'" }

// hashKey returns the key of a value. A program's own __hash__ is called, so this may
// throw.
func hashKey(v Value) (hkey, error) {
	switch v := v.(type) {
	case *Str:
		return hkey{kind: 's', s: v.s}, nil
	case Int:
		return hkey{kind: 'i', i: int64(v)}, nil
	case Bool:
		if v {
			return hkey{kind: 'i', i: 1}, nil
		}
		return hkey{kind: 'i'}, nil
	case Float:
		if f := float64(v); f == math.Trunc(f) && math.Abs(f) < 1<<62 {
			return hkey{kind: 'i', i: int64(f)}, nil
		}
	case *Promise:
		return hashKey(force(v))
	case *instance:
		if v.base != nil && !hasMethod(v, "__hash__") && !hasMethod(v, "__eq__") {
			return hashKey(v.base)
		}
		if x := numberOf(v); x != nil {
			return hashKey(x)
		}
	}
	b, err := encodeKey(nil, v, 0)
	return hkey{kind: 'o', s: string(b)}, err
}

// encodeKey appends an encoding of v that is the same for equal values only.
func encodeKey(b []byte, v Value, depth int) ([]byte, error) {
	if depth > 200 {
		return nil, errors.New("maximum recursion depth exceeded while hashing")
	}
	switch v := force(v).(type) {
	case *Str:
		b = append(b, 's')
		b = binary.AppendUvarint(b, uint64(len(v.s)))
		return append(b, v.s...), nil
	case Int:
		return binary.AppendVarint(append(b, 'i'), int64(v)), nil
	case Bool:
		n := int64(0)
		if v {
			n = 1
		}
		return binary.AppendVarint(append(b, 'i'), n), nil
	case Float:
		if f := float64(v); f == math.Trunc(f) && math.Abs(f) < 1<<62 {
			return binary.AppendVarint(append(b, 'i'), int64(f)), nil
		}
		return binary.AppendUvarint(append(b, 'f'), math.Float64bits(float64(v))), nil
	case *BigInt:
		return append(append(b, 'I'), v.v.String()+";"...), nil
	case Bytes:
		b = binary.AppendUvarint(append(b, 'b'), uint64(len(v)))
		return append(b, v...), nil
	case *Tuple:
		b = binary.AppendUvarint(append(b, 't'), uint64(len(v.items)))
		for _, x := range v.items {
			var err error
			if b, err = encodeKey(b, x, depth+1); err != nil {
				return nil, err
			}
		}
		return b, nil
	case *Set:
		if v.frozen {
			return encodeSet(b, v, depth)
		}
	case *rangeValue:
		return append(b, fmt.Sprintf("r%d,%d,%d", v.start, v.stop, v.step)...), nil
	case *List, *Dict, *sliceValue:
	case *instance:
		return encodeInstance(b, v, depth)
	case hashable:
		return append(b, "h"+v.Type()+v.hash()...), nil
	case noneType, ellipsisType, notImplementedType:
		return append(b, "N"+v.Type()...), nil
	default:
		return append(b, fmt.Sprintf("p%T%p", v, v)...), nil
	}
	return nil, &errUnhashable{v.Type()}
}

// A hashable object is equal to those with the same hash string.
type hashable interface {
	Value
	hash() string
}

// encodeSet encodes a frozenset whatever its order.
func encodeSet(b []byte, s *Set, depth int) ([]byte, error) {
	var parts []string
	for _, x := range s.Members() {
		p, err := encodeKey(nil, x, depth+1)
		if err != nil {
			return nil, err
		}
		parts = append(parts, string(p))
	}
	sort.Strings(parts)
	b = binary.AppendUvarint(append(b, 'F'), uint64(len(parts)))
	for _, p := range parts {
		b = append(binary.AppendUvarint(b, uint64(len(p))), p...)
	}
	return b, nil
}

// numberOf is the int or float that a Decimal or a Fraction equals, or else what is the
// same for equal ones; nil for other objects.
func numberOf(i *instance) Value {
	f, ok := i.cls.lookup("__key__")
	if c, is := f.(*closure); ok && is {
		return force(c.vm.call(c, []Value{i}))
	}
	return nil
}

// encodeInstance uses __hash__ if there is one, and identity if there is no __eq__.
func encodeInstance(b []byte, i *instance, depth int) ([]byte, error) {
	if x := numberOf(i); x != nil {
		return encodeKey(b, x, depth+1)
	}
	h, ok := i.cls.lookup("__hash__")
	if i.base != nil && !ok {
		return encodeKey(b, i.base, depth)
	}
	if f, is := h.(*closure); ok && is {
		hash, err := encodeKey(nil, f.vm.call(f, []Value{i}), depth+1)
		if err != nil {
			return nil, err
		}
		b = append(fmt.Appendf(append(b, 'H'), "%p", f), hash...)
		return binary.AppendUvarint(b, uint64(f.vm.twin(f, hash, i))), nil
	}
	if f, is := h.(*builtin); ok && is {
		return encodeKey(append(b, 'H'), f.call(nil, &args{pos: []Value{i}}), depth+1)
	}
	if _, ok := i.cls.lookup("__eq__"); ok || h == None {
		return nil, &errUnhashable{i.cls.name}
	}
	return append(b, fmt.Sprintf("p%p", i)...), nil
}
