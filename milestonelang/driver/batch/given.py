"""What each partner is given of its own: parameters, segments, and the term's first and last day.

In: a table with a row for each partner. Out: `Given`: for the partners of a chunk their values, and
the groups of those whose terms run alike.
"""

from collections.abc import Iterator
from typing import Any

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.data import partner_problems, problems as data_problems
from milestonelang.data.cells import CellReaders
from milestonelang.data.partner_columns import is_exact, scale_of
from milestonelang.data.partner_tables import Chunk, UnusableTableError, open_table
from milestonelang.driver.batch.blocks import Series
from milestonelang.driver.batch.chunks import NO_GROUP, Figured, Group, Reject, read_figures
from milestonelang.driver.batch.program import Brought, natural_scale
from milestonelang.types import Choice, Date, Invalid, ListOfText, Text, describe

EFFECTIVE, UNTIL = "effective", "until"


@records.frozen(eq=False)
class Given:
    """The partners' own values; *values* has a `Figures` for each name."""

    name: str = ""
    keys: Any = None
    parameters: tuple[decl.Parameter, ...] = ()
    segments: tuple[decl.Segment, ...] = ()
    brought: tuple[Brought, ...] = ()
    values: Any = None
    days: Any = None

    @property
    def has_terms(self) -> bool:
        """Whether partners have terms of their own."""
        return self.days is not None

    def table_of_keys(self, by: str) -> Any:
        """Return a table of nothing but the partners, in their order."""
        import pyarrow

        if self.keys is None:
            return pyarrow.table({by: pyarrow.array([], pyarrow.string())})
        return pyarrow.table({by: self.keys}).sort_by(by)

    def by_group(self) -> dict[Group, list[Any]]:
        """Return the partners by the days of their own terms, none where none have any."""
        if self.days is None:
            return {}
        found: dict[Group, list[Any]] = {}
        for key, (start, end) in zip(self.keys.to_pylist(), self.days.tolist(), strict=True):
            found.setdefault((start or None, end or None), []).append(key)
        return found

    def series(
        self, keys: Any, chunk: Chunk, aside: Any, rejects: list[Reject], by: str
    ) -> dict[str, Series]:
        """Return the values of the partners of a chunk; who has none is set aside."""
        import numpy
        from pyarrow import compute

        if self.keys is None:
            return {}
        found = compute.index_in(keys.cast(self.keys.type), value_set=self.keys)
        places = found.fill_null(-1).to_numpy(zero_copy_only=False)
        for at in numpy.flatnonzero((places < 0) & ~aside):
            reason = f"the partner has no row in `{self.name}`"
            rejects.append(Reject(chunk.first + int(at), by, reason))
            aside[at] = True
        series = {}
        for item in self.brought:
            figures = self.values[item.name]
            wrong = numpy.zeros(len(figures.numbers) + 1, bool)
            wrong[list(figures.bad)] = True
            wrong[:-1] |= figures.missing
            for at in numpy.flatnonzero(wrong[places] & (places >= 0) & ~aside):
                place = int(places[at])
                reason = figures.bad.get(place, f"the partner has no value in `{self.name}`")
                rejects.append(Reject(chunk.first + int(at), item.name, reason))
                aside[at] = True
            odd = {}
            if figures.odd:
                odd = {
                    (0, int(at)): figures.odd[int(places[at])]
                    for at in numpy.flatnonzero(numpy.isin(places, list(figures.odd)))
                }
            series[item.name] = Series(figures.numbers[places], None, odd)
        return series

    def groups(self, chunk: Chunk, keys: Any) -> Iterator[tuple[Group, Chunk]]:
        """Yield the rows of a chunk by the first and last day of their partners' terms."""
        import numpy
        from pyarrow import compute

        if self.days is None:
            yield NO_GROUP, chunk
            return
        found = compute.index_in(keys.cast(self.keys.type), value_set=self.keys)
        places = found.fill_null(-1).to_numpy(zero_copy_only=False)
        days = numpy.vstack([self.days, [[0, 0]]])[places]
        distinct, back = numpy.unique(days, axis=0, return_inverse=True)
        for index, (start, end) in enumerate(distinct):
            rows = numpy.flatnonzero(back.reshape(-1) == index)
            numbers = rows + chunk.first if chunk.numbers is None else chunk.numbers[rows]
            own = Chunk(chunk.table.take(rows), chunk.first, numbers)
            yield (int(start) or None, int(end) or None), own


def read_given(
    agreement: decl.Agreement, readers: CellReaders, source: Any, by: str, settings: set[str]
) -> Given:
    """Return what a table gives each partner; raises UnusableTableError."""
    if source is None:
        return Given()
    table = open_table(source, by)
    from pyarrow import compute, parquet

    content = table.table if table.path is None else parquet.read_table(table.path)
    keys = content.column(by).combine_chunks()
    counts = compute.value_counts(keys)
    if len(counts) < len(keys):
        texts = [str(key) for key in keys.to_pylist()]
        again = next(at for at, text in enumerate(texts) if texts.index(text) < at)
        first = texts.index(texts[again])
        raise UnusableTableError(
            data_problems.not_unique(table.name, again + 1, by, texts[again], first + 1)
        )
    parameters: list[decl.Parameter] = []
    segments: list[decl.Segment] = []
    brought: list[Brought] = []
    values: dict[str, Any] = {}
    days: dict[str, Any] = {}
    for field in content.schema:
        if field.name == by:
            continue
        item = _item(agreement, table.name, field, settings)
        if not is_exact(field.type):
            kind = str(field.type).upper()
            wanted = describe(item.brought.type)
            raise UnusableTableError(
                data_problems.inexact_column(table.name, field.name, kind, wanted)
            )
        figures = read_figures(item, content.column(field.name), readers)
        if field.name in (EFFECTIVE, UNTIL):
            _require_all(table.name, field.name, figures)
            days[field.name] = figures.numbers
            continue
        values[field.name] = figures
        brought.append(item.brought)
        declared = agreement.declarations[field.name]
        if isinstance(declared, decl.Parameter):
            parameters.append(declared)
        elif isinstance(declared, decl.Segment):
            segments.append(declared)
    return Given(
        table.name,
        keys,
        tuple(parameters),
        tuple(segments),
        tuple(brought),
        values,
        _days(agreement, table.name, days, len(keys)),
    )


def _item(agreement: decl.Agreement, file: str, field: Any, settings: set[str]) -> Figured:
    name = field.name
    if name in (EFFECTIVE, UNTIL):
        return Figured(Brought(name, Date(), 1, None, None, True), None, name)
    declared = agreement.declarations.get(name)
    if name in settings:
        what = f"`{name}`, given for all partners and for each,"
        raise UnusableTableError(partner_problems.not_in_batch(file, what, "leave out one of both"))
    if isinstance(declared, decl.Segment):
        return Figured(Brought(name, Choice(declared.values), 1, None, None, True), None, name)
    if isinstance(declared, decl.Parameter) and not isinstance(
        declared.type, Text | ListOfText | Invalid
    ):
        span = declared.range
        low, high = (None, None) if span is None else (span.low, span.high)
        scale = scale_of(field.type, declared.type, natural_scale(declared.type))
        return Figured(Brought(name, declared.type, scale, low, high, True), span, name)
    known = [
        item.name
        for item in agreement.declarations.values()
        if isinstance(item, decl.Segment | decl.Parameter)
    ]
    raise UnusableTableError(
        data_problems.unknown_column(file, name, (*known, EFFECTIVE, UNTIL), {})
    )


def _require_all(file: str, name: str, figures: Any) -> None:
    if figures.bad or figures.missing.any():
        row = min(figures.bad) if figures.bad else int(figures.missing.argmax())
        what = figures.bad.get(row, "a partner without a day")
        raise UnusableTableError(
            partner_problems.not_in_batch(
                file, f"row {row + 1}, column `{name}` ({what}),", "write a day as `2026-03-31`"
            )
        )


def _days(agreement: decl.Agreement, file: str, days: dict[str, Any], count: int) -> Any:
    """Return the first and last day of each partner's term, 0 for the contract's own."""
    import numpy

    if not days:
        return None
    contract = agreement.contract
    none = numpy.zeros(count, numpy.int64)
    start, end = days.get(EFFECTIVE, none), days.get(UNTIL, none)
    first = numpy.where(start == 0, contract.start, start)
    last = numpy.where(end == 0, contract.end, end)
    wrong = numpy.flatnonzero(first >= last)
    if len(wrong):
        raise UnusableTableError(
            partner_problems.not_in_batch(
                file,
                f"row {int(wrong[0]) + 1}, whose term would end before it begins,",
                "correct `effective` or `until`",
            )
        )
    return numpy.stack([start, end], axis=1)
