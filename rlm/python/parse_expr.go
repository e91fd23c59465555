package python

import (
	"fmt"
	"slices"
	"strings"
)

// maxNesting bounds brackets within brackets, so that no program can exhaust
// the parser's or the evaluator's stack.
const maxNesting = 90

// parser makes statements of tokens by recursive descent, one function a
// level of precedence (Python reference 6.17).
type parser struct {
	toks  []token
	at    int
	depth int
	gen   bool // a yield was seen in the function being parsed
}

// parseError is thrown inside the parser and caught at its top.
type parseError struct{ err *syntaxError }

func (p *parser) fail(format string, args ...any) {
	panic(parseError{&syntaxError{fmt.Sprintf(format, args...), p.peek().line, "SyntaxError"}})
}

func (p *parser) peek() token { return p.toks[p.at] }

func (p *parser) next() token {
	t := p.toks[p.at]
	if t.kind != tokEOF {
		p.at++
	}
	return t
}

func (p *parser) isOp(op string) bool { t := p.peek(); return t.kind == tokOp && t.text == op }

func (p *parser) isWord(w string) bool { t := p.peek(); return t.kind == tokName && t.text == w }

func (p *parser) accept(op string) bool {
	if p.isOp(op) {
		p.at++
		return true
	}
	return false
}

func (p *parser) acceptWord(w string) bool {
	if p.isWord(w) {
		p.at++
		return true
	}
	return false
}

func (p *parser) expect(op string) {
	if !p.accept(op) {
		if p.peek().kind == tokNewline || p.peek().kind == tokEOF {
			p.fail("expected '%s'", op)
		}
		p.fail("invalid syntax")
	}
}

func isKeyword(s string) bool {
	return slices.Contains(keywordList, s)
}

var keywordList = strings.Fields(`False None True and as assert async await break class continue def del elif else
	except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield`)

func (p *parser) ident() string {
	t := p.next()
	if t.kind != tokName || isKeyword(t.text) {
		p.at--
		p.fail("invalid syntax")
	}
	return t.text
}

func (p *parser) enter() {
	if p.depth++; p.depth > maxNesting {
		p.fail("too many nested parentheses")
	}
}

// expression is a test, a lambda, or name := value where it may stand.
func (p *parser) expression() expr {
	p.enter()
	defer func() { p.depth-- }()
	if p.isWord("lambda") {
		return p.lambda()
	}
	x := p.or()
	if n, ok := x.(*name); ok && p.isOp(":=") {
		p.at++
		return &walrus{n.id, p.expression()}
	}
	if p.acceptWord("if") {
		test := p.or()
		if !p.acceptWord("else") {
			p.fail("expected 'else' after 'if' expression")
		}
		return &conditional{test, x, p.expression()}
	}
	return x
}

func (p *parser) or() expr {
	x := p.and()
	for p.acceptWord("or") {
		x = &boolean{false, x, p.and()}
	}
	return x
}

func (p *parser) and() expr {
	x := p.not()
	for p.acceptWord("and") {
		x = &boolean{true, x, p.not()}
	}
	return x
}

func (p *parser) not() expr {
	if p.acceptWord("not") {
		p.enter()
		defer func() { p.depth-- }()
		return &unary{"not", p.not()}
	}
	return p.comparison()
}

func (p *parser) comparison() expr {
	c := &compare{x: p.binary(0), line: p.peek().line}
	for {
		op := p.comparisonOp()
		if op == "" {
			break
		}
		c.ops = append(c.ops, op)
		c.ys = append(c.ys, p.binary(0))
	}
	if c.ops == nil {
		return c.x
	}
	return c
}

func (p *parser) comparisonOp() string {
	t := p.peek()
	switch {
	case t.kind == tokOp && slices.Contains([]string{"<", ">", "==", "!=", "<=", ">="}, t.text):
		p.at++
		return t.text
	case p.acceptWord("in"):
		return "in"
	case p.acceptWord("is"):
		if p.acceptWord("not") {
			return "is not"
		}
		return "is"
	case p.isWord("not") && p.toks[p.at+1].text == "in":
		p.at += 2
		return "not in"
	}
	return ""
}

// levels are the binary operators, loosest first.
var levels = [][]string{{"|"}, {"^"}, {"&"}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "//", "%", "@"}}

func (p *parser) binary(level int) expr {
	if level == len(levels) {
		return p.unary()
	}
	x := p.binary(level + 1)
	for p.peek().kind == tokOp && slices.Contains(levels[level], p.peek().text) {
		t := p.next()
		x = &binary{t.text, x, p.binary(level + 1), t.line}
	}
	return x
}

func (p *parser) unary() expr {
	if t := p.peek(); t.kind == tokOp && (t.text == "-" || t.text == "+" || t.text == "~") {
		p.at++
		p.enter()
		defer func() { p.depth-- }()
		return &unary{t.text, p.unary()}
	}
	return p.power()
}

func (p *parser) power() expr {
	if p.acceptWord("await") {
		return &awaitExpr{p.unary()}
	}
	x := p.primary()
	if t := p.peek(); p.accept("**") {
		p.enter()
		defer func() { p.depth-- }()
		return &binary{"**", x, p.unary(), t.line}
	}
	return x
}

func (p *parser) primary() expr {
	x := p.atom()
	for {
		t := p.peek()
		switch {
		case p.accept("."):
			x = &attribute{x, p.ident(), t.line}
		case p.accept("("):
			x = &call{x, p.arguments(), t.line}
		case p.accept("["):
			x = &subscript{x, p.subscripts(), t.line}
		default:
			return x
		}
	}
}

func (p *parser) arguments() []argument {
	var args []argument
	for !p.accept(")") {
		args = append(args, p.argument())
		if !p.accept(",") {
			p.expect(")")
			break
		}
	}
	return args
}

func (p *parser) argument() argument {
	switch {
	case p.accept("*"):
		return argument{x: p.expression(), star: 1}
	case p.accept("**"):
		return argument{x: p.expression(), star: 2}
	case p.peek().kind == tokName && p.toks[p.at+1].kind == tokOp && p.toks[p.at+1].text == "=":
		id := p.ident()
		p.at++
		return argument{name: id, x: p.expression()}
	}
	line := p.peek().line
	x := p.expression()
	if p.isFor() {
		return argument{x: &comprehension{kind: 'g', key: x, clauses: p.clauses(), line: line}}
	}
	return argument{x: x}
}

func (p *parser) subscripts() expr {
	first := p.slice()
	if p.accept("]") {
		return first
	}
	items := []expr{first}
	for p.accept(",") {
		if p.isOp("]") {
			break
		}
		items = append(items, p.slice())
	}
	p.expect("]")
	return &tupleExpr{items}
}

func (p *parser) slice() expr {
	var parts [3]expr
	colons := 0
	for colons < 3 {
		if !p.isOp(":") && !p.isOp("]") && !p.isOp(",") {
			parts[colons] = p.expression()
		}
		if !p.isOp(":") {
			break
		}
		p.at++
		colons++
	}
	if colons == 0 {
		if parts[0] == nil {
			p.fail("invalid syntax")
		}
		return parts[0]
	}
	return &sliceExpr{parts[0], parts[1], parts[2]}
}

func (p *parser) isFor() bool { return p.isWord("for") || p.isWord("async") }

// clauses parses for … in … if … of a comprehension.
func (p *parser) clauses() []clause {
	var list []clause
	for p.isFor() {
		p.acceptWord("async")
		p.acceptWord("for")
		c := clause{target: p.targets()}
		if !p.acceptWord("in") {
			p.fail("invalid syntax")
		}
		c.in = p.or()
		for p.acceptWord("if") {
			c.conds = append(c.conds, p.condition())
		}
		list = append(list, c)
	}
	return list
}

func (p *parser) condition() expr {
	x := p.or()
	if n, ok := x.(*name); ok && p.accept(":=") {
		return &walrus{n.id, p.or()}
	}
	return x
}

// targets parses what a for assigns to: a, b or (a, b) or a[i] …
func (p *parser) targets() expr {
	item := func() expr {
		if p.accept("*") {
			return &starred{p.binary(0)}
		}
		return p.binary(0)
	}
	first := item()
	if !p.isOp(",") {
		return first
	}
	items := []expr{first}
	for p.accept(",") {
		if p.isWord("in") || p.isOp("=") {
			break
		}
		items = append(items, item())
	}
	return &tupleExpr{items}
}

func (p *parser) lambda() expr {
	line := p.next().line
	fn := &function{name: "<lambda>", params: p.params(":"), line: line}
	p.expect(":")
	fn.result = p.expression()
	fn.locals = localsOf(fn)
	return &lambda{fn}
}
