package python

import (
	"math"
	"math/cmplx"
	"strings"
)

// A complexNumber is a complex.
type complexNumber complex128

func (complexNumber) Type() string   { return "complex" }
func (complexNumber) class() *class  { return complexClass }
func (c complexNumber) truth() bool  { return c != 0 }
func (c complexNumber) hash() string { return c.repr(nil) }

func (c complexNumber) repr(*vm) string {
	im := complexPart(imag(c))
	if real(c) == 0 && !math.Signbit(real(c)) {
		return im + "j"
	}
	if im[0] != '-' {
		im = "+" + im
	}
	return "(" + complexPart(real(c)) + im + "j)"
}

func complexPart(f float64) string { return strings.TrimSuffix(floatRepr(f), ".0") }

func (c complexNumber) equal(m *vm, other Value) bool {
	o, ok := m.asComplex(other)
	return ok && o == complex128(c)
}

// asComplex returns a number as a complex one.
func (m *vm) asComplex(v Value) (complex128, bool) {
	if c, ok := v.(complexNumber); ok {
		return complex128(c), true
	}
	f, ok := m.asFloat(v)
	return complex(f, 0), ok
}

func (c complexNumber) binary(m *vm, op string, other Value, swapped bool) Value {
	switch op {
	case "abs":
		return Float(math.Hypot(real(c), imag(c)))
	case "u-":
		return -c
	case "u+":
		return c
	}
	y, ok := m.asComplex(other)
	if !ok {
		return nil
	}
	x := complex128(c)
	if swapped {
		x, y = y, x
	}
	switch op {
	case "+":
		return complexNumber(x + y)
	case "-":
		return complexNumber(x - y)
	case "*":
		return complexNumber(x * y)
	case "/":
		if y == 0 {
			m.raise("ZeroDivisionError", "complex division by zero")
		}
		return complexNumber(divideComplex(x, y))
	case "**":
		return complexNumber(m.complexPow(x, y))
	}
	return nil
}

// divideComplex scales by the larger part of y, as CPython does (Smith 1962).
func divideComplex(x, y complex128) complex128 {
	if math.Abs(real(y)) >= math.Abs(imag(y)) {
		r := imag(y) / real(y)
		d := real(y) + imag(y)*r
		return complex((real(x)+imag(x)*r)/d, (imag(x)-real(x)*r)/d)
	}
	r := real(y) / imag(y)
	d := real(y)*r + imag(y)
	return complex((real(x)*r+imag(x))/d, (imag(x)*r-real(x))/d)
}

func (m *vm) complexPow(x, y complex128) complex128 {
	n := int64(real(y))
	switch {
	case y == 0:
		return 1
	case x == 0 && (imag(y) != 0 || real(y) < 0):
		m.raise("ZeroDivisionError", "0.0 to a negative or complex power")
	case x == 0:
		return 0
	case imag(y) == 0 && real(y) == float64(n) && n >= -100 && n <= 100:
		return complexIntPow(x, n)
	}
	length := precisePow(cmplx.Abs(x), real(y))
	at := math.Atan2(imag(x), real(x))
	phase := at * real(y)
	if imag(y) != 0 {
		length /= math.Exp(at * imag(y))
		phase += imag(y) * math.Log(cmplx.Abs(x))
	}
	return complex(length*preciseCos(phase), length*preciseSin(phase))
}

func complexIntPow(x complex128, n int64) complex128 {
	out, p := complex128(1), x
	for k := max(n, -n); k > 0; k >>= 1 {
		if k&1 == 1 {
			out *= p
		}
		p *= p
	}
	if n < 0 {
		return divideComplex(1, out)
	}
	return out
}

func (c complexNumber) attr(_ *vm, name string) (Value, bool) {
	switch name {
	case "real":
		return Float(real(c)), true
	case "imag":
		return Float(imag(c)), true
	}
	return nil, false
}

// format is format(c, spec): each part by itself.
func (c complexNumber) format(m *vm, text string) string {
	if text == "" {
		return c.repr(m)
	}
	s := m.parseSpec(text, "complex")
	width, align, fill := s.width, s.align, s.fill
	s.width, s.align = 0, 0
	re := m.formatFloat(real(c), s)
	s.sign = '+'
	out := re + m.formatFloat(imag(c), s) + "j"
	if align == 0 {
		align = '>'
	}
	return m.formatStr(NewStr(out).(*Str), spec{fill: fill, align: align, width: width, prec: -1}).s
}

func fillComplex() {
	complexClass.make = func(m *vm, _ *class, a *args) Value {
		v := unbased(a.get(0, "real", Int(0)))
		if s, ok := v.(*Str); ok {
			return m.parseComplex(s.s)
		}
		re, im := m.complexArg(v, "first"), m.complexArg(unbased(a.get(1, "imag", Int(0))), "second")
		return complexNumber(re + complex(-imag(im), real(im)))
	}
	complexClass.methods = map[string]method{
		"conjugate": func(_ *vm, self Value, _ *args) Value {
			return complexNumber(cmplx.Conj(complex128(self.(complexNumber))))
		},
	}
}

func (m *vm) complexArg(v Value, which string) complex128 {
	c, ok := m.asComplex(v)
	if ok {
		return c
	}
	for _, name := range []string{"__complex__", "__float__"} {
		if hasUser(v) {
			if r, ok := m.dunder(v, name); ok {
				c, _ := m.asComplex(r)
				return c
			}
		}
	}
	if which == "first" {
		m.raise("TypeError", "complex() first argument must be a string or a number, not '%s'", typeName(v))
	}
	m.raise("TypeError", "complex() second argument must be a number, not '%s'", typeName(v))
	return 0
}

// parseComplex is complex(str).
func (m *vm) parseComplex(text string) Value {
	s := strings.TrimSpace(text)
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	bad := func() Value {
		m.raise("ValueError", "complex() arg is a malformed string")
		return nil
	}
	number := func(s string) (f float64, ok bool) {
		if exc := m.try(func() { f = float64(m.parseFloat(s).(Float)) }); exc != nil {
			return 0, false
		}
		return f, true
	}
	low := strings.ToLower(s)
	if !strings.HasSuffix(low, "j") {
		f, ok := number(s)
		if !ok {
			return bad()
		}
		return complexNumber(complex(f, 0))
	}
	s = s[:len(s)-1]
	cut := len(s) - 1
	for ; cut > 0 && (s[cut] != '+' && s[cut] != '-' || low[cut-1] == 'e'); cut-- {
	}
	cut = max(cut, 0)
	part := s[cut:]
	if part == "" || part == "+" || part == "-" {
		part += "1"
	}
	im, ok := number(part)
	re, ok2 := 0.0, true
	if cut > 0 {
		re, ok2 = number(s[:cut])
	}
	if !ok || !ok2 {
		return bad()
	}
	return complexNumber(complex(re, im))
}
