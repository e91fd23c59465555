package annotate

import (
	"strings"
	"unicode"
)

// sampleBytes of a text are enough to tell its language.
const sampleBytes = 16 << 10

// scripts that a single language of any size uses, or the one that is meant
// where several do.
var scripts = []struct {
	table *unicode.RangeTable
	lang  string
}{
	{unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"}, {unicode.Hangul, "ko"}, {unicode.Han, "zh"}, {unicode.Thai, "th"}, {unicode.Greek, "el"},
	{unicode.Hebrew, "he"}, {unicode.Devanagari, "hi"}, {unicode.Bengali, "bn"}, {unicode.Tamil, "ta"}, {unicode.Telugu, "te"}, {unicode.Georgian, "ka"},
	{unicode.Armenian, "hy"}, {unicode.Khmer, "km"}, {unicode.Lao, "lo"}, {unicode.Arabic, "ar"}, {unicode.Cyrillic, "ru"},
}

// functionWords are frequent words that few other languages have.
var functionWords = map[string]map[string]bool{
	"en": wordSet("the and of to is that was for with this are from which have been not by it as be"),
	"de": wordSet("der die das und ist nicht mit den von ein eine auf für sich dem des auch wird zu im"),
	"fr": wordSet("le les des est une dans que pour qui sur pas avec au par sont du et la aux ce"),
	"es": wordSet("el los que las una por con para del se su como más fue es al y lo sus entre"),
	"it": wordSet("il che di della per una sono con non del gli dei più nel alla è anche delle ha le"),
	"pt": wordSet("que não uma para com os dos por mais da foi como ao das são em um seu pelo também"),
	"nl": wordSet("het een van en dat niet zijn met voor op te worden aan ook door bij deze naar wordt de"),
	"sv": wordSet("och att det som en på är av för med den till har inte om ett han men var jag"),
	"da": wordSet("og det at en på er af for med den til har ikke om et han men var der blev"),
	"no": wordSet("og det at en på er av for med den til har ikke om et han men var som ble jeg"),
	"fi": wordSet("ja on ei se että hän oli mutta ovat kun myös joka tai ole jos niin kuin sen hänen vuonna"),
	"pl": wordSet("nie się na jest że do to jak ale był przez jego dla oraz są po od które który także"),
	"cs": wordSet("je se na že to by jsem ale jako jeho který byl jsou pro při nebo podle již také po"),
	"hu": wordSet("a az és hogy nem egy is volt meg csak de ez ha mint már még azt vagy van"),
	"ro": wordSet("și în de la nu pe cu este care din mai sunt pentru fost prin sau ale acest către după"),
	"tr": wordSet("ve bir bu için ile olarak de da daha olan ne gibi kadar çok sonra olduğu en ise tarafından"),
	"vi": wordSet("và của là các có được cho không trong một người những với đã này để từ khi vào ông"),
	"id": wordSet("yang dan di dengan untuk dari ini itu pada tidak dalam adalah akan ke juga oleh sebagai atau mereka telah"),
	"af": wordSet("die en van het nie is dat om te in wat vir hulle met sy hy was op aan deur"),
	"ca": wordSet("els que les una per amb del és com al més van dels també ha seva són aquest entre pel"),
}

// Language is the ISO 639-1 code of the language of a text, "" if there is too
// little to tell: by its script, and for the Latin one by its function words.
func Language(text string) string {
	text = text[:min(len(text), sampleBytes)]
	letters, latin := 0, 0
	count := map[string]int{}
	for _, r := range text {
		switch {
		case r < 0x250:
			if unicode.IsLetter(r) {
				letters, latin = letters+1, latin+1
			}
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
			letters++
			for _, s := range scripts {
				if unicode.Is(s.table, r) {
					count[s.lang]++
					break
				}
			}
			if unicode.Is(unicode.Latin, r) {
				latin++
			}
		}
	}
	if letters < 20 {
		return ""
	}
	if latin*2 >= letters {
		return latinLanguage(text)
	}
	if count["ja"]*10 > count["zh"] && count["ja"] > 5 { // Japanese writes Han too
		return "ja"
	}
	best := ""
	for _, s := range scripts {
		if count[s.lang] > count[best] {
			best = s.lang
		}
	}
	return dialect(best, text)
}

// dialect tells languages of one script apart by letters that only one has.
func dialect(lang, text string) string {
	switch {
	case lang == "ru" && strings.ContainsAny(text, "іїєґ"):
		return "uk"
	case lang == "ru" && !strings.ContainsAny(text, "ыэё") && strings.Count(text, "ъ") > 2:
		return "bg"
	case lang == "ru" && strings.ContainsAny(text, "ђјљњћџ"):
		return "sr"
	case lang == "ar" && strings.ContainsAny(text, "پچگی"):
		return "fa"
	}
	return lang
}

// latinLanguage counts function words. The best must be clear of the second.
func latinLanguage(text string) string {
	hits := map[string]int{}
	words := 0
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) }) {
		words++
		for lang, set := range functionWords {
			if set[w] {
				hits[lang]++
			}
		}
	}
	best, second := "", 0
	for lang, n := range hits {
		switch {
		case n > hits[best] || n == hits[best] && lang < best:
			best, second = lang, max(second, hits[best])
		default:
			second = max(second, n)
		}
	}
	if words < 5 || hits[best] < 2 || hits[best]*20 < words || hits[best] == second {
		return ""
	}
	return best
}
