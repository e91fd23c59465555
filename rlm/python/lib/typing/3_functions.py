# What programs call: casts, marks, questions about types.


def cast(typ, val):
    return val


def assert_type(val, typ):
    return val


def assert_never(arg):
    raise AssertionError(f"Expected code to be unreachable, but got: {arg!r}")


def reveal_type(obj):
    return obj


def final(f):
    return f


def no_type_check(f):
    return f


def no_type_check_decorator(f):
    return f


def overload(func):
    return _overloaded


def _overloaded(*args, **kwargs):
    raise NotImplementedError("You should not call an overloaded function. A series of @overload-decorated functions outside a stub "
                              "module should always be followed by an implementation that is not @overload-ed.")


def get_overloads(func):
    return []


def clear_overloads():
    pass


def dataclass_transform(**kwargs):
    return lambda cls: cls


def is_typeddict(tp):
    return isinstance(tp, type) and issubclass(tp, dict) and tp is not dict and "__annotations__" in tp.__dict__


def get_origin(tp):
    if isinstance(tp, _Parametrized) and tp._form is Annotated:
        return Annotated
    if isinstance(tp, (_Parametrized, _Alias, GenericAlias)):
        return tp.__origin__
    if isinstance(tp, UnionType):
        return UnionType
    if tp is Generic:
        return Generic
    return None


def get_args(tp):
    if isinstance(tp, _Parametrized):
        if tp._form is Annotated:
            return tp.__args__ + tp.__metadata__
        if tp._form is Callable and tp.__args__[0] is not ...:
            return (list(tp.__args__[:-1]), tp.__args__[-1])
        return tp.__args__
    return tp.__args__ if isinstance(tp, (GenericAlias, UnionType)) else ()


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    hints = {}
    for c in reversed(obj.__mro__) if isinstance(obj, type) else (obj,):
        own = c.__dict__.get("__annotations__", {}) if isinstance(c, type) else getattr(c, "__annotations__", {})
        for name, t in own.items():
            if isinstance(t, str):
                t = eval(t, globalns, localns)
            t = _hint(t)
            hints[name] = t.__origin__ if isinstance(t, _Parametrized) and t._form is Annotated and not include_extras else t
    return hints
