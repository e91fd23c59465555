package python

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Dict is a dict: it keeps the order of insertion.
type Dict struct {
	at      map[any]int // hash key → place in entries
	entries []entry
	live    int
	// missing makes the value of a key that is not there: a defaultdict's.
	missing Value
	kind    string // "" is dict; else defaultdict, Counter, OrderedDict
}

type entry struct {
	key, value Value
	dead       bool
}

// NewDict makes an empty dict.
func NewDict() *Dict { return &Dict{at: map[any]int{}} }

// Type is "dict", or the class of collections that it is.
func (d *Dict) Type() string {
	if d.kind != "" {
		return d.kind
	}
	return "dict"
}

// Len is the number of items.
func (d *Dict) Len() int { return d.live }

// Get finds a key. An unhashable key is an error.
func (d *Dict) Get(key Value) (Value, bool, error) {
	k, err := hashKey(key)
	if err != nil {
		return nil, false, err
	}
	i, ok := d.at[k]
	if !ok {
		return nil, false, nil
	}
	return d.entries[i].value, true, nil
}

// Set sets a key.
func (d *Dict) Set(key, value Value) error {
	k, err := hashKey(key)
	if err != nil {
		return err
	}
	if i, ok := d.at[k]; ok {
		d.entries[i].value = value
		return nil
	}
	d.at[k] = len(d.entries)
	d.entries = append(d.entries, entry{key: key, value: value})
	d.live++
	return nil
}

// Delete removes a key and reports whether it was there.
func (d *Dict) Delete(key Value) (Value, bool, error) {
	k, err := hashKey(key)
	if err != nil {
		return nil, false, err
	}
	i, ok := d.at[k]
	if !ok {
		return nil, false, nil
	}
	v := d.entries[i].value
	delete(d.at, k)
	d.entries[i] = entry{dead: true}
	if d.live--; d.live < len(d.entries)/2 {
		d.compact()
	}
	return v, true, nil
}

// compact drops the places of removed items.
func (d *Dict) compact() {
	old := d.entries
	d.entries, d.at, d.live = nil, map[any]int{}, 0
	for _, e := range old {
		if !e.dead {
			_ = d.Set(e.key, e.value) // the key was hashable before
		}
	}
}

// Keys are the keys in order.
func (d *Dict) Keys() []Value {
	keys := make([]Value, 0, d.live)
	for _, e := range d.entries {
		if !e.dead {
			keys = append(keys, e.key)
		}
	}
	return keys
}

// values are the values in order.
func (d *Dict) values() []Value {
	list := make([]Value, 0, d.live)
	for _, e := range d.entries {
		if !e.dead {
			list = append(list, e.value)
		}
	}
	return list
}

func (d *Dict) pairs() []Value {
	list := make([]Value, 0, d.live)
	for _, e := range d.entries {
		if !e.dead {
			list = append(list, Tuple{e.key, e.value})
		}
	}
	return list
}

func (d *Dict) clone() *Dict {
	out := NewDict()
	out.kind, out.missing = d.kind, d.missing
	for _, e := range d.entries {
		if !e.dead {
			_ = out.Set(e.key, e.value)
		}
	}
	return out
}

// Set is a set or frozenset; it iterates in the order of insertion.
type Set struct {
	d      *Dict
	frozen bool
}

// Type is "set" or "frozenset".
func (s *Set) Type() string {
	if s.frozen {
		return "frozenset"
	}
	return "set"
}

func newSet(items []Value) (*Set, error) {
	s := &Set{d: NewDict()}
	for _, v := range items {
		if err := s.d.Set(v, None); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Set) has(v Value) (bool, error) {
	_, ok, err := s.d.Get(v)
	return ok, err
}

type bigKey string
type tupleKey string
type refKey struct{ v any }

// hashKey makes of a value what equal values share: 1, 1.0 and True do.
func hashKey(v Value) (any, error) {
	switch v := force(v).(type) {
	case *Str:
		return v.s, nil
	case Int:
		return int64(v), nil
	case Bool:
		return int64(boolInt(v)), nil
	case Float:
		if f := float64(v); f == math.Trunc(f) && math.Abs(f) < 1<<62 {
			return int64(f), nil
		}
		return float64(v), nil
	case *Big:
		return bigKey((*big.Int)(v).String()), nil
	case noneType:
		return v, nil
	case Bytes:
		return refKey{string(v)}, nil
	case Tuple:
		return tupleHash(v)
	case *Set:
		if v.frozen {
			return tupleHash(v.d.Keys())
		}
	case *List, *Dict:
	default:
		return refKey{v}, nil
	}
	return nil, raise("TypeError", "unhashable type: '%s'", force(v).Type())
}

func tupleHash(items []Value) (any, error) {
	var b strings.Builder
	for _, item := range items {
		k, err := hashKey(item)
		if err != nil {
			return nil, err
		}
		s := keyString(k)
		b.WriteString(strconv.Itoa(len(s)))
		b.WriteByte(':')
		b.WriteString(s)
	}
	return tupleKey(b.String()), nil
}

// keyString writes a hash key so that different keys differ.
func keyString(k any) string {
	switch k := k.(type) {
	case string:
		return "s" + k
	case int64:
		return "i" + strconv.FormatInt(k, 10)
	case float64:
		return "f" + strconv.FormatFloat(k, 'g', -1, 64)
	case tupleKey:
		return "t" + string(k)
	case bigKey:
		return "b" + string(k)
	case noneType:
		return "n"
	case refKey:
		if s, ok := k.v.(string); ok {
			return "y" + s
		}
		return "r" + pointerString(k.v)
	}
	return ""
}
