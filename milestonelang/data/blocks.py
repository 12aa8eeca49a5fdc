"""Rows for blocks that are carried out for each of them, by the period of their day.

In: what is known, and the blocks of the checked contract. Out: for each block, by its node, the
rows of every settlement period in the source's declared order, each with the cells that the block
reads. Rows in one place of that order come by their unique columns, and then as in the file.
"""

from collections.abc import Mapping
from typing import Any

from milestonelang import ir, records
from milestonelang.agreement.declarations import Agreement, Source
from milestonelang.agreement.lines import ForEachRow
from milestonelang.agreement.rows import blocks_of, cells_of
from milestonelang.data.frames import IsBusinessDay, frame_of, weekdays_only
from milestonelang.data.known import Known
from milestonelang.data.model import Exact, LargeRows, Rows
from milestonelang.data.row_values import RowColumns, RowWorld
from milestonelang.primitives.dates import iso


@records.frozen
class BlockRows:
    """The rows of a block: the file, and for each settlement period those dated in it."""

    source: str
    file: str
    periods: tuple[tuple[ir.Row, ...], ...]


def run_blocks(
    known: Known,
    agreement: Agreement,
    settings: Mapping[str, Exact],
    is_business_day: IsBusinessDay = weekdays_only,
) -> dict[int, BlockRows]:
    """Return the rows of every block whose source was given, by the block's node."""
    blocks = blocks_of(agreement)
    if not blocks:
        return {}
    frame = frame_of(agreement, agreement.contract.settled)
    world = RowWorld(agreement, frame, known.rows, settings, is_business_day)
    found: dict[int, BlockRows] = {}
    for block in blocks.values():
        if block.source in known.rows:
            found[int(block.id)] = _rows_of(block, world)
    return found


def _rows_of(block: ForEachRow, world: RowWorld) -> BlockRows:
    rows = _at_hand(block, world)
    columns = RowColumns(world, rows)
    days = columns.column(block.dated_by)
    read = [columns.compile(cell, block.dated_by) for cell in cells_of(block)]
    unique = [
        columns.column(column.name)
        for column in columns.source.columns
        if column.unique and column.computed is None
    ]
    periods: list[list[ir.Row]] = [[] for _ in world.settlement.periods]
    for at in _in_order(columns, unique):
        day = days[at]
        period = None if day is None else world.settlement.holding(int(day))
        if day is None or period is None:
            continue
        label = ", ".join(_said(column[at]) for column in unique)
        cells = tuple(each(at) for each in read)
        periods[period].append(ir.Row(rows.numbers[at], int(day), label, cells))
    return BlockRows(block.source, rows.file, tuple(tuple(each) for each in periods))


def _at_hand(block: ForEachRow, world: RowWorld) -> Rows:
    rows = world.source_rows(block.source)
    if not isinstance(rows, LargeRows):
        return rows
    from milestonelang.data.duckdb_tables import chunks  # importing it takes 110 ms

    source = world.agreement.get(block.source, Source)
    given = [column.name for column in source.columns if column.computed is None]
    found = next(chunks(rows, given, None), None)
    if found is not None:
        return found
    return Rows(rows.source, rows.file, (), dict.fromkeys(given, ()))


def _in_order(columns: RowColumns, unique: list[tuple[Exact | None, ...]]) -> list[int]:
    places: dict[int, tuple[Any, ...]] = {}
    for at, key in columns.order_keys().items():
        places[at] = (key, tuple((column[at] is None, column[at] or 0) for column in unique))
    return sorted(places, key=lambda at: places[at])


def _said(value: Exact | None) -> str:
    """Return the value of a unique column in words."""
    if value is None:
        return "none"
    return iso(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)
