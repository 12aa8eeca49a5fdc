"""What all declarations share: their head, lines that stand once, counts of time, fixed values.

In: lines of a tree. Out: parts of the checked contract. Promised: whoever is given None is silent,
since the reason was reported here.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, TypedDict, TypeVar

from milestonelang import records, types
from milestonelang.agreement import expressions
from milestonelang.agreement.lines import Line
from milestonelang.diagnostics.codes import CODES
from milestonelang.semantics.context import Checker
from milestonelang.semantics.expressions import check_expression
from milestonelang.semantics.folding import constant_value, single_value
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import (
    contract as contract_problems,
    texts as text_problems,
    time as time_problems,
    types as type_problems,
)
from milestonelang.semantics.scopes import CONSTANT
from milestonelang.semantics.words import check_words
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.types import Unit

N = TypeVar("N", bound=ast.Node)

FREQUENCIES = {
    ast.Frequency.MONTHLY: Unit.MONTH,
    ast.Frequency.QUARTERLY: Unit.QUARTER,
    ast.Frequency.YEARLY: Unit.YEAR,
}
MONTHS_IN = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
"""The units of time that are counted in months."""


class Spot(TypedDict):
    """Where a line stands, and its id."""

    span: Span
    id: expressions.NodeId


def spot(checker: Checker, node: ast.Node) -> Spot:
    """Return the place and a new id for what a line of a tree becomes."""
    return {"span": node.span, "id": checker.new_id()}


def head(checker: Checker, symbol: Symbol, body: Iterable[ast.Node]) -> dict[str, Any]:
    """Return the fields that every declaration has."""
    node = symbol.node
    body = tuple(body)
    title = symbol.title
    means = once(checker, body, ast.Means, "means")
    because = once(checker, body, ast.Because, "because")
    return {
        "span": node.span,
        "id": checker.new_id(),
        "name": symbol.name,
        "title": title.value if title is not None else "",
        "means": check_words(checker, means.text) if means else (),
        "because": check_words(checker, because.text) if because else (),
        "module": symbol.module,
        "accepted": tuple(_accepted(checker, body)),
    }


def _accepted(checker: Checker, body: Iterable[ast.Node]) -> Iterator[tuple[str, str]]:
    for line in all_of(body, ast.Accept):
        if line.code not in CODES:
            checker.report(text_problems.accept_unknown(line.span, line.code))
        yield line.code, line.reason.value


def once(checker: Checker, body: Iterable[ast.Node], kind: type[N], words: str) -> N | None:
    """Return the one line of a kind, or None; a second one is reported."""
    found: N | None = None
    for line in body:
        if not isinstance(line, kind):
            continue
        if found is None:
            found = line
        else:
            checker.report(contract_problems.line_twice(line.span, words, found.span))
    return found


def all_of(body: Iterable[ast.Node], kind: type[N]) -> tuple[N, ...]:
    """Return the lines of a kind, in their order."""
    return tuple(line for line in body if isinstance(line, kind))


def fixed(
    checker: Checker, node: ast.Expr, expected: types.Type | None, what: str
) -> Fraction | int | bool | str | None:
    """Return the value of an expression that is fixed at signature, or report that it is not."""
    return value_of(checker, check_expression(checker, node, CONSTANT, expected), what)


def value_of(
    checker: Checker, expression: expressions.Expr, what: str
) -> Fraction | int | bool | str | None:
    """Return the value of a checked expression that must be fixed, or report that it is not."""
    if is_broken(expression):
        return None
    value = constant_value(checker, expression)
    if value is None:
        checker.report(contract_problems.constant_needed(expression.span, what))
    return value


def fixed_day(checker: Checker, node: ast.Expr, what: str) -> int | None:
    """Return a day that is fixed at signature, as an ordinal."""
    value = fixed(checker, node, types.Date(), what)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def is_broken(expression: expressions.Expr) -> bool:
    """Whether something in an expression was reported already."""
    return any(isinstance(part, expressions.Broken) for part in expressions.walk(expression))


def count_of_time(checker: Checker, node: ast.Expr) -> tuple[int, Unit] | None:
    """Return a whole number of a unit of time: `30 days`, `2 quarters`, or such a parameter."""
    written: ast.Expr | None = node
    if isinstance(node, ast.Ref):
        symbol = checker.resolve(node, Kind.PARAMETER)
        if symbol is None:
            return None
        written = single_value(symbol.node, symbol.setting)
    if not isinstance(written, ast.Duration) or written.value.denominator != 1 or written.value < 0:
        checker.report(contract_problems.count_open(node.span))
        return None
    return int(written.value), Unit(written.unit.value)


def count_in_days(checker: Checker, node: ast.Expr) -> tuple[int, Unit] | None:
    """Return a count of time that is added to a day, and see that the contract says how."""
    counted = count_of_time(checker, node)
    if counted is None:
        return None
    require_for_days(checker, counted[1], node.span)
    return counted


def require_for_days(checker: Checker, unit: Unit, span: Span) -> None:
    """Report a unit that cannot be added to a day without a line of the contract."""
    if unit in MONTHS_IN:
        is_open = checker.facts.month_ends is None and checker.facts.is_complete
        if is_open and not checker.month_ends_reported:
            checker.month_ends_reported = True
            checker.report(time_problems.month_ends_open(span))
    elif unit is Unit.BUSINESS_DAY and checker.facts.calendar is None and checker.facts.is_complete:
        checker.report(type_problems.no_calendar(span))


def check_not_finer(
    checker: Checker, span: Span, what: str, unit: Unit, period: Unit | None = None
) -> bool:
    """Report a unit of time that is shorter than what is settled; return whether it is not."""
    period = period or checker.facts.settled
    if unit in (Unit.PERIOD, Unit.TERM) or not checker.facts.is_complete:
        return True
    if unit in MONTHS_IN and MONTHS_IN[unit] >= MONTHS_IN[period]:
        return True
    checker.report(contract_problems.settled_finer(span, what, unit.value, period.value))
    return False


def party(checker: Checker, node: ast.Name | None) -> str | None:
    """Return the full name of a party, or None."""
    if node is None:
        return None
    found = checker.resolve(node, Kind.PARTY)
    return found.name if found is not None else None


def expressions_in(node: object) -> Iterator[expressions.Expr]:
    """Yield the outermost expressions that a checked line or declaration holds, in order."""
    for name in (field.name for field in records.fields(type(node))):
        yield from _expressions_of(getattr(node, name))


def lines_in(node: object) -> Iterator[Line]:
    """Yield the lines inside a checked line or declaration, and the lines inside these."""
    for name in (field.name for field in records.fields(type(node))):
        value = getattr(node, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Line):
                yield item
                yield from lines_in(item)


def _expressions_of(value: object) -> Iterator[expressions.Expr]:
    if isinstance(value, expressions.Typed):
        yield value  # type: ignore[misc]  # every Typed is a member of Expr
    elif isinstance(value, Line):
        yield from expressions_in(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _expressions_of(item)
