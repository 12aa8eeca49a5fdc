"""Past figures and rows that a simulation draws from.

In: checked terms, data, the names of what is drawn. Out: for each name the figures of its past, in
order, and the periods that are drawn from. Promised: what is drawn together is of one period; a
period that lacks one of the figures is left out, and it is said how many are. Periods drawn in a
row follow each other without a gap; where they are whole years, they begin where years do.
"""

from collections.abc import Mapping, Sequence

from milestonelang import records
from milestonelang.driver.evaluate import Given, basis_of
from milestonelang.driver.simulating.history import reaching_back
from milestonelang.driver.terms import Checked
from milestonelang.ir import Exact
from milestonelang.primitives.dates import MONTHS_IN
from milestonelang.statement.basis import Basis

ENOUGH = 4  # as many past figures are needed to draw from them
ENOUGH_RUNS = 2  # and so many runs of periods in a row
ROWS = ""  # the name that rows have among figures: none that a figure can have


@records.frozen
class Past:
    """The figures of each name by period. *shared* are the periods that all of them have; where
    those are too few, each is drawn by itself. *in_a_row* periods are drawn at once, of which
    *a_year* make a year. *basis* is what rows are read from."""

    figures: Mapping[str, Mapping[int, Exact]]
    shared: tuple[int, ...]
    in_a_row: int = 1
    a_year: int = 4
    basis: Basis | None = None

    @property
    def is_together(self) -> bool:
        """Whether figures of one period are drawn together."""
        return len(self.shared) >= ENOUGH

    def count(self, name: str) -> int:
        """Return how many past figures there are."""
        return len(self.figures.get(name, ()))

    def places(self, name: str) -> tuple[int, ...]:
        """Return the periods to draw from; none where there are too few."""
        known = self.figures.get(name, {})
        if len(known) < ENOUGH:
            return ()
        return self.shared if self.is_together else tuple(sorted(known))

    def values(self, name: str) -> Sequence[Exact]:
        """Return the figures to draw from; none where there are too few."""
        return [self.figures[name][place] for place in self.places(name)]

    def starts(self, name: str) -> tuple[int, ...]:
        """Return among the figures those from which on so many in a row can be drawn."""
        places, more = self.places(name), self.in_a_row - 1
        whole_years = self.in_a_row > 1 and self.in_a_row % self.a_year == 0
        return tuple(
            at
            for at in range(len(places) - more)
            if places[at + more] - places[at] == more
            and not (whole_years and places[at] % self.a_year)
        )

    def source(self, name: str, what: str = "figures") -> str:
        """Return in words what a figure is drawn from."""
        count = self.count(name)
        row = "" if self.in_a_row == 1 else f", {self.in_a_row} in a row"
        others = sum(len(each) >= ENOUGH for each in self.figures.values()) > 1
        if not others:
            return f"from {count} past {what}{row}"
        if not self.is_together:
            few = len(self.shared)
            periods = "1 period has" if few == 1 else f"{few or 'no'} periods have"
            return f"from {count} past {what}{row}, by itself: {periods} all of them"
        words = f"from {len(self.shared)} past {what}{row}, all of one period together"
        left = count - len(self.shared)
        return f"{words}; {left} left out, whose period lacks others" if left else words


NO_PAST = Past({}, ())


def past_of(
    checked: Checked, given: Given, names: Sequence[str], in_a_row: int = 1, has_rows: bool = False
) -> Past:
    """Return what the data says of these figures; *has_rows*: rows are drawn too.

    Raises InputError.
    """
    checked, first = reaching_back(checked, given)
    basis = basis_of(checked, given)
    last = basis.last_period
    periods = [
        period
        for period in basis.program.periods[: 0 if last is None else last + 1]
        if period.end >= first
    ]
    figures: dict[str, dict[int, Exact]] = {}
    for name in names:
        id = basis.program.named.get(name)
        if id is None:
            continue
        found = {each.index: basis.result(id, each.index) for each in periods}
        figures[name] = {index: value for index, value in found.items() if isinstance(value, Exact)}
    if has_rows:
        figures[ROWS] = {each.index: True for each in periods}
    drawn = [set(each) for each in figures.values() if len(each) >= ENOUGH]
    shared = set.intersection(*drawn) if drawn else set()
    a_year = 12 // MONTHS_IN[basis.agreement.contract.settled]
    return Past(figures, tuple(sorted(shared)), in_a_row, a_year, basis)
