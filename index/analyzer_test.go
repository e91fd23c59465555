package index_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"funnel/index"
)

func TestAnalyze(t *testing.T) {
	tests := []struct {
		text   string
		want   string // terms, separated by spaces
		length int
	}{
		{"", "", 0},
		{"?! -- ... ___", "", 0},
		{"The Running dogs", "the run dog", 3},
		{"fmt.Println", "fmt println fmt.println", 2},
		{"foo_bar", "foo bar foo_bar", 2},
		{"HTTPServer", "http server httpserver", 2},
		{"ErrServerClosed", "err server close errserverclos", 3},
		{"my_HTTPServer.Close", "my http server httpserver close my_httpserver.close", 4},
		{"http.ErrServerClosed:", "http err server close errserverclos http.errserverclosed", 4},
		{"v2.6.3", "v2 6 3 v2.6.3 2.6.3", 3},
		{"1,000,000 and 12,34", "1000000 and 12 34", 4},
		{"3.14", "3 14 3.14", 2},
		{"2024-05-01", "2024 05 01 2024-05-01", 3},
		{"well-known", "well known well-known", 2},
		{"the author's view", "the author view", 3},
		{"the author’s", "the author", 2},
		{"don't", "don t don't", 2},
		{"end. Start", "end start", 2},
		{"iPhone", "phone iphon", 1},
		{"sha256 utf8", "sha256 utf8", 2},
		{"Geneviève Straße Ångström Łódź", "geneviev strass angstrom lodz", 4},
		{"e\u0301te\u0301 été", "ete ete", 2},
		{"ＦＵＬＬ１２", "full12", 1},
		{"Ήλιος ΉΛΙΟΣ", "ηλιοσ ηλιοσ", 2},
		{"STRASSE Genevieve", "strass geneviev", 2},
		{"Ёлка", "елка", 1},
		{"数据库", "数 数据 据 据库 库", 2},
		{"猫", "猫", 1},
		{"GPT模型2", "gpt 模 模型 型 2", 3},
		{"データ", "デ デー ー ータ タ", 2},
		{"ｶﾞｽ料金 ガス料金", "ガ ガス ス ス料 料 料金 金 ガ ガス ス ス料 料 料金 金", 6},
		{"서울시 \u1109\u1165울", "서 서울 울 울시 시 서 서울 울", 3},
		{"東京タワーでlunch", "東 東京 京 京タ タ タワ ワ ワー ー ーで で lunch", 6},
		{"x² ﬁne №5", "x2 fine no5", 3},
		{"a/b c:d", "a b c d", 4},
		{"\xff\xfeok\xff", "ok", 1},
		{"soft\u00adhyphen", "softhyphen", 1},
	}
	for _, tt := range tests {
		terms, length := index.Analyze(tt.text)
		if got := strings.Join(terms, " "); got != tt.want || length != tt.length {
			t.Errorf("%q: %q, length %d; want %q, length %d", tt.text, got, length, tt.want, tt.length)
		}
	}
}

func TestAnalyzeLongRuns(t *testing.T) {
	for _, run := range []string{strings.Repeat("x", 1<<16), strings.Repeat("é", 1000), strings.Repeat("aB", 1000), strings.Repeat("a_", 1000) + "a"} {
		terms, _ := index.Analyze(run)
		if len(terms) == 0 {
			t.Errorf("%.10q has no terms", run)
		}
		for _, term := range terms {
			if len(term) > 96 || !utf8.ValidString(term) {
				t.Errorf("%.10q yields a term of %d bytes", run, len(term))
			}
		}
	}
}

// What an analyzer has seen before must not change what it says: a text alone and after itself gives the same terms.
func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{"fmt.Println", "v2.6.3 1,000 don't", "数据库 GPT模型", "\xff\u0301a\u00adb", "HTTPServerŁódź's", "a'.b", "İstanbul ß"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once, n := index.Analyze(text)
		twice, m := index.Analyze(text + " " + text)
		if m != 2*n || !slices.Equal(twice, append(slices.Clone(once), once...)) {
			t.Errorf("%q: %q, twice %q", text, once, twice)
		}
		for _, term := range once {
			if term == "" || strings.ContainsRune(term, 0) || len(term) > 96 {
				t.Errorf("%q: term %q", text, term)
			}
		}
	})
}

// What people type finds what is written, and the exact identifier comes first.
func TestFindsIdentifiers(t *testing.T) {
	texts := []string{
		"calls fmt.Println with the result", "the println builtin", "prints a line", "foo_bar is set", "bar is set", "the HTTPServer starts",
		"a server starts", "returns ErrServerClosed", "the server was closed with an err", "release v2.6.3 is out", "release 2.6.4 is out",
		"数据库的索引很大", "人工智能模型",
	}
	c := corpusOf(texts...)
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, c)
	tests := []struct {
		query string
		first int
		also  []int
	}{
		{"fmt.Println", 0, []int{1}},
		{"println", 1, []int{0}},
		{"foo_bar", 3, []int{4}},
		{"bar", 4, []int{3}},
		{"HTTPServer", 5, []int{6}},
		{"httpserver", 5, nil},
		{"servers", 6, []int{5, 7, 8}},
		{"ErrServerClosed", 7, []int{8}},
		{"v2.6.3", 9, nil},
		{"2.6.3", 9, nil},
		{"索引", 11, nil},
		{"人工智能", 12, nil},
		{"智", 12, nil},
	}
	for _, tt := range tests {
		hits := mustSearch(t, k, tt.query, 20)
		if len(hits) == 0 || hits[0].Ord != tt.first {
			t.Errorf("%q: %v, not chunk %d first", tt.query, hits, tt.first)
		}
		for _, want := range tt.also {
			if !slices.ContainsFunc(hits, func(h index.Hit) bool { return h.Ord == want }) {
				t.Errorf("%q: %v lacks chunk %d", tt.query, hits, want)
			}
		}
	}
}

// Words that ask do not decide what is found.
func TestStopWords(t *testing.T) {
	c := corpusOf("Which one does what the others do, and why does it do so?", "Shutdown makes Serve return ErrServerClosed.", "to be or not to be")
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, c)
	if hits := mustSearch(t, k, "Which error does Serve return after it is Shutdown?", 5); len(hits) != 1 || hits[0].Ord != 1 {
		t.Errorf("found %v, not only chunk 1", hits)
	}
	if hits := mustSearch(t, k, "to be or not to be", 5); len(hits) == 0 || hits[0].Ord != 2 {
		t.Errorf("a query of stop words: %v, not chunk 2 first", hits)
	}
}
