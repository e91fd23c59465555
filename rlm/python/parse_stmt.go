package python

import "strings"

// parse makes statements of a program's text.
func parse(src string) (body []stmt, err error) {
	toks, err := scan(src)
	if err != nil {
		return nil, err
	}
	p := &parser{toks: toks}
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(parseError)
			if !ok {
				panic(r)
			}
			body, err = nil, e.err
		}
	}()
	for p.peek().kind != tokEOF {
		body = append(body, p.statement()...)
	}
	return body, nil
}

func (p *parser) statement() []stmt {
	t := p.peek()
	if t.kind == tokIndent {
		panic(parseError{&syntaxError{"unexpected indent", t.line, "IndentationError"}})
	}
	if t.kind == tokName {
		if s := p.compound(t); s != nil {
			return []stmt{s}
		}
	}
	if p.accept("@") {
		p.fail("decorators are not part of this dialect: call the function on the other by hand")
	}
	return p.simpleLine()
}

func (p *parser) compound(t token) stmt {
	switch t.text {
	case "if":
		p.at++
		return p.ifStmt(t.line)
	case "while":
		p.at++
		test := p.expression()
		body := p.block()
		return &whileStmt{test, body, p.elseBlock(), t.line}
	case "for":
		p.at++
		return p.forStmt(t.line)
	case "try":
		p.at++
		return p.tryStmt(t.line)
	case "with":
		p.at++
		return p.withStmt(t.line)
	case "def":
		p.at++
		return p.def(t.line)
	case "async":
		p.at++
		return p.compound(p.peek())
	case "class":
		p.fail("classes are not part of this dialect: use a dict, or collections.namedtuple")
	}
	return nil
}

// block parses : and what is indented below it, or simple statements behind it.
func (p *parser) block() []stmt {
	p.enter()
	defer func() { p.depth-- }()
	p.expect(":")
	if p.peek().kind != tokNewline {
		return p.simpleLine()
	}
	p.at++
	if t := p.peek(); t.kind != tokIndent {
		panic(parseError{&syntaxError{"expected an indented block", t.line, "IndentationError"}})
	}
	p.at++
	var body []stmt
	for p.peek().kind != tokDedent && p.peek().kind != tokEOF {
		body = append(body, p.statement()...)
	}
	if p.peek().kind == tokDedent {
		p.at++
	}
	return body
}

func (p *parser) elseBlock() []stmt {
	if p.acceptWord("else") {
		return p.block()
	}
	return nil
}

func (p *parser) ifStmt(line int) stmt {
	s := &ifStmt{test: p.expression(), line: line}
	s.then = p.block()
	if t := p.peek(); p.acceptWord("elif") {
		p.enter()
		s.other = []stmt{p.ifStmt(t.line)}
		p.depth--
		return s
	}
	s.other = p.elseBlock()
	return s
}

func (p *parser) forStmt(line int) stmt {
	s := &forStmt{target: p.targets(), line: line}
	if !p.acceptWord("in") {
		p.fail("invalid syntax")
	}
	s.in = p.exprList()
	s.body = p.block()
	s.other = p.elseBlock()
	return s
}

func (p *parser) tryStmt(line int) stmt {
	s := &tryStmt{body: p.block(), line: line}
	for p.isWord("except") {
		h := handler{line: p.next().line}
		if !p.isOp(":") {
			h.types = p.exprList()
			if p.acceptWord("as") {
				h.as = p.ident()
			}
		}
		h.body = p.block()
		s.handlers = append(s.handlers, h)
	}
	s.other = p.elseBlock()
	if p.acceptWord("finally") {
		s.finally = p.block()
	} else if s.handlers == nil {
		p.fail("expected 'except' or 'finally' block")
	}
	return s
}

func (p *parser) withStmt(line int) stmt {
	s := &withStmt{line: line}
	for {
		item := withItem{x: p.expression()}
		if p.acceptWord("as") {
			item.as = p.binary(0)
		}
		s.items = append(s.items, item)
		if !p.accept(",") {
			break
		}
	}
	s.body = p.block()
	return s
}

func (p *parser) def(line int) stmt {
	fn := &function{name: p.ident(), line: line}
	p.expect("(")
	fn.params = p.params(")")
	p.expect(")")
	if p.accept("->") {
		p.expression()
	}
	outer := p.gen
	p.gen = false
	fn.body = p.block()
	fn.generator, p.gen = p.gen, outer
	fn.locals = localsOf(fn)
	return &defStmt{fn, line}
}

// params parses parameters up to the token end, which stays.
func (p *parser) params(end string) []param {
	var list []param
	star := false
	for !p.isOp(end) {
		if p.accept("/") {
			if !p.accept(",") {
				break
			}
			continue
		}
		a := param{}
		switch {
		case p.accept("**"):
			a.star = 2
		case p.accept("*"):
			a.star = 1
		}
		if a.star != 1 || !p.isOp(",") {
			a.name = p.ident()
		}
		if end == ")" && p.accept(":") {
			p.expression()
		}
		if p.accept("=") {
			a.def = p.expression()
		}
		a.kwOnly = star && a.star == 0
		star = star || a.star == 1
		list = append(list, a)
		if !p.accept(",") {
			break
		}
	}
	return list
}

func (p *parser) simpleLine() []stmt {
	var list []stmt
	for {
		list = append(list, p.simple())
		if !p.accept(";") || p.peek().kind == tokNewline {
			break
		}
	}
	if t := p.peek(); t.kind == tokNewline {
		p.at++
	} else if t.kind != tokEOF && t.kind != tokDedent {
		p.fail("invalid syntax")
	}
	return list
}

func (p *parser) simple() stmt {
	t := p.peek()
	if t.kind == tokName {
		if s := p.keywordStmt(t); s != nil {
			return s
		}
	}
	x := p.exprList()
	switch op := p.peek(); {
	case p.accept(":"): // an annotation: parsed and ignored
		p.expression()
		if !p.accept("=") {
			return &passStmt{}
		}
		return &assign{[]expr{x}, p.exprList(), t.line}
	case p.isOp("="):
		s := &assign{targets: []expr{x}, line: t.line}
		for p.accept("=") {
			s.targets = append(s.targets, p.exprList())
		}
		s.value = s.targets[len(s.targets)-1]
		s.targets = s.targets[:len(s.targets)-1]
		for _, target := range s.targets {
			p.checkTarget(target)
		}
		return s
	case op.kind == tokOp && len(op.text) >= 2 && op.text[len(op.text)-1] == '=' && !strings.Contains("== != <= >= :=", op.text):
		p.at++
		p.checkTarget(x)
		return &augAssign{x, op.text[:len(op.text)-1], p.exprList(), t.line}
	}
	return &exprStmt{x, t.line}
}

// checkTarget refuses what cannot be assigned to.
func (p *parser) checkTarget(x expr) {
	switch x := x.(type) {
	case *name, *attribute, *subscript:
	case *starred:
		p.checkTarget(x.x)
	case *tupleExpr:
		for _, item := range x.items {
			p.checkTarget(item)
		}
	case *listExpr:
		for _, item := range x.items {
			p.checkTarget(item)
		}
	case *call:
		p.fail("cannot assign to function call here. Maybe you meant '==' instead of '='?")
	case *constant, *fstring:
		p.fail("cannot assign to literal here. Maybe you meant '==' instead of '='?")
	default:
		p.fail("cannot assign to expression here. Maybe you meant '==' instead of '='?")
	}
}

// exprList is one expression, or several with commas: a tuple.
func (p *parser) exprList() expr {
	if p.acceptWord("yield") {
		return p.yield()
	}
	first := p.starExpression()
	if !p.isOp(",") {
		return first
	}
	items := []expr{first}
	for p.accept(",") {
		if t := p.peek(); t.kind == tokNewline || t.kind == tokEOF || t.kind == tokOp && (t.text == "=" || t.text == ")" || t.text == ":" || t.text == ";") {
			break
		}
		items = append(items, p.starExpression())
	}
	return &tupleExpr{items}
}

func (p *parser) endsStatement() bool {
	t := p.peek()
	return t.kind == tokNewline || t.kind == tokEOF || t.kind == tokDedent || t.kind == tokOp && t.text == ";"
}

func (p *parser) keywordStmt(t token) stmt {
	switch t.text {
	case "pass", "break", "continue":
		p.at++
		return map[string]stmt{"pass": &passStmt{}, "break": &breakStmt{}, "continue": &continueStmt{}}[t.text]
	case "return":
		p.at++
		s := &returnStmt{line: t.line}
		if !p.endsStatement() {
			s.x = p.exprList()
		}
		return s
	case "raise":
		p.at++
		s := &raiseStmt{line: t.line}
		if !p.endsStatement() {
			s.x = p.expression()
			if p.acceptWord("from") {
				s.from = p.expression()
			}
		}
		return s
	case "assert":
		p.at++
		s := &assertStmt{test: p.expression(), line: t.line}
		if p.accept(",") {
			s.msg = p.expression()
		}
		return s
	case "del":
		p.at++
		x := p.exprList()
		if tuple, ok := x.(*tupleExpr); ok {
			return &delStmt{tuple.items, t.line}
		}
		return &delStmt{[]expr{x}, t.line}
	case "global":
		p.at++
		return &globalStmt{p.names()}
	case "nonlocal":
		p.at++
		return &nonlocalStmt{p.names()}
	case "import":
		p.at++
		return p.importStmt(t.line)
	case "from":
		p.at++
		return p.fromImport(t.line)
	}
	return nil
}

func (p *parser) names() []string {
	list := []string{p.ident()}
	for p.accept(",") {
		list = append(list, p.ident())
	}
	return list
}

func (p *parser) dotted() string {
	s := p.ident()
	for p.accept(".") {
		s += "." + p.ident()
	}
	return s
}

// importStmt parses import a, b.c as d: several become a block of their own.
func (p *parser) importStmt(line int) stmt {
	var list []stmt
	for {
		s := &importStmt{module: p.dotted(), line: line}
		if p.acceptWord("as") {
			s.as = p.ident()
		}
		list = append(list, s)
		if !p.accept(",") {
			break
		}
	}
	if len(list) == 1 {
		return list[0]
	}
	return &ifStmt{test: &constant{Bool(true)}, then: list, line: line}
}

func (p *parser) fromImport(line int) stmt {
	s := &importStmt{module: p.dotted(), line: line}
	if !p.acceptWord("import") {
		p.fail("invalid syntax")
	}
	if p.accept("*") {
		s.names = []importName{{"*", ""}}
		return s
	}
	paren := p.accept("(")
	for {
		n := importName{name: p.ident()}
		if p.acceptWord("as") {
			n.as = p.ident()
		}
		s.names = append(s.names, n)
		if !p.accept(",") || p.isOp(")") {
			break
		}
	}
	if paren {
		p.expect(")")
	}
	return s
}
