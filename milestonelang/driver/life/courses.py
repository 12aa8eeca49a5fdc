"""The courses that an agreement can take: to its end, or ended early by an exit.

In: a checked agreement. Out: one ending for each exit and each period of the term with which it can
end. Whether its grounds hold is not asked: every ending is looked at that a notice could bring, and
some that none can.
"""

from collections.abc import Sequence

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.check import roots_of
from milestonelang.backends.proof.model import Claim, Problem
from milestonelang.backends.proof.slicing import needed
from milestonelang.primitives.periods import settlement_periods
from milestonelang.types import Unit


def endings(agreement: decl.Agreement) -> tuple[ir.Ending, ...]:
    """Return every early ending, with the last day of a period each."""
    found: list[ir.Ending] = []
    periods = settlement_periods(agreement.contract)
    parties = agreement.of_kind(decl.Party)
    for leave in agreement.of_kind(decl.Exit):
        by = leave.who or (parties[0].name if parties else "")
        for period in periods:
            day = period.end
            found.append(ir.Ending(leave.name, by, day, day, day, day))
    return tuple(found)


_OF_THE_DAY = (ir.EdgeDay, ir.ShiftDay, ir.DaysBetween, ir.FullBetween, ir.EventAmount)
_DAYS = (ir.PeriodFact.DAYS, ir.PeriodFact.FULL_DAYS, ir.PeriodFact.LAST_OF_QUARTER)


def is_of_the_day(problem: Problem, claim: Claim) -> bool:
    """Whether a claim rests on which day of a period is its last."""
    ids = needed(problem.program, (*roots_of(claim), *problem.assumed))
    for id in ids:
        match problem.program.values[id].op:
            case ir.OfPeriod(fact) if fact in _DAYS:
                return True
            case ir.TotalBefore(window=Unit.MONTH | Unit.QUARTER):
                return True
            case op if isinstance(op, _OF_THE_DAY):
                return True
            case _:
                pass
    return False


def rests_on_the_notice(courses: Sequence[tuple[Problem, Claim]]) -> bool:
    """Whether a claim asks, in a course that ends early, from which day on the exit is exercised.

    Only then does its program compare a day that the course to the end does not ask for.
    """
    days = [_edge_days(problem, claim) for problem, claim in courses]
    return any(each > days[0] for each in days[1:])


def _edge_days(problem: Problem, claim: Claim) -> int:
    ids = needed(problem.program, (*roots_of(claim), *problem.assumed))
    return sum(isinstance(problem.program.values[id].op, ir.EdgeDay) for id in ids)
