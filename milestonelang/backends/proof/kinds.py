"""Which periods are alike for a proof from any state.

In: a program, the values that a claim rests on, the facts of the calendar. Out: one period of each
kind, so that what is proved of these is proved of all. Two periods are of one kind if every fact of
the calendar, every value in force and every beginning of a window is the same in both.
"""

from collections.abc import Sequence
from typing import Any

from milestonelang import ir
from milestonelang.ir import ValueId
from milestonelang.primitives.periods import window_key

_OF_THE_DAY = (
    *(ir.EventHappened, ir.EventDay, ir.EventAmount, ir.EventCount, ir.EventOutcome),
    *(ir.Achievement, ir.Duty, ir.Audited, ir.Movements, ir.QueryInput),
)
"""What knows the period itself: with one of these every period is of its own kind."""

FACTS = (ir.OfPeriod, ir.AtPlace, ir.InMonth, ir.FromDate, ir.EdgeDay)


def kinds_of(
    program: ir.Program,
    needed: frozenset[ValueId],
    facts_of: Sequence[tuple[Any, ...]],
    since: int = 0,
) -> tuple[int, ...]:
    """Return the first period of each kind, of the periods from *since* on."""
    values = [value for value in program.values if value.id in needed]
    if any(isinstance(value.op, _OF_THE_DAY) for value in values):
        return tuple(range(since, len(program.periods)))
    reach = max((_reach(value.op, program) for value in values), default=0)
    found: dict[tuple[Any, ...], int] = {}
    for period in program.periods[since:]:
        index = period.index
        key: list[Any] = [min(index, reach), program.runs(index), index < program.term_periods]
        key.append(index == program.term_periods + program.wind_down - 1)
        for value in values:
            match value.op:
                case ir.ParameterInput(values=dated):
                    key.append(tuple(day is None or day <= period.end for day, _ in dated))
                case ir.TotalBefore(window=window):
                    key.append(
                        index == 0
                        or window_key(window, program.periods[index - 1])
                        != window_key(window, period)
                    )
                case op if isinstance(op, FACTS):
                    key.append(facts_of[index][value.id])
                case _:
                    pass
        found.setdefault(tuple(key), index)
    return tuple(found.values())


def _reach(op: ir.Op, program: ir.Program) -> int:
    """Return from which period on an operation no longer counts periods from the first."""
    match op:
        case ir.Earlier(periods=periods):
            return periods
        case ir.Consecutive(periods=periods) | ir.InLast(periods=periods):
            return periods
        case ir.WindowOf():
            return len(program.periods)
        case _:
            return 1
