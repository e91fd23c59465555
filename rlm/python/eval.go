package python

import "time"

var now = time.Now

// eval evaluates an expression.
func (f *frame) eval(x expr) (Value, error) {
	switch x := x.(type) {
	case *constant:
		return x.value, nil
	case *name:
		return f.lookup(x.id)
	case *binary:
		a, err := f.eval(x.x)
		if err != nil {
			return nil, err
		}
		b, err := f.eval(x.y)
		if err != nil {
			return nil, err
		}
		return f.s.binary(x.op, force(a), force(b))
	case *compare:
		return f.compare(x)
	case *boolean:
		v, err := f.eval(x.x)
		if err != nil || Truth(v) != x.and {
			return v, err
		}
		return f.eval(x.y)
	case *unary:
		return f.unary(x)
	case *call:
		return f.call(x)
	case *attribute:
		v, err := f.eval(x.x)
		if err != nil {
			return nil, err
		}
		return f.s.getAttr(force(v), x.name)
	case *subscript:
		return f.subscript(x)
	case *conditional:
		v, err := f.eval(x.test)
		if err != nil {
			return nil, err
		}
		if Truth(v) {
			return f.eval(x.then)
		}
		return f.eval(x.other)
	case *fstring:
		return f.fstring(x)
	case *comprehension:
		return f.comprehension(x)
	case *lambda:
		return f.closure(x.fn)
	case *walrus:
		v, err := f.eval(x.x)
		if err == nil {
			f.set(x.id, v)
		}
		return v, err
	case *awaitExpr:
		return f.eval(x.x)
	case *yieldExpr:
		return f.yieldValue(x)
	case *sliceExpr:
		return f.slice(x)
	}
	return f.display(x)
}

// display evaluates tuples, lists, sets and dicts.
func (f *frame) display(x expr) (Value, error) {
	switch x := x.(type) {
	case *tupleExpr:
		items, err := f.items(x.items)
		return Tuple(items), err
	case *listExpr:
		items, err := f.items(x.items)
		return &List{items}, err
	case *setExpr:
		items, err := f.items(x.items)
		if err != nil {
			return nil, err
		}
		return newSet(items)
	case *dictExpr:
		return f.dict(x)
	}
	return nil, raise("SyntaxError", "can't use starred expression here")
}

func (f *frame) items(list []expr) ([]Value, error) {
	out := make([]Value, 0, len(list))
	for _, x := range list {
		if star, ok := x.(*starred); ok {
			v, err := f.eval(star.x)
			if err != nil {
				return nil, err
			}
			more, err := collect(f.s, v)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
			continue
		}
		v, err := f.eval(x)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, f.s.grow(int64(16 * len(out)))
}

func (f *frame) dict(x *dictExpr) (Value, error) {
	d := NewDict()
	for i := range x.keys {
		v, err := f.eval(x.values[i])
		if err != nil {
			return nil, err
		}
		if x.keys[i] == nil {
			if err := f.s.update(d, v); err != nil {
				return nil, err
			}
			continue
		}
		k, err := f.eval(x.keys[i])
		if err != nil {
			return nil, err
		}
		if err := d.Set(force(k), v); err != nil {
			return nil, err
		}
	}
	return d, f.s.grow(int64(64 * d.Len()))
}

// lookup finds a name: local, enclosing functions, module, builtins.
func (f *frame) lookup(id string) (Value, error) {
	for at := f; at != nil; at = at.parent {
		if at.vars == nil {
			break
		}
		if v, ok := at.vars[id]; ok {
			return v, nil
		}
		if at == f && at.code != nil && at.code.locals[id] && !at.declaredOutside(id) {
			return nil, raise("UnboundLocalError", "cannot access local variable '%s' where it is not associated with a value", id)
		}
	}
	if v, ok := f.s.globals[id]; ok {
		return v, nil
	}
	if v, ok := f.s.builtins[id]; ok {
		return v, nil
	}
	return nil, raise("NameError", "name '%s' is not defined%s", id, f.s.nameHint(id))
}

// nameHint is said behind the error for names that do not exist here.
func (s *Session) nameHint(id string) string {
	if missingModules[id] != "" {
		return ". " + missingModules[id]
	}
	return ""
}

func (f *frame) declaredOutside(id string) bool { return f.code.locals["global "+id] }

// set binds a name where Python would.
func (f *frame) set(id string, v Value) {
	switch at := f.owner(id); {
	case at == nil:
		f.s.globals[id] = v
	default:
		at.vars[id] = v
	}
}

func (f *frame) unset(id string) {
	if at := f.owner(id); at != nil {
		delete(at.vars, id)
		return
	}
	delete(f.s.globals, id)
}

// owner is the frame that holds an assigned name; nil is the module.
func (f *frame) owner(id string) *frame {
	if f.vars == nil {
		return nil
	}
	if f.code == nil { // a comprehension: its own variables are set directly
		if f.parent == nil {
			return nil
		}
		return f.parent.owner(id)
	}
	if f.code.locals["global "+id] {
		return nil
	}
	if f.code.locals["nonlocal "+id] {
		for at := f.parent; at != nil && at.vars != nil; at = at.parent {
			if _, ok := at.vars[id]; ok || at.code != nil && at.code.locals[id] {
				return at
			}
		}
	}
	return f
}

// assign binds a target to a value, taking tuples apart.
func (f *frame) assign(target expr, v Value) error {
	switch t := target.(type) {
	case *name:
		f.set(t.id, v)
		return nil
	case *subscript:
		c, err := f.eval(t.x)
		if err != nil {
			return err
		}
		i, err := f.eval(t.index)
		if err != nil {
			return err
		}
		return f.s.setItem(force(c), force(i), v)
	case *attribute:
		c, err := f.eval(t.x)
		if err != nil {
			return err
		}
		return f.s.setAttr(force(c), t.name, v)
	case *tupleExpr:
		return f.unpack(t.items, v)
	case *listExpr:
		return f.unpack(t.items, v)
	}
	return raise("SyntaxError", "cannot assign to expression")
}

func (f *frame) unpack(targets []expr, v Value) error {
	v = force(v)
	if !iterable(v) {
		return raise("TypeError", "cannot unpack non-iterable %s object", v.Type())
	}
	items, err := collectUpTo(f.s, v, 1<<20)
	if err != nil {
		return err
	}
	star := -1
	for i, t := range targets {
		if _, ok := t.(*starred); ok {
			star = i
		}
	}
	switch {
	case star < 0 && len(items) > len(targets):
		return raise("ValueError", "too many values to unpack (expected %d)", len(targets))
	case star < 0 && len(items) < len(targets):
		return raise("ValueError", "not enough values to unpack (expected %d, got %d)", len(targets), len(items))
	case star >= 0 && len(items) < len(targets)-1:
		return raise("ValueError", "not enough values to unpack (expected at least %d, got %d)", len(targets)-1, len(items))
	}
	extra := len(items) - len(targets) + 1
	for i, t := range targets {
		switch {
		case i == star:
			n := extra
			err = f.assign(t.(*starred).x, NewList(append([]Value(nil), items[:n]...)...))
			items = items[n:]
		default:
			err = f.assign(t, items[0])
			items = items[1:]
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *frame) augment(st *augAssign) error {
	old, err := f.eval(st.target)
	if err != nil {
		return err
	}
	v, err := f.eval(st.value)
	if err != nil {
		return err
	}
	old, v = force(old), force(v)
	if l, ok := old.(*List); ok && st.op == "+" {
		more, err := collect(f.s, v)
		if err != nil {
			return err
		}
		if err := f.s.grow(int64(16 * len(more))); err != nil {
			return err
		}
		l.items = append(l.items, more...)
		return f.assign(st.target, l)
	}
	if s, ok := old.(*Set); ok && st.op == "|" {
		return f.s.updateSet(s, v)
	}
	if d, ok := old.(*Dict); ok && st.op == "|" {
		return f.s.update(d, v)
	}
	res, err := f.s.binary(st.op, old, v)
	if err != nil {
		return err
	}
	return f.assign(st.target, res)
}

func (f *frame) compare(x *compare) (Value, error) {
	a, err := f.eval(x.x)
	if err != nil {
		return nil, err
	}
	for i, op := range x.ops {
		b, err := f.eval(x.ys[i])
		if err != nil {
			return nil, err
		}
		ok, err := f.s.compareOp(op, force(a), force(b))
		if err != nil || !ok {
			return Bool(false), err
		}
		a = b
	}
	return Bool(true), nil
}

func (f *frame) call(x *call) (Value, error) {
	fn, err := f.eval(x.fn)
	if err != nil {
		return nil, err
	}
	var args []Value
	var kw *Dict
	for _, a := range x.args {
		v, err := f.eval(a.x)
		if err != nil {
			return nil, err
		}
		switch {
		case a.star == 1:
			more, err := collect(f.s, v)
			if err != nil {
				return nil, err
			}
			args = append(args, more...)
		case a.star == 2:
			if kw == nil {
				kw = NewDict()
			}
			if err := f.s.update(kw, v); err != nil {
				return nil, err
			}
		case a.name != "":
			if kw == nil {
				kw = NewDict()
			}
			_ = kw.Set(NewStr(a.name), v)
		default:
			args = append(args, v)
		}
	}
	if b, ok := fn.(*builtin); ok && frameFuncs[b.name] != nil {
		return frameFuncs[b.name](f)
	}
	return f.s.call(fn, args, kw)
}

// frameFuncs are the builtins that look at their caller.
var frameFuncs = map[string]func(*frame) (Value, error){
	"locals":  func(f *frame) (Value, error) { return f.namespace(f.vars), nil },
	"globals": func(f *frame) (Value, error) { return f.namespace(nil), nil },
	"dir":     func(f *frame) (Value, error) { return sortedKeys(f.namespace(f.vars)), nil },
}

func (f *frame) namespace(vars map[string]Value) *Dict {
	if vars == nil {
		vars = f.s.globals
	}
	d := NewDict()
	for _, k := range sortedNames(vars) {
		_ = d.Set(NewStr(k), vars[k])
	}
	return d
}

func (f *frame) comprehension(x *comprehension) (Value, error) {
	in := &frame{s: f.s, fn: f.fn, vars: map[string]Value{}, parent: f, yield: f.yield}
	if x.kind == 'g' {
		first, err := f.eval(x.clauses[0].in)
		if err != nil {
			return nil, err
		}
		return f.s.generate(func(yield func(Value) error) error {
			return in.loop(x.clauses, first, func() error {
				v, err := in.eval(x.key)
				if err != nil {
					return err
				}
				return yield(v)
			})
		}), nil
	}
	list, set, dict := &List{}, &Set{d: NewDict()}, NewDict()
	err := in.loop(x.clauses, nil, func() error {
		k, err := in.eval(x.key)
		if err != nil {
			return err
		}
		if err := f.s.grow(32); err != nil {
			return err
		}
		switch x.kind {
		case 'l':
			list.items = append(list.items, k)
			return nil
		case 's':
			return set.d.Set(force(k), None)
		}
		v, err := in.eval(x.value)
		if err != nil {
			return err
		}
		return dict.Set(force(k), v)
	})
	return map[byte]Value{'l': list, 's': set, 'd': dict}[x.kind], err
}

// loop runs the clauses of a comprehension; first is what the first one goes
// over, if it is evaluated already.
func (f *frame) loop(clauses []clause, first Value, body func() error) error {
	if len(clauses) == 0 {
		return body()
	}
	c := clauses[0]
	if first == nil {
		var err error
		if first, err = f.eval(c.in); err != nil {
			return err
		}
	}
	next, err := f.s.iterate(first)
	if err != nil {
		return err
	}
next:
	for {
		v, ok, err := next()
		if err != nil || !ok {
			return err
		}
		if err := f.s.charge(1); err != nil {
			return err
		}
		if err := f.bindTarget(c.target, v); err != nil {
			return err
		}
		for _, cond := range c.conds {
			v, err := f.eval(cond)
			if err != nil {
				return err
			}
			if !Truth(v) {
				continue next
			}
		}
		if err := f.loop(clauses[1:], nil, body); err != nil {
			return err
		}
	}
}

// bindTarget binds the variables of a comprehension, which are its own.
func (f *frame) bindTarget(target expr, v Value) error {
	switch t := target.(type) {
	case *name:
		f.vars[t.id] = v
		return nil
	case *tupleExpr:
		own := &frame{s: f.s, fn: f.fn, vars: f.vars, code: &function{locals: map[string]bool{}}, parent: f.parent}
		return own.unpack(t.items, v)
	}
	return f.assign(target, v)
}

func (f *frame) yieldValue(x *yieldExpr) (Value, error) {
	if f.yield == nil {
		return nil, raise("SyntaxError", "'yield' outside function")
	}
	v, err := f.eval(x.x)
	if err != nil {
		return nil, err
	}
	if !x.from {
		return None, f.yield(v)
	}
	next, err := f.s.iterate(v)
	if err != nil {
		return nil, err
	}
	for {
		item, ok, err := next()
		if err != nil || !ok {
			return None, err
		}
		if err := f.yield(item); err != nil {
			return nil, err
		}
	}
}

func (f *frame) slice(x *sliceExpr) (Value, error) {
	out := &sliceVal{None, None, None}
	for _, part := range []struct {
		x expr
		v *Value
	}{{x.start, &out.start}, {x.stop, &out.stop}, {x.step, &out.step}} {
		if part.x == nil {
			continue
		}
		v, err := f.eval(part.x)
		if err != nil {
			return nil, err
		}
		*part.v = force(v)
	}
	return out, nil
}

func (f *frame) subscript(x *subscript) (Value, error) {
	c, err := f.eval(x.x)
	if err != nil {
		return nil, err
	}
	i, err := f.eval(x.index)
	if err != nil {
		return nil, err
	}
	return f.s.getItem(force(c), force(i))
}

// localsOf lists the names that a function binds, and those it declares
// global or nonlocal (under "global x", "nonlocal x").
func localsOf(fn *function) map[string]bool {
	m := map[string]bool{}
	for _, p := range fn.params {
		if p.name != "" {
			m[p.name] = true
		}
	}
	bindNames(fn.body, m)
	for k := range m {
		if m["global "+k] || m["nonlocal "+k] {
			delete(m, k)
		}
	}
	return m
}

func bindNames(body []stmt, m map[string]bool) {
	for _, st := range body {
		switch st := st.(type) {
		case *assign:
			for _, t := range st.targets {
				bindTargets(t, m)
			}
		case *augAssign:
			bindTargets(st.target, m)
		case *forStmt:
			bindTargets(st.target, m)
			bindNames(st.body, m)
			bindNames(st.other, m)
		case *ifStmt:
			bindNames(st.then, m)
			bindNames(st.other, m)
		case *whileStmt:
			bindNames(st.body, m)
			bindNames(st.other, m)
		case *tryStmt:
			bindNames(st.body, m)
			for _, h := range st.handlers {
				if h.as != "" {
					m[h.as] = true
				}
				bindNames(h.body, m)
			}
			bindNames(st.other, m)
			bindNames(st.finally, m)
		case *withStmt:
			for _, item := range st.items {
				bindTargets(item.as, m)
			}
			bindNames(st.body, m)
		case *defStmt:
			m[st.fn.name] = true
		case *importStmt:
			bindImport(st, m)
		case *globalStmt:
			for _, n := range st.names {
				m["global "+n] = true
			}
		case *nonlocalStmt:
			for _, n := range st.names {
				m["nonlocal "+n] = true
			}
		}
	}
}

func bindImport(st *importStmt, m map[string]bool) {
	if st.names == nil {
		m[firstNonEmpty(st.as, topName(st.module))] = true
	}
	for _, n := range st.names {
		m[firstNonEmpty(n.as, n.name)] = true
	}
}

func firstNonEmpty(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func bindTargets(t expr, m map[string]bool) {
	switch t := t.(type) {
	case *name:
		m[t.id] = true
	case *starred:
		bindTargets(t.x, m)
	case *tupleExpr:
		for _, item := range t.items {
			bindTargets(item, m)
		}
	case *listExpr:
		for _, item := range t.items {
			bindTargets(item, m)
		}
	}
}
