package python

import (
	"embed"
	"io/fs"
	"strings"
	"sync"
)

// The part of the standard library where speed does not matter is written in Python: it
// then keeps every limit of the session without saying so. A module lives in
// lib/NAME.py, the dots of its name as underscores, or, where that would be long, in
// the files lib/NAME/*.py, one after the other. It is run when it is first imported,
// over variables of its own.
//
//go:embed lib/*.py lib/*/*.py
var libraryFiles embed.FS

// libraryParts returns the files of a module in the order they are run, none if lib
// has no such module.
func libraryParts(name string) []string {
	if strings.Contains(name, "/") { // the name of a file, not of a module
		return nil
	}
	path := "lib/" + strings.ReplaceAll(name, ".", "_")
	if _, err := fs.Stat(libraryFiles, path+".py"); err == nil {
		return []string{path + ".py"}
	}
	var parts []string
	files, _ := libraryFiles.ReadDir(path) // no folder, no module
	for _, f := range files {
		parts = append(parts, path+"/"+f.Name())
	}
	return parts
}

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
	parts := libraryParts(name)
	if len(parts) == 0 {
		return nil
	}
	space := newNamespace()
	for _, n := range sortedNames(defined) {
		space.set(n, defined[n])
	}
	space.set("__name__", NewStr(name))
	m.libraries = append(m.libraries, space)
	for _, file := range parts {
		c := m.compileLibrary(space, file)
		m.inSpace(space, func() { m.runCode(c) })
	}
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

// compileLibrary compiles a file of a module for the module's variables.
func (m *vm) compileLibrary(space *namespace, file string) *code {
	text, err := libraryFiles.ReadFile(file)
	if err != nil {
		m.raise("SystemError", "%v", err)
	}
	src := string(text)
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
