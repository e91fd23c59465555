package pdf

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	corefont "github.com/pdfcpu/pdfcpu/pkg/font"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// font turns codes into text and widths.
type font struct {
	composite bool
	unicode   *cmap             // ToUnicode
	names     [256]string       // text of each code by the encoding; simple fonts
	codes     *cmap             // encoding CMap of composite fonts; nil = two bytes are the identifier
	cjk       encoding.Encoding // of a composite font whose encoding is a known one
	wide      bool              // cjk is UTF-16: two bytes a code
	widths    map[int]float64   // by code, or by identifier; in text space units of a 1-unit font
	missing   float64
	core      string // name of a standard font without widths of its own
	vertical  bool
	cache     map[code]glyphCode
}

// glyphCode is a code of a string with what it means.
type glyphCode struct {
	text  string
	width float64
	space bool // a one-byte code 32: word spacing applies
	known bool
}

// font loads a font resource, once for each object.
func (f *file) font(o types.Object) *font {
	ref, isRef := o.(types.IndirectRef)
	if isRef {
		if ft := f.fonts[ref.ObjectNumber.Value()]; ft != nil {
			return ft
		}
	}
	ft := f.loadFont(f.dict(o))
	if isRef {
		f.fonts[ref.ObjectNumber.Value()] = ft
	}
	return ft
}

func (f *file) loadFont(d types.Dict) *font {
	ft := &font{widths: map[int]float64{}}
	if d == nil {
		ft.standard(charmap.Windows1252)
		return ft
	}
	if src := f.stream(d["ToUnicode"]); len(src) > 0 {
		ft.unicode = parseCMap(src)
	}
	if f.name(d["Subtype"]) == "Type0" {
		f.loadComposite(ft, d)
		return ft
	}
	f.loadSimple(ft, d)
	return ft
}

// loadSimple reads a Type1, TrueType or Type3 font.
func (f *file) loadSimple(ft *font, d types.Dict) {
	descriptor := f.dict(d["FontDescriptor"])
	base := f.name(d["BaseFont"])
	scale := 0.001
	if f.name(d["Subtype"]) == "Type3" {
		if m := f.numbers(d["FontMatrix"]); len(m) == 6 && m[0] != 0 {
			scale = m[0]
		}
	}
	first, _ := f.number(d["FirstChar"])
	for i, w := range f.numbers(d["Widths"]) {
		if i < 256 {
			ft.widths[int(first)+i] = w * scale
		}
	}
	if w, ok := f.number(descriptor["MissingWidth"]); ok {
		ft.missing = w * scale
	}
	if len(ft.widths) == 0 {
		ft.core = coreFont(base)
	}
	f.loadEncoding(ft, d, descriptor, base)
}

// coreFont is the standard font that a name means.
func coreFont(name string) string {
	if _, after, ok := strings.Cut(name, "+"); ok {
		name = after
	}
	if corefont.IsCoreFont(name) {
		return name
	}
	lower := strings.ToLower(name)
	family := "Helvetica"
	switch {
	case strings.Contains(lower, "courier"), strings.Contains(lower, "mono"):
		family = "Courier"
	case strings.Contains(lower, "times"), strings.Contains(lower, "serif"), strings.Contains(lower, "roman"):
		return "Times-Roman"
	}
	return family
}

func (f *file) loadEncoding(ft *font, d, descriptor types.Dict, base string) {
	enc := d["Encoding"]
	name := f.name(enc)
	dict := f.dict(enc)
	if dict != nil {
		name = f.name(dict["BaseEncoding"])
	}
	symbolic := strings.Contains(base, "Symbol") || strings.Contains(base, "Dingbats")
	switch {
	case name == "MacRomanEncoding":
		ft.standard(charmap.Macintosh)
	case name == "WinAnsiEncoding", f.name(d["Subtype"]) == "TrueType":
		ft.standard(charmap.Windows1252)
	case symbolic:
		ft.symbols()
	default:
		ft.adobeStandard()
		f.builtin(ft, descriptor)
	}
	at := 0
	for _, o := range f.array(dict["Differences"]) {
		if n, ok := f.number(o); ok {
			at = int(n)
			continue
		}
		if at >= 0 && at < 256 {
			name := f.name(o)
			if text := glyphText(name); text != "" || name == ".notdef" {
				ft.names[at] = text
			} else if n := numbered(name); n > 0 {
				ft.names[at] = string(rune(n))
			} else {
				ft.names[at] = ""
			}
		}
		at++
	}
}

// numbered reads names such as g65 or c32 that some programs make of codes.
func numbered(name string) int {
	if len(name) < 2 || !strings.ContainsRune("aAcCgG", rune(name[0])) {
		return 0
	}
	n, err := strconv.Atoi(name[1:])
	if err != nil || n < 32 || n > 126 {
		return 0
	}
	return n
}

func (ft *font) standard(cs *charmap.Charmap) {
	for i := 32; i < 256; i++ {
		ft.names[i] = string(cs.DecodeByte(byte(i)))
		if ft.names[i] == "\uFFFD" {
			ft.names[i] = ""
		}
	}
}

// adobeHigh is the upper half of Adobe's StandardEncoding, by code.
var adobeHigh = map[int]string{
	39: "’", 96: "‘", 161: "¡", 162: "¢", 163: "£", 164: "⁄", 165: "¥", 166: "ƒ", 167: "§", 168: "¤", 169: "'", 170: "“", 171: "«", 172: "‹", 173: "›",
	174: "fi", 175: "fl", 177: "–", 178: "†", 179: "‡", 180: "·", 182: "¶", 183: "•", 184: "‚", 185: "„", 186: "”", 187: "»", 188: "…", 189: "‰", 191: "¿",
	193: "`", 194: "´", 195: "ˆ", 196: "˜", 197: "¯", 198: "˘", 199: "˙", 200: "¨", 202: "˚", 203: "¸", 205: "˝", 206: "˛", 207: "ˇ", 208: "—",
	225: "Æ", 227: "ª", 232: "Ł", 233: "Ø", 234: "Œ", 235: "º", 241: "æ", 245: "ı", 248: "ł", 249: "ø", 250: "œ", 251: "ß",
}

func (ft *font) adobeStandard() {
	for i := 32; i < 127; i++ {
		ft.names[i] = string(rune(i))
	}
	for i, text := range adobeHigh {
		ft.names[i] = text
	}
}

// symbols is the lower half of the Symbol font's encoding.
func (ft *font) symbols() {
	for i := 32; i < 127; i++ {
		ft.names[i] = string(rune(i))
	}
	const greek = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
	for i, r := range []rune(greek) {
		ft.names['A'+i] = string(r)
	}
	const small = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
	for i, r := range []rune(small) {
		ft.names['a'+i] = string(r)
	}
	ft.names[183] = "•"
}

var putGlyph = regexp.MustCompile(`dup\s+(\d+)\s*/(\S+)\s+put`)

// builtin reads the encoding in the clear part of an embedded Type 1 font.
func (f *file) builtin(ft *font, descriptor types.Dict) {
	src := f.stream(descriptor["FontFile"])
	for _, m := range putGlyph.FindAllSubmatch(src[:min(len(src), 64<<10)], 256) {
		if n, err := strconv.Atoi(string(m[1])); err == nil && n < 256 {
			ft.names[n] = glyphText(string(m[2]))
		}
	}
}

// cjkEncodings are the encodings of predefined CMaps, by a part of their name.
var cjkEncodings = []struct {
	part string
	enc  encoding.Encoding
	wide bool
}{
	{"UCS2", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), true}, {"UTF16", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), true},
	{"GBK", simplifiedchinese.GB18030, false}, {"GB-", simplifiedchinese.GBK, false}, {"GBpc", simplifiedchinese.GBK, false},
	{"RKSJ", japanese.ShiftJIS, false}, {"EUC-H", japanese.EUCJP, false}, {"EUC-V", japanese.EUCJP, false}, {"KSC", korean.EUCKR, false},
	{"B5", traditionalchinese.Big5, false}, {"ETen", traditionalchinese.Big5, false}, {"HKscs", traditionalchinese.Big5, false},
}

// loadComposite reads a Type0 font and its descendant.
func (f *file) loadComposite(ft *font, d types.Dict) {
	ft.composite, ft.missing = true, 1
	var child types.Dict
	if list := f.array(d["DescendantFonts"]); len(list) > 0 {
		child = f.dict(list[0])
	}
	if w, ok := f.number(child["DW"]); ok {
		ft.missing = w / 1000
	}
	f.cidWidths(ft, f.array(child["W"]))
	name := f.name(d["Encoding"])
	ft.vertical = strings.HasSuffix(name, "-V")
	if src := f.stream(d["Encoding"]); len(src) > 0 {
		ft.codes = parseCMap(src)
	}
	if strings.HasPrefix(name, "Identity") {
		return
	}
	for _, e := range cjkEncodings {
		if strings.Contains(name, e.part) {
			ft.cjk, ft.wide = e.enc, e.wide
			return
		}
	}
}

// cidWidths reads a W array: first [w w w] or first last w.
func (f *file) cidWidths(ft *font, list types.Array) {
	for i := 0; i+1 < len(list) && len(ft.widths) < maxMapped; {
		first, _ := f.number(list[i])
		if ws := f.array(list[i+1]); ws != nil {
			for j, w := range f.numbers(ws) {
				ft.widths[int(first)+j] = w / 1000
			}
			i += 2
			continue
		}
		if i+2 >= len(list) {
			return
		}
		last, _ := f.number(list[i+1])
		w, _ := f.number(list[i+2])
		for c := int(first); c <= int(last) && c-int(first) < 1<<16; c++ {
			ft.widths[c] = w / 1000
		}
		i += 3
	}
}

// decode splits a string into codes.
func (ft *font) decode(s []byte, each func(glyphCode)) {
	for len(s) > 0 {
		n := 1
		if ft.composite {
			n = min(ft.codeLength(s), len(s))
		}
		c := code{big(s[:n]), n}
		g, ok := ft.cache[c]
		if !ok {
			if ft.composite {
				g = ft.wideCode(s[:n])
			} else {
				g = ft.simple(s[0])
			}
			if ft.cache == nil {
				ft.cache = map[code]glyphCode{}
			}
			ft.cache[c] = g
		}
		each(g)
		s = s[n:]
	}
}

func (ft *font) simple(c byte) glyphCode {
	g := glyphCode{space: c == 32, known: true}
	var ok bool
	if ft.unicode != nil {
		if g.text, ok = ft.unicode.text(code{int(c), 1}); !ok {
			g.text, ok = ft.unicode.text(code{int(c), 2})
		}
	}
	if !ok || g.text == "" {
		g.text = ft.names[c]
		g.known = g.text != "" || c < 32 || c == 127
	}
	w, has := ft.widths[int(c)]
	switch {
	case has:
		g.width = w
	case ft.core != "":
		g.width = coreWidth(ft.core, g.text)
	default:
		g.width = ft.missing
	}
	return g
}

func coreWidth(name, text string) float64 {
	r, _ := utf8.DecodeRuneInString(text)
	if w, err := corefont.CharWidth(name, r); err == nil && w > 0 {
		return float64(w) / 1000
	}
	return 0.55
}

// codeLength is how many bytes the next code of a composite font has.
func (ft *font) codeLength(s []byte) int {
	switch {
	case ft.cjk != nil && !ft.wide:
		if s[0] < 0x80 || s[0] == 0xFF {
			return 1
		}
		return 2
	case ft.codes != nil && len(ft.codes.bytes) > 0:
		for n := 1; n <= 4; n++ {
			if ft.codes.bytes[n] && (len(ft.codes.bytes) == 1 || ft.codes.cid(code{big(s[:min(n, len(s))]), n}) > 0) {
				return n
			}
		}
	}
	return 2
}

func (ft *font) wideCode(s []byte) glyphCode {
	c := code{big(s), len(s)}
	g := glyphCode{known: true, space: len(s) == 1 && s[0] == 32}
	id := c.n
	if ft.codes != nil {
		id = ft.codes.cid(c)
	}
	var ok bool
	if w, has := ft.widths[id]; has {
		g.width = w
	} else {
		g.width = ft.missing
	}
	if ft.unicode != nil {
		g.text, ok = ft.unicode.text(c)
	}
	if !ok && ft.cjk != nil {
		if out, err := ft.cjk.NewDecoder().Bytes(s); err == nil {
			g.text, ok = string(out), true
		}
	}
	g.known = ok
	return g
}
