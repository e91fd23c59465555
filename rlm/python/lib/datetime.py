"""Dates, times, differences and zones."""
from _datetime import days_before, days_in_month, format_time, from_ordinal, host_now, to_ordinal
from operator import index as _index

MINYEAR, MAXYEAR = 1, 9999
_US_DAY = 86_400_000_000


def _whole(value):
    """The nearest int, halves to even; of ints and floats alike."""
    return value if isinstance(value, int) else round(value)


def _div_round(a, b):
    q, r = divmod(a, b)
    r *= 2
    if (r > b if b > 0 else r < b) or r == b and q % 2:
        q += 1
    return q


class timedelta:
    __slots__ = ("_us", "_hash")
    resolution = None

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        total, part = 0, 0.0
        for name, value, unit in (("days", days, _US_DAY), ("seconds", seconds, 1_000_000), ("microseconds", microseconds, 1),
                                  ("milliseconds", milliseconds, 1000), ("minutes", minutes, 60_000_000),
                                  ("hours", hours, 3_600_000_000), ("weeks", weeks, 7 * _US_DAY)):
            if isinstance(value, int):
                total += value * unit
            elif isinstance(value, float):
                whole = int(value)
                total += whole * unit
                if unit > 1 or value != whole:
                    rest = (value - whole) * unit
                    total += int(rest)
                    part += rest - int(rest)
            else:
                raise TypeError(f"unsupported type for timedelta {name} component: {type(value).__name__}")
        return cls._of(total + round(part))

    @classmethod
    def _of(cls, us):
        days = us // _US_DAY
        if not -2**31 <= days < 2**31:
            raise OverflowError("Python int too large to convert to C int")
        if abs(days) > 999999999:
            raise OverflowError(f"days={days}; must have magnitude <= 999999999")
        self = object.__new__(cls)
        self._us = us
        return self

    @property
    def days(self):
        return self._us // _US_DAY

    @property
    def seconds(self):
        return self._us % _US_DAY // 1_000_000

    @property
    def microseconds(self):
        return self._us % 1_000_000

    def total_seconds(self):
        return self._us / 1_000_000

    def __repr__(self):
        parts = [f"{n}={v}" for n, v in (("days", self.days), ("seconds", self.seconds), ("microseconds", self.microseconds)) if v]
        return f"{_module(self)}{type(self).__qualname__}({', '.join(parts) or '0'})"

    def __str__(self):
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        text = f"{hours}:{minutes:02d}:{seconds:02d}"
        if self.days:
            text = f"{self.days} day{'s' if abs(self.days) != 1 else ''}, " + text
        if self.microseconds:
            text += f".{self.microseconds:06d}"
        return text

    def __add__(self, other):
        return timedelta._of(self._us + other._us) if isinstance(other, timedelta) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        return timedelta._of(self._us - other._us) if isinstance(other, timedelta) else NotImplemented

    def __rsub__(self, other):
        return timedelta._of(other._us - self._us) if isinstance(other, timedelta) else NotImplemented

    def __neg__(self):
        return timedelta._of(-self._us)

    def __pos__(self):
        return self

    def __abs__(self):
        return timedelta._of(abs(self._us))

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._of(self._us * other)
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta._of(_div_round(self._us * a, b))
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._us // other._us
        return timedelta._of(self._us // other) if isinstance(other, int) else NotImplemented

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._us / other._us
        if isinstance(other, int):
            return timedelta._of(_div_round(self._us, other))
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta._of(_div_round(b * self._us, a))
        return NotImplemented

    def __mod__(self, other):
        return timedelta._of(self._us % other._us) if isinstance(other, timedelta) else NotImplemented

    def __divmod__(self, other):
        return (self // other, self % other) if isinstance(other, timedelta) else NotImplemented

    def __eq__(self, other):
        return self._us == other._us if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return self._us < other._us if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other):
        return self._us <= other._us if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other):
        return self._us > other._us if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other):
        return self._us >= other._us if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        return hash((self.days, self.seconds, self.microseconds))

    def __bool__(self):
        return self._us != 0


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta._of(1_000_000_000 * _US_DAY - 1)
timedelta.resolution = timedelta(microseconds=1)


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


class tzinfo:
    def tzname(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def utcoffset(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt):
        offset, dst = dt.utcoffset(), dt.dst()
        delta = offset - dst if dst else offset
        return dt + delta + (dst or timedelta())


def _offset_text(delta, sep=":"):
    if delta is None:
        return ""
    us = abs(delta._us)
    hours, rest = divmod(us, 3_600_000_000)
    minutes, rest = divmod(rest, 60_000_000)
    text = f"{'-' if delta._us < 0 else '+'}{hours:02d}{sep}{minutes:02d}"
    if rest:
        text += f"{sep}{rest // 1_000_000:02d}"
        if rest % 1_000_000:
            text += f".{rest % 1_000_000:06d}"
    return text


class timezone(tzinfo):
    def __new__(cls, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not {type(offset).__name__}")
        if name is not None and not isinstance(name, str):
            raise TypeError(f"timezone() argument 2 must be str, not {type(name).__name__}")
        if not -_US_DAY < offset._us < _US_DAY:
            raise ValueError("offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), "
                             f"not {offset!r}.")
        self = object.__new__(cls)
        self._offset, self._name = offset, name
        return self

    def utcoffset(self, dt):
        return self._offset

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return "UTC" + (_offset_text(self._offset) if self._offset else "")

    def dst(self, dt):
        return None

    def fromutc(self, dt):
        return dt + self._offset

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        return f"datetime.timezone({self._offset!r}" + (f", {self._name!r})" if self._name is not None else ")")

    def __str__(self):
        return self.tzname(None)

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)


timezone.utc = UTC = timezone(timedelta(0))
timezone.min, timezone.max = timezone(-timedelta(hours=23, minutes=59)), timezone(timedelta(hours=23, minutes=59))


class time:
    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        self = object.__new__(cls)
        self._hms = _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self._tzinfo, self._fold = tzinfo, fold
        return self

    @classmethod
    def fromisoformat(cls, time_string):
        try:
            return cls(*_iso_time(time_string.removeprefix("T")))
        except ValueError:
            raise ValueError(f"Invalid isoformat string: {time_string!r}") from None

    hour = property(lambda self: self._hms[0])
    minute = property(lambda self: self._hms[1])
    second = property(lambda self: self._hms[2])
    microsecond = property(lambda self: self._hms[3])
    tzinfo = property(lambda self: self._tzinfo)
    fold = property(lambda self: self._fold)

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(None)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(None)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(None)

    def isoformat(self, timespec="auto"):
        return _time_text(self._hms, timespec) + _offset_text(self.utcoffset())

    __str__ = isoformat

    def strftime(self, format):
        return format_time(format, 1900, 1, 1, *self._hms, _offset_text(self.utcoffset(), ""), self.tzname() or "")

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def __repr__(self):
        text = f"{_module(self)}{type(self).__qualname__}({self.hour}, {self.minute}"
        if self.second or self.microsecond:
            text += f", {self.second}"
        if self.microsecond:
            text += f", {self.microsecond}"
        return text + (f", tzinfo={self._tzinfo!r})" if self._tzinfo is not None else ")")

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *, fold=None):
        new = [old if given is None else given for given, old in zip((hour, minute, second, microsecond), self._hms)]
        return type(self)(*new, self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def _us(self):
        h, m, s, us = self._hms
        total = (h * 3600 + m * 60 + s) * 1_000_000 + us
        offset = self.utcoffset()
        return total if offset is None else total - offset._us

    def _compare(self, op, other):
        if not isinstance(other, time):
            return False
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't compare offset-naive and offset-aware times")
        return True

    def __eq__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        return (self.utcoffset() is None) == (other.utcoffset() is None) and self._us() == other._us()

    def __lt__(self, other):
        return self._us() < other._us() if self._compare("<", other) else NotImplemented

    def __le__(self, other):
        return self._us() <= other._us() if self._compare("<=", other) else NotImplemented

    def __gt__(self, other):
        return self._us() > other._us() if self._compare(">", other) else NotImplemented

    def __ge__(self, other):
        return self._us() >= other._us() if self._compare(">=", other) else NotImplemented

    def __hash__(self):
        return hash(self._us())


time.min, time.max, time.resolution = time(0, 0, 0), time(23, 59, 59, 999999), timedelta(microseconds=1)
date.min, date.max, date.resolution = date(1, 1, 1), date(9999, 12, 31), timedelta(days=1)


def _time_text(hms, timespec):
    h, m, s, us = hms
    if timespec == "auto":
        timespec = "microseconds" if us else "seconds"
    forms = {"hours": f"{h:02d}", "minutes": f"{h:02d}:{m:02d}", "seconds": f"{h:02d}:{m:02d}:{s:02d}",
             "milliseconds": f"{h:02d}:{m:02d}:{s:02d}.{us // 1000:03d}", "microseconds": f"{h:02d}:{m:02d}:{s:02d}.{us:06d}"}
    if timespec not in forms:
        raise ValueError("Unknown timespec value")
    return forms[timespec]


class datetime(date):
    def __new__(cls, year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        self = object.__new__(cls)
        self._ymd = _check_date(year, month, day)
        self._hms = _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self._tzinfo, self._fold = tzinfo, fold
        return self

    @classmethod
    def now(cls, tz=None):
        _check_zone(tz)
        if tz is None:
            return cls(*host_now())
        return tz.fromutc(cls(*host_now(), tzinfo=tz))

    @classmethod
    def today(cls):
        return cls(*host_now())

    @classmethod
    def utcnow(cls):
        return cls(*host_now())

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        _check_zone(tz)
        us = round(timestamp * 1_000_000) if isinstance(timestamp, float) else timestamp * 1_000_000
        dt = cls._from_us(719163 * _US_DAY + us)
        return dt if tz is None else tz.fromutc(dt.replace(tzinfo=tz))

    @classmethod
    def utcfromtimestamp(cls, t):
        return cls.fromtimestamp(t)

    @classmethod
    def _from_us(cls, us, tz=None):
        days, us = divmod(us, _US_DAY)
        if not 0 < days <= 3652059:
            raise OverflowError("date value out of range")
        seconds, us = divmod(us, 1_000_000)
        return cls(*from_ordinal(days), seconds // 3600, seconds // 60 % 60, seconds % 60, us, tz)

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        return cls(*date._ymd, *time._hms, time._tzinfo if tzinfo is True else tzinfo, fold=time._fold)

    @classmethod
    def fromisoformat(cls, date_string):
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            if len(date_string) < 7:
                raise ValueError
            end = 10 if date_string[4:5] == "-" else 8
            if date_string[4:6] == "-W":
                end = 10 if date_string[8:9] == "-" else 8
            elif date_string[4:5] == "W":
                end = 8 if date_string[7:8].isdigit() else 7
            parts = _iso_date(date_string[:end])
            if len(date_string) == end:
                return cls(*parts)
            if len(date_string) == end + 1:
                raise ValueError
            return cls(*parts, *_iso_time(date_string[end + 1:]))
        except ValueError as exc:
            if "must be in" in str(exc) or "out of range" in str(exc):
                raise
            raise ValueError(f"Invalid isoformat string: {date_string!r}") from None

    @classmethod
    def strptime(cls, date_string, format):
        from _strptime import parse
        fields, us, offset, name = parse(date_string, format)
        tz = None
        if offset is not None:
            delta = timedelta(microseconds=offset)
            tz = timezone(delta, name) if name else timezone(delta) if delta else timezone.utc
        return cls(*fields[:6], us, tz)

    hour, minute, second, microsecond, tzinfo, fold = time.hour, time.minute, time.second, time.microsecond, time.tzinfo, time.fold

    def _fields(self):
        return self._ymd + self._hms

    def date(self):
        return date(*self._ymd)

    def time(self):
        return time(*self._hms, fold=self._fold)

    def timetz(self):
        return time(*self._hms, self._tzinfo, fold=self._fold)

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(self)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(self)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(self)

    def _wall(self):
        h, m, s, us = self._hms
        return self.toordinal() * _US_DAY + (h * 3600 + m * 60 + s) * 1_000_000 + us

    def _utc(self):
        offset = self.utcoffset()
        return self._wall() if offset is None else self._wall() - offset._us

    def timestamp(self):
        return (self._utc() - 719163 * _US_DAY) / 1_000_000

    def timetuple(self):
        from time import struct_time
        dst = self.dst()
        return struct_time(self._ymd + self._hms[:3] + (self.weekday(), days_before(*self._ymd[:2]) + self.day,
                                                        -1 if dst is None else int(bool(dst))))

    def utctimetuple(self):
        return type(self)._from_us(self._utc()).timetuple()

    def astimezone(self, tz=None):
        tz = timezone.utc if tz is None else tz
        utc = type(self)._from_us(self._utc(), tz)
        return tz.fromutc(utc)

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *, fold=None):
        given = (year, month, day, hour, minute, second, microsecond)
        new = [old if g is None else g for g, old in zip(given, self._fields())]
        return type(self)(*new, self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def isoformat(self, sep="T", timespec="auto"):
        return "%04d-%02d-%02d" % self._ymd + sep + _time_text(self._hms, timespec) + _offset_text(self.utcoffset())

    def __str__(self):
        return self.isoformat(" ")

    def ctime(self):
        return self.strftime("%a %b ") + f"{self.day:2d} " + _time_text(self._hms, "seconds") + f" {self.year:04d}"

    def strftime(self, format):
        if not isinstance(format, str):
            raise TypeError(f"strftime() argument 1 must be str, not {type(format).__name__}")
        return format_time(format, *self._fields(), _offset_text(self.utcoffset(), ""), self.tzname() or "")

    def __repr__(self):
        parts = list(self._fields())
        while len(parts) > 5 and parts[-1] == 0:
            parts.pop()
        text = f"{_module(self)}{type(self).__qualname__}({', '.join(map(str, parts))}"
        if self._tzinfo is not None:
            text += f", tzinfo={self._tzinfo!r}"
        return text + (", fold=1)" if self._fold else ")")

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return type(self)._from_us(self._wall() + other._us, self._tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return type(self)._from_us(self._wall() - other._us, self._tzinfo)
        if not isinstance(other, datetime):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return timedelta._of(self._utc() - other._utc())

    def _compare(self, other):
        if not isinstance(other, datetime):
            if isinstance(other, date):
                raise TypeError(f"can't compare {type(self).__module__}.{type(self).__name__} to {type(other).__module__}.{type(other).__name__}")
            return False
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return True

    def __eq__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented if not isinstance(other, date) else False
        return (self.utcoffset() is None) == (other.utcoffset() is None) and self._utc() == other._utc()

    def __lt__(self, other):
        return self._utc() < other._utc() if self._compare(other) else NotImplemented

    def __le__(self, other):
        return self._utc() <= other._utc() if self._compare(other) else NotImplemented

    def __gt__(self, other):
        return self._utc() > other._utc() if self._compare(other) else NotImplemented

    def __ge__(self, other):
        return self._utc() >= other._utc() if self._compare(other) else NotImplemented

    def __hash__(self):
        return hash(self._utc())


datetime.min, datetime.max = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)
