"""Warnings go to standard error, each once."""
import sys

_seen = set()
_ignored = []


def warn(message, category=None, stacklevel=1, source=None):
    if isinstance(message, Warning):
        category = type(message)
    category = category or UserWarning
    if not (isinstance(category, type) and issubclass(category, Warning)):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    for action, kind in _ignored:
        if issubclass(category, kind):
            if action == "error":
                raise message if isinstance(message, Warning) else category(message)
            if action == "ignore":
                return
            break
    if (category, str(message)) not in _seen:
        _seen.add((category, str(message)))
        print(f"{category.__name__}: {message}", file=sys.stderr)


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    _ignored.insert(0, (action, category))


def simplefilter(action, category=Warning, lineno=0, append=False):
    _ignored.insert(0, (action, category))


def resetwarnings():
    _ignored.clear()


class catch_warnings:
    def __init__(self, *, record=False, module=None, action=None, category=Warning):
        self.record = record

    def __enter__(self):
        self._saved = list(_ignored)
        return [] if self.record else None

    def __exit__(self, *exc_info):
        _ignored[:] = self._saved
