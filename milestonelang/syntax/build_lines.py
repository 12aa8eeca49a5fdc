"""Nodes of lines whose fields are not simply the children of their rule."""

from collections.abc import Callable
from typing import Any, Final

from milestonelang.syntax import ast, problems
from milestonelang.syntax.build_expressions import joined
from milestonelang.syntax.builder import Builder, Make
from milestonelang.syntax.tokens import Kind, Token
from milestonelang.syntax.tree import Tree


def _values_from(builder: Builder, tree: Tree) -> ast.Value:
    *values, start = builder.values(tree.children)
    value: ast.Value = builder.make(ast.Value, tree, tuple(values), (), False, start)
    return value


def _value_for(builder: Builder, tree: Tree) -> ast.Value:
    amount, names, start = builder.values(tree.children)
    value: ast.Value = builder.make(ast.Value, tree, (amount,), names, False, start)
    return value


def _value_otherwise(builder: Builder, tree: Tree) -> ast.Value:
    amount, start = builder.values(tree.children)
    value: ast.Value = builder.make(ast.Value, tree, (amount,), (), True, start)
    return value


def _weight(builder: Builder, tree: Tree) -> ast.Weight:
    period, value = builder.values(tree.children)
    words = period.value if isinstance(period, ast.Month) else str(period)
    weight: ast.Weight = builder.make(ast.Weight, tree, words, value)
    return weight


def _segment_value(builder: Builder, tree: Tree) -> ast.Value:
    value: ast.Value = builder.make(ast.Value, tree, builder.values(tree.children), (), False, None)
    return value


def _column(builder: Builder, tree: Tree) -> ast.Column:
    name, type, unique, may_be_empty, amount = builder.values(tree.children)
    column: ast.Column = builder.make(
        ast.Column, tree, name, type, bool(unique), bool(may_be_empty), amount
    )
    return column


def _choice_column(builder: Builder, tree: Tree) -> ast.Column:
    name, *rest = tree.children
    words = [child for child in rest if isinstance(child, Token)]
    others = [child for child in rest if isinstance(child, Tree)]
    place = Tree("choice_type", (), words[0].start, words[-1].end)
    type = builder.make(ast.ChoiceType, place, builder.values(tuple(words)))
    may_be_empty = any(other.name == "may_be_empty" for other in others)
    amount = next((other for other in others if other.name != "may_be_empty"), None)
    column: ast.Column = builder.make(
        ast.Column, tree, builder.value(name), type, False, may_be_empty, builder.value(amount)
    )
    return column


def _yes(_: Builder, __: Tree) -> bool:
    return True


def _nobody(_: Builder, __: Tree) -> None:
    return None


def _tuple(builder: Builder, tree: Tree) -> tuple[Any, ...]:
    return builder.values(tree.children)


def _computed_by(builder: Builder, tree: Tree) -> ast.ComputedBy:
    lines = builder.values(tree.children)
    for line in lines[1:]:
        if isinstance(line, ast.FirstOf):
            builder.sink.report(problems.step_without_word(line.span))
    computed: ast.ComputedBy = builder.make(ast.ComputedBy, tree, lines)
    return computed


def _changed_by_rows(node: Callable[..., Any]) -> Make:
    return lambda builder, tree: builder.make(
        node, tree, builder.value(tree.children[0]), None, None
    )


def _only_excess(builder: Builder, tree: Tree) -> ast.OnlyExcess:
    over, *window = builder.values(tree.children)
    line: ast.OnlyExcess = builder.make(ast.OnlyExcess, tree, over, window[0] if window else None)
    return line


# ---- tables


def _band(builder: Builder, tree: Tree) -> ast.Band:
    rate, edge, cut, on_entering = builder.values(tree.children)
    band: ast.Band = builder.make(ast.Band, tree, rate, edge, cut, on_entering)
    return band


def _band_beyond(builder: Builder, tree: Tree) -> ast.Band:
    rate, on_entering = builder.values(tree.children)
    band: ast.Band = builder.make(ast.Band, tree, rate, ast.BandEdge.BEYOND, None, on_entering)
    return band


def _otherwise_rate(builder: Builder, tree: Tree) -> ast.NamedRate:
    rate: ast.NamedRate = builder.make(ast.NamedRate, tree, builder.value(tree.children[0]), ())
    return rate


# ---- settlement, limits, splits


def _late_interest(builder: Builder, tree: Tree) -> ast.LateInterest:
    rate, unit, days, compounding = tree.children
    kind = compounding.name if isinstance(compounding, Tree) else None
    frequency = None
    if isinstance(compounding, Tree) and kind == "compounded_interest":
        frequency = builder.value(compounding.children[0])
    line: ast.LateInterest = builder.make(
        ast.LateInterest,
        tree,
        builder.value(rate),
        builder.value(unit),
        builder.value(days),
        None if kind is None else kind == "simple_interest",
        frequency,
    )
    return line


def _limit_rule(builder: Builder, tree: Tree) -> ast.LimitRule:
    *payments, bound, amount, window, sharing = builder.values(tree.children)
    rule: ast.LimitRule = builder.make(
        ast.LimitRule, tree, tuple(payments), bound, amount, window, sharing
    )
    return rule


def _shares(node: Callable[..., Any]) -> Make:
    def make(builder: Builder, tree: Tree) -> Any:
        opening, *shares, up_to = builder.values(tree.children)
        return builder.make(node, tree, tuple(shares), *(up_to or (None, None)), opening)

    return make


def _whole_step(builder: Builder, tree: Tree) -> ast.FixedShares:
    opening, party, up_to = tree.children
    assert isinstance(party, Token), "a party is a word"
    share = builder.make(ast.PartyShare, party, None, builder.value(party))
    limit = builder.value(up_to) or (None, None)
    step: ast.FixedShares = builder.make(
        ast.FixedShares, tree, (share,), *limit, builder.value(opening)
    )
    return step


def _up_to(builder: Builder, tree: Tree) -> tuple[Any, Any]:
    amount, *window = builder.values(tree.children)
    return amount, window[0] if window else None


# ---- the life of an agreement


def _effect(node: Callable[..., Any]) -> Make:
    def make(builder: Builder, tree: Tree) -> Any:
        *payments, amount = builder.values(tree.children)
        return builder.make(node, tree, tuple(payments), amount)

    return make


def _never_paid(builder: Builder, tree: Tree) -> ast.IfSkipped:
    line: ast.IfSkipped = builder.make(ast.IfSkipped, tree, None)
    return line


def _curable(builder: Builder, tree: Tree) -> ast.Curable:
    within, paying = builder.values(tree.children)
    line: ast.Curable = builder.make(ast.Curable, tree, within, paying, None)
    return line


def _curable_when(builder: Builder, tree: Tree) -> ast.Curable:
    within, condition = builder.values(tree.children)
    line: ast.Curable = builder.make(ast.Curable, tree, within, None, condition)
    return line


def _audit_of(builder: Builder, tree: Tree) -> ast.AuditOf:
    metrics, each, by = builder.values(tree.children)
    line: ast.AuditOf = builder.make(ast.AuditOf, tree, metrics, each, by)
    return line


def _may_terminate(builder: Builder, tree: Tree) -> ast.MayTerminate:
    line: ast.MayTerminate = builder.make(
        ast.MayTerminate, tree, builder.value(tree.children[0]), None
    )
    return line


def _winds_down_over(builder: Builder, tree: Tree) -> ast.WindsDown:
    over, *lines = builder.values(tree.children)
    line: ast.WindsDown = builder.make(ast.WindsDown, tree, over, None, tuple(lines))
    return line


def _winds_down_until(builder: Builder, tree: Tree) -> ast.WindsDown:
    until, *lines = builder.values(tree.children)
    line: ast.WindsDown = builder.make(ast.WindsDown, tree, None, until, tuple(lines))
    return line


# ---- guarantees and grids


def _always_block(junction: ast.Junction) -> Make:
    join = joined(junction, True)
    return lambda builder, tree: builder.make(ast.Always, tree, join(builder, tree), None)


def _step_by(builder: Builder, tree: Tree) -> ast.StepBy:
    amount, movement, at_most, unit, other = builder.values(tree.children)
    if unit is not other:
        builder.sink.report(
            problems.unexpected(
                builder.span(tree), f"`to {other.value}`", f"`to {unit.value}`", None
            )
        )
    step: ast.StepBy = builder.make(ast.StepBy, tree, amount, movement, at_most, unit)
    return step


def _restating_any(builder: Builder, tree: Tree) -> ast.Restating:
    by, amount, at_most = builder.values(tree.children)
    line: ast.Restating = builder.make(ast.Restating, tree, None, by, amount, at_most)
    return line


def _restating(builder: Builder, tree: Tree) -> ast.Restating:
    line: ast.Restating = builder.make(ast.Restating, tree, *builder.values(tree.children))
    return line


def _grid(node: Callable[..., Any], named: int = 0) -> Make:
    """Return what makes a node of a grid, and of as many values that stand before it."""

    def make(builder: Builder, tree: Tree) -> Any:
        values = builder.values(tree.children)
        header, *rows = values[named:]
        first = tree.children[named]
        place = Tree("grid", (), first.start if first else 0, tree.end)
        for row in rows:
            if len(row.cells) != len(header):
                builder.sink.report(
                    problems.wrong_number_of_cells(row.span, len(row.cells), len(header))
                )
        grid = builder.make(ast.Grid, place, header, tuple(rows))
        return builder.make(node, tree, *values[:named], grid)

    return make


def _header_cell(builder: Builder, tree: Tree) -> ast.HeaderCell:
    words = tuple(
        child.text
        for child in tree.children
        if isinstance(child, Token) and child.kind in (Kind.WORD, Kind.QNAME)
    )
    cell: ast.HeaderCell = builder.make(ast.HeaderCell, tree, words)
    return cell


def _row(builder: Builder, tree: Tree) -> ast.Row:
    row: ast.Row = builder.make(ast.Row, tree, builder.values(tree.children))
    return row


MAKERS: Final[dict[str, Make]] = {
    "value": _values_from,
    "weight": _weight,
    "value_for": _value_for,
    "value_otherwise": _value_otherwise,
    "segment_value": _segment_value,
    "column": _column,
    "choice_column": _choice_column,
    "unique": _yes,
    "may_be_empty": _yes,
    "divisible": _yes,
    "or_fewer": _yes,
    "either_party": _nobody,
    "names": _tuple,
    "refs": _tuple,
    "header": _tuple,
    "computed_by": _computed_by,
    "plus_rows": _changed_by_rows(ast.Plus),
    "less_rows": _changed_by_rows(ast.Less),
    "only_excess": _only_excess,
    "band": _band,
    "band_beyond": _band_beyond,
    "otherwise_rate": _otherwise_rate,
    "late_interest": _late_interest,
    "limit_rule": _limit_rule,
    "fixed_shares": _shares(ast.FixedShares),
    "in_proportion": _shares(ast.InProportion),
    "whole_step": _whole_step,
    "up_to": _up_to,
    "reduced": _effect(ast.Reduced),
    "capped": _effect(ast.Capped),
    "replaced_by": _effect(ast.ReplacedBy),
    "never_paid": _never_paid,
    "curable": _curable,
    "curable_when": _curable_when,
    "decided_by": lambda builder, tree: builder.make(
        ast.DecidedBy, tree, *builder.values(tree.children)
    ),
    "audit_of": _audit_of,
    "may_terminate": _may_terminate,
    "winds_down_over": _winds_down_over,
    "winds_down_until": _winds_down_until,
    "always_any": _always_block(ast.Junction.ANY),
    "always_all": _always_block(ast.Junction.ALL),
    "step_by": _step_by,
    "restating": _restating,
    "restating_any": _restating_any,
    "given": _grid(ast.Given),
    "given_rows": _grid(ast.GivenRows, named=1),
    "given_events": _grid(ast.GivenEvents),
    "then": _grid(ast.Then),
    "header_cell": _header_cell,
    "row": _row,
}
"""The rules of lines that have a function of their own."""
