package rlm

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"funnel/rlm/model"
)

// runCode runs one program over a corpus, and returns what the model is shown of it.
func runCode(t *testing.T, texts map[string]string, task Task, code string) (string, *Result) {
	t.Helper()
	output := ""
	chat := &model.Scripted{Func: func(r model.Request) (string, error) {
		if r.Purpose != model.Root {
			return "The text does not say.", nil
		}
		if r.Parts.Turn == 1 {
			return asBlock(code), nil
		}
		if r.Parts.Turn == 2 {
			output = strings.TrimPrefix(r.Parts.Output, "REPL output:\n")
		}
		return asBlock("context\nFINAL('end of the run')"), nil
	}}
	corpus := NewMemoryCorpus(texts)
	task.Question, task.Tools = "What is it?", true
	res, err := Run(context.Background(), slog.New(slog.DiscardHandler), chat, corpus, nil, task, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return output, res
}

// accents is a document whose characters are not its bytes.
const accents = "# Çédille\nGünther prüft die Pumpe. Sie kostet 12 Kronen.\n"

func TestTools(t *testing.T) {
	texts := map[string]string{
		"a.txt": "# Alpha\nSee b.txt for the valve.\n", "b.txt": "# Beta\nThe valve costs 3.\n",
		"c.txt": accents, "d.txt": "# Delta\nThe valve leaks.\n",
	}
	for _, tt := range []struct{ name, code, want string }{
		{"search has a total", "h = search('valve', k=1)\nprint(len(h), h.total, h[0].doc)", "1 4 a.txt"},
		{"grep has a total", "m = grep('valve', max=2)\nprint(len(m), m.total)", "2 3"},
		{"find is complete", "print(list(find(pattern='valve')))", "['a.txt', 'b.txt', 'd.txt']"},
		{"find by metadata", "print(find(where={'source': 'c.txt'}))", "['c.txt']"},
		{"find everything", "print(len(find()))", "4"},
		{"find finds nothing", "print(list(find(pattern='zebra')), bool(find(pattern='zebra')))", "[] False"},
		{"a wrong pattern", "try:\n    find(pattern='(')\nexcept ValueError as e:\n    print('ValueError')", "ValueError"},
		{"neighbors", "print([(n.doc, n.via) for n in neighbors('b.txt')])", "[('a.txt', 'backlink')]"},
		{"neighbors by kind", "print([n.doc for n in neighbors('a.txt', 'links')])", "['b.txt']"},
		{"add", "print(add('c.txt'), add('c.txt'), len(context), docs[0].id, context[0][2:9])", "0 0 1 c.txt Çédille"},
		{"no such document", "try:\n    add('z.txt')\nexcept KeyError as e:\n    print('KeyError')", "KeyError"},
		{"spans are characters", "m = grep('Kronen')[0]\nt = read('c.txt')\nprint(t[m.start:m.end] == m.text, t.find('Günther') == m.start, read('c.txt', m.start, m.start + 7))", "True True Günther"},
		{"read from the end", "print(read('c.txt', -8).strip())", "Kronen."},
		{"headings are characters", "h = outline('c.txt')[0]\nprint(read('c.txt')[h.start:h.end] == read('c.txt'))", "True"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := runCode(t, texts, Task{}, tt.code); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestCoverageIsWhatAModelSaw(t *testing.T) {
	texts := map[string]string{"a.txt": "alpha one", "b.txt": "beta two", "c.txt": "gamma three", "d.txt": "delta four"}
	corpus := NewMemoryCorpus(texts)
	_, res := runCode(t, texts, Task{Shortlist: corpus.Docs()},
		"n = sum(len(c) for c in context)\nprint(context[1][:4])\nllm_query('what?', context[2])\nprint(len(find(pattern='o')))")
	if got := strings.Join(res.Coverage.Read, " "); got != "b.txt c.txt" {
		t.Errorf("read %s", got)
	}
	if got := strings.Join(res.Coverage.Statements, "|"); got != `"o" was looked for in all of 4 documents: 3 match` {
		t.Errorf("%s", got)
	}
}
