"""Due dates, deadlines, and what a deadline counts from.

In: a `within` of a tree. Out: a `Due`, or the parts of a deadline.
"""

from milestonelang.agreement import lines
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common
from milestonelang.semantics.names import Kind
from milestonelang.semantics.problems import payments as problems
from milestonelang.syntax import ast
from milestonelang.types import Unit


def check_due(checker: Checker, line: ast.Node, within: ast.Within) -> lines.Due | None:
    """Return the due date of a payment: a count of days and what it runs from."""
    counted = common.count_in_days(checker, within.duration)
    if counted is None:
        return None
    of, event = _runs_from(checker, within.of)
    if of is None:
        return None
    return lines.Due(
        span=line.span, id=checker.new_id(), count=counted[0], unit=counted[1], of=of, event=event
    )


def check_within(checker: Checker, within: ast.Within) -> tuple[int, Unit, str | None] | None:
    """Return a deadline: count, unit, and the event that it runs from, if one is named."""
    counted = common.count_in_days(checker, within.duration)
    if counted is None:
        return None
    of, event = _runs_from(checker, within.of)
    return None if of is None else (*counted, event)


def check_plain_within(
    checker: Checker, within: ast.Within, each: Unit | None = None
) -> tuple[int, Unit] | None:
    """Return a deadline that runs from what its line says by itself.

    What is reported *each* period may say that it runs from the end of that period.
    """
    match within.of:
        case ast.Edge(ast.Side.END, window) if each is not None and window.value == each.value:
            return common.count_in_days(checker, within.duration)
        case _:
            pass
    found = check_within(checker, within)
    if found is None:
        return None
    if within.of is not None:
        checker.report(problems.deadline_of_its_own(within.of.span))
    return found[0], found[1]


def _runs_from(
    checker: Checker, of: ast.Expr | ast.Statement | None
) -> tuple[lines.DueFrom | None, str | None]:
    match of:
        case None:
            return lines.DueFrom.END_OF_PERIOD, None
        case ast.Statement():
            return lines.DueFrom.STATEMENT, None
        case ast.Edge(side, window):
            own = window.value in (checker.facts.settled.value, "period")
            if side is ast.Side.END and (own or not checker.facts.is_complete):
                return lines.DueFrom.END_OF_PERIOD, None
        case ast.Ref():
            found = checker.resolve(of, Kind.EVENT)
            if found is None:
                return None, None
            return lines.DueFrom.EVENT, found.name
        case _:
            pass
    checker.report(problems.runs_from_nothing(of.span, checker.facts.settled.value))
    return None, None
