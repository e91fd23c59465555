package eval

import (
	"context"
	"testing"

	"funnel/rlm/model"
)

// windowed is a model with another window.
type windowed struct {
	chat   model.Chat
	window int
}

func (w windowed) Chat(ctx context.Context, req model.Request) (model.Response, error) {
	return w.chat.Chat(ctx, req)
}

func (w windowed) Info() model.Info {
	info := w.chat.Info()
	info.Window = w.window
	return info
}

// TestDirectFollowsTheWindow: documents in file order are right as far as the
// window reaches, and no further. What the prompt's frame and the answer take
// is left open between half of the window and all of it.
func TestDirectFollowsTheWindow(t *testing.T) {
	chat := &windowed{chat: model.Builtin()}
	s := newStand(t, "../testdata/saltern", chat)
	before := s.reach(t)
	last := -1
	for _, window := range []int{4_000, 8_000, 16_000, 32_000} {
		chat.window = window
		right := 0
		for k, r := range s.results(t, t.TempDir(), RunOptions{Arms: arms(t, "direct"), Perfect: true, Seed: 1}) {
			q := s.question(k.question)
			if q.Unanswerable() {
				continue
			}
			ok := r.Grades[GradeCorrect] == 1
			right += int(unit(ok))
			first, end := 0, 0 // tokens up to where the last evidence begins and ends
			for _, p := range q.Pieces() {
				first, end = max(first, before[p[0].Doc][0]), max(end, before[p[0].Doc][1])
			}
			if ok && first > window || !ok && len(q.Evidence) == len(q.Pieces()) && end < window/2 {
				t.Errorf("window %d, question %s: right is %v, evidence within %d to %d tokens", window, q.ID, ok, first, end)
			}
		}
		t.Logf("window %d: %d right", window, right)
		if right <= last {
			t.Errorf("%d right in a window of %d, %d in a smaller one", right, window, last)
		}
		last = right
	}
}

// reach gives for each document the tokens before it in file order, and up to
// its end.
func (s *stand) reach(t *testing.T) map[string][2]int {
	t.Helper()
	list, err := s.docs.List(t.Context(), "", 10_000)
	if err != nil {
		t.Fatal(err)
	}
	at, sum := map[string][2]int{}, 0
	for _, info := range list {
		d, err := s.docs.Document(t.Context(), info.ID)
		if err != nil {
			t.Fatal(err)
		}
		n := model.Tokens(d.Text)
		at[info.ID] = [2]int{sum, sum + n}
		sum += n
	}
	return at
}
