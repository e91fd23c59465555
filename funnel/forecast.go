package funnel

import (
	"context"
	"fmt"
	"time"

	"funnel/rlm/model"
	"funnel/store"
)

// longRun is from where on a reader's run is announced before it starts.
const longRun = 20 * time.Second

// forecast says what a reader's run may take, at the speed that was measured of the model
// on its server: a reader with sub-calls may use all of its budget, which is therefore
// what is said, and for a question about all documents what reading each once takes. It is
// "" for a run that will not be long.
func (a *asking) forecast(ctx context.Context, stats store.Stats) (string, error) {
	if a.Chat.Info().Extractive {
		return "", nil
	}
	b := a.record.left()
	tokens, of := b.Tokens, fmt.Sprintf("at most %d calls and %d tokens", b.Calls, b.Tokens)
	if a.scope == ScopeAll {
		docs, bytes, err := a.amount(ctx, stats)
		if err != nil {
			return "", err
		}
		each := a.subGauge.Count(bytes/4 + docs*promptFrame)
		of = fmt.Sprintf("about %d tokens to ask each of %d documents once, and %s", each, docs, of)
		tokens = min(tokens, each)
	}
	took := speedOf(a.sub(), tokens)
	if took > 0 && took < longRun {
		return "", nil
	}
	said := "the reader may take " + of
	if took > 0 {
		said += fmt.Sprintf(": %s at the speed measured for %s", roughly(took), a.sub().Info().Name)
	} else {
		said += fmt.Sprintf("; how fast %s is has not been measured yet (funnel doctor does)", a.sub().Info().Name)
	}
	return fmt.Sprintf("%s; it ends after %s", said, b.Time.Round(time.Second)), nil
}

// amount is how many documents the question's filter admits, and their bytes.
func (a *asking) amount(ctx context.Context, stats store.Stats) (docs, bytes int, err error) {
	if a.only == nil {
		return stats.Docs, int(stats.Bytes), nil
	}
	list, err := a.corpus.List(ctx, a.query.Where)
	for _, d := range list {
		bytes += d.Bytes
	}
	return len(list), bytes, err
}

// speedOf is how long a model takes for so many tokens, of which answers are a tenth and
// the server has none in memory; 0 if its speed is unknown.
func speedOf(c model.Chat, tokens int) time.Duration {
	p := model.ProfileOf(c)
	e := model.Estimate{PromptTokens: tokens - tokens/10, Prefill: p.Prefill, Decode: p.Decode}
	return e.Duration(tokens/10) / time.Duration(max(1, p.Slots))
}

// roughly writes a duration for people.
func roughly(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%.0f seconds", d.Seconds())
	}
	return fmt.Sprintf("%.0f minutes", d.Minutes())
}
