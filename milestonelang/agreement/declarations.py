"""Declarations of a checked contract, and the contract itself.

Names are full names: `net_revenue`, `confidentiality`, `governance.escalation`. Texts are kept with
their `{name}` placeholders split out, so that a document can print and link the defined term.
"""

from enum import Enum
from fractions import Fraction
from typing import TypeVar

from milestonelang import records
from milestonelang.agreement.expressions import Expr, Unit
from milestonelang.agreement.lines import (
    Due,
    Effect,
    LateInterest,
    Line,
    Owes,
    Rounding,
    SettlementLine,
    Step,
    Table,
)
from milestonelang.types import MonthEnds as MonthEnds, Type

D = TypeVar("D")


@records.frozen
class Mention:
    """`{name}` inside a text."""

    name: str


Words = tuple[str | Mention, ...]


@records.frozen(kw_only=True)
class Declared(Line):
    """What every declaration carries. *module* is the name of the module it came from, if any."""

    name: str
    title: str
    means: Words = ()
    because: Words = ()
    module: str | None = None
    accepted: tuple[tuple[str, str], ...] = ()


@records.frozen(kw_only=True)
class Range:
    """`between X and Y in steps of Z`; the bounds belong to it. The step is always written out."""

    low: Fraction
    high: Fraction
    step: Fraction | None


@records.frozen(kw_only=True)
class Renewal(Line):
    """`renewed for 1 year unless notice of 60 days`."""

    count: int
    unit: Unit
    notice_count: int
    notice_unit: Unit


@records.frozen(kw_only=True)
class Contract(Declared):
    """`contract`. *start* and *end* are day ordinals, both included; *settled* is the period."""

    version: str | None
    start: int
    end: int
    settled: Unit
    currency: str
    rounding: Rounding
    year_starts: tuple[int, int] | None  # month and day; None: the effective date
    month_ends: MonthEnds | None
    calendar: str | None
    due_dates_roll: bool
    due: Due | None
    notices_received_after: tuple[int, Unit] | None
    opposite_amounts_set_off: bool
    renewal: Renewal | None
    law: str | None
    core: tuple[str, ...] = ()
    based_on: str | None = None


@records.frozen(kw_only=True)
class Party(Declared):
    """`party`."""

    described_as: Words


@records.frozen(kw_only=True)
class CountUnit(Declared):
    """`unit company, plural companies`; `unit tonne, divisible`."""

    plural: str
    divisible: bool


@records.frozen(kw_only=True)
class Segment(Declared):
    """`segment tier "Tier" is one of gold, silver`; *value* is this contract's, if it has one."""

    values: tuple[str, ...]
    value: str | None = None


@records.frozen(kw_only=True)
class DatedValue(Line):
    """`value 9% from 2027-01-01`, `value 12% for gold`, `value 8% otherwise`."""

    value: Expr
    from_date: int | None = None
    segments: tuple[str, ...] = ()


@records.frozen(kw_only=True)
class Parameter(Declared):
    """`parameter`. *values* in the order written; *by* is the segment they depend on."""

    type: Type
    by: str | None
    values: tuple[DatedValue, ...]
    texts: tuple[str, ...]  # for `text` and `list of text`
    range: Range | None


@records.frozen(kw_only=True)
class Column(Line):
    """`column amount is money [unique] [may be empty] [computed as EXPR]`."""

    name: str
    type: Type
    unique: bool
    may_be_empty: bool
    computed: Expr | None
    range: Range | None = None


@records.frozen(kw_only=True)
class Source(Declared):
    """`source`: a table of rows."""

    kept_by: str | None
    columns: tuple[Column, ...]
    dated_by: str
    ordered_by: tuple[str, ...]


class RollUp(Enum):
    """How a metric reported more often than the contract settles becomes one figure."""

    SUMMED = "summed"
    AVERAGED = "averaged"
    AT_THE_END = "at the end"


@records.frozen(kw_only=True)
class Reported(Line):
    """`reported [monthly] by partner within 15 days`. *frequency* is written out."""

    by: str
    frequency: Unit
    count: int | None
    unit: Unit


@records.frozen(kw_only=True)
class BaselineValue(Line):
    """`baseline 82% [from DATE]`."""

    value: Expr
    from_date: int | None


@records.frozen(kw_only=True)
class Metric(Declared):
    """`metric`: *computed* is None for a reported one, one `Amount` for an expression."""

    type: Type
    computed: tuple[Step, ...] | None
    reported: Reported | None
    range: Range | None
    baselines: tuple[BaselineValue, ...]
    roll_up: RollUp | None
    in_force_until_next: bool
    restated_periods: int | None
    audited: Unit | None
    only_during_wind_down: bool


@records.frozen(kw_only=True)
class Index(Declared):
    """`index season "S" by quarter` with its weights, in order."""

    unit: Unit
    weights: tuple[tuple[str, Fraction], ...]
    adds_up_to: Fraction | None


@records.frozen(kw_only=True)
class Schedule(Declared):
    """`schedule`: a table as a function."""

    domain: Type
    codomain: Type
    table: Table


@records.frozen(kw_only=True)
class Event(Declared):
    """`event`. *decided_by* is None for what is merely reported; *decided_with* decide jointly."""

    reported_by: str | None
    decided_by: str | None
    within: tuple[int, Unit, str | None] | None  # count, unit, the event it runs from
    outcomes: tuple[str, ...]
    until_then: bool | str | None
    otherwise: bool | str | None
    decided_with: tuple[str, ...] = ()


@records.frozen(kw_only=True)
class Grants(Line):
    """What a payment or milestone grants instead of money: units or a described benefit."""

    unit: str | None
    benefit: Words


@records.frozen(kw_only=True)
class Payment(Declared):
    """`payment`. *steps* give the entitlement, *settlement* what becomes of it.

    *every* is how often it is paid; never more often than the contract settles. *type* is money or
    a count. *due* is written out from the contract where the payment has none of its own.
    """

    payer: str
    payee: str
    every: Unit
    type: Type
    grants: Grants | None
    steps: tuple[Step, ...]
    settlement: tuple[SettlementLine, ...]
    due: Due | None
    late_interest: LateInterest | None
    shown_at_edges: bool


class Sharing(Enum):
    """How a limit is shared."""

    PRO_RATA = "pro rata"
    IN_ORDER = "in this order"


@records.frozen(kw_only=True)
class Limit(Declared):
    """`limit`: `a + b at most X per year, pro rata`."""

    payments: tuple[str, ...]
    at_least: bool
    amount: Expr
    window: Unit
    sharing: Sharing


class Movement(Enum):
    """What a line of a balance does."""

    ADDS = "adds"
    TAKES = "takes"
    BECOMES = "becomes"


@records.frozen(kw_only=True)
class BalanceLine(Line):
    """`adds EXPR [if C] [, at most X]`."""

    movement: Movement
    value: Expr
    condition: Expr | None
    at_most: Expr | None


@records.frozen(kw_only=True)
class Balance(Declared):
    """`balance`."""

    type: Type
    opens_at: Expr | None
    lines: tuple[BalanceLine, ...]
    at_most: Expr | None
    may_fall_below_zero: bool
    expires_after: tuple[int, Unit] | None
    expires_on: int | None


@records.frozen(kw_only=True)
class Share(Line):
    """One line of a split: a fixed amount first, shares, a proportion, or the rest."""

    parties: tuple[str, ...]
    shares: tuple[Expr, ...]
    up_to: Expr | None
    window: Unit | None
    proportion: tuple[Expr, ...]
    rest: bool


@records.frozen(kw_only=True)
class Split(Declared):
    """`split`. *of* is the payment that *amount* reads, empty where it is another amount."""

    of: str
    lines: tuple[Share, ...]
    leftover: str
    amount: Expr | None = None


@records.frozen(kw_only=True)
class Requirement(Line):
    """`requires onboarding_certificate from partner [, within N days]`."""

    event: str
    party: str | None
    within: tuple[int, Unit] | None


@records.frozen(kw_only=True)
class Extension(Line):
    """`extended by 1 quarter if COND`."""

    count: int
    unit: Unit
    condition: Expr


class Skipped(Enum):
    """What happens with a milestone that a later one overtakes."""

    PAID_WITH = "paid with"
    NEVER = "never paid"


@records.frozen(kw_only=True)
class Milestone(Declared):
    """`milestone`. *earliest* and *latest* are day ordinals, both included."""

    condition: Expr | None
    earliest: int | None
    latest: int | None
    after: str | None
    requires: tuple[Requirement, ...]
    payer: str | None
    payee: str | None
    amount: Expr | None
    grants: Grants | None
    extensions: tuple[Extension, ...]
    if_missed: tuple[Owes, ...]
    skipped: Skipped | None
    skipped_with: str | None
    due: Due | None


@records.frozen(kw_only=True)
class Trigger(Declared):
    """`trigger`. *lasts* in settlement periods."""

    starts_when: Expr
    ends_when: Expr | None
    lasts: int | None
    from_next_period: bool
    effects: tuple[Effect, ...]
    on_start: tuple[Owes, ...]


@records.frozen(kw_only=True)
class Recurring(Line):
    """`partner owes it within 10 days each quarter`, or `… when COND`."""

    party: str
    count: int
    unit: Unit
    every: Unit | None
    when: Expr | None


@records.frozen(kw_only=True)
class Obligation(Declared):
    """`obligation`. *if_overdue* are consequences in words and duties."""

    evidenced_by: str | None
    owed: tuple[Recurring, ...]
    curable: tuple[int, Unit] | None
    if_overdue: tuple[Owes, ...]
    exits_if_overdue: tuple[str, ...]
    effects_if_overdue: tuple[Effect, ...]


# ---- the parts of the life cycle: printed, and run by the life-cycle back end


@records.frozen(kw_only=True)
class Finding(Line):
    """`if variance > 5%, partner bears the cost`."""

    more_than: Expr | None
    includes: bool
    bears_cost: str | None
    owes: Owes | None
    targets_first: bool


@records.frozen(kw_only=True)
class Audit(Declared):
    """`audit`."""

    of: tuple[str, ...]
    every: Unit
    by: str  # a party's name, or a title in quotes
    by_party: bool
    notice: tuple[int, Unit] | None
    findings: tuple[Finding, ...]


@records.frozen(kw_only=True)
class EscalationStep(Line):
    """`escalates to ROLE for N days`, `mediation for N days`."""

    who: str
    count: int
    unit: Unit


@records.frozen(kw_only=True)
class Dispute(Declared):
    """`dispute`."""

    who: str | None  # None: either party
    of: tuple[str, ...]
    count: int
    unit: Unit
    escalation: tuple[EscalationStep, ...]
    pays_undisputed: bool
    meanwhile: str | None  # "last agreed", "lower", "claimed"
    interest: Expr | None


@records.frozen(kw_only=True)
class MayChange(Line):
    """`may change PARAMETER between X and Y`, `may revise baseline of METRIC by at most R`."""

    parameter: str | None
    low: Expr | None
    high: Expr | None
    baseline_of: str | None
    at_most: Expr | None


@records.frozen(kw_only=True)
class Review(Declared):
    """`review`."""

    every: Unit
    changes: tuple[MayChange, ...]


@records.frozen(kw_only=True)
class ResidualPayment(Line):
    """`company pays partner 50% of base_commission` in a wind-down."""

    payer: str
    payee: str
    share: Expr | None
    of_payment: str | None
    value: Expr | None  # an amount that is no share of a payment


@records.frozen(kw_only=True)
class Fate(Line):
    """`base_commission held released at the end`, `retention_bonus unvested forfeited`."""

    payment: str
    portion: str  # "held", "unvested", "accrued"
    fate: str  # "released at the end", "vested", "forfeited", "paid when due"


@records.frozen(kw_only=True)
class Passes(Line):
    """`"assets" pass to PARTY`."""

    what: Words
    to: str


@records.frozen(kw_only=True)
class Continues(Line):
    """`PARTY continues "service" for N months`."""

    party: str
    what: Words
    count: int
    unit: Unit


WindDownLine = ResidualPayment | Fate | Passes | Continues


@records.frozen(kw_only=True)
class WindDown(Line):
    """`winds down over N quarters` / `until DATE` and its block."""

    count: int | None
    unit: Unit | None
    until: int | None
    lines: tuple[WindDownLine, ...]


@records.frozen(kw_only=True)
class Exit(Declared):
    """`exit`. *who* is None for either party; *grounds* is None for convenience."""

    who: str | None
    grounds: Expr | None
    exercisable: tuple[int, Unit] | None
    notice: tuple[int, Unit] | None
    ends_at_period: Unit | None
    curable: tuple[int, Unit] | None
    cured_by_paying: Expr | None
    cured_when: Expr | None
    payments: tuple[ResidualPayment, ...]
    wind_down: WindDown | None
    survives: tuple[str, ...]


@records.frozen(kw_only=True)
class Change(Line):
    """`replaces`, `adds` or `removes` and what."""

    verb: str
    kind: str
    name: str
    source: str  # the text of the declaration, for the document


@records.frozen(kw_only=True)
class Amendment(Declared):
    """`amendment`."""

    effective: int
    agreed: tuple[tuple[str, int], ...]
    changes: tuple[Change, ...]


class Claim(Enum):
    """Which of the three a property is."""

    GUARANTEE = "guarantee"
    ASSUME = "assume"
    ASSERT = "assert"


@records.frozen(kw_only=True)
class Property(Line):
    """One property. *form* names its form; *condition* is set for a plain condition.

    *expressions* and *names* are the parts in the order of the form's words. *words* is the source
    text of the line, normalised.
    """

    form: str
    condition: Expr | None
    expressions: tuple[Expr, ...]
    names: tuple[str, ...]
    within: Expr | None
    words: str


@records.frozen(kw_only=True)
class Guarantee(Declared):
    """`guarantee`, `assume` and `assert`."""

    claim: Claim
    properties: tuple[Property, ...]
    for_every: tuple[str, ...]


@records.frozen(kw_only=True)
class ExampleCell(Line):
    """One figure of an example: of a metric (given) or of a payment (then)."""

    period: int
    name: str
    value: Fraction | int | bool | str | None  # None: left empty, not reported


@records.frozen(kw_only=True)
class ExampleEvent(Line):
    """One event that an example gives."""

    date: int
    kind: str
    subject: str
    by: str
    amount: Fraction | None


@records.frozen(kw_only=True)
class Example(Declared):
    """`example`. Periods are indexes of settlement periods; the last given one ends the run."""

    given: tuple[ExampleCell, ...]
    events: tuple[ExampleEvent, ...]
    expected: tuple[ExampleCell, ...]


@records.frozen(kw_only=True)
class Clause(Declared):
    """`clause`: paragraphs of text."""

    paragraphs: tuple[Words, ...]


@records.frozen(kw_only=True)
class ScheduleTable(Declared):
    """`table`: a typed schedule of rows, printed."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Fraction | int | bool | str | None, ...], ...]


Declaration = (
    Party
    | CountUnit
    | Segment
    | Parameter
    | Source
    | Metric
    | Index
    | Schedule
    | Event
    | Payment
    | Limit
    | Balance
    | Split
    | Milestone
    | Trigger
    | Obligation
    | Audit
    | Dispute
    | Review
    | Exit
    | Amendment
    | Guarantee
    | Example
    | Clause
    | ScheduleTable
)


@records.frozen(kw_only=True)
class Agreement:
    """A checked contract.

    *declarations* is every declaration by full name, in the order declared (modules where they are
    used). *computation* is the metrics, payments, milestones, triggers, limits and balances in an
    order in which each comes after what it depends on in the same period. *sources* are the files
    it was made from (name, SHA-256 of the bytes), the agreement's own first.
    """

    contract: Contract
    declarations: dict[str, Declaration]
    computation: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]

    def of_kind(self, kind: type[D]) -> tuple[D, ...]:
        """Return the declarations of one kind, in the order declared."""
        return tuple(item for item in self.declarations.values() if isinstance(item, kind))

    def get(self, name: str, kind: type[D]) -> D:
        """Return the declaration *name*, which is known to be of that kind."""
        found = self.declarations[name]
        assert isinstance(found, kind)
        return found
