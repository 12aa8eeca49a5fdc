"""Lower payments: steps, triggers, rounding, limits, then what becomes of the entitlement."""

from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.rows import block_of, settlement_of
from milestonelang.lowering.audits import acts_meanwhile
from milestonelang.lowering.builder import Builder, Place
from milestonelang.lowering.context import Frame, Lowering, PaymentParts, is_whole_period
from milestonelang.lowering.exits import at_exit, goes_on, in_wind_down, is_made
from milestonelang.lowering.life import is_failing, triggers
from milestonelang.lowering.rows import WORDS, rows_plan, settle_rows
from milestonelang.lowering.settlement import lower_line
from milestonelang.lowering.steps import lower_steps
from milestonelang.types import Invalid, Money, Truth, Type


def payment_amount(lowering: Lowering, name: str) -> ir.ValueId:
    """Return the entitlement of a payment: rounded, and within every limit it stands under."""
    if name not in lowering.named:
        declared = lowering.agreement.get(name, decl.Payment)
        place = lowering.place(declared)
        value = _limited(lowering, name, _rules(lowering))
        # After the term a limit leaves nothing: a minimum is not made up for ever.
        value = lowering.builder.only(is_made(lowering, name, place), value, declared.type, place)
        if name not in lowering.named:
            lowering.named[name] = lowering.builder.name(value, name)
    return lowering.named[name]


def payment_parts(lowering: Lowering, name: str) -> PaymentParts:
    """Return where the values of a payment stand."""
    if name not in lowering.payments:
        entitled = payment_amount(lowering, name)
        parts = [
            _settle(lowering, declared, entitled, gate)
            for declared, gate in lowering.spans(name, decl.Payment)
        ]
        lowering.payments[name] = _together(lowering, name, entitled, parts)
    return lowering.payments[name]


# ---- the entitlement


def own_amount(lowering: Lowering, name: str) -> ir.ValueId:
    """Return the result of a payment's own steps, after triggers, rounded."""
    if name in lowering.results:
        return lowering.results[name]
    spans = lowering.spans(name, decl.Payment)
    lowering.steps[name] = []
    amounts: list[ir.ValueId] = []
    for declared, span in spans:
        place = lowering.place(declared)
        before = lowering.builder.total(amounts, declared.type, place) if amounts else None
        amount, steps = _own_amount(lowering, declared, span, before)
        amounts.append(amount)
        lowering.steps[name] += steps
        if span is not None:
            since = lowering.since(name, declared)
            lowering.steps_since.setdefault(name, []).append((since, tuple(steps)))
    # Outside the periods in which it is in force each is nought.
    last = spans[-1][0]
    lowering.results[name] = lowering.builder.total(amounts, last.type, lowering.place(last))
    return lowering.results[name]


def _own_amount(
    lowering: Lowering,
    declared: decl.Payment,
    span: ir.ValueId | None,
    before: ir.ValueId | None,
) -> tuple[ir.ValueId, list[ir.Step]]:
    """Return the result of the steps of a payment that are in force in a span, and the steps."""
    builder, place, name = lowering.builder, lowering.place(declared), declared.name
    billed = gate = _gate(lowering, declared, place)
    if span is not None:
        gate = span if gate is None else builder.all_of([gate, span], place)
    frame = Frame(
        name,
        declared.type,
        declared.every,
        gate,
        in_span=span is not None,
        billed=billed,
        before=before,
    )
    # A described benefit needs no amount: it is granted once each time.
    once = builder.constant(Fraction(1), declared.type, place)
    amount, steps = lower_steps(lowering, declared.steps, frame, once)
    for active, effect in _effects(lowering, name):
        if isinstance(effect, lines.Deferred):
            continue
        at = lowering.place(effect)
        changed = _effect(lowering, effect, amount, declared.type)
        amount = builder.add(ir.If(active, changed, amount), declared.type, at)
        steps.append(ir.Step(effect.id, amount, _effect_word(effect), (active,)))
    amount = in_wind_down(lowering, declared, amount, steps)
    amount = builder.only(gate, amount, declared.type, place)
    rounding = lowering.rounding(declared.type)
    if rounding is not None:
        amount = builder.rounded(amount, *rounding, declared.type, place)
    steps.append(ir.Step(declared.id, amount, "rounded"))
    return amount, steps


def _gate(lowering: Lowering, declared: decl.Payment, place: Place) -> ir.ValueId | None:
    """Return whether the payment is made in the period; None where it is made in each."""
    parts = [is_made(lowering, declared.name, place), lowering.end_of(declared.every, place)]
    present = tuple(part for part in parts if part is not None)
    if len(present) < 2:
        return present[0] if present else None
    return lowering.builder.add(ir.All(present), Truth(), place)


def _effects(lowering: Lowering, payment: str) -> list[tuple[ir.ValueId, lines.Effect]]:
    """Return the effects on a payment and when each acts, in declared order."""
    found: list[tuple[ir.ValueId, lines.Effect]] = []
    for source in lowering.agreement.declarations.values():
        match source:
            case decl.Trigger():
                for version, active in triggers(lowering, source.name):
                    acting = [item for item in version.effects if payment in item.payments]
                    found += [
                        (acts_meanwhile(lowering, version, effect, active), effect)
                        for effect in acting
                    ]
            case decl.Obligation():
                for duty, span in lowering.spans(source.name, decl.Obligation):
                    acting = [item for item in duty.effects_if_overdue if payment in item.payments]
                    if acting:
                        at = lowering.place(duty)
                        failing = is_failing(lowering, source.name, at)
                        if span is not None:
                            failing = lowering.builder.all_of([span, failing], at)
                        found += [(failing, effect) for effect in acting]
            case _:
                pass
    return found


def _effect(lowering: Lowering, effect: lines.Effect, amount: ir.ValueId, type: Type) -> ir.ValueId:
    builder, place, lower = lowering.builder, lowering.place(effect), lowering.expression
    match effect:
        case lines.Reduced(_, share):
            return builder.add(ir.LessShare(lower(share), amount), type, place)
        case lines.Suspended():
            return builder.zero(type, place)
        case lines.LimitedTo(_, limit):
            return builder.add(ir.Least((amount, lower(limit))), type, place)
        case lines.ReplacedBy(_, value):
            return lower(value)
        case lines.Deferred():
            return amount
        case _:
            assert_never(effect)


def _effect_word(effect: lines.Effect) -> str:
    words = {
        lines.Reduced: "reduced by",
        lines.Suspended: "suspended",
        lines.LimitedTo: "limited to",
        lines.ReplacedBy: "replaced by",
        lines.Deferred: "deferred",
    }
    return words[type(effect)]


# ---- limits across payments, in declared order, each on what the one before left


Rule = decl.Limit | decl.LimitRule


Limits = tuple[tuple[Rule, ir.ValueId | None], ...]  # each rule, and when it is in force


def _rules(lowering: Lowering) -> Limits:
    spans = lowering.spans_of(decl.Limit)
    return tuple((rule, span) for item, span in spans for rule in item.rules)


def _limited(lowering: Lowering, name: str, limits: Limits) -> ir.ValueId:
    if not limits:
        return own_amount(lowering, name)
    *earlier, (last, span) = limits
    if name not in last.payments:
        return _limited(lowering, name, tuple(earlier))
    if last.id not in lowering.limits:
        # What they take from balances goes by the order in which they are declared.
        for declared in lowering.agreement.of_kind(decl.Payment):
            if declared.name in last.payments:
                own_amount(lowering, declared.name)
        amounts = tuple(_limited(lowering, other, tuple(earlier)) for other in last.payments)
        lowering.limits[last.id] = _limit(lowering, last, amounts, span)
    position = last.payments.index(name)
    value = lowering.limits[last.id][position]
    lowering.steps[name].append(ir.Step(last.id, value, "limit", when=span))
    return value


def _limit(
    lowering: Lowering, declared: Rule, amounts: tuple[ir.ValueId, ...], span: ir.ValueId | None
) -> tuple[ir.ValueId, ...]:
    """Return what a limit leaves of each amount; out of its span it leaves all of it."""
    builder, place = lowering.builder, lowering.place(declared)
    type = lowering.agreement.get(declared.payments[0], decl.Payment).type
    settled = lowering.agreement.contract.settled
    limited: list[ir.ValueId] = []

    def left() -> list[ir.ValueId]:
        parts = [
            builder.add(ir.Part(limited[0], str(index)), type, place)
            for index in range(len(amounts))
        ]
        if span is None:
            return parts
        each = zip(parts, amounts, strict=True)
        return [builder.add(ir.If(span, part, amount), type, place) for part, amount in each]

    def let_through() -> ir.ValueId:
        # What was due under earlier terms counts towards a limit on a longer span.
        return builder.total(left(), type, place)

    last = lowering.end_of(declared.window, place)
    if is_whole_period(declared.window, settled, settled):
        before = builder.zero(type, place)
    else:
        before = builder.before(declared.window, type, place, let_through)
    rounding = lowering.rounding(type)
    limited.append(
        builder.add(
            ir.Limited(
                amounts=amounts,
                limit=lowering.expression(declared.amount),
                before=before,
                last=builder.constant(True, Truth(), place) if last is None else last,
                at_least=declared.at_least,
                pro_rata=declared.sharing is decl.Sharing.PRO_RATA,
                unit=Fraction(1) if rounding is None else rounding[0],
            ),
            Invalid(),
            place,
        )
    )
    return tuple(left())


# ---- settlement


def _together(
    lowering: Lowering, name: str, entitled: ir.ValueId, parts: list[PaymentParts]
) -> PaymentParts:
    """Return a payment as one: what was held under the terms of a span is settled by them."""
    if len(parts) == 1:
        return parts[0]
    declared = lowering.agreement.get(name, decl.Payment)
    builder, place, type = lowering.builder, lowering.place(declared), declared.type

    def added(ids: Iterable[ir.ValueId | None]) -> ir.ValueId | None:
        found = [id for id in ids if id is not None]
        return builder.total(found, type, place) if found else None

    plans = [part.plan for part in parts]
    whats = dict.fromkeys(what for plan in plans for what, _ in plan.stocks)
    stocks = {what: added(dict(plan.stocks).get(what) for plan in plans) for what in whats}
    gross, held = added(plan.gross for plan in plans), added(part.held for part in parts)
    assert gross is not None and held is not None, "a payment with versions has several"
    plan = records.evolve(
        plans[-1],
        entitled=entitled,
        settlement=tuple(item for plan in plans for item in plan.settlement),
        gross=gross,
        stocks=tuple((what, id) for what, id in stocks.items() if id is not None),
        rows=next((plan.rows for plan in plans if plan.rows is not None), None),
    )
    return PaymentParts(
        plan,
        held,
        added(part.to_set_off for part in parts),
        added(part.to_invoice for part in parts),
    )


def _settle(
    lowering: Lowering, declared: decl.Payment, whole: ir.ValueId, span: ir.ValueId | None
) -> PaymentParts:
    builder, place, type = lowering.builder, lowering.place(declared), declared.type
    entitled = builder.only(span, whole, type, place)
    deferring = [
        (active, effect)
        for active, effect in _effects(lowering, declared.name)
        if isinstance(effect, lines.Deferred)
    ]
    gross = entitled
    parts: list[ir.SettlementPart] = []
    leaves, loss = at_exit(lowering, declared.name)
    # What becomes of each row's part comes first, and the payment's own lines act on what is left.
    of_rows = settle_rows(lowering, declared, entitled, leaves)
    own: ir.ValueId | None = None
    if of_rows is not None:
        gross = builder.add(ir.Part(of_rows, "gross"), type, place)
        block = block_of(declared)
        parts += _settlement_parts(
            builder, type, () if block is None else block.settlement, of_rows, place
        )
        leaves = None if leaves is None else records.evolve(leaves, loses_accrued=False)
    if declared.settlement or deferring or (loss is not None and of_rows is None):
        own = _settlement(lowering, declared, gross, [active for active, _ in deferring], leaves)
        gross = builder.add(ir.Part(own, "gross"), type, place)
        parts += _settlement_parts(builder, type, declared.settlement, own, place)
        parts += _deferred(builder, declared, deferring, own)
    settles = [id for id in (of_rows, own) if id is not None]
    if loss is not None:
        lost = builder.add(ir.Part(settles[0], "lost"), type, place)
        parts.append(ir.SettlementPart(loss, "forfeited", lost))

    def added(part: str) -> ir.ValueId:
        found = [builder.add(ir.Part(each, part), type, place) for each in settles]
        return builder.total(found, type, place)

    stocks = ("holding", "unvested", "putting off") if settles else ()
    claws = [line for line in settlement_of(declared) if isinstance(line, lines.ClawsBack)]
    ways = {line.recovery for line in claws}
    plan = ir.PaymentPlan(
        payment=declared.name,
        payer=declared.payer,
        payee=declared.payee,
        steps=tuple(lowering.steps[declared.name]),
        entitled=entitled,
        settlement=tuple(parts),
        gross=gross,
        stocks=tuple((stock, added(stock)) for stock in stocks),
        in_money=isinstance(type, Money),
        goes_on=goes_on(lowering, declared.name),
        rows=rows_plan(lowering, declared, of_rows),
    )
    return PaymentParts(
        plan,
        added("held"),
        added("to set off") if lines.Recovery.SET_OFF in ways else None,
        added("to invoice") if lines.Recovery.INVOICE in ways else None,
    )


def _settlement(
    lowering: Lowering,
    declared: decl.Payment,
    entitled: ir.ValueId,
    deferring: list[ir.ValueId],
    leaves: ir.AtExit | None,
) -> ir.ValueId:
    builder, place = lowering.builder, lowering.place(declared)
    rounding = lowering.rounding(declared.type)
    unit, mode = rounding or (Fraction(1, 10**6), lowering.agreement.contract.rounding.mode)
    defers = None
    if deferring:
        defers = builder.add(ir.Any(tuple(deferring)), Truth(), place)
    op = ir.Settle(
        entitled=entitled,
        lines=tuple(lower_line(lowering, line) for line in declared.settlement),
        deferring=defers,
        unit=unit,
        mode=mode,
        at_exit=leaves,
    )
    return builder.add(op, Invalid(), place)


def _settlement_parts(
    builder: Builder,
    type: Type,
    settlement: tuple[lines.SettlementLine, ...],
    settle: ir.ValueId,
    place: Place,
) -> list[ir.SettlementPart]:
    """Return what each settlement line gives in a period, by line."""
    found: list[ir.SettlementPart] = []
    for index, line in enumerate(settlement):
        for word in WORDS[line.__class__]:
            value = builder.add(ir.Part(settle, f"{word} {index}"), type, place)
            found.append(ir.SettlementPart(line.id, word, value))
    return found


def _deferred(
    builder: Builder,
    declared: decl.Payment,
    deferring: list[tuple[ir.ValueId, lines.Deferred]],
    settle: ir.ValueId,
) -> list[ir.SettlementPart]:
    """Return what is put off, and what of it becomes payable."""
    if not deferring:
        return []
    place = Place(declared.id, declared.span)
    return [
        ir.SettlementPart(
            deferring[0][1].id, word, builder.add(ir.Part(settle, word), declared.type, place)
        )
        for word in ("deferred", "deferred paid")
    ]
