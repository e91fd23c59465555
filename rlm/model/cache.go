package model

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Cached returns c with its answers kept in cache. A request that was answered before
// gets the same response, with the same token counts and Cached set. Only complete
// answers are kept: an error never is. Requests differ by the model's digest, the
// messages, the options and the repetition; not by Purpose and Parts, which only say
// the messages again. For an extractive model, which reads nothing but those, they
// count too.
//
// Without a cache that works there is no call: an error of the cache is an error of
// the call, so that a run is never paid for twice unnoticed.
func Cached(c Chat, cache Cache) Chat { return &cached{Wrapper{c}, cache} }

type cached struct {
	Wrapper
	cache Cache
}

// Chat implements Chat.
func (c *cached) Chat(ctx context.Context, req Request) (Response, error) {
	key, err := CacheKey(c.To.Info(), req)
	if err != nil {
		return Response{}, err
	}
	value, ok, err := c.cache.CacheGet(ctx, key)
	if err != nil {
		return Response{}, fmt.Errorf("read call cache: %w", err)
	}
	if ok {
		var resp Response
		// A value of another shape is as good as none: it is asked again and replaced.
		if err := json.Unmarshal(value, &resp); err == nil {
			resp.Cached = true
			req.whole(resp)
			return resp, nil
		}
	}
	resp, err := c.To.Chat(ctx, req)
	if err != nil {
		return Response{}, err
	}
	value, err = json.Marshal(resp)
	if err != nil {
		return Response{}, fmt.Errorf("encode response: %w", err)
	}
	if err := c.cache.CachePut(ctx, key, value); err != nil {
		return Response{}, fmt.Errorf("write call cache: %w", err)
	}
	return resp, nil
}

// keyed is what a cache key is made of. Its JSON form is hashed: a field added here
// with omitempty leaves old keys as they are.
type keyed struct {
	Digest      string          `json:"digest"`
	Messages    []Message       `json:"messages"`
	MaxTokens   int             `json:"max_tokens"`
	Temperature float64         `json:"temperature"`
	Seed        int64           `json:"seed"`
	Stop        []string        `json:"stop,omitempty"`
	Schema      json.RawMessage `json:"schema,omitempty"`
	Logprobs    int             `json:"logprobs,omitempty"`
	Think       Thinking        `json:"think,omitempty"`
	Repetition  int             `json:"repetition"`
	Window      int             `json:"window"`
	Purpose     Purpose         `json:"purpose,omitempty"`
	Parts       *Parts          `json:"parts,omitempty"`
}

// CacheKey returns the key of a request to a model: sha256 in hex over digest,
// window, messages, options and repetition, and for an extractive model over
// purpose and parts.
func CacheKey(info Info, req Request) (string, error) {
	k := keyed{
		Digest: info.Digest, Window: info.Window, Messages: req.Messages, MaxTokens: req.MaxTokens,
		Temperature: req.Temperature, Seed: req.Seed, Stop: req.Stop, Schema: req.Schema,
		Logprobs: req.Logprobs, Think: req.Think, Repetition: req.Repetition,
	}
	if info.Extractive {
		k.Purpose, k.Parts = req.Purpose, &req.Parts
	}
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(k); err != nil {
		return "", fmt.Errorf("hash request: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
