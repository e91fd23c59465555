package funnel

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cues are the words by which a language asks for counting or listing.
type cues struct {
	many  []string // how many
	which []string // which, of several things
	all   []string // list all
	docs  []string // how a word for documents begins
}

// otherCues are the cues of languages beside English, whose rules are finer,
// see route.go.
var otherCues = []cues{
	{ // German
		[]string{"wie viele", "wieviele"}, []string{"welche"}, []string{"liste alle", "nenne alle", "zähle alle", "alle dokumente", "alle dateien"},
		[]string{"dokument", "datei", "unterlage"},
	},
	{ // French
		[]string{"combien de", "combien d'", "combien d’"}, []string{"quels", "quelles"}, []string{"tous les documents", "toutes les", "liste tous", "énumère"},
		[]string{"document", "fichier"},
	},
	{ // Spanish
		[]string{"cuántos", "cuántas", "cuantos", "cuantas"}, []string{"qué", "cuáles"}, []string{"todos los", "todas las", "enumera"},
		[]string{"documento", "archivo"},
	},
	{ // Italian
		[]string{"quanti", "quante"}, []string{"quali"}, []string{"elenca", "tutti i documenti", "tutti i file"},
		[]string{"documenti", "file"},
	},
	{ // Portuguese
		[]string{"quantos", "quantas"}, []string{"quais", "que"}, []string{"todos os", "todas as", "liste todo", "liste toda"},
		[]string{"documento", "arquivo", "ficheiro"},
	},
	{ // Dutch
		[]string{"hoeveel"}, []string{"welke"}, []string{"alle documenten", "alle bestanden", "noem alle", "som alle"},
		[]string{"document", "bestand"},
	},
	{ // Russian
		[]string{"сколько"}, []string{"какие", "каких"}, []string{"перечисли", "все документы", "всех документах"},
		[]string{"документ", "файл"},
	},
	{ // Chinese
		[]string{"多少", "几份", "几个"}, []string{"哪些", "哪几"}, []string{"列出所有", "列出全部", "所有文件", "所有文档"},
		[]string{"文件", "文档", "份文", "个文"},
	},
	{ // Japanese
		[]string{"いくつ", "何件", "何個", "何通"}, []string{"どの", "どれ"}, []string{"すべての文書", "全ての文書", "すべて挙げ", "全て挙げ", "一覧"},
		[]string{"文書", "書類", "ドキュメント", "ファイル"},
	},
	{ // Korean
		[]string{"몇 개", "몇 건", "몇개", "몇건"}, []string{"어떤", "어느"}, []string{"모든 문서", "모든 파일", "나열"},
		[]string{"문서", "파일"},
	},
}

// routeOther sorts a question that other languages' cues say something of. q
// is in lower case, with a space before, after and between its words. What is
// counted decides as it does in English; of "which …" only which documents
// does, for plurals are not told from singulars here.
func routeOther(q string) (r routed, ok bool) {
	for _, c := range otherCues {
		if cue, _ := cueIn(q, c.all); cue != "" {
			return routed{kind: KindAggregate, why: "scope all: the question says “" + cue + "”"}, true
		}
		many, counted := cueIn(q, c.many)
		if doc := c.document(q, counted); many != "" && doc != "" {
			return routed{kind: KindAggregate, why: "scope all: the question says “" + many + "” of documents"}, true
		}
		if many != "" {
			return routed{kind: KindLookup, why: lookupWhy, open: true, noun: firstWord(counted)}, true
		}
		which, listed := cueIn(q, c.which)
		if doc := c.document(q, listed); which != "" && doc != "" {
			return routed{kind: KindAggregate, why: "scope all: the question says “" + which + " " + doc + "”"}, true
		}
	}
	return routed{}, false
}

// cueIn finds the first of the cues that a question holds, as words of their
// own where words have spaces between them, and what follows it.
func cueIn(q string, list []string) (cue, rest string) {
	for _, cue := range list {
		if spaced(cue) && !strings.HasSuffix(cue, "'") && !strings.HasSuffix(cue, "’") {
			if _, rest, ok := strings.Cut(q, " "+cue+" "); ok {
				return cue, rest
			}
		} else if _, rest, ok := strings.Cut(q, cue); ok {
			return cue, rest
		}
	}
	return "", ""
}

// document is the word for documents that a question counts: the first of what
// follows the cue; anywhere in a language that writes no spaces or particles
// behind its nouns.
func (c cues) document(q, rest string) string {
	for _, doc := range c.docs {
		if spaced(doc) && strings.HasPrefix(firstWord(rest), doc) {
			return firstWord(rest)
		}
		if !spaced(doc) && strings.Contains(q, doc) {
			return doc
		}
	}
	return ""
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
}

// spaced reports whether a word is of a script that has spaces between words
// and no particles glued to them.
func spaced(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
