"""From chunks of a table to blocks of partners, and what could not be used.

A chunk holds whole partners. Partners with an effective date of their own are grouped, since
another date makes another program. A cell that is wrong sets its whole partner aside: what would be
computed without it would not be what is owed.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.batch.memory import columns
from milestonelang.data import cell_problems
from milestonelang.data.cells import CellReaders, read_text
from milestonelang.data.model import Exact
from milestonelang.data.partner_columns import (
    Figures,
    are_letters_and_digits,
    one_array,
    plain_numbers,
    read_column,
    within,
)
from milestonelang.data.partner_tables import AT, Chunk, PartnerTable
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver.batch.blocks import Series
from milestonelang.driver.batch.program import Brought
from milestonelang.primitives.numbers import decimal_text
from milestonelang.types import Count, Money

NO_GROUP = (None, None)
Group = tuple[int | None, int | None]


@records.frozen
class Reject:
    """A row that cannot be used; *file* and *source* are empty in the table of figures."""

    row: int
    column: str
    reason: str
    file: str = ""
    source: str = ""


@records.frozen(eq=False)
class Partners:
    """The partners of a chunk: keys in their order, figures, and the row that stands for each."""

    keys: Any
    series: Mapping[str, Series]
    rejects: tuple[Reject, ...]
    aside: Any  # which partners are set aside
    rows: Any  # the first row of each in the chunk
    whole: Any = None  # all figures in one array, where they stand in one


@records.frozen(eq=False)
class Figured:
    """What reading needs to know of one figure."""

    brought: Brought
    range: decl.Range | None
    column: str


class ChunkReader:
    """Reads the chunks of one table."""

    def __init__(
        self,
        table: PartnerTable,
        figures: Sequence[Figured],
        readers: CellReaders,
        labels: Mapping[str, int],
        length: int,
        doubled: frozenset[str],
    ) -> None:
        self.table = table
        self.figures = figures
        self.readers = readers
        self.labels = labels
        self.length = length
        self.doubled = doubled

    def read(self, chunk: Chunk) -> Partners:
        """Return the partners of a chunk."""
        return self._wide(chunk) if self.table.is_wide else self._long(chunk)

    # ---- a row for each partner and period

    def _long(self, chunk: Chunk) -> Partners:
        import numpy

        table, length = chunk.table, self.length
        keys = one_array(table.column(self.table.by))
        rejects: list[Reject] = []
        starts = _starts(keys)
        of_row = numpy.repeat(
            numpy.arange(len(starts)), numpy.diff(numpy.append(starts, table.num_rows))
        )
        width = len(starts)
        aside = numpy.zeros(width, bool)
        assert self.table.period is not None
        periods, wrong = self._periods(table.column(self.table.period).combine_chunks())
        for at in numpy.flatnonzero(periods == -1):
            reason = wrong.get(int(at), "a row says which period it speaks of")
            self._set_aside(chunk, int(at), self.table.period, reason, rejects)
            aside[of_row[at]] = True
        fits = (periods >= 0) & (periods < length)
        places = numpy.where(fits, periods, 0) * width + of_row
        self._doubled_rows(chunk, places, fits, of_row, aside, rejects)
        regular = bool(fits.all()) and len(periods) == width * length
        regular = regular and bool((periods.reshape(width, length) == numpy.arange(length)).all())
        series: dict[str, Series] = {}
        for item in self.figures:
            figures = self._figures(item, table.column(item.column), chunk, of_row, aside, rejects)
            odd = {
                (int(periods[row]), int(of_row[row])): value
                for row, value in figures.odd.items()
                if fits[row]
            }
            if regular:
                numbers = figures.numbers.reshape(width, length).T
                missing = figures.missing.reshape(width, length).T
            else:
                numbers = numpy.zeros(length * width, numpy.int64)
                missing = numpy.ones(length * width, bool)
                numbers[places[fits]] = figures.numbers[fits]
                missing[places[fits]] = figures.missing[fits]
                numbers = numbers.reshape(length, width)
                missing = missing.reshape(length, width)
            series[item.brought.name] = Series(numbers, missing if missing.any() else None, odd)
        own = keys.take(_indices(starts))
        self._check_keys(own, chunk, starts, aside, rejects)
        return Partners(own, series, tuple(rejects), aside, starts)

    def _periods(self, column: Any) -> tuple[Any, dict[int, str]]:
        """Return the index of the period of each row, -1 where it is none, and what is wrong."""
        import numpy

        coded = column.cast("string").dictionary_encode()
        texts = coded.dictionary.to_pylist()
        found = numpy.array([self.labels.get(text, -1) for text in texts] + [-1])
        indices = coded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
        periods = found[indices]
        wrong = {}
        for at in numpy.flatnonzero(periods == -1):
            if indices[at] < len(texts):
                wrong[int(at)] = f"`{texts[indices[at]]}` is no period of the contract"
        return periods, wrong

    def _doubled_rows(
        self, chunk: Chunk, places: Any, fits: Any, of_row: Any, aside: Any, rejects: list[Reject]
    ) -> None:
        import numpy

        used = places[fits]
        if not len(used) or len(used) < 2 or int(numpy.bincount(used).max()) < 2:
            return
        rows = numpy.flatnonzero(fits)
        _, first = numpy.unique(used, return_index=True)
        again = numpy.ones(len(used), bool)
        again[first] = False
        for row in rows[again]:
            reason = "the partner has an earlier row for this period"
            self._set_aside(chunk, int(row), self.table.period or "", reason, rejects)
            aside[of_row[row]] = True

    # ---- a row for each partner

    def _wide(self, chunk: Chunk) -> Partners:
        import numpy

        table = chunk.table
        width = table.num_rows
        keys = one_array(table.column(self.table.by))
        rows = numpy.arange(width)
        aside = numpy.zeros(width, bool)
        rejects: list[Reject] = []
        series: dict[str, Series] = {}
        whole = columns(len(self.figures), self.length, width)
        for item, numbers in zip(self.figures, whole, strict=True):
            span = self._plain(item, table, numbers)
            if span is not None:
                series[item.brought.name] = Series(numbers, None, {}, span)
                continue
            numbers[:] = 0
            missing = numpy.ones((self.length, width), bool)
            odd: dict[tuple[int, int], Exact] = {}
            for label, index in self.labels.items():
                name = f"{item.column}{AT}{label}"
                if index >= self.length or name not in table.column_names:
                    continue
                figures = self._figures(item, table.column(name), chunk, rows, aside, rejects, name)
                numbers[index] = figures.numbers
                missing[index] = figures.missing
                odd |= {(index, row): value for row, value in figures.odd.items()}
            series[item.brought.name] = Series(numbers, missing if missing.any() else None, odd)
        self._check_keys(keys, chunk, rows, aside, rejects)
        return Partners(keys, series, tuple(rejects), aside, rows, whole)

    def _plain(self, item: Figured, table: Any, into: Any) -> tuple[int, int] | None:
        """Fill in a figure whose columns are all there, as whole numbers within its range, and
        return the least and the greatest; None where a closer look is needed.
        """
        brought, names = item.brought, table.schema.names
        places = {name: at for at, name in enumerate(names)}
        for label, index in self.labels.items():
            if index >= self.length:
                continue
            at = places.get(f"{item.column}{AT}{label}")
            numbers = (
                None if at is None else plain_numbers(table.column(at), brought.type, brought.scale)
            )
            if numbers is None:
                return None
            into[index] = numbers
        if not into.size:
            return None
        low, high = int(into.min()), int(into.max())
        span = item.range
        if span is not None and not (
            span.low * brought.scale <= low and high <= span.high * brought.scale
        ):
            return None
        return low, high

    # ---- cells

    def _figures(
        self,
        item: Figured,
        column: Any,
        chunk: Chunk,
        of_row: Any,
        aside: Any,
        rejects: list[Reject],
        name: str | None = None,
    ) -> Figures:
        figures = read_figures(item, column, self.readers)
        for row, reason in figures.bad.items():
            self._set_aside(chunk, row, name or item.column, reason, rejects)
            aside[of_row[row]] = True
        return figures

    def _check_keys(
        self, keys: Any, chunk: Chunk, rows: Any, aside: Any, rejects: list[Reject]
    ) -> None:
        texts = keys.cast("string")
        suspicious = range(len(texts)) if self.doubled else ()
        for at in suspicious:
            if texts[at].as_py() in self.doubled:
                reason = "the partner has more than one row"
                self._set_aside(chunk, int(rows[at]), self.table.by, reason, rejects)
                aside[at] = True
        for at, reason in _bad_keys(texts).items():
            self._set_aside(chunk, int(rows[at]), self.table.by, reason, rejects)
            aside[at] = True

    def _set_aside(
        self, chunk: Chunk, row: int, column: str, reason: str, rejects: list[Reject]
    ) -> None:
        rejects.append(Reject(number_of(chunk, row), column, reason))


def number_of(chunk: Chunk, row: int) -> int:
    """Return the number in the table of a row of a chunk."""
    return chunk.first + row if chunk.numbers is None else int(chunk.numbers[row])


def read_figures(item: Figured, column: Any, readers: CellReaders) -> Figures:
    """Return the figures of a column, with those beyond their range among the bad ones."""
    column = one_array(column)
    brought, span = item.brought, item.range
    read = readers.reader(brought.type, span)
    figures = read_column(column, brought.type, brought.scale, read)
    if isinstance(brought.type, Money | Count):
        for row, value in figures.odd.items():
            # What is finer than the smallest unit is refused in the words of the plain reader.
            if isinstance(value, Fraction) and (value * brought.scale).denominator != 1:
                wrong = read(decimal_text(value))
                if isinstance(wrong, Diagnostic):
                    figures.bad.setdefault(row, wrong.message)
    if span is None:
        return figures

    def say(value: Fraction) -> str:
        text = in_words(value, brought.type)
        low, high = (in_words(each, brought.type) for each in (span.low, span.high))
        return cell_problems.out_of_range(text, low, high).message

    within(figures, span.low, span.high, brought.scale, say)
    for row, value in figures.odd.items():
        if isinstance(value, Fraction) and not span.low <= value <= span.high:
            figures.bad.setdefault(row, say(value))
    return figures


def _bad_keys(texts: Any) -> dict[int, str]:
    """Return what is wrong with the names of partners, by place."""
    import numpy
    from pyarrow import compute

    if are_letters_and_digits(texts):
        return {}
    found: dict[int, str] = {}
    empty = compute.or_kleene(texts.is_null(), compute.equal(texts, "")).fill_null(True)
    for at in numpy.flatnonzero(empty.to_numpy(zero_copy_only=False)):
        found[int(at)] = "the row does not say whose figures it has"
    plain = compute.match_substring_regex(texts, "^[A-Za-z0-9]([A-Za-z0-9 ._:/-]*[A-Za-z0-9])?$")
    for at in numpy.flatnonzero(~plain.fill_null(True).to_numpy(zero_copy_only=False)):
        if int(at) not in found:
            wrong = read_text(texts[int(at)].as_py())
            if isinstance(wrong, Diagnostic):
                found[int(at)] = wrong.message
    return found


def _starts(keys: Any) -> Any:
    """Return where the rows of each partner begin."""
    import numpy
    from pyarrow import compute

    if not len(keys):
        return numpy.zeros(0, numpy.int64)
    differs = compute.not_equal(keys[1:], keys[:-1])
    # A row without a partner is a partner of its own, to be set aside.
    differs = differs.fill_null(True).to_numpy(zero_copy_only=False)
    return numpy.append(0, numpy.flatnonzero(differs) + 1)


def _indices(starts: Any) -> Any:
    import pyarrow

    return pyarrow.array(starts)
