package python

import (
	"context"
	"testing"
)

func TestComputed(t *testing.T) {
	s := New(Options{})
	if res := s.Run(context.Background(), `
n = 41
text = f"{n + 1} of {1234567:,}, {0.1234:.1%}, {-7:>6d}, {2.50:.2f}"
print([n * 2], {"a": 99.5}, "typed 555")
`); res.Err != nil {
		t.Fatal(res.Err)
	}
	for _, n := range []string{"42", "1,234,567", "1234567", "12.3", "12.3%", "7", "2.50", "82", "99.5"} {
		if !s.Computed(n) {
			t.Errorf("%s was computed", n)
		}
	}
	for _, n := range []string{"555", "41", "", "99"} {
		if s.Computed(n) {
			t.Errorf("%q was not computed", n)
		}
	}
	s.Run(context.Background(), "for i in range(100000, 110000):\n    str(i)")
	if s.Computed("42") || !s.Computed("109999") || !s.Computed("102000") || len(s.m.computed.have) != maxComputed {
		t.Errorf("%d numbers are remembered", len(s.m.computed.have))
	}
}
