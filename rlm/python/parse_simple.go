package python

import "strings"

var augmented = map[string]bool{"+=": true, "-=": true, "*=": true, "/=": true, "//=": true, "%=": true, "**=": true,
	"&=": true, "|=": true, "^=": true, ">>=": true, "<<=": true, "@=": true}

// simple parses a simple statement and appends what it stands for.
func (p *parser) simple(out []stmt) []stmt {
	line := p.line()
	t := p.tok()
	if t.kind != tokName {
		return append(out, p.exprOrAssign())
	}
	switch t.text {
	case "pass", "break", "continue":
		if t.text != "pass" && p.loops == 0 {
			if t.text == "break" {
				p.fail("'break' outside loop")
			}
			p.fail("'continue' not properly in loop")
		}
		p.pos++
		return append(out, &simpleStmt{line, t.text})
	case "return":
		if len(p.fns) == 0 {
			p.fail("'return' outside function")
		}
		p.pos++
		s := &returnStmt{pos: line}
		if !p.atEnd() {
			s.x = p.testlist(true)
		}
		return append(out, s)
	case "raise":
		p.pos++
		s := &raiseStmt{pos: line}
		if !p.atEnd() {
			s.x = p.expression()
			if p.accept("from") {
				s.hasFrom = true
				s.cause = p.expression()
			}
		}
		return append(out, s)
	case "del":
		p.pos++
		x := p.targetList()
		if seq, ok := x.(*seqExpr); ok {
			return append(out, &delStmt{line, seq.items})
		}
		return append(out, &delStmt{line, []expr{x}})
	case "assert":
		p.pos++
		s := &assertStmt{pos: line, test: p.named()}
		if p.accept(",") {
			s.msg = p.named()
		}
		return append(out, s)
	case "global", "nonlocal":
		p.pos++
		s := &scopeStmt{pos: line, nonlocal: t.text == "nonlocal", names: []string{p.name()}}
		for p.accept(",") {
			s.names = append(s.names, p.name())
		}
		return append(out, s)
	case "import":
		return p.imports(out)
	case "from":
		return append(out, p.from())
	}
	return append(out, p.exprOrAssign())
}

func (p *parser) atEnd() bool {
	k := p.tok().kind
	return k == tokNewline || k == tokEOF || p.is(";")
}

func (p *parser) dotted() string {
	name := p.name()
	for p.accept(".") {
		name += "." + p.name()
	}
	return name
}

func (p *parser) imports(out []stmt) []stmt {
	line := p.line()
	p.pos++
	for {
		s := &importStmt{pos: line, module: p.dotted()}
		if p.accept("as") {
			s.as = p.name()
		} else {
			s.as, _, s.whole = strings.Cut(s.module, ".")
		}
		out = append(out, s)
		if !p.accept(",") {
			return out
		}
	}
}

func (p *parser) from() stmt {
	s := &fromStmt{pos: p.line()}
	p.pos++
	if p.is(".") || p.is("...") {
		p.fail("relative imports are not supported: there are no packages here")
	}
	s.module = p.dotted()
	p.expect("import")
	if p.accept("*") {
		s.names, s.as = []string{"*"}, []string{"*"}
		return s
	}
	paren := p.accept("(")
	for {
		name := p.name()
		as := name
		if p.accept("as") {
			as = p.name()
		}
		s.names, s.as = append(s.names, name), append(s.as, as)
		if !p.accept(",") || paren && p.is(")") {
			break
		}
	}
	if paren {
		p.expect(")")
	}
	return s
}

// exprOrAssign parses an expression statement or any assignment.
func (p *parser) exprOrAssign() stmt {
	line := p.line()
	x := p.yieldOrList()
	if t := p.tok(); t.kind == tokOp && augmented[t.text] {
		switch x.(type) {
		case *nameExpr, *attrExpr, *indexExpr:
		default:
			p.fail("'%s' is an illegal expression for augmented assignment", describe(x))
		}
		p.pos++
		return &augStmt{line, x, strings.TrimSuffix(t.text, "="), p.yieldOrList()}
	}
	if p.accept(":") {
		p.checkTarget(x)
		s := &annStmt{pos: line, target: x, ann: p.expression()}
		if p.accept("=") {
			s.x = p.yieldOrList()
		}
		return s
	}
	if !p.is("=") {
		if _, ok := x.(*starExpr); ok {
			p.fail("can't use starred expression here")
		}
		return &exprStmt{line, x}
	}
	s := &assignStmt{pos: line}
	for p.accept("=") {
		p.checkAssigned(x)
		s.targets = append(s.targets, x)
		x = p.yieldOrList()
	}
	s.x = x
	return s
}

func (p *parser) yieldOrList() expr {
	if p.is("yield") {
		return p.yield()
	}
	return p.testlist(true)
}

func (p *parser) yield() expr {
	y := &yieldExpr{pos: p.line()}
	if len(p.fns) == 0 {
		p.fail("'yield' outside function")
	}
	p.pos++
	p.fns[len(p.fns)-1].gen = true
	if p.accept("from") {
		y.from = true
		y.x = p.expression()
	} else if !p.atEnd() && !p.is(")") && !p.is("=") {
		y.x = p.testlist(true)
	}
	return y
}

// testlist parses one expression or a tuple without parentheses.
func (p *parser) testlist(bool) expr {
	line := p.line()
	x := p.starNamed()
	if !p.is(",") {
		return x
	}
	items := []expr{x}
	for p.accept(",") {
		if k := p.tok(); k.kind == tokNewline || k.kind == tokEOF || p.is("=") || p.is(")") || p.is(":") || p.is(";") || p.is("]") || p.is("}") {
			break
		}
		items = append(items, p.starNamed())
	}
	return &seqExpr{line, '(', items}
}

func (p *parser) star() expr { return p.starNamed() }

// target parses a single assignment target.
func (p *parser) target() expr {
	line := p.line()
	var x expr
	if p.accept("*") {
		x = &starExpr{line, p.primary()}
	} else {
		x = p.primary()
	}
	p.checkTarget(x)
	return x
}

// targetList parses targets up to "in" or the end of a statement.
func (p *parser) targetList() expr {
	line := p.line()
	x := p.target()
	if !p.is(",") {
		return x
	}
	items := []expr{x}
	for p.accept(",") {
		if p.is("in") || p.atEnd() {
			break
		}
		items = append(items, p.target())
	}
	return &seqExpr{line, '(', items}
}

// checkTarget fails unless x can be assigned to.
func (p *parser) checkTarget(x expr) {
	switch x := x.(type) {
	case *nameExpr, *attrExpr, *indexExpr:
		return
	case *starExpr:
		p.checkTarget(x.x)
		return
	case *seqExpr:
		if x.kind != '{' {
			stars := 0
			for _, item := range x.items {
				if _, ok := item.(*starExpr); ok {
					stars++
				}
				p.checkTarget(item)
			}
			if stars > 1 {
				p.fail("multiple starred expressions in assignment")
			}
			return
		}
	}
	p.fail("cannot assign to %s", describe(x))
}

// describe names a kind of expression as CPython does.
func describe(x expr) string {
	switch x := x.(type) {
	case *constExpr:
		switch x.val {
		case None:
			return "None"
		case Bool(true):
			return "True"
		case Bool(false):
			return "False"
		case ellipsis:
			return "ellipsis"
		}
		return "literal"
	case *nameExpr:
		return "name"
	case *fstrExpr:
		return "f-string expression"
	case *callExpr:
		return "function call"
	case *attrExpr:
		return "attribute"
	case *indexExpr:
		return "subscript"
	case *compareExpr:
		return "comparison"
	case *condExpr:
		return "conditional expression"
	case *lambdaExpr:
		return "lambda"
	case *dictExpr:
		return "dict literal"
	case *compExpr:
		return map[byte]string{'[': "list comprehension", '{': "set comprehension", ':': "dict comprehension", '(': "generator expression"}[x.kind]
	case *seqExpr:
		return map[byte]string{'[': "list", '{': "set display", '(': "tuple"}[x.kind]
	case *yieldExpr:
		return "yield expression"
	case *awaitExpr:
		return "await expression"
	}
	return "expression"
}
