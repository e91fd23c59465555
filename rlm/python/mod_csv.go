package python

import "strings"

// moduleCSV has what lib/csv.py is made of.
func moduleCSV() map[string]Value {
	return map[string]Value{"Error": excClasses["Error"], "parse_row": fn("parse_row", csvRow)}
}

// A csvDialect is how fields are separated and quoted. A character that is not used is -1.
type csvDialect struct {
	delimiter, quote, escape  rune
	double, skipSpace, strict bool
}

// csvRow reads the row that a text holds: pairs of field and whether it was quoted, or
// None if a quoted field goes on behind the end.
func csvRow(m *vm, a *args) Value {
	text := m.str(a.pos[0])
	opts := a.pos[1].(*Tuple).items
	char := func(v Value) rune {
		for _, r := range m.str(v) {
			return r
		}
		return -1
	}
	d := csvDialect{char(opts[0]), char(opts[1]), char(opts[2]), m.truth(opts[3]), m.truth(opts[4]), m.truth(opts[5])}
	m.charge(int64(len(text)) + 200)
	m.step(int64(len(text)) / 256)
	row, open := d.row(m, text)
	if open && len(a.pos) < 3 {
		return None
	}
	out := &List{}
	for _, f := range row {
		out.items = append(out.items, pair(NewStr(f.text), Bool(f.quoted)))
	}
	return out
}

type csvField struct {
	text   string
	quoted bool
}

// row splits a text; open says that it ends inside quotes.
func (d csvDialect) row(m *vm, text string) (out []csvField, open bool) {
	var b strings.Builder
	start, quoted, inside, ended := true, false, false, false
	runes := []rune(text)
	push := func() {
		out = append(out, csvField{b.String(), quoted})
		b.Reset()
		start, quoted, ended = true, false, false
	}
	any := false
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case inside && r == d.quote && d.double && i+1 < len(runes) && runes[i+1] == d.quote:
			b.WriteRune(r)
			i++
		case r == d.escape && i+1 < len(runes):
			i++
			b.WriteRune(runes[i])
			start, any = false, true
		case inside && r == d.quote:
			inside, ended = false, true
		case inside:
			b.WriteRune(r)
		case r == '\n' || r == '\r':
			if i+1 < len(runes) && strings.Trim(string(runes[i:]), "\r\n") != "" {
				m.throw(newException("Error", NewStr("new-line character seen in unquoted field - do you need to open the file in universal-newline mode?")))
			}
			i = len(runes)
		case r == d.delimiter:
			push()
			any = true
		case r == d.quote && start:
			inside, quoted, start, any = true, true, false, true
		case r == ' ' && start && d.skipSpace:
		case ended && d.strict:
			m.throw(newException("Error", NewStr(sprintf("'%c' expected after '%c'", d.delimiter, d.quote))))
		default:
			b.WriteRune(r)
			start, any = false, true
		}
	}
	if any {
		push()
	}
	return out, inside
}
