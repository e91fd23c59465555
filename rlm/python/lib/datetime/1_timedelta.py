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
