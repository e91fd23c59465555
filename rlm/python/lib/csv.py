"""Rows of comma-separated values, read and written."""
from _csv import Error, parse_row
from io import StringIO

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE = range(4)


class Dialect:
    delimiter = ","
    quotechar = '"'
    doublequote = True
    escapechar = None
    lineterminator = "\r\n"
    quoting = QUOTE_MINIMAL
    skipinitialspace = False
    strict = False


class excel(Dialect):
    pass


class excel_tab(excel):
    delimiter = "\t"


class unix_dialect(Dialect):
    quoting = QUOTE_ALL
    lineterminator = "\n"


_dialects = {"excel": excel, "excel-tab": excel_tab, "unix": unix_dialect}
_options = ("delimiter", "quotechar", "doublequote", "escapechar", "lineterminator", "quoting", "skipinitialspace", "strict")


def register_dialect(name, dialect=excel, **fmtparams):
    _dialects[name] = _dialect(dialect, fmtparams)


def unregister_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    del _dialects[name]


def get_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    return _dialects[name]


def list_dialects():
    return list(_dialects)


def field_size_limit(limit=None):
    return 131072


def _dialect(base, params):
    d = Dialect()
    base = get_dialect(base) if isinstance(base, str) else base
    for name in _options:
        setattr(d, name, getattr(base, name, getattr(Dialect, name)))
    for name, value in params.items():
        if name not in _options:
            raise TypeError(f"'{name}' is an invalid keyword argument for this function")
        setattr(d, name, value)
    if not isinstance(d.delimiter, str) or len(d.delimiter) != 1:
        kind = "" if isinstance(d.delimiter, str) else f", not {type(d.delimiter).__name__}"
        raise TypeError('"delimiter" must be string' + kind if kind else '"delimiter" must be a 1-character string')
    if d.quotechar is None and d.quoting != QUOTE_NONE:
        raise TypeError("quotechar must be set if quoting enabled")
    return d


class reader:
    def __init__(self, csvfile, dialect="excel", **fmtparams):
        self.dialect = _dialect(dialect, fmtparams)
        self._lines = iter(csvfile)
        self.line_num = 0

    def __iter__(self):
        return self

    def _line(self):
        line = next(self._lines)
        if not isinstance(line, str):
            raise Error(f"iterator should return strings, not {type(line).__name__} (the file should be opened in text mode)")
        self.line_num += 1
        return line

    def __next__(self):
        d = self.dialect
        options = (d.delimiter, d.quotechar if d.quoting != QUOTE_NONE else "", d.escapechar or "", d.doublequote,
                   d.skipinitialspace, d.strict)
        text = self._line()
        row = parse_row(text, options)
        while row is None:
            try:
                text += self._line()
            except StopIteration:
                if d.strict:
                    raise Error("unexpected end of data") from None
                row = parse_row(text, options, True)
                break
            row = parse_row(text, options)
        if d.quoting == QUOTE_NONNUMERIC:
            return [v if quoted else float(v) for v, quoted in row]
        return [v for v, quoted in row]


class writer:
    def __init__(self, csvfile, dialect="excel", **fmtparams):
        self.dialect = _dialect(dialect, fmtparams)
        self._write = csvfile.write

    def _field(self, value, alone):
        d = self.dialect
        text = "" if value is None else repr(value) if isinstance(value, float) else str(value)
        special = any(c in text for c in (d.delimiter, "\r", "\n", d.quotechar or "\0", d.escapechar or "\0"))
        quote = (d.quoting == QUOTE_ALL or d.quoting == QUOTE_NONNUMERIC and not isinstance(value, (int, float))
                 or d.quoting == QUOTE_MINIMAL and (special or alone and text == ""))
        if d.quoting == QUOTE_NONE:
            if special and not d.escapechar:
                raise Error("need to escape, but no escapechar set")
            return "".join(d.escapechar + c if c in (d.delimiter, "\r", "\n", d.escapechar, d.quotechar) else c for c in text)
        if d.escapechar and (quote or special):
            text = text.replace(d.escapechar, d.escapechar * 2)
        if not quote:
            return text
        if d.doublequote:
            text = text.replace(d.quotechar, d.quotechar * 2)
        elif d.escapechar:
            text = text.replace(d.quotechar, d.escapechar + d.quotechar)
        elif d.quotechar in text:
            raise Error("need to escape, but no escapechar set")
        return d.quotechar + text + d.quotechar

    def writerow(self, row):
        try:
            values = list(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        alone = len(values) == 1
        return self._write(self.dialect.delimiter.join(self._field(v, alone) for v in values) + self.dialect.lineterminator)

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)


class DictReader:
    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", *args, **kwds):
        self._fieldnames = list(fieldnames) if fieldnames is not None else None
        self.restkey, self.restval = restkey, restval
        self.reader = reader(f, dialect, *args, **kwds)
        self.dialect = dialect

    @property
    def fieldnames(self):
        if self._fieldnames is None:
            try:
                self._fieldnames = next(self.reader)
            except StopIteration:
                pass
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value):
        self._fieldnames = value

    @property
    def line_num(self):
        return self.reader.line_num

    def __iter__(self):
        return self

    def __next__(self):
        names = self.fieldnames
        row = next(self.reader)
        while row == []:
            row = next(self.reader)
        d = dict(zip(names, row))
        if len(names) < len(row):
            d[self.restkey] = row[len(names):]
        for name in names[len(row):]:
            d[name] = self.restval
        return d


class DictWriter:
    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", *args, **kwds):
        if extrasaction.lower() not in ("raise", "ignore"):
            raise ValueError(f"extrasaction ({extrasaction}) must be 'raise' or 'ignore'")
        self.fieldnames = fieldnames
        self.restval, self.extrasaction = restval, extrasaction
        self.writer = writer(f, dialect, *args, **kwds)

    def writeheader(self):
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def _row(self, rowdict):
        if self.extrasaction == "raise":
            wrong = [k for k in rowdict if k not in self.fieldnames]
            if wrong:
                raise ValueError("dict contains fields not in fieldnames: " + ", ".join([repr(x) for x in wrong]))
        return [rowdict.get(key, self.restval) for key in self.fieldnames]

    def writerow(self, rowdict):
        return self.writer.writerow(self._row(rowdict))

    def writerows(self, rowdicts):
        for row in rowdicts:
            self.writerow(row)


class Sniffer:
    def sniff(self, sample, delimiters=None):
        """Takes the delimiter that stands equally often in the most lines."""
        lines = [line for line in sample.splitlines() if line.strip()]
        best, score = None, 0
        for c in delimiters or ",\t;|: ":
            counts = [line.count(c) for line in lines]
            if counts and counts[0] and counts.count(counts[0]) > score:
                best, score = c, counts.count(counts[0])
        if best is None:
            raise Error("Could not determine delimiter")
        found = Dialect()
        found.delimiter = best
        found.skipinitialspace = lines[0].count(best) == lines[0].count(best + " ")
        return found

    def has_header(self, sample):
        rows = list(reader(StringIO(sample), self.sniff(sample)))
        if len(rows) < 2:
            return False

        def numeric(v):
            try:
                float(v)
                return True
            except ValueError:
                return False
        votes = 0
        for i, name in enumerate(rows[0]):
            column = [r[i] for r in rows[1:21] if i < len(r)]
            if column and all(numeric(v) for v in column):
                votes += -1 if numeric(name) else 1
            elif column and len({len(v) for v in column}) == 1:
                votes += 1 if len(name) != len(column[0]) else -1
        return votes > 0
