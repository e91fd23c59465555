package python

import (
	"strings"
	"unicode/utf8"
)

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
