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
