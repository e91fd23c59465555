package main

import (
	"context"
	"log/slog"
)

// A noteHandler says what the log warns of in the user's words: what happened,
// and the reason. The rest of a record's attributes is for --log-level info.
type noteHandler struct {
	app   *app
	level slog.Level
}

// Enabled implements slog.Handler.
func (h noteHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level }

// Handle implements slog.Handler.
func (h noteHandler) Handle(_ context.Context, r slog.Record) error {
	said := r.Message
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "reason" {
			said += ": " + a.Value.String()
		}
		return true
	})
	h.app.remark("note: %s", said)
	return nil
}

// WithAttrs implements slog.Handler.
func (h noteHandler) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup implements slog.Handler.
func (h noteHandler) WithGroup(string) slog.Handler { return h }
