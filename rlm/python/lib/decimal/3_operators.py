# Numbers of a context, read from text and reckoned with.


def _finite(sign, coef, exp, ctx):
    """A number of any length, rounded to the precision of a context."""
    n = _length(coef)
    over = n - ctx.prec
    tiny = ctx.Emin - ctx.prec + 1
    if coef and exp + n - 1 < ctx.Emin:
        over = max(over, tiny - exp)
    if not coef:
        return _make(sign, 0, min(max(exp, tiny), ctx.Emax))
    if over > 0:
        lost_all = over > n
        coef, lost = _drop(sign, coef, min(over, n + 1), ctx.rounding) if not lost_all else _drop(sign, 1, 2, ctx.rounding)
        exp += over
        ctx.flags[Rounded] = True
        if ctx.traps[Rounded]:
            raise Rounded([Rounded])
        if lost:
            _signal(ctx, Inexact, Inexact, None)
        if _length(coef) > ctx.prec:
            coef, exp = coef // 10, exp + 1
    if coef and exp + _length(coef) - 1 > ctx.Emax:
        _signal(ctx, Overflow, Overflow, None)
        return _make(sign, 0, 0, "F")
    return _make(sign, coef, exp)


def _fixed(d, ctx):
    return d if d._special else _finite(d._sign, d._int, d._exp, ctx)


def _make(sign, coef, exp, special=""):
    d = object.__new__(Decimal)
    d._sign, d._int, d._exp, d._special = sign, coef, exp, special
    return d


_FORM = re.compile(r"(?P<sign>[-+])?(?:(?=\d|\.\d)(?P<int>\d*)(?:\.(?P<frac>\d*))?(?:e(?P<exp>[-+]?\d+))?|"
                   r"inf(?P<inf>inity)?|(?P<snan>s)?nan(?P<diag>\d*))", re.I)


def _from_string(s):
    m = _FORM.fullmatch(s.strip().replace("_", ""))
    if m is None:
        return None
    sign = 1 if m["sign"] == "-" else 0
    if m["int"] is not None:
        frac = m["frac"] or ""
        return sign, int(m["int"] + frac), int(m["exp"] or 0) - len(frac), ""
    if m["diag"] is not None:
        return sign, int(m["diag"] or 0), 0, "N" if m["snan"] else "n"
    return sign, 0, 0, "F"


def _from_tuple(t):
    if len(t) != 3:
        raise ValueError("argument must be a sequence of length 3")
    sign, digits, exp = t
    if sign not in (0, 1):
        raise ValueError("sign must be an integer with the value 0 or 1")
    coef = 0
    for d in digits:
        coef = coef * 10 + d
    return (sign, coef, 0, exp) if isinstance(exp, str) else (sign, coef, exp, "")


def _convert(other):
    """An operand of a Decimal, or None."""
    if isinstance(other, Decimal):
        return other
    if isinstance(other, int):
        return _make(1 if other < 0 else 0, abs(other), 0)
    return None


def _both(f):
    def op(self, other):
        other = _convert(other)
        return NotImplemented if other is None else f(self, other, _current)
    return op


def _swapped(f):
    def op(self, other):
        other = _convert(other)
        return NotImplemented if other is None else f(other, self, _current)
    return op


def _nan_of(a, b=None):
    """The quiet NaN that an operation on a NaN gives, or None."""
    for d in (a, b):
        if d is not None and d._special in ("N", "n"):
            return _make(d._sign, d._int, 0, "n")
    return None


def _add(a, b, ctx):
    if a._special or b._special:
        nan = _nan_of(a, b)
        if nan is not None:
            return nan
        if a._special and b._special and a._sign != b._sign:
            return _invalid(ctx)
        return a if a._special else b
    exp = min(a._exp, b._exp)
    if not a._int and not b._int:
        sign = a._sign & b._sign if ctx.rounding != ROUND_FLOOR else a._sign | b._sign
        return _finite(sign, 0, exp, ctx)
    if not a._int or not b._int:
        one, zero = (a, b) if a._int else (b, a)
        exp = max(exp, one._exp - ctx.prec - 1)
        return _finite(one._sign, one._int * 10 ** (one._exp - exp) if one._exp > exp else one._int, min(one._exp, exp), ctx)
    big, small = (a, b) if a._exp >= b._exp else (b, a)
    x, y = big._int, small._int
    room = _length(x) + (big._exp - small._exp)
    if room > ctx.prec + _length(y) + 2 and big._exp - small._exp > ctx.prec + _length(y) + 2:
        exp = big._exp - ctx.prec - 2  # what is small decides the rounding, and no more
        x, y = x * 10 ** (ctx.prec + 2), 1
    else:
        x *= 10 ** (big._exp - small._exp)
    total = (-x if big._sign else x) + (-y if small._sign else y)
    if total == 0:
        return _finite(1 if ctx.rounding == ROUND_FLOOR else 0, 0, exp, ctx)
    return _finite(1 if total < 0 else 0, abs(total), exp, ctx)


def _sub(a, b, ctx):
    return _add(a, _make(1 - b._sign, b._int, b._exp, b._special) if b._special not in ("n", "N") else b, ctx)


def _mul(a, b, ctx):
    sign = a._sign ^ b._sign
    if a._special or b._special:
        nan = _nan_of(a, b)
        if nan is not None:
            return nan
        if not a._special and not a._int or not b._special and not b._int:
            return _invalid(ctx)
        return _make(sign, 0, 0, "F")
    return _finite(sign, a._int * b._int, a._exp + b._exp, ctx)


def _div(a, b, ctx):
    sign = a._sign ^ b._sign
    if a._special or b._special:
        nan = _nan_of(a, b)
        if nan is not None:
            return nan
        if a._special and b._special:
            return _invalid(ctx)
        return _make(sign, 0, 0, "F") if a._special else _make(sign, 0, ctx.Etiny())
    if not b._int:
        if not a._int:
            return _invalid(ctx, DivisionUndefined)
        return _signal(ctx, DivisionByZero, DivisionByZero, _make(sign, 0, 0, "F"))
    ideal = a._exp - b._exp
    if not a._int:
        return _finite(sign, 0, ideal, ctx)
    shift = max(_length(b._int) - _length(a._int) + ctx.prec + 1, 0)
    coef, rest = divmod(a._int * 10 ** shift, b._int)
    exp = ideal - shift
    if rest:
        coef += coef % 5 == 0  # a digit more says that there is more
    else:
        while exp < ideal and coef % 10 == 0:
            coef, exp = coef // 10, exp + 1
    return _finite(sign, coef, exp, ctx)


def _whole_division(a, b, ctx):
    """Quotient, towards zero, and remainder."""
    nan = _nan_of(a, b)
    if nan is not None:
        return nan, nan
    sign = a._sign ^ b._sign
    if a._special:
        return _invalid(ctx) if b._special else _make(sign, 0, 0, "F"), _invalid(ctx)
    if not b._special and not b._int:
        if not a._int:
            return _invalid(ctx, DivisionUndefined), _NAN
        if ctx.traps[InvalidOperation]:
            raise InvalidOperation([InvalidOperation, DivisionByZero])
        return _signal(ctx, DivisionByZero, DivisionByZero, _make(sign, 0, 0, "F")), _NAN
    if b._special:
        return _make(sign, 0, 0), a
    exp = min(a._exp, b._exp)
    if a.adjusted() - b.adjusted() > ctx.prec + 1:
        return _invalid(ctx, DivisionImpossible), _NAN
    if a.adjusted() - b.adjusted() <= -2:
        return _make(sign, 0, 0), _finite(a._sign, a._int * 10 ** (a._exp - exp), exp, ctx)
    q, r = divmod(a._int * 10 ** (a._exp - exp), b._int * 10 ** (b._exp - exp))
    if q >= 10 ** ctx.prec:
        return _invalid(ctx, DivisionImpossible), _NAN
    return _make(sign, q, 0), _finite(a._sign, r, exp, ctx)


def _floordiv(a, b, ctx):
    if not a._special and not b._special and not b._int and a._int:
        return _signal(ctx, DivisionByZero, DivisionByZero, _make(a._sign ^ b._sign, 0, 0, "F"))
    if a._special == "F" and b._special in ("", "F"):
        return _invalid(ctx) if b._special else _make(a._sign ^ b._sign, 0, 0, "F")
    return _whole_division(a, b, ctx)[0]


def _mod(a, b, ctx):
    if not a._special and not b._special and not b._int and a._int:
        return _invalid(ctx)
    return _whole_division(a, b, ctx)[1]


_current = Context()
DefaultContext = Context()
BasicContext = Context(prec=9, rounding=ROUND_HALF_UP, traps=[DivisionByZero, Overflow, InvalidOperation, Clamped, Underflow])
ExtendedContext = Context(prec=9, traps=[])


def getcontext():
    return _current


def setcontext(context):
    global _current
    _current = context


class _Local:
    def __init__(self, ctx, changes):
        self._ctx = ctx.copy()
        for k, v in changes.items():
            setattr(self._ctx, k, v)

    def __enter__(self):
        self._old = getcontext()
        setcontext(self._ctx)
        return self._ctx

    def __exit__(self, *exc):
        setcontext(self._old)


def localcontext(ctx=None, **changes):
    return _Local(getcontext() if ctx is None else ctx, changes)
