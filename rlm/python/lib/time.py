"""The host's clock, and times as tuples. The zone is UTC, and nothing sleeps."""
from _datetime import days_before, format_time, from_ordinal, to_ordinal

timezone = altzone = daylight = 0
tzname = ("UTC", "UTC")
CLOCK_REALTIME, CLOCK_MONOTONIC = 0, 1
_FIELDS = ("tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst")


class struct_time(tuple):
    tm_zone, tm_gmtoff = "UTC", 0

    def __new__(cls, iterable):
        values = tuple(iterable)
        if len(values) < 9:
            raise TypeError(f"time.struct_time() takes an at least 9-sequence ({len(values)}-sequence given)")
        return super().__new__(cls, values[:9])

    def __getattr__(self, name):
        if name in _FIELDS:
            return self[_FIELDS.index(name)]
        raise AttributeError(f"'time.struct_time' object has no attribute '{name}'")

    def __repr__(self):
        return "time.struct_time(" + ", ".join(f"{n}={v}" for n, v in zip(_FIELDS, self)) + ")"


def gmtime(secs=None):
    days, rest = divmod(int(time() if secs is None else secs // 1), 86400)
    year, month, day = from_ordinal(days + 719163)
    return struct_time((year, month, day, rest // 3600, rest // 60 % 60, rest % 60, (days + 3) % 7, days_before(year, month) + day, 0))


localtime = gmtime


def mktime(t):
    return float((to_ordinal(*t[:3]) - 719163) * 86400 + t[3] * 3600 + t[4] * 60 + t[5])


def strftime(format, t=None):
    t = gmtime() if t is None else t
    return format_time(format, *t[:6], 0, "+0000", "UTC")


def strptime(string, format="%a %b %d %H:%M:%S %Y"):
    from _strptime import parse
    return struct_time(parse(string, format)[0] + (-1,))


def asctime(t=None):
    t = gmtime() if t is None else t
    return format_time("%a %b %e %H:%M:%S %Y", *t[:6], 0, "", "")


def ctime(secs=None):
    return asctime(gmtime(secs))


def sleep(secs):
    if secs < 0:
        raise ValueError("sleep length must be non-negative")


perf_counter = monotonic = process_time = thread_time = time
perf_counter_ns = monotonic_ns = process_time_ns = thread_time_ns = time_ns


def clock_gettime(clk_id):
    return time()
