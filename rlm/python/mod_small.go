package python

import (
	"strings"
)

// moduleFuture has the features that programs ask for and have already.
func moduleFuture() map[string]Value {
	out := map[string]Value{}
	for _, n := range strings.Fields("absolute_import annotations division generator_stop generators nested_scopes print_function unicode_literals with_statement") {
		out[n] = None
	}
	return out
}

func moduleString() map[string]Value {
	low := "abcdefghijklmnopqrstuvwxyz"
	up := strings.ToUpper(low)
	punct := "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	out := map[string]Value{}
	for n, s := range map[string]string{"ascii_lowercase": low, "ascii_uppercase": up, "ascii_letters": low + up, "digits": "0123456789", "octdigits": "01234567", "hexdigits": "0123456789abcdefABCDEF",
		"punctuation": punct, "whitespace": " \t\n\r\v\f", "printable": "0123456789" + low + up + punct + " \t\n\r\v\f"} {
		out[n] = NewStr(s)
	}
	return out
}

func moduleCopy() map[string]Value {
	return funcs(map[string]func(m *vm, a *args) Value{
		"copy":     func(m *vm, a *args) Value { return m.copyValue(a.pos[0], false, map[Value]Value{}, 0) },
		"deepcopy": func(m *vm, a *args) Value { return m.copyValue(a.pos[0], true, map[Value]Value{}, 0) },
	})
}

func (m *vm) copyValue(v Value, deep bool, seen map[Value]Value, depth int) Value {
	if depth > maxCompare {
		m.raise("RecursionError", "maximum recursion depth exceeded")
	}
	sub := func(x Value) Value {
		if !deep {
			return x
		}
		return m.copyValue(x, true, seen, depth+1)
	}
	v = force(v)
	switch v.(type) {
	case *List, *Dict, *Set, *Tuple, *instance:
		if c, ok := seen[v]; ok {
			return c
		}
	default:
		return v
	}
	switch v := v.(type) {
	case *List:
		out := &List{}
		seen[v] = out
		for _, x := range m.collect(v) {
			out.items = append(out.items, sub(x))
		}
		return out
	case *Tuple:
		out := &Tuple{cls: v.cls}
		for _, x := range v.items {
			out.items = append(out.items, sub(x))
		}
		return out
	case *Dict:
		out := &Dict{cls: v.cls, factory: v.factory}
		seen[v] = out
		v.Items(func(k, x Value) bool { m.dictSet(out, k, sub(x)); return true })
		return out
	case *Set:
		return m.setOp("|", v, &Set{})
	case *instance:
		out := &instance{cls: v.cls, args: v.args, exc: v.exc}
		seen[v] = out
		if v.attrs != nil {
			v.attrs.Items(func(k, x Value) bool { out.set(m.str(k), sub(x)); return true })
		}
		return out
	}
	return v
}
