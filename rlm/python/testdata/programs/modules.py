import textwrap, itertools, operator, string, difflib, heapq, bisect, statistics, random, unicodedata, html, math, pprint, copy, contextlib, io, hashlib, base64, calendar, zlib, urllib.parse
from itertools import *
t = "The quick brown fox jumps over the lazy dog. Pack my box with five dozen liquor jugs! How vexingly quick daft zebras jump; supercalifragilisticexpialidocious-words."
print(textwrap.fill(t, 40)); print(textwrap.wrap(t, 25, initial_indent='* ', subsequent_indent='  ', break_long_words=False, max_lines=4, placeholder=' [...]'))
print(textwrap.shorten(t, 50), textwrap.dedent("    a\n      b\n\n    c"), textwrap.indent('a\n\nb', '> ', lambda l: True))
for k, g in groupby(sorted(['apple', 'avocado', 'banana', 'blueberry', 'cherry'], key=lambda w: w[0]), key=lambda w: w[0]): print(k, list(g))
print(list(chain.from_iterable([[1], [2, 3]])), list(islice(count(10, 5), 2, 8, 2)), list(accumulate([1, 2, 3], operator.mul, initial=10)), list(starmap(pow, [(2, 3), (3, 2)])), list(zip_longest('ab', 'xyz', fillvalue='-')), list(pairwise('abcd')), list(compress('abcd', [1, 0, 1, 1])), list(dropwhile(lambda x: x < 3, [1, 3, 2])), list(filterfalse(None, [0, 1, ''])), [''.join(p) for p in permutations('abc', 2)], list(combinations(range(4), 3)), list(product('ab', repeat=2))[:3], list(tee([1, 2], 2)[1]), list(repeat('x', 3)), list(takewhile(str.isalpha, 'ab1c')), next(cycle('z')))
print(operator.itemgetter(1, 'a'[0:0] or 0)(['p', 'q']), operator.attrgetter('real', 'imag')(3), operator.methodcaller('split', ',')('a,b'), operator.concat('a', 'b'), operator.countOf([1, 1, 2], 1))
a = "the cat sat on the mat".split(); b = "the cat lay on a mat today".split()
print(list(difflib.unified_diff(a, b, 'old', 'new', lineterm='', n=1)))
print(list(difflib.ndiff(['one\n', 'two\n'], ['ore\n', 'two\n', 'three\n'])))
s = difflib.SequenceMatcher(None, "abxcd", "abcd"); print(s.ratio(), s.get_opcodes(), s.get_matching_blocks(), s.find_longest_match(), s.quick_ratio(), s.real_quick_ratio())
print(difflib.get_close_matches('appel', ['ape', 'apple', 'peach', 'puppy']), list(difflib.context_diff(['a', 'b'], ['a', 'c'], lineterm='')))
h = [5, 1, 8, 3]; heapq.heapify(h); heapq.heappush(h, 0); print(h, heapq.heappop(h), heapq.nsmallest(2, h), heapq.nlargest(2, [('a', 3), ('b', 9)], key=lambda x: x[1]), list(heapq.merge([1, 4], [2, 3], reverse=False)), heapq.heappushpop(h, 2), heapq.heapreplace(h, 9), list(heapq.merge('db', 'ca', key=lambda c: -ord(c))))
l = [1, 3, 3, 5]; print(bisect.bisect(l, 3), bisect.bisect_left(l, 3), bisect.bisect_left([('a', 1), ('b', 5)], 3, key=lambda p: p[1])); bisect.insort(l, 4); print(l)
x = [2.5, 3.5, 1, 9, 4]
print(statistics.mean(x), statistics.median(x), statistics.stdev(x), statistics.pstdev(x), statistics.variance(x), statistics.mode([1, 1, 2]), statistics.multimode('aabb'), statistics.quantiles(x, n=4), statistics.harmonic_mean([40, 60]), statistics.geometric_mean([54, 24, 36]), statistics.fmean(x), statistics.median_low(x), statistics.median_grouped([1, 2, 2, 3]), statistics.correlation([1, 2, 3], [1, 5, 7]), statistics.linear_regression([1, 2, 3], [2, 4, 6.5]), statistics.covariance([1,2,3],[3,2,1]), statistics.NormalDist(100, 15).cdf(120))
for f in (lambda: statistics.mean([]), lambda: statistics.stdev([1]), lambda: statistics.mode([])):
    try: print(f())
    except statistics.StatisticsError as e: print(e)
random.seed(42); print(random.random(), random.randint(1, 6), random.choice('abc'), random.sample(range(100), 5), random.shuffle(x), x, random.uniform(1, 2), random.gauss(0, 1), random.choices([1, 2, 3], k=3), random.choices('ab', [1, 9], k=4), random.betavariate(1, 2), random.expovariate(1.5), random.triangular(0, 1, 0.5), random.getrandbits(40), random.randbytes(3), random.normalvariate(0, 1), random.lognormvariate(0, 1), random.gammavariate(2, 1), random.paretovariate(3), random.weibullvariate(1, 2), random.vonmisesvariate(0, 4), random.randrange(0, 100, 7))
r = random.Random('seed'); print(r.random(), r.sample(['a', 'b', 'c'], 2, counts=[2, 1, 1]) if hasattr(r, 'sample') else '')
print([unicodedata.name(c, '?') for c in 'aé中'], unicodedata.normalize('NFKD', 'ﬁé½'), unicodedata.category('A'), unicodedata.combining('\u0301'), unicodedata.lookup('GREEK SMALL LETTER ALPHA'), unicodedata.numeric('½'), unicodedata.digit('5'), unicodedata.east_asian_width('中'), unicodedata.bidirectional('a'), ''.join(c for c in unicodedata.normalize('NFD', 'Crème Brûlée') if not unicodedata.combining(c)))
print(html.escape('<a href="x">&\'</a>'), html.unescape('&lt;p&gt; &amp;amp; &eacute; &#39; &#x41; &nbsp;|&copy; &notit; &hellip;'))
print(math.floor(-2.5), math.ceil(2.1), math.trunc(-2.7), math.gcd(12, 18, 27), math.lcm(4, 6), math.comb(5, 2), math.perm(5, 2), math.factorial(10), math.log(8, 2), math.log10(1000), math.log2(8), math.isclose(0.1+0.2, 0.3), math.hypot(3, 4), math.dist((0, 0), (3, 4)), math.prod([1, 2, 3]), math.fsum([.1]*10), math.copysign(1, -0.0), math.modf(3.7), math.frexp(8), math.isqrt(17), math.degrees(math.pi), math.exp(1), math.pow(2, 0.5), math.remainder(7, 4), math.nextafter(1, 2), math.ulp(1.0), math.inf, math.nan, math.tau, math.sin(1), math.gamma(5), math.erf(0.5))
print(string.Template('$who owes $$${amt}').safe_substitute(who='Bob'), string.capwords('hello wORLD foo'), string.Formatter().format('{0} {x!r:>5} {1[0]}', 'a', [9], x='b'), list(string.Formatter().parse('a{b:c}{d!r}e')), string.punctuation)
pprint.pprint({'a': list(range(30)), 'b': {'c': 'x' * 50, 'd': ['y' * 40, 'z' * 30]}, 'e': (1,)}); print(pprint.pformat([['a' * 30] * 3], width=50, indent=2), pprint.pformat({'z': 1, 'a': 2}, sort_dicts=False)); pprint.pp({'z': 1, 'a': 2})
c1 = {'a': [1, {'b': 2}]}; c2 = copy.deepcopy(c1); c3 = copy.copy(c1); c1['a'][1]['b'] = 9; print(c2, c3)
with contextlib.suppress(KeyError, ValueError): {}['x']
buf = io.StringIO()
with contextlib.redirect_stdout(buf): print('captured')
print(repr(buf.getvalue()))
@contextlib.contextmanager
def tag(n):
    print('<' + n + '>')
    try: yield n.upper()
    except ValueError as e: print('handled', e)
    finally: print('</' + n + '>')
with tag('b') as u: print(u); raise ValueError('boo')
with contextlib.ExitStack() as st:
    for n in 'xy': st.enter_context(tag(n))
    st.callback(print, 'cb')
with contextlib.nullcontext(5) as n: print(n)
print(hashlib.md5(b'a').hexdigest(), hashlib.sha256('é'.encode()).hexdigest()[:16], hashlib.sha1(b'').digest()[:4], hashlib.sha3_256(b'abc').hexdigest()[:20], hashlib.blake2b(b'abc', digest_size=16).hexdigest(), hashlib.blake2s(b'x').hexdigest()[:16], hashlib.new('sha512', b'q').hexdigest()[:10], hashlib.sha256().block_size)
print(base64.b64encode(b'hello?>'), base64.urlsafe_b64encode(b'\xff\xfe'), base64.b64decode('aGVsbG8='), base64.b32encode(b'hi'), base64.b16encode(b'hi'), base64.b85encode(b'hello'), base64.b85decode(b'Xk~0{Zv'))
print(calendar.monthrange(2024, 2), calendar.isleap(1900), calendar.month_name[3], calendar.day_abbr[0], calendar.month(2024, 2), calendar.monthcalendar(2024, 2)[0], calendar.timegm((2024, 1, 1, 0, 0, 0)), calendar.weekday(2024, 1, 1))
print(zlib.crc32(b'hello'), zlib.adler32(b'hello'), zlib.decompress(zlib.compress(b'x' * 100)) == b'x' * 100)
u = urllib.parse.urlparse('https://user:pw@ex.com:8080/a/b;p?q=1&r=a%20b#frag'); print(u, u.netloc, u.hostname, u.port, u.username, urllib.parse.parse_qs('a=1&a=2&b='), urllib.parse.parse_qsl('a=1&b=2'), urllib.parse.urlencode({'q': 'a b', 'l': [1, 2]}, doseq=True), urllib.parse.quote('a/b c?é'), urllib.parse.unquote('%C3%A9+x'), urllib.parse.quote_plus('a b&'), urllib.parse.unquote_plus('a+b'), urllib.parse.urljoin('http://a/b/c', '../d'), urllib.parse.urlsplit('//x/y?z').query, urllib.parse.urlunparse(u), u.geturl(), urllib.parse.urldefrag('http://a#b'))
