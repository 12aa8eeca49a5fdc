"""The empty data and event files that a contract needs.

In: a checked contract. Out: file name → text. Promised: read back as they are, they are without
error and report nothing.
"""

from milestonelang.agreement.declarations import Agreement, Source
from milestonelang.data.frames import PERIOD_COLUMNS, frame_of
from milestonelang.data.read_events import EVENT_COLUMNS
from milestonelang.data.read_rows import given_columns
from milestonelang.data.reported import frequency_of, reported_metrics
from milestonelang.data.write_csv import write_csv
from milestonelang.types import Unit

EVENTS_FILE = "events.csv"
_METRICS_FILES = {
    Unit.MONTH: "monthly.csv",
    Unit.QUARTER: "quarterly.csv",
    Unit.YEAR: "yearly.csv",
}


def empty_files(agreement: Agreement) -> dict[str, str]:
    """Return an empty metrics file for each frequency, one for each source, and one for events."""
    files: dict[str, str] = {}
    by_unit: dict[Unit, list[str]] = {}
    for name, metric in reported_metrics(agreement).items():
        by_unit.setdefault(frequency_of(agreement, metric), []).append(name)
    for column, unit in PERIOD_COLUMNS.items():
        if unit in by_unit:
            files[_METRICS_FILES[unit]] = _metrics_file(agreement, column, unit, by_unit[unit])
    taken = {*_METRICS_FILES.values(), EVENTS_FILE}
    for source in agreement.of_kind(Source):
        files[_rows_file(source.name, taken)] = write_csv(tuple(given_columns(source)), ())
    files[EVENTS_FILE] = write_csv(EVENT_COLUMNS, ())
    return files


def data_arguments(agreement: Agreement) -> dict[str, str | None]:
    """Return for each of these files but the events the source whose rows it has, if any."""
    taken = {*_METRICS_FILES.values(), EVENTS_FILE}
    sources: dict[str, str | None] = {
        _rows_file(source.name, taken): source.name for source in agreement.of_kind(Source)
    }
    return {name: sources.get(name) for name in empty_files(agreement) if name != EVENTS_FILE}


def _metrics_file(agreement: Agreement, column: str, unit: Unit, metrics: list[str]) -> str:
    contract = agreement.contract
    blank = (None,) * len(metrics)
    rows = [
        (period.label, *blank)
        for period in frame_of(agreement, unit).periods
        if period.start <= contract.end
    ]
    return write_csv((column, *metrics), rows)


def _rows_file(source: str, taken: set[str]) -> str:
    name = f"{source.replace('.', '-')}.csv"
    return name if name not in taken else f"{source.replace('.', '-')}-rows.csv"
