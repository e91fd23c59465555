package python

// statement parses a line of statements or a compound statement and appends it.
func (p *parser) statement(out []stmt) []stmt {
	p.enter()
	defer p.leave()
	t := p.tok()
	if t.kind == tokNewline {
		p.pos++
		return out
	}
	if t.kind == tokOp && t.text == "@" {
		return append(out, p.decorated())
	}
	if t.kind == tokName {
		if s := p.compound(t.text); s != nil {
			return append(out, s)
		}
	}
	for {
		out = p.simple(out)
		if p.tok().kind == tokNewline {
			p.pos++
			return out
		}
		if p.tok().kind == tokEOF {
			return out
		}
		if !p.accept(";") {
			p.unfinished(out[len(out)-1])
		}
		if p.tok().kind == tokNewline {
			p.pos++
			return out
		}
	}
}

func (p *parser) compound(word string) stmt {
	line := p.line()
	switch word {
	case "if":
		return p.ifStatement()
	case "while":
		p.pos++
		s := &whileStmt{pos: line, test: p.condition()}
		s.body, s.els = p.loopBody("'while' statement", line)
		return s
	case "for":
		return p.forStatement()
	case "try":
		return p.tryStatement()
	case "with":
		return p.withStatement()
	case "def":
		return p.def(nil, false)
	case "class":
		return p.class(nil)
	case "async":
		p.pos++
		switch {
		case p.is("def"):
			return p.def(nil, true)
		case p.is("for"):
			return p.forStatement()
		case p.is("with"):
			return p.withStatement()
		}
		p.invalid()
	case "match":
		if s := p.matchStatement(); s != nil {
			return s
		}
	}
	return nil
}

// block parses ":" and the statements under it; after and line tell what they belong to.
func (p *parser) block(after string, line pos) []stmt {
	p.expect(":")
	if p.tok().kind != tokNewline {
		return p.statement(nil)
	}
	p.pos++
	if p.tok().kind != tokIndent {
		panic(&syntaxError{"IndentationError", sprintf("expected an indented block after %s on line %d", after, line), p.tok().line})
	}
	p.pos++
	var body []stmt
	for p.tok().kind != tokDedent {
		if p.tok().kind == tokEOF {
			p.invalid()
		}
		body = p.statement(body)
	}
	p.pos++
	return body
}

func (p *parser) loopBody(after string, line pos) (body, els []stmt) {
	p.loops++
	body = p.block(after, line)
	p.loops--
	if line = p.line(); p.accept("else") {
		els = p.block("'else' statement", line)
	}
	return body, els
}

func (p *parser) ifStatement() stmt {
	line := p.line()
	p.pos++
	s := &ifStmt{pos: line, test: p.condition()}
	s.then = p.block("'if' statement", line)
	root := s
	for p.is("elif") {
		sub := &ifStmt{pos: p.line()}
		p.pos++
		sub.test = p.condition()
		sub.then = p.block("'elif' statement", sub.pos)
		s.els = []stmt{sub}
		s = sub
	}
	if line = p.line(); p.accept("else") {
		s.els = p.block("'else' statement", line)
	}
	return root
}

func (p *parser) forStatement() stmt {
	line := p.line()
	p.expect("for")
	s := &forStmt{pos: line, target: p.targetList()}
	p.expect("in")
	s.iter = p.testlist(true)
	s.body, s.els = p.loopBody("'for' statement", line)
	return s
}

func (p *parser) tryStatement() stmt {
	s := &tryStmt{pos: p.line()}
	p.pos++
	s.body = p.block("'try' statement", s.pos)
	for p.is("except") {
		h := handler{line: p.tok().line}
		p.pos++
		star := p.accept("*")
		if len(s.handlers) > 0 && star != s.groups {
			p.fail("cannot have both 'except' and 'except*' on the same 'try'")
		}
		if s.groups = star; star && p.is(":") {
			p.fail("expected one or more exception types")
		}
		if !p.is(":") {
			h.typ = p.expression()
			if p.is(",") {
				p.fail("multiple exception types must be parenthesized")
			}
			if p.accept("as") {
				h.name = p.name()
			}
		} else if len(s.handlers) > 0 && s.handlers[len(s.handlers)-1].typ == nil {
			p.fail("default 'except:' must be last")
		}
		h.body = p.block("'except' statement", pos(h.line))
		s.handlers = append(s.handlers, h)
	}
	line := p.line()
	if len(s.handlers) > 0 && p.accept("else") {
		s.els = p.block("'else' statement", line)
	}
	line = p.line()
	final := p.accept("finally")
	if final {
		s.final = p.block("'finally' statement", line)
	}
	if len(s.handlers) == 0 && !final {
		p.fail("expected 'except' or 'finally' block")
	}
	return s
}

func (p *parser) withStatement() stmt {
	line := p.line()
	p.expect("with")
	start := p.pos
	if p.accept("(") { // with (a as b, c as d):
		if items, ok := p.withParen(line); ok {
			return p.nestWith(items)
		}
		p.pos = start
	}
	var items []*withStmt
	for {
		items = append(items, p.withItem(line))
		if !p.accept(",") {
			return p.nestWith(items)
		}
	}
}

func (p *parser) withItem(line pos) *withStmt {
	w := &withStmt{pos: line, x: p.expression()}
	if p.accept("as") {
		w.target = p.target()
	}
	return w
}

// withParen tries to read parenthesized with items.
func (p *parser) withParen(line pos) (items []*withStmt, ok bool) {
	depth := p.depth
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(*syntaxError); !is {
				panic(r)
			}
			p.depth = depth
			items, ok = nil, false
		}
	}()
	for {
		items = append(items, p.withItem(line))
		if !p.accept(",") || p.is(")") {
			break
		}
	}
	return items, p.accept(")") && p.is(":")
}

func (p *parser) nestWith(items []*withStmt) stmt {
	items[len(items)-1].body = p.block("'with' statement", items[0].pos)
	for i := len(items) - 1; i > 0; i-- {
		items[i-1].body = []stmt{items[i]}
	}
	return items[0]
}

func (p *parser) decorated() stmt {
	var decs []expr
	for p.accept("@") {
		decs = append(decs, p.named())
		if p.tok().kind != tokNewline {
			p.invalid()
		}
		p.pos++
	}
	switch {
	case p.is("def"):
		return p.def(decs, false)
	case p.is("class"):
		return p.class(decs)
	case p.accept("async") && p.is("def"):
		return p.def(decs, true)
	}
	p.invalid()
	return nil
}

func (p *parser) def(decs []expr, async bool) stmt {
	line := p.line()
	p.pos++
	fn := &function{name: p.name(), line: int(line), isAsync: async}
	p.expect("(")
	fn.params = p.params(")", true)
	p.expect(")")
	if p.accept("->") {
		fn.returns = p.expression()
	}
	p.fns = append(p.fns, fn)
	loops := p.loops
	p.loops = 0
	fn.body = p.block("function definition", line)
	p.loops = loops
	p.fns = p.fns[:len(p.fns)-1]
	fn.doc = docOf(fn.body)
	return &defStmt{line, fn, decs}
}

func docOf(body []stmt) string {
	if len(body) > 0 {
		if e, ok := body[0].(*exprStmt); ok {
			if c, ok := e.x.(*constExpr); ok {
				if s, ok := c.val.(*Str); ok {
					return s.s
				}
			}
		}
	}
	return ""
}

func (p *parser) class(decs []expr) stmt {
	s := &classStmt{pos: p.line(), decs: decs}
	p.pos++
	s.name = p.name()
	if p.accept("(") {
		s.bases = p.arguments()
	}
	loops, fns := p.loops, p.fns
	p.loops, p.fns = 0, nil
	s.body = p.block("class definition", s.pos)
	p.loops, p.fns = loops, fns
	return s
}
