"""Read a metrics file: one row a period, one column for each reported metric.

In: a table of text. Out: figures added to a `FigureBook`, which all metrics files of a run share,
so that a figure given in two files is found. Promised: each figure has its file, row and column;
an empty cell is no figure.
"""

from collections.abc import Mapping

from milestonelang.agreement.declarations import Agreement, Metric, Source
from milestonelang.data import cell_problems, problems
from milestonelang.data.cells import CellReaders, ReadCell
from milestonelang.data.frames import PERIOD_COLUMNS, Frame, frame_of, read_label
from milestonelang.data.model import Figure, Provenance, Series
from milestonelang.data.reported import frequency_of, reported_metrics
from milestonelang.data.tables import FileProblems, Table
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.types import Date, Unit

REPORTED_ON = "reported_on"


class FigureBook:
    """The figures of all metrics files read so far, and the columns that were there."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.figures: dict[str, dict[int, list[Figure]]] = {}
        self.columns: set[str] = set()
        self.files: dict[Unit, str] = {}
        self._frames: dict[Unit, Frame] = {}

    def frame(self, unit: Unit) -> Frame:
        """Return the periods of one frequency."""
        if unit not in self._frames:
            self._frames[unit] = frame_of(self.agreement, unit)
        return self._frames[unit]

    def series(self) -> dict[str, Series]:
        """Return a series for each metric that a file has a column for."""
        return {
            name: Series(
                metric=name,
                frequency=frequency_of(self.agreement, metric),
                figures={
                    index: tuple(sorted(reports, key=_report_order))
                    for index, reports in sorted(self.figures.get(name, {}).items())
                },
            )
            for name, metric in reported_metrics(self.agreement).items()
            if name in self.columns
        }


def read_metrics(book: FigureBook, readers: CellReaders, table: Table, found: FileProblems) -> None:
    """Add the figures of one metrics file to *book*."""
    unit_column = _period_column(book.agreement, table, found)
    if unit_column is None:
        return
    unit = PERIOD_COLUMNS[unit_column]
    metrics = _metric_columns(book, table, unit, unit_column, found)
    if found.has_errors:
        return
    book.files.setdefault(unit, table.file)
    book.columns.update(metrics)
    columns: dict[str, ReadCell] = {
        name: readers.reader(metric.type, metric.range) for name, metric in metrics.items()
    }
    _read_rows(book, table, unit, unit_column, columns, readers.reader(Date()), found)


def report_missing_columns(book: FigureBook, found: Mapping[str, FileProblems]) -> None:
    """Say which reported metrics have no column in any file of their frequency."""
    for name, metric in reported_metrics(book.agreement).items():
        file = book.files.get(frequency_of(book.agreement, metric))
        if file is None or name in book.columns or metric.only_during_wind_down:
            continue
        remedy = "add the column; a figure that is not reported is an empty cell"
        found[file].add(problems.missing_column(file, name, remedy))


def _period_column(agreement: Agreement, table: Table, found: FileProblems) -> str | None:
    present = [name for name in table.header if name in PERIOD_COLUMNS]
    if len(present) == 1:
        return present[0]
    if present:
        found.add(problems.two_period_columns(table.file, present[0], present[1]))
    else:
        given = set(table.header)
        sources = (
            source.name
            for source in agreement.of_kind(Source)
            if given & {column.name for column in source.columns}
        )
        wrong_case = problems.nearest(table.header[0], PERIOD_COLUMNS)
        if wrong_case is not None and wrong_case != table.header[0]:
            found.add(
                problems.unknown_column(table.file, table.header[0], tuple(PERIOD_COLUMNS), {})
            )
        else:
            found.add(problems.no_period_column(table.file, next(sources, None)))
    return None


def _metric_columns(
    book: FigureBook, table: Table, unit: Unit, unit_column: str, found: FileProblems
) -> dict[str, Metric]:
    agreement = book.agreement
    reported = reported_metrics(agreement)
    fitting = [name for name, metric in reported.items() if frequency_of(agreement, metric) is unit]
    metrics: dict[str, Metric] = {}
    for column in table.header:
        if column in (unit_column, REPORTED_ON):
            continue
        declared = agreement.declarations.get(column)
        if not isinstance(declared, Metric):
            titles = {name: reported[name].title for name in fitting}
            found.add(problems.unknown_column(table.file, column, fitting, titles))
        elif declared.computed is not None:
            what = "it follows from what is reported"
            found.add(problems.computed_column(table.file, column, what))
        elif frequency_of(agreement, declared) is not unit:
            frequency = frequency_of(agreement, declared).value
            found.add(problems.other_frequency(table.file, column, frequency, unit_column))
        else:
            metrics[column] = declared
    return metrics


def _read_rows(
    book: FigureBook,
    table: Table,
    unit: Unit,
    unit_column: str,
    columns: Mapping[str, ReadCell],
    read_day: ReadCell,
    found: FileProblems,
) -> None:
    frame = book.frame(unit)
    at_period = table.header.index(unit_column)
    at_report = table.header.index(REPORTED_ON) if REPORTED_ON in table.header else None
    seen: dict[tuple[int, int | None], int] = {}
    for number, cells in table.rows:
        index = _period_of(frame, unit_column, cells[at_period])
        reported_on = _day_of(read_day, cells[at_report]) if at_report is not None else None
        if isinstance(reported_on, Diagnostic):
            found.at(number, REPORTED_ON, reported_on)
        if isinstance(index, Diagnostic):
            found.at(number, unit_column, index)
        elif not isinstance(reported_on, Diagnostic):
            first = seen.setdefault((index, reported_on), number)
            if first != number:
                label = f"`{cells[at_period]}`"
                found.add(
                    problems.duplicate_report(
                        table.file,
                        number,
                        unit_column,
                        label,
                        f"row {first}",
                        at_report is not None,
                    )
                )
                continue
        for name, cell in zip(table.header, cells, strict=True):
            if cell == "" or name not in columns:
                continue
            value = columns[name](cell)
            if isinstance(value, Diagnostic):
                found.at(number, name, value)
            elif not isinstance(index, Diagnostic) and not isinstance(reported_on, Diagnostic):
                figure = Figure(value, reported_on, Provenance(table.file, number, name))
                _enter(book, name, index, figure, cells[at_period], found)


def _enter(
    book: FigureBook, metric: str, index: int, figure: Figure, label: str, found: FileProblems
) -> None:
    reports = book.figures.setdefault(metric, {}).setdefault(index, [])
    place = figure.place
    for other in reports:
        if other.reported_on == figure.reported_on and other.place.file != place.file:
            first = f"`{other.place.file}`, row {other.place.row}"
            found.add(
                problems.duplicate_report(
                    place.file,
                    place.row or 0,
                    metric,
                    f"`{metric}` of `{label}`",
                    first,
                    figure.reported_on is not None,
                )
            )
            return
    reports.append(figure)


def _period_of(frame: Frame, column: str, cell: str) -> int | Diagnostic:
    if cell == "":
        return cell_problems.empty_cell(
            column, "each row says which period it speaks of; remove a row that is empty"
        )
    return read_label(frame, cell)


def _day_of(read_day: ReadCell, cell: str) -> int | Diagnostic | None:
    if cell == "":
        return None
    day = read_day(cell)
    return day if isinstance(day, Diagnostic) else int(day)


def _report_order(figure: Figure) -> int:
    # A report without a day counts from its due day, and comes first among those with one.
    return -1 if figure.reported_on is None else figure.reported_on
