"""The differences that are booked in each period, each with the lines of its period that changed.

In: a history of statements, and how to draw what one run has payable for a period. Out: the lines
that are booked in a period. Promised: the changes of a known difference add up to it; where a
ledger has something that no run here gives, that is a change of its own.
"""

from collections.abc import Callable

from milestonelang import records
from milestonelang.statement.basis import Basis
from milestonelang.statement.changes import Amounts, changes_between
from milestonelang.statement.model import RestatedLine

AmountsOf = Callable[[Basis, int], Amounts]


class Changed:
    """What is booked in the periods of one history."""

    def __init__(self, basis: Basis, amounts_of: AmountsOf) -> None:
        self.told = basis.told
        self.amounts_of = amounts_of
        self.places = {period.label: period.index for period in basis.program.periods}
        self._drawn: dict[tuple[int, int], Amounts] = {}

    def lines(self, index: int) -> tuple[RestatedLine, ...]:
        """Return what is booked in the period of that index."""
        if self.told is None:
            return ()
        return tuple(self._explained(line, index) for line in self.told.lines.get(index, ()))

    def _explained(self, line: RestatedLine, index: int) -> RestatedLine:
        assert self.told is not None, "without a history nothing is booked"
        runs = self.told.runs.get((index, line.subject, line.original))
        if runs is None:
            return line
        original = self.places[line.original]
        was, now = (self._amounts(run, original) for run in runs)
        rest = f"record {original + 1} of the ledger has it otherwise"
        changes = changes_between(was, now, line.subject, line.amount, rest)
        return records.evolve(line, changes=changes)

    def _amounts(self, run: Basis, index: int) -> Amounts:
        key = id(run), index
        if key not in self._drawn:
            self._drawn[key] = self.amounts_of(run, index)
        return self._drawn[key]
