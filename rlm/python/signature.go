package python

import (
	"strconv"
	"strings"
)

// A signature says which arguments a builtin takes, and checks a call with the words
// of CPython, which has several ways of declaring and hence of complaining.
type signature struct {
	kind   string // none, one, pos, old, kw, any
	lo, hi int
	names  []string // of keyword parameters, in order
	owner  string   // "str." of methods
	name   string
}

// signatureTable lists the builtins whose calls are checked in one place. A line is a
// class (or "builtin"), a kind and names. The kinds: none and one argument; pos:LO-HI
// positional ones; old:LO-HI likewise, in other words; kw:LO:NAMES positional or
// keyword, the first LO needed (one without a name is positional); any:NAMES any number, and keywords of those names.
const signatureTable = `
str none capitalize casefold isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper lower swapcase title upper
str one format_map join partition removeprefix removesuffix rpartition translate zfill
str pos:1-2 center ljust rjust
str pos:0-1 lstrip rstrip strip
str pos:1-3 maketrans
str pos:2-3 replace
str old:1-3 count endswith find index rfind rindex startswith
str kw:0:encoding,errors encode
str kw:0:tabsize expandtabs
str kw:0:sep,maxsplit rsplit split
str kw:0:keepends splitlines
bytes none capitalize isalnum isalpha isascii isdigit islower isspace istitle isupper lower swapcase title upper
bytes one fromhex join partition removeprefix removesuffix rpartition zfill
bytes pos:1-2 center ljust rjust
bytes pos:0-1 lstrip rstrip strip
bytes pos:2-2 maketrans
bytes pos:2-3 replace
bytes old:1-3 count endswith find index rfind rindex startswith
bytes kw:0:encoding,errors decode
bytes kw:0:tabsize expandtabs
bytes kw:0:sep,bytes_per_sep hex
bytes kw:0:sep,maxsplit rsplit split
bytes kw:0:keepends splitlines
bytes kw:1:table,delete translate
list one append count extend remove
list none clear copy reverse
list pos:1-3 index
list pos:2-2 insert
list pos:0-1 pop
dict none clear copy items keys popitem values
dict pos:1-2 fromkeys get pop setdefault
set one add discard isdisjoint issubset issuperset remove symmetric_difference symmetric_difference_update
set none clear copy pop
set any difference difference_update intersection intersection_update union update
frozenset one isdisjoint issubset issuperset symmetric_difference
frozenset none copy
frozenset any difference intersection union
tuple one count
tuple pos:1-3 index
range one count index
slice one indices
int none as_integer_ratio bit_count bit_length conjugate
int kw:1:bytes,byteorder,signed from_bytes
int kw:0:length,byteorder,signed to_bytes
float none as_integer_ratio conjugate hex is_integer
float one fromhex
builtin none globals locals
builtin one len repr abs any all callable ord chr bin oct hex hash id ascii
builtin pos:1-1 reversed
builtin pos:2-2 filter isinstance issubclass hasattr delattr divmod
builtin pos:1-2 iter next format
builtin pos:2-3 getattr
builtin pos:3-3 setattr
builtin pos:0-1 vars dir
builtin kw:1:number,ndigits round
builtin kw:2:base,exp,mod pow
builtin any:sep,end,file,flush print
builtin any:strict zip
builtin any:key,default min max
builtin any map
type kw:0:,base int
type kw:0:object,encoding,errors str
type kw:0:source,encoding,errors bytes
type pos:0-1 float bool list tuple set frozenset
type pos:1-3 range slice
`

// fillSignatures puts the checks of signatureTable before the builtins.
func fillSignatures() {
	for _, line := range strings.Split(strings.TrimSpace(signatureTable), "\n") {
		words := strings.Fields(line)
		for _, name := range words[2:] {
			s := parseSignature(words[1])
			s.name = name
			if words[0] == "builtin" {
				b := builtinTable[name].(*builtin)
				call := b.call
				b.call = func(m *vm, a *args) Value { s.check(m, a); return call(m, a) }
				continue
			}
			if words[0] == "type" {
				s.checkMaker(builtinTable[name].(*class))
				continue
			}
			s.owner = words[0] + "."
			c := builtinTable[words[0]].(*class)
			if f := c.methods[name]; f != nil {
				c.methods[name] = func(m *vm, self Value, a *args) Value { s.check(m, a); return f(m, self, a) }
			}
		}
	}
}

// checkMaker checks the calls of a built-in class, not those of what derives from it.
func (s *signature) checkMaker(c *class) {
	make := c.make
	c.make = func(m *vm, k *class, a *args) Value {
		if k == c {
			s.check(m, a)
		}
		return make(m, k, a)
	}
}

func parseSignature(text string) *signature {
	kind, rest, _ := strings.Cut(text, ":")
	s := &signature{kind: kind, hi: -1}
	switch kind {
	case "one":
		s.lo, s.hi = 1, 1
	case "none":
		s.hi = 0
	case "pos", "old":
		lo, hi, _ := strings.Cut(rest, "-")
		s.lo, _ = strconv.Atoi(lo)
		s.hi, _ = strconv.Atoi(hi)
	case "kw":
		lo, names, _ := strings.Cut(rest, ":")
		s.lo, _ = strconv.Atoi(lo)
		s.names = strings.Split(names, ",")
		s.hi = len(s.names)
	case "any":
		if rest != "" {
			s.names = strings.Split(rest, ",")
		}
	}
	return s
}

// check raises a TypeError for arguments that do not fit.
func (s *signature) check(m *vm, a *args) {
	n := len(a.pos)
	if len(a.kw) == 0 && n >= s.lo && (n <= s.hi || s.hi < 0) {
		return
	}
	if s.kind == "kw" {
		s.checkKeywords(m, a)
		return
	}
	for _, k := range a.kw {
		s.checkName(m, k.name)
	}
	switch {
	case n >= s.lo && (n <= s.hi || s.hi < 0):
	case s.kind == "none":
		m.raise("TypeError", "%s%s() takes no arguments (%d given)", s.owner, s.name, n)
	case s.kind == "one":
		m.raise("TypeError", "%s%s() takes exactly one argument (%d given)", s.owner, s.name, n)
	case s.kind == "old" && n < s.lo:
		m.raise("TypeError", "%s() takes at least %d argument%s (%d given)", s.name, s.lo, plural(s.lo), n)
	case s.kind == "old":
		m.raise("TypeError", "%s() takes at most %d arguments (%d given)", s.name, s.hi, n)
	case s.lo == s.hi:
		m.raise("TypeError", "%s expected %d argument%s, got %d", s.name, s.lo, plural(s.lo), n)
	case n < s.lo:
		m.raise("TypeError", "%s expected at least %d argument%s, got %d", s.name, s.lo, plural(s.lo), n)
	default:
		m.raise("TypeError", "%s expected at most %d argument%s, got %d", s.name, s.hi, plural(s.hi), n)
	}
}

// checkName raises a TypeError for a keyword that the builtin does not have.
func (s *signature) checkName(m *vm, name string) {
	for _, known := range s.names {
		if known == name {
			return
		}
	}
	if s.names != nil {
		m.raise("TypeError", "'%s' is an invalid keyword argument for %s()", name, s.name)
	}
	owner := s.owner
	if s.kind == "old" || s.kind == "any" {
		owner = ""
	}
	m.raise("TypeError", "%s%s() takes no keyword arguments", owner, s.name)
}

// checkKeywords is check for parameters that may be given by name.
func (s *signature) checkKeywords(m *vm, a *args) {
	if n := len(a.pos) + len(a.kw); n > s.hi {
		m.raise("TypeError", "%s() takes at most %d argument%s (%d given)", s.name, s.hi, plural(s.hi), n)
	}
	for i, name := range s.names {
		given := i < len(a.pos)
		for _, k := range a.kw {
			if k.name != name {
				continue
			}
			if given {
				m.raise("TypeError", "argument for %s() given by name ('%s') and position (%d)", s.name, name, i+1)
			}
			given = true
		}
		if !given && i < s.lo {
			m.raise("TypeError", "%s() missing required argument '%s' (pos %d)", s.name, name, i+1)
		}
	}
	for _, k := range a.kw {
		s.checkName(m, k.name)
	}
}
