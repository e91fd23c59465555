package embed

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
)

func embedOne(t testing.TB, dims int, text string) []float32 {
	t.Helper()
	vs, err := Builtin(dims).Embed(context.Background(), []string{text}, "document")
	if err != nil {
		t.Fatal(err)
	}
	if len(vs) != 1 {
		t.Fatalf("%d vectors for one text", len(vs))
	}
	return vs[0]
}

func cosine(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func TestFingerprint(t *testing.T) {
	if got := Builtin(0).Fingerprint(); got != "builtin-hash-v1-256" {
		t.Errorf("fingerprint %q", got)
	}
	if Builtin(64).Fingerprint() == Builtin(128).Fingerprint() {
		t.Error("dimensions are not in the fingerprint")
	}
}

// TestPinned fails when a text's vector changes: then version must change too.
func TestPinned(t *testing.T) {
	got := embedOne(t, 8, "The server returns ErrServerClosed.")
	want := []float32{0.62360954, 0, 0.23570226, -0.33333334, -0.23570226, 0.33333334, -0.4082483, 0.33333334}
	if !slices.Equal(got, want) {
		t.Errorf("vector changed, so must the version:\n got %#v\nwant %#v", got, want)
	}
}

func TestUnitLength(t *testing.T) {
	for _, text := range []string{
		"", " ", "\n\n", "?!", "—", "7", "a", "the of to", "x=1;", "\xff\xfe", "日本語のテキスト", "สวัสดี", "e\u0301",
		strings.Repeat("long", 1000), strings.Repeat("word ", 10000),
	} {
		for _, dims := range []int{1, 2, 256} {
			v := embedOne(t, dims, text)
			if len(v) != dims {
				t.Fatalf("%.20q: %d components, not %d", text, len(v), dims)
			}
			if length := math.Sqrt(cosine(v, v)); math.Abs(length-1) > 1e-6 {
				t.Errorf("%.20q, %d dimensions: length %v", text, dims, length)
			}
		}
	}
}

func TestSpelling(t *testing.T) {
	tests := []struct{ text, near, far string }{
		{"colour of the sky", "color of the sky", "price of the house"},
		{"asynchronous replication", "asyncronous replicaton", "synthetic application"},
		{"indexing documents", "the document indexes", "cooking pasta"},
		{"ERRSERVERCLOSED", "errServerClosed", "errnotfound"},
		{"Versicherungsvertrag", "Versicherungsverträge", "Kirschbaum"},
	}
	for _, tt := range tests {
		v := embedOne(t, 0, tt.text)
		near, far := cosine(v, embedOne(t, 0, tt.near)), cosine(v, embedOne(t, 0, tt.far))
		if near <= far+0.1 {
			t.Errorf("%q: %.3f to %q, %.3f to %q", tt.text, near, tt.near, far, tt.far)
		}
	}
}

func TestKindAndBatchMakeNoDifference(t *testing.T) {
	texts := []string{"one text", "another text", "one text"}
	vs, err := Builtin(0).Embed(context.Background(), texts, "query")
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		if !slices.Equal(vs[i], embedOne(t, 0, text)) {
			t.Errorf("%q differs in a batch", text)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Builtin(0).Embed(ctx, []string{"x"}, "query"); err == nil {
		t.Error("no error from a cancelled call")
	}
}

func FuzzEmbed(f *testing.F) {
	f.Add("some words, and 数字")
	f.Add("\xff\x00")
	f.Fuzz(func(t *testing.T, text string) {
		v := embedOne(t, 32, text)
		if length := math.Sqrt(cosine(v, v)); math.Abs(length-1) > 1e-6 {
			t.Errorf("%q: length %v", text, length)
		}
	})
}

func BenchmarkEmbed(b *testing.B) {
	text := strings.Repeat("The index is published in generations, so that readers of other processes never wait for it. ", 15)
	h := Builtin(0)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := h.Embed(context.Background(), []string{text}, "document"); err != nil {
			b.Fatal(err)
		}
	}
}
