package eval

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"funnel/funnel"
)

// Manifest is what a run was made with. Two runs with the same Key answer the
// same questions under the same conditions.
type Manifest struct {
	Schema   int          `json:"schema"`
	Version  string       `json:"version"` // of the program
	Dataset  DatasetInfo  `json:"dataset"`
	Model    ModelInfo    `json:"model"`
	Sub      *ModelInfo   `json:"sub_model,omitempty"`
	Judge    *JudgeInfo   `json:"judge,omitempty"`
	Embedder string       `json:"embedder"`
	Arms     []Arm        `json:"arms"`
	Shared   funnel.Query `json:"shared"` // what all arms share
	Seed     uint64       `json:"seed"`
	Repeat   int          `json:"repeat"`
	Asked    []string     `json:"asked"` // ids of the questions, in the order of the dataset or the sample
	Notes    []string     `json:"notes,omitempty"`
	Started  time.Time    `json:"started"`
}

// DatasetInfo names a dataset.
type DatasetInfo struct {
	Name      string `json:"name"`
	Hash      string `json:"hash"`
	Docs      int    `json:"docs"`
	Questions int    `json:"questions"`
}

// ModelInfo names a model.
type ModelInfo struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
	Window int    `json:"window"`
}

// JudgeInfo names a judge, with what it is asked and how far it can be trusted.
type JudgeInfo struct {
	ModelInfo
	Prompt    string     `json:"prompt"`
	Agreement *Agreement `json:"agreement,omitempty"`
}

func (r *running) newManifest() *Manifest {
	info := r.engine.Chat.Info()
	m := &Manifest{
		Schema: 1, Version: r.options.Version, Embedder: r.engine.Embedder, Arms: r.options.Arms, Shared: r.options.Query,
		Dataset: DatasetInfo{r.dataset.Name, r.dataset.Hash, r.dataset.Docs, len(r.dataset.Questions)},
		Model:   ModelInfo{info.Name, info.Digest, info.Window},
		Seed:    r.options.Seed, Repeat: r.options.Repeat, Notes: slices.Clone(r.dataset.Notes), Started: r.options.Now().UTC(),
	}
	if r.options.Perfect {
		m.Model = ModelInfo{perfectName, perfectDigest, info.Window}
		if left := len(r.dataset.Questions) - len(chosen(r.dataset, RunOptions{Perfect: true})); left > 0 {
			m.Notes = append(m.Notes, fmt.Sprintf("%d questions whose evidence or answer is unknown are not asked: the perfect leaf could not know them", left))
		}
	} else if r.engine.Sub != nil {
		s := r.engine.Sub.Info()
		m.Sub = &ModelInfo{s.Name, s.Digest, s.Window}
	}
	if r.options.Judge != nil {
		j := r.options.Judge.Chat.Info()
		m.Judge = &JudgeInfo{ModelInfo{j.Name, j.Digest, j.Window}, judgePrompt, r.options.Judge.Agreement}
	}
	for _, q := range r.questions {
		m.Asked = append(m.Asked, q.ID)
	}
	return m
}

// fingerprint is a hash of the conditions: everything but how much is asked.
func (m *Manifest) fingerprint() string {
	c := *m
	c.Started, c.Arms, c.Repeat, c.Asked, c.Notes = time.Time{}, nil, 0, nil, nil
	if c.Judge != nil {
		c.Judge = &JudgeInfo{c.Judge.ModelInfo, c.Judge.Prompt, nil}
	}
	raw, err := json.Marshal(c)
	if err != nil {
		raw = fmt.Append(raw, err) // strings, numbers and maps of them: cannot fail
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// OtherRunError is returned when a folder holds a run under other conditions.
type OtherRunError struct {
	Dir  string
	What string // that differs
}

func (e *OtherRunError) Error() string {
	return fmt.Sprintf("%s holds a run with another %s", e.Dir, e.What)
}

// Hint says what to do.
func (e *OtherRunError) Hint() string {
	return "name another folder with --out, or remove that one; a run goes on only with the settings it began with"
}

// differs names the first condition that is not the same.
func (m *Manifest) differs(old *Manifest) string {
	switch {
	case m.Dataset != old.Dataset:
		return "dataset"
	case m.Model != old.Model:
		return "model"
	case m.Embedder != old.Embedder:
		return "embedder"
	case m.Seed != old.Seed:
		return "seed"
	case m.Version != old.Version:
		return "version of the program"
	case m.fingerprint() != old.fingerprint():
		return "budget, sub-model or judge"
	}
	for _, a := range m.Arms {
		for _, b := range old.Arms {
			if a.Name == b.Name && fmt.Sprintf("%+v", a) != fmt.Sprintf("%+v", b) {
				return "setting of arm " + a.Name
			}
		}
	}
	return ""
}

// ReadManifest reads a run's manifest.
func ReadManifest(dir string) (*Manifest, error) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return nil, err
	}
	m := &Manifest{}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, manifestFile), err)
	}
	return m, nil
}

// settle takes over what an earlier run in dir asked beyond this one: more
// arms, questions or repeats extend a run.
func (m *Manifest) settle(dir string) error {
	old, err := ReadManifest(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if what := m.differs(old); what != "" {
		return &OtherRunError{dir, what}
	}
	if m.Judge != nil && m.Judge.Agreement == nil {
		m.Judge.Agreement = old.Judge.Agreement
	}
	m.Started, m.Repeat = old.Started, max(m.Repeat, old.Repeat)
	arms := old.Arms
	for _, a := range m.Arms {
		if !slices.ContainsFunc(arms, func(b Arm) bool { return a.Name == b.Name }) {
			arms = append(arms, a)
		}
	}
	m.Arms, m.Asked = arms, distinct(append(old.Asked, m.Asked...))
	return nil
}

func (m *Manifest) bytes() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(m)
	return b.Bytes(), err
}
