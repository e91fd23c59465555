"""Comparing sequences: longest matching blocks, ratios, and diffs of lines."""
from collections import namedtuple
from heapq import nlargest

Match = namedtuple("Match", "a b size")


def _ratio(matches, length):
    return 2.0 * matches / length if length else 1.0


def _longest(a, b2j, alo, ahi, blo, bhi):
    """Where the longest run of equal items begins in both, the first of several, and its length."""
    besti, bestj, best = alo, blo, 0
    before = {}
    for i in range(alo, ahi):
        here = {}
        for j in b2j.get(a[i], ()):
            if j < blo:
                continue
            if j >= bhi:
                break
            n = here[j] = before.get(j - 1, 0) + 1
            if n > best:
                besti, bestj, best = i - n + 1, j - n + 1, n
        before = here
    return besti, bestj, best


class SequenceMatcher:
    def __init__(self, isjunk=None, a="", b="", autojunk=True):
        self.isjunk = isjunk
        self.autojunk = autojunk
        self.a = self.b = None
        self.set_seqs(a, b)

    def set_seqs(self, a, b):
        self.set_seq1(a)
        self.set_seq2(b)

    def set_seq1(self, a):
        if a is self.a:
            return
        self.a = a
        self.matching_blocks = self.opcodes = None

    def set_seq2(self, b):
        if b is self.b:
            return
        self.b = b
        self.matching_blocks = self.opcodes = self.fullbcount = None
        self._index()

    def _index(self):
        """Where each item of b is; junk and, in long sequences, popular items aside."""
        self.b2j = b2j = {}
        for i, item in enumerate(self.b):
            if item in b2j:
                b2j[item].append(i)
            else:
                b2j[item] = [i]
        self.bjunk, self.bpopular = set(), set()
        if self.isjunk:
            self.bjunk = {item for item in b2j if self.isjunk(item)}
            for item in self.bjunk:
                del b2j[item]
        n = len(self.b)
        if self.autojunk and n >= 200:
            self.bpopular = {item for item, at in b2j.items() if len(at) > n // 100 + 1}
            for item in self.bpopular:
                del b2j[item]

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None):
        a, b, junk = self.a, self.b, self.bjunk
        ahi = len(a) if ahi is None else ahi
        bhi = len(b) if bhi is None else bhi
        i, j, size = _longest(a, self.b2j, alo, ahi, blo, bhi)
        for grows_over_junk in (False, True):
            while i > alo and j > blo and (b[j - 1] in junk) == grows_over_junk and a[i - 1] == b[j - 1]:
                i, j, size = i - 1, j - 1, size + 1
            while i + size < ahi and j + size < bhi and (b[j + size] in junk) == grows_over_junk and a[i + size] == b[j + size]:
                size += 1
        return Match(i, j, size)

    def get_matching_blocks(self):
        if self.matching_blocks is not None:
            return self.matching_blocks
        todo = [(0, len(self.a), 0, len(self.b))]
        found = []
        while todo:
            alo, ahi, blo, bhi = todo.pop()
            i, j, k = match = self.find_longest_match(alo, ahi, blo, bhi)
            if not k:
                continue
            found.append(match)
            if alo < i and blo < j:
                todo.append((alo, i, blo, j))
            if i + k < ahi and j + k < bhi:
                todo.append((i + k, ahi, j + k, bhi))
        found.sort()
        blocks = []
        for i, j, k in found:
            if blocks and blocks[-1][0] + blocks[-1][2] == i and blocks[-1][1] + blocks[-1][2] == j:
                i, j, k = blocks[-1][0], blocks[-1][1], blocks[-1][2] + k
                blocks.pop()
            blocks.append(Match(i, j, k))
        blocks.append(Match(len(self.a), len(self.b), 0))
        self.matching_blocks = blocks
        return blocks

    def get_opcodes(self):
        if self.opcodes is not None:
            return self.opcodes
        i = j = 0
        self.opcodes = out = []
        for ai, bj, size in self.get_matching_blocks():
            tag = {(True, True): "replace", (True, False): "delete", (False, True): "insert"}.get((i < ai, j < bj))
            if tag:
                out.append((tag, i, ai, j, bj))
            i, j = ai + size, bj + size
            if size:
                out.append(("equal", ai, i, bj, j))
        return out

    def get_grouped_opcodes(self, n=3):
        codes = list(self.get_opcodes()) or [("equal", 0, 1, 0, 1)]
        if codes[0][0] == "equal":
            tag, i1, i2, j1, j2 = codes[0]
            codes[0] = tag, max(i1, i2 - n), i2, max(j1, j2 - n), j2
        if codes[-1][0] == "equal":
            tag, i1, i2, j1, j2 = codes[-1]
            codes[-1] = tag, i1, min(i2, i1 + n), j1, min(j2, j1 + n)
        group = []
        for tag, i1, i2, j1, j2 in codes:
            if tag == "equal" and i2 - i1 > n + n:
                group.append((tag, i1, min(i2, i1 + n), j1, min(j2, j1 + n)))
                yield group
                group = []
                i1, j1 = max(i1, i2 - n), max(j1, j2 - n)
            group.append((tag, i1, i2, j1, j2))
        if group and not (len(group) == 1 and group[0][0] == "equal"):
            yield group

    def ratio(self):
        return _ratio(sum(m[2] for m in self.get_matching_blocks()), len(self.a) + len(self.b))

    def quick_ratio(self):
        if self.fullbcount is None:
            self.fullbcount = {}
            for item in self.b:
                self.fullbcount[item] = self.fullbcount.get(item, 0) + 1
        left, matches = {}, 0
        for item in self.a:
            n = left[item] if item in left else self.fullbcount.get(item, 0)
            left[item] = n - 1
            if n > 0:
                matches += 1
        return _ratio(matches, len(self.a) + len(self.b))

    def real_quick_ratio(self):
        la, lb = len(self.a), len(self.b)
        return _ratio(min(la, lb), la + lb)


def get_close_matches(word, possibilities, n=3, cutoff=0.6):
    if not n > 0:
        raise ValueError("n must be > 0: %r" % (n,))
    if not 0.0 <= cutoff <= 1.0:
        raise ValueError("cutoff must be in [0.0, 1.0]: %r" % (cutoff,))
    found = []
    s = SequenceMatcher()
    s.set_seq2(word)
    for x in possibilities:
        s.set_seq1(x)
        if s.real_quick_ratio() >= cutoff and s.quick_ratio() >= cutoff and s.ratio() >= cutoff:
            found.append((s.ratio(), x))
    return [x for _, x in nlargest(n, found)]


class Differ:
    def __init__(self, linejunk=None, charjunk=None):
        self.linejunk = linejunk
        self.charjunk = charjunk

    def compare(self, a, b):
        for tag, alo, ahi, blo, bhi in SequenceMatcher(self.linejunk, a, b).get_opcodes():
            if tag == "replace":
                yield from self._replace(a, alo, ahi, b, blo, bhi)
            elif tag == "insert":
                yield from ("+ " + line for line in b[blo:bhi])
            else:
                yield from (("- " if tag == "delete" else "  ") + line for line in a[alo:ahi])

    def _plain(self, a, alo, ahi, b, blo, bhi):
        old, new = ["- " + x for x in a[alo:ahi]], ["+ " + x for x in b[blo:bhi]]
        return new + old if bhi - blo < ahi - alo else old + new

    def _closest(self, a, alo, ahi, b, blo, bhi):
        """The most similar lines that differ, and the first that are equal."""
        best, at, equal = 0.74, None, None
        s = SequenceMatcher(self.charjunk)
        for j in range(blo, bhi):
            s.set_seq2(b[j])
            for i in range(alo, ahi):
                if a[i] == b[j]:
                    equal = equal or (i, j)
                    continue
                s.set_seq1(a[i])
                if s.real_quick_ratio() > best and s.quick_ratio() > best and s.ratio() > best:
                    best, at = s.ratio(), (i, j)
        return best, at, equal

    def _replace(self, a, alo, ahi, b, blo, bhi):
        best, at, equal = self._closest(a, alo, ahi, b, blo, bhi)
        if best < 0.75:
            if equal is None:
                yield from self._plain(a, alo, ahi, b, blo, bhi)
                return
            at = equal
        i, j = at
        yield from self._between(a, alo, i, b, blo, j)
        if best < 0.75:
            yield "  " + a[i]
        else:
            yield from self._marked(a[i], b[j])
        yield from self._between(a, i + 1, ahi, b, j + 1, bhi)

    def _between(self, a, alo, ahi, b, blo, bhi):
        if alo < ahi and blo < bhi:
            yield from self._replace(a, alo, ahi, b, blo, bhi)
        else:
            yield from self._plain(a, alo, ahi, b, blo, bhi)

    def _marked(self, old, new):
        marks = {"replace": "^^", "delete": "- ", "insert": " +", "equal": "  "}
        below_old = below_new = ""
        for tag, i1, i2, j1, j2 in SequenceMatcher(self.charjunk, old, new).get_opcodes():
            below_old += marks[tag][0] * (i2 - i1)
            below_new += marks[tag][1] * (j2 - j1)
        for sign, line, below in (("- ", old, below_old), ("+ ", new, below_new)):
            yield sign + line
            below = "".join(c if m == " " and c.isspace() else m for c, m in zip(line, below)).rstrip()
            if below:
                yield f"? {below}\n"


def IS_LINE_JUNK(line, pat=None):
    return line.strip() in ("", "#") if pat is None else pat(line) is not None


def IS_CHARACTER_JUNK(ch, ws=" \t"):
    return ch in ws


def ndiff(a, b, linejunk=None, charjunk=IS_CHARACTER_JUNK):
    return Differ(linejunk, charjunk).compare(a, b)


def restore(delta, which):
    try:
        tag = {1: "- ", 2: "+ "}[int(which)]
    except KeyError:
        raise ValueError("unknown delta choice (must be 1 or 2): %r" % which) from None
    for line in delta:
        if line[:2] in ("  ", tag):
            yield line[2:]


def _lines_only(a, b, *rest):
    for name, value in zip(("fromfile", "tofile", "fromfiledate", "tofiledate", "lineterm"), rest):
        if not isinstance(value, str):
            raise TypeError(f"all arguments must be str, not: {value!r}")
    for lines in (a, b):
        if lines and not isinstance(lines[0], str):
            raise TypeError("lines to compare must be str, not %s (%r)" % (type(lines[0]).__name__, lines[0]))


def unified_diff(a, b, fromfile="", tofile="", fromfiledate="", tofiledate="", n=3, lineterm="\n"):
    _lines_only(a, b, fromfile, tofile, fromfiledate, tofiledate, lineterm)
    started = False
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(n):
        if not started:
            started = True
            for sign, name, date in (("---", fromfile, fromfiledate), ("+++", tofile, tofiledate)):
                yield f"{sign} {name}" + ("\t" + date if date else "") + lineterm
        ranges = []
        for start, stop in ((group[0][1], group[-1][2]), (group[0][3], group[-1][4])):
            n_lines = stop - start
            first = start + 1 if n_lines else start
            ranges.append(str(first) if n_lines == 1 else f"{first},{n_lines}")
        yield f"@@ -{ranges[0]} +{ranges[1]} @@{lineterm}"
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (" " + line for line in a[i1:i2])
                continue
            if tag in ("replace", "delete"):
                yield from ("-" + line for line in a[i1:i2])
            if tag in ("replace", "insert"):
                yield from ("+" + line for line in b[j1:j2])


def context_diff(a, b, fromfile="", tofile="", fromfiledate="", tofiledate="", n=3, lineterm="\n"):
    _lines_only(a, b, fromfile, tofile, fromfiledate, tofiledate, lineterm)
    signs = {"insert": "+ ", "delete": "- ", "replace": "! ", "equal": "  "}
    started = False

    def span(start, stop):
        size = stop - start
        first = start + 1 if size else start
        return str(first) if size <= 1 else f"{first},{first + size - 1}"
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(n):
        if not started:
            started = True
            for sign, name, date in (("***", fromfile, fromfiledate), ("---", tofile, tofiledate)):
                yield f"{sign} {name}" + ("\t" + date if date else "") + lineterm
        yield "*" * 15 + lineterm
        yield f"*** {span(group[0][1], group[-1][2])} ****{lineterm}"
        if any(tag in ("replace", "delete") for tag, *_ in group):
            for tag, i1, i2, _, _ in group:
                if tag != "insert":
                    yield from (signs[tag] + line for line in a[i1:i2])
        yield f"--- {span(group[0][3], group[-1][4])} ----{lineterm}"
        if any(tag in ("replace", "insert") for tag, *_ in group):
            for tag, _, _, j1, j2 in group:
                if tag != "delete":
                    yield from (signs[tag] + line for line in b[j1:j2])
