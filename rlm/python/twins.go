package python

// twins numbers the objects that have a __hash__ of their own, by its code and by what it
// returned: objects that are equal have one number. So the key of such an object, like all
// keys, is the same for equal values only, and what has the same hash and is not equal
// stays apart.
type twins map[twinKey][]*instance

type twinKey struct {
	by   *closure
	hash string
}

// twin returns the number of i among the objects of the same hash by the same code. Like
// a dict of CPython it compares with those that came before it, oldest first, by identity
// and then by __eq__; unlike it with those of other dicts, too.
func (m *vm) twin(by *closure, hash []byte, i *instance) int {
	key := twinKey{by, string(hash)}
	alike := m.twins[key]
	for n, x := range alike {
		if x == i || m.equal(x, i) {
			return n
		}
	}
	m.charge(twinBytes + int64(len(hash)))
	if m.twins == nil {
		m.twins = twins{}
	}
	m.twins[key] = append(alike, i)
	return len(alike)
}

// twinBytes is about what a number takes beside the object.
const twinBytes = 112

// size is about how many bytes the numbered objects need.
func (t twins) size(z *sizer) (n int64) {
	for key, list := range t {
		for _, i := range list {
			n += twinBytes + int64(len(key.hash)) + z.size(i, 0)
		}
	}
	return n
}
