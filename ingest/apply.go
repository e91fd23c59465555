package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sync/errgroup"

	"funnel/store"
)

// result is an item read and cut; err says why it became no document.
type result struct {
	item item
	doc  *store.Document
	err  error
}

// Apply extracts what is new or changed on several goroutines and commits it
// in plan order, a batch to a transaction. A killed run that is started again
// ends in the same state as one that was not. The report counts what was
// committed, also when an error ended it.
func (p *Plan) Apply(ctx context.Context) (*Report, error) {
	report := p.report
	g, ctx := errgroup.WithContext(ctx)
	jobs := make(chan func(), p.opts.Jobs)
	queue := make(chan chan result, 4*p.opts.Jobs) // in plan order
	for range p.opts.Jobs {
		g.Go(func() error {
			for job := range jobs {
				job()
			}
			return nil
		})
	}
	g.Go(func() error { return p.produce(ctx, jobs, queue) })
	g.Go(func() error { return p.commit(ctx, queue, &report) })
	err := g.Wait()
	sortFailures(report.Failures)
	report.Failed, report.Skipped = len(report.Failures), len(report.Skips)
	return &report, err
}

// produce hands every item to a worker and its place in the queue to commit.
func (p *Plan) produce(ctx context.Context, jobs chan<- func(), queue chan<- chan result) error {
	defer close(queue)
	defer close(jobs)
	for _, it := range p.items {
		slot := make(chan result, 1)
		job := func() { slot <- p.document(it) }
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
func (p *Plan) commit(ctx context.Context, queue <-chan chan result, report *Report) error {
	var batch []*store.Document
	size, done := 0, Progress{Stage: Ingesting, Total: len(p.items)}
	for _, it := range p.items {
		done.TotalBytes += it.length
	}
	flush := func(remove []string) error {
		err := p.write(ctx, batch, remove, report)
		batch, size = nil, 0
		return err
	}
	for slot := range queue {
		r := <-slot
		done.Done++
		done.Bytes += r.item.length
		if r.err != nil {
			addRejected(report, r)
		} else {
			batch = append(batch, r.doc)
			size += len(r.doc.Text)
		}
		if len(batch) >= p.opts.Batch || size >= batchBytes {
			if err := flush(nil); err != nil {
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
	return flush(p.Removed)
}

func addRejected(report *Report, r result) {
	var skip *skipError
	if errors.As(r.err, &skip) {
		report.Skips = append(report.Skips, Failure{r.item.name(), skip.reason})
		return
	}
	report.Failures = append(report.Failures, Failure{r.item.name(), reasonOf(r.err)})
}

// write commits one batch and counts it.
func (p *Plan) write(ctx context.Context, batch []*store.Document, remove []string, report *Report) error {
	if len(batch) == 0 && len(remove) == 0 {
		return nil
	}
	applied, err := p.coll.Apply(ctx, batch, remove)
	if err != nil {
		return err
	}
	report.Added += applied.Added
	report.Updated += applied.Updated
	report.Unchanged += applied.Unchanged
	report.Deleted += applied.Deleted
	for _, d := range batch {
		report.Bytes += int64(len(d.Text))
		report.Chunks += len(d.Chunks)
	}
	if applied.Seq > 0 {
		report.Seq = applied.Seq
		if p.opts.Committed != nil {
			p.opts.Committed(applied.Seq)
		}
	}
	return nil
}

// document reads an item again and makes the document of it. What is read now
// is what is hashed: a file that changed since the plan is taken as it is.
func (p *Plan) document(it item) result {
	data, err := p.content(it)
	if err != nil {
		return result{item: it, err: err}
	}
	d := &store.Document{ID: it.id, Source: it.source.path, Hash: p.hashOf(data)}
	if it.line > 0 {
		err = p.fromRecord(d, data)
	} else {
		err = p.fromFile(d, it, data)
	}
	if err != nil {
		return result{item: it, err: err}
	}
	d.Chunks = chunk(d.Text, d.Outline, p.opts.Chunk)
	if len(d.Chunks) == 0 {
		return result{item: it, err: &skipError{reason: "no text in it"}}
	}
	p.label(d)
	return result{item: it, doc: d}
}

// content reads the item's bytes.
func (p *Plan) content(it item) ([]byte, error) {
	if it.source.path == "-" {
		return p.stdin, nil
	}
	f, err := os.Open(it.source.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if it.line == 0 {
		return io.ReadAll(f)
	}
	data := make([]byte, it.length)
	_, err = f.ReadAt(data, it.offset)
	return data, err
}

func (p *Plan) fromRecord(d *store.Document, line []byte) error {
	r, err := parseRecord(line, p.opts.MaxFileBytes)
	if err != nil {
		return err
	}
	if r.ID != d.ID {
		return fmt.Errorf("changed while it was read; run the same command again")
	}
	d.Kind, d.Title, d.Text, d.Metadata = "record", r.Title, *r.Text, r.Metadata
	if strings.TrimSpace(d.Text) == "" {
		d.Text = d.Title
	}
	d.Outline = plainOutline(d.Text)
	return nil
}

func (p *Plan) fromFile(d *store.Document, it item, data []byte) error {
	name := it.source.path
	if name == "-" {
		name = p.opts.StdinName
	}
	text, err := decodeText(name, data)
	if err != nil {
		return err
	}
	e := extract(name, text)
	d.Kind, d.Title, d.Text, d.Outline, d.Metadata = e.kind, e.title, e.text, e.outline, e.metadata
	return nil
}

// label adds what the caller says of every document.
func (p *Plan) label(d *store.Document) {
	if d.Metadata == nil && len(p.opts.Meta)+len(p.opts.Labels) > 0 {
		d.Metadata = map[string]any{}
	}
	for k, v := range p.opts.Meta {
		d.Metadata[k] = v
	}
	if len(p.opts.Labels) > 0 {
		labels := make([]any, len(p.opts.Labels))
		for i, l := range p.opts.Labels {
			labels[i] = l
		}
		d.Metadata["labels"] = labels
	}
}
