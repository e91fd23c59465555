package ingest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"funnel/store"
)

// Collection is where documents go; *store.Collection is one.
type Collection interface {
	Manifest(ctx context.Context) (map[string]store.Entry, error)
	Apply(ctx context.Context, put []*store.Document, remove []string) (store.Applied, error)
}

// item is one document to be: a whole source, or a line of one.
type item struct {
	source source
	line   int   // from 1 in a .jsonl file of documents; 0 for a whole file
	offset int64 // of the line
	length int64
	id     string
	hash   string // of content and settings
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
	coll   Collection
	log    *slog.Logger
	stdin  []byte
	stale  map[string]bool // sources that are there and hold no document any more
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
	p := &Plan{opts: opts, coll: coll, log: log, stale: map[string]bool{}}
	w := &walker{ctx: ctx, filter: filter{opts.Include, opts.Exclude}, max: opts.MaxFileBytes, report: &p.report, seen: map[string]bool{}}
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

// read hashes all sources on several goroutines; the order stays theirs.
func (p *Plan) read(ctx context.Context, sources []source) ([]item, error) {
	found := make([][]item, len(sources))
	var mu sync.Mutex
	done := Progress{Stage: Reading, Total: len(sources)}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.opts.Jobs)
	for i, s := range sources {
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			items, err := p.hash(s)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				p.reject(s.path, err)
			}
			found[i] = items
			done.Done++
			done.Bytes += s.size
			if p.opts.Progress != nil {
				p.opts.Progress(done)
			}
			return nil
		})
	}
	err := g.Wait()
	return slices.Concat(found...), err
}

// reject puts a source that is no document into the report.
func (p *Plan) reject(name string, err error) {
	var skip *skipError
	var lines lineErrors
	if errors.As(err, &lines) {
		p.report.Failures = append(p.report.Failures, lines...)
		return
	}
	if errors.As(err, &skip) {
		p.stale[name] = skip.gone
		p.report.Skips = append(p.report.Skips, Failure{name, skip.reason})
		return
	}
	p.report.Failures = append(p.report.Failures, Failure{name, reasonOf(err)})
}

// hash lists the items of one source. Lines of a .jsonl file that are no
// documents are returned joined as an error; the others are still taken.
func (p *Plan) hash(s source) ([]item, error) {
	if s.path == "-" {
		return p.hashStdin(s)
	}
	f, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if isJSONL(s.path) {
		return p.hashLines(s, f)
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	if _, err := decodeText(s.path, data); err != nil {
		return nil, err
	}
	return []item{{source: s, id: s.id, length: int64(len(data)), hash: p.hashOf(data)}}, nil
}

func (p *Plan) hashStdin(s source) ([]item, error) {
	if p.opts.Stdin == nil {
		return nil, errors.New("there is no standard input")
	}
	data, err := io.ReadAll(io.LimitReader(p.opts.Stdin, p.opts.MaxFileBytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > p.opts.MaxFileBytes {
		return nil, fmt.Errorf("standard input is larger than %d MiB", p.opts.MaxFileBytes>>20)
	}
	if _, err := decodeText(p.opts.StdinName, data); err != nil {
		return nil, err
	}
	p.stdin = data
	s.id = p.opts.StdinName
	return []item{{source: s, id: s.id, length: int64(len(data)), hash: p.hashOf(data)}}, nil
}

// lineErrors are the lines of a .jsonl file that are no documents.
type lineErrors []Failure

func (e lineErrors) Error() string { return fmt.Sprintf("%d lines are no documents", len(e)) }

// hashLines makes an item of every line that is a document.
func (p *Plan) hashLines(s source, r io.Reader) ([]item, error) {
	var items []item
	var bad lineErrors
	lines := bufio.NewReaderSize(r, 1<<20)
	for n, offset := 1, int64(0); ; n++ {
		raw, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(raw)) > 0 {
			rec, recErr := parseRecord(raw, p.opts.MaxFileBytes)
			if recErr != nil {
				bad = append(bad, Failure{fmt.Sprintf("%s:%d", s.path, n), recErr.Error()})
			} else {
				items = append(items, item{source: s, line: n, offset: offset, length: int64(len(raw)), id: rec.ID, hash: p.hashOf(raw)})
			}
		}
		offset += int64(len(raw))
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return items, err
		}
	}
	switch {
	case len(bad) > 0:
		return items, bad
	case len(items) == 0:
		return nil, &skipError{reason: "empty"}
	}
	return items, nil
}

// hashOf covers content and everything else that decides what becomes of it.
func (p *Plan) hashOf(data []byte) string {
	h := sha256.New()
	h.Write(data)
	h.Write([]byte(p.opts.fingerprint()))
	return hex.EncodeToString(h.Sum(nil))
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
		p.report.Failures = append(p.report.Failures, Failure{it.name(), fmt.Sprintf("its id %q is also that of %s; rename one, or ingest them into two collections", it.id, other)})
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
	for _, it := range items {
		taken[it.id] = true
		entry, known := manifest[it.id]
		switch {
		case !known:
			p.Added = append(p.Added, it.id)
		case entry.Hash == it.hash:
			p.Unchanged = append(p.Unchanged, it.id)
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
	for id, e := range manifest {
		if taken[id] || under(failed, e.Source) || !under(roots, e.Source) {
			continue
		}
		if exists(e.Source) && !isJSONL(e.Source) && !p.stale[e.Source] {
			continue // left out by a filter: it is there
		}
		if p.opts.DeleteMissing {
			p.Removed = append(p.Removed, id)
		} else {
			p.report.Missing++
		}
	}
	slices.Sort(p.Removed)
}

func under(roots []string, name string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		return name == root || strings.HasPrefix(name, strings.TrimSuffix(root, string(filepath.Separator))+string(filepath.Separator))
	})
}

// OnCommit sets what is called after each commit of Apply, with the
// collection's newest sequence number: everything up to it is durable.
func (p *Plan) OnCommit(committed func(seq int64)) { p.opts.Committed = committed }
