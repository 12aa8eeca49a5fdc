"""Frozen classes that cost nothing to import.

A compiler has some hundred small classes of nodes, and a library that writes and compiles code for
each of them spends most of a second of every start on it. `frozen` gives a class the same
constructor, equality, hash, representation and pattern from one shared implementation; `mutable`
does so for the few that keep a state. Promised: what is frozen never changes, two records of one
class are equal when their compared fields are, and type checkers know every field, since they
understand `dataclass_transform`.
"""

from collections.abc import Callable
from typing import Any, ClassVar, Final, NoReturn, TypeVar, dataclass_transform, overload

T = TypeVar("T")

_MISSING: Final[Any] = object()


class Field:
    """What is known of one field."""

    __slots__ = ("default", "eq", "factory", "kw_only", "name", "repr", "role")

    def __init__(
        self,
        default: Any = _MISSING,
        factory: Callable[[], Any] | None = None,
        eq: bool = True,
        repr: bool = True,
        kw_only: bool = False,
        role: str | None = None,
    ) -> None:
        self.name = ""
        self.default = default
        self.factory = factory
        self.eq = eq
        self.repr = repr
        self.kw_only = kw_only
        self.role = role

    @property
    def is_required(self) -> bool:
        """Whether the constructor must be given a value."""
        return self.default is _MISSING and self.factory is None


def field(
    *,
    default: Any = _MISSING,
    factory: Callable[[], Any] | None = None,
    eq: bool = True,
    repr: bool = True,
    kw_only: bool = False,
    role: str | None = None,
) -> Any:
    """Describe a field: its default, whether it takes part in equality and representation.

    *role* says what the field is for to whoever walks over fields.
    """
    return Field(default, factory, eq, repr, kw_only, role)


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T], /) -> type[T]: ...
@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, kw_only: bool = False, eq: bool = True) -> Callable[[type[T]], type[T]]: ...
def frozen(
    cls: type[T] | None = None, /, *, kw_only: bool = False, eq: bool = True
) -> type[T] | Callable[[type[T]], type[T]]:
    """Make a class frozen; its annotated names become its fields, after those of its bases.

    With *kw_only* the fields are given by name only; without *eq* a record equals itself alone.
    """
    if cls is None:
        return lambda decorated: _prepare(decorated, kw_only, eq)
    return _prepare(cls, kw_only, eq)


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def mutable(cls: type[T], /) -> type[T]:
    """Make a class of something that changes: its fields can be set, and it equals itself alone."""
    return _prepare(cls, kw_only=False, eq=False, is_frozen=False)


def fields(kind: type[Any]) -> tuple[Field, ...]:
    """Return the fields of a frozen class, in the order of its constructor."""
    found: tuple[Field, ...] = kind.__record_fields__
    return found


def evolve(record: T, **changes: Any) -> T:
    """Return a copy of *record* with some fields changed."""
    kind = type(record)
    copy = object.__new__(kind)
    copy.__dict__.update(record.__dict__)
    for name, value in changes.items():
        if name not in copy.__dict__:
            raise TypeError(f"{kind.__name__} has no field {name!r}")
        copy.__dict__[name] = value
    return copy


def _prepare(cls: type[T], kw_only: bool, eq: bool, is_frozen: bool = True) -> type[T]:
    inherited: dict[str, Field] = {}
    for base in reversed(cls.__mro__[1:]):
        for known in base.__dict__.get("__record_fields__", ()):
            inherited[known.name] = known
    # Importing `inspect` for this would cost more than every class of the compiler together.
    own_annotations = cls.__dict__.get("__annotations__", {})  # noqa: RUF063
    for name, annotation in own_annotations.items():
        if getattr(annotation, "__origin__", None) is ClassVar:
            continue
        given = cls.__dict__.get(name, _MISSING)
        own = given if isinstance(given, Field) else Field(given)
        own.name = name
        own.kw_only = own.kw_only or kw_only
        if given is not _MISSING:
            delattr(cls, name)
        inherited[name] = own
    found = tuple(inherited.values())
    positional = tuple(known.name for known in found if not known.kw_only)
    made: dict[str, Any] = {
        "__record_fields__": found,
        "__record_positional__": positional,
        "__record_compared__": tuple(known.name for known in found if known.eq),
        "__record_count__": len(found),
        "__record_names__": frozenset(known.name for known in found),
        "__match_args__": positional,
    }
    # What a base has already is inherited: setting it again would cost every class a little.
    known_to: Any = cls
    if known_to.__init__ is not _init:
        made["__init__"] = _init
    if is_frozen and known_to.__setattr__ is not _refuse_set:
        made.update(__setattr__=_refuse_set, __delattr__=_refuse_delete)
    if known_to.__repr__ is object.__repr__:
        made["__repr__"] = _repr
    if not eq:
        made.update(__eq__=object.__eq__, __hash__=object.__hash__)
    elif "__eq__" not in cls.__dict__ and known_to.__eq__ is not _equal:
        made.update(__eq__=_equal, __hash__=_hash)
    for name, value in made.items():
        setattr(cls, name, value)
    return cls


def _init(self: Any, /, *args: Any, **named: Any) -> None:
    own = self.__dict__
    names = self.__record_positional__
    if len(args) > len(names):
        kind = type(self)
        raise TypeError(f"{kind.__name__} takes {len(names)} positional fields, got {len(args)}")
    own.update(zip(names, args))  # noqa: B905
    if named:
        if not named.keys() <= self.__record_names__:
            strange = min(named.keys() - self.__record_names__)
            raise TypeError(f"{type(self).__name__} has no field {strange!r}")
        before = len(own)
        own.update(named)
        if len(own) != before + len(named):
            twice = next(name for name in names[:before] if name in named)
            raise TypeError(f"{type(self).__name__} got the field {twice!r} twice")
    if len(own) != self.__record_count__:
        _fill(type(self), own)


def _fill(kind: Any, own: dict[str, Any]) -> None:
    for known in kind.__record_fields__:
        if known.name in own:
            continue
        if known.is_required:
            raise TypeError(f"{kind.__name__} needs the field {known.name!r}")
        own[known.name] = known.default if known.factory is None else known.factory()


def _equal(self: Any, other: Any) -> bool:
    if self is other:
        return True
    if type(self) is not type(other):
        return NotImplemented  # type: ignore[no-any-return]
    left, right = self.__dict__, other.__dict__
    return all(left[name] == right[name] for name in self.__record_compared__)


def _hash(self: Any) -> int:
    own = self.__dict__
    return hash((type(self), *[own[name] for name in type(self).__record_compared__]))


def _repr(self: Any) -> str:
    shown = [
        f"{known.name}={self.__dict__[known.name]!r}"
        for known in type(self).__record_fields__
        if known.repr
    ]
    return f"{type(self).__name__}({', '.join(shown)})"


def _refuse_set(self: Any, name: str, value: object) -> NoReturn:
    raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be set")


def _refuse_delete(self: Any, name: str) -> NoReturn:
    raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be deleted")
