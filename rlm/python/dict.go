package python

// A hkey is what dicts and sets find a value by: equal values have equal keys.
type hkey struct {
	kind byte // 's' str, 'i' int, 'o' any other, encoded in s
	i    int64
	s    string
}

type entry struct {
	key  hkey
	k, v Value
	live bool
}

// smallDict is the size up to which a dict is searched entry by entry.
const smallDict = 8

// A Dict is a Python dict: it iterates in insertion order.
type Dict struct {
	entries []entry
	n       int
	strs    map[string]int32
	ints    map[int64]int32
	others  map[string]int32
	cls     *class     // Counter, defaultdict, … or nil
	factory Value      // of a defaultdict
	attrs   *Dict      // of an instance of a subclass
	live    *namespace // of globals(): what is set here is set there
}

// Type implements Value.
func (d *Dict) Type() string {
	if d.cls != nil {
		return d.cls.name
	}
	return "dict"
}

// NewDict returns an empty dict.
func NewDict() *Dict { return &Dict{} }

// Len returns the number of entries.
func (d *Dict) Len() int { return d.n }

// Get returns the value of a key. A key that cannot be hashed is not there.
func (d *Dict) Get(k Value) (v Value, ok bool) {
	key, err := hashKey(k)
	if err != nil {
		return nil, false
	}
	return d.get(key)
}

// Set sets the value of a key; it fails for a key that cannot be hashed.
func (d *Dict) Set(k, v Value) error {
	key, err := hashKey(k)
	if err != nil {
		return err
	}
	d.put(key, k, v)
	return nil
}

// Items calls f for each entry in order until it returns false.
func (d *Dict) Items(f func(k, v Value) bool) {
	for i := range d.entries {
		if e := &d.entries[i]; e.live && !f(e.k, e.v) {
			return
		}
	}
}

// find returns the index of a key's entry, or -1.
func (d *Dict) find(key hkey) int {
	if d.strs == nil && d.ints == nil && d.others == nil {
		for i := range d.entries {
			if e := &d.entries[i]; e.live && e.key == key {
				return i
			}
		}
		return -1
	}
	var i int32
	var ok bool
	switch key.kind {
	case 's':
		i, ok = d.strs[key.s]
	case 'i':
		i, ok = d.ints[key.i]
	default:
		i, ok = d.others[key.s]
	}
	if !ok {
		return -1
	}
	return int(i)
}

func (d *Dict) get(key hkey) (Value, bool) {
	if i := d.find(key); i >= 0 {
		return d.entries[i].v, true
	}
	return nil, false
}

// str returns the value of a str key.
func (d *Dict) str(name string) (Value, bool) { return d.get(hkey{kind: 's', s: name}) }

// setStr sets the value of a str key.
func (d *Dict) setStr(name string, v Value) { d.put(hkey{kind: 's', s: name}, NewStr(name), v) }

func (d *Dict) put(key hkey, k, v Value) {
	if i := d.find(key); i >= 0 {
		d.entries[i].v = v
		return
	}
	d.entries = append(d.entries, entry{key, k, v, true})
	d.n++
	if d.strs == nil && d.ints == nil && d.others == nil {
		if len(d.entries) > smallDict {
			d.index()
		}
		return
	}
	d.note(key, int32(len(d.entries)-1))
}

// index builds the maps of a dict that is no longer small.
func (d *Dict) index() {
	d.strs, d.ints, d.others = nil, nil, nil
	for i := range d.entries {
		if d.entries[i].live {
			d.note(d.entries[i].key, int32(i))
		}
	}
}

func (d *Dict) note(key hkey, i int32) {
	switch key.kind {
	case 's':
		if d.strs == nil {
			d.strs = map[string]int32{}
		}
		d.strs[key.s] = i
	case 'i':
		if d.ints == nil {
			d.ints = map[int64]int32{}
		}
		d.ints[key.i] = i
	default:
		if d.others == nil {
			d.others = map[string]int32{}
		}
		d.others[key.s] = i
	}
}

// del removes a key and returns its value.
func (d *Dict) del(key hkey) (Value, bool) {
	i := d.find(key)
	if i < 0 {
		return nil, false
	}
	v := d.entries[i].v
	d.entries[i] = entry{}
	d.n--
	switch key.kind {
	case 's':
		delete(d.strs, key.s)
	case 'i':
		delete(d.ints, key.i)
	default:
		delete(d.others, key.s)
	}
	for len(d.entries) > 0 && !d.entries[len(d.entries)-1].live {
		d.entries = d.entries[:len(d.entries)-1]
	}
	if len(d.entries) > 32 && d.n < len(d.entries)/2 {
		d.compact()
	}
	return v, true
}

// compact drops dead entries. Iterators notice by the changed size.
func (d *Dict) compact() {
	kept := make([]entry, 0, d.n+1)
	for _, e := range d.entries {
		if e.live {
			kept = append(kept, e)
		}
	}
	d.entries = kept
	if d.strs != nil || d.ints != nil || d.others != nil {
		d.index()
	}
}

func (d *Dict) clear() {
	d.entries, d.n, d.strs, d.ints, d.others = nil, 0, nil, nil, nil
}

// copyFrom adds the entries of o.
func (d *Dict) copyFrom(o *Dict) {
	for i := range o.entries {
		if e := &o.entries[i]; e.live {
			d.put(e.key, e.k, e.v)
		}
	}
}

// keys returns the keys in order.
func (d *Dict) keys() []Value {
	out := make([]Value, 0, d.n)
	for i := range d.entries {
		if d.entries[i].live {
			out = append(out, d.entries[i].k)
		}
	}
	return out
}

// A Set is a Python set or frozenset: it iterates in insertion order.
type Set struct {
	d      Dict
	frozen bool
	sub    *subclass
}

// Type implements Value.
func (s *Set) Type() string {
	if s.frozen {
		return "frozenset"
	}
	return "set"
}

// Len returns the number of members.
func (s *Set) Len() int { return s.d.n }

// Members returns the members in order of insertion.
func (s *Set) Members() []Value { return s.d.keys() }
