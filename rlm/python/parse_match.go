package python

// matchStatement parses a match statement, or returns nil if "match" is a name here.
func (p *parser) matchStatement() (out stmt) {
	start, depth := p.pos, p.depth
	line := p.line()
	header := func() (x expr, ok bool) {
		defer func() {
			if r := recover(); r != nil {
				if _, is := r.(*syntaxError); !is {
					panic(r)
				}
				ok = false
			}
		}()
		p.pos++
		x = p.testlist(true)
		return x, p.is(":") && p.toks[p.pos+1].kind == tokNewline && p.toks[min(p.pos+2, len(p.toks)-1)].kind == tokIndent &&
			p.toks[min(p.pos+3, len(p.toks)-1)].text == "case"
	}
	x, ok := header()
	if !ok {
		p.pos, p.depth = start, depth
		return nil
	}
	p.pos += 3
	s := &matchStmt{pos: line, x: x}
	for p.accept("case") {
		line := p.toks[p.pos-1].line
		c := matchCase{pat: p.openPattern()}
		if p.accept("if") {
			c.guard = p.named()
		}
		c.body = p.block("'case' statement", pos(line))
		s.cases = append(s.cases, c)
	}
	if p.tok().kind != tokDedent {
		p.invalid()
	}
	p.pos++
	return s
}

// openPattern parses a pattern that may be a sequence without brackets.
func (p *parser) openPattern() pattern {
	x := p.asPattern()
	if !p.is(",") {
		return x
	}
	seq := pattern{kind: "seq", subs: []pattern{x}}
	for p.accept(",") {
		if p.is(":") || p.is("if") {
			break
		}
		seq.subs = append(seq.subs, p.asPattern())
	}
	return seq
}

func (p *parser) asPattern() pattern {
	p.enter()
	defer p.leave()
	x := p.closedPattern()
	if p.is("|") {
		or := pattern{kind: "or", subs: []pattern{x}}
		for p.accept("|") {
			or.subs = append(or.subs, p.closedPattern())
		}
		x = or
	}
	if p.accept("as") {
		x = pattern{kind: "as", subs: []pattern{x}, name: p.name()}
	}
	return x
}

func (p *parser) closedPattern() pattern {
	switch {
	case p.accept("*"):
		return pattern{kind: "capture", star: true, name: wildcard(p.name())}
	case p.accept("("):
		if p.accept(")") {
			return pattern{kind: "seq"}
		}
		x := p.asPattern()
		if p.accept(")") {
			return x
		}
		return p.seqPattern(x, ")")
	case p.accept("["):
		if p.accept("]") {
			return pattern{kind: "seq"}
		}
		return p.seqPattern(p.asPattern(), "]")
	case p.accept("{"):
		return p.mapPattern()
	case p.tok().kind == tokName && !keywords[p.tok().text]:
		return p.namePattern()
	}
	return pattern{kind: "value", x: p.binary(4)}
}

func wildcard(name string) string {
	if name == "_" {
		return ""
	}
	return name
}

func (p *parser) seqPattern(first pattern, end string) pattern {
	seq := pattern{kind: "seq", subs: []pattern{first}}
	for !p.accept(end) {
		p.expect(",")
		if p.accept(end) {
			break
		}
		seq.subs = append(seq.subs, p.asPattern())
	}
	return seq
}

func (p *parser) mapPattern() pattern {
	m := pattern{kind: "map"}
	for !p.accept("}") {
		if p.accept("**") {
			m.star, m.rest = true, p.name()
		} else {
			m.keys = append(m.keys, p.binary(4))
			p.expect(":")
			m.subs = append(m.subs, p.asPattern())
		}
		if !p.is("}") {
			p.expect(",")
		}
	}
	return m
}

func (p *parser) namePattern() pattern {
	line := p.line()
	name := p.name()
	var x expr = &nameExpr{line, name}
	if !p.is(".") && !p.is("(") {
		return pattern{kind: "capture", name: wildcard(name)}
	}
	for p.accept(".") {
		x = &attrExpr{line, x, p.name()}
	}
	if !p.accept("(") {
		return pattern{kind: "value", x: x}
	}
	c := pattern{kind: "class", x: x}
	for !p.accept(")") {
		kw := ""
		if p.tok().kind == tokName && p.toks[p.pos+1].text == "=" {
			kw = p.name()
			p.pos++
		}
		c.kws = append(c.kws, kw)
		c.subs = append(c.subs, p.asPattern())
		if !p.is(")") {
			p.expect(",")
		}
	}
	return c
}
