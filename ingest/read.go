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
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"funnel/ingest/extract"
)

// stdinPath is the source of what came on standard input.
const stdinPath = "-"

// inFlight bounds the bytes of files that are in memory at the same time. A
// larger file is read alone.
const inFlight = 256 << 20

// weigher hands out inFlight bytes.
type weigher struct{ s *semaphore.Weighted }

func newWeigher() weigher { return weigher{semaphore.NewWeighted(inFlight)} }

func (w weigher) take(ctx context.Context, n int64) error { return w.s.Acquire(ctx, min(n, inFlight)) }
func (w weigher) give(n int64)                            { w.s.Release(min(n, inFlight)) }

// read hashes all sources on several goroutines; the order stays theirs.
func (p *Plan) read(ctx context.Context, sources []source) ([]item, error) {
	found := make([][]item, len(sources))
	var mu sync.Mutex
	done := Progress{Stage: Reading, Total: len(sources)}
	memory := newWeigher()
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.opts.Jobs)
	for i, s := range sources {
		g.Go(func() error {
			if err := memory.take(ctx, s.size); err != nil {
				return err
			}
			items, err := p.hash(s)
			memory.give(s.size)
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
	var skip *extract.Skip
	var bad lineErrors
	switch {
	case errors.As(err, &bad):
		p.report.Failures = append(p.report.Failures, bad...)
	case errors.As(err, &skip):
		if skip.Gone {
			p.lost[name] = skip.Reason
		}
		p.report.Skips = append(p.report.Skips, Failure{name, skip.Reason})
	default:
		p.lost[name], p.failed[name] = reasonOf(err), true
		p.report.Failures = append(p.report.Failures, Failure{name, reasonOf(err)})
	}
}

// hash lists the items of one source. Lines of a .jsonl file that are no
// documents are returned joined as an error; the others are still taken.
func (p *Plan) hash(s source) ([]item, error) {
	if s.path == stdinPath {
		return p.hashStdin(s)
	}
	f, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if isJSONL(s.path) {
		head := make([]byte, 64<<10)
		n, err := io.ReadFull(f, head)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		switch {
		case holdsRecords(head[:n]):
			return p.hashLines(s, f)
		case s.size > p.opts.MaxFileBytes:
			return nil, &extract.Skip{Reason: tooLarge(p.opts.MaxFileBytes)}
		}
	}
	data, err := readAll(f, s.size)
	if err != nil {
		return nil, err
	}
	return p.whole(s, s.path, data)
}

// whole is the item of a source that is one document.
func (p *Plan) whole(s source, name string, data []byte) ([]item, error) {
	if err := extract.Sniff(name, data).Refusal(); err != nil {
		return nil, err
	}
	side, err := readSidecar(s.path)
	if err != nil {
		return nil, err
	}
	return []item{{source: s, id: s.id, length: int64(len(data)), hash: p.hashOf(data, side.raw)}}, nil
}

// readAll reads a file whose size is known, without growing.
func readAll(f io.Reader, size int64) ([]byte, error) {
	buf := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	_, err := buf.ReadFrom(f)
	return buf.Bytes(), err
}

func tooLarge(limit int64) string {
	return fmt.Sprintf("larger than %d MiB; --max-file-size takes it", limit>>20)
}

// hashStdin takes standard input: one document, or one a line.
func (p *Plan) hashStdin(s source) ([]item, error) {
	if p.opts.Stdin == nil {
		return nil, errors.New("there is no standard input")
	}
	data, err := io.ReadAll(io.LimitReader(p.opts.Stdin, p.opts.MaxFileBytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > p.opts.MaxFileBytes {
		return nil, errors.New("standard input is " + tooLarge(p.opts.MaxFileBytes))
	}
	p.stdin = data
	name := p.opts.StdinName
	if head := data[:min(len(data), 64<<10)]; holdsRecords(head) && (name == "" || isJSONL(name)) {
		return p.hashLines(s, bytes.NewReader(data))
	}
	if s.id = name; name == "" {
		sum := sha256.Sum256(data)
		s.id = "stdin-" + hex.EncodeToString(sum[:6])
	}
	return p.whole(s, s.id, data)
}

// holdsRecords reports whether the first lines are documents: then the file is
// a file of documents, and lines that are none are failures. Otherwise a file
// of JSON lines is one document.
func holdsRecords(head []byte) bool {
	for line := range bytes.Lines(head) {
		text := string(line[:min(len(line), 4096)])
		if strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(text, "\uFEFF")), "{") && strings.Contains(text, `"_id"`) {
			return true
		}
	}
	return false
}

// lineErrors are the lines of a .jsonl file that are no documents.
type lineErrors []Failure

func (e lineErrors) Error() string { return fmt.Sprintf("%d lines are no documents", len(e)) }

// hashLines makes an item of every line that is a document.
func (p *Plan) hashLines(s source, r io.Reader) ([]item, error) {
	side, err := readSidecar(s.path)
	if err != nil {
		return nil, err
	}
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
				items = append(items, item{source: s, line: n, offset: offset, length: int64(len(raw)), id: rec.ID, hash: p.hashOf(raw, side.raw), side: side})
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
		return nil, &extract.Skip{Reason: "empty", Gone: true}
	}
	return items, nil
}

// hashOf covers content and everything else that decides what becomes of it.
func (p *Plan) hashOf(data, side []byte) string {
	h := sha256.New()
	h.Write(data)
	h.Write(side)
	h.Write([]byte(p.print))
	return hex.EncodeToString(h.Sum(nil))
}

func isJSONL(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".jsonl" || ext == ".ndjson"
}
