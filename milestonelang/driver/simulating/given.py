"""How each figure of a simulation is drawn: from past figures, as given, or over its range.

In: checked terms and what is asked. Out: everything that is drawn, and the terms with the amount
that they are worth. Raises InputError where something cannot be drawn or read.
"""

from collections.abc import Mapping, Sequence, Set
from fractions import Fraction
from importlib.util import find_spec
from math import ceil, floor, lcm

from milestonelang import ir, records, types
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.rows import blocks_of
from milestonelang.backends.proof.model import Figure, Occurrence, Problem
from milestonelang.backends.proof.slicing import figures_of
from milestonelang.data.cells import CellReaders
from milestonelang.data.frames import frame_of
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from milestonelang.driver.advising.facts import usual_figures
from milestonelang.driver.batch.program import natural_scale
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given
from milestonelang.driver.proving.problem import problem_of
from milestonelang.driver.settings import read_settings
from milestonelang.driver.simulating import problems
from milestonelang.driver.simulating.leaving import Leaving, exit_words
from milestonelang.driver.simulating.past import (
    ENOUGH,
    ENOUGH_RUNS,
    NO_PAST,
    ROWS,
    Past,
    past_of,
)
from milestonelang.driver.simulating.past_rows import PastRows, past_rows
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.ir import Exact
from milestonelang.primitives.numbers import decimal_text, round_to
from milestonelang.simulation.draw import LARGEST
from milestonelang.simulation.model import Chance, Drawn
from milestonelang.source import SourceMap
from milestonelang.statement.basis import Basis
from milestonelang.types import Percent, RoundingMode

WORTH = "simulated_worth"
FINEST = 1_000_000
_FINE = 10_000  # parts of one that a percentage is drawn in
_ENOUGH = 1000  # values between the ends of a range


@records.frozen
class Wanted:
    """What is asked: *figures* and *chances* as text, *worth* an amount of each period; so many
    past periods *in_a_row* are drawn at once."""

    scenarios: int = 1000
    seed: int = 1
    figures: tuple[tuple[str, str], ...] = ()
    chances: tuple[tuple[str, str], ...] = ()
    worth: str | None = None
    given: Given | None = None
    in_a_row: int = 1


@records.frozen(eq=False)
class Prepared:
    """What is drawn. *usual* is a figure's number where another is varied, *settings* what is set
    in every scenario; *rows* are None where no payment is made for each row."""

    agreement: decl.Agreement
    drawn: tuple[Drawn, ...]
    chances: tuple[Chance, ...]
    worth: str | None
    usual: Mapping[str, int]
    settings: Mapping[str, Exact]
    rows: PastRows | None = None
    basis: Basis | None = None
    exits: tuple[Chance, ...] = ()
    unused: tuple[str, ...] = ()
    sources: SourceMap = records.field(factory=SourceMap)

    @property
    def exit_names(self) -> frozenset[str]:
        """The exits that are drawn."""
        return frozenset(each.name for each in self.exits)

    def leaving(self, settings: Mapping[str, Exact]) -> Leaving:
        """Return the exits that are drawn, with these settings."""
        own = {**self.settings, **settings}
        return Leaving(self.agreement, self.exits, own, self.worth, self.sources)

    def exits_drawn(self) -> list[tuple[str, str]]:
        """Return how often each exit is used, in words."""
        leaving = self.leaving({}) if self.exits else None
        found = [] if leaving is None else [(e.name, exit_words(leaving, e)) for e in self.exits]
        return [*found, *((name, "is not used") for name in self.unused)]

    def rows_as(
        self, settings: Mapping[str, Exact], raised: tuple[str, str] | None = None
    ) -> PastRows | None:
        """Return the rows as these settings have what is computed of them, or one column raised."""
        if self.rows is None or self.basis is None or not (settings or raised):
            return self.rows
        own = {**self.settings, **settings}
        return past_rows(self.agreement, self.basis, self.rows.drawn, own, raised)


def prepare(checked: Checked, wanted: Wanted) -> Prepared:
    """Return what is drawn; raises TermsError and InputError."""
    checked.require()
    if find_spec("numpy") is None:
        raise InputError([problems.library_missing()])
    if wanted.scenarios < 1:
        raise InputError([problems.no_scenarios(wanted.scenarios)])
    given = wanted.given
    has_data = given is not None and (given.data or given.rows)
    if wanted.worth is not None:
        checked = _with_worth(checked, wanted.worth)
    agreement = checked.require()
    if wanted.in_a_row < 1:
        raise InputError([problems.none_in_a_row(wanted.in_a_row)])
    blocks = blocks_of(agreement)
    sources = {name for name, _ in given.rows} if given is not None else set()
    for payment, block in blocks.items():
        if block.source not in sources:
            raise InputError([problems.no_rows(payment, block.source)], checked.sources)
    settings = _settings(checked, given)
    problem = problem_of(agreement, None)
    leaves = [plan.exit for plan in problem.program.exits]
    wanted_exits = [name for name, _ in wanted.chances if name in leaves]
    figures = [each for each in _figures(checked, problem) if each.name not in settings]
    figures += _of_wind_down(
        agreement, wanted_exits, {each.name for each in figures} | settings.keys()
    )
    readers = CellReaders(agreement, frame_of(agreement, agreement.contract.settled))
    chosen = dict(wanted.figures)
    past = NO_PAST
    if given is not None and has_data:
        names = [each.name for each in figures if not each.fixed]
        unsaid = [each for each in names if each not in chosen]
        past = past_of(checked, given, unsaid, wanted.in_a_row, bool(blocks))
    reading = _Reading(readers, chosen, past)
    drawn = tuple(reading.drawn(each) for each in figures)
    names = [each.name for each in figures]
    for name in reading.given.keys() - set(names):
        reading.wrong.append(problems.unknown_subject(name, names, "figure"))
    chances = tuple(reading.chance(each, dict(wanted.chances)) for each in problem.events)
    happening = [*(each.name for each in problem.events), *leaves]
    exits = tuple(
        found
        for name in dict.fromkeys(wanted_exits)
        if (found := reading.chance(Occurrence(name), dict(wanted.chances))).share
    )
    for name, _ in wanted.chances:
        if name not in happening:
            reading.wrong.append(problems.unknown_subject(name, happening, "event"))
    rows = None
    if blocks:
        rows = reading.rows(agreement, sorted({each.source for each in blocks.values()}), settings)
    if reading.wrong:
        raise InputError(reading.wrong, checked.sources)
    examples = usual_figures(agreement)
    usual = {
        each.name: _usual(each, examples.get(each.name, figure.usual))
        for each, figure in zip(drawn, figures, strict=True)
    }
    worth = None if wanted.worth is None else WORTH
    unused = tuple(name for name in leaves if name not in {each.name for each in exits})
    return Prepared(
        agreement,
        drawn,
        chances,
        worth,
        usual,
        settings,
        rows,
        past.basis,
        exits,
        unused,
        checked.sources,
    )


def _figures(checked: Checked, problem: Problem) -> list[Figure]:
    """Return what varies: what proofs vary, and dates; raises InputError for what cannot."""
    agreement = checked.require()
    found = {each.name: each for each in problem.figures}
    wrong = []
    ids = (value.id for value in problem.program.values)
    for name in sorted(figures_of(problem.program, ids) - found.keys()):
        declared = agreement.get(name, decl.Metric)
        span = declared.range
        if isinstance(declared.type, types.Date):
            low, high = (None, None) if span is None else (span.low, span.high)
            found[name] = Figure(name, declared.type, low, high, Fraction(1))
        else:
            wrong.append(problems.not_drawn(name, types.describe(declared.type)))
    if wrong:
        raise InputError(wrong, checked.sources)
    return [found[name] for name in agreement.declarations if name in found]


def _of_wind_down(agreement: decl.Agreement, exits: Sequence[str], known: Set[str]) -> list[Figure]:
    """Return the figures that only the wind-down after one of these exits needs."""
    found: dict[str, Figure] = {}
    day = agreement.contract.end
    party = agreement.of_kind(decl.Party)[0].name
    for name in exits:
        ends = ir.Ending(name, party, day, day, day, day)
        for each in problem_of(agreement, ends).figures:
            if each.name not in known:
                found[each.name] = each
    return list(found.values())


def _settings(checked: Checked, given: Given | None) -> dict[str, Exact]:
    if given is None or not given.settings:
        return {}
    sink = Sink()
    found = read_settings(checked.require(), dict(given.settings), sink)
    if sink.has_errors:
        raise InputError(list(sink.found), checked.sources)
    return found


def _usual(drawn: Drawn, own: object) -> int:
    """Return the number in the middle of what is drawn; of words the author's own."""
    if drawn.past:
        return sorted(drawn.past)[len(drawn.past) // 2]
    if drawn.words:
        return drawn.words.index(own) if own in drawn.words else 0
    middle = drawn.steps // 2 if drawn.likely is None else drawn.likely
    return drawn.low + middle * drawn.step


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

    def __init__(self, readers: CellReaders, given: dict[str, str], past: Past) -> None:
        self.readers, self.given, self.past = readers, given, past
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

    def chance(self, event: Occurrence, given: Mapping[str, str]) -> Chance:
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
        return Chance(event.name, read, said[word.strip()] if word.strip() else outcome)


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
    if chance.outcome is None:
        return words
    return f"{words}, as {in_words(chance.outcome, _kind(chance.outcome))}"
