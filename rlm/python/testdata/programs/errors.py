import sys, traceback
def show(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, '|', e, '|', e.args)
class A:
    x = 1
    def m(self, a, b=2): return a + b
tests = """
A().m()
A().m(1, 2, 3)
A.m(1)
A().y
A.z
A()[0]
A() + 1
1 + A()
A() < A()
len(A())
iter(A())
next(A())
A()()
del_ = A.__dict__['nope']
"abc"[10]
"abc"["x"]
[1,2,3]["a"]
[1,2,3][1:2] = 3
(1,2)[5]
{}["a"]["b"]
{"a":1}.a
None + 1
None[0]
None.strip()
"a" + 1
1 + "a"
"a" - "b"
"5" * "5"
[1] + "a"
[1] * "a"
{} + {}
{1} + {2}
{1} | [2]
{1: 2} | [1]
int("3.5")
int("")
int(None)
int("0x1f", 16)
int("12a")
float("1,000")
float(None)
float("")
str(b"a", "utf-8", "strict", 5)
list(None)
dict("ab")
dict([(1,2,3)])
tuple(5)
set([[]])
sorted([3, "a", None])
max([])
max(1)
min("")
sum(["a", "b"])
sum([[1]], 0)
zip([1], 2)
enumerate(3)
map(1, [1])
list(map(1, [1]))
range(1, 2, 0)
range("a")
chr(1114112)
ord("")
ord(5)
abs("a")
round("a")
round(1.5, "a")
pow(2, -1, 4)
pow(2, 3, 0)
divmod(1, 0)
1 / 0
1.0 / 0
1 // 0
1 % 0
1.5 % 0
2.0 ** 10000
int(float("inf"))
int(float("nan"))
"{}{}".format(1)
"{x}".format()
"{0.foo}".format(1)
"{0[a]}".format({})
"{:d}".format("a")
"{:.2f}".format("a")
"{:>10".format(1)
"{!z}".format(1)
"%d" % "a"
"%s %s" % (1,)
"%s" % (1, 2)
"%(a)s" % {}
"%q" % 1
"%" % ()
f"{1:abc}"
f"{'a':d}"
f"{None:>5}"
f"{[1]:5}"
"a".join([1])
"a".join(5)
",".split("")
"a".index("b")
"abc".replace("a")
"abc".find(1)
"a".startswith(1)
"a".center()
"a".center(5, "ab")
"a".encode("nope")
"é".encode("ascii")
b"\\xff".decode()
b"a" + "b"
b"abc".split("b")
bytes("a")
bytes([256])
bytes.fromhex("zz")
[].pop()
[1].pop(5)
[1].remove(2)
[1].index(2)
[1].insert("a", 1)
[].append()
[3, 1].sort(key=1)
{}.pop("a")
{}.popitem()
set().pop()
set().remove(1)
{}.update(1)
{}.update([1])
{}.fromkeys(1)
isinstance(1, "int")
issubclass(1, int)
getattr(1)
getattr(1, "x")
setattr(1, "x", 2)
hasattr(1)
callable()
hash([])
hash({})
id()
print(sep=1)
print(1, foo=2)
eval("1 +")
eval("x_undefined")
next(iter([]))
(lambda x: x)()
(lambda x: x)(1, 2)
(lambda x: x)(y=1)
(lambda *, k: k)()
(lambda *, k: k)(1)
(lambda a, b, /: a)(a=1, b=2)
[a for a in 5]
{**[1]}
a_undefined
A.m.foo
(1).foo
"".foo
[].foo
{}.foo
(lambda: 0).foo
len.foo
len(5)
len(1, 2)
len()
type.foo
super().foo
not_callable = 5; not_callable()
import math; math.sqrt(-1)
import math; math.log(0)
import math; math.factorial(-1)
import math; math.factorial(1.5)
import math; math.foo
import math; math.sqrt("a")
import math; math.gcd(1.5)
import re; re.match("(", "a")
import re; re.match("a", 5)
import re; re.match("a", b"a")
import re; re.sub("a", 5, "a")
import re; re.match("a", "a").group(1)
import re; re.match("a", "a").group("x")
import re; re.match("b", "a").group()
import json; json.loads(None)
import json; json.loads("{")
import json; json.dumps(set())
import datetime; datetime.date(2024, 2, 30)
import datetime; datetime.datetime.strptime("x", "%Y")
import datetime; datetime.date(2024,1,1) + 1
import random; random.choice([])
import random; random.randint(5, 1)
import random; random.sample([1], 2)
import itertools; list(itertools.combinations(5, 2))
import itertools; itertools.islice([1], -1)
import collections; collections.namedtuple("A", "x x")
import collections; collections.Counter(5)
import collections; collections.deque([1], -1)
import collections; collections.namedtuple("P", "x y")(1)
import collections; collections.namedtuple("P", "x y")(1, 2, 3)
import operator; operator.itemgetter(5)([1])
import operator; operator.attrgetter("foo")(1)
import functools; functools.reduce(lambda a, b: a, [])
import string; string.Template("$a $b").substitute(a=1)
import string; string.Template("$").substitute()
import statistics; statistics.mean([])
import csv; list(csv.reader(5))
import base64; base64.b64decode("abc")
import copy; copy.foo
import heapq; heapq.heappop([])
import textwrap; textwrap.wrap("a", 0)
import enum; enum.Enum("E", "a b")("c")
assert False
assert 1 == 2, "msg"
raise ValueError
raise ValueError("a", "b")
raise 5
raise ValueError from 5
raise KeyError("k")
raise OSError(2, "No such file")
raise SystemExit
x: int = "a"; x.foo
def f(): yield 1; raise ValueError("in gen")\nlist(f())
def f(a, b=1, *c, d, **e): pass\nf()
def f(a): pass\nf(1, a=2)
class B(A, A): pass
a, b = 1
a, b = [1]
a, b = [1, 2, 3]
a, *b = []
[a, b], c = 1, 2
for i in 5: pass
for a, b in [1]: pass
for a, b in [(1, 2, 3)]: pass
with 5: pass
del undefined_thing
global_undefined += 1
x = [1]; x[5] = 1
x = (1,); x[0] = 1
x = "a"; x[0] = "b"
x = {}; del x["a"]
x = [1]; del x[5]
x = 5; x.y = 1
x = 5; x[0] = 1
x = 5; del x[0]
print("a".upper.lower)
""".strip().split('\n')
for t in tests:
    t = t.replace('\\n', '\n')
    try:
        try: code = eval(t)
        except SyntaxError: exec(t); code = 'ok'
        print(t, '=>', type(code).__name__)
    except BaseException as e:
        print(t, '=>', type(e).__name__, '|', e)
