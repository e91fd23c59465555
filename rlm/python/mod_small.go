package python

import (
	"strings"
)

func moduleTyping() map[string]Value {
	out := map[string]Value{"TYPE_CHECKING": Bool(false), "ABC": abcClass, "SimpleNamespace": newClass("SimpleNamespace", objectClass), "annotations": None,
		"abstractmethod": fn("abstractmethod", func(_ *vm, a *args) Value { return a.pos[0] })}
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

func moduleTextwrap() map[string]Value {
	wrap := func(m *vm, a *args) []string {
		width := int(m.needInt(a.get(1, "width", Int(70))))
		if width <= 0 {
			m.raise("ValueError", "invalid width %d (must be > 0)", width)
		}
		first, next := m.str(a.get(-1, "initial_indent", emptyStr)), m.str(a.get(-1, "subsequent_indent", emptyStr))
		return wrapText(m.needStr("wrap", a.need(m, "wrap", 0, "text")), width, first, next)
	}
	return funcs(map[string]func(m *vm, a *args) Value{
		"wrap": func(m *vm, a *args) Value {
			l := &List{}
			for _, s := range wrap(m, a) {
				l.items = append(l.items, NewStr(s))
			}
			return l
		},
		"fill": func(m *vm, a *args) Value { return NewStr(strings.Join(wrap(m, a), "\n")) },
		"shorten": func(m *vm, a *args) Value {
			width, tail := int(m.needInt(a.get(1, "width", Int(70)))), m.str(a.get(-1, "placeholder", NewStr(" [...]")))
			words := strings.Fields(m.needStr("shorten", a.need(m, "shorten", 0, "text")))
			if s := strings.Join(words, " "); NewStr(s).(*Str).length() <= width {
				return NewStr(s)
			}
			for n := len(words); n > 0; n-- {
				if s := strings.Join(words[:n], " ") + tail; NewStr(s).(*Str).length() <= width {
					return NewStr(s)
				}
			}
			return NewStr(strings.TrimSpace(tail))
		},
		"dedent": func(m *vm, a *args) Value { return NewStr(dedent(m.needStr("dedent", a.need(m, "dedent", 0, "text")))) },
		"indent": func(m *vm, a *args) Value {
			prefix, out := m.str(a.need(m, "indent", 1, "prefix")), ""
			for _, l := range strings.SplitAfter(m.needStr("indent", a.need(m, "indent", 0, "text")), "\n") {
				if strings.TrimSpace(l) != "" {
					l = prefix + l
				}
				m.charge(int64(len(l)))
				out += l
			}
			return NewStr(out)
		},
	})
}

// wrapText fills lines with words; a word that is too long is broken.
func wrapText(text string, width int, first, next string) []string {
	var out []string
	line, indent := []rune(nil), []rune(first)
	flush := func() {
		out = append(out, string(indent)+string(line))
		line, indent = nil, []rune(next)
	}
	for _, w := range strings.Fields(text) {
		word := []rune(w)
		for {
			room := max(width-len(indent), 1)
			if len(line) > 0 && len(line)+1+len(word) <= room {
				line = append(append(line, ' '), word...)
				break
			}
			if len(line) > 0 {
				if len(word) > max(width-len(next), 1) && room-len(line) > 1 {
					k := room - len(line) - 1
					line = append(append(line, ' '), word[:k]...)
					word = word[k:]
				}
				flush()
				continue
			}
			if len(word) <= room {
				line = word
				break
			}
			line, word = word[:room], word[room:]
			flush()
		}
	}
	if len(line) > 0 {
		flush()
	}
	return out
}

func dedent(text string) string {
	lines := strings.Split(text, "\n")
	margin, have := "", false
	for i, l := range lines {
		body := strings.TrimLeft(l, " \t")
		if body == "" {
			lines[i] = ""
			continue
		}
		in := l[:len(l)-len(body)]
		if !have {
			margin, have = in, true
		}
		for !strings.HasPrefix(in, margin) {
			margin = margin[:len(margin)-1]
		}
	}
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, margin)
	}
	return strings.Join(lines, "\n")
}

func moduleTime() map[string]Value {
	now := func(m *vm, _ *args) Value { return Float(float64(m.now().UnixMicro()) / 1e6) }
	return funcs(map[string]func(m *vm, a *args) Value{"time": now, "perf_counter": now, "monotonic": now,
		"sleep":    func(*vm, *args) Value { return None },
		"strftime": func(m *vm, a *args) Value { return NewStr(strftime(m, m.now(), m.str(a.pos[0]))) },
	})
}

func moduleRandom() map[string]Value {
	pick := func(m *vm, n int64) int64 {
		if n <= 0 {
			m.raise("IndexError", "Cannot choose from an empty sequence")
		}
		return m.random().Int63n(n)
	}
	return funcs(map[string]func(m *vm, a *args) Value{
		"seed": func(m *vm, a *args) Value {
			k := m.key(a.get(0, "a", Int(0)))
			seed := k.i
			for _, c := range []byte(k.s) {
				seed = seed*31 + int64(c)
			}
			m.random().Seed(seed)
			return None
		},
		"random": func(m *vm, _ *args) Value { return Float(m.random().Float64()) },
		"uniform": func(m *vm, a *args) Value {
			x, y := m.needFloat(a.pos[0]), m.needFloat(a.pos[1])
			return Float(x + (y-x)*m.random().Float64())
		},
		"randint": func(m *vm, a *args) Value {
			x, y := m.needInt(a.pos[0]), m.needInt(a.pos[1])
			return Int(x + pick(m, y-x+1))
		},
		"choice": func(m *vm, a *args) Value { return m.getItem(a.pos[0], Int(pick(m, int64(m.length(a.pos[0]))))) },
		"choices": func(m *vm, a *args) Value {
			vs, out := m.collect(a.pos[0]), &List{}
			n := m.needInt(a.get(-1, "k", Int(1)))
			m.chargeCount(n, 16)
			for range n {
				out.items = append(out.items, vs[pick(m, int64(len(vs)))])
			}
			return out
		},
		"shuffle": func(m *vm, a *args) Value {
			if l, ok := a.pos[0].(*List); ok {
				m.random().Shuffle(len(l.items), func(i, j int) { l.items[i], l.items[j] = l.items[j], l.items[i] })
			}
			return None
		},
		"sample": func(m *vm, a *args) Value {
			vs, k := m.collect(a.pos[0]), m.needInt(a.get(1, "k", Int(1)))
			if k < 0 || k > int64(len(vs)) {
				m.raise("ValueError", "Sample larger than population or is negative")
			}
			m.random().Shuffle(len(vs), func(i, j int) { vs[i], vs[j] = vs[j], vs[i] })
			return &List{items: vs[:k]}
		},
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
