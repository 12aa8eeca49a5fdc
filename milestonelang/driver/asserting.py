"""Check assertions on real data: what guarantees speak of, on the run that there is.

In: what a statement rests on. Out: a line for each property of each `assert`, and a diagnostic for
each that does not hold. Promised: what is unknown breaks nothing and is pending; nothing that is
paid changes.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir
from milestonelang.agreement import declarations as decl, expressions as expr
from milestonelang.backends.exact.run import run
from milestonelang.backends.proof.check import roots_of, violated_at
from milestonelang.backends.proof.model import Bounded, Claim, Holds, Problem, is_known
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver import assertion_problems as asserting_problems
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.programs import compile_program
from milestonelang.driver.proving.problem import NotClaimed, claims_of
from milestonelang.outline.uses import nodes
from milestonelang.primitives.periods import window_key
from milestonelang.statement.assertions import AssertionLine
from milestonelang.statement.basis import Basis

Results = Sequence[tuple[Any, ...]]

_TWO_RUNS = "it speaks of figures that were not reported; as a `guarantee` it can be proved"


def assertions_of(basis: Basis, settings: Mapping[str, ir.Exact]) -> tuple[AssertionLine, ...]:
    """Return how each assertion stands on the data of a run."""
    asserted = asserted_in(basis.agreement)
    if not asserted:
        return ()
    before = basis.program
    after = len(before.periods) - before.term_periods - before.wind_down
    program = compile_program(
        basis.agreement,
        dict(settings),
        frozenset(),
        holidays_of(basis.agreement),
        before.ends,
        after,
        claims=frozenset((decl.Claim.ASSERT,)),
    )
    results = tuple(found.values for found in run(program, basis.inputs).periods)
    plans = {(each.claim, each.position): each for each in program.claims}
    problem = Problem(program, (), ())
    return tuple(
        _line(basis, problem, plans[item.name, position], item, stated, results)
        for item in asserted
        for position, stated in enumerate(item.properties)
    )


def asserted_in(agreement: decl.Agreement) -> tuple[decl.Guarantee, ...]:
    """Return the assertions of an agreement."""
    return tuple(
        item for item in agreement.of_kind(decl.Guarantee) if item.claim is decl.Claim.ASSERT
    )


def broken(agreement: decl.Agreement, lines: Sequence[AssertionLine]) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each assertion that does not hold."""
    places = [each.span for item in asserted_in(agreement) for each in item.properties]
    return tuple(
        asserting_problems.does_not_hold(place, line.words, line.period or "", line.figures)
        for place, line in zip(places, lines, strict=True)
        if line.stands == "does not hold"
    )


def _line(
    basis: Basis,
    problem: Problem,
    plan: ir.ClaimPlan,
    item: decl.Guarantee,
    stated: decl.Property,
    results: Results,
) -> AssertionLine:
    claim = _claim(basis.agreement, problem, plan, stated)
    if claim is None:
        return AssertionLine(item.name, item.title, stated.words, "not checked", why=_TWO_RUNS)
    program = problem.program
    last = -1 if basis.last_period is None else basis.last_period
    known = results[: last + 1]
    if isinstance(claim, Bounded):
        at = _beyond(program, claim, results)
    else:
        at = violated_at(claim, results, program)
    if at is None:
        roots = roots_of(claim)
        waits = any(not is_known(each[id]) for each in known for id in roots)
        return AssertionLine(item.name, item.title, stated.words, "pending" if waits else "holds")
    figures = _figures(program, stated, results, at)
    if isinstance(claim, Bounded):
        figures = _sum(program, claim, results, at)
    label = program.periods[at].label
    return AssertionLine(item.name, item.title, stated.words, "does not hold", label, figures)


def _claim(
    agreement: decl.Agreement, problem: Problem, plan: ir.ClaimPlan, stated: decl.Property
) -> Holds | Bounded | None:
    """Return what is to hold of one run, or None where more than one would be needed."""
    try:
        claims: tuple[Claim, ...] = claims_of(agreement, problem, plan, stated)
    except NotClaimed:
        return None
    if len(claims) == 1 and isinstance(claims[0], Holds | Bounded):
        return claims[0]
    return None


def _beyond(program: ir.Program, claim: Bounded, results: Results) -> int | None:
    """Return the first period in which a window has more than it may, or ends with less."""
    sums: dict[int, Fraction] = {}
    whole: dict[int, bool] = {}
    last = {window_key(claim.window, each): each.index for each in program.periods}
    for period, each in zip(program.periods, results, strict=True):
        key, amount, limit = window_key(claim.window, period), each[claim.amount], each[claim.limit]
        within = Fraction(0) if claim.within is None else each[claim.within]
        whole[key] = whole.get(key, True) and is_known(amount)
        sums[key] = sums.get(key, Fraction(0)) + (amount if is_known(amount) else 0)
        if not is_known(amount) or not is_known(limit) or not is_known(within):
            continue
        if claim.at_most and sums[key] > limit + within:
            return period.index
        ends = whole[key] and last[key] == period.index
        if not claim.at_most and ends and sums[key] < limit - within:
            return period.index
    return None


def _figures(
    program: ir.Program, stated: decl.Property, results: Results, at: int
) -> tuple[tuple[str, str], ...]:
    """Return what a condition names, as it is in a period."""
    found: dict[str, str] = {}
    for node in nodes((stated.condition, stated.expressions)):
        match node:
            case expr.MetricValue(metric=name) | expr.BalanceAmount(balance=name):
                id = program.named.get(name)
            case expr.PaymentAmount(payment=name):
                id = program.named.get(name)
            case _:
                continue
        if id is not None:
            value = results[at][id]
            words = in_words(value, program.values[id].type) if is_known(value) else "unknown"
            found[f"`{name}`"] = words
    return tuple(found.items())


def _sum(
    program: ir.Program, claim: Bounded, results: Results, at: int
) -> tuple[tuple[str, str], ...]:
    key = window_key(claim.window, program.periods[at])
    amounts = [
        each[claim.amount]
        for period, each in zip(program.periods, results, strict=True)
        if window_key(claim.window, period) == key and period.index <= at
    ]
    type = program.values[claim.amount].type
    total = sum((value for value in amounts if is_known(value)), Fraction(0))
    limit = in_words(results[at][claim.limit], program.values[claim.limit].type)
    word = "at most" if claim.at_most else "at least"
    return (("it comes to", in_words(total, type)), (word, limit))
