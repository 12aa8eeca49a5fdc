"""Where an expression stands, and so what it may read."""

from enum import Enum

from milestonelang import records
from milestonelang.types import Unit


class Place(Enum):
    """What is at hand where an expression stands."""

    PERIOD = "period"  # the running period: metrics, payments, states, windows
    DAY = "day"  # a day: the same, as of the last period that ended before it
    ROW = "row"  # a row of a source: its columns, and what is constant
    ROW_IN_PERIOD = "row in a period"  # a line carried out for each row: both
    CONSTANT = "constant"  # what is written out: ranges, values of parameters


@records.frozen
class Scope:
    """A place. *source* is the full name of the source whose row is at hand.

    *running* is set in a computed column, where `sum of … to date for the same …` may stand.
    *every* is how often a payment is made in whose lines it lies; None: as the contract settles.
    """

    place: Place
    source: str | None = None
    running: bool = False
    every: Unit | None = None

    @property
    def has_periods(self) -> bool:
        """Whether metrics, states and windows can be read."""
        return self.place in (Place.PERIOD, Place.DAY, Place.ROW_IN_PERIOD)


PERIOD = Scope(Place.PERIOD)
DAY = Scope(Place.DAY)
CONSTANT = Scope(Place.CONSTANT)


def row_of(source: str) -> Scope:
    """Return the scope of a condition on rows of *source*."""
    return Scope(Place.ROW, source)


def lines_made_each(every: Unit) -> Scope:
    """Return the scope of the lines of a payment that is made each *every*."""
    return Scope(Place.PERIOD, every=every)


def row_in_period(source: str, every: Unit) -> Scope:
    """Return the scope of a line that is carried out for each row of *source*."""
    return Scope(Place.ROW_IN_PERIOD, source, every=every)


def computed_column(source: str) -> Scope:
    """Return the scope of a computed column of *source*."""
    return Scope(Place.ROW, source, running=True)
