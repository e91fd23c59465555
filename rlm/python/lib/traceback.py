"""What an exception shows; the lines are made in Go."""
import sys


def _which(exc, value):
    return exc if value is None else value


def format_exception(exc, /, value=None, tb=None, limit=None, chain=True):
    return _format(_which(exc, value), chain).splitlines(True)


def format_exception_only(exc, /, value=None):
    return _only(_which(exc, value)).splitlines(True)


def format_exc(limit=None, chain=True):
    exc = _current()
    return _format(exc, chain) if exc is not None else "NoneType: None\n"


def print_exc(limit=None, file=None, chain=True):
    print(format_exc(limit, chain), file=file or sys.stderr, end="")


def print_exception(exc, /, value=None, tb=None, limit=None, file=None, chain=True):
    print("".join(format_exception(exc, value)), file=file or sys.stderr, end="")


class FrameSummary:
    def __init__(self, filename, lineno, name, line):
        self.filename, self.lineno, self.name, self.line = filename, lineno, name, line

    def __iter__(self):
        return iter([self.filename, self.lineno, self.name, self.line])

    def __getitem__(self, i):
        return list(self)[i]


def extract_tb(tb, limit=None):
    return [FrameSummary(*f) for f in _frames(tb.exc)] if tb is not None else []


def format_tb(tb, limit=None):
    return [f'  File "{f.filename}", line {f.lineno}, in {f.name}\n    {f.line}\n' for f in extract_tb(tb)]


def print_tb(tb, limit=None, file=None):
    print("".join(format_tb(tb)), file=file or sys.stderr, end="")


def format_stack(f=None, limit=None):
    return []


class TracebackException:
    def __init__(self, exc_type, exc_value, exc_traceback, **options):
        self.exc = exc_value

    @classmethod
    def from_exception(cls, exc, **options):
        return cls(type(exc), exc, None)

    def format(self, chain=True):
        yield from format_exception(self.exc, chain=chain)

    def __str__(self):
        return str(self.exc)
