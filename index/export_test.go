package index

import (
	"context"
	"errors"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
	"github.com/blevesearch/bleve/v2/search/query"
	bindex "github.com/blevesearch/bleve_index_api"

	"funnel/store"
)

// What tests of the outside need from the inside.

// ErrOtherVersion is errOtherVersion.
var ErrOtherVersion = errOtherVersion

// Analyze returns the terms of a text, and its length in words.
func Analyze(text string) (terms []string, length int) { return AnalyzeIn("", text) }

// AnalyzeIn is Analyze for a document in a language.
func AnalyzeIn(lang, text string) (terms []string, length int) {
	a := newAnalyzer()
	a.lang = languageOf(lang)
	length = a.analyze(text, func(_ string, ts []term) {
		for _, t := range ts {
			terms = append(terms, t.text)
		}
	})
	return terms, length
}

// Fail makes file operations of publications fail, see disk.
func (k *Keyword) Fail(fault func(op, path string) (after bool, err error)) { k.disk.fault = fault }

// WriteVersion makes the work index of dir and what is published look like another version's.
func WriteVersion(dir, version string) error {
	w := &writer{path: dir + "/" + nameWork, limit: 10}
	if err := w.open(); err != nil {
		return err
	}
	w.batch.SetInternal(keyVersion, []byte(version))
	return errors.Join(w.commit(w.cursor), w.close(), disk{}.publish(dir, w.cursor))
}

// Bleve is an index of the same chunks and terms that is searched and scored by bleve itself: what Keyword is measured
// against.
type Bleve struct {
	Index   bleve.Index
	keyword *Keyword
}

// wordsField is a field whose frequencies are what they are for bleve: how often a chunk has a term.
type wordsField struct{ *field }

func (f wordsField) Analyze() {
	f.field.Analyze()
	for text, tf := range f.freqs {
		if text != markTerm {
			alone, part := occurs(uint64(tf.Frequency()))
			tf.SetFrequency(int(alone + part))
		}
	}
}

// NewBleve makes one in an empty folder. model is a scoring model of bleve.
func NewBleve(dir, model string, batch int, each func(func(*store.Document) error) error) (*Bleve, error) {
	m := bleve.NewIndexMapping()
	m.DefaultMapping.Enabled = false
	m.ScoringModel = model
	ix, err := bleve.New(dir, m)
	if err != nil {
		return nil, err
	}
	b := &Bleve{ix, &Keyword{pool: newAnalyzerPool(), stop: stopWords(), ranking: defaultRanking}}
	pending := ix.NewBatch()
	err = each(func(d *store.Document) error {
		for ord := range d.Chunks {
			doc := chunkDocument(d, ord, b.keyword.pool)
			for i, f := range doc.Fields {
				doc.Fields[i] = wordsField{f.(*field)}
			}
			if err := pending.IndexAdvanced(doc); err != nil {
				return err
			}
			if pending.Size() >= batch {
				if err := ix.Batch(pending); err != nil {
					return err
				}
				pending = ix.NewBatch()
			}
		}
		return nil
	})
	return b, errors.Join(err, ix.Batch(pending))
}

// Search lets bleve score a disjunction of the query's terms in both fields.
func (b *Bleve) Search(ctx context.Context, q Query) ([]Hit, error) {
	var terms []query.Query
	for _, t := range b.keyword.terms(q.Text, 0) {
		for _, field := range fieldNames {
			tq := query.NewTermQuery(t.text)
			tq.SetField(field)
			tq.SetBoost(t.weight)
			terms = append(terms, tq)
		}
	}
	if len(terms) == 0 {
		return nil, nil
	}
	result, err := b.Index.SearchInContext(ctx, bleve.NewSearchRequestOptions(query.NewDisjunctionQuery(terms), q.K, 0, false))
	if err != nil {
		return nil, err
	}
	var hits []Hit
	for _, m := range result.Hits {
		doc, ord, err := parseChunkID(m.ID)
		if err != nil {
			return nil, err
		}
		hits = append(hits, Hit{doc, ord, m.Score})
	}
	return best(hits, q.K), nil
}

// Sync is there to make it an Index.
func (b *Bleve) Sync(context.Context, Source) error { return nil }

// Cursor is there to make it an Index.
func (b *Bleve) Cursor() int64 { return 0 }

var _ bindex.Field = (*field)(nil)

// CountTerms analyzes a text as indexing does.
func CountTerms(text string) int {
	f := field{texts: []string{text}, pool: countPool}
	f.Analyze()
	return len(f.freqs)
}

var countPool = newAnalyzerPool()

// tokenizing is our analyzer in the form that bleve has for analyzers.
type tokenizing struct{ pool *analyzerPool }

func (z tokenizing) Analyze(text []byte) (tokens analysis.TokenStream) {
	a := z.pool.get()
	defer z.pool.put(a)
	a.analyze(string(text), func(_ string, terms []term) {
		for _, t := range terms {
			tokens = append(tokens, &analysis.Token{Term: []byte(t.text), Position: len(tokens) + 1})
		}
	})
	return tokens
}

var registerPlain = sync.OnceValue(func() error {
	return registry.RegisterAnalyzer("funnel-test", func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		return tokenizing{newAnalyzerPool()}, nil
	})
})

// PlainBleve indexes with a static mapping of bleve's, as its documentation has it.
func PlainBleve(dir string, batch int, each func(func(*store.Document) error) error) error {
	if err := registerPlain(); err != nil {
		return err
	}
	text := mapping.NewTextFieldMapping()
	text.Analyzer = "funnel-test"
	text.Store, text.DocValues, text.IncludeInAll, text.IncludeTermVectors = false, false, false, false
	m := bleve.NewIndexMapping()
	m.DefaultMapping = mapping.NewDocumentStaticMapping()
	for _, name := range fieldNames {
		m.DefaultMapping.AddFieldMappingsAt(name, text)
	}
	ix, err := bleve.New(dir, m)
	if err != nil {
		return err
	}
	pending := ix.NewBatch()
	err = each(func(d *store.Document) error {
		for ord, c := range d.Chunks {
			chunk := map[string]any{fieldText: d.Text[c.Start:c.End], fieldHead: d.Title + "\n" + c.Heading + "\n" + d.ID}
			if err := pending.Index(chunkID(d.ID, ord), chunk); err != nil {
				return err
			}
			if pending.Size() >= batch {
				if err := ix.Batch(pending); err != nil {
					return err
				}
				pending = ix.NewBatch()
			}
		}
		return nil
	})
	return errors.Join(err, ix.Batch(pending), ix.Close())
}

// Edits is the distance of words that Corrections uses.
func Edits(a, b string, most int) int { return edits(a, b, most) }

// StartOf is what words are told apart by before they are stemmed.
func StartOf(word string) int { return startOf(word) }

// Cased is cased.
func Cased(run string) bool { return cased(run) }
