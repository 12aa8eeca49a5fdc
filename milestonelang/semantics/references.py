"""Check a name that stands for a value.

In: a reference and where it stands. Out: the expression that reads it. A name that has no value of
its own is reported with the words that do: a state after `is`, an aggregate over rows, `f(x)`.
"""

from milestonelang import types
from milestonelang.agreement import expressions as checked
from milestonelang.agreement.expressions import Expr
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.diagnostics.nearest import nearest
from milestonelang.semantics.context import ColumnSignature
from milestonelang.semantics.frames import Frame
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import expressions as problems, names as name_problems
from milestonelang.semantics.scopes import Place
from milestonelang.syntax import ast
from milestonelang.types import Type

STATES: dict[Kind, tuple[str, ...]] = {
    Kind.MILESTONE: ("open", "achieved", "missed", "waived", "skipped"),
    Kind.TRIGGER: ("active", "inactive"),
    Kind.OBLIGATION: ("not called", "due", "done", "overdue", "cured", "waived"),
    Kind.EXIT: ("exercised",),
}
SUBJECTS = {
    Kind.MILESTONE: checked.Subject.MILESTONE,
    Kind.TRIGGER: checked.Subject.TRIGGER,
    Kind.OBLIGATION: checked.Subject.OBLIGATION,
    Kind.EXIT: checked.Subject.EXIT,
}


def check_reference(frame: Frame, ref: ast.Ref, hint: Type | None) -> Expr:
    """Return the expression that reads what *ref* names.

    Where a value of `one of` is wanted, a word that is one of them is that value.
    """
    if isinstance(hint, types.Choice) and ref.text in hint.values:
        return checked.Literal(ref.text, type=hint, span=ref.span, id=frame.id())
    column = _own_column(frame, ref)
    if column is not None:
        return column
    symbol = frame.checker.find(ref.text, ref.span.file)
    if symbol is not None:
        return _read(frame, ref, symbol)
    if len(ref.parts) > 1:
        owner = _owner(frame, ref)
        if owner is not None and owner.kind is Kind.SOURCE:
            return _foreign_column(frame, ref, owner)
    if isinstance(hint, types.Choice):
        near = nearest(ref.text, list(hint.values))
        return frame.broken(ref.span, problems.not_a_value(ref.text, hint.values, near, ref.span))
    _report_unknown(frame, ref)
    return frame.broken(ref.span)


def column_of(frame: Frame, source: Symbol, name: str, node: ast.Node) -> ColumnSignature | None:
    """Return a column of a source, or report that there is none."""
    columns = frame.checker.signature(source).columns
    found = columns.get(name)
    if found is None:
        near = nearest(name, list(columns))
        frame.checker.report(
            name_problems.no_such_column(name, source.name, node.span, near, list(columns))
        )
    return found


def find_source(frame: Frame, ref: ast.Ref) -> tuple[Symbol, str | None] | None:
    """Return the source and, if one is named, the column that `billing.amount` names."""
    whole = frame.checker.find(ref.text, ref.span.file)
    if whole is not None and whole.kind is Kind.SOURCE:
        return whole, None
    if len(ref.parts) > 1:
        owner = _owner(frame, ref)
        if owner is not None and owner.kind is Kind.SOURCE:
            return owner, ref.parts[-1]
    return None


def _own_column(frame: Frame, ref: ast.Ref) -> Expr | None:
    """Return the column of the row at hand that *ref* names, with or without its source."""
    if frame.scope.source is None:
        return None
    source = frame.checker.symbols.by_name[frame.scope.source]
    columns = frame.checker.signature(source).columns
    name = ref.parts[-1]
    if len(ref.parts) > 1 and _owner(frame, ref) is not source:
        return None
    if len(ref.parts) == 1 and name not in columns:
        return None
    column = column_of(frame, source, name, ref)
    if column is None:
        return frame.broken(ref.span)
    other = frame.checker.find(ref.text, ref.span.file)
    if len(ref.parts) == 1 and other is not None and _is_readable(frame, other):
        return frame.broken(
            ref.span, problems.column_or_declaration(name, source.name, other.kind.value, ref.span)
        )
    return checked.ColumnValue(source.name, name, type=column.type, span=ref.span, id=frame.id())


def _is_readable(frame: Frame, symbol: Symbol) -> bool:
    """Return whether the symbol has a value where a row is at hand."""
    if symbol.kind in (Kind.PARAMETER, Kind.SEGMENT):
        return True
    return frame.scope.has_periods and symbol.kind in (Kind.METRIC, Kind.PAYMENT, Kind.BALANCE)


def _owner(frame: Frame, ref: ast.Ref) -> Symbol | None:
    return frame.checker.find(".".join(ref.parts[:-1]), ref.span.file)


def _foreign_column(frame: Frame, ref: ast.Ref, source: Symbol) -> Expr:
    column = column_of(frame, source, ref.parts[-1], ref)
    if column is None:
        return frame.broken(ref.span)
    if frame.scope.place is Place.ROW:
        return frame.broken(ref.span, problems.other_row(ref.text, ref.span))
    return frame.broken(ref.span, problems.column_alone(ref.text, ref.span))


def _report_unknown(frame: Frame, ref: ast.Ref) -> None:
    if frame.scope.source is not None and len(ref.parts) == 1:
        columns = frame.checker.signatures[frame.scope.source].columns
        near = nearest(ref.text, list(columns))
        if near is not None:
            frame.checker.report(name_problems.unknown_name(ref.text, ref.span, near, None))
            return
    frame.checker.report_unknown(ref)


def _read(frame: Frame, ref: ast.Ref, symbol: Symbol) -> Expr:
    signature = frame.checker.signature(symbol)
    type, span, id = signature.type, ref.span, frame.id()
    if symbol.kind is Kind.PARAMETER:
        if frame.scope.place is Place.CONSTANT:
            return frame.broken(span, problems.not_constant(ref.text, "parameter", span))
        return checked.ParameterValue(symbol.name, type=type, span=span, id=id)
    if symbol.kind is Kind.SEGMENT and frame.scope.place is not Place.CONSTANT:
        return checked.SegmentValue(symbol.name, type=type, span=span, id=id)
    if symbol.kind in _SERIES and not frame.scope.has_periods:
        return frame.broken(span, _not_here(frame, ref, symbol))
    match symbol.kind:
        case Kind.METRIC:
            return checked.MetricValue(symbol.name, type=type, span=span, id=id)
        case Kind.PAYMENT:
            portion = checked.Portion.ENTITLED
            return checked.PaymentAmount(symbol.name, portion, type=type, span=span, id=id)
        case Kind.BALANCE:
            return checked.BalanceAmount(symbol.name, False, type=type, span=span, id=id)
        case Kind.EVENT if signature.outcomes:
            outcome = types.Choice(signature.outcomes)
            return checked.EventOutcome(symbol.name, type=outcome, span=span, id=id)
        case Kind.EVENT:
            return frame.broken(span, problems.event_alone(ref.text, span))
        case Kind.MILESTONE | Kind.TRIGGER | Kind.OBLIGATION | Kind.EXIT:
            states = STATES[symbol.kind]
            return frame.broken(
                span, problems.state_alone(ref.text, symbol.kind.value, states, span)
            )
        case Kind.SCHEDULE:
            return frame.broken(span, problems.schedule_alone(ref.text, span))
        case Kind.SOURCE:
            return frame.broken(span, problems.source_alone(ref.text, span))
        case _:
            return frame.broken(
                span, problems.no_value(ref.text, symbol.kind.value, span, symbol.span)
            )


_SERIES = (Kind.METRIC, Kind.PAYMENT, Kind.BALANCE, Kind.EVENT, *STATES)


def _not_here(frame: Frame, ref: ast.Ref, symbol: Symbol) -> Diagnostic:
    if frame.scope.place is Place.CONSTANT:
        return problems.not_constant(ref.text, symbol.kind.value, ref.span)
    return problems.not_in_a_row(ref.text, symbol.kind.value, ref.span)
