"""Executors call at once; the calls of the host overlap as promises, and whoever asks for
a result waits for it."""
from _asyncio import CancelledError, wait_for_value
from collections import namedtuple

FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED = "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"
TimeoutError = TimeoutError
DoneAndNotDoneFutures = namedtuple("DoneAndNotDoneFutures", "done not_done")


class BrokenExecutor(RuntimeError):
    pass


class InvalidStateError(Exception):
    pass


class Future:
    def __init__(self):
        self._box, self._exc, self._set = [None], None, False

    def _call(self, fn, args, kwargs):
        self._set = True
        try:
            self._box = [fn(*args, **kwargs)]
        except Exception as exc:
            self._exc = exc

    def _wait(self):
        if self._exc is None:
            try:
                wait_for_value(self._box, 0)
            except Exception as exc:
                self._exc = exc

    def set_result(self, result):
        self._box, self._set = [result], True

    def set_exception(self, exception):
        self._exc, self._set = exception, True

    def result(self, timeout=None):
        self._wait()
        if self._exc is not None:
            raise self._exc
        return self._box[0]

    def exception(self, timeout=None):
        self._wait()
        return self._exc

    def done(self):
        return self._set

    def running(self):
        return False

    def cancelled(self):
        return False

    def cancel(self):
        return False

    def add_done_callback(self, fn):
        self._wait()
        fn(self)


class Executor:
    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=(), **options):
        if max_workers is not None and max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        self._down, self._max_workers = False, max_workers or 1
        if initializer is not None:
            initializer(*initargs)

    def submit(self, fn, /, *args, **kwargs):
        if self._down:
            raise RuntimeError("cannot schedule new futures after shutdown")
        f = Future()
        f._call(fn, args, kwargs)
        return f

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        futures = [self.submit(fn, *args) for args in zip(*iterables)]
        return (f.result() if f._exc is not None else f._box[0] for f in futures)

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._down = True

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.shutdown()
        return False


class ThreadPoolExecutor(Executor):
    pass


class ProcessPoolExecutor(Executor):
    pass


def as_completed(fs, timeout=None):
    for f in list(fs):
        yield f


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    for f in fs:
        f._wait()
    return DoneAndNotDoneFutures(set(fs), set())
