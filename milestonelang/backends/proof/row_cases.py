"""Look for rows that violate a claim, and make the case small.

In: a problem whose figures over rows are computed from rows, tools, how many runs. Out: a case with
the rows of each source that the evaluator has replayed, or None. Promised: every figure of a case
comes from its rows; the same problem and number of runs give the same case everywhere.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.proof.boundaries import snap
from milestonelang.backends.proof.check import Replay
from milestonelang.backends.proof.drawn_rows import MOST_ROWS, GivenRows, Rows, numbered
from milestonelang.backends.proof.falsify import Profile, Search
from milestonelang.backends.proof.model import (
    Case,
    GivenRow,
    Problem,
    Rowed,
    RowSource,
    Steps,
    Tools,
)
from milestonelang.backends.proof.shrink import rounder, simpler
from milestonelang.ir import Exact
from milestonelang.primitives.dates import add_months
from milestonelang.primitives.periods import find_period, month_number
from milestonelang.types import Date, MonthEnds, PeriodType

_SOME = 3
_TIMES = (1, 2, 10)
_PERIODS = 800
_FEWEST = 15


def usual_runs(problem: Problem) -> int:
    """Return how many runs are worth their time: the fewer, the more periods each takes."""
    return max(_FEWEST, _PERIODS // len(problem.program.periods))


class RowCases:
    """Looks for rows that violate a claim, and goes on where it left off."""

    def __init__(self, rowed: Rowed, tools: Tools) -> None:
        self.rowed = rowed
        self.looked = 0
        self._search = RowSearch(rowed, tools)

    def found(self, runs: int, shrinking: int) -> Case | None:
        """Return a case, made small, or that none was among so many more runs."""
        self._search.left = runs
        self.looked += runs
        found = self._search.found()
        return None if found is None else shrunk(self._search, found, shrinking)


class _Replay(Replay):
    """Runs in which what is computed from rows keeps to its declared range."""

    def __init__(self, rowed: Rowed, steps: Steps) -> None:
        super().__init__(rowed.problem, steps)
        self.ranges = rowed.ranges

    def allowed(self, results: tuple[Any, ...]) -> bool:
        """Whether a period keeps to what is assumed, and to the ranges."""
        for id, low, high in self.ranges:
            value = results[id]
            if isinstance(value, Fraction) and not low <= value <= high:
                return False
        return super().allowed(results)


class RowSearch(Search):
    """Draws rows with the figures and events of each run."""

    def __init__(self, rowed: Rowed, tools: Tools, runs: int = 0) -> None:
        self.rowed = rowed
        also = tuple(id for id, _, _ in rowed.ranges)
        super().__init__(rowed.problem, rowed.claim, tools.evaluate, runs, also)
        read = {each.name for each in self.figures}
        fixed = (each for each in rowed.problem.figures if each.fixed and each.name not in read)
        # Columns may be computed with what the program itself does not read.
        self.draw_of((*self.figures, *fixed), self.program)
        term = rowed.problem.program.periods[: rowed.problem.program.term_periods]
        self.rows = Rows(rowed, term, self.random)
        self.drawn = 0

    def replay_of(self, problem: Problem, steps: Steps) -> Replay:
        """Return what runs are made with."""
        return _Replay(self.rowed, steps)

    def profiles(self) -> Iterator[tuple[Profile, dict[str, tuple[ir.Happening, ...]]]]:
        """Yield usual figures first, and then what is drawn."""
        usual: Profile = {each.name: [each.usual] * self.count for each in self.figures}
        for style in (0, 0, 0, 1):
            yield usual, self.happened(style)
        while True:
            yield self.series_of_all(), self.happened(2 if self.random.random() < 0.5 else 0)

    def dressed(self, case: Case) -> Case | None:
        """Return a case with rows."""
        rows = self.rows.drawn(self.drawn)
        self.drawn += 1
        return with_rows(self.rowed, case, rows)

    def violated(self, case: Case) -> Case | None:
        """Return a case with the period in which the claim is false of it; None where it is not."""
        at = self.replay.violation(self.claim, case)
        return None if at is None else records.evolve(case, at=at)


def with_rows(rowed: Rowed, case: Case, rows: GivenRows) -> Case | None:
    """Return a case with these rows and what they come to; None where no data can be so."""
    brought = rowed.brought(rows, case.figures)
    return None if brought is None else records.evolve(case, rows=rows, brought=brought)


# ---- small cases


class _Shrinking:
    """A case while it is made small: what is tried counts, and what still violates is kept."""

    def __init__(self, search: RowSearch, case: Case, runs: int) -> None:
        self.search, self.case, self.left = search, case, runs

    def accepts(self, other: Case | None) -> bool:
        """Keep a simpler case where the claim is false of it too."""
        if other is None or self.left <= 0:
            return False
        self.left -= 1
        found = self.search.violated(other)
        if found is None:
            return False
        self.case = found
        return True

    def keeps(self, source: RowSource, rows: tuple[GivenRow, ...]) -> bool:
        """Keep other rows of a source where the claim is false with them too."""
        if rows == self.case.rows[source.name]:
            return True
        all_rows = {**self.case.rows, source.name: rows}
        return self.accepts(with_rows(self.search.rowed, self.case, all_rows))


def shrunk(search: RowSearch, case: Case, runs: int) -> Case:
    """Return a case that is as small as it can be made within so many runs."""
    shrinking = _Shrinking(search, case, runs)
    sources = search.rowed.sources
    for source in sources:
        _fewer(shrinking, source)
        _fewer_of_more(shrinking, source)
    _plain(shrinking)
    _earlier(shrinking)
    for source in sources:
        _plainer(shrinking, source)
        _fewer(shrinking, source)
        _renumbered(shrinking, source)
    return shrinking.case


def _plain(shrinking: _Shrinking) -> None:
    """Make figures and events as usual, as far as that may be."""
    changed = True
    while changed and shrinking.left > 0:
        others = simpler(shrinking.search.problem, shrinking.case)
        changed = any(shrinking.accepts(_again(shrinking, other)) for other in others)


def _again(shrinking: _Shrinking, other: Case) -> Case | None:
    """Return a case with other figures; what rows come to may rest on those that are fixed."""
    return with_rows(shrinking.search.rowed, other, dict(other.rows))


def _earlier(shrinking: _Shrinking) -> None:
    """Move all rows as many periods earlier as may be, each of their days by the same months."""
    search, case = shrinking.search, shrinking.case
    periods = search.program.periods
    found = (
        find_period(periods, day)
        for source in search.rowed.sources
        for row in case.rows[source.name]
        if isinstance(day := row[source.dated_by], int)
    )
    first = min((each.index for each in found if each is not None), default=0)
    for to in range(first):
        months = month_number(periods[first].full_start) - month_number(periods[to].full_start)
        rows = {
            source.name: tuple(
                _moved(source, row, months, first - to) for row in case.rows[source.name]
            )
            for source in search.rowed.sources
        }
        if shrinking.accepts(with_rows(search.rowed, case, rows)):
            return


def _moved(source: RowSource, row: GivenRow, months: int, periods: int) -> GivenRow:
    cells = list(row)
    for at, column in enumerate(source.columns):
        cell = cells[at]
        if not isinstance(cell, int) or isinstance(cell, bool):
            continue
        if isinstance(column.figure.type, Date):
            cells[at] = add_months(cell, -months, MonthEnds.ROLL_BACK)
        elif isinstance(column.figure.type, PeriodType):
            cells[at] = max(0, cell - periods)
    return tuple(cells)


def _fewer(shrinking: _Shrinking, source: RowSource) -> None:
    """Leave out rows: half of them, a quarter, and so on down to one by one."""
    size = len(shrinking.case.rows[source.name])
    if size > MOST_ROWS:
        _fewer_alike(shrinking, source)
        return
    while size:
        at = 0
        while at < len(rows := shrinking.case.rows[source.name]):
            if not shrinking.keeps(source, (*rows[:at], *rows[at + size :])):
                at += size
        size //= 2


def _fewer_alike(shrinking: _Shrinking, source: RowSource) -> None:
    """Look for the fewest of many rows that are alike."""
    rows = shrinking.case.rows[source.name]
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        if shrinking.keeps(source, rows[:middle]):
            high = middle
        else:
            low = middle + 1


def _fewer_of_more(shrinking: _Shrinking, source: RowSource) -> None:
    """Look whether fewer rows do where a number of theirs is larger; it is made small later."""
    for at, column in enumerate(source.columns):
        before = shrinking.case
        rows = before.rows[source.name]
        near = shrinking.search.rows.near.get(column.figure)
        if column.unique or near is None or len(rows) < _SOME:
            continue
        most = max((cell for row in rows if isinstance(cell := row[at], Fraction)), default=None)
        larger = [each for each in near if most is not None and each > most]
        for cell in larger[:: max(1, len(larger) // _SOME)]:
            if shrinking.keeps(source, tuple(_with_cell(row, at, cell) for row in rows)):
                _fewer(shrinking, source)
                if len(shrinking.case.rows[source.name]) < len(rows):
                    break
                shrinking.case = before


def _with_cell(row: GivenRow, at: int, cell: Exact | None) -> GivenRow:
    return (*row[:at], cell, *row[at + 1 :])


def _plainer(shrinking: _Shrinking, source: RowSource) -> None:
    """Make cells plain: a column in all rows at once where that goes, and then row by row."""
    columns = [at for at, column in enumerate(source.columns) if not column.unique]
    # Days first: a row without a second day needs no more of anything.
    for at in sorted(columns, key=lambda at: not isinstance(source.columns[at].figure.type, Date)):
        count = len(shrinking.case.rows[source.name])
        cells = _Cells(shrinking, source, at)
        if count and not cells.make_plain(range(count)):
            for place in range(count):
                cells.make_plain((place,))


class _Cells:
    """One column of a source while its cells are made plain."""

    def __init__(self, shrinking: _Shrinking, source: RowSource, at: int) -> None:
        self.shrinking, self.source, self.at = shrinking, source, at
        self.column = source.columns[at]
        self.figure = self.column.figure

    def make_plain(self, places: Sequence[int]) -> bool:
        """Make the cells of some rows plain, all in the same way, and say whether that went."""
        if isinstance(self.figure.type, Date):
            is_other = self.at != self.source.dated_by
            if is_other and self._puts(places, [self._empty(place) for place in places]):
                return True
            return self._puts(places, [self._first_day(self._rows()[place]) for place in places])
        if isinstance(self.figure.type, PeriodType):
            return True
        cells = [row[self.at] for row in self._rows()]
        some = dict.fromkeys(cells[place] for place in places)
        if len(some) > 1 and not any(self._puts_all(places, cell) for cell in some):
            return False
        cell = self._rows()[places[0]][self.at]
        if not self.figure.is_number:
            words = self.figure.words
            before = words if cell is None else words[: words.index(cell)]
            any(self._puts_all(places, word) for word in before)
        elif cell is None or not self._puts_all(places, self.figure.usual):
            self._smaller(places)
            self._rounder(places)
        return True

    def _smaller(self, places: Sequence[int]) -> None:
        """Look for the smallest number worth trying, as if a larger one did as much."""
        cell = self._rows()[places[0]][self.at]
        if not isinstance(cell, Fraction):
            return
        sign = -1 if cell < 0 else 1
        near = self.shrinking.search.rows.near[self.figure]
        # Of an open range the largest are far apart.
        sizes = {times * each for each in near for times in _TIMES if each >= 0}
        found = (sign * each for each in sorted(sizes) if each < abs(cell))
        numbers = [each for each in found if snap(self.figure, each) == each]
        low, high = 0, len(numbers)
        while low < high:
            middle = (low + high) // 2
            if self._puts_all(places, numbers[middle]):
                high = middle
            else:
                low = middle + 1

    def _rounder(self, places: Sequence[int]) -> None:
        cell = self._rows()[places[0]][self.at]
        if cell is not None:
            any(self._puts_all(places, each) for each in rounder(self.figure, cell))

    # ---- days

    def _empty(self, place: int) -> Exact | None:
        """Return no day where there need be none, and else the day of the row itself."""
        return None if self.column.may_be_empty else self._rows()[place][self.source.dated_by]

    def _first_day(self, row: GivenRow) -> Exact | None:
        """Return the first day of the period; of another day not before the row's own."""
        cell, own = row[self.at], row[self.source.dated_by]
        if not isinstance(cell, int) or not isinstance(own, int):
            return cell
        period = find_period(self.shrinking.search.program.periods, cell)
        first = cell if period is None else period.start
        return first if self.at == self.source.dated_by else max(own, first)

    # ---- what is tried

    def _rows(self) -> tuple[GivenRow, ...]:
        return self.shrinking.case.rows[self.source.name]

    def _puts_all(self, places: Sequence[int], cell: Exact | None) -> bool:
        return self._puts(places, [cell] * len(places))

    def _puts(self, places: Sequence[int], cells: Sequence[Exact | None]) -> bool:
        rows = list(self._rows())
        for place, cell in zip(places, cells, strict=True):
            rows[place] = _with_cell(rows[place], self.at, cell)
        return self.shrinking.keeps(self.source, tuple(rows))


def _renumbered(shrinking: _Shrinking, source: RowSource) -> None:
    """Put the rows in the order of their days, and number what is unique."""
    rows = sorted(shrinking.case.rows[source.name], key=lambda row: row[source.dated_by] or 0)
    shrinking.keeps(source, tuple(numbered(source, row, at) for at, row in enumerate(rows)))
