package python

import (
	"strings"
	"unicode/utf8"
)

// A stringIO is io.StringIO.
// What is written at its end is kept apart, until somebody looks.
type stringIO struct {
	text   string
	tail   []byte
	at     int // in bytes of text and tail
	closed bool
}

func (*stringIO) Type() string        { return "_io.StringIO" }
func (*stringIO) class() *class       { return stringIOClass }
func (s *stringIO) contents() []Value { return []Value{&Str{s: s.text}, Bytes(s.tail)} }

// join makes one text of all that was written.
func (s *stringIO) join() {
	if len(s.tail) > 0 {
		s.text, s.tail = s.text+string(s.tail), nil
	}
}

func (s *stringIO) write(m *vm, t string) {
	m.charge(int64(2 * len(t)))
	if s.at == len(s.text)+len(s.tail) {
		s.tail = append(s.tail, t...)
		s.at += len(t)
		return
	}
	s.join()
	m.charge(int64(len(s.text)) / 64)
	m.step(int64(len(s.text)) / 1024)
	s.pad(m)
	s.text = s.text[:s.at] + t + s.text[skipRunes(s.text, s.at, utf8.RuneCountInString(t)):]
	s.at += len(t)
}

// line reads to the end of a line.
func (s *stringIO) line() (string, bool) {
	if s.at >= len(s.text) {
		return "", false
	}
	end := len(s.text)
	if i := strings.IndexByte(s.text[s.at:], '\n'); i >= 0 {
		end = s.at + i + 1
	}
	out := s.text[s.at:end]
	s.at = end
	return out, true
}

func (s *stringIO) iterate(m *vm) func() (Value, bool) {
	s.join()
	return func() (Value, bool) {
		m.step(1)
		l, ok := s.line()
		return NewStr(l), ok
	}
}

// attr finds a method; those that read or move see one text.
func (s *stringIO) attr(_ *vm, name string) (Value, bool) {
	f := s.methodNamed(name)
	switch {
	case name == "closed":
		return Bool(s.closed), true
	case f == nil:
		return nil, false
	}
	return fn(name, func(m *vm, a *args) Value {
		if s.closed && name != "close" {
			m.raise("ValueError", "I/O operation on closed file")
		}
		if name != "write" {
			m.step(int64(len(s.tail)) / 1024)
			s.join()
		}
		return f(m, a)
	}), true
}

func (s *stringIO) methodNamed(name string) func(m *vm, a *args) Value {
	var f func(m *vm, a *args) Value
	switch name {
	case "write":
		f = func(m *vm, a *args) Value {
			t := m.needStr("write", a.need(m, "write", 0, "s"))
			s.write(m, t)
			return Int(NewStr(t).(*Str).length())
		}
	case "getvalue":
		f = func(*vm, *args) Value { return NewStr(s.text) }
	case "read":
		f = func(m *vm, a *args) Value { return s.take(m.sizeArg(a)) }
	case "readline":
		f = func(*vm, *args) Value { l, _ := s.line(); return NewStr(l) }
	case "readlines":
		f = func(m *vm, _ *args) Value { return &List{items: m.collect(s)} }
	case "writelines":
		f = func(m *vm, a *args) Value {
			m.each(a.need(m, "writelines", 0, "lines"), func(v Value) bool { s.write(m, m.needStr("write", v)); return true })
			return None
		}
	case "close", "__exit__":
		f = func(*vm, *args) Value { s.closed = true; return None }
	case "flush":
		f = func(*vm, *args) Value { return None }
	case "__enter__":
		f = func(*vm, *args) Value { return s }
	default:
		return s.position(name)
	}
	return f
}

// skipRunes is the offset in bytes of the code point n after offset at of t, or its end.
func skipRunes(t string, at, n int) int {
	for ; n > 0 && at < len(t); n-- {
		_, size := utf8.DecodeRuneInString(t[at:])
		at += size
	}
	return at
}

// tell is the position in code points, which may lie behind the end.
func (s *stringIO) tell() int {
	if s.at > len(s.text) {
		return utf8.RuneCountInString(s.text) + s.at - len(s.text)
	}
	return utf8.RuneCountInString(s.text[:s.at])
}

// seek moves to code point n of the text, or behind its end.
func (s *stringIO) seek(n int) {
	if length := utf8.RuneCountInString(s.text); n > length {
		s.at = len(s.text) + n - length
		return
	}
	s.at = skipRunes(s.text, 0, n)
}

// pad fills up to the position with zeros, as writing behind the end does.
func (s *stringIO) pad(m *vm) {
	if n := s.at - len(s.text); n > 0 {
		m.charge(int64(n))
		s.text += strings.Repeat("\x00", n)
	}
}

// take reads up to n code points; all if n is negative.
func (s *stringIO) take(n int) Value {
	if s.at >= len(s.text) {
		return emptyStr
	}
	end := len(s.text)
	if n >= 0 {
		end = skipRunes(s.text, s.at, n)
	}
	t := s.text[s.at:end]
	s.at = end
	return NewStr(t)
}

// sizeArg is an optional number of code points: -1 if there is none.
func (m *vm) sizeArg(a *args) int {
	if v := a.get(0, "size", None); v != None {
		return int(m.needInt(v))
	}
	return -1
}

// position answers seek, tell and truncate.
func (s *stringIO) position(name string) func(m *vm, a *args) Value {
	switch name {
	case "tell":
		return func(*vm, *args) Value { return Int(s.tell()) }
	case "seek":
		return func(m *vm, a *args) Value {
			n, whence := int(m.needInt(a.need(m, "seek", 0, "pos"))), int(m.needInt(a.get(1, "whence", Int(0))))
			switch {
			case whence < 0 || whence > 2:
				m.raise("ValueError", "Invalid whence (%d, should be 0, 1 or 2)", whence)
			case whence > 0 && n != 0:
				m.raise("OSError", "Can't do nonzero cur-relative seeks")
			case n < 0:
				m.raise("ValueError", "Negative seek position %d", n)
			case whence == 0:
				s.seek(n)
			case whence == 2:
				s.at = len(s.text)
			}
			return Int(s.tell())
		}
	case "truncate":
		return func(m *vm, a *args) Value {
			n := m.sizeArg(a)
			if n < 0 {
				if a.get(0, "size", None) != None {
					m.raise("ValueError", "Negative size value %d", n)
				}
				n = s.tell()
			}
			if end := skipRunes(s.text, 0, n); end < len(s.text) {
				over := s.tell()
				s.text = s.text[:end]
				s.seek(over)
			}
			return Int(n)
		}
	case "readable", "writable", "seekable":
		return func(*vm, *args) Value { return Bool(true) }
	}
	return nil
}

var stringIOClass = func() *class {
	c := newBuiltinClass("StringIO", objectClass)
	c.module = "_io"
	c.make = func(m *vm, _ *class, a *args) Value {
		s := &stringIO{}
		switch v := a.get(0, "initial_value", emptyStr).(type) {
		case *Str:
			s.text = v.s
		case noneType:
		default:
			m.raise("TypeError", "initial_value must be str or None, not %s", typeName(v))
		}
		return s
	}
	return c
}()
