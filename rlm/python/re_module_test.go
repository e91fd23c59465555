package python

import (
	"context"
	"strings"
	"testing"
)

// regexpCalls are expressions that are evaluated here and in python3.
var regexpCalls = strings.Split(strings.TrimSpace(`
re.escape('a.b*c[d] e_f-g\n#é~&')
re.escape(b'a.b\xff')
re.escape(3)
re.escape()
re.I, str(re.I), re.I | re.M, re.I | re.X | re.A | re.T, re.I & re.M
re.I == 2, re.I + 1, bool(re.I), (re.I | re.M).value, (re.I | re.M).name, f'{re.I}', re.NOFLAG
re.compile('a', re.I | re.A | re.X), re.compile(b'a'), re.compile('(?ms)a'), re.compile('x' * 300)
re.compile('a') == re.compile('a'), re.compile('a') == re.compile('a', re.I), len({re.compile('b'), re.compile('b')})
re.compile('(?P<y>.)(?P<m>.)').groupindex['m'], re.compile('(a)(b)').groups, re.compile('a', re.I).flags, re.compile(b'a').flags
re.match('(?P<y>\\d+)-(?P<m>\\d+)?', '2024-').groupdict(), re.match('(?P<y>\\d+)-(?P<m>\\d+)?', '2024-').groupdict('?')
re.match('(a)(b)?', 'a').groups(), re.match('(a)(b)?', 'a').groups('x'), re.match('(a)(b)?', 'a').groups(default=0)
re.match('(a)(b)', 'ab').group(1, 2), re.match('(a)(b)', 'ab').group(), re.match('(a)(b)', 'ab')[2], re.match('(?P<n>a)', 'a')['n']
re.match('a', 'a').group('x')
re.match('a', 'a').group(1.5)
re.match('a', 'a')[3]
re.match('a', 'a').span(3)
re.match('a', 'a').start('k')
re.match('(a)(b)?', 'a').span(2), re.match('(a)(b)?', 'a').start(2), re.match('(a)(b)?', 'a').end()
re.match('(a)(b)?(?P<z>c)', 'ac').lastindex, re.match('(a)(b)?(?P<z>c)', 'ac').lastgroup, re.match('((a)(b))', 'ab').lastindex, re.match('a', 'a').lastindex
re.search('é+', 'aaéé b'), re.search('é+', 'aaéé b').span(), re.search('b', 'aaéé b').start()
re.search('x', 'aXx', re.I), re.search('x', 'aXx', flags=re.IGNORECASE), re.search(pattern='x', string='ax')
re.compile('b').search('abab', 2), re.compile('b').search('abab', 2, 3), re.compile('^b').search('ab', 1), re.compile('b$').search('abc', 0, 2)
re.compile('\\Bb').search('ab', 1), re.compile('(?<=a)b').search('ab', 1), re.compile('b').match('ab', 1).pos, re.compile('b').match('ab', 1, 99).endpos
re.compile('a').search('a', -5, 2 ** 60), re.compile('a').findall('banana', 2), re.compile('a').findall('banana', pos=2, endpos=4)
re.match('a*', 'aab').expand('<\\g<0>>'), re.match('(?P<k>a)(b)?', 'a').expand(r'\1|\2|\g<k>|\n'), re.match('a', 'a').re.pattern, re.match('a', 'ab').string
re.match('(a)|b', 'b').expand(r'[\1]')
re.match('(a)', 'a').expand(r'\2')
re.split(',', 'a,b,,c'), re.split('(,)', 'a,b'), re.split('x*', 'axbc'), re.split('', 'abc'), re.split(r'\b', 'one two'), re.split(',', 'a,b,c', 1), re.split(',', 'a,b,c', maxsplit=1)
re.split('(a)|b', 'xbya')
re.sub('a', 'b', 'banana', 2), re.sub('a', 'b', 'banana', count=1), re.sub('x*', '-', 'abxd'), re.sub('(?P<w>\\w+)', r'<\g<w>>', 'one two')
re.sub(r'(\w)(\w)', r'\2\1', 'abcd'), re.sub('a', r'\\', 'a'), re.sub('a', r'\n\t\.', 'a'), re.sub('a', '\\101\\0', 'a')
re.sub('a', lambda m: m.group().upper(), 'banana'), re.sub('a', lambda m: None, 'banana'), re.subn('a', '', 'banana'), re.sub('b', str, 'abc')
re.sub('a', lambda m: 3, 'bab')
re.sub('a', 3, 'bab')
re.sub('a', b'x', 'aa')
re.sub('a', r'\q', 'b')
re.sub('a', r'\g<x>', 'b')
re.sub('a', r'\1', 'b')
re.sub('a', r'\g<', 'b')
re.sub('a', r'\g', 'b')
re.sub('a', r'\g<>', 'b')
re.sub('a', r'\g<-1>', 'b')
re.sub('a', '\\', 'b')
re.sub('a', r'\777', 'b')
re.sub('(?:a)|(b)', r'[\1]', 'ab')
re.findall('a|(b)', 'ab'), re.findall('(a)(b)?', 'aab'), re.findall('', 'ab'), re.findall('a*', 'baac'), re.findall(b'\\w', b'a\xe9b')
[m.span() for m in re.finditer('a*', 'baac')], [m.group() for m in re.finditer(r'\b', 'ab c')]
re.compile('a').search(b'a')
re.compile(b'a').search('a')
re.compile('a').search(3)
re.compile('a').search()
re.compile('a').search(1, 2, 3, 4)
re.compile('a').search('a', x=4)
re.compile(3)
re.compile(re.compile('a'), re.I)
re.search('a')
re.search('a', 'b', 0, 0)
re.search('a', 'b', zap=0)
re.sub('a')
re.compile('(?i)a|B').findall('AbaB'), re.compile('a.c', re.S).match('a\nc'), re.findall('^.', 'ab\ncd', re.M), re.findall('.$', 'ab\ncd\n', re.M), re.findall('.$', 'ab\ncd\n')
re.compile('''
  (\d+)   # digits
  \s*     # blanks
  [ #]    # one of them
''' , re.X).findall('12 #3#')
re.match('a{,3}b{2,}c{1}', 'aabbbc'), re.match('a{x}', 'a{x}'), re.match('a{,', 'a{,'), re.match('{a', '{a'), re.match('a{}', 'a{}')
re.fullmatch('a|ab', 'ab'), re.fullmatch('a*?', 'aa'), re.fullmatch('(?:a|ab)(?:c|bcd)', 'abcd'), re.match('(?:a|ab)(?:c|bcd)(d*)', 'abcd')
re.match('(a+)+$', 'a' * 12 + 'b'), re.match('(a|a)*$', 'a' * 12 + 'b'), re.match('(?:a*)*b', 'a' * 12), re.search('(x+x+)+y', 'x' * 12)
re.match(r'(?P<q>[\'"])(.*?)(?P=q)', '"it\'s" x').groups(), re.findall(r'(?<!\d)\d{2}(?!\d)', '1 22 333 44'), re.findall(r'(?i)\bthe\b', 'The other the')
re.match(r'(?:(a)|b)*', 'ab').groups(), re.match(r'(a|ab)(c|bcd)(d*)', 'abcd').groups(), re.match('(?:(x)|(y))*', 'xy').groups()
re.match(r'(<)?\w+(?(1)>|$)', '<a>'), re.match(r'(<)?\w+(?(1)>|$)', 'a'), re.match(r'(<)?\w+(?(1)>|$)', '<a')
re.match('(?>a+)ab', 'aaab'), re.match('a++b', 'aaab'), re.match('a?+a', 'a'), re.match('(?:ab){1,2}+c', 'ababc')
[type(x).__name__ for x in (re.compile('a'), re.match('a', 'a'), re.I)], isinstance(re.match('a', 'a'), re.Match), isinstance(re.compile('a'), re.Pattern)
bool(re.match('', '')), re.match('', '') is None, re.purge(), hasattr(re.match('a', 'a'), 'foo'), callable(re.compile)
(lambda s: [s.search().group(), s.match().group(), s.search()])(re.compile('.').scanner('ab'))
re.findall(r'[^\W\d_]+', 'ab1_é ß9'), re.findall(r'[\w.+-]+@[\w-]+\.[\w.-]+', 'x a.b+c@d-e.co.uk, y@z'), re.findall(r'\$?(\d[\d,]*)(?:\.(\d+))?', '$1,234.50 and 7')
re.findall(r'#\s*(.+)', '# one\n## two'), re.findall(r'^(#+)\s+(.*)$', '# a\n## b', flags=re.M), re.sub(r'\s+', ' ', ' a \n\t b '), re.split(r'\n\s*\n', 'a\n\nb\n \nc'), re.split(r'(?<=[.!?])\s+', 'One. Two! Three?')
`), "\n")

// TestRegexpModuleAsInCPython compares the functions, objects and errors of the
// module with CPython's.
func TestRegexpModuleAsInCPython(t *testing.T) {
	calls := []string{}
	for _, l := range regexpCalls {
		if n := len(calls); n > 0 && (strings.HasPrefix(l, "  ") || strings.HasPrefix(l, "'''")) {
			calls[n-1] += "\n" + l // an expression of several lines
			continue
		}
		calls = append(calls, l)
	}
	src := "import re\ndef show(n, f):\n    try:\n        print(n, repr(f()).replace('\\n', '|'))\n    except Exception as e:\n        print(n, type(e).__name__, str(e).replace('\\n', '|'))\n"
	for i, c := range calls {
		src += sprintf("show(%d, lambda: (%s))\n", i, c)
	}
	want := byNumber(runPython3(t, src))
	res := New(Options{}).Run(context.Background(), src)
	if res.Err != nil {
		t.Fatal(res.Err.Traceback)
	}
	got := byNumber(res.Output)
	for i, c := range calls {
		if n := sprintf("%d", i); got[n] != want[n] {
			t.Errorf("%s\n got %swant %s", c, got[n], want[n])
		}
	}
}

// TestRegexpsKeepOrigins checks that what a match, a split or a replacement leaves as
// it was still knows where it is from.
func TestRegexpsKeepOrigins(t *testing.T) {
	doc := "Fünf Ziele: alpha, beta; gamma"
	for _, c := range []struct{ expr, text string }{
		{"re.search(r'Z\\w+', d).group()", "Ziele"},
		{"re.search(r'(?P<k>al)(\\w+)', d)['k']", "al"},
		{"re.findall(r'\\w+', d)[3]", "beta"},
		{"re.findall(r'(\\w+), (\\w+)', d)[0][1]", "beta"},
		{"re.split(r'[,;:] ', d)[3]", "gamma"},
		{"[m.group() for m in re.finditer('b.*;', d)][0]", "beta;"},
		{"re.sub('.*: ', '', d)", "alpha, beta; gamma"},
		{"re.sub('^.*?(beta).*$', r'<\\1>', d)", "beta"},
		{"re.match('(.)', d).expand(r'-\\1')", "F"},
		{"re.sub(': .*', lambda m: '!', d)", "Fünf Ziele"},
	} {
		s := New(Options{})
		s.Set("d", NewText(doc, "doc1", 100))
		if r := s.Run(context.Background(), "import re\nx = "+c.expr); r.Err != nil {
			t.Fatal(c.expr, r.Err)
		}
		v, _ := s.Get("x")
		o := Origins(v)
		if len(o) != 1 || o[0].Source != "doc1" || doc[o[0].Start-100:o[0].End-100] != c.text || Text(v)[o[0].At:o[0].To] != c.text {
			t.Errorf("%s: %q has %v", c.expr, Text(v), o)
		}
	}
}
