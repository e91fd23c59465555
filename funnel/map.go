package funnel

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"funnel/store"
)

// MapSource is what a map is drawn of; *store.View is one.
type MapSource interface {
	Stats(ctx context.Context) (store.Stats, error)
	List(ctx context.Context, after string, limit int) ([]store.Info, error)
	Shared(ctx context.Context, ids []string, lo, hi int) ([]store.Shared, error)
}

// Map shows a collection from above, as the asker sees it: how much there is,
// of what kinds, languages and years, what it is about, what is large.
type Map struct {
	Docs    int     `json:"docs"`
	Chunks  int     `json:"chunks"`
	Bytes   int64   `json:"bytes"`
	Kinds   []Count `json:"kinds"`     // by number of documents
	Langs   []Count `json:"languages"` // "" = unknown
	Folders []Count `json:"folders"`   // first parts of the ids
	// Oldest and Newest are the first and the last time that a document says it
	// was changed; zero if none does.
	Oldest time.Time `json:"oldest,omitzero"`
	Newest time.Time `json:"newest,omitzero"`
	// Terms are names and identifiers that several documents mention, the most
	// shared first; counted over a sample of mapSample documents.
	Terms   []Count `json:"terms"`
	Largest []Size  `json:"largest"`
	Stale   int     `json:"stale"` // documents whose source cannot be read any more
}

// Count is a value and the number of documents that have it.
type Count struct {
	Value string `json:"value"`
	Docs  int    `json:"docs"`
}

// Size is a document and its length.
type Size struct {
	Doc   string `json:"doc"`
	Title string `json:"title"`
	Bytes int    `json:"bytes"`
}

const (
	mapSample  = 400
	mapTerms   = 30
	mapLargest = 10
	mapFolders = 20
)

// DrawMap draws the map of a collection.
func DrawMap(ctx context.Context, src MapSource) (*Map, error) {
	stats, err := src.Stats(ctx)
	if err != nil {
		return nil, err
	}
	m := &Map{Docs: stats.Docs, Chunks: stats.Chunks, Bytes: stats.Bytes}
	kinds, langs, folders := map[string]int{}, map[string]int{}, map[string]int{}
	var sample []string
	step := max(1, stats.Docs/mapSample)
	n := 0
	err = eachInfo(ctx, src, func(d store.Info) {
		kinds[d.Kind]++
		langs[d.Lang]++
		if folder, _, ok := strings.Cut(d.ID, "/"); ok {
			folders[folder]++
		}
		if d.Metadata["stale"] != nil {
			m.Stale++
		}
		m.span(d.Modified)
		m.large(d)
		if n++; n%step == 0 && len(sample) < mapSample {
			sample = append(sample, d.ID)
		}
	})
	if err != nil {
		return nil, err
	}
	m.Kinds, m.Langs, m.Folders = ranked(kinds, 0), ranked(langs, 0), ranked(folders, mapFolders)
	shared, err := src.Shared(ctx, sample, 2, max(2, stats.Docs))
	if err != nil {
		return nil, err
	}
	terms := map[string]int{}
	for _, s := range shared {
		if s.Kind != store.MentionTitle {
			terms[s.Key] = max(terms[s.Key], len(s.Docs))
		}
	}
	m.Terms = ranked(terms, mapTerms)
	return m, nil
}

func eachInfo(ctx context.Context, src MapSource, fn func(store.Info)) error {
	for after := ""; ; {
		page, err := src.List(ctx, after, listPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, d := range page {
			fn(d)
		}
		after = page[len(page)-1].ID
	}
}

func (m *Map) span(t time.Time) {
	if t.IsZero() {
		return
	}
	if m.Oldest.IsZero() || t.Before(m.Oldest) {
		m.Oldest = t
	}
	if t.After(m.Newest) {
		m.Newest = t
	}
}

// large keeps the largest documents, by size and id.
func (m *Map) large(d store.Info) {
	if len(m.Largest) == mapLargest && d.Bytes <= m.Largest[mapLargest-1].Bytes {
		return
	}
	at, _ := slices.BinarySearchFunc(m.Largest, d.Bytes, func(s Size, bytes int) int {
		if s.Bytes >= bytes {
			return -1
		}
		return 1
	})
	m.Largest = slices.Insert(m.Largest, at, Size{d.ID, d.Title, d.Bytes})
	m.Largest = m.Largest[:min(len(m.Largest), mapLargest)]
}

// ranked lists values by their number, then by themselves; the first most of
// them, all if most is 0.
func ranked(count map[string]int, most int) []Count {
	list := make([]Count, 0, len(count))
	for value, n := range count {
		list = append(list, Count{value, n})
	}
	slices.SortFunc(list, func(a, b Count) int { return cmp.Or(b.Docs-a.Docs, strings.Compare(a.Value, b.Value)) })
	if most > 0 {
		list = list[:min(len(list), most)]
	}
	return list
}
