"""Look for a row that pays more as two rows than as one.

In: a problem on rows, the source whose rows may be divided, the flow of money that is looked at,
how much it may gain. Out: a case with both runs, made small, or None. A row is divided into two of
the same day, words and shares, between which its amounts, counts and numbers are divided.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import records
from milestonelang.backends.proof.boundaries import snap
from milestonelang.backends.proof.drawn_rows import numbered
from milestonelang.backends.proof.model import (
    Bounded,
    Brought,
    Case,
    Divided,
    Figure,
    GivenRow,
    Rowed,
    RowSource,
    Tools,
    is_known,
)
from milestonelang.backends.proof.row_cases import RowSearch, shrunk
from milestonelang.ir import Exact, ValueId
from milestonelang.primitives.periods import find_period
from milestonelang.types import Count, Money, Number

DIVIDED = (Money, Count, Number)
"""The types of what is divided between two rows; everything else is the same in both."""

_FURTHER = 100  # a number that no row has
_PLACES = 4


def case_of_divided(
    rowed: Rowed, tools: Tools, source: str, runs: int, shrinking: int
) -> Case | None:
    """Return a case in which the claim's amount gains more than its limit, or None."""
    search = _Search(rowed, tools, runs, source)
    found = search.found()
    return None if found is None else shrunk(search, found, shrinking)


class _Search(RowSearch):
    """Runs every case a second time with one of its rows divided. The claim bounds the gain."""

    def __init__(self, rowed: Rowed, tools: Tools, runs: int, source: str) -> None:
        super().__init__(rowed, tools, runs)
        assert isinstance(rowed.claim, Bounded)
        self.amount, self.limit = rowed.claim.amount, rowed.claim.limit
        self.source = next(each for each in rowed.sources if each.name == source)

    def tried(self, case: Case | None) -> Case | None:
        """Return the case with its second run where that gains too much, or None."""
        self.left -= 1
        return None if case is None else self.violated(case)

    def violated(self, case: Case) -> Case | None:
        """Return the case with its second run where that gains too much, or None."""
        first = self.replay.run(case.inputs())
        before = None if first is None else _total(first, self.amount)
        if first is None or before is None:
            return None
        for divided in self._ways(case):
            found = records.evolve(case, divided=divided)
            second = self.replay.run(found.inputs(changed=True))
            after = None if second is None else _total(second, self.amount)
            if after is not None and after - before > first[0][self.limit]:
                return records.evolve(found, at=self._period_of(divided))
        return None

    def _ways(self, case: Case) -> Iterator[Divided]:
        rows = case.rows[self.source.name]
        seen: set[object] = set()
        for place, row in enumerate(rows):
            same = tuple(
                cell
                for cell, column in zip(row, self.source.columns, strict=True)
                if not column.unique
            )
            if same in seen or len(seen) == _PLACES:
                continue
            seen.add(same)
            for parts in _parts(self.source, row):
                for number in (len(rows), _FURTHER):
                    two = (parts[0], numbered(self.source, parts[1], number))
                    brought = self._brought(case, (*rows[:place], *two, *rows[place + 1 :]))
                    if brought is not None:
                        yield Divided(self.source.name, place, two, brought)
                        break

    def _brought(self, case: Case, rows: tuple[GivenRow, ...]) -> Brought | None:
        return self.rowed.brought({**case.rows, self.source.name: rows}, case.figures)

    def _period_of(self, divided: Divided) -> int:
        day = divided.parts[0][self.source.dated_by]
        period = find_period(self.program.periods, day) if isinstance(day, int) else None
        return 0 if period is None else period.index


def _parts(source: RowSource, row: GivenRow) -> Iterator[tuple[GivenRow, GivenRow]]:
    """Yield a row as two: in halves, and with as little as can be in the first."""
    for halves in (True, False):
        pairs = [
            (cell, cell) if column.unique else _divided(column.figure, cell, halves)
            for column, cell in zip(source.columns, row, strict=True)
        ]
        ends = zip(pairs, row, strict=True)
        if any(one and other and one != cell for (one, other), cell in ends):
            yield tuple(one for one, _ in pairs), tuple(other for _, other in pairs)


def _divided(figure: Figure, cell: Exact | None, halves: bool) -> tuple[Exact | None, Exact | None]:
    """Return what each part has of a cell; of an amount that is too small the second has all."""
    if not isinstance(figure.type, DIVIDED) or not isinstance(cell, Fraction):
        return cell, cell
    step = figure.step or Fraction(1)
    part = snap(figure, cell / 2) if halves else step if cell > 0 else -step
    if part is None or abs(part) >= abs(cell):
        part = Fraction(0)
    return part, cell - part


def _total(results: Sequence[tuple[Any, ...]], id: ValueId) -> Fraction | None:
    values = [each[id] for each in results]
    return sum(values, Fraction(0)) if all(is_known(each) for each in values) else None
