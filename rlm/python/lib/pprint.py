"""Values printed over several lines."""
import re
import sys
from collections import Counter, OrderedDict, defaultdict, deque


class _SafeKey:
    """Orders what cannot be compared by the names of its types."""

    def __init__(self, obj):
        self.obj = obj

    def __lt__(self, other):
        try:
            return self.obj < other.obj
        except TypeError:
            return (str(type(self.obj)), id(self.obj)) < (str(type(other.obj)), id(other.obj))


def _safe_pair(t):
    return _SafeKey(t[0]), _SafeKey(t[1])


class PrettyPrinter:
    def __init__(self, indent=1, width=80, depth=None, stream=None, *, compact=False, sort_dicts=True,
                 underscore_numbers=False):
        indent, width = int(indent), int(width)
        if indent < 0:
            raise ValueError("indent must be >= 0")
        if depth is not None and depth <= 0:
            raise ValueError("depth must be > 0")
        if not width:
            raise ValueError("width must be != 0")
        self._depth, self._step, self._width, self._stream = depth, indent, width, stream
        self._compact, self._sort, self._underscore = bool(compact), sort_dicts, underscore_numbers

    def pprint(self, object):
        text = self.pformat(object) + "\n"
        if self._stream is not None:
            self._stream.write(text)
        else:
            sys.stdout.write(text)

    def pformat(self, object):
        self._out = []
        self._format(object, 0, 0, set(), 0)
        return "".join(self._out)

    def isreadable(self, object):
        return "<" not in self._repr(object, set(), 0)

    def _items(self, d):
        return sorted(d.items(), key=_safe_pair) if self._sort else list(d.items())

    def _repr(self, v, seen, level):
        kind = type(v)
        if kind is int and self._underscore:
            return f"{v:_d}"
        if kind not in (dict, list, tuple) or not v:
            return repr(v)
        if self._depth is not None and level >= self._depth:
            return {dict: "{...}", list: "[...]", tuple: "(...)"}[kind]
        if id(v) in seen:
            return f"<Recursion on {kind.__name__} with id={id(v)}>"
        seen.add(id(v))
        if kind is dict:
            out = "{" + ", ".join(self._repr(k, seen, level + 1) + ": " + self._repr(x, seen, level + 1)
                                  for k, x in self._items(v)) + "}"
        else:
            body = ", ".join(self._repr(x, seen, level + 1) for x in v)
            out = f"[{body}]" if kind is list else f"({body},)" if len(v) == 1 else f"({body})"
        seen.remove(id(v))
        return out

    def _format(self, v, indent, allowance, seen, level):
        rep = self._repr(v, seen, level)
        if id(v) in seen or len(rep) <= self._width - indent - allowance:
            self._out.append(rep)
            return
        seen.add(id(v))
        if not self._parts(v, rep, indent, allowance, seen, level + 1):
            self._out.append(rep)
        seen.remove(id(v))

    def _parts(self, v, rep, indent, allowance, seen, level):
        """Writes a value over several lines, if it is of a kind that can be."""
        write, kind = self._out.append, type(v)
        if self._depth is not None and level > self._depth:
            return False
        if kind is dict:
            self._dict(v, indent, allowance, seen, level)
        elif kind is OrderedDict and v:
            write("OrderedDict(")
            self._list("[", list(v.items()), "])", indent + 12, allowance, seen, level)
        elif kind is Counter and v:
            write("Counter({")
            self._pairs(v.most_common(), indent + 8, allowance + 2, seen, level)
            write("})")
        elif kind is defaultdict and v:
            head = f"defaultdict({v.default_factory!r}, "
            write(head)
            self._dict(dict(v), indent + len(head), allowance + 1, seen, level)
            write(")")
        elif kind is list:
            self._list("[", v, "]", indent, allowance, seen, level)
        elif kind is tuple:
            self._list("(", v, ",)" if len(v) == 1 else ")", indent, allowance, seen, level)
        elif kind is set and v:
            self._list("{", sorted(v, key=_SafeKey), "}", indent, allowance, seen, level)
        elif kind is frozenset and v:
            self._list("frozenset({", sorted(v, key=_SafeKey), "})", indent + 10, allowance, seen, level)
        elif kind is deque and v:
            write("deque(")
            end = "])" if v.maxlen is None else f"],\n{' ' * (indent + 6)}maxlen={v.maxlen})"
            self._list("[", list(v), end, indent + 6, 2, seen, level)
        elif kind is str and v:
            self._str(v, rep, indent, allowance, level)
        elif hasattr(kind, "__dataclass_fields__") and kind.__dataclass_params__.repr:
            self._dataclass(v, indent, allowance, seen, level)
        else:
            return False
        return True

    def _dict(self, v, indent, allowance, seen, level):
        self._out.append("{" + " " * (self._step - 1))
        if v:
            self._pairs(self._items(v), indent, allowance + 1, seen, level)
        self._out.append("}")

    def _pairs(self, items, indent, allowance, seen, level):
        indent += self._step
        for i, (key, x) in enumerate(items):
            last = i == len(items) - 1
            rep = self._repr(key, seen, level)
            self._out.append(rep + ": ")
            self._format(x, indent + len(rep) + 2, allowance if last else 1, seen, level)
            if not last:
                self._out.append(",\n" + " " * indent)

    def _list(self, start, items, end, indent, allowance, seen, level):
        self._out.append(start + " " * (self._step - 1))
        allowance += len(end)
        indent += self._step
        new_line = ",\n" + " " * indent
        width = room = self._width - indent + 1
        between = ""
        for i, x in enumerate(items):
            last = i == len(items) - 1
            if last:
                width, room = width - allowance, room - allowance
            if self._compact:
                rep = self._repr(x, seen, level)
                need = len(rep) + 2
                if room < need:
                    room = width
                    if between:
                        between = new_line
                if room >= need:
                    room -= need
                    self._out.append(between + rep)
                    between = ", "
                    continue
            self._out.append(between)
            between = new_line
            self._format(x, indent, allowance if last else 1, seen, level)
        self._out.append(end)

    def _dataclass(self, v, indent, allowance, seen, level):
        head = type(v).__name__ + "("
        indent += len(head)
        names = [n for n, f in type(v).__dataclass_fields__.items() if f.repr]
        self._out.append(head)
        for i, n in enumerate(names):
            last = i == len(names) - 1
            self._out.append(n + "=")
            self._format(getattr(v, n), indent + len(n) + 1, allowance + 1 if last else 1, seen, level)
            if not last:
                self._out.append(",\n" + " " * indent)
        self._out.append(")")

    def _str(self, text, whole, indent, allowance, level):
        if level == 1:
            indent, allowance = indent + 1, allowance + 1
        width = self._width - indent
        chunks, lines = [], text.splitlines(True)
        for i, line in enumerate(lines):
            last = i == len(lines) - 1
            rep = repr(line)
            if len(rep) <= width - (allowance if last else 0):
                chunks.append(rep)
                continue
            parts = re.findall(r"\S*\s*", line)
            parts.pop()
            room, current = width, ""
            for j, part in enumerate(parts):
                if last and j == len(parts) - 1:
                    room -= allowance
                if len(repr(current + part)) > room:
                    if current:
                        chunks.append(repr(current))
                    current = part
                else:
                    current += part
            if current:
                chunks.append(repr(current))
        if len(chunks) == 1:
            self._out.append(rep)
            return
        body = ("\n" + " " * indent).join(chunks)
        self._out.append(f"({body})" if level == 1 else body)


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    return PrettyPrinter(indent, width, depth, compact=compact, sort_dicts=sort_dicts,
                         underscore_numbers=underscore_numbers).pformat(object)


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True,
           underscore_numbers=False):
    PrettyPrinter(indent, width, depth, stream, compact=compact, sort_dicts=sort_dicts,
                  underscore_numbers=underscore_numbers).pprint(object)


def pp(object, *args, sort_dicts=False, **kwargs):
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


def saferepr(object):
    return PrettyPrinter()._repr(object, set(), 0)


def isreadable(object):
    return PrettyPrinter().isreadable(object)
