# A day and a time, with or without a zone.


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
