package python

// Expressions and statements as the parser makes them. An expr is evaluated
// by eval.go, a stmt executed by exec.go.
type (
	expr interface{}

	constant struct{ value Value }
	name     struct {
		id   string
		line int
	}
	unary struct {
		op string
		x  expr
	}
	binary struct {
		op   string
		x, y expr
		line int
	}
	boolean struct { // and, or
		and  bool
		x, y expr
	}
	compare struct { // x op[0] y[0] op[1] y[1] …
		x    expr
		ops  []string
		ys   []expr
		line int
	}
	conditional struct{ test, then, other expr }
	walrus      struct {
		id string
		x  expr
	}
	call struct {
		fn   expr
		args []argument
		line int
	}
	attribute struct {
		x    expr
		name string
		line int
	}
	subscript struct {
		x, index expr
		line     int
	}
	sliceExpr struct{ start, stop, step expr }
	tupleExpr struct{ items []expr }
	listExpr  struct{ items []expr }
	setExpr   struct{ items []expr }
	dictExpr  struct{ keys, values []expr } // a nil key is **value
	starred   struct{ x expr }
	lambda    struct{ fn *function }
	fstring   struct{ parts []expr } // constants and formatted
	formatted struct {
		x          expr
		conversion byte // 0, 'r', 's', 'a'
		spec       expr // nil or an fstring
		line       int
	}
	comprehension struct {
		kind       byte // 'l', 's', 'd', 'g'
		key, value expr // key is the element; value that of a dict
		clauses    []clause
		line       int
	}
	clause struct {
		target expr
		in     expr
		conds  []expr
	}
	awaitExpr struct{ x expr }
	yieldExpr struct {
		x    expr
		from bool
	}
)

// argument is one argument of a call: positional, name=value, *list or **dict.
type argument struct {
	name string
	x    expr
	star int // 1: *x, 2: **x
}

// function is what def and lambda share.
type function struct {
	name      string
	params    []param
	body      []stmt // nil for a lambda
	result    expr   // of a lambda
	locals    map[string]bool
	generator bool
	line      int
}

type param struct {
	name   string
	def    expr
	star   int  // 1: *args (name "" for a bare *), 2: **kwargs
	kwOnly bool // after a star
}

type stmt interface{}

type (
	exprStmt struct {
		x    expr
		line int
	}
	assign struct {
		targets []expr
		value   expr
		line    int
	}
	augAssign struct {
		target expr
		op     string
		value  expr
		line   int
	}
	ifStmt struct {
		test        expr
		then, other []stmt
		line        int
	}
	whileStmt struct {
		test        expr
		body, other []stmt
		line        int
	}
	forStmt struct {
		target      expr
		in          expr
		body, other []stmt
		line        int
	}
	tryStmt struct {
		body     []stmt
		handlers []handler
		other    []stmt
		finally  []stmt
		line     int
	}
	handler struct {
		types expr // nil catches everything
		as    string
		body  []stmt
		line  int
	}
	withStmt struct {
		items []withItem
		body  []stmt
		line  int
	}
	withItem struct{ x, as expr }
	defStmt  struct {
		fn   *function
		line int
	}
	returnStmt struct {
		x    expr
		line int
	}
	raiseStmt struct {
		x, from expr
		line    int
	}
	assertStmt struct {
		test, msg expr
		line      int
	}
	delStmt struct {
		targets []expr
		line    int
	}
	importStmt struct {
		module string
		names  []importName // nil: import module
		as     string
		line   int
	}
	importName   struct{ name, as string }
	globalStmt   struct{ names []string }
	nonlocalStmt struct{ names []string }
	passStmt     struct{}
	breakStmt    struct{}
	continueStmt struct{}
)
