package python

import "strings"

// A reFlagName names a flag of the module re.
type reFlagName struct {
	name, short string
	bit         int64
}

// reFlagNames are the flags in the order in which they are defined.
var reFlagNames = []reFlagName{{"NOFLAG", "", 0}, {"ASCII", "A", reASCII}, {"IGNORECASE", "I", reIgnoreCase}, {"LOCALE", "L", reLocale},
	{"UNICODE", "U", reUnicode}, {"MULTILINE", "M", reMultiline}, {"DOTALL", "S", reDotall}, {"VERBOSE", "X", reVerbose},
	{"TEMPLATE", "T", reTemplate}, {"DEBUG", "", reDebug}}

// patternFlags are the flags in the order in which the repr of a pattern has them.
var patternFlags = []reFlagName{{"TEMPLATE", "T", reTemplate}, {"IGNORECASE", "I", reIgnoreCase}, {"LOCALE", "L", reLocale},
	{"MULTILINE", "M", reMultiline}, {"DOTALL", "S", reDotall}, {"UNICODE", "U", reUnicode}, {"VERBOSE", "X", reVerbose},
	{"DEBUG", "", reDebug}, {"ASCII", "A", reASCII}}

// reFlags is a re.RegexFlag.
type reFlags int64

func (reFlags) Type() string      { return "RegexFlag" }
func (reFlags) class() *class     { return flagClass }
func (f reFlags) truth() bool     { return f != 0 }
func (f reFlags) repr(*vm) string { return f.text() }
func (f reFlags) hash() string    { return sprintf("%d", int64(f)) }
func (f reFlags) value(v Value) (Value, bool) {
	switch v := v.(type) {
	case reFlags:
		return Int(v), true
	case Int, Bool:
		return v, true
	}
	return nil, false
}

func (f reFlags) equal(m *vm, other Value) bool {
	v, ok := f.value(other)
	return ok && m.equal(Int(f), v)
}

// binary computes with a flag: |, & and ^ give flags, the rest ints.
func (f reFlags) binary(m *vm, op string, other Value, swapped bool) Value {
	v, ok := f.value(other)
	if !ok {
		return nil
	}
	a, b := Value(Int(f)), v
	if swapped {
		a, b = b, a
	}
	out := m.binary(op, a, b)
	if n, ok := out.(Int); ok && (op == "|" || op == "&" || op == "^") {
		return reFlags(n)
	}
	return out
}

func (f reFlags) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "value":
		return Int(f), true
	case "name":
		if s := strings.ReplaceAll(f.text(), "re.", ""); !strings.HasPrefix(s, "0x") {
			return NewStr(s), true
		}
		return None, true
	}
	return nil, false
}

// text is the repr of flags.
func (f reFlags) text() string {
	if f == 0 {
		return "re.NOFLAG"
	}
	return flagText(int64(f), reFlagNames)
}

// flagText joins the names of flags.
func flagText(f int64, order []reFlagName) string {
	var names []string
	for _, n := range order {
		if n.bit != 0 && f&n.bit != 0 {
			names = append(names, "re."+n.name)
			f &^= n.bit
		}
	}
	if f != 0 {
		names = append(names, sprintf("0x%x", f))
	}
	return strings.Join(names, "|")
}

// needFlags is the value of an argument flags.
func (m *vm) needFlags(v Value) int64 {
	if v == nil {
		return 0
	}
	if f, ok := force(v).(reFlags); ok {
		return int64(f)
	}
	return m.needInt(v)
}
