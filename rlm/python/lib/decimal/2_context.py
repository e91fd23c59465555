# Contexts: precision, rounding, and which signals are errors.


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
