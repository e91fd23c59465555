package index_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"funnel/index"
	"funnel/index/indextest"
	"funnel/store"
)

func TestAnalyzeIn(t *testing.T) {
	for _, tt := range []struct {
		lang, text string
		want       string
		length     int
	}{
		{"de", "Die Häuser der Stadt", "die hauser haus der stadt", 4},
		{"de", "Haus-Schlüssel v2.6.3", "haus schlussel haus-schlussel v2 6 3 v2.6.3 2.6.3", 5},
		{"de", "running servers", "run running server serv", 2},
		{"fr", "l’arbre mangées", "l arbr arbre l'arbre mange mang", 3},
		{"ru", "книги о running", "книги книг о run", 3},
		{"tr", "KADINLAR kadınlar", "kadinlar kadin kadinlar kadin", 2},
		{"ar", "المدارس running", "المدارس مدارس run", 2},
		{"es", "niño", "nino nin", 1},
		{"sv", "x2 ab 数据", "x2 ab 数 数据 据", 3},
		{"en", "Häuser running", "hauser run", 2},
		{"tlh", "running", "run", 1},
	} {
		terms, length := index.AnalyzeIn(tt.lang, tt.text)
		if got := strings.Join(terms, " "); got != tt.want || length != tt.length {
			t.Errorf("%s %q: %q, length %d; want %q, length %d", tt.lang, tt.text, got, length, tt.want, tt.length)
		}
	}
}

// What a stemmer makes of any text is a term, and a text has in every language what it has in none, in that order.
func FuzzAnalyzeIn(f *testing.F) {
	for _, s := range []string{"Häuserchen", "mangeassions", "والكتب", "заработавшимися", "kitaplarımızdan", "éé’s ab'cd_efGh", "தமிழ்நாட்டில்"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plain, n := index.Analyze(text)
		for _, lang := range []string{"ar", "da", "de", "es", "fi", "fr", "ga", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv", "ta", "tr"} {
			terms, m := index.AnalyzeIn(lang, text)
			rest := terms
			for _, p := range plain {
				i := slices.Index(rest, p)
				if i < 0 || n != m {
					t.Fatalf("%s %q: %q lacks %q of %q; length %d and %d", lang, text, terms, p, plain, m, n)
				}
				rest = rest[i+1:]
			}
			if slices.Contains(terms, "") || slices.ContainsFunc(terms, func(s string) bool { return len(s) > 96 || strings.ContainsRune(s, 0) }) {
				t.Fatalf("%s %q: terms %q", lang, text, terms)
			}
		}
	})
}

// inflected are documents of several languages, and questions that have other forms of their words.
var inflected = []struct{ lang, text, query string }{
	{"de", "In der Altstadt stehen viele alte Häuser mit schönen Gärten.", "Haus mit Garten"},
	{"fr", "Les maisons anciennes du village ont été vendues par la commune.", "maison vendue"},
	{"es", "Los pescadores vendían sardinas frescas cerca del puerto.", "pescador de sardina"},
	{"it", "Le chiese romaniche furono costruite da abili muratori.", "chiesa costruita da un muratore"},
	{"nl", "De boeken werden verkocht aan kleine bibliotheken.", "boek bibliotheek verkopen"},
	{"pt", "As cidades costeiras receberam milhares de turistas estrangeiros.", "cidade costeira turista"},
	{"sv", "Fiskarna simmade under broarna i de djupa kanalerna.", "fisk bro kanal"},
	{"da", "Bøgerne blev solgt til skolerne i byerne.", "bog skole by"},
	{"no", "Hestene beitet på engene ved fjordene.", "hest eng fjord"},
	{"fi", "Taloissa asuivat kalastajien perheet saaristossa.", "talo kalastaja perhe"},
	{"ru", "В библиотеках хранились редкие рукописи монастырей.", "библиотека рукопись монастырь"},
	{"hu", "A kertekben almafák virágoztak a házak mögött.", "kert almafa ház"},
	{"ro", "Pădurile munților au fost tăiate de muncitori.", "pădure munte muncitor"},
	{"tr", "Balıkçılar teknelerini limanlarda onarıyordu.", "tekne liman"},
	{"ar", "المكتبات والكتب والمدارس في المدن", "مكتبة كتاب مدرسة مدينة"},
	{"en", "The houses of the fishermen had been repaired.", "house repairing"},
}

// Another form of a word finds the document in its language, which without its stemmer most do not.
func TestFindsForms(t *testing.T) {
	told, untold := indextest.NewCorpus(), indextest.NewCorpus()
	for _, tt := range inflected {
		d := indextest.Doc(tt.lang, "", tt.text)
		untold.Put(d)
		e := *d
		e.Lang = tt.lang
		told.Put(&e)
	}
	k, plain := openKeyword(t, t.TempDir(), index.KeywordOptions{}), openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, told)
	syncTo(t, plain, untold)
	without := 0
	for _, tt := range inflected {
		if hits := mustSearch(t, k, tt.query, 3); len(hits) == 0 || hits[0].Doc != tt.lang {
			t.Errorf("%s %q: %v", tt.lang, tt.query, hits)
		}
		if hits := mustSearch(t, plain, tt.query, 3); len(hits) > 0 && hits[0].Doc == tt.lang {
			without++
		}
	}
	if without > len(inflected)/2 {
		t.Errorf("%d of %d are found without stemming: the test shows nothing", without, len(inflected))
	}
}

// A stem counts in documents of its language: German, in which leaders lead, changes nothing for English ones.
func TestStemsStayInTheirLanguage(t *testing.T) {
	put := func(c *indextest.Corpus, id, lang, text string) {
		d := indextest.Doc(id, "", text)
		d.Lang = lang
		c.Put(d)
	}
	c := indextest.NewCorpus()
	put(c, "en-leader", "en", "the leader of the party")
	put(c, "en-lead", "en", "a lead pipe")
	put(c, "de", "de", "Die Leader und der Lead: Häuser")
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, c)
	for query, want := range map[string][]string{"leader": {"de", "en-leader"}, "lead": {"de", "en-lead"}, "hauses": {"de"}, "leaders": {"de", "en-leader"}} {
		var got []string
		for _, h := range mustSearch(t, k, query, 9) {
			got = append(got, h.Doc)
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
	if list, err := k.Corrections(t.Context(), index.Query{Text: "hauses"}); err != nil || len(list) > 0 {
		t.Errorf("a form of what is there is corrected to %v, %v", list, err)
	}
	if hits, err := k.Search(t.Context(), index.Query{Text: "hauses lead", K: 9, All: true}); err != nil || len(hits) != 1 || hits[0].Doc != "de" {
		t.Errorf("all words: %v, %v", hits, err)
	}
	near := append(textsIn("de", "Häuser Leader", "Häuser mit Leader", "Häuser"), textsIn("en", "Häuser leader", "hauses lead")...)
	if s, err := k.Near(t.Context(), index.Query{Text: "hauses leader"}, near); err != nil || s[0] <= s[1] || s[1] <= 0 || s[2]+s[3]+s[4] != 0 {
		t.Errorf("near: %v, %v", s, err)
	}
}

// A document that changes nothing but its language is indexed anew.
func TestLanguageChanges(t *testing.T) {
	c := indextest.NewCorpus()
	d := indextest.Doc("d", "", "Die Häuser der Stadt")
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	for _, tt := range []struct {
		lang string
		hits int
	}{{"", 0}, {"de", 1}, {"en", 0}, {"de", 1}} {
		e := *d
		e.Lang = tt.lang
		c.Put(&e)
		syncTo(t, k, c)
		if hits := mustSearch(t, k, "haus", 1); len(hits) != tt.hits {
			t.Errorf("in %q: %v, want %d", tt.lang, hits, tt.hits)
		}
		if list, err := k.Verify(t.Context(), c, nil); err != nil || len(list) > 0 {
			t.Errorf("in %q: verify finds %v, %v", tt.lang, list, err)
		}
	}
}

// TestRetrievalByLanguage measures what stemming in the document's language does to questions in it: xquad, every third
// question, with and without the languages of its documents; then documents of one language alone. FUNNEL_LONG=1 runs it.
func TestRetrievalByLanguage(t *testing.T) {
	if os.Getenv("FUNNEL_LONG") == "" {
		t.Skip("set FUNNEL_LONG=1 to run")
	}
	_, qs := loadSet(t, "xquad")
	asked := map[string][]question{}
	for i, q := range qs {
		if lang, _, _ := strings.Cut(q.id, "-"); i%3 == 0 {
			asked[lang] = append(asked[lang], q)
		}
	}
	for _, only := range []string{"", "ar", "de", "es", "ro", "ru", "tr"} {
		plain, stemmed := languageIndex(t, only, false), languageIndex(t, only, true)
		for _, lang := range slices.Sorted(maps.Keys(asked)) {
			if only != "" && lang != only {
				continue
			}
			a, b := evaluate(t, plain, asked[lang]), evaluate(t, stemmed, asked[lang])
			t.Logf("%-5s %s %4d questions  ndcg@10 %.3f -> %.3f  recall@20 %.3f -> %.3f", only, lang, len(asked[lang]), a.ndcg, b.ndcg, a.recall, b.recall)
			if b.ndcg < a.ndcg-.01 || b.recall < a.recall-.01 {
				t.Errorf("%s: stemming lowers what is found", lang)
			}
		}
	}
}

// languageIndex indexes the documents of xquad, of one language or of all; told: with their languages.
func languageIndex(t *testing.T, only string, told bool) *index.Keyword {
	c := indextest.NewCorpus()
	eachLine(t, filepath.Join(dataFolder(t, "xquad"), "corpus.jsonl"), func(b []byte) {
		var d struct {
			ID       string `json:"_id"`
			Title    string
			Text     string
			Metadata struct{ Lang string }
		}
		if err := json.Unmarshal(b, &d); err != nil {
			t.Fatal(err)
		}
		doc := &store.Document{ID: d.ID, Title: d.Title, Text: d.Text, Chunks: split(d.Text)}
		if told {
			doc.Lang = d.Metadata.Lang
		}
		if only == "" || only == d.Metadata.Lang {
			c.Put(doc)
		}
	})
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, c)
	return k
}
