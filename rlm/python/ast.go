package python

// Expressions. Every node knows its line.
type (
	expr interface{ at() int }
	pos  int

	constExpr struct {
		pos
		val Value
	}
	nameExpr struct {
		pos
		name string
	}
	fstrExpr struct {
		pos
		parts []fstrPart
	}
	binExpr struct {
		pos
		op   string
		l, r expr
	}
	unaryExpr struct {
		pos
		op string
		x  expr
	}
	boolExpr struct {
		pos
		and bool
		xs  []expr
	}
	compareExpr struct {
		pos
		first expr
		ops   []string
		rest  []expr
	}
	condExpr struct {
		pos
		test, then, els expr
	}
	walrusExpr struct {
		pos
		name string
		x    expr
	}
	callExpr struct {
		pos
		fn   expr
		args []argument
	}
	attrExpr struct {
		pos
		x    expr
		name string
	}
	indexExpr struct {
		pos
		x, index expr
	}
	sliceExpr struct {
		pos
		lo, hi, step expr // nil where absent
	}
	seqExpr struct { // list, tuple or set display
		pos
		kind  byte // '[', '(' or '{'
		items []expr
	}
	dictExpr struct {
		pos
		keys []expr // nil for ** entries
		vals []expr
	}
	starExpr struct {
		pos
		x expr
	}
	compExpr struct {
		pos
		kind     byte // '[', '{' (set), ':' (dict) or '(' (generator)
		elt, val expr
		fors     []compFor
	}
	lambdaExpr struct {
		pos
		fn *function
	}
	yieldExpr struct {
		pos
		x    expr
		from bool
	}
	awaitExpr struct {
		pos
		x expr
	}
)

func (p pos) at() int { return int(p) }

// An fstrPart is literal text (x == nil) or a replacement field.
type fstrPart struct {
	lit  string
	x    expr
	conv byte
	spec []fstrPart
}

// An argument of a call: positional, *x, name=x or **x.
type argument struct {
	name  string
	x     expr
	stars int
}

// A compFor is a "for … in … if …" clause of a comprehension.
type compFor struct {
	target expr
	iter   expr
	conds  []expr
}

// A function is a def or a lambda.
type function struct {
	name    string
	params  []param
	body    []stmt
	expr    expr // of a lambda
	line    int
	gen     bool
	doc     string
	returns expr // the hint, nil if there is none
	isAsync bool
}

// A param of a function. kind is 0 (positional or keyword), '/' (positional only),
// 'k' (keyword only), '*' or 'd' (**).
type param struct {
	name string
	def  expr
	hint expr
	kind byte
}

// Statements.
type (
	stmt interface{ at() int }

	exprStmt struct {
		pos
		x expr
	}
	assignStmt struct {
		pos
		targets []expr
		x       expr
	}
	augStmt struct {
		pos
		target expr
		op     string
		x      expr
	}
	annStmt struct {
		pos
		target, ann, x expr // x is nil for a bare annotation
	}
	ifStmt struct {
		pos
		test      expr
		then, els []stmt
	}
	whileStmt struct {
		pos
		test      expr
		body, els []stmt
	}
	forStmt struct {
		pos
		target, iter expr
		body, els    []stmt
	}
	tryStmt struct {
		pos
		body, els, final []stmt
		handlers         []handler
		groups           bool // except*
	}
	withStmt struct {
		pos
		x, target expr
		body      []stmt
	}
	defStmt struct {
		pos
		fn   *function
		decs []expr
	}
	classStmt struct {
		pos
		name  string
		bases []argument
		body  []stmt
		decs  []expr
	}
	returnStmt struct {
		pos
		x expr
	}
	raiseStmt struct {
		pos
		x, cause expr
		hasFrom  bool
	}
	delStmt struct {
		pos
		targets []expr
	}
	assertStmt struct {
		pos
		test, msg expr
	}
	scopeStmt struct { // global or nonlocal
		pos
		nonlocal bool
		names    []string
	}
	importStmt struct {
		pos
		module string
		as     string // bound name
		whole  bool   // "import a.b" without as binds a
	}
	fromStmt struct {
		pos
		module string
		names  []string
		as     []string
	}
	simpleStmt struct {
		pos
		kind string // pass, break, continue
	}
	matchStmt struct {
		pos
		x     expr
		cases []matchCase
	}
)

// A handler is an except clause.
type handler struct {
	typ  expr // nil: bare
	name string
	body []stmt
	line int
}

// A matchCase is a case of a match statement.
type matchCase struct {
	pat   pattern
	guard expr
	body  []stmt
}

// A pattern of a case. kind: value, capture ('_' is name ""), or, seq, map, class.
type pattern struct {
	kind string
	x    expr
	name string // capture, or the "as" name
	subs []pattern
	keys []expr
	kws  []string
	star bool // *name inside a sequence, **name inside a mapping
	rest string
}
