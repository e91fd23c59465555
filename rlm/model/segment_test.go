package model

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func unitTexts(text string) []string {
	var got []string
	for _, u := range segment(text) {
		got = append(got, text[u.start:u.end])
	}
	return got
}

func TestSegment(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"blank", " \n\t\n \r\n", nil},
		{"prose over lines", "One is here. Two runs\nover lines. Three?", []string{"One is here.", "Two runs\nover lines.", "Three?"}},
		{"abbreviations", "Mr. Holt paid 3.50 crowns, e.g. Inc. shares. See Fig. 2 for J. Smith's part. It ended.",
			[]string{"Mr. Holt paid 3.50 crowns, e.g. Inc. shares.", "See Fig. 2 for J. Smith's part.", "It ended."}},
		{"company", "It was sold by Acme Inc. The price was low. Acme Inc. Boston bought it.",
			[]string{"It was sold by Acme Inc.", "The price was low.", "Acme Inc. Boston bought it."}},
		{"quotes", "He said \"Stop.\" Then he left. (She stayed.) End.", []string{"He said \"Stop.\"", "Then he left.", "(She stayed.)", "End."}},
		{"no spaces", "他来了。她走了！完", []string{"他来了。", "她走了！", "完"}},
		{"markdown", "# Travel\n\nPay is low. Food is free.\n- first item\n- second item. With two.\n\n| Kind | Rate |\n|------|------|\n| car | 0.30 |\n",
			[]string{"Travel", "Pay is low.", "Food is free.", "first item", "second item.", "With two.", "| Kind | Rate |", "| car | 0.30 |"}},
		{"setext and plain headings", "Title\n=====\n\nText one.\n\nSection two\n\nMore text here.\n", []string{"Title", "Text one.", "Section two", "More text here."}},
		{"minutes", "Present: Anna, Ben\nDate: 3 May 2021\nDecision: buy the pump. Ben pays.\n", []string{"Present: Anna, Ben", "Date: 3 May 2021", "Decision: buy the pump.", "Ben pays."}},
		{"ini", "[server]\nport = 8080\nname=salt\n; a remark\nmode: fast\n", []string{"[server]", "port = 8080", "name=salt", "; a remark", "mode: fast"}},
		{"yaml", "# what it is\nretention:\n  logs: 30d\n  mail: 90d\n", []string{"what it is", "retention:", "logs: 30d", "mail: 90d"}},
		{"go", "package a\n\n// Serve accepts. It returns\n// an error.\n//\n// Second paragraph.\nfunc Serve() error {\n\treturn nil // done\n}\n",
			[]string{"package a", "// Serve accepts. It returns\n// an error.", "// Second paragraph.", "func Serve() error {", "return nil // done"}},
		{"python", "# settings\n# of the pump\nimport os\nLIMIT = 3\ndef f(x):\n    return x + LIMIT\n", []string{"# settings\n# of the pump", "import os", "LIMIT = 3", "def f(x):", "return x + LIMIT"}},
		{"block comment", "/*\n * Opens it. Once.\n */\nint open(void) {\n  return 1;\n}\n", []string{"* Opens it. Once.", "int open(void) {", "return 1;"}},
		{"fence", "Text before.\n```\nraw line. one\nx y\n```\nAfter it.", []string{"Text before.", "raw line. one", "x y", "After it."}},
		{"cut out of a comment", "Serve runs until\n// Shutdown is called.", []string{"Serve runs until\n// Shutdown is called."}},
	} {
		if got := unitTexts(tc.text); !slices.Equal(got, tc.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", tc.name, got, tc.want)
		}
	}
}

func TestSegmentContext(t *testing.T) {
	text := "# Rates\n\n| Kind | Rate |\n|---|---|\n| car | 0.30 |\n\n## Errors\n\nThese are returned:\n\n- ErrOne\n"
	units := segment(text)
	row, item := units[2], units[len(units)-1]
	if got := text[row.head.start:row.head.end] + "/" + text[row.lead.start:row.lead.end]; got != "Rates/| Kind | Rate |" {
		t.Errorf("context of the row = %q", got)
	}
	if got := text[item.head.start:item.head.end] + "/" + text[item.lead.start:item.lead.end]; got != "Errors/These are returned:" {
		t.Errorf("context of the item = %q", got)
	}
}

// checkUnits reports what a unit must never be.
func checkUnits(t *testing.T, text string) {
	t.Helper()
	last, valid := 0, utf8.ValidString(text)
	for i, u := range segment(text) {
		if u.start < last || u.end <= u.start || u.end > len(text) {
			t.Fatalf("unit %d is [%d,%d) after %d in %d bytes", i, u.start, u.end, last, len(text))
		}
		last = u.end
		s := text[u.start:u.end]
		if strings.TrimSpace(s) == "" || len(s) > maxUnit {
			t.Fatalf("unit %d is blank or %d bytes long", i, len(s))
		}
		if valid && !utf8.ValidString(s) {
			t.Fatalf("unit %d is cut within a rune: %q", i, s)
		}
		for _, c := range []span{u.head, u.lead} {
			if c.start < 0 || c.end < c.start || c.end > len(text) {
				t.Fatalf("unit %d has context [%d,%d)", i, c.start, c.end)
			}
		}
	}
}

func FuzzSegment(f *testing.F) {
	for _, s := range []string{
		"One. Two\nthree. # x\n\n## y\n- z\n", "| a | b |\n|--|\n| 1 | 2 |\n", "// a\n// b.\n\nfunc f() {\n}\n", "/* a\n * b */ c\n",
		"key: v\nk2 = 3\n[sec]\n", "```\nx\n", strings.Repeat("word ", 400), strings.Repeat("é", 900), "他。\r\n来", "\x80\xff" + strings.Repeat("\x80", 2000), "Title\n---\n", "1. a\n(iv) b\n", "x:\n  - y\n\n\nz", "\"'.!?…”»\n//", "a.\n//", "*\n* b\n/*\n*\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkUnits(t, text)
		// The built-in reader takes anything as text, and as question.
		got := ask(t, Sub, Parts{Question: "Which error does it return?", Text: text})
		for _, part := range strings.Split(got, "\n\n") {
			if got != TextSilent && !strings.Contains(text, part) {
				t.Fatalf("%q is not in the text", part)
			}
		}
		ask(t, Sub, Parts{Question: text, Text: text})
		ask(t, Verify, Parts{Question: text, Text: text})
		ask(t, Root, Parts{Question: text, Output: text, Turn: 2, Tools: []string{"search", "read"}})
	})
}

func junk(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.UintN(256))
	}
	return string(b)
}

func TestReadAnything(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "binary": junk(200_000), "one long line": strings.Repeat("x", 3_000_000), "one long sentence": strings.Repeat("serve error ", 100_000),
		"only newlines": strings.Repeat("\n", 100_000), "no letters": strings.Repeat("…", 50_000),
	} {
		checkUnits(t, text)
		if got := ask(t, Sub, Parts{Question: "When was the pump replaced?", Text: text}); got != TextSilent {
			t.Errorf("%s: got %.80q", name, got)
		}
	}
	if got := ask(t, Sub, Parts{Text: "The pump was replaced."}); got != TextSilent {
		t.Errorf("empty question: got %q", got)
	}
}

func BenchmarkRead(b *testing.B) {
	prose := "The pump at Store 2 was replaced on 3 May 2021. Nobody knew why it had failed, and Mr. Holt asked the board of Garrastow Ltd. for an inquiry.\n"
	code := "// Serve accepts incoming connections on the listener, and\n// returns ErrServerClosed after Shutdown.\nfunc (s *Server) Serve(l net.Listener) error {\n\tif err := s.track(l); err != nil {\n\t\treturn fmt.Errorf(\"serve: %w\", err)\n\t}\n}\n\n"
	for name, text := range map[string]string{
		"prose": strings.Repeat(prose, 5_000_000/len(prose)), "code": strings.Repeat(code, 5_000_000/len(code)), "line": strings.Repeat("x", 5_000_000),
		"words": strings.Repeat("serve error ", 400_000), "binary": junk(5_000_000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				ask(b, Sub, Parts{Question: "Which error does Serve return after Shutdown?", Text: text})
			}
		})
	}
	b.Run("passages", func(b *testing.B) {
		var p Parts
		p.Question = "When was the pump at Store 2 replaced?"
		for n := 1; n <= 20; n++ {
			p.Passages = append(p.Passages, Passage{N: n, Text: string(bytes.Repeat([]byte(prose), 10))})
		}
		for b.Loop() {
			ask(b, Answer, p)
		}
	})
}
