"""Two programs as one, for what is said of both: the values of the second come after the first's.

In: operations, or programs of the same periods. Out: operations whose ids are higher by so many,
and a program that computes everything that either does, on the same figures and events.
"""

from typing import Any, TypeVar

from milestonelang import records
from milestonelang.ir import base
from milestonelang.ir.base import ValueId
from milestonelang.ir.program import Program
from milestonelang.ir.values import Line, Op, Value

R = TypeVar("R", bound=Op | Line)


def moved(record: R, by: int) -> R:
    """Return an operation, or a line of one, whose ids are higher *by* so many."""
    changes: dict[str, Any] = {}
    for field in records.fields(type(record)):
        value = getattr(record, field.name)
        match field.role:
            case base.ARGUMENT | base.FEED:
                changes[field.name] = _higher(value, by)
            case base.DATED:
                changes[field.name] = tuple((day, id + by) for day, id in value)
            case base.LINES:
                changes[field.name] = tuple(moved(line, by) for line in value)
    return records.evolve(record, **changes) if changes else record


def side_by_side(first: Program, second: Program) -> Program:
    """Return the first program with the values of the second, under ids from `len(first.values)`.

    Its plans are those of the first. Raises ValueError where the periods are not the same.
    """
    if (first.periods, first.term_periods) != (second.periods, second.term_periods):
        raise ValueError("two programs can be one only over the same periods")
    by = len(first.values)
    added = tuple(
        Value(ValueId(each.id + by), moved(each.op, by), each.type, each.origin, each.span)
        for each in second.values
    )
    return records.evolve(first, values=first.values + added)


def _higher(value: Any, by: int) -> Any:
    """Return an id, or those in a tuple, higher by so many; None is one that is not there."""
    if isinstance(value, tuple):
        return tuple(_higher(each, by) for each in value)
    return None if value is None else value + by
