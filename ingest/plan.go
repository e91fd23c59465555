package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"

	"funnel/store"
)

// Collection is where documents go; *store.Collection is one.
type Collection interface {
	Manifest(ctx context.Context) (map[string]store.Entry, error)
	Document(ctx context.Context, id string) (*store.Document, error)
	Apply(ctx context.Context, put []*store.Document, remove []string) (store.Applied, error)
}

// item is one document to be: a whole source, or a line of one.
type item struct {
	source source
	line   int   // from 1 in a .jsonl file of documents; 0 for a whole file
	offset int64 // of the line
	length int64
	id     string
	hash   string   // of content and settings, then the mark of what is given
	parts  []string // ids of stored documents that came out of the same file
	side   sidecar  // of a line: that of its file
	given  given    // what was said of it, by this run or before

	settled    bool // the id is that of a stored document
	lengthened bool // the id has more of the path than its PATH says
	fresh      bool // no document of this id is stored
}

// name is how a report calls the item.
func (it item) name() string {
	if it.line > 0 {
		return fmt.Sprintf("%s:%d", it.source.path, it.line)
	}
	return it.source.path
}

// Plan is what an ingest would do. It holds names and hashes, no text but
// that of standard input.
type Plan struct {
	Added, Changed, Unchanged, Removed []string // document ids, sorted

	items  []item // to be put, in order of id
	report Report
	opts   Options
	print  string // Options.fingerprint
	coll   Collection
	log    *slog.Logger
	stdin  []byte
	lost   map[string]string // source that became no document → why
	failed map[string]bool   // of these, those that should have been readable
	held   map[string]string // stored document whose source is lost → why
	marked map[string]bool   // stored documents that say so already
}

// Report is what the plan knows already: skips, failures, notes.
func (p *Plan) Report() Report { return p.report }

// NewPlan reads every source under paths and compares it with the collection.
// It writes nothing. Errors: a path that does not exist, ErrNoDocuments.
func NewPlan(ctx context.Context, log *slog.Logger, coll Collection, paths []string, opts Options) (*Plan, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	p := &Plan{opts: opts, print: opts.fingerprint(), coll: coll, log: log, lost: map[string]string{}, failed: map[string]bool{}, held: map[string]string{}, marked: map[string]bool{}}
	w := &walker{ctx: ctx, filter: filter{opts.Include, opts.Exclude}, max: opts.MaxFileBytes, report: &p.report, seen: map[string]bool{}, ignore: !opts.NoIgnore}
	for _, dir := range opts.Avoid {
		w.avoid = append(w.avoid, realPath(dir))
	}
	for _, path := range paths {
		if err := w.walk(path); err != nil {
			return nil, err
		}
	}
	items, err := p.read(ctx, w.sources)
	if err != nil {
		return nil, err
	}
	manifest, err := coll.Manifest(ctx)
	if err != nil {
		return nil, err
	}
	p.rename(items, manifest)
	p.tellApart(items, manifest)
	p.diff(p.claims(items, manifest), manifest, w.roots)
	p.seal()
	if len(items) == 0 && len(p.Removed) == 0 && p.report.Failed == 0 {
		return nil, &NoDocumentsError{Paths: paths, Skips: p.report.Skips}
	}
	return p, nil
}

// seal sorts and counts what the report lists.
func (p *Plan) seal() {
	sortFailures(p.report.Skips)
	sortFailures(p.report.Failures)
	p.report.Skipped, p.report.Failed = len(p.report.Skips), len(p.report.Failures)
}

// claims drops the items whose id another source claims too. The source that
// the stored document came from keeps its id.
func (p *Plan) claims(items []item, manifest map[string]store.Entry) []item {
	byID := map[string][]item{}
	for _, it := range items {
		byID[it.id] = append(byID[it.id], it)
	}
	var kept []item
	for _, it := range items {
		rivals := byID[it.id]
		owner := manifest[it.id].Source
		other := rival(it, rivals, owner)
		if other == "" {
			kept = append(kept, it)
			continue
		}
		p.report.Failures = append(p.report.Failures, Failure{it.name(), fmt.Sprintf("its id %q is also that of %s; give one another _id or name, or ingest it into a collection of its own: --collection NAME", it.id, other)})
	}
	slices.SortStableFunc(kept, func(a, b item) int { return strings.Compare(a.id, b.id) })
	return kept
}

// rival names who else claims an item's id, "" if the item may have it.
func rival(it item, all []item, owner string) string {
	if owner == it.source.path && count(all, owner) == 1 {
		return ""
	}
	for _, other := range all {
		if other.name() != it.name() {
			return other.name()
		}
	}
	if owner != "" && owner != it.source.path && exists(owner) {
		return owner
	}
	return ""
}

func count(items []item, path string) (n int) {
	for _, it := range items {
		if it.source.path == path {
			n++
		}
	}
	return n
}

// diff compares the items with what is stored.
func (p *Plan) diff(items []item, manifest map[string]store.Entry, roots []string) {
	taken := map[string]bool{}
	bySource := map[string][]string{}
	for id, e := range manifest {
		bySource[e.Source] = append(bySource[e.Source], id)
	}
	common := givenToAll{}
	for _, it := range items {
		if it.line == 0 {
			for _, id := range bySource[it.source.path] {
				if strings.HasPrefix(id, it.id+"/") {
					it.parts = append(it.parts, id)
					taken[id] = true
				}
			}
			slices.Sort(it.parts)
		}
		taken[it.id] = true
		entry, known := manifest[it.id]
		it.given = givenIn(entry.Hash)
		if it.fresh = !known; it.fresh && it.line > 0 {
			it.given = common.of(it.source.path, bySource, manifest)
		}
		it.given = it.given.with(p.opts)
		it.hash += it.given.mark()
		switch {
		case !known:
			p.Added = append(p.Added, it.id)
		case p.takeUnchanged(it, entry):
			continue
		default:
			p.Changed = append(p.Changed, it.id)
		}
		p.items = append(p.items, it)
	}
	p.gone(taken, manifest, roots)
	p.report.Unchanged = len(p.Unchanged)
}

// gone finds documents whose source lies under a named path and is no more, or
// holds no document any more. A source that failed in this run is not gone.
func (p *Plan) gone(taken map[string]bool, manifest map[string]store.Entry, roots []string) {
	var failed []string // files, folders that could not be entered, .jsonl files with a bad line
	for _, f := range p.report.Failures {
		file, _, _ := strings.Cut(f.Path, ".jsonl:")
		if file != f.Path {
			file += ".jsonl"
		}
		failed = append(failed, file)
	}
	slices.Sort(failed)
	for id, e := range manifest {
		if taken[id] || !under(roots, e.Source) {
			continue
		}
		if p.failed[e.Source] {
			p.held[id] = p.lost[e.Source]
			continue
		}
		if underSorted(failed, e.Source) {
			continue
		}
		reason := p.lost[e.Source]
		if reason == "" && exists(e.Source) && !isJSONL(e.Source) {
			continue // left out by a filter: it is there
		}
		if p.opts.DeleteMissing {
			p.Removed = append(p.Removed, id)
			continue
		}
		p.report.Missing++
		if reason == "" {
			reason = "its file is gone"
		}
		p.held[id] = reason
	}
	slices.Sort(p.Removed)
	for id, e := range manifest {
		if strings.HasSuffix(e.Hash, staleMark) {
			p.marked[id] = true
		}
	}
}

// underSorted is under for many roots, sorted.
func underSorted(roots []string, name string) bool {
	for at := name; ; at = filepath.Dir(at) {
		if _, ok := slices.BinarySearch(roots, at); ok {
			return true
		}
		if at == filepath.Dir(at) {
			return false
		}
	}
}

func under(roots []string, name string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		return name == root || strings.HasPrefix(name, strings.TrimSuffix(root, string(filepath.Separator))+string(filepath.Separator))
	})
}

// OnCommit sets what is called after each commit of Apply, with the
// collection's newest sequence number: everything up to it is durable.
func (p *Plan) OnCommit(committed func(seq int64)) { p.opts.Committed = committed }
