"""Operations that read what comes from outside: figures, events, the place of a period."""

from enum import Enum

from milestonelang import records
from milestonelang.ir.base import DATED, Exact, ValueId
from milestonelang.types import Edge, Unit


@records.frozen
class Constant:
    """A value that never changes."""

    value: Exact


@records.frozen
class MetricInput:
    """The reported figure of a metric for the running period, or unknown."""

    metric: str


@records.frozen
class QueryInput:
    """The result, for the running period, of an aggregate over rows: the node of the Agreement."""

    node: int


@records.frozen
class ParameterInput:
    """The value of a parameter in force on the last day of the running period."""

    values: tuple[tuple[int | None, ValueId], ...] = records.field(role=DATED)


@records.frozen
class EventHappened:
    """The event has happened by the end of the running period."""

    event: str


@records.frozen
class EventDay:
    """The day on which the event first happened, or unknown."""

    event: str


@records.frozen
class EventAmount:
    """The amounts of the event's rows dated in the running period, added up."""

    event: str


@records.frozen
class EventCount:
    """How often the event has happened by the end of the running period."""

    event: str


@records.frozen
class EventOutcome:
    """The outcome last reported by the end of the period, else *otherwise*, else unknown.

    Where there is a last day, so long *within* the day on which *since* first happened, only what
    is reported by then counts; from the day after it is *then* that holds instead.
    """

    event: str
    otherwise: Exact | None
    then: Exact | None = None
    within: tuple[int, Unit] | None = None
    since: str | None = None


class PeriodFact(Enum):
    """What the calendar says of the running period."""

    FIRST_OF_TERM = "first period of the term"
    LAST_OF_TERM = "last period of the term"
    FIRST_OF_YEAR = "first period of the year"
    LAST_OF_YEAR = "last period of the year"
    FIRST_OF_QUARTER = "first period of the quarter"
    LAST_OF_QUARTER = "last period of the quarter"
    IN_TERM = "period of the term"
    IN_WIND_DOWN = "period of the wind-down"
    DAYS = "days in force"
    FULL_DAYS = "days of the full period"


@records.frozen
class OfPeriod:
    """A fact of the calendar.

    Days are those of the running period, or of the *unit* that holds it; years start in the month
    *year_from*.
    """

    fact: PeriodFact
    unit: Unit = Unit.PERIOD
    year_from: int = 1


@records.frozen
class AtPlace:
    """The running period lies in the first or last *unit* of the *of* that holds it."""

    edge: Edge
    unit: Unit
    of: Unit


@records.frozen
class InMonth:
    """The running period holds a day of that month."""

    month: int


@records.frozen
class FromDate:
    """The running period starts on or after that day."""

    day: int


@records.frozen
class EdgeDay:
    """The first or last day of the *unit* that holds the running period's last day."""

    edge: Edge
    unit: Unit
