"""How each figure of a simulation is drawn: from past figures, as given, or over its range.

In: checked terms and what is asked. Out: everything that is drawn, and the terms with the amount
that they are worth. Raises InputError where something cannot be drawn or read.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.rows import blocks_of
from milestonelang.backends.proof.model import Figure, Occurrence
from milestonelang.data.cells import CellReaders
from milestonelang.data.frames import frame_of
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver.advising.facts import History, history_of, usual_figures
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given
from milestonelang.driver.proving.problem import problem_of
from milestonelang.driver.simulating import problems
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.ir import Exact
from milestonelang.primitives.numbers import decimal_text
from milestonelang.simulation.draw import on_step
from milestonelang.simulation.model import Chance, Drawn
from milestonelang.types import Percent

WORTH = "simulated_worth"
_PAST = 4  # as many past figures are needed to draw from them


@records.frozen
class Wanted:
    """What is asked: *figures* and *chances* as text, *worth* an amount of each period."""

    scenarios: int = 1000
    seed: int = 1
    figures: tuple[tuple[str, str], ...] = ()
    chances: tuple[tuple[str, str], ...] = ()
    worth: str | None = None
    given: Given | None = None


@records.frozen(eq=False)
class Prepared:
    """What is drawn. *usual* is a figure's value where another is varied, *spans* its range."""

    agreement: decl.Agreement
    drawn: tuple[Drawn, ...]
    chances: tuple[Chance, ...]
    worth: str | None
    usual: Mapping[str, Exact]
    spans: Mapping[str, tuple[Fraction, Fraction]]


def prepare(checked: Checked, wanted: Wanted) -> Prepared:
    """Return what is drawn; raises TermsError and InputError."""
    checked.require()
    given = wanted.given
    has_data = given is not None and (given.data or given.rows)
    history = history_of(checked, given) if given is not None and has_data else {}
    if wanted.worth is not None:
        checked = _with_worth(checked, wanted.worth)
    agreement = checked.require()
    for payment in blocks_of(agreement):
        raise InputError([problems.rows_not_drawn(payment)], checked.sources)
    problem = problem_of(agreement, None)
    readers = CellReaders(agreement, frame_of(agreement, agreement.contract.settled))
    reading = _Reading(readers, dict(wanted.figures), history)
    drawn = tuple(reading.drawn(each) for each in problem.figures)
    names = [each.name for each in problem.figures]
    for name in reading.given.keys() - set(names):
        reading.wrong.append(problems.unknown_subject(name, names, "figure"))
    chances = tuple(reading.chance(each, dict(wanted.chances)) for each in problem.events)
    happening = [each.name for each in problem.events]
    for name, _ in wanted.chances:
        if name not in happening:
            reading.wrong.append(problems.unknown_subject(name, happening, "event"))
    if reading.wrong:
        raise InputError(reading.wrong, checked.sources)
    usual: dict[str, Exact] = {each.name: each.usual for each in problem.figures}
    usual |= {name: value for name, value in usual_figures(agreement).items() if name in usual}
    for each in drawn:
        middle = _middle(each)
        if middle is not None:
            usual[each.name] = middle
    spans = {each.name: (each.low, each.high) for each in drawn}
    worth = None if wanted.worth is None else WORTH
    return Prepared(agreement, drawn, chances, worth, usual, spans)


def _middle(drawn: Drawn) -> Fraction | None:
    if drawn.past:
        return sorted(drawn.past)[len(drawn.past) // 2]
    if drawn.words:
        return None
    if drawn.likely is not None:
        return on_step(drawn, drawn.likely)
    return on_step(drawn, (drawn.low + drawn.high) / 2)


def _with_worth(checked: Checked, worth: str) -> Checked:
    text = (
        f'{checked.terms.text.rstrip()}\n\nmetric {WORTH} "Worth" is money\n  computed as {worth}\n'
    )
    again = check_terms(from_text(text, checked.terms.name, checked.terms.folder))
    if again.errors:
        raise InputError([problems.unreadable_worth(worth, again.errors[0].message)])
    return again


class _Reading:
    """Reads how figures and events are drawn, and collects what is wrong."""

    def __init__(self, readers: CellReaders, given: dict[str, str], history: History) -> None:
        self.readers, self.given, self.history = readers, given, history
        self.wrong: list[Diagnostic] = []

    def drawn(self, figure: Figure) -> Drawn:
        """Return how a figure is drawn."""
        if figure.name in self.given:
            return self._between(figure, self.given[figure.name])
        if figure.words:
            words = "evenly " + " or ".join(str(each) for each in figure.words)
            return Drawn(figure.name, figure.type, words, words=figure.words, fixed=figure.fixed)
        past = tuple(value for _, value in self.history.get(figure.name, ()))
        if len(past) >= _PAST:
            return Drawn(
                figure.name,
                figure.type,
                f"from {len(past)} past figures, all of one period together",
                min(past) if figure.low is None else figure.low,
                None,
                max(past) if figure.high is None else figure.high,
                figure.step,
                past,
            )
        if figure.low is None or figure.high is None:
            self.wrong.append(problems.no_spread(figure.name))
            return Drawn(figure.name, figure.type, "")
        low, high = (in_words(each, figure.type) for each in (figure.low, figure.high))
        return Drawn(
            figure.name,
            figure.type,
            f"evenly from {low} to {high}, its declared range",
            figure.low,
            None,
            figure.high,
            figure.step,
            fixed=figure.fixed,
        )

    def _between(self, figure: Figure, text: str) -> Drawn:
        """Return `LOW to HIGH, mostly LIKELY` as it is drawn."""
        ends, _, likely = text.partition(", mostly ")
        low, sign, high = ends.partition(" to ")
        if not sign:
            self.wrong.append(problems.unreadable_spread(figure.name, text, "there is no ` to `"))
            return Drawn(figure.name, figure.type, "")
        read = self.readers.reader(figure.type)
        values: list[Fraction] = []
        for part in (low, high, *((likely,) if likely else ())):
            value = read(part.strip())
            if isinstance(value, Diagnostic | bool | str):
                reason = value.message if isinstance(value, Diagnostic) else "it is no number"
                self.wrong.append(problems.unreadable_spread(figure.name, text, reason))
                return Drawn(figure.name, figure.type, "")
            values.append(Fraction(value))
        inside = all(
            (figure.low is None or figure.low <= each)
            and (figure.high is None or each <= figure.high)
            for each in values
        )
        if values[0] > values[1] or not values[0] <= values[-1] <= values[1]:
            self.wrong.append(problems.unreadable_spread(figure.name, text, "it is out of order"))
        elif not inside:
            reason = "it leaves the declared range"
            self.wrong.append(problems.unreadable_spread(figure.name, text, reason))
        return Drawn(
            figure.name,
            figure.type,
            text,
            values[0],
            values[2] if len(values) > 2 else None,
            values[1],
            figure.step,
            fixed=figure.fixed,
        )

    def chance(self, event: Occurrence, given: Mapping[str, str]) -> Chance:
        """Return how likely an event is; one that nothing is said of does not happen."""
        share = Fraction(0)
        if event.name in given:
            read = self.readers.reader(Percent())(given[event.name])
            if isinstance(read, Fraction) and 0 <= read <= 1:
                share = read
            else:
                reason = "a chance lies between 0% and 100%"
                found = problems.unreadable_spread(event.name, given[event.name], reason)
                self.wrong.append(found)
        outcomes: Sequence[str | bool] = event.outcomes
        return Chance(event.name, share, outcomes[0] if outcomes else None)


def chance_words(share: Fraction) -> str:
    """Return how often an event happens, in words."""
    return f"happens in {decimal_text(share * 100)}% of the scenarios"
