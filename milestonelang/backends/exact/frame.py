"""How a value is computed: what one period offers, and the three shapes of an operation.

An operation is compiled once into functions. `Step` needs only the values before it in the same
period. `Stateful` also takes what it kept at the end of the period before, and gives what it keeps.
`Fed` gives its value from what it kept alone, and decides what to keep at the end of the period,
when every value is there. Nothing else has a memory.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from milestonelang import ir, records
from milestonelang.primitives import dates
from milestonelang.primitives.periods import Period
from milestonelang.types import Unit

S = TypeVar("S")


class Frame:
    """One period while it is computed. *now* has the values so far; the rest does not change."""

    __slots__ = ("after", "before", "index", "inputs", "now", "period")

    def __init__(
        self, index: int, period: Period, inputs: "RunInputs", before: tuple[Any, ...]
    ) -> None:
        self.index = index
        self.period = period
        self.inputs = inputs
        self.now: list[Any] = []
        self.before = before
        self.after: list[Any] = list(before)


Step = Callable[[Frame], Any]


@records.frozen(eq=False)
class Stateful(Generic[S]):
    """An operation that takes its state and gives its value and the next state."""

    initial: S
    step: Callable[[S, Frame], tuple[Any, S]]


@records.frozen(eq=False)
class Fed(Generic[S]):
    """An operation whose value depends on its state alone, which is made when the period ends."""

    initial: S
    read: Callable[[S, Frame], Any]
    finish: Callable[[S, Frame], S]


Compiled = Step | Stateful[Any] | Fed[Any]


class RunInputs:
    """The inputs of a run, with the rows of each event in the order of their days.

    What is the same tuple as in the inputs of a run *before* is not put in order again.
    """

    __slots__ = ("_days", "_made", "acts", "data", "events")

    def __init__(self, data: ir.Inputs, before: "RunInputs | None" = None) -> None:
        self.data = data
        self.events: dict[str, tuple[ir.Happening, ...]] = {}
        self.acts: dict[str, tuple[ir.Act, ...]] = {}
        self._days: dict[str, list[int]] = {}
        for name, rows in data.events.items():
            if before is not None and before.data.events.get(name) is rows:
                self.events[name], self._days[name] = before.events[name], before._days[name]
            else:
                self.events[name] = tuple(sorted(rows, key=lambda row: row.day))
                self._days[name] = [row.day for row in self.events[name]]
        for name, acts in data.acts.items():
            if before is not None and before.data.acts.get(name) is acts:
                self.acts[name] = before.acts[name]
            else:
                self.acts[name] = tuple(sorted(acts, key=_order_of_act))
        self._made: dict[tuple[str, ...], Any] = {}
        if before is not None:
            self._made = {
                names: made
                for names, made in before._made.items()
                if all(self._is_as_in(before, name) for name in names)
            }

    def made_of(self, names: tuple[str, ...], make: Callable[[], S]) -> S:
        """Return what *make* makes of the rows about some names and of nothing else, made once."""
        if names not in self._made:
            self._made[names] = make()
        found: S = self._made[names]
        return found

    def _is_as_in(self, other: "RunInputs", name: str) -> bool:
        return self.events.get(name) is other.events.get(name) and (
            self.acts.get(name) is other.acts.get(name)
        )

    def happened(self, event: str, day: int) -> tuple[ir.Happening, ...]:
        """Return the rows of the event dated on or before *day*, the earliest first."""
        rows = self.events.get(event, ())
        return rows[: bisect_right(self._days[event], day)] if rows else ()

    def acts_about(self, name: str, day: int) -> tuple[ir.Act, ...]:
        """Return waivers and extensions dated on or before *day*, the earliest first."""
        rows = self.acts.get(name, ())
        return tuple(row for row in rows if row.day <= day)


def _order_of_act(act: ir.Act) -> tuple[int, int, int]:
    """Order acts by their days, and of one day so that the order of rows makes no difference."""
    count, unit = act.by or (0, Unit.DAY)
    return act.day, act.until or 0, count * (1 if unit is Unit.DAY else 2)


class Calendar:
    """The periods and days of a program."""

    def __init__(self, program: ir.Program) -> None:
        self.periods = program.periods
        self.last = program.term_periods - 1
        self.end = self.last + program.wind_down
        self.month_ends = program.month_ends
        self.holidays = program.holidays

    def is_business_day(self, day: int) -> bool:
        """Whether the day is neither of a weekend nor a holiday."""
        return not dates.is_weekend(day) and day not in self.holidays

    def shift(self, day: int, count: int, unit: Unit) -> int:
        """Return the day *count* units after *day*."""
        return dates.shift(day, count, unit, self.month_ends, self.is_business_day)

    def in_term(self, index: int) -> bool:
        """Whether the period is one of the term."""
        return index <= self.last

    def runs(self, index: int) -> bool:
        """Whether the period is one of the term or of its wind-down."""
        return index <= self.end
