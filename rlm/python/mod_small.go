package python

import (
	"strings"
)

func moduleTyping() map[string]Value {
	out := map[string]Value{"TYPE_CHECKING": Bool(false), "ABC": abcClass, "SimpleNamespace": newClass("SimpleNamespace", objectClass), "annotations": None,
		"abstractmethod": fn("abstractmethod", abstractMethod)}
	can := func(name string) func(*vm, Value) bool {
		return func(m *vm, v Value) bool { return hasMethod(v, name) }
	}
	for _, n := range []string{"Any", "Optional", "Union", "Literal", "Final", "ClassVar", "Generic", "Protocol", "Annotated", "TypeVar", "Type", "NoReturn", "NamedTuple", "TypedDict"} {
		out[n] = &abstractType{n, func(*vm, Value) bool { return true }}
	}
	for n, c := range map[string]*class{"List": listClass, "Dict": dictClass, "Tuple": tupleClass, "Set": setClass, "FrozenSet": frozenClass, "Text": strClass, "Mapping": dictClass, "MutableMapping": dictClass} {
		out[n] = c
	}
	out["Callable"] = &abstractType{"Callable", func(m *vm, v Value) bool { return m.truth(builtinCallable(m, &args{pos: []Value{v}})) }}
	out["Iterable"] = &abstractType{"Iterable", func(m *vm, v Value) bool { return m.iterable(v) }}
	out["Iterator"] = &abstractType{"Iterator", can("__next__")}
	out["Generator"] = &abstractType{"Generator", can("send")}
	out["Sequence"] = &abstractType{"Sequence", func(_ *vm, v Value) bool { return isSeq(v) }}
	return out
}

func moduleString() map[string]Value {
	low := "abcdefghijklmnopqrstuvwxyz"
	up := strings.ToUpper(low)
	punct := "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	out := map[string]Value{}
	for n, s := range map[string]string{"ascii_lowercase": low, "ascii_uppercase": up, "ascii_letters": low + up, "digits": "0123456789", "hexdigits": "0123456789abcdefABCDEF",
		"punctuation": punct, "whitespace": " \t\n\r\v\f", "printable": "0123456789" + low + up + punct + " \t\n\r\v\f"} {
		out[n] = NewStr(s)
	}
	return out
}

func moduleTime() map[string]Value {
	now := func(m *vm, _ *args) Value { return Float(float64(m.now().UnixMicro()) / 1e6) }
	return funcs(map[string]func(m *vm, a *args) Value{"time": now, "perf_counter": now, "monotonic": now,
		"sleep":    func(*vm, *args) Value { return None },
		"strftime": func(m *vm, a *args) Value { return NewStr(strftime(m, m.now(), m.str(a.pos[0]))) },
	})
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

func moduleAsyncio() map[string]Value {
	await := func(m *vm, a *args) Value { return m.await(a.need(m, "run", 0, "main")) }
	out := funcs(map[string]func(m *vm, a *args) Value{
		"gather": func(m *vm, a *args) Value {
			l := &List{}
			for _, v := range a.pos {
				if c, ok := v.(*coroutine); ok {
					v = c.run(m)
				}
				l.items = append(l.items, v)
			}
			return l
		},
		"run": await, "wait_for": await,
		"create_task": func(_ *vm, a *args) Value { return a.pos[0] }, "ensure_future": func(_ *vm, a *args) Value { return a.pos[0] },
		"sleep":     func(_ *vm, a *args) Value { return a.get(1, "result", None) },
		"to_thread": func(m *vm, a *args) Value { return m.callKw(a.pos[0], a.pos[1:], a.kw) },
	})
	out["gather"].(*builtin).lazy = true
	return out
}

// An executor runs what it is given at once: host calls overlap as promises.
type executor struct{}

func (executor) Type() string { return "ThreadPoolExecutor" }

func (e executor) attr(_ *vm, name string) (Value, bool) {
	var f func(m *vm, a *args) Value
	switch name {
	case "submit":
		f = func(m *vm, a *args) Value {
			fu := &future{}
			fu.exc = m.try(func() { fu.v = m.callKw(a.pos[0], a.pos[1:], a.kw) })
			return fu
		}
	case "map":
		f = func(m *vm, a *args) Value {
			l := &List{}
			for next := builtinMap(m, a).(*iterator).next; ; {
				v, ok := next()
				if !ok {
					return m.iterator("generator", m.iter(l))
				}
				l.items = append(l.items, v)
			}
		}
	case "__enter__":
		f = func(*vm, *args) Value { return e }
	case "__exit__", "shutdown":
		f = func(*vm, *args) Value { return Bool(false) }
	default:
		return nil, false
	}
	return fn(name, f), true
}

// A future is what submit gives.
type future struct {
	v   Value
	exc *instance
}

func (*future) Type() string { return "Future" }

func (f *future) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "result":
		return fn(name, func(*vm, *args) Value {
			if f.exc != nil {
				panic(&raised{f.exc})
			}
			return force(f.v)
		}), true
	case "exception":
		return fn(name, func(m *vm, _ *args) Value {
			if f.exc == nil {
				f.exc = m.try(func() { force(f.v) })
			}
			if f.exc == nil {
				return None
			}
			return f.exc
		}), true
	case "done":
		return fn(name, func(*vm, *args) Value { return Bool(true) }), true
	}
	return nil, false
}

func moduleFutures() map[string]Value {
	pool := func(*vm, *args) Value { return executor{} }
	return funcs(map[string]func(m *vm, a *args) Value{"ThreadPoolExecutor": pool, "ProcessPoolExecutor": pool,
		"as_completed": func(m *vm, a *args) Value { return m.iterator("generator", m.iter(a.pos[0])) }})
}
