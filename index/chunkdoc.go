package index

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/document"
	bindex "github.com/blevesearch/bleve_index_api"

	"funnel/store"
)

// The fields of a chunk in bleve.
const (
	fieldText = "text" // the chunk's own text
	fieldHead = "head" // the document's title and id, and the chunk's heading path
)

// fieldNames are the fields by number.
var fieldNames = [2]string{fieldText, fieldHead}

// markTerm stands in every field of every chunk. Its posting list is the list of live chunks, with their lengths; its
// frequency in the head says whose chunk it is, see docMark. No text yields it.
const markTerm = "\x00"

// docMark is a number for a document that fits into a frequency: 62 bits of a hash of its id. Two of a million
// documents share one with probability 1e-7; they would then be scored as one.
func docMark(id string) int {
	h := fnv.New64a()
	h.Write([]byte(id))
	x := h.Sum64()
	x = (x ^ x>>32) * 0xd6e8feb86659fd93
	return int(x>>2 | 1)
}

// chunkID is the id of a chunk in bleve. It sorts like (document, ordinal).
func chunkID(doc string, ord int) string {
	digits := strconv.Itoa(ord)
	return doc + "#" + "00000000"[min(len(digits), 8):] + digits
}

// parseChunkID undoes chunkID. A document's id may hold '#' itself.
func parseChunkID(id string) (doc string, ord int, err error) {
	i := strings.LastIndexByte(id, '#')
	if i < 0 {
		return "", 0, fmt.Errorf("chunk id %q has no ordinal", id)
	}
	ord, err = strconv.Atoi(id[i+1:])
	if err != nil {
		return "", 0, fmt.Errorf("parse chunk id %q: %w", id, err)
	}
	return id[:i], ord, nil
}

// chunkDocument makes the bleve document of chunk ord.
func chunkDocument(d *store.Document, ord int, pool *analyzerPool) *document.Document {
	c := d.Chunks[ord]
	lang := languageOf(d.Lang)
	doc := document.NewDocument(chunkID(d.ID, ord))
	doc.AddField(&field{name: fieldText, lang: lang, texts: []string{d.Text[c.Start:c.End]}, mark: 1, pool: pool})
	doc.AddField(&field{name: fieldHead, lang: lang, texts: []string{d.Title, c.Heading, d.ID}, mark: docMark(d.ID), pool: pool})
	return doc
}

// field is a bleve field that is neither stored nor kept as a column. It is counted straight from the analyzer: bleve's
// own text field makes one object per token first, which costs more than all the rest of the analysis.
type field struct {
	name   string
	lang   language
	texts  []string
	mark   int // frequency of markTerm
	pool   *analyzerPool
	length int
	freqs  bindex.TokenFrequencies
}

// Analyze counts the terms. bleve calls it once, on one of its analysis goroutines.
func (f *field) Analyze() {
	a := f.pool.in(f.lang)
	defer f.pool.put(a)
	c := counter{freqs: make(bindex.TokenFrequencies, 192)}
	for _, text := range f.texts {
		f.length += a.analyze(text, c.add)
	}
	f.length = max(f.length, 1)
	c.add("", []term{{text: markTerm}})
	c.freqs[markTerm].SetFrequency(f.mark)
	if f.lang != 0 && f.name == fieldHead {
		c.add("", []term{{text: f.lang.markTerm()}})
	}
	f.freqs = c.freqs
}

// counter counts terms. The frequencies come from slabs: one allocation for many terms.
type counter struct {
	freqs bindex.TokenFrequencies
	slab  []bindex.TokenFreq
}

// A frequency in bleve holds two numbers: how often a chunk has a term as a word, below partUnit, and how often as a part
// of an identifier, times partUnit. That there are no more postings than terms is worth the trick.
const partUnit = 1 << 12

// occurs is how often a chunk has a term, as a word and as a part.
func occurs(freq uint64) (alone, part float32) {
	return float32(freq % partUnit), float32(freq / partUnit)
}

// add counts the terms of one run. TokenFreq.Term stays empty: bleve's segment writer reads the map's keys.
func (c *counter) add(_ string, terms []term) {
	for _, t := range terms {
		tf, ok := c.freqs[t.text]
		if !ok {
			if len(c.slab) == 0 {
				c.slab = make([]bindex.TokenFreq, 128)
			}
			tf, c.slab = &c.slab[0], c.slab[1:]
			c.freqs[t.text] = tf
		}
		switch n := tf.Frequency(); {
		case t.part:
			tf.SetFrequency(n + partUnit)
		case n%partUnit < partUnit-1: // more often makes no difference to a score
			tf.SetFrequency(n + 1)
		}
	}
}

func (f *field) Name() string                                      { return f.name }
func (f *field) Value() []byte                                     { return nil }
func (f *field) ArrayPositions() []uint64                          { return nil }
func (f *field) EncodedFieldType() byte                            { return 't' }
func (f *field) Options() bindex.FieldIndexingOptions              { return bindex.IndexField }
func (f *field) AnalyzedLength() int                               { return f.length }
func (f *field) AnalyzedTokenFrequencies() bindex.TokenFrequencies { return f.freqs }

// NumPlainTextBytes is the size of the texts.
func (f *field) NumPlainTextBytes() (n uint64) {
	for _, t := range f.texts {
		n += uint64(len(t))
	}
	return n
}

// Size estimates the memory that the analyzed field takes, which bleve keeps statistics of.
func (f *field) Size() int { return 64 + 96*len(f.freqs) }
