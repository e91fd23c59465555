"""Decimal arithmetic after the General Decimal Arithmetic specification, on ints: a
number is (-1)**sign * coefficient * 10**exponent."""
import math
import operator
import re
from collections import namedtuple
from _decimal import (ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_HALF_DOWN, ROUND_05UP,
                      _ROUND, _length, _drop, _log_digits, _ln10, _exp_digits)

MAX_PREC = MAX_EMAX = 999999999999999999
MIN_EMIN, MIN_ETINY = -999999999999999999, -1999999999999999997
HAVE_THREADS = HAVE_CONTEXTVAR = True
_MODULUS = 2 ** 61 - 1

DecimalTuple = namedtuple("DecimalTuple", "sign digits exponent")


class DecimalException(ArithmeticError):
    pass


class Clamped(DecimalException):
    pass


class InvalidOperation(DecimalException):
    pass


class ConversionSyntax(InvalidOperation):
    pass


class DivisionImpossible(InvalidOperation):
    pass


class DivisionUndefined(InvalidOperation, ZeroDivisionError):
    pass


class InvalidContext(InvalidOperation):
    pass


class DivisionByZero(DecimalException, ZeroDivisionError):
    pass


class Inexact(DecimalException):
    pass


class Rounded(DecimalException):
    pass


class Subnormal(DecimalException):
    pass


class Overflow(Inexact, Rounded):
    pass


class Underflow(Inexact, Rounded, Subnormal):
    pass


class FloatOperation(DecimalException, TypeError):
    pass


_SIGNALS = (InvalidOperation, FloatOperation, DivisionByZero, Overflow, Subnormal, Underflow, Rounded, Inexact, Clamped)


class Context:
    def __init__(self, prec=28, rounding=ROUND_HALF_EVEN, Emin=-999999, Emax=999999, capitals=1, clamp=0, flags=None, traps=None):
        self.prec, self.rounding, self.Emin, self.Emax, self.capitals, self.clamp = prec, rounding, Emin, Emax, capitals, clamp
        on = (InvalidOperation, DivisionByZero, Overflow) if traps is None else traps
        self.traps = dict(on) if isinstance(on, dict) else {s: s in on for s in _SIGNALS}
        self.flags = dict(flags) if isinstance(flags, dict) else {s: s in (flags or ()) for s in _SIGNALS}

    def __setattr__(self, name, value):
        if name == "prec" and not 1 <= value <= MAX_PREC:
            raise ValueError("valid range for prec is [1, MAX_PREC]")
        if name == "rounding" and value not in _ROUND:
            raise TypeError("valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]")
        object.__setattr__(self, name, value)

    def __repr__(self):
        flags, traps = ([s.__name__ for s in _SIGNALS if d[s]] for d in (self.flags, self.traps))
        return (f"Context(prec={self.prec}, rounding={self.rounding}, Emin={self.Emin}, Emax={self.Emax}, capitals={self.capitals}, "
                f"clamp={self.clamp}, flags=[{', '.join(flags)}], traps=[{', '.join(traps)}])")

    def copy(self):
        return Context(self.prec, self.rounding, self.Emin, self.Emax, self.capitals, self.clamp, self.flags, self.traps)

    def clear_flags(self):
        self.flags = dict.fromkeys(self.flags, False)

    def clear_traps(self):
        self.traps = dict.fromkeys(self.traps, False)

    def Etiny(self):
        return self.Emin - self.prec + 1

    def Etop(self):
        return self.Emax - self.prec + 1

    def create_decimal(self, num="0"):
        return _fixed(Decimal(num), self)

    def create_decimal_from_float(self, f):
        return _fixed(Decimal(f), self)

    def __getattr__(self, name):
        def call(a, *rest):
            with localcontext(self):
                a, rest = Decimal(a), [Decimal(x) for x in rest]
                if name in _CONTEXT_OPS:
                    return _CONTEXT_OPS[name](a, *rest)
                return getattr(a, name)(*rest)
        if name.startswith("_"):
            raise AttributeError(name)
        return call


_CONTEXT_OPS = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv, "divide_int": operator.floordiv,
                "remainder": operator.mod, "power": pow, "plus": operator.pos, "minus": operator.neg, "abs": abs, "divmod": divmod}


def _signal(ctx, kind, why, result):
    ctx.flags[kind] = True
    if ctx.traps[kind]:
        raise kind([why])
    return result


def _invalid(ctx, why=InvalidOperation):
    return _signal(ctx, InvalidOperation, why, _NAN)


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


class Decimal:
    def __new__(cls, value="0", context=None):
        self = object.__new__(cls)
        if isinstance(value, Decimal):
            parts = (value._sign, value._int, value._exp, value._special)
        elif isinstance(value, str):
            parts = _from_string(value)
            if parts is None:
                parts = (0, 0, 0, "n")
                _invalid(context or _current, ConversionSyntax)
        elif isinstance(value, int):
            parts = (1 if value < 0 else 0, abs(value), 0, "")
        elif isinstance(value, float):
            parts = _from_float(value)
        elif isinstance(value, (tuple, list)):
            parts = _from_tuple(value)
        else:
            raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported")
        self._sign, self._int, self._exp, self._special = parts
        return self

    @classmethod
    def from_float(cls, f):
        return cls(f)

    __add__, __radd__ = _both(_add), _swapped(_add)
    __sub__, __rsub__ = _both(_sub), _swapped(_sub)
    __mul__, __rmul__ = _both(_mul), _swapped(_mul)
    __truediv__, __rtruediv__ = _both(_div), _swapped(_div)
    __floordiv__, __rfloordiv__ = _both(_floordiv), _swapped(_floordiv)
    __mod__, __rmod__ = _both(_mod), _swapped(_mod)
    __divmod__, __rdivmod__ = _both(_whole_division), _swapped(_whole_division)

    def __pow__(self, other, modulo=None):
        other = _convert(other)
        if other is None:
            return NotImplemented
        if modulo is not None:
            return Decimal(pow(int(self), int(other), int(modulo)))
        return _pow(self, other, _current)

    def __rpow__(self, other):
        other = _convert(other)
        return NotImplemented if other is None else _pow(other, self, _current)

    def __pos__(self):
        return _fixed(self if self._int or self._special else self.copy_abs(), _current)

    def __neg__(self):
        return _fixed(self.copy_negate() if self._int or self._special == "F" else self if self._special else self.copy_abs(), _current)

    def __abs__(self):
        return _fixed(self.copy_abs(), _current)

    def __bool__(self):
        return bool(self._special or self._int)

    def _compare(self, other):
        """-1, 0 or 1; None for a NaN."""
        if self._special in ("n", "N") or other._special in ("n", "N"):
            return None
        a, b = (0 if not d._special and not d._int else -1 if d._sign else 1 for d in (self, other))
        if a != b or a == 0:
            return (a > b) - (a < b)
        if self._special or other._special:
            return a * (bool(self._special) - bool(other._special))
        x, y = self.adjusted(), other.adjusted()
        if x == y:
            exp = min(self._exp, other._exp)
            x, y = self._int * 10 ** (self._exp - exp), other._int * 10 ** (other._exp - exp)
        return a * ((x > y) - (x < y))

    def _ordered(self, other, op):
        if isinstance(other, float):
            other = Decimal(other)
        elif hasattr(other, "numerator") and not isinstance(other, int):
            if self._special:
                return op(float(self), 0)
            n, d = self.as_integer_ratio()
            return op(n * other.denominator, other.numerator * d)
        other = _convert(other)
        if other is None:
            return NotImplemented
        c = self._compare(other)
        if c is None:
            if op is not operator.eq:
                _invalid(_current)
            return False
        return op(c, 0)

    def __eq__(self, other):
        return self._ordered(other, operator.eq)

    def __lt__(self, other):
        return self._ordered(other, operator.lt)

    def __le__(self, other):
        return self._ordered(other, operator.le)

    def __gt__(self, other):
        return self._ordered(other, operator.gt)

    def __ge__(self, other):
        return self._ordered(other, operator.ge)

    def __key__(self):
        if self._special:
            return float(self)
        n, d = self.as_integer_ratio()
        return n if d == 1 else n / d if d & (d - 1) == 0 and d < 2 ** 53 and abs(n) < 2 ** 53 else ("fraction", n, d)

    def __hash__(self):
        if self._special == "N":
            raise TypeError("Cannot hash a signaling NaN value.")
        if self._special:
            return hash(float(self)) if self._special == "F" else id(self)
        p = pow(10, self._exp, _MODULUS) if self._exp >= 0 else pow(pow(10, -1, _MODULUS), -self._exp, _MODULUS)
        h = self._int * p % _MODULUS
        h = -h if self._sign else h
        return -2 if h == -1 else h

    def __repr__(self):
        return f"Decimal('{self}')"

    def __str__(self):
        return self._text(False)

    def to_eng_string(self, context=None):
        return self._text(True)

    def _text(self, eng):
        sign = "-" if self._sign else ""
        if self._special:
            if self._special == "F":
                return sign + "Infinity"
            return sign + ("sNaN" if self._special == "N" else "NaN") + (str(self._int) if self._int else "")
        digits = str(self._int)
        left = self._exp + len(digits)
        if self._exp <= 0 and left > -6:
            point = left
        elif not eng:
            point = 1
        elif digits == "0":
            point = (left + 1) % 3 - 1
        else:
            point = (left - 1) % 3 + 1
        if point <= 0:
            whole, frac = "0", "." + "0" * -point + digits
        elif point >= len(digits):
            whole, frac = digits + "0" * (point - len(digits)), ""
        else:
            whole, frac = digits[:point], "." + digits[point:]
        return sign + whole + frac + ("" if left == point else ("E" if _current.capitals else "e") + f"{left - point:+d}")

    def __format__(self, spec):
        return _format(self, spec)

    def __int__(self):
        if self._special:
            if self._special == "F":
                raise OverflowError("cannot convert Infinity to integer")
            raise ValueError("cannot convert NaN to integer")
        n = self._int * 10 ** self._exp if self._exp >= 0 else self._int // 10 ** -self._exp
        return -n if self._sign else n

    __trunc__ = __int__

    def __float__(self):
        if self._special == "N":
            raise ValueError("cannot convert signaling NaN to float")
        return float(("-" if self._sign else "") + "nan") if self._special == "n" else float(str(self))

    def __complex__(self):
        return complex(float(self))

    def __round__(self, n=None):
        if n is None:
            return int(self._to_integral(ROUND_HALF_EVEN))
        return self.quantize(_make(0, 1, -n))

    def __floor__(self):
        return int(self._to_integral(ROUND_FLOOR))

    def __ceil__(self):
        return int(self._to_integral(ROUND_CEILING))

    def _to_integral(self, rounding):
        if self._special or self._exp >= 0:
            return self if not self._special else Decimal(int(self))
        return self._rescaled(0, rounding)[0]

    def _rescaled(self, exp, rounding):
        if not self._int:
            return _make(self._sign, 0, exp), False
        if self._exp >= exp:
            return _make(self._sign, self._int * 10 ** (self._exp - exp), exp), False
        cut = exp - self._exp
        if cut > _length(self._int) + 1:
            coef, lost = _drop(self._sign, 1, 2, rounding)
        else:
            coef, lost = _drop(self._sign, self._int, cut, rounding)
        return _make(self._sign, coef, exp), lost

    def quantize(self, exp, rounding=None, context=None):
        ctx = context or _current
        exp = _convert(exp)
        if exp is None:
            raise TypeError("conversion to Decimal is not supported")
        nan = _nan_of(self, exp)
        if nan is not None:
            return nan
        if self._special or exp._special:
            return self if self._special and exp._special else _invalid(ctx)
        if self._int and self.adjusted() - exp._exp + 1 > ctx.prec:
            return _invalid(ctx)
        out, lost = self._rescaled(exp._exp, rounding or ctx.rounding)
        if _length(out._int) > ctx.prec or out._int and out.adjusted() > ctx.Emax:
            return _invalid(ctx)
        if lost:
            _signal(ctx, Inexact, Inexact, None)
        return out

    def to_integral_value(self, rounding=None, context=None):
        if self._special or self._exp >= 0:
            return self
        return self._rescaled(0, rounding or (context or _current).rounding)[0]

    to_integral = to_integral_exact = to_integral_value

    def normalize(self, context=None):
        d = _fixed(self, context or _current)
        if d._special:
            return d
        coef, exp = d._int, d._exp
        if not coef:
            return _make(d._sign, 0, 0)
        while coef % 10 == 0:
            coef, exp = coef // 10, exp + 1
        return _make(d._sign, coef, exp)

    def as_tuple(self):
        digits = tuple(map(int, str(self._int)))
        if self._special == "F":
            return DecimalTuple(self._sign, (0,), "F")
        return DecimalTuple(self._sign, digits if self._int or not self._special else (), self._special or self._exp)

    def as_integer_ratio(self):
        if self._special:
            if self._special == "F":
                raise OverflowError("cannot convert Infinity to integer ratio")
            raise ValueError("cannot convert NaN to integer ratio")
        n, d = self._int * 10 ** max(self._exp, 0), 10 ** max(-self._exp, 0)
        g = math.gcd(n, d)
        return (-n if self._sign else n) // g, d // g

    def adjusted(self):
        return 0 if self._special else self._exp + _length(self._int) - 1

    def sqrt(self, context=None):
        ctx = context or _current
        nan = _nan_of(self)
        if nan is not None:
            return nan
        if self._sign and (self._int or self._special):
            return _invalid(ctx)
        if self._special or not self._int:
            return self if self._special else _make(self._sign, 0, self._exp // 2)
        ideal = self._exp // 2
        shift = 2 * ctx.prec + 2 - _length(self._int)
        shift += (self._exp - shift) % 2 if shift > 0 else -shift + self._exp % 2
        n = self._int * 10 ** shift
        root, exp = math.isqrt(n), (self._exp - shift) // 2
        if root * root == n:
            while exp < ideal and root % 10 == 0:
                root, exp = root // 10, exp + 1
        else:
            root += root % 5 == 0
        return _finite(0, root, exp, _half_even(ctx))

    def exp(self, context=None):
        ctx = context or _current
        nan = _nan_of(self)
        if nan is not None:
            return nan
        if self._special:
            return _make(0, 0, 0) if self._sign else self
        if not self._int:
            return _make(0, 1, 0)
        return _exp(self, ctx)

    def ln(self, context=None):
        return _log(self, context or _current, False)

    def log10(self, context=None):
        return _log(self, context or _current, True)

    def logb(self, context=None):
        return Decimal(self.adjusted())

    def fma(self, other, third, context=None):
        product = _mul(self, _convert(other), Context(prec=10 ** 6, Emin=-10 ** 9, Emax=10 ** 9))
        return _add(product, _convert(third), context or _current)

    def remainder_near(self, other, context=None):
        other = _convert(other)
        n, d = self.as_integer_ratio()
        on, od = other.as_integer_ratio()
        q, r = divmod(n * od, d * on)
        q += 2 * r > d * on or 2 * r == d * on and q % 2
        return self - other * q

    def compare(self, other, context=None):
        c = self._compare(_convert(other))
        return _nan_of(self, other) if c is None else Decimal(c)

    def compare_total(self, other, context=None):
        c = self._compare(_convert(other)) or 0
        return Decimal(c or (self._exp > other._exp) - (self._exp < other._exp))

    def max(self, other, context=None):
        return self._picked(_convert(other), 1)

    def min(self, other, context=None):
        return self._picked(_convert(other), -1)

    def _picked(self, other, want):
        c = self._compare(other)
        if c is None:
            return _fixed(other if self._special == "n" else self, _current)
        return _fixed(self if c == want or c == 0 and (self._exp >= other._exp) == (want > 0) else other, _current)

    def max_mag(self, other, context=None):
        return self if abs(self) >= abs(other) else _convert(other)

    def min_mag(self, other, context=None):
        return self if abs(self) <= abs(other) else _convert(other)

    def scaleb(self, other, context=None):
        return _finite(self._sign, self._int, self._exp + int(other), context or _current)

    def copy_abs(self):
        return _make(0, self._int, self._exp, self._special)

    def copy_negate(self):
        return _make(1 - self._sign, self._int, self._exp, self._special)

    def copy_sign(self, other, context=None):
        return _make(_convert(other)._sign, self._int, self._exp, self._special)

    def next_plus(self, context=None):
        return self._next(1, context or _current)

    def next_minus(self, context=None):
        return self._next(-1, context or _current)

    def _next(self, way, ctx):
        ctx = ctx.copy()
        ctx.rounding = ROUND_CEILING if way > 0 else ROUND_FLOOR
        return _add(self, _make(0 if way > 0 else 1, 1, ctx.Etiny() - 1), ctx)

    def same_quantum(self, other, context=None):
        other = _convert(other)
        return self._special == other._special and (bool(self._special) or self._exp == other._exp)

    def is_nan(self):
        return self._special in ("n", "N")

    def is_qnan(self):
        return self._special == "n"

    def is_snan(self):
        return self._special == "N"

    def is_infinite(self):
        return self._special == "F"

    def is_finite(self):
        return not self._special

    def is_zero(self):
        return not self._special and not self._int

    def is_signed(self):
        return self._sign == 1

    def is_canonical(self):
        return True

    def is_normal(self, context=None):
        return not self._special and self._int != 0 and self.adjusted() >= (context or _current).Emin

    def is_subnormal(self, context=None):
        return not self._special and self._int != 0 and self.adjusted() < (context or _current).Emin

    def number_class(self, context=None):
        if self.is_nan():
            return "sNaN" if self._special == "N" else "NaN"
        kind = "Infinity" if self._special else "Zero" if not self._int else "Normal" if self.is_normal() else "Subnormal"
        return "+-"[self._sign] + kind

    def canonical(self):
        return self

    conjugate = canonical
    real = property(lambda self: self)
    imag = property(lambda self: Decimal(0))

    def radix(self):
        return Decimal(10)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


_NAN = _make(0, 0, 0, "n")


def _from_float(f):
    if f != f or f in (float("inf"), float("-inf")):
        return (1 if math.copysign(1, f) < 0 else 0, 0, 0, "n" if f != f else "F")
    n, d = f.as_integer_ratio()
    k = d.bit_length() - 1
    return (1 if math.copysign(1, f) < 0 else 0, abs(n) * 5 ** k, -k, "")


def _half_even(ctx):
    ctx = ctx.copy()
    ctx.rounding = ROUND_HALF_EVEN
    return ctx


def _rounds_well(coef, digits):
    """Whether digits more than wanted decide how coef is rounded."""
    tail = coef % 10 ** digits
    return min(abs(tail - 5 * 10 ** (digits - 1)), tail, 10 ** digits - tail) > 9


def _exp(d, ctx):
    """exp(d) of a number that is not zero, rounded correctly."""
    digits = ctx.prec + max(d.adjusted(), 0) + 16
    if d.adjusted() > 9:
        return _signal(ctx, Overflow, Overflow, _make(0, 0, 0, "F")) if not d._sign else _make(0, 0, ctx.Etiny())
    while True:
        x = d._int * 10 ** max(d._exp + digits, 0) // 10 ** max(-d._exp - digits, 0)
        coef, exp = _exp_digits(-x if d._sign else x, digits)
        more = _length(coef) - ctx.prec
        if more > 10 and _rounds_well(coef // 10 ** 8, more - 8) or digits > 4 * ctx.prec + 200:
            return _finite(0, coef, exp, _half_even(ctx))
        digits += ctx.prec + 10


def _log(d, ctx, ten):
    nan = _nan_of(d)
    if nan is not None:
        return nan
    if d._sign and (d._int or d._special):
        return _invalid(ctx)
    if d._special:
        return d
    if not d._int:
        return _make(1, 0, 0, "F")
    if d == 1:
        return _make(0, 0, 0)
    if ten and set(str(d._int)) <= {"1", "0"} and str(d._int).count("1") == 1:
        return _fixed(Decimal(d.adjusted()), ctx)
    digits = ctx.prec + 20
    while True:
        value = _log_digits(d._int, d.adjusted(), digits + 8)
        value = value * 10 ** digits // _ln10(digits + 8) if ten else value // 10 ** 8
        more = _length(abs(value)) - ctx.prec
        if more > 10 and _rounds_well(abs(value) // 10 ** 6, more - 6) or digits > 4 * ctx.prec + 200:
            return _finite(1 if value < 0 else 0, abs(value), -digits, _half_even(ctx))
        digits += ctx.prec + 10


def _pow(a, b, ctx):
    nan = _nan_of(a, b)
    if nan is not None:
        return nan
    if not b._int and not b._special:
        return _invalid(ctx) if not a._int and not a._special else _make(0, 1, 0)
    whole = not b._special and (b._exp >= 0 or b._int % 10 ** -b._exp == 0)
    sign = 1 if a._sign and whole and int(b) % 2 else 0
    if a._sign and not whole and (a._int or a._special):
        return _invalid(ctx)
    if not a._special and not a._int:
        return _make(sign, 0, 0) if not b._sign else _make(sign, 0, 0, "F")
    if a._special:
        return _make(sign, 0, 0, "F") if not b._sign else _make(sign, 0, 0)
    if b._special:
        c = a.copy_abs()._compare(_make(0, 1, 0))
        return _make(0, 1, 1 - ctx.prec) * (10 ** (ctx.prec - 1)) if c == 0 else _make(0, 0, 0, "F") if (c > 0) != bool(b._sign) else _make(0, 0, 0)
    if whole and abs(int(b)) * _length(a._int) <= 4 * ctx.prec + 400:
        n = int(b)
        if n > 0:
            return _finite(sign, a._int ** n, a._exp * n, ctx)
        out = _div(_make(sign, 1, 0), _make(0, a._int ** -n, a._exp * -n), ctx)
        return out
    return _inexact_pow(sign, a.copy_abs(), b, ctx)


def _inexact_pow(sign, a, b, ctx):
    """a ** b by way of logarithms."""
    if a._compare(_make(0, 1, 0)) == 0:
        return _make(sign, 10 ** (ctx.prec - 1), 1 - ctx.prec)
    more = Context(prec=2 * ctx.prec + 30 + max(b.adjusted(), 0), Emin=-10 ** 12, Emax=10 ** 12)
    if b == Decimal("0.5"):
        root = a.sqrt(more)
        pad = 10 ** max(ctx.prec - _length(root._int), 0)
        return _finite(sign, root._int * pad, root._exp - _length(pad) + 1, ctx)
    power = _mul(_log(a, more, False), b, more)
    if not power._int:
        return _make(sign, 10 ** (ctx.prec - 1), 1 - ctx.prec)
    out = _exp(power, Context(prec=ctx.prec + 20, Emin=ctx.Emin, Emax=ctx.Emax))
    return _finite(sign, out._int, out._exp, ctx) if not out._special else out


_SPEC = re.compile(r"(?:(?P<fill>.)?(?P<align>[<>=^]))?(?P<sign>[-+ ])?(?P<zero>0)?(?P<width>\d+)?(?P<comma>,)?(?:\.(?P<prec>\d+))?(?P<type>[eEfFgGn%])?", re.S)


def _format(d, spec):
    m = _SPEC.fullmatch(spec)
    if m is None:
        raise ValueError("invalid format string")
    kind, prec = m["type"], None if m["prec"] is None else int(m["prec"])
    if d._special:
        body = str(d.copy_abs()) + ("%" if kind == "%" else "")
    else:
        body = _format_number(d.copy_abs(), kind, prec, m["comma"])
    sign = "-" if d._sign else m["sign"] if m["sign"] in ("+", " ") else ""
    width, align, fill = int(m["width"] or 0), m["align"] or ">", m["fill"] or " "
    if m["zero"] and not m["align"] and not d._special:
        align, fill = "=", "0"
    if align == "=" and fill == "0" and m["comma"]:
        whole = re.match(r"[\d,]*", body)[0]
        rest, digits = body[len(whole):], whole.replace(",", "")
        while len(sign) + len(whole) + len(rest) < width:
            digits = "0" + digits
            whole = f"{digits[:-3]},{digits[-3:]}" if len(digits) <= 6 else _grouped(digits)
        body = whole + rest
    pad = fill * (width - len(sign) - len(body))
    if align == "<":
        return sign + body + pad
    if align == "=":
        return sign + pad + body
    half = len(pad) // 2 if align == "^" else len(pad)
    return pad[:half] + sign + body + pad[half:]


def _grouped(digits):
    first = len(digits) % 3 or 3
    return ",".join([digits[:first]] + [digits[i:i + 3] for i in range(first, len(digits), 3)])


def _format_number(d, kind, prec, comma):
    lower = (kind or "g").lower()
    if kind == "%":
        d = _make(0, d._int, d._exp + 2)
    if not d._int and d._exp > 0 and lower in "f%":
        d = _make(0, 0, 0)
    rounding = _current.rounding
    if prec is not None:
        if lower in "f%":
            d = d._rescaled(-prec, rounding)[0]
        else:
            want = prec + 1 if lower == "e" else max(prec, 1)
            if d._int and (lower == "e" or _length(d._int) > want):
                d = d._rescaled(d.adjusted() - want + 1, rounding)[0]
                if _length(d._int) > want:
                    d = _make(0, d._int // 10, d._exp + 1)
    digits = str(d._int)
    left = d._exp + len(digits)
    if not d._int and prec is not None and lower == "e":
        point = 1 - prec
    elif lower == "e":
        point = 1
    elif lower in "f%":
        point = left
    else:
        point = left if d._exp <= 0 and left > -6 else 1
    if point <= 0:
        whole, frac = "0", "0" * -point + digits
    elif point >= len(digits):
        whole, frac = digits + "0" * (point - len(digits)), ""
    else:
        whole, frac = digits[:point], digits[point:]
    if comma:
        whole = _grouped(whole)
    exp = "" if left == point and lower != "e" else ("E" if kind in (None, "E", "G") else "e") + f"{left - point:+d}"
    return whole + ("." + frac if frac else "") + exp + ("%" if kind == "%" else "")
