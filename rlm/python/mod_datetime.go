package python

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A moment is a date or a datetime without a zone; seconds are those of UTC.
type moment struct {
	t    time.Time
	date bool
}

// A span is a timedelta, in microseconds.
type span struct{ us int64 }

const dayMicros = 86400 * 1e6

func (d *moment) Type() string { return d.class().name }
func (s *span) Type() string   { return "timedelta" }
func (s *span) class() *class  { return deltaClass }
func (s *span) truth() bool    { return s.us != 0 }
func (s *span) hash() string   { return strconv.FormatInt(s.us, 10) }
func (d *moment) hash() string { return d.t.Format(time.RFC3339Nano) }

func (d *moment) class() *class {
	if d.date {
		return dateClass
	}
	return datetimeClass
}

func moduleDatetime() map[string]Value {
	return map[string]Value{"date": dateClass, "datetime": datetimeClass, "timedelta": deltaClass}
}

func fillDates() {
	dateClass.module, datetimeClass.module, deltaClass.module = "datetime", "datetime", "datetime"
	dateClass.make, datetimeClass.make, deltaClass.make = makeMoment, makeMoment, makeSpan
	today := func(date bool) method {
		return func(m *vm, c Value, _ *args) Value { return momentOf(m.now().UTC(), date || c == dateClass) }
	}
	fromISO := func(m *vm, c Value, a *args) Value {
		s := m.needStr("fromisoformat", a.need(m, "fromisoformat", 0, "date_string"))
		for _, layout := range []string{"2006-01-02", "2006-01-02T15:04:05.999999", "2006-01-02 15:04:05.999999", "2006-01-02T15:04", "2006-01-02 15:04"} {
			if t, err := time.Parse(layout, s); err == nil {
				return momentOf(t, c == dateClass)
			}
		}
		m.raise("ValueError", "Invalid isoformat string: %s", quote(s))
		return nil
	}
	dateClass.methods = map[string]method{"today": today(true), "fromisoformat": fromISO}
	datetimeClass.methods = map[string]method{"today": today(false), "now": today(false), "utcnow": today(false), "fromisoformat": fromISO,
		"strptime": func(m *vm, _ Value, a *args) Value {
			a.count(m, "strptime", 2, 2)
			return momentOf(strptime(m, m.needStr("strptime", a.pos[0]), m.needStr("strptime", a.pos[1])), false)
		},
		"fromtimestamp": func(m *vm, _ Value, a *args) Value {
			return momentOf(time.UnixMicro(int64(m.needFloat(a.pos[0])*1e6)).UTC(), false)
		}}
}

func momentOf(t time.Time, date bool) *moment {
	if date {
		t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return &moment{t, date}
}

func makeMoment(m *vm, c *class, a *args) Value {
	names := []string{"year", "month", "day", "hour", "minute", "second", "microsecond"}
	var v [7]int
	for i, n := range names {
		var def Value
		if i > 2 {
			def = Int(0)
		}
		x := a.get(i, n, def)
		if x == nil {
			m.raise("TypeError", "function missing required argument '%s' (pos %d)", n, i+1)
		}
		v[i] = int(m.needInt(x))
	}
	if v[0] < 1 || v[0] > 9999 {
		m.raise("ValueError", "year %d is out of range", v[0])
	}
	if v[1] < 1 || v[1] > 12 {
		m.raise("ValueError", "month must be in 1..12")
	}
	if v[2] < 1 || v[2] > time.Date(v[0], time.Month(v[1])+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		m.raise("ValueError", "day is out of range for month")
	}
	for i, most := range []int{23, 59, 59, 999999} {
		if v[3+i] < 0 || v[3+i] > most {
			m.raise("ValueError", "%s must be in 0..%d", names[3+i], most)
		}
	}
	return momentOf(time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], v[6]*1000, time.UTC), c == dateClass)
}

func makeSpan(m *vm, _ *class, a *args) Value {
	units := map[string]float64{"days": dayMicros, "seconds": 1e6, "microseconds": 1, "milliseconds": 1e3, "minutes": 60e6, "hours": 3600e6, "weeks": 7 * dayMicros}
	total := 0.0
	for i, n := range []string{"days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"} {
		total += m.needFloat(a.get(i, n, Int(0))) * units[n]
	}
	if total > 8e19 || total < -8e19 {
		m.raise("OverflowError", "days=%.0f; must have magnitude <= 999999999", total/dayMicros)
	}
	return &span{int64(roundFloat(total, 0))}
}

func (s *span) parts() (days, secs, us int64) {
	days = s.us / dayMicros
	rest := s.us % dayMicros
	if rest < 0 {
		days, rest = days-1, rest+dayMicros
	}
	return days, rest / 1e6, rest % 1e6
}

func (s *span) str(*vm) string {
	d, secs, us := s.parts()
	out := fmt.Sprintf("%d:%02d:%02d", secs/3600, secs/60%60, secs%60)
	if us > 0 {
		out += fmt.Sprintf(".%06d", us)
	}
	switch {
	case d == 1 || d == -1:
		return fmt.Sprintf("%d day, %s", d, out)
	case d != 0:
		return fmt.Sprintf("%d days, %s", d, out)
	}
	return out
}

func (s *span) repr(*vm) string {
	d, secs, us := s.parts()
	var out []string
	for _, p := range []struct {
		n string
		v int64
	}{{"days", d}, {"seconds", secs}, {"microseconds", us}} {
		if p.v != 0 {
			out = append(out, fmt.Sprintf("%s=%d", p.n, p.v))
		}
	}
	if out == nil {
		out = []string{"0"}
	}
	return "datetime.timedelta(" + strings.Join(out, ", ") + ")"
}

func (s *span) attr(_ *vm, name string) (Value, bool) {
	d, secs, us := s.parts()
	switch name {
	case "days":
		return Int(d), true
	case "seconds":
		return Int(secs), true
	case "microseconds":
		return Int(us), true
	case "total_seconds":
		return fn(name, func(*vm, *args) Value { return Float(float64(s.us) / 1e6) }), true
	}
	return nil, false
}

func (s *span) equal(_ *vm, other Value) bool {
	o, ok := other.(*span)
	return ok && o.us == s.us
}

func (s *span) order(_ *vm, other Value) (int, bool) {
	o, ok := other.(*span)
	if !ok {
		return 0, false
	}
	return compareInt64(s.us, o.us), true
}

func compareInt64(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (s *span) binary(m *vm, op string, other Value, swapped bool) Value {
	switch op {
	case "u-":
		return &span{-s.us}
	case "abs":
		return &span{max(s.us, -s.us)}
	}
	if o, ok := other.(*span); ok && !swapped {
		switch op {
		case "+":
			return &span{s.us + o.us}
		case "-":
			return &span{s.us - o.us}
		case "/", "//", "%":
			r := m.binary(op, Int(s.us), Int(o.us))
			if op == "%" {
				return &span{int64(r.(Int))}
			}
			return r
		}
	}
	if f, ok := m.asFloat(other); ok {
		switch {
		case op == "*":
			return &span{int64(roundFloat(float64(s.us)*f, 0))}
		case (op == "/" || op == "//") && !swapped:
			if f == 0 {
				m.raise("ZeroDivisionError", "division by zero")
			}
			return &span{int64(roundFloat(float64(s.us)/f, 0))}
		}
	}
	return nil
}

func (d *moment) binary(m *vm, op string, other Value, swapped bool) Value {
	switch o := other.(type) {
	case *span:
		us := o.us
		if d.date {
			days, _, _ := o.parts()
			us = days * dayMicros
		}
		if op == "-" && !swapped {
			us = -us
		} else if op != "+" {
			return nil
		}
		t := time.UnixMicro(d.t.UnixMicro() + us).UTC()
		if t.Year() < 1 || t.Year() > 9999 {
			m.raise("OverflowError", "date value out of range")
		}
		return momentOf(t, d.date)
	case *moment:
		if op == "-" && !swapped && o.date == d.date {
			return &span{d.t.UnixMicro() - o.t.UnixMicro()}
		}
	}
	return nil
}

func (d *moment) equal(_ *vm, other Value) bool {
	o, ok := other.(*moment)
	return ok && o.date == d.date && o.t.Equal(d.t)
}

func (d *moment) order(_ *vm, other Value) (int, bool) {
	o, ok := other.(*moment)
	if !ok || o.date != d.date {
		return 0, false
	}
	return d.t.Compare(o.t), true
}

func (d *moment) iso(sep string) string {
	out := d.t.Format("2006-01-02")
	if d.date {
		return out
	}
	out += sep + d.t.Format("15:04:05")
	if us := d.t.Nanosecond() / 1000; us > 0 {
		out += fmt.Sprintf(".%06d", us)
	}
	return out
}

func (d *moment) str(*vm) string { return d.iso(" ") }

func (d *moment) format(m *vm, spec string) string {
	if spec == "" {
		return d.iso(" ")
	}
	return strftime(m, d.t, spec)
}

func (d *moment) repr(*vm) string {
	if d.date {
		return d.t.Format("datetime.date(2006, 1, 2)")
	}
	out := fmt.Sprintf("datetime.datetime(%d, %d, %d, %d, %d", d.t.Year(), d.t.Month(), d.t.Day(), d.t.Hour(), d.t.Minute())
	us := d.t.Nanosecond() / 1000
	if d.t.Second() > 0 || us > 0 {
		out += fmt.Sprintf(", %d", d.t.Second())
	}
	if us > 0 {
		out += fmt.Sprintf(", %d", us)
	}
	return out + ")"
}

func (d *moment) attr(_ *vm, name string) (Value, bool) {
	fields := map[string]int{"year": d.t.Year(), "month": int(d.t.Month()), "day": d.t.Day()}
	if !d.date {
		fields["hour"], fields["minute"], fields["second"], fields["microsecond"] = d.t.Hour(), d.t.Minute(), d.t.Second(), d.t.Nanosecond()/1000
	}
	if n, ok := fields[name]; ok {
		return Int(n), true
	}
	var f func(m *vm, a *args) Value
	switch name {
	case "tzinfo":
		return None, !d.date
	case "isoformat":
		f = func(m *vm, a *args) Value { return NewStr(d.iso(m.str(a.get(0, "sep", NewStr("T"))))) }
	case "strftime":
		f = func(m *vm, a *args) Value {
			return NewStr(strftime(m, d.t, m.needStr("strftime", a.need(m, "strftime", 0, "format"))))
		}
	case "weekday":
		f = func(*vm, *args) Value { return Int((int(d.t.Weekday()) + 6) % 7) }
	case "isoweekday":
		f = func(*vm, *args) Value { return Int((int(d.t.Weekday())+6)%7 + 1) }
	case "toordinal":
		f = func(*vm, *args) Value { return Int(d.t.Unix()/86400 + 719163) }
	case "date":
		f = func(*vm, *args) Value { return momentOf(d.t, true) }
	case "timestamp":
		f = func(*vm, *args) Value { return Float(float64(d.t.UnixMicro()) / 1e6) }
	case "replace":
		f = func(m *vm, a *args) Value {
			in := &args{kw: append([]kwarg(nil), a.kw...)}
			for i, n := range []string{"year", "month", "day", "hour", "minute", "second", "microsecond"} {
				if v, ok := fields[n]; ok && a.get(i, n, nil) == nil {
					in.kw = append(in.kw, kwarg{n, Int(v)})
				}
			}
			in.kw = append(in.kw, positional(a.pos)...)
			return makeMoment(m, d.class(), in)
		}
	default:
		return nil, false
	}
	return fn(name, f), true
}

func positional(vs []Value) []kwarg {
	var out []kwarg
	for i, v := range vs {
		out = append(out, kwarg{[]string{"year", "month", "day", "hour", "minute", "second", "microsecond"}[min(i, 6)], v})
	}
	return out
}
