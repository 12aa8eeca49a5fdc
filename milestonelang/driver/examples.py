"""Say in words what the examples of terms give, and where that is not what they expect."""

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver import problems
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import on_course
from milestonelang.driver.terms import Checked
from milestonelang.driver.trials import Trial, try_example
from milestonelang.source import SourceMap
from milestonelang.statement.basis import Basis
from milestonelang.statement.figures import digits, spoken
from milestonelang.statement.results import figure_of
from milestonelang.statement.steps import StepLines
from milestonelang.statement.words import Words


@records.frozen(eq=False)
class ExampleRun:
    """An example, what its run rests on, and what it found. *checked* counts its figures."""

    example: decl.Example
    basis: Basis
    findings: tuple[Diagnostic, ...]
    checked: int


def run_examples(checked: Checked) -> tuple[ExampleRun, ...]:
    """Run the examples of checked terms, but for those with events that cannot be run.

    Raises TermsError where the terms have errors.
    """
    agreement = checked.require()
    trials = (
        try_example(agreement, example, checked.sources)
        for example in agreement.of_kind(decl.Example)
    )
    return tuple(explained(checked, trial) for trial in trials if trial.course is not None)


def explained(checked: Checked, trial: Trial) -> ExampleRun:
    """Return what the run of an example found."""
    expected = trial.example.expected
    basis = trial_basis(trial, checked.sources)
    findings = [finding for cell in expected if (finding := _compare(basis, cell)) is not None]
    asked = sum(cell.value is not None for cell in expected)
    return ExampleRun(trial.example, basis, tuple(findings), asked)


def trial_basis(trial: Trial, sources: SourceMap) -> Basis:
    """Return what the run of an example rests on."""
    assert trial.course is not None, "an example with findings is not run"
    return on_course(trial.agreement, trial.course, Words(trial.agreement, sources), {})


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
