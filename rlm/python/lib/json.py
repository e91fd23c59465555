"""The classes of json; reading and writing is in Go."""


class JSONEncoder:
    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, sort_keys=False,
                 indent=None, separators=None, default=None):
        self._options = dict(ensure_ascii=ensure_ascii, sort_keys=sort_keys, indent=indent, separators=separators)
        if default is not None:
            self.default = default

    def default(self, o):
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o):
        return dumps(o, default=self.default, **self._options)

    def iterencode(self, o):
        return iter([self.encode(o)])


class JSONDecoder:
    def __init__(self, **options):
        self._options = options

    def decode(self, s):
        return loads(s, **self._options)

    def raw_decode(self, s, idx=0):
        return _raw_decode(s, idx)


def load(fp, **options):
    return loads(fp.read(), **options)


def dump(obj, fp, **options):
    fp.write(dumps(obj, **options))
