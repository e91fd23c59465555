package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// besideQuery is what one search beside an ingest came to.
type besideQuery struct {
	wall, cpu time.Duration
	hits      int
	lag       bool
}

// searchFor runs one search as a process of its own.
func searchFor(t *testing.T, home string, k int) besideQuery {
	t.Helper()
	cmd := program(home, "", "search", "everywhere pump", "-k", strconv.Itoa(k), "--json")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	started := time.Now()
	out, err := cmd.Output()
	q := besideQuery{wall: time.Since(started), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if code := cmd.ProcessState.ExitCode(); err != nil && code != exitNoAnswer && code != exitNothing {
		t.Fatalf("search: %v\n%s", err, &stderr)
	} else if code == exitNothing {
		return q
	}
	var list struct {
		Hits    []struct{ Doc string }
		Notices []string
	}
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatal(err)
	}
	q.hits = len(list.Hits)
	q.lag = strings.Contains(strings.Join(list.Notices, " "), "changes behind")
	return q
}

// TestSearchBesideIngest searches in processes of their own while another one
// ingests: each search is answered from what is published and says what it
// lacks, none sees less than the one before it, and after the ingest has ended
// everything is found. The log says how long they took. FUNNEL_BESIDE sets the
// number of documents (300).
func TestSearchBesideIngest(t *testing.T) {
	docs := 300
	if n, err := strconv.Atoi(os.Getenv("FUNNEL_BESIDE")); err == nil {
		docs = n
	} else if testing.Short() {
		docs = 100
	}
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	r := rand.New(rand.NewPCG(7, 7))
	files := map[string]string{}
	for i := range docs {
		files[fmt.Sprintf("d%02d/f%05d.md", i%50, i)] = fmt.Sprintf("# File %d\n\nThe pump stands everywhere.\n\n%s", i, randomText(r, 1500))
	}
	writeFiles(t, filepath.Join(dir, "tree"), files)
	ingest := program(home, "", "ingest", filepath.Join(dir, "tree"))
	ingest.Stderr = os.Stderr
	if err := ingest.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- ingest.Wait() }()
	var list []besideQuery
	for running := true; running; {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
			running = false
		default:
			q := searchFor(t, home, 10)
			if n := len(list); n > 0 && q.hits < list[n-1].hits {
				t.Errorf("search %d finds %d documents, the one before it %d", n, q.hits, list[n-1].hits)
			}
			list = append(list, q)
		}
	}
	if all := searchFor(t, home, 2*docs); all.hits != docs || all.lag {
		t.Errorf("after the ingest: %+v, want %d documents", all, docs)
	}
	after := searchFor(t, home, 10)
	lags := 0
	for _, q := range list {
		if q.lag {
			lags++
		}
	}
	wall := func(a, b besideQuery) int { return int(a.wall - b.wall) }
	cpu := func(a, b besideQuery) int { return int(a.cpu - b.cpu) }
	slices.SortFunc(list, cpu)
	most := list[len(list)-1].cpu
	slices.SortFunc(list, wall)
	t.Logf("%d documents, %d searches beside the ingest, %d said a lag: p50 %v, p95 %v, longest %v (of the processor at most %v); afterwards %v (%v)", docs, len(list), lags,
		list[len(list)/2].wall, list[len(list)*95/100].wall, list[len(list)-1].wall, most, after.wall, after.cpu)
}
