package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"funnel/ingest/extract"
	"funnel/store"
)

// result is what became of an item: documents, its own first, and what inside
// it became none. err says why it became no document at all.
type result struct {
	item  item
	docs  []*store.Document
	skips []Failure
	fails []Failure
	notes []string
	kept  map[string]string // stored documents of it that stay as they are → why
	err   error
}

// part notes that a part became no document. Unless it holds nothing that is
// read, the version of it that is stored stays, and those in it.
func (r *result) part(id, at string, err error) {
	var skip *extract.Skip
	failure := Failure{at, reasonOf(err)}
	if !errors.As(err, &skip) {
		r.fails = append(r.fails, failure)
	} else if r.skips = append(r.skips, failure); skip.Gone && id != r.item.id {
		return
	}
	if id == r.item.id {
		r.kept[id] = failure.Error
		return
	}
	for _, stored := range r.item.parts {
		if stored == id || strings.HasPrefix(stored, id+"/") {
			r.kept[stored] = failure.Error
		}
	}
}

// keepParts keeps, where a part failed, all stored parts that were not found
// again: what else the file holds is not known. Its hash says that it is to be
// read again.
func (r *result) keepParts() {
	if len(r.fails) == 0 {
		return
	}
	now := map[string]bool{}
	for _, d := range r.docs {
		if now[d.ID] = true; d.ID == r.item.id {
			d.Hash += partialMark
		}
	}
	for _, id := range r.item.parts {
		if !now[id] && r.kept[id] == "" {
			r.kept[id] = "not found in its file, of which a part could not be read"
		}
	}
}

// Apply extracts what is new or changed on several goroutines and commits it
// in plan order, a batch to a transaction. A killed run that is started again
// ends in the same state as one that was not. The report counts what was
// committed, also when an error ended it.
func (p *Plan) Apply(ctx context.Context) (*Report, error) {
	report := p.report
	report.Notes = slices.Clone(report.Notes)
	g, gctx := errgroup.WithContext(ctx)
	jobs := make(chan func(), p.opts.Jobs)
	queue := make(chan chan result, 4*p.opts.Jobs) // in plan order
	memory := newWeigher()
	for range p.opts.Jobs {
		g.Go(func() error {
			for job := range jobs {
				job()
			}
			return nil
		})
	}
	g.Go(func() error { return p.produce(gctx, memory, jobs, queue) })
	g.Go(func() error { return p.commit(gctx, memory, queue, &report) })
	err := g.Wait()
	if err == nil {
		err = p.markStale(ctx, &report)
	}
	sortFailures(report.Skips)
	sortFailures(report.Failures)
	report.Failed, report.Skipped = len(report.Failures), len(report.Skips)
	return &report, err
}

// produce hands every item to a worker and its place in the queue to commit.
func (p *Plan) produce(ctx context.Context, memory weigher, jobs chan<- func(), queue chan<- chan result) error {
	defer close(queue)
	defer close(jobs)
	for _, it := range p.items {
		if err := memory.take(ctx, it.length); err != nil {
			return err
		}
		slot := make(chan result, 1)
		job := func() { slot <- p.documents(ctx, it) }
		select {
		case jobs <- job:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case queue <- slot:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// commit takes the results in order and writes them in batches.
func (p *Plan) commit(ctx context.Context, memory weigher, queue <-chan chan result, report *Report) error {
	var b batch
	done := Progress{Stage: Ingesting, Total: len(p.items)}
	for _, it := range p.items {
		done.TotalBytes += it.length
	}
	for slot := range queue {
		r := <-slot
		memory.give(r.item.length)
		done.Done++
		done.Bytes += r.item.length
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if r.err != nil {
			p.addRejected(report, r)
		} else if err := p.labelNewParts(ctx, r); err != nil {
			return err
		} else {
			b.add(r, report)
			maps.Copy(p.held, r.kept)
		}
		if len(b.docs) >= p.opts.Batch || b.bytes >= batchBytes {
			if err := p.write(ctx, &b, report); err != nil {
				return err
			}
		}
		if p.opts.Progress != nil {
			p.opts.Progress(done)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	b.remove = append(b.remove, p.Removed...)
	return p.write(ctx, &b, report)
}

// labelNewParts gives parts that join a stored file, and have no labels of
// their own, those that the file has: a new message of a mailbox is no less
// confidential than the others.
func (p *Plan) labelNewParts(ctx context.Context, r result) error {
	var file *store.Document
	for _, d := range r.docs {
		if r.item.fresh || !d.KeepLabels || d.ID == r.item.id || slices.Contains(r.item.parts, d.ID) {
			continue
		}
		if file == nil {
			var err error
			if file, err = p.coll.Document(ctx, r.item.id); err != nil {
				return fmt.Errorf("read labels of %s: %w", r.item.id, err)
			}
		}
		d.Labels, d.KeepLabels = file.Labels, len(file.Labels) == 0
	}
	return nil
}

// batch is what the next transaction holds.
type batch struct {
	docs   []*store.Document
	remove []string // parts that a changed file has no more, and what is gone
	bytes  int
}

// add takes a result: its documents, and out goes what the file held before.
func (b *batch) add(r result, report *Report) {
	now := map[string]bool{}
	for _, d := range r.docs {
		b.docs = append(b.docs, d)
		b.bytes += len(d.Text)
		now[d.ID] = true
	}
	for _, id := range r.item.parts {
		if !now[id] && r.kept[id] == "" {
			b.remove = append(b.remove, id)
		}
	}
	report.Skips = append(report.Skips, r.skips...)
	report.Failures = append(report.Failures, r.fails...)
	report.Notes = append(report.Notes, r.notes...)
}

// addRejected reports an item that became no document. What is stored of it
// stays, and is marked.
func (p *Plan) addRejected(report *Report, r result) {
	var skip *extract.Skip
	reason := reasonOf(r.err)
	if errors.As(r.err, &skip) {
		report.Skips = append(report.Skips, Failure{r.item.name(), reason})
	} else {
		report.Failures = append(report.Failures, Failure{r.item.name(), reason})
	}
	if _, stored := slices.BinarySearch(p.Changed, r.item.id); stored {
		p.held[r.item.id] = reason
	}
	for _, id := range r.item.parts {
		p.held[id] = reason
	}
}

// markStale marks the documents whose source cannot be read any more, or is
// gone and was not to be deleted: metadata "stale" says why. Their text stays;
// they must not answer as if it were true still.
func (p *Plan) markStale(ctx context.Context, report *Report) error {
	var b batch
	for _, id := range slices.Sorted(maps.Keys(p.held)) {
		if p.marked[id] {
			continue
		}
		d, err := p.coll.Document(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		d.Metadata = maps.Clone(d.Metadata)
		if d.Metadata == nil {
			d.Metadata = map[string]any{}
		}
		d.Metadata["stale"] = p.held[id]
		d.Hash += staleMark
		report.Stale++
		b.docs = append(b.docs, d)
		if b.bytes += len(d.Text); len(b.docs) >= p.opts.Batch || b.bytes >= batchBytes {
			if err := p.put(ctx, &b, nil); err != nil {
				return err
			}
		}
	}
	return p.put(ctx, &b, nil)
}

// write commits a batch and counts it.
func (p *Plan) write(ctx context.Context, b *batch, report *Report) error {
	for _, d := range b.docs {
		report.Bytes += int64(len(d.Text))
		report.Chunks += len(d.Chunks)
	}
	return p.put(ctx, b, report)
}

// put commits a batch and empties it.
func (p *Plan) put(ctx context.Context, b *batch, report *Report) error {
	if len(b.docs) == 0 && len(b.remove) == 0 {
		return nil
	}
	applied, err := p.coll.Apply(ctx, b.docs, b.remove)
	if err != nil {
		return fmt.Errorf("commit %d documents: %w", len(b.docs), err)
	}
	*b = batch{}
	if report != nil {
		report.Added += applied.Added
		report.Updated += applied.Updated
		report.Unchanged += applied.Unchanged
		report.Deleted += applied.Deleted
		report.Seq = max(report.Seq, applied.Seq)
	}
	if applied.Seq > 0 && p.opts.Committed != nil {
		p.opts.Committed(applied.Seq)
	}
	return nil
}
