package python

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
	"golang.org/x/text/width"
)

// runeName is the name of a character, or "".
func runeName(r rune) string {
	name := runenames.Name(r)
	switch {
	case strings.HasPrefix(name, "<CJK Ideograph"):
		return sprintf("CJK UNIFIED IDEOGRAPH-%X", r)
	case strings.HasPrefix(name, "<Hangul Syllable"):
		return hangulName(r)
	case strings.HasPrefix(name, "<"):
		return ""
	}
	return name
}

// hangulName spells a syllable out of its parts.
func hangulName(r rune) string {
	initial := strings.Split("G GG N D DD R M B BB S SS  J JJ C K T P H", " ")
	vowel := strings.Split("A AE YA YAE EO E YEO YE O WA WAE OE YO U WEO WE WI YU EU YI I", " ")
	final := strings.Split(" G GG GS N NJ NH D L LG LM LB LS LT LP LH M B BS S SS NG J C K T P H", " ")
	i := int(r - 0xac00)
	return "HANGUL SYLLABLE " + initial[i/588] + vowel[i%588/28] + final[i%28]
}

// runeNamed finds a character by its name.
func runeNamed(name string) (rune, bool) {
	name = strings.ToUpper(name)
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if runeName(r) == name {
			return r, true
		}
	}
	return 0, false
}

func moduleUnicodedata() map[string]Value {
	char := func(m *vm, name string, v Value) rune {
		s, ok := v.(*Str)
		if !ok {
			m.raise("TypeError", "%s() argument must be a unicode character, not %s", name, typeName(v))
		}
		if s.length() != 1 {
			m.raise("TypeError", "%s() argument must be a unicode character, not str", name)
		}
		r, _ := utf8.DecodeRuneInString(s.s)
		return r
	}
	number := func(name, what string, of func(rune) (Value, bool)) func(*vm, *args) Value {
		return func(m *vm, a *args) Value {
			a.count(m, name, 1, 2)
			if v, ok := of(char(m, name, a.pos[0])); ok {
				return v
			}
			if len(a.pos) == 2 {
				return a.pos[1]
			}
			m.raise("ValueError", "not a %s", what)
			return nil
		}
	}
	digit := func(r rune) (Value, bool) {
		if i := strings.IndexRune("⁰¹²³⁴⁵⁶⁷⁸⁹", r); i >= 0 {
			return Int(utf8.RuneCountInString("⁰¹²³⁴⁵⁶⁷⁸⁹"[:i])), true
		}
		return decimalDigit(r)
	}
	return funcs(map[string]func(*vm, *args) Value{
		"name": func(m *vm, a *args) Value {
			a.count(m, "name", 1, 2)
			if n := runeName(char(m, "name", a.pos[0])); n != "" {
				return NewStr(n)
			}
			if len(a.pos) == 2 {
				return a.pos[1]
			}
			m.raise("ValueError", "no such name")
			return nil
		},
		"lookup": func(m *vm, a *args) Value {
			a.count(m, "lookup", 1, 1)
			name := m.needStr("lookup() argument", a.pos[0])
			m.step(100_000)
			r, ok := runeNamed(name)
			if !ok {
				m.throw(newException("KeyError", NewStr("undefined character name '"+name+"'")))
			}
			return NewStr(string(r))
		},
		"category": func(m *vm, a *args) Value {
			a.count(m, "category", 1, 1)
			return NewStr(runeCategory(char(m, "category", a.pos[0])))
		},
		"combining": func(m *vm, a *args) Value {
			a.count(m, "combining", 1, 1)
			return Int(norm.NFD.PropertiesString(string(char(m, "combining", a.pos[0]))).CCC())
		},
		"bidirectional": func(m *vm, a *args) Value {
			a.count(m, "bidirectional", 1, 1)
			p, _ := bidi.LookupRune(char(m, "bidirectional", a.pos[0]))
			return NewStr(bidiNames[p.Class()])
		},
		"east_asian_width": func(m *vm, a *args) Value {
			a.count(m, "east_asian_width", 1, 1)
			k := width.LookupRune(char(m, "east_asian_width", a.pos[0])).Kind()
			return NewStr([]string{"N", "A", "W", "Na", "F", "H"}[k])
		},
		"decimal": number("decimal", "decimal", decimalDigit), "digit": number("digit", "digit", digit),
		"numeric": number("numeric", "numeric character", func(r rune) (Value, bool) {
			if n, ok := digit(r); ok {
				return Float(n.(Int)), true
			}
			n, ok := fractions[r]
			return Float(n), ok
		}),
		"normalize": func(m *vm, a *args) Value {
			a.count(m, "normalize", 2, 2)
			s := m.needStr("normalize() argument 2", a.pos[1])
			m.charge(int64(4 * len(s)))
			return NewStr(m.normalized(m.normalForm(a.pos[0]), s))
		},
		"is_normalized": func(m *vm, a *args) Value {
			a.count(m, "is_normalized", 2, 2)
			return Bool(m.normalForm(a.pos[0]).IsNormalString(m.needStr("is_normalized() argument 2", a.pos[1])))
		},
	})
}

// normalized works by pieces, so that a long text can be interrupted.
func (m *vm) normalized(form norm.Form, s string) string {
	var out []byte
	for len(s) > 0 {
		n := min(len(s), 1<<16)
		if n < len(s) {
			if n = form.LastBoundary([]byte(s[:n])); n <= 0 {
				n = len(s)
			}
		}
		m.step(int64(n) / 64)
		out = form.AppendString(out, s[:n])
		s = s[n:]
	}
	return string(out)
}

func (m *vm) normalForm(v Value) norm.Form {
	switch m.needStr("normalize() argument 1", v) {
	case "NFC":
		return norm.NFC
	case "NFD":
		return norm.NFD
	case "NFKC":
		return norm.NFKC
	case "NFKD":
		return norm.NFKD
	}
	m.raise("ValueError", "invalid normalization form")
	return 0
}

func decimalDigit(r rune) (Value, bool) {
	if !unicode.Is(unicode.Nd, r) {
		return nil, false
	}
	return Int(digitsASCII(string(r))[0] - '0'), true
}

var fractions = map[rune]float64{'½': .5, '¼': .25, '¾': .75, '⅓': 1.0 / 3, '⅔': 2.0 / 3, '⅕': .2, '⅖': .4, '⅗': .6, '⅘': .8, '⅙': 1.0 / 6,
	'⅚': 5.0 / 6, '⅛': .125, '⅜': .375, '⅝': .625, '⅞': .875, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9, '十': 10, '百': 100, '千': 1000, '万': 10000}

var bidiNames = map[bidi.Class]string{bidi.L: "L", bidi.R: "R", bidi.EN: "EN", bidi.ES: "ES", bidi.ET: "ET", bidi.AN: "AN", bidi.CS: "CS",
	bidi.B: "B", bidi.S: "S", bidi.WS: "WS", bidi.ON: "ON", bidi.BN: "BN", bidi.NSM: "NSM", bidi.AL: "AL"}

// runeCategory is the general category of a character.
func runeCategory(r rune) string {
	for _, name := range []string{"Ll", "Lu", "Zs", "Nd", "Po", "Ps", "Pe", "Pd", "Pc", "Pi", "Pf", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nl", "No",
		"Sm", "Sc", "Sk", "So", "Zl", "Zp", "Cc", "Cf", "Cs", "Co"} {
		if unicode.Is(unicode.Categories[name], r) {
			return name
		}
	}
	return "Cn"
}
