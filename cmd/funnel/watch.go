package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"funnel/funnel"
	"funnel/rlm"
	"funnel/rlm/model"
)

// watch shows people on stderr what becomes of their question: the answer from the
// passages as it comes, and the reader's turns with their sub-calls as a tree that
// grows. On a terminal a line at the bottom says what is going on; elsewhere there are
// whole lines only. With --quiet or --json there is nothing.
func (a *app) watch(e *funnel.Engine) {
	if a.quiet || a.json {
		return
	}
	terminal := isTerminal(a.stderr)
	v := &view{out: a.stderr, terminal: terminal, paint: paint(terminal && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"),
		depth: map[int]int{}, ended: map[int]string{}}
	e.Watch, e.Say = v.watch(), locked(v, v.remark)
}

// watch tells v of an answer on its way.
func (v *view) watch() funnel.Watch {
	return funnel.Watch{
		Draft: locked(v, v.draft), Judged: locked(v, v.judged), Step: locked(v, v.step), Call: locked(v, v.call),
		Done: func() { locked(v, func(struct{}) { v.end() })(struct{}{}) },
	}
}

// locked is show, one at a time with all else that v shows.
func locked[T any](v *view, show func(T)) func(T) {
	return func(what T) {
		v.mu.Lock()
		defer v.mu.Unlock()
		show(what)
	}
}

// view is what is shown of one question.
type view struct {
	out      io.Writer
	terminal bool
	paint    paint
	mu       sync.Mutex

	line   strings.Builder // of the draft: what has no end yet
	open   bool            // the cursor is behind a piece of a line
	words  bool            // the draft has begun
	status bool            // the bottom line is shown
	flying int             // calls that have begun and not ended
	depth  map[int]int     // of steps
	begun  []int           // calls whose lines are still to come, in the order in which they began
	ended  map[int]string  // the lines of those of them that have ended
}

// draft shows a piece of the answer from the passages.
func (v *view) draft(d model.Delta) {
	if d == (model.Delta{}) {
		v.end()
		v.words = false
		v.bottom("asking the model…")
		return
	}
	if d.Text == "" {
		v.bottom("the model is thinking…")
		return
	}
	if !v.words {
		v.words = true
		v.say("provisional, not checked yet:")
	}
	text := printable(d.Text)
	if v.terminal {
		v.clear()
		fmt.Fprint(v.out, v.paint.dim(text))
		v.open = !strings.HasSuffix(text, "\n")
		return
	}
	v.line.WriteString(text)
	whole, rest := cutLast(v.line.String())
	if whole != "" {
		v.line.Reset()
		v.line.WriteString(rest)
		fmt.Fprintln(v.out, indent(whole, "  "))
	}
}

// cutLast splits text after its last line end.
func cutLast(text string) (whole, rest string) {
	if i := strings.LastIndexByte(text, '\n'); i >= 0 {
		return text[:i], text[i+1:]
	}
	return "", text
}

// end ends the line of the draft.
func (v *view) end() {
	if rest := v.line.String(); strings.TrimSpace(rest) != "" {
		fmt.Fprintln(v.out, indent(rest, "  "))
	}
	v.line.Reset()
	v.clear()
	if v.open {
		fmt.Fprintln(v.out)
		v.open = false
	}
}

// judged says what became of the provisional answer.
func (v *view) judged(stands bool) {
	if stands {
		v.say("confirmed: its quotes are in the documents and carry it")
		return
	}
	v.say("not confirmed: no quote carries it; the reader goes on, and its answer replaces this one")
}

// say writes a line of its own.
func (v *view) say(line string) {
	v.end()
	fmt.Fprintln(v.out, v.paint.dim(printable(line)))
}

// remark writes what the engine has to say.
func (v *view) remark(line string) {
	v.end()
	fmt.Fprintln(v.out, printable(line))
}

// step shows a turn of a reader.
func (v *view) step(s rlm.Step) {
	v.flush(true)
	v.depth[s.ID] = s.Depth
	pad := strings.Repeat("│ ", s.Depth)
	if s.Ended.IsZero() {
		v.say(fmt.Sprintf("%s┬ turn %d", pad, s.N))
		v.bottom("the model writes a program…")
		return
	}
	what := fmt.Sprintf("%s└ %s, %d → %d tokens", pad, took(s.Started, s.Ended), s.PromptTokens, s.CompletionTokens)
	if s.Error != "" {
		first, _, _ := strings.Cut(strings.TrimSpace(s.Error), "\n")
		what += ": " + clip(first, 60)
	}
	v.say(what)
}

// call shows what a program calls: sub-calls and searches, when they have ended, in the
// order in which they began.
func (v *view) call(c rlm.Call) {
	if c.Kind == string(model.Root) || c.Kind == string(model.Plan) {
		return
	}
	if c.Ended.IsZero() {
		v.begun = append(v.begun, c.ID)
		v.flying++
		v.bottom(fmt.Sprintf("%s in flight…", count(v.flying, "call")))
		return
	}
	v.flying--
	pad := strings.Repeat("│ ", v.depth[c.Step])
	what := fmt.Sprintf("%s├ %s %s", pad, c.Kind, took(c.Started, c.Ended))
	if c.PromptTokens > 0 {
		what += fmt.Sprintf(", %d → %d tokens", c.PromptTokens, c.CompletionTokens)
	}
	if c.Cached {
		what += ", known already"
	}
	if c.Error != "" {
		what += ": " + clip(strings.Join(strings.Fields(c.Error), " "), 60)
	}
	v.ended[c.ID] = what
	v.flush(false)
	if v.flying > 0 {
		v.bottom(fmt.Sprintf("%s in flight…", count(v.flying, "call")))
	}
}

// flush shows the calls that have ended, up to the first that has not, or all.
func (v *view) flush(all bool) {
	left := v.begun[:0]
	for i, id := range v.begun {
		line, ok := v.ended[id]
		if !ok && !all {
			left = append(left, v.begun[i:]...)
			break
		}
		if !ok {
			left = append(left, id)
			continue
		}
		delete(v.ended, id)
		v.say(line)
	}
	v.begun = left
}

func took(from, to time.Time) string {
	return fmt.Sprintf("%.1f s", to.Sub(from).Seconds())
}

// bottom shows what is going on, on a terminal, until something else is shown.
func (v *view) bottom(what string) {
	if !v.terminal || v.open {
		return
	}
	v.clear()
	fmt.Fprint(v.out, v.paint.dim(what))
	v.status = true
}

// clear takes the bottom line away.
func (v *view) clear() {
	if v.status {
		fmt.Fprint(v.out, "\r\x1b[K")
		v.status = false
	}
}
