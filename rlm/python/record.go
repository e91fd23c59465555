package python

// A Record is a read-only value whose fields are both attributes and items: h.id and
// h["id"].
type Record struct {
	name   string
	fields *Dict
}

// A Field is a field of a record.
type Field struct {
	Name  string
	Value Value
}

// NewRecord returns a record; name is its type.
func NewRecord(name string, fields ...Field) *Record {
	d := NewDict()
	for _, f := range fields {
		d.setStr(f.Name, f.Value)
	}
	return &Record{name, d}
}

// Type implements Value.
func (r *Record) Type() string { return r.name }

// Get returns a field.
func (r *Record) Get(name string) (Value, bool) { return r.fields.str(name) }

func (r *Record) contents() []Value {
	var out []Value
	r.fields.Items(func(_, v Value) bool { out = append(out, v); return true })
	return out
}

func (r *Record) attr(m *vm, name string) (Value, bool) {
	if v, ok := r.fields.str(name); ok {
		return v, true
	}
	switch name {
	case "get", "keys", "values", "items", "copy":
		return m.findAttr(r.fields, name)
	}
	return nil, false
}

func (r *Record) item(m *vm, k Value) Value {
	if i, ok := asInt64(k); ok {
		vs := r.contents()
		return vs[m.index(Int(i), len(vs), "record")]
	}
	if s, ok := k.(*Str); ok {
		if v, ok := r.fields.str(s.s); ok {
			return v
		}
	}
	m.throw(newException("KeyError", k))
	return nil
}

func (r *Record) iterate(m *vm) func() (Value, bool) { return m.iterDict(r.fields, "keys") }

func (r *Record) equal(m *vm, other Value) bool {
	o, ok := other.(*Record)
	return ok && o.name == r.name && m.eqDict(r.fields, o.fields, 0)
}

func (r *Record) hash() string {
	b, err := encodeKey(nil, NewTuple(r.contents()...), 0)
	if err != nil {
		return sprintf("%p", r)
	}
	return string(b)
}

func (r *Record) repr(m *vm) string {
	out := r.name + "("
	first := true
	r.fields.Items(func(k, v Value) bool {
		if !first {
			out += ", "
		}
		first = false
		out += m.str(k) + "=" + m.repr(v)
		return true
	})
	return out + ")"
}
