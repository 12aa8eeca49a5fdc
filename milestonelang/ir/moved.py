"""Two programs as one, for what is said of both: the values of the second come after the first's.

In: operations, or programs of the same periods. Out: operations whose ids are higher by so many,
and a program that computes everything that either does, on the same figures and events.
"""

from typing import Any

from milestonelang import records
from milestonelang.ir.base import ValueId
from milestonelang.ir.program import Program
from milestonelang.ir.state import Call, Claw, Hold, Move, ShareStep, Vest
from milestonelang.ir.values import Op, Value


def moved(op: Op, by: int) -> Op:
    """Return an operation whose arguments and feeds have ids that are higher *by* so many."""
    changes: dict[str, Any] = {}
    for field in records.fields(type(op)):
        value = getattr(op, field.name)
        match field.role:
            case "argument" | "feed":
                changes[field.name] = _ids(value, by)
            case "dated":
                changes[field.name] = tuple((day, id + by) for day, id in value)
            case "calls" | "lines" | "moves" | "steps":
                changes[field.name] = tuple(_line(line, by) for line in value)
    return records.evolve(op, **changes) if changes else op


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


def _ids(value: Any, by: int) -> Any:
    if value is None:
        return None
    return tuple(id + by for id in value) if isinstance(value, tuple) else value + by


def _line(line: Hold | Vest | Claw | Move | ShareStep | Call, by: int) -> Any:
    def up(id: ValueId | None) -> ValueId | None:
        return None if id is None else ValueId(id + by)

    match line:
        case Hold():
            parts = tuple((up(part), when + by) for part, when in line.parts)
            return records.evolve(
                line, share=line.share + by, parts=parts, forfeited_if=up(line.forfeited_if)
            )
        case Vest():
            return records.evolve(line, condition=up(line.condition))
        case Claw():
            return records.evolve(
                line,
                condition=line.condition + by,
                share=up(line.share),
                amount=up(line.amount),
            )
        case Move():
            return records.evolve(
                line,
                value=line.value + by,
                condition=up(line.condition),
                at_most=up(line.at_most),
            )
        case ShareStep():
            return records.evolve(
                line,
                shares=tuple(id + by for id in line.shares),
                up_to=up(line.up_to),
                before=up(line.before),
            )
        case Call():
            return records.evolve(
                line, when=line.when + by, since=up(line.since), until=up(line.until)
            )
