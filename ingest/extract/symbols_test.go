package extract

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// symbolLines writes symbols with their first and last line.
func symbolLines(kind, text string) string {
	var b strings.Builder
	for _, h := range symbolsOf(kind, text) {
		part := strings.Split(strings.TrimRight(text[h.Start:h.End], "\n"), "\n")
		fmt.Fprintf(&b, "%s%s %s: %s … %s\n", strings.Repeat("  ", h.Level-1), h.Kind, h.Title, strings.TrimSpace(part[0]), strings.TrimSpace(part[len(part)-1]))
	}
	return b.String()
}

// TestSymbols: what a reader of each language would call its functions and
// types, with the comments above them, and where they end.
func TestSymbols(t *testing.T) {
	for _, tt := range []struct{ kind, text, want string }{
		{"python", "import os\n\n# Reads.\n@cache\ndef read(\n    path,\n):\n    \"\"\"def no():\"\"\"\n    async def inner():\n        pass\n\n    return 1\n\nclass A(B):\n    x = 1\n\n    def m(self):\n        return {\n        }\n\nprint(read)\n",
			"def read: # Reads. … return 1\n  def inner: async def inner(): … pass\nclass A: class A(B): … }\n  def m: def m(self): … }\n"},
		{"ruby", "module Sea\n  # A tide.\n  class Tide < Base\n    def self.high?(at)\n      if at then 1 end\n    end\n\n    def low!\n    end\n  end\nend\nputs 1\n",
			"module Sea: module Sea … end\n  class Tide: # A tide. … end\n    def self.high?: def self.high?(at) … end\n    def low!: def low! … end\n"},
		{"lua", "local function add(a, b)\n  return a + b\nend\n\nfunction M.sub(a)\nend\n", "function add: local function add(a, b) … end\nfunction M.sub: function M.sub(a) … end\n"},
		{"javascript", "// if (a) { b() }\nexport const pump = async (x) => {\n  if (x) { go() }\n};\n\nclass Valve extends Part {\n  #p = \"{\";\n  constructor(a) {\n    super(a);\n  }\n  static open(x = `}`) {\n    return () => {};\n  }\n}\n\nasync function run() {\n  while (true) { step(); }\n}\nrun();\n",
			"function pump: // if (a) { b() } … };\nclass Valve: class Valve extends Part { … }\n  function constructor: constructor(a) { … }\n  function open: static open(x = `}`) { … }\nfunction run: async function run() { … }\n"},
		{"typescript", "export interface Pump<T> {\n  run(x: T): void;\n}\ntype Id = string | number;\nexport abstract class A implements Pump<B> {\n  private async run<T>(x: T): Promise<void> {\n  }\n}\nenum Color { Red }\n",
			"interface Pump: export interface Pump<T> { … }\ntype Id: type Id = string | number; … type Id = string | number;\nclass A: export abstract class A implements Pump<B> { … }\nenum Color: enum Color { Red } … enum Color { Red }\n"},
		{"java", "package a.b;\n\n/** A pump. */\n@Entity\npublic final class Pump<T> implements Runnable {\n    private int n = f(1);\n\n    @Override\n    public void run() throws IOException {\n        for (int i = 0; i < 3; i++) { go(i); }\n    }\n\n    Pump(int n) { this.n = n; }\n\n    abstract void stop();\n\n    record Point(int x, int y) {}\n}\n",
			"class Pump: /** A pump. */ … }\n  function run: @Override … }\n  function Pump: Pump(int n) { this.n = n; } … Pump(int n) { this.n = n; }\n  record Point: record Point(int x, int y) {} … record Point(int x, int y) {}\n"},
		{"c", "#include <stdio.h>\n\n/* Adds. */\nstatic inline int\nadd(int a, int b)\n{\n\tif (a) { return b; }\n\treturn a + b;\n}\n\nint declared(int);\n\nstruct point {\n\tint x;\n};\n\nchar *name(struct point *p) {\n\treturn \"}\";\n}\n",
			"function add: add(int a, int b) … }\nstruct point: struct point { … };\nfunction name: char *name(struct point *p) { … }\n"},
		{"cpp", "namespace sea {\ntemplate <class T>\nclass Tide : public Base {\n public:\n  Tide(int n) : n_(n) {}\n  ~Tide() {}\n  int high() const { return n_; }\n};\n\nint Tide::low(const std::vector<int>& v) const noexcept {\n  return v[0];\n}\n}\n",
			"namespace sea: namespace sea { … }\n  class Tide: class Tide : public Base { … };\n    function Tide: Tide(int n) : n_(n) {} … Tide(int n) : n_(n) {}\n    function ~Tide: ~Tide() {} … ~Tide() {}\n    function high: int high() const { return n_; } … int high() const { return n_; }\n  function Tide::low: int Tide::low(const std::vector<int>& v) const noexcept { … }\n"},
		{"csharp", "namespace Sea;\n\n[Serializable]\npublic sealed class Tide : IDisposable\n{\n    public int Level { get; set; }\n\n    /// <summary>Ends.</summary>\n    public async Task<int> EndAsync(int n)\n    {\n        using (var x = Y()) { }\n        return 1;\n    }\n}\n",
			"class Tide: [Serializable] … }\n  function EndAsync: /// <summary>Ends.</summary> … }\n"},
		{"rust", "/// A pump.\n#[derive(Debug)]\npub struct Pump<'a> {\n    name: &'a str,\n}\n\nimpl<'a> Pump<'a> {\n    pub fn run(&self) -> u8 {\n        b'{'; \"}\".len()\n    }\n}\n\nmacro_rules! go { () => {} }\npub(crate) fn main() {}\n",
			"struct Pump: /// A pump. … }\nimpl Pump: impl<'a> Pump<'a> { … }\n  fn run: pub fn run(&self) -> u8 { … }\nmacro_rules! go: macro_rules! go { () => {} } … macro_rules! go { () => {} }\nfn main: pub(crate) fn main() {} … pub(crate) fn main() {}\n"},
		{"shell", "#!/bin/sh\n# Says it.\nsay() {\n  echo \"${1#x}\" # }\n  if true; then echo '}'; fi\n}\n\nfunction go_on {\n  say $#\n}\nsay 1\n", "function say: #!/bin/sh … }\nfunction go_on: function go_on { … }\n"},
		{"php", "<?php\n# one\nfinal class A {\n  public function b($x) { return '}'; }\n}\n", "class A: # one … }\n  function b: public function b($x) { return '}'; } … public function b($x) { return '}'; }\n"},
		{"kotlin", "data class P(val x: Int)\n\nobject O {\n  fun f(): Int = 1\n  suspend fun g() {\n  }\n}\n", "class P: data class P(val x: Int) … data class P(val x: Int)\nobject O: object O { … }\n  fun f: fun f(): Int = 1 … fun f(): Int = 1\n  fun g: suspend fun g() { … }\n"},
		{"sql", "CREATE TABLE IF NOT EXISTS a (\n  x INT\n);\n-- next\ncreate or replace view b as select 1;\n", "table a: CREATE TABLE IF NOT EXISTS a ( … -- next\nview b: create or replace view b as select 1; … create or replace view b as select 1;\n"},
		{"elixir", "defmodule Sea do\n  def tide(x) do\n    x\n  end\nend\n", "defmodule Sea: defmodule Sea do … end\n  def tide: def tide(x) do … end\n"},
	} {
		if got := symbolLines(tt.kind, tt.text); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.kind, got, tt.want)
		}
	}
}

// FuzzSymbols: whatever the text, symbols lie in it and in one another.
func FuzzSymbols(f *testing.F) {
	for kind := range syntaxes {
		f.Add(kind, "class A {\n  def f(x) { \"'`/* # -- }\n\tfunction g() {\n}")
	}
	f.Fuzz(func(t *testing.T, kind, text string) {
		if !utf8.ValidString(text) {
			return
		}
		prev := 0
		for _, h := range symbolsOf(kind, text) {
			if h.Start < 0 || h.End > len(text) || h.Start > h.End || h.Level < 1 || h.Start < prev {
				t.Fatalf("%s: %+v behind %d of %d", kind, h, prev, len(text))
			}
			prev = h.Start
		}
	})
}
