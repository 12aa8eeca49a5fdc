"""Nodes of amounts, conditions, texts and types whose fields are not simply the children."""

import datetime
import re
from collections.abc import Callable
from textwrap import dedent
from typing import Any, Final

from milestonelang.source import Span
from milestonelang.syntax import ast, problems
from milestonelang.syntax.ast.base import NodeId
from milestonelang.syntax.builder import Builder, Make
from milestonelang.syntax.literals import number
from milestonelang.syntax.tokens import Kind, Token
from milestonelang.syntax.tree import Child, Tree

_PLACEHOLDER: Final = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_REF: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_LONGEST_MONTH: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def text_of(child: Child) -> str:
    """Return the words of a child that is a token."""
    assert isinstance(child, Token), "the grammar has a token here"
    return child.text


def _figure(node: Callable[..., Any], unit: int = 1) -> Make:
    # A number counted in hundredths is a percentage, and so on.
    def make(builder: Builder, tree: Tree) -> Any:
        value, decimals = number(text_of(tree.children[0]))
        return builder.make(node, tree, value / unit, decimals)

    return make


def _money(builder: Builder, tree: Tree) -> ast.Money:
    code, figure = tree.children
    value, decimals = number(text_of(figure))
    money: ast.Money = builder.make(ast.Money, tree, text_of(code), value, decimals)
    return money


def _counted(node: Callable[..., Any]) -> Make:
    def make(builder: Builder, tree: Tree) -> Any:
        figure, unit = tree.children
        value, decimals = number(text_of(figure))
        return builder.make(node, tree, value, builder.value(unit), decimals)

    return make


def _date(builder: Builder, tree: Tree) -> ast.Date:
    found: ast.Date = builder.make(
        ast.Date, tree, datetime.date.fromisoformat(text_of(tree.children[0]))
    )
    return found


def _period(builder: Builder, tree: Tree) -> ast.Period:
    words = text_of(tree.children[0])
    if words.startswith("FY"):
        fields = (ast.TimeUnit.YEAR, int(words[2:]), 0)
    elif words[5] == "Q":
        fields = (ast.TimeUnit.QUARTER, int(words[:4]), int(words[6]))
    else:
        fields = (ast.TimeUnit.MONTH, int(words[:4]), int(words[5:]))
    period: ast.Period = builder.make(ast.Period, tree, *fields)
    return period


def _truth(value: bool) -> Make:
    return lambda builder, tree: builder.make(ast.Truth, tree, value)


def _day_of_year(builder: Builder, tree: Tree) -> ast.DayOfYear:
    day, month = builder.values(tree.children)
    # 29 February is not in every year, so that a year could not begin on it.
    if day > _LONGEST_MONTH[month.number - 1]:
        builder.sink.report(problems.no_such_day(builder.span(tree), f"{day} {month.value}"))
    found: ast.DayOfYear = builder.make(ast.DayOfYear, tree, day, month)
    return found


def _ref(builder: Builder, tree: Tree) -> ast.Ref:
    ref: ast.Ref = builder.make(ast.Ref, tree, tuple(text_of(tree.children[0]).split(".")))
    return ref


def _text(builder: Builder, tree: Tree) -> ast.Text:
    (token,) = tree.children
    assert isinstance(token, Token), "a text is one token"
    is_long = token.kind is Kind.TEXT
    width = 3 if is_long else 1
    inside = token.text[width:-width]
    start = token.start + width
    value = _unindented(inside) if is_long else inside
    text: ast.Text = builder.make(
        ast.Text, tree, value, _placeholders(builder, inside, start), is_long
    )
    return text


def _unindented(inside: str) -> str:
    inside = inside.replace("\r\n", "\n")
    first, line_break, rest = inside.partition("\n")
    if not line_break:
        return inside.strip()
    # The first line stands beside the quotes, so that its indentation says nothing.
    whole = dedent(rest)
    whole = f"{first.strip()}\n{whole}" if first.strip() else whole
    return "\n".join(line.rstrip() for line in whole.split("\n")).strip("\n")


def _placeholders(builder: Builder, inside: str, start: int) -> tuple[ast.Ref, ...]:
    found: list[ast.Ref] = []
    for match in _PLACEHOLDER.finditer(inside):
        piece = match.group()
        if piece in ("{{", "}}"):
            continue
        words = match.group(1)
        span = Span(builder.file.id, start + match.start(), start + match.end())
        if words is None or not _REF.fullmatch(words):
            builder.sink.report(problems.bad_placeholder(span, piece))
            continue
        builder.count += 1
        inner = Span(span.file, span.start + 1, span.end - 1)
        found.append(ast.Ref(tuple(words.split(".")), span=inner, id=NodeId(builder.count)))
    return tuple(found)


# ---- arithmetic and phrases


def _binary(operator: ast.Operator) -> Make:
    def make(builder: Builder, tree: Tree) -> Any:
        left, right = builder.values(tree.children)
        return builder.make(ast.Binary, tree, operator, left, right)

    return make


def _per(builder: Builder, tree: Tree) -> ast.Per:
    amount, unit = tree.children
    per: ast.Per = builder.make(ast.Per, tree, builder.value(amount), unit_name(builder, unit))
    return per


def unit_name(builder: Builder, child: Child) -> ast.Name:
    """Return the divisor of a price: a unit, or the code of a currency."""
    assert isinstance(child, Token), "a unit is one word"
    name: ast.Name = builder.make(ast.Name, child, child.text)
    return name


def _shifted(builder: Builder, tree: Tree) -> ast.Shifted:
    figure, unit, direction, anchor = tree.children
    assert isinstance(figure, Token) and isinstance(unit, Tree), "a number and its unit"
    value, decimals = number(figure.text)
    place = Tree("duration_literal", (), figure.start, unit.end)
    by = builder.make(ast.Duration, place, value, builder.value(unit), decimals)
    shifted: ast.Shifted = builder.make(
        ast.Shifted, tree, by, builder.value(direction), builder.value(anchor)
    )
    return shifted


# ---- windows and rows


def _window(node: Callable[..., Any]) -> Make:
    def make(builder: Builder, tree: Tree) -> Any:
        *fields, or_fewer = builder.values(tree.children)
        return builder.make(node, tree, *fields, or_fewer is not None)

    return make


def _aggregate(builder: Builder, tree: Tree) -> ast.Aggregate:
    aggregate: ast.Aggregate = builder.make(ast.Aggregate, tree, *builder.values(tree.children))
    if aggregate.function not in _OVER_TIME:
        words = f"`{aggregate.function.value} of`"
        builder.sink.report(
            problems.unexpected(builder.span(tree), f"{words} over periods", "", None)
        )
    return aggregate


_OVER_TIME: Final = (
    ast.Aggregation.SUM,
    ast.Aggregation.AVERAGE,
    ast.Aggregation.HIGHEST,
    ast.Aggregation.LOWEST,
    ast.Aggregation.COUNT,
)


def _rows(builder: Builder, tree: Tree) -> ast.RowAggregate:
    values = builder.values(tree.children)
    by = next((value for value in values[2:] if isinstance(value, ast.Name)), None)
    where = values[-1] if len(values) > 2 and values[-1] is not by else None
    rows: ast.RowAggregate = builder.make(ast.RowAggregate, tree, values[0], values[1], by, where)
    return rows


def _running_total(builder: Builder, tree: Tree) -> ast.RunningTotal:
    function, column, window, same = builder.values(tree.children)
    if not isinstance(column, ast.Ref) or not isinstance(window, ast.ToDate):
        builder.sink.report(
            problems.unexpected(
                builder.span(tree), "another window", "`to date` before `for the same`", None
            )
        )
        column = builder.make(ast.Ref, tree, ())
    total: ast.RunningTotal = builder.make(ast.RunningTotal, tree, function, column, same)
    return total


# ---- conditions


def _compare(builder: Builder, tree: Tree) -> Any:
    left, comparator, right = builder.values(tree.children)
    return builder.make(ast.Compare, tree, comparator, left, right)


def _is(comparator: ast.Comparator) -> Make:
    def make(builder: Builder, tree: Tree) -> Any:
        left, right = builder.values(tree.children)
        if not isinstance(right, ast.Ref) or right.parts != ("known",):
            return builder.make(ast.Compare, tree, comparator, left, right)
        known = builder.make(ast.IsKnown, tree, left)
        return known if comparator is ast.Comparator.IS else builder.make(ast.Not, tree, known)

    return make


def _not_one_of(builder: Builder, tree: Tree) -> Any:
    operand, *values = builder.values(tree.children)
    return builder.make(ast.Not, tree, builder.make(ast.IsOneOf, tree, operand, tuple(values)))


def _appears_not_in(builder: Builder, tree: Tree) -> Any:
    inner = builder.make(ast.AppearsIn, tree, *builder.values(tree.children))
    return builder.make(ast.Not, tree, inner)


def joined(junction: ast.Junction, is_block: bool) -> Make:
    """Return what makes one condition of several."""

    def make(builder: Builder, tree: Tree) -> Any:
        conditions = builder.values(tree.children)
        if len(conditions) == 1:
            return conditions[0]
        return builder.make(ast.Joined, tree, junction, conditions, is_block)

    return make


# ---- types


def _per_type(builder: Builder, tree: Tree) -> ast.PerType:
    amount, unit = tree.children
    per: ast.PerType = builder.make(
        ast.PerType, tree, builder.value(amount), unit_name(builder, unit)
    )
    return per


def _nothing(_: Builder, __: Tree) -> None:
    return None


MAKERS: Final[dict[str, Make]] = {
    "number": _figure(ast.Number),
    "percent": _figure(ast.Percent, 100),
    "basis_points": _figure(ast.BasisPoints, 10_000),
    "points": _figure(ast.Points, 100),
    "money": _money,
    "count": _counted(ast.Quantity),
    "duration_literal": _counted(ast.Duration),
    "date": _date,
    "period": _period,
    "true": _truth(True),
    "false": _truth(False),
    "day_of_year": _day_of_year,
    "ref": _ref,
    "text": _text,
    "add": _binary(ast.Operator.ADD),
    "subtract": _binary(ast.Operator.SUBTRACT),
    "multiply": _binary(ast.Operator.MULTIPLY),
    "divide": _binary(ast.Operator.DIVIDE),
    "per": _per,
    "shifted": _shifted,
    "last_periods": _window(ast.LastPeriods),
    "this_year_to_date": _window(ast.ThisYearToDate),
    "over_previous": _window(ast.OverPrevious),
    "aggregate": _aggregate,
    "rows": _rows,
    "rows_where": _rows,
    "running_total": _running_total,
    "compare": _compare,
    "is": _is(ast.Comparator.IS),
    "is_not": _is(ast.Comparator.IS_NOT),
    "is_not_one_of": _not_one_of,
    "appears_not_in": _appears_not_in,
    "both": joined(ast.Junction.ALL, False),
    "either": joined(ast.Junction.ANY, False),
    "all_of": joined(ast.Junction.ALL, True),
    "any_of": joined(ast.Junction.ANY, True),
    "per_type": _per_type,
    "cent": _nothing,
    "empty_cell": _nothing,
}
"""The rules of expressions and types that have a function of their own."""
