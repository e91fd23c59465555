from _typing import GenericAlias, UnionType
import re as _re


def _f():
    yield


async def _c():
    pass


class _C:
    def m(self):
        pass


FunctionType = LambdaType = type(_f)
GeneratorType = type(_f())
CoroutineType = type(_c())
MethodType = type(_C().m)
BuiltinFunctionType = BuiltinMethodType = type(len)
MethodDescriptorType = WrapperDescriptorType = ClassMethodDescriptorType = type(str.join)
MethodWrapperType = BuiltinFunctionType
GetSetDescriptorType = MemberDescriptorType = property
ModuleType = type(_re)
NoneType = type(None)
NotImplementedType = type(NotImplemented)
EllipsisType = type(...)
DynamicClassAttribute = property


class AsyncGeneratorType:
    pass


class CodeType:
    pass


class FrameType:
    pass


class TracebackType:
    pass


class CellType:
    pass


class SimpleNamespace:
    def __init__(self, /, **kwargs):
        self.__dict__.update(kwargs)

    def __repr__(self):
        name = "namespace" if type(self) is SimpleNamespace else type(self).__name__
        return f"{name}({', '.join(f'{k}={v!r}' for k, v in self.__dict__.items())})"

    def __eq__(self, other):
        if isinstance(other, SimpleNamespace):
            return self.__dict__ == other.__dict__
        return NotImplemented


class MappingProxyType:
    def __init__(self, mapping):
        self._mapping = mapping

    def __getitem__(self, key):
        return self._mapping[key]

    def __setitem__(self, key, value):
        raise TypeError("'mappingproxy' object does not support item assignment")

    def __delitem__(self, key):
        raise TypeError("'mappingproxy' object does not support item deletion")

    def __len__(self):
        return len(self._mapping)

    def __iter__(self):
        return iter(self._mapping)

    def __contains__(self, key):
        return key in self._mapping

    def __repr__(self):
        return f"mappingproxy({self._mapping!r})"

    def __str__(self):
        return str(self._mapping)

    def __eq__(self, other):
        return self._mapping == (other._mapping if isinstance(other, MappingProxyType) else other)

    def __or__(self, other):
        return self._mapping | (other._mapping if isinstance(other, MappingProxyType) else other)

    def get(self, key, default=None):
        return self._mapping.get(key, default)

    def keys(self):
        return self._mapping.keys()

    def values(self):
        return self._mapping.values()

    def items(self):
        return self._mapping.items()

    def copy(self):
        return self._mapping.copy()


def new_class(name, bases=(), kwds=None, exec_body=None):
    space = {}
    if exec_body is not None:
        exec_body(space)
    return type(name, bases, space)


def resolve_bases(bases):
    return bases


def prepare_class(name, bases=(), kwds=None):
    return type, {}, kwds or {}


def coroutine(func):
    return func
