package rlm

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"funnel/rlm/model"
)

// coder solves the tasks of the probe by programs.
func coder(r model.Request) (string, error) {
	q := r.Parts.Question
	finish := "\nanswer['ready'] = True"
	if r.Parts.Turn == 1 {
		return asBlock("for h in search(question, k=5):\n    print(h.doc, h.text)\nprint(len(find(pattern='harbour')), list(grep('painted')))"), nil
	}
	switch {
	case strings.Contains(q, "together"):
		return asBlock("answer['content'] = str(12 + 5)" + finish), nil
	case strings.Contains(q, "pump cost"):
		return asBlock("answer['content'] = '12 crowns ' + cite('It costs 12 crowns.')" + finish), nil
	case strings.Contains(q, "chairs"):
		return asBlock("answer['content'] = 'Mara Quist ' + cite('Mara Quist chairs the board')" + finish), nil
	case strings.Contains(q, "harbour"):
		return asBlock("answer['content'] = str(len(find(pattern='harbour')))" + finish), nil
	}
	return asBlock("answer['content'] = 'The documents do not say.'" + finish), nil
}

func TestProbe(t *testing.T) {
	for name, tt := range map[string]struct {
		answer func(model.Request) (string, error)
		right  int
		way    Way
	}{
		"a coder":     {coder, 5, WayCode},
		"only prose":  {func(model.Request) (string, error) { return "The pump costs 12 crowns.", nil }, 0, WayPlan},
		"broken code": {func(model.Request) (string, error) { return asBlock("print(("), nil }, 0, WayPlan},
	} {
		p, err := Probe(context.Background(), slog.New(slog.DiscardHandler), &model.Scripted{Func: tt.answer})
		if err != nil || p.Right != tt.right || p.Way() != tt.way {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}
