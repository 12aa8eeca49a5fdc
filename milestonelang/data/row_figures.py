"""Results over rows, from their files to columns of whole numbers for a block of partners.

In: files of results in the order of partners, and partners in the same order. Out: for each result
its numbers by [period, partner], which are missing, and which are not numbers of 64 bits. Promised:
only the results of the partners at hand are held.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import records
from milestonelang.data.duckdb_by_partner import BAD, PERIOD, Grouped, Kind, Result
from milestonelang.data.duckdb_sources import PARTNER
from milestonelang.data.model import Exact
from milestonelang.primitives.dates import parse_day
from milestonelang.types import Choice, Date, Truth, Type

_ROWS = 1 << 16
_ORDINAL = 719163  # of 1970-01-01
_PARTNER, _PERIOD, _BAD = (name.strip('"') for name in (PARTNER, PERIOD, BAD))


@records.frozen(eq=False)
class RowSeries:
    """A result: numbers, counts to divide by, what is missing, what is odd, which row is empty."""

    numbers: Any
    counts: Any
    missing: Any
    odd: dict[tuple[int, int], Exact]
    empty: dict[tuple[int, int], int]


class RowWindow:
    """The results of some partners, as tables."""

    def __init__(self, found: Sequence[tuple[Grouped, Any]]) -> None:
        self.found = found

    def series(
        self, keys: Any, periods: int, types: dict[int, tuple[Type, int]]
    ) -> tuple[dict[int, RowSeries], Any]:
        """Return each result by its node, and which partners have a bad row.

        *types* has of each node the type of its value and at which scale it is to stand.
        """
        import numpy
        from pyarrow import compute

        bad = numpy.zeros(len(keys), bool)
        series: dict[int, RowSeries] = {}
        for grouped, table in self.found:
            own = table.column(_PARTNER)
            if own.type != keys.type:
                keys = keys.cast(own.type)
            places = compute.index_in(own, value_set=keys).combine_chunks()
            at = places.fill_null(-1).to_numpy(zero_copy_only=False)
            if grouped.has_bad:
                wrong = table.column(_BAD).fill_null(False).to_numpy()
                bad[at[wrong & (at >= 0)]] = True
            period = table.column(_PERIOD).fill_null(-1).to_numpy()
            fits = numpy.flatnonzero((at >= 0) & (period >= 0) & (period < periods))
            spot = period[fits].astype(numpy.int64) * len(keys) + at[fits]
            for result in grouped.results:
                type, scale = types[result.node]
                reader = _Reader(table, fits, spot, (periods, len(keys)))
                series[result.node] = reader.read(result, type, scale)
        return series, bad


class _Reader:
    """Reads the columns of one result."""

    def __init__(self, table: Any, fits: Any, spot: Any, shape: tuple[int, int]) -> None:
        self.table, self.fits, self.spot, self.shape = table, fits, spot, shape

    def read(self, result: Result, type: Type, scale: int) -> RowSeries:
        """Return a result."""
        import numpy

        size = self.shape[0] * self.shape[1]
        column = self.table.column(f"v{result.place}").combine_chunks()
        values, valid, odd = _numbers(column, result, type, scale)
        numbers = numpy.zeros(size, numpy.int64)
        numbers[self.spot] = numpy.where(valid, values, 0)[self.fits]
        counts = None
        if result.over:
            counts = numpy.ones(size, numpy.int64)
            own = self.table.column(f"c{result.place}").to_numpy()
            counts[self.spot] = numpy.maximum(own, 1)[self.fits]
        missing: Any = None
        if result.counted:
            missing = numpy.ones(size, bool)
            missing[self.spot] = (self.table.column(f"c{result.place}").to_numpy() == 0)[self.fits]
            missing = missing.reshape(self.shape)
        rows = dict(zip(self.fits.tolist(), self.spot.tolist(), strict=True)) if odd else {}
        empty: dict[tuple[int, int], int] = {}
        if result.may_be_empty:
            holes = self.table.column(f"e{result.place}").to_pylist()
            for row, spot in zip(self.fits.tolist(), self.spot.tolist(), strict=True):
                if holes[row] is not None:
                    empty[self._place(spot)] = int(holes[row])
        return RowSeries(
            numbers.reshape(self.shape),
            None if counts is None else counts.reshape(self.shape),
            missing,
            {self._place(rows[row]): value for row, value in odd.items() if row in rows},
            empty,
        )

    def _place(self, spot: int) -> tuple[int, int]:
        return divmod(spot, self.shape[1])


def _numbers(
    column: Any, result: Result, type: Type, scale: int
) -> tuple[Any, Any, dict[int, Exact]]:
    """Return whole numbers at *scale*, which are valid, and what is no number of 64 bits."""
    import numpy

    valid = column.is_valid().to_numpy(zero_copy_only=False)
    match result.kind:
        case Kind.COUNT | Kind.DAY:
            return column.fill_null(0).cast("int64").to_numpy(zero_copy_only=False), valid, {}
        case Kind.DATE:
            days = column.cast("int32").fill_null(0).to_numpy(zero_copy_only=False)
            return days.astype(numpy.int64) + _ORDINAL, valid, {}
        case Kind.NUMBER:
            words = numpy.frombuffer(column.buffers()[1], numpy.int64)
            words = words.reshape(-1, 2)[column.offset : column.offset + len(column)]
            low, high = words[:, 0], words[:, 1]
            fine = ~valid | (high == low >> 63)
            odd: dict[int, Exact] = {}
            for at in numpy.flatnonzero(~fine):
                digits = int(high[at]) << 64 | int(low[at]) & 0xFFFFFFFFFFFFFFFF
                odd[int(at)] = Fraction(digits, result.unit)
            return _at_scale(low, fine & valid, result.unit, scale, odd), valid, odd
        case Kind.TRUTH | Kind.TEXT | Kind.EXACT:
            return _from_texts(column, valid, type, scale)


def _at_scale(numbers: Any, good: Any, unit: int, scale: int, odd: dict[int, Exact]) -> Any:
    """Return numbers of 1/unit as numbers of 1/scale; what is none goes to *odd*."""
    import numpy

    if unit == scale:
        return numpy.where(good, numbers, 0)
    factor = Fraction(scale, unit)
    limit = numpy.iinfo(numpy.int64).max // max(1, factor.numerator)
    fits = good & (numbers % factor.denominator == 0)
    fits &= (numbers <= limit) & (numbers >= -limit)
    for at in numpy.flatnonzero(good & ~fits):
        odd[int(at)] = Fraction(int(numbers[at]), unit)
    return numpy.where(fits, numbers, 0) // factor.denominator * factor.numerator


def _from_texts(
    column: Any, valid: Any, type: Type, scale: int
) -> tuple[Any, Any, dict[int, Exact]]:
    import numpy

    coded = column.cast("string").dictionary_encode()
    found = numpy.zeros(len(coded.dictionary) + 1, numpy.int64)
    strange: dict[int, Exact] = {}
    for at, text in enumerate(coded.dictionary.to_pylist()):
        value = _value(text, type)
        number = value if isinstance(value, bool) or type == Date() else None
        if isinstance(value, str):
            number = type.values.index(value) if isinstance(type, Choice) else None
        elif isinstance(value, Fraction) and (value * scale).denominator == 1:
            number = int(value * scale)
        if isinstance(number, int) and abs(number) < 1 << 62:
            found[at] = number
        else:
            strange[at] = value
    indices = coded.indices.fill_null(len(coded.dictionary)).to_numpy(zero_copy_only=False)
    odd = {
        int(row): strange[int(indices[row])]
        for row in numpy.flatnonzero(numpy.isin(indices, list(strange)))
    }
    return found[indices], valid, odd


def _value(text: str, type: Type) -> Exact:
    match type:
        case Truth():
            return text == "true"
        case Date():
            return parse_day(text) or int(text)
        case Choice():
            return text
        case _:
            return Fraction(text)


class RowFigures:
    """Files of results, read along with a table of partners in the same order."""

    def __init__(self, grouped: Sequence[Grouped]) -> None:
        self._files = [(item, _Reading(item)) for item in grouped]

    def upto(self, last: Any) -> RowWindow:
        """Return the results of the partners after the last time, up to and with *last*."""
        return RowWindow([(item, reading.upto(last)) for item, reading in self._files])


class _Reading:
    """Reads one file of results, forward."""

    def __init__(self, grouped: Grouped) -> None:
        from pyarrow import parquet

        self._file = parquet.ParquetFile(grouped.path)
        self._batches: Iterator[Any] = self._file.iter_batches(_ROWS)
        self._rest: Any = self._file.schema_arrow.empty_table()

    def upto(self, last: Any) -> Any:
        import pyarrow
        from pyarrow import compute

        parts = []
        if last.as_py() is None:
            return self._rest.slice(0, 0)
        last = pyarrow.scalar(last.as_py(), self._rest.schema.field(_PARTNER).type)
        while True:
            keys = self._rest.column(_PARTNER)
            beyond = compute.sum(compute.greater(keys, last).fill_null(False)).as_py() or 0
            cut = self._rest.num_rows - beyond
            parts.append(self._rest.slice(0, cut))
            self._rest = self._rest.slice(cut)
            if beyond:
                break
            following = next(self._batches, None)
            if following is None:
                break
            self._rest = pyarrow.Table.from_batches([following])
        return pyarrow.concat_tables(parts)
