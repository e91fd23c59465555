package funnel

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"funnel/index"
	"funnel/rlm/model"
	"funnel/store"
)

// Texts gives the stored documents and pieces of their text.
type Texts interface {
	Document(ctx context.Context, id string) (*store.Document, error)
	Documents(ctx context.Context, ids []string) ([]*store.Document, error)
	Passages(ctx context.Context, refs []store.ChunkRef) ([]store.Passage, error)
	Text(ctx context.Context, id string, start, end int) (string, error)
	Each(ctx context.Context, fn func(*store.Document) error) error
}

// Nearness judges how near the words of a query stand to each other in texts,
// in the unit of the keyword leg's scores.
type Nearness interface {
	Near(ctx context.Context, q index.Query, texts []index.Text) ([]float64, error)
}

// Speller finds what words of a query may have been meant for that occur nowhere.
type Speller interface {
	Corrections(ctx context.Context, q index.Query) ([]index.Correction, error)
}

// Catalog tells which documents there are, without their text.
type Catalog interface {
	Name() string
	Info(ctx context.Context, id string) (*store.Info, error)
	List(ctx context.Context, after string, limit int) ([]store.Info, error)
	Facts(ctx context.Context, ids []string) ([]store.Facts, error)
	Stats(ctx context.Context) (store.Stats, error)
	Empty(ctx context.Context) (bool, error)
}

// Runs keeps the trajectory of every question.
type Runs interface {
	BeginRun(ctx context.Context, r store.Run) error
	EndRun(ctx context.Context, id, status string, result json.RawMessage) error
	PutStep(ctx context.Context, s store.Step) error
	PutCall(ctx context.Context, c store.Call) error
}

// Collection is the documents that questions are asked about, with their
// two legs. Vector may be nil: then keyword search works alone.
type Collection struct {
	Texts    Texts
	Catalog  Catalog
	Links    Links  // nil: nothing is known
	Copies   Copies // nil: likewise
	Keyword  index.Index
	Nearness Nearness // looks at the texts of the best chunks; nil: nobody does
	Speller  Speller  // nil: what is misspelt is not found
	Vector   index.Index
	Embedder string  // fingerprint of the vectors' embedder
	Covered  float64 // share of chunks with a vector, 0 to 1

	// VectorWeight is the vector leg's share in fusion beside a keyword leg
	// of weight 1; 0 takes WeightBuiltin. See fuse.go.
	VectorWeight float64
	// Fusion is how the legs are added up; "": FusionMax.
	Fusion Fusion
	// Lacks reports documents with chunks that have no vector yet: fusion does
	// not hold it against them. Nil: none.
	Lacks func(doc string) bool
	// Notices say what is wrong with the indexes; they stand in every answer.
	Notices []string

	// Behind is the number of changes that the keyword index has not seen.
	Behind int64

	// Asker is who asks, and Visible what exists for them, nil: everything.
	// Texts and Catalog hold nothing else either. Ranked says that documents
	// of the collection carry labels: then scores are shown as ranks.
	Asker   store.Asker
	Visible *index.Visible
	Ranked  bool
}

// Audits keeps who asked what and was shown what.
type Audits interface {
	PutAudit(ctx context.Context, a store.Audit) (id int64, err error)
}

// Engine answers questions about one collection. Its fields are set once;
// an Engine is safe for concurrent use.
type Engine struct {
	Collection
	Chat     model.Chat // answers, and writes the reader's programs
	Sub      model.Chat // answers sub-calls; nil: Chat
	Cross    model.Chat // reranks, see CrossEncoder; nil: Chat does
	InFlight int        // sub-calls at a time; 0: 4
	Runs     Runs
	Audits   Audits // nil: nothing is kept
	Log      *slog.Logger
	Now      func() time.Time
	NewID    func() string // ids of runs
	Watch    Watch         // told of the answer on its way
	Say      func(string)  // told of what will take long, in a sentence; nil: nobody
	Kept     Kept          // what probes found; nil: it is not kept
}

// sub is the model of sub-calls.
func (e *Engine) sub() model.Chat {
	if e.Sub != nil {
		return e.Sub
	}
	return e.Chat
}

// crossInfo is what is known of the reranking model, nil if there is none.
func (e *Engine) crossInfo() *model.Info {
	if e.Cross == nil {
		return nil
	}
	i := e.Cross.Info()
	return &i
}
