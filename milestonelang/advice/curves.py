"""Tables and gates: cliffs, rates above everything, totals that fall, bands that never apply."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from milestonelang import records, types
from milestonelang.advice.corners import is_at_the_ends
from milestonelang.advice.facts import Facts, Known
from milestonelang.advice.model import Advice, After, Change, Instead
from milestonelang.advice.problems import curves as problems
from milestonelang.advice.reading import (
    base_of,
    compared,
    in_money,
    is_capped,
    last_step,
    metrics_in,
    number,
    reported,
    rounded_up,
)
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.backends.documents.draw_curve import Curve, Piece
from milestonelang.data.words import in_words
from milestonelang.types import Comparison, Unit

_SHARE = Fraction(1, 4)
_MOST_FIGURES = 5
_FIXED = lines.TableKind.FIXED_AMOUNTS
_WHOLE = lines.TableKind.WHOLE_AMOUNT


@records.frozen(eq=False)
class _Applied:
    """A table where money comes of it: whose it is, on what, and its curve."""

    owner: str
    base: str
    type: types.Type
    gives: types.Type
    table: lines.Table
    line: lines.Line
    curve: Curve


def _applied(agreement: decl.Agreement, facts: Facts) -> Iterator[_Applied]:
    for payment in in_money(agreement):
        for step in payment.steps:
            if not isinstance(step, lines.On) or step.table.kind is lines.TableKind.BY_NAME:
                continue
            curve = facts.curve(int(step.table.id))
            if curve is not None:
                base = facts.text(step.base.span)
                yield _Applied(
                    payment.name, base, step.base.type, payment.type, step.table, step, curve
                )
    for schedule in agreement.of_kind(decl.Schedule):
        if isinstance(schedule.codomain, types.Money):
            curve = facts.curve(int(schedule.table.id))
            if curve is not None:
                yield _Applied(
                    schedule.name,
                    "its base",
                    schedule.domain,
                    schedule.codomain,
                    schedule.table,
                    schedule,
                    curve,
                )


def _jumps(curve: Curve) -> Iterator[tuple[Piece, Piece]]:
    for one, other in pairwise(curve.pieces):
        if one.high != other.low:
            yield one, other


def _at_a_jump(applied: _Applied, facts: Facts, one: Piece, other: Piece) -> str:
    at = in_words(one.end, applied.type)
    return f"just below {at} it gives {facts.money(one.high)}, just above {facts.money(other.low)}"


def _by_parts(applied: _Applied, facts: Facts) -> tuple[Change, ...]:
    """Return the table at marginal rates, where it is one at whole amount rates."""
    words = facts.text(applied.line.span)
    if applied.table.kind is not _WHOLE or "at whole amount rates" not in words:
        return ()
    start = applied.line.span.start + words.index("at whole amount rates")
    span = records.evolve(applied.line.span, start=start, end=start + len("at whole amount rates"))
    return (Instead(span, "at marginal rates"),)


def cliff(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """No cut moves a payment by more than a quarter of it."""
    for applied in _applied(agreement, facts):
        steep = [
            (one, other)
            for one, other in _jumps(applied.curve)
            if other.low > one.high and other.low - one.high > _SHARE * abs(other.low)
        ]
        if not steep:
            continue
        one, other = max(steep, key=lambda pair: pair[1].low - pair[0].high)
        found = problems.cliff(
            applied.line.span,
            applied.owner,
            _at_a_jump(applied, facts, one, other),
            applied.table.kind is _FIXED,
        )
        yield Advice(found, _by_parts(applied, facts))


def more_than_all(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """The next unit of money never pays more than itself."""
    for applied in _applied(agreement, facts):
        if applied.type != applied.gives:
            continue
        for piece in applied.curve.pieces:
            rise, run = piece.high - piece.low, piece.end - piece.start
            if rise <= run:
                continue
            start, end = (in_words(each, applied.type) for each in (piece.start, piece.end))
            low, high = facts.money(piece.low), facts.money(piece.high)
            example = f"from {start} to {end} it rises from {low} to {high}"
            yield Advice(problems.more_than_all(applied.line.span, applied.owner, example))
            break


def falls(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """What is paid for a figure never falls when the figure rises."""
    for applied in _applied(agreement, facts):
        example = None
        for one, other in _jumps(applied.curve):
            if other.low < one.high:
                example = _at_a_jump(applied, facts, one, other)
                break
        for piece in applied.curve.pieces:
            if example is None and piece.high < piece.low and not _is_downhill(applied.curve):
                start, end = (in_words(each, applied.type) for each in (piece.start, piece.end))
                low, high = facts.money(piece.low), facts.money(piece.high)
                example = f"at {start} it gives {low}, at {end} only {high}"
        if example is not None:
            found = problems.falls(applied.line.span, applied.owner, applied.base, example)
            yield Advice(found, _by_parts(applied, facts))


def _is_downhill(curve: Curve) -> bool:
    """Whether it never rises: then less is what is paid for."""
    return all(piece.high <= piece.low for piece in curve.pieces) and all(
        other.low <= one.high for one, other in pairwise(curve.pieces)
    )


def rising_rates(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """Rates that rise with volume have a maximum, or something that guards the margin."""
    for payment in in_money(agreement):
        for step in payment.steps:
            if not isinstance(step, lines.On) or step.table.kind in (
                _FIXED,
                lines.TableKind.INTERPOLATED,
                lines.TableKind.BY_NAME,
            ):
                continue
            rates = [number(agreement, band.rate) for band in step.table.bands]
            if None in rates or len(rates) < 2 or is_capped(agreement, payment):
                continue
            known = [rate or Fraction(0) for rate in rates]
            if not all(one < other for one, other in pairwise(known)):
                continue
            if _margin_guarded(agreement, payment):
                continue
            first, last = (
                facts.text(each.rate.span) for each in (step.table.bands[0], step.table.bands[-1])
            )
            example = f"the first unit is paid at {first}, the last at {last}"
            curve = facts.curve(int(step.table.id))
            changes: tuple[Change, ...] = ()
            if curve is not None:
                top = curve.pieces[-1].high
                example += (
                    f"; {in_words(curve.pieces[-1].end, step.base.type)} give {facts.money(top)}"
                )
                cap = f"at most {facts.money(rounded_up(top))} per year"
                changes = (After(last_step(payment).span, (cap,)),)
            yield Advice(problems.rising_rates(step.span, payment.name, example), changes)


def _margin_guarded(agreement: decl.Agreement, payment: decl.Payment) -> bool:
    """Whether a percentage decides the payment, or a trigger that acts on it."""
    asked = metrics_in(agreement, payment.steps)
    for trigger in agreement.of_kind(decl.Trigger):
        if any(payment.name in effect.payments for effect in trigger.effects):
            asked |= metrics_in(agreement, trigger.starts_when)
    return any(isinstance(each.type, types.Percent) for each in reported(agreement, asked))


def gate(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """No smallest step of one figure decides a whole payment."""
    for payment in in_money(agreement):
        base = base_of(payment)
        for step in payment.steps:
            if not isinstance(step, lines.OnlyIf):
                continue
            for node, metric, value in compared(agreement, step.condition):
                if base is not None and metric == base.metric:
                    continue
                example = _across(payment, node, metric, value, facts)
                if example is not None:
                    yield Advice(problems.gate(step.span, payment.name, metric, example))


def _across(
    payment: decl.Payment, node: expr.Compare, metric: str, value: Fraction, facts: Facts
) -> str | None:
    """Return what is paid on both sides of a comparison, where one of them is nothing."""
    known = facts.figures.get(metric)
    if known is None or not known.step:
        return None
    up = node.comparison in (Comparison.AT_LEAST, Comparison.LESS)
    other = value - known.step if up else value + known.step
    sides = []
    for figure in (value, other):
        found = facts.trial({**_middles(facts), metric: figure})
        amount = None if found is None else found.entitled[payment.name][0]
        if amount is None:
            return None
        sides.append((in_words(figure, known.type), amount))
    if (sides[0][1] == 0) == (sides[1][1] == 0):
        return None
    said = [f"at {words} it is {facts.money(amount)}" for words, amount in sides]
    others = _volume_said(payment, facts)
    return f"{', '.join(said)}{others}"


def _volume_said(payment: decl.Payment, facts: Facts) -> str:
    base = base_of(payment)
    known = None if base is None else facts.figures.get(base.metric)
    if base is None or known is None:
        return ""
    value = _middles(facts).get(base.metric, known.usual)
    return f" (with `{base.metric}` at {in_words(value, known.type)})"


def _middles(facts: Facts) -> dict[str, Fraction]:
    """Return the figures without a usual value at the middle of their range."""
    found = {}
    for name, known in facts.figures.items():
        if known.is_ranged and known.usual == known.low and known.low is not None:
            assert known.high is not None
            value = (known.low + known.high) / 2
            found[name] = value if not known.step else value // known.step * known.step
    return found


def dead_band(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """Every band of a table can be reached."""
    for payment in agreement.of_kind(decl.Payment):
        for step in payment.steps:
            if not isinstance(step, lines.On) or not isinstance(step.base, expr.MetricValue):
                continue
            known = facts.figures.get(step.base.metric)
            if known is None or known.high is None:
                continue
            high = known.high * _most_periods(agreement, step.accumulated)
            for band in step.table.bands:
                cut = number(agreement, band.cut)
                if cut is None or cut < high or band is step.table.bands[-1]:
                    continue
                said = [in_words(each, step.base.type) for each in (cut, high)]
                yield Advice(problems.dead_band(band.span, payment.name, *said))
                break


def _most_periods(agreement: decl.Agreement, over: lines.Accumulation | None) -> int:
    months = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}[agreement.contract.settled]
    match over:
        case None:
            return 1
        case lines.Accumulation.MONTHLY:
            return max(1, 1 // months)
        case lines.Accumulation.QUARTERLY:
            return max(1, 3 // months)
        case lines.Accumulation.YEARLY:
            return max(1, 12 // months)
        case lines.Accumulation.TERM:
            days = agreement.contract.end - agreement.contract.start
            return days // (28 * months) + 1


def dead_maximum(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A maximum can be reached."""
    for payment in in_money(agreement):
        caps = [step for step in payment.steps if isinstance(step, lines.AtMost)]
        is_last = bool(caps) and payment.steps[-1] is caps[0]
        if len(caps) != 1 or not is_last or caps[0].window not in (Unit.YEAR, Unit.PERIOD):
            continue
        limit = number(agreement, caps[0].limit)
        if limit is None or not is_at_the_ends(agreement, payment):
            continue
        if any(not each.is_ranged for each in _read(agreement, payment, facts)):
            continue
        most = _highest(agreement, payment, facts, caps[0].window)
        if most is not None and most < limit:
            said = [facts.money(each) for each in (limit, most)]
            yield Advice(problems.dead_maximum(caps[0].span, payment.name, *said))


def _read(agreement: decl.Agreement, payment: decl.Payment, facts: Facts) -> list[Known]:
    names = metrics_in(agreement, payment.steps)
    return [
        facts.figures[each.name]
        for each in reported(agreement, names)
        if each.name in facts.figures
    ]


def _highest(
    agreement: decl.Agreement, payment: decl.Payment, facts: Facts, window: Unit
) -> Fraction | None:
    """Return the most that a payment comes to in a year, or a period, at the ends of ranges."""
    read = _read(agreement, payment, facts)
    if len(read) > _MOST_FIGURES:
        return None
    highest: Fraction | None = None
    for corner in range(1 << len(read)):
        figures = {
            each.name: (each.high if corner >> position & 1 else each.low) or Fraction(0)
            for position, each in enumerate(read)
        }
        found = facts.trial(figures)
        amount = None if found is None else found.most(payment.name, window is Unit.YEAR)
        if amount is None:
            return None
        highest = amount if highest is None else max(highest, amount)
    return highest


RULES = (cliff, more_than_all, falls, rising_rates, gate, dead_band, dead_maximum)
