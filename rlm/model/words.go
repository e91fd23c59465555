package model

import (
	"unicode"
	"unicode/utf8"
)

// A word is a token of a text: a run of letters, digits and underscores; or a part of
// one (the Err, Server and Closed of ErrServerClosed); or two neighbouring characters
// of a script that puts no spaces.
type word struct {
	span
	part bool // of the identifier before it
}

// words calls fn for the words of text[s.start:s.end], in order: the whole before its
// parts. Words over 64 bytes are passed whole only.
func words(text string, s span, fn func(word)) {
	for i := s.start; i < s.end; {
		c := text[i]
		if c < 0x80 {
			if !isAlnum(c) && c != '_' {
				i++
				continue
			}
			i = run(text, i, s.end, fn)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:s.end])
		switch {
		case spaceless(r):
			i = bigrams(text, i, s.end, fn)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			i = run(text, i, s.end, fn)
		default:
			i += size
		}
	}
}

// run passes the word that begins at i, and its parts, and returns its end.
func run(text string, i, end int, fn func(word)) int {
	j := i
	mixed := false
	for j < end {
		c := text[j]
		if c < 0x80 {
			if !isAlnum(c) && c != '_' {
				break
			}
			mixed = mixed || j > i && (c == '_' || isUpper(c) != isUpper(text[j-1]) && isUpper(c) || isDigit(c) != isDigit(text[j-1]))
			j++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[j:end])
		if spaceless(r) || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			break
		}
		j += size
	}
	fn(word{span: span{i, j}})
	if mixed && j-i <= 64 {
		parts(text, span{i, j}, fn)
	}
	return j
}

// parts passes the parts of an identifier: split at underscores, before an upper-case
// letter that follows or precedes a lower-case one, and between letters and digits.
func parts(text string, s span, fn func(word)) {
	from := s.start
	emit := func(to int) {
		if to-from > 1 && to-from < s.end-s.start {
			fn(word{span: span{from, to}, part: true})
		}
		from = to
	}
	for i := s.start; i < s.end; i++ {
		c := text[i]
		switch {
		case c == '_':
			emit(i)
			from = i + 1
		case i == s.start:
		case isUpper(c) && (!isUpper(text[i-1]) || i+1 < s.end && text[i+1] >= 'a' && text[i+1] <= 'z'),
			isDigit(c) != isDigit(text[i-1]) && text[i-1] != '_':
			emit(i)
		}
	}
	emit(s.end)
}

// bigrams passes every two neighbouring characters of a run without spaces, or the one
// character of a run of one, and returns the run's end.
func bigrams(text string, i, end int, fn func(word)) int {
	prev, n := i, 0
	for i < end {
		r, size := utf8.DecodeRuneInString(text[i:end])
		if !spaceless(r) {
			break
		}
		if n > 0 {
			fn(word{span: span{prev, i + size}})
		}
		prev, n = i, n+1
		i += size
	}
	if n == 1 {
		fn(word{span: span{prev, i}})
	}
	return i
}

// spaceless reports whether r is of a script written without spaces between words.
func spaceless(r rune) bool {
	return r >= 0x3040 && r <= 0x30FF || r >= 0x3400 && r <= 0x4DBF || r >= 0x4E00 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x2FA1F
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// lower appends s in lower case to buf.
func lower(buf []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x80 {
			for _, r := range s[i:] {
				buf = utf8.AppendRune(buf, unicode.ToLower(r))
			}
			return buf
		}
		if isUpper(c) {
			c += 'a' - 'A'
		}
		buf = append(buf, c)
	}
	return buf
}
