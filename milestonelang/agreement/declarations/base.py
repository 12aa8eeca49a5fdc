"""The parts that every declaration shares, the contract, parties, units and parameters."""

from fractions import Fraction

from milestonelang import records
from milestonelang.agreement.expressions import Expr, Unit
from milestonelang.agreement.lines import Due, Line, Rounding
from milestonelang.types import MonthEnds, Type


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
    """`contract`. *start* and *end* are day ordinals, both included; *settled* is the period.

    Of an agreement that was renewed *ended_before* are the last days of the terms before the last.
    """

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
    ended_before: tuple[int, ...] = ()


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
