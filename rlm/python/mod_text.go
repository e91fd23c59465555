package python

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"html"
	"strings"
)

// ascii returns an argument that may be bytes or an ASCII str.
func (m *vm) asciiArg(v Value) string {
	switch v := buffer(v).(type) {
	case Bytes:
		return string(v)
	case *Str:
		if !isASCII(v.s) {
			m.raise("ValueError", "string argument should contain only ASCII characters")
		}
		return v.s
	}
	m.raise("TypeError", "argument should be a bytes-like object or ASCII string, not '%s'", typeName(v))
	return ""
}

func moduleBase64() map[string]Value {
	encode := func(enc func(b []byte) string) func(*vm, *args) Value {
		return func(m *vm, a *args) Value {
			b, ok := buffer(a.need(m, "b64encode", 0, "s")).(Bytes)
			if !ok {
				m.raise("TypeError", "a bytes-like object is required, not '%s'", typeName(a.pos[0]))
			}
			m.charge(int64(2 * len(b)))
			return Bytes(enc([]byte(b)))
		}
	}
	decode64 := func(plus, slash string) func(*vm, *args) Value {
		return func(m *vm, a *args) Value {
			s := m.asciiArg(a.need(m, "b64decode", 0, "s"))
			if alt, ok := a.get(1, "altchars", nil).(Bytes); ok && len(alt) == 2 {
				plus, slash = string(alt[0]), string(alt[1])
			}
			return m.decode64(strings.NewReplacer(plus, "+", slash, "/").Replace(s), m.truth(a.get(2, "validate", Bool(false))))
		}
	}
	unhex := func(m *vm, a *args) Value {
		b, err := hex.DecodeString(m.asciiArg(a.need(m, "b16decode", 0, "s")))
		if err != nil {
			m.throw(newException("binasciiError", NewStr("Non-base16 digit found")))
		}
		return Bytes(b)
	}
	return funcs(map[string]func(*vm, *args) Value{
		"b64encode": encode(base64.StdEncoding.EncodeToString), "standard_b64encode": encode(base64.StdEncoding.EncodeToString),
		"urlsafe_b64encode": encode(base64.URLEncoding.EncodeToString), "b32encode": encode(base32.StdEncoding.EncodeToString),
		"b16encode": encode(func(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }),
		"b64decode": decode64("+", "/"), "standard_b64decode": decode64("+", "/"), "urlsafe_b64decode": decode64("-", "_"), "b16decode": unhex,
		"b32decode": func(m *vm, a *args) Value {
			b, err := base32.StdEncoding.DecodeString(m.asciiArg(a.need(m, "b32decode", 0, "s")))
			if err != nil {
				m.throw(newException("binasciiError", NewStr("Incorrect padding")))
			}
			return Bytes(b)
		},
		"encodebytes": encode(func(b []byte) string {
			var out strings.Builder
			for ; len(b) > 0; b = b[min(57, len(b)):] {
				out.WriteString(base64.StdEncoding.EncodeToString(b[:min(57, len(b))]) + "\n")
			}
			return out.String()
		}),
		"decodebytes": decode64("+", "/"),
		"b85encode":   encode(base85Encode), "b85decode": base85Decode,
	})
}

// decode64 reads base64 as CPython does: other characters are skipped unless strict.
func (m *vm) decode64(s string, strict bool) Value {
	fail := func(msg string) { m.throw(newException("binasciiError", NewStr(msg))) }
	clean := strings.Map(func(r rune) rune {
		if r == '+' || r == '/' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
	if strict && len(clean) != len(strings.TrimRight(s, "=")) {
		fail("Only base64 data is allowed")
	}
	switch pad := strings.Count(s, "="); {
	case len(clean)%4 == 1:
		fail(sprintf("Invalid base64-encoded string: number of data characters (%d) cannot be 1 more than a multiple of 4", len(clean)))
	case len(clean)%4+pad < 4 && len(clean)%4 != 0:
		fail("Incorrect padding")
	}
	b, _ := base64.RawStdEncoding.DecodeString(clean)
	return Bytes(b)
}

func moduleHTML() map[string]Value {
	return funcs(map[string]func(*vm, *args) Value{
		"escape": func(m *vm, a *args) Value {
			s := m.str(a.need(m, "escape", 0, "s"))
			m.charge(int64(2 * len(s)))
			pairs := []string{"&", "&amp;", "<", "&lt;", ">", "&gt;"}
			if m.truth(a.get(1, "quote", Bool(true))) {
				pairs = append(pairs, `"`, "&quot;", "'", "&#x27;")
			}
			return NewStr(strings.NewReplacer(pairs...).Replace(s))
		},
		"unescape": func(m *vm, a *args) Value {
			s := m.str(a.need(m, "unescape", 0, "s"))
			m.charge(int64(len(s)))
			return NewStr(html.UnescapeString(s))
		},
	})
}
