"""The values of declared things, lowered when they are first asked for."""

from milestonelang import ir
from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.versions import ever
from milestonelang.lowering.builder import NO_VALUE, Place
from milestonelang.lowering.context import Lowering
from milestonelang.types import Choice, Invalid, Truth


def metric(lowering: Lowering, name: str) -> ir.ValueId:
    """Return the value of a metric: its figure, or its computation."""
    if name in lowering.named:
        return lowering.named[name]
    declared = lowering.agreement.get(name, decl.Metric)
    place, builder = lowering.place(declared), lowering.builder
    if declared.computed is None or name in lowering.given:
        value = builder.add(ir.MetricInput(name), declared.type, place, name)
    else:
        value = builder.name(_computed(lowering, name), name)
    lowering.named[name] = value
    return value


def _computed(lowering: Lowering, name: str) -> ir.ValueId:
    """Return what the lines of a metric give: in each period those that are in force."""
    builder = lowering.builder
    value: ir.ValueId | None = None
    lowering.steps[name] = []
    for declared, gate in lowering.spans(name, decl.Metric):
        result, steps = lowering.metric_steps(declared, gate, value)
        lowering.steps[name] += steps
        if gate is not None:
            since = lowering.since(name, declared)
            lowering.steps_since.setdefault(name, []).append((since, tuple(steps)))
        if value is not None and gate is not None:
            result = builder.add(
                ir.If(gate, result, value), declared.type, lowering.place(declared)
            )
        value = result
    assert value is not None, "a metric that is in force in no period has no name"
    return value


def parameter(lowering: Lowering, name: str) -> ir.ValueId:
    """Return the value of a parameter in force in the running period."""
    if name in lowering.named:
        return lowering.named[name]
    declared = lowering.agreement.get(name, decl.Parameter)
    place, builder = lowering.place(declared), lowering.builder
    if name in lowering.given:
        value = builder.add(ir.MetricInput(name), declared.type, place, name)
    elif name in lowering.settings:
        value = builder.add(ir.Constant(lowering.settings[name]), declared.type, place, name)
    elif declared.by is not None:
        value = _by_segment(lowering, declared, place)
    else:
        dated = tuple((item.from_date, lowering.expression(item.value)) for item in declared.values)
        value = builder.add(ir.ParameterInput(dated), declared.type, place, name)
    lowering.named[name] = value
    return value


def _by_segment(lowering: Lowering, declared: decl.Parameter, place: Place) -> ir.ValueId:
    """The value for the segment that is set; dated values apply within each segment."""
    assert declared.by is not None
    base = segment(lowering, declared.by)
    by_name: dict[str | None, list[decl.DatedValue]] = {}
    for item in declared.values:
        for name in item.segments or (None,):
            by_name.setdefault(name, []).append(item)
    values = {
        name: lowering.builder.add(
            ir.ParameterInput(
                tuple((item.from_date, lowering.expression(item.value)) for item in items)
            ),
            declared.type,
            place,
            f"{declared.name} {name or 'otherwise'}",
        )
        for name, items in by_name.items()
    }
    names = tuple(name for name in values if name is not None)
    op = ir.ByName(base, names, tuple(values[name] for name in names), values.get(None))
    return lowering.builder.add(op, declared.type, place, declared.name)


def segment(lowering: Lowering, name: str) -> ir.ValueId:
    """Return the value a segment is set to, here or by the contract; else unknown."""
    declared = lowering.agreement.get(name, decl.Segment)
    place, type = lowering.place(declared), Choice(declared.values)
    if name in lowering.given:
        return lowering.builder.add(ir.MetricInput(name), type, place)
    value = lowering.settings.get(name, declared.value)
    if value is not None:
        return lowering.builder.constant(value, type, place)
    reason = f"the segment `{name}` is not set; give `--set {name}={declared.values[0]}`"
    return lowering.builder.add(ir.NotRun(reason), type, place)


def baseline(lowering: Lowering, name: str) -> ir.ValueId:
    """Return the baseline of a metric: computed once, on the day from which it is in force."""
    key = f"baseline of {name}"
    if key in lowering.named:
        return lowering.named[key]
    declared = lowering.agreement.get(name, decl.Metric)
    builder = lowering.builder
    value: ir.ValueId | None = None
    for item in declared.baselines:
        place = lowering.place(item)
        if item.from_date is None:
            value = lowering.expression(item.value)
            continue
        # Sampled as of the last period that ended before the day, then kept.
        begun = builder.add(ir.FromDate(item.from_date), Truth(), place)
        false = builder.constant(False, Truth(), place)
        begun_before = builder.add(ir.Earlier(NO_VALUE, 1, false), Truth(), place)
        builder.feed(begun_before, begun)
        expression = item.value
        sample = builder.fed(
            ir.Earlier(NO_VALUE, 1, None),
            declared.type,
            place,
            lambda expression=expression: lowering.expression(expression),  # type: ignore[misc]
        )
        kept = builder.add(ir.Earlier(NO_VALUE, 1, None), declared.type, place)
        chosen = builder.add(ir.If(begun_before, kept, sample), declared.type, place)
        otherwise = value if value is not None else kept
        now = builder.add(ir.If(begun, chosen, otherwise), declared.type, place)
        builder.feed(kept, now)
        value = now
    if value is None:
        reason = f"the metric `{name}` has no baseline"
        value = builder.add(ir.NotRun(reason), declared.type, lowering.place(declared))
    lowering.named[key] = value
    return value


def balance_start(lowering: Lowering, name: str) -> ir.ValueId:
    """Return what a balance holds at the start of the period."""
    key = f"{name} at the start"
    if key not in lowering.named:
        declared = lowering.agreement.get(name, decl.Balance)
        first = (lowering.agreement.versions.get(name) or (None,))[0]
        at_first = declared if first is None else first.declared
        opens = None
        if isinstance(at_first, decl.Balance) and at_first.opens_at is not None:
            opens = lowering.expression(at_first.opens_at)
        lowering.named[key] = lowering.builder.fed(
            ir.BalanceStart(NO_VALUE, opens),
            declared.type,
            lowering.place(declared),
            lambda: balance_movements(lowering, name),
        )
    return lowering.named[key]


def balance_end(lowering: Lowering, name: str) -> ir.ValueId:
    """Return what a balance holds at the end of the period."""
    key = f"{name} at the end"
    if key not in lowering.named:
        declared = lowering.agreement.get(name, decl.Balance)
        movements = balance_movements(lowering, name)
        lowering.named[key] = lowering.builder.add(
            ir.Part(movements, "end"), declared.type, lowering.place(declared), name
        )
    return lowering.named[key]


def balance_movements(lowering: Lowering, name: str) -> ir.ValueId:
    """Return the movements of a balance: first every payment that touches it is lowered."""
    if name in lowering.balances:
        return lowering.balances[name]
    declared = lowering.agreement.get(name, decl.Balance)
    for other in ever(lowering.agreement, decl.Payment):
        if any(touches(step, name) for step in other.steps):
            lowering.payment_amount(other.name)
    builder, place = lowering.builder, lowering.place(declared)
    start = balance_start(lowering, name)
    moves = tuple(
        move
        for version, span in lowering.spans(name, decl.Balance)
        for move in (*_opening(lowering, version, span), *_moves(lowering, version, span))
    )
    movements = builder.add(
        ir.Movements(
            start=start,
            takes=tuple(lowering.taken.get(name, ())),
            puts=tuple(lowering.put.get(name, ())),
            moves=moves,
            at_most=_maximum(lowering, name),
            may_fall_below=declared.may_fall_below_zero,
            expires_after=declared.expires_after,
            expires_on=declared.expires_on,
        ),
        Invalid(),
        place,
    )
    lowering.balances[name] = movements
    return movements


def _moves(lowering: Lowering, declared: decl.Balance, span: ir.ValueId | None) -> list[ir.Move]:
    """Return the lines of a balance, which move something in the span of their terms only."""
    lower, found = lowering.expression, []
    for line in declared.lines:
        condition = None if line.condition is None else lower(line.condition)
        if span is not None:
            parts = [span] if condition is None else [span, condition]
            condition = lowering.builder.all_of(parts, lowering.place(line))
        at_most = None if line.at_most is None else lower(line.at_most)
        kind = ir.MoveKind(line.movement.value)
        found.append(ir.Move(kind, lower(line.value), condition, at_most))
    return found


def _opening(lowering: Lowering, declared: decl.Balance, span: ir.ValueId | None) -> list[ir.Move]:
    """Return what a balance that an amendment adds begins with, in its first period."""
    first = lowering.agreement.versions.get(declared.name, ())
    is_added = bool(first) and first[0].declared is None
    if span is None or not is_added or declared is not _first(lowering, declared.name):
        return []
    if declared.opens_at is None:
        return []
    builder, place = lowering.builder, lowering.place(declared)
    false = builder.constant(False, Truth(), place)
    before = builder.add(ir.Earlier(NO_VALUE, 1, false), Truth(), place)
    builder.feed(before, span)
    now = builder.all_of([span, builder.add(ir.Not(before), Truth(), place)], place)
    return [ir.Move(ir.MoveKind.ADDS, lowering.expression(declared.opens_at), now, None)]


def _first(lowering: Lowering, name: str) -> decl.Balance:
    """Return the first terms of a balance."""
    return lowering.spans(name, decl.Balance)[0][0]


def _maximum(lowering: Lowering, name: str) -> ir.ValueId | None:
    """Return the most that a balance may hold: by the terms in force, or those of before."""
    found: ir.ValueId | None = None
    for declared, span in lowering.spans(name, decl.Balance):
        if declared.at_most is None:
            return None
        value = lowering.expression(declared.at_most)
        if found is not None and span is not None:
            place = lowering.place(declared)
            value = lowering.builder.add(ir.If(span, value, found), declared.type, place)
        found = value
    return found


def touches(step: lines.Step, balance: str) -> bool:
    """Return whether a step takes from a balance or puts into it."""
    match step:
        case lines.PlusFromBalance(name) | lines.LessFromBalance(balance=name):
            return name == balance
        case lines.Less(rest_into=name) | lines.AtLeast(shortfall_into=name):
            return name == balance
        case lines.AtMost(balance=name):
            return name == balance
        case lines.ForEachRow(steps=inner):
            return any(touches(each, balance) for each in inner)
        case _:
            return False
