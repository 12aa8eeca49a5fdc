"""Declarations that give figures and facts: sources, metrics, schedules, events, tables."""

from enum import Enum
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement.declarations.base import Declared, Range
from milestonelang.agreement.expressions import Expr, Unit
from milestonelang.agreement.lines import Line, Step, Table
from milestonelang.types import Type


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
class ScheduleTable(Declared):
    """`table`: a typed schedule of rows, printed."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Fraction | int | bool | str | None, ...], ...]
