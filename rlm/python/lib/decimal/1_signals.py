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
