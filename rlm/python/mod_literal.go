package python

// moduleAST has ast.literal_eval: literals are read, nothing is run.
func moduleAST() map[string]Value {
	return map[string]Value{"literal_eval": fn("literal_eval", func(m *vm, a *args) Value {
		s, ok := a.need(m, "literal_eval", 0, "node_or_string").(*Str)
		if !ok {
			m.raise("ValueError", "malformed node or string: %s", m.repr(a.pos[0]))
		}
		m.charge(int64(16 * len(s.s)))
		m.step(int64(len(s.s)) / 8)
		body, serr := parse("(" + s.s + "\n)")
		if serr != nil {
			m.raise(serr.typ, "%s (<unknown>, line %d)", serr.msg, serr.line)
		}
		if len(body) == 1 {
			if st, ok := body[0].(*exprStmt); ok {
				return m.literal(st.x)
			}
		}
		m.raise("SyntaxError", "invalid syntax (<unknown>, line 1)")
		return nil
	})}
}

// literal is the value of an expression that is made of literals only.
func (m *vm) literal(x expr) Value {
	switch x := x.(type) {
	case *constExpr:
		return x.val
	case *unaryExpr:
		if v := m.literal(x.x); isNumber(v) && (x.op == "-" || x.op == "+") {
			return m.unary(x.op, v)
		}
	case *seqExpr:
		items := make([]Value, len(x.items))
		for i, y := range x.items {
			items[i] = m.literal(y)
		}
		switch x.kind {
		case '[':
			return &List{items: items}
		case '(':
			return &Tuple{items: items}
		}
		return m.setOf(&List{items: items})
	case *dictExpr:
		d := NewDict()
		for i, k := range x.keys {
			if k == nil {
				break
			}
			key := m.literal(k)
			m.dictSet(d, key, m.literal(x.vals[i]))
		}
		return d
	}
	m.raise("ValueError", "malformed node or string on line %d", x.at())
	return nil
}
