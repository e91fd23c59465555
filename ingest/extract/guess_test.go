package extract

import (
	"strings"
	"testing"
)

// TestGuessedFormats: what has no telling name goes by its content; prose,
// settings and logs stay plain text.
func TestGuessedFormats(t *testing.T) {
	for _, tt := range []struct{ want, text string }{
		{"python", "#!/usr/bin/env python3\nclass A:\n    def f(self):\n        return 1\n"},
		{"python", "import os\nfrom a.b import c\n\ndef f(x):\n    return x\n"},
		{"shell", "#!/bin/bash -e\nf() {\n  echo\n}\n"},
		{"javascript", "#!/usr/bin/env -S node\nfunction f() {}\n"},
		{"text", "#!/opt/thing/run\nplain\n"},
		{"json", "{\"a\":[1,2]}"},
		{"json", "[\n  {\"a\": 1}\n]\n"},
		{"jsonl", "{\"a\":1}\n{\"a\":2}\n"},
		{"text", "[1] Smith, 2020.\n[2] Jones, 2021.\n"},
		{"text", "{not json}\n"},
		{"notebook", "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"hi\"}],\"metadata\":{},\"nbformat\":4}"},
		{"markdown", "# Heading\n\n- one\n- two\n"},
		{"markdown", "# Heading\nWords follow.\n\n## Another\n\nmore\n"},
		{"text", "# settings of the pump\n# by hand\nport = 80\nhost: x\n\n# more\nspeed = 3\n"},
		{"text", "# comment\nkey:\n  - item\n  - item\nother: 1\n"},
		{"text", "All of this is prose, with commas, and more.\nIt goes on, as it did, before.\nAnd ends, as it must, here.\n"},
		{"text", "Dear all,\n- we meet\n- we part\n"},
		{"csv", "x;y;z\n1;2;3\n4;5;6\n"},
		{"csv", "name,number,note\na,1,\"two\nlines\"\nb,2,x\n"},
		{"csv", "a\tb\n1\t2\n3\t4\n"},
		{"text", "a = 1; b = 2; c = 3;\nd = 1; e = 2; f = 3;\ng = 1; h = 2; i = 3;\n"},
		{"xml", "<?xml version=\"1.0\"?>\n<a><b>c</b></a>"},
		{"xml", "<record id=\"1\"><name>x</name></record>\n"},
		{"html", "<!doctype html><title>t</title><p>words"},
		{"html", "<div><p>words</p></div>"},
		{"text", "<stdio> is a header, see </dev/null>."},
		{"php", "<?php\nfunction f() {}\n"},
		{"go", "// Copyright.\n\n// Package x does.\npackage x\n\nfunc F() {}\n"},
		{"text", "package holiday\nimport duty is paid by the guest.\n"},
		{"c", "#include <stdio.h>\n\nint main(void) {\n  return 0;\n}\n#define X 1\n"},
		{"java", "package a.b;\n\nimport java.util.List;\n\npublic class A {\n  private int x;\n}\n"},
		{"mail", "From: a@x.org\nTo: b@x.org\nSubject: hello\n\nbody\n"},
		{"text", "Subject to change: the plan.\nFrom here on: words.\n"},
	} {
		for _, name := range []string{"file", "file.bak", "file.pdf"} {
			if got := Sniff(name, []byte(tt.text)).Kind; got != tt.want {
				t.Errorf("%s is %s, want %s: %q", name, got, tt.want, tt.text)
			}
		}
		if got := Sniff("a.txt", []byte(tt.text)).Kind; got != "text" && got != "html" && got != "mail" && got != "notebook" {
			t.Errorf("a.txt is %s: %q", got, tt.text)
		}
		long := tt.text + strings.Repeat("\nand then some words that are prose", 400)
		if tt.want == "text" && Sniff("file", []byte(long)).Kind != "text" {
			t.Errorf("long: %q", tt.text)
		}
	}
	// A name that is wrong gives way to the content.
	for name, data := range map[string]string{"a.txt": "%PDF-1.4\n", "a.md": "<!doctype html><p>x", "a.docx": "{\\rtf1 x}"} {
		if got := Sniff(name, []byte(data)).Kind; got != map[string]string{"a.txt": "pdf", "a.md": "html", "a.docx": "rtf"}[name] {
			t.Errorf("%s: %s", name, got)
		}
	}
}
