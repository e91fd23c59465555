package store

import (
	"strings"
	"testing"
)

func TestPassages(t *testing.T) {
	c := testCollection(t)
	long := strings.Repeat("é", partSize)
	apply(t, c, []*Document{
		{ID: "a", Title: "A", Text: "one two", Chunks: []Chunk{{Start: 0, End: 3, Heading: "H"}, {Start: 4, End: 7}}},
		{ID: "b", Text: long, Chunks: []Chunk{{Start: partSize - 2, End: partSize + 4}}},
		{ID: "c", Text: "secret", Labels: []string{"board"}, Chunks: []Chunk{{End: 6}}},
	})
	refs := []ChunkRef{{"b", 0}, {"a", 1}, {"a", 7}, {"none", 0}, {"c", 0}, {"a", 0}}
	list, err := c.Passages(t.Context(), refs)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range list {
		got = append(got, p.Title+"|"+p.Heading+"|"+p.Text)
	}
	if s := strings.Join(got, " "); s != "||ééé A||two ||secret A|H|one" {
		t.Errorf("%s", s)
	}
	everyone, err := NewAsker()
	if err != nil {
		t.Fatal(err)
	}
	list, err = c.As(everyone).Passages(t.Context(), refs)
	if err != nil || len(list) != 3 {
		t.Errorf("an asker without labels sees %v, %v", list, err)
	}
}
