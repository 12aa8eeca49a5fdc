"""What is asked again and again of one agreement, worked out once.

In: a function of an agreement and of things that are equal by value. Out: the same function, which
remembers its results for the agreements asked about last. An agreement never changes after it is
checked, so what was right of it stays right; it is told from others by identity.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from milestonelang.agreement.declarations import Agreement

R = TypeVar("R")
_KEPT = 4


class Memory:
    """Results by agreement; the agreements are kept, so that no other takes on their identity."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Agreement, dict[Hashable, object]]] = {}

    def of(self, agreement: Agreement) -> dict[Hashable, object]:
        """Return what is remembered of an agreement."""
        found = self._kept.get(id(agreement))
        if found is None:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            found = self._kept[id(agreement)] = agreement, {}
        return found[1]


def once(function: Callable[[Agreement], R]) -> Callable[[Agreement], R]:
    """Return *function*, asked once for each agreement; nobody may change what it returns."""
    memory = Memory()

    def remembered(agreement: Agreement) -> R:
        known = memory.of(agreement)
        if () not in known:
            known[()] = function(agreement)
        return known[()]  # type: ignore[return-value]

    remembered.__doc__ = function.__doc__
    return remembered
