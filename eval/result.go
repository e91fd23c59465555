package eval

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"funnel/funnel"
)

// Result is one answer to one question in one arm: a line of results.jsonl.
type Result struct {
	Question  string        `json:"question"`
	Arm       string        `json:"arm"`
	Repeat    int           `json:"repeat"` // from 0
	Status    funnel.Status `json:"status,omitempty"`
	Stop      string        `json:"stop,omitempty"`
	Answer    string        `json:"answer"`
	Short     string        `json:"short,omitempty"` // the bare value, where the model gave one
	Error     string        `json:"error,omitempty"`
	Grades    Grades        `json:"grades"`
	Judged    *bool         `json:"judged,omitempty"` // by the judge model, where there is one
	Citations []Cited       `json:"citations,omitempty"`
	Delivered Delivered     `json:"delivered"`
	Stages    *StageCounts  `json:"stages,omitempty"` // of arms that begin with a search
	Lost      Loss          `json:"lost,omitempty"`
	Cost      Cost          `json:"cost"`
	Notices   []string      `json:"notices,omitempty"`
	Run       string        `json:"run"`
	Times     Times         `json:"times"`
}

// Cited is a citation with what is known of it.
type Cited struct {
	Doc       string         `json:"doc"`
	Start     int            `json:"start"`
	End       int            `json:"end"`
	Quote     string         `json:"quote"` // its beginning
	Quoted    bool           `json:"quoted"`
	Supported funnel.Support `json:"supported"`
	Gold      bool           `json:"gold"` // it overlaps gold evidence
}

// Delivered is how much of the gold evidence stood in prompts.
type Delivered struct {
	Pieces   int `json:"pieces"`
	Seen     int `json:"seen"`     // in any prompt of the question
	Together int `json:"together"` // most that stood in one prompt
}

// StageCounts are pieces of evidence, by where a document that holds them is in
// the arm's first search.
type StageCounts struct {
	Candidates int `json:"candidates"`
	Shortlist  int `json:"shortlist"`
	In8k       int `json:"in_8k"` // within so many tokens of the shortlist's documents
	In32k      int `json:"in_32k"`
	In128k     int `json:"in_128k"`
}

// Cost is what an answer took, as if nothing were cached.
type Cost struct {
	Calls      int `json:"calls"`
	SubCalls   int `json:"sub_calls"`
	Searches   int `json:"searches"`
	Steps      int `json:"steps"`
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Docs       int `json:"docs_read"`
}

// Times are the only part of a result that differs between runs: how long it
// took, and what was not asked again because the cache knew it. Of an answer
// with cached calls Seconds is too short.
type Times struct {
	Seconds          float64 `json:"seconds"`         // of the pipeline, its models included
	Harness          float64 `json:"harness_seconds"` // of looking on, measuring, grading and writing
	Model            float64 `json:"model_seconds"`
	CachedCalls      int     `json:"cached_calls"`
	CachedPrompt     int     `json:"cached_prompt_tokens"`
	CachedCompletion int     `json:"cached_completion_tokens"`
}

// key tells results apart.
type key struct {
	question, arm string
	repeat        int
}

func (r *Result) key() key { return key{r.Question, r.Arm, r.Repeat} }

// readResults reads what was finished. A last line that was cut, by a kill for
// instance, is left out, and keep says how many bytes are whole lines.
func readResults(name string) (list []Result, keep int64, err error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<20)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return list, keep, nil
		}
		if err != nil {
			return nil, 0, fmt.Errorf("read %s: %w", name, err)
		}
		var r Result
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, 0, fmt.Errorf("read %s line %d: %w", name, n, err)
		}
		list = append(list, r)
		keep += int64(len(line))
	}
}
