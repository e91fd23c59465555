package eval

import (
	"encoding/json"
	"strings"
	"testing"

	"funnel/rlm/model"
	"funnel/store"
)

func TestTraceOfCalls(t *testing.T) {
	long := strings.Repeat("ä text \"content\": \"x\" ", 200)
	msgs, err := json.Marshal([]model.Message{{Role: model.System, Content: "rules"}, {Role: model.User, Content: `say "content":"no" twice`}})
	if err != nil {
		t.Fatal(err)
	}
	if got := asked(store.Call{Request: msgs}); got != `say "content":"no" twice` {
		t.Errorf("%q", got)
	}
	if got := asked(store.Call{Request: []byte(`{"query": "pump"}`)}); got != `{"query": "pump"}` {
		t.Errorf("%q", got)
	}
	cut := middleCut(long, 100)
	if len(cut) > 120 || !strings.HasPrefix(cut, "ä text") || !strings.Contains(cut, "… cut …") {
		t.Errorf("%q", cut)
	}
}
