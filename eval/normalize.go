package eval

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Normalize folds a wording as SQuAD's evaluation script does (Rajpurkar et
// al. 2016): lower case, ASCII punctuation out, the articles a, an and the out,
// single spaces. Beyond the script, full-width punctuation goes too.
func Normalize(s string) string {
	s = strings.Map(func(r rune) rune {
		if isPunct(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	return strings.Join(strings.Fields(articles.ReplaceAllString(s, " ")), " ")
}

var articles = regexp.MustCompile(`\b(a|an|the)\b`)

// isPunct reports whether the script drops r: Python's string.punctuation, and
// the punctuation of scripts that SQuAD does not have.
func isPunct(r rune) bool {
	if r < unicode.MaxASCII {
		return strings.ContainsRune("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", r)
	}
	return r >= 0x2E00 && unicode.IsPunct(r)
}

// wordsOf are the words of a normalised wording; scripts that part no words
// give single characters, as CMRC's evaluation does.
func wordsOf(s string) []string {
	var list []string
	for _, f := range strings.Fields(Normalize(s)) {
		from := 0
		for i, r := range f {
			if !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
				continue
			}
			if from < i {
				list = append(list, f[from:i])
			}
			list = append(list, string(r))
			from = i + len(string(r))
		}
		if from < len(f) {
			list = append(list, f[from:])
		}
	}
	return list
}

// marker is a citation in an answer: [1], [2, 3].
var marker = regexp.MustCompile(`\s*\[\d+(?:\s*,\s*\d+)*\]`)

// StripMarkers removes the [n] of citations: they are not part of what is
// graded.
func StripMarkers(answer string) string {
	return strings.TrimSpace(marker.ReplaceAllString(answer, ""))
}

// numeral is a number as people write it: grouped by commas, with a fraction,
// a sign, or in accountants' brackets.
var numeral = regexp.MustCompile(`\([$€£]?\d[\d,]*(?:\.\d+)?\)|[-−]?\d[\d,]*(?:\.\d+)?`)

// numberWords are the numbers that are commonly written out.
var numberWords = map[string]float64{
	"zero": 0, "none": 0, "no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
	"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
	"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}

// firstNumber is the first number of a text, in digits or, where there are no
// digits, in words.
func firstNumber(s string) (float64, bool) {
	if m := numeral.FindString(s); m != "" {
		return parseNumeral(m)
	}
	for _, w := range strings.Fields(Normalize(s)) {
		if n, ok := numberWords[w]; ok {
			return n, true
		}
	}
	return 0, false
}

func parseNumeral(m string) (float64, bool) {
	sign := 1.0
	if strings.HasPrefix(m, "(") {
		sign = -1
	}
	m = strings.Trim(strings.ReplaceAll(m, "−", "-"), "($€£)")
	n, err := strconv.ParseFloat(strings.ReplaceAll(m, ",", ""), 64)
	return sign * n, err == nil
}
