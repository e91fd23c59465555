"""Reading dates and times by a format, which becomes a regular expression."""
import re
from _datetime import days_before, days_in_month, from_ordinal, to_ordinal

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _any(names):
    return "|".join(names)


_PARTS = {
    "d": r"(?P<d>3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])", "f": r"(?P<f>[0-9]{1,6})", "H": r"(?P<H>2[0-3]|[0-1]\d|\d)",
    "I": r"(?P<I>1[0-2]|0[1-9]|[1-9]| [1-9])", "G": r"(?P<G>\d\d\d\d)",
    "j": r"(?P<j>36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9])",
    "m": r"(?P<m>1[0-2]|0[1-9]|[1-9])", "M": r"(?P<M>[0-5]\d|\d)", "S": r"(?P<S>6[0-1]|[0-5]\d|\d)",
    "U": r"(?P<U>5[0-3]|[0-4]\d|\d)", "W": r"(?P<W>5[0-3]|[0-4]\d|\d)", "w": r"(?P<w>[0-6])", "u": r"(?P<u>[1-7])",
    "V": r"(?P<V>5[0-3]|0[1-9]|[1-4]\d|\d)", "y": r"(?P<y>\d\d)", "Y": r"(?P<Y>\d\d\d\d)",
    "z": r"(?P<z>[+-]\d\d:?[0-5]\d(:?[0-5]\d(\.\d{1,6})?)?|(?-i:Z))", "Z": r"(?P<Z>utc|gmt)", "p": r"(?P<p>am|pm)",
    "A": f"(?P<A>{_any(_DAYS)})", "a": f"(?P<a>{_any(d[:3] for d in _DAYS)})",
    "B": f"(?P<B>{_any(_MONTHS)})", "b": f"(?P<b>{_any(m[:3] for m in _MONTHS)})", "%": "%",
}
_WHOLE = {"c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S", "r": "%I:%M:%S %p", "R": "%H:%M", "T": "%H:%M:%S",
          "D": "%m/%d/%y", "F": "%Y-%m-%d"}
_cache = {}


def _pattern(format):
    text = re.sub(r"([\\.^$*+?\(\){}\[\]|])", r"\\\1", format)
    text = re.sub(r"\s+", r"\\s+", text)
    out, at = "", 0
    while "%" in text[at:]:
        i = text.index("%", at)
        if i + 1 >= len(text):
            raise ValueError(f"stray %% in format '{format}'")
        key = text[i + 1]
        if key in "cxX":
            part = _pattern(_WHOLE[key])
        elif key not in _PARTS:
            raise ValueError(f"'{key}' is a bad directive in format '{format}'")
        else:
            part = _PARTS[key]
        out += text[at:i] + part
        at = i + 2
    return out + text[at:]


def _offset(z):
    """A UTC offset in microseconds."""
    if z == "Z":
        return 0
    digits = z[1:].replace(":", "")
    whole, _, fraction = digits.partition(".")
    us = (int(whole[:2]) * 3600 + int(whole[2:4]) * 60 + int(whole[4:6] or 0)) * 1_000_000 + int((fraction + "000000")[:6])
    return -us if z[0] == "-" else us


def _hour(found):
    hour = int(found["I"])
    return hour % 12 + (12 if (found.get("p") or "").lower() == "pm" else 0)


def _from_week(year, found, weekday):
    """The day of the year of a week number."""
    if "V" in found:
        first = to_ordinal(year, 1, 4)
        monday = first - (first + 6) % 7
        return monday + (int(found["V"]) - 1) * 7 + weekday - to_ordinal(year, 1, 1) + 1
    starts = 6 if "U" in found else 0
    week = int(found.get("U") or found.get("W"))
    first = (to_ordinal(year, 1, 1) + 6) % 7
    if starts == 6:
        first, weekday = (first + 1) % 7, (weekday + 1) % 7
    return 1 + weekday - first if week == 0 else 1 + (7 - first) % 7 + 7 * (week - 1) + weekday


def parse(text, format):
    """Year to second, weekday and day of the year; microseconds; offset; zone's name."""
    for i, value in enumerate((text, format), 1):
        if not isinstance(value, str):
            raise TypeError(f"strptime() argument {i} must be str, not {type(value).__name__}")
    pattern = _cache.get(format)
    if pattern is None:
        pattern = _cache[format] = re.compile(_pattern(format), re.IGNORECASE)
    match = pattern.match(text)
    if not match:
        raise ValueError(f"time data {text!r} does not match format {format!r}")
    if match.end() != len(text):
        raise ValueError(f"unconverted data remains: {text[match.end():]}")
    found = {k: v for k, v in match.groupdict().items() if v is not None}
    year, month, day = None, 1, 1
    if "Y" in found:
        year = int(found["Y"])
    elif "y" in found:
        year = int(found["y"])
        year += 1900 if year > 68 else 2000
    elif "G" in found:
        year = int(found["G"])
    if "m" in found:
        month = int(found["m"])
    if "B" in found:
        month = _MONTHS.index(found["B"].lower()) + 1
    if "b" in found:
        month = [m[:3] for m in _MONTHS].index(found["b"].lower()) + 1
    if "d" in found:
        day = int(found["d"])
    weekday = None
    if "A" in found:
        weekday = _DAYS.index(found["A"].lower())
    elif "a" in found:
        weekday = [d[:3] for d in _DAYS].index(found["a"].lower())
    elif "w" in found:
        weekday = (int(found["w"]) - 1) % 7
    elif "u" in found:
        weekday = int(found["u"]) - 1
    leap = False
    if year is None and month == 2 and day == 29:
        year, leap = 1904, True
    elif year is None:
        year = 1900
    julian = int(found["j"]) if "j" in found else None
    if julian is None and weekday is not None and ("U" in found or "W" in found or "V" in found):
        julian = _from_week(year, found, weekday)
    if julian is not None:
        year, month, day = from_ordinal(to_ordinal(year, 1, 1) + julian - 1)
    if day > days_in_month(year, month):
        raise ValueError("day is out of range for month")
    hour = _hour(found) if "I" in found else int(found.get("H", 0))
    if weekday is None:
        weekday = (to_ordinal(year, month, day) + 6) % 7
    us = int((found.get("f", "") + "000000")[:6])
    offset = _offset(found["z"]) if "z" in found else None
    yday = days_before(year, month) + day
    return ((1900 if leap else year, month, day, hour, int(found.get("M", 0)), int(found.get("S", 0)), weekday, yday), us, offset,
            found.get("Z"))
