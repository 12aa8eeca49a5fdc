"""What every expression of a checked contract carries, and those in which no other stands.

A literal, the value or the state of a declaration, a column of a row.
"""

from enum import Enum
from fractions import Fraction
from typing import NewType

from milestonelang import records
from milestonelang.source import Span
from milestonelang.types import Portion, Type

NodeId = NewType("NodeId", int)


@records.frozen(kw_only=True)
class Typed:
    """What every expression carries."""

    type: Type
    span: Span = records.field(eq=False, repr=False)
    id: NodeId = records.field(eq=False, repr=False)


class Subject(Enum):
    """Kinds of declarations that have a state."""

    MILESTONE = "milestone"
    TRIGGER = "trigger"
    OBLIGATION = "obligation"
    EXIT = "exit"


# ---- values and names


@records.frozen
class Literal(Typed):
    """`USD 250,000.00`, `8%`, `14 days`, `2026-03-31`, `true`, `gold`."""

    value: Fraction | int | bool | str


@records.frozen
class MetricValue(Typed):
    """`net_revenue`: the metric of the running period."""

    metric: str


@records.frozen
class ParameterValue(Typed):
    """`base_rate`: the parameter's value in force on the last day of the running period."""

    parameter: str


@records.frozen
class SegmentValue(Typed):
    """`tier`: the value of a segment."""

    segment: str


@records.frozen
class PaymentAmount(Typed):
    """`base_commission`, `base_commission held`, `base_commission paid`."""

    payment: str
    portion: Portion


@records.frozen
class BalanceAmount(Typed):
    """`fund` (at the start of the period), `the end balance of fund`."""

    balance: str
    at_end: bool


@records.frozen
class SplitShare(Typed):
    """`the share of agent in proceeds`: what a split gives a party in the running period."""

    split: str
    party: str


@records.frozen
class EventTruth(Typed):
    """`launch is true`: the event has happened by the end of the running period."""

    event: str


@records.frozen
class EventOutcome(Typed):
    """`approval is granted`: the outcome of an event that is `one of` several."""

    event: str


@records.frozen
class EventDate(Typed):
    """`date of launch`: the day it first happened, or unknown."""

    event: str


@records.frozen
class EventAmount(Typed):
    """`amount of claim`: the amounts of its rows dated in the running period, added up."""

    event: str


@records.frozen
class EventCount(Typed):
    """`count of claim to date`."""

    event: str


@records.frozen
class InState(Typed):
    """`fast_onboarding is missed`, `margin_shock is active`, `for_cause is exercised`."""

    subject: Subject
    name: str
    state: str


@records.frozen
class ColumnValue(Typed):
    """`billing.amount` or `amount` where a row is at hand."""

    source: str
    column: str
