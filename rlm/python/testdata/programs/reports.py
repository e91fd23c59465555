import re, json
from collections import Counter, defaultdict, OrderedDict, namedtuple, deque, ChainMap
doc = """# Annual Report 2023

## 1. Overview
Acme Corp. reported revenue of $1,234.5 million (2022: $1,100.0 million), up 12.2%.
Net income was $98.7 million. Headcount: 4,512.

## 2. Segments
- Cloud: $512.3 million
- Devices: $401.0 million
- Services: $321.2 million

## 3. Risks
Risk factors include currency (EUR/USD), supply-chain, and litigation [see Note 12].
Contact: ir@acme.com, press@acme.co.uk. Visit https://acme.com/ir?year=2023&lang=en.

Table 4: Quarterly
| Q | Rev | Margin |
|---|-----|--------|
| Q1 | 290.1 | 21.5% |
| Q2 | 301.7 | 22.0% |
| Q3 | 315.2 | 20.9% |
| Q4 | 327.5 | 23.1% |
"""
sections = {}
cur = None
for line in doc.splitlines():
    m = re.match(r'^(#{1,3})\s+(?:(\d+)\.\s+)?(.*)$', line)
    if m:
        cur = m.group(3); sections[cur] = []
        print(m.groups(), m.span(2), m.lastindex, m.start(3))
    elif cur:
        sections[cur].append(line)
for k, v in sections.items():
    print(f"{k:<20}|{len(v):>3}|{sum(len(x) for x in v):>5,}")
amounts = [float(a.replace(',', '')) for a in re.findall(r'\$([\d,]+(?:\.\d+)?)\s+million', doc)]
print(amounts, sum(amounts), max(amounts), f"{sum(amounts)/len(amounts):.3f}")
rows = [[c.strip() for c in l.strip('|').split('|')] for l in doc.splitlines() if l.startswith('|') and not set(l) <= set('|-')]
hdr, *body = rows
recs = [dict(zip(hdr, r)) for r in body]
print(json.dumps(recs, indent=1))
print(max(recs, key=lambda r: float(r['Margin'].rstrip('%'))))
print(re.findall(r'[\w.+-]+@[\w-]+\.[\w.-]+\w', doc), re.findall(r'https?://[^\s)]+', doc))
print(re.sub(r'\b(\d{4})\b', lambda m: f"<{int(m[1])+1}>", doc)[:60])
words = re.findall(r"[a-z]+", doc.lower())
c = Counter(w for w in words if len(w) > 3)
print(c.most_common(5), c.total(), c['million'], c['nope'], len(c))
by = defaultdict(list)
for w in sorted(set(words)): by[len(w)].append(w)
for n in sorted(by, reverse=True)[:4]: print(n, by[n])
print(re.split(r'(?m)^## ', doc)[1][:30], len(re.split(r'\n{2,}', doc)))
P = re.compile(r'(?P<name>\w+): \$(?P<amt>[\d.]+)', re.I)
for m in P.finditer(doc): print(m.groupdict(), m.lastgroup, m.expand(r'\g<amt>/\1'), m)
print(P.sub(r'\g<name>=\2', 'Cloud: $5.0'), P.subn('x', 'a: $1 b: $2'), P.groupindex, P.groups, P.pattern, P.flags)
try: re.compile(r'(unclosed')
except re.error as e: print(e, e.msg, e.pos, e.pattern, e.lineno, e.colno)
try: re.compile('a\n*(b')
except re.error as e: print(e, e.pos, e.lineno, e.colno)
for pat in [r'a**', r'[z-a]', r'(?P<1a>x)', r'(?<=a+)b', r'\1', r'(?P=x)', r'(?z)', r'x{3,1}', r'[[:alpha:]]', r'*a', r'a)', r'\N', r'(?P<a>x)(?P<a>y)', r'(?i', '[a', r'\x1', r'(?<n>a)', r'(?P<a', r'\8', r'(?(2)a)']:
    try: print(pat, bool(re.compile(pat)))
    except re.error as e: print(pat, '->', e, e.pos)
