package python

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// layouts are Go's layouts for the directives of strftime and strptime.
var layouts = map[byte]string{'Y': "2006", 'm': "01", 'd': "02", 'H': "15", 'M': "04", 'S': "05", 'y': "06", 'B': "January", 'b': "Jan",
	'A': "Monday", 'a': "Mon", 'I': "03", 'p': "PM", 'j': "002", 'F': "2006-01-02", 'T': "15:04:05"}

func strftime(m *vm, t time.Time, text string) string {
	m.charge(int64(16 * len(text)))
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' || i+1 >= len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		c := text[i]
		bare := c == '-' && i+1 < len(text)
		if bare {
			i++
			c = text[i]
		}
		out, ok := "", true
		switch c {
		case '%':
			out = "%"
		case 'f':
			out = fmt.Sprintf("%06d", t.Nanosecond()/1000)
		case 'w':
			out = strconv.Itoa(int(t.Weekday()))
		case 'x':
			out = t.Format("01/02/06")
		case 'X':
			out = t.Format("15:04:05")
		case 'c':
			out = t.Format("Mon Jan _2 15:04:05 2006")
		case 'z', 'Z':
		default:
			var layout string
			if layout, ok = layouts[c]; ok {
				out = t.Format(layout)
			} else {
				out = "%" + string(c)
			}
		}
		if bare && len(out) > 1 {
			out = strings.TrimLeft(out[:len(out)-1], "0") + out[len(out)-1:]
		}
		b.WriteString(out)
	}
	return b.String()
}

// strptime parses text by a format, or raises ValueError as CPython does.
func strptime(m *vm, text, format string) time.Time {
	pm, s := 0, text
	v := map[byte]int{'Y': 1900, 'm': 1, 'd': 1}
	bad := func() {
		m.raise("ValueError", "time data %s does not match format %s", quote(text), quote(format))
	}
	format = strings.NewReplacer("%F", "%Y-%m-%d", "%T", "%H:%M:%S", "%-", "%").Replace(format)
	for i := 0; i < len(format); i++ {
		c := format[i]
		switch {
		case isSpace(rune(c)):
			s = strings.TrimLeft(s, " \t\n")
			continue
		case c != '%' || i+1 == len(format):
			if s == "" || s[0] != c {
				bad()
			}
			s = s[1:]
			continue
		}
		i++
		switch c = format[i]; c {
		case 'B', 'b', 'A', 'a':
			n, left, ok := nameIn(s, c)
			if !ok {
				bad()
			}
			if s = left; c == 'B' || c == 'b' {
				v['m'] = n
			}
		case 'p':
			if len(s) < 2 || !strings.EqualFold(s[:2], "am") && !strings.EqualFold(s[:2], "pm") {
				bad()
			}
			pm = 1
			if strings.EqualFold(s[:2], "pm") {
				pm = 2
			}
			s = s[2:]
		default:
			width := map[byte]int{'Y': 4, 'f': 6, 'j': 3, 'm': 2, 'd': 2, 'H': 2, 'I': 2, 'M': 2, 'S': 2, 'y': 2}[c]
			n := 0
			for n < width && n < len(s) && s[n] >= '0' && s[n] <= '9' {
				n++
			}
			if n == 0 || c == 'Y' && n < 4 {
				bad()
			}
			digits := s[:n]
			if c == 'f' {
				digits += strings.Repeat("0", 6-n)
			}
			v[c], _ = strconv.Atoi(digits)
			s = s[n:]
		}
	}
	if s != "" {
		m.raise("ValueError", "unconverted data remains: %s", s)
	}
	if y, ok := v['y']; ok {
		if v['Y'] = 1900 + y; y < 69 {
			v['Y'] += 100
		}
	}
	if h, ok := v['I']; ok {
		if v['H'] = h % 12; pm == 2 {
			v['H'] += 12
		}
	}
	if v['m'] < 1 || v['m'] > 12 || v['d'] < 1 || v['H'] > 23 || v['M'] > 59 || v['S'] > 59 {
		bad()
	}
	t := time.Date(v['Y'], time.Month(v['m']), v['d'], v['H'], v['M'], v['S'], v['f']*1000, time.UTC)
	if t.Day() != v['d'] {
		m.raise("ValueError", "day is out of range for month")
	}
	return t
}

// nameIn reads the name of a month or a day of the week.
func nameIn(s string, c byte) (n int, rest string, ok bool) {
	for i := 1; i <= 12; i++ {
		name := time.Month(i).String()
		if c == 'A' || c == 'a' {
			name = time.Weekday(i % 7).String()
		}
		if c == 'b' || c == 'a' {
			name = name[:3]
		}
		if len(s) >= len(name) && strings.EqualFold(s[:len(name)], name) {
			return i, s[len(name):], true
		}
	}
	return 0, s, false
}
