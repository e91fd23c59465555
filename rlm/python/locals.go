package python

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
