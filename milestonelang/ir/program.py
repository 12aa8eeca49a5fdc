"""A program: its values in order, what they add up to, and what it is run on."""

from collections.abc import Mapping
from fractions import Fraction

from milestonelang import records
from milestonelang.ir.base import Exact, ValueId
from milestonelang.ir.values import Step, Value
from milestonelang.primitives.periods import Period
from milestonelang.types import MonthEnds, Unit


@records.frozen
class SettlementPart:
    """One amount that a settlement line gives in a period."""

    origin: int
    what: str
    value: ValueId


@records.frozen
class RowsPlan:
    """Where the values of a payment's block for each row stand, and its settlement lines."""

    origin: int
    each: ValueId
    settle: ValueId | None
    settlement: tuple[tuple[int, str, str], ...]  # line, word, name of the part


@records.frozen
class PaymentPlan:
    """Where the values of one payment stand."""

    payment: str
    payer: str
    payee: str
    steps: tuple[Step, ...]
    entitled: ValueId
    settlement: tuple[SettlementPart, ...]
    gross: ValueId
    stocks: tuple[tuple[str, ValueId], ...]
    in_money: bool
    goes_on: bool = False  # in a wind-down
    rows: RowsPlan | None = None


@records.frozen
class SplitStep:
    """What one line of a split gives each of its parties."""

    origin: int
    shares: tuple[tuple[str, ValueId], ...]


@records.frozen
class SplitPlan:
    """Where the values of one split stand. *payment* is the payment that it divides, or empty.

    *shares* is what each party gets in all. What a payment's payer shares with itself, it keeps.
    """

    split: str
    payment: str
    amount: ValueId
    steps: tuple[SplitStep, ...]
    shares: tuple[tuple[str, ValueId], ...]


@records.frozen
class ResidualPlan:
    """An amount that an exit makes payable: once with the last period of the term, or in each
    period of the wind-down.

    *payment* is the payment that it is a share of, or empty; units are granted, money is paid.
    """

    origin: int
    exit: str
    payment: str
    payer: str
    payee: str
    amount: ValueId
    once: bool
    in_money: bool


@records.frozen
class ExitPlan:
    """What a notice under an exit is judged by. *parts* are the grounds one by one, or all as one.

    *is_any*: one of the parts is enough. *origin* is the node of the exit, in whose place an
    amendment may put another.
    """

    exit: str
    grounds: ValueId | None
    parts: tuple[tuple[int, ValueId], ...]
    is_any: bool
    cured_by_paying: ValueId | None
    cured_when: ValueId | None
    origin: int = 0


@records.frozen
class RevisionPlan:
    """What bounds a value that a review changed: the least and the most that it may be, or for a
    baseline by how much it may move and where it stands."""

    review: str
    bounds: tuple[ValueId, ValueId]


@records.frozen
class Ending:
    """A notice that ends the agreement early, at the end of *day*, the Termination Date.

    *exercised*: the day from which it can no longer be cured.
    """

    exit: str
    by: str
    sent: int
    received: int
    exercised: int
    day: int


@records.frozen
class MilestonePlan:
    """Where the values of one milestone stand; *granted* is of a benefit in words."""

    milestone: str
    payer: str | None
    payee: str | None
    state: ValueId
    day: ValueId
    entitled: ValueId | None
    in_money: bool
    granted: ValueId | None = None


@records.frozen
class Direction:
    """What one party owes another in a period."""

    payer: str
    payee: str
    payable: ValueId
    always: bool  # a payment runs in this direction


@records.frozen
class Report:
    """One line of the result, in order. *always*: also when it is zero."""

    subject: str
    what: str
    value: ValueId
    always: bool
    in_term: bool  # only in periods of the term and of its wind-down


@records.frozen
class ClaimPlan:
    """Where the values of one property of a guarantee, an assumption or an assertion stand.

    *position* counts the properties of the claim. *condition* is what is to hold in each period,
    its tolerance counted in. Else *amount* is what the property is about, and *bounds* what it is
    compared with, in the order of its words; *flows* are all amounts that parties are to receive,
    or the states of all triggers.
    """

    claim: str
    position: int
    condition: ValueId | None = None
    amount: ValueId | None = None
    bounds: tuple[ValueId, ...] = ()
    within: ValueId | None = None
    flows: tuple[tuple[str, ValueId], ...] = ()


@records.frozen
class Undone:
    """A declaration that was not run, and why."""

    name: str
    kind: str
    reason: str


@records.frozen
class Program:
    """A lowered contract. `values[i].id == i`, and each comes after its arguments.

    *periods* are *term_periods* of the term, then *wind_down* of the wind-down, then further ones
    in which only vesting goes on. Where the agreement *ends* early, its term is until then.
    """

    values: tuple[Value, ...]
    periods: tuple[Period, ...]
    term_periods: int
    month_ends: MonthEnds
    holidays: frozenset[int]
    payments: tuple[PaymentPlan, ...]
    milestones: tuple[MilestonePlan, ...]
    directions: tuple[Direction, ...]
    named: dict[str, ValueId]
    metric_steps: dict[str, tuple[Step, ...]]
    reports: tuple[Report, ...]
    undone: tuple[Undone, ...]
    exits: tuple[ExitPlan, ...] = ()
    residuals: tuple[ResidualPlan, ...] = ()
    splits: tuple[SplitPlan, ...] = ()
    wind_down: int = 0
    ends: Ending | None = None
    revisions: tuple[RevisionPlan, ...] = ()
    claims: tuple[ClaimPlan, ...] = ()
    rates: dict[int, ValueId] = records.field(factory=dict)  # by the node that has the rate
    # Of payments and metrics that an amendment changes: their steps, by the day since when.
    steps_since: dict[str, tuple[tuple[int, tuple[Step, ...]], ...]] = records.field(factory=dict)

    def steps_of(self, name: str, steps: tuple[Step, ...], index: int) -> tuple[Step, ...]:
        """Return those of the *steps* of what is declared under a name that are in force then."""
        start, since = self.periods[index].start, self.steps_since.get(name)
        if since is None:
            return steps
        return next((found for day, found in reversed(since) if day <= start), ())

    def runs(self, index: int) -> bool:
        """Return whether a period is one of the term or of its wind-down."""
        return index < self.term_periods + self.wind_down


@records.frozen
class Missing:
    """A figure that is not there: what, for which period, who owes it and since which day."""

    name: str
    period: str
    by: str | None
    due: int | None


@records.frozen
class Nothing:
    """An average, median or share of no rows."""

    name: str
    period: str


@records.frozen
class Happening:
    """One row of an event."""

    day: int
    amount: Fraction | None = None
    outcome: str | bool | None = None


@records.frozen
class Row:
    """One row of a block: its number in the file, its day, what names it, and its cells."""

    number: int
    day: int
    label: str
    cells: tuple[Exact | None, ...]


@records.frozen
class Act:
    """One row by which a party waives something, or extends it: *until* a day, or *by* a length."""

    day: int
    until: int | None = None
    by: tuple[int, Unit] | None = None

    @property
    def extends(self) -> bool:
        """Whether this is an extension; else it is a waiver."""
        return self.until is not None or self.by is not None


@records.frozen
class Inputs:
    """The data of a run. Each tuple of a figure has one entry a period of the program.

    *acts*: what they are about → waivers and extensions. *rows*: those of each block, by its node,
    period by period in their order. *learned*: a duty → the day on which it would have been called
    → the day of the correction by which it was.
    """

    metrics: Mapping[str, tuple[Exact | Missing | Nothing, ...]]
    queries: dict[int, tuple[Exact | Missing | Nothing, ...]]
    events: dict[str, tuple[Happening, ...]]
    acts: dict[str, tuple[Act, ...]] = records.field(factory=dict)
    rows: dict[int, tuple[tuple[Row, ...] | Missing, ...]] = records.field(factory=dict)
    learned: dict[str, dict[int, int]] = records.field(factory=dict)
