"""The result of many partners as Arrow tables: a row a partner and period, or a row a partner."""

from collections.abc import Sequence
from typing import Any

from milestonelang import records
from milestonelang.driver.batch.blocks import Computed
from milestonelang.driver.batch.chunks import Reject
from milestonelang.driver.batch.figures import (
    Doubts,
    FigureColumn,
    Filled,
    arrow_column,
    arrow_type,
)
from milestonelang.driver.batch.program import Ready
from milestonelang.statement.pending import reason_text
from milestonelang.statement.words import Words

PENDING = "pending"
PERIOD = "period"


@records.frozen(eq=False)
class Layout:
    """How the result is laid out; *labels* are the periods of a wide one.

    *compact*: amounts are decimals of 64 bits, as Parquet keeps them; else those of 128 bits, which
    every library takes.
    """

    by: str
    wide: bool
    figures: tuple[FigureColumn, ...]
    labels: tuple[str, ...]
    compact: bool = False

    def schema(self, key_type: Any) -> Any:
        """Return the schema of the result."""
        import pyarrow

        fields = [(self.by, key_type)]
        if self.wide:
            fields += [
                (f"{figure.name}@{label}", arrow_type(figure, self.compact))
                for figure in self.figures
                for label in self.labels
            ]
        else:
            fields.append((PERIOD, pyarrow.string()))
            fields += [(figure.name, arrow_type(figure, self.compact)) for figure in self.figures]
        return pyarrow.schema([*fields, (PENDING, pyarrow.string())])


@records.frozen(eq=False)
class Part:
    """A part of the result: its rows, and what the summary and the rejects need to know."""

    table: Any
    partners: int
    by_exact: int
    aside: int
    pending: int
    rejects: tuple[Reject, ...]
    totals: dict[str, int]


def draw_part(
    layout: Layout,
    ready: Ready,
    keys: Any,
    aside: Any,
    rejects: Sequence[Reject],
    computed: Computed,
    words: Words,
) -> Part:
    """Return the result of a block of partners, without those that are set aside."""
    import numpy

    kept = numpy.flatnonzero(~aside) if aside.any() else None
    cells = [
        _Cells(figure, filled, ready, kept)
        for figure, filled in zip(layout.figures, computed.figures, strict=True)
    ]
    own = keys if kept is None else keys.take(_arrow(kept))
    texts = _pending_texts(layout, cells, computed.doubts, words)
    draw = _wide if layout.wide else _long
    table = draw(layout, ready, own, cells, texts)
    totals = {cell.figure.name: cell.total() for cell in cells if cell.figure.places is not None}
    gone = 0 if kept is None else len(keys) - len(kept)
    pending = len({int(at) for _, at in texts})
    return Part(table, len(own), computed.by_exact, gone, pending, tuple(rejects), totals)


class _Cells:
    """One figure of the partners that are kept: numbers and what is known, [period, partner]."""

    def __init__(self, figure: FigureColumn, filled: Filled, ready: Ready, kept: Any) -> None:
        import numpy

        self.figure = figure
        self.numbers, self.unknown = filled.numbers, filled.unknown
        self.texts = filled.texts
        if kept is not None:
            self.numbers = self.numbers[:, kept]
            self.unknown = None if self.unknown is None else self.unknown[:, kept]
        known = None
        if self.unknown is not None and self.unknown.any():
            known = self.unknown == 0
        program = ready.program
        outside = [figure.runs_only and not program.runs(index) for index in range(ready.length)]
        if any(outside):
            if known is None:
                known = numpy.ones(self.numbers.shape, bool)
            known[outside] = False
            if self.unknown is not None:
                self.unknown = numpy.where(numpy.array(outside)[:, None], 0, self.unknown)
        self.known = known

    def column(self, period: int | None, compact: bool) -> Any:
        """Return the Arrow column of one period, or of all, partner by partner."""
        if period is None:
            numbers = self.numbers.T.reshape(-1)
            known = None if self.known is None else self.known.T.reshape(-1)
        else:
            numbers = self.numbers[period]
            known = None if self.known is None else self.known[period]
        return arrow_column(self.figure, numbers, known, self.texts, compact)

    def total(self) -> int:
        """Return the sum of what is known, exact."""
        import numpy

        numbers = self.numbers if self.known is None else numpy.where(self.known, self.numbers, 0)
        if not numbers.size:
            return 0
        most = max(int(numbers.max()), -int(numbers.min()))
        if most * numbers.size < 1 << 63:
            return int(numbers.sum())
        # Two halves, so that no sum of many leaves 64 bits.
        high, low = numbers >> 32, numbers & 0xFFFFFFFF
        return (int(high.sum()) << 32) + int(low.sum())


def _pending_texts(
    layout: Layout, cells: Sequence[_Cells], doubts: Doubts, words: Words
) -> dict[tuple[int, int], str]:
    """Return, for each period and partner with a pending figure, which ones and why."""
    import numpy

    doubtful = [cell for cell in cells if cell.unknown is not None and (cell.unknown > 0).any()]
    if not doubtful:
        return {}
    stacked = numpy.stack([numpy.maximum(cell.unknown, 0) for cell in doubtful], axis=-1)
    periods, partners = numpy.nonzero(stacked.any(axis=-1))
    distinct, back = numpy.unique(stacked[periods, partners], axis=0, return_inverse=True)
    sets = doubts.all()
    texts = []
    for row in distinct:
        names: dict[str, list[str]] = {}
        for cell, number in zip(doubtful, row, strict=True):
            reasons = sorted({reason_text(each, words) for each in sets[int(number)]})
            if reasons:
                names.setdefault("; ".join(reasons), []).append(cell.figure.name)
        texts.append(" | ".join(f"{', '.join(item)}: {why}" for why, item in names.items()))
    back = back.reshape(-1)
    return {
        (int(period), int(at)): texts[back[index]]
        for index, (period, at) in enumerate(zip(periods, partners, strict=True))
    }


def _long(
    layout: Layout, ready: Ready, keys: Any, cells: Sequence[_Cells], texts: dict[Any, str]
) -> Any:
    import numpy
    import pyarrow

    length, width = ready.length, len(keys)
    labels = pyarrow.array([period.label for period in ready.program.periods[:length]])
    periods = pyarrow.DictionaryArray.from_arrays(
        pyarrow.array(numpy.tile(numpy.arange(length, dtype=numpy.int32), width)), labels
    ).cast(pyarrow.string())
    pending: list[str | None] = [None] * (length * width) if texts else []
    for (period, at), text in texts.items():
        pending[at * length + period] = text
    columns = [
        keys.take(_arrow(numpy.repeat(numpy.arange(width), length))),
        periods,
        *(cell.column(None, layout.compact) for cell in cells),
        pyarrow.array(pending, pyarrow.string())
        if texts
        else pyarrow.nulls(length * width, pyarrow.string()),
    ]
    return pyarrow.Table.from_arrays(columns, schema=layout.schema(keys.type))


def _wide(
    layout: Layout, ready: Ready, keys: Any, cells: Sequence[_Cells], texts: dict[Any, str]
) -> Any:
    import pyarrow

    labels = [period.label for period in ready.program.periods[: ready.length]]
    columns = [keys]
    for cell in cells:
        for label in layout.labels:
            if label in labels:
                columns.append(cell.column(labels.index(label), layout.compact))
            else:
                columns.append(pyarrow.nulls(len(keys), arrow_type(cell.figure, layout.compact)))
    found: dict[int, list[str]] = {}
    for (period, at), text in sorted(texts.items()):
        found.setdefault(at, []).append(f"{labels[period]}: {text}")
    if found:
        pending = [" || ".join(found[at]) if at in found else None for at in range(len(keys))]
        columns.append(pyarrow.array(pending, pyarrow.string()))
    else:
        columns.append(pyarrow.nulls(len(keys), pyarrow.string()))
    return pyarrow.Table.from_arrays(columns, schema=layout.schema(keys.type))


def _arrow(places: Any) -> Any:
    import pyarrow

    return pyarrow.array(places)
