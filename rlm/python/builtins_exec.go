package python

import "strings"

// builtinEval runs an expression of the program's own making.
func builtinEval(m *vm, a *args) Value {
	src, ok := a.need(m, "eval", 0, "source").(*Str)
	if !ok {
		m.raise("TypeError", "eval() arg 1 must be a string, bytes or code object")
	}
	const result = "__eval_result"
	var v Value
	m.over(a, func(space *namespace) {
		m.execute(result+" = ("+src.s+"\n)", "<string>")
		v, _ = space.get(result)
		space.set(result, nil)
	})
	return v
}

func builtinExec(m *vm, a *args) Value {
	src, ok := a.need(m, "exec", 0, "source").(*Str)
	if !ok {
		m.raise("TypeError", "exec() arg 1 must be a string, bytes or code object")
	}
	m.over(a, func(*namespace) { m.execute(src.s, "<string>") })
	return None
}

// over runs f over the variables of the dicts that exec and eval may be given, else
// over the program's own. What f makes goes into the last dict.
func (m *vm) over(a *args, f func(*namespace)) {
	var dicts []*Dict
	for i, name := range []string{"globals", "locals"} {
		v := a.get(i+1, name, None)
		if v == None {
			continue
		}
		d, ok := v.(*Dict)
		if !ok {
			m.raise("TypeError", "%s must be a dict, not %s", name, typeName(v))
		}
		dicts = append(dicts, d)
	}
	if dicts == nil {
		f(m.globals)
		return
	}
	space := newNamespace()
	for _, d := range dicts {
		d.Items(func(k, v Value) bool {
			if s, ok := k.(*Str); ok {
				space.set(s.s, v)
			}
			return true
		})
	}
	m.libraries = append(m.libraries, space)
	program := m.globals
	m.globals = space
	defer func() {
		m.globals = program
		for i, n := range space.names {
			if v := space.vals[i]; v != nil {
				dicts[len(dicts)-1].setStr(n, v)
			}
		}
	}()
	f(space)
}

// sourceCost is about how many bytes a byte of source needs when it is compiled.
const sourceCost = 200

// execute runs source over the globals, inside the running program.
func (m *vm) execute(src, file string) {
	m.charge(sourceCost * int64(len(src)))
	body, serr := parse(src)
	var c *code
	if serr == nil {
		c, serr = m.compile(body, src, file)
	}
	if serr != nil {
		serr.line = min(serr.line, max(1, strings.Count(strings.TrimRight(src, "\n)"), "\n")+1))
		m.raise(serr.typ, "%s (%s, line %d)", serr.msg, file, serr.line)
	}
	m.step(int64(len(src)))
	m.runCode(c)
}
