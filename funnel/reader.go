package funnel

import (
	"context"
	"errors"
	"fmt"

	"funnel/rlm"
	"funnel/rlm/model"
)

// ReaderAuto lets a probe of the model decide between the ways to work.
const ReaderAuto rlm.Way = "auto"

// Kept keeps small values under a key, such as what a probe found.
type Kept interface {
	CacheGet(ctx context.Context, key string) (value []byte, ok bool, err error)
	CachePut(ctx context.Context, key string, value []byte) error
}

// wayFor decides how the reader works and says why, before the run begins: a run that is
// repeated works the same way. The built-in reader writes programs. Of other models it is
// what was kept of a probe; a question that begins with a reader has the model probed if
// nothing was.
func (e *Engine) wayFor(ctx context.Context, q Query) (rlm.Way, error) {
	if q.Reader != ReaderAuto {
		return q.Reader, nil
	}
	if e.Chat.Info().Extractive {
		return rlm.WayCode, nil
	}
	way, err := e.keptWay(ctx)
	if err != nil || way != "" {
		return way, err
	}
	switch mode, _, _ := route(q); mode {
	case ModeHybrid, ModeRLM:
		return e.probe(ctx)
	}
	return rlm.WayCode, nil
}

// probeVersion changes with the tasks of the probe and the prompts.
const probeVersion = "1"

func (e *Engine) probeKey() string {
	return "probe:" + probeVersion + ":" + e.Chat.Info().Digest
}

// keptWay is what a probe of the model found earlier, or "".
func (e *Engine) keptWay(ctx context.Context) (rlm.Way, error) {
	if way := rlm.Way(model.ProfileOf(e.Chat).Reader); way != "" {
		return way, nil
	}
	if e.Kept == nil {
		return "", nil
	}
	value, ok, err := e.Kept.CacheGet(ctx, e.probeKey())
	if err != nil || !ok {
		return "", err
	}
	return rlm.Way(value), nil
}

// probe has the model solve five tiny tasks, and keeps what came of it.
func (e *Engine) probe(ctx context.Context) (rlm.Way, error) {
	if e.Say != nil {
		e.Say("trying once whether " + e.Chat.Info().Name + " can write programs (five tiny tasks); --reader code or plan skips this")
	}
	p, err := rlm.Probe(ctx, e.Log, e.Chat)
	if err != nil {
		return "", err
	}
	way := p.Way()
	if e.Say != nil {
		e.Say(fmt.Sprintf("it solved %d of 5: --reader %s", p.Right, way))
	}
	if to, ok := e.Chat.(model.Profiler); ok {
		profile := to.Profile()
		profile.Reader = string(way)
		to.SetProfile(profile)
	}
	if e.Kept != nil {
		err = e.Kept.CachePut(ctx, e.probeKey(), []byte(way))
	}
	return way, err
}

// errReader is a way to work that there is not.
var errReader = errors.New("unknown reader")

func checkReader(w rlm.Way) error {
	switch w {
	case "", ReaderAuto, rlm.WayCode, rlm.WayPlan:
		return nil
	}
	return fmt.Errorf("%w %q: use auto, code or plan", errReader, w)
}
