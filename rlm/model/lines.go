package model

import (
	"strings"
)

// What a single line looks like. All of these are guesses that prose, Markdown,
// reStructuredText, INI, YAML and source code share one set of.

// codeWords begin lines of code, and seldom lines of prose.
var codeWords = []string{
	"func ", "return ", "import ", "package ", "var ", "const ", "type ", "def ", "class ", "from ",
	"if ", "for ", "else", "elif ", "case ", "switch ", "try:", "except", "public ", "private ", "static ",
	"let ", "fn ", "struct ", "go ", "defer ", "break", "continue", "#include", "#define",
}

// codeLine reports whether the line is code beyond doubt, so that in prose it stands
// for itself.
func codeLine(s string) bool {
	switch s[len(s)-1] {
	case '{', '}':
		return true
	case ';':
		return strings.ContainsAny(s, "()=") && !strings.Contains(s, ", ")
	}
	for _, op := range []string{":=", " == ", " != ", " && ", " || ", "+= ", "();", "() {", "</"} {
		if strings.Contains(s, op) {
			return true
		}
	}
	return false
}

// codeLike reports whether the line could well be code: mostlyCode counts these.
func codeLike(s string) bool {
	if codeLine(s) {
		return true
	}
	switch s[len(s)-1] {
	case '(', '[', ';':
		return true
	case '.', '?', '!':
		return false
	}
	for _, w := range codeWords {
		if strings.HasPrefix(s, w) {
			return strings.HasSuffix(s, ":") || strings.HasSuffix(s, ",") || strings.ContainsAny(s, "(=\"'") || len(s) < 40
		}
	}
	for i := 1; i < len(s); i++ {
		if s[i] == '(' && isWordByte(s[i-1]) && len(s) < 160 && !strings.HasPrefix(s[i:], "(s)") {
			return true
		}
		if s[i] == '=' && s[i-1] == ' ' && len(s) < 160 {
			return true
		}
	}
	return false
}

// mostlyCode reports whether at least three in ten of the text's lines look like code,
// comments and blank lines aside.
func mostlyCode(text string) bool {
	lines, code := 0, 0
	for line := range strings.Lines(text) {
		s := strings.TrimSpace(line)
		if s == "" || strings.HasPrefix(s, "//") || strings.HasPrefix(s, "# ") || strings.HasPrefix(s, "* ") || strings.HasPrefix(s, "|") {
			continue
		}
		lines++
		if len(s) < 400 && codeLike(s) {
			code++
		}
	}
	return code*10 >= lines*3 && code >= 2
}

// preprocessor reports whether a line that begins with # is code of the C family.
func preprocessor(s string) bool {
	for _, w := range []string{"#include", "#define", "#if", "#end", "#else", "#pragma", "#!", "#["} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// underline reports whether the line is a rule, or underlines a heading.
func underline(s string) bool {
	if len(s) < 3 || strings.IndexByte("=-~^*_\"'+", s[0]) < 0 {
		return false
	}
	return strings.Trim(s, s[:1]) == ""
}

// iniSection reports whether the line is [section].
func iniSection(s string) bool {
	return len(s) > 2 && len(s) < 60 && s[0] == '[' && s[len(s)-1] == ']' && !strings.ContainsAny(s[1:len(s)-1], "[],\"")
}

// startsItem reports whether the line begins a list item.
func startsItem(s string) bool { return itemMarker(s) > 0 }

// itemMarker returns the length of a list item's marker and the space after it, or 0:
// "- ", "* ", "+ ", "• ", "1. ", "12) ", "a) ", "(iv) ".
func itemMarker(s string) int {
	if len(s) < 3 {
		return 0
	}
	if (s[0] == '-' || s[0] == '*' || s[0] == '+') && s[1] == ' ' {
		return 2
	}
	if strings.HasPrefix(s, "• ") {
		return len("• ")
	}
	i := 0
	paren := s[0] == '('
	if paren {
		i++
	}
	begin := i
	for i < len(s) && i-begin < 4 && isAlnum(s[i]) {
		i++
	}
	if i == begin || i+1 >= len(s) || s[i+1] != ' ' {
		return 0
	}
	digits := strings.Trim(s[begin:i], "0123456789") == ""
	switch {
	case s[i] == ')' && (digits || i-begin == 1 || paren), s[i] == '.' && (digits && i-begin <= 3 || i-begin == 1 && s[begin] >= 'a'):
		return i + 2
	}
	return 0
}

// fieldKey returns the length of the key of a "key: value" or "key = value" line, or 0.
// A key has up to four words and 40 bytes.
func fieldKey(s string) int {
	words := 1
	for i := 0; i < len(s) && i <= 40; i++ {
		switch c := s[i]; {
		case c == ':':
			if i > 0 && (i+1 == len(s) || s[i+1] == ' ') {
				return i
			}
			return 0
		case c == '=':
			return i
		case c == ' ':
			if words++; words > 5 {
				return 0
			}
		case !isWordByte(c) && c != '-' && c != '.' && c != '/' && c != '(' && c != ')' && c != '*' && c != '&' && c < 0x80:
			return 0
		}
	}
	return 0
}

// looksHeading reports whether a line that stands alone reads like a heading.
func looksHeading(s string) bool {
	if len(s) > maxHeading || strings.ContainsRune(".;!?,", rune(s[len(s)-1])) && strings.ToUpper(s) != s {
		return false
	}
	if strings.Contains(s, ". ") && !isDigit(s[0]) || strings.ContainsAny(s, "。！？") {
		return false
	}
	c := s[0]
	return (c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80) && strings.Count(s, " ") < 12
}

func isWordByte(c byte) bool { return isAlnum(c) || c == '_' || c >= 0x80 }

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
