"""Try the examples that the terms contain: run each on the figures it gives.

A figure given for a computed metric stands in place of its computation. What is not given is
missing, so that no example passes because something was read as zero. Nothing is put into words
here: where every example gives what it should, a check needs neither statement nor outline.
"""

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.run import Run, run
from milestonelang.data.inputs import make_inputs
from milestonelang.data.known import Known, KnownFigure, as_known
from milestonelang.data.model import NO_DATA, EventRow, Exact, Figure, Provenance
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver import problems
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.programs import KINDS_IN_EXAMPLES, compile_program

_THE_EXAMPLE = Provenance("the example")


@records.frozen(eq=False)
class Trial:
    """The run of an example, and what it was run on."""

    example: decl.Example
    program: ir.Program
    inputs: ir.Inputs
    known: Known
    run: Run


def try_example(agreement: decl.Agreement, example: decl.Example) -> Trial:
    """Run an example of a checked agreement."""
    given = {cell.name for cell in example.given}
    program = compile_program(agreement, {}, frozenset(given), holidays_of(agreement))
    known = _known(agreement, example)
    inputs = make_inputs(known, agreement, program.periods, {})
    metrics = dict(inputs.metrics)
    for name in given:
        if name not in metrics:
            metrics[name] = _series(agreement, example, name, program)
    inputs = records.evolve(inputs, metrics=metrics)
    return Trial(example, program, inputs, known, run(program, inputs))


def surely_holds(agreement: decl.Agreement, trial: Trial) -> bool:
    """Whether payments and metrics are all that an example expects, and each is as expected.

    False says nothing: then `driver.examples` finds out, and says what differs.
    """
    for cell in trial.example.expected:
        if cell.value is None:
            continue
        id = trial.program.named.get(cell.name)
        declared = agreement.declarations.get(cell.name)
        if id is None or not isinstance(declared, decl.Payment | decl.Metric):
            return False
        if trial.run.periods[cell.period][id] != cell.value:
            return False
    return True


def strange_events(example: decl.Example) -> tuple[Diagnostic, ...]:
    """Return a warning for each event of a kind that is not run; such an example is not run."""
    return tuple(
        problems.example_not_run(event.kind, event.span)
        for event in example.events
        if event.kind not in KINDS_IN_EXAMPLES
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
