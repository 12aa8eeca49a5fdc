"""What a simulation draws: figures, events, exits and rows.

In: checked terms and what is asked. Out: everything that is drawn, and the terms with the amount
that they are worth. Raises InputError where something cannot be drawn or read.
"""

from collections.abc import Mapping, Sequence, Set
from fractions import Fraction
from importlib.util import find_spec

from milestonelang import ir, records, types
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.rows import blocks_of
from milestonelang.backends.proof.model import Figure, Occurrence, Problem
from milestonelang.backends.proof.slicing import figures_of
from milestonelang.data.cells import CellReaders
from milestonelang.data.frames import frame_of
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.advising.facts import usual_figures
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given
from milestonelang.driver.proving.problem import problem_of
from milestonelang.driver.running import running
from milestonelang.driver.settings import read_settings
from milestonelang.driver.simulating import problems
from milestonelang.driver.simulating.leaving import Leaving, exit_words
from milestonelang.driver.simulating.past import (
    NO_PAST,
    past_of,
)
from milestonelang.driver.simulating.past_rows import PastRows, past_rows
from milestonelang.driver.simulating.reading import Reading
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.ir import Exact
from milestonelang.simulation.model import Chance, Drawn
from milestonelang.source import SourceMap
from milestonelang.statement.basis import Basis

WORTH = "simulated_worth"


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
    def everything(self) -> tuple[Drawn, ...]:
        """What is drawn as a figure is: figures, past periods of rows, amounts of events."""
        rows = () if self.rows is None else (self.rows.drawn,)
        return (*self.drawn, *rows, *self.amounts)

    @property
    def amounts(self) -> tuple[Drawn, ...]:
        """How the amounts of events are drawn."""
        return tuple(each.amount for each in self.chances if each.amount is not None)

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
    agreement = running(checked)
    if wanted.in_a_row < 1:
        raise InputError([problems.none_in_a_row(wanted.in_a_row)])
    blocks = blocks_of(agreement)
    sources = {name for name, _ in given.rows} if given is not None else set()
    for payment, block in blocks.items():
        if block.source not in sources:
            raise InputError([problems.no_rows(payment, block.source)], checked.sources)
    settings = _settings(agreement, checked, given)
    problem = problem_of(agreement, None)
    leaves = [plan.exit for plan in problem.program.exits]
    wanted_exits = [name for name, _ in wanted.chances if name in leaves]
    figures = [each for each in _figures(agreement, checked, problem) if each.name not in settings]
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
    reading = Reading(readers, chosen, past)
    drawn = tuple(reading.drawn(each) for each in figures)
    with_amounts = _with_amounts(problem.program)
    names = [*(each.name for each in figures), *with_amounts]
    for name in reading.given.keys() - set(names):
        reading.wrong.append(problems.unknown_subject(name, names, "figure"))
    chances = tuple(
        reading.chance(each, dict(wanted.chances), each.name in with_amounts)
        for each in problem.events
    )
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


def _figures(agreement: decl.Agreement, checked: Checked, problem: Problem) -> list[Figure]:
    """Return what varies: what proofs vary, and dates; raises InputError for what cannot."""
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


def _with_amounts(program: ir.Program) -> tuple[str, ...]:
    """Return the events whose amounts something rests on."""
    ops = (value.op for value in program.values)
    return tuple(sorted({op.event for op in ops if isinstance(op, ir.EventAmount)}))


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


def _settings(agreement: decl.Agreement, checked: Checked, given: Given | None) -> dict[str, Exact]:
    if given is None or not given.settings:
        return {}
    sink = Sink()
    found = read_settings(agreement, dict(given.settings), sink)
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
