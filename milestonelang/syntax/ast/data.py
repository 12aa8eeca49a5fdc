"""Where figures come from: parameters, sources, metrics, indices and schedules."""

from typing import TypeAlias

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node, Text
from milestonelang.syntax.ast.expressions import Expr, Within
from milestonelang.syntax.ast.notes import Note, Range
from milestonelang.syntax.ast.payments import PaymentLine
from milestonelang.syntax.ast.tables import Table
from milestonelang.syntax.ast.types import ChoiceType, TypeExpr
from milestonelang.syntax.ast.words import Frequency, RollUp, TimeUnit


@records.frozen
class Value(Node):
    """`value 8%`, `value 9% from 2027-01-01`, `value 12% for gold`, `value 5% otherwise`."""

    values: tuple[Expr, ...]
    """One, but for a list of text: `value "a", "b"`."""
    segments: tuple[Name, ...]
    is_otherwise: bool
    start: Expr | None


ParameterLine: TypeAlias = Value | Range | Note


@records.frozen
class Parameter(Node):
    """`parameter base_rate "Base Rate" is percent [by tier]`."""

    name: Name
    title: Text
    type: TypeExpr
    segment: Name | None
    lines: tuple[ParameterLine, ...]


SegmentLine: TypeAlias = Value | Note


@records.frozen
class Segment(Node):
    """`segment tier "Tier" is one of gold, silver`."""

    name: Name
    title: Text
    type: ChoiceType
    lines: tuple[SegmentLine, ...]


@records.frozen
class Column(Node):
    """A column of rows.

    `column id is text, unique`, `column left_on is date, may be empty`,
    `column net is money computed as amount - tax`.
    """

    name: Name
    type: TypeExpr
    is_unique: bool
    may_be_empty: bool
    computed_as: Expr | None


@records.frozen
class KeptBy(Node):
    """`kept by company`."""

    party: Name


@records.frozen
class DatedBy(Node):
    """`dated by issued_on`."""

    column: Name


@records.frozen
class OrderedBy(Node):
    """`ordered by issued_on, id`."""

    columns: tuple[Name, ...]


SourceLine: TypeAlias = Column | KeptBy | DatedBy | OrderedBy | Note


@records.frozen
class Source(Node):
    """`source billing "Billing Export"`."""

    name: Name
    title: Text
    lines: tuple[SourceLine, ...]


@records.frozen
class ComputedAs(Node):
    """`computed as net_revenue / seats`."""

    amount: Expr


@records.frozen
class ComputedBy(Node):
    """`computed as` and a block, whose first line is a `FirstOf` or an `On`."""

    lines: tuple[PaymentLine, ...]


@records.frozen
class BaselineIs(Node):
    """`baseline 82%`, `baseline X from 2027-01-01`."""

    amount: Expr
    start: Expr | None


@records.frozen
class ReportedBy(Node):
    """`reported [monthly] by company [within 15 days]`, of a metric or an event."""

    frequency: Frequency | None
    party: Name
    within: Within | None


@records.frozen
class RollsUp(Node):
    """`summed`, `averaged`, `at the end`."""

    how: RollUp


@records.frozen
class InForce(Node):
    """`in force until the next`."""


@records.frozen
class RestatedFor(Node):
    """`restated for at most 4 quarters`."""

    duration: Expr


@records.frozen
class Audited(Node):
    """`audited yearly`."""

    frequency: Frequency


@records.frozen
class OnlyWindDown(Node):
    """`only during the wind down`."""


MetricLine: TypeAlias = (
    ComputedAs
    | ComputedBy
    | BaselineIs
    | ReportedBy
    | RollsUp
    | InForce
    | RestatedFor
    | Audited
    | OnlyWindDown
    | Range
    | Note
)


@records.frozen
class Metric(Node):
    """`metric net_revenue "Net Revenue" is money`."""

    name: Name
    title: Text
    type: TypeExpr
    lines: tuple[MetricLine, ...]


@records.frozen
class Weight(Node):
    """`Q1 0.8`, `July 1.2`."""

    period: str
    value: Expr


@records.frozen
class AddsUpTo(Node):
    """`adds up to 4`."""

    total: Expr


IndexLine: TypeAlias = Weight | AddsUpTo | Note


@records.frozen
class Index(Node):
    """`index season "Season" by quarter`."""

    name: Name
    title: Text
    by: TimeUnit
    lines: tuple[IndexLine, ...]


ScheduleLine: TypeAlias = Table | Note


@records.frozen
class Schedule(Node):
    """`schedule retention_scale "Retention Multiplier" from percent to percent`."""

    name: Name
    title: Text
    argument: TypeExpr
    result: TypeExpr
    lines: tuple[ScheduleLine, ...]
