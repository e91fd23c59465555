# The number itself.


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
