"""Which events are known on each day, as files have them and as a program takes them.

In: the rows of events and the contract. Out: for any day, the rows known by then. Promised: what
did not change from one day to the next is the same object, and costs no time to compare.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from milestonelang import ir
from milestonelang.agreement.declarations import Agreement
from milestonelang.data.inputs import of_events
from milestonelang.data.known import known_on
from milestonelang.data.model import EventRow

T = TypeVar("T")


class EventsByDay:
    """The events of a data set. A day of None knows them all."""

    def __init__(self, events: Sequence[EventRow], agreement: Agreement) -> None:
        days = [known_on(row) for row in events]
        happened: dict[str, list[tuple[int, ir.Happening]]] = {}
        acts: dict[str, list[tuple[int, ir.Act]]] = {}
        for day, row in zip(days, events, strict=True):
            happens, does = of_events((row,), agreement)
            for name, happenings in happens.items():
                happened.setdefault(name, []).extend((day, each) for each in happenings)
            for name, own in does.items():
                acts.setdefault(name, []).extend((day, each) for each in own)
        self._rows = _ByDay(list(zip(days, events, strict=True)))
        self._happened = {name: _ByDay(found) for name, found in happened.items()}
        self._acts = {name: _ByDay(found) for name, found in acts.items()}

    def known_on(self, day: int | None) -> tuple[EventRow, ...]:
        """Return the rows known on a day, in the order of the files."""
        return self._rows.known_on(day)

    def as_taken(
        self, day: int | None
    ) -> tuple[dict[str, tuple[ir.Happening, ...]], dict[str, tuple[ir.Act, ...]]]:
        """Return what happened, and waivers and extensions, by what they are about."""
        return _on(day, self._happened), _on(day, self._acts)


class _ByDay(Generic[T]):
    """Items with the day from which each is known; what was asked for last is remembered."""

    def __init__(self, items: Iterable[tuple[int, T]]) -> None:
        self._items = tuple(items)
        self._days = sorted(day for day, _ in self._items)
        self._found: tuple[T, ...] = ()

    def known_on(self, day: int | None) -> tuple[T, ...]:
        count = len(self._days) if day is None else bisect_right(self._days, day)
        if count != len(self._found):
            # Of two days on which as many are known, the same ones are.
            self._found = tuple(item for on, item in self._items if day is None or on <= day)
        return self._found


def _on(day: int | None, by_name: Mapping[str, _ByDay[T]]) -> dict[str, tuple[T, ...]]:
    found = {name: items.known_on(day) for name, items in by_name.items()}
    return {name: items for name, items in found.items() if items}
