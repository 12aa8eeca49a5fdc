"""What the cells of a table ask of its columns.

In: a `model.Table`. Out: the share of the width for each column, where a figure
splits at its point, whether the rows are prose; and the table itself without
the columns that are empty. Promised: whole numbers, taken
from the text alone, so that HTML and PDF draw the same table.
"""

from __future__ import annotations

import math
import re

from milestonelang import records
from milestonelang.backends.documents import model, reading

_LONGEST_LABEL = 36
_SHORTEST_PROSE = 60
_KEPT_TOGETHER = 12
_FRACTIONS = {mark: re.compile(rf"{re.escape(mark)}\d[\d…]*(\u00a0?%)?\Z") for mark in (".", ",")}


def dense(table: model.Table) -> model.Table:
    """Return *table* without the columns that say nothing: each of their cells is empty."""
    kept = [
        index
        for index, column in enumerate(table.columns)
        if column.names_row or any(reading.text_of(row.cells[index]) for row in table.rows)
    ]
    return records.evolve(
        table,
        columns=tuple(table.columns[index] for index in kept),
        rows=tuple(
            records.evolve(row, cells=tuple(row.cells[index] for index in kept))
            for row in table.rows
        ),
    )


@records.frozen
class DecimalCell:
    """A figure before its point, and the point with what follows it."""

    whole: model.Inlines
    fraction: str


def shares(table: model.Table) -> tuple[int, ...]:
    """Return a share of the width for each column; 0 asks for the width of its longest cell."""
    return tuple(_share(table, index) for index in range(len(table.columns)))


def _share(table: model.Table, index: int) -> int:
    column = table.columns[index]
    texts = [column.head, *(reading.text_of(row.cells[index]) for row in table.rows)]
    longest = max(map(len, texts))
    if column.kind is not model.ColumnKind.TEXT and longest <= _LONGEST_LABEL:
        return 0
    # Between a column of long sentences and one of names, the square root of the
    # length leaves the names on one line and the sentences the larger part.
    return math.isqrt(10_000 * max(longest, 1))


def is_prose(table: model.Table) -> bool:
    """Tell whether the rows run over lines, so that a rule has to part them."""
    return any(
        len(reading.text_of(row.cells[index])) > _SHORTEST_PROSE
        for row in table.rows
        for index, column in enumerate(table.columns)
        if column.kind is model.ColumnKind.TEXT
    )


def may_break(table: model.Table) -> bool:
    """Tell whether the table is long enough to run over a page."""
    return len(table.rows) >= _KEPT_TOGETHER


def split_decimal(cell: model.Inlines, mark: str = ".") -> DecimalCell:
    """Split a cell of figures before the point of its last figure, or before another *mark*."""
    if not cell:
        return DecimalCell(cell, "")
    *before, last = cell
    found = _FRACTIONS[mark].search(last.text)
    if found is None:
        return DecimalCell(cell, "")
    whole = records.evolve(last, text=last.text[: found.start()])
    return DecimalCell((*before, whole), found.group())


def fraction_digits(table: model.Table, index: int) -> int:
    """Return how many characters the longest fraction of a column has, its point left out."""
    mark = table.columns[index].mark
    fractions = (split_decimal(row.cells[index], mark).fraction for row in table.rows)
    return max((len(fraction) - 1 for fraction in fractions), default=0)
