package index_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"funnel/index"
	"funnel/index/indextest"
)

func themes(n int) *indextest.Corpus {
	c := indextest.NewCorpus()
	for i := range n {
		c.Put(indextest.Doc(fmt.Sprintf("sea-%03d", i), "", fmt.Sprintf("harbour tide mast captain%d", i%9)),
			indextest.Doc(fmt.Sprintf("bread-%03d", i), "", fmt.Sprintf("oven flour dough baker%d", i%9)))
	}
	return c
}

// A small collection's model is a function of its documents, however they came.
func TestBuiltinOfSmall(t *testing.T) {
	c, dir := themes(40), t.TempDir()
	fit := func(dir string) string {
		b, err := index.OpenBuiltin(quiet(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if b, err = b.Refit(t.Context(), c, false); err != nil {
			t.Fatal(err)
		}
		if err := b.Keep(); err != nil {
			t.Fatal(err)
		}
		return b.Fingerprint()
	}
	first := fit(dir)
	c.Put(indextest.Doc("one-more", "", "harbour bread"))
	second := fit(dir)
	if second == first || second != fit(t.TempDir()) {
		t.Errorf("one document more: %s after %s, from zero %s", second, first, fit(t.TempDir()))
	}
	c.Remove("one-more")
	if third := fit(dir); third != first {
		t.Errorf("without it again: %s, at first %s", third, first)
	}
}

// What is removed comes back the same; growth or loss of less than a quarter keeps
// a model that is not small, more refits it.
func TestBuiltinRefit(t *testing.T) {
	c, dir := themes(600), filepath.Join(t.TempDir(), "builtin")
	fit := func() *index.Builtin {
		b, err := index.OpenBuiltin(quiet(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if b, err = b.Refit(t.Context(), c, false); err != nil {
			t.Fatal(err)
		}
		if err := b.Keep(); err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := fit()
	if !first.Fitted() {
		t.Fatal("nothing was fitted")
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if again := fit(); again.Fingerprint() != first.Fingerprint() {
		t.Errorf("%s, and after its removal %s", first.Fingerprint(), again.Fingerprint())
	}
	c.Put(indextest.Doc("one-more", "", "harbour bread"))
	if b := fit(); b.Fingerprint() != first.Fingerprint() {
		t.Error("one document more refitted the model")
	}
	for i := range 300 {
		c.Put(indextest.Doc(fmt.Sprintf("new-%d", i), "", "violin cello strings bow"))
	}
	grown := fit()
	if grown.Fingerprint() == first.Fingerprint() {
		t.Error("300 documents more did not refit the model")
	}
	files, _ := os.ReadDir(dir)
	if len(files) != 2 {
		t.Errorf("the folder holds %v, want CURRENT and one model", files)
	}
	c.Remove("one-more")
	if b := fit(); b.Fingerprint() != grown.Fingerprint() {
		t.Error("one document less refitted the model")
	}
	for i := range 200 {
		c.Remove(fmt.Sprintf("sea-%03d", i))
		c.Remove(fmt.Sprintf("bread-%03d", i))
	}
	if b := fit(); b.Fingerprint() == grown.Fingerprint() {
		t.Error("a quarter less did not refit the model")
	} else {
		grown = b
	}
	model := filepath.Join(dir, grown.Fingerprint()[len("builtin-"):])
	if err := os.WriteFile(model, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if b, err := index.OpenBuiltin(quiet(), dir); err != nil || b.Fitted() {
		t.Errorf("a damaged model: fitted %v, error %v", b.Fitted(), err)
	}
	if b := fit(); b.Fingerprint() != grown.Fingerprint() {
		t.Error("a damaged model is not fitted as it was")
	}
}

// Also brings the chunks that another index found, with their own scores.
func TestVectorAlso(t *testing.T) {
	c := themes(20)
	b, err := index.OpenBuiltin(quiet(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	embedAll(t, c, b)
	v, err := index.OpenVector(t.Context(), quiet(), c, b, index.VectorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	q := index.Query{Text: "harbour tide", K: 3}
	few, err := v.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	q.Also = []string{"bread-007", few[0].Doc, "none"}
	more, err := v.Search(t.Context(), q)
	if err != nil || len(more) != 4 || more[3].Doc != "bread-007" || more[3].Score >= few[2].Score {
		t.Errorf("few %v, more %v, error %v", few, more, err)
	}
}
