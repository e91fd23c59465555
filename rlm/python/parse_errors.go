package python

// The parser names the commonest mistakes in CPython 3.11's words, so that a model that
// knows those words finds its mistake.

// startsOperand reports whether the current token may begin an operand: two operands in a
// row are a missing comma.
func (p *parser) startsOperand() bool {
	t := p.tok()
	switch t.kind {
	case tokNumber, tokString:
		return true
	case tokName:
		return !keywords[t.text] || t.text == "None" || t.text == "True" || t.text == "False"
	}
	return false
}

// comma expects a comma inside of brackets.
func (p *parser) comma() {
	if !p.accept(",") {
		p.unseparated()
	}
}

// unseparated reports what stands where brackets should close or a comma follow.
func (p *parser) unseparated() {
	switch {
	case p.startsOperand():
		p.fail("invalid syntax. Perhaps you forgot a comma?")
	case p.is("="):
		p.fail("invalid syntax. Maybe you meant '==' or ':=' instead of '='?")
	}
	p.invalid()
}

// condition parses what if, elif and while test; a ":" follows it.
func (p *parser) condition() expr {
	x := p.named()
	if p.is(":") || p.tok().kind == tokNewline {
		return x
	}
	if p.is("=") {
		switch x.(type) {
		case *nameExpr:
			p.fail("invalid syntax. Maybe you meant '==' or ':=' instead of '='?")
		case *attrExpr, *indexExpr:
			p.fail("cannot assign to %s here. Maybe you meant '==' instead of '='?", describe(x))
		}
	}
	p.invalid()
	return nil
}

// unfinished reports what follows a whole statement on its line; last is that statement.
func (p *parser) unfinished(last stmt) {
	if s, ok := last.(*exprStmt); ok && p.startsOperand() {
		if n, ok := s.x.(*nameExpr); ok && (n.name == "print" || n.name == "exec") {
			p.fail("Missing parentheses in call to '%s'. Did you mean %s(...)?", n.name, n.name)
		}
	}
	p.invalid()
}

// checkAssigned is checkTarget for all that stands left of "=".
func (p *parser) checkAssigned(x expr) {
	switch x := x.(type) {
	case *nameExpr, *attrExpr, *indexExpr, *starExpr, *seqExpr:
	case *constExpr:
		switch x.val.(type) {
		case Int, Float, *Str:
			p.fail("cannot assign to %s here. Maybe you meant '==' instead of '='?", describe(x))
		}
	default:
		p.fail("cannot assign to %s here. Maybe you meant '==' instead of '='?", describe(x))
	}
	p.checkTarget(x)
}
