package python

import (
	"context"
	"fmt"
	"math/big"
	"sort"
)

// A hostError becomes a Python exception.
type hostError struct{ typ, msg string }

func (e *hostError) Error() string { return e.typ + ": " + e.msg }

// Raise returns an error that becomes the named built-in exception in the program. An
// unknown name becomes RuntimeError.
func Raise(typ, format string, args ...any) error {
	if excClasses[typ] == nil || hiddenExceptions[typ] {
		typ = "RuntimeError"
	}
	return &hostError{typ, fmt.Sprintf(format, args...)}
}

// A Func is a function of the host.
type Func struct {
	Name, Doc string
	Params    []Param
	Call      func(ctx context.Context, args Args) (Value, error)
}

// A Param is a parameter of a Func. Without a Default it is required. Rest takes all
// further positional arguments, or all further keywords if it is KeywordOnly too.
type Param struct {
	Name        string
	Default     Value
	KeywordOnly bool
	Rest        bool
}

// Args are the arguments of a call, by parameter. Promises among them have come.
type Args struct{ vals map[string]Value }

// Value returns an argument, or None if there is no such parameter.
func (a Args) Value(name string) Value {
	if v, ok := a.vals[name]; ok {
		return v
	}
	return None
}

func (a Args) wrong(name, want string) error {
	return Raise("TypeError", "%s must be %s, not %s", name, want, typeName(a.Value(name)))
}

// Str returns an argument that must be a str.
func (a Args) Str(name string) (string, error) {
	if s, ok := a.Value(name).(*Str); ok {
		return s.s, nil
	}
	return "", a.wrong(name, "a str")
}

// Int returns an argument that must be an int.
func (a Args) Int(name string) (int, error) {
	if n, ok := asInt64(a.Value(name)); ok {
		return int(n), nil
	}
	if f, ok := a.Value(name).(Float); ok && float64(f) == float64(int(f)) {
		return int(f), nil
	}
	return 0, a.wrong(name, "an int")
}

// Float returns an argument that must be a number.
func (a Args) Float(name string) (float64, error) {
	switch v := a.Value(name).(type) {
	case Float:
		return float64(v), nil
	case Int:
		return float64(v), nil
	}
	return 0, a.wrong(name, "a float")
}

// Bool returns the truth of an argument.
func (a Args) Bool(name string) (bool, error) { return Truth(a.Value(name)), nil }

// List returns the items of an argument that must be a list, tuple or set.
func (a Args) List(name string) ([]Value, error) {
	switch v := a.Value(name).(type) {
	case *List:
		return append([]Value(nil), v.items...), nil
	case *Tuple:
		return append([]Value(nil), v.items...), nil
	case *Set:
		return v.Members(), nil
	case *Lazy:
		return v.all()
	}
	return nil, a.wrong(name, "a list")
}

// Dict returns an argument that must be a dict.
func (a Args) Dict(name string) (*Dict, error) {
	if d, ok := a.Value(name).(*Dict); ok {
		return d, nil
	}
	return nil, a.wrong(name, "a dict")
}

// Register makes a function of the host known to programs.
func (s *Session) Register(f Func) {
	s.m.globals.set(f.Name, &hostFunc{f})
}

// A hostFunc is a Func as a value.
type hostFunc struct{ f Func }

func (*hostFunc) Type() string { return "builtin_function_or_method" }

func (h *hostFunc) repr(*vm) string { return "<function " + h.f.Name + ">" }

func (h *hostFunc) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "__name__", "__qualname__":
		return NewStr(h.f.Name), true
	case "__doc__":
		return NewStr(h.f.Doc), true
	}
	return nil, false
}

func (h *hostFunc) callWith(m *vm, pos []Value, kw []kwarg) Value {
	m.step(1)
	forceAll(pos, kw)
	a := Args{h.bind(m, pos, kw)}
	var v Value
	var err error
	ctx := m.ctx
	if ctx == nil {
		ctx = context.Background()
	}
	m.pause(func() { v, err = h.f.Call(ctx, a) })
	if err != nil {
		m.throwErr(err)
	}
	if v == nil {
		return None
	}
	if p, ok := v.(*Promise); ok {
		m.adopt(p)
	}
	m.charge(64)
	return v
}

// bind assigns arguments to the parameters.
func (h *hostFunc) bind(m *vm, pos []Value, kw []kwarg) map[string]Value {
	vals := map[string]Value{}
	name := h.f.Name
	var rest, kwrest string
	i, positional := 0, 0
	for _, p := range h.f.Params {
		switch {
		case p.Rest && p.KeywordOnly:
			kwrest = p.Name
		case p.Rest:
			rest = p.Name
			vals[rest] = NewTuple(pos[min(i, len(pos)):]...)
			i = len(pos)
		case !p.KeywordOnly:
			positional++
			if i < len(pos) && rest == "" {
				vals[p.Name] = pos[i]
				i++
			}
		}
	}
	if i < len(pos) {
		m.raise("TypeError", "%s() takes %d positional argument%s but %d were given", name, positional, plural(positional), len(pos))
	}
	extra := NewDict()
	for _, k := range kw {
		known := false
		for _, p := range h.f.Params {
			known = known || p.Name == k.name && !p.Rest
		}
		switch {
		case known && vals[k.name] != nil:
			m.raise("TypeError", "%s() got multiple values for argument '%s'", name, k.name)
		case known:
			vals[k.name] = k.v
		case kwrest != "":
			extra.setStr(k.name, k.v)
		default:
			m.raise("TypeError", "%s() got an unexpected keyword argument '%s'", name, k.name)
		}
	}
	if kwrest != "" {
		vals[kwrest] = extra
	}
	h.defaults(m, vals)
	return vals
}

func (h *hostFunc) defaults(m *vm, vals map[string]Value) {
	var missing []string
	for _, p := range h.f.Params {
		if vals[p.Name] != nil || p.Rest {
			continue
		}
		if p.Default == nil {
			missing = append(missing, "'"+p.Name+"'")
			continue
		}
		vals[p.Name] = p.Default
	}
	if n := len(missing); n > 0 {
		m.raise("TypeError", "%s() missing %d required positional argument%s: %s", h.f.Name, n, plural(n), andList(missing))
	}
}

// FromGo converts nil, bool, integers, floats, string, []byte, *big.Int, []any,
// []string, map[string]any (its keys sorted) and Values.
func FromGo(v any) (Value, error) {
	switch v := v.(type) {
	case nil:
		return None, nil
	case Value:
		return v, nil
	case bool:
		return Bool(v), nil
	case int:
		return Int(v), nil
	case int32:
		return Int(v), nil
	case int64:
		return Int(v), nil
	case uint64:
		return normBig(new(big.Int).SetUint64(v)), nil
	case float32:
		return Float(v), nil
	case float64:
		return Float(v), nil
	case string:
		return NewStr(v), nil
	case []byte:
		return Bytes(v), nil
	case *big.Int:
		return normBig(new(big.Int).Set(v)), nil
	case []string:
		out := &List{}
		for _, s := range v {
			out.Append(NewStr(s))
		}
		return out, nil
	case []any:
		out := &List{}
		for i, x := range v {
			y, err := FromGo(x)
			if err != nil {
				return nil, fmt.Errorf("item %d: %w", i, err)
			}
			out.Append(y)
		}
		return out, nil
	case map[string]any:
		return dictFromGo(v)
	}
	return nil, fmt.Errorf("convert %T to a Python value: no such conversion", v)
}

func dictFromGo(v map[string]any) (Value, error) {
	names := make([]string, 0, len(v))
	for k := range v {
		names = append(names, k)
	}
	sort.Strings(names)
	d := NewDict()
	for _, k := range names {
		y, err := FromGo(v[k])
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", k, err)
		}
		d.setStr(k, y)
	}
	return d, nil
}

// ToGo converts the other way: int64 or *big.Int, []any for lists, tuples and sets,
// map[string]any for dicts and records.
func ToGo(v Value) (any, error) { return toGo(v, 0) }

func toGo(v Value, depth int) (any, error) {
	if depth > 200 {
		return nil, fmt.Errorf("convert a Python value: it is nested too deeply")
	}
	all := func(vs []Value) (any, error) {
		out := make([]any, len(vs))
		for i, x := range vs {
			y, err := toGo(x, depth+1)
			if err != nil {
				return nil, err
			}
			out[i] = y
		}
		return out, nil
	}
	switch v := settled(v).(type) {
	case noneType:
		return nil, nil
	case Bool:
		return bool(v), nil
	case Int:
		return int64(v), nil
	case *BigInt:
		return v.Big(), nil
	case Float:
		return float64(v), nil
	case *Str:
		return v.s, nil
	case Bytes:
		return []byte(v), nil
	case *List:
		return all(v.items)
	case *Tuple:
		return all(v.items)
	case *Set:
		return all(v.Members())
	case *Lazy:
		items, err := v.all()
		if err != nil {
			return nil, err
		}
		return all(items)
	case *Record:
		return toGo(v.fields, depth)
	case *Dict:
		out := map[string]any{}
		for i := range v.entries {
			e := &v.entries[i]
			if !e.live {
				continue
			}
			y, err := toGo(e.v, depth+1)
			if err != nil {
				return nil, err
			}
			out[Text(e.k)] = y
		}
		return out, nil
	default:
		return nil, fmt.Errorf("convert a Python %s: no such conversion", v.Type())
	}
}
