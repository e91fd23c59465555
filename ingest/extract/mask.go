package extract

import "strings"

// lexis is what of a language's lexical grammar it takes to know code from
// strings and comments.
type lexis struct {
	line      []string // begin a comment to the end of the line
	wordStart bool     // and do so only at the start of a word
	block     [2]string
	long      []string // quotes of strings that go over lines
	quotes    string   // quotes of strings that end with the line
	shell     bool     // these go over lines, too
	runes     bool     // ' quotes one character, and begins a lifetime otherwise
}

var (
	lexisC      = lexis{line: []string{"//"}, block: [2]string{"/*", "*/"}, quotes: `"'`}
	lexisRust   = lexis{line: []string{"//"}, block: [2]string{"/*", "*/"}, quotes: `"`, runes: true}
	lexisScript = lexis{line: []string{"//"}, block: [2]string{"/*", "*/"}, quotes: `"'`, long: []string{"`"}}
	lexisPHP    = lexis{line: []string{"//", "#"}, wordStart: true, block: [2]string{"/*", "*/"}, quotes: `"'`}
	lexisPython = lexis{line: []string{"#"}, long: []string{`"""`, `'''`}, quotes: `"'`}
	lexisHash   = lexis{line: []string{"#"}, wordStart: true, quotes: `"'`}
	lexisShell  = lexis{line: []string{"#"}, wordStart: true, quotes: `"'`, shell: true}
	lexisLua    = lexis{line: []string{"--"}, block: [2]string{"--[[", "]]"}, quotes: `"'`}
)

// longestString bounds a string that goes over lines: a quote that is none
// must not hide the rest of the file.
const longestString = 20000

// mask returns the text with blanks for strings and comments, byte for byte;
// ends of lines stay.
func (l lexis) mask(text string) string {
	out := []byte(text)
	for i := 0; i < len(text); {
		n := l.skip(text, i)
		for j := i; j < i+n; j++ {
			if out[j] != '\n' {
				out[j] = ' '
			}
		}
		i += max(n, 1)
	}
	return string(out)
}

// skip is the length of the string or comment that begins at byte i; 0: none.
func (l lexis) skip(text string, i int) int {
	s := text[i:]
	if open := l.block[0]; open != "" && strings.HasPrefix(s, open) {
		return through(s, len(open), l.block[1], len(s))
	}
	for _, mark := range l.line {
		if strings.HasPrefix(s, mark) && (!l.wordStart || i == 0 || strings.IndexByte(" \t\n;", text[i-1]) >= 0) {
			return through(s, 0, "\n", len(s))
		}
	}
	for _, q := range l.long {
		if strings.HasPrefix(s, q) {
			if n := through(s, len(q), q, longestString); n > 0 {
				return n
			}
		}
	}
	if l.runes && s[0] == '\'' && (len(s) > 2 && s[2] == '\'' || len(s) > 1 && s[1] == '\\') {
		return l.quoted(s)
	}
	if strings.IndexByte(l.quotes, s[0]) >= 0 {
		return l.quoted(s)
	}
	return 0
}

// through is the length of s up to and with the first end after from; all of s
// if there is none and s may be so long, else 0.
func through(s string, from int, end string, most int) int {
	at := strings.Index(s[from:], end)
	switch {
	case at < 0 && most >= len(s):
		return len(s)
	case at < 0 || from+at > most:
		return 0
	}
	return from + at + len(end)
}

// quoted is the length of the string that begins s; 0 if it does not end where
// it must.
func (l lexis) quoted(s string) int {
	for i := 1; i < min(len(s), longestString); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i + 1
		case '\n':
			if !l.shell {
				return 0
			}
		}
	}
	return 0
}
