package python

// fillCollections gives the classes of the module collections their module.
func fillCollections() {
	for _, c := range []*class{counterClass, defaultClass, orderedClass, dequeClass} {
		c.module, c.inC = "collections", c != counterClass
	}
}

func moduleCollections() map[string]Value {
	return map[string]Value{"Counter": counterClass, "defaultdict": defaultClass, "OrderedDict": orderedClass, "deque": dequeClass,
		"namedtuple": fn("namedtuple", namedTuple)}
}
