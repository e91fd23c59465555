package funnel

import (
	"fmt"
	"strings"
	"testing"

	"funnel/rlm/model"
)

// An answer that none of the documents says something has nothing to quote. It stands
// where they were looked through, with what was looked through, and is replaced by the
// passages' answer where they were not.
func TestNoneOfAll(t *testing.T) {
	docs := map[string]string{}
	for i := range 14 {
		docs[fmt.Sprintf("a%02d.txt", i)] = fmt.Sprintf("Contract %d is about salt and barrels.", i)
	}
	const none = "answer['content'] = f'None of the {len(docs)} contracts mentions asbestos.'\nanswer['ready'] = True"
	for name, c := range map[string]struct {
		turns   []string
		none    bool
		covered string
	}{
		"a pattern in all":      {[]string{"print(list(find(pattern='asbestos')))", none}, true, "14 documents: 0 match"},
		"grep":                  {[]string{"print(grep('asbestos').total)", none}, true, "14 documents: 0 match"},
		"a sweep":               {[]string{"rows = sweep(find(), 'Does it mention asbestos?')\nprint(sum(r.found for r in rows))", none}, true, "read 14 of the 14"},
		"found after all":       {[]string{"print(list(find(pattern='salt')))", none}, false, ""},
		"nobody looked through": {[]string{"print(context[0])", none}, false, ""},
		"not a negative answer": {[]string{"print(list(find(pattern='asbestos')))", "answer['content'] = 'Contract seven, perhaps.'\nanswer['ready'] = True"}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			chat := &model.Scripted{Func: func(r model.Request) (string, error) {
				switch r.Purpose {
				case model.Root:
					return "```repl\n" + c.turns[min(r.Parts.Turn, len(c.turns))-1] + "\n```", nil
				case model.Sub:
					return `{"found": false, "answer": "", "sentences": []}`, nil
				case model.Verify:
					return "yes", nil
				}
				return "Contract 3 is about salt [1].", nil
			}}
			a := ask(t, engine(t, chat, docs), Query{Text: "How many of all contracts mention asbestos?", Mode: ModeHybrid, Scope: ScopeAll})
			notices, said := strings.Join(a.Notices, "\n"), strings.Join(a.Coverage.Statements, "\n")
			if got := strings.HasPrefix(a.Text, "None of the"); got != c.none || a.Status != Answered {
				t.Errorf("%s %q, notices %q", a.Status, a.Text, notices)
			}
			if c.none && (!strings.Contains(notices, noticeNone) || strings.Contains(notices, noticeUnheld) || !strings.Contains(said, c.covered)) {
				t.Errorf("coverage %q, notices %q", said, notices)
			}
		})
	}
}
