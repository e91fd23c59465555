"""Templates and formatters; the constants are defined in Go."""
import re
from collections import ChainMap


def capwords(s, sep=None):
    return (sep or " ").join(map(str.capitalize, s.split(sep)))


class Template:
    delimiter = "$"
    idpattern = r"(?a:[_a-z][_a-z0-9]*)"
    braceidpattern = None
    flags = re.IGNORECASE

    def __init__(self, template):
        self.template = template

    def _regex(self):
        d = re.escape(self.delimiter)
        return re.compile(f"{d}(?:(?P<escaped>{d})|(?P<named>{self.idpattern})|"
                          f"{{(?P<braced>{self.braceidpattern or self.idpattern})}}|(?P<invalid>))", self.flags)

    def _values(self, mapping, kws):
        if mapping is None:
            return kws
        return ChainMap(kws, mapping) if kws else mapping

    def _fail(self, m):
        before = self.template[:m.start("invalid")].splitlines(keepends=True)
        if before:
            line, col = len(before), m.start("invalid") - len("".join(before[:-1]))
        else:
            line = col = 1
        raise ValueError("Invalid placeholder in string: line %d, col %d" % (line, col))

    def substitute(self, mapping=None, /, **kws):
        values = self._values(mapping, kws)

        def put(m):
            name = m.group("named") or m.group("braced")
            if name is not None:
                return str(values[name])
            if m.group("escaped") is not None:
                return self.delimiter
            self._fail(m)
        return self._regex().sub(put, self.template)

    def safe_substitute(self, mapping=None, /, **kws):
        values = self._values(mapping, kws)

        def put(m):
            name = m.group("named") or m.group("braced")
            if name is not None:
                try:
                    return str(values[name])
                except KeyError:
                    return m.group()
            return self.delimiter if m.group("escaped") is not None else m.group()
        return self._regex().sub(put, self.template)

    def get_identifiers(self):
        out = []
        for m in self._regex().finditer(self.template):
            name = m.group("named") or m.group("braced")
            if name is not None and name not in out:
                out.append(name)
        return out

    def is_valid(self):
        return all(m.group("invalid") is None for m in self._regex().finditer(self.template))


class Formatter:
    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        return self._vformat(format_string, args, kwargs, 2, [0])

    def _vformat(self, text, args, kwargs, depth, auto):
        if depth < 0:
            raise ValueError("Max string recursion exceeded")
        out = []
        for literal, field, spec, conversion in self.parse(text):
            if literal:
                out.append(literal)
            if field is None:
                continue
            first = re.split(r"[.\[]", field, maxsplit=1)[0]
            if first == "":
                field = str(auto[0]) + field
                auto[0] += 1
            value, _ = self.get_field(field, args, kwargs)
            value = self.convert_field(value, conversion)
            spec = self._vformat(spec, args, kwargs, depth - 1, auto)
            out.append(self.format_field(value, spec))
        return "".join(out)

    def parse(self, text):
        at, literal = 0, ""
        while at < len(text):
            c = text[at]
            if c in "{}" and text[at:at + 2] == c * 2:
                yield literal + c, None, None, None
                literal, at = "", at + 2
                continue
            if c == "}":
                raise ValueError("Single '}' encountered in format string")
            if c != "{":
                literal += c
                at += 1
                continue
            depth, end = 1, at + 1
            while end < len(text) and depth:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
            if depth:
                raise ValueError("expected '}' before end of string")
            m = re.match(r"((?:\[[^\]]*\]|[^!:\[])*)(?:!([^:]))?(?::(.*))?\Z", text[at + 1:end - 1], re.S)
            yield literal, m.group(1), m.group(3) or "", m.group(2)
            literal, at = "", end
        if literal:
            yield literal, None, None, None

    def get_field(self, field_name, args, kwargs):
        first = re.match(r"[^.\[]*", field_name).group()
        value = self.get_value(int(first) if first.isdigit() else first, args, kwargs)
        for m in re.finditer(r"\.([^.\[]+)|\[([^\]]*)\]", field_name[len(first):]):
            if m.group(1) is not None:
                value = getattr(value, m.group(1))
            else:
                value = value[int(m.group(2)) if m.group(2).isdigit() else m.group(2)]
        return value, int(first) if first.isdigit() else first

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion in "sra":
            return {"s": str, "r": repr, "a": ascii}[conversion](value)
        raise ValueError("Unknown conversion specifier {0!s}".format(conversion))
