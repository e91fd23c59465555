package python

import "strings"

// Compiled expressions and statements.
type (
	eval func(*frame) Value
	exec func(*frame) ctl
	ctl  int
)

// What follows a statement.
const (
	goOn ctl = iota
	doBreak
	doContinue
	doReturn
)

// A compiler turns a syntax tree into closures over frames.
type compiler struct {
	m      *vm
	s      *scope
	scopes map[any]*scope // by *function, *compExpr or *classStmt
	file   string
	lines  []string
	cls    []*classCell
	walrus bool
}

// A classCell is filled with the class once its body has run, for super().
type classCell struct{ c *class }

// compile compiles a program for the session's globals.
func (m *vm) compile(body []stmt, src, file string) (c *code, err *syntaxError) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*syntaxError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	src = strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(src, "\ufeff"), "\r\n", "\n"), "\r", "\n")
	k := &compiler{m: m, scopes: map[any]*scope{}, file: file, lines: strings.Split(src, "\n")}
	var run exec
	k.s = newScope(moduleScope, nil)
	k.block(body)
	if k.walrus { // binds a name that was used before it was known
		k.block(body)
	}
	run = k.block(body)
	c = &code{name: "<module>", file: file, lines: k.lines, nlocals: k.s.nlocals, ncells: len(k.s.owned)}
	c.run = func(f *frame) Value {
		run(f)
		return None
	}
	return c, nil
}

func (k *compiler) fail(line int, format string, a ...any) {
	panic(&syntaxError{"SyntaxError", sprintf(format, a...), line})
}

// scopeOf returns the scope of a node, made in the first pass.
func (k *compiler) scopeOf(node any, kind scopeKind, fill func(*scope)) *scope {
	s, ok := k.scopes[node]
	if !ok {
		s = newScope(kind, k.s)
		k.scopes[node] = s
		if fill != nil {
			fill(s)
		}
	}
	return s
}

// in compiles with s as the current scope.
func (k *compiler) in(s *scope, f func()) {
	old := k.s
	k.s = s
	f()
	k.s = old
}

// load compiles reading a name.
func (k *compiler) load(name string, line int) eval {
	if k.s.kind == classScope {
		return k.loadClass(name)
	}
	v := k.s.find(name)
	if v == nil {
		return k.loadGlobal(name)
	}
	if v.captured {
		i := k.s.cell(v)
		return func(f *frame) Value {
			x := f.cells[i].v
			if x == nil {
				f.vm.raise("NameError", "cannot access free variable '%s' where it is not associated with a value in enclosing scope", name)
			}
			return x
		}
	}
	i := v.slot
	return func(f *frame) Value {
		x := f.locals[i]
		if x == nil {
			f.vm.raise("UnboundLocalError", "cannot access local variable '%s' where it is not associated with a value", name)
		}
		return x
	}
}

func (k *compiler) loadGlobal(name string) eval {
	g := k.m.globals
	i := g.slot(name)
	m := k.m
	return func(f *frame) Value {
		if x := g.vals[i]; x != nil {
			return x
		}
		if x, ok := m.builtins[name]; ok {
			return x
		}
		m.raise("NameError", "name '%s' is not defined", name)
		return nil
	}
}

// loadClass reads a name in a class body: its own names first.
func (k *compiler) loadClass(name string) eval {
	var outer eval
	if v := k.s.find(name); v != nil {
		i := k.s.cell(v)
		outer = func(f *frame) Value { return f.cells[i].v }
	} else {
		outer = k.loadGlobal(name)
	}
	return func(f *frame) Value {
		if x, ok := f.ns.str(name); ok {
			return x
		}
		return outer(f)
	}
}

// store compiles assigning to a name.
func (k *compiler) store(name string) func(*frame, Value) {
	s := k.s
	if s.kind == classScope && !s.globals[name] {
		return func(f *frame, x Value) { f.ns.setStr(name, x) }
	}
	v := s.find(name)
	if v == nil {
		g := k.m.globals
		i := g.slot(name)
		return func(_ *frame, x Value) { g.vals[i] = x }
	}
	if v.captured {
		i := s.cell(v)
		return func(f *frame, x Value) { f.cells[i].v = x }
	}
	i := v.slot
	return func(f *frame, x Value) { f.locals[i] = x }
}

// remove compiles deleting a name.
func (k *compiler) remove(name string) func(*frame) {
	load, store := k.load(name, 0), k.store(name)
	if k.s.kind == classScope {
		return func(f *frame) { load(f); f.ns.del(hkey{kind: 's', s: name}) }
	}
	global := k.s.find(name) == nil
	g := k.m.globals
	return func(f *frame) {
		if global {
			if _, ok := g.get(name); !ok {
				f.vm.raise("NameError", "name '%s' is not defined", name)
			}
		} else {
			load(f)
		}
		store(f, nil)
	}
}

// function compiles a def or lambda and returns what makes its closure.
func (k *compiler) function(fn *function) eval {
	var defs []eval
	for _, p := range fn.params {
		if p.def == nil {
			defs = append(defs, nil)
		} else {
			defs = append(defs, k.expr(p.def))
		}
	}
	s := k.scopeOf(fn, funcScope, func(s *scope) {
		for _, p := range fn.params {
			s.declare(p.name)
		}
		b := &nameBinder{s}
		b.scopes(fn.body)
		for _, p := range fn.params {
			if s.globals[p.name] {
				k.fail(fn.line, "name '%s' is parameter and global", p.name)
			}
		}
		b.block(fn.body)
	})
	for n := range s.nonlocals {
		if v := k.s.searchFunc(n); v == nil {
			k.fail(fn.line, "no binding for nonlocal '%s' found", n)
		}
	}
	c := k.code(fn)
	s.qual = c.qual
	c.run = k.body(fn, s)
	k.finish(c, s)
	return k.maker(c, s, defs, fn)
}

// searchFunc is search that skips the module and class scopes.
func (s *scope) searchFunc(name string) *variable {
	if s == nil || s.kind == moduleScope {
		return nil
	}
	return s.search(name)
}

// qualified is a name with what encloses it here.
func (k *compiler) qualified(name string) string {
	if k.s.globals[name] {
		return name
	}
	switch s := k.s.frame(); {
	case s.kind == classScope:
		return s.qual + "." + name
	case s.kind == funcScope && s.qual != "":
		return s.qual + ".<locals>." + name
	}
	return name
}

// code describes the parameters of a function.
func (k *compiler) code(fn *function) *code {
	c := &code{name: fn.name, qual: k.qualified(fn.name), file: k.file, doc: fn.doc, line: fn.line, lines: k.lines, params: fn.params, returns: fn.returns, rest: -1, kwrest: -1, gen: fn.gen, plain: true}
	for i, p := range fn.params {
		switch p.kind {
		case '*':
			c.rest = i
			c.plain = false
		case 'd':
			c.kwrest = i
			c.plain = false
		case 'k':
			c.plain = false
		default:
			c.npos++
		}
	}
	return c
}

// body compiles the body of a function.
func (k *compiler) body(fn *function, s *scope) func(*frame) Value {
	var run func(*frame) Value
	k.in(s, func() {
		if fn.expr != nil {
			x := k.expr(fn.expr)
			line := fn.expr.at()
			run = func(f *frame) Value {
				f.line = line
				return x(f)
			}
			return
		}
		b := k.block(fn.body)
		run = func(f *frame) Value {
			if b(f) == doReturn {
				return f.ret
			}
			return None
		}
	})
	return run
}

// finish sets what is known once the body is compiled.
func (k *compiler) finish(c *code, s *scope) {
	c.nlocals = s.nlocals
	c.ncells = len(s.owned) + len(s.free)
	for i, v := range s.owned {
		if v.slot < len(c.params) && s.vars[v.name] == v {
			c.cellParams = append(c.cellParams, cellParam{v.slot, i})
		}
	}
	if s.kind == funcScope {
		c.names = s.places()
	}
}

// places says where the variables of a function are, for locals(): those of its own in
// the order of their slots, then those of outer functions.
func (s *scope) places() []place {
	at := map[*variable]int{}
	for i, v := range append(append([]*variable(nil), s.owned...), s.free...) {
		at[v] = i
	}
	out := make([]place, s.nlocals)
	for _, v := range s.vars {
		if i, ok := at[v]; ok {
			out[v.slot] = place{v.name, i, true}
		} else {
			out[v.slot] = place{v.name, v.slot, false}
		}
	}
	for _, v := range s.free {
		out = append(out, place{v.name, at[v], true})
	}
	return out
}

// maker compiles the making of a closure.
func (k *compiler) maker(c *code, s *scope, defs []eval, fn *function) eval {
	var from []int
	for _, v := range s.free {
		from = append(from, k.s.cell(v))
	}
	m := k.m
	var cc *classCell
	if n := len(k.cls); n > 0 {
		cc = k.cls[n-1]
	}
	return func(f *frame) Value {
		m.charge(int64(160 + 24*len(from)))
		fnv := &closure{code: c, vm: m, name: c.name, qual: c.qual, owner: cc}
		fnv.defaults = make([]Value, len(defs))
		for i, d := range defs {
			if d != nil {
				fnv.defaults[i] = d(f)
			}
		}
		if len(from) > 0 {
			fnv.cells = make([]*cell, len(from))
			for i, j := range from {
				fnv.cells[i] = f.cells[j]
			}
		}
		return fnv
	}
}
