from _typing import ABC, ABCMeta, abstractmethod


class abstractproperty(property):
    __isabstractmethod__ = True


class abstractclassmethod(classmethod):
    __isabstractmethod__ = True


class abstractstaticmethod(staticmethod):
    __isabstractmethod__ = True


def get_cache_token():
    return 0


def update_abstractmethods(cls):
    return cls
