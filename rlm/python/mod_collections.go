package python

func (m *vm) moduleCollections() map[string]Value {
	return map[string]Value{"Counter": counterClass, "defaultdict": defaultClass, "OrderedDict": orderedClass, "deque": dequeClass,
		"namedtuple": fn("namedtuple", namedTuple)}
}
