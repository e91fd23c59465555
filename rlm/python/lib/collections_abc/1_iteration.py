"""The abstract classes of containers. What a class can do makes it one of the small
ones; the larger ones are derived from, for the methods that they add."""
from _typing import ABC, abstractmethod


def _having(*names):
    def hook(cls):
        for name in names:
            if getattr(cls, name, None) is None:
                return NotImplemented
        return True
    return staticmethod(hook)


class Hashable(ABC):
    @abstractmethod
    def __hash__(self):
        return 0

    @classmethod
    def __subclasshook__(cls, other):
        if other in (list, dict, set, bytearray):
            return False
        return getattr(other, "__hash__", None) is not None or NotImplemented


class Iterable(ABC):
    __subclasshook__ = _having("__iter__")

    @abstractmethod
    def __iter__(self):
        return iter(())


class Iterator(Iterable):
    __subclasshook__ = _having("__iter__", "__next__")

    @abstractmethod
    def __next__(self):
        raise StopIteration

    def __iter__(self):
        return self


class Reversible(Iterable):
    __subclasshook__ = _having("__reversed__", "__iter__")

    @abstractmethod
    def __reversed__(self):
        return iter(())


class Generator(Iterator):
    __subclasshook__ = _having("__iter__", "__next__", "send", "throw", "close")

    def __next__(self):
        return self.send(None)

    @abstractmethod
    def send(self, value):
        raise StopIteration

    @abstractmethod
    def throw(self, typ, val=None, tb=None):
        raise typ

    def close(self):
        try:
            self.throw(GeneratorExit)
        except (GeneratorExit, StopIteration):
            pass


class Sized(ABC):
    __subclasshook__ = _having("__len__")

    @abstractmethod
    def __len__(self):
        return 0


class Container(ABC):
    __subclasshook__ = _having("__contains__")

    @abstractmethod
    def __contains__(self, x):
        return False


class Collection(Sized, Iterable, Container):
    __subclasshook__ = _having("__len__", "__iter__", "__contains__")


class Callable(ABC):
    __subclasshook__ = _having("__call__")

    @abstractmethod
    def __call__(self, *args, **kwargs):
        return False


class Awaitable(ABC):
    __subclasshook__ = _having("__await__")


class Coroutine(Awaitable):
    __subclasshook__ = _having("__await__", "send", "throw", "close")


class AsyncIterable(ABC):
    __subclasshook__ = _having("__aiter__")


class AsyncIterator(AsyncIterable):
    __subclasshook__ = _having("__anext__", "__aiter__")

    def __aiter__(self):
        return self


class AsyncGenerator(AsyncIterator):
    __subclasshook__ = _having("__aiter__", "__anext__", "asend", "athrow", "aclose")
