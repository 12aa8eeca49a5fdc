"""Lower a checked contract to a program.

Takes an Agreement without errors, the values set from outside for parameters and segments, and the
names of computed metrics and segments for which a figure is given, as in an example. Returns a
program whose values come after what they need, with the lines of the result in their order.
"""

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.rows import settlement_of
from milestonelang.agreement.versions import every_version
from milestonelang.lowering.audits import audited
from milestonelang.lowering.builder import Place
from milestonelang.lowering.claims import lower_claims
from milestonelang.lowering.context import Frame, Lowering
from milestonelang.lowering.exits import exit_plans, exit_state, periods_of, residuals
from milestonelang.lowering.expressions import lower_expression
from milestonelang.lowering.life import milestone, obligation, trigger
from milestonelang.lowering.named import balance_end, metric
from milestonelang.lowering.parties import Parties, lower_parties
from milestonelang.lowering.payments import own_amount, payment_amount, payment_parts
from milestonelang.lowering.rates import rates
from milestonelang.lowering.reviews import review, revisions
from milestonelang.lowering.rows import lower_each_row
from milestonelang.lowering.splits import split
from milestonelang.lowering.steps import lower_steps
from milestonelang.primitives.dates import MONTHS_IN, add_months
from milestonelang.primitives.periods import (
    Period,
    find_period,
    periods_between,
)
from milestonelang.types import Choice, MonthEnds

CONTRACT_STATES = Choice(("in force", "winding down", "ended"))


def lower(
    agreement: decl.Agreement,
    settings: dict[str, ir.Exact] | None = None,
    given: frozenset[str] = frozenset(),
    holidays: frozenset[int] = frozenset(),
    ends: ir.Ending | None = None,
    after: int = 0,
    claims: frozenset[decl.Claim] = frozenset(),
) -> ir.Program:
    """Return the program of *agreement*, which runs to its end, or ends early as *ends* says.

    At least *after* periods follow its term and wind-down. *claims* are the kinds of properties
    whose values it computes too.
    """
    term, winding = periods_of(agreement, ends)
    run_off = max(0, _run_off(agreement, term) - len(winding), after)
    lowering = Lowering(agreement, term, settings or {}, given, run_off, ends, len(winding))
    _tie(lowering)
    _lower_declared(lowering)
    place = lowering.place(agreement.contract)
    plans = exit_plans(lowering)
    exit_state(lowering)
    parties = lower_parties(lowering, place)
    reports = _reports(lowering, parties, place)
    bounds = revisions(lowering)
    plans_of_claims = lower_claims(lowering, parties, claims)
    asked = rates(lowering)
    lowering.builder.feed_all()
    return ir.Program(
        values=tuple(lowering.builder.values),
        periods=term + winding + _periods_after(agreement.contract, term + winding, run_off),
        term_periods=len(term),
        month_ends=agreement.contract.month_ends or MonthEnds.ROLL_BACK,
        holidays=holidays,
        payments=tuple(parts.plan for parts in lowering.payments.values()),
        milestones=tuple(lowering.milestones.values()),
        directions=parties.directions,
        named=lowering.named,
        metric_steps={
            name: tuple(steps)
            for name, steps in lowering.steps.items()
            if name not in lowering.payments
        },
        reports=reports,
        undone=_undone(agreement),
        exits=plans,
        residuals=residuals(lowering),
        splits=tuple(lowering.splits.values()),
        wind_down=len(winding),
        ends=ends,
        revisions=bounds,
        claims=plans_of_claims,
        rates=asked,
        steps_since={name: tuple(found) for name, found in lowering.steps_since.items()},
    )


def _tie(lowering: Lowering) -> None:
    """Give what is lowered what it asks of other modules, which would import it in a circle."""
    lowering.expression = lambda node: lower_expression(lowering, node)
    lowering.metric_steps = lambda declared, gate, before: lower_steps(
        lowering,
        declared.computed or (),
        Frame(
            declared.name,
            declared.type,
            lowering.agreement.contract.settled,
            gate,
            in_span=gate is not None,
            before=before,
        ),
    )
    lowering.payment_amount = lambda name: payment_amount(lowering, name)
    lowering.payment_parts = lambda name: payment_parts(lowering, name)
    lowering.each_row = lambda block, frame: lower_each_row(lowering, block, frame)


def _lower_declared(lowering: Lowering) -> None:
    """Lower every declaration, in the order in which they are computed and then as they stand."""
    agreement = lowering.agreement
    for name in agreement.computation:
        if isinstance(agreement.declarations[name], decl.Payment):
            own_amount(lowering, name)
    for name in (*agreement.computation, *agreement.declarations):
        _lower_named(lowering, name)


def _lower_named(lowering: Lowering, name: str) -> None:
    match lowering.agreement.declarations[name]:
        case decl.Metric() as declared:
            if not declared.only_during_wind_down:
                metric(lowering, name)
        case decl.Payment():
            payment_parts(lowering, name)
        case decl.Milestone():
            milestone(lowering, name)
        case decl.Trigger():
            trigger(lowering, name)
        case decl.Obligation():
            obligation(lowering, name)
        case decl.Audit() as looked:
            audited(lowering, looked)
        case decl.Review() as held:
            review(lowering, held)
        case decl.Balance():
            balance_end(lowering, name)
        case decl.Split():
            split(lowering, name)
        case _:
            pass


def _run_off(agreement: decl.Agreement, term: tuple[Period, ...]) -> int:
    """Return for how many periods after the term something may still vest."""
    longest = 0
    for _, payment in every_version(agreement):
        for line in settlement_of(payment) if isinstance(payment, decl.Payment) else ():
            if isinstance(line, lines.Vests):
                longest = max(longest, line.periods)
                if line.from_date is not None and (found := find_period(term, line.from_date)):
                    longest = max(longest, found.index + line.periods - (len(term) - 1))
    return longest


def _periods_after(
    contract: decl.Contract, term: tuple[Period, ...], count: int
) -> tuple[Period, ...]:
    if count == 0:
        return ()
    start = term[-1].full_end + 1
    end = add_months(start, count * MONTHS_IN[contract.settled], MonthEnds.ROLL_BACK) - 1
    after = periods_between(contract, contract.settled, start, end)
    return tuple(records.evolve(period, index=period.index + len(term)) for period in after)


def _reports(lowering: Lowering, parties: Parties, place: Place) -> tuple[ir.Report, ...]:
    """Return the lines of the result, in the order in which a result lists them."""
    builder, agreement = lowering.builder, lowering.agreement
    state = builder.constant("in force", CONTRACT_STATES, place)
    in_term = lowering.in_term(place)
    if in_term is not None:
        ended = builder.constant("ended", CONTRACT_STATES, place)
        if lowering.wind_down:
            winding = builder.fact(ir.PeriodFact.IN_WIND_DOWN, place)
            down = builder.constant("winding down", CONTRACT_STATES, place)
            ended = builder.add(ir.If(winding, down, ended), CONTRACT_STATES, place)
        state = builder.add(ir.If(in_term, state, ended), CONTRACT_STATES, place)
    found = [ir.Report(agreement.contract.name, "state", state, True, False)]
    for item in agreement.of_kind(decl.Metric):
        if item.computed is not None and item.name in lowering.named:
            found.append(ir.Report(item.name, "value", lowering.named[item.name], True, True))
    for kind in (decl.Trigger, decl.Milestone, decl.Obligation, decl.Audit, decl.Review):
        for stated in agreement.of_kind(kind):
            called = kind not in (decl.Trigger, decl.Milestone)
            value = lowering.named[stated.name]
            found.append(ir.Report(stated.name, "state", value, not called, True))
    for payment in agreement.of_kind(decl.Payment):
        plan = lowering.payments[payment.name].plan
        found.append(ir.Report(payment.name, "entitled", plan.entitled, True, True))
        if payment.grants is not None and payment.grants.unit is None:
            found.append(ir.Report(payment.name, "granted", plan.entitled, False, True))
        found += _settled(lowering, payment)
    for plan_of in lowering.milestones.values():
        if plan_of.entitled is not None:
            found.append(ir.Report(plan_of.milestone, "entitled", plan_of.entitled, False, True))
        if plan_of.granted is not None:
            found.append(ir.Report(plan_of.milestone, "granted", plan_of.granted, False, True))
    for shared in agreement.of_kind(decl.Split):
        for party, share in lowering.splits[shared.name].shares:
            subject = f"{shared.name} to {party}"
            found.append(ir.Report(subject, "share", share, False, not shared.of))
    found += _granted_at_exit(lowering, place)
    for report in parties.reports:
        found.append(ir.Report(report.party, "set off", report.set_off, False, False))
        found.append(ir.Report(report.party, "carried", report.carried, False, False))
    for direction in parties.directions:
        subject = f"{direction.payer} to {direction.payee}"
        found.append(ir.Report(subject, "payable", direction.payable, direction.always, False))
    return tuple(found)


def _granted_at_exit(lowering: Lowering, place: Place) -> list[ir.Report]:
    """Return what an exit grants of payments in units, by payment and the party that gets it."""
    amounts: dict[tuple[str, str], list[ir.ValueId]] = {}
    for item in residuals(lowering):
        if not item.in_money:
            amounts.setdefault((item.payment, item.payee), []).append(item.amount)
    found = []
    for (payment, party), values in amounts.items():
        type = lowering.agreement.get(payment, decl.Payment).type
        whole = lowering.builder.total(values, type, place)
        found.append(ir.Report(f"{payment} to {party}", "share", whole, False, True))
    return found


_SETTLED = ("held", "released", "vested", "deferred", "deferred paid", "forfeited", "clawed back")


def _settled(lowering: Lowering, payment: decl.Payment) -> list[ir.Report]:
    """Return a payment's amounts of each kind, added up over its settlement lines."""
    plan = lowering.payments[payment.name].plan
    found: list[ir.Report] = []
    for what in _SETTLED:
        values = [part.value for part in plan.settlement if part.what == what]
        if values:
            whole = lowering.builder.total(values, payment.type, lowering.place(payment))
            found.append(ir.Report(payment.name, what, whole, False, False))
    return found


_CLAIMED = {
    decl.Claim.GUARANTEE: "`milestone prove` decides it",
    decl.Claim.ASSUME: "it narrows what `milestone prove` looks at",
}


def _undone(agreement: decl.Agreement) -> tuple[ir.Undone, ...]:
    """Return the declarations that the program leaves out, in words."""
    return tuple(
        ir.Undone(item.name, item.claim.value, _CLAIMED[item.claim])
        for item in agreement.of_kind(decl.Guarantee)
        if item.claim in _CLAIMED
    )
