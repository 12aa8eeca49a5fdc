"""Lower what the parties owe one another: set-off, carried amounts and payables by direction."""

from collections.abc import Iterator

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.rows import block_of, settlement_of
from milestonelang.lowering.builder import Place
from milestonelang.lowering.context import Lowering
from milestonelang.lowering.exits import residuals
from milestonelang.lowering.life import milestone
from milestonelang.lowering.splits import split_of_payment
from milestonelang.types import Invalid

Pair = tuple[str, str]


@records.frozen
class PartyReport:
    """What a party was set off and still carries."""

    party: str
    set_off: ir.ValueId
    carried: ir.ValueId


@records.frozen
class Parties:
    """What is payable in each direction, and what each party carries."""

    directions: tuple[ir.Direction, ...]
    reports: tuple[PartyReport, ...]


def lower_parties(lowering: Lowering, place: Place) -> Parties:
    """Return what is payable in each direction, after set-off."""
    builder, money = lowering.builder, lowering.currency()
    payments = _money_payments(lowering)
    running = {(item.payer, item.payee) for item in payments}
    running |= set(_divided(lowering, payments))
    payable: dict[Pair, ir.ValueId] = {}
    reports: list[PartyReport] = []
    for pair in _pairs(lowering, payments):
        terms = _netted(lowering, pair, place)
        whole = set_off(lowering, pair, place)
        if whole is not None:
            taken = builder.add(ir.Part(whole, "set off"), money, place)
            carried = builder.add(ir.Part(whole, "carried"), money, place)
            terms = [builder.minus(builder.total(terms, money, place), taken, money, place)]
            reports.append(PartyReport(pair[1], taken, carried))
        back = set_off(lowering, (pair[1], pair[0]), place)
        if back is not None:
            terms.append(_owed_at_the_end(lowering, back, whole, place))
        # Where a payment runs there is always a line, also where all of it is divided elsewhere.
        if terms or pair in running:
            payable[pair] = builder.total(terms, money, place)
    for pair in _bearing(lowering):
        payable.setdefault(pair, builder.zero(money, place))
    directions = tuple(
        ir.Direction(*pair, payable=value, always=pair in running)
        for pair, value in payable.items()
    )
    return Parties(directions, tuple(_by_party(lowering, reports, place)))


def _owed_at_the_end(
    lowering: Lowering, back: ir.ValueId, whole: ir.ValueId | None, place: Place
) -> ir.ValueId:
    """Return what set-off of the other direction leaves at the end, to be paid in this one.

    Where something is left of both, nothing else is payable either way. Opposite amounts that are
    set off are then these two.
    """
    builder, money = lowering.builder, lowering.currency()
    owed = builder.add(ir.Part(back, "owed"), money, place)
    if whole is None or not lowering.agreement.contract.opposite_amounts_set_off:
        return owed
    other = builder.add(ir.Part(whole, "owed"), money, place)
    return builder.at_least_zero(builder.minus(owed, other, money, place), money, place)


def _by_party(
    lowering: Lowering, reports: list[PartyReport], place: Place
) -> Iterator[PartyReport]:
    """Add up what a party carries of several others, so that it has one line."""
    builder, money = lowering.builder, lowering.currency()
    for name in dict.fromkeys(report.party for report in reports):
        own = [report for report in reports if report.party == name]
        yield PartyReport(
            name,
            builder.total([report.set_off for report in own], money, place),
            builder.total([report.carried for report in own], money, place),
        )


def set_off(lowering: Lowering, pair: Pair, place: Place) -> ir.ValueId | None:
    """Return the set-off against what *pair*'s payee is to receive, or None where there is none."""
    if pair in lowering.set_offs:
        return lowering.set_offs[pair]
    claws: dict[str, ir.ValueId] = {}
    for item in _money_payments(lowering):
        if (item.payer, item.payee) == pair and _claws(lowering, item.name):
            taken = lowering.payment_parts(item.name).to_set_off
            assert taken is not None
            claws[item.name] = taken
    if not claws:
        return None
    builder = lowering.builder
    payable = builder.total(_netted(lowering, pair, place), lowering.currency(), place)
    op = ir.SetOff(tuple(claws), tuple(claws.values()), payable)
    lowering.set_offs[pair] = builder.add(op, Invalid(), place)
    return lowering.set_offs[pair]


def paid(lowering: Lowering, name: str) -> ir.ValueId:
    """Return what was paid of a payment: payable before set-off, less recovered clawbacks."""
    declared = lowering.agreement.get(name, decl.Payment)
    parts, place = lowering.payment_parts(name), lowering.place(declared)
    if parts.to_set_off is None:
        return parts.plan.gross
    whole = set_off(lowering, (declared.payer, declared.payee), place)
    assert whole is not None
    builder, money = lowering.builder, lowering.currency()
    recovered = builder.add(ir.Part(whole, f"recovered {name}"), money, place)
    return builder.minus(parts.plan.gross, recovered, money, place)


def _money_payments(lowering: Lowering) -> list[decl.Payment]:
    money = lowering.currency()
    return [item for item in lowering.agreement.of_kind(decl.Payment) if item.type == money]


def _claws(lowering: Lowering, name: str) -> bool:
    """Return whether a payment, as it is or was, takes back by set-off."""
    return any(
        isinstance(line, lines.ClawsBack) and line.recovery is lines.Recovery.SET_OFF
        for declared, _ in lowering.spans(name, decl.Payment)
        for line in settlement_of(declared)
    )


def _pairs(lowering: Lowering, payments: list[decl.Payment]) -> list[Pair]:
    """Return the directions in which money can run, in the order in which parties are declared."""
    forward = [(item.payer, item.payee) for item in payments]
    forward += [
        (item.payer, item.payee)
        for item in lowering.agreement.of_kind(decl.Milestone)
        if item.payer is not None and item.payee is not None
    ]
    forward += [(item.payer, item.payee) for item in _paid_at_exit(lowering)]
    forward += _divided(lowering, payments)
    both = set(forward) | {(payee, payer) for payer, payee in forward}
    names = [party.name for party in lowering.agreement.of_kind(decl.Party)]
    return sorted(both, key=lambda pair: (names.index(pair[0]), names.index(pair[1])))


def _divided(lowering: Lowering, payments: list[decl.Payment]) -> list[Pair]:
    """Return the directions in which splits of payments send money; what one keeps runs nowhere."""
    found = []
    for item in payments:
        plan = split_of_payment(lowering, item.name)
        if plan is not None:
            found += [(item.payer, party) for party, _ in plan.shares if party != item.payer]
    return found


def _bearing(lowering: Lowering) -> Iterator[Pair]:
    """Yield who may come to owe the cost of an audit to whom: to whoever paid it."""
    parties = lowering.agreement.of_kind(decl.Party)
    for audit in lowering.agreement.of_kind(decl.Audit):
        for bearer in dict.fromkeys(item.bears_cost for item in audit.findings):
            if bearer is not None:
                yield from ((bearer, each.name) for each in parties if each.name != bearer)


def _incoming(lowering: Lowering, pair: Pair, place: Place) -> list[ir.ValueId]:
    """Return everything payable in a direction before set-off."""
    builder, money = lowering.builder, lowering.currency()
    found: list[ir.ValueId] = []
    for item in _money_payments(lowering):
        forward, back = (item.payer, item.payee) == pair, (item.payee, item.payer) == pair
        if not forward and not back:
            continue
        parts = lowering.payment_parts(item.name)
        gross = parts.plan.gross
        if split_of_payment(lowering, item.name) is not None:
            continue
        if _owed_back(item):
            # A negative entitlement is payable the other way by itself: it is not netted in secret
            # with what the same payment releases in the period.
            negated = builder.add(ir.Negate(parts.plan.entitled), money, place)
            owed = builder.at_least_zero(negated, money, place)
            found.append(builder.add(ir.Add((gross, owed)), money, place) if forward else owed)
        elif forward:
            found.append(gross)
        if back and parts.to_invoice is not None:
            found.append(parts.to_invoice)
    found += _shares(lowering, pair)
    for declared in lowering.agreement.of_kind(decl.Milestone):
        plan = milestone(lowering, declared.name)
        if plan.entitled is not None and plan.in_money and (plan.payer, plan.payee) == pair:
            found.append(plan.entitled)
    found += [item.amount for item in _paid_at_exit(lowering) if (item.payer, item.payee) == pair]
    return found


def _paid_at_exit(lowering: Lowering) -> list[ir.ResidualPlan]:
    """Return the money that an exit makes payable; what it grants in units is no part of that."""
    return [item for item in residuals(lowering) if item.in_money]


def _shares(lowering: Lowering, pair: Pair) -> list[ir.ValueId]:
    """Return what splits of payments make payable in a direction."""
    found = []
    for item in _money_payments(lowering):
        plan = split_of_payment(lowering, item.name)
        if plan is not None and item.payer == pair[0]:
            found += [share for party, share in plan.shares if party == pair[1]]
    return found


def _owed_back(declared: decl.Payment) -> bool:
    block = block_of(declared)
    return any(
        isinstance(step, lines.BelowZeroLine) and step.negative is lines.Negative.OWED_BACK
        for step in (*declared.steps, *(() if block is None else block.steps))
    )


def _netted(lowering: Lowering, pair: Pair, place: Place) -> list[ir.ValueId]:
    """Return what is payable in a direction, less the other way where opposite amounts set off."""
    incoming = _incoming(lowering, pair, place)
    if not lowering.agreement.contract.opposite_amounts_set_off:
        return incoming
    opposite = _incoming(lowering, (pair[1], pair[0]), place)
    if not incoming or not opposite:
        return incoming
    builder, money = lowering.builder, lowering.currency()
    there = builder.total(incoming, money, place)
    back = builder.total(opposite, money, place)
    net = builder.minus(there, back, money, place)
    return [builder.at_least_zero(net, money, place)]
