package python

// Sorting compares in the order in which CPython does, so that a key, a __lt__ or an
// error of mixed types shows the same: runs are found or made by binary insertion, then
// merged. It ends whatever the key and the order do.

func builtinSorted(m *vm, a *args) Value {
	if len(a.pos) != 1 {
		m.raise("TypeError", "sorted expected 1 argument, got %d", len(a.pos))
	}
	l := &List{items: m.collect(a.pos[0])}
	m.sortArgs(l, a)
	return l
}

func listSort(m *vm, l *List, a *args) Value {
	if len(a.pos) > 0 {
		m.raise("TypeError", "sort() takes no positional arguments")
	}
	m.sortArgs(l, a)
	return None
}

func (m *vm) sortArgs(l *List, a *args) {
	for _, k := range a.kw {
		if k.name != "key" && k.name != "reverse" {
			m.raise("TypeError", "'%s' is an invalid keyword argument for sort()", k.name)
		}
	}
	m.sort(l, a.get(-1, "key", None), m.truth(a.get(-1, "reverse", Bool(false))))
}

// sort sorts a list in place, stably.
func (m *vm) sort(l *List, key Value, reverse bool) {
	n := len(l.items)
	m.charge(int64(48 * n))
	keys := l.items
	if key != None {
		keys = make([]Value, n)
		defer m.built(m.build(&List{items: keys}))
		for i, v := range l.items {
			keys[i] = m.call(key, []Value{v})
		}
	}
	for i, k := range keys {
		if p, ok := k.(*Promise); ok {
			keys[i] = force(p)
		}
	}
	s := sorter{ix: make([]int32, n)}
	for i := range s.ix {
		s.ix[i] = int32(i)
		if reverse {
			s.ix[i] = int32(n - 1 - i)
		}
	}
	s.less = func(a, b int32) bool {
		m.step(1)
		if x, ok := keys[a].(*Str); ok && x.sub == nil {
			if y, ok := keys[b].(*Str); ok && y.sub == nil {
				return x.s < y.s
			}
		}
		return m.truth(m.order("<", keys[a], keys[b], 0))
	}
	old := l.items
	defer func() { // a comparison that fails leaves what was sorted so far
		out := make([]Value, n)
		for i, j := range s.ix {
			if reverse {
				i = n - 1 - i
			}
			out[i] = old[j]
		}
		l.items = out
	}()
	s.sort()
}

// A sorter sorts indices; the order need not be consistent.
type sorter struct {
	ix, tmp []int32
	less    func(a, b int32) bool
	runs    [][2]int // start and end of sorted runs, not merged yet
}

func (s *sorter) sort() {
	n := len(s.ix)
	least := minRun(n)
	for lo := 0; lo < n; {
		run := s.run(lo, n)
		if run < least {
			end := min(lo+least, n)
			s.insert(lo, lo+run, end)
			run = end - lo
		}
		s.runs = append(s.runs, [2]int{lo, lo + run})
		s.collapse(false)
		lo += run
	}
	s.collapse(true)
}

// minRun is a length of runs that merges evenly: n itself below 64, else 32 to 64.
func minRun(n int) int {
	odd := 0
	for n >= 64 {
		odd |= n & 1
		n >>= 1
	}
	return n + odd
}

// run returns the length of the run at lo; a falling one is turned round.
func (s *sorter) run(lo, n int) int {
	i := lo + 1
	if i == n {
		return 1
	}
	if s.less(s.ix[i], s.ix[lo]) {
		for i++; i < n && s.less(s.ix[i], s.ix[i-1]); i++ {
		}
		for a, b := lo, i-1; a < b; a, b = a+1, b-1 {
			s.ix[a], s.ix[b] = s.ix[b], s.ix[a]
		}
		return i - lo
	}
	for i++; i < n && !s.less(s.ix[i], s.ix[i-1]); i++ {
	}
	return i - lo
}

// insert sorts [lo,end), of which [lo,from) is sorted.
func (s *sorter) insert(lo, from, end int) {
	for ; from < end; from++ {
		pivot := s.ix[from]
		l, r := lo, from
		for l < r {
			if mid := l + (r-l)/2; s.less(pivot, s.ix[mid]) {
				r = mid
			} else {
				l = mid + 1
			}
		}
		copy(s.ix[l+1:from+1], s.ix[l:from])
		s.ix[l] = pivot
	}
}

// collapse merges runs until their lengths fall fast enough, or all of them.
func (s *sorter) collapse(all bool) {
	size := func(i int) int { return s.runs[i][1] - s.runs[i][0] }
	for len(s.runs) > 1 {
		n := len(s.runs) - 2
		switch {
		case n > 0 && (all || size(n-1) <= size(n)+size(n+1)) && size(n-1) < size(n+1):
			s.merge(n - 1)
		case all || n > 0 && size(n-1) <= size(n)+size(n+1) || size(n) <= size(n+1):
			s.merge(n)
		default:
			return
		}
	}
}

// merge merges runs i and i+1.
func (s *sorter) merge(i int) {
	lo, mid, hi := s.runs[i][0], s.runs[i][1], s.runs[i+1][1]
	s.runs[i][1] = hi
	s.runs = append(s.runs[:i+1], s.runs[i+2:]...)
	if !s.less(s.ix[mid], s.ix[mid-1]) {
		return
	}
	s.tmp = append(s.tmp[:0], s.ix[lo:mid]...)
	a, b, out := 0, mid, lo
	for a < len(s.tmp) && b < hi {
		if s.less(s.ix[b], s.tmp[a]) {
			s.ix[out] = s.ix[b]
			b++
		} else {
			s.ix[out] = s.tmp[a]
			a++
		}
		out++
	}
	copy(s.ix[out:], s.tmp[a:])
}
