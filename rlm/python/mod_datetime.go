package python

import (
	"strconv"
	"strings"
	"time"
)

// moduleDatetime has what lib/datetime is made of: the calendar, the host's clock and
// the directives of strftime.
func moduleDatetime() map[string]Value {
	ints := func(m *vm, a *args) []int {
		out := make([]int, len(a.pos))
		for i, v := range a.pos {
			out[i] = int(m.needInt(v))
		}
		return out
	}
	return funcs(map[string]func(*vm, *args) Value{
		"host_now": func(m *vm, _ *args) Value {
			t := m.now().UTC()
			return NewTuple(Int(t.Year()), Int(t.Month()), Int(t.Day()), Int(t.Hour()), Int(t.Minute()), Int(t.Second()), Int(t.Nanosecond()/1000))
		},
		"to_ordinal": func(m *vm, a *args) Value {
			v := ints(m, a)
			return Int(ordinal(v[0], v[1], v[2]))
		},
		"from_ordinal": func(m *vm, a *args) Value {
			t := time.Unix((int64(ints(m, a)[0])-719163)*86400, 0).UTC()
			return NewTuple(Int(t.Year()), Int(t.Month()), Int(t.Day()))
		},
		"days_in_month": func(m *vm, a *args) Value {
			v := ints(m, a)
			return Int(time.Date(v[0], time.Month(v[1])+1, 0, 0, 0, 0, 0, time.UTC).Day())
		},
		"days_before": func(m *vm, a *args) Value {
			v := ints(m, a)
			return Int(ordinal(v[0], v[1], 1) - ordinal(v[0], 1, 1))
		},
		"format_time": func(m *vm, a *args) Value {
			v := ints(m, &args{pos: a.pos[1:8]})
			t := time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], v[6]*1000, time.UTC)
			return NewStr(m.strftime(t, m.str(a.pos[0]), m.str(a.pos[8]), m.str(a.pos[9])))
		},
	})
}

// ordinal counts the days from the first of January of the year 1, which is 1.
func ordinal(year, month, day int) int {
	return int(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix()/86400) + 719163
}

// layouts are Go's layouts for the directives of strftime.
var layouts = map[byte]string{'m': "01", 'd': "02", 'H': "15", 'M': "04", 'S': "05", 'y': "06", 'B': "January", 'b': "Jan", 'h': "Jan",
	'A': "Monday", 'a': "Mon", 'I': "03", 'p': "PM", 'j': "002", 'T': "15:04:05", 'D': "01/02/06", 'x': "01/02/06", 'X': "15:04:05",
	'c': "Mon Jan _2 15:04:05 2006", 'r': "03:04:05 PM", 'R': "15:04", 'e': "_2"}

// strftime writes a time by a format; the zone is written as given.
func (m *vm) strftime(t time.Time, text, offset, zone string) string {
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
		out, ok := directive(t, c)
		switch {
		case c == 'z':
			out = offset
		case c == 'Z':
			out = zone
		case !ok && bare:
			out = "%-" + string(c)
		case !ok:
			out = "%" + string(c)
		case bare && len(out) > 1 && out[0] >= '0' && out[0] <= '9' || bare && strings.HasPrefix(out, " "):
			out = strings.TrimLeft(out[:len(out)-1], "0 ") + out[len(out)-1:]
		}
		b.WriteString(out)
	}
	return b.String()
}

// directive is what a directive of strftime stands for.
func directive(t time.Time, c byte) (string, bool) {
	if layout, ok := layouts[c]; ok {
		return t.Format(layout), true
	}
	monday := (int(t.Weekday()) + 6) % 7
	year, week := t.ISOWeek()
	switch c {
	case '%':
		return "%", true
	case 'Y':
		return strconv.Itoa(t.Year()), true
	case 'C':
		return sprintf("%02d", t.Year()/100), true
	case 'F':
		return sprintf("%d-%02d-%02d", t.Year(), t.Month(), t.Day()), true
	case 'f':
		return sprintf("%06d", t.Nanosecond()/1000), true
	case 'w':
		return strconv.Itoa(int(t.Weekday())), true
	case 'u':
		return strconv.Itoa(monday + 1), true
	case 'k':
		return sprintf("%2d", t.Hour()), true
	case 'l':
		return sprintf("%2d", (t.Hour()+11)%12+1), true
	case 's':
		return strconv.FormatInt(t.Unix(), 10), true
	case 'n':
		return "\n", true
	case 't':
		return "\t", true
	case 'P':
		return strings.ToLower(t.Format("PM")), true
	case 'U':
		return sprintf("%02d", (t.YearDay()+6-int(t.Weekday()))/7), true
	case 'W':
		return sprintf("%02d", (t.YearDay()+6-monday)/7), true
	case 'V':
		return sprintf("%02d", week), true
	case 'G':
		return strconv.Itoa(year), true
	case 'g':
		return sprintf("%02d", year%100), true
	}
	return "", false
}

// moduleTime has what lib/time.py is made of.
func moduleTime() map[string]Value {
	return funcs(map[string]func(m *vm, a *args) Value{
		"time":    func(m *vm, _ *args) Value { return Float(float64(m.now().UnixMicro()) / 1e6) },
		"time_ns": func(m *vm, _ *args) Value { return Int(m.now().UnixNano()) },
	})
}
