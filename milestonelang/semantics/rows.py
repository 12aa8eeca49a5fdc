"""Check aggregates over rows, and running totals in computed columns.

In: the tree of an aggregate. Out: the checked aggregate; `count of a.b` of a column that may be
empty counts the rows in which it is not.
"""

from milestonelang import types
from milestonelang.agreement import expressions as checked
from milestonelang.agreement.expressions import Aggregate, Expr
from milestonelang.semantics.context import ColumnSignature, Signature
from milestonelang.semantics.frames import Frame
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import expressions as expression_problems, rows as problems
from milestonelang.semantics.references import column_of, find_source
from milestonelang.semantics.scopes import Place, row_of
from milestonelang.semantics.units import is_amount, is_ordered
from milestonelang.syntax import ast
from milestonelang.syntax.ast.words import Aggregation
from milestonelang.types import Type

_TRUTH = types.Truth()


def check_row_aggregate(frame: Frame, node: ast.RowAggregate) -> Expr:
    """Return `sum of billing.amount [by issued_on] [where C]`."""
    found = find_source(frame, node.rows)
    if found is None:
        return _no_rows(frame, node)
    source, name = found
    if frame.scope.place in (Place.ROW, Place.CONSTANT):
        return frame.broken(
            node.span, expression_problems.no_periods_here("an aggregate over rows", node.span)
        )
    signature = frame.checker.signature(source)
    dated_by = _dated_by(frame, node, source, signature)
    where = _where(frame, node, source)
    if dated_by is None or (where is not None and isinstance(where.type, types.Invalid)):
        return frame.broken(node.span)
    if node.function is Aggregation.SHARE:
        return _share(frame, node, source, where, dated_by)
    column = None
    if name is not None:
        column = column_of(frame, source, name, node.rows)
        if column is None:
            return frame.broken(node.span)
    if node.function is Aggregation.COUNT:
        return _count(frame, node, source, name, column, where, dated_by)
    if name is None or column is None:
        fitting = (known for known, its in signature.columns.items() if is_amount(its.type))
        example = next(fitting, "amount")
        return frame.broken(
            node.span,
            problems.column_needed(node.function.value, node.rows.text, example, node.span),
        )
    type = _type(frame, node.function, node, source, column)
    if type is None:
        return frame.broken(node.span)
    of = _column(frame, source, name, column, node.rows)
    return checked.RowAggregate(
        Aggregate(node.function.value), source.name, of, where, dated_by,
        type=type, span=node.span, id=frame.id(),
    )  # fmt: skip


def check_running(frame: Frame, node: ast.RunningTotal) -> Expr:
    """Return `sum of amount to date for the same customer`, in a computed column."""
    if not frame.scope.running or frame.scope.source is None:
        what = "a total that runs along rows"
        return frame.broken(node.span, expression_problems.no_periods_here(what, node.span))
    source = frame.checker.symbols.by_name[frame.scope.source]
    signature = frame.checker.signature(source)
    name = node.column.parts[-1]
    column = column_of(frame, source, name, node.column)
    same = column_of(frame, source, node.same.text, node.same)
    if column is None or same is None:
        return frame.broken(node.span)
    if not signature.ordered_by:
        return frame.broken(
            node.span, problems.no_order_of_rows(source.name, node.span, source.span)
        )
    if node.function is Aggregation.COUNT:
        type: Type | None = types.Number()
    else:
        type = _type(frame, node.function, node, source, column)
    if type is None:
        return frame.broken(node.span)
    of = _column(frame, source, name, column, node.column)
    return checked.RunningColumn(
        Aggregate(node.function.value), source.name, of, node.same.text,
        type=type, span=node.span, id=frame.id(),
    )  # fmt: skip


def _no_rows(frame: Frame, node: ast.RowAggregate) -> Expr:
    symbol = frame.checker.find(node.rows.text, node.rows.span.file)
    if symbol is None:
        frame.checker.report_unknown(node.rows, Kind.SOURCE)
        return frame.broken(node.span)
    if symbol.kind in (Kind.METRIC, Kind.PAYMENT, Kind.BALANCE, Kind.EVENT):
        return frame.broken(
            node.span,
            problems.window_needed(
                node.function.value, node.rows.text, symbol.kind.value, node.span
            ),
        )
    frame.checker.resolve(node.rows, Kind.SOURCE)
    return frame.broken(node.span)


def _dated_by(
    frame: Frame, node: ast.RowAggregate, source: Symbol, signature: Signature
) -> str | None:
    if node.by is None:
        return signature.dated_by
    column = column_of(frame, source, node.by.text, node.by)
    if column is None:
        return None
    if not isinstance(column.type, types.Date | types.Invalid):
        frame.checker.report(problems.not_a_date(node.by.text, column.type, node.by.span))
        return None
    return node.by.text


def _where(frame: Frame, node: ast.RowAggregate, source: Symbol) -> Expr | None:
    if node.where is None:
        return None
    return frame.condition(
        Frame(frame.checker, row_of(source.name), frame.expression, frame.condition), node.where
    )


def _share(
    frame: Frame, node: ast.RowAggregate, source: Symbol, where: Expr | None, dated_by: str
) -> Expr:
    if where is None:
        return frame.broken(node.span, problems.share_of_what(node.rows.text, node.span))
    return checked.RowAggregate(
        Aggregate.SHARE, source.name, where, None, dated_by,
        type=types.Percent(), span=node.span, id=frame.id(),
    )  # fmt: skip


def _count(
    frame: Frame,
    node: ast.RowAggregate,
    source: Symbol,
    name: str | None,
    column: ColumnSignature | None,
    where: Expr | None,
    dated_by: str,
) -> Expr:
    if name is not None and column is not None and column.may_be_empty:
        value = _column(frame, source, name, column, node.rows)
        known: Expr = checked.IsKnown(value, type=_TRUTH, span=node.rows.span, id=frame.id())
        if where is not None:
            known = checked.AllOf((known, where), type=_TRUTH, span=node.span, id=frame.id())
        where = known
    return checked.RowAggregate(
        Aggregate.COUNT, source.name, None, where, dated_by,
        type=types.Number(), span=node.span, id=frame.id(),
    )  # fmt: skip


def _type(
    frame: Frame, function: Aggregation, node: ast.Node, source: Symbol, column: ColumnSignature
) -> Type | None:
    """Return the type of an aggregate over a column, or report that it has none."""
    match function:
        case Aggregation.COUNT_DISTINCT:
            return types.Number()
        case Aggregation.FIRST | Aggregation.LAST:
            if not frame.checker.signature(source).ordered_by:
                frame.checker.report(problems.no_order_of_rows(source.name, node.span, source.span))
                return None
            return column.type
        case Aggregation.HIGHEST | Aggregation.LOWEST:
            fits = is_ordered(column.type)
        case _:
            fits = is_amount(column.type)
    if not fits:
        frame.checker.report(
            problems.wrong_column(function.value, column.type, node.span, column.span)
        )
        return None
    return column.type


def _column(
    frame: Frame, source: Symbol, name: str, column: ColumnSignature, node: ast.Node
) -> Expr:
    return checked.ColumnValue(source.name, name, type=column.type, span=node.span, id=frame.id())
