package python

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// Case changes follow Unicode's full mappings: "ß" has two capital letters, a final "Σ"
// a small letter of its own. Most text is ASCII and takes the short way.

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func lowerString(s string) string {
	if isASCII(s) || !strings.ContainsAny(s, "İΣ") {
		return strings.ToLower(s)
	}
	return cases.Lower(language.Und).String(s)
}

func upperString(s string) string {
	if isASCII(s) {
		return strings.ToUpper(s)
	}
	return cases.Upper(language.Und).String(s)
}

func foldString(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return cases.Fold().String(s)
}

// titleRune is the title case of one character, which may be several.
func titleRune(r rune) string {
	if r < 0x80 {
		return string(unicode.ToTitle(r))
	}
	return cases.Title(language.Und, cases.NoLower).String(string(r))
}

func lowerText(r rune) string {
	if r == 'İ' {
		return "i\u0307"
	}
	return string(unicode.ToLower(r))
}

func isLowerRune(r rune) bool {
	return unicode.IsLower(r) || r >= 0x80 && unicode.Is(unicode.Other_Lowercase, r)
}

func isUpperRune(r rune) bool {
	return unicode.IsUpper(r) || r >= 0x80 && unicode.Is(unicode.Other_Uppercase, r)
}

func isCased(r rune) bool { return isLowerRune(r) || isUpperRune(r) || unicode.IsTitle(r) }

func titleString(s string) string {
	var b strings.Builder
	in := false
	for _, r := range s {
		if in {
			b.WriteString(lowerText(r))
		} else {
			b.WriteString(titleRune(r))
		}
		in = isCased(r)
	}
	return b.String()
}

// isTitle reports whether every word begins with a capital letter and goes on without.
func isTitle(s string) bool {
	in, found := false, false
	for _, r := range s {
		switch {
		case isUpperRune(r) || unicode.IsTitle(r):
			if in {
				return false
			}
			in, found = true, true
		case isLowerRune(r):
			if !in {
				return false
			}
			in, found = true, true
		default:
			in = false
		}
	}
	return found
}

func capitalize(s string) string {
	for i, r := range s {
		return titleRune(r) + lowerString(s[i+len(string(r)):])
	}
	return s
}

func swapCase(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case isUpperRune(r):
			b.WriteString(lowerText(r))
		case isLowerRune(r):
			b.WriteString(upperString(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cjkNumbers are the ideographs that stand for numbers.
const cjkNumbers = "㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零両〇〡〢〣〤〥〦〧〨〩〸〹〺"

func isNumeric(r rune) bool { return unicode.IsNumber(r) || strings.ContainsRune(cjkNumbers, r) }

func isDigit(r rune) bool {
	return unicode.IsDigit(r) || strings.ContainsRune("²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉①②③④⑤⑥⑦⑧⑨⑴⑵⑶⑷⑸⑹⑺⑻⑼⒈⒉⒊⒋⒌⒍⒎⒏⒐⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽⓿❶❷❸❹❺❻❼❽❾➀➁➂➃➄➅➆➇➈➊➋➌➍➎➏➐➑➒", r)
}
