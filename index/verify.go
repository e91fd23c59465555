package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"funnel/store"
)

// maxProblems is how many contradictions of one index are named.
const maxProblems = 20

// Verify compares the published state with src and returns what contradicts it: files that do not have their checksum,
// a state that cannot be read, chunks that are missing, left over or of another length than their text has now. Changes
// that the index has not seen yet are none: the next Sync applies them. progress counts documents; it may be nil.
func (k *Keyword) Verify(ctx context.Context, src Source, progress func(done, total int)) ([]string, error) {
	v := &keywordVerify{k: k, progress: progress}
	if progress == nil {
		v.progress = func(int, int) {}
	}
	if err := v.run(ctx, src); err != nil {
		return nil, fmt.Errorf("verify keyword index: %w", err)
	}
	return v.problems, nil
}

type keywordVerify struct {
	k        *Keyword
	progress func(done, total int)
	problems []string
}

func (v *keywordVerify) found(format string, args ...any) {
	if len(v.problems) < maxProblems {
		v.problems = append(v.problems, fmt.Sprintf(format, args...))
	}
}

func (v *keywordVerify) run(ctx context.Context, src Source) error {
	name, err := currentGeneration(v.k.dir)
	if err != nil {
		v.found("%v", err)
		return nil
	}
	for _, folder := range []string{name, nameWork} {
		if folder != "" {
			if err := v.files(filepath.Join(v.k.dir, folder, nameStore)); err != nil {
				return err
			}
		}
	}
	if err := v.k.Refresh(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		v.found("the published state cannot be read: %v", err)
		return nil
	}
	g, err := v.k.use()
	if err != nil || g == nil {
		return err
	}
	defer g.release()
	if err := v.against(ctx, g, src); err != nil {
		if !errors.Is(err, ErrDamaged) {
			return err
		}
		v.found("%v", err)
	}
	return nil
}

// files checks the checksum that ends every segment: CRC-32 (IEEE) of all bytes before it.
func (v *keywordVerify) files(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".zap") {
			continue
		}
		ok, err := checksum(filepath.Join(dir, e.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // a writer may have merged it away
			return err
		}
		if err == nil && !ok {
			v.found("segment %s does not have its checksum", filepath.Join(filepath.Base(filepath.Dir(dir)), e.Name()))
		}
	}
	return nil
}

func checksum(path string) (ok bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil || info.Size() < 4 {
		return false, err
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, info.Size()-4); err != nil {
		return false, err
	}
	var footer [4]byte
	if _, err := io.ReadFull(f, footer[:]); err != nil {
		return false, err
	}
	return binary.BigEndian.Uint32(footer[:]) == sum.Sum32(), nil
}

// against compares a generation with the documents as they were at its cursor.
func (v *keywordVerify) against(ctx context.Context, g *generation, src Source) (err error) {
	defer recoverDamage(&err)
	head, err := src.Head(ctx)
	if err != nil {
		return err
	}
	if g.cursor > head {
		v.found("it is at change %d, and the store at %d", g.cursor, head)
	}
	have, err := g.chunksByDoc()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	changes, err := allChanges(ctx, src, 0)
	if err != nil {
		return err
	}
	for i := 0; i < len(changes); {
		n := portion(changes[i:], v.k.opts.Batch)
		if err := v.compare(ctx, g, src, changes[i:i+n], have); err != nil {
			return err
		}
		i += n
		v.progress(i, len(changes))
	}
	for _, doc := range slices.Sorted(maps.Keys(have)) {
		v.found("%d chunks of %q, which is not in the store", len(have[doc]), doc)
	}
	return nil
}

// chunksByDoc lists the numbers of live chunks by document and ordinal.
func (g *generation) chunksByDoc() (map[string]map[int]uint32, error) {
	have := map[string]map[int]uint32{}
	for num, length := range g.lengths[0] {
		if length == 0 {
			continue
		}
		h, err := g.ref(uint32(num))
		if err != nil {
			return nil, err
		}
		if have[h.Doc] == nil {
			have[h.Doc] = map[int]uint32{}
		}
		if _, twice := have[h.Doc][h.Ord]; twice {
			return nil, fmt.Errorf("chunk %d of %q is there twice", h.Ord, h.Doc)
		}
		have[h.Doc][h.Ord] = uint32(num)
	}
	return have, nil
}

// compare checks the chunks of some documents, and takes them out of have.
func (v *keywordVerify) compare(ctx context.Context, g *generation, src Source, changes []store.Change, have map[string]map[int]uint32) error {
	var ids []string
	for _, c := range changes {
		switch {
		case c.Seq > g.cursor: // what it was before is nobody's business any more
			delete(have, c.ID)
		case !c.Deleted:
			ids = append(ids, c.ID)
		}
	}
	docs, damaged, err := documents(ctx, src, ids)
	if err != nil {
		return err
	}
	for _, id := range damaged {
		delete(have, id)
	}
	for _, d := range docs {
		if d.Seq <= g.cursor {
			v.document(g, d, have[d.ID])
		}
		delete(have, d.ID)
	}
	return nil
}

// document compares the chunks of a document with its text as it is analyzed now.
func (v *keywordVerify) document(g *generation, d *store.Document, have map[int]uint32) {
	if len(have) != len(d.Chunks) {
		v.found("document %q has %d chunks, the index %d", d.ID, len(d.Chunks), len(have))
		return
	}
	a := v.k.pool.get()
	defer v.k.pool.put(a)
	drop := func(string, []term) {}
	for ord, c := range d.Chunks {
		num, ok := have[ord]
		if !ok {
			v.found("chunk %d of %q is not in the index", ord, d.ID)
			return
		}
		text := max(a.analyze(d.Text[c.Start:c.End], drop), 1)
		head := max(a.analyze(d.Title, drop)+a.analyze(c.Heading, drop)+a.analyze(d.ID, drop), 1)
		if !near(g.lengths[0][num], text) || !near(g.lengths[1][num], head) {
			v.found("chunk %d of %q has %d+%d words, the index %d+%d", ord, d.ID, text, head, g.lengths[0][num], g.lengths[1][num])
			return
		}
		if in := languageOf(d.Lang); g.languages[num] != in {
			v.found("chunk %d of %q is in language %q, in the index in %q", ord, d.ID, stemmers[in].code, stemmers[g.languages[num]].code)
			return
		}
	}
}

// near allows for bleve's norms, which are 32 bits of 1/sqrt(length).
func near(got uint32, want int) bool {
	d := int(got) - want
	return max(d, -d) <= 1+want/1000000
}

// documents reads documents from src. Of several it leaves out those that the store has damaged: they are as if they
// were gone until they are ingested again, and keep no other document out of the index.
func documents(ctx context.Context, src Source, ids []string) (docs []*store.Document, damaged []string, err error) {
	docs, err = src.Documents(ctx, ids)
	if !errors.Is(err, store.ErrDamaged) {
		return docs, nil, err
	}
	docs = nil
	for _, id := range ids {
		one, err := src.Documents(ctx, []string{id})
		if errors.Is(err, store.ErrDamaged) {
			damaged = append(damaged, id)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		docs = append(docs, one...)
	}
	return docs, damaged, nil
}
