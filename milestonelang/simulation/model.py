"""A simulation as data: how figures are drawn, and what came of them.

Amounts are exact fractions; every payout is one that the evaluator gave for one drawn course.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from milestonelang import records
from milestonelang.ir import Exact
from milestonelang.types import Type


@records.frozen
class Drawn:
    """How a figure is drawn: from *past* figures, or between three; words one of several.

    *seasons* has for each period the places of the past figures it is drawn from. *source* says it.
    """

    name: str
    type: Type
    source: str
    low: Fraction = Fraction(0)
    likely: Fraction | None = None
    high: Fraction = Fraction(0)
    step: Fraction | None = None
    past: tuple[Fraction, ...] = ()
    words: tuple[Exact, ...] = ()
    fixed: bool = False


@records.frozen
class Chance:
    """An event that happens in a share of the scenarios, once, at the end of any period."""

    name: str
    share: Fraction
    outcome: str | bool | None = None


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
    """What a subject pays over the whole term: a pair of parties, a payment or a milestone."""

    subject: str
    clause: str
    spread: Spread
    bars: tuple[tuple[Fraction, Fraction, int], ...] = ()


@records.frozen
class Worst:
    """The scenario in which one party pays another most, and the figures it was drawn with."""

    subject: str
    number: int
    amount: Fraction
    figures: tuple[tuple[str, tuple[str, ...]], ...]


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
    """Everything that was found."""

    title: str
    currency: str
    scenarios: int
    seed: int
    periods: tuple[str, ...]
    drawn: tuple[tuple[str, str], ...]
    pairs: tuple[Payout, ...]
    clauses: tuple[Payout, ...]
    worst: tuple[Worst, ...]
    moved: tuple[Moved, ...]
    break_even: BreakEven | None
    engine: str


Amounts = Sequence[Fraction | None]
