package python

import "strings"

// maxNesting is how deep expressions and blocks may nest.
const maxNesting = 200

// A parser turns tokens into statements. It throws *syntaxError.
type parser struct {
	toks  []token
	pos   int
	depth int
	fns   []*function // enclosing functions, innermost last
	loops int
}

// parse parses a program.
func parse(src string) (body []stmt, err *syntaxError) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*syntaxError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	if i := strings.IndexByte(src, 0); i >= 0 {
		panic(&syntaxError{"SyntaxError", "source code cannot contain null bytes", 1 + strings.Count(src[:i], "\n")})
	}
	p := &parser{toks: scan(src, 1, false)}
	for p.tok().kind != tokEOF {
		body = p.statement(body)
	}
	return body, nil
}

func (p *parser) tok() *token { return &p.toks[p.pos] }

func (p *parser) line() pos { return pos(p.tok().line) }

func (p *parser) fail(format string, args ...any) {
	panic(&syntaxError{"SyntaxError", sprintf(format, args...), p.tok().line})
}

// invalid reports that the current token does not fit.
func (p *parser) invalid() {
	switch p.tok().kind {
	case tokIndent:
		panic(&syntaxError{"IndentationError", "unexpected indent", p.tok().line})
	case tokEOF:
		p.fail("unexpected EOF while parsing")
	}
	p.fail("invalid syntax")
}

// is reports whether the current token is this operator or keyword.
func (p *parser) is(text string) bool {
	t := p.tok()
	return t.text == text && (t.kind == tokOp || t.kind == tokName)
}

// accept skips the current token if it is text.
func (p *parser) accept(text string) bool {
	if p.is(text) {
		p.pos++
		return true
	}
	return false
}

func (p *parser) expect(text string) {
	if !p.accept(text) {
		if text == ":" {
			p.fail("expected ':'")
		}
		if text == "in" || p.tok().kind == tokIndent {
			p.invalid()
		}
		if text == ")" || text == "]" || text == "}" {
			p.unseparated()
		}
		p.fail("expected '%s'", text)
	}
}

// name reads an identifier.
func (p *parser) name() string {
	t := p.tok()
	if t.kind != tokName || keywords[t.text] {
		p.invalid()
	}
	p.pos++
	return t.text
}

// enter counts a level of nesting; leave undoes it.
func (p *parser) enter() {
	if p.depth++; p.depth > maxNesting {
		p.fail("too many nested expressions or blocks")
	}
}

func (p *parser) leave() { p.depth-- }
