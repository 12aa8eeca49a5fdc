"""What reading data gives: figures, rows and events, each with its place in a file.

Values are exact: `Fraction` for money (major units), percentages (parts of one), counts, numbers
and durations, `bool`, `int` for days (proleptic ordinals) and periods (indexes), `str` for
choices and text. An empty cell is None; it is never zero.
"""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from milestonelang import records
from milestonelang.agreement.declarations import MayChange
from milestonelang.types import Unit

Exact = Fraction | int | bool | str


@records.frozen
class DataFile:
    """A file named by `--data`: of metrics, or (`source=file`) the rows of a source."""

    path: Path
    source: str | None = None


@records.frozen
class Provenance:
    """Where a figure stands: rows as a spreadsheet numbers them, the header being row 1.

    In JSON, which has no header, the first object is row 1.
    """

    file: str
    row: int | None = None
    column: str | None = None


@records.frozen
class Figure:
    """One report of one figure; *reported_on* is None where the file does not say."""

    value: Exact
    reported_on: int | None
    place: Provenance


@records.frozen
class Series:
    """A metric's figures: index of the period, at the metric's own frequency → its reports.

    The reports of a period stand in the order in which they were made.
    """

    metric: str
    frequency: Unit
    figures: Mapping[int, tuple[Figure, ...]]


@records.frozen
class Rows:
    """The rows of a source: a tuple for each column of the file, all of the same length.

    *numbers* are the rows' numbers in the file. Computed columns are not among the columns.
    """

    source: str
    file: str
    numbers: tuple[int, ...]
    columns: Mapping[str, tuple[Exact | None, ...]]
    reported_on: tuple[int | None, ...] | None = None

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.numbers)


@records.frozen(eq=False)
class LargeRows:
    """The rows of a source that stay in a database table (Parquet, and large CSV files).

    *table* is the open table, of a type that only the modules beside the database know. *known_by*
    leaves out what was not known on that day.
    """

    source: str
    file: str
    count: int
    table: object = records.field(repr=False)
    known_by: int | None = None


SourceRows = Rows | LargeRows


@records.frozen
class EventRow:
    """One row of an events file. *outcome* is what was decided, where the subject says `x is V`.

    *original* is the label of the period that the row is about, where the subject says `x for P`.
    An extension goes *until* a day or is for a *length*; *requires* is the event of a milestone's
    requirement that is waived. Of an audited figure, *variance* is how far it is from what was
    reported, none where that was nothing; *is_compared* once that was looked up. Of what a review
    *changes*, *original* is the period from which on, and the amount the new value.
    """

    date: int
    kind: str
    subject: str
    by: str
    amount: Fraction | None
    note: str
    reported_on: int | None
    place: Provenance
    outcome: str | None = None
    original: str | None = None
    until: int | None = None
    length: tuple[int, Unit] | None = None
    requires: str | None = None
    variance: Fraction | None = None
    is_compared: bool = False
    changes: MayChange | None = None


@records.frozen
class DataSet:
    """Everything the files said, checked. *hashes*: file → SHA-256 of its bytes.

    *last_period* is the last settlement period that a figure or a row speaks of, or None.
    *given* are figures of settlement periods that stand in the place of what is reported or
    computed, as an example of the terms gives them.
    """

    series: Mapping[str, Series]
    rows: Mapping[str, SourceRows]
    events: tuple[EventRow, ...]
    hashes: Mapping[str, str]
    notes: tuple[str, ...] = ()
    last_period: int | None = None
    given: Mapping[str, Mapping[int, Exact]] = MappingProxyType({})


NO_DATA = DataSet(series={}, rows={}, events=(), hashes={})
THE_EXAMPLE = "the example"
"""What stands in the place of a file's name in data that an example of the terms gives."""
