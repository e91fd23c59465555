package python

import (
	"math"
	"math/big"
	"sort"
	"strings"
	"time"
)

// missingModules says what to use instead of modules that do not exist here.
var missingModules = map[string]string{
	"os": "There are no files here: the documents are in `context`, and read() reads one", "sys": "There is no process here: print() shows a value",
	"subprocess": "No other program can be started here", "requests": "There is no network here: search() finds documents",
	"urllib": "There is no network here: search() finds documents", "pandas": "Use lists and dicts, and collections.Counter",
	"numpy": "Use lists, sum() and the statistics module", "pathlib": "There are no files here: `docs` lists the documents",
	"threading": "A plain loop of llm_query calls runs concurrently", "multiprocessing": "A plain loop of llm_query calls runs concurrently",
	"sqlite3": "There is no database here: search() and grep() find text", "datetime": "Take dates apart with re and compare them as YYYY-MM-DD text",
	"random": "Results must be the same each time: take every n-th item instead",
}

// moduleMakers make the modules that exist.
func moduleMakers() map[string]func(*Session) map[string]Value {
	return map[string]func(*Session) map[string]Value{
		"re": reModule, "json": jsonModule, "math": mathModule, "collections": collectionsModule, "itertools": itertoolsModule,
		"statistics": statisticsModule, "functools": functoolsModule, "string": stringModule, "time": timeModule,
		"asyncio": asyncioModule, "textwrap": textwrapModule,
		"typing": func(s *Session) map[string]Value {
			m := map[string]Value{}
			for _, n := range strings.Fields("Any List Dict Set Tuple Optional Union Callable Iterable Iterator Sequence Mapping") {
				m[n] = &builtin{name: n, typ: true}
			}
			return m
		},
		"__future__": func(*Session) map[string]Value { return map[string]Value{"annotations": None} },
	}
}

func topName(module string) string {
	top, _, _ := strings.Cut(module, ".")
	return top
}

// module imports a module.
func (s *Session) module(name string) (*Module, error) {
	key := "module " + name
	if m, ok := s.builtins[key].(*Module); ok {
		return m, nil
	}
	maker := moduleMakers()[name]
	if maker == nil {
		hint := missingModules[topName(name)]
		if hint == "" {
			var names []string
			for n := range moduleMakers() {
				names = append(names, n)
			}
			sort.Strings(names)
			hint = "There are: " + strings.Join(names, ", ")
		}
		return nil, raise("ModuleNotFoundError", "No module named '%s'. %s", name, hint)
	}
	m := &Module{name, maker(s)}
	s.builtins[key] = m
	return m, nil
}

func members(list ...*builtin) map[string]Value {
	m := map[string]Value{}
	for _, b := range list {
		m[b.name] = b
	}
	return m
}

func mathModule(*Session) map[string]Value {
	m := map[string]Value{"pi": Float(math.Pi), "e": Float(math.E), "inf": Float(math.Inf(1)), "nan": Float(math.NaN()), "tau": Float(2 * math.Pi)}
	for name, fn := range map[string]func(float64) float64{
		"sqrt": math.Sqrt, "exp": math.Exp, "log2": math.Log2, "log10": math.Log10, "log1p": math.Log1p, "sin": math.Sin,
		"cos": math.Cos, "tan": math.Tan, "asin": math.Asin, "acos": math.Acos, "atan": math.Atan, "fabs": math.Abs, "cbrt": math.Cbrt,
	} {
		m[name] = native(name, 1, 1, func(_ *Session, a []Value) (Value, error) {
			f, ok := asFloat(a[0])
			if !ok {
				return nil, raise("TypeError", "must be real number, not %s", a[0].Type())
			}
			out := fn(f)
			if math.IsNaN(out) && !math.IsNaN(f) || math.IsInf(out, -1) {
				return nil, raise("ValueError", "math domain error")
			}
			return Float(out), nil
		})
	}
	for name, fn := range map[string]func(float64) float64{"floor": math.Floor, "ceil": math.Ceil, "trunc": math.Trunc} {
		m[name] = native(name, 1, 1, func(s *Session, a []Value) (Value, error) {
			if n, ok := toBig(a[0]); ok {
				return fromBig(n), nil
			}
			f, ok := asFloat(a[0])
			if !ok {
				return nil, raise("TypeError", "must be real number, not %s", a[0].Type())
			}
			return toInt(s, []Value{Float(fn(f))})
		})
	}
	for name, fn := range map[string]func(float64) bool{"isnan": math.IsNaN, "isinf": func(f float64) bool { return math.IsInf(f, 0) }} {
		m[name] = native(name, 1, 1, func(_ *Session, a []Value) (Value, error) {
			f, _ := asFloat(a[0])
			return Bool(fn(f)), nil
		})
	}
	m["log"] = native("log", 1, 2, func(_ *Session, a []Value) (Value, error) {
		f, _ := asFloat(a[0])
		if f <= 0 {
			return nil, raise("ValueError", "math domain error")
		}
		if len(a) == 2 {
			b, _ := asFloat(a[1])
			return Float(math.Log(f) / math.Log(b)), nil
		}
		return Float(math.Log(f)), nil
	})
	m["pow"] = native("pow", 2, 2, func(_ *Session, a []Value) (Value, error) {
		x, _ := asFloat(a[0])
		y, _ := asFloat(a[1])
		return Float(math.Pow(x, y)), nil
	})
	m["gcd"] = native("gcd", 2, 2, func(_ *Session, a []Value) (Value, error) {
		x, ok1 := toBig(a[0])
		y, ok2 := toBig(a[1])
		if !ok1 || !ok2 {
			return nil, raise("TypeError", "'%s' object cannot be interpreted as an integer", a[0].Type())
		}
		return fromBig(new(big.Int).GCD(nil, nil, new(big.Int).Abs(x), new(big.Int).Abs(y))), nil
	})
	return m
}

func functoolsModule(*Session) map[string]Value {
	return members(native("reduce", 2, 3, func(s *Session, a []Value) (Value, error) {
		items, err := collect(s, a[1])
		if err != nil {
			return nil, err
		}
		if len(a) == 3 {
			items = append([]Value{a[2]}, items...)
		}
		if len(items) == 0 {
			return nil, raise("TypeError", "reduce() of empty iterable with no initial value")
		}
		total := items[0]
		for _, v := range items[1:] {
			if total, err = s.call(a[0], []Value{total, v}, nil); err != nil {
				return nil, err
			}
		}
		return total, nil
	}), &builtin{name: "partial", fn: func(s *Session, args []Value, kw *Dict) (Value, error) {
		fn, first := args[0], args[1:]
		return &builtin{name: "partial", fn: func(s *Session, more []Value, kw2 *Dict) (Value, error) {
			all := NewDict()
			for _, k := range []*Dict{kw, kw2} {
				if k != nil {
					if err := s.update(all, k); err != nil {
						return nil, err
					}
				}
			}
			return s.call(fn, append(first[:len(first):len(first)], more...), all)
		}}, nil
	}})
}

func stringModule(*Session) map[string]Value {
	m := map[string]Value{}
	for name, v := range map[string]string{
		"ascii_lowercase": "abcdefghijklmnopqrstuvwxyz", "ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
		"ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "digits": "0123456789",
		"hexdigits": "0123456789abcdefABCDEF", "whitespace": " \t\n\r\v\f", "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
	} {
		m[name] = NewStr(v)
	}
	return m
}

func timeModule(*Session) map[string]Value {
	clock := func(s *Session, _ []Value) (Value, error) {
		return Float(float64(s.opts.Now().UnixNano()) / float64(time.Second)), nil
	}
	return members(native("time", 0, 0, clock), native("perf_counter", 0, 0, clock), native("monotonic", 0, 0, clock),
		native("sleep", 1, 1, func(*Session, []Value) (Value, error) { return None, nil }))
}

func asyncioModule(*Session) map[string]Value {
	return members(
		keeping("gather", 0, -1, func(_ *Session, a []Value) (Value, error) { return &List{a}, nil }),
		keeping("run", 1, 1, func(_ *Session, a []Value) (Value, error) { return a[0], nil }),
		native("sleep", 1, 1, func(*Session, []Value) (Value, error) { return None, nil }),
	)
}

func textwrapModule(*Session) map[string]Value {
	return members(native("dedent", 1, 1, func(_ *Session, a []Value) (Value, error) {
		lines := strings.Split(str(a[0]), "\n")
		margin, first := "", true
		for _, l := range lines {
			body := strings.TrimLeft(l, " \t")
			if body == "" {
				continue
			}
			lead := l[:len(l)-len(body)]
			if first {
				margin, first = lead, false
			}
			for !strings.HasPrefix(lead, margin) {
				margin = margin[:len(margin)-1]
			}
		}
		for i, l := range lines {
			lines[i] = strings.TrimPrefix(l, margin)
			if strings.TrimSpace(l) == "" {
				lines[i] = ""
			}
		}
		return NewStr(strings.Join(lines, "\n")), nil
	}), keyed("shorten", []string{"text", "width", "placeholder"}, 2, func(_ *Session, a []Value) (Value, error) {
		w, _ := asInt(a[1])
		end := " [...]"
		if a[2] != nil {
			end = str(a[2])
		}
		words := strings.Fields(str(a[0]))
		if all := strings.Join(words, " "); len([]rune(all)) <= int(w) {
			return NewStr(all), nil
		}
		out := ""
		for _, word := range words {
			next := strings.TrimLeft(out+" "+word, " ")
			if len([]rune(next+end)) > int(w) {
				break
			}
			out = next
		}
		if out == "" {
			return NewStr(strings.TrimLeft(end, " ")), nil
		}
		return NewStr(out + end), nil
	}))
}

func statisticsModule(*Session) map[string]Value {
	numbers := func(s *Session, v Value) ([]float64, bool, error) {
		items, err := collect(s, v)
		if err != nil {
			return nil, false, err
		}
		if len(items) == 0 {
			return nil, false, raise("RuntimeError", "statistics needs at least one data point")
		}
		ints := true
		out := make([]float64, len(items))
		for i, item := range items {
			f, ok := asFloat(force(item))
			if !ok {
				return nil, false, raise("TypeError", "can't convert type '%s' to numerator/denominator", force(item).Type())
			}
			_, isInt := toBig(force(item))
			ints = ints && isInt
			out[i] = f
		}
		return out, ints, nil
	}
	mean := func(s *Session, a []Value) (Value, error) {
		list, ints, err := numbers(s, a[0])
		if err != nil {
			return nil, err
		}
		total := 0.0
		for _, f := range list {
			total += f
		}
		m := total / float64(len(list))
		if ints && m == math.Trunc(m) {
			return Int(int64(m)), nil
		}
		return Float(m), nil
	}
	return members(native("mean", 1, 1, mean), native("fmean", 1, 1, func(s *Session, a []Value) (Value, error) {
		v, err := mean(s, a)
		if err != nil {
			return nil, err
		}
		f, _ := asFloat(v)
		return Float(f), nil
	}), native("median", 1, 1, func(s *Session, a []Value) (Value, error) {
		items, err := collect(s, a[0])
		if err != nil {
			return nil, err
		}
		if err := s.sort(items, nil); err != nil || len(items) == 0 {
			return nil, raise("RuntimeError", "no median for empty data")
		}
		n := len(items)
		if n%2 == 1 {
			return items[n/2], nil
		}
		total, err := s.binary("+", force(items[n/2-1]), force(items[n/2]))
		if err != nil {
			return nil, err
		}
		return s.binary("/", total, Int(2))
	}))
}
