"""Functions of functions that are not worth writing in Go."""
from collections import namedtuple

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)
_missing = object()


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        try:
            setattr(wrapper, name, getattr(wrapped, name))
        except AttributeError:
            pass
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


class partial:
    def __new__(cls, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        self = object.__new__(cls)
        if isinstance(func, partial):
            args, keywords, func = func.args + args, {**func.keywords, **keywords}, func.func
        self.func, self.args, self.keywords = func, args, keywords
        return self

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func)] + [repr(x) for x in self.args] + [f"{k}={v!r}" for k, v in self.keywords.items()]
        return f"functools.partial({', '.join(parts)})"


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        self.func, self.args, self.keywords = func, args, keywords

    def __get__(self, obj, cls=None):
        if hasattr(self.func, "__get__"):
            return partial(self.func.__get__(obj, cls), *self.args, **self.keywords)
        return partial(self.func, obj, *self.args, **self.keywords)


def _find(registry, cls):
    """The function for the nearest class; abstract ones come after those of the mro."""
    for c in cls.__mro__[:-1]:
        if c in registry:
            return registry[c]
    abstract = [c for c in registry if c is not object and issubclass(cls, c)]
    for c in abstract:
        if not any(d is not c and issubclass(d, c) for d in abstract):
            return registry[c]
    return registry[object]


def singledispatch(func):
    registry, cache = {object: func}, {}

    def dispatch(cls):
        if cls not in cache:
            cache[cls] = _find(registry, cls)
        return cache[cls]

    def register(cls, func=None):
        if func is None:
            if isinstance(cls, type):
                return lambda f: register(cls, f)
            hints = getattr(cls, "__annotations__", {})
            if not hints:
                raise TypeError(f"Invalid first argument to `register()`: {cls!r}. Use either `@register(some_class)` or plain `@register` on an annotated function.")
            from typing import get_type_hints
            cls, func = next(iter(get_type_hints(cls).values())), cls
        for c in getattr(cls, "__args__", None) or (cls,):
            registry[c] = func
        cache.clear()
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{name} requires at least 1 positional argument")
        return dispatch(args[0].__class__)(*args, **kw)

    name = getattr(func, "__name__", "singledispatch function")
    update_wrapper(wrapper, func)
    wrapper.register, wrapper.dispatch, wrapper.registry = register, dispatch, registry
    return wrapper


class singledispatchmethod:
    def __init__(self, func):
        self.dispatcher, self.func = singledispatch(func), func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, method)

    def __get__(self, obj, cls=None):
        def method(*args, **kwargs):
            return self.dispatcher.dispatch(args[0].__class__).__get__(obj, cls)(*args, **kwargs)
        method.register = self.register
        return method


_ROOTS = {  # what each comparison gives the others by: of (own result, equal)
    "__lt__": {"__gt__": lambda r, e: not r and not e, "__le__": lambda r, e: r or e, "__ge__": lambda r, e: not r},
    "__le__": {"__ge__": lambda r, e: not r or e, "__lt__": lambda r, e: r and not e, "__gt__": lambda r, e: not r},
    "__gt__": {"__lt__": lambda r, e: not r and not e, "__ge__": lambda r, e: r or e, "__le__": lambda r, e: not r},
    "__ge__": {"__le__": lambda r, e: not r or e, "__gt__": lambda r, e: r and not e, "__lt__": lambda r, e: not r},
}


def total_ordering(cls):
    def has(name):
        return any(name in c.__dict__ for c in cls.__mro__[:-1])

    def derive(name, by):
        def compare(self, other):
            r = getattr(type(self), root)(self, other)
            return r if r is NotImplemented else by(r, self == other)
        compare.__name__ = name
        return compare

    root = next((name for name in ("__lt__", "__le__", "__gt__", "__ge__") if has(name)), None)
    if root is None:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name, by in _ROOTS[root].items():
        if not has(name):
            setattr(cls, name, derive(name, by))
    return cls


def recursive_repr(fillvalue="..."):
    def decorate(f):
        running = set()

        def wrapper(self):
            if id(self) in running:
                return fillvalue
            running.add(id(self))
            try:
                return f(self)
            finally:
                running.discard(id(self))
        return update_wrapper(wrapper, f)
    return decorate


def get_cache_token():
    return 0
