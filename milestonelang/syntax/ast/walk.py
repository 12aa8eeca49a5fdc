"""Going through a tree: the only code that knows how nodes hold other nodes."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from milestonelang import records
from milestonelang.syntax.ast.base import Node

_OWN: Final = ("span", "id")


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes that *node* holds, in the order they are written."""
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Node):
                    yield item


def walk(node: Node) -> Iterator[Node]:
    """Yield *node* and everything below it, each before what it holds."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(tuple(children(current))))


def map_children(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return *node* with each node it holds replaced by what *change* makes of it."""
    changed: dict[str, Any] = {}
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            new: object = change(value)
        elif isinstance(value, tuple):
            new = tuple(change(item) if isinstance(item, Node) else item for item in value)
            if all(left is right for left, right in zip(value, new, strict=True)):
                continue
        else:
            continue
        if new is not value:
            changed[name] = new
    return records.evolve(node, **changed) if changed else node


_FIELDS: Final[dict[type[Node], tuple[str, ...]]] = {}


def _fields(kind: type[Node]) -> tuple[str, ...]:
    names = _FIELDS.get(kind)
    if names is None:
        names = tuple(field.name for field in records.fields(kind) if field.name not in _OWN)
        _FIELDS[kind] = names
    return names
