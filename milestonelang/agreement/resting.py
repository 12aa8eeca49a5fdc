"""Which figures an expression rests on, through everything that is computed in between."""

from collections.abc import Iterator
from typing import Any

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.expressions import Typed
from milestonelang.agreement.lines import Line


def rests_on(agreement: decl.Agreement, item: Any, names: frozenset[str]) -> bool:
    """Whether what stands in *item* reads what is declared under one of *names*, however far."""
    seen: set[str] = set()
    waiting = list(_named(item))
    while waiting:
        name = waiting.pop()
        if name in names:
            return True
        if name not in seen and name in agreement.declarations:
            seen.add(name)
            waiting += _named(agreement.declarations[name])
    return False


def _named(item: Any) -> Iterator[str]:
    """Yield every name that an expression inside *item* reads."""
    if isinstance(item, tuple):
        for part in item:
            yield from _named(part)
    elif isinstance(item, Line | Typed):
        for field in records.fields(type(item)):
            value = getattr(item, field.name)
            if isinstance(value, str) and isinstance(item, Typed):
                yield value
            elif field.name not in ("id", "span", "type"):
                yield from _named(value)
