"""Coroutines run when they are awaited or gathered, one after the other; the calls of the
host that they make overlap all the same. Nothing sleeps."""
from _asyncio import is_coroutine, run_coroutine, wait_for_value
from _asyncio import CancelledError

TimeoutError = TimeoutError


class InvalidStateError(Exception):
    pass


class QueueEmpty(Exception):
    pass


class QueueFull(Exception):
    pass


FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED = "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"


class Future:
    def __init__(self, *, loop=None):
        self._state, self._value, self._exc, self._callbacks = "PENDING", None, None, []

    def _finish(self, value, exc):
        self._state, self._value, self._exc = "FINISHED", value, exc
        for callback in self._callbacks:
            callback(self)

    def set_result(self, result):
        if self._state != "PENDING":
            raise InvalidStateError(f"{self._state}: {self!r}")
        self._finish(result, None)

    def set_exception(self, exception):
        self._finish(None, exception() if isinstance(exception, type) else exception)

    def _step(self):
        if self._state == "PENDING":
            raise InvalidStateError("Result is not set.")

    def result(self):
        self._step()
        if self._state == "CANCELLED":
            raise CancelledError()
        if self._exc is not None:
            raise self._exc
        return self._value

    def exception(self):
        self._step()
        return self._exc

    def done(self):
        return self._state != "PENDING"

    def cancelled(self):
        return self._state == "CANCELLED"

    def cancel(self, msg=None):
        if self._state != "PENDING":
            return False
        self._state = "CANCELLED"
        return True

    def add_done_callback(self, fn, *, context=None):
        if self.done():
            fn(self)
        else:
            self._callbacks.append(fn)

    def __await__(self):
        return iter([])


class Task(Future):
    """A coroutine that runs when somebody needs it, at the latest when its block ends."""

    def __init__(self, coro, *, name=None):
        super().__init__()
        self._coro, self._name = coro, name or f"Task-{len(_tasks) + 1}"
        _tasks.append(self)

    def _step(self):
        if self._state != "PENDING":
            return
        self._state = "RUNNING"
        try:
            value = run_coroutine(self._coro)
        except Exception as exc:
            self._finish(None, exc)
        else:
            self._finish(value, None)

    def get_name(self):
        return self._name

    def set_name(self, name):
        self._name = name

    def get_coro(self):
        return self._coro


_tasks = []


def _run_pending():
    for task in list(_tasks):
        task._step()
    _tasks.clear()


def _value(aw):
    """Runs what can be awaited, without waiting for the host."""
    if isinstance(aw, Future):
        aw._step()
        return aw.result()
    return run_coroutine(aw)


def gather(*coros_or_futures, return_exceptions=False):
    values, first = [], None
    for aw in coros_or_futures:
        try:
            values.append(_value(aw))
        except Exception as exc:
            if first is None:
                first = exc
            values.append(exc)
    if return_exceptions:
        for i in range(len(values)):
            try:
                wait_for_value(values, i)
            except Exception as exc:
                values[i] = exc
    elif first is not None:
        raise first
    return values


def run(main, *, debug=None):
    if not is_coroutine(main) and not isinstance(main, Future):
        raise ValueError(f"a coroutine was expected, got {main!r}")
    result = _value(main)
    _run_pending()
    return result


def create_task(coro, *, name=None, context=None):
    return Task(coro, name=name)


def ensure_future(coro_or_future, *, loop=None):
    return coro_or_future if isinstance(coro_or_future, Future) else Task(coro_or_future)


def wait_for(fut, timeout=None):
    return _value(fut)


def shield(arg):
    return arg


def sleep(delay, result=None):
    _run_pending()
    return result


def to_thread(func, /, *args, **kwargs):
    return func(*args, **kwargs)


def as_completed(fs, *, timeout=None):
    return iter([ensure_future(f) for f in fs])


def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    done = set()
    for f in fs:
        f = ensure_future(f)
        f._step()
        done.add(f)
    return done, set()


def iscoroutine(obj):
    return is_coroutine(obj)


def iscoroutinefunction(func):
    return getattr(func, "__is_async__", False)


def isfuture(obj):
    return isinstance(obj, Future)


def current_task(loop=None):
    return None


def all_tasks(loop=None):
    return {t for t in _tasks if not t.done()}


class _Loop:
    def run_until_complete(self, future):
        return run(future)

    def run_in_executor(self, executor, func, *args):
        return func(*args)

    def create_task(self, coro, *, name=None):
        return Task(coro, name=name)

    def create_future(self):
        return Future()

    def call_soon(self, callback, *args):
        callback(*args)

    def call_later(self, delay, callback, *args):
        callback(*args)

    def time(self):
        return 0.0

    def is_running(self):
        return True

    def is_closed(self):
        return False

    def close(self):
        pass


_loop = _Loop()


def get_event_loop():
    return _loop


get_running_loop = new_event_loop = get_event_loop


def set_event_loop(loop):
    pass


class Lock:
    def __init__(self):
        self._locked = False

    def acquire(self):
        self._locked = True
        return True

    def release(self):
        if not self._locked:
            raise RuntimeError("Lock is not acquired.")
        self._locked = False

    def locked(self):
        return self._locked

    def __enter__(self):
        self.acquire()
        return None

    def __exit__(self, *exc_info):
        self.release()


class Condition(Lock):
    def wait(self):
        return True

    def notify(self, n=1):
        pass

    def notify_all(self):
        pass


class Semaphore(Lock):
    def __init__(self, value=1):
        if value < 0:
            raise ValueError("Semaphore initial value must be >= 0")
        self._value = value

    def acquire(self):
        self._value -= 1
        return True

    def release(self):
        self._value += 1

    def locked(self):
        return self._value == 0


BoundedSemaphore = Semaphore


class Event:
    def __init__(self):
        self._set = False

    def is_set(self):
        return self._set

    def set(self):
        self._set = True

    def clear(self):
        self._set = False

    def wait(self):
        if not self._set:
            _run_pending()
        if not self._set:
            raise RuntimeError("the event is never set: coroutines run one after the other here")
        return True


class Queue:
    def __init__(self, maxsize=0):
        self.maxsize, self._items = maxsize, []

    def _take(self):
        return self._items.pop(0)

    def put_nowait(self, item):
        if self.full():
            raise QueueFull()
        self._items.append(item)

    def put(self, item):
        self._items.append(item)

    def get_nowait(self):
        if not self._items:
            raise QueueEmpty()
        return self._take()

    def get(self):
        if not self._items:
            _run_pending()
        if not self._items:
            raise RuntimeError("the queue stays empty: coroutines run one after the other here")
        return self._take()

    def qsize(self):
        return len(self._items)

    def empty(self):
        return not self._items

    def full(self):
        return 0 < self.maxsize <= len(self._items)

    def task_done(self):
        pass

    def join(self):
        _run_pending()


class LifoQueue(Queue):
    def _take(self):
        return self._items.pop()


class PriorityQueue(Queue):
    def _take(self):
        item = min(self._items)
        self._items.remove(item)
        return item


class TaskGroup:
    def __enter__(self):
        self._mine = []
        return self

    def create_task(self, coro, *, name=None, context=None):
        task = Task(coro, name=name)
        self._mine.append(task)
        return task

    def __exit__(self, et, exc, tb):
        failed = []
        for task in self._mine:
            task._step()
            if task._exc is not None:
                failed.append(task._exc)
        if failed and exc is None:
            raise ExceptionGroup("unhandled errors in a TaskGroup", failed)
        return False


class timeout:
    def __init__(self, when):
        self._when = when

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        return False

    def expired(self):
        return False


timeout_at = timeout


class Runner:
    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        return False

    def run(self, coro):
        return run(coro)

    def close(self):
        pass


def run_coroutine_threadsafe(coro, loop):
    return Task(coro)
