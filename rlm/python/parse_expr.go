package python

// expression parses a conditional expression or a lambda.
func (p *parser) expression() expr {
	p.enter()
	defer p.leave()
	if p.is("lambda") {
		return p.lambda()
	}
	line := p.line()
	x := p.or()
	if !p.accept("if") {
		return x
	}
	test := p.or()
	if !p.accept("else") {
		p.fail("expected 'else' after 'if' expression")
	}
	return &condExpr{line, test, x, p.expression()}
}

// named parses an expression that may be name := value.
func (p *parser) named() expr {
	line := p.line()
	x := p.expression()
	if !p.is(":=") {
		return x
	}
	n, ok := x.(*nameExpr)
	if !ok {
		p.fail("cannot use assignment expressions with %s", describe(x))
	}
	p.pos++
	return &walrusExpr{line, n.name, p.expression()}
}

func (p *parser) lambda() expr {
	line := p.line()
	p.pos++
	fn := &function{name: "<lambda>", line: int(line)}
	fn.params = p.params(":", false)
	p.expect(":")
	p.fns = append(p.fns, fn)
	fn.expr = p.expression()
	p.fns = p.fns[:len(p.fns)-1]
	return &lambdaExpr{line, fn}
}

// params parses parameters up to the token end.
func (p *parser) params(end string, hints bool) []param {
	var ps []param
	seen := map[string]bool{}
	kwOnly, hasDef := false, false
	for !p.is(end) {
		var q param
		switch {
		case p.accept("/"):
			for i := range ps {
				ps[i].kind = '/'
			}
			if !p.is(end) {
				p.expect(",")
			}
			continue
		case p.accept("**"):
			q.kind = 'd'
		case p.accept("*"):
			kwOnly = true
			if p.accept(",") {
				if p.is(end) || p.is("**") {
					p.fail("named arguments must follow bare *")
				}
				continue
			}
			q.kind = '*'
		case kwOnly:
			q.kind = 'k'
		}
		q.name = p.name()
		if seen[q.name] {
			p.fail("duplicate argument '%s' in function definition", q.name)
		}
		seen[q.name] = true
		if hints && p.accept(":") {
			q.hint = p.star()
		}
		if p.accept("=") {
			q.def = p.expression()
			hasDef = hasDef || q.kind == 0
		} else if hasDef && q.kind == 0 {
			p.fail("non-default argument follows default argument")
		}
		ps = append(ps, q)
		if !p.is(end) {
			p.expect(",")
		}
	}
	return ps
}

func (p *parser) or() expr {
	line := p.line()
	x := p.and()
	if !p.is("or") {
		return x
	}
	xs := []expr{x}
	for p.accept("or") {
		xs = append(xs, p.and())
	}
	return &boolExpr{line, false, xs}
}

func (p *parser) and() expr {
	line := p.line()
	x := p.not()
	if !p.is("and") {
		return x
	}
	xs := []expr{x}
	for p.accept("and") {
		xs = append(xs, p.not())
	}
	return &boolExpr{line, true, xs}
}

func (p *parser) not() expr {
	line := p.line()
	if p.accept("not") {
		p.enter()
		defer p.leave()
		return &unaryExpr{line, "not", p.not()}
	}
	return p.comparison()
}

func (p *parser) comparison() expr {
	line := p.line()
	x := p.binary(0)
	c := &compareExpr{pos: line, first: x}
	for {
		op := ""
		switch {
		case p.is("<"), p.is(">"), p.is("=="), p.is(">="), p.is("<="), p.is("!="), p.is("in"):
			op = p.tok().text
			p.pos++
		case p.is("is"):
			p.pos++
			op = "is"
			if p.accept("not") {
				op = "is not"
			}
		case p.is("not"):
			p.pos++
			p.expect("in")
			op = "not in"
		default:
			if len(c.ops) == 0 {
				return x
			}
			return c
		}
		c.ops = append(c.ops, op)
		c.rest = append(c.rest, p.binary(0))
	}
}

// binaryOps are the left-associative operators by rising precedence.
var binaryOps = [][]string{{"|"}, {"^"}, {"&"}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "//", "%", "@"}}

func (p *parser) binary(level int) expr {
	if level == len(binaryOps) {
		return p.unary()
	}
	x := p.binary(level + 1)
	for n := 0; ; n++ {
		op := ""
		if t := p.tok(); t.kind == tokOp {
			for _, o := range binaryOps[level] {
				if t.text == o {
					op = o
				}
			}
		}
		if op == "" {
			return x
		}
		if n > 5000 {
			p.fail("too many operators in one expression")
		}
		line := p.line()
		p.pos++
		x = &binExpr{line, op, x, p.binary(level + 1)}
	}
}

func (p *parser) unary() expr {
	line := p.line()
	if p.is("-") || p.is("+") || p.is("~") {
		op := p.tok().text
		p.pos++
		p.enter()
		defer p.leave()
		x := p.unary()
		return &unaryExpr{line, op, x}
	}
	return p.power()
}

func (p *parser) power() expr {
	line := p.line()
	var x expr
	if p.accept("await") {
		x = &awaitExpr{line, p.primary()}
	} else {
		x = p.primary()
	}
	if p.accept("**") {
		p.enter()
		defer p.leave()
		return &binExpr{line, "**", x, p.unary()}
	}
	return x
}

// primary parses an atom and the calls, subscripts and attributes after it.
func (p *parser) primary() expr {
	x := p.atom()
	for n := 0; ; n++ {
		line := p.line()
		if n > 1000 {
			p.fail("too many calls or attributes in one expression")
		}
		switch {
		case p.accept("."):
			x = &attrExpr{line, x, p.name()}
		case p.accept("("):
			x = &callExpr{line, x, p.arguments()}
		case p.accept("["):
			x = &indexExpr{line, x, p.subscript()}
			p.expect("]")
		default:
			return x
		}
	}
}

// arguments parses the arguments of a call after its "(".
func (p *parser) arguments() []argument {
	p.enter()
	defer p.leave()
	var args []argument
	kw := false
	seen := map[string]bool{}
	for !p.accept(")") {
		var a argument
		switch {
		case p.accept("**"):
			a = argument{stars: 2, x: p.expression()}
			kw = true
		case p.accept("*"):
			a = argument{stars: 1, x: p.expression()}
		case p.tok().kind == tokName && p.toks[p.pos+1].kind == tokOp && p.toks[p.pos+1].text == "=":
			a.name = p.name()
			if seen[a.name] {
				p.fail("keyword argument repeated: %s", a.name)
			}
			seen[a.name] = true
			p.pos++
			a.x = p.expression()
			kw = true
		default:
			x := p.named()
			if p.is("for") || p.is("async") {
				x = p.comprehension(x.at(), '(', x, nil)
				if !p.is(")") || len(args) > 0 {
					p.fail("Generator expression must be parenthesized")
				}
			} else if kw {
				p.fail("positional argument follows keyword argument")
			} else if p.is("=") {
				p.fail("expression cannot contain assignment, perhaps you meant \"==\"?")
			}
			a.x = x
		}
		args = append(args, a)
		if !p.is(")") {
			p.comma()
		}
	}
	return args
}

// subscript parses what is between "[" and "]".
func (p *parser) subscript() expr {
	line := p.line()
	x := p.sliceItem()
	if !p.is(",") {
		return x
	}
	items := []expr{x}
	for p.accept(",") {
		if p.is("]") {
			break
		}
		items = append(items, p.sliceItem())
	}
	return &seqExpr{line, '(', items}
}

func (p *parser) sliceItem() expr {
	line := p.line()
	if p.accept("*") {
		return &starExpr{line, p.expression()}
	}
	var lo expr
	if !p.is(":") {
		lo = p.named()
		if !p.is(":") {
			return lo
		}
	}
	p.pos++
	s := &sliceExpr{pos: line, lo: lo}
	if !p.is(":") && !p.is("]") && !p.is(",") {
		s.hi = p.expression()
	}
	if p.accept(":") && !p.is("]") && !p.is(",") {
		s.step = p.expression()
	}
	return s
}
