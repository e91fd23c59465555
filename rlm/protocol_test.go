package rlm

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseReplyBlocks(t *testing.T) {
	const f = "```"
	tests := []struct {
		name   string
		in     string
		cut    bool
		blocks []string
		wasCut bool
	}{
		{"repl", "Plan.\n" + f + "repl\nprint(1)\n" + f + "\n", false, []string{"print(1)\n"}, false},
		{"python", f + "python\nx = 1\n" + f, false, []string{"x = 1\n"}, false},
		{"py", f + "py\nx = 1\n" + f, false, []string{"x = 1\n"}, false},
		{"upper case and attributes", f + "Python {cell=1}\nx = 1\n" + f, false, []string{"x = 1\n"}, false},
		{"untagged", "Plan\n" + f + "\nx = 1\n" + f, false, []string{"x = 1\n"}, false},
		{"tildes", "~~~repl\nx = 1\n~~~", false, []string{"x = 1\n"}, false},
		{"windows lines", f + "repl\r\nx = 1\r\n" + f + "\r\n", false, []string{"x = 1\n"}, false},
		{"two blocks", f + "repl\na\n" + f + "\nthen\n" + f + "repl\nb\n" + f, false, []string{"a\n", "b\n"}, false},
		{"other languages are no programs", f + "json\n{}\n" + f + "\n" + f + "repl\na\n" + f, false, []string{"a\n"}, false},
		{"invented output beside a program", f + "repl\na\n" + f + "\nOutput:\n" + f + "\n42\n" + f, false, []string{"a\n"}, false},
		{"unclosed", "x\n" + f + "repl\nprint(1)", false, []string{"print(1)\n"}, false},
		{"unclosed and cut", "x\n" + f + "repl\nprint(1", true, nil, true},
		{"closed and cut later", f + "repl\na\n" + f + "\nand", true, []string{"a\n"}, false},
		{"first whole, second cut", f + "repl\na\n" + f + "\n" + f + "repl\nb(", true, []string{"a\n"}, true},
		{"unclosed before the next", f + "repl\na\n" + f + "repl\nb\n" + f, false, []string{"a\n", "b\n"}, false},
		{"nested in a string", f + "repl\np = \"\"\"\n" + f + "json\n{}\n" + f + "\n\"\"\"\nprint(p)\n" + f, false,
			[]string{"p = \"\"\"\n" + f + "json\n{}\n" + f + "\n\"\"\"\nprint(p)\n"}, false},
		{"longer fence around", f + "`repl\np = 1\n" + f + "\n" + f + "`", false, []string{"p = 1\n" + f + "\n"}, false},
		{"string that never ends", f + "repl\np = \"\"\"oops\n" + f + "\nThat is it.", false, []string{"p = \"\"\"oops\n"}, false},
		{"quotes in comments and strings", f + "repl\n# don't \"\"\"\ns = '\"\"\"' + \"it's\"\n" + f + "\nEnd", false,
			[]string{"# don't \"\"\"\ns = '\"\"\"' + \"it's\"\n"}, false},
		{"one line", f + "repl print(1)" + f, false, []string{"print(1)"}, false},
		{"in a list", "1. do\n   " + f + "repl\n   if x:\n       y()\n   " + f, false, []string{"if x:\n    y()\n"}, false},
		{"empty block", f + "repl\n\n" + f, false, nil, false},
		{"thinking is not run", "<think>\n" + f + "repl\nbad()\n" + f + "</think>\n" + f + "repl\ngood()\n" + f, false, []string{"good()\n"}, false},
		{"thinking without a start", "bad\n" + f + "repl\nbad()\n" + f + "\n</think>\n" + f + "repl\ngood()\n" + f, false, []string{"good()\n"}, false},
		{"thinking without an end", "<think>\n" + f + "repl\nbad()\n" + f, false, nil, false},
		{"no code", "I think it is 42.", false, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := parseReply(tt.in, tt.cut)
			if !reflect.DeepEqual(r.blocks, tt.blocks) || r.cut != tt.wasCut {
				t.Errorf("blocks %q, cut %v; want %q, %v", r.blocks, r.cut, tt.blocks, tt.wasCut)
			}
		})
	}
}

func TestParseReplyFinal(t *testing.T) {
	tests := []struct {
		name, in string
		want     *final
	}{
		{"text", "FINAL(It is 42.)", &final{false, "It is 42.", false}},
		{"after prose", "So:\nFINAL(42)\n", &final{false, "42", false}},
		{"bold", "**FINAL(42)**", &final{false, "42", false}},
		{"several lines", "FINAL(one\ntwo)", &final{false, "one\ntwo", false}},
		{"parentheses inside", "FINAL(f(x) is (a, b).)", &final{false, "f(x) is (a, b).", false}},
		{"unpaired parenthesis inside", "FINAL(1) first 2) second)", &final{false, "1", false}},
		{"open parenthesis inside", "FINAL(a :( b)", &final{false, "a :( b", false}},
		{"variable", "FINAL_VAR(result)", &final{true, "result", false}},
		{"variable in a sentence", "The answer is now FINAL_VAR(result), done.", &final{true, "result", true}},
		{"in a sentence", "My answer is FINAL(42).", &final{false, "42", true}},
		{"line wins over sentence", "I will use FINAL(x) soon.\nFINAL(42)", &final{false, "42", false}},
		{"last line wins", "FINAL(41)\nFINAL(42)", &final{false, "42", false}},
		{"submit", "SUBMIT(42)", &final{false, "42", false}},
		{"form not filled in", "I finish with FINAL(your answer).", nil},
		{"dots", "I finish with FINAL(...)", nil},
		{"other word", "FINALLY (42)", nil},
		{"none", "42", nil},
		{"alone in an untagged fence", "```\nFINAL(The answer is 42)\n```", &final{false, "The answer is 42", false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := parseReply(tt.in, false); !reflect.DeepEqual(r.final, tt.want) || len(r.blocks) > 0 {
				t.Errorf("final %+v, blocks %q; want %+v", r.final, r.blocks, tt.want)
			}
		})
	}
}

func TestParseReplyDropsWhatFollowsTheCode(t *testing.T) {
	r := parseReply("Plan.\n```repl\nprint(1)\n```\nREPL output:\n1\nFINAL(1)", false)
	if r.kept != "Plan.\n```repl\nprint(1)\n```" {
		t.Errorf("kept %q", r.kept)
	}
}

func TestIsExpression(t *testing.T) {
	for arg, want := range map[string]bool{
		"x": true, "str(x)": true, `answer["content"]`: true, "r.text": true, `"done"`: true, `f"{n} of them"`: true,
		"It is 42": false, "42 (of 50)": false, `"a" and "b`: false, "": false,
	} {
		if got := isExpression(arg); got != want {
			t.Errorf("isExpression(%q) = %v", arg, got)
		}
	}
}

func TestGivesUp(t *testing.T) {
	for prose, want := range map[string]bool{
		"I'm sorry, I cannot help.":  true,
		"As an AI I do not know.":    true,
		"I am unable to answer it.":  true,
		"The answer is probably 42.": false,
	} {
		if got := givesUp(prose); got != want {
			t.Errorf("givesUp(%q) = %v", prose, got)
		}
	}
}

func TestSameCode(t *testing.T) {
	a := "x = 1  \n\n# look\nprint(x)\n"
	if sameCode(a) != sameCode("x = 1\nprint(x)\n") {
		t.Error("comments and white space count")
	}
	if sameCode("if x:\n  y()") == sameCode("if x:\ny()") {
		t.Error("indentation does not count")
	}
}

// FuzzParseReply holds that parsing ends, that a program was in the reply, and that
// what is kept is a part of it.
func FuzzParseReply(f *testing.F) {
	for _, s := range []string{
		"```repl\nx\n```", "~~~\n```\n~~~", "````py\n```\n'''\n```\n````", "FINAL((", "<think>```repl\n", "```repl x```", "`\n``` ```\n\"\"\"", "```repl\n\xff\n",
	} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, cut bool) {
		r := parseReply(s, cut)
		if !strings.Contains(s, r.kept) {
			t.Errorf("kept %q is not part of %q", r.kept, s)
		}
		for _, b := range r.blocks {
			for _, l := range strings.Split(b, "\n") {
				if !strings.Contains(s, l) {
					t.Errorf("line %q of a block is not part of %q", l, s)
				}
			}
		}
	})
}
