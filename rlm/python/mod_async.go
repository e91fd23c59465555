package python

// moduleAsync has what lib/asyncio.py and lib/concurrent_futures.py are made of.
func moduleAsync() map[string]Value {
	run := &builtin{name: "run_coroutine", lazy: true, call: func(m *vm, a *args) Value {
		if c, ok := a.pos[0].(*coroutine); ok {
			return c.run(m)
		}
		return a.pos[0]
	}}
	return map[string]Value{"CancelledError": excClasses["CancelledError"], "run_coroutine": run,
		"is_coroutine": fn("is_coroutine", func(_ *vm, a *args) Value {
			_, ok := a.pos[0].(*coroutine)
			return Bool(ok)
		}),
		"wait_for_value": fn("wait_for_value", func(m *vm, a *args) Value {
			l, ok := a.pos[0].(*List)
			if i, is := asInt64(a.pos[1]); ok && is {
				l.items[i] = force(l.items[i])
			}
			return None
		}),
	}
}
