"""Check what gives a day, or the time between two.

In: the tree of a date or of a length of time. Out: an expression of type `Date`, of type `Duration`
for days, and a number for how many full months, quarters or years there are.
"""

from datetime import date

from milestonelang import types
from milestonelang.agreement import expressions as checked
from milestonelang.agreement.expressions import Expr
from milestonelang.semantics.agreeing import agree
from milestonelang.semantics.frames import Frame
from milestonelang.semantics.literals import IN_MONTHS, whole_count
from milestonelang.semantics.names import Kind
from milestonelang.semantics.over_time import unit_of_window
from milestonelang.semantics.problems import expressions as expression_problems, time as problems
from milestonelang.semantics.scopes import Place
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.syntax.ast.words import Direction, Side, TimeUnit, Window
from milestonelang.types import Unit

_DATE = types.Date()
# Days up to which every month has one, so that no reading of `month ends` is needed.
_IN_EVERY_MONTH = 28


def check_days_between(frame: Frame, node: ast.DaysBetween) -> Expr:
    """Return `days from A to B`."""
    start = agree(frame, frame.check(node.start), _DATE)
    end = agree(frame, frame.check(node.end), _DATE)
    type = types.Duration(types.Lapse.DAYS)
    return checked.DaysBetween(start, end, type=type, span=node.span, id=frame.id())


def check_full_between(frame: Frame, node: ast.FullBetween) -> Expr:
    """Return `full months from A to B`."""
    start = agree(frame, frame.check(node.start), _DATE)
    end = agree(frame, frame.check(node.end), _DATE)
    if node.unit in (TimeUnit.DAY, TimeUnit.BUSINESS_DAY):
        return frame.broken(node.span, problems.full_days(node.unit.value, node.span))
    if node.unit in IN_MONTHS:
        need_month_ends(frame, start, node.span)
    unit = Unit(node.unit.value)
    return checked.FullBetween(unit, start, end, type=types.Number(), span=node.span, id=frame.id())


def check_shifted(frame: Frame, node: ast.Shifted) -> Expr:
    """Return `36 months after A`, `30 days before A`."""
    anchor = agree(frame, frame.check(node.anchor), _DATE)
    length = whole_count(frame, node.by, "the time after or before a day")
    if length is None or isinstance(anchor.type, types.Invalid):
        return frame.broken(node.span)
    count, unit = length
    if unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        need_month_ends(frame, anchor, node.span)
    signed = count if node.direction is Direction.AFTER else -count
    return checked.ShiftedDate(anchor, signed, unit, type=_DATE, span=node.span, id=frame.id())


def check_first_after(frame: Frame, node: ast.FirstAfter) -> Expr:
    """Return `the first 1 July after A`."""
    anchor = agree(frame, frame.check(node.anchor), _DATE)
    day, month = node.day.day, node.day.month
    return checked.FirstDayAfter(
        day, month.number, anchor, type=_DATE, span=node.span, id=frame.id()
    )


def check_edge(frame: Frame, node: ast.Edge) -> Expr:
    """Return `the end of the quarter`, `the start of the term`."""
    edge = checked.Edge.FIRST if node.side is Side.START else checked.Edge.LAST
    settled = frame.checker.facts.settled
    unit = settled if node.of is Window.PERIOD else unit_of_window(node.of)
    if unit is None:
        return frame.broken(node.span, problems.no_edge(node.of.value, node.span))
    if unit is not Unit.TERM:
        if not frame.scope.has_periods:
            what = f"the {node.side.value} of the {node.of.value}"
            return frame.broken(node.span, expression_problems.no_periods_here(what, node.span))
        months = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
        if months[unit] < months[settled] and frame.checker.facts.is_complete:
            return frame.broken(
                node.span, problems.finer_than_period(unit.value, settled.value, node.span)
            )
    return checked.EdgeOf(edge, unit, type=_DATE, span=node.span, id=frame.id())


def check_event_date(frame: Frame, node: ast.EventDate) -> Expr:
    """Return `date of launch`."""
    symbol = _event(frame, node.event, node.span, "date of")
    if symbol is None:
        return frame.broken(node.span)
    return checked.EventDate(symbol, type=_DATE, span=node.span, id=frame.id())


def check_event_amount(frame: Frame, node: ast.EventAmount) -> Expr:
    """Return `amount of claim`, in the currency of the contract."""
    symbol = _event(frame, node.event, node.span, "amount of")
    currency = frame.checker.facts.currency
    if symbol is None or currency is None:
        return frame.broken(node.span)
    type = types.Money(currency)
    return checked.EventAmount(symbol, type=type, span=node.span, id=frame.id())


def need_month_ends(frame: Frame, anchor: Expr, span: Span) -> None:
    """Report, once a contract, that months are counted and no line says what a month's end does."""
    checker = frame.checker
    if checker.facts.month_ends is not None or not checker.facts.is_complete:
        return
    if _on_early_day(frame, anchor):
        return
    if not checker.month_ends_reported:
        checker.month_ends_reported = True
        checker.report(problems.month_ends_open(span))


def _on_early_day(frame: Frame, anchor: Expr) -> bool:
    """Return whether the day is known to be one that every month has."""
    match anchor:
        case checked.Literal(value=int() as day):
            return date.fromordinal(day).day <= _IN_EVERY_MONTH
        case checked.EdgeOf(edge=checked.Edge.FIRST, unit=Unit.TERM):
            return date.fromordinal(frame.checker.facts.start).day <= _IN_EVERY_MONTH
        case checked.EdgeOf(edge=checked.Edge.FIRST):
            return True
        case _:
            return False


def _event(frame: Frame, ref: ast.Ref, span: Span, words: str) -> str | None:
    symbol = frame.checker.resolve(ref, Kind.EVENT)
    if symbol is None:
        return None
    if frame.scope.place is Place.CONSTANT or not frame.scope.has_periods:
        frame.checker.report(expression_problems.no_periods_here(f"{words} an event", span))
        return None
    return symbol.name
