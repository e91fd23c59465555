package python

import (
	"io"
	"unicode/utf8"
)

// An output keeps the head and the tail of what a program prints.
type output struct {
	limit int
	to    io.Writer // everything goes there instead, if set
	head  []byte
	tail  []byte
	total int64
}

func (o *output) reset() { o.head, o.tail, o.total = nil, nil, 0 }

func (o *output) write(s string) error {
	if o.to != nil {
		_, err := io.WriteString(o.to, s)
		return err
	}
	o.total += int64(len(s))
	room := o.limit*2/3 - len(o.head)
	if len(o.tail) == 0 && room > 0 {
		n := min(room, len(s))
		o.head = append(o.head, s[:n]...)
		s = s[n:]
	}
	keep := o.limit - o.limit*2/3
	if len(s) > keep {
		s = s[len(s)-keep:]
	}
	o.tail = append(o.tail, s...)
	if len(o.tail) > 4*keep+1024 {
		o.tail = append([]byte(nil), o.tail[len(o.tail)-keep:]...)
	}
	return nil
}

// text returns what is kept, with a line that says what is missing, and how much that
// is.
func (o *output) text() (string, int64) {
	if o.total <= int64(o.limit) {
		return string(o.head) + string(o.tail), 0
	}
	head, tail := o.head, o.tail
	if keep := o.limit - o.limit*2/3; len(tail) > keep {
		tail = tail[len(tail)-keep:]
	}
	for len(head) > 0 && !utf8.Valid(head[max(0, len(head)-utf8.UTFMax):]) && !utf8.RuneStart(head[len(head)-1]) {
		head = head[:len(head)-1]
	}
	for len(tail) > 0 && !utf8.RuneStart(tail[0]) {
		tail = tail[1:]
	}
	cut := o.total - int64(len(head)) - int64(len(tail))
	return string(head) + sprintf("\n… [%d bytes of output left out] …\n", cut) + string(tail), cut
}
