package rlm

import (
	"strings"
	"unicode"
)

// A block is a fenced part of a reply.
type block struct {
	tag    string // first word after the fence, in lower case
	code   string
	closed bool // its closing fence was there
	end    int  // where it ends in the reply, its closing fence included
}

// isCode reports whether a block is a program by its tag. An untagged one may be.
func (b block) isCode() bool {
	switch b.tag {
	case "repl", "python", "py", "python3":
		return true
	}
	return false
}

// A line of a reply, without its end.
type line struct {
	text  string
	start int // in the reply
	next  int // where the next line begins
}

func splitLines(s string) []line {
	var lines []line
	for at := 0; at < len(s); {
		end, next := len(s), len(s)
		if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
			end, next = at+i, at+i+1
		}
		lines = append(lines, line{strings.TrimSuffix(s[at:end], "\r"), at, next})
		at = next
	}
	return lines
}

// fence recognises a line that begins a fence: at least three backticks or tildes
// after white space, then the info string.
func fence(s string) (mark byte, n int, info string, ok bool) {
	s = strings.TrimLeft(s, " \t")
	if s == "" || s[0] != '`' && s[0] != '~' {
		return 0, 0, "", false
	}
	mark = s[0]
	for n < len(s) && s[n] == mark {
		n++
	}
	return mark, n, strings.TrimSpace(s[n:]), n >= 3
}

// fences returns the fenced blocks of a reply and the prose around them. A fence
// line inside a string of three quotes belongs to the code. Outside of one, a bare
// fence closes the block, and a tagged one closes it and opens the next: a line of
// Python never begins with backticks.
func fences(reply string) (blocks []block, prose string) {
	lines := splitLines(reply)
	var out strings.Builder
	for i := 0; i < len(lines); {
		mark, n, info, ok := fence(lines[i].text)
		if !ok {
			out.WriteString(lines[i].text)
			out.WriteByte('\n')
			i++
			continue
		}
		if b, ok := oneLine(info, mark, n); ok {
			b.end = lines[i].next
			blocks = append(blocks, b)
			i++
			continue
		}
		b, after := readBlock(lines, i+1, mark, n)
		b.tag = firstWord(info)
		blocks = append(blocks, b)
		i = after
	}
	return blocks, out.String()
}

// oneLine takes apart a whole block on one line: ```repl print(1)```.
func oneLine(info string, mark byte, n int) (block, bool) {
	closing := strings.Repeat(string(mark), n)
	body, ok := strings.CutSuffix(info, closing)
	if !ok || strings.TrimSpace(body) == "" {
		return block{}, false
	}
	b := block{code: strings.TrimSpace(body), closed: true}
	if tag := firstWord(body); (block{tag: tag}).isCode() {
		b.tag, b.code = tag, strings.TrimSpace(strings.TrimSpace(body)[len(tag):])
	}
	return b, b.code != ""
}

// readBlock reads the body of a block from lines[from:], and returns the index of
// the first line after it. If a string of three quotes never ends, the quotes are
// a mistake of the model, and the first bare fence is the end after all.
func readBlock(lines []line, from int, mark byte, n int) (block, int) {
	var quotes tripleQuotes
	firstBare := -1
	for i := from; i < len(lines); i++ {
		m, k, info, ok := fence(lines[i].text)
		if ok && m == mark && k >= n && info == "" && firstBare < 0 {
			firstBare = i
		}
		if ok && m == mark && !quotes.open() {
			if k >= n && info == "" {
				return cutBlock(lines, from, i, true), i + 1
			}
			if info != "" {
				return cutBlock(lines, from, i, true), i
			}
		}
		quotes.feed(lines[i].text)
	}
	if quotes.open() && firstBare >= 0 {
		return cutBlock(lines, from, firstBare, true), firstBare + 1
	}
	return cutBlock(lines, from, len(lines), false), len(lines)
}

// cutBlock makes a block of lines[from:to]; lines[to] is its closing fence.
func cutBlock(lines []line, from, to int, closed bool) block {
	var code strings.Builder
	end := 0
	for _, l := range lines[from:to] {
		code.WriteString(l.text)
		code.WriteByte('\n')
		end = l.next
	}
	if to < len(lines) {
		end = lines[to].next
		if _, _, info, _ := fence(lines[to].text); info != "" {
			end = lines[to].start
		}
	}
	return block{code: dedent(code.String()), closed: closed, end: end}
}

// dedent removes the white space that all lines of a block share, as in a block
// inside a list.
func dedent(code string) string {
	lines := strings.Split(code, "\n")
	prefix := ""
	first := true
	for _, l := range lines {
		if strings.TrimSpace(l) == "" {
			continue
		}
		indent := l[:len(l)-len(strings.TrimLeft(l, " \t"))]
		if first {
			prefix, first = indent, false
		}
		for !strings.HasPrefix(indent, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	if prefix == "" {
		return code
	}
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, prefix)
	}
	return strings.Join(lines, "\n")
}

// firstWord returns the tag of an info string in lower case: "Python {cell}" is
// "python".
func firstWord(info string) string {
	end := strings.IndexFunc(info, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-'
	})
	if end < 0 {
		end = len(info)
	}
	return strings.ToLower(info[:end])
}

// tripleQuotes follows Python source line by line as far as needed to know whether
// a string of three quotes is open.
type tripleQuotes struct{ quote string }

func (t *tripleQuotes) open() bool { return t.quote != "" }

func (t *tripleQuotes) feed(s string) {
	for i := 0; i < len(s); {
		switch {
		case t.quote != "":
			if s[i] == '\\' {
				i++
			} else if strings.HasPrefix(s[i:], t.quote) {
				i += 2
				t.quote = ""
			}
		case s[i] == '#':
			return
		case strings.HasPrefix(s[i:], `"""`) || strings.HasPrefix(s[i:], `'''`):
			t.quote = s[i : i+3]
			i += 2
		case s[i] == '"' || s[i] == '\'':
			i = skipString(s, i)
		}
		i++
	}
}

// skipString returns where the string that opens at s[at] closes on this line.
func skipString(s string, at int) int {
	for i := at + 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[at]:
			return i
		}
	}
	return len(s)
}
