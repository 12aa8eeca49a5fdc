"""Work out between which values amounts lie, and report what is open where they can be negative.

In: the checked declarations, in the order of their dependence. Out: reports, and in
`Checker.intervals` where payments, computed metrics and schedules lie. Promised: never narrower
than the truth, so that an amount shown to be at zero or above really is.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from milestonelang.agreement import declarations, expressions as checked, lines
from milestonelang.semantics import linear
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common, tables
from milestonelang.semantics.declarations.showing import show
from milestonelang.semantics.folding import constant_number
from milestonelang.semantics.intervals import ANY, FROM_ZERO, NOTHING, Interval, exactly, hull
from milestonelang.semantics.problems import payments as problems
from milestonelang.semantics.ranges import range_of
from milestonelang.semantics.units import is_amount, is_ordered
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.types import Invalid, Unit


def check_bounds(
    checker: Checker, found: Mapping[str, declarations.Declaration], order: Sequence[str]
) -> None:
    """Report tables and payments that can meet a negative amount and do not say what then."""
    schedules = [item for item in found.values() if isinstance(item, declarations.Schedule)]
    for schedule in schedules:
        checker.intervals[schedule.name] = _given(checker, schedule.table, ANY)
    for metric in found.values():
        if isinstance(metric, declarations.Metric) and metric.baselines:
            checker.intervals[f"baseline of {metric.name}"] = hull(
                range_of(checker, baseline.value) for baseline in metric.baselines
            )
    for name in order:
        match found.get(name):
            case declarations.Metric(computed=steps) if steps is not None:
                checker.intervals[name] = _through(checker, steps)
            case declarations.Payment() as payment:
                checker.intervals[name] = _check_payment(checker, payment)
            case _:
                pass
    for schedule in schedules:
        _check_schedule(checker, schedule, found.values())


def _check_payment(checker: Checker, payment: declarations.Payment) -> Interval:
    result = _through(checker, payment.steps)
    says = any(isinstance(step, lines.BelowZeroLine) for step in payment.steps)
    broken = any(
        common.is_broken(part) for part in common.expressions_in(payment)
    ) or not _starts_from_amount(payment.steps)
    if result.may_be_negative and payment.steps and not says and not broken:
        lowest = None if result.low is None else show(result.low, payment.type)
        nothing = show(0, payment.type)
        checker.report(problems.open_below_zero(payment.steps[-1].span, lowest, nothing))
    return result


def _starts_from_amount(steps: Sequence[lines.Step]) -> bool:
    first = steps[0] if steps else None
    return not isinstance(first, lines.Amount) or is_amount(first.value.type)


def _check_schedule(
    checker: Checker,
    schedule: declarations.Schedule,
    found: Iterable[declarations.Declaration],
) -> None:
    """Judge the table of a schedule by every amount that it is applied to."""
    bases: list[Interval] = []
    spans: list[Span] = []
    for item in found:
        for outermost in common.expressions_in(item):
            for part in checked.walk(outermost):
                if isinstance(part, checked.ApplySchedule) and part.schedule == schedule.name:
                    bases.append(range_of(checker, part.argument))
                    spans.append(part.argument.span)
    for base, span in zip(bases, spans, strict=True):
        tables.check_uses(checker, schedule.table, schedule.domain, base, span)


def _through(checker: Checker, steps: Sequence[lines.Step]) -> Interval:
    """Return where the amount lies after the last step, and check the tables on the way."""
    amount = NOTHING
    sums: linear.Terms | None = None
    for step in steps:
        if (
            isinstance(step, lines.On)
            and is_ordered(step.base.type)
            and not isinstance(step.base.type, Invalid)
            and not common.is_broken(step.base)
        ):
            base = _base(checker, step)
            tables.check_uses(checker, step.table, step.base.type, base, step.base.span)
        amount = _after(checker, step, amount)
        sums = _sum_after(checker, step, sums)
        if sums is not None:
            amount = amount.meet(linear.lies(sums))
    return amount


def _sum_after(
    checker: Checker, step: lines.Step, before: linear.Terms | None
) -> linear.Terms | None:
    """Return the amount after *step* as a sum of shares of values; None where it is none."""

    def terms(expr: checked.Expr) -> linear.Terms:
        return linear.terms_of(expr, lambda part: range_of(checker, part))

    match step:
        case lines.Amount(value):
            return terms(value)
        case _ if before is None:
            return None
        case lines.Times(factor):
            return linear.scaled(before, range_of(checker, factor))
        case lines.Plus(value, None):
            return linear.joined(before, terms(value))
        case lines.Less(value, None, None):
            return linear.joined(before, linear.negated(terms(value)))
        case _:
            return None


def _base(checker: Checker, step: lines.On) -> Interval:
    base = range_of(checker, step.base)
    if step.accumulated is None:
        return base
    # A running total reaches further than each of its parts, on both sides.
    low = None if base.may_be_negative else base.low
    return Interval(low, None if base.high is None or base.high > 0 else base.high)


def _after(checker: Checker, step: lines.Step, before: Interval) -> Interval:
    """Return where the amount lies after *step*."""
    match step:
        case lines.Amount(value):
            return range_of(checker, value)
        case lines.On(_, accumulated, table):
            return (
                _increase(checker, step)
                if accumulated is not None
                else _given(checker, table, _base(checker, step))
            )
        case lines.Times(factor):
            return before.times(range_of(checker, factor))
        case lines.DividedBy(divisor):
            return before.divided_by(range_of(checker, divisor))
        case lines.Plus(value, never_above):
            added = before.plus(range_of(checker, value))
            if never_above is None:
                return added
            top = range_of(checker, never_above)
            # With a bound the amount rises as far as the bound, and never falls on its account.
            return Interval(_least(added.low, before.low, top.low), added.high)
        case lines.Less(value, never_below):
            taken = range_of(checker, value)
            less = before.minus(taken)
            if never_below is None:
                return less
            least = range_of(checker, never_below).low
            if least is None or before.low is None:
                return less
            # What lay below the bound already stays; nothing else falls below it.
            kept = min(least, before.low)
            return Interval(kept if less.low is None else max(less.low, kept), less.high)
        case lines.PlusFromBalance(balance):
            return ANY if _may_owe(checker, balance) else Interval(before.low, None)
        case lines.LessFromBalance(_, bound) if bound is not None:
            return before.hull(range_of(checker, bound))
        case lines.LessFromBalance() | lines.OnlyIf() | lines.ProratedByDays():
            return before.hull(NOTHING)
        case lines.OnlyExcess():
            return FROM_ZERO
        case lines.AtMost(limit, window):
            cap = range_of(checker, limit)
            # A yearly maximum leaves what is left of it, which nothing else keeps above zero.
            left = cap.low if window is Unit.PERIOD else Fraction(0)
            return Interval(_least(before.low, left), _smaller(before.high, cap.high))
        case lines.AtLeast(minimum, window):
            floor = range_of(checker, minimum)
            if window is not Unit.PERIOD or floor.low is None:
                return Interval(before.low, None)
            low = floor.low if before.low is None else max(before.low, floor.low)
            return Interval(low, None)
        case lines.BelowZeroLine():
            return Interval(Fraction(0), before.high)
        case lines.NotProrated():
            return before
        case lines.RoundedLine():
            return ANY if before.may_be_negative else FROM_ZERO
        case lines.ForEachRow(steps=steps):
            one = _through(checker, steps)
            return ANY if one.may_be_negative else FROM_ZERO


def _may_owe(checker: Checker, balance: str) -> bool:
    node = checker.symbols.by_name[balance].node
    return isinstance(node, ast.Balance) and any(
        isinstance(line, ast.MayFallBelowZero) for line in node.lines
    )


def _given(checker: Checker, table: lines.Table, base: Interval) -> Interval:
    """Return where the results of a table lie."""
    match table.kind:
        case lines.TableKind.INTERPOLATED:
            ends = hull(range_of(checker, point.gives) for point in table.points)
            if table.continued_outside:
                ends = _continued(checker, table, base)
            return _with_nothing(table, ends)
        case lines.TableKind.BY_NAME:
            return hull(range_of(checker, row.gives) for row in table.rows)
        case lines.TableKind.FIXED_AMOUNTS:
            ends = hull(range_of(checker, band.rate) for band in table.bands)
            if any(band.on_entering is not None for band in table.bands):
                ends = Interval(ends.low if _enters_upwards(checker, table) else None, None)
            return _with_nothing(table, ends)
        case lines.TableKind.MARGINAL | lines.TableKind.WHOLE_AMOUNT:
            rates = [range_of(checker, band.rate) for band in table.bands]
            falls = any(rate.may_be_negative for rate in rates)
            if falls or not _enters_upwards(checker, table) or _mirrors(table):
                return ANY
            # A base that can be negative where the table does not say what then was reported.
            return FROM_ZERO


def _continued(checker: Checker, table: lines.Table, base: Interval) -> Interval:
    """Return where the results lie where the outer lines go on beyond the points."""
    at = [constant_number(checker, point.at) for point in table.points]
    gives = [constant_number(checker, point.gives) for point in table.points]
    points = [(x, y) for x, y in zip(at, gives, strict=True) if x is not None and y is not None]
    if (
        len(points) < len(at)
        or len(points) < 2
        or any(a >= b for (a, _), (b, _) in pairwise(points))
    ):
        return ANY
    results = [exactly(y) for _, y in points]
    first, last = points[:2], points[-2:]
    low = Fraction(0) if table.below_zero is not lines.BelowZero.IMPOSSIBLE else base.low
    results.append(_beyond(first, low, outward=-1))
    results.append(_beyond(last, base.high, outward=1))
    return hull(results)


def _beyond(
    points: Sequence[tuple[Fraction, Fraction]], bound: Fraction | None, outward: int
) -> Interval:
    """Return where a line lies from its points outward, as far as the base reaches."""
    (x1, y1), (x2, y2) = points
    slope = (y2 - y1) / (x2 - x1)
    x, y = (x1, y1) if outward < 0 else (x2, y2)
    if bound is not None:
        return exactly(y + slope * (bound - x)) if (bound - x) * outward > 0 else exactly(y)
    rising = slope * outward
    return Interval(None if rising < 0 else y, None if rising > 0 else y)


def _with_nothing(table: lines.Table, ends: Interval) -> Interval:
    if _mirrors(table):
        return ends.hull(ends.negated())
    return ends.hull(NOTHING) if table.below_zero is lines.BelowZero.NOTHING else ends


def _mirrors(table: lines.Table) -> bool:
    return table.below_zero is lines.BelowZero.MIRRORED


def _enters_upwards(checker: Checker, table: lines.Table) -> bool:
    """Whether nothing is deducted on entering a band."""
    return not any(
        range_of(checker, band.on_entering).may_be_negative
        for band in table.bands
        if band.on_entering is not None
    )


def _increase(checker: Checker, step: lines.On) -> Interval:
    """Return where the increase of a table on a running total lies.

    It is at zero or above where the base is, and no later cut or rate makes the table fall.
    """
    table = step.table
    is_settled = table.below_zero is not lines.BelowZero.IMPOSSIBLE
    banded = table.kind is not lines.TableKind.INTERPOLATED
    if range_of(checker, step.base).may_be_negative and (is_settled or not banded):
        return ANY
    if table.kind is lines.TableKind.MARGINAL:
        return _given(checker, table, FROM_ZERO)
    rises = _never_falls(checker, table)
    return FROM_ZERO if rises and not _given(checker, table, FROM_ZERO).may_be_negative else ANY


def _never_falls(checker: Checker, table: lines.Table) -> bool:
    results = [band.rate for band in table.bands] or [point.gives for point in table.points]
    known = [constant_number(checker, result) for result in results]
    values = [value for value in known if value is not None]
    # At whole amount rates what is added on entering a band is lost in the next.
    entering = any(band.on_entering is not None for band in table.bands)
    return bool(results) and len(values) == len(known) and not entering and values == sorted(values)


def _least(*bounds: Fraction | None) -> Fraction | None:
    known = [bound for bound in bounds if bound is not None]
    return min(known) if known and len(known) == len(bounds) else None


def _smaller(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)
