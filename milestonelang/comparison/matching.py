"""Which declaration of one version is which of the other.

In: two agreements. Out: the pairs, what has no other, and the names that changed. Promised: a name
that both have stands for itself; what goes by another name is recognised where the rest of it is
the same, or the same for the most part.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.expressions import Typed
from milestonelang.comparison.lines import Printed, Version
from milestonelang.comparison.words import likeness
from milestonelang.source import Span

_ENOUGH = 0.6
_SAME_TITLE = 0.9
_NAME = re.compile(r'("[^"]*")|(?<![\w.])([a-z]\w*(?:\.[a-z]\w*)*)(?![\w.])')


def plain(version: Version, name: str) -> decl.Declaration:
    """Return a declaration by itself: without what it has from the contract for want of its own."""
    declared = version.agreement.declarations[name]
    general = version.agreement.contract.due
    if isinstance(declared, decl.Payment | decl.Milestone):
        own = declared.due
        if own is not None and general is not None and own.id == general.id:
            return records.evolve(declared, due=None)
    if isinstance(declared, decl.Amendment):
        changes = tuple(records.evolve(each, source="") for each in declared.changes)
        return records.evolve(declared, changes=changes)
    return declared


def renamed(node: Any, names: dict[str, str]) -> Any:
    """Return a node with the names of declarations replaced."""
    if isinstance(node, str):
        return names.get(node, node)
    if isinstance(node, tuple):
        return tuple(renamed(each, names) for each in node)
    if not hasattr(type(node), "__record_fields__") or isinstance(node, Span):
        return node
    kept = ("span", "id", "type", "title") if isinstance(node, Typed) else ("span", "id", "title")
    changes = {
        field.name: renamed(getattr(node, field.name), names)
        for field in records.fields(type(node))
        if field.name not in kept
    }
    return records.evolve(node, **changes)


def with_names(words: str, names: dict[str, str]) -> str:
    """Return words of the terms with the names of declarations replaced, texts in quotes kept."""
    if not names:
        return words
    return _NAME.sub(lambda found: found[1] or names.get(found[2], found[2]), words)


def renames(old: Version, new: Version) -> dict[str, str]:
    """Return the new names of what goes by another name."""
    gone = [name for name in old.agreement.declarations if name not in new.agreement.declarations]
    come = [name for name in new.agreement.declarations if name not in old.agreement.declarations]
    scored = sorted(
        (
            (score, -gone.index(one), -come.index(other))
            for one in gone
            for other in come
            if (score := _likeness(old, new, one, other)) >= _ENOUGH
        ),
        reverse=True,
    )
    found: dict[str, str] = {}
    for _, one, other in scored:
        if gone[-one] not in found and come[-other] not in found.values():
            found[gone[-one]] = come[-other]
    return found


def _likeness(old: Version, new: Version, one: str, other: str) -> float:
    first, second = old.agreement.declarations[one], new.agreement.declarations[other]
    if type(first) is not type(second):
        return 0
    names = {one: other}
    if renamed(plain(old, one), names) == plain(new, other):
        return 1
    left, right = old.printed(first), new.printed(second)
    if left is None or right is None:
        return 0
    same = likeness(with_names(_body(left), names), _body(right))
    return max(same, _SAME_TITLE) if first.title and first.title == second.title else same


def _body(printed: Printed) -> str:
    """Return all lines but the header, which has the name; the header where there is no other."""
    return "; ".join(each.whole() for each in printed.below) or printed.words


def moved(old: Iterable[str], new: Iterable[str]) -> set[str]:
    """Return the names that have to be taken out so that the others stand in the same order.

    Of the ways to do so, it takes the fewest.
    """
    place = {name: index for index, name in enumerate(new)}
    order = [name for name in old if name in place]
    tails: list[int] = []
    chain: list[list[str]] = []
    for name in order:
        position = bisect_left(tails, place[name])
        before = chain[position - 1] if position else []
        if position == len(tails):
            tails.append(place[name])
            chain.append([*before, name])
        else:
            tails[position] = place[name]
            chain[position] = [*before, name]
    kept = set(chain[-1]) if chain else set()
    return {name for name in order if name not in kept}
