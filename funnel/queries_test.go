package funnel

import (
	"context"
	"reflect"
	"testing"

	"funnel/index"
	"funnel/index/embed"
)

// memoryCache is a model.Cache.
type memoryCache map[string][]byte

func (m memoryCache) CacheGet(_ context.Context, key string) ([]byte, bool, error) {
	v, ok := m[key]
	return v, ok, nil
}

func (m memoryCache) CachePut(_ context.Context, key string, value []byte) error {
	m[key] = value
	return nil
}

func TestCacheQueries(t *testing.T) {
	ctx, cache, e := context.Background(), memoryCache{}, embed.Builtin(0)
	texts := []string{"the pump", "the valve"}
	want, err := e.Embed(ctx, texts, index.KindQuery)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		got, err := CacheQueries(e, cache).Embed(ctx, texts, index.KindQuery)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("vectors differ: %v", err)
		}
	}
	if _, err := CacheQueries(e, cache).Embed(ctx, texts, index.KindDocument); err != nil || len(cache) != 2 {
		t.Errorf("%d vectors kept, %v: documents pass through", len(cache), err)
	}
	alone := RecordedQueries(e.Fingerprint(), cache)
	if got, err := alone.Embed(ctx, texts[:1], index.KindQuery); err != nil || !reflect.DeepEqual(got, want[:1]) {
		t.Errorf("recorded vector: %v", err)
	}
	if _, err := alone.Embed(ctx, []string{"another"}, index.KindQuery); err == nil {
		t.Error("a vector that was not recorded was found")
	}
}
