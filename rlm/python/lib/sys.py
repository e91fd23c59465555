"""What programs ask sys about; there is no system behind it."""
from collections import namedtuple

version = "3.11.0 (funnel)"
version_info = namedtuple("version_info", "major minor micro releaselevel serial")(3, 11, 0, "final", 0)
hexversion = 0x030B00F0
platform = "linux"
byteorder = "little"
executable = ""
argv = [""]
path = []
modules = {}
stdin = None
__stdout__, __stderr__ = stdout, stderr
float_info = namedtuple("float_info", "max max_exp max_10_exp min min_exp min_10_exp dig mant_dig epsilon radix rounds")(
    1.7976931348623157e+308, 1024, 308, 2.2250738585072014e-308, -1021, -307, 15, 53, 2.220446049250313e-16, 2, 1)


def getdefaultencoding():
    return "utf-8"


def getrefcount(object):
    return 2


def set_int_max_str_digits(maxdigits):
    pass


def get_int_max_str_digits():
    return 4300
