"""What the module decimal does with ints: rounding, logarithms, exponentials."""
import math

ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_CEILING = "ROUND_DOWN", "ROUND_HALF_UP", "ROUND_HALF_EVEN", "ROUND_CEILING"
ROUND_FLOOR, ROUND_UP, ROUND_HALF_DOWN, ROUND_05UP = "ROUND_FLOOR", "ROUND_UP", "ROUND_HALF_DOWN", "ROUND_05UP"


_ROUND = {  # whether the kept part grows by one: (sign, kept, rest, whole unit)
    ROUND_DOWN: lambda s, q, r, u: False,
    ROUND_UP: lambda s, q, r, u: r != 0,
    ROUND_CEILING: lambda s, q, r, u: r != 0 and not s,
    ROUND_FLOOR: lambda s, q, r, u: r != 0 and s,
    ROUND_HALF_UP: lambda s, q, r, u: 2 * r >= u,
    ROUND_HALF_DOWN: lambda s, q, r, u: 2 * r > u,
    ROUND_HALF_EVEN: lambda s, q, r, u: 2 * r > u or 2 * r == u and q % 2 == 1,
    ROUND_05UP: lambda s, q, r, u: r != 0 and q % 5 == 0,
}


def _length(n):
    """How many decimal digits n has; 1 for 0."""
    if n < 10 ** 17:
        return len(str(n))
    k = int((n.bit_length() - 1) * 0.30102999566398120)
    return k + 1 if n >= 10 ** k and n < 10 ** (k + 1) else k + 2 if n >= 10 ** (k + 1) else k


def _drop(sign, coef, digits, rounding):
    """coef without its last digits, rounded; and whether that lost something."""
    unit = 10 ** digits
    q, r = divmod(coef, unit)
    return q + (1 if _ROUND[rounding](sign, q, r, unit) else 0), r != 0


def _log_digits(coef, adjusted, digits):
    """ln of coef, read as d.ddd, times 10**adjusted; in units of 10**-digits."""
    unit = 10 ** (digits + 5)
    e = adjusted
    x = coef * unit // 10 ** (_length(coef) - 1)  # 1 <= x < 10
    halvings = 0
    while x > unit + unit // 1000:
        x = math.isqrt(x * unit)
        halvings += 1
    total = 2 * _series(x - unit, x + unit, unit) << halvings
    return (total + e * _ln10(digits + 5)) // 10 ** 5 if e else total // 10 ** 5


def _series(p, q, unit):
    """atanh(p/q) times unit."""
    t = p * unit // q
    square, total, k = t * t // unit, 0, 1
    while t:
        total += t // k
        t, k = t * square // unit, k + 2
    return total


_logs = {}


def _ln10(digits):
    if digits not in _logs:
        unit = 10 ** (digits + 6)
        ln2 = 2 * _series(1, 3, unit)
        _logs[digits] = (3 * ln2 + 2 * _series(1, 9, unit)) // 10 ** 6  # ln 10 = 3 ln 2 + ln(5/4)
    return _logs[digits]


def _exp_digits(x, digits):
    """exp(x / 10**digits) as (coefficient, exponent); x is an int."""
    k = x // _ln10(digits)
    unit = 10 ** digits
    r = x - k * _ln10(digits)
    halvings = 20
    r >>= halvings
    term, total, n = unit, unit, 1
    while term:
        term = term * r // unit // n
        total, n = total + term, n + 1
    for _ in range(halvings):
        total = total * total // unit
    return total, k - digits
