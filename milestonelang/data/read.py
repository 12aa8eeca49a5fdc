"""Read the data files of a run: metrics, rows of sources, and events.

In: a checked contract and the files that were named. Out: a `DataSet`; what is wrong goes to the
sink, and whoever asked must not go on when the sink has errors. Promised: every problem names its
file and, where there is one, row and column; CSV and JSON need nothing but the standard library;
Parquet and large CSV files are left in a database, which is imported only then.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from milestonelang.agreement.declarations import Agreement, Source
from milestonelang.data import problems
from milestonelang.data.cells import CellReaders
from milestonelang.data.frames import frame_of
from milestonelang.data.model import (
    DataFile,
    DataSet,
    EventRow,
    Provenance,
    Rows,
    Series,
    SourceRows,
)
from milestonelang.data.note import Named, Note
from milestonelang.data.read_events import read_events
from milestonelang.data.read_metrics import FigureBook, read_metrics, report_missing_columns
from milestonelang.data.read_rows import read_rows
from milestonelang.data.tables import FileProblems, Table, decode, read_csv, text_lines
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.primitives.dates import parse_day

LARGE_ROWS = 50_000
"""From how many lines on the rows of a source are left to the database."""

_SMALL_FILE = 512 * 1024
_LARGEST_TEXT = 64 * 1024 * 1024
_PARQUET = b"PAR1"
_METRICS_FILE = "a metrics file has a header and one row a period"
_SOURCE_FILE = "a file of rows has at least a header"
_EVENTS_FILE = "an events file has at least a header"


def read_data(
    agreement: Agreement, files: Sequence[DataFile], events: Sequence[Path], sink: Sink
) -> DataSet:
    """Return what the files say; *sink* has an error for everything that is wrong with them."""
    return _Reading(agreement, sink).read(files, events)


def table_of_events(
    agreement: Agreement, path: Path, found: FileProblems
) -> tuple[CellReaders, Table | None]:
    """Return the cells of an events file, and what reads them."""
    reading = _Reading(agreement, found.sink)
    return reading.readers, reading.table_of_events(path, found)


def renewal_days(agreement: Agreement, events: Sequence[Path]) -> list[int]:
    """Return the days of renewals in events files; what is wrong there is not reported here."""
    reading = _Reading(agreement, Sink())
    days = []
    for path in events:
        table = reading.table_of_events(path, FileProblems(str(path), reading.sink))
        if table is not None and {"date", "event"} <= set(table.header):
            kind, date = table.header.index("event"), table.header.index("date")
            found = (parse_day(row[date]) for _, row in table.rows if row[kind] == "renewal")
            days += [day for day in found if day is not None]
    return days


class _Reading:
    """One reading of the files of a run."""

    def __init__(self, agreement: Agreement, sink: Sink) -> None:
        self.agreement = agreement
        self.sink = sink
        self.settlement = frame_of(agreement, agreement.contract.settled)
        self.readers = CellReaders(agreement, self.settlement)
        self.book = FigureBook(agreement)
        self.rows: dict[str, SourceRows] = {}
        self.events: list[EventRow] = []
        self.hashes: dict[str, str] = {}
        self.notes: list[str] = []

    def read(self, files: Sequence[DataFile], events: Sequence[Path]) -> DataSet:
        metrics = self._each_once([item.path for item in files if item.source is None])
        found = {str(path): FileProblems(str(path), self.sink) for path in metrics}
        for path in metrics:
            self._read_metrics(path, found[str(path)])
        if not any(item.has_errors for item in found.values()):
            report_missing_columns(self.book, found)
        for item in found.values():
            item.close()
        self._read_sources([item for item in files if item.source is not None])
        for path in self._each_once(events):
            self._read_events(path)
        self.events.sort(key=lambda event: event.date)
        series = self.book.series()
        return DataSet(
            series=series,
            rows=self.rows,
            events=tuple(self.events),
            hashes=self.hashes,
            notes=tuple(self.notes),
            last_period=self._last_period(series),
        )

    def _each_once(self, paths: Sequence[Path]) -> list[Path]:
        """Return the files that are named once, and report the others."""
        first: dict[str, Path] = {}
        for path in paths:
            # Two names of one file, such as `a.csv` and `./a.csv`, are one file.
            place = os.path.abspath(path)
            if place in first:
                self.sink.report(problems.file_given_twice(str(path)))
            first.setdefault(place, path)
        return list(first.values())

    # ---- metrics and events

    def _read_metrics(self, path: Path, found: FileProblems) -> None:
        table = self._table(path, _METRICS_FILE, found)
        if table is not None:
            read_metrics(self.book, self.readers, table, found)

    def _read_events(self, path: Path) -> None:
        found = FileProblems(str(path), self.sink)
        table = self.table_of_events(path, found)
        if table is not None:
            rows = read_events(self.agreement, self.readers, table, found)
            self._note_doubled(rows)
            self.events.extend(rows)
        found.close()

    def table_of_events(self, path: Path, found: FileProblems) -> Table | None:
        """Return the cells of an events file."""
        return self._table(path, _EVENTS_FILE, found)

    def _note_doubled(self, rows: Sequence[EventRow]) -> None:
        seen: dict[tuple[object, ...], EventRow] = {}
        for row in rows:
            key = (row.date, row.kind, row.subject, row.outcome, row.by, row.amount)
            first = seen.setdefault(key, row)
            if first is not row:
                file, number = row.place.file, row.place.row
                said = f"rows {first.place.row} and {number} of `{file}` say the same; both count"
                places = {"first": first.place.row, "second": number}
                self.notes.append(Note(said, "doubled", file=Provenance(file), **places))

    # ---- rows of sources

    def _read_sources(self, files: Sequence[DataFile]) -> None:
        sources = {source.name: source for source in self.agreement.of_kind(Source)}
        first: dict[str, str] = {}
        for item in files:
            name, file = item.source or "", str(item.path)
            if name not in sources:
                self.sink.report(problems.unknown_source(file, name, tuple(sources)))
            elif name in first:
                self.sink.report(problems.source_given_twice(file, name, first[name]))
            else:
                first[name] = file
                self._read_source(sources[name], item.path)

    def _read_source(self, source: Source, path: Path) -> None:
        found = FileProblems(str(path), self.sink)
        rows = self._source_rows(source, path, found)
        found.close()
        if rows is None:
            return
        self.rows[source.name] = rows
        outside = self._outside_term(source, rows)
        if outside:
            verb = "lies" if outside == 1 else "lie"
            said = (
                f"{outside:,} of the {rows.count:,} rows of `{source.name}` {verb} outside the "
                f"term, by `{source.dated_by}`"
            )
            parts = {"outside": outside, "rows": rows.count, "by": source.dated_by}
            self.notes.append(Note(said, "outside_term", source=Named(source.name), **parts))

    def _source_rows(self, source: Source, path: Path, found: FileProblems) -> SourceRows | None:
        facts = self._facts(path, found)
        if facts is None:
            return None
        size, start = facts
        is_parquet = start.startswith(_PARQUET)
        if not is_parquet and not _is_large_csv(path, size):
            table = self._table(path, _SOURCE_FILE, found)
            return None if table is None else read_rows(source, self.readers, table, found)
        from milestonelang.data import duckdb_read  # importing it takes 110 ms

        self.hashes[str(path)] = _hash_of(path)
        if is_parquet:
            return duckdb_read.read_parquet(source, self.readers, path, found)
        return duckdb_read.read_large_csv(source, self.readers, path, found)

    def _outside_term(self, source: Source, rows: SourceRows) -> int:
        first, last = self.settlement.periods[0].start, self.settlement.periods[-1].end
        if isinstance(rows, Rows):
            days = (day for day in rows.columns[source.dated_by] if day is not None)
            return sum(1 for day in days if not first <= int(day) <= last)
        from milestonelang.data import duckdb_tables

        return duckdb_tables.count_outside(rows, source.dated_by, first, last)

    # ---- files

    def _facts(self, path: Path, found: FileProblems) -> tuple[int, bytes] | None:
        try:
            if not path.is_file():
                reason = "there is no such file"
                if path.exists():
                    reason = "it is a folder" if path.is_dir() else "it is no regular file"
                found.add(problems.unreadable_file(str(path), reason))
                return None
            with path.open("rb") as file:
                return path.stat().st_size, file.read(16)
        except (OSError, ValueError) as error:
            found.add(problems.unreadable_file(str(path), _reason(error)))
            return None

    def _table(self, path: Path, empty: str, found: FileProblems) -> Table | None:
        facts = self._facts(path, found)
        if facts is None:
            return None
        size, start = facts
        file = str(path)
        if start.startswith(_PARQUET):
            remedy = (
                "Parquet is for rows of a source (`--data source=file`); give this as CSV or JSON"
            )
            found.add(problems.wrong_kind_of_file(file, "a Parquet file", remedy))
            return None
        if size > _LARGEST_TEXT:
            remedy = "large data are rows of a source, in CSV or Parquet"
            found.add(problems.too_large(file, size, _LARGEST_TEXT, remedy))
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            found.add(problems.unreadable_file(file, _reason(error)))
            return None
        self.hashes[file] = hashlib.sha256(data).hexdigest()
        text = decode(file, data, empty, found)
        if text is None:
            return None
        if _is_json(path) or (path.suffix.lower() != ".csv" and text.lstrip()[:1] in ("[", "{")):
            from milestonelang.data.read_json import read_json  # CSV needs no JSON

            return read_json(file, text, found)
        return read_csv(file, text_lines(text), found)

    def _last_period(self, series: Mapping[str, Series]) -> int | None:
        last_days = [
            self.book.frame(item.frequency).periods[max(item.figures)].end
            for item in series.values()
            if item.figures
        ]
        for source in self.agreement.of_kind(Source):
            rows = self.rows.get(source.name)
            if rows is not None:
                last_days.extend(self._last_day(source, rows))
        held = (self.settlement.holding(day) for day in last_days)
        return max((index for index in held if index is not None), default=None)

    def _last_day(self, source: Source, rows: SourceRows) -> list[int]:
        first, last = self.settlement.periods[0].start, self.settlement.periods[-1].end
        if isinstance(rows, Rows):
            days = (int(day) for day in rows.columns[source.dated_by] if day is not None)
            return [max((day for day in days if first <= day <= last), default=first - 1)]
        from milestonelang.data import duckdb_tables

        found = duckdb_tables.last_day(rows, source.dated_by, first, last)
        return [] if found is None else [found]


def _is_json(path: Path) -> bool:
    return path.suffix.lower() == ".json"


def _is_large_csv(path: Path, size: int) -> bool:
    if _is_json(path) or size <= _SMALL_FILE:
        return False
    return size > _LARGEST_TEXT or _has_many_lines(path)


def _has_many_lines(path: Path) -> bool:
    lines = 0
    with path.open("rb") as file:
        while lines <= LARGE_ROWS and (block := file.read(1 << 20)):
            lines += block.count(b"\n")
    return lines > LARGE_ROWS


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "its name is not one that a file can have"
