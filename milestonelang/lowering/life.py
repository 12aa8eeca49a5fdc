"""Lower triggers, milestones and obligations to the primitives that hold their states."""

from fractions import Fraction

from milestonelang import ir
from milestonelang.agreement import declarations as decl, lines, milestones
from milestonelang.lowering.audits import called_by_audits
from milestonelang.lowering.builder import NO_VALUE, Place
from milestonelang.lowering.context import Achieving, Lowering
from milestonelang.types import Choice, Date, Invalid, Number, Truth

MILESTONE_STATES = Choice(("open", "achieved", "missed", "skipped", "waived"))
DUTY_STATES = Choice(("not called", "due", "done", "overdue", "cured", "waived"))


def trigger(lowering: Lowering, name: str) -> ir.ValueId:
    """Return whether a trigger is active."""
    if name not in lowering.triggers:
        place = lowering.place(lowering.agreement.get(name, decl.Trigger))
        spans = tuple(active for _, active in triggers(lowering, name))
        builder = lowering.builder
        active = spans[0]
        if len(spans) > 1 or builder.values[active].name is None:
            active = builder.add(ir.Any(spans), Truth(), place, name)
        lowering.triggers[name] = lowering.named[name] = active
    return lowering.triggers[name]


def triggers(lowering: Lowering, name: str) -> list[tuple[decl.Trigger, ir.ValueId]]:
    """Return what a trigger is in turn, and whether each is active: never out of its span."""
    if name not in lowering.trigger_spans:
        builder, lower = lowering.builder, lowering.expression
        found = lowering.trigger_spans[name] = []
        for declared, span in lowering.spans(name, decl.Trigger):
            place = lowering.place(declared)
            start = lower(declared.starts_when)
            active = builder.add(
                ir.Active(
                    start=start if span is None else builder.all_of([span, start], place),
                    end=None if declared.ends_when is None else lower(declared.ends_when),
                    lasts=declared.lasts,
                    from_next=declared.from_next_period,
                ),
                Truth(),
                place,
                name if span is None else None,
            )
            if span is not None:
                active = builder.all_of([span, active], place)
            found.append((declared, active))
    return lowering.trigger_spans[name]


def _starts(lowering: Lowering, active: ir.ValueId, place: Place) -> ir.ValueId:
    """Return whether a state begins in the running period."""
    builder = lowering.builder
    false = builder.constant(False, Truth(), place)
    before = builder.add(ir.Earlier(NO_VALUE, 1, false), Truth(), place)
    builder.feed(before, active)
    not_before = builder.add(ir.Not(before), Truth(), place)
    return builder.add(ir.All((active, not_before)), Truth(), place)


def milestone(lowering: Lowering, name: str) -> ir.MilestonePlan:
    """Return where the values of a milestone stand."""
    if name in lowering.milestones:
        return lowering.milestones[name]
    declared = lowering.agreement.get(name, decl.Milestone)
    builder, place = lowering.builder, lowering.place(declared)
    spans = _achievements(lowering, name)
    first, *later = spans
    state, day = first.state, builder.add(ir.Part(first.id, "day"), Date(), place)
    amounts = [_milestone_amount(lowering, first)]
    for span in later:
        # What was achieved, missed or skipped under earlier terms stays so.
        assert span.is_open is not None
        of_span = builder.add(ir.Part(span.id, "day"), Date(), place)
        day = builder.add(ir.If(span.is_open, of_span, day), Date(), place)
        state = builder.add(ir.If(span.is_open, span.state, state), MILESTONE_STATES, place)
        amounts.append(_milestone_amount(lowering, span))
    if later:
        state = builder.name(state, name)
    lowering.named[name] = state
    paid = [amount for amount in amounts if amount is not None]
    type = None if declared.amount is None else declared.amount.type
    plan = ir.MilestonePlan(
        milestone=name,
        payer=declared.payer,
        payee=declared.payee,
        state=state,
        day=day,
        entitled=None if type is None else builder.total(paid, type, place),
        in_money=declared.grants is None,
        granted=_granted(lowering, declared, spans),
    )
    lowering.milestones[name] = plan
    return plan


def _achievements(lowering: Lowering, name: str) -> list[Achieving]:
    """Return how a milestone stands by each of its terms in turn."""
    if name in lowering.achievements:
        return lowering.achievements[name]
    found: list[Achieving] = []
    builder, spans = lowering.builder, lowering.spans(name, decl.Milestone)
    for declared, _ in spans:
        place = lowering.place(declared)
        is_open = None
        if found:
            left = [builder.is_(item.state, "open", place) for item in found]
            is_open = left[0] if len(left) == 1 else builder.all_of(left, place)
        id, overtaking = _achievement(lowering, declared)
        own = name if len(spans) == 1 else None
        state = builder.add(ir.Part(id, "state"), MILESTONE_STATES, place, own)
        found.append(Achieving(declared, id, state, is_open, overtaking))
    lowering.achievements[name] = found
    return found


def _achievement(
    lowering: Lowering, declared: decl.Milestone
) -> tuple[ir.ValueId, tuple[ir.MilestonePlan, ...]]:
    lower = lowering.expression
    after = None if declared.after is None else milestone(lowering, declared.after).day
    others = milestones.overtaking(declared, lowering.agreement.of_kind(decl.Milestone))
    overtaking = tuple(milestone(lowering, other) for other in others)
    place = lowering.place(declared)
    overtaken = tuple(lowering.builder.is_(plan.state, "achieved", place) for plan in overtaking)
    since, until = lowering.days_of(declared.name, declared)
    op = ir.Achievement(
        condition=None if declared.condition is None else lower(declared.condition),
        needs=tuple(ir.Need(item.event, item.within) for item in declared.requires),
        after=after,
        earliest=declared.earliest,
        latest=declared.latest,
        extensions=tuple(lower(item.condition) for item in declared.extensions),
        extended_by=tuple((item.count, item.unit) for item in declared.extensions),
        overtaken=overtaken,
        name=declared.name,
        since=since,
        until=until,
    )
    return lowering.builder.add(op, Invalid(), place), overtaking


def _milestone_amount(lowering: Lowering, span: Achieving) -> ir.ValueId | None:
    declared = span.declared
    if declared.amount is None:
        return None
    builder, place = lowering.builder, lowering.place(declared)
    type, now = declared.amount.type, _pays_now(lowering, span)
    amount = builder.only(now, lowering.expression(declared.amount), type, place)
    rounding = lowering.rounding(type)
    if rounding is not None:
        amount = builder.rounded(amount, *rounding, type, place)
    return amount


def _granted(
    lowering: Lowering, declared: decl.Milestone, spans: list[Achieving]
) -> ir.ValueId | None:
    """Return how often a benefit in words is granted in the period; None where there is none."""
    if declared.grants is None or declared.grants.unit is not None:
        return None
    builder, place, type = lowering.builder, lowering.place(declared), Number()
    once = builder.constant(Fraction(1), type, place)
    times = [builder.only(_pays_now(lowering, span), once, type, place) for span in spans]
    return builder.total(times, type, place)


def _pays_now(lowering: Lowering, span: Achieving) -> ir.ValueId:
    """Return whether what is promised for a milestone becomes due in the period."""
    declared, builder, place = span.declared, lowering.builder, lowering.place(span.declared)
    now = builder.add(ir.Part(span.id, "now"), Truth(), place)
    if declared.skipped is decl.Skipped.PAID_WITH:
        skipped = builder.is_(span.state, "skipped", place)
        now = builder.add(ir.Any((now, _starts(lowering, skipped, place))), Truth(), place)
    if span.is_open is not None:
        now = builder.all_of([span.is_open, now], place)
    return now


def obligation(lowering: Lowering, name: str) -> ir.ValueId:
    """Return the state of an obligation."""
    if name not in lowering.named:
        duty(lowering, name)
    return lowering.named[name]


def duty(lowering: Lowering, name: str) -> ir.ValueId:
    """Return the operation that gives all that there is to say of an obligation."""
    if name not in lowering.duties:
        declared = lowering.agreement.get(name, decl.Obligation)
        builder, place = lowering.builder, lowering.place(declared)
        op = ir.Duty(
            tuple(_calls(lowering, declared)), declared.evidenced_by, name, declared.curable
        )
        lowering.duties[name] = builder.add(op, Invalid(), place)
        state = ir.Part(lowering.duties[name], "state")
        lowering.named[name] = builder.add(state, DUTY_STATES, place, name)
    return lowering.duties[name]


def is_failing(lowering: Lowering, name: str, place: Place) -> ir.ValueId:
    """Return whether a duty is overdue and can no longer be cured."""
    return lowering.builder.add(ir.Part(duty(lowering, name), "failing"), Truth(), place)


def _calls(lowering: Lowering, declared: decl.Obligation) -> list[ir.Call]:
    """Return everything that calls a duty."""
    builder = lowering.builder
    found: list[ir.Call] = []

    def call(
        when: ir.ValueId, owes: lines.Owes | decl.Recurring, since: ir.ValueId | None = None
    ) -> None:
        found.append(ir.Call(when, owes.count, owes.unit, since))

    for source in lowering.agreement.declarations.values():
        match source:
            case decl.Trigger():
                for version, active in triggers(lowering, source.name):
                    for owes in _owing(version.on_start, declared.name):
                        call(_starts(lowering, active, lowering.place(owes)), owes)
            case decl.Milestone():
                milestone(lowering, source.name)
                for stage in lowering.achievements[source.name]:
                    for owes in _owing(stage.declared.if_missed, declared.name):
                        at = lowering.place(owes)
                        missed = builder.is_(stage.state, "missed", at)
                        if stage.is_open is not None:
                            missed = builder.all_of([stage.is_open, missed], at)
                        last = builder.add(ir.Part(stage.id, "last day"), Date(), at)
                        call(_starts(lowering, missed, at), owes, last)
            case decl.Obligation():
                for owes, span in _in_spans(lowering, source.name, declared.name):
                    at, cause = lowering.place(owes), duty(lowering, source.name)
                    failed = builder.add(ir.Part(cause, "failed"), Truth(), at)
                    failed = failed if span is None else builder.all_of([span, failed], at)
                    days = builder.add(ir.Part(cause, "failed on"), Invalid(), at)
                    call(failed, owes, days)
            case _:
                pass
    for owes, when, days in called_by_audits(lowering, declared.name):
        call(when, owes, days)
    for terms, span in lowering.spans(declared.name, decl.Obligation):
        for recurring in terms.owed:
            at = lowering.place(recurring)
            if recurring.when is not None:
                when = lowering.expression(recurring.when)
                # What holds already on the day of an amendment calls it then.
                when = when if span is None else builder.all_of([span, when], at)
                call(_starts(lowering, when, at), recurring)
            elif recurring.every is not None:
                ends = lowering.end_of(recurring.every, at)
                when = builder.constant(True, Truth(), at) if ends is None else ends
                call(when if span is None else builder.all_of([span, when], at), recurring)
    return found


def _in_spans(
    lowering: Lowering, duty: str, owed: str
) -> list[tuple[lines.Owes, ir.ValueId | None]]:
    """Return what is owed if a duty is overdue, and when those terms are in force."""
    return [
        (owes, span)
        for version, span in lowering.spans(duty, decl.Obligation)
        for owes in _owing(version.if_overdue, owed)
    ]


def _owing(owed: tuple[lines.Owes, ...], obligation: str) -> list[lines.Owes]:
    return [item for item in owed if item.obligation == obligation]
