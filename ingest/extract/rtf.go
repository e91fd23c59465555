package extract

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"funnel/store"
)

// readRTF reads Rich Text Format 1.9: paragraphs, headings by their styles,
// tables, hyperlinks, notes where they are referred to. Text is decoded by the
// code page of its font.
func readRTF(_ *reader, in input) (Document, []part, error) {
	p := &rtfParser{src: in.data, codepage: "windows-1252", fonts: map[int]string{}, headings: map[int]int{}}
	p.state = rtfState{unicodeSkip: 1, font: -1, style: -1}
	p.run()
	d := p.w.document()
	d.Title, d.Undecodable = cleanLine(p.info["title"]), p.undecodable
	d.set("author", p.info["author"])
	d.set("subject", p.info["subject"])
	if d.Title == "" {
		d.Title = topTitle(d.Outline)
	}
	if strings.TrimSpace(d.Text) == "" && p.depth > 0 {
		return Document{}, nil, errors.New("is damaged: its groups do not close and hold no text")
	}
	return d, nil, nil
}

// rtfState is what a group inherits and restores.
type rtfState struct {
	skip        bool   // the group is no text
	dest        string // fonttbl, stylesheet, info:title, fldinst; "" = the body
	font        int
	unicodeSkip int
	hidden      bool
	style       int
}

type rtfParser struct {
	src      []byte
	at       int
	state    rtfState
	stack    []rtfState
	depth    int
	w        builder
	raw      []byte // bytes of text not decoded yet
	codepage string
	fonts    map[int]string // number → code page
	headings map[int]int    // style → heading level
	info     map[string]string
	name     strings.Builder // text of fonttbl, stylesheet, info, fldinst
	defining int             // the font or style being defined
	starred  bool            // \* came just now
	drop     int             // characters to drop after \u
	cells    int             // that ended since the last text
	inTable  bool
	heading  int // level of the paragraph that is open, 0 = none
	anchors  []openLink
	target   string

	undecodable int
}

// maxGroups bounds how deep groups may nest.
const maxGroups = 10_000

func (p *rtfParser) run() {
	for p.at < len(p.src) {
		c := p.src[p.at]
		p.at++
		switch c {
		case '{':
			p.flush()
			if p.depth++; p.depth > maxGroups {
				return
			}
			p.stack = append(p.stack, p.state)
		case '}':
			p.flush()
			p.closeGroup()
		case '\\':
			p.control()
		case '\r', '\n', 0:
		default:
			p.char(c)
		}
	}
	p.flush()
}

func (p *rtfParser) closeGroup() {
	if p.depth == 0 {
		return
	}
	p.depth--
	before := p.state
	p.state = p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
	if before.dest != p.state.dest {
		p.closeDest(before.dest)
	}
}

var (
	hyperlink  = regexp.MustCompile(`HYPERLINK\s+(?:\\l\s+)?"([^"]*)"`)
	secondHalf = regexp.MustCompile(`^\\u(-?\d+)`)
	headingNum = regexp.MustCompile(`(?i)heading\s+([1-9])`)
)

// closeDest takes what a group other than the body held.
func (p *rtfParser) closeDest(dest string) {
	text := strings.TrimSpace(p.name.String())
	switch {
	case dest == "stylesheet":
		if m := headingNum.FindStringSubmatch(text); m != nil {
			p.headings[p.defining], _ = strconv.Atoi(m[1])
		}
	case strings.HasPrefix(dest, "info:"):
		if p.info == nil {
			p.info = map[string]string{}
		}
		p.info[dest[5:]] = text
	case dest == "fldinst":
		if m := hyperlink.FindStringSubmatch(text); m != nil {
			p.target = m[1]
		}
	case dest == "fldrslt":
		if n := len(p.anchors); n > 0 {
			p.w.link("html", p.anchors[n-1].target, p.anchors[n-1].start)
			p.anchors = p.anchors[:n-1]
		}
		return
	}
	p.name.Reset()
}

// char takes one byte of text.
func (p *rtfParser) char(c byte) {
	if p.drop > 0 {
		p.drop--
		return
	}
	if p.state.dest == "stylesheet" && c == ';' {
		p.flush()
		p.closeDest("stylesheet")
		return
	}
	if !p.state.skip && !p.state.hidden {
		p.raw = append(p.raw, c)
	}
}

// flush decodes the bytes that came and writes them.
func (p *rtfParser) flush() {
	if len(p.raw) == 0 {
		return
	}
	page := p.fonts[p.state.font]
	if page == "" {
		page = p.codepage
	}
	text, bad := decodeAs(page, p.raw)
	p.undecodable += bad
	p.raw = p.raw[:0]
	p.write(text)
}

func (p *rtfParser) write(text string) {
	switch {
	case p.state.skip || p.state.hidden:
	case p.state.dest != "" && p.state.dest != "fldrslt" && p.state.dest != "note":
		if p.name.Len() < 64<<10 {
			p.name.WriteString(text)
		}
	default:
		p.separate(text)
		p.open()
		p.w.text(text)
	}
}

// open begins a heading with the first text of its paragraph.
func (p *rtfParser) open() {
	if level := p.headings[p.state.style]; level > 0 && p.heading == 0 && !p.inTable {
		p.heading = level
		p.w.gap("\n\n")
		p.w.outline = append(p.w.outline, store.Heading{Level: level, Kind: "heading", Start: p.w.here()})
	}
}

// control reads a control word or symbol behind a backslash.
func (p *rtfParser) control() {
	if p.at >= len(p.src) {
		return
	}
	c := p.src[p.at]
	if !isLetter(c) {
		p.at++
		p.symbol(c)
		return
	}
	start := p.at
	for p.at < len(p.src) && isLetter(p.src[p.at]) && p.at-start < 32 {
		p.at++
	}
	word := string(p.src[start:p.at])
	number := p.at
	if p.at < len(p.src) && p.src[p.at] == '-' {
		p.at++
	}
	for p.at < len(p.src) && p.src[p.at] >= '0' && p.src[p.at] <= '9' && p.at-number < 11 {
		p.at++
	}
	n, err := strconv.Atoi(string(p.src[number:p.at]))
	if p.at < len(p.src) && p.src[p.at] == ' ' {
		p.at++
	}
	if word == "bin" && n > 0 {
		p.at = min(len(p.src), p.at+n)
		return
	}
	p.flush()
	p.word(word, n, err == nil)
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func (p *rtfParser) symbol(c byte) {
	switch c {
	case '\'':
		if p.at+2 > len(p.src) {
			return
		}
		n, err := strconv.ParseUint(string(p.src[p.at:p.at+2]), 16, 8)
		p.at += 2
		if err == nil {
			p.char(byte(n))
		}
	case '*': // marks a destination, but only where a group begins
		p.starred = p.at >= 3 && bytes.HasSuffix(bytes.TrimRight(p.src[max(0, p.at-8):p.at-2], "\r\n "), []byte("{"))
	case '~':
		p.flush()
		p.write("\u00a0")
	case '_':
		p.char('-')
	case '\r', '\n':
		p.flush()
		p.word("par", 0, false)
	case '\\', '{', '}':
		p.char(c)
	}
}

// codepages are the code pages of \fcharset numbers, and of \ansicpg ones.
var codepages = map[int]string{
	0: "windows-1252", 77: "macintosh", 128: "shift_jis", 129: "euc-kr", 134: "gbk", 136: "big5", 161: "windows-1253", 162: "windows-1254",
	163: "windows-1258", 177: "windows-1255", 178: "windows-1256", 186: "windows-1257", 204: "windows-1251", 222: "windows-874", 238: "windows-1250",
	437: "windows-1252", 850: "windows-1252", 866: "ibm866", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 10000: "macintosh", 65001: "utf-8",
	874: "windows-874", 1250: "windows-1250", 1251: "windows-1251", 1252: "windows-1252", 1253: "windows-1253", 1254: "windows-1254",
	1255: "windows-1255", 1256: "windows-1256", 1257: "windows-1257", 1258: "windows-1258",
}

// characters are control words that stand for one.
var characters = map[string]string{
	"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
	"emspace": " ", "enspace": " ", "qmspace": " ", "tab": "\t", "line": "\n", "zwj": "", "zwnj": "",
}

// destinations are groups that hold no text of the body.
var destinations = map[string]bool{
	"colortbl": true, "pict": true, "object": true, "objdata": true, "themedata": true, "datastore": true, "filetbl": true, "listtable": true,
	"listoverridetable": true, "revtbl": true, "rsidtbl": true, "generator": true, "xmlnstbl": true, "latentstyles": true, "mmathPr": true,
	"header": true, "headerl": true, "headerr": true, "headerf": true, "footer": true, "footerl": true, "footerr": true, "footerf": true,
	"nonshppict": true, "blipuid": true, "operator": true, "category": true, "doccomm": true, "comment": true, "company": true, "manager": true,
	"private1": true, "ftnsep": true, "ftnsepc": true, "aftnsep": true, "aftnsepc": true, "tc": true, "xe": true, "bkmkstart": true, "bkmkend": true,
	"atnid": true, "atnauthor": true, "datafield": true, "fontemb": true,
}

// keptStarred are the groups marked \* that hold text nevertheless.
var keptStarred = map[string]bool{"fldinst": true, "shpinst": true, "shptxt": true, "annotation": true, "listtext": true, "pntext": true}

// word acts on a control word. text is flushed before.
func (p *rtfParser) word(word string, n int, hasN bool) {
	starred := p.starred
	p.starred = false
	if text, ok := characters[word]; ok {
		p.write(text)
		return
	}
	switch {
	case destinations[word] || starred && !keptStarred[word]:
		p.state.skip = true
		return
	case word == "result": // what an object looks like: its text
		p.state.skip = false
		return
	}
	switch word {
	case "ansicpg":
		if page := codepages[n]; page != "" {
			p.codepage = page
		}
	case "mac":
		p.codepage = "macintosh"
	case "fonttbl":
		p.state.dest = "fonttbl"
	case "stylesheet":
		p.state.dest = "stylesheet"
	case "title", "author", "subject":
		p.state.dest = "info:" + word
	case "keywords", "info":
		p.state.dest = "info:other"
	case "fldinst":
		p.state.dest = "fldinst"
	case "fldrslt":
		p.state.dest = "fldrslt"
		p.anchors = append(p.anchors, openLink{p.target, p.w.b.Len() + len(p.w.pending)})
		p.target = ""
	case "fcharset":
		if p.state.dest == "fonttbl" && codepages[n] != "" && n != 0 {
			p.fonts[p.defining] = codepages[n]
		}
	case "f":
		if p.state.dest == "fonttbl" {
			p.defining = n
		}
		p.state.font = n
	case "s":
		p.defining, p.state.style = n, n
	case "u":
		p.unicode(n)
	case "uc":
		p.state.unicodeSkip = max(0, min(n, 8))
	case "v":
		p.state.hidden = !hasN || n != 0
	case "plain":
		p.state.hidden = false
	default:
		p.layout(word)
	}
}

// layout acts on the words that arrange text.
func (p *rtfParser) layout(word string) {
	if p.state.skip {
		return
	}
	switch word {
	case "par", "sect", "page":
		p.endParagraph()
	case "pard":
		p.inTable, p.state.style = false, -1
	case "trowd", "intbl":
		p.inTable = true
	case "cell", "nestcell":
		p.endParagraph()
		p.w.row = true
		p.cells++
	case "row", "nestrow":
		p.endRow()
	case "footnote", "annotation":
		p.state.dest = "note"
		p.write(" ")
	}
}

func (p *rtfParser) endParagraph() {
	if n := len(p.w.outline); p.heading > 0 && n > 0 {
		p.w.outline[n-1].Title = strings.Join(strings.Fields(p.w.b.String()[min(p.w.outline[n-1].Start, p.w.b.Len()):]), " ")
	}
	p.heading = 0
	if p.inTable {
		p.w.gap(" ")
		return
	}
	p.w.gap("\n\n")
}

func (p *rtfParser) endRow() {
	p.w.row = false
	p.cells, p.w.pending = 0, ""
	p.w.gap("\n")
}

// separate writes what is due between the cells of a row before text follows.
func (p *rtfParser) separate(text string) {
	if p.cells > 0 && strings.TrimSpace(text) != "" {
		if width(p.w.pending) > 1 {
			p.w.flush() // the row begins with an empty cell
		}
		p.w.pending = ""
		p.w.b.WriteString(strings.Repeat(" | ", p.cells))
		p.cells = 0
	}
}

// unicode writes a character; what follows for readers that do not know \u is
// dropped.
func (p *rtfParser) unicode(n int) {
	if n < 0 {
		n += 1 << 16
	}
	r := rune(n)
	if n >= 0xD800 && n < 0xE000 {
		r = p.surrogate(n)
	}
	if r != 0 {
		p.write(string(r))
	}
	p.drop = p.state.unicodeSkip
}

// surrogate joins the two halves of a character beyond the first 65,536.
func (p *rtfParser) surrogate(n int) rune {
	if n >= 0xDC00 {
		return 0 // the second half, taken with the first
	}
	rest := p.src[p.at:min(len(p.src), p.at+40)]
	at := bytes.Index(rest, []byte(`\u`))
	if at < 0 {
		return '\uFFFD'
	}
	m := secondHalf.FindSubmatch(rest[at:])
	if m == nil {
		return '\uFFFD'
	}
	low, err := strconv.Atoi(string(m[1]))
	if low < 0 {
		low += 1 << 16
	}
	if err != nil || low < 0xDC00 || low > 0xDFFF {
		return '\uFFFD'
	}
	return rune(0x10000 + (n-0xD800)<<10 + (low - 0xDC00))
}
