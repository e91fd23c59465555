package python

import (
	"encoding/json"
	"fmt"
	"math/big"
	"sort"
)

// FromGo makes a value of nil, bool, int, int64, float64, string,
// json.Number, []any, []string, map[string]any (keys sorted) or a Value.
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
	case int64:
		return Int(v), nil
	case float64:
		return Float(v), nil
	case string:
		return NewStr(v), nil
	case json.Number:
		return parseJSON(string(v))
	case []string:
		l := &List{}
		for _, s := range v {
			l.items = append(l.items, NewStr(s))
		}
		return l, nil
	case []any:
		l := &List{}
		for _, x := range v {
			item, err := FromGo(x)
			if err != nil {
				return nil, err
			}
			l.items = append(l.items, item)
		}
		return l, nil
	case map[string]any:
		return fromMap(v)
	}
	return nil, fmt.Errorf("make a Python value of %T: not known", v)
}

func fromMap(m map[string]any) (Value, error) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	d := NewDict()
	for _, k := range keys {
		v, err := FromGo(m[k])
		if err != nil {
			return nil, err
		}
		if err := d.Set(NewStr(k), v); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// ToGo makes of a value what encoding/json would: nil, bool, int64, *big.Int,
// float64, string, []any or map[string]any.
func ToGo(v Value) (any, error) {
	switch v := force(v).(type) {
	case noneType:
		return nil, nil
	case Bool:
		return bool(v), nil
	case Int:
		return int64(v), nil
	case *Big:
		return (*big.Int)(v), nil
	case Float:
		return float64(v), nil
	case *Str:
		return v.s, nil
	case *List:
		return toGoList(v.items)
	case Tuple:
		return toGoList(v)
	case *Set:
		return toGoList(v.d.Keys())
	case *Record:
		m := map[string]any{}
		for i, n := range v.names {
			x, err := ToGo(v.values[i])
			if err != nil {
				return nil, err
			}
			m[n] = x
		}
		return m, nil
	case *Dict:
		m := map[string]any{}
		for _, p := range v.pairs() {
			x, err := ToGo(p.(Tuple)[1])
			if err != nil {
				return nil, err
			}
			m[str(p.(Tuple)[0])] = x
		}
		return m, nil
	default:
		return nil, fmt.Errorf("make a Go value of %s: not known", v.Type())
	}
}

func toGoList(items []Value) (any, error) {
	list := make([]any, len(items))
	for i, v := range items {
		x, err := ToGo(v)
		if err != nil {
			return nil, err
		}
		list[i] = x
	}
	return list, nil
}

// Text is str(v): what print shows.
func Text(v Value) string { return str(v) }
