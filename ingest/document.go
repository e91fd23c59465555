package ingest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"funnel/ingest/annotate"
	"funnel/ingest/extract"
	"funnel/store"
)

// Extractor turns the bytes of a file into documents. *sandbox.Pool is one.
type Extractor interface {
	Extract(ctx context.Context, name string, data []byte) (*extract.Result, error)
}

// errChanged says that a file changed between plan and apply in a way that
// takes a new plan.
var errChanged = errors.New("changed while it was read; run the same command again")

// documents reads an item again and makes the documents of it. What is read
// now is what is hashed: a file that changed since the plan is taken as it is.
func (p *Plan) documents(ctx context.Context, it item) result {
	data, err := p.content(it)
	if err != nil {
		return result{item: it, err: err}
	}
	if it.line > 0 {
		d, err := p.fromRecord(it, data)
		return result{item: it, docs: []*store.Document{d}, err: err}
	}
	return p.fromFile(ctx, it, data)
}

// content reads the item's bytes.
func (p *Plan) content(it item) ([]byte, error) {
	if it.source.path == stdinPath {
		if it.line == 0 {
			return p.stdin, nil
		}
		return p.stdin[it.offset : it.offset+it.length], nil
	}
	f, err := os.Open(it.source.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if it.line == 0 {
		before, err := f.Stat()
		if err != nil {
			return nil, err
		}
		data, err := readAll(f, before.Size())
		if err != nil {
			return nil, err
		}
		if after, err := f.Stat(); err == nil && (after.Size() != before.Size() || after.ModTime() != before.ModTime()) {
			return nil, errChanged
		}
		return data, nil
	}
	data := make([]byte, it.length)
	_, err = f.ReadAt(data, it.offset)
	return data, err
}

func (p *Plan) fromRecord(it item, line []byte) (*store.Document, error) {
	r, err := parseRecord(line, p.opts.MaxFileBytes)
	if err != nil {
		return nil, err
	}
	if r.ID != it.id {
		return nil, errChanged
	}
	d := &store.Document{
		ID: it.id, Source: it.source.path, Hash: p.hashOf(line, it.side.raw) + it.given.mark(), Kind: "record",
		Title: r.Title, Text: *r.Text, Metadata: r.Metadata, Labels: slices.Concat(r.Labels, it.side.labels, p.opts.Labels),
	}
	if len(d.Labels) == 0 && it.fresh {
		d.Labels = it.given.Labels
	}
	if strings.TrimSpace(d.Text) == "" {
		d.Text = d.Title
	}
	d.Outline = extract.PlainOutline(d.Text)
	// A line says more of itself than what stands beside all of them.
	d.Metadata = merged(it.side.meta, d.Metadata)
	return d, p.finish(d, it.given)
}

// fromFile makes the documents of a file: its own and those of its parts.
func (p *Plan) fromFile(ctx context.Context, it item, data []byte) result {
	res := result{item: it, kept: map[string]string{}}
	name := it.source.path
	if name == stdinPath {
		name = it.id
	}
	var err error
	if it.side, err = readSidecar(it.source.path); err != nil {
		res.err = err
		return res
	}
	out, err := p.extract(ctx, name, data)
	if err != nil {
		res.err = err
		return res
	}
	hash := p.hashOf(data, it.side.raw)
	for _, e := range out.Documents {
		at := it.name()
		if e.Part != "" {
			at += "/" + e.Part
		}
		for _, n := range e.Notes {
			res.notes = append(res.notes, at+": "+n)
		}
		if e.Undecodable > 0 {
			res.notes = append(res.notes, fmt.Sprintf("%s: %d characters could not be decoded and are U+FFFD", at, e.Undecodable))
		}
		d := p.fromExtract(it, e, hash)
		if err := p.finish(d, it.given); err != nil {
			if e.Part == "" && len(out.Documents) == 1 {
				res.err = err
				return res
			}
			res.part(d.ID, at, err)
			continue
		}
		res.docs = append(res.docs, d)
	}
	for _, problem := range out.Problems {
		res.part(it.id+"/"+problem.Part, it.name()+"/"+problem.Part, problemError(problem))
	}
	res.markLeftOut()
	res.keepParts()
	return res
}

// problemError is the error that a problem was.
func problemError(p extract.Problem) error {
	if p.Failed {
		return errors.New(p.Reason)
	}
	return &extract.Skip{Reason: p.Reason, Gone: !p.Kept}
}

// fromExtract makes the document of a file, or of a part of it.
func (p *Plan) fromExtract(it item, e extract.Document, hash string) *store.Document {
	d := &store.Document{
		ID: it.id, Source: it.source.path, Hash: hash, Kind: e.Kind, Title: cmp.Or(it.side.title(), e.Title), Text: e.Text, Outline: e.Outline, Links: e.Links,
		Metadata: merged(e.Metadata, it.side.meta), Modified: e.Modified, Lang: e.Lang,
	}
	if e.Part != "" {
		sum := sha256.Sum256([]byte(hash + "\x00" + e.Part))
		d.ID, d.Hash, d.Title = it.id+"/"+e.Part, hex.EncodeToString(sum[:]), e.Title
		d.Metadata = merged(it.side.meta, e.Metadata) // it says more of itself than its file's sidecar
	}
	d.Hash += it.given.mark()
	if d.Modified.IsZero() {
		d.Modified = it.source.modified
	}
	// What a text says of its labels counts where nobody else says any: an
	// attachment must not choose who sees it.
	if d.Labels = slices.Concat(it.side.labels, p.opts.Labels); len(d.Labels)+len(it.given.Labels) == 0 {
		d.Labels = e.Labels
	}
	return d
}

// merged is metadata where over wins.
func merged(under, over map[string]any) map[string]any {
	if len(under)+len(over) == 0 {
		return nil
	}
	all := maps.Clone(under)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, over)
	return all
}

// extract reads a file, in another process if there is an Extractor and the
// format wants it.
func (p *Plan) extract(ctx context.Context, name string, data []byte) (*extract.Result, error) {
	if p.opts.Extractor != nil && extract.Sniff(name, data).Binary {
		return p.opts.Extractor.Extract(ctx, name, data)
	}
	return extract.Read(ctx, name, data, p.opts.Extract)
}

// finish cuts the chunks and adds what was given.
func (p *Plan) finish(d *store.Document, g given) error {
	d.Chunks = chunk(d.Kind, d.Text, d.Outline, p.opts.Chunk)
	if len(d.Chunks) == 0 {
		return &extract.Skip{Reason: "no text in it", Gone: true}
	}
	if len(g.Meta) > 0 && d.Metadata == nil {
		d.Metadata = map[string]any{}
	}
	for k, v := range g.Meta {
		d.Metadata[k] = v
	}
	labels, err := store.NormalLabels(d.Labels)
	if err != nil {
		return fmt.Errorf("read its labels: %w", err)
	}
	d.Labels, d.KeepLabels = labels, len(labels) == 0
	annotate.Document(d)
	return nil
}
