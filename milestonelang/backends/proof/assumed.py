"""Whether any data keep to what is assumed: of none whatever is said is true, and says nothing.

In: a problem, the facts of its calendar, how much work may be done. Out: false only where no run of
the term keeps to every assumption in each of its periods. Where that is not found out, it is true.
"""

from collections.abc import Sequence
from typing import Any

from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.encode import Space, Unencodable
from milestonelang.backends.proof.model import Problem
from milestonelang.backends.proof.operations import encoder_of
from milestonelang.backends.proof.prove import ANY_STATE_WORK, Effort
from milestonelang.backends.proof.slicing import needed


def is_possible(problem: Problem, facts_of: Sequence[tuple[Any, ...]], effort: Effort) -> bool:
    """Return whether the assumptions of a problem may hold together."""
    if not problem.assumed:
        return True
    import z3  # heavy, and known to this package only

    algebra = Algebra(exact=False)
    space = Space(algebra, problem, {})
    kept = needed(problem.program, problem.assumed)
    encoder = encoder_of(space, problem.program, kept, facts_of)
    asked: list[Any] = []
    try:
        for index in range(len(problem.program.periods)):
            now = encoder.period(index)
            for id in problem.assumed:
                each = now[id]
                asked.append(algebra.term(algebra.either(algebra.negated(each.ok), each.e)))
    except Unencodable:
        return True
    for more in ([], space.on_steps()):
        solver = algebra.solver()
        solver.set("rlimit", ANY_STATE_WORK * effort.budget)
        solver.set("random_seed", effort.seed)
        solver.add(*asked, *more)
        if solver.check() == z3.unsat:
            return False
    return True
