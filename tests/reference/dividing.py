"""What a split of a payment gives each party, from the language's description alone.

Lines act in order, each on what those before it left; shares are cut down to the cent, and the
cents that are left go where the split says. Of an amount that is not known no share is known.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from tests.reference import model as m
from tests.reference.lines import ZERO, Known
from tests.reference.periods import CENT, rounded

Given = dict[str, Fraction]


class Division:
    """One split, period after period; *passed* has what each line shared in each period."""

    def __init__(self, split: m.Split) -> None:
        self.split = split
        self.passed: dict[tuple[int, int], Fraction] = {}
        self.doubtful = False

    def share(
        self, amount: Known, t: int, windows: Mapping[str, Sequence[int]]
    ) -> dict[str, Known]:
        """What each party gets of *amount*; *windows* has the periods that count for each."""
        parties = self.split.parties
        if amount is None:
            self.doubtful = True
            return dict.fromkeys(parties)
        bounded = any(
            line.up_to is not None and line.window != "period" for line in self.split.lines
        )
        if self.doubtful and bounded and amount:
            return dict.fromkeys(parties)  # what a line may still share is not known any more
        found: Given = defaultdict(Fraction)
        left = amount
        for k, line in enumerate(self.split.lines):
            reach = left
            if line.up_to is not None:
                before = (self.passed.get((k, s), ZERO) for s in windows[line.window] if s < t)
                reach = min(left, max(ZERO, line.up_to - sum(before, ZERO)))
            given = self._line(line, reach)
            for party, part in given.items():
                found[party] += part
            self.passed[k, t] = sum(given.values(), ZERO)
            left -= self.passed[k, t]
        if left:
            found[self.split.remainder] += left
        return {party: found[party] for party in parties}

    def _line(self, line: m.ShareLine, reach: Fraction) -> Given:
        """The shares of one line, to the cent."""
        if line.alone:
            return {line.shares[0][0]: rounded(reach * line.shares[0][1], "down")}
        whole = sum((weight for _, weight in line.shares), ZERO)
        exact = [(party, reach * weight / whole) for party, weight in line.shares]
        cut = [rounded(part, "down") for _, part in exact]
        cents = reach - sum(cut, ZERO)
        lost = [part - down for (_, part), down in zip(exact, cut, strict=True)]
        given: Given = defaultdict(Fraction)
        match self.split.remainder:
            case "the first":
                cut[0] += cents
            case "the last":
                cut[-1] += cents
            case "the largest fractions":
                for at in sorted(range(len(cut)), key=lambda at: -lost[at])[: int(cents / CENT)]:
                    cut[at] += CENT
            case party:
                given[party] += cents
        for (party, _), part in zip(exact, cut, strict=True):
            given[party] += part
        return given
