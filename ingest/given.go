package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"funnel/ingest/extract"
	"funnel/store"
)

// A stored hash says what a document was made of: the hex digest of its source
// and of the settings that decide what becomes of it, then what was given with
// it (givenMark and JSON, nothing if nothing was), then what was skipped in it
// (leftOutMark), then the marks below.
const (
	givenMark = "+given"
	// partialMark ends the hash of a file of which a part could not be read:
	// the next run reads it again.
	partialMark = "+partial"
	// staleMark ends the hash of a document that is marked: the next run reads
	// its source again.
	staleMark = "+stale"
)

// given is what whoever ingests says about a document. It stays with the
// document until it is replaced: a run that says nothing keeps it.
type given struct {
	Meta   map[string]string `json:"meta,omitempty"`
	Labels []string          `json:"labels,omitempty"` // normal; those of the last run that gave some
}

// givenIn reads a stored hash.
func givenIn(hash string) (g given) {
	_, rest, ok := strings.Cut(hash, givenMark)
	if ok {
		// A decoder stops behind the value: marks may follow it. What is no
		// JSON was not written here, and nothing was given.
		_ = json.NewDecoder(strings.NewReader(rest)).Decode(&g)
	}
	return g
}

// givenToAll holds, by file, what was given with every one of its stored lines:
// a line that joins them is no less confidential.
type givenToAll map[string]given

func (all givenToAll) of(file string, ids map[string][]string, manifest map[string]store.Entry) given {
	if g, ok := all[file]; ok {
		return g
	}
	var common given
	for i, id := range ids[file] {
		g := givenIn(manifest[id].Hash)
		if i == 0 {
			common = g
		}
		if g.mark() != common.mark() {
			common = given{}
			break
		}
	}
	all[file] = common
	return common
}

// with is what is given after a run: its metadata key by key, where an empty
// value takes the key away, and its labels in place of those of before.
func (g given) with(o Options) given {
	meta := maps.Clone(g.Meta)
	if meta == nil {
		meta = map[string]string{}
	}
	maps.Copy(meta, o.Meta)
	maps.DeleteFunc(meta, func(_, v string) bool { return v == "" })
	g.Meta = meta
	if len(o.Labels) > 0 {
		g.Labels = o.Labels
	}
	return g
}

// mark is how a hash carries it.
func (g given) mark() string {
	if len(g.Meta)+len(g.Labels) == 0 {
		return ""
	}
	data, _ := json.Marshal(g) // strings always marshal
	return givenMark + string(data)
}

// ErrGiven says that the metadata or the labels of Options are malformed.
var ErrGiven = errors.New("malformed")

// checkGiven makes the labels normal, and refuses what no document can carry:
// before any source is looked at.
func (o *Options) checkGiven() error {
	labels, err := store.NormalLabels(o.Labels)
	if err != nil {
		return fmt.Errorf("labels are %w: %s", ErrGiven, extract.LabelFault(err))
	}
	o.Labels = labels
	for _, key := range slices.Sorted(maps.Keys(o.Meta)) {
		if strings.TrimSpace(key) != key || key == "" {
			return fmt.Errorf("metadata is %w: the key %q is empty or has space around it", ErrGiven, key)
		}
		if _, err := extract.TakeLabels(map[string]any{key: 0}); err != nil {
			return fmt.Errorf("metadata is %w: %q would be labels; give labels as labels (--label)", ErrGiven, key)
		}
	}
	return nil
}
