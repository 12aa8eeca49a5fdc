"""Contracts and data that are drawn, as problems to prove things of."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import z3

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.encode import Encoder, Space
from milestonelang.backends.proof.falsify import Search
from milestonelang.backends.proof.model import Case, Holds, Problem
from milestonelang.backends.proof.operations import ENCODINGS, encoder_of
from milestonelang.backends.proof.symbols import Sym
from milestonelang.driver.proving.problem import evaluate, problem_of
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.passes.validate import part_names
from tests.reference.model import Contract
from tests.reference.write import write


def agreement_of(contract: Contract, more: str = "") -> decl.Agreement:
    return check_terms(from_text(f"{write(contract)}\n{more}")).require()


def problem(contract: Contract) -> Problem:
    return problem_of(agreement_of(contract), None)


def every_value(program: ir.Program) -> frozenset[ir.ValueId]:
    return frozenset(value.id for value in program.values)


def drawn_cases(problem: Problem, count: int) -> list[Case]:
    """Cases as the falsifier draws them, of every figure and event of the program."""
    search = Search(problem, Holds(problem.program.values[-1].id), evaluate, 0)
    search.draw_of(problem.figures, problem.program)
    search.events = problem.events
    found = []
    for _ in range(count):
        figures = {name: tuple(values) for name, values in search.series_of_all().items()}
        found.append(Case(figures, search.happened(2), 0))
    return found


def what_is_encoded(problem: Problem) -> frozenset[ir.ValueId]:
    """The values that need no operation without an encoding, and no figure without a range."""
    drawn = {each.name for each in problem.figures}
    values = problem.program.values
    without = {
        value.id
        for value in values
        if type(value.op) not in ENCODINGS
        or (isinstance(value.op, ir.MetricInput) and value.op.metric not in drawn)
    }
    while True:
        more = {
            value.id
            for value in values
            if value.id not in without
            and not without.isdisjoint({*ir.argument_ids(value.op), *ir.feed_ids(value.op)})
        }
        if not more:
            return every_value(problem.program) - without
        without |= more


def encoded(problem: Problem, exact: bool, facts: Any, free: bool = False) -> Encoder:
    """Every period of a program, symbolically."""
    algebra = Algebra(exact, free)
    encoder = encoder_of(Space(algebra, problem), problem.program, what_is_encoded(problem), facts)
    for index in range(len(problem.program.periods)):
        encoder.period(index)
    return encoder


def is_among(
    encoder: Encoder,
    solver: Any,
    case: Case,
    results: Any,
    others: Sequence[tuple[Encoder, Any]] = (),
) -> list[str]:
    """What of a run of the evaluator is not among what is encoded; nothing if all is.

    *others* are further runs with their results, from the same figures but for what was changed.
    """
    algebra = encoder.algebra
    solver.push()
    try:
        for name, values in case.figures.items():
            for index, value in enumerate(values):
                sym = encoder.space.figure(name, index)
                solver.add(algebra.term(_is(algebra, sym, value)))
        for name, rows in case.events.items():
            day = encoder.space.first_day(name)
            first = min((row.day for row in rows), default=None)
            last = encoder.program.periods[-1].end
            solver.add(day.e > last if first is None else day.e == first)
        # Where the solver gives up it says nothing; only a contradiction is a finding.
        if solver.check() == z3.unsat:
            return ["the inputs alone"]
        said = [
            (f"{value} in period {index}: {found[value.id]}", _is(algebra, sym, found[value.id]))
            for run, each in ((encoder, results), *others)
            for index, found in enumerate(each)
            for value in encoder.order
            if part_names(value.op) is None and isinstance(sym := run.values[index][value.id], Sym)
        ]
        solver.push()
        solver.add(*(algebra.term(each) for _, each in said))
        answer = solver.check()
        solver.pop()
        if answer != z3.unsat:
            return []
        for words, each in said:
            solver.add(algebra.term(each))
            if solver.check() == z3.unsat:
                return [words]
        return ["all of it"]
    finally:
        solver.pop()


def _is(algebra: Algebra, sym: Sym, result: Any) -> Any:
    """Return that a symbolic value is what the evaluator gave."""
    if not isinstance(result, Fraction | int | bool | str):
        return algebra.negated(sym.ok)
    if isinstance(result, str):
        return algebra.both(sym.ok, algebra.is_word(sym, result))
    if isinstance(result, bool):
        same = sym.e if result else algebra.negated(sym.e)
        return algebra.both(sym.ok, same)
    number = Fraction(result)
    if sym.is_constant:
        return algebra.both(sym.ok, sym.e == number)
    return algebra.both(sym.ok, sym.e == algebra.term(number))
