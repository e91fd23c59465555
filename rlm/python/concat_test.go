package python

import (
	"math/rand"
	"strings"
	"testing"
)

// TestSumsDoNotShare extends one text in several ways: what was made before
// stays what it was, and every origin is the source's own text.
func TestSumsDoNotShare(t *testing.T) {
	doc := strings.Repeat("Ein Satz über Äpfel, 12 Stück. ", 400)
	rng := rand.New(rand.NewSource(3))
	m := New(Options{}).m
	text := NewText(doc, "doc", 0).(*Str)
	type made struct {
		v    *Str
		want string
	}
	all := []made{{NewStr("start ").(*Str), "start "}}
	for range 4000 {
		from := rng.Intn(len(doc) / 2)
		part := text.Slice(from, from+1+rng.Intn(40))
		base := all[len(all)-1]
		if rng.Intn(4) == 0 {
			base = all[rng.Intn(len(all))]
		}
		if len(base.want) > 20_000 {
			base = all[0]
		}
		all = append(all, made{m.concatStr(base.v, part), base.want + part.s})
	}
	for _, x := range all {
		if x.v.s != x.want {
			t.Fatal("a sum changed after it was made")
		}
		for _, o := range x.v.org {
			if x.v.s[o.At:o.To] != doc[o.Start:o.End] {
				t.Fatalf("origin %+v is not the source's text", o)
			}
		}
	}
}

func TestSumsCountRunes(t *testing.T) {
	src := "u = ''\nfor i in range(5000):\n    u += 'é%d;' % i\nprint(len(u), u[-8:], u[10000:10006])"
	const want = "28890 8;é4999; 1;é185\n"
	if got := block(t, New(Options{}), src); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
