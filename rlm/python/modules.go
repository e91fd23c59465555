package python

import (
	"strings"
	"unicode/utf8"
)

// makers make the modules that exist, when they are first imported.
func (m *vm) makeModule(name string) map[string]Value {
	switch name {
	case "re":
		return m.moduleRe()
	case "json", "json.decoder":
		return m.moduleJSON()
	case "math":
		return moduleMath()
	case "collections":
		return moduleCollections()
	case "_typing":
		return moduleTyping()
	case "__future__":
		return moduleFuture()
	case "itertools":
		return moduleItertools()
	case "functools":
		return moduleFunctools()
	case "operator":
		return moduleOperator()
	case "string":
		return moduleString()
	case "statistics":
		return moduleStatistics()
	case "_datetime":
		return moduleDatetime()
	case "time":
		return moduleTime()
	case "random":
		return moduleRandom()
	case "_csv":
		return moduleCSV()
	case "io":
		return funcs(map[string]func(*vm, *args) Value{"StringIO": func(m *vm, a *args) Value {
			return &stringIO{text: m.str(a.get(0, "initial_value", emptyStr))}
		}})
	case "bisect":
		return moduleBisect()
	case "copy":
		return moduleCopy()
	case "_asyncio":
		return moduleAsync()
	case "concurrent", "urllib", "xml":
		return map[string]Value{}
	case "sys":
		return moduleSys()
	case "traceback":
		return moduleTraceback()
	case "unicodedata":
		return moduleUnicodedata()
	case "hashlib":
		return moduleHashlib()
	case "base64":
		return moduleBase64()
	case "binascii":
		return map[string]Value{"Error": excClasses["binasciiError"]}
	case "html":
		return moduleHTML()
	case "ast":
		return moduleAST()
	case "zlib":
		return moduleZlib()
	case "enum":
		return moduleEnum()
	}
	return nil
}

// missing says what to use instead of modules that do not exist here.
var missing = map[string]string{
	"os": "there are no files or processes here; the texts are in variables, print(dir()) lists them", "pathlib": "there are no files here; the texts are in variables",
	"subprocess": "no programs can be started here; do it in Python", "requests": "there is no network here; use the host's functions",
	"urllib": "there is no network here; use the host's functions; urllib.parse exists", "socket": "there is no network here; use the host's functions",
	"pandas": "use lists of dicts, collections.Counter and the module csv", "numpy": "use lists, math and statistics",
	"nltk": "use re and str methods", "sklearn": "use collections.Counter and math", "tiktoken": "estimate tokens as len(text) // 4",
	"openai": "call llm_query(prompt) instead", "threading": "use concurrent.futures, or just call the functions",
	"multiprocessing": "use concurrent.futures, or just call the functions", "pickle": "variables stay between blocks; use json for text",
}

// importModule returns a module, or raises ModuleNotFoundError.
func (m *vm) importModule(name string) *module {
	if mod, ok := m.modules[name]; ok {
		return mod
	}
	root, sub, dotted := strings.Cut(name, ".")
	attrs := m.makeModule(name)
	if more := m.libraryModule(name, attrs); more != nil {
		attrs = more
	}
	if attrs == nil {
		hint, ok := missing[root]
		if !ok {
			hint = "only a part of the standard library exists here; write it in plain Python"
		}
		m.throw(newException("ModuleNotFoundError", NewStr("No module named '"+name+"': "+hint)))
	}
	mod := &module{name, attrs}
	m.modules[name] = mod
	if dotted {
		m.importModule(root).attrs[sub] = mod
	}
	return mod
}

// hint adds a sentence to the traceback of a NameError where one helps.
func hint(msg string) string {
	name, _ := strings.CutSuffix(strings.TrimPrefix(msg, "name '"), "' is not defined")
	switch name {
	case "re", "json", "math", "collections", "itertools", "datetime", "random", "statistics", "string", "functools", "textwrap", "time", "csv", "heapq":
		return ". Did you forget to import '" + name + "'?"
	}
	return ""
}

// funcs makes the values of a module of functions.
func funcs(in map[string]func(m *vm, a *args) Value) map[string]Value {
	out := map[string]Value{}
	for name, f := range in {
		out[name] = fn(name, f)
	}
	return out
}

// A stringIO is io.StringIO.
type stringIO struct {
	text string
	at   int
}

func (*stringIO) Type() string        { return "StringIO" }
func (s *stringIO) contents() []Value { return []Value{&Str{s: s.text}} }

func (s *stringIO) write(m *vm, t string) {
	m.charge(int64(2*len(t) + len(s.text)/64))
	s.pad(m)
	s.text = s.text[:s.at] + t + s.text[skipRunes(s.text, s.at, utf8.RuneCountInString(t)):]
	s.at += len(t)
}

// line reads to the end of a line.
func (s *stringIO) line() (string, bool) {
	if s.at >= len(s.text) {
		return "", false
	}
	end := len(s.text)
	if i := strings.IndexByte(s.text[s.at:], '\n'); i >= 0 {
		end = s.at + i + 1
	}
	out := s.text[s.at:end]
	s.at = end
	return out, true
}

func (s *stringIO) iterate(m *vm) func() (Value, bool) {
	return func() (Value, bool) {
		m.step(1)
		l, ok := s.line()
		return NewStr(l), ok
	}
}

func (s *stringIO) attr(_ *vm, name string) (Value, bool) {
	var f func(m *vm, a *args) Value
	switch name {
	case "write":
		f = func(m *vm, a *args) Value {
			t := m.needStr("write", a.need(m, "write", 0, "s"))
			s.write(m, t)
			return Int(NewStr(t).(*Str).length())
		}
	case "getvalue":
		f = func(*vm, *args) Value { return NewStr(s.text) }
	case "read":
		f = func(m *vm, a *args) Value { return s.take(m.sizeArg(a)) }
	case "readline":
		f = func(*vm, *args) Value { l, _ := s.line(); return NewStr(l) }
	case "readlines":
		f = func(m *vm, _ *args) Value { return &List{items: m.collect(s)} }
	case "close", "flush", "__exit__":
		f = func(*vm, *args) Value { return None }
	case "__enter__":
		f = func(*vm, *args) Value { return s }
	default:
		if f = s.position(name); f == nil {
			return nil, false
		}
	}
	return fn(name, f), true
}
