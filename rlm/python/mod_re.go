package python

import (
	"strings"
	"time"
)

// matchTimeout bounds one match, and a second more for each MB of the text.
const matchTimeout = time.Second

// maxPatterns is how many compiled patterns a session keeps.
const maxPatterns = 200

// A rePattern is a compiled pattern.
type rePattern struct {
	source Value // a str or bytes
	text   string
	raw    bool
	flags  int64
	prog   *reProg
	names  []string // of groups by number
}

func (*rePattern) Type() string  { return "Pattern" }
func (*rePattern) class() *class { return patternClass }

func (p *rePattern) hash() string { return sprintf("%t/%d/%s", p.raw, p.flags, p.text) }

func (p *rePattern) equal(_ *vm, other Value) bool {
	o, ok := other.(*rePattern)
	return ok && (p == o || p.hash() == o.hash())
}

var (
	patternClass = newReClass("Pattern")
	matchClass   = newReClass("Match")
	flagClass    = newReClass("RegexFlag")
)

func newReClass(name string) *class {
	c := newBuiltinClass(name, objectClass)
	c.module = "re"
	return c
}

// compilePattern compiles a pattern of Python's syntax, or finds it compiled.
func (m *vm) compilePattern(v Value, flags int64) *rePattern {
	v = force(v)
	text, raw := "", false
	switch v := v.(type) {
	case *rePattern:
		if flags != 0 {
			m.raise("ValueError", "cannot process flags argument with a compiled pattern")
		}
		return v
	case *Str:
		text = v.s
	case Bytes:
		text, raw = string(v), true
	default:
		m.raise("TypeError", "first argument must be string or compiled pattern")
	}
	key := patternKey{text, raw, flags}
	if p, ok := m.patterns[key]; ok {
		return p
	}
	p := m.newPattern(v, text, raw, flags)
	if m.patterns == nil || len(m.patterns) >= maxPatterns {
		m.patterns = map[patternKey]*rePattern{}
	}
	m.patterns[key] = p
	return p
}

type patternKey struct {
	text  string
	raw   bool
	flags int64
}

func (m *vm) newPattern(source Value, text string, raw bool, flags int64) *rePattern {
	m.step(int64(len(text)))
	m.charge(int64(2000 + 100*len(text)))
	syn, bad := parseRegexp(text, raw, flags)
	if bad != nil {
		m.reError(bad, source, text)
	}
	prog, bad := compileRegexp(syn, raw)
	if bad != nil {
		m.reError(bad, source, text)
	}
	m.charge(int64(len(prog.insts)) * 300)
	return &rePattern{source: source, text: text, raw: raw, flags: syn.flags, prog: prog, names: syn.names}
}

// reError raises what is wrong with a pattern or a template.
func (m *vm) reError(e *reError, source Value, text string) {
	if e.kind != "error" {
		m.raise(e.kind, "%s", e.msg)
	}
	raw := false
	if _, ok := source.(Bytes); ok {
		raw = true
	}
	exc := newException("error", NewStr(e.msg))
	set := func(name string, v Value) { exc.set(name, v) }
	for _, name := range []string{"pattern", "pos", "lineno", "colno"} {
		set(name, None)
	}
	set("msg", NewStr(e.msg))
	if e.pos >= 0 {
		runes := patternRunes(text, raw)
		before := string(runes[:min(e.pos, len(runes))])
		line := strings.Count(before, "\n") + 1
		col := runeLen(before) - runeLen(before[:strings.LastIndexByte(before, '\n')+1]) + 1
		msg := sprintf("%s at position %d", e.msg, e.pos)
		if strings.Contains(text, "\n") {
			msg += sprintf(" (line %d, column %d)", line, col)
		}
		exc.args = []Value{NewStr(msg)}
		set("pattern", source)
		set("pos", Int(e.pos))
		set("lineno", Int(line))
		set("colno", Int(col))
	}
	m.throw(exc)
}

func (m *vm) moduleRe() map[string]Value {
	out := map[string]Value{"error": excClasses["error"], "Pattern": patternClass, "Match": matchClass, "RegexFlag": flagClass}
	for _, f := range reFlagNames {
		out[f.name] = reFlags(f.bit)
		if f.short != "" {
			out[f.short] = reFlags(f.bit)
		}
	}
	for name, params := range map[string]string{"search": "string flags", "match": "string flags", "fullmatch": "string flags",
		"findall": "string flags", "finditer": "string flags", "split": "string maxsplit flags", "sub": "repl string count flags",
		"subn": "repl string count flags", "compile": "flags", "template": "flags"} {
		out[name] = moduleCall(name, strings.Fields("pattern "+params))
	}
	out["escape"] = fn("escape", reEscape)
	out["purge"] = fn("purge", func(m *vm, _ *args) Value { m.patterns = nil; return None })
	return out
}

// optionalParams are those that have a default.
var optionalParams = map[string]bool{"flags": true, "maxsplit": true, "count": true, "pos": true, "endpos": true}

// moduleCall is re.name(pattern, …, flags): a method of the compiled pattern.
func moduleCall(name string, params []string) *builtin {
	return fn(name, func(m *vm, a *args) Value {
		in := bindArgs(m, name, params, a, true)
		last := len(params) - 1
		p := m.compilePattern(in[0], m.needFlags(in[last]))
		if last == 1 {
			return p
		}
		return m.patternCall(p, name, in[1:last])
	})
}

// bindArgs gives the values of parameters; those left out are nil. inPython says
// whether CPython has the function in Python, for the words of its errors.
func bindArgs(m *vm, name string, params []string, a *args, inPython bool) []Value {
	out := make([]Value, len(params))
	required := 0
	for required < len(params) && !optionalParams[params[required]] {
		required++
	}
	if n := len(a.pos); n > len(params) {
		if !inPython {
			m.raise("TypeError", "%s() takes at most %d argument%s (%d given)", name, len(params), plural(len(params)), n+len(a.kw))
		}
		m.raise("TypeError", "%s() takes from %d to %d positional arguments but %d were given", name, required, len(params), n)
	}
	copy(out, a.pos)
	for _, k := range a.kw {
		i := indexOf(params, k.name)
		switch {
		case i < 0 && inPython:
			m.raise("TypeError", "%s() got an unexpected keyword argument '%s'", name, k.name)
		case i < 0:
			m.raise("TypeError", "'%s' is an invalid keyword argument for %s()", k.name, name)
		case out[i] != nil && inPython:
			m.raise("TypeError", "%s() got multiple values for argument '%s'", name, k.name)
		case out[i] != nil:
			m.raise("TypeError", "argument for %s() given by name ('%s') and position (%d)", name, k.name, i+1)
		}
		out[i] = k.v
	}
	needArgs(m, name, params[:required], out, inPython)
	return out
}

func indexOf(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return -1
}

// needArgs raises the error of arguments that are missing.
func needArgs(m *vm, name string, params []string, in []Value, inPython bool) {
	var missing []string
	for i, p := range params {
		if in[i] == nil {
			if !inPython {
				m.raise("TypeError", "%s() missing required argument '%s' (pos %d)", name, p, i+1)
			}
			missing = append(missing, "'"+p+"'")
		}
	}
	if n := len(missing); n > 0 {
		list := strings.Join(missing, " and ")
		if n > 2 {
			list = strings.Join(missing[:n-1], ", ") + ", and " + missing[n-1]
		}
		m.raise("TypeError", "%s() missing %d required positional argument%s: %s", name, n, plural(n), list)
	}
}

// reEscape is re.escape.
func reEscape(m *vm, a *args) Value {
	const special = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"
	v := force(bindArgs(m, "escape", []string{"pattern"}, a, true)[0])
	text := ""
	switch v := v.(type) {
	case *Str:
		text = v.s
	case Bytes:
		text = string(v)
	default:
		m.raise("TypeError", "decoding to str: need a bytes-like object, %s found", typeName(v))
	}
	m.step(int64(len(text)) / 16)
	m.charge(int64(2 * len(text)))
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if strings.IndexByte(special, text[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	if _, ok := v.(Bytes); ok {
		return Bytes(b.String())
	}
	return NewStr(b.String())
}
