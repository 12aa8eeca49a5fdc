"""Past figures that a simulation draws from.

In: checked terms, data, the names of what is drawn. Out: for each name the figures of its past, in
order. Promised: figures that are drawn together are those of one period; a period that lacks one of
them is left out, and it is said how many are.
"""

from collections.abc import Mapping, Sequence

from milestonelang import records
from milestonelang.driver.evaluate import Given, basis_of
from milestonelang.driver.terms import Checked
from milestonelang.ir import Exact

ENOUGH = 4  # as many past figures are needed to draw from them


@records.frozen
class Past:
    """The figures of each name by period. *shared* are the periods that all of them have; where
    those are too few, each is drawn by itself."""

    figures: Mapping[str, Mapping[int, Exact]]
    shared: tuple[int, ...]

    @property
    def is_together(self) -> bool:
        """Whether figures of one period are drawn together."""
        return len(self.shared) >= ENOUGH

    def count(self, name: str) -> int:
        """Return how many past figures there are."""
        return len(self.figures.get(name, ()))

    def values(self, name: str) -> Sequence[Exact]:
        """Return the figures to draw from; none where there are too few."""
        known = self.figures.get(name, {})
        if len(known) < ENOUGH:
            return ()
        places = self.shared if self.is_together else tuple(sorted(known))
        return [known[place] for place in places]

    def source(self, name: str) -> str:
        """Return in words what a figure is drawn from."""
        count = self.count(name)
        others = sum(len(each) >= ENOUGH for each in self.figures.values()) > 1
        if not others:
            return f"from {count} past figures"
        if not self.is_together:
            few = len(self.shared)
            periods = "1 period has" if few == 1 else f"{few or 'no'} periods have"
            return f"from {count} past figures, by itself: {periods} all of them"
        words = f"from {len(self.shared)} past figures, all of one period together"
        left = count - len(self.shared)
        return f"{words}; {left} left out, whose period lacks others" if left else words


NO_PAST = Past({}, ())


def past_of(checked: Checked, given: Given, names: Sequence[str]) -> Past:
    """Return what the data says of these figures; raises InputError."""
    basis = basis_of(checked, given)
    last = basis.last_period
    periods = basis.program.periods[: 0 if last is None else last + 1]
    figures: dict[str, dict[int, Exact]] = {}
    for name in names:
        id = basis.program.named.get(name)
        if id is None:
            continue
        found = {each.index: basis.result(id, each.index) for each in periods}
        figures[name] = {index: value for index, value in found.items() if isinstance(value, Exact)}
    drawn = [set(each) for each in figures.values() if len(each) >= ENOUGH]
    shared = set.intersection(*drawn) if drawn else set()
    return Past(figures, tuple(sorted(shared)))
