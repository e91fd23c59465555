package pdf

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// accents are the suffixes of glyph names such as eacute, as combining marks.
var accents = map[string]string{
	"acute": "\u0301", "grave": "\u0300", "circumflex": "\u0302", "dieresis": "\u0308", "tilde": "\u0303", "ring": "\u030a",
	"cedilla": "\u0327", "caron": "\u030c", "breve": "\u0306", "macron": "\u0304", "ogonek": "\u0328", "dotaccent": "\u0307",
	"hungarumlaut": "\u030b", "commaaccent": "\u0327", "dotbelow": "\u0323",
}

// glyphRunes are glyph names that are neither one letter nor a letter with an
// accent (Adobe Glyph List, the part in use outside of single fonts).
var glyphRunes = glyphTable(`
space   |exclam !|quotedbl "|numbersign #|dollar $|percent %|ampersand &|quotesingle '|parenleft (|parenright )|asterisk *|plus +|comma ,
hyphen -|period .|slash /|zero 0|one 1|two 2|three 3|four 4|five 5|six 6|seven 7|eight 8|nine 9|colon :|semicolon ;|less <|equal =|greater >
question ?|at @|bracketleft [|backslash \|bracketright ]|asciicircum ^|underscore _|grave ` + "`" + `|braceleft {|braceright }|asciitilde ~
exclamdown ¡|cent ¢|sterling £|fraction ⁄|yen ¥|florin ƒ|section §|currency ¤|quotedblleft “|quotedblright ”|guillemotleft «|guillemotright »
guilsinglleft ‹|guilsinglright ›|quoteleft ‘|quoteright ’|quotereversed ‛|endash –|emdash —|dagger †|daggerdbl ‡|periodcentered ·|middot ·|paragraph ¶
bullet •|quotesinglbase ‚|quotedblbase „|ellipsis …|perthousand ‰|questiondown ¿|acute ´|circumflex ˆ|tilde ˜|macron ¯|breve ˘|dotaccent ˙
dieresis ¨|ring ˚|cedilla ¸|hungarumlaut ˝|ogonek ˛|caron ˇ|AE Æ|ae æ|OE Œ|oe œ|Oslash Ø|oslash ø|Lslash Ł|lslash ł|germandbls ß|dotlessi ı|dotlessj ȷ
Eth Ð|eth ð|Thorn Þ|thorn þ|Dcroat Đ|dcroat đ|Hbar Ħ|hbar ħ|Eng Ŋ|eng ŋ|Ldot Ŀ|ldot ŀ|kgreenlandic ĸ|napostrophe ŉ|IJ Ĳ|ij ĳ|longs ſ|Tbar Ŧ|tbar ŧ
ordfeminine ª|ordmasculine º|onesuperior ¹|twosuperior ²|threesuperior ³|onehalf ½|onequarter ¼|threequarters ¾|brokenbar ¦|copyright ©|registered ®
trademark ™|degree °|mu µ|plusminus ±|multiply ×|divide ÷|logicalnot ¬|minus −|Euro €|euro €|nbspace  |nonbreakingspace  
ff ff|fi fi|fl fl|ffi ffi|ffl ffl|ft ft|st st|Alpha Α|Beta Β|Gamma Γ|Delta Δ|Epsilon Ε|Zeta Ζ|Eta Η|Theta Θ|Iota Ι|Kappa Κ|Lambda Λ|Mu Μ|Nu Ν|Xi Ξ
Omicron Ο|Pi Π|Rho Ρ|Sigma Σ|Tau Τ|Upsilon Υ|Phi Φ|Chi Χ|Psi Ψ|Omega Ω|alpha α|beta β|gamma γ|delta δ|epsilon ε|epsilon1 ϵ|zeta ζ|eta η|theta θ|theta1 ϑ
iota ι|kappa κ|lambda λ|nu ν|xi ξ|omicron ο|pi π|pi1 ϖ|rho ρ|rho1 ϱ|sigma σ|sigma1 ς|tau τ|upsilon υ|phi φ|phi1 ϕ|chi χ|psi ψ|omega ω|omega1 ϖ
infinity ∞|partialdiff ∂|summation ∑|product ∏|integral ∫|radical √|approxequal ≈|notequal ≠|lessequal ≤|greaterequal ≥|equivalence ≡|similar ∼
element ∈|notelement ∉|union ∪|intersection ∩|propersubset ⊂|reflexsubset ⊆|emptyset ∅|existential ∃|universal ∀|logicaland ∧|logicalor ∨|gradient ∇
arrowleft ←|arrowup ↑|arrowright →|arrowdown ↓|arrowboth ↔|arrowdblleft ⇐|arrowdblright ⇒|arrowdblboth ⇔|lozenge ◊|asteriskmath ∗|dotmath ⋅|proportional ∝
perpendicular ⊥|angle ∠|therefore ∴|circleplus ⊕|circlemultiply ⊗|angbracketleft ⟨|angbracketright ⟩|bar |·|prime ′|primeprime ″|minute ′|second ″|degree °
checkmark ✓|filledbox ■|blacksquare ■|H22073 □|square □|filledcircle ●|H18533 ●|circle ○|openbullet ◦|H17075 ▪|triangledot ◬|estimated ℮|numero №|afii61352 №
apostrophe '|visiblespace ␣|vector ⃗|mapsto ↦|lessmuch ≪|greatermuch ≫|precedes ≺|follows ≻|aleph ℵ|weierstrass ℘|Ifraktur ℑ|Rfraktur ℜ|script ℓ|lscript ℓ
`)

func glyphTable(src string) map[string]string {
	out := map[string]string{"bar": "|", "space": " ", "softhyphen": "\u00ad", "sfthyphen": "\u00ad"}
	for _, line := range strings.Split(strings.TrimSpace(src), "\n") {
		for _, entry := range strings.Split(line, "|") {
			if name, text, ok := strings.Cut(entry, " "); ok && out[name] == "" && text != "" {
				out[name] = text
			}
		}
	}
	return out
}

// glyphText is the text that a glyph name stands for; "" if it says nothing.
func glyphText(name string) string {
	name, _, _ = strings.Cut(name, ".") // one.oldstyle is a one
	if text, ok := glyphRunes[name]; ok {
		return text
	}
	if len(name) <= 1 {
		return name
	}
	if parts := strings.Split(name, "_"); len(parts) > 1 && parts[0] != "" { // f_i
		text := ""
		for _, p := range parts {
			text += glyphText(p)
		}
		return text
	}
	for _, prefix := range []string{"uni", "u"} {
		if digits, ok := strings.CutPrefix(name, prefix); ok && len(digits) >= 4 {
			if n, err := strconv.ParseUint(digits[:min(len(digits), 6-2*len(prefix)/3)], 16, 32); err == nil && n > 0 && n < 0x110000 {
				return string(rune(n))
			}
		}
	}
	if accent := accents[name[1:]]; accent != "" {
		return norm.NFC.String(name[:1] + accent)
	}
	return ""
}
