package model

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Speed measures how many tokens a second c reads and writes, and teaches c what it
// found. unique makes the prompt one that no server has in memory; 0 is returned for what
// the server does not tell.
func Speed(ctx context.Context, c Chat, unique string) (prefill, decode float64, err error) {
	const line = " one two three four five six seven eight" // ten tokens by estimate
	text := "Run " + unique + ". Continue the list of numbers:" + strings.Repeat(line, min(48, 1+c.Info().Window/80))
	resp, err := c.Chat(ctx, Request{Messages: []Message{{User, text}}, MaxTokens: 64, Think: ThinkOff})
	if err != nil {
		return 0, 0, err
	}
	if resp.Read > 0 {
		prefill = float64(resp.PromptTokens) / resp.Read.Seconds()
	}
	if resp.Wrote > 0 {
		decode = float64(resp.CompletionTokens) / resp.Wrote.Seconds()
	}
	if to, ok := c.(Profiler); ok {
		p := to.Profile()
		p.Prefill, p.Decode = prefill, decode
		to.SetProfile(p)
	}
	return prefill, decode, nil
}

// Slots finds out how many requests a server works on at once, up to try, and teaches c
// what it found: try requests are made at the same time, and those counted whose answer
// has begun before the last piece of the first complete one. The others were waiting in
// the server's queue. It uses no clock, and is wrong only for answers of next to no length.
func Slots(ctx context.Context, c Chat, try int, unique string) (int, error) {
	var (
		mu     sync.Mutex
		pieces int // of all answers, in the order of their arrival
		wg     sync.WaitGroup
	)
	first, last, errs := make([]int, try), make([]int, try), make([]error, try)
	for i := range try {
		req := Request{MaxTokens: 48, Seed: int64(i), Think: ThinkOff,
			Messages: []Message{{User, fmt.Sprintf("%d, run %s: count from one to forty in words.", i, unique)}}}
		req.Stream = func(Delta) {
			mu.Lock()
			defer mu.Unlock()
			pieces++
			last[i] = pieces
			if first[i] == 0 {
				first[i] = pieces
			}
		}
		wg.Go(func() { _, errs[i] = c.Chat(ctx, req) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return 0, err
	}
	n, end := 0, slices.Min(last)
	for _, f := range first {
		if f <= end {
			n++
		}
	}
	if to, ok := c.(Profiler); ok {
		p := to.Profile()
		p.Slots = n
		to.SetProfile(p)
	}
	return n, nil
}
