package store

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

var update = flag.Bool("update", false, "write testdata anew")

// rawDB opens a file without the store.
func rawDB(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func execute(t *testing.T, db *sql.DB, script string) {
	t.Helper()
	if _, err := db.Exec(script); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	database := func(script string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			db := rawDB(t, path)
			execute(t, db, script)
			db.Close()
		}
	}
	file := func(contents string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(contents), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name  string
		setup func(t *testing.T, path string)
		path  string
		opts  Options
		want  error
	}{
		{"newer", database(fmt.Sprintf("CREATE TABLE t (x); PRAGMA user_version = 999; PRAGMA application_id = %d", applicationID)), "a.db", Options{}, ErrNewer},
		{"foreign", database("CREATE TABLE t (x)"), "a.db", Options{}, ErrForeign},
		{"foreign version", database("PRAGMA user_version = 3"), "a.db", Options{}, ErrForeign},
		{"not a database", file(strings.Repeat("This is no database. ", 500)), "a.db", Options{}, ErrForeign},
		{"older, read-only", database(fmt.Sprintf("PRAGMA application_id = %d", applicationID)), "a.db", Options{ReadOnly: true}, ErrReadOnly},
		{"missing, read-only", nil, "a.db", Options{ReadOnly: true}, os.ErrNotExist},
		{"no folder", nil, "no/a.db", Options{}, os.ErrNotExist},
		{"a folder", nil, ".", Options{}, ErrCannotOpen},
		{"NUL", nil, "a\x00.db", Options{}, ErrCannotOpen},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), tt.path)
			if tt.setup != nil {
				tt.setup(t, path)
			}
			before, _ := os.ReadFile(path)
			s, err := Open(t.Context(), path, tt.opts)
			if err == nil {
				s.Close()
			}
			var typed *Error
			if !errors.Is(err, tt.want) || !errors.As(err, &typed) || typed.Hint() == "" {
				t.Fatalf("got %v, want %v with a hint", err, tt.want)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestReadOnlyRefusesWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	c := create(t, openTest(t, path, Options{}), "c")
	apply(t, c, []*Document{doc("a", "x")})
	ro := openTest(t, path, Options{ReadOnly: true})
	rc, err := ro.Collection(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rc.Apply(t.Context(), []*Document{doc("b", "x")}, nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("apply: %v", err)
	}
	if err := ro.CachePut(t.Context(), "k", nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("cache: %v", err)
	}
	if d, err := rc.Document(t.Context(), "a"); err != nil || d.Text != "x" {
		t.Errorf("read: %v, %v", d, err)
	}
}

func TestFullDisk(t *testing.T) {
	c := testCollection(t)
	apply(t, c, []*Document{doc("a", "x")})
	limit := func(pages int) {
		err := c.s.docs.do(t.Context(), "limit", func(tx *tx) error {
			_, err := tx.w.conn.ExecContext(tx.ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // means: as large as it is
	_, err := c.Apply(t.Context(), []*Document{doc("b", "y"), doc("big", strings.Repeat("x", 1<<20))}, []string{"a"})
	var typed *Error
	if !errors.Is(err, ErrFull) || !errors.As(err, &typed) || typed.Hint() == "" {
		t.Fatalf("got %v", err)
	}
	if changes, err := c.Changes(t.Context(), 0, 0); err != nil || len(changes) != 1 {
		t.Errorf("changes %v, %v", changes, err)
	}
	limit(1 << 20)
	if a := apply(t, c, []*Document{doc("b", "y")}); a.Seq != 2 {
		t.Errorf("afterwards: %+v", a)
	}
}

func TestMigrations(t *testing.T) {
	for _, tt := range []struct {
		files []string
		ok    bool
	}{
		{[]string{"0001"}, true}, {[]string{"0001", "0002"}, true}, {[]string{"0002"}, false}, {[]string{"0001", "0003"}, false},
	} {
		fsys := fstest.MapFS{}
		for _, f := range tt.files {
			fsys["migrations/"+f+".sql"] = &fstest.MapFile{Data: []byte(f)}
		}
		if got, err := migrations(fsys); (err == nil) != tt.ok || tt.ok && !reflect.DeepEqual(got, tt.files) {
			t.Errorf("%v: %v, %v", tt.files, got, err)
		}
	}
}

func TestMigrateAllOrNothing(t *testing.T) {
	s := testStore(t)
	first, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	bad := append(first, "CREATE TABLE extra (x); INSERT INTO extra VALUES (1)", "CREATE TABLE extra2 (y); nonsense")
	if err := s.migrate(t.Context(), bad); err == nil {
		t.Fatal("nonsense was accepted")
	}
	if v, _, _, err := s.version(t.Context()); err != nil || v != len(first) {
		t.Errorf("version %d, %v", v, err)
	}
	if err := s.migrate(t.Context(), bad[:len(first)+1]); err != nil {
		t.Fatal(err)
	}
	var x int
	if err := s.readers.row(t.Context(), "SELECT x FROM extra", nil, []any{&x}); err != nil || x != 1 {
		t.Errorf("extra %d, %v", x, err)
	}
}

// TestVersion1 opens a database that version 1 wrote. testdata/v1.sql must
// never change; later versions add files beside it.
func TestVersion1(t *testing.T) {
	golden := filepath.Join("testdata", "v1.sql")
	docs := []*Document{
		{ID: "a", Title: "A", Text: "# One\nzwei\n", Kind: "markdown", Source: "/a", Hash: "h", Metadata: map[string]any{"k": "v"},
			Outline: []Heading{{1, "heading", "One", 0, 11}}, Chunks: []Chunk{{Start: 0, End: 6, Heading: "One"}, {Start: 6, End: 11, Heading: "One"}}},
		{ID: "empty", Hash: "e"},
	}
	if *update {
		writeVersion1(t, golden, docs)
	}
	script, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "v1.db")
	db := rawDB(t, path)
	execute(t, db, string(script))
	db.Close()
	s := openTest(t, path, Options{})
	c, err := s.Collection(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range docs {
		got, err := c.Document(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		expectDocument(t, got, d, int64(i+1))
	}
	if changes, err := c.Changes(t.Context(), 2, 0); err != nil || !reflect.DeepEqual(changes, []Change{{4, "gone", true, 0, 1}}) {
		t.Errorf("tombstone: %v, %v", changes, err)
	}
	if got := vectorsOf(t, c, "fp", 0); !reflect.DeepEqual(got, []gotVector{{"a", 0, 1, 1}, {"a", 1, 1, 2}}) {
		t.Errorf("vectors: %v", got)
	}
	if v, ok, err := s.CacheGet(t.Context(), "k"); string(v) != "value" || !ok || err != nil {
		t.Errorf("cache: %q, %v, %v", v, ok, err)
	}
	if steps, err := s.Steps(t.Context(), "r"); len(steps) != 1 || err != nil {
		t.Errorf("steps: %v, %v", steps, err)
	}
}

func writeVersion1(t *testing.T, golden string, docs []*Document) {
	path := filepath.Join(t.TempDir(), "new.db")
	s := openTest(t, path, Options{})
	c := create(t, s, "c")
	apply(t, c, append(docs[:len(docs):len(docs)], doc("gone", "x")))
	apply(t, c, nil, "gone")
	embedAll(t, c, "fp", 10, 3)
	err := errors.Join(s.CachePut(t.Context(), "k", []byte("value")), s.BeginRun(t.Context(), Run{ID: "r", Started: time.Unix(1, 0)}),
		s.PutStep(t.Context(), Step{Run: "r", ID: 1}), s.PutCall(t.Context(), Call{Run: "r", ID: 1}), c.SetSetting(t.Context(), "chunker", "x"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(golden, []byte(dump(t, rawDB(t, path))), 0o644); err != nil {
		t.Fatal(err)
	}
}

// dump writes a database as SQL.
func dump(t *testing.T, db *sql.DB) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "PRAGMA application_id = %d;\nPRAGMA user_version = 1;\n", applicationID)
	schema := `SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid`
	inserts := `SELECT 'SELECT ''INSERT INTO ' || m.name || ' VALUES ('' || ' || group_concat('quote(' || c.name || ')', ' || '', '' || ') || ' || '');'' FROM ' || m.name || ' ORDER BY 1'
		FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY m.rowid ORDER BY m.rowid`
	queries := append([]string{schema}, lines(t, db, inserts)...)
	for _, q := range queries {
		for _, line := range lines(t, db, q) {
			fmt.Fprintln(&b, line)
		}
	}
	return b.String()
}

func lines(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	list, err := collect(t.Context(), db, scanOne[string], query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return list
}

func TestCheckFindsDamage(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"text cut", "UPDATE texts SET data = substr(data, 2) WHERE id = 1 << 14"},
		{"text changed", "UPDATE texts SET data = CAST(replace(data, 'one', 'eno') AS BLOB)"},
		{"text lost", "DELETE FROM texts"},
		{"text of nobody", "INSERT INTO texts VALUES (99 << 14, x'00')"},
		{"structure lost", "DELETE FROM structure"},
		{"spans cut", "UPDATE structure SET spans = substr(spans, 1, 2)"},
		{"hash lost", "UPDATE structure SET hashes = substr(hashes, 17)"},
		{"sequence turned back", "UPDATE sequence SET last = 0"},
		{"vector lost", "DELETE FROM vector_blocks"},
		{"vector cut", "UPDATE vector_blocks SET data = substr(data, 5)"},
		{"vector unknown", "DELETE FROM vectors"},
		{"no such collection", "PRAGMA foreign_keys = 0; DELETE FROM collections"},
		{"outline not JSON", "UPDATE structure SET outline = '['"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.db")
			s, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			c := create(t, s, "c")
			apply(t, c, []*Document{doc("a", "one\ntwo")})
			embedAll(t, c, "fp", 9, 2)
			if err := s.Check(t.Context()); err != nil {
				t.Fatalf("before: %v", err)
			}
			execute(t, rawDB(t, path), tt.script)
			if err := s.Check(t.Context()); !errors.Is(err, ErrDamaged) {
				t.Errorf("got %v", err)
			}
		})
	}
}
