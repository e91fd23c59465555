package python

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// atom parses a name, literal, display or parenthesized expression.
func (p *parser) atom() expr {
	t := p.tok()
	line := p.line()
	switch t.kind {
	case tokName:
		switch t.text {
		case "None":
			p.pos++
			return &constExpr{line, None}
		case "True", "False":
			p.pos++
			return &constExpr{line, Bool(t.text == "True")}
		}
		return &nameExpr{line, p.name()}
	case tokNumber:
		p.pos++
		return &constExpr{line, p.numberValue(t.text)}
	case tokString:
		return p.strings()
	case tokOp:
		p.enter()
		defer p.leave()
		switch t.text {
		case "(":
			p.pos++
			return p.paren(line)
		case "[":
			p.pos++
			return p.list(line)
		case "{":
			p.pos++
			return p.braces(line)
		case "...":
			p.pos++
			return &constExpr{line, ellipsis}
		}
	}
	p.invalid()
	return nil
}

func (p *parser) numberValue(text string) Value {
	s := strings.ReplaceAll(text, "_", "")
	if strings.HasSuffix(text, "_") || strings.Contains(text, "__") {
		p.fail("invalid decimal literal")
	}
	low := strings.ToLower(s)
	if strings.HasSuffix(low, "j") && !strings.HasPrefix(low, "0x") {
		f, err := strconv.ParseFloat(strings.ReplaceAll(low[:len(low)-1], "_", ""), 64)
		if err != nil && !math.IsInf(f, 0) {
			p.fail("invalid imaginary literal")
		}
		return complexNumber(complex(0, f))
	}
	if !strings.HasPrefix(low, "0x") && strings.ContainsAny(low, ".e") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil && f == 0 {
			p.fail("invalid decimal literal")
		}
		return Float(f)
	}
	if n, err := strconv.ParseInt(s, 0, 64); err == nil && (s == "0" || s[0] != '0' || !isDigits(s)) {
		return Int(n)
	}
	if isDigits(s) && s[0] == '0' {
		if strings.Trim(s, "0") == "" {
			return Int(0)
		}
		p.fail("leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers")
	}
	if len(s) > 4300 {
		p.fail("Exceeds the limit (4300 digits) for integer string conversion: value has %d digits", len(s))
	}
	b, ok := new(big.Int).SetString(s, 0)
	if !ok {
		p.fail("invalid decimal literal")
	}
	return normBig(b)
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// strings parses adjacent string literals.
func (p *parser) strings() expr {
	line := p.line()
	isBytes := p.tok().bytes
	var parts []fstrPart
	format := false
	for p.tok().kind == tokString {
		t := p.tok()
		if t.bytes != isBytes {
			p.fail("cannot mix bytes and nonbytes literals")
		}
		p.pos++
		if t.fstr {
			format = true
			parts = append(parts, p.fields(t.parts)...)
			continue
		}
		parts = append(parts, fstrPart{lit: t.body})
	}
	if format {
		return &fstrExpr{line, parts}
	}
	var b strings.Builder
	for _, part := range parts {
		b.WriteString(part.lit)
	}
	if isBytes {
		return &constExpr{line, Bytes(b.String())}
	}
	return &constExpr{line, NewStr(b.String())}
}

// fields parses the expressions of an f-string.
func (p *parser) fields(in []fpart) []fstrPart {
	var out []fstrPart
	for _, f := range in {
		if !f.field {
			out = append(out, fstrPart{lit: f.lit})
			continue
		}
		p.enter()
		sub := &parser{toks: scan(f.src, f.line, true), depth: p.depth, fns: p.fns, loops: p.loops}
		x := sub.testlist(true)
		if sub.tok().kind != tokEOF {
			p.fail("f-string: invalid syntax")
		}
		p.leave()
		part := fstrPart{x: x, conv: f.conv, spec: p.fields(f.spec)}
		if f.debug != "" {
			out = append(out, fstrPart{lit: f.debug})
			if part.conv == 0 && !f.has {
				part.conv = 'r'
			}
		}
		out = append(out, part)
	}
	return out
}

// paren parses what follows "(": a tuple, a generator expression or a group.
func (p *parser) paren(line pos) expr {
	if p.accept(")") {
		return &seqExpr{line, '(', nil}
	}
	if p.is("yield") {
		x := p.yield()
		p.expect(")")
		return x
	}
	x := p.starNamed()
	if p.is("for") || p.is("async") {
		c := p.comprehension(int(line), '(', x, nil)
		p.expect(")")
		return c
	}
	if p.accept(")") {
		if _, ok := x.(*starExpr); ok {
			p.fail("cannot use starred expression here")
		}
		return x
	}
	items := p.items(x, ")")
	return &seqExpr{line, '(', items}
}

// items parses the rest of a display up to end.
func (p *parser) items(first expr, end string) []expr {
	items := []expr{first}
	for !p.accept(end) {
		p.comma()
		if p.accept(end) {
			break
		}
		items = append(items, p.starNamed())
	}
	return items
}

func (p *parser) starNamed() expr {
	line := p.line()
	if p.accept("*") {
		return &starExpr{line, p.binary(0)}
	}
	return p.named()
}

func (p *parser) list(line pos) expr {
	if p.accept("]") {
		return &seqExpr{line, '[', nil}
	}
	x := p.starNamed()
	if p.is("for") || p.is("async") {
		c := p.comprehension(int(line), '[', x, nil)
		p.expect("]")
		return c
	}
	return &seqExpr{line, '[', p.items(x, "]")}
}

// braces parses a set or dict after its "{".
func (p *parser) braces(line pos) expr {
	if p.accept("}") {
		return &dictExpr{pos: line}
	}
	d := &dictExpr{pos: line}
	if !p.is("**") {
		x := p.starNamed()
		if !p.is(":") {
			if p.is("for") || p.is("async") {
				c := p.comprehension(int(line), '{', x, nil)
				p.expect("}")
				return c
			}
			return &seqExpr{line, '{', p.items(x, "}")}
		}
		p.pos++
		v := p.expression()
		if p.is("for") || p.is("async") {
			c := p.comprehension(int(line), ':', x, v)
			p.expect("}")
			return c
		}
		d.keys, d.vals = append(d.keys, x), append(d.vals, v)
		if !p.is("}") {
			p.comma()
		}
	}
	for !p.accept("}") {
		if p.accept("**") {
			d.keys, d.vals = append(d.keys, nil), append(d.vals, p.binary(0))
		} else {
			k := p.expression()
			if !p.accept(":") {
				p.fail("':' expected after dictionary key")
			}
			d.keys, d.vals = append(d.keys, k), append(d.vals, p.expression())
		}
		if !p.is("}") {
			p.comma()
		}
	}
	return d
}

// comprehension parses the for clauses after an element.
func (p *parser) comprehension(line int, kind byte, elt, val expr) expr {
	if _, ok := elt.(*starExpr); ok {
		p.fail("iterable unpacking cannot be used in comprehension")
	}
	c := &compExpr{pos: pos(line), kind: kind, elt: elt, val: val}
	for p.is("for") || p.is("async") {
		p.accept("async")
		p.expect("for")
		f := compFor{target: p.targetList()}
		p.expect("in")
		f.iter = p.or()
		for p.accept("if") {
			f.conds = append(f.conds, p.compCond())
		}
		c.fors = append(c.fors, f)
	}
	return c
}

// compCond parses a condition of a comprehension.
func (p *parser) compCond() expr {
	if p.is("lambda") {
		return p.lambda()
	}
	line := p.line()
	x := p.or()
	if n, ok := x.(*nameExpr); ok && p.accept(":=") {
		return &walrusExpr{line, n.name, p.or()}
	}
	return x
}
