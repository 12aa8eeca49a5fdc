"""Check what looks at more than one period, and days of the calendar.

In: the tree of a lag, window, condition over periods, place in time or date. Out: the checked
expression, its lengths in settlement periods.
"""

from typing import assert_never

from milestonelang import records, types
from milestonelang.agreement import expressions as checked
from milestonelang.agreement.expressions import Aggregate, Expr, WindowKind
from milestonelang.semantics.agreeing import agree, wanted_amount
from milestonelang.semantics.context import Checker
from milestonelang.semantics.frames import Frame
from milestonelang.semantics.literals import IN_MONTHS
from milestonelang.semantics.names import Kind
from milestonelang.semantics.problems import expressions as expression_problems, time as problems
from milestonelang.semantics.units import is_amount, is_ordered
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.syntax.ast.words import Aggregation, Place, TimeUnit, Window
from milestonelang.types import Type, Unit

_TRUTH = types.Truth()
_MONTHS_IN = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
_WINDOWED = (
    Aggregation.SUM,
    Aggregation.AVERAGE,
    Aggregation.HIGHEST,
    Aggregation.LOWEST,
    Aggregation.COUNT,
)


def periods_of(checker: Checker, count: int, unit: TimeUnit, span: Span) -> int:
    """Return a length in settlement periods; 1 after a report that it is no whole number."""
    settled = checker.facts.settled
    words = _length(count, unit)
    months = IN_MONTHS.get(unit)
    if months is None or (count * months) % _MONTHS_IN[settled]:
        if checker.facts.is_complete:
            checker.report(problems.not_whole_periods(words, settled.value, span))
        return 1
    return count * months // _MONTHS_IN[settled]


def _length(count: int, unit: TimeUnit) -> str:
    return f"{count} {unit.value}{'' if count == 1 else 's'}"


def check_earlier(frame: Frame, node: ast.Earlier) -> Expr:
    """Return `x 4 quarters earlier`."""
    operand = frame.check(node.operand)
    if isinstance(operand.type, types.Invalid):
        return operand
    words = f"`{_length(node.count, node.unit)} earlier`"
    if not _is_series(frame, operand, words, node.span):
        return frame.broken(node.span)
    periods = periods_of(frame.checker, node.count, node.unit, node.span)
    baseline = _baseline_of(frame, operand)
    return checked.Earlier(
        operand, periods, baseline, type=operand.type, span=node.span, id=frame.id()
    )


def check_window(frame: Frame, node: ast.Aggregate) -> Expr:
    """Return an aggregate over periods, or how often an event happened to date."""
    if node.function is Aggregation.COUNT and isinstance(node.operand, ast.Ref):
        symbol = frame.checker.find(node.operand.text, node.operand.span.file)
        if symbol is not None and symbol.kind is Kind.EVENT:
            return _event_count(frame, node, symbol.name)
    operand = frame.check(node.operand)
    if isinstance(operand.type, types.Invalid):
        return operand
    if node.function not in _WINDOWED:
        # The parser has said that this is taken of rows only.
        return frame.broken(node.span)
    if not _is_series(frame, operand, "a window", node.span):
        return frame.broken(node.span)
    type = _window_type(frame, node, operand)
    if type is None:
        return frame.broken(node.span)
    window = _window(frame, node.window)
    if window is None:
        return frame.broken(node.span)
    kind, periods, or_fewer = window
    return checked.WindowOf(
        Aggregate(node.function.value),
        operand,
        kind,
        periods,
        or_fewer,
        type=type,
        span=node.span,
        id=frame.id(),
    )


def _event_count(frame: Frame, node: ast.Aggregate, event: str) -> Expr:
    if not isinstance(node.window, ast.ToDate):
        return frame.broken(node.span, problems.events_to_date(event, node.span))
    if not frame.scope.has_periods:
        return frame.broken(node.span, expression_problems.no_periods_here("to date", node.span))
    return checked.EventCount(event, type=types.Number(), span=node.span, id=frame.id())


def _window_type(frame: Frame, node: ast.Aggregate, operand: Expr) -> Type | None:
    match node.function:
        case Aggregation.COUNT:
            fits = isinstance(operand.type, types.Truth)
            type: Type = types.Number()
        case Aggregation.HIGHEST | Aggregation.LOWEST:
            fits, type = is_ordered(operand.type), operand.type
        case _:
            fits, type = is_amount(operand.type), operand.type
    if not fits:
        frame.checker.report(problems.wrong_aggregate(node.function.value, operand, node.span))
        return None
    return type


def _window(frame: Frame, node: ast.TimeWindow) -> tuple[WindowKind, int | None, bool] | None:
    match node:
        case ast.LastPeriods(count, unit, or_fewer):
            periods = periods_of(frame.checker, count, unit, node.span)
            return WindowKind.LAST, periods, or_fewer
        case ast.ThisYearToDate(or_fewer):
            return WindowKind.YEAR_TO_DATE, None, or_fewer
        case ast.ToDate():
            return WindowKind.TO_DATE, None, False
        case ast.OverPrevious(unit, or_fewer):
            if unit is not TimeUnit.YEAR:
                frame.checker.report(problems.previous_year_only(unit.value, node.span))
                return None
            return WindowKind.PREVIOUS_YEAR, None, or_fewer
        case _:
            assert_never(node)


def check_growth(frame: Frame, node: ast.Growth) -> Expr:
    """Return the relative change of an amount over some periods."""
    operand = wanted_amount(frame, frame.check(node.operand), "an amount after `growth of`")
    if isinstance(operand.type, types.Invalid):
        return operand
    if not _is_series(frame, operand, "growth", node.span):
        return frame.broken(node.span)
    periods = periods_of(frame.checker, node.count, node.unit, node.span)
    baseline = _baseline_of(frame, operand)
    return checked.Growth(
        operand, periods, baseline, type=types.Percent(), span=node.span, id=frame.id()
    )


def check_baseline(frame: Frame, node: ast.Baseline) -> Expr:
    """Return the declared baseline of a metric."""
    return _baseline(frame, node.operand, node.span)


def check_change(frame: Frame, node: ast.ChangeFromBaseline) -> Expr:
    """Return a metric less its baseline; of a percentage that is a change in `pp`."""
    baseline = _baseline(frame, node.operand, node.span)
    if isinstance(baseline.type, types.Invalid):
        return baseline
    metric = wanted_amount(frame, frame.check(node.operand), "an amount after `change of`")
    if isinstance(metric.type, types.Invalid):
        return metric
    return checked.Subtract(metric, baseline, type=metric.type, span=node.span, id=frame.id())


def _baseline(frame: Frame, operand: ast.Expr, span: Span) -> Expr:
    if not isinstance(operand, ast.Ref):
        return frame.broken(span, problems.baseline_of_metric(span))
    symbol = frame.checker.resolve(operand, Kind.METRIC)
    if symbol is None:
        return frame.broken(span)
    if not frame.scope.has_periods:
        return frame.broken(
            span, expression_problems.not_constant(operand.text, "metric", operand.span)
        )
    signature = frame.checker.signature(symbol)
    if not signature.has_baseline:
        return frame.broken(span, problems.no_baseline(operand.text, operand.span, symbol.span))
    return checked.Baseline(symbol.name, type=signature.type, span=span, id=frame.id())


def check_consecutive(frame: Frame, node: ast.Consecutive) -> Expr:
    """Return `c for 2 consecutive quarters`."""
    condition = frame.check_condition(node.condition)
    if not _is_series(frame, condition, "`for … consecutive`", node.span):
        return frame.broken(node.span)
    periods = periods_of(frame.checker, node.count, node.unit, node.span)
    return checked.Consecutive(condition, periods, type=_TRUTH, span=node.span, id=frame.id())


def check_times(frame: Frame, node: ast.TimesInWindow) -> Expr:
    """Return `c in 2 of the last 4 quarters`."""
    condition = frame.check_condition(node.condition)
    if not _is_series(frame, condition, "`in … of the last …`", node.span):
        return frame.broken(node.span)
    periods = periods_of(frame.checker, node.count, node.unit, node.span)
    if not 1 <= node.times <= periods:
        return frame.broken(node.span, problems.too_often(node.times, periods, node.span))
    return checked.InLast(
        condition, node.times, periods, type=_TRUTH, span=node.span, id=frame.id()
    )


def check_any_time(frame: Frame, node: ast.AtAnyTime) -> Expr:
    """Return `c at any time to date`."""
    condition = frame.check_condition(node.condition)
    if not _is_series(frame, condition, "`at any time to date`", node.span):
        return frame.broken(node.span)
    return checked.AnyTime(condition, type=_TRUTH, span=node.span, id=frame.id())


def check_place(frame: Frame, node: ast.InPlace) -> Expr:
    """Return `in the first quarter of the term`."""
    if not frame.scope.has_periods:
        return frame.broken(node.span, expression_problems.no_periods_here("in the …", node.span))
    settled = frame.checker.facts.settled
    unit = _period_unit(node.unit.value)
    of = _period_unit(node.of.value)
    if unit is None or of is None or _rank(unit) >= _rank(of):
        return frame.broken(
            node.span, problems.no_such_place(node.unit.value, node.of.value, node.span)
        )
    if _rank(unit) < _rank(settled) and frame.checker.facts.is_complete:
        return frame.broken(
            node.span, problems.finer_than_period(unit.value, settled.value, node.span)
        )
    edge = checked.Edge.FIRST if node.place is Place.FIRST else checked.Edge.LAST
    return checked.AtPlace(edge, unit, of, type=_TRUTH, span=node.span, id=frame.id())


def check_in_month(frame: Frame, node: ast.InMonth) -> Expr:
    """Return `in July`."""
    if not frame.scope.has_periods:
        return frame.broken(node.span, expression_problems.no_periods_here("in a month", node.span))
    if frame.checker.facts.settled is Unit.YEAR and frame.checker.facts.is_complete:
        return frame.broken(node.span, problems.every_year_has_it(node.month.value, node.span))
    return checked.InMonth(node.month.number, type=_TRUTH, span=node.span, id=frame.id())


def check_from_date(frame: Frame, node: ast.FromDate) -> Expr:
    """Return `from 2027-01-01`, as a condition on the running period."""
    if not frame.scope.has_periods:
        return frame.broken(node.span, expression_problems.no_periods_here("from a day", node.span))
    date = agree(frame, frame.check(node.date), types.Date())
    if isinstance(date.type, types.Invalid):
        return date
    if not isinstance(date, checked.Literal) or not isinstance(date.value, int):
        return frame.broken(node.span, problems.date_not_written(node.date.span))
    return checked.FromDate(date.value, type=_TRUTH, span=node.span, id=frame.id())


def _period_unit(words: str) -> Unit | None:
    unit = {"month": Unit.MONTH, "quarter": Unit.QUARTER, "year": Unit.YEAR, "term": Unit.TERM}
    return unit.get(words)


def _rank(unit: Unit) -> int:
    return (Unit.MONTH, Unit.QUARTER, Unit.YEAR, Unit.TERM).index(unit)


def unit_of_window(window: Window) -> Unit | None:
    """Return the unit of a window that has one of its own."""
    return _period_unit(window.value)


def _is_series(frame: Frame, expr: Expr, what: str, span: Span) -> bool:
    """Return whether an expression has a value in each period, and report where it has not."""
    if isinstance(expr.type, types.Invalid):
        return False
    if not frame.scope.has_periods:
        frame.checker.report(expression_problems.no_periods_here(what, span))
        return False
    if any(isinstance(node, checked.ColumnValue) for node in _outside_aggregates(expr)):
        frame.checker.report(problems.column_has_no_series(what, expr.span))
        return False
    if not any(isinstance(node, _VARYING) for node in checked.walk(expr)):
        frame.checker.report(problems.no_series(what, expr.span))
        return False
    return True


def _outside_aggregates(expr: Expr) -> list[Expr]:
    if isinstance(expr, checked.RowAggregate):
        return []
    return [
        expr,
        *(inner for child in checked.children(expr) for inner in _outside_aggregates(child)),
    ]


_VARYING = (
    checked.MetricValue,
    checked.ParameterValue,
    checked.PaymentAmount,
    checked.BalanceAmount,
    checked.SplitShare,
    checked.EventTruth,
    checked.EventOutcome,
    checked.EventDate,
    checked.EventAmount,
    checked.EventCount,
    checked.InState,
    checked.AtPlace,
    checked.InMonth,
    checked.FromDate,
    checked.EdgeOf,
    checked.Baseline,
    checked.RowAggregate,
)


def _baseline_of(frame: Frame, operand: Expr) -> Expr | None:
    """Return what a lag gives before the first period: *operand* over the baselines of its metrics.

    None where a metric has none, or where the operand reads something that has no baseline.
    """
    metrics = [node for node in checked.walk(operand) if isinstance(node, checked.MetricValue)]
    others = (
        node
        for node in checked.walk(operand)
        if isinstance(node, (*_VARYING, checked.Earlier, checked.WindowOf))
        and not isinstance(node, checked.MetricValue | checked.ParameterValue | checked.Baseline)
    )
    if not metrics or any(True for _ in others):
        return None
    symbols = frame.checker.symbols.by_name
    for metric in metrics:
        if not frame.checker.signature(symbols[metric.metric]).has_baseline:
            return None

    def over_baselines(node: Expr) -> Expr:
        if isinstance(node, checked.MetricValue):
            return checked.Baseline(node.metric, type=node.type, span=node.span, id=frame.id())
        return records.evolve(checked.map_children(node, over_baselines), id=frame.id())

    return over_baselines(operand)
