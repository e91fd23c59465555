import json, csv, io, textwrap, itertools, operator, string
from datetime import datetime, date, timedelta, timezone, time
answer = 'Sure! Here is the JSON:\n```json\n{"answer": "42", "evidence": ["a", "b"], "confidence": 0.87, "nested": {"k": [1, 2, {"z": null}]}, "ok": true}\n```\nHope this helps.'
import re
m = re.search(r'```(?:json)?\s*(\{.*?\})\s*```', answer, re.S)
d = json.loads(m.group(1))
print(d, d['nested']['k'][2].get('z'), type(d['confidence']).__name__)
def safe(s):
    try: return json.loads(s)
    except json.JSONDecodeError as e: return f"{type(e).__name__}: {e} | {e.msg} {e.pos} {e.lineno} {e.colno} {e.doc!r}"
for s in ['{"a": 1,}', "{'a': 1}", '[1, 2', '', '{"a" 1}', 'nan', 'NaN', '-Infinity', '"a\nb"', '{"a": 01}', '[1 2]', 'true false', '"\\u12"', '{"a": "x}', '\ufeff{}', '1e5', '-', '"\\x"', '{1: 2}', '[,]', 'tru', '{"a":1 "b":2}', '  5  ']:
    print(repr(s), safe(s))
print(json.dumps({'b': [1, 2.5, None, True], 'a': 'é"\n\t\\/', 1: 2, None: 3, True: 4, 2.5: 1}, ensure_ascii=False))
print(json.dumps({'b': [1, (2, 3)], 'a': {}}, indent=4, sort_keys=True, separators=(',', ' : ')))
print(json.dumps([], indent=2), json.dumps({'a': []}, indent=2), json.dumps(float('inf')), json.dumps('😀\u2028'), json.dumps(10**20))
for bad in ({1, 2}, b'x', object, 1j, datetime(2020,1,1)):
    try: json.dumps({'k': bad})
    except TypeError as e: print(e)
print(json.dumps({'d': date(2024, 1, 2), 's': {3}}, default=lambda o: o.isoformat() if hasattr(o, 'isoformat') else sorted(o)))
print(json.loads('{"a": 1.10, "b": 2}', parse_float=str, object_pairs_hook=lambda p: p), json.loads('[1]', parse_int=float), json.loads('{"a": {"b": 1}}', object_hook=lambda o: list(o)))
class Enc(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set): return sorted(o)
        return super().default(o)
print(json.dumps({'s': {3, 1}}, cls=Enc), Enc(indent=1).encode([1]))
try: json.dumps({(1, 2): 3})
except TypeError as e: print(e)
a = []; a.append(a)
try: json.dumps(a)
except ValueError as e: print(e)
data = 'name,age,city\n"Smith, J",34,NYC\n"O""Neil",51,"San\nJose"\nAda,,London\n'
for row in csv.reader(io.StringIO(data)): print(row)
for row in csv.DictReader(io.StringIO(data)): print(row, row['age'] or 'n/a')
out = io.StringIO()
w = csv.DictWriter(out, fieldnames=['x', 'y'], extrasaction='ignore', lineterminator='\n')
w.writeheader(); w.writerow({'x': 'a,b', 'y': 'q"q', 'z': 1}); w.writerows([{'x': 1, 'y': None}])
print(repr(out.getvalue()))
w = csv.writer(out, delimiter='\t', quoting=csv.QUOTE_ALL); w.writerow(['a', 1, 2.5]); print(repr(out.getvalue()[-20:]))
print(list(csv.reader(['a;b;"c;d"'], delimiter=';')), list(csv.DictReader(['1,2,3'], fieldnames=['a', 'b'])), csv.Sniffer().sniff('a;b;c\n1;2;3\n').delimiter, csv.Sniffer().has_header('name,age\nbob,3\namy,4\n'))
dt = datetime.strptime('March 5, 2024 03:07 PM', '%B %d, %Y %I:%M %p')
print(dt, dt.isoformat(), dt.strftime('%A %d %b %y %j %U %W %u %w %H:%M:%S.%f %%'), dt.date(), dt.time(), dt.weekday(), dt.isoweekday(), dt.isocalendar(), dt.timetuple().tm_yday, dt.replace(hour=0), repr(dt))
for s, f in [('2024-02-30', '%Y-%m-%d'), ('12/31/99', '%m/%d/%y'), ('31 Dec 1999', '%d %b %Y'), ('2024-W05-1', '%G-W%V-%u'), ('abc', '%Y'), ('2024-01-01 extra', '%Y-%m-%d'), ('2024-01-01T10:00:00Z', '%Y-%m-%dT%H:%M:%S%z'), ('10:20', '%H:%M'), ('Tue', '%a'), ('1.5', '%S.%f'), ('12 AM', '%I %p'), ('2024-13-01', '%Y-%m-%d')]:
    try: print(repr(datetime.strptime(s, f)))
    except ValueError as e: print(e)
for s in ['2024-01-02', '2024-01-02T03:04:05', '2024-01-02 03:04:05.678+02:00', '20240102', '2024-W01-1', '2024-01-02T03:04Z', 'bad', '2024-1-2']:
    try: print(repr(datetime.fromisoformat(s)))
    except ValueError as e: print(e)
tz = timezone(timedelta(hours=5, minutes=30), 'IST')
x = datetime(2024, 3, 10, 12, tzinfo=tz)
print(x, x.astimezone(timezone.utc), x.utcoffset(), x.tzname(), x.timestamp(), datetime.fromtimestamp(0, timezone.utc), datetime(2024,1,1,tzinfo=timezone.utc) < x, timezone.utc, repr(tz))
try: print(datetime(2024,1,1) < x)
except TypeError as e: print(e)
td = timedelta(days=-1, seconds=5, microseconds=3)
print(td, repr(td), td.total_seconds(), abs(td), td*2, td/2, td//timedelta(seconds=1), divmod(timedelta(hours=5), timedelta(hours=2)), timedelta(weeks=1)/timedelta(days=1), sum([timedelta(1), timedelta(2)], timedelta()), str(timedelta(days=400, hours=3)), timedelta.max, timedelta(milliseconds=1500).seconds)
d0 = date(2024, 1, 31)
print(d0 + timedelta(days=30), d0.replace(month=3), d0.toordinal(), date.fromordinal(738000), (date(2024, 12, 25) - d0).days, d0.strftime('%d/%m/%Y'), d0.ctime(), date.min, sorted([date(2024,5,1), date(2023,1,1)]), d0 == date(2024,1,31), f"{d0:%b %d}", max(d0, date(2025,1,1)), date.fromisocalendar(2024, 5, 3))
for f in (lambda: date(2023, 2, 29), lambda: datetime(2024, 1, 1, 25), lambda: date('2024', 1, 1), lambda: d0 - 5, lambda: timedelta(days=10**10), lambda: time(12, 60), lambda: date(0, 1, 1), lambda: d0 < 3, lambda: datetime(2024,1,1) - d0):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(time(9, 5), time.fromisoformat('10:11:12'), repr(time(1, 2, 3, 4)), time(9,5).strftime('%I:%M %p'), datetime.combine(d0, time(1, 2)), datetime.min.isoformat())
