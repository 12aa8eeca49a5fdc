"""The result of many partners into files, and a summary: Parquet or CSV, replaced whole or not.

The rejects file has a line for each row that could not be used: `file,row,column,reason`.
"""

import base64
import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from milestonelang import records
from milestonelang.data import partner_problems, row_problems
from milestonelang.data.partner_tables import ROWS_AT_ONCE
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver import problems
from milestonelang.driver.batch.chunks import Reject
from milestonelang.driver.batch.result import Part
from milestonelang.driver.batch.run import Batch
from milestonelang.driver.errors import InputError, reason_of
from milestonelang.driver.output import write_file
from milestonelang.primitives.numbers import grouped
from milestonelang.statement.to_csv import cell

REJECTS_HEADER = "file,row,column,reason"


@records.frozen
class Summary:
    """What a run over many partners came to. *totals* are (figure, amount as text).

    *why_not* says why no kernel could be made, where none could.
    """

    partners: int
    by_kernel: int
    by_exact: int
    pending: int
    aside: int
    rows_aside: int
    why_not: str
    totals: tuple[tuple[str, str], ...]
    remarks: tuple[Diagnostic, ...]

    def text(self) -> str:
        """Return the summary as lines."""
        lines = [f"{self.partners:,} partners computed"]
        if self.by_exact:
            why = f" ({self.why_not})" if self.why_not else ""
            lines.append(f"{self.by_exact:,} of them by the exact evaluator{why}")
        if self.pending:
            lines.append(f"{self.pending:,} of them with pending figures")
        if self.aside:
            lines.append(f"{self.aside:,} set aside")
        width = max((len(name) for name, _ in self.totals), default=0)
        lines += [f"{name.ljust(width)}  {amount:>20}" for name, amount in self.totals]
        return "\n".join(lines) + "\n"


class Counting:
    """Counts what the parts of a run come to."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.partners = self.by_exact = self.pending = self.aside = 0
        self.rejects: list[Reject] = [] if batch.rows is None else list(batch.rows.rejects)
        self.totals: dict[str, int] = {}

    def add(self, part: Part) -> None:
        """Count one part."""
        self.partners += part.partners
        self.by_exact += part.by_exact
        self.pending += part.pending
        self.aside += part.aside
        self.rejects += part.rejects
        for name, amount in part.totals.items():
            self.totals[name] = self.totals.get(name, 0) + amount

    def summary(self, rejects: str) -> Summary:
        """Return what it came to."""
        batch = self.batch
        places = {figure.name: figure.places or 0 for figure in batch.figures}
        whys = {course.engine.ready.why_not for course in batch.groups.values()} - {""}
        rows_aside = {(item.file, item.row) for item in self.rejects}
        remarks: list[Diagnostic] = []
        nobodys = {} if batch.rows is None else batch.rows.nobodys
        for file, count in nobodys.items():
            remarks.append(row_problems.rows_of_nobody(file, count, rejects))
        rows = len(rows_aside) - sum(nobodys.values())
        if rows > 0:
            files = {item.file or batch.table.name: None for item in self.rejects}
            file = next(iter(files)) if len(files) == 1 else "the data"
            remarks.append(partner_problems.rows_set_aside(file, rows, self.aside, rejects))
        return Summary(
            partners=self.partners,
            by_kernel=max(0, self.partners - self.by_exact),
            by_exact=self.by_exact,
            pending=self.pending,
            aside=self.aside,
            rows_aside=len(rows_aside),
            why_not="; ".join(sorted(whys)),
            totals=tuple(
                (name, _decimal(amount, places[name])) for name, amount in self.totals.items()
            ),
            remarks=tuple(remarks),
        )


def run_to_files(
    batch: Batch,
    output: str | None,
    rejects: str,
    progress: Callable[[int], None] = lambda partners: None,
) -> Summary:
    """Run, write the result to *output* and what could not be used to *rejects*."""
    counting = Counting(batch)

    def counted() -> Iterator[Any]:
        for part in batch.parts():
            counting.add(part)
            progress(counting.partners)
            yield part.table

    if output is None:
        for _ in counted():
            pass
    else:
        if not _is_csv(output):
            batch.layout = records.evolve(batch.layout, compact=True)
        _write(output, counted(), batch)
    if counting.rejects:
        write_file(rejects, rejects_text(batch.table.name, counting.rejects).encode("utf-8"))
    else:
        with contextlib.suppress(OSError):
            Path(rejects).unlink()  # of an earlier run
    return counting.summary(rejects)


def in_memory(batch: Batch) -> tuple[Any, Summary, list[tuple[int, str, str]]]:
    """Run, and return the result as one table, the summary, and what could not be used."""
    table, counting = collected(batch)
    rejects = sorted((item.row, _column(item), item.reason) for item in counting.rejects)
    return table, counting.summary("the list of rejects"), rejects


def collected(batch: Batch) -> tuple[Any, Counting]:
    """Run, and return the result as one table with what it came to."""
    import pyarrow

    counting = Counting(batch)
    tables = []
    for part in batch.parts():
        counting.add(part)
        tables.append(part.table)
    schema = batch.layout.schema(batch.table.schema.field(batch.table.by).type)
    table = pyarrow.concat_tables(tables) if tables else schema.empty_table()
    return table, counting


def _column(item: Reject) -> str:
    return f"{item.file}: {item.column}" if item.file else item.column


def rejects_text(file: str, rejects: list[Reject]) -> str:
    """Return the rejects as CSV, in the order of rows."""
    lines = [REJECTS_HEADER]
    for item in sorted(rejects, key=lambda each: (each.file, each.row, each.column, each.reason)):
        cells = (item.file or file, str(item.row), item.column, item.reason)
        lines.append(",".join(cell(text) for text in cells))
    return "\n".join(lines) + "\n"


def _write(output: str, tables: Iterator[Any], batch: Batch) -> None:
    target = Path(output)
    if target.is_dir():
        raise InputError([problems.unwritable(output, "it is a folder")])
    temporary = target.with_name(f".{target.name[:100]}.{os.urandom(8).hex()}.tmp")
    try:
        with _writer(temporary, target, batch) as writer:
            for table in _gathered(tables):
                writer.write_table(table)
        os.replace(temporary, target)
    except OSError as error:
        raise InputError([problems.unwritable(output, reason_of(error))]) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _writer(place: Path, target: Path, batch: Batch) -> Any:
    from pyarrow import csv, parquet

    schema = batch.layout.schema(batch.table.schema.field(batch.table.by).type)
    if _is_csv(target):
        return csv.CSVWriter(str(place), schema)
    writer = parquet.ParquetWriter(
        str(place),
        schema,
        compression="zstd",
        use_dictionary=[name for name in schema.names if _repeats(schema.field(name).type)],
        store_decimal_as_integer=True,
        store_schema=False,
    )
    # Readers are to see the types that every library takes, and not how amounts lay in memory here.
    public = records.evolve(batch.layout, compact=False).schema(schema.field(0).type)
    told = base64.b64encode(public.serialize().to_pybytes())
    writer.add_key_value_metadata({"ARROW:schema": told.decode("ascii")})
    return writer


def _is_csv(target: str | Path) -> bool:
    return Path(target).suffix.lower() == ".csv"


def _gathered(tables: Iterator[Any]) -> Iterator[Any]:
    """Yield tables of some size, since each becomes a row group."""
    import pyarrow

    waiting: list[Any] = []
    rows = 0
    for table in tables:
        waiting.append(table)
        rows += table.num_rows
        if rows >= ROWS_AT_ONCE:
            yield pyarrow.concat_tables(waiting)
            waiting, rows = [], 0
    if waiting:
        yield pyarrow.concat_tables(waiting)


def _repeats(kind: Any) -> bool:
    from pyarrow import types

    return not types.is_decimal(kind)


def _decimal(amount: int, places: int) -> str:
    sign, digits = ("-" if amount < 0 else ""), str(abs(amount)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return grouped(sign + text)
