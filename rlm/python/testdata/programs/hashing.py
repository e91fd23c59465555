class A:
    def __init__(s,x): s.x=x
    def __eq__(s,o): return isinstance(o,A) and s.x==o.x
    def __hash__(s): return 1
d={A(1):1,A(2):2,A(1):3}
print(len(d), d[A(2)], d[A(1)])
print(len({A(1),A(2),A(3),A(3)}))
import functools
from dataclasses import dataclass
@dataclass(frozen=True)
class P:
    x: int
    y: int
d = {}
for i in range(5000):
    d[P(i % 100, i % 7)] = i
print(len(d), d[P(3, 3)])
class K:
    n = 0
    def __init__(s, v): s.v = v
    def __hash__(s): return hash(s.v) % 7
    def __eq__(s, o): K.n += 1; return s.v == o.v
s = set()
for i in range(200): s.add(K(i % 50))
print(len(s), K(3) in s, K(99) in s)
class B:
    def __hash__(self): return 5
b1, b2 = B(), B()
print(len({b1, b2}), b1 in {b2}, (b1, 1) in {(b1, 1): 2}, (b2, 1) in {(b1, 1): 2})
class D:
    __hash__ = None
try: {D()}
except TypeError as e: print(e)
print(len({frozenset([b1]), frozenset([b2]), frozenset([b1])}))
