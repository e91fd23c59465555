package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
	d := &store.Document{ID: it.id, Source: it.source.path, Hash: p.hashOf(line), Kind: "record", Title: r.Title, Text: *r.Text, Metadata: r.Metadata, Labels: r.Labels}
	if strings.TrimSpace(d.Text) == "" {
		d.Text = d.Title
	}
	d.Outline = extract.PlainOutline(d.Text)
	return d, p.finish(d, sidecar{})
}

// fromFile makes the documents of a file: its own and those of its parts.
func (p *Plan) fromFile(ctx context.Context, it item, data []byte) result {
	res := result{item: it}
	name, modified := it.source.path, it.source.modified
	if name == stdinPath {
		name = it.id
	}
	side, err := readSidecar(it.source.path)
	if err != nil {
		res.err = err
		return res
	}
	out, err := p.extract(ctx, name, data)
	if err != nil {
		res.err = err
		return res
	}
	hash := p.hashOf(append(slices.Clip(data), side.raw...))
	for _, e := range out.Documents {
		d := &store.Document{
			ID: it.id, Source: it.source.path, Hash: hash, Kind: e.Kind, Title: e.Title, Text: e.Text, Outline: e.Outline, Links: e.Links,
			Metadata: e.Metadata, Modified: e.Modified, Lang: e.Lang,
		}
		if d.Modified.IsZero() {
			d.Modified = modified
		}
		at := it.name()
		if e.Part != "" {
			sum := sha256.Sum256([]byte(hash + "\x00" + e.Part))
			d.ID, d.Hash, at = it.id+"/"+e.Part, hex.EncodeToString(sum[:]), at+"/"+e.Part
		}
		for _, n := range e.Notes {
			res.notes = append(res.notes, at+": "+n)
		}
		if e.Undecodable > 0 {
			res.notes = append(res.notes, fmt.Sprintf("%s: %d characters could not be decoded and are U+FFFD", at, e.Undecodable))
		}
		if err := p.finish(d, side); err != nil {
			if e.Part == "" && len(out.Documents) == 1 {
				res.err = err
				return res
			}
			res.skips = append(res.skips, Failure{at, reasonOf(err)})
			continue
		}
		res.docs = append(res.docs, d)
	}
	for _, problem := range out.Problems {
		f := Failure{it.name() + "/" + problem.Part, problem.Reason}
		if problem.Failed {
			res.fails = append(res.fails, f)
		} else {
			res.skips = append(res.skips, f)
		}
	}
	return res
}

// extract reads a file, in another process if there is an Extractor and the
// format wants it.
func (p *Plan) extract(ctx context.Context, name string, data []byte) (*extract.Result, error) {
	if p.opts.Extractor != nil && extract.Sniff(name, data).Binary {
		return p.opts.Extractor.Extract(ctx, name, data)
	}
	return extract.Read(ctx, name, data, p.opts.Extract)
}

// finish cuts the chunks and adds what the caller and a sidecar say.
func (p *Plan) finish(d *store.Document, side sidecar) error {
	d.Chunks = chunk(d.Kind, d.Text, d.Outline, p.opts.Chunk)
	if len(d.Chunks) == 0 {
		return &extract.Skip{Reason: "no text in it", Gone: true}
	}
	if len(side.meta)+len(p.opts.Meta) > 0 && d.Metadata == nil {
		d.Metadata = map[string]any{}
	}
	maps.Copy(d.Metadata, side.meta)
	for k, v := range p.opts.Meta {
		d.Metadata[k] = v
	}
	if t, ok := side.meta["title"].(string); ok && t != "" {
		d.Title = t
	}
	labels, err := store.NormalLabels(slices.Concat(d.Labels, side.labels, p.opts.Labels))
	if err != nil {
		return fmt.Errorf("read labels: %w", err)
	}
	d.Labels, d.KeepLabels = labels, len(labels) == 0
	annotate.Document(d)
	return nil
}

// sidecarExt ends the name of a file that says something about another:
// report.pdf.meta.json.
const sidecarExt = ".meta.json"

// sidecar is what such a file says: "labels" are the document's labels,
// everything else is metadata.
type sidecar struct {
	raw    []byte
	meta   map[string]any
	labels []string
}

// readSidecar reads the sidecar of a file; without one it is empty.
func readSidecar(name string) (sidecar, error) {
	var s sidecar
	if name == stdinPath {
		return s, nil
	}
	raw, err := os.ReadFile(name + sidecarExt)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("read its %s: %w", sidecarExt, err)
	}
	s.raw = raw
	if err := json.Unmarshal(raw, &s.meta); err != nil {
		return s, fmt.Errorf("read its %s: %w", sidecarExt, err)
	}
	switch labels := s.meta["labels"].(type) {
	case nil:
	case string:
		s.labels = []string{labels}
	case []any:
		for _, l := range labels {
			text, ok := l.(string)
			if !ok {
				return s, fmt.Errorf("read its %s: labels are no strings", sidecarExt)
			}
			s.labels = append(s.labels, text)
		}
	default:
		return s, fmt.Errorf("read its %s: labels are no list", sidecarExt)
	}
	delete(s.meta, "labels")
	return s, nil
}
