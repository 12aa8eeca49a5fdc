"""Draw the rows of sources: how many in each period, and what stands in their cells.

In: the sources of a problem, amounts that its terms name, a source of chance. Out: rows as a file
gives them, by source. Promised: the same chance gives the same rows; what is unique is numbered, so
that it stays so; a day that is empty was drawn so only where the column may be empty.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

from milestonelang.backends.proof.boundaries import near_constants, snap
from milestonelang.backends.proof.model import Figure, GivenRow, RowColumn, Rowed, RowSource
from milestonelang.ir import Exact
from milestonelang.primitives.dates import add_months
from milestonelang.primitives.periods import Period
from milestonelang.types import Date, Money, MonthEnds, Percent, PeriodType, Text, Type

_LATER = (0, 1, 2, 3, 6, 9, 11, 12, 13, 24)  # months from the day of a row to another day in it
_MOST_MONTHS = 120
_FEW = (0, 0, 0, 1, 1, 2, 3)
_MANY = (1, 2, 3, 5, 6, 8)
MOST_ROWS = 36  # more are only drawn alike
_CROWDS = {24: 120, 48: 600}  # runs in which so many rows that are alike fall into one period
_SMALL = 0.3  # how many runs have mostly small numbers, which many rows add up to little
_NEGATIVE = 0.15  # how many runs may have numbers below zero, where no range says no

GivenRows = dict[str, tuple[GivenRow, ...]]


class Rows:
    """Draws rows for the periods of a term."""

    def __init__(self, rowed: Rowed, periods: Sequence[Period], random: Random) -> None:
        self.rowed, self.periods, self.random = rowed, periods, random
        numbers = [
            column.figure
            for source in rowed.sources
            for column in source.columns
            if column.figure.is_number and not isinstance(column.figure.type, Date | PeriodType)
        ]
        # Figures of two sources may have one name.
        self.near = {
            figure: tuple(
                sorted(
                    each
                    for each in near_constants((figure,), rowed.constants)[figure.name]
                    if isinstance(each, Fraction)
                )
            )
            for figure in numbers
        }
        self.months = tuple(sorted({*_LATER, *_spans(rowed.constants)}))
        self.days = tuple(int(each) for each in rowed.constants.get(Date(), ()))
        self.is_negative = self.is_small = False
        self.is_filled = 0.5

    def drawn(self, at: int) -> GivenRows:
        """Return the rows of every source; those of the first runs are none, and then the same."""
        random = self.random
        self.is_negative = random.random() < _NEGATIVE
        self.is_small = random.random() < _SMALL
        self.is_filled = random.choice((0.0, 0.0, 0.5, 1.0))
        if at == 0:
            return {source.name: () for source in self.rowed.sources}
        return {source.name: self._of(source, at) for source in self.rowed.sources}

    def _of(self, source: RowSource, at: int) -> tuple[GivenRow, ...]:
        if at in _CROWDS:
            return self._crowd(source, _CROWDS[at])
        counts = [at] * len(self.periods) if at <= 2 else self._counts()
        kinds = [self._cells(source) for _ in range(self.random.choice((1, 1, 2)))]
        is_alike = at <= 2 or self.random.random() < 0.6
        found: list[GivenRow] = []
        for period, count in zip(self.periods, counts, strict=True):
            for _ in range(count):
                if len(found) == MOST_ROWS:
                    break
                cells = self.random.choice(kinds) if is_alike else self._cells(source)
                found.append(self._dated(source, cells, period, len(found)))
        return tuple(found)

    def _crowd(self, source: RowSource, count: int) -> tuple[GivenRow, ...]:
        """Return rows that differ in what is unique alone: what each has a limit for has none."""
        period = self.random.choice(self.periods)
        row = self._dated(source, self._cells(source), period, 0)
        return tuple(numbered(source, row, place) for place in range(count))

    def _counts(self) -> list[int]:
        style, count = self.random.random(), len(self.periods)
        if style < 0.3:
            return [self.random.choice(_FEW) for _ in range(count)]
        if style < 0.5:
            return [self.random.choice(_FEW[2:])] * count
        found = [0] * count
        for _ in range(self.random.choice((1, 2, 2, 3))):
            found[self.random.randrange(count)] = self.random.choice(_MANY)
        return found

    # ---- cells

    def _cells(self, source: RowSource) -> list[Exact | None]:
        """Draw what does not depend on the day of a row; days are put in with it."""
        return [self._cell(column) for column in source.columns]

    def _cell(self, column: RowColumn) -> Exact | None:
        figure = column.figure
        if isinstance(figure.type, Date | PeriodType):
            return None
        if column.may_be_empty and self.random.random() < 0.2:
            return None
        if not figure.is_number:
            return self.random.choice(figure.words)
        return self._number(figure)

    def _number(self, figure: Figure) -> Fraction:
        near = self.near[figure]
        if figure.low is None and not self.is_negative:
            near = tuple(each for each in near if each >= 0)
        style = self.random.random()
        if style < 0.45:
            half = (len(near) + 1) // 2
            return self.random.choice(near[:half] if self.is_small else near[-half:])
        if style < 0.85:
            return self.random.choice(near)
        # Where the range is open, the last of them are far beyond what the terms speak of.
        named = self.rowed.constants.get(figure.type, ())
        high = max((2 * each for each in named), default=near[-1])
        high = max(near[0], min(near[-1], high))
        value = near[0] + (high - near[0]) * Fraction(self.random.randrange(1001), 1000)
        kept = snap(figure, value)
        return near[0] if kept is None else kept

    def _dated(
        self, source: RowSource, cells: Sequence[Exact | None], period: Period, place: int
    ) -> GivenRow:
        day, style = period.start, self.random.random()
        if style < 0.15:
            day = period.end
        elif style < 0.35:
            day = self.random.randint(period.start, period.end)
        else:
            inside = [each for each in self._about() if period.start <= each <= period.end]
            day = self.random.choice(inside) if inside and style < 0.5 else day
        found = list(cells)
        for at, column in enumerate(source.columns):
            if at == source.dated_by:
                found[at] = day
            elif isinstance(column.figure.type, Date):
                found[at] = self._another(column, day)
            elif isinstance(column.figure.type, PeriodType):
                found[at] = period.index
        return numbered(source, tuple(found), place)

    def _another(self, column: RowColumn, day: int) -> int | None:
        """Draw another day of a row: some months later, seldom earlier, or one that is named."""
        if column.may_be_empty and self.random.random() >= self.is_filled:
            return None
        style = self.random.random()
        if style < 0.1 and self.days:
            return self.random.choice(self._about())
        months = self.random.choice(self.months)
        found = add_months(day, -months if style > 0.95 else months, MonthEnds.ROLL_BACK)
        return found - 1 if style > 0.85 and months else found

    def _about(self) -> tuple[int, ...]:
        return tuple(day + by for day in self.days for by in (-1, 0, 1))


def numbered(source: RowSource, row: GivenRow, place: int) -> GivenRow:
    """Return a row with what is unique of the row at a place."""
    return tuple(
        _numbered(column.figure, cell, place) if column.unique else cell
        for column, cell in zip(source.columns, row, strict=True)
    )


def _numbered(figure: Figure, cell: Exact | None, place: int) -> Exact | None:
    if isinstance(figure.type, Text):
        return str(place + 1)
    if not figure.is_number or isinstance(figure.type, Date | PeriodType):
        return cell
    step = figure.step or Fraction(1)
    start = Fraction(0) if figure.low is None else figure.low
    return snap(figure, start + (place + 1) * max(step, Fraction(1)))


def _spans(constants: Mapping[Type, tuple[Fraction, ...]]) -> list[int]:
    """Return the whole numbers that may be months between two days."""
    return [
        int(each)
        for type, values in constants.items()
        if not isinstance(type, Date | Money | Percent)
        for each in values
        if each.denominator == 1 and 0 < each <= _MOST_MONTHS
    ]
