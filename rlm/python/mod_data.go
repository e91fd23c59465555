package python

import (
	"math"
	"math/big"
	"sort"
	"strings"
)

func moduleHeapq() map[string]Value {
	heap := func(m *vm, v Value) *List {
		l, ok := v.(*List)
		if !ok {
			m.raise("TypeError", "heap argument must be a list, not %s", typeName(v))
		}
		return l
	}
	less := func(m *vm, a, b Value) bool { return m.truth(m.order("<", a, b, 0)) }
	up := func(m *vm, l *List, i int) {
		for i > 0 && less(m, l.items[i], l.items[(i-1)/2]) {
			l.items[i], l.items[(i-1)/2] = l.items[(i-1)/2], l.items[i]
			i = (i - 1) / 2
		}
	}
	down := func(m *vm, l *List, i int) {
		for m.step(1); 2*i+1 < len(l.items); {
			c := 2*i + 1
			if c+1 < len(l.items) && less(m, l.items[c+1], l.items[c]) {
				c++
			}
			if !less(m, l.items[c], l.items[i]) {
				return
			}
			l.items[i], l.items[c] = l.items[c], l.items[i]
			i = c
		}
	}
	pop := func(m *vm, l *List) Value {
		n := len(l.items) - 1
		if n < 0 {
			m.raise("IndexError", "index out of range")
		}
		v := l.items[0]
		l.items[0] = l.items[n]
		l.items = l.items[:n]
		down(m, l, 0)
		return v
	}
	best := func(reverse bool) func(*vm, *args) Value {
		return func(m *vm, a *args) Value {
			l := &List{items: m.collect(a.need(m, "nlargest", 1, "iterable"))}
			m.sort(l, a.get(2, "key", None), reverse)
			n := max(0, m.needInt(a.pos[0]))
			l.items = l.items[:min(int64(len(l.items)), n)]
			return l
		}
	}
	return funcs(map[string]func(m *vm, a *args) Value{
		"heappush": func(m *vm, a *args) Value {
			l := heap(m, a.pos[0])
			m.charge(16)
			l.items = append(l.items, a.pos[1])
			up(m, l, len(l.items)-1)
			return None
		},
		"heappop": func(m *vm, a *args) Value { return pop(m, heap(m, a.pos[0])) },
		"heapify": func(m *vm, a *args) Value {
			l := heap(m, a.pos[0])
			for i := len(l.items) / 2; i >= 0; i-- {
				down(m, l, i)
			}
			return None
		},
		"heappushpop": func(m *vm, a *args) Value {
			l := heap(m, a.pos[0])
			if len(l.items) == 0 || !less(m, l.items[0], a.pos[1]) {
				return a.pos[1]
			}
			v := l.items[0]
			l.items[0] = a.pos[1]
			down(m, l, 0)
			return v
		},
		"nlargest": best(true), "nsmallest": best(false),
	})
}

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

func moduleStatistics() map[string]Value {
	data := func(m *vm, a *args, least int, name string) []Value {
		vs := m.collect(a.need(m, name, 0, "data"))
		if len(vs) < least {
			if least == 2 {
				m.raise("StatisticsError", "%s requires at least two data points", name)
			}
			m.raise("StatisticsError", "%s requires at least one data point", name)
		}
		for i := range vs {
			vs[i] = force(vs[i])
		}
		return vs
	}
	variance := func(m *vm, vs []Value, n int) *big.Rat {
		mean := m.ratMean(vs)
		s := new(big.Rat)
		for _, v := range vs {
			d := new(big.Rat).Sub(m.rat(v), mean)
			s.Add(s, d.Mul(d, d))
		}
		return s.Quo(s, new(big.Rat).SetInt64(int64(n)))
	}
	out := map[string]Value{"StatisticsError": excClasses["StatisticsError"]}
	for name, p := range map[string]bool{"stdev": false, "pstdev": true, "variance": false, "pvariance": true} {
		out[name] = fn(name, func(m *vm, a *args) Value {
			least := 2
			if p {
				least = 1
			}
			vs := data(m, a, least, name)
			v := variance(m, vs, len(vs)-least+1)
			if strings.HasSuffix(name, "stdev") {
				f, _ := v.Float64()
				return Float(math.Sqrt(f))
			}
			return ratValue(v, vs)
		})
	}
	for name, f := range funcs(map[string]func(m *vm, a *args) Value{
		"mean":  func(m *vm, a *args) Value { vs := data(m, a, 1, "mean"); return ratValue(m.ratMean(vs), vs) },
		"fmean": func(m *vm, a *args) Value { f, _ := m.ratMean(data(m, a, 1, "fmean")).Float64(); return Float(f) },
		"median": func(m *vm, a *args) Value {
			vs := m.collect(a.need(m, "median", 0, "data"))
			if len(vs) == 0 {
				m.raise("StatisticsError", "no median for empty data")
			}
			l := &List{items: vs}
			m.sort(l, None, false)
			n := len(l.items)
			if n%2 == 1 {
				return l.items[n/2]
			}
			return m.binary("/", m.binary("+", l.items[n/2-1], l.items[n/2]), Int(2))
		},
		"mode": func(m *vm, a *args) Value {
			d := &Dict{cls: counterClass}
			m.counterUpdate(d, a, 1)
			if d.n == 0 {
				m.raise("StatisticsError", "no mode for empty data")
			}
			return m.byCount(d).entries[0].k
		},
	}) {
		out[name] = f
	}
	return out
}

// rat is the exact value of a number.
func (m *vm) rat(v Value) *big.Rat {
	if b, ok := asBig(v); ok {
		return new(big.Rat).SetInt(b)
	}
	r := new(big.Rat).SetFloat64(m.needFloat(v))
	if r == nil {
		m.raise("ValueError", "cannot convert %s to a ratio", m.repr(v))
	}
	return r
}

func (m *vm) ratMean(vs []Value) *big.Rat {
	s := new(big.Rat)
	for _, v := range vs {
		m.step(1)
		s.Add(s, m.rat(v))
	}
	return s.Quo(s, new(big.Rat).SetInt64(int64(len(vs))))
}

// ratValue is an int if all data are and the value is whole, else a float.
func ratValue(r *big.Rat, vs []Value) Value {
	whole := r.IsInt()
	for _, v := range vs {
		whole = whole && isInt(v)
	}
	if whole {
		return normBig(new(big.Int).Set(r.Num()))
	}
	f, _ := r.Float64()
	return Float(f)
}

func moduleCSV() map[string]Value {
	return funcs(map[string]func(m *vm, a *args) Value{
		"reader": func(m *vm, a *args) Value {
			return m.iterator("reader", m.csvRows(a))
		},
		"DictReader": func(m *vm, a *args) Value {
			rows := m.csvRows(a)
			var names []Value
			if v := a.get(1, "fieldnames", None); v != None {
				names = m.collect(v)
			} else if v, ok := rows(); ok {
				names = v.(*List).items
			}
			return &dictReader{names, m.iterator("DictReader", func() (Value, bool) {
				v, ok := rows()
				for ok && len(v.(*List).items) == 0 {
					v, ok = rows()
				}
				if !ok {
					return nil, false
				}
				d, row := NewDict(), v.(*List).items
				for i, n := range names {
					if i < len(row) {
						m.dictSet(d, n, row[i])
					} else {
						m.dictSet(d, n, None)
					}
				}
				if len(row) > len(names) {
					m.dictSet(d, None, &List{items: row[len(names):]})
				}
				return d, true
			})}
		},
		"writer": func(m *vm, a *args) Value { return &csvWriter{a.need(m, "writer", 0, "csvfile"), delimiter(m, a)} },
	})
}

func delimiter(m *vm, a *args) string { return m.str(a.get(-1, "delimiter", NewStr(","))) }

// A dictReader is csv.DictReader.
type dictReader struct {
	names []Value
	it    *iterator
}

func (*dictReader) Type() string                       { return "DictReader" }
func (r *dictReader) iterate(*vm) func() (Value, bool) { return r.it.next }
func (r *dictReader) attr(_ *vm, name string) (Value, bool) {
	return &List{items: r.names}, name == "fieldnames"
}

// csvRows reads rows of lines; a quoted field may go over several.
func (m *vm) csvRows(a *args) func() (Value, bool) {
	next, sep := m.iter(a.need(m, "reader", 0, "iterable")), delimiter(m, a)
	return func() (Value, bool) {
		v, ok := next()
		if !ok {
			return nil, false
		}
		line := m.needStr("reader", v)
		for strings.Count(line, `"`)%2 == 1 {
			more, ok := next()
			if !ok {
				break
			}
			m.charge(int64(len(line)))
			line += m.needStr("reader", more)
		}
		row := &List{}
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return row, true
		}
		m.charge(int64(len(line)) + 80)
		for more := true; more; {
			var field string
			field, line, more = csvField(line, sep)
			row.items = append(row.items, NewStr(field))
		}
		return row, true
	}
}

func csvField(line, sep string) (field, rest string, more bool) {
	var b strings.Builder
	for strings.HasPrefix(line, `"`) {
		line = line[1:]
		i := strings.IndexByte(line, '"')
		if i < 0 {
			i = len(line)
		}
		b.WriteString(line[:i])
		if line = strings.TrimPrefix(line[i:], `"`); strings.HasPrefix(line, `"`) {
			b.WriteByte('"')
		}
	}
	head, rest, more := strings.Cut(line, sep)
	b.WriteString(head)
	return b.String(), rest, more
}

// A csvWriter is csv.writer.
type csvWriter struct {
	to  Value
	sep string
}

func (*csvWriter) Type() string { return "writer" }

func (w *csvWriter) row(m *vm, v Value) {
	var out []string
	m.each(v, func(x Value) bool {
		s := ""
		if force(x) != None {
			s = m.str(x)
		}
		if strings.ContainsAny(s, "\"\r\n"+w.sep) {
			s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		}
		out = append(out, s)
		return true
	})
	m.call(m.getAttr(w.to, "write"), []Value{NewStr(strings.Join(out, w.sep) + "\r\n")})
}

func (w *csvWriter) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "writerow":
		return fn(name, func(m *vm, a *args) Value { w.row(m, a.pos[0]); return None }), true
	case "writerows":
		return fn(name, func(m *vm, a *args) Value {
			m.each(a.pos[0], func(r Value) bool { w.row(m, r); return true })
			return None
		}), true
	}
	return nil, false
}
