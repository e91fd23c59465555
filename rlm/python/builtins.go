package python

import "strings"

// builtinTable holds the built-in names. fillClasses fills it once.
var builtinTable = map[string]Value{}

func fn(name string, call func(m *vm, a *args) Value) *builtin {
	return &builtin{name: name, call: call}
}

// fillClasses fills the built-in classes and names.
func fillClasses() {
	for name, c := range excClasses {
		c.make = makeException
		if c == excClasses["BaseException"] {
			c.methods = map[string]method{}
		}
		if !hiddenExceptions[name] {
			builtinTable[name] = c
		}
	}
	fillExceptions()
	fillKinds()
	fillStr()
	fillContainers()
	fillNumbers()
	fillConstructors()
	fillBuiltins()
	fillSignatures()
	fillSlots()
	fillIteratorClasses()
	fillAbstract()
	fillByteArray()
	fillComplex()
	genClass.methods = map[string]method{
		"send":     func(_ *vm, self Value, a *args) Value { return self.(*generator).send(a.get(0, "", None)) },
		"close":    func(_ *vm, self Value, _ *args) Value { self.(*generator).close(); return None },
		"__next__": func(_ *vm, self Value, _ *args) Value { return self.(*generator).need() },
		"__iter__": func(_ *vm, self Value, _ *args) Value { return self },
		"throw": func(m *vm, self Value, a *args) Value {
			return self.(*generator).throw(m.exception(a.need(m, "throw", 0, "typ")))
		},
	}
}

func fillBuiltins() {
	for _, c := range []*class{objectClass, typeClass, intClass, boolClass, floatClass, complexClass, strClass, bytesClass, bytearrayClass, memoryviewClass, listClass, tupleClass,
		dictClass, setClass, frozenClass, rangeClass, sliceClass, propertyClass, staticClass, classmClass} {
		builtinTable[c.name] = c
	}
	builtinTable["NotImplemented"] = notImplemented
	builtinTable["Ellipsis"] = ellipsis
	builtinTable["__name__"] = NewStr("__main__")
	builtinTable["__debug__"] = Bool(true)
	for name, call := range map[string]func(*vm, *args) Value{
		"print": builtinPrint, "len": builtinLen, "repr": builtinRepr, "abs": builtinAbs, "min": builtinMin, "max": builtinMax,
		"sum": builtinSum, "any": builtinAny, "all": builtinAll, "sorted": builtinSorted, "reversed": builtinReversed,
		"enumerate": builtinEnumerate, "zip": builtinZip, "map": builtinMap, "filter": builtinFilter, "iter": builtinIter,
		"next": builtinNext, "isinstance": builtinIsinstance, "issubclass": builtinIssubclass, "getattr": builtinGetattr,
		"setattr": builtinSetattr, "hasattr": builtinHasattr, "delattr": builtinDelattr, "callable": builtinCallable,
		"ord": builtinOrd, "chr": builtinChr, "bin": builtinBin, "oct": builtinOct, "hex": builtinHex, "hash": builtinHash,
		"id": builtinID, "round": builtinRound, "divmod": builtinDivmod, "pow": builtinPow, "format": builtinFormat,
		"ascii": builtinASCII, "globals": builtinGlobals, "locals": builtinLocals, "vars": builtinVars, "dir": builtinDir,
		"input": builtinInput, "open": builtinOpen, "eval": builtinEval, "exec": builtinExec, "compile": builtinNoCompile,
		"__import__": builtinImport, "super": builtinSuper, "exit": builtinExit, "quit": builtinExit,
	} {
		builtinTable[name] = fn(name, call)
	}
	builtinTable["setattr"].(*builtin).lazy = true
}

func builtinPrint(m *vm, a *args) Value {
	sep, end := " ", "\n"
	var file Value = None
	for _, k := range a.kw {
		s, ok := k.v.(*Str)
		switch {
		case k.name == "sep" && ok:
			sep = s.s
		case k.name == "end" && ok:
			end = s.s
		case k.name == "sep" || k.name == "end":
			if k.v != None {
				m.raise("TypeError", "%s must be None or a string, not %s", k.name, typeName(k.v))
			}
		case k.name == "flush":
		case k.name == "file":
			file = k.v
		default:
			m.raise("TypeError", "'%s' is an invalid keyword argument for print()", k.name)
		}
	}
	if m.printed != nil {
		m.tellOrigins(a.pos, 2)
	}
	m.printTo(file, m.joinPrint(a.pos, sep)+end)
	return None
}

// tellOrigins tells the host where printed values are from, and the items of those
// that hold others, to a depth.
func (m *vm) tellOrigins(vs []Value, depth int) {
	for _, v := range vs {
		switch v := settled(v).(type) {
		case *Str:
			if len(v.org) > 0 {
				m.printed(v.org)
			}
		case *List:
			if depth > 0 {
				m.tellOrigins(v.items[:min(len(v.items), 100)], depth-1)
			}
		case *Tuple:
			if depth > 0 {
				m.tellOrigins(v.items, depth-1)
			}
		case *Record:
			if depth > 0 {
				m.tellOrigins(v.contents(), depth-1)
			}
		}
	}
}

func (m *vm) joinPrint(vs []Value, sep string) string {
	if len(vs) == 1 {
		return m.str(vs[0])
	}
	var b strings.Builder
	for i, v := range vs {
		if i > 0 {
			b.WriteString(sep)
		}
		s := m.str(v)
		m.charge(int64(len(s)))
		b.WriteString(s)
	}
	return b.String()
}

func (m *vm) print(s string) {
	m.step(1 + int64(len(s))/256)
	if err := m.out.write(s); err != nil {
		m.raise("OSError", "%s", err.Error())
	}
}

// length is len(v).
func (m *vm) length(v Value) int {
	v = force(v)
	if n := lengthOf(v); n >= 0 {
		if hasUser(v) && hasMethodUser(v, "__len__") {
			r, _ := m.dunder(v, "__len__")
			n64, _ := asInt64(r)
			return int(n64)
		}
		return n
	}
	switch v := v.(type) {
	case *rangeValue:
		return int(v.length())
	case *view:
		return v.d.n
	case *Lazy:
		v.upTo(m, -1)
		return len(v.items)
	case sequence:
		return v.length()
	case *Record:
		return v.fields.n
	case *class:
		if v.enum != nil {
			return len(v.enum.members)
		}
	}
	if hasUser(v) {
		if r, ok := m.dunder(v, "__len__"); ok {
			n, _ := asInt64(r)
			return int(n)
		}
	}
	m.raise("TypeError", "object of type '%s' has no len()", typeName(v))
	return 0
}

// A sequence is an object with a length.
type sequence interface{ length() int }

func builtinLen(m *vm, a *args) Value {
	a.count(m, "len", 1, 1)
	return Int(m.length(a.pos[0]))
}

func builtinRepr(m *vm, a *args) Value {
	a.count(m, "repr", 1, 1)
	return NewStr(m.repr(a.pos[0]))
}

func builtinASCII(m *vm, a *args) Value { return NewStr(asciiRepr(m.repr(a.pos[0]))) }

// asciiRepr escapes what is beyond ASCII.
func asciiRepr(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 128:
			b.WriteRune(r)
		case r < 256:
			b.WriteString(sprintf(`\x%02x`, r))
		case r < 0x10000:
			b.WriteString(sprintf(`\u%04x`, r))
		default:
			b.WriteString(sprintf(`\U%08x`, r))
		}
	}
	return b.String()
}

func builtinSum(m *vm, a *args) Value {
	total := a.get(1, "start", Int(0))
	if _, ok := total.(*Str); ok {
		m.raise("TypeError", "sum() can't sum strings [use ''.join(seq) instead]")
	}
	if len(a.pos) == 0 {
		m.raise("TypeError", "sum() takes at least 1 positional argument (0 given)")
	}
	m.each(a.pos[0], func(v Value) bool {
		v = force(v)
		if x, ok := total.(Int); ok {
			if y, ok := v.(Int); ok {
				if z := x + y; (z > x) == (y > 0) {
					total = z
					return true
				}
			}
		}
		total = m.binary("+", total, v)
		return true
	})
	return total
}

func builtinAny(m *vm, a *args) Value {
	a.count(m, "any", 1, 1)
	found := false
	m.each(a.pos[0], func(v Value) bool { found = m.truth(v); return !found })
	return Bool(found)
}

func builtinAll(m *vm, a *args) Value {
	a.count(m, "all", 1, 1)
	all := true
	m.each(a.pos[0], func(v Value) bool { all = m.truth(v); return all })
	return Bool(all)
}

func builtinMin(m *vm, a *args) Value { return m.extreme("min", "<", a) }
func builtinMax(m *vm, a *args) Value { return m.extreme("max", ">", a) }

// extreme is min and max.
func (m *vm) extreme(name, op string, a *args) Value {
	key := a.get(-1, "key", None)
	def := a.get(-1, "default", nil)
	if len(a.pos) == 0 {
		m.raise("TypeError", "%s expected at least 1 argument, got 0", name)
	}
	if len(a.pos) > 1 {
		return m.largest(a.pos, key, op)
	}
	var best, bestKey Value
	m.each(a.pos[0], func(v Value) bool {
		k := v
		if key != None {
			k = m.call(key, []Value{v})
		}
		if best == nil || m.truth(m.order(op, k, bestKey, 0)) {
			best, bestKey = v, k
		}
		return true
	})
	if best == nil {
		if def == nil {
			m.raise("ValueError", "%s() arg is an empty sequence", name)
		}
		return def
	}
	return best
}

// largest returns the first value than which no other is larger by op.
func (m *vm) largest(vs []Value, key Value, op string) Value {
	var best, bestKey Value
	for _, v := range vs {
		k := v
		if key != nil && key != None {
			k = m.call(key, []Value{v})
		}
		if best == nil || m.truth(m.order(op, k, bestKey, 0)) {
			best, bestKey = v, k
		}
	}
	return best
}
