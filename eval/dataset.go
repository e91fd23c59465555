package eval

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Dataset is questions over documents. The documents stay on disk: Dir is a
// folder that ingest takes as it is.
type Dataset struct {
	Dir       string
	Name      string
	Questions []Question // in the order of queries.jsonl
	Docs      int        // documents of corpus.jsonl, or files under docs/
	Corpus    string     // hash of the documents: what a collection is keyed by
	Hash      string     // of documents, questions and evidence
	Notes     []string   // what could not be used, and why
}

// The files of a dataset.
const (
	queriesFile = "queries.jsonl"
	corpusFile  = "corpus.jsonl"
	docsFolder  = "docs"
	qrelsFile   = "qrels/test.tsv"
)

// ErrNoDataset is returned for a folder without questions or documents.
var ErrNoDataset = errors.New("no dataset: it takes queries.jsonl, and corpus.jsonl or docs/")

// maxLine bounds one line of a dataset's files.
const maxLine = 256 << 20

// Open reads a dataset's questions and evidence, and hashes its documents.
// Evidence in documents that the dataset does not hold is left out and noted.
func Open(dir string) (*Dataset, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	d := &Dataset{Dir: abs, Name: filepath.Base(abs)}
	ids, err := d.scanDocuments()
	if err != nil {
		return nil, fmt.Errorf("read dataset %s: %w", dir, err)
	}
	grades, err := readQrels(filepath.Join(abs, filepath.FromSlash(qrelsFile)))
	if err != nil {
		return nil, fmt.Errorf("read dataset %s: %w", dir, err)
	}
	if err := d.readQuestions(ids, grades); err != nil {
		return nil, fmt.Errorf("read dataset %s: %w", dir, err)
	}
	return d, nil
}

// scanDocuments collects the ids of the documents and hashes them.
func (d *Dataset) scanDocuments() (known, error) {
	ids := known{}
	sum := sha256.New()
	add := func(id string) { ids[id] = true }
	err := scanCorpus(filepath.Join(d.Dir, corpusFile), sum, add)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	missing := err != nil
	err = scanFolder(d.Dir, sum, add)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if missing && err != nil {
		return nil, ErrNoDataset
	}
	d.Docs, d.Corpus = len(ids), hex.EncodeToString(sum.Sum(nil))
	return ids, nil
}

func scanCorpus(name string, sum hash.Hash, add func(string)) error {
	return eachLine(name, func(n int, line []byte) error {
		var doc struct {
			ID string `json:"_id"`
		}
		if err := json.Unmarshal(line, &doc); err != nil {
			return fmt.Errorf("%s line %d: %w", corpusFile, n, err)
		}
		if doc.ID == "" {
			return fmt.Errorf(`%s line %d: a document needs "_id"`, corpusFile, n)
		}
		sum.Write(line)
		sum.Write([]byte{'\n'})
		add(doc.ID)
		return nil
	})
}

// scanFolder adds the files under docs/, each with the id that ingest gives it.
func scanFolder(dir string, sum hash.Hash, add func(string)) error {
	return fs.WalkDir(os.DirFS(dir), docsFolder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		defer f.Close()
		fmt.Fprintf(sum, "\x00%s\x00", name)
		add(name)
		_, err = io.Copy(sum, f)
		return err
	})
}

// readQrels reads BEIR's tab-separated judgements: a header, then query,
// document, grade. A dataset without them has no such file.
func readQrels(name string) (map[string]map[string]int, error) {
	grades := map[string]map[string]int{}
	err := eachLine(name, func(n int, line []byte) error {
		f := strings.Split(strings.TrimSuffix(string(line), "\r"), "\t")
		if n == 1 && len(f) > 0 && (f[0] == "query-id" || f[0] == "query_id") {
			return nil
		}
		if len(f) != 3 {
			return fmt.Errorf("%s line %d: want query, document and grade with tabs between", qrelsFile, n)
		}
		grade, err := strconv.Atoi(strings.TrimSpace(f[2]))
		if err != nil {
			return fmt.Errorf("%s line %d: grade %q is no whole number", qrelsFile, n, f[2])
		}
		if grades[f[0]] == nil {
			grades[f[0]] = map[string]int{}
		}
		grades[f[0]][f[1]] = grade
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return grades, nil
	}
	return grades, err
}

// readQuestions reads queries.jsonl and joins the evidence.
func (d *Dataset) readQuestions(ids known, grades map[string]map[string]int) error {
	sum := sha256.New()
	io.WriteString(sum, d.Corpus)
	seen, blank := map[string]bool{}, 0
	var unknown []string
	err := eachLine(filepath.Join(d.Dir, queriesFile), func(n int, line []byte) error {
		sum.Write(line)
		q, err := parseQuestion(line, grades)
		if err != nil {
			return fmt.Errorf("%s line %d: %w", queriesFile, n, err)
		}
		if seen[q.ID] {
			return fmt.Errorf("%s line %d: id %q stands twice", queriesFile, n, q.ID)
		}
		seen[q.ID] = true
		if strings.TrimSpace(q.Text) == "" {
			blank++
			return nil
		}
		unknown = append(unknown, q.settle(ids)...)
		hashGrades(sum, q)
		d.Questions = append(d.Questions, q)
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoDataset
	}
	if blank > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%d questions have no text, and are left out", blank))
	}
	if len(unknown) > 0 {
		d.Notes = append(d.Notes, unknownNote(unknown, ids))
	}
	d.Hash = hex.EncodeToString(sum.Sum(nil))
	return err
}

func hashGrades(w io.Writer, q Question) {
	for _, id := range slices.Sorted(maps.Keys(q.Grades)) {
		fmt.Fprintf(w, "\x00%s\x00%s\x00%d", q.ID, id, q.Grades[id])
	}
}

// eachLine calls fn for every line that is not blank, counted from 1.
func eachLine(name string, fn func(n int, line []byte) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	for n := 1; lines.Scan(); n++ {
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 {
			if err := fn(n, line); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}
