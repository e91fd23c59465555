package python

import "strings"

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
		return map[string]Value{"StringIO": stringIOClass}
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
		return moduleBinascii()
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
	if _, known := missing[root]; dotted && !known {
		m.importModule(root) // a package that is not there fails by its own name
	}
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
