"""What is to be proved, of what, and what came of it, as data.

A `Problem` is a program with the figures and events it may be given and what is assumed of them; a
`Claim` is a property of its values. A verdict is proved, violated with a case that the evaluator
replays, or undecided with what was tried.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import Any, Protocol

from milestonelang import ir, records
from milestonelang.ir import Exact, ValueId
from milestonelang.types import Type, Unit


@records.frozen
class Figure:
    """One figure that comes from outside, and its values: numbers of a range, or words.

    *fixed*: it is the same in every period, as a parameter is. *usual* is what it is in a case in
    which it does not matter.
    """

    name: str
    type: Type
    low: Fraction | None = None
    high: Fraction | None = None
    step: Fraction | None = None
    words: tuple[Exact, ...] = ()
    fixed: bool = False
    usual: Exact = Fraction(0)

    @property
    def is_number(self) -> bool:
        """Whether it is one of a range, rather than one of a list."""
        return not self.words


@records.frozen
class Occurrence:
    """An event that may happen, on any day or never. *outcomes* where it is decided."""

    name: str
    outcomes: tuple[str | bool, ...] = ()
    has_amount: bool = False


@records.frozen
class Problem:
    """A program and everything it may be given. *assumed* are conditions of each period.

    Periods before *since* are those of another course, in which they are looked at. *alike* are
    values of two versions in one program whose order in one period may say something.
    """

    program: ir.Program
    figures: tuple[Figure, ...]
    events: tuple[Occurrence, ...]
    assumed: tuple[ValueId, ...] = ()
    since: int = 0
    alike: tuple[tuple[ValueId, ValueId], ...] = ()


# ---- claims


@records.frozen
class Holds:
    """A condition that is never false."""

    condition: ValueId


@records.frozen
class Bounded:
    """An amount, added up over each window, is at most (or at least) a limit."""

    amount: ValueId
    window: Unit
    at_most: bool
    limit: ValueId
    within: ValueId | None = None


class Change(Enum):
    """How the one figure differs between two runs."""

    RISES = "rises"
    FALLS = "falls"
    BY = "moves by an amount"
    SHARE = "moves by a share"
    LATER = "moves to the next period"


@records.frozen
class Compared:
    """What a change of *figure* in one period, any one, does to an amount.

    The amount of that period, or where *total* the sum over the contract, changes by at least
    *lowest* and at most *highest*; None where that side is open.
    """

    amount: ValueId
    total: bool
    figure: str
    change: Change
    by: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None


@records.frozen
class Reach:
    """A truth that can take these values one after another, the last in a period up to *until*."""

    condition: ValueId
    pattern: tuple[bool, ...]
    until: int | None = None


Claim = Holds | Bounded | Compared | Reach


# ---- cases


@records.frozen
class Altered:
    """Where the second run of a case differs: the figure, and its values by period."""

    figure: str
    values: tuple[tuple[int, Exact], ...]


GivenRow = tuple[Exact | None, ...]
"""A row as a file of its source gives it: a cell for each column, None where it is empty."""


@records.frozen
class Brought:
    """What rows come to as a program takes them: aggregates over them, and the rows of blocks."""

    queries: dict[int, tuple[Exact | ir.Missing | ir.Nothing, ...]]
    rows: dict[int, tuple[tuple[ir.Row, ...] | ir.Missing, ...]]


@records.frozen
class Divided:
    """Where the second run of a case differs: a row of a source by its place, as two rows."""

    source: str
    place: int
    parts: tuple[GivenRow, GivenRow]
    brought: Brought


@records.frozen
class Case:
    """Data of a run, and what makes the second run. *at*: the period in which it is found.

    *rows* are those of each source where they are given, *brought* what they come to.
    """

    figures: Mapping[str, tuple[Exact, ...]]
    events: Mapping[str, tuple[ir.Happening, ...]]
    at: int
    altered: Altered | None = None
    rows: Mapping[str, tuple[GivenRow, ...]] = records.field(factory=dict)
    brought: Brought | None = None
    divided: Divided | None = None

    @property
    def has_two_runs(self) -> bool:
        """Whether there is a second run."""
        return self.altered is not None or self.divided is not None

    def rows_of(self, changed: bool = False) -> Mapping[str, tuple[GivenRow, ...]]:
        """Return the rows of the run, or of the changed one, by source."""
        divided = self.divided
        if not changed or divided is None:
            return self.rows
        rows, place = self.rows[divided.source], divided.place
        return {
            **self.rows,
            divided.source: (*rows[:place], *divided.parts, *rows[place + 1 :]),
        }

    def inputs(self, changed: bool = False) -> ir.Inputs:
        """Return the inputs of the run, or of the changed one."""
        figures = dict(self.figures)
        if changed and self.altered is not None:
            values = list(figures[self.altered.figure])
            for index, value in self.altered.values:
                values[index] = value
            figures[self.altered.figure] = tuple(values)
        if self.brought is None:
            return ir.Inputs(dict(figures), {}, dict(self.events))
        brought = self.brought
        if changed and self.divided is not None:
            brought = self.divided.brought
        return ir.Inputs(dict(figures), brought.queries, dict(self.events), {}, brought.rows)


# ---- verdicts


class Outcome(Enum):
    """What is known of a property."""

    PROVED = "proved"
    PROVED_FOR_TERM = "proved for the term"
    VIOLATED = "violated"
    UNDECIDED = "undecided"


@records.frozen
class Finding:
    """A verdict: *how* says by which means, or what was tried; *case* shows what a word cannot."""

    outcome: Outcome
    how: str
    case: Case | None = None


# ---- what the driver hands over


class Steps(Protocol):
    """A program made ready to run: the state at first, and one period after another."""

    @property
    def initial(self) -> Any: ...
    def prepared(self, inputs: ir.Inputs) -> Any:
        """Return the inputs as `step` takes them."""

    def step(self, state: Any, prepared: Any, index: int) -> tuple[tuple[Any, ...], Any]:
        """Return the results of a period, by `ValueId`, and the state after it."""


Evaluate = Callable[[ir.Program], Steps]
FactsOf = Callable[[ir.Program], Sequence[tuple[Any, ...]]]


@records.frozen(eq=False)
class Many:
    """One value of many runs: [period, run]. It is `numbers / scale`, and a truth is 0 or 1.

    *known* says where it is known; None where it is everywhere.
    """

    numbers: Any
    scale: int
    known: Any


class Screen(Protocol):
    """A program that runs on many data at once, with the same events in all of them.

    *cost* is how much longer a run takes than one of the fastest.
    """

    cost: int

    def code(self, figure: str, value: Exact) -> int | None:
        """Return a value as the columns have it; None where they cannot."""

    def value(self, figure: str, code: int) -> Exact:
        """Return what a number of a column stands for."""

    def run(self, columns: Mapping[str, Any]) -> tuple[Mapping[ValueId, Many], Any]:
        """Return the values that were asked for, and which runs must not be trusted."""


Happened = Mapping[str, tuple[ir.Happening, ...]]
ScreenOf = Callable[
    [ir.Program, Sequence[Figure], Sequence[ValueId], Happened, Mapping[str, Sequence[Exact]]],
    Screen | None,
]


@records.frozen(eq=False)
class Tools:
    """What the driver lends: the evaluator, facts of the calendar, and runs of many at once.

    *screen_of* may give None for a program: then each run is one of the evaluator.
    """

    evaluate: Evaluate
    facts_of: FactsOf
    screen_of: ScreenOf | None = None


# ---- cases with rows


@records.frozen
class RowColumn:
    """A column of a source that a file gives, as a figure; *unique*: no value stands twice."""

    figure: Figure
    unique: bool
    may_be_empty: bool


@records.frozen
class RowSource:
    """A source of rows. *dated_by* is the position of the column that dates a row."""

    name: str
    columns: tuple[RowColumn, ...]
    dated_by: int


class Rowed(Protocol):
    """A problem in which figures over rows are computed from the rows, and its claim.

    *constants* are amounts that the terms name, by type. *ranges* are what a computed figure is
    declared to be between.
    """

    problem: Problem
    claim: Claim
    sources: tuple[RowSource, ...]
    constants: Mapping[Type, tuple[Fraction, ...]]
    ranges: tuple[tuple[ValueId, Fraction, Fraction], ...]

    def brought(
        self, rows: Mapping[str, tuple[GivenRow, ...]], figures: Mapping[str, tuple[Exact, ...]]
    ) -> Brought | None:
        """Return what rows come to, or None where a value that is unique stands twice."""


def is_known(result: Any) -> bool:
    """Whether a result is a value, rather than unknown or in parts."""
    return isinstance(result, Fraction | int | bool | str)
