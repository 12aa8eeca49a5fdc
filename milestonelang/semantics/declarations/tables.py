"""Tables: rates in bands, points on lines, rows by name.

In: the tree of a table and the base it is applied to. Out: the checked table and the type of what
it gives. Promised: where cut points are known at signature they rise, and no base is left without
a band.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from milestonelang import records, types
from milestonelang.agreement import expressions as checked, lines
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.diagnostics.nearest import nearest
from milestonelang.semantics import units
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common
from milestonelang.semantics.declarations.showing import show
from milestonelang.semantics.expressions import check_expression
from milestonelang.semantics.folding import constant_number
from milestonelang.semantics.intervals import Interval
from milestonelang.semantics.problems import tables as problems
from milestonelang.semantics.scopes import Scope
from milestonelang.source import Span
from milestonelang.syntax import ast

_KINDS = {
    ast.Method.MARGINAL: lines.TableKind.MARGINAL,
    ast.Method.WHOLE_AMOUNT: lines.TableKind.WHOLE_AMOUNT,
    ast.Method.FIXED: lines.TableKind.FIXED_AMOUNTS,
}
_BELOW_ZERO = {
    None: lines.BelowZero.IMPOSSIBLE,
    ast.BaseBelowZero.NOTHING: lines.BelowZero.NOTHING,
    ast.BaseBelowZero.MIRRORED: lines.BelowZero.MIRRORED,
}


@records.frozen
class Base:
    """What a table is applied to."""

    type: types.Type
    span: Span


def check_table(
    checker: Checker, node: ast.Table, base: Base, scope: Scope, result: types.Type | None
) -> tuple[lines.Table, types.Type]:
    """Return the table and the type of its results; *result* is what is wanted, if that "
    "is known."""
    match node:
        case ast.Banded():
            return _banded(checker, node, base, scope, result)
        case ast.Interpolated():
            return _interpolated(checker, node, base, scope, result)
        case ast.ByName():
            return _by_name(checker, node, base, scope, result)
        case _:
            assert_never(node)


def check_uses(
    checker: Checker, table: lines.Table, type: types.Type, uses: Interval, span: Span
) -> None:
    """Report what a table of bands leaves open for the bases that it is really applied to."""
    if table.kind not in _KINDS.values():
        return
    if table.below_zero is lines.BelowZero.IMPOSSIBLE and uses.may_be_negative:
        checker.report(
            problems.base_below_zero_open(table.span, span, _shown(uses.low, type), show(0, type))
        )
    last = table.bands[-1] if table.bands else None
    if last is not None and last.cut is not None:
        _check_top(checker, last, uses, type)


def _banded(
    checker: Checker, node: ast.Banded, base: Base, scope: Scope, result: types.Type | None
) -> tuple[lines.Table, types.Type]:
    base = _measured(checker, base)
    kind = _KINDS[node.method]
    wanted = result if kind is _FIXED else None
    if kind is not _FIXED and any(isinstance(band.rate, ast.Percent) for band in node.bands):
        wanted = types.Percent()  # so that a band without its `%` is the one that is named
    rates = _Rates(checker, kind, base.type, wanted)
    bands = tuple(_band(checker, band, base, scope, rates) for band in node.bands)
    table = lines.Table(
        span=node.span,
        id=checker.new_id(),
        kind=kind,
        bands=bands,
        below_zero=_BELOW_ZERO[node.below_zero],
    )
    _check_bands(checker, node.bands, bands)
    return table, rates.given()


def _measured(checker: Checker, base: Base) -> Base:
    """Return the base, of no type if bands or points cannot divide it, which is reported."""
    if units.is_ordered(base.type):
        return base
    checker.report(problems.base_not_measured(base.span, types.describe(base.type)))
    return Base(types.Invalid(), base.span)


_FIXED = lines.TableKind.FIXED_AMOUNTS


class _Rates:
    """The rates of a table, which are all of one type."""

    def __init__(
        self,
        checker: Checker,
        kind: lines.TableKind,
        base: types.Type,
        wanted: types.Type | None,
    ) -> None:
        self.checker = checker
        self.kind = kind
        self.base = base
        self.type: types.Type | None = wanted

    def check(self, node: ast.Expr, scope: Scope) -> checked.Expr:
        rate = check_expression(self.checker, node, scope, self.type)
        if self.type is None and not isinstance(rate.type, types.Invalid):
            if self._fits(rate.type):
                self.type = rate.type
            else:
                self._report(rate)
        return rate

    def _fits(self, rate: types.Type) -> bool:
        if self.kind is _FIXED:
            return units.is_amount(rate)
        if isinstance(self.base, types.Invalid):
            return True
        if isinstance(rate, types.Percent | types.Number):
            return True
        return isinstance(rate, types.Quotient) and rate.denominator == self.base

    def _report(self, rate: checked.Expr) -> None:
        found = types.describe(rate.type)
        if self.kind is _FIXED:
            problem = problems.rate_type(rate.span, found, "an amount", self.kind.value)
        else:
            wanted = "a share such as `8%`, or a price for one unit of its base"
            problem = problems.rate_type(rate.span, found, wanted, self.kind.value)
        self.checker.report(problem)

    def given(self) -> types.Type:
        """Return the type of what the table gives."""
        if self.type is None:
            return types.Invalid()
        if self.kind is _FIXED:
            return self.type
        return units.multiply(self.type, self.base) or types.Invalid()


def _band(checker: Checker, node: ast.Band, base: Base, scope: Scope, rates: _Rates) -> lines.Band:
    rate = rates.check(node.rate, scope)
    cut = (
        check_expression(checker, node.cut, scope, _known(base.type))
        if node.cut is not None
        else None
    )
    entering = None
    if node.on_entering is not None:
        given = rates.given()
        wanted = None if isinstance(given, types.Invalid) else given
        entering = check_expression(checker, node.on_entering, scope, wanted)
    return lines.Band(
        span=node.span,
        id=checker.new_id(),
        rate=rate,
        cut=cut,
        includes_cut=node.edge is ast.BandEdge.UP_TO,
        on_entering=entering,
    )


def _check_bands(checker: Checker, nodes: Sequence[ast.Band], bands: Sequence[lines.Band]) -> None:
    for node, band in list(zip(nodes, bands, strict=True))[:-1]:
        if band.cut is None:
            checker.report(problems.beyond_early(node.span))
    cuts = [
        (band.cut, constant_number(checker, band.cut)) for band in bands if band.cut is not None
    ]
    _check_rising(checker, cuts, problems.cuts_fall)


def _check_rising(
    checker: Checker,
    points: Sequence[tuple[checked.Expr, Fraction | None]],
    problem: Callable[[Span, Span], Diagnostic],
) -> None:
    known = [(expr, value) for expr, value in points if value is not None]
    for (before, low), (after, high) in pairwise(known):
        if high <= low:
            checker.report(problem(after.span, before.span))


def _check_top(checker: Checker, last: lines.Band, uses: Interval, type: types.Type) -> None:
    if last.cut is None or common.is_broken(last.cut):
        return
    top = constant_number(checker, last.cut)
    reached = (
        top is not None
        and uses.high is not None
        and (uses.high < top or (uses.high == top and last.includes_cut))
    )
    if not reached:
        checker.report(problems.open_top(last.span, _shown(uses.high, type)))


def _interpolated(
    checker: Checker, node: ast.Interpolated, base: Base, scope: Scope, result: types.Type | None
) -> tuple[lines.Table, types.Type]:
    base = _measured(checker, base)
    if node.outside is None:
        checker.report(problems.outside_open(node.span))
    rates = _Rates(checker, _FIXED, base.type, result)
    points = tuple(
        lines.Point(
            span=point.span,
            id=checker.new_id(),
            at=check_expression(checker, point.at, scope, _known(base.type)),
            gives=rates.check(point.result, scope),
        )
        for point in node.points
    )
    if len(points) < 2:
        checker.report(problems.points_too_few(node.span))
    places = [(point.at, constant_number(checker, point.at)) for point in points]
    _check_rising(checker, places, problems.points_fall)
    table = lines.Table(
        span=node.span,
        id=checker.new_id(),
        kind=lines.TableKind.INTERPOLATED,
        points=points,
        continued_outside=node.outside is ast.Outside.CONTINUED,
        below_zero=_BELOW_ZERO[node.below_zero],
    )
    return table, rates.given()


def _by_name(
    checker: Checker, node: ast.ByName, base: Base, scope: Scope, result: types.Type | None
) -> tuple[lines.Table, types.Type]:
    values: tuple[str, ...] = ()
    if isinstance(base.type, types.Choice):
        values = base.type.values
    elif not isinstance(base.type, types.Invalid):
        checker.report(problems.not_by_name(base.span, types.describe(base.type)))
    rates = _Rates(checker, _FIXED, base.type, result)
    rows: list[lines.NamedRow] = []
    seen: dict[str, Span] = {}
    otherwise: Span | None = None
    for row in node.rates:
        gives = rates.check(row.rate, scope)
        for name in row.names:
            if _is_new(checker, name, values, seen):
                rows.append(_row(checker, row, name.text, gives))
        if not row.names:
            if otherwise is not None or (values and len(seen) == len(values)):
                checker.report(problems.otherwise_idle(row.span))
            else:
                rows.append(_row(checker, row, None, gives))
            otherwise = row.span
    missing = tuple(value for value in values if value not in seen)
    if missing and otherwise is None:
        checker.report(problems.names_missing(node.span, missing))
    table = lines.Table(
        span=node.span, id=checker.new_id(), kind=lines.TableKind.BY_NAME, rows=tuple(rows)
    )
    return table, rates.given()


def _is_new(
    checker: Checker, name: ast.Name, values: tuple[str, ...], seen: dict[str, Span]
) -> bool:
    if values and name.text not in values:
        near = nearest(name.text, list(values))
        checker.report(problems.name_unknown(name.span, name.text, values, near))
        return False
    if name.text in seen:
        checker.report(problems.name_twice(name.span, name.text, seen[name.text]))
        return False
    seen[name.text] = name.span
    return True


def _row(
    checker: Checker, row: ast.NamedRate, name: str | None, gives: checked.Expr
) -> lines.NamedRow:
    return lines.NamedRow(span=row.span, id=checker.new_id(), name=name, gives=gives)


def _known(type: types.Type) -> types.Type | None:
    return None if isinstance(type, types.Invalid) else type


def _shown(bound: Fraction | None, type: types.Type) -> str | None:
    return None if bound is None else show(bound, type)
