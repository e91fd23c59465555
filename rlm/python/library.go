package python

import (
	"embed"
	"strings"
	"sync"
)

// The part of the standard library where speed does not matter is written in Python: it
// then keeps every limit of the session without saying so. A module lives in
// lib/NAME.py, the dots of its name as underscores, and is run when it is first
// imported, over variables of its own.
//
//go:embed lib/*.py
var libraryFiles embed.FS

// libraryTrees keeps the syntax trees of modules, which sessions share.
var libraryTrees sync.Map

// libraryTree parses a module, the first time.
func libraryTree(file, src string) ([]stmt, *syntaxError) {
	if t, ok := libraryTrees.Load(file); ok {
		return t.([]stmt), nil
	}
	body, serr := parse(src)
	if serr == nil {
		libraryTrees.Store(file, body)
	}
	return body, serr
}

// libraryModule runs a module of lib, over what is already defined. It returns nil if
// there is none of that name.
func (m *vm) libraryModule(name string, defined map[string]Value) map[string]Value {
	file := "lib/" + strings.ReplaceAll(name, ".", "_") + ".py"
	src, err := libraryFiles.ReadFile(file)
	if err != nil {
		return nil
	}
	space := newNamespace()
	for _, n := range sortedNames(defined) {
		space.set(n, defined[n])
	}
	space.set("__name__", NewStr(name))
	m.libraries = append(m.libraries, space)
	c := m.compileLibrary(space, string(src), file)
	m.inSpace(space, func() { m.runCode(c) })
	out := map[string]Value{}
	for i, n := range space.names {
		v := space.vals[i]
		if v == nil {
			continue
		}
		if c, ok := v.(*class); ok && c.module == "__main__" {
			c.module, c.inC = name, name == "datetime" || name == "decimal"
		}
		out[n] = v
	}
	return out
}

// inSpace runs f with other global variables than the program's.
func (m *vm) inSpace(space *namespace, f func()) {
	program := m.globals
	m.globals = space
	defer func() { m.globals = program }()
	f()
}

// compileLibrary compiles a module's source for its own variables.
func (m *vm) compileLibrary(space *namespace, src, file string) *code {
	body, serr := libraryTree(file, src)
	var c *code
	if serr == nil {
		m.inSpace(space, func() { c, serr = m.compile(body, src, file) })
	}
	if serr != nil {
		m.raise("SystemError", "%s: %s (line %d)", file, serr.msg, serr.line)
	}
	return c
}

// runCode runs a compiled module.
func (m *vm) runCode(c *code) {
	f := &frame{vm: m, code: c, locals: make([]Value, c.nlocals), cells: make([]*cell, c.ncells)}
	for i := range f.cells {
		f.cells[i] = &cell{}
	}
	m.enterFrame(f)
	c.run(f)
	m.pop()
}
