"""Rational numbers."""
import math
import operator
import re
from decimal import Decimal
from numbers import Rational, Real, Complex

_FORM = re.compile(r"\s*(?P<sign>[-+]?)(?=\d|\.\d)(?P<num>\d*|\d+(?:_\d+)*)(?:/(?P<denom>\d+(?:_\d+)*))?"
                   r"(?:\.(?P<decimal>\d*|\d+(?:_\d+)*))?(?:[eE](?P<exp>[-+]?\d+(?:_\d+)*))?\s*")
_MODULUS = 2 ** 61 - 1


class Fraction(Rational):
    def __init__(self, numerator=0, denominator=None):
        if denominator is None:
            numerator, denominator = _parts(numerator)
        elif type(numerator) is not int or type(denominator) is not int:
            if not (isinstance(numerator, Rational) and isinstance(denominator, Rational)):
                raise TypeError("both arguments should be Rational instances")
            numerator, denominator = (numerator.numerator * denominator.denominator,
                                      denominator.numerator * numerator.denominator)
        if denominator == 0:
            raise ZeroDivisionError(f"Fraction({numerator}, 0)")
        g = math.gcd(numerator, denominator)
        if denominator < 0:
            g = -g
        self._n, self._d = numerator // g, denominator // g

    @property
    def numerator(self):
        return self._n

    @property
    def denominator(self):
        return self._d

    @classmethod
    def from_float(cls, f):
        return cls(*f.as_integer_ratio())

    from_decimal = from_float

    def as_integer_ratio(self):
        return (self._n, self._d)

    def limit_denominator(self, max_denominator=1000000):
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._d <= max_denominator:
            return Fraction(self)
        p0, q0, p1, q1 = 0, 1, 1, 0
        n, d = self._n, self._d
        while True:
            a = n // d
            q2 = q0 + a * q1
            if q2 > max_denominator:
                break
            p0, q0, p1, q1 = p1, q1, p0 + a * p1, q2
            n, d = d, n - a * d
        k = (max_denominator - q0) // q1
        below, above = Fraction(p0 + k * p1, q0 + k * q1), Fraction(p1, q1)
        return above if abs(above - self) <= abs(below - self) else below

    def __repr__(self):
        return f"{type(self).__name__}({self._n}, {self._d})"

    def __str__(self):
        return str(self._n) if self._d == 1 else f"{self._n}/{self._d}"

    def __key__(self):
        return self._n if self._d == 1 else (self._n / self._d if self._d & (self._d - 1) == 0 and self._d < 2 ** 53 and abs(self._n) < 2 ** 53 else ("fraction", self._n, self._d))

    def __hash__(self):
        if self._d % _MODULUS == 0:
            h = 314159
        else:
            h = abs(self._n) * pow(self._d, -1, _MODULUS) % _MODULUS
        h = h if self._n >= 0 else -h
        return -2 if h == -1 else h

    def _with(self, other, op, name, swapped=False):
        if isinstance(other, (int, Fraction)):
            a, b = (other, self) if swapped else (self, other)
            return _EXACT[name](a.numerator, a.denominator, b.numerator, b.denominator)
        if isinstance(other, (float, complex)):
            return op(other, float(self)) if swapped else op(float(self), other)
        return NotImplemented

    def __pow__(self, other):
        if isinstance(other, (int, Fraction)):
            if other.denominator == 1:
                n = other.numerator
                if n >= 0:
                    return Fraction(self._n ** n, self._d ** n)
                if self._n == 0:
                    raise ZeroDivisionError(f"Fraction({self._d ** -n}, 0)")
                return Fraction(self._d ** -n, self._n ** -n)
            return float(self) ** float(other)
        return float(self) ** other

    def __rpow__(self, other):
        if self._d == 1 and self._n >= 0:
            return other ** self._n
        return float(other) ** float(self)

    def __pos__(self):
        return Fraction(self._n, self._d)

    def __neg__(self):
        return Fraction(-self._n, self._d)

    def __abs__(self):
        return Fraction(abs(self._n), self._d)

    def __int__(self):
        return self.__trunc__()

    def __trunc__(self):
        return -(-self._n // self._d) if self._n < 0 else self._n // self._d

    def __floor__(self):
        return self._n // self._d

    def __ceil__(self):
        return -(-self._n // self._d)

    def __round__(self, ndigits=None):
        if ndigits is None:
            whole, rest = divmod(self._n, self._d)
            if rest * 2 < self._d:
                return whole
            if rest * 2 > self._d:
                return whole + 1
            return whole + whole % 2
        shift = 10 ** abs(ndigits)
        if ndigits > 0:
            return Fraction(round(self * shift), shift)
        return Fraction(round(self / shift) * shift)

    def __float__(self):
        return self._n / self._d

    def __complex__(self):
        return complex(float(self))

    def __bool__(self):
        return self._n != 0

    def __eq__(self, other):
        if isinstance(other, (int, Fraction)):
            return self._n == other.numerator and self._d == other.denominator
        if isinstance(other, float):
            return not (math.isnan(other) or math.isinf(other)) and self == Fraction(other)
        return NotImplemented

    def _order(self, other, op):
        if isinstance(other, (int, Fraction)):
            return op(self._n * other.denominator, self._d * other.numerator)
        if isinstance(other, float):
            return op(0.0, other) if math.isnan(other) or math.isinf(other) else op(self, Fraction(other))
        return NotImplemented

    def __lt__(self, other):
        return self._order(other, operator.lt)

    def __gt__(self, other):
        return self._order(other, operator.gt)

    def __le__(self, other):
        return self._order(other, operator.le)

    def __ge__(self, other):
        return self._order(other, operator.ge)


def _parts(x):
    """Numerator and denominator of what a Fraction is made of."""
    if isinstance(x, (int, Fraction)):
        return x.numerator, x.denominator
    if isinstance(x, (float, Decimal)):
        return x.as_integer_ratio()
    if not isinstance(x, str):
        raise TypeError("argument should be a string or a Rational instance")
    m = _FORM.fullmatch(x)
    if m is None or m["denom"] and (m["decimal"] is not None or m["exp"]):
        raise ValueError(f"Invalid literal for Fraction: {x!r}")
    n, d = int(m["num"] or "0"), int(m["denom"] or "1")
    if m["decimal"]:
        digits = m["decimal"].replace("_", "")
        n, d = n * 10 ** len(digits) + int(digits), d * 10 ** len(digits)
    e = int(m["exp"] or 0)
    n, d = (n * 10 ** e, d) if e >= 0 else (n, d * 10 ** -e)
    return (-n if m["sign"] == "-" else n), d


def _floor_divmod(na, da, nb, db):
    q, r = divmod(na * db, da * nb)
    return q, Fraction(r, da * db)


_EXACT = {
    "add": lambda na, da, nb, db: Fraction(na * db + nb * da, da * db),
    "sub": lambda na, da, nb, db: Fraction(na * db - nb * da, da * db),
    "mul": lambda na, da, nb, db: Fraction(na * nb, da * db),
    "truediv": lambda na, da, nb, db: Fraction(na * db, da * nb),
    "floordiv": lambda na, da, nb, db: na * db // (da * nb),
    "mod": lambda na, da, nb, db: Fraction(na * db % (da * nb), da * db),
    "divmod": _floor_divmod,
}

for _name in _EXACT:
    _op = divmod if _name == "divmod" else getattr(operator, _name)
    setattr(Fraction, f"__{_name}__", lambda self, other, op=_op, name=_name: self._with(other, op, name))
    setattr(Fraction, f"__r{_name}__", lambda self, other, op=_op, name=_name: self._with(other, op, name, True))
