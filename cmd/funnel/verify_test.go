package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVerify damages each part of a home. verify finds it and changes nothing;
// --repair makes anew what is derived, and searches answer as before.
func TestVerify(t *testing.T) {
	for _, tt := range []struct {
		name, part string
		damage     func(t *testing.T, home string)
		lost       bool // it is a document: only its source can mend it
	}{
		{name: "text changed", part: "documents", damage: statements("UPDATE texts SET data = CAST(replace(data, 'pump', 'pumq') AS BLOB)"), lost: true},
		{name: "text cut", part: "documents", damage: statements("UPDATE texts SET data = substr(data, 2) WHERE id = (SELECT min(id) FROM texts)"), lost: true},
		{name: "text lost", part: "documents", damage: statements("DELETE FROM texts WHERE id = (SELECT min(id) FROM texts)"), lost: true},
		{name: "structure lost", part: "documents", damage: statements("DELETE FROM structure WHERE doc = 1"), lost: true},
		{name: "outline not JSON", part: "documents", damage: statements("UPDATE structure SET outline = '[' WHERE doc = 1"), lost: true},
		{name: "spans cut", part: "documents", damage: statements("UPDATE structure SET spans = substr(spans, 1, 1) WHERE doc = 1"), lost: true},
		{name: "chunk hash changed", part: "documents", damage: statements("UPDATE structure SET hashes = zeroblob(length(hashes)) WHERE doc = 1"), lost: true},
		{name: "text of nobody", part: "documents", damage: statements("INSERT INTO texts VALUES (99 << 14, x'00')")},
		{name: "document of a structure gone", part: "database", damage: statements("DELETE FROM documents WHERE num = 1")},
		{name: "references of all kinds", part: "database", damage: statements("DELETE FROM fingerprints; INSERT INTO label_members (label_set, label) VALUES (77, 'x')")},
		{name: "sequence turned back", part: "documents", damage: statements("UPDATE sequence SET last = 0")},
		{name: "vector block lost", part: "vectors", damage: statements("DELETE FROM vector_blocks")},
		{name: "vector block cut", part: "vectors", damage: statements("UPDATE vector_blocks SET data = substr(data, 5)")},
		{name: "vector zero", part: "vectors", damage: statements("UPDATE vector_blocks SET data = zeroblob(length(data))")},
		{name: "vector not a number", part: "vectors", damage: statements("UPDATE vector_blocks SET data = CAST(x'0000c07f' || substr(data, 5) AS BLOB)")},
		{name: "vector unknown", part: "vectors", damage: statements("DELETE FROM vectors")},
		{name: "database index", part: "database", damage: statements("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'WHERE label_set <> 0', 'WHERE label_set = 0') WHERE name = 'documents_labelled'")},
		{name: "segment changed", part: "keyword", damage: flipped("index/default/keyword/gen-*/store/*.zap")},
		{name: "segment of the writer changed", part: "keyword", damage: rewritten("index/default/keyword/work/store/*.zap")},
		{name: "segment cut", part: "keyword", damage: cut("index/default/keyword/gen-*/store/*.zap")},
		{name: "generation lost", part: "keyword", damage: removed("index/default/keyword/gen-*")},
		{name: "CURRENT is nonsense", part: "keyword", damage: written("index/default/keyword/CURRENT", "nonsense\n")},
		{name: "another collection's index", part: "keyword", damage: statements("UPDATE documents SET id = id || 'x'")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := buildWorld(t, map[string]string{"a.md": "# Pump\n\nThe pump costs 12 crowns.", "b.md": "The ferry leaves at nine.\n\n## Times\n\nAnd at ten."}, nil)
			if out := w.cli("verify", "--json"); !strings.HasPrefix(out, "rc 0") {
				t.Fatalf("before:\n%s", out)
			}
			before := w.cli("search", "pump ferry", "--json")
			tt.damage(t, w.home)
			found := w.report("verify")
			if found.OK || !found.names(tt.part) {
				t.Fatalf("the damage is not found: %+v", found)
			}
			if again := w.report("verify"); fmt.Sprint(again.Problems) != fmt.Sprint(found.Problems) {
				t.Errorf("verify changed something: %v, then %v", found.Problems, again.Problems)
			}
			left := w.report("verify", "--repair")
			if left.OK == tt.lost || !tt.lost && !left.mended(tt.part) {
				t.Errorf("after --repair: %+v", left)
			}
			if tt.name == "another collection's index" {
				return
			}
			if out := w.cli("ingest", filepath.Join(filepath.Dir(w.home), "docs"), "--meta", "team=a"); !strings.HasPrefix(out, "rc 0") {
				t.Errorf("ingest after --repair:\n%s", out)
			}
			if end := w.report("verify"); !end.OK {
				t.Errorf("after another ingest: %+v", end)
			}
			if after := w.cli("search", "pump ferry", "--json"); after != before {
				t.Errorf("searches differ after --repair:\n%s\nbefore:\n%s", after, before)
			}
		})
	}
}

// TestVerifyPages overwrites page after page of the database: verify says what is left and how to get back, and never
// advises itself or a repair that cannot be.
func TestVerifyPages(t *testing.T) {
	w := buildWorld(t, map[string]string{"a.md": "# Pump\n\nThe pump costs 12 crowns.", "b.md": "The ferry leaves at nine."}, nil)
	db := filepath.Join(w.home, dbFile)
	whole, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	page := int(whole[16])<<8 | int(whole[17])
	step := 1
	if testing.Short() {
		step = 5
	}
	for at := 0; at < len(whole); at += page * step {
		damaged := append([]byte{}, whole...)
		for i := at; i < min(at+page, len(whole)); i++ {
			damaged[i] = 0x55
		}
		for _, command := range [][]string{{"verify"}, {"verify", "--repair"}} {
			if err := os.WriteFile(db, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			out := w.cli(command...)
			if strings.Contains(out, "all is well") {
				continue // a page that nothing is in, or an index that was made again
			}
			if !strings.HasPrefix(out, "rc 1\n") || strings.Contains(out, "verify tells") || !strings.Contains(out, "backup") && !strings.Contains(out, "verify --repair") {
				t.Errorf("page %d, %v:\n%s", at/page+1, command, out)
			}
			if strings.Contains(out, "backup") && strings.Contains(out, "--repair rebuilds") {
				t.Errorf("page %d, %v advises both:\n%s", at/page+1, command, out)
			}
		}
	}
}

func (w labelWorld) report(args ...string) (r verifyReport) {
	w.t.Helper()
	out := w.cli(append(args, "--json", "--quiet")...)
	rc, rest, _ := strings.Cut(out, "\n")
	if err := json.NewDecoder(strings.NewReader(rest)).Decode(&r); err != nil {
		w.t.Fatalf("%v: %v\n%s", args, err, out)
	}
	if r.OK != (rc == "rc 0") {
		w.t.Errorf("%v: %s, and ok is %v", args, rc, r.OK)
	}
	return r
}

func (r verifyReport) names(part string) bool { return hasPart(r.Problems, part) }

func (r verifyReport) mended(part string) bool { return hasPart(r.Repaired, part) }

func hasPart(list []problem, part string) bool {
	for _, p := range list {
		if p.Part == part {
			return true
		}
	}
	return false
}

// statements damages the database.
func statements(script string) func(*testing.T, string) {
	return func(t *testing.T, home string) {
		t.Helper()
		db, err := sql.Open("sqlite", filepath.Join(home, dbFile))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("PRAGMA foreign_keys = 0; " + script); err != nil {
			t.Fatal(err)
		}
	}
}

// files applies fn to the files of a pattern within the home.
func files(pattern string, fn func(path string) error) func(*testing.T, string) {
	return func(t *testing.T, home string) {
		t.Helper()
		list, err := filepath.Glob(filepath.Join(home, pattern))
		if err != nil || len(list) == 0 {
			t.Fatalf("%s: %v, %v", pattern, list, err)
		}
		for _, path := range list {
			if err := fn(path); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// flipped changes a byte in the middle, in place: of hard links it is one file.
func flipped(pattern string) func(*testing.T, string) {
	return files(pattern, func(path string) error {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		b := make([]byte, 1)
		if _, err := f.ReadAt(b, info.Size()/3); err != nil {
			return err
		}
		b[0] ^= 0x40
		_, err = f.WriteAt(b, info.Size()/3)
		return err
	})
}

// rewritten changes a byte of a new file in the place of the old one: the
// other links keep what was.
func rewritten(pattern string) func(*testing.T, string) {
	return files(pattern, func(path string) error {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		data[len(data)/3] ^= 0x40
		if err := os.Remove(path); err != nil {
			return err
		}
		return os.WriteFile(path, data, 0o600)
	})
}

func cut(pattern string) func(*testing.T, string) {
	return files(pattern, func(path string) error { return os.Truncate(path, 40) })
}

func removed(pattern string) func(*testing.T, string) { return files(pattern, os.RemoveAll) }

func written(pattern, text string) func(*testing.T, string) {
	return files(pattern, func(path string) error { return os.WriteFile(path, []byte(text), 0o600) })
}
