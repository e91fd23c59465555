print(f"{3.14159:.2f}|{1234567:,}|{0.256:.1%}|{'a':>5}|{'b':^7}|{'c':*<4}|{255:#x}|{255:08b}|{-5:+d}|{1e10:g}|{12345.678:e}|{True}|{None!r:>6}|{[1,2]!s:>10}")
w, p = 10, 3
print(f"{3.14159:{w}.{p}f}|{'x':{'>'}{w}}|{w=}|{w = !r}|{p*2=:>5}|{{}}|{'nested ' + f'{w:03d}'}|{w if w else 'no'}|{(lambda x: x*2)(3)}")
print("{:<10}|{:>10}|{:^10}|{:10}|{:10}".format('a', 'b', 'c', 'd', 5), "{0:{1}}".format('x', 5), "{a[k]} {b.real}".format(a={'k': 1}, b=3), '{:,.2f}'.format(1234567.891), '{:_}'.format(10**7), '{:%}'.format(0.5), '{:+.1e}'.format(12345), '{!r:^12}'.format('q'))
print('%5d|%-5d|%05d|%+d|%x|%o|%e|%.3f|%10.2f|%s|%r|%c|%%|%5s|%-5s|' % (1, 2, 3, 4, 255, 8, 12.5, 3.14159, 2.5, 'a', 'b', 'c', 'd', 'e'))
rows = [('Alice', 30, 1234.5), ('Bob', 4, 99.999), ('Christopher', 101, 0)]
hdr = ('Name', 'Age', 'Balance')
ws = [max(len(str(r[i])) for r in rows + [hdr]) for i in range(3)]
print(' | '.join(h.ljust(x) for h, x in zip(hdr, ws))); print('-+-'.join('-' * x for x in ws))
for r in rows: print(' | '.join(f'{c:<{x}}' if isinstance(c, str) else f'{c:>{x}.1f}' if isinstance(c, float) else f'{c:>{x}}' for c, x in zip(r, ws)))
print(sorted(rows, key=lambda r: (-r[1], r[0])), sorted('bAc', key=str.lower), sorted([(1, 'b'), (1, 'a')], reverse=True), sorted({'b': 1, 'a': 2}.items(), key=lambda kv: kv[1]))
s = "Hello, Wörld! 你好 😀"
print(len(s), s[::-1], s.upper(), s.encode('utf-8')[:12], s.encode('utf-16-le')[:4], s.casefold(), s.find('你'), s.isascii(), ascii(s), s.title(), s.split(), s.partition(', '), s.center(30, '~'), [hex(ord(c)) for c in s[-2:]], s.encode('ascii', 'ignore'), s.encode('ascii', 'replace'), s.encode('ascii', 'xmlcharrefreplace'), s.encode('ascii', 'backslashreplace'), s.encode('unicode_escape') if False else '', s.swapcase(), s.translate(str.maketrans('lo', '01', '!')), s.zfill(25), s.expandtabs())
print('a\tb\x00\x7f\xa0\u200b\ufeff\U0001F600\\\'"', repr('a\tb\x00\x7f\xa0\u200b\ufeff\U0001F600\\\'"'), repr("it's"), repr('say "hi"'), repr('''both ' and "'''))
print('ß'.upper(), 'ǅ'.lower(), 'İ'.lower(), 'ﬁ'.upper(), 'Σ'.lower(), 'ΑΣ'.lower(), 'straße'.casefold() == 'STRASSE'.casefold(), '½'.isnumeric(), '²'.isdigit(), '٣'.isdecimal(), int('٣'), 'a1_'.isidentifier(), 'class'.isidentifier(), ' \u3000'.isspace(), 'Ab'.istitle(), 'é' == 'e\u0301')
print("a,b,,c".split(','), " a  b ".split(), " a  b ".split(' '), "a,b,c".rsplit(',', 1), "a\nb\r\nc\x0bd\x1ce".splitlines(), "abc".split('x'), "".split(), "".split(','), "aXbXc".rpartition('X'), "xxabcxx".strip('x'), "abc".removeprefix('a').removesuffix('c'), "aaa".replace('a', 'b', 2), "abcabc".rfind('b'), "abc".count(''), "a-b_c".translate({45: None, 95: ' '}), 'x'.join('abc'), 'abc' * 0, 'b' in 'abc', 'abc' < 'abd', "%s" % 'x', 'tEST'.capitalize(), "a.b.c".split('.', 1)[-1])
b = b'caf\xc3\xa9 \x00\xff'
print(b, b[0], b[:4], b.decode('utf-8', 'replace'), b.decode('latin-1'), list(b[:3]), b.hex(), b.hex(' '), bytes.fromhex('63 61'), b.split(b' '), b.find(b'\xc3'), b'a' in b, b.upper(), bytes(3), bytes([1, 2]), b'%d %s' % (5, b'x') if True else '', int.from_bytes(b'\x01\x00', 'big'), (1024).to_bytes(2, 'little'), b'abc'.replace(b'b', b'X'), b'a,b'.split(b','), b' x '.strip(), b'a' < b'b', hash(b'a') == hash(b'a'), b'\x80'.decode('cp1252'), 'naïve'.encode('latin-1'), (-5).to_bytes(2, 'big', signed=True), int.from_bytes(b'\xff', 'big', signed=True))
print(10**30, -7 // 2, -7 % 3, 7 // -2, divmod(-7, 2), 2**-1, 0.1 + 0.2, 1e16, 1e-5, 1.0, 100000000000000000000.0, 1/3, 5e-324, float('1e400'), -0.0, round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234, -2), round(1.5), int('1_000'), 0b101, 0o17, 0xff, 1_000, 3 .real, (5).bit_length(), (0.5).as_integer_ratio(), (2.0).is_integer(), float.hex(1.5), float.fromhex('0x1.8p0'), 7 & 3, 7 | 8, 7 ^ 2, ~7, 1 << 10, -1 >> 1, True + True, sum([True, False]), bool([]), 5 if [] else 6, 1 < 2 < 3, 1 == 1.0 == True, 'a' 'b', not 0, None is None, max(3, 1.5, -2), min('b', 'a'), abs(-3.5), pow(2, 10, 1000), hex(-255), oct(8), bin(-5), complex(1, 2) if False else '', 1e3 == 1000, 3.0 // 2, 3.7 % 1, 2 ** 0.5, 10 % 3.5, float('nan') == float('nan'), str(1e22), repr(123456789.123456789), 1.1 * 3, 1e100, 123456789012345678)
d = {'a': 1, 'b': {'c': [1, 2]}}
print(d, d.get('z'), d.setdefault('z', []), d.pop('a'), d | {'q': 1}, list(d), list(d.items()), 'b' in d, d['b']['c'][-1], {k: v for k, v in zip('xy', range(2))}, dict.fromkeys('ab', 0), dict(a=1, **{'b': 2}), {**d, 'n': None}, d.keys() & {'b', 'x'}, sorted(d, key=str), {1: 'a', True: 'b', 1.0: 'c'}, list(reversed(d)), d == dict(d), len(d), d.copy() is d)
l = [3, 1, 2]
l2 = l[:]; l2.sort(); l.append([4]); l.extend('ab'); l.insert(1, 'i'); print(l, l2, l[-2:], l[::2], l.index(2), l.count(1), l.pop(), l.pop(0), [*l, *l2], l2 * 2, [0] * 3, [[]] * 2, l2 == [1, 2, 3], sum(l2), list(zip(l2, 'abc')), list(enumerate(l2, 1)), list(reversed(l2)), any(x > 2 for x in l2), all(l2), [x for x in range(20) if x % 3 == 0 if x % 2], [(i, j) for i in range(3) for j in range(i)], [[r[i] for r in [[1, 2], [3, 4]]] for i in range(2)], list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(lambda x: x, [0, 1, 2])), l2[1:2] + [9])
l2[1:2] = ['x', 'y', 'z']; del l2[0]; l2 += (7,); print(l2); a, *b, c = range(5); print(a, b, c); (x, y), z = (1, 2), 3; print(x, y, z); i = j = 5; i += 1; print(i, j); m, n = n, m = 1, 2
print({1, 2} | {3}, {1, 2, 3} & {2, 3, 4}, {1, 2} - {2}, {1, 2} ^ {2, 3}, {1} < {1, 2}, {1, 2} >= {2}, frozenset([1, 2]), len({1, 1}), set('aab') == {'a', 'b'}, {1}.isdisjoint({2}), set())
def gen(n):
    try:
        for i in range(n):
            r = yield i
            if r: print('got', r)
    finally: print('closed')
g = gen(3); print(next(g), g.send('hi'), list(g)); g = gen(5); next(g); g.close()
def outer():
    x = 0
    def inc(by=1, *args, k=None, **kw):
        nonlocal x
        x += by
        return x, args, k, kw
    return inc
f = outer(); print(f(), f(2, 3, 4, k='k', z=1), f.__name__, f.__defaults__, f.__kwdefaults__)
try:
    try: 1 / 0
    except ZeroDivisionError as e: raise ValueError('wrapped') from e
except ValueError as e: print(repr(e), repr(e.__cause__), e.__cause__.args, e.__context__ is e.__cause__)
try:
    try: {}['k']
    finally: print('fin')
except (KeyError, IndexError) as e: print('caught', e, e.args[0])
else: print('no')
def ff():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: return 'ret'
        finally: print('f', i)
print(ff())
class MyErr(Exception):
    def __init__(self, code, msg='default'): super().__init__(msg); self.code = code
    def __str__(self): return f'[{self.code}] {self.args[0]}'
try: raise MyErr(42)
except MyErr as e: print(e, repr(e), e.code)
try:
    raise ExceptionGroup('grp', [ValueError('a'), TypeError('b'), KeyError('c')])
except* ValueError as eg: print('VE', eg.exceptions)
except* (TypeError, KeyError) as eg: print('TE', [type(x).__name__ for x in eg.exceptions])
e = ValueError('n'); e.add_note('note1'); print(e.__notes__)
for n in range(2, 20):
    for x in range(2, n):
        if n % x == 0: break
    else: print(n, end=' ')
print(); n = 5
while n: n -= 1
else: print('done')
if (k := len('abc')) > 2: print(k)
print([y := 1, y ** 2], (lambda: (yield))().__class__.__name__, [i for i in range(5)][-1:], *'abc', sep='|', end='!\n')
print(vars(type('T', (), {'a': 1}))['a'], type('T2', (object,), {'f': lambda self: 7})().f(), isinstance(5, object), type(5) is int, type(None).__name__, callable(print), (5).__add__(3), 'abc'.__len__(), [1].__contains__(1), id(5) == id(5), hash('a') == hash('a'), eval('1+2*3'), exec('qq = 9') or qq, compile('1', '', 'eval') is not None if False else '', globals()['n'], dir(5)[:1] if False else '', getattr('a', 'upper')(), print.__name__, int.__name__, str.upper.__name__ if False else '', __name__)
print(repr(range(5)), range(10)[2:8:3], 5 in range(10), range(5)[-1], list(range(5, 0, -2)), len(range(0, 100, 7)), slice(1, 5, 2), 'abcdef'[slice(1, 5, 2)], range(3) == range(0, 3), repr(slice(None)), Ellipsis, NotImplemented, repr(type), repr(int), repr(len), repr(iter([])).split(' at')[0], repr(lambda: 0).split(' at')[0], repr(gen).split(' at')[0], repr(MyErr), repr(zip()).split(' at')[0], repr(map(str, [])).split(' at')[0], repr({}.keys()), repr({1: 2}.items()), repr({1: 2}.values()), repr(object()).split(' at')[0], repr(enumerate([])).split(' at')[0], repr(reversed([])).split(' at')[0], repr('a'.join).split(' at')[0], repr(str.join), repr(MyErr(1)), repr(f).split(' at')[0])
