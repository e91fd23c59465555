package extract

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// TestIndentJSON: like encoding/json where there is room, and never more than
// the limit.
func TestIndentJSON(t *testing.T) {
	for _, text := range []string{
		`{"name":"a longer value than its indent","list":["one two three","four five six"],"empty":{},"none":[ ],"n":-1.5e3,"t":true}`,
		`{"a":{"b":{"text":"with \"quotes\" and {brackets}, and a \\"}}, "later" : null }`,
		`"only a string"`, `12`, `{}`,
	} {
		var want bytes.Buffer
		if err := json.Indent(&want, []byte(text), "", "  "); err != nil {
			t.Fatal(err)
		}
		if got := indentJSON(text); got != want.String() {
			t.Errorf("%s:\n%s\nwant\n%s", text, got, want.String())
		}
	}
	deep := strings.Repeat("[", 9000) + strings.Repeat("]", 9000)
	if got := indentJSON(deep); len(got) > 4*len(deep) || !json.Valid([]byte(got)) {
		t.Errorf("%d bytes became %d", len(deep), len(got))
	}
	if got := indentJSON("no {json"); got != "no {json" {
		t.Errorf("what is no JSON: %q", got)
	}
}

func FuzzIndentJSON(f *testing.F) {
	f.Add(`{"a":[1,{"b":[]}],"c":"\\\""}`)
	f.Add(`[[[[[[1,2],[3,4]]]]]]`)
	f.Fuzz(func(t *testing.T, text string) {
		got := indentJSON(text)
		if !json.Valid([]byte(text)) {
			if got != text {
				t.Errorf("%q became %q", text, got)
			}
			return
		}
		var a, b bytes.Buffer
		_ = json.Compact(&a, []byte(text))
		if err := json.Compact(&b, []byte(got)); err != nil || a.String() != b.String() {
			t.Errorf("%q became %q", text, got)
		}
		if len(got) > indentGrowth*len(text)+len(text) {
			t.Errorf("%d bytes became %d", len(text), len(got))
		}
	})
}

// TestNoAmplification: no reader makes much of little.
func TestNoAmplification(t *testing.T) {
	rep := strings.Repeat
	for name, text := range map[string]string{
		"a.json":   rep(rep("[", 9000)+rep("]", 9000), 1),
		"alias.md": "---\na: &a " + rep("x", 20000) + "\nb: [" + rep("*a,", 10000) + "]\n---\nwords",
		"n.ipynb":  `{"cells":[` + strings.TrimSuffix(rep(`{"cell_type":"code","source":"x"},`, 2000), ",") + `],"metadata":{"kernelspec":{"language":"` + rep("z", 5000) + `"}},"nbformat":4}`,
		"quote.md": rep(">", 100000) + "x",
		"marks.md": rep("*a_", 50000),
		"steps.md": rep("- ", 50000) + "x",
	} {
		r, err := Read(context.Background(), name, []byte(text), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		d := r.Documents[0]
		meta, err := json.Marshal(d.Metadata)
		if size := len(d.Text) + len(meta); err != nil || size > 4*len(text)+1024 {
			t.Errorf("%s: %d bytes became %d; %v", name, len(text), size, err)
		}
	}
}
