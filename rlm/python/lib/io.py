"""Streams in memory; StringIO is written in Go."""
open = open
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
DEFAULT_BUFFER_SIZE = 8192


class UnsupportedOperation(OSError, ValueError):
    pass


class IOBase:
    pass


class RawIOBase(IOBase):
    pass


class BufferedIOBase(IOBase):
    pass


class TextIOBase(IOBase):
    pass


class BytesIO(BufferedIOBase):
    def __init__(self, initial_bytes=b""):
        self._b, self._at, self.closed = bytearray(initial_bytes), 0, False

    def _open(self):
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    def write(self, b):
        self._open()
        if isinstance(b, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        if self._at > len(self._b):
            self._b.extend(bytes(self._at - len(self._b)))
        if self._at == len(self._b):
            self._b.extend(b)
        else:
            self._b[self._at:self._at + len(b)] = b
        self._at += len(b)
        return len(b)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def _to(self, end):
        start, self._at = self._at, max(self._at, end)
        return bytes(self._b[start:end])

    def read(self, size=-1):
        self._open()
        return self._to(len(self._b) if size is None or size < 0 else min(self._at + size, len(self._b)))

    read1 = read

    def readinto(self, b):
        data = self.read(len(b))
        b[:len(data)] = data
        return len(data)

    def readline(self, size=-1):
        self._open()
        end = self._b.find(b"\n", self._at) + 1 or len(self._b)
        return self._to(end if size is None or size < 0 else min(end, self._at + size))

    def readlines(self, hint=-1):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def seek(self, pos, whence=0):
        self._open()
        if whence == 0 and pos < 0:
            raise ValueError(f"negative seek value {pos}")
        self._at = max(0, pos + (0, self._at, len(self._b))[whence])
        return self._at

    def tell(self):
        self._open()
        return self._at

    def truncate(self, size=None):
        size = self._at if size is None else size
        del self._b[size:]
        return size

    def getvalue(self):
        self._open()
        return bytes(self._b)

    def getbuffer(self):
        return memoryview(self._b)

    def readable(self):
        return True

    writable = seekable = readable

    def flush(self):
        pass

    def close(self):
        self.closed = True

    def __enter__(self):
        self._open()
        return self

    def __exit__(self, *exc):
        self.close()


class TextIOWrapper(TextIOBase):
    """The text of a stream of bytes."""

    def __init__(self, buffer, encoding="utf-8", errors="strict", newline=None, line_buffering=False, write_through=False):
        self.buffer, self.encoding, self.errors = buffer, encoding or "utf-8", errors or "strict"

    def read(self, size=-1):
        text = self.buffer.read().decode(self.encoding, self.errors).replace("\r\n", "\n").replace("\r", "\n")
        return text

    def readline(self):
        return self.buffer.readline().decode(self.encoding, self.errors).replace("\r\n", "\n")

    def __iter__(self):
        return iter(self.read().splitlines(True))

    def readlines(self):
        return list(self)

    def write(self, text):
        self.buffer.write(text.encode(self.encoding, self.errors))
        return len(text)

    def seek(self, pos, whence=0):
        return self.buffer.seek(pos, whence)

    def flush(self):
        pass

    detach = close = flush
