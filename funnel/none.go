package funnel

import (
	"strings"

	"funnel/rlm"
)

// noticeNone stands in an answer that says of all documents that none does.
const noticeNone = "what no document says cannot be quoted: this answer rests on the documents that were looked through, see its coverage"

// saysNone reports whether a reader's answer says of all documents that none does, and
// its programs looked through them and found nothing. Such an answer has no quote to show
// and is right for that; passages of a shortlist know no better.
func saysNone(d *draft) bool {
	if d.stop != rlm.StopAnswered || d.abstained || len(d.spans) > 0 || !d.coverage.Nothing {
		return false
	}
	for _, w := range words(fold(d.text)) {
		w, _, _ = strings.Cut(w, "'") // doesn't
		if negations[w] {
			return true
		}
	}
	return false
}

// negations are words that say that there is none.
var negations = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`0 no none not nothing nobody nowhere never neither zero without
		doesn don isn aren wasn weren hasn haven didn
		kein keine keiner keines keinem keinen nicht nichts niemand nie nirgends aucun aucune jamais ninguno ninguna nessuno`) {
		m[w] = true
	}
	return m
}()
