"""Draw events: none, each at once, or each on some day or never.

In: a program, the events that it reads, a source of chance. Out: what happened, as data of a run.
"""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from milestonelang import ir
from milestonelang.backends.proof.model import Occurrence

NONE, AT_ONCE, SOME_DAY = range(3)
_AMOUNTS = 100_001


class Happenings:
    """Draws what happens in a run."""

    def __init__(self, program: ir.Program, events: Sequence[Occurrence], random: Random) -> None:
        self.program, self.events, self.random = program, events, random

    def drawn(self, style: int) -> dict[str, tuple[ir.Happening, ...]]:
        """Return the rows of every event, in one of three styles."""
        found: dict[str, tuple[ir.Happening, ...]] = {}
        for event in self.events:
            if style == NONE:
                found[event.name] = ()
            elif style == AT_ONCE:
                found[event.name] = (self._happening(event, self.program.periods[0].end),)
            else:
                times = self.random.choice((0, 1, 1, 1, 2))
                days = sorted(self._day() for _ in range(times))
                found[event.name] = tuple(self._happening(event, day) for day in days)
        return found

    def _day(self) -> int:
        period = self.random.choice(self.program.periods)
        style = self.random.random()
        if style < 0.4:
            return period.end
        return period.start if style < 0.6 else self.random.randint(period.start, period.end)

    def _happening(self, event: Occurrence, day: int) -> ir.Happening:
        outcome = self.random.choice(event.outcomes) if event.outcomes else None
        amount = Fraction(self.random.randrange(_AMOUNTS)) if event.has_amount else None
        return ir.Happening(day, amount, outcome)
