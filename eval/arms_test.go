package eval

import (
	"strings"
	"testing"

	"funnel/funnel"
)

// TestAidedArms: an arm that searches may have a model help, by its name or by
// a setting; one that does not search is refused.
func TestAidedArms(t *testing.T) {
	arms, err := ParseArms([]string{"rag+rerank", "hybrid+expand+rerank", "rag@7+expand", "top+tools"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		expand bool
		rerank funnel.Reranking
		mode   funnel.Mode
	}{{false, "auto", "rag"}, {true, "auto", "hybrid"}, {true, "", "rag"}, {false, "", "hybrid"}} {
		if q := arms[i].Query; q.Expand != want.expand || q.Rerank != want.rerank || q.Mode != want.mode {
			t.Errorf("%s: %+v", arms[i].Name, q)
		}
	}
	if arms[0].Name != "rag+rerank" || !strings.Contains(arms[0].What, "reranked by the model") || arms[2].Query.Passages != 7 {
		t.Errorf("%+v", arms)
	}
	for _, name := range []string{"closed+rerank", "nothing+expand", "rag+expand+rerank+rerank"} {
		if _, err := ParseArms([]string{name}, nil); err == nil {
			t.Errorf("%s is an arm", name)
		}
	}
	list, err := ParseArms([]string{"closed", "rag"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	Aid(list, true, funnel.RerankListwise)
	if list[0].Query.Expand || !list[1].Query.Expand || list[1].Query.Rerank != funnel.RerankListwise {
		t.Errorf("set for all: %+v", list)
	}
}
