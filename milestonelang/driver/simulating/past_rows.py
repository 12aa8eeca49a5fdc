"""Rows that a simulation draws: those of a past period, all together, moved to the period drawn.

In: a past period for each period of a scenario. Out: the rows of each block, as the evaluator takes
them. Promised: a row is that of the past with every day moved by the same number of months, so that
what came half a year after it comes half a year after it; nothing of it is made up.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.expressions import ColumnValue
from milestonelang.agreement.rows import blocks_of, cells_of
from milestonelang.data.blocks import run_blocks
from milestonelang.data.known import Known
from milestonelang.data.model import Rows
from milestonelang.driver.calendars import holidays_of
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.dates import add_months, is_weekend
from milestonelang.primitives.numbers import round_to
from milestonelang.primitives.periods import Period, month_number
from milestonelang.simulation.model import Drawn
from milestonelang.statement.basis import Basis
from milestonelang.types import Date, Money, MonthEnds, RoundingMode

_TENTH = Fraction(11, 10)
RowsOfBlocks = dict[int, tuple[tuple[ir.Row, ...] | ir.Missing, ...]]


class PastRows:
    """The rows of past periods, by block; *drawn* says which period is drawn."""

    def __init__(
        self,
        agreement: decl.Agreement,
        drawn: Drawn,
        past: Mapping[int, tuple[tuple[ir.Row, ...], ...]],
        periods: Sequence[Period],
    ) -> None:
        self.agreement, self.drawn = agreement, drawn
        self._past, self._periods = past, periods
        ends = agreement.contract.month_ends
        self._ends = MonthEnds.ROLL_BACK if ends is None else ends
        self._days = {
            int(block.id): tuple(
                isinstance(cell, ColumnValue) and isinstance(cell.type, Date)
                for cell in cells_of(block)
            )
            for block in blocks_of(agreement).values()
        }
        self._moved: dict[tuple[int, int, int, int], tuple[ir.Row, ...]] = {}

    def of(self, places: Sequence[int], periods: Sequence[Period]) -> RowsOfBlocks:
        """Return the rows of a scenario whose periods are those past ones, for a program's periods.

        After the last that was drawn there are none.
        """
        left = len(periods) - len(places)
        return {
            block: (
                *(
                    self._rows(block, place, period)
                    for place, period in zip(places, periods, strict=False)
                ),
                *((),) * left,
            )
            for block in self._past
        }

    def label(self, place: int) -> str:
        """Return the label of a past period."""
        return self._periods[place].label

    def _rows(self, block: int, place: int, period: Period) -> tuple[ir.Row, ...]:
        key = (block, place, period.index, period.end)
        if key not in self._moved:
            before = self._periods[place]
            months = month_number(period.full_start) - month_number(before.full_start)
            self._moved[key] = tuple(
                self._row(row, months, self._days[block], period)
                for row in self._past[block][place]
            )
        return self._moved[key]

    def _row(self, row: ir.Row, months: int, days: Sequence[bool], period: Period) -> ir.Row:
        # A period that the term cuts has what a whole one had, on the days that it has.
        day = min(max(add_months(row.day, months, self._ends), period.start), period.end)
        cells = tuple(
            add_months(cell, months, self._ends) if is_day and isinstance(cell, int) else cell
            for cell, is_day in zip(row.cells, days, strict=True)
        )
        return records.evolve(row, day=day, cells=cells)


def amounts_of(agreement: decl.Agreement, basis: Basis | None) -> Iterator[tuple[str, str]]:
    """Yield the columns of money whose rows are drawn, each with its source."""
    for name in dict.fromkeys(block.source for block in blocks_of(agreement).values()):
        # Rows that stay in a database are not written anew.
        if basis is None or not isinstance(basis.known.rows.get(name), Rows):
            continue
        for column in agreement.get(name, decl.Source).columns:
            if column.computed is None and isinstance(column.type, Money):
                yield name, column.name


def past_rows(
    agreement: decl.Agreement,
    basis: Basis,
    drawn: Drawn,
    settings: Mapping[str, ir.Exact],
    raised: tuple[str, str] | None = None,
) -> PastRows:
    """Return the rows of a past, read as *settings* have it; one column *raised* by a tenth."""
    holidays = holidays_of(basis.agreement)
    found = run_blocks(
        basis.known if raised is None else _raised(agreement, basis.known, *raised),
        basis.agreement,
        settings,
        lambda day: not is_weekend(day) and day not in holidays,
    )
    past = {block: rows.periods for block, rows in found.items()}
    return PastRows(agreement, drawn, past, basis.program.periods)


def _raised(agreement: decl.Agreement, known: Known, source: str, column: str) -> Known:
    """Return what is known with each amount of a column a tenth larger, to the smallest unit."""
    rows = known.rows[source]
    declared = next(
        each for each in agreement.get(source, decl.Source).columns if each.name == column
    )
    assert isinstance(rows, Rows)
    assert isinstance(declared.type, Money)
    unit = Fraction(1, 10 ** (minor_units(declared.type.currency) or 0))
    more = tuple(
        round_to(each * _TENTH, unit, RoundingMode.HALF_UP) if isinstance(each, Fraction) else each
        for each in rows.columns[column]
    )
    after = records.evolve(rows, columns={**rows.columns, column: more})
    return records.evolve(known, rows={**known.rows, source: after})
