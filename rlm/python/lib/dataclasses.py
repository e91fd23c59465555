"""Dataclasses: the special methods are written as source and run, as functions of the
program's own would be, so that their errors read the same."""
import copy


class FrozenInstanceError(AttributeError):
    pass


class _Missing:
    def __repr__(self):
        return "<dataclasses._MISSING_TYPE object>"


MISSING = _Missing()


class KW_ONLY:
    pass


class InitVar:
    def __class_getitem__(cls, item):
        return cls


class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = self.type = None
        self.default, self.default_factory = default, default_factory
        self.init, self.repr, self.hash, self.compare = init, repr, hash, compare
        self.metadata, self.kw_only = metadata or {}, kw_only
        self.only_init = False

    def __repr__(self):
        return (f"Field(name={self.name!r},type={self.type!r},default={self.default!r},"
                f"default_factory={self.default_factory!r},init={self.init!r},repr={self.repr!r},hash={self.hash!r},"
                f"compare={self.compare!r},metadata={self.metadata!r},kw_only={self.kw_only!r})")


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True,
          metadata=None, kw_only=MISSING):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def _fields_of(cls, kw_only):
    """The fields of a class, those of its bases first."""
    fields = {}
    for base in reversed(cls.__mro__[1:]):
        fields.update(base.__dict__.get("__dataclass_fields__", {}))
    for name, kind in cls.__dict__.get("__annotations__", {}).items():
        text = kind if isinstance(kind, str) else getattr(kind, "__name__", repr(kind))
        if kind is KW_ONLY or text in ("KW_ONLY", "dataclasses.KW_ONLY"):
            kw_only = True
            continue
        if "ClassVar" in text or "ClassVar" in repr(kind):
            continue
        default = cls.__dict__.get(name, MISSING)
        if isinstance(default, Field):
            f = default
            if f.default is MISSING:
                if name in cls.__dict__:
                    delattr(cls, name)
            else:
                setattr(cls, name, f.default)
        else:
            f = field(default=default)
        if f.default.__class__ in (list, dict, set):
            raise ValueError(f"mutable default {type(f.default)} for field {name} is not allowed: use default_factory")
        f.name, f.type = name, kind
        f.only_init = kind is InitVar or text.startswith("InitVar")
        if f.kw_only is MISSING:
            f.kw_only = kw_only
        fields[name] = f
    return fields


def _make(cls, name, params, body, space):
    """Defines a method of a class from source."""
    if name in cls.__dict__:
        return False
    space = dict(space)
    exec(f"class {cls.__name__}:\n  def {name}({', '.join(params)}):\n" + "".join(f"    {line}\n" for line in body or ["pass"]), space)
    method = space[cls.__name__].__dict__[name]
    method.__qualname__ = f"{cls.__qualname__}.{name}"
    setattr(cls, name, method)
    return True


def _init(cls, fields, frozen):
    space = {"_MISSING": MISSING}
    params, kw_params, body, init_vars = ["self"], [], [], []
    seen_default = None
    for f in fields.values():
        value = f.name
        has_default = f.default is not MISSING or f.default_factory is not MISSING
        if f.default is not MISSING:
            space["_d_" + f.name] = f.default
        if f.default_factory is not MISSING:
            space["_f_" + f.name] = f.default_factory
        if f.init:
            if not f.kw_only:
                if has_default:
                    seen_default = f.name
                elif seen_default is not None:
                    raise TypeError(f"non-default argument {f.name!r} follows default argument")
            param = f.name
            if f.default is not MISSING:
                param += "=_d_" + f.name
            elif f.default_factory is not MISSING:
                param += "=_MISSING"
                value = f"_f_{f.name}() if {f.name} is _MISSING else {f.name}"
            (kw_params if f.kw_only else params).append(param)
        elif f.default_factory is not MISSING:
            value = f"_f_{f.name}()"
        else:
            continue
        if f.only_init:
            init_vars.append(f.name)
        elif frozen:
            body.append(f"object.__setattr__(self, {f.name!r}, {value})")
        else:
            body.append(f"self.{f.name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append(f"self.__post_init__({', '.join(init_vars)})")
    _make(cls, "__init__", params + (["*"] + kw_params if kw_params else []), body, space)


def _tuple(of, fields):
    return "(" + "".join(f"{of}.{f.name}, " for f in fields) + ")"


def _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots):
    fields = _fields_of(cls, kw_only)
    frozen = frozen or any(getattr(b, "__dataclass_frozen__", False) for b in cls.__mro__[1:])
    cls.__dataclass_fields__, cls.__dataclass_frozen__ = fields, frozen
    kept = [f for f in fields.values() if not f.only_init]
    if init:
        _init(cls, fields, frozen)
    if repr:
        inner = ", ".join(f"{f.name}={{self.{f.name}!r}}" for f in kept if f.repr)
        _make(cls, "__repr__", ["self"], [f"return f\"{{self.__class__.__qualname__}}({inner})\""], {})
    compared = [f for f in kept if f.compare]
    mine, other = _tuple("self", compared), _tuple("other", compared)
    same = "if other.__class__ is not self.__class__: return NotImplemented"
    if eq:
        _make(cls, "__eq__", ["self", "other"], [same, f"return {mine} == {other}"], {})
    if order:
        if not eq:
            raise ValueError("eq must be true if order is true")
        for name, op in (("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"), ("__ge__", ">=")):
            if not _make(cls, name, ["self", "other"], [same, f"return {mine} {op} {other}"], {}):
                raise TypeError(f"Cannot overwrite attribute {name} in class {cls.__name__}. Consider using functools.total_ordering")
    hashed = _tuple("self", [f for f in kept if (f.compare if f.hash is None else f.hash)])
    if unsafe_hash or eq and frozen:
        _make(cls, "__hash__", ["self"], [f"return hash({hashed})"], {})
    elif eq and "__hash__" not in cls.__dict__:
        cls.__hash__ = None
    if frozen:
        names = tuple(f.name for f in kept)
        space = {"_names": names, "_Error": FrozenInstanceError, "_cls": cls}
        rule = "if type(self) is _cls or name in _names: raise _Error(f\"cannot {verb} field {name!r}\")"
        _make(cls, "__setattr__", ["self", "name", "value"],
              [rule.replace("{verb}", "assign to"), "object.__setattr__(self, name, value)"], space)
        _make(cls, "__delattr__", ["self", "name"], [rule.replace("{verb}", "delete"), "object.__delattr__(self, name)"], space)
    if match_args and "__match_args__" not in cls.__dict__:
        cls.__match_args__ = tuple(f.name for f in fields.values() if f.init and not f.kw_only)
    return cls


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
              match_args=True, kw_only=False, slots=False, weakref_slot=False):
    def wrap(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots)
    return wrap if cls is None else wrap(cls)


def fields(class_or_instance):
    try:
        found = class_or_instance.__dataclass_fields__
    except AttributeError:
        raise TypeError("must be called with a dataclass type or instance") from None
    return tuple(f for f in found.values() if not f.only_init)


def is_dataclass(obj):
    return hasattr(obj if isinstance(obj, type) else type(obj), "__dataclass_fields__")


def _is_instance(obj):
    return hasattr(type(obj), "__dataclass_fields__")


def _convert(obj, dict_factory, of_fields):
    if _is_instance(obj):
        return of_fields([(f.name, _convert(getattr(obj, f.name), dict_factory, of_fields)) for f in fields(obj)])
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return type(obj)(*[_convert(v, dict_factory, of_fields) for v in obj])
    if isinstance(obj, (list, tuple)):
        return type(obj)(_convert(v, dict_factory, of_fields) for v in obj)
    if isinstance(obj, dict):
        return type(obj)((_convert(k, dict_factory, of_fields), _convert(v, dict_factory, of_fields)) for k, v in obj.items())
    return copy.deepcopy(obj)


def asdict(obj, *, dict_factory=dict):
    if not _is_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")
    return _convert(obj, dict_factory, dict_factory)


def astuple(obj, *, tuple_factory=tuple):
    if not _is_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")
    return _convert(obj, None, lambda pairs: tuple_factory([v for _, v in pairs]))


def replace(obj, /, **changes):
    if not _is_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    for f in obj.__dataclass_fields__.values():
        if not f.init:
            if f.name in changes:
                raise ValueError(f"field {f.name} is declared with init=False, it cannot be specified with replace()")
            continue
        if f.name not in changes and not f.only_init:
            changes[f.name] = getattr(obj, f.name)
    return obj.__class__(**changes)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    space = dict(namespace or {})
    space["__annotations__"] = hints = {}
    for item in fields:
        if isinstance(item, str):
            hints[item] = "typing.Any"
        else:
            hints[item[0]] = item[1]
            if len(item) == 3:
                space[item[0]] = item[2]
    return dataclass(type(cls_name, bases, space), **options)
