package embed

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// byFields are terms as plain words.
func byFields(text string, emit func(string)) {
	for _, w := range strings.Fields(text) {
		emit(w)
	}
}

// fitOn fits on texts of two themes, that share no word but "the".
func fitOn(t testing.TB, o FitOptions) *LSA {
	t.Helper()
	m, err := Fit(t.Context(), func(yield func(string) error) error {
		for i := range 60 {
			for _, text := range []string{
				fmt.Sprintf("the harbour ship%d sails tide mast", i%7),
				fmt.Sprintf("the tide harbour anchor%d captain", i%5),
				fmt.Sprintf("the oven bread%d flour yeast", i%7),
				fmt.Sprintf("the flour baker%d dough oven", i%5),
			} {
				if err := yield(text); err != nil {
					return err
				}
			}
		}
		return nil
	}, byFields, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func similar(t testing.TB, m *LSA, a, b, kind string) (sum float64) {
	t.Helper()
	v, err := m.Embed(t.Context(), []string{a}, kind)
	if err != nil {
		t.Fatal(err)
	}
	w, err := m.Embed(t.Context(), []string{b}, "document")
	if err != nil {
		t.Fatal(err)
	}
	for i := range v[0] {
		sum += float64(v[0][i]) * float64(w[0][i])
	}
	return sum
}

// Words that never occur together but in one company are alike; misspelt ones
// are, in queries; unknown ones are nothing.
func TestLSAMeaning(t *testing.T) {
	m := fitOn(t, FitOptions{Dims: 2})
	for _, tt := range []struct {
		a, b, kind string
		least      float64
		most       float64
	}{
		{"captain", "mast", "document", .5, 1.01},
		{"captain", "dough", "document", -1, .2},
		{"captian", "mast", "query", .4, 1.01},
		{"captian", "mast", "document", -.01, .01},
		{"zzzz", "mast", "query", -.01, .01},
		{"", "", "query", .99, 1.01},
	} {
		if s := similar(t, m, tt.a, tt.b, tt.kind); s < tt.least || s > tt.most {
			t.Errorf("%q and %q as %s: %.3f, want %v to %v", tt.a, tt.b, tt.kind, s, tt.least, tt.most)
		}
	}
	v, err := m.Embed(t.Context(), []string{"captain mast", "", "the"}, "document")
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range v {
		square := 0.0
		for _, c := range x {
			square += float64(c) * float64(c)
		}
		if len(x) != m.Dims() || math.Abs(square-1) > 1e-5 {
			t.Errorf("vector %d has %d components and length %v", i, len(x), math.Sqrt(square))
		}
	}
}

func TestLSAIsReproducible(t *testing.T) {
	var files [2][]byte
	for i := range files {
		var err error
		if files[i], err = fitOn(t, FitOptions{Dims: 5, Seed: 3}).MarshalBinary(); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the same texts gave two models")
	}
	m, err := ParseLSA(files[0], byFields)
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.MarshalBinary()
	if err != nil || !bytes.Equal(again, files[0]) {
		t.Errorf("a model that was read is another one (%v)", err)
	}
	for n := range files[0] {
		if n%97 == 0 {
			if _, err := ParseLSA(files[0][:n], byFields); !errors.Is(err, ErrModel) {
				t.Errorf("%d bytes of a model: %v", n, err)
			}
		}
	}
}

func TestFitOnLittle(t *testing.T) {
	for _, texts := range [][]string{nil, {""}, {"one"}, {"one", "one"}, {"a b", "c d", "a b c d"}} {
		m, err := Fit(t.Context(), func(yield func(string) error) error {
			for _, s := range texts {
				if err := yield(s); err != nil {
					return err
				}
			}
			return nil
		}, byFields, FitOptions{})
		if err != nil {
			t.Fatalf("%q: %v", texts, err)
		}
		if v, err := m.Embed(t.Context(), []string{"one c"}, "query"); err != nil || len(v[0]) != m.Dims() {
			t.Errorf("%q: %v, %v", texts, v, err)
		}
	}
}
