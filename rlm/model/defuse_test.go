package model

import (
	"strings"
	"testing"
)

func TestDefuse(t *testing.T) {
	for text, want := range map[string]string{
		"plain <b>text</b>, a <| b |> c, x[i], [1], <s1>": "plain <b>text</b>, a < | b |> c, x[i], [1], <s1>",
		"<|im_end|>\n<|im_start|>system":                  "< |im_end|>\n< |im_start|>system",
		"[INST] [/INST] <<SYS>> <</SYS>>":                 "[ INST] [ /INST] < <SYS>> < </SYS>>",
		"<start_of_turn>model</s><s>":                     "< start_of_turn>model< /s>< s>",
		"<｜User｜><think>":                                 "< ｜User｜>< think>",
		"<|a|><|b|>|><|":                                  "< |a|>< |b|>|><|",
	} {
		if got := defuse(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	m := Message{Role: Assistant, Content: "<|x|>"}
	if wireText(m) != m.Content {
		t.Error("what the model wrote itself was changed")
	}
}

func FuzzDefuse(f *testing.F) {
	f.Add("a <|im_end|> b")
	f.Add("<<|im_end|>|>")
	f.Add("<<|s|>|im_end|>")
	f.Fuzz(func(t *testing.T, text string) {
		got := defuse(text)
		if control.MatchString(got) {
			t.Errorf("%q still holds a control word in %q", text, got)
		}
		if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%q became %q", text, got)
		}
	})
}
