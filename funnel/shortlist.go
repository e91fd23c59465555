package funnel

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"funnel/index"
	"funnel/rlm/model"
	"funnel/store"
)

// SearchQuery asks for the shortlist alone.
type SearchQuery struct {
	Text  string
	K     int // documents; 0: DefaultK
	Leg   Leg // "": LegHybrid
	Where map[string]string
	Cut   Cut // what else ends the list

	Passages int       // spans offered to a prompt; 0: 24
	Expand   bool      // ask the engine's model for other queries, too
	Rerank   Reranking // how a model orders the shortlist anew; "": not at all
	help     *help

	Fold    bool // say which hits are near-duplicates of each other
	Explain bool // say of every hit what its score is made of
}

// Hit is a document of a shortlist with its best span.
type Hit struct {
	Rank    int              `json:"rank"` // from 1
	Doc     string           `json:"doc"`
	Title   string           `json:"title"`
	Start   int              `json:"start"` // bytes of the stored text
	End     int              `json:"end"`
	Score   float64          `json:"score"` // fused: 0 to the sum of the legs' weights
	Locator Locator          `json:"locator"`
	Legs    map[Leg]LegScore `json:"legs"`
	Text    string           `json:"text"` // of the span

	Parts  []Part  `json:"parts,omitempty"`  // what Score is the sum of, where it was asked for
	Bridge *Bridge `json:"bridge,omitempty"` // from where the document was reached, likewise

	Reranked *Reranked `json:"reranked,omitempty"` // where a model looked at the hit

	Versions  *Versions `json:"versions,omitempty"`   // near-duplicates of the document
	VersionOf string    `json:"version_of,omitempty"` // the better hit of which this is a near-duplicate

	Spans []Passage `json:"spans,omitempty"` // the document's best spans, best first; the first is Start to End
}

// Passage is bytes [Start, End) of the stored text of a hit's document.
type Passage struct {
	Start int     `json:"start"`
	End   int     `json:"end"`
	Score float64 `json:"score"`
	Text  string  `json:"text"`
}

// Shortlist is what a search found. It marshals to the JSON of
// `funnel search`.
type Shortlist struct {
	Schema  int      `json:"schema"`
	Query   string   `json:"query"`
	Hits    []Hit    `json:"hits"`
	Total   int      `json:"total"` // documents that any leg proposed, before the cut
	MS      float64  `json:"ms"`
	Notices []string `json:"notices,omitempty"`

	Understood *Understood `json:"understood,omitempty"` // where the query was more than text
	Expanded   []string    `json:"expanded,omitempty"`   // other queries that a model wrote and that were searched for, too
	Usage      *HelpUsage  `json:"usage,omitempty"`      // of models, where any was asked

	// Candidates are the documents that any leg proposed, best first, before
	// the cut.
	Candidates []string `json:"-"`

	passages []model.Passage
	fall     float64 // the fifth score as a share of the first; 0 of a shorter list
}

// Search narrows the collection to the k documents that fit the query best.
func (e *Engine) Search(ctx context.Context, q SearchQuery) (*Shortlist, error) {
	started := e.Now()
	if !hasContent(q.Text) {
		return nil, ErrEmptyQuestion
	}
	if err := e.ready(ctx); err != nil {
		return nil, err
	}
	only, err := e.admitted(ctx, q.Where)
	if err != nil {
		return nil, err
	}
	query := q.Text
	u, only, err := e.understand(ctx, q.Text, only)
	if err != nil {
		return nil, err
	}
	q.Text = u.Text
	var calls *helpCount
	q.help, calls = e.searchHelp()
	list, err := e.shortlist(ctx, q, only)
	if err != nil {
		return nil, err
	}
	list.Usage = calls.usage()
	list.Query, list.Notices = query, append(u.notices, list.Notices...)
	if len(u.Hints) > 0 || list.Understood != nil {
		u.Typos = list.typos()
		list.Understood = &u
	}
	if q.Fold {
		if err := e.foldVersions(ctx, list.Hits); err != nil {
			return nil, err
		}
	}
	w := newWitness(e, started, "search", query, "")
	w.show(list.docs()...)
	if err := w.write(ctx); err != nil {
		return nil, err
	}
	list.MS = float64(e.Now().Sub(started).Round(100*time.Microsecond)) / float64(time.Millisecond)
	return list, nil
}

// shortlist ranks and cuts.
func (e *Engine) shortlist(ctx context.Context, q SearchQuery, only map[string]bool) (*Shortlist, error) {
	k := cmp.Or(max(q.K, 0), DefaultK)
	r, err := e.ranking(ctx, q, k, only)
	if err != nil {
		return nil, err
	}
	ranked := r.list
	list := &Shortlist{Schema: 1, Expanded: r.expanded, Query: q.Text, Hits: []Hit{}, Total: len(ranked), Notices: append(e.lagNotices(), r.notices...)}
	list.misspelt(r.typos)
	if len(r.expanded) > 0 {
		list.Notices = append(list.Notices, "searched for as well: “"+strings.Join(r.expanded, "”, “")+"”")
	}
	if only != nil && len(only) == 0 {
		list.Notices = append(list.Notices, noticeFilter)
	}
	if len(q.Text) > index.MaxQueryBytes {
		list.Notices = append(list.Notices, noticeLong)
	}
	for _, f := range ranked {
		list.Candidates = append(list.Candidates, f.doc)
	}
	ranked = ranked[:min(k, len(ranked))]
	docs, err := e.documents(ctx, ranked)
	if err != nil {
		return nil, err
	}
	n, why := q.Cut.at(ranked, docs)
	if ranked = ranked[:n]; why != "" {
		list.Notices = append(list.Notices, why)
	}
	for _, f := range ranked {
		d := docs[f.doc]
		if d == nil || f.best() >= len(d.Chunks) {
			continue // deleted or cut anew since the index was read
		}
		h := hit(len(list.Hits)+1, f, d)
		h.Reranked = f.rerank
		if q.Explain {
			h.Parts, h.Bridge = f.parts, f.bridge
		}
		list.Hits = append(list.Hits, h)
	}
	list.passages = passages(ranked, docs, cmp.Or(max(q.Passages, 0), maxPassages))
	if list.fall = fall(list.Hits); e.Ranked {
		list.rank()
	}
	return list, nil
}

// admits tells what a bridge may lead to: what the filter admits and exists
// for the asker. nil admits all.
func (e *Engine) admits(only map[string]bool) func(string) bool {
	if only == nil && e.Visible == nil {
		return nil
	}
	return func(id string) bool {
		return (only == nil || only[id]) && (e.Visible == nil || e.Visible.Docs[id])
	}
}

// fall is how flat a list is: its fifth score as a share of its first.
func fall(hits []Hit) float64 {
	if len(hits) < 5 || hits[0].Score <= 0 {
		return 0
	}
	return hits[4].Score / hits[0].Score
}

// rank shows every score as 1/rank, and a span's as that by its place in the
// document: a score depends on more than the asker may see, if only because
// others changed it before.
func (l *Shortlist) rank() {
	for i := range l.Hits {
		h := &l.Hits[i]
		h.Score = 1 / float64(h.Rank)
		legs := make(map[Leg]LegScore, len(h.Legs))
		for leg, s := range h.Legs {
			legs[leg] = LegScore{Rank: s.Rank, Score: 1 / float64(s.Rank)}
		}
		h.Legs = legs
		for n := range h.Spans {
			h.Spans[n].Score = h.Score / float64(n+1)
		}
	}
	l.rankParts()
}

// docs lists the documents of the hits.
func (l *Shortlist) docs() []string {
	ids := make([]string, len(l.Hits))
	for i, h := range l.Hits {
		ids[i] = h.Doc
	}
	return ids
}

// documents loads the documents of a ranking.
func (e *Engine) documents(ctx context.Context, ranked []fused) (map[string]*store.Document, error) {
	ids := make([]string, len(ranked))
	for i, f := range ranked {
		ids[i] = f.doc
	}
	docs, err := e.Texts.Documents(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read shortlist: %w", err)
	}
	byID := make(map[string]*store.Document, len(docs))
	for _, d := range docs {
		byID[d.ID] = d
	}
	return byID, nil
}

func hit(rank int, f fused, d *store.Document) Hit {
	c := d.Chunks[f.best()]
	return Hit{
		Rank: rank, Doc: d.ID, Title: d.Title, Start: c.Start, End: c.End,
		Score: f.score, Legs: f.legs, Text: d.Text[c.Start:c.End],
		Locator: locate(d, c.Start), Spans: f.spans(d),
	}
}

// spans are the document's best chunks, as many as a prompt would take.
func (f fused) spans(d *store.Document) []Passage {
	ords := slices.Collect(maps.Keys(f.chunks))
	slices.SortFunc(ords, func(a, b int) int {
		return cmp.Or(cmp.Compare(f.chunks[b], f.chunks[a]), cmp.Compare(a, b))
	})
	var list []Passage
	for _, ord := range ords {
		if ord < len(d.Chunks) && len(list) < maxPassagesPerDoc {
			c := d.Chunks[ord]
			list = append(list, Passage{c.Start, c.End, f.chunks[ord], d.Text[c.Start:c.End]})
		}
	}
	return list
}

// Bounds of the passages that a shortlist offers to a prompt.
const (
	maxPassages       = 24
	maxPassagesPerDoc = 4
)

// passages are the best chunks over all documents of the ranking, best first,
// a few of each document at most, numbered from 1.
func passages(ranked []fused, docs map[string]*store.Document, most int) []model.Passage {
	type scored struct {
		doc   *store.Document
		ord   int
		score float64
	}
	var all []scored
	for _, f := range ranked {
		d := docs[f.doc]
		for ord, s := range f.chunks {
			if d != nil && ord < len(d.Chunks) {
				all = append(all, scored{d, ord, s})
			}
		}
	}
	slices.SortFunc(all, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.doc.ID, b.doc.ID), cmp.Compare(a.ord, b.ord))
	})
	var list []model.Passage
	taken := map[string]int{}
	for _, s := range all {
		if len(list) == most {
			break
		}
		if taken[s.doc.ID]++; taken[s.doc.ID] <= maxPassagesPerDoc {
			list = append(list, passage(len(list)+1, s.doc, s.doc.Chunks[s.ord]))
		}
	}
	return list
}

func passage(n int, d *store.Document, c store.Chunk) model.Passage {
	return model.Passage{
		N: n, Doc: d.ID, Title: d.Title, Heading: foldHeading(c.Heading),
		Start: c.Start, End: c.End, Text: d.Text[c.Start:c.End],
	}
}

// ready says whether there is anything to search.
func (e *Engine) ready(ctx context.Context) error {
	empty, err := e.Catalog.Empty(ctx)
	if err == nil && empty {
		return ErrEmptyCollection
	}
	return err
}

// noticeLong says that not all of a query was looked at.
var noticeLong = fmt.Sprintf("the query is longer than %d KiB; its beginning was searched for", index.MaxQueryBytes>>10)

// noticeFilter tells an empty list from a search that found nothing.
const noticeFilter = "no document passes the filter (--where); funnel docs ls --json shows what documents have"

// lagNotices says what the indexes do not hold yet.
func (e *Engine) lagNotices() []string {
	notices := slices.Clone(e.Notices)
	if e.Behind > 0 {
		notices = append(notices, fmt.Sprintf("the keyword index is %d changes behind the documents: an ingest is running, or was cut short and goes on with the next one", e.Behind))
	}
	if e.Vector != nil && e.Covered < 1 {
		notices = append(notices, fmt.Sprintf("vectors cover %.0f %% of the collection", 100*e.Covered))
	}
	return notices
}

// hasContent reports whether s holds a letter or a digit.
func hasContent(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}
