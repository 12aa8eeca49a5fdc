"""Lower splits: what is shared, what each party gets of it, and who then pays whom.

A split of a payment shares what settlement makes payable of it, and its payer then pays each party
its share. Any other amount is rounded, shared, and paid by the payments that read the shares.
"""

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.lowering.builder import Place
from milestonelang.lowering.context import Lowering, is_whole_period
from milestonelang.types import Invalid, Type


def split(lowering: Lowering, name: str) -> ir.SplitPlan:
    """Return where the values of a split stand."""
    if name in lowering.splits:
        return lowering.splits[name]
    declared = lowering.agreement.get(name, decl.Split)
    builder, place = lowering.builder, lowering.place(declared)
    assert declared.amount is not None
    type = declared.amount.type
    parties = parties_of(declared)
    amount = _amount(lowering, declared, type, place)
    whole: list[ir.ValueId] = []
    steps = tuple(
        _step(lowering, declared, number, type, whole) for number in range(len(declared.lines))
    )
    rounding = lowering.rounding(type)
    cents = declared.leftover
    op = ir.Shared(
        amount=amount,
        parties=len(parties),
        steps=steps,
        cents=parties.index(cents) if cents in parties else ir.CentsTo(cents),
        unit=None if rounding is None else rounding[0],
    )
    whole.append(builder.add(op, Invalid(), place))
    rest = cents if cents in parties else parties[0]
    plan = ir.SplitPlan(
        split=name,
        payment=declared.of,
        amount=amount,
        steps=tuple(
            ir.SplitStep(
                line.id,
                tuple(
                    (party, _part(lowering, whole[0], f"{number}:{parties.index(party)}", line))
                    for party in dict.fromkeys((*line.parties, rest))
                ),
            )
            for number, line in enumerate(declared.lines)
        ),
        shares=tuple(
            (party, builder.add(ir.Part(whole[0], str(position)), type, place))
            for position, party in enumerate(parties)
        ),
    )
    lowering.splits[name] = plan
    return plan


def parties_of(declared: decl.Split) -> tuple[str, ...]:
    """Return the parties that a split gives something, in the order named."""
    named = [party for line in declared.lines for party in line.parties]
    if declared.leftover not in [item.value for item in ir.CentsTo]:
        named.append(declared.leftover)
    return tuple(dict.fromkeys(named))


def share_of(lowering: Lowering, name: str, party: str) -> ir.ValueId:
    """Return what a split gives a party in the period."""
    return dict(split(lowering, name).shares)[party]


def split_of_payment(lowering: Lowering, payment: str) -> ir.SplitPlan | None:
    """Return the split that divides a payment, or None where nothing does."""
    for declared in lowering.agreement.of_kind(decl.Split):
        if declared.of == payment:
            return split(lowering, declared.name)
    return None


def _amount(lowering: Lowering, declared: decl.Split, type: Type, place: Place) -> ir.ValueId:
    if declared.of:
        return lowering.payment_parts(declared.of).plan.gross
    assert declared.amount is not None
    builder = lowering.builder
    amount = builder.only(
        lowering.in_term(place), lowering.expression(declared.amount), type, place
    )
    rounding = lowering.rounding(type)
    return amount if rounding is None else builder.rounded(amount, *rounding, type, place)


def _step(
    lowering: Lowering, declared: decl.Split, number: int, type: Type, whole: list[ir.ValueId]
) -> ir.ShareStep:
    line, parties = declared.lines[number], parties_of(declared)
    before = None
    if line.window is not None:
        settled = lowering.agreement.contract.settled
        if not is_whole_period(line.window, settled, settled):
            before = lowering.builder.before(
                line.window,
                type,
                lowering.place(line),
                lambda: _part(lowering, whole[0], f"step {number}", line),
            )
    return ir.ShareStep(
        origin=line.id,
        among=tuple(parties.index(party) for party in line.parties),
        shares=tuple(lowering.expression(part) for part in (line.proportion or line.shares)),
        by_measure=bool(line.proportion),
        up_to=None if line.up_to is None else lowering.expression(line.up_to),
        before=before,
    )


def _part(lowering: Lowering, of: ir.ValueId, name: str, line: decl.Share) -> ir.ValueId:
    value = lowering.builder.values[of].op
    assert isinstance(value, ir.Shared)
    type = lowering.builder.values[value.amount].type
    return lowering.builder.add(ir.Part(of, name), type, lowering.place(line))
