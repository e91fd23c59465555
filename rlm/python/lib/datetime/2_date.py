# Days of the proleptic Gregorian calendar, and ISO 8601 texts.


def _module(value):
    return "datetime." if type(value).__module__ == "datetime" else ""


def _check_date(year, month, day):
    for i, (name, value) in enumerate((("month", month), ("day", day)), 2):
        if value is None:
            raise TypeError(f"function missing required argument '{name}' (pos {i})")
    year, month, day = _index(year), _index(month), _index(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= days_in_month(year, month):
        raise ValueError("day is out of range for month")
    return year, month, day


def _check_time(hour, minute, second, microsecond, fold):
    hour, minute, second, microsecond = _index(hour), _index(minute), _index(second), _index(microsecond)
    for name, value, most in (("hour", hour, 23), ("minute", minute, 59), ("second", second, 59), ("microsecond", microsecond, 999999)):
        if not 0 <= value <= most:
            raise ValueError(f"{name} must be in 0..{most}")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")
    return hour, minute, second, microsecond


def _check_zone(tz):
    if tz is not None and not isinstance(tz, tzinfo):
        raise TypeError(f"tzinfo argument must be None or of a tzinfo subclass, not type '{type(tz).__name__}'")


class date:
    def __new__(cls, year, month=None, day=None):
        self = object.__new__(cls)
        self._ymd = _check_date(year, month, day)
        return self

    @classmethod
    def today(cls):
        return cls(*host_now()[:3])

    @classmethod
    def fromordinal(cls, n):
        if n < 1:
            raise ValueError("ordinal must be >= 1")
        return cls(*from_ordinal(n))

    @classmethod
    def fromtimestamp(cls, t):
        return cls(*from_ordinal(719163 + int(t // 86400)))

    @classmethod
    def fromisoformat(cls, date_string):
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            if len(date_string) not in (7, 8, 10):
                raise ValueError
            parts = _iso_date(date_string)
        except ValueError:
            raise ValueError(f"Invalid isoformat string: {date_string!r}") from None
        return cls(*parts)

    @classmethod
    def fromisocalendar(cls, year, week, day):
        if not MINYEAR <= year <= MAXYEAR:
            raise ValueError(f"Year is out of range: {year}")
        if not 0 < week < 53 and not (week == 53 and date(year, 12, 28).isocalendar()[1] == 53):
            raise ValueError(f"Invalid week: {week}")
        if not 0 < day < 8:
            raise ValueError(f"Invalid weekday: {day} (range is [1, 7])")
        return cls.fromordinal(_week_one(year) + (week - 1) * 7 + day - 1)

    year = property(lambda self: self._ymd[0])
    month = property(lambda self: self._ymd[1])
    day = property(lambda self: self._ymd[2])

    def _fields(self):
        return self._ymd + (0, 0, 0, 0)

    def toordinal(self):
        return to_ordinal(*self._ymd)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.toordinal() % 7 or 7

    def isocalendar(self):
        year, today = self.year, self.toordinal()
        first = _week_one(year)
        if today < first:
            year -= 1
            first = _week_one(year)
        elif today >= _week_one(year + 1):
            year += 1
            first = _week_one(year)
        return IsoCalendarDate(year, (today - first) // 7 + 1, (today - first) % 7 + 1)

    def timetuple(self):
        from time import struct_time
        return struct_time(self._ymd + (0, 0, 0, self.weekday(), days_before(*self._ymd[:2]) + self.day, -1))

    def isoformat(self):
        return "%04d-%02d-%02d" % self._ymd

    __str__ = isoformat

    def ctime(self):
        return self.strftime("%a %b ") + f"{self.day:2d} 00:00:00 {self.year:04d}"

    def strftime(self, format):
        if not isinstance(format, str):
            raise TypeError(f"strftime() argument 1 must be str, not {type(format).__name__}")
        return format_time(format, *self._fields(), "", "")

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def __repr__(self):
        return f"{_module(self)}{type(self).__qualname__}({self.year}, {self.month}, {self.day})"

    def replace(self, year=None, month=None, day=None):
        return type(self)(self.year if year is None else year, self.month if month is None else month, self.day if day is None else day)

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        n = self.toordinal() + other.days
        if not 0 < n <= 3652059:
            raise OverflowError("date value out of range")
        return type(self).fromordinal(n)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date) and not isinstance(other, datetime):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def _plain(self, other):
        return isinstance(other, date) and not isinstance(other, datetime)

    def __eq__(self, other):
        return self._ymd == other._ymd if self._plain(other) else NotImplemented

    def __lt__(self, other):
        return self._ymd < other._ymd if self._plain(other) else _cannot("<", self, other)

    def __le__(self, other):
        return self._ymd <= other._ymd if self._plain(other) else _cannot("<=", self, other)

    def __gt__(self, other):
        return self._ymd > other._ymd if self._plain(other) else _cannot(">", self, other)

    def __ge__(self, other):
        return self._ymd >= other._ymd if self._plain(other) else _cannot(">=", self, other)

    def __hash__(self):
        return hash(self._ymd)


def _cannot(op, a, b):
    if isinstance(b, date):
        raise TypeError(f"can't compare {type(a).__module__}.{type(a).__name__} to {type(b).__module__}.{type(b).__name__}")
    return NotImplemented


class IsoCalendarDate(tuple):
    def __new__(cls, year, week, weekday):
        return super().__new__(cls, (year, week, weekday))

    year = property(lambda self: self[0])
    week = property(lambda self: self[1])
    weekday = property(lambda self: self[2])

    def __repr__(self):
        return "datetime.IsoCalendarDate(year=%d, week=%d, weekday=%d)" % (self[0], self[1], self[2])


def _week_one(year):
    """The ordinal of the Monday that begins the first week of a year."""
    first = to_ordinal(year, 1, 1)
    weekday = (first + 6) % 7
    return first - weekday + (7 if weekday > 3 else 0)


def _digits(text):
    if not (text.isascii() and text.isdigit()):
        raise ValueError
    return int(text)


def _iso_date(text):
    year, rest = _digits(text[:4]), text[4:]
    dashes = rest[:1] == "-"
    rest = rest[1:] if dashes else rest
    if rest[:1] == "W":
        week = _digits(rest[1:3])
        day = rest[3 + dashes:] if len(rest) > 3 else "1"
        d = date.fromisocalendar(year, week, _digits(day))
        return d.year, d.month, d.day
    if dashes and rest[2:3] != "-":
        raise ValueError
    return year, _digits(rest[:2]), _digits(rest[2 + dashes:4 + dashes])


def _iso_time(text):
    """Hour, minute, second, microsecond and zone of an ISO 8601 time."""
    zone = None
    for i, c in enumerate(text):
        if c in "+-Z":
            text, rest = text[:i], text[i:]
            if rest == "Z":
                zone = timezone.utc
            else:
                h, m, s, us, _ = _iso_time(rest[1:])
                delta = timedelta(hours=h, minutes=m, seconds=s, microseconds=us)
                zone = timezone.utc if not delta else timezone(delta if c == "+" else -delta)
            break
    text, _, fraction = text.replace(",", ".").partition(".")
    colons = ":" in text
    parts = text.split(":") if colons else [text[i:i + 2] for i in range(0, len(text), 2)]
    if not 1 <= len(parts) <= 3 or any(len(p) != 2 for p in parts):
        raise ValueError
    numbers = [_digits(p) for p in parts] + [0] * (3 - len(parts))
    return *numbers, _digits((fraction + "000000")[:6]) if fraction else 0, zone
