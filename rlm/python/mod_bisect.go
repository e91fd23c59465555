package python

import (
	"sort"
)

func moduleBisect() map[string]Value {
	find := func(right bool) func(m *vm, a *args) int {
		return func(m *vm, a *args) int {
			key := a.get(-1, "key", None)
			l := a.need(m, "bisect", 0, "a")
			x := a.need(m, "bisect", 1, "x")
			n := m.length(l)
			return sort.Search(n, func(i int) bool {
				v := m.getItem(l, Int(i))
				if key != None {
					v = m.call(key, []Value{v})
				}
				if right {
					return m.truth(m.order("<", x, v, 0))
				}
				return !m.truth(m.order("<", v, x, 0))
			})
		}
	}
	out := map[string]Value{}
	for name, right := range map[string]bool{"bisect": true, "bisect_right": true, "bisect_left": false} {
		f := find(right)
		out[name] = fn(name, func(m *vm, a *args) Value { return Int(f(m, a)) })
	}
	for name, right := range map[string]bool{"insort": true, "insort_right": true, "insort_left": false} {
		f := find(right)
		out[name] = fn(name, func(m *vm, a *args) Value {
			return listClass.methods["insert"](m, a.pos[0], &args{pos: []Value{Int(f(m, a)), a.pos[1]}})
		})
	}
	return out
}
