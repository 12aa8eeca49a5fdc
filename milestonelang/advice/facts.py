"""What the rules ask: curves of tables, runs of the evaluator, searched cases, past figures.

The driver hands in who computes; a rule only asks. Promised: everything is computed when it is
first asked for, and every amount comes from the exact evaluator.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.documents.draw_curve import Curve
from milestonelang.data.words import in_words
from milestonelang.ir import Exact
from milestonelang.source import SourceMap, Span
from milestonelang.types import Money, Type


@records.frozen
class Trial:
    """A run on chosen figures: what each payment is entitled to in each period of the term.

    *paid* is what each pair of parties is to pay and receive; None stands for what is unknown.
    *years* says to which year of the contract each period belongs.
    """

    labels: tuple[str, ...]
    years: tuple[int, ...]
    entitled: Mapping[str, tuple[Fraction | None, ...]]
    paid: Mapping[tuple[str, str], tuple[Fraction | None, ...]]

    def of_first_year(self, payment: str) -> Fraction | None:
        """Return what a payment comes to in the first year, or None where that is not known."""
        found = [
            amount
            for amount, year in zip(self.entitled[payment], self.years, strict=True)
            if year == self.years[0]
        ]
        return None if None in found else sum((each or Fraction(0) for each in found), Fraction(0))

    def most(self, payment: str, by_year: bool) -> Fraction | None:
        """Return the most that a payment comes to in a year, or in a period; None if not known."""
        sums: dict[int, Fraction] = {}
        keys = self.years if by_year else range(len(self.years))
        for amount, key in zip(self.entitled[payment], keys, strict=True):
            if amount is None:
                return None
            sums[key] = sums.get(key, Fraction(0)) + amount
        return max(sums.values(), default=None)

    def total(self, payer: str, payee: str) -> Fraction | None:
        """Return all that one party pays another, or None where that is not known."""
        found = self.paid.get((payer, payee), ())
        return None if None in found else sum((each or Fraction(0) for each in found), Fraction(0))


@records.frozen
class Counter:
    """A case that a property is false of, in words: the figures, and what is paid in both runs."""

    figures: str
    first: str
    changed: str
    second: str


@records.frozen
class Known:
    """The values a figure may have, and the one it is tried with where another one is varied."""

    name: str
    type: Type
    low: Fraction | None
    high: Fraction | None
    step: Fraction | None
    usual: Exact

    @property
    def is_ranged(self) -> bool:
        """Whether it lies between two numbers."""
        return self.low is not None and self.high is not None


Figures = Mapping[str, Exact | Sequence[Exact]]


class Facts:
    """What is asked of one agreement; *history* has the past figures of metrics, if any."""

    def __init__(
        self,
        agreement: decl.Agreement,
        sources: SourceMap,
        figures: Sequence[Known],
        curves: Callable[[], Mapping[int, Curve]],
        trial: Callable[[Figures], Trial | None],
        refuted: Callable[[Sequence[str]], Sequence[Counter | None]],
        history: Mapping[str, tuple[tuple[str, Fraction], ...]],
    ) -> None:
        self.agreement, self.sources = agreement, sources
        self.figures = {each.name: each for each in figures}
        self.history = history
        self.refuted = refuted
        self._curves, self._trial = curves, trial
        self._drawn: Mapping[int, Curve] | None = None
        self._tried: dict[object, Trial | None] = {}

    def curve(self, table: int) -> Curve | None:
        """Return the curve of a table by its id, where all its figures are stated."""
        if self._drawn is None:
            self._drawn = self._curves()
        return self._drawn.get(table)

    def trial(self, figures: Figures) -> Trial | None:
        """Return a run with these figures, the others as usual; None where rows are needed."""
        key = tuple(
            (name, tuple(value) if isinstance(value, Sequence) else value)
            for name, value in figures.items()
        )
        if key not in self._tried:
            self._tried[key] = self._trial(figures)
        return self._tried[key]

    def text(self, span: Span) -> str:
        """Return the words of the terms at a place."""
        return self.sources[span.file].slice(span)

    def money(self, amount: Fraction) -> str:
        """Return an amount in the words of the language."""
        return in_words(amount, Money(self.agreement.contract.currency))
