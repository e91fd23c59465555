import collections.abc, abc, types, typing
from typing import *
from collections.abc import Mapping as M, Sequence as S, Iterable as I
print(isinstance([], S), isinstance("", S), isinstance({}, M), isinstance(iter([]), I), isinstance(5, I), isinstance((x for x in []), collections.abc.Generator), isinstance(len, collections.abc.Callable), isinstance({}.keys(), collections.abc.KeysView), isinstance([], Hashable), isinstance((), Hashable))
class LowerDict(collections.abc.MutableMapping):
    def __init__(self, *a, **k):
        self.d = {}
        self.update(*a, **k)
    def __getitem__(self, k): return self.d[k.lower()]
    def __setitem__(self, k, v): self.d[k.lower()] = v
    def __delitem__(self, k): del self.d[k.lower()]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
d = LowerDict({'A': 1}, B=2)
print(dict(d), d.get('a'), d.pop('b'), 'A' in d, list(d.items()), d == {'a': 1}, d.setdefault('z', 4), sorted(d.keys()))
class Shape(metaclass=abc.ABCMeta):
    @abc.abstractmethod
    def area(self): ...
    @property
    @abc.abstractmethod
    def name(self): ...
try: Shape()
except TypeError as e: print(e)
T = TypeVar('T'); K = TypeVar('K')
class Stack(Generic[T]):
    def __init__(self) -> None: self.items: List[T] = []
    def push(self, x: T) -> None: self.items.append(x)
s = Stack[int](); s.push(1); print(s.items, Stack[int], T, type(s).__name__)
class Has(Protocol):
    def run(self) -> int: ...
@runtime_checkable
class Runs(Protocol):
    def run(self) -> int: ...
class R:
    def run(self): return 1
print(isinstance(R(), Runs), isinstance(5, Runs))
print(Callable[[int, str], bool], Callable[..., Any], Tuple[int, ...], Tuple[int, str], Literal['a', 1], Dict[str, Any], Iterable[int], Sequence, Optional[List[int]], Union[int, None, str])
print(get_origin(List[int]), get_args(Dict[str, int]), get_origin(int), get_args(Callable[[int], str]), get_origin(Optional[int]), list[int].__origin__, list[int].__args__)
UserId = NewType('UserId', int)
print(UserId(5), cast(int, 'a'))
def f(a: int, b: Optional[str] = None, *args: float, **kw: "int") -> List[int]: ...
print(get_type_hints(f), f.__annotations__)
P = NamedTuple('P', [('x', int), ('y', int)])
print(P(1, 2))
class E(NamedTuple):
    name: str
    n: int = 3
    def dbl(self): return self.n*2
print(E('a'), E('a').dbl(), E._field_defaults)
Movie = TypedDict('Movie', {'name': str, 'year': int})
print(Movie(name='x', year=1))
print(isinstance(3, int | str), isinstance(None, Optional[int]) if False else '', int | None == Optional[int] if False else '')
print(types.SimpleNamespace(a=1, b='x'), isinstance(f, types.FunctionType), isinstance(len, types.BuiltinFunctionType), types.MappingProxyType({'a': 1}))
class Num(int): pass
print(issubclass(Num, int), issubclass(bool, (int, str)))
@final
class Z: pass
@overload
def g(x: int) -> int: ...
@overload
def g(x: str) -> str: ...
def g(x): return x
print(g(4))
try: isinstance([], List[int])
except TypeError as e: print(e)
try: List[int, str]
except TypeError as e: print(e)
print(isinstance([], List), Annotated[int, 'x'])
ba = bytearray(b'abc'); ba += b'd'; ba.append(101); ba[0] = 90; print(ba, ba[1:3], len(ba), bytes(ba), ba.decode(), ba == b'Zbcde', b'x' + ba, ba + b'x', list(ba)[:2], ba.find(b'c'), ba.upper(), 98 in ba, b'bc' in ba, ba.split(b'c'))
m = memoryview(ba); print(m[1], m[1:3].tobytes(), len(m), m.nbytes)
m[0] = 65; print(ba)
