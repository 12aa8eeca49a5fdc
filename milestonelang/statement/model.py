"""A statement as data: what a run gave, period by period, with its clauses and its reasons.

Amounts are exact `Fraction`s in major units of the contract's currency, percentages parts of one,
days `datetime.date`s. A figure that is not known has the value None and says why; it is never zero.
Nothing here is computed again: every amount is one that the evaluator gave, or a sum of these.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from milestonelang import records
from milestonelang.statement.accounts_model import (
    AccountItem as AccountItem,
    AccountLine as AccountLine,
    AuditLine as AuditLine,
    DisputeLine as DisputeLine,
    EscalationLine as EscalationLine,
    MovementLine as MovementLine,
)
from milestonelang.statement.assertions import AssertionLine as AssertionLine, Undone as Undone
from milestonelang.statement.figure import Exact as Exact, Figure as Figure
from milestonelang.statement.owed_model import (
    BalanceLine as BalanceLine,
    OwedBetween as OwedBetween,
    OwedLine as OwedLine,
    StillOwed as StillOwed,
)
from milestonelang.statement.restated_model import (
    ChangeLine as ChangeLine,
    LeftLine as LeftLine,
    RestatedLine as RestatedLine,
)


@records.frozen
class StepLine:
    """One line of a payment or metric: its words in the terms, and the amount after it.

    *note* says what the line did here (`met`, `not reached`); *applied* is false where an effect
    did not act because its state was not active.
    """

    clause: str
    words: str
    rule: str
    after: Figure
    note: str
    applied: bool


@records.frozen
class MetricLine:
    """The figure of a metric. *places* say where it stands in the data, or which rows gave it."""

    name: str
    title: str
    clause: str
    figure: Figure
    computed: bool
    steps: tuple[StepLine, ...]
    places: tuple[str, ...]


@records.frozen
class InstanceLine:
    """One time that a duty was called: when, by when it is due, how it stands, and the day on
    which it was performed or waived."""

    called: date
    due: date
    state: str
    on: date | None


@records.frozen
class StateLine:
    """The state of a trigger, milestone, duty or audit at the end of a period.

    *since* is the period since which it has been so; *kind* the word of the declaration. A duty
    that nothing has called yet is `not called`; *instances* are the times that it was, and *until*
    is the last day of a milestone, as extended.
    """

    name: str
    title: str
    kind: str
    clause: str
    state: Figure
    since: str
    instances: tuple[InstanceLine, ...] = ()
    until: date | None = None


@records.frozen
class PartLine:
    """What a settlement line gave: `held`, `released`, `vested`, `forfeited`, `clawed back`, …"""

    clause: str
    words: str
    what: str
    amount: Figure


@records.frozen
class StockLine:
    """What is not paid yet at the end of the period: `held`, `unvested`, `deferred`."""

    what: str
    amount: Figure


@records.frozen
class RowStep:
    """One line of a block for each row: its clause and its words in the terms."""

    clause: str
    words: str
    rule: str


@records.frozen
class RowPart:
    """What a settlement line of a block gave for one row."""

    clause: str
    what: str
    amount: Figure


@records.frozen
class RowLine:
    """One row of a block in a period: one that counts in it, or to which something happened.

    *row* is its number in the file, *label* what its unique columns say. *after* has the amount
    after each line of the block where the row *counts* in the period, *part* what it has of the
    entitlement. *parts* are what the settlement lines gave, *held* and *unvested* what is left.
    """

    row: int
    label: str
    day: date
    counts: bool
    after: tuple[Figure, ...]
    part: Figure | None
    parts: tuple[RowPart, ...]
    held: Figure | None
    unvested: Figure | None


@records.frozen
class RowsLine:
    """What a block gave for each row in one period. *count* rows count in it.

    *amount* is what the lines gave, added up; *steps* are the lines.
    """

    clause: str
    source: str
    title: str
    count: int
    amount: Figure
    steps: tuple[RowStep, ...]
    rows: Sequence[RowLine]


@records.frozen
class PaymentLine:
    """One payment in one period. *gross* is what is payable before set-off.

    *unit* is the currency, or the unit that the payment grants. *rows* is what its block gave,
    where it has one.
    """

    name: str
    title: str
    payer: str
    payee: str
    clause: str
    unit: str
    in_money: bool
    steps: tuple[StepLine, ...]
    entitled: Figure
    parts: tuple[PartLine, ...]
    gross: Figure
    stocks: tuple[StockLine, ...]
    rows: RowsLine | None = None

    def part(self, what: str) -> Fraction:
        """Return the sum of the known amounts of that kind: `held`, `released`, …"""
        known = (item.amount.value for item in self.parts if item.what == what)
        return sum((value for value in known if isinstance(value, Fraction)), Fraction(0))


@records.frozen
class ShareLine:
    """What a line of a split gives a party."""

    clause: str
    words: str
    party: str
    amount: Figure


@records.frozen
class SplitLine:
    """One split in one period: the amount that is shared, and what each line of it gives.

    *payment* is the payment that it divides, empty where it shares another amount.
    """

    name: str
    title: str
    clause: str
    unit: str
    payment: str
    amount: Figure
    shares: tuple[ShareLine, ...]


@records.frozen
class GrantLine:
    """What an exit grants of a payment in units or of a described benefit, in one period.

    *words* are the line of the exit.
    """

    name: str
    title: str
    payer: str
    payee: str
    clause: str
    words: str
    unit: str
    amount: Figure


@records.frozen
class MilestoneLine:
    """One milestone in one period. *achieved_on* is set once it is; *entitled* where it pays."""

    name: str
    title: str
    clause: str
    payer: str | None
    payee: str | None
    unit: str
    in_money: bool
    state: Figure
    achieved_on: date | None
    entitled: Figure | None


@records.frozen
class PartyLine:
    """What was set off against a party's amounts, and what it still carries."""

    party: str
    title: str
    set_off: Figure
    carried: Figure


@records.frozen
class MadeUp:
    """One amount that a payable is the sum of, with its sign."""

    name: str
    title: str
    what: str
    clause: str
    amount: Figure


@records.frozen
class DueLine:
    """When amounts of the named payments are due. *day* is None where it is not known yet."""

    payments: tuple[str, ...]
    clause: str
    day: date | None
    weekday: str
    words: str


@records.frozen
class DirectionLine:
    """What one party owes another for the period. The items of *made_up* add up to *payable*."""

    payer: str
    payee: str
    payable: Figure
    made_up: tuple[MadeUp, ...]
    due: tuple[DueLine, ...]

    @property
    def subject(self) -> str:
        """`company to partner`."""
        return f"{self.payer} to {self.payee}"


@records.frozen
class PendingLine:
    """What is missing, for which figures. *name*, *by* and *since* are set for missing data."""

    reason: str
    name: str
    by: str | None
    since: date | None
    figures: tuple[str, ...]


@records.frozen
class PeriodStatement:
    """One settlement period. *in_term* is false for one after the term: of a wind-down, or in
    which something vests."""

    label: str
    start: date
    end: date
    year: int
    in_term: bool
    state: str
    metrics: tuple[MetricLine, ...]
    states: tuple[StateLine, ...]
    payments: tuple[PaymentLine, ...]
    milestones: tuple[MilestoneLine, ...]
    balances: tuple[BalanceLine, ...]
    parties: tuple[PartyLine, ...]
    directions: tuple[DirectionLine, ...]
    pending: tuple[PendingLine, ...]
    has_data: bool
    restated: tuple[RestatedLine, ...] = ()
    moved: tuple[MovementLine, ...] = ()
    splits: tuple[SplitLine, ...] = ()
    grants: tuple[GrantLine, ...] = ()


@records.frozen
class TotalLine:
    """A sum over periods of what is known; *without* names the periods in which it is pending."""

    subject: str
    title: str
    what: str
    unit: str
    amount: Fraction
    without: tuple[str, ...]


@records.frozen
class Totals:
    """The sums of one contract year, or of all periods, over those for which something is known."""

    label: str
    periods: tuple[str, ...]
    lines: tuple[TotalLine, ...]


@records.frozen
class ResultLine:
    """One line of the long form: `2026-Q4,base_commission,entitled,8985.82`."""

    period: str
    subject: str
    what: str
    figure: Figure


@records.frozen
class PartyTitle:
    """A party: its name in the terms and its own."""

    name: str
    title: str


@records.frozen
class AtTheEnd:
    """What an exit says besides money: what passes to whom, and which service goes on."""

    clause: str
    words: str


@records.frozen
class Ending:
    """How the agreement ends early: by which notice, and at the end of which day.

    *duties* are what passes to a party or goes on then, in the words of the terms.
    """

    exit: str
    title: str
    clause: str
    by: str
    sent: date
    received: date
    day: date
    duties: tuple[AtTheEnd, ...] = ()


@records.frozen
class Evaluation:
    """The statement of a contract on its data.

    *results* are the lines of the long form in their order. *undone* are the declarations that were
    not run, *notes* facts about the data. *terms* and *data* are pairs of a file and the SHA-256 of
    its bytes.
    """

    contract: str
    title: str
    version: str | None
    currency: str
    settled: str
    start: date
    end: date
    parties: tuple[PartyTitle, ...]
    as_of: date | None
    settings: tuple[tuple[str, str], ...]
    ending: Ending | None
    periods: tuple[PeriodStatement, ...]
    totals: tuple[Totals, ...]
    results: tuple[ResultLine, ...]
    undone: tuple[Undone, ...]
    notes: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    data: tuple[tuple[str, str], ...]
    accounts: tuple[AccountLine, ...] = ()
    disputes: tuple[DisputeLine, ...] = ()
    audits: tuple[AuditLine, ...] = ()
    owed: StillOwed | None = None
    left: tuple[LeftLine, ...] = ()
    assertions: tuple[AssertionLine, ...] = ()

    def __getitem__(self, label: str) -> PeriodStatement:
        """Return the statement of a period by its label (`2026-Q4`); raises KeyError."""
        for period in self.periods:
            if period.label == label:
                return period
        raise KeyError(label)

    @property
    def is_pending(self) -> bool:
        """Whether any line of the result is pending."""
        return any(line.figure.is_pending for line in self.results)

    def amount(self, period: str, subject: str, what: str) -> Fraction | None:
        """Return one amount of the long form: None where it is pending, zero where it is left out.

        Raises KeyError for a period that there is not, or a subject that has no line at all.
        """
        known = False
        self[period]
        for line in self.results:
            if line.subject == subject:
                known = True
                if (line.period, line.what) == (period, what):
                    return None if line.figure.is_pending else line.figure.amount
        if not known:
            raise KeyError(subject)
        return Fraction(0)
