package eval

import (
	"context"
	"errors"
	"fmt"
	"time"

	"funnel/funnel"
)

// Searcher gives shortlists; *funnel.Engine is one.
type Searcher interface {
	Search(ctx context.Context, q funnel.SearchQuery) (*funnel.Shortlist, error)
}

// retrievalDepth is how many documents each search asks for.
const retrievalDepth = 100

// RetrievalOptions change what [Retrieve] measures. The zero value measures
// all legs with every question that has evidence.
type RetrievalOptions struct {
	Legs   []funnel.Leg // nil: keyword, vector, hybrid
	Limit  int          // questions, the first of them; 0: all
	Rounds int          // of the bootstrap; 0: DefaultRounds
	Seed   uint64       // of the bootstrap
	Now    func() time.Time
	// Ranked is told of every ranking, question by question, leg by leg; it
	// may be nil. See [WriteRun].
	Ranked func(leg funnel.Leg, q *Question, hits []funnel.Hit) error
	// Progress is told after each question; it may be nil.
	Progress func(done, total int)
}

// Retrieval is what [Retrieve] measured. It marshals to the JSON of `funnel
// eval retrieval`.
type Retrieval struct {
	Schema  int    `json:"schema"`
	Dataset string `json:"dataset"`
	Docs    int    `json:"docs"`
	Queries int    `json:"queries"` // those with evidence
	// Unit is what counts as found for all@8k and all@32k, and under span_…:
	// "spans" where the questions name spans, "documents" where they don't.
	Unit  string               `json:"unit"`
	Legs  map[funnel.Leg]Means `json:"legs"`
	Kinds []KindMeans          `json:"kinds,omitempty"` // where the questions are of several kinds
	// Spread parts the questions by whether their evidence is in one document
	// or in several, where there are both.
	Spread []KindMeans `json:"spread,omitempty"`
	// Paired compares hybrid with keyword, question by question.
	Paired     []PairedMean           `json:"paired,omitempty"`
	MSPerQuery float64                `json:"ms_per_query"` // of the last leg, wall time
	LegMS      map[funnel.Leg]float64 `json:"leg_ms"`
	Notes      []string               `json:"notes,omitempty"`
}

// KindMeans are the figures over the questions of one kind.
type KindMeans struct {
	Kind    string               `json:"kind"`
	Queries int                  `json:"queries"`
	Legs    map[funnel.Leg]Means `json:"legs"`
}

// PairedMean is the mean difference of one metric, leg A less leg B.
type PairedMean struct {
	A      funnel.Leg `json:"a"`
	B      funnel.Leg `json:"b"`
	Kind   string     `json:"kind,omitempty"` // "": all questions; else one of Kinds or Spread
	Metric string     `json:"metric"`
	Diff   float64    `json:"diff"`
	Lo     float64    `json:"lo"`
	Hi     float64    `json:"hi"`
}

// ErrNoEvidence is returned for a dataset without a question whose evidence
// is known.
var ErrNoEvidence = errors.New("no question has evidence in a document of the dataset (qrels/test.tsv, or metadata.evidence)")

// Retrieve asks every question of the dataset that has evidence in each leg,
// and measures where the evidence stands in the shortlist of 100 documents.
// The dataset's spans must be located ([Dataset.Locate]).
func Retrieve(ctx context.Context, s Searcher, texts Texts, d *Dataset, o RetrievalOptions) (*Retrieval, error) {
	if len(o.Legs) == 0 {
		o.Legs = []funnel.Leg{funnel.LegKeyword, funnel.LegVector, funnel.LegHybrid}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	r := &retrieving{searcher: s, sizes: sizes{texts: texts, tokens: map[string]int{}}, options: o, took: map[funnel.Leg]time.Duration{}}
	for i := range d.Questions {
		if q := &d.Questions[i]; len(q.Evidence) > 0 && (o.Limit <= 0 || len(r.questions) < o.Limit) {
			r.questions = append(r.questions, q)
		}
	}
	if _, err := d.Judged(); err != nil {
		return nil, err
	}
	if err := r.askAll(ctx); err != nil {
		return nil, err
	}
	return r.report(d), nil
}

// retrieving is one run of Retrieve.
type retrieving struct {
	searcher  Searcher
	sizes     sizes
	options   RetrievalOptions
	questions []*Question
	rows      []row // by question, then leg
	took      map[funnel.Leg]time.Duration
}

// row is what one leg made of one question.
type row struct {
	question *Question
	leg      funnel.Leg
	values   map[string]float64
}

func (r *retrieving) askAll(ctx context.Context) error {
	for i, q := range r.questions {
		for _, leg := range r.options.Legs {
			if err := r.ask(ctx, q, leg); err != nil {
				return fmt.Errorf("question %s, leg %s: %w", q.ID, leg, err)
			}
		}
		if r.options.Progress != nil {
			r.options.Progress(i+1, len(r.questions))
		}
	}
	return nil
}

// ask measures one leg. A question without a letter or digit finds nothing.
func (r *retrieving) ask(ctx context.Context, q *Question, leg funnel.Leg) error {
	began := r.options.Now()
	list, err := r.searcher.Search(ctx, funnel.SearchQuery{Text: q.Text, K: retrievalDepth, Leg: leg})
	r.took[leg] += r.options.Now().Sub(began)
	if errors.Is(err, funnel.ErrEmptyQuestion) {
		list, err = &funnel.Shortlist{}, nil
	}
	if err != nil {
		return err
	}
	if r.options.Ranked != nil {
		if err := r.options.Ranked(leg, q, list.Hits); err != nil {
			return err
		}
	}
	values, err := r.sizes.measure(ctx, q, list.Hits)
	r.rows = append(r.rows, row{q, leg, values})
	return err
}

// report averages the rows.
func (r *retrieving) report(d *Dataset) *Retrieval {
	out := &Retrieval{
		Schema: 1, Dataset: d.Name, Docs: d.Docs, Queries: len(r.questions), Unit: "documents",
		Legs: r.means(""), LegMS: map[funnel.Leg]float64{}, Notes: d.Notes,
	}
	for _, q := range r.questions {
		if q.hasSpans() {
			out.Unit = "spans"
		}
	}
	for leg, took := range r.took {
		out.LegMS[leg] = round(float64(took.Microseconds())/1000/float64(len(r.questions)), 3)
	}
	out.MSPerQuery = out.LegMS[r.options.Legs[len(r.options.Legs)-1]]
	out.Paired = r.paired("")
	for _, kind := range r.kinds() {
		out.Kinds = append(out.Kinds, KindMeans{kind, r.count(kind), r.means(kind)})
		out.Paired = append(out.Paired, r.paired(kind)...)
	}
	if several := r.count(kindSeveral); several > 0 && several < len(r.questions) {
		for _, kind := range []string{kindOne, kindSeveral} {
			out.Spread = append(out.Spread, KindMeans{kind, r.count(kind), r.means(kind)})
			out.Paired = append(out.Paired, r.paired(kind)...)
		}
	}
	return out
}
