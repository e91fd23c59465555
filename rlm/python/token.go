package python

import "fmt"

// tokenKind classifies tokens.
type tokenKind int

const (
	tokEOF tokenKind = iota
	tokNewline
	tokIndent
	tokDedent
	tokName
	tokNumber
	tokString
	tokOp
)

// A token is a lexical unit. For a string, body holds its value unless it is an
// f-string, which holds parts.
type token struct {
	kind  tokenKind
	text  string // the source text of names, numbers and operators
	line  int    // from 1
	body  string
	bytes bool
	parts []fpart // of an f-string
	fstr  bool
}

// An fpart is literal text or a replacement field of an f-string.
type fpart struct {
	lit   string
	field bool
	src   string // the field's expression
	line  int
	debug string // the text before "=" in {x=}, with the "="
	conv  byte   // 'r', 's', 'a' or 0
	spec  []fpart
	has   bool // a ":" was there
}

// A syntaxError is thrown by the scanner and the parser, and caught in parse.
type syntaxError struct {
	typ  string
	msg  string
	line int
}

func (e *syntaxError) Error() string { return fmt.Sprintf("%s: %s (line %d)", e.typ, e.msg, e.line) }

// keywords are the reserved words.
var keywords = map[string]bool{
	"False": true, "None": true, "True": true, "and": true, "as": true, "assert": true, "async": true,
	"await": true, "break": true, "class": true, "continue": true, "def": true, "del": true, "elif": true,
	"else": true, "except": true, "finally": true, "for": true, "from": true, "global": true, "if": true,
	"import": true, "in": true, "is": true, "lambda": true, "nonlocal": true, "not": true, "or": true,
	"pass": true, "raise": true, "return": true, "try": true, "while": true, "with": true, "yield": true,
}

// operators lists operators and delimiters, longest first.
var operators = []string{
	"**=", "//=", ">>=", "<<=", "...",
	"**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=", ":=",
	"+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "=",
}
