# Times of a day.


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
