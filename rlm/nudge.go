package rlm

import (
	"fmt"
	"strconv"
	"strings"

	"funnel/rlm/model"
	"funnel/rlm/python"
)

// nudge says something new to a model that made no progress: the text depends on the
// kind, on how often it was needed, and on what is not read yet.
func (r *reader) nudge(kind string, d nudgeData) string {
	r.nudged[kind]++
	d.Times = r.nudged[kind]
	d.Abstention = Abstention
	d.Left = r.leftLine()
	d.Names = r.variableNames()
	d.Start = "`for d, t in zip(docs, context): print(d.id, len(t), t[:200])`"
	if r.task.Tools {
		d.Start = "`for h in search(question): print(h.doc, h.start, h.text[:200])`"
	}
	d.Unread, d.UnreadID = "the rest of the documents", "docs[0].id"
	for _, doc := range r.docs {
		if !r.opened[doc.ID] {
			d.Unread = fmt.Sprintf("%s (%s)", doc.ID, clip(doc.Title, 60))
			d.UnreadID = strconv.Quote(doc.ID)
			break
		}
	}
	r.step.Error = kind
	return "Host: " + r.prompts.render(kind, d)
}

// leftLine says what is left of the budget.
func (r *reader) leftLine() string {
	left := r.meter.left().minus(r.keep)
	return fmt.Sprintf("%d turns, %d calls and %d tokens are left", max(left.steps, 0), max(left.calls, 0), max(left.tokens, 0))
}

// The small profile is for windows up to smallWindow tokens: system prompt and first
// message together take smallPrompt bytes at most, unless the question is long.
const (
	smallWindow = 8192
	smallPrompt = 4096
)

func (r *reader) small() bool { return r.talk.window <= smallWindow }

// firstMessage fills what the first message says of the environment.
func (r *reader) firstMessage() firstData {
	texts, passages := r.contextList.Items(), r.task.Passages
	d := firstData{Question: r.question, Collection: r.task.Collection, All: r.task.All && r.depth == 0}
	if r.depth == 0 {
		d.Instruction, d.Short = r.task.Instruction, r.task.Short
	}
	bytes, listed := 0, listedDocs
	if r.small() {
		listed /= 2
	}
	for i, doc := range r.docs {
		bytes += doc.Bytes
		if i < listed {
			d.Listed = append(d.Listed, fmt.Sprintf("%s · %s · %s", clip(doc.ID, 80), clip(oneSpaced(doc.Title), 60), size(doc.Bytes)))
		}
	}
	d.More = max(0, len(r.docs)-listed)
	d.Docs, d.Size = plural(len(texts), "text"), size(bytes)
	if r.depth == 0 {
		d.Passages, d.PassagesLeft = passageLines(r.question, r.inCharacters(passages, texts), r.passageRoom(d))
		for _, p := range passages[:len(d.Passages)] {
			r.shown[p.Doc] = true
		}
	}
	return d
}

// passageRoom is how many tokens of passages the first message has room for.
func (r *reader) passageRoom(d firstData) int {
	room := r.talk.window / passageShare
	if r.small() {
		used := len(r.talk.system) + len(r.prompts.render("first.tmpl", d)) + 200
		room = min(room, (smallPrompt-used)/4)
	}
	return room
}

// inCharacters gives passages the positions that programs count in.
func (r *reader) inCharacters(passages []model.Passage, texts []python.Value) []model.Passage {
	at := map[string]*positions{}
	for i, d := range r.docs[:min(len(r.docs), len(texts))] {
		at[d.ID] = newPositions(python.Text(texts[i]))
	}
	out := append([]model.Passage(nil), passages...)
	for i, p := range out {
		if pos := at[p.Doc]; pos != nil {
			out[i].Start, out[i].End = pos.char(p.Start), pos.char(p.End)
		}
	}
	return out
}

// listedDocs is how many documents the first message lists.
const listedDocs = 8

// passageLines renders what fits the question best of each passage on one line, until
// limit tokens are used.
func passageLines(question string, passages []model.Passage, limit int) (lines []string, left int) {
	used := 0
	for i, p := range passages {
		line := p.Doc
		if p.Heading != "" {
			line += " § " + clip(oneSpaced(p.Heading), 100)
		}
		line += fmt.Sprintf(" [%d:%d] ", p.Start, p.End) + clip(oneSpaced(excerpt(p.Text, question, passageChars)), passageChars)
		if used += model.Tokens(line) + 1; used > limit {
			return lines, len(passages) - i
		}
		lines = append(lines, line)
	}
	return lines, 0
}

// passageChars is how much of a passage the first message shows.
const passageChars = 300

func oneSpaced(s string) string { return strings.Join(strings.Fields(s), " ") }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// size renders a number of bytes.
func size(n int) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1000:
		return fmt.Sprintf("%d kB", n/1000)
	}
	return fmt.Sprintf("%d bytes", n)
}
