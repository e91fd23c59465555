package python

// A code is a compiled module, function or class body.
type code struct {
	name, qual      string // qual: with what encloses it
	file, doc       string
	line            int
	lines           []string // of the source, for tracebacks
	run             func(*frame) Value
	params          []param
	npos            int // parameters that take positional arguments
	rest, kwrest    int // slots of *args and **kwargs, or -1
	plain           bool
	nlocals, ncells int
	cellParams      []cellParam
	names           []place // of a function
	returns         expr    // the hint of a function, nil if there is none
	gen             bool
}

// A place is where a frame keeps a variable: in a slot, or in a cell.
type place struct {
	name string // "" for what a program cannot name
	i    int
	cell bool
}

// A cellParam is a parameter that closures share.
type cellParam struct{ local, cell int }

// paramSlot finds the slot of a parameter that may be given by name.
func (c *code) paramSlot(name string) int {
	for i, p := range c.params {
		if p.name == name && (p.kind == 0 || p.kind == 'k') {
			return i
		}
	}
	return -1
}

type scopeKind int

const (
	moduleScope scopeKind = iota
	funcScope
	classScope
	compScope // shares the frame of the scope around it
)

// A variable is a local name of a frame.
type variable struct {
	name     string
	slot     int
	captured bool
	owner    *scope // of the frame
}

// A scope maps names to variables. Scopes are made in a first pass over a program,
// which finds out what closures capture; the second pass makes the code.
type scope struct {
	kind      scopeKind
	parent    *scope
	vars      map[string]*variable
	globals   map[string]bool
	nonlocals map[string]bool
	qual      string // of functions and classes: the name with what encloses it
	genexp    bool   // a function scope that stands for a generator expression

	// of scopes with a frame:
	nlocals int
	owned   []*variable // captured by inner functions
	free    []*variable // of outer functions
}

func newScope(kind scopeKind, parent *scope) *scope {
	return &scope{kind: kind, parent: parent, vars: map[string]*variable{}, globals: map[string]bool{}, nonlocals: map[string]bool{}}
}

// frame is the scope whose frame holds s's variables.
func (s *scope) frame() *scope {
	for s.kind == compScope {
		s = s.parent
	}
	return s
}

func (s *scope) declare(name string) *variable {
	if v, ok := s.vars[name]; ok {
		return v
	}
	f := s.frame()
	v := &variable{name: name, slot: f.nlocals, owner: f}
	f.nlocals++
	s.vars[name] = v
	return v
}

// find returns the variable of a name, or nil for a global one. What lies in the frame
// of an outer function is captured.
func (s *scope) find(name string) *variable {
	v := s.search(name)
	if v != nil && v.owner != s.frame() {
		s.capture(v)
	}
	return v
}

func (s *scope) search(name string) *variable {
	for first := true; s != nil; s = s.parent {
		if s.globals[name] {
			return nil
		}
		if s.kind == classScope && !first {
			continue
		}
		if v, ok := s.vars[name]; ok {
			return v
		}
		if s.kind != compScope {
			first = false
		}
	}
	return nil
}

// capture makes v a free variable of every frame between s and v's owner.
func (s *scope) capture(v *variable) {
	if !v.captured {
		v.captured = true
		v.owner.owned = append(v.owner.owned, v)
	}
	for f := s.frame(); f != v.owner && f != nil; f = f.parent.frame() {
		have := false
		for _, x := range f.free {
			have = have || x == v
		}
		if !have {
			f.free = append(f.free, v)
		}
		if f.parent == nil {
			return
		}
	}
}

// cell is the index of a captured variable in the frame of s.
func (s *scope) cell(v *variable) int {
	f := s.frame()
	if v.owner == f {
		for i, x := range f.owned {
			if x == v {
				return i
			}
		}
	}
	for i, x := range f.free {
		if x == v {
			return len(f.owned) + i
		}
	}
	return 0
}

// binder collects the names that a block binds in its own scope.
type nameBinder struct{ s *scope }

func (b *nameBinder) name(n string) {
	if b.s.globals[n] || b.s.nonlocals[n] || b.s.kind == moduleScope || b.s.kind == classScope {
		return
	}
	b.s.declare(n)
}

func (b *nameBinder) block(body []stmt) {
	for _, s := range body {
		b.stmt(s)
	}
}

// scopes collects global and nonlocal declarations first.
func (b *nameBinder) scopes(body []stmt) {
	eachBlock(body, func(s stmt) {
		if d, ok := s.(*scopeStmt); ok {
			for _, n := range d.names {
				if d.nonlocal {
					b.s.nonlocals[n] = true
				} else {
					b.s.globals[n] = true
				}
			}
		}
	})
}

// eachBlock calls f with the statements of a body, nested blocks included.
func eachBlock(body []stmt, f func(stmt)) {
	for _, s := range body {
		f(s)
		switch s := s.(type) {
		case *ifStmt:
			eachBlock(s.then, f)
			eachBlock(s.els, f)
		case *whileStmt:
			eachBlock(s.body, f)
			eachBlock(s.els, f)
		case *forStmt:
			eachBlock(s.body, f)
			eachBlock(s.els, f)
		case *tryStmt:
			eachBlock(s.body, f)
			eachBlock(s.els, f)
			eachBlock(s.final, f)
			for _, h := range s.handlers {
				eachBlock(h.body, f)
			}
		case *withStmt:
			eachBlock(s.body, f)
		case *matchStmt:
			for _, c := range s.cases {
				eachBlock(c.body, f)
			}
		}
	}
}

func (b *nameBinder) stmt(s stmt) {
	eachBlock([]stmt{s}, func(s stmt) {
		switch s := s.(type) {
		case *assignStmt:
			for _, t := range s.targets {
				b.target(t)
			}
		case *augStmt:
			b.target(s.target)
		case *annStmt:
			b.target(s.target)
		case *forStmt:
			b.target(s.target)
		case *withStmt:
			if s.target != nil {
				b.target(s.target)
			}
		case *delStmt:
			for _, t := range s.targets {
				b.target(t)
			}
		case *defStmt:
			b.name(s.fn.name)
		case *classStmt:
			b.name(s.name)
		case *importStmt:
			b.name(s.as)
		case *fromStmt:
			for _, n := range s.as {
				b.name(n)
			}
		case *tryStmt:
			for _, h := range s.handlers {
				if h.name != "" {
					b.name(h.name)
				}
			}
		case *matchStmt:
			for _, c := range s.cases {
				b.pattern(c.pat)
			}
		}
	})
}

func (b *nameBinder) pattern(p pattern) {
	if p.name != "" && (p.kind == "capture" || p.kind == "as") {
		b.name(p.name)
	}
	if p.rest != "" {
		b.name(p.rest)
	}
	for _, q := range p.subs {
		b.pattern(q)
	}
}

func (b *nameBinder) target(t expr) {
	switch t := t.(type) {
	case *nameExpr:
		b.name(t.name)
	case *seqExpr:
		for _, x := range t.items {
			b.target(x)
		}
	case *starExpr:
		b.target(t.x)
	}
}
