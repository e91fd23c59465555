package python

import "testing"

// The texts are CPython 3.11's.
func TestSyntaxErrorTexts(t *testing.T) {
	for src, want := range map[string]string{
		"x = [1 2]\n":                   "invalid syntax. Perhaps you forgot a comma?",
		"f(a b)\n":                      "invalid syntax. Perhaps you forgot a comma?",
		"x = {'a': 1 'b': 2}\n":         "invalid syntax. Perhaps you forgot a comma?",
		"x = {1: 2, 3}\n":               "':' expected after dictionary key",
		"if x = 1:\n    pass\n":         "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
		"if x.y = 1:\n    pass\n":       "cannot assign to attribute here. Maybe you meant '==' instead of '='?",
		"while True print(1)\n":         "invalid syntax",
		"if True\n    x = 1\n":          "expected ':'",
		"print \"a\"\n":                 "Missing parentheses in call to 'print'. Did you mean print(...)?",
		"exec x\n":                      "Missing parentheses in call to 'exec'. Did you mean exec(...)?",
		"f(x) = 1\n":                    "cannot assign to function call here. Maybe you meant '==' instead of '='?",
		"1 = x\n":                       "cannot assign to literal here. Maybe you meant '==' instead of '='?",
		"None = 1\n":                    "cannot assign to None",
		"if x:\ny\n":                    "expected an indented block after 'if' statement on line 1",
		"if x:\n y\nelif z:\ny\n":       "expected an indented block after 'elif' statement on line 3",
		"if x:\n y\nelse:\ny\n":         "expected an indented block after 'else' statement on line 3",
		"\nfor x in y:\nz\n":            "expected an indented block after 'for' statement on line 2",
		"def f():\nz\n":                 "expected an indented block after function definition on line 1",
		"class A:\nz\n":                 "expected an indented block after class definition on line 1",
		"with a as b:\nz\n":             "expected an indented block after 'with' statement on line 1",
		"try:\n a\nexcept B:\nz\n":      "expected an indented block after 'except' statement on line 3",
		"try:\n a\nfinally:\nz\n":       "expected an indented block after 'finally' statement on line 3",
		"x = 'abc\n":                    "unterminated string literal (detected at line 1)",
		"x = (1,\ny = 2\n":              "'(' was never closed",
		"x = 1)\n":                      "unmatched ')'",
		"x = (1, 2]\n":                  "closing parenthesis ']' does not match opening parenthesis '('",
		"match x:\n case 1:\n pass\n":   "expected an indented block after 'case' statement on line 2",
		"for i in range(3)\n    pass\n": "expected ':'",
	} {
		_, err := parse(src)
		if err == nil || err.msg != want {
			t.Errorf("parse(%q): %v, want %q", src, err, want)
		}
	}
}
