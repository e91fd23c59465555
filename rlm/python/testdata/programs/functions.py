import functools, io
from functools import *
@singledispatch
def f(x): return 'obj'
@f.register
def _(x: int): return 'int'
@f.register(list)
def _(x): return 'list'
@f.register(str)
@f.register(float)
def _(x): return 'sf'
print(f(1), f([]), f('a'), f(1.5), f({}), f(True), f.__name__)
@lru_cache(maxsize=2)
def g(x): "doc g"; return x*2
g(1); g(2); g(3); g(1); g(1)
print(g.cache_info(), g.__name__, g.__doc__, g.__wrapped__(4))
@cache
def fib(n): return n if n<2 else fib(n-1)+fib(n-2)
print(fib(80), fib.cache_info())
def deco(fn):
    @wraps(fn)
    def inner(*a, **k):
        "inner doc"
        return fn(*a, **k)
    return inner
@deco
def hello(name: str) -> str:
    "says hello"
    return 'hi '+name
print(hello('x'), hello.__name__, hello.__doc__, hello.__wrapped__('y'), hello.__annotations__, hello.__qualname__)
p = partial(int, base=2)
print(p('101'), p.func, p.args, p.keywords, partial(print, 1, sep='-'), partial(p, '11')())
@total_ordering
class V:
    def __init__(self, v): self.v=v
    def __eq__(self, o): return self.v==o.v
    def __gt__(self, o): return self.v>o.v
print(V(1)<V(2), V(1)<=V(1), V(2)>=V(3), sorted([V(3),V(1)])[0].v)
class Cell:
    def __init__(self): self._a=False
    def set(self, s): self._a=s
    on = partialmethod(set, True)
c=Cell(); c.on(); print(c._a)
class N:
    @singledispatchmethod
    def neg(self, a): return 'none'
    @neg.register
    def _(self, a: int): return -a
    @neg.register
    def _(self, a: bool): return not a
print(N().neg(5), N().neg(True), N().neg('s'))
b = io.BytesIO(b'one\ntwo\nthree'); print(b.readline(), b.read(2), b.tell(), list(b), b.seek(0), b.read(), b.getvalue())
b = io.BytesIO(); b.write(b'abc'); b.seek(1); b.write(b'ZZZ'); print(b.getvalue(), len(b.getbuffer()))
with io.StringIO('a\nb') as s: print(s.readlines())
print(s.closed)
try: s.read()
except ValueError as e: print(e)
w = io.TextIOWrapper(io.BytesIO('é\nx'.encode())); print(w.read())
class Reg:
    def __init_subclass__(cls, **kw): super().__init_subclass__(); print('sub', cls.__name__, kw)
class Sub(Reg, tag=1): pass
def ff():
    x=1; y=[2]
    def inner(): return x
    z=3
    return sorted(locals().items(), key=lambda t:t[0])[1:]
print(ff())
globals()['newvar']=42; print(newvar)
print('{a} {b}'.format(**vars()) if 'a' in vars() else 'no')
