"""From the properties of an agreement to claims about the values of its program.

In: a checked agreement. Out: for each course it can take the problem to be decided, and for each
property the claims that it makes, or why nothing can be said of it. The values are those of the
program that pays; only words, ranges and names are read here.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.backends.exact.frame import RunInputs
from milestonelang.backends.exact.run import Machine
from milestonelang.backends.proof.kinds import FACTS
from milestonelang.backends.proof.model import (
    Bounded,
    Change,
    Claim,
    Compared,
    Figure,
    Holds,
    Occurrence,
    Problem,
    Reach,
    Steps,
    is_known,
)
from milestonelang.backends.proof.slicing import events_of, figures_of, needed, queries_of, sliced
from milestonelang.data.known import row_aggregates
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.programs import compile_program
from milestonelang.lowering.claims import (
    AS_UNDER,
    EVERY_MILESTONE,
    EVERY_TRIGGER,
    share_of_figure,
)
from milestonelang.types import Choice, Date, PeriodType, Text, Truth, Type, Unit

NO_INPUTS = ir.Inputs({}, {}, {})


class Runner:
    """The exact evaluator, as the proofs ask for it."""

    def __init__(self, program: ir.Program) -> None:
        self._machine = Machine(program)

    @property
    def initial(self) -> Any:
        """The state before the first period."""
        return self._machine.initial

    def prepared(self, inputs: ir.Inputs) -> RunInputs:
        """Return the inputs of a run, its events in order."""
        return RunInputs(inputs)

    def step(self, state: Any, prepared: Any, index: int) -> tuple[tuple[Any, ...], Any]:
        """Return the results of a period and the state after it."""
        results, after = self._machine.step(state, prepared, index)
        return results.values, after


def evaluate(program: ir.Program) -> Steps:
    """Return a program made ready to run by the exact evaluator."""
    return Runner(program)


def problem_of(
    agreement: decl.Agreement,
    ends: ir.Ending | None,
    varied: Iterable[str] = (),
    on_rows: bool = False,
) -> Problem:
    """Return the problem of one course of an agreement; *varied* take every declared value.

    What rows add up to is a figure of its own, or with *on_rows* computed from them.
    """
    given = frozenset((*given_figures(agreement, on_rows), *varied))
    program = compile_program(
        agreement,
        {},
        given,
        holidays_of(agreement),
        ends,
        claims=frozenset((decl.Claim.GUARANTEE, decl.Claim.ASSUME)),
    )
    # What is varied may be read by no line, or in the rows of a source alone.
    read = figures_of(program, range_of(program)) | frozenset(varied)
    figures = tuple(
        figure
        for name in agreement.declarations
        if name in read and (figure := figure_of(agreement, name)) is not None
    )
    happening = events_of(program, range_of(program))
    events = tuple(occurrence_of(agreement, name) for name in sorted(happening))
    assumed = {item.name for item in agreement.of_kind(decl.Guarantee) if is_assumed(item)}
    return Problem(
        program,
        figures,
        events,
        tuple(
            plan.condition
            for plan in program.claims
            if plan.claim in assumed and plan.condition is not None
        ),
    )


def is_assumed(claim: decl.Guarantee) -> bool:
    """Whether a claim narrows what figures there may be."""
    return claim.claim is decl.Claim.ASSUME


def range_of(program: ir.Program) -> Iterable[ir.ValueId]:
    """Return every value of a program."""
    return (value.id for value in program.values)


def given_figures(agreement: decl.Agreement, on_rows: bool = False) -> tuple[str, ...]:
    """Return what is taken as a figure: metrics that rows add up to, and segments not yet set."""
    of_rows = {} if on_rows else row_aggregates(agreement)
    found = [
        item.name
        for item in agreement.of_kind(decl.Metric)
        if item.computed is not None and item.name in of_rows
    ]
    unset = [item.name for item in agreement.of_kind(decl.Segment) if item.value is None]
    return (*found, *unset)


def figure_of(agreement: decl.Agreement, name: str) -> Figure | None:
    """Return the values that a figure may have; None for one that cannot be varied."""
    match agreement.declarations[name]:
        case decl.Metric() as declared:
            words = _words(declared.type)
            if words is None:
                return None
            found = _ranged(declared.name, declared.type, declared.range, words, _usual(declared))
            if found.low is None and _aggregate(declared) in _COUNTS:
                return records.evolve(found, low=Fraction(0), step=Fraction(1))
            if found.low is None and _aggregate(declared) is expr.Aggregate.SHARE:
                return records.evolve(found, low=Fraction(0), high=Fraction(1))
            return found
        case decl.Parameter() as declared:
            usual = declared.values[0].value if declared.values else None
            start = usual.value if isinstance(usual, expr.Literal) else None
            found = _ranged(name, declared.type, declared.range, (), start)
            return records.evolve(found, fixed=True)
        case decl.Segment(values=values):
            return Figure(name, Choice(values), words=values, fixed=True, usual=values[0])
        case _:
            return None


# A number of rows is whole and never below zero.
_COUNTS = (expr.Aggregate.COUNT, expr.Aggregate.COUNT_DISTINCT)


def _aggregate(declared: decl.Metric) -> expr.Aggregate | None:
    """Return what a metric over rows is, where it is nothing but one aggregate."""
    match declared.computed:
        case (lines.Amount(value=expr.RowAggregate(aggregate=aggregate)),):
            return aggregate
        case _:
            return None


def _words(type: Type) -> tuple[ir.Exact, ...] | None:
    match type:
        case Truth():
            return (False, True)
        case Choice(values):
            return values
        case Date() | PeriodType() | Text():
            return None
        case _:
            return ()


def _usual(declared: decl.Metric) -> ir.Exact | None:
    first = declared.baselines[0].value if declared.baselines else None
    return first.value if isinstance(first, expr.Literal) else None


def _ranged(
    name: str,
    type: Type,
    span: decl.Range | None,
    words: tuple[ir.Exact, ...],
    usual: ir.Exact | None,
) -> Figure:
    low, high = (None, None) if span is None else (span.low, span.high)
    if words:
        return Figure(name, type, words=words, usual=words[0])
    start = Fraction(usual) if isinstance(usual, Fraction | int) else Fraction(0)
    if low is not None and start < low:
        start = low
    if high is not None and start > high:
        start = high
    return Figure(name, type, low, high, None if span is None else span.step, usual=start)


def occurrence_of(agreement: decl.Agreement, name: str) -> Occurrence:
    """Return what can be reported of an event."""
    declared = agreement.declarations.get(name)
    if not isinstance(declared, decl.Event):
        return Occurrence(name)
    outcomes: tuple[str | bool, ...] = declared.outcomes
    if not outcomes and declared.decided_by is not None:
        outcomes = (True, False)
    return Occurrence(name, outcomes, True)


def varied_of(
    agreement: decl.Agreement, guarantee: decl.Guarantee, item: decl.Property
) -> tuple[str, ...]:
    """Return what takes every value: parameters that it names, and what it moves."""
    moved = [
        name
        for name in item.names
        if isinstance(agreement.declarations.get(name), decl.Metric | decl.Parameter)
    ]
    return tuple(dict.fromkeys((*guarantee.for_every, *moved)))


def calendar_facts(program: ir.Program) -> Sequence[tuple[Any, ...]]:
    """Return the facts of the calendar in each period, as the evaluator says them."""
    facts = [value.id for value in program.values if isinstance(value.op, FACTS)]
    return run_of(sliced(program, facts), NO_INPUTS)


def run_of(program: ir.Program, inputs: ir.Inputs) -> Sequence[tuple[Any, ...]]:
    """Return the results of every period of a run."""
    return tuple(results.values for results in Machine(program).run(inputs).periods)


def constant_of(program: ir.Program, id: ir.ValueId) -> Fraction | None:
    """Return the number that a value is in every period, whatever the data; None where it moves."""
    ids = needed(program, (id,))
    if figures_of(program, ids) or queries_of(program, ids) or events_of(program, ids):
        return None
    results = run_of(sliced(program, (id,)), NO_INPUTS)
    values = {each[id] for each in results if is_known(each[id])}
    if len(values) != 1:
        return None
    found = values.pop()
    return Fraction(found) if isinstance(found, Fraction | int) else None


# ---- claims


class NotClaimed(Exception):
    """A property says what is not decided in this version; the message says why."""


def claims_of(
    agreement: decl.Agreement, problem: Problem, plan: ir.ClaimPlan, item: decl.Property
) -> tuple[Claim, ...]:
    """Return the claims that a property makes about a program; raises `NotClaimed`."""
    form = item.form
    if form == "can be achieved":
        return (_achieved(problem, plan),)
    if form in _PATTERNS and plan.condition is not None:
        return (Reach(plan.condition, _PATTERNS[form]),)
    if form == EVERY_TRIGGER:
        return tuple(Reach(active, _PATTERNS["can end"]) for _, active in plan.flows)
    if form == EVERY_MILESTONE:
        return tuple(Reach(achieved, (True,)) for _, achieved in plan.flows)
    if plan.condition is not None:
        return (Holds(plan.condition),)
    if form == "moving to the next period gains":
        most = _constant(problem, plan.bounds[0])
        (metric,) = item.names
        return tuple(
            Compared(id, True, metric, Change.LATER, None, None, most) for _, id in plan.flows
        )
    if plan.amount is None:
        raise NotClaimed(f"`{item.words}` is not decided in this version")
    if form.endswith(AS_UNDER):
        return as_under(plan, form)[:1]
    if " is at " in form:
        return (_bounded(plan, form),)
    if form.startswith("restating"):
        return _restating(agreement, problem, plan, item)
    if " moves by" in form:
        most, by = (_constant(problem, id) for id in plan.bounds)
        return (Compared(plan.amount, _is_total(form), item.names[-1], Change.BY, by, -most, most),)
    if " never " in form:
        return (_monotone(problem, plan, item),)
    raise NotClaimed(f"`{item.words}` is not decided in this version")


_PATTERNS = {"can start": (True,), "can end": (True, False), "can start again": (True, False, True)}


def _achieved(problem: Problem, plan: ir.ClaimPlan) -> Reach:
    assert plan.condition is not None
    until = None
    if plan.bounds:
        last = _constant(problem, plan.bounds[0])
        periods = problem.program.periods
        is_period = isinstance(problem.program.values[plan.bounds[0]].type, PeriodType)
        ended = [each.index for each in periods if is_period or each.end <= last]
        until = int(last) if is_period else max(ended, default=-1)
    return Reach(plan.condition, (True,), until)


def _bounded(plan: ir.ClaimPlan, form: str) -> Bounded:
    assert plan.amount is not None
    words, _, window = form.rpartition(" per ")
    return Bounded(
        plan.amount, Unit(window), words.endswith("at most"), plan.bounds[0], plan.within
    )


def as_under(plan: ir.ClaimPlan, form: str) -> tuple[Bounded, ...]:
    """Return what a comparison with other terms claims, and then what it would follow from.

    A total is at least as under other terms where it is so in each year, or in each period.
    """
    if plan.amount is None or not plan.bounds:
        raise NotClaimed("the other terms are not at hand")
    nothing, each_period, each_year = plan.bounds
    at_most = form.removesuffix(AS_UNDER).endswith("at most")
    if not _is_total(form):
        return (Bounded(plan.amount, Unit.PERIOD, at_most, nothing, plan.within),)
    windows = ((Unit.TERM, plan.within), (Unit.PERIOD, each_period), (Unit.YEAR, each_year))
    return tuple(
        Bounded(plan.amount, window, at_most, nothing, within) for window, within in windows
    )


def _restating(
    agreement: decl.Agreement, problem: Problem, plan: ir.ClaimPlan, item: decl.Property
) -> tuple[Claim, ...]:
    assert plan.amount is not None
    by, most = (_constant(problem, id) for id in plan.bounds)
    read = figures_of(problem.program, needed(problem.program, (plan.amount,)))
    names = [
        each.name
        for each in problem.figures
        if each.is_number and not each.fixed and each.name in read
    ]
    if "any moves" not in item.form:
        names = [item.names[0]]
    found: list[Claim] = []
    for name in names:
        figure = figure_of(agreement, name)
        share = figure is not None and share_of_figure(item, figure.type)
        change = Change.SHARE if share else Change.BY
        total = _is_total(item.form.partition("moves ")[2])
        found.append(Compared(plan.amount, total, name, change, by, -most, most))
    return tuple(found)


def _monotone(problem: Problem, plan: ir.ClaimPlan, item: decl.Property) -> Compared:
    assert plan.amount is not None
    within = Fraction(0) if plan.within is None else _constant(problem, plan.within)
    words, _, when = item.form.partition(" when ")
    change = Change.RISES if when == "rises" else Change.FALLS
    falls = words.endswith("falls")
    lowest = -within if falls else None
    highest = None if falls else within
    return Compared(
        plan.amount, _is_total(item.form), item.names[-1], change, None, lowest, highest
    )


def _is_total(form: str) -> bool:
    return form.startswith("total")


def _constant(problem: Problem, id: ir.ValueId) -> Fraction:
    found = constant_of(problem.program, id)
    if found is None:
        raise NotClaimed("the amount it is measured by is not the same in every period")
    return found
