"""What an agreement makes use of, so that general clauses print no more than it needs.

In: an Agreement. Out: `Uses`, plain facts about the nodes in it.
"""

from collections.abc import Iterator
from typing import Any

from milestonelang import records
from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.primitives.periods import settlement_periods

_FIELDS: dict[type, tuple[str, ...]] = {}
_LEAVES = (str, int, bool, type(None))


@records.frozen
class Uses:
    """What the agreement uses; each field is one of its general sentences, or a part of one."""

    limits_over_time: bool
    held: bool
    released_in_parts: bool
    vests: bool
    taken_back: bool
    rounded_steps: bool
    sides: bool
    business_days: bool
    months: bool
    part_periods: bool
    owed_back: bool
    carried_negative: bool
    dated_running_totals: bool
    conversion: bool
    both_directions: bool
    including: bool
    divides: bool
    windows: bool
    excess: bool


def uses(agreement: d.Agreement) -> Uses:
    """Return what *agreement* makes use of."""
    found = [
        node
        for declaration in (agreement.contract, *agreement.declarations.values())
        for node in nodes(declaration)
    ]
    kinds = {type(node) for node in found}
    return Uses(
        limits_over_time=any(_limits_over_time(node) for node in found),
        held=n.HoldBack in kinds,
        released_in_parts=any(
            isinstance(node, n.HoldBack) and len(node.parts) > 1 for node in found
        ),
        vests=n.Vests in kinds,
        taken_back=n.ClawsBack in kinds,
        rounded_steps=n.RoundedLine in kinds or e.Rounded in kinds,
        sides=bool(kinds & {e.Compare, n.Band, n.AtMost, n.AtLeast}),
        business_days=any(e.Unit.BUSINESS_DAY in _values(node) for node in found),
        months=any(
            unit in _values(node)
            for node in found
            if not isinstance(node, _PERIODIC)
            for unit in (e.Unit.MONTH, e.Unit.QUARTER, e.Unit.YEAR)
        ),
        part_periods=any(period.is_stub for period in settlement_periods(agreement.contract)),
        owed_back=any(_negative(node) is n.Negative.OWED_BACK for node in found),
        carried_negative=any(_negative(node) is n.Negative.CARRIED for node in found),
        dated_running_totals=any(_changing_table(node, agreement) for node in found),
        conversion=e.Converted in kinds,
        both_directions=_both_directions(agreement),
        including=any("including" in text for text in _texts(agreement)),
        divides=bool(kinds & {e.Divide, n.DividedBy, e.Growth}),
        windows=any(_is_window(node) for node in found),
        excess=e.Excess in kinds,
    )


# Lines whose units are settlement periods or years of the contract, and so need no month ends.
_PERIODIC = (
    d.Contract,
    d.Payment,
    d.Limit,
    d.LimitRule,
    d.Review,
    d.Audit,
    d.Index,
    d.Exit,
    d.Reported,
    d.WindDown,
    d.Recurring,
    d.Metric,
    n.AtMost,
    n.AtLeast,
    n.OnlyExcess,
    e.AtPlace,
    e.EdgeOf,
)


def nodes(item: Any) -> Iterator[Any]:
    """Yield *item* and every declaration, line and expression inside it, outermost first."""
    kind = type(item)
    if kind is tuple:
        for part in item:
            yield from nodes(part)
        return
    names = _FIELDS.get(kind)
    if names is None:
        inside = records.fields(kind) if issubclass(kind, (n.Line, e.Typed)) else ()
        names = tuple(known.name for known in inside if known.name not in ("span", "id", "type"))
        _FIELDS[kind] = names
    if not names:
        if isinstance(item, (n.Line, e.Typed)):
            yield item
        return
    yield item
    for name in names:
        value = getattr(item, name)
        if type(value) not in _LEAVES:
            yield from nodes(value)


def _values(node: Any) -> tuple[Any, ...]:
    flat: list[Any] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name)
        flat.extend(value if type(value) is tuple else (value,))
    return tuple(value for value in flat if isinstance(value, e.Unit))


def _limits_over_time(node: Any) -> bool:
    return isinstance(node, (n.AtMost, n.AtLeast)) and (
        node.window is not e.Unit.PERIOD and not node.per_row
    )


def _is_window(node: Any) -> bool:
    if isinstance(node, e.WindowOf):
        return node.kind is e.WindowKind.LAST and not node.as_many_as_there_are
    return isinstance(node, (e.Consecutive, e.InLast))


def _negative(node: Any) -> n.Negative | None:
    return node.negative if isinstance(node, n.BelowZeroLine) else None


def _changing_table(node: Any, agreement: d.Agreement) -> bool:
    if not isinstance(node, n.On) or node.accumulated is None:
        return False
    return any(_changes(inner, agreement) for inner in nodes(node.table))


def _changes(node: Any, agreement: d.Agreement) -> bool:
    if isinstance(node, e.ParameterValue):
        parameter = agreement.get(node.parameter, d.Parameter)
        return any(value.from_date is not None for value in parameter.values)
    return isinstance(node, e.MetricValue)


def _both_directions(agreement: d.Agreement) -> bool:
    ways = {(payment.payer, payment.payee) for payment in agreement.of_kind(d.Payment)}
    ways |= {(m.payer, m.payee) for m in agreement.of_kind(d.Milestone) if m.payer and m.payee}
    for leave in agreement.of_kind(d.Exit):
        lines = leave.wind_down.lines if leave.wind_down else ()
        ways |= {
            (line.payer, line.payee)
            for line in (*leave.payments, *lines)
            if isinstance(line, d.ResidualPayment)
        }
    return any((payee, payer) in ways for payer, payee in ways)


def _texts(agreement: d.Agreement) -> Iterator[str]:
    for declaration in agreement.declarations.values():
        words: tuple[d.Words, ...] = (declaration.means,)
        if isinstance(declaration, d.Clause):
            words += declaration.paragraphs
        for text in words:
            yield from (part for part in text if isinstance(part, str))
