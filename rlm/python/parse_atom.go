package python

import (
	"math/big"
	"strconv"
	"strings"
)

func (p *parser) atom() expr {
	t := p.peek()
	switch t.kind {
	case tokNumber:
		p.at++
		return &constant{p.numberValue(t.text)}
	case tokString:
		return p.strings()
	case tokName:
		p.at++
		switch t.text {
		case "None":
			return &constant{None}
		case "True":
			return &constant{Bool(true)}
		case "False":
			return &constant{Bool(false)}
		case "yield":
			return p.yield()
		}
		if isKeyword(t.text) {
			p.at--
			p.fail("invalid syntax")
		}
		return &name{t.text, t.line}
	case tokOp:
		switch t.text {
		case "(":
			p.at++
			return p.parens()
		case "[":
			p.at++
			return p.list()
		case "{":
			p.at++
			return p.braces()
		case "...":
			p.at++
			return &constant{None}
		}
	case tokIndent:
		panic(parseError{&syntaxError{"unexpected indent", t.line, "IndentationError"}})
	}
	p.fail("invalid syntax")
	return nil
}

func (p *parser) yield() expr {
	p.gen = true
	if p.acceptWord("from") {
		return &yieldExpr{p.expression(), true}
	}
	if t := p.peek(); t.kind == tokNewline || t.kind == tokOp && (t.text == ")" || t.text == "]") {
		return &yieldExpr{&constant{None}, false}
	}
	return &yieldExpr{p.exprList(), false}
}

func (p *parser) parens() expr {
	p.enter()
	defer func() { p.depth-- }()
	if p.accept(")") {
		return &tupleExpr{}
	}
	line := p.peek().line
	x := p.starExpression()
	if p.isFor() {
		c := &comprehension{kind: 'g', key: x, clauses: p.clauses(), line: line}
		p.expect(")")
		return c
	}
	if p.accept(")") {
		return x
	}
	items := p.items(x, ")")
	return &tupleExpr{items}
}

// items parses the rest of a list of expressions up to the closing bracket.
func (p *parser) items(first expr, end string) []expr {
	items := []expr{first}
	for p.accept(",") {
		if p.isOp(end) {
			break
		}
		items = append(items, p.starExpression())
	}
	p.expect(end)
	return items
}

func (p *parser) starExpression() expr {
	if p.accept("*") {
		return &starred{p.binary(0)}
	}
	return p.expression()
}

func (p *parser) list() expr {
	p.enter()
	defer func() { p.depth-- }()
	if p.accept("]") {
		return &listExpr{}
	}
	line := p.peek().line
	x := p.starExpression()
	if p.isFor() {
		c := &comprehension{kind: 'l', key: x, clauses: p.clauses(), line: line}
		p.expect("]")
		return c
	}
	return &listExpr{p.items(x, "]")}
}

func (p *parser) braces() expr {
	p.enter()
	defer func() { p.depth-- }()
	if p.accept("}") {
		return &dictExpr{}
	}
	line := p.peek().line
	if p.isOp("**") {
		return p.dict(&dictExpr{}, line)
	}
	x := p.starExpression()
	if p.accept(":") {
		v := p.expression()
		if p.isFor() {
			c := &comprehension{kind: 'd', key: x, value: v, clauses: p.clauses(), line: line}
			p.expect("}")
			return c
		}
		return p.dict(&dictExpr{[]expr{x}, []expr{v}}, line)
	}
	if p.isFor() {
		c := &comprehension{kind: 's', key: x, clauses: p.clauses(), line: line}
		p.expect("}")
		return c
	}
	return &setExpr{p.items(x, "}")}
}

func (p *parser) dict(d *dictExpr, _ int) expr {
	for first := len(d.keys) == 0; first || p.accept(","); first = false {
		if p.isOp("}") {
			break
		}
		if p.accept("**") {
			d.keys, d.values = append(d.keys, nil), append(d.values, p.binary(0))
			continue
		}
		k := p.expression()
		p.expect(":")
		d.keys, d.values = append(d.keys, k), append(d.values, p.expression())
	}
	p.expect("}")
	return d
}

func (p *parser) numberValue(text string) Value {
	s := strings.ToLower(strings.ReplaceAll(text, "_", ""))
	if strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0o") || strings.HasPrefix(s, "0b") || !strings.ContainsAny(s, ".ej") {
		if n, ok := new(big.Int).SetString(s, 0); ok {
			return fromBig(n)
		}
		p.fail("invalid decimal literal")
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !strings.Contains(err.Error(), "range") {
		p.fail("invalid decimal literal")
	}
	return Float(f)
}
