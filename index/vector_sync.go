package index

import (
	"context"
	"fmt"
	"slices"

	"github.com/philippgille/chromem-go"

	"funnel/store"
)

// Sync loads the vectors of documents that changed after the cursor and drops those of documents that are gone. The
// cursor stops before the first document that lacks a vector; what comes after it is looked at again next time.
func (v *Vector) Sync(ctx context.Context, src Source) error {
	if err := v.sync(ctx, src); err != nil {
		return fmt.Errorf("sync vector index: %w", err)
	}
	return nil
}

func (v *Vector) sync(ctx context.Context, src Source) error {
	head, err := src.Head(ctx)
	if err != nil {
		return err
	}
	if head < v.Cursor() {
		v.log.Warn("the vectors are loaded anew", "reason", "the index is ahead of the store", "cursor", v.Cursor(), "head", head)
		v.mu.Lock()
		err := v.reset()
		v.mu.Unlock()
		if err != nil {
			return err
		}
	}
	changes, err := allChanges(ctx, src, v.Cursor())
	if err != nil || len(changes) == 0 {
		return err
	}
	fresh, err := v.collect(ctx, src, changes)
	if err != nil {
		return err
	}
	return v.apply(ctx, changes, fresh)
}

// allChanges reads the changes page by page.
func allChanges(ctx context.Context, src Source, after int64) (all []store.Change, err error) {
	const page = 10000
	for {
		changes, err := src.Changes(ctx, after, page)
		if err != nil {
			return nil, err
		}
		all = append(all, changes...)
		if len(changes) < page {
			return all, nil
		}
		after = changes[len(changes)-1].Seq
	}
}

// collect reads the vectors of the changed documents that are not loaded completely. It holds no lock: searches go on.
func (v *Vector) collect(ctx context.Context, src Source, changes []store.Change) (map[string]*docVectors, error) {
	fresh := make(map[string]*docVectors, len(changes))
	v.mu.RLock()
	after, dims := v.cursor, v.dims
	for _, c := range changes {
		if old := v.docs[c.ID]; !c.Deleted && (old == nil || old.seq != c.Seq || len(old.ords) < c.Chunks) {
			fresh[c.ID] = &docVectors{seq: c.Seq, want: c.Chunks}
		}
	}
	v.mu.RUnlock()
	if len(fresh) == 0 {
		return fresh, nil
	}
	last, d := "", (*docVectors)(nil) // vectors come document by document
	err := src.EachVector(ctx, v.embedder.Fingerprint(), after, func(doc string, ord int, seq int64, values []float32) error {
		if doc != last || d == nil {
			last, d = doc, fresh[doc]
		}
		if d == nil || d.seq != seq { // changed since: its turn comes with the next Sync
			return nil
		}
		u, err := unit(values, dims)
		if err != nil {
			return fmt.Errorf("load vector of %s, chunk %d: %w", doc, ord, err)
		}
		dims = len(u)
		if after > 0 { // few of many: what is kept must not hold the rest in memory
			u = slices.Clone(u)
		}
		d.ords, d.values = append(d.ords, ord), append(d.values, u)
		return nil
	})
	return fresh, err
}

// apply makes the collected state the one that is searched.
func (v *Vector) apply(ctx context.Context, changes []store.Change, fresh map[string]*docVectors) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	complete := true
	for _, c := range changes {
		d := fresh[c.ID]
		if c.Deleted || d != nil {
			if err := v.drop(ctx, c.ID); err != nil {
				return err
			}
		}
		if d != nil {
			if err := v.add(ctx, c.ID, d); err != nil {
				return err
			}
		}
		complete = complete && (c.Deleted || len(v.docs[c.ID].ords) >= c.Chunks)
		if complete {
			v.cursor = c.Seq
		}
	}
	return nil
}

// add puts the vectors of a document into chromem one by one; its AddDocuments starts a goroutine for each.
func (v *Vector) add(ctx context.Context, id string, d *docVectors) error {
	for i, ord := range d.ords {
		if err := v.chunks.AddDocument(ctx, chromem.Document{ID: chunkID(id, ord), Embedding: d.values[i]}); err != nil {
			return fmt.Errorf("add vector of %s, chunk %d: %w", id, ord, err)
		}
		v.dims = len(d.values[i])
	}
	v.docs[id] = d
	v.have += len(d.ords)
	v.total += d.want
	return nil
}

// drop removes the vectors of a document.
func (v *Vector) drop(ctx context.Context, id string) error {
	d := v.docs[id]
	if d == nil {
		return nil
	}
	ids := make([]string, len(d.ords))
	for i, ord := range d.ords {
		ids[i] = chunkID(id, ord)
	}
	if len(ids) > 0 { // for no ids at all chromem asks for a filter
		if err := v.chunks.Delete(ctx, nil, nil, ids...); err != nil {
			return fmt.Errorf("drop vectors of %s: %w", id, err)
		}
	}
	delete(v.docs, id)
	v.have -= len(d.ords)
	v.total -= d.want
	return nil
}
