package model

import (
	"context"
	"encoding/json"
	"fmt"
)

// profileKey is where the profile of a model is kept in a Cache: by its digest, and by
// the server it is on, whose speed it tells.
func profileKey(info Info, server string) string {
	return "profile of " + info.Name + " " + info.Digest + " at " + server
}

// LoadProfile gives c the profile that was kept of it, if there is one and c can use it.
// server is the address of the server it is on.
func LoadProfile(ctx context.Context, c Chat, from Cache, server string) error {
	to, ok := c.(Profiler)
	if !ok {
		return nil
	}
	raw, ok, err := from.CacheGet(ctx, profileKey(c.Info(), server))
	if err != nil || !ok {
		return err
	}
	var p Profile
	if json.Unmarshal(raw, &p) == nil { // of another shape: it is learned again
		to.SetProfile(p)
	}
	return nil
}

// SaveProfile keeps the profile of c for the next time.
func SaveProfile(ctx context.Context, c Chat, to Cache, server string) error {
	p := ProfileOf(c)
	if p == (Profile{}) {
		return nil
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("keep profile: %w", err)
	}
	return to.CachePut(ctx, profileKey(c.Info(), server), raw)
}
