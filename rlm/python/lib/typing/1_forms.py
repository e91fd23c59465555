"""Type hints. They say what they are and mean nothing else: no value is checked."""
import collections
import collections.abc as _abc
import re as _re
from _typing import ABC, ABCMeta, GenericAlias, NamedTuple, TypedDict, UnionType, abstractmethod, rename, type_repr

TYPE_CHECKING = False
NoneType = type(None)


def _hint(t):
    return NoneType if t is None else t


def _tuple(items):
    return items if isinstance(items, tuple) else (items,)


class _Hint:
    """What all hints can do: be joined by |, and be derived from."""

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __call__(self, *args, **kwargs):
        raise TypeError(f"Cannot instantiate {self!r}")

    def __instancecheck__(self, obj):
        raise TypeError(f"{self!r} cannot be used with isinstance()")

    def __subclasscheck__(self, cls):
        raise TypeError(f"{self!r} cannot be used with issubclass()")

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass {self!r}")


class _Form(_Hint):
    """A special form: Any, Union, Literal …"""

    def __init__(self, name, item=None):
        self._name, self._item = name, item

    def __repr__(self):
        return "typing." + self._name

    def __hash__(self):
        return hash(self._name)

    def __eq__(self, other):
        return self is other

    def __getitem__(self, params):
        if self._item is None:
            raise TypeError(f"{self!r} is not subscriptable")
        return self._item(self, params)

    def __mro_entries__(self, bases):
        if self._name == "Any":
            return ()
        raise TypeError(f"Cannot subclass {self!r}")


def _one(form, params):
    if isinstance(params, tuple):
        raise TypeError(f"{form!r} accepts only single type.")
    return _Parametrized(form, (_hint(params),))


def _union(form, params):
    if params == ():
        raise TypeError("Cannot take a Union of no types.")
    flat = []
    for p in _tuple(params):
        p = _hint(p)
        inner = p.__args__ if isinstance(p, UnionType) or getattr(p, "__origin__", None) is Union else (p,)
        flat += [q for q in inner if q not in flat]
    return flat[0] if len(flat) == 1 else _Parametrized(Union, tuple(flat))


def _literal(form, params):
    values = []
    for p in _tuple(params):
        inner = p.__args__ if getattr(p, "__origin__", None) is Literal else (p,)
        values += [q for q in inner if not any(q == v and type(q) is type(v) for v in values)]
    return _Parametrized(form, tuple(values))


def _annotated(form, params):
    if not isinstance(params, tuple) or len(params) < 2:
        raise TypeError("Annotated[...] should be used with at least two arguments (a type and an annotation).")
    return _Parametrized(form, (_hint(params[0]),), params[1:])


Any = _Form("Any")
NoReturn = _Form("NoReturn")
Never = _Form("Never")
Self = _Form("Self")
LiteralString = _Form("LiteralString")
TypeAlias = _Form("TypeAlias")
Union = _Form("Union", _union)
Optional = _Form("Optional", lambda form, t: _union(form, (_one(form, t).__args__[0], NoneType)))
Literal = _Form("Literal", _literal)
Annotated = _Form("Annotated", _annotated)
ClassVar = _Form("ClassVar", _one)
Final = _Form("Final", _one)
Required = _Form("Required", _one)
NotRequired = _Form("NotRequired", _one)
TypeGuard = _Form("TypeGuard", _one)
Unpack = _Form("Unpack", _one)
Concatenate = _Form("Concatenate", lambda form, params: _Parametrized(form, _tuple(params)))


class _Alias(_Hint):
    """A name of typing for a class: List, Mapping …"""

    def __init__(self, name, origin, most=-1):
        self._name, self.__origin__, self._most = name, origin, most

    def __repr__(self):
        return "typing." + self._name

    def __hash__(self):
        return hash(self._name)

    def __eq__(self, other):
        return self is other

    def __getitem__(self, params):
        params = tuple(_hint(p) for p in _tuple(params))
        if self._most >= 0 and len(params) != self._most:
            much = "many" if len(params) > self._most else "few"
            raise TypeError(f"Too {much} arguments for {self!r}; actual {len(params)}, expected {self._most}")
        return _Parametrized(self, params)

    def __call__(self, *args, **kwargs):
        raise TypeError(f"Type {self._name} cannot be instantiated; use {self.__origin__.__name__}() instead")

    def __instancecheck__(self, obj):
        return isinstance(obj, self.__origin__)

    def __subclasscheck__(self, cls):
        return issubclass(cls, self.__origin__)

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __getattr__(self, name):
        return getattr(self.__origin__, name)


class _CallableAlias(_Alias):
    def __getitem__(self, params):
        if not isinstance(params, tuple) or len(params) != 2:
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        args, result = params
        args = tuple(_hint(a) for a in args) if isinstance(args, list) else (args,)
        return _Parametrized(self, args + (_hint(result),))


class _Parametrized(_Hint):
    """A hint with its parameters: List[int], Optional[str] …"""

    def __init__(self, form, args, metadata=None):
        self._form, self.__args__ = form, args
        self.__origin__ = getattr(form, "__origin__", form)
        if metadata is not None:
            self.__origin__, self.__metadata__ = args[0], metadata
        names = []
        for a in args:
            for v in (a,) if isinstance(a, (TypeVar, ParamSpec)) else getattr(a, "__parameters__", ()):
                if v not in names:
                    names.append(v)
        self.__parameters__ = tuple(names)

    def __repr__(self):
        form, args = self._form, self.__args__
        if form is Union and len(args) == 2 and NoneType in args:
            rest = args[0] if args[1] is NoneType else args[1]
            return f"typing.Optional[{type_repr(rest)}]"
        if form is Literal:
            return f"typing.Literal[{', '.join(map(repr, args))}]"
        if form is Annotated:
            return f"typing.Annotated[{type_repr(args[0])}, {', '.join(map(repr, self.__metadata__))}]"
        name = repr(form) if isinstance(form, _Hint) else type_repr(form)
        if form is Callable and args[0] is not ...:
            return f"{name}[[{', '.join(map(type_repr, args[:-1]))}], {type_repr(args[-1])}]"
        return f"{name}[{', '.join(map(type_repr, args)) or '()'}]"

    def __eq__(self, other):
        if not isinstance(other, _Parametrized) or self._form is not other._form:
            return NotImplemented
        if self._form is Union:
            return set(self.__args__) == set(other.__args__)
        return self.__args__ == other.__args__ and getattr(self, "__metadata__", ()) == getattr(other, "__metadata__", ())

    def __hash__(self):
        return hash(repr(self._form)) if self._form is Union else hash(repr(self))

    def __getitem__(self, params):
        params = dict(zip(self.__parameters__, _tuple(params)))

        def fill(a):
            if a in self.__parameters__:
                return params.get(a, a)
            inner = getattr(a, "__parameters__", ())
            return a[tuple(params.get(p, p) for p in inner)] if inner else a

        args = tuple(fill(a) for a in self.__args__)
        return Union[args] if self._form is Union else _Parametrized(self._form, args)

    def __call__(self, *args, **kwargs):
        if isinstance(self._form, _Alias):
            return self.__origin__(*args, **kwargs)
        if isinstance(self._form, _Hint):
            raise TypeError(f"Cannot instantiate {self!r}")
        return self.__origin__(*args, **kwargs)

    def __instancecheck__(self, obj):
        if self._form is Union:
            return isinstance(obj, self.__args__)
        raise TypeError("Subscripted generics cannot be used with class and instance checks")

    def __subclasscheck__(self, cls):
        if self._form is Union:
            return issubclass(cls, self.__args__)
        raise TypeError("Subscripted generics cannot be used with class and instance checks")

    def __mro_entries__(self, bases):
        if isinstance(self.__origin__, type):
            return (self.__origin__,)
        raise TypeError(f"Cannot subclass {self!r}")

    def __getattr__(self, name):
        if name.startswith("__") or "__origin__" not in self.__dict__:
            raise AttributeError(name)
        return getattr(self.__origin__, name)
