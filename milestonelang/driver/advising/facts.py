"""The facts that rules of advice ask for: runs of the evaluator, searched cases, past figures.

In: checked terms, and where there is data what it says. Out: `Facts`. Every amount comes from the
exact evaluator; a search only ever shows cases that it replayed.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from milestonelang import ir, records
from milestonelang.advice.facts import Counter, Facts, Figures, Known, Trial
from milestonelang.agreement import declarations as decl, expressions as expr
from milestonelang.agreement.rows import blocks_of
from milestonelang.backends.proof.falsify import falsify
from milestonelang.backends.proof.model import Claim, Compared, Problem, Tools
from milestonelang.backends.proof.shrink import shrink
from milestonelang.driver.documents.curves import curves_of
from milestonelang.driver.evaluate import Given, basis_of
from milestonelang.driver.proving.cases import Row, Shown, show_case
from milestonelang.driver.proving.problem import (
    NotClaimed,
    calendar_facts,
    claims_of,
    evaluate,
    problem_of,
    run_of,
)
from milestonelang.driver.running import running
from milestonelang.driver.terms import Checked, check_with

_RUNS = 40  # each changes the figure in every period
_WHOLE_RUNS = 1600
_SHRINKING = 200
_PROBE = "advice_probe"
TOOLS = Tools(evaluate, calendar_facts)

History = Mapping[str, tuple[tuple[str, Fraction], ...]]


def facts_of(checked: Checked, history: History) -> Facts:
    """Return the facts of checked terms; *history* has past figures by metric."""
    agreement = checked.require()
    runs = _Runs(running(checked))
    known = tuple(
        Known(each.name, each.type, each.low, each.high, each.step, each.usual)
        for each in runs.problem.figures
        if each.is_number
    )
    return Facts(
        agreement,
        checked.sources,
        known,
        lambda: curves_of(agreement),
        runs.trial,
        lambda properties: _refuted(checked, properties),
        history,
    )


def history_of(checked: Checked, given: Given) -> History:
    """Return what the data says of each metric, period by period; raises InputError."""
    basis = basis_of(checked, given)
    found: dict[str, list[tuple[str, Fraction]]] = {}
    last = basis.last_period
    for name, id in basis.program.named.items():
        if not isinstance(basis.agreement.declarations.get(name), decl.Metric):
            continue
        for period in basis.program.periods[: 0 if last is None else last + 1]:
            value = basis.result(id, period.index)
            if isinstance(value, Fraction):
                found.setdefault(name, []).append((period.label, value))
    return {name: tuple(values) for name, values in found.items()}


# ---- runs


class _Runs:
    """Runs of one agreement on chosen figures; what is not chosen is as the author has it."""

    def __init__(self, agreement: decl.Agreement) -> None:
        self.agreement = agreement
        problem = problem_of(agreement, None)
        usual = usual_figures(agreement)
        self.problem: Problem = records.evolve(
            problem,
            figures=tuple(
                records.evolve(each, usual=usual.get(each.name, each.usual))
                for each in problem.figures
            ),
        )
        self.has_rows = bool(blocks_of(agreement))

    def trial(self, figures: Figures) -> Trial | None:
        """Return a run with these figures, or None where it takes rows."""
        if self.has_rows:
            return None
        program = self.problem.program
        count, term = len(program.periods), program.term_periods
        series: dict[str, tuple[ir.Exact | ir.Missing, ...]] = {}
        for each in self.problem.figures:
            value = figures.get(each.name, each.usual)
            if isinstance(value, Sequence) and not isinstance(value, str):
                series[each.name] = (*value, *(each.usual,) * (count - len(value)))
            else:
                series[each.name] = (value,) * count
        events: dict[str, tuple[ir.Happening, ...]] = {
            each.name: () for each in self.problem.events
        }
        results = run_of(program, ir.Inputs(series, {}, events))
        return Trial(
            labels=tuple(period.label for period in program.periods[:term]),
            years=tuple(period.year for period in program.periods[:term]),
            entitled={
                plan.payment: tuple(_amount(found[plan.entitled]) for found in results[:term])
                for plan in program.payments
            },
            paid={
                (each.payer, each.payee): tuple(_amount(found[each.payable]) for found in results)
                for each in program.directions
            },
        )


def _amount(value: object) -> Fraction | None:
    return Fraction(value) if isinstance(value, Fraction | int) else None


def usual_figures(agreement: decl.Agreement) -> dict[str, ir.Exact]:
    """Return the figures of the author's own: those of the first example, its last period."""
    found: dict[str, ir.Exact] = {}
    for example in agreement.of_kind(decl.Example)[:1]:
        for cell in example.given:
            if cell.value is not None:
                found[cell.name] = cell.value
    for metric in agreement.of_kind(decl.Metric):
        for baseline in metric.baselines[:1]:
            if isinstance(baseline.value, expr.Literal):
                found.setdefault(metric.name, baseline.value.value)
    return found


# ---- cases


def _refuted(checked: Checked, properties: Sequence[str]) -> Sequence[Counter | None]:
    """Return a case that each property is false of, found by trying, or None."""
    asked = check_with(checked.terms, _PROBE, properties)
    if asked.has_errors:
        return [None for _ in properties]
    agreement = running(asked)
    guarantee = agreement.get(_PROBE, decl.Guarantee)
    problem = problem_of(agreement, None)
    plans = {each.position: each for each in problem.program.claims if each.claim == _PROBE}
    found: list[Counter | None] = []
    for position, item in enumerate(guarantee.properties):
        counter = None
        try:
            claims = claims_of(agreement, problem, plans[position], item)
        except NotClaimed:
            claims = ()
        for claim in claims:
            case = falsify(problem, claim, TOOLS, _effort(claim), 0)
            if case is not None:
                small = shrink(problem, claim, case, TOOLS, _SHRINKING)
                counter = _in_words(show_case(asked, guarantee, position, small))
                break
        found.append(counter)
    return found


def _effort(claim: Claim) -> int:
    return _WHOLE_RUNS if isinstance(claim, Compared) and claim.total else _RUNS


def _in_words(shown: Shown) -> Counter:
    """Return a case in a few words: its figures, and the periods in which the runs differ."""
    figures = "; ".join(f"`{row.subject}` {_cells(row, shown.periods)}" for row in shown.figures)
    return Counter(
        figures,
        _paid(shown.first, shown.second, shown.periods),
        shown.changed,
        _paid(shown.second, shown.first, shown.periods),
    )


def _cells(row: Row, periods: Sequence[str]) -> str:
    """Return a row, periods with the same figure told together."""
    said: list[str] = []
    for cell, found in groupby(zip(row.cells, periods, strict=True), key=lambda each: each[0]):
        labels = [label for _, label in found]
        when = labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"
        said.append(f"{cell} in {when}")
    return ", ".join(said) if len(said) > 1 else f"{row.cells[0]} throughout"


def _paid(rows: Sequence[Row], others: Sequence[Row], periods: Sequence[str]) -> str:
    """Return what is paid in the periods in which two runs differ."""
    said = [
        f"{cell} of `{row.subject}` in {label}"
        for row, other in zip(rows, others, strict=True)
        for cell, second, label in zip(row.cells, other.cells, periods, strict=True)
        if cell != second and " to " not in row.subject
    ]
    return "it pays " + " and ".join([", ".join(said[:-1]), *said[-1:]] if said[1:] else said)
