"""A simulation as data: how figures are drawn, and what came of them.

Amounts are exact fractions; every payout is one that the evaluator gave for one drawn course.
"""

from collections.abc import Mapping
from fractions import Fraction

from milestonelang import records
from milestonelang.ir import Exact
from milestonelang.types import Date, Type


@records.frozen
class Drawn:
    """How a figure is drawn: *low* and so many *steps* of *step* up, evenly or more often near the
    step *likely*; or one of *past* figures; or one of *words*. *source* says it.

    Numbers are whole: a figure is so many parts of 1/*scale*. *most* is the greatest that it may
    be, where something says so. *together*: past figures are those of one period. *in_a_row* of
    them follow each other as they did, from one of the places *starts* on.
    """

    name: str
    type: Type
    source: str
    scale: int = 1
    low: int = 0
    steps: int = 0
    step: int = 1
    likely: int | None = None
    most: int | None = None
    past: tuple[int, ...] = ()
    words: tuple[Exact, ...] = ()
    fixed: bool = False
    together: bool = True
    starts: tuple[int, ...] = ()
    in_a_row: int = 1

    def value(self, number: int) -> Exact:
        """Return the figure that a whole number stands for."""
        if self.words:
            return self.words[number]
        return number if isinstance(self.type, Date) else Fraction(number, self.scale)

    @property
    def high(self) -> int:
        """The greatest number that is drawn."""
        return max(self.past) if self.past else self.low + self.steps * self.step


@records.frozen
class Chance:
    """An event that happens in a share of the scenarios, once, at the end of any period; *amount*
    is how its amount is drawn, where it has one."""

    name: str
    share: Fraction
    outcome: str | bool | None = None
    amount: Drawn | None = None


@records.frozen
class Scenario:
    """One course: each figure by period, and the period at whose end each event happens."""

    figures: Mapping[str, tuple[Exact, ...]]
    events: Mapping[str, int]


@records.frozen
class Spread:
    """How amounts lie: what is asked most of them, exact to the cent. *pending* were not known."""

    mean: Fraction
    lowest: Fraction
    quantiles: tuple[tuple[int, Fraction], ...]
    highest: Fraction
    pending: int = 0


@records.frozen
class Payout:
    """What a subject pays over the whole term: a pair of parties, a payment or a milestone.

    *periods* are the periods in which anything is paid, with what is paid in each.
    """

    subject: str
    clause: str
    currency: str
    spread: Spread
    bars: tuple[tuple[Fraction, Fraction, int], ...] = ()
    periods: tuple[tuple[str, Spread], ...] = ()


@records.frozen
class Often:
    """In which share of the scenarios something is so in any period, and in each of them.

    *lasts*: what is so once stays so. *unknown*: in so many scenarios it is not known.
    """

    subject: str
    clause: str
    what: str
    share: Fraction
    periods: tuple[tuple[str, Fraction], ...]
    lasts: bool = False
    unknown: int = 0


@records.frozen
class Worst:
    """The scenario in which one party pays another most, as the evaluator computes it: the figures
    it was drawn with, what happened and when, and what is paid in each period."""

    subject: str
    number: int
    amount: Fraction
    figures: tuple[tuple[str, tuple[str, ...]], ...]
    events: tuple[tuple[str, str], ...]
    periods: tuple[tuple[str, Fraction], ...]


@records.frozen
class Moved:
    """What one term or figure a tenth larger moves the mean of a payout by."""

    name: str
    change: str
    subject: str
    by: Fraction


@records.frozen
class BreakEven:
    """What the agreement is worth to the payer, less what it pays.

    *losing* is the share of scenarios in which that is below zero. *levels* are the levels of
    figures, the same in every period and the others as usual, from which on it is not.
    """

    worth: str
    spread: Spread
    losing: Fraction
    levels: tuple[tuple[str, str], ...]


@records.frozen(eq=False)
class Simulation:
    """Everything that was found.

    *moved_on*: the first so many scenarios, by which it was told what moves payouts. *by_exact*:
    so many scenarios were computed by the evaluator itself, one by one, for the reason *why_not*
    where all of them were; every other one by its kernel.
    """

    title: str
    currency: str
    scenarios: int
    seed: int
    periods: tuple[str, ...]
    drawn: tuple[tuple[str, str], ...]
    pairs: tuple[Payout, ...]
    clauses: tuple[Payout, ...]
    often: tuple[Often, ...]
    worst: tuple[Worst, ...]
    moved: tuple[Moved, ...]
    moved_on: int
    break_even: BreakEven | None
    engine: str
    by_exact: int
    why_not: str
