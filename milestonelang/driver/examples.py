"""Run the examples that the terms contain, on the figures they give.

A figure given for a computed metric stands in place of its computation. What is not given is
missing, so that no example passes because something was read as zero.
"""

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.run import run
from milestonelang.data.inputs import make_inputs
from milestonelang.data.known import Known, KnownFigure, as_known
from milestonelang.data.model import NO_DATA, EventRow, Exact, Figure, Provenance
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver import problems
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import KINDS_RUN, compile_program
from milestonelang.driver.terms import Checked
from milestonelang.outline.outline import outline
from milestonelang.source import SourceMap
from milestonelang.statement.basis import Basis
from milestonelang.statement.figures import digits, spoken
from milestonelang.statement.results import figure_of
from milestonelang.statement.steps import StepLines
from milestonelang.statement.words import Words

_THE_EXAMPLE = Provenance("the example")


@records.frozen(eq=False)
class ExampleRun:
    """An example, what its run rests on, and what it found. *checked* counts its figures."""

    example: decl.Example
    basis: Basis
    findings: tuple[Diagnostic, ...]
    checked: int


def run_examples(checked: Checked) -> tuple[ExampleRun, ...]:
    """Run the examples of checked terms, but for those with events that are not run.

    Raises TermsError where the terms have errors.
    """
    agreement = checked.require()
    found = []
    for example in agreement.of_kind(decl.Example):
        if strange_events(example):
            continue
        basis = example_basis(agreement, example, checked.sources)
        findings = [
            finding for cell in example.expected if (finding := _compare(basis, cell)) is not None
        ]
        asked = sum(cell.value is not None for cell in example.expected)
        found.append(ExampleRun(example, basis, tuple(findings), asked))
    return tuple(found)


def strange_events(example: decl.Example) -> tuple[Diagnostic, ...]:
    """Return a warning for each event of a kind that is not run; such an example is not run."""
    return tuple(
        problems.example_not_run(event.kind, event.span)
        for event in example.events
        if event.kind not in KINDS_RUN
    )


def example_basis(agreement: decl.Agreement, example: decl.Example, sources: SourceMap) -> Basis:
    """Return what the run of an example rests on."""
    given = {cell.name for cell in example.given}
    program = compile_program(agreement, {}, frozenset(given), holidays_of(agreement))
    known = _known(agreement, example)
    inputs = make_inputs(known, agreement, program.periods, {})
    metrics = dict(inputs.metrics)
    for name in given:
        if name not in metrics:
            metrics[name] = _series(agreement, example, name, program)
    inputs = records.evolve(inputs, metrics=metrics)
    return Basis(
        agreement=agreement,
        program=program,
        inputs=inputs,
        run=run(program, inputs),
        outline=outline(agreement),
        words=Words(agreement, sources),
        known=known,
        queries={},
        settings=(),
        hashes={},
        last_period=max((cell.period for cell in example.given), default=None),
    )


def _known(agreement: decl.Agreement, example: decl.Example) -> Known:
    """Return what an example gives in the place of what data says."""
    known = as_known(NO_DATA, agreement)
    figures = {name: list(values) for name, values in known.figures.items()}
    missing = dict(known.missing)
    for cell in example.given:
        if cell.value is None:
            continue
        values = figures.setdefault(cell.name, [None] * len(known.periods))
        values[cell.period] = KnownFigure(cell.value, (_figure(cell.value),))
        missing.pop((cell.name, cell.period), None)
    return records.evolve(
        known,
        figures={name: tuple(values) for name, values in figures.items()},
        missing=missing,
        events=tuple(_event(event) for event in example.events),
    )


def _figure(value: Exact) -> Figure:
    return Figure(value, None, _THE_EXAMPLE)


def _event(event: decl.ExampleEvent) -> EventRow:
    return EventRow(
        date=event.date,
        kind=event.kind,
        subject=event.subject,
        by=event.by,
        amount=event.amount,
        note="",
        reported_on=None,
        place=_THE_EXAMPLE,
    )


def _series(
    agreement: decl.Agreement, example: decl.Example, name: str, program: ir.Program
) -> tuple[ir.Exact | ir.Missing, ...]:
    values = {cell.period: cell.value for cell in example.given if cell.name == name}
    found: list[ir.Exact | ir.Missing] = []
    for period in program.periods:
        value = values.get(period.index)
        found.append(ir.Missing(name, period.label, None, None) if value is None else value)
    return tuple(found)


def _compare(basis: Basis, cell: decl.ExampleCell) -> Diagnostic | None:
    """Return what is wrong with an expected figure, or None."""
    if cell.value is None:
        return None
    period = basis.program.periods[cell.period]
    figure = figure_of(basis, cell.name, cell.period)
    expected = in_words(cell.value, figure.type)
    if figure.is_pending:
        return problems.example_pending(
            cell.name, period.label, expected, figure.pending, cell.span
        )
    if figure.value == cell.value:
        return None
    return problems.example_differs(
        cell.name, period.label, spoken(figure), expected, cell.span, _steps(basis, cell)
    )


def _steps(basis: Basis, cell: decl.ExampleCell) -> list[str]:
    """Return how the figure came about, a line of the terms in each note."""
    plan = next((item for item in basis.program.payments if item.payment == cell.name), None)
    steps = basis.program.metric_steps.get(cell.name, ()) if plan is None else plan.steps
    lines = StepLines(basis).lines(steps, cell.period, "")
    return [
        f"`{line.words}`{' (' + line.note + ')' if line.note else ''} gives {digits(line.after)}"
        for line in lines
        if line.applied
    ]


def require_examples(found: tuple[ExampleRun, ...], checked: Checked) -> tuple[ExampleRun, ...]:
    """Return the runs; raises InputError where the terms have no example."""
    if not found:
        raise InputError([problems.no_examples()], checked.sources)
    return found
