"""How each figure and event of a simulation is drawn, read from text, past figures and ranges.

In: what is said of figures and events, and their past. Out: how each is drawn; what is wrong is
collected, and nothing is drawn from a text that cannot be read.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, lcm

from milestonelang import types
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Figure, Occurrence
from milestonelang.data.cells import CellReaders
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver.batch.program import natural_scale
from milestonelang.driver.simulating import problems
from milestonelang.driver.simulating.past import (
    ENOUGH,
    ENOUGH_RUNS,
    ROWS,
    Past,
)
from milestonelang.driver.simulating.past_rows import PastRows, past_rows
from milestonelang.ir import Exact
from milestonelang.primitives.numbers import decimal_text, round_to
from milestonelang.simulation.draw import LARGEST
from milestonelang.simulation.model import Chance, Drawn
from milestonelang.types import Percent, RoundingMode

FINEST = 1_000_000
_FINE = 10_000  # parts of one that a percentage is drawn in
_ENOUGH = 1000  # values between the ends of a range


class Reading:
    """Reads how figures and events are drawn, and collects what is wrong."""

    def __init__(self, readers: CellReaders, given: dict[str, str], past: Past) -> None:
        self.readers, self.given, self.past = readers, given, past
        self.currency = readers.agreement.contract.currency
        self.wrong: list[Diagnostic] = []
        self._said_runs = False

    def drawn(self, figure: Figure) -> Drawn:
        """Return how a figure is drawn."""
        if figure.name in self.given:
            return self._between(figure, self.given[figure.name])
        past = self.past.values(figure.name)
        if past:
            self._check_runs(figure.name)
            return of_past(figure, past, self.past)
        if figure.words:
            words = "evenly " + " or ".join(in_words(each, figure.type) for each in figure.words)
            return Drawn(figure.name, figure.type, words, words=figure.words, fixed=figure.fixed)
        count = self.past.count(figure.name)
        if figure.low is None or figure.high is None:
            self.wrong.append(problems.no_spread(figure.name, count))
            return Drawn(figure.name, figure.type, "")
        low, high = (in_words(each, figure.type) for each in (figure.low, figure.high))
        source = f"evenly from {low} to {high}, its declared range"
        if count:
            some = "1 past figure is" if count == 1 else f"{count} past figures are"
            source += f"; {some} too few"
        return self._spread(figure, source, figure.low, None, figure.high)

    def _check_runs(self, name: str) -> None:
        """Report that there are not enough runs of past periods in a row."""
        runs = len(self.past.starts(name))
        if runs < ENOUGH_RUNS and self.past.in_a_row > 1 and not self._said_runs:
            self._said_runs = True
            whole_years = self.past.in_a_row % self.past.a_year == 0
            self.wrong.append(problems.too_few_runs(self.past.in_a_row, runs, whole_years))

    def rows(
        self, agreement: decl.Agreement, sources: Sequence[str], settings: Mapping[str, Exact]
    ) -> PastRows | None:
        """Return the rows to draw from."""
        past = self.past
        if len(past.places(ROWS)) < ENOUGH or past.basis is None:
            self.wrong.append(problems.too_few_rows(sources, past.count(ROWS)))
            return None
        self._check_runs(ROWS)
        drawn = Drawn(
            " and ".join(sources),
            types.Number(),
            past.source(ROWS, "periods of rows"),
            past=past.places(ROWS),
            together=past.is_together,
            starts=past.starts(ROWS),
            in_a_row=past.in_a_row,
        )
        return past_rows(agreement, past.basis, drawn, settings)

    def _between(self, figure: Figure, text: str) -> Drawn:
        """Return `LOW to HIGH, mostly LIKELY` as it is drawn."""
        nothing = Drawn(figure.name, figure.type, "")
        if figure.words:
            return self._words(figure, text)
        ends, _, likely = text.partition(", mostly ")
        low, sign, high = ends.partition(" to ")
        if not sign:
            self.wrong.append(problems.unreadable_spread(figure.name, text, "there is no ` to `"))
            return nothing
        read = self.readers.reader(figure.type)
        values: list[Fraction] = []
        for part in (low, high, *((likely,) if likely else ())):
            value = read(part.strip())
            if isinstance(value, Diagnostic | bool | str):
                reason = value.message if isinstance(value, Diagnostic) else "it is no number"
                self.wrong.append(problems.unreadable_spread(figure.name, text, reason))
                return nothing
            values.append(Fraction(value))
        inside = all(
            (figure.low is None or figure.low <= each)
            and (figure.high is None or each <= figure.high)
            for each in values
        )
        if values[0] > values[1] or not values[0] <= values[-1] <= values[1]:
            self.wrong.append(problems.unreadable_spread(figure.name, text, "it is out of order"))
            return nothing
        if not inside:
            reason = "it leaves the declared range"
            self.wrong.append(problems.unreadable_spread(figure.name, text, reason))
            return nothing
        return self._spread(
            figure, text, values[0], values[2] if len(values) > 2 else None, values[1]
        )

    def _words(self, figure: Figure, text: str) -> Drawn:
        """Return one of some words, or always one, as it is drawn."""
        said = {in_words(each, figure.type): each for each in figure.words}
        chosen = [each.strip() for each in text.split(" or ")]
        unknown = next((each for each in chosen if each not in said), None)
        if unknown is not None:
            known = ", ".join(f"`{each}`" for each in said)
            self.wrong.append(problems.no_such_word(figure.name, unknown, known))
        words = tuple(said[each] for each in chosen if each in said)
        return Drawn(figure.name, figure.type, text, words=words, fixed=figure.fixed)

    def _spread(
        self, figure: Figure, source: str, low: Fraction, likely: Fraction | None, high: Fraction
    ) -> Drawn:
        """Return a figure drawn between two, on the steps that its range has."""
        start = low if figure.low is None else figure.low
        if figure.step is not None:
            low = start + ceil((low - start) / figure.step) * figure.step
        unit = _unit(figure, high - low)
        steps = floor((high - low) / unit)
        if steps < 0:
            reason = f"no step of the declared range, {in_words(unit, figure.type)}, lies there"
            self.wrong.append(problems.unreadable_spread(figure.name, source, reason))
            return Drawn(figure.name, figure.type, "")
        scale = lcm(natural_scale(figure.type), low.denominator, unit.denominator)
        place = None
        if likely is not None:
            place = min(max(floor((likely - low) / unit), 0), steps)
        most = None if figure.high is None else floor(figure.high * scale)
        return Drawn(
            figure.name,
            figure.type,
            source,
            scale,
            int(low * scale),
            steps,
            int(unit * scale),
            place,
            most,
            fixed=figure.fixed,
        )

    def chance(
        self, event: Occurrence, given: Mapping[str, str], has_amount: bool = False
    ) -> Chance:
        """Return how likely an event is; one that nothing is said of does not happen."""
        outcomes: Sequence[str | bool] = event.outcomes
        outcome = outcomes[0] if outcomes else None
        if event.name not in given:
            return Chance(event.name, Fraction(0), outcome)
        part, _, word = given[event.name].strip().partition(" ")
        read = self.readers.reader(Percent())(part)
        reason = ""
        if not isinstance(read, Fraction) or not 0 <= read <= 1:
            reason = "a chance lies between 0% and 100%"
        elif read.denominator > LARGEST:
            reason = "it has too many digits"
        said = {in_words(each, _kind(each)): each for each in outcomes}
        if word.strip() and word.strip() not in said:
            words = ", ".join(f"`{each}`" for each in said) or "none"
            reason = f"`{word.strip()}` is none of its outcomes, which are {words}"
        if reason:
            self.wrong.append(problems.unreadable_chance(event.name, given[event.name], reason))
            return Chance(event.name, Fraction(0), outcome)
        assert isinstance(read, Fraction)
        amount = self._amount(event.name) if has_amount and read else None
        return Chance(event.name, read, said[word.strip()] if word.strip() else outcome, amount)

    def _amount(self, name: str) -> Drawn:
        """Return how the amount of an event is drawn, once a scenario."""
        figure = Figure(name, types.Money(self.currency), low=Fraction(0), fixed=True)
        if name in self.given:
            return self._between(figure, self.given[name])
        self.wrong.append(problems.no_amount(name))
        return Drawn(name, figure.type, "")


def _kind(outcome: str | bool) -> types.Type:
    return types.Truth() if isinstance(outcome, bool) else types.Choice((outcome,))


def _unit(figure: Figure, span: Fraction) -> Fraction:
    """Return how far the values are apart that are drawn: the step of the range, or coarser."""
    if figure.step is None:
        is_share = isinstance(figure.type, types.Percent | types.Number)
        unit = Fraction(1, _FINE if is_share else natural_scale(figure.type))
    else:
        unit = figure.step
        # What nobody wrote is finer than anybody reports.
        coarse = Fraction(1, 1 if isinstance(figure.type, types.Count) else _FINE)
        if unit == Fraction(1, FINEST) and span / coarse >= _ENOUGH:
            unit = coarse
    while span / unit > LARGEST:
        unit *= 10
    return unit


def of_past(figure: Figure, past: Sequence[object], all_past: Past) -> Drawn:
    """Return a figure drawn from its past figures."""
    source = all_past.source(figure.name)
    if figure.words:
        places = tuple(figure.words.index(each) for each in past if each in figure.words)
        return Drawn(
            figure.name,
            figure.type,
            source,
            words=figure.words,
            past=places,
            together=all_past.is_together,
            starts=all_past.starts(figure.name),
            in_a_row=all_past.in_a_row,
        )
    values = [Fraction(each) for each in past if isinstance(each, Fraction | int)]
    scale = lcm(natural_scale(figure.type), *(each.denominator for each in values))
    if scale > FINEST:
        scale = FINEST
        values = [round_to(each, Fraction(1, scale), RoundingMode.HALF_UP) for each in values]
        source += ", to a millionth"
    if len(set(values)) == 1:
        source = f"always {in_words(values[0], figure.type)}, as in all {len(values)} past figures"
    return Drawn(
        figure.name,
        figure.type,
        source,
        scale,
        int(min(values) * scale),
        most=None if figure.high is None else floor(figure.high * scale),
        past=tuple(int(each * scale) for each in values),
        together=all_past.is_together,
        starts=all_past.starts(figure.name),
        in_a_row=all_past.in_a_row,
    )


def chance_words(chance: Chance) -> str:
    """Return how often an event happens, in words."""
    if not chance.share:
        return "does not happen"
    words = f"happens in {decimal_text(chance.share * 100)}% of the scenarios"
    if chance.amount is not None:
        words += f", once, with {chance.amount.source}"
    if chance.outcome is None:
        return words
    return f"{words}, as {in_words(chance.outcome, _kind(chance.outcome))}"
