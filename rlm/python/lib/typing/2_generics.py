# Type variables, generic classes, protocols.


class TypeVar(_Hint):
    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False):
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        self.__name__, self.__constraints__, self.__bound__ = name, constraints, bound
        self.__covariant__, self.__contravariant__ = covariant, contravariant

    def __repr__(self):
        return ("+" if self.__covariant__ else "-" if self.__contravariant__ else "~") + self.__name__


class ParamSpec(TypeVar):
    args = property(lambda self: f"{self.__name__}.args")
    kwargs = property(lambda self: f"{self.__name__}.kwargs")


class TypeVarTuple(TypeVar):
    def __repr__(self):
        return self.__name__

    def __iter__(self):
        yield Unpack[self]


class Generic:
    @classmethod
    def __class_getitem__(cls, params):
        return _Parametrized(cls, tuple(_hint(p) for p in _tuple(params)))


class _ProtocolMeta(ABCMeta):
    def __instancecheck__(cls, obj):
        if not cls.__dict__.get("_is_protocol"):
            return cls in type(obj).__mro__
        if not cls.__dict__.get("_is_runtime"):
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        return cls in type(obj).__mro__ or all(hasattr(obj, name) for name in _protocol_names(cls))

    def __subclasscheck__(cls, other):
        if not cls.__dict__.get("_is_protocol"):
            return cls in other.__mro__
        if not cls.__dict__.get("_is_runtime"):
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        return all(hasattr(other, name) for name in _protocol_names(cls))


def _protocol_names(cls):
    names = set()
    for c in cls.__mro__:
        if c.__dict__.get("_is_protocol") and c is not Protocol:
            names |= set(c.__dict__) | set(c.__dict__.get("__annotations__", ()))
    return {n for n in names if n not in ("_is_protocol", "_is_runtime", "__annotations__", "__module__", "__doc__", "__qualname__", "__init__")}


class Protocol(Generic, metaclass=_ProtocolMeta):
    _is_protocol = True

    def __init_subclass__(cls, **kwargs):
        cls._is_protocol = Protocol in cls.__bases__

    def __init__(self, *args, **kwargs):
        if type(self)._is_protocol:
            raise TypeError("Protocols cannot be instantiated")


def runtime_checkable(cls):
    cls._is_runtime = True
    return cls


for _n in "SupportsInt SupportsFloat SupportsComplex SupportsBytes SupportsIndex SupportsAbs SupportsRound".split():
    _m = "__" + _n[8:].lower() + "__"
    globals()[_n] = runtime_checkable(type(Protocol)(_n, (Protocol,), {_m: lambda self: 0, "_is_protocol": True}))

for _n, _c in {"List": list, "Dict": dict, "Set": set, "FrozenSet": frozenset, "Type": type, "Tuple": tuple, "Deque": collections.deque,
               "DefaultDict": collections.defaultdict, "OrderedDict": collections.OrderedDict, "Counter": collections.Counter,
               "ChainMap": collections.ChainMap, "Pattern": _re.Pattern, "Match": _re.Match, "AbstractSet": _abc.Set}.items():
    globals()[_n] = _Alias(_n, _c, -1 if _n == "Tuple" else 2 if issubclass(_c, (dict, collections.ChainMap)) and _n != "Counter" else 1)
for _n in ("Awaitable Coroutine AsyncIterable AsyncIterator AsyncGenerator Iterable Iterator Reversible Container Collection Generator Hashable Sized "
           "MutableSet Mapping MutableMapping Sequence MutableSequence ByteString MappingView KeysView ItemsView ValuesView").split():
    globals()[_n] = _Alias(_n, getattr(_abc, _n))
Callable = _CallableAlias("Callable", _abc.Callable)
ContextManager = _Alias("ContextManager", object)
AsyncContextManager = _Alias("AsyncContextManager", object)

Text = str
AnyStr = TypeVar("AnyStr", bytes, str)
T = TypeVar("T")
KT = TypeVar("KT")
VT = TypeVar("VT")
T_co = TypeVar("T_co", covariant=True)


class IO(Generic):
    pass


class TextIO(IO):
    pass


class BinaryIO(IO):
    pass


class ForwardRef(_Hint):
    def __init__(self, arg):
        self.__forward_arg__ = arg

    def __repr__(self):
        return f"ForwardRef({self.__forward_arg__!r})"

    def __eq__(self, other):
        return isinstance(other, ForwardRef) and self.__forward_arg__ == other.__forward_arg__

    def __hash__(self):
        return hash(self.__forward_arg__)


class NewType:
    def __init__(self, name, tp):
        self.__name__ = self.__qualname__ = name
        self.__supertype__, self.__module__ = tp, "__main__"

    def __call__(self, x):
        return x

    def __repr__(self):
        return f"{self.__module__}.{self.__qualname__}"

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]
