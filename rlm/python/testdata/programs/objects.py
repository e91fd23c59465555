from dataclasses import dataclass, field, asdict, astuple, replace, fields
from enum import Enum, IntEnum, Flag, auto, StrEnum, IntFlag, unique
from abc import ABC, abstractmethod
from typing import Optional, List, Dict
import functools, copy
@dataclass(order=True)
class Doc:
    score: float
    title: str = field(compare=False)
    tags: List[str] = field(default_factory=list, compare=False, repr=False)
    meta: Dict[str, int] = field(default_factory=dict, compare=False)
    parent: Optional['Doc'] = field(default=None, compare=False)
    def __post_init__(self):
        if self.score < 0: raise ValueError(f'bad score {self.score!r}')
    @property
    def short(self): return self.title[:5] + '…'
    @classmethod
    def parse(cls, s):
        t, sc = s.rsplit(':', 1); return cls(float(sc), t)
ds = [Doc.parse(x) for x in ('alpha:0.5', 'beta beta:2', 'gamma:1e-1')]
print(sorted(ds), max(ds).short, ds[0] < ds[1], asdict(ds[1]), astuple(ds[0]), replace(ds[0], score=9), [f.name for f in fields(Doc)])
try: Doc(-1, 'x')
except ValueError as e: print(e)
try: Doc()
except TypeError as e: print(e)
@dataclass(frozen=True, slots=True)
class P:
    x: int
    y: int = 0
    def __add__(self, o): return P(self.x + o.x, self.y + o.y)
print(P(1, 2) + P(3), {P(1, 2): 'a'}[P(1, 2)], hash(P(1, 2)) == hash(P(1, 2)))
try: P(1).x = 5
except Exception as e: print(type(e).__name__, e)
@dataclass
class Base:
    a: int
    b: int = 2
@dataclass(kw_only=True)
class Child(Base):
    c: str
    d: str = 'd'
print(Child(1, c='x'), Child.__match_args__, Base(1) == Base(1, 2), Base(1) != Child(1, c='q'))
class Color(Enum):
    RED = 1
    GREEN = 'g'
    BLUE = auto()
    @property
    def nice(self): return self.name.title()
    @classmethod
    def default(cls): return cls.RED
    def __str__(self): return f'Color:{self.name}'
try: print(list(Color))
except Exception as e: print(e)
class Kind(str, Enum):
    A = 'a'; B = 'b'
print(Kind.A, Kind('b'), Kind.A == 'a', Kind['B'].value, [k.value for k in Kind], f'{Kind.A}', repr(Kind.B), Kind.A.upper(), isinstance(Kind.A, str), {Kind.A: 1}['a'] if False else '', Kind.__members__)
try: Kind('z')
except ValueError as e: print(e)
try: Kind['zz']
except KeyError as e: print(e)
class Perm(Flag):
    R = auto(); W = auto(); X = auto()
print(Perm.R | Perm.W, (Perm.R | Perm.W) & Perm.W, Perm.R in (Perm.R | Perm.X), ~Perm.R, bool(Perm.R & Perm.W), Perm(3), Perm.X.value, list(Perm.R | Perm.X))
class Lvl(IntEnum):
    LOW = 1; HIGH = 10
print(Lvl.HIGH > Lvl.LOW, Lvl.LOW + 1, sorted([Lvl.HIGH, Lvl.LOW]), Lvl(10), f'{Lvl.LOW:03d}', str(Lvl.LOW), repr(Lvl.LOW), max(Lvl))
class S(StrEnum):
    ONE = auto(); TWO = auto()
print(S.ONE, repr(S.TWO), S.ONE == 'one', S('two'))
class Shape(ABC):
    def __init__(self, n): self.n = n
    @abstractmethod
    def area(self) -> float: ...
    def __repr__(self): return f'{self.__class__.__name__}({self.n})'
    def __lt__(self, o): return self.area() < o.area()
class Sq(Shape):
    def area(self): return self.n ** 2
class Ci(Shape):
    pi = 3
    def area(self): return self.pi * self.n ** 2
    def __eq__(self, o): return isinstance(o, Ci) and o.n == self.n
    __hash__ = None
print(sorted([Sq(3), Ci(2), Sq(1)]), Ci(1) == Ci(1), Sq(1) == Sq(1), sum(s.area() for s in (Sq(2), Ci(1))))
try: {Ci(1)}
except TypeError as e: print(e)
try: Shape(1)
except TypeError as e: print(e)
class Node:
    __slots__ = ('v', 'kids')
    def __init__(self, v, *kids): self.v, self.kids = v, kids
    def __iter__(self):
        yield self.v
        for k in self.kids: yield from k
    def __contains__(self, x): return any(x == y for y in self)
    def __len__(self): return sum(1 for _ in self)
    def __getitem__(self, i): return list(self)[i]
    def __bool__(self): return True
    def __call__(self, f): return [f(x) for x in self]
    def __enter__(self): print('enter'); return self
    def __exit__(self, t, v, tb): print('exit', t and t.__name__, v); return t is KeyError
    def __format__(self, spec): return f'<{spec}:{self.v}>'
    def __getattr__(self, n): 
        if n == 'magic': return 'abra'
        raise AttributeError(f'no {n}')
tr = Node(1, Node(2, Node(3)), Node(4))
print(list(tr), 3 in tr, len(tr), tr[-1], tr[1:3], tr(lambda x: x * 10), f'{tr:zz}', tr.magic, max(tr), sorted(tr, reverse=True), [*tr], dict(enumerate(tr)))
try: tr.nope
except AttributeError as e: print(e)
try: tr.other = 1
except AttributeError as e: print(e)
with tr as q: raise KeyError('k')
def cmd(c):
    match c:
        case {'op': 'add', 'args': [x, y]}: return x + y
        case {'op': 'neg', 'args': [x], **rest}: return -x, rest
        case ['go', ('n' | 's') as d, *more] if more: return d, more
        case ['go', d]: return f'go {d}'
        case P(x=0, y=yy): return f'on y {yy}'
        case P(x, y): return x * y
        case Kind.A | Kind.B: return 'kind'
        case str(s) if s.isdigit(): return int(s)
        case int() | float() as n: return n + 0.5
        case None: return 'none'
        case (): return 'empty'
        case _: return type(c).__name__
for c in ({'op': 'add', 'args': [1, 2]}, {'op': 'neg', 'args': [1], 'z': 0}, ['go', 'n', 1, 2], ['go', 'x'], P(0, 5), P(2, 3), Kind.A, '12', 'ab', 3, 2.5, None, (), set(), True): print(cmd(c))
class Temp:
    def __init__(self): self._c = 0
    @property
    def f(self): return self._c * 9 / 5 + 32
    @f.setter
    def f(self, v): self._c = (v - 32) * 5 / 9
    @f.deleter
    def f(self): self._c = None
    @functools.cached_property
    def slow(self): print('computing'); return 42
t = Temp(); t.f = 212; print(t._c, t.f, t.slow, t.slow); del t.f; print(t._c, vars(t))
class Meta(type):
    reg = {}
    def __new__(m, n, b, d, **k):
        c = super().__new__(m, n, b, d); m.reg[n] = k; return c
    def __init__(c, n, b, d, **k): super().__init__(n, b, d)
    def __len__(c): return 7
class M(metaclass=Meta, x=1): pass
print(Meta.reg, len(M), type(M).__name__, isinstance(M, Meta))
class D:
    def __set_name__(self, o, n): self.n = n
    def __get__(self, i, o): return self if i is None else i.__dict__.get(self.n, 'unset')
    def __set__(self, i, v):
        if v < 0: raise ValueError(f'{self.n} must be >= 0')
        i.__dict__[self.n] = v
class Acc:
    bal = D()
a = Acc(); print(a.bal); a.bal = 5; print(a.bal, Acc.bal.n)
try: a.bal = -1
except ValueError as e: print(e)
class A:
    def who(self): return 'A'
class B(A):
    def who(self): return 'B' + super().who()
class C(A):
    def who(self): return 'C' + super().who()
class DD(B, C): pass
print(DD().who(), [k.__name__ for k in DD.__mro__], DD.__bases__, issubclass(DD, A), DD.__name__, DD().__class__)
class Money(float):
    def __repr__(self): return f'${float(self):.2f}'
class MyList(list):
    def second(self): return self[1]
class MyDict(dict):
    def __missing__(self, k): return k * 2
print(Money(3.5), Money(1) + 2, MyList([1, 2]).second(), MyDict(a=1)['zz'], MyDict(a=1), isinstance(MyList(), list), type(MyList([1]) + [2]))
