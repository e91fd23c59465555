# Of floats, exponentials, powers, and the texts of formats.


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
