"""Lower audits: what they found, the duties that it calls, and the reductions that wait for it."""

from milestonelang import ir
from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.audits import findings, results_of, targets_first
from milestonelang.agreement.resting import rests_on
from milestonelang.lowering.context import Lowering
from milestonelang.types import Choice, Date, Invalid, Truth

AUDIT_STATES = Choice(("not audited", "within", "beyond", "targets open", "targets revised"))


def audited(lowering: Lowering, declared: decl.Audit) -> ir.ValueId:
    """Return the operation that gives all that there is to say of an audit."""
    if declared.name not in lowering.audits:
        builder, place = lowering.builder, lowering.place(declared)
        found = findings(declared)
        op = ir.Audited(
            results=results_of(declared.name),
            revised=declared.name,
            thresholds=tuple(lowering.expression(limit) for _, limit in found),
            includes=tuple(item.includes for item, _ in found),
            targets_first=targets_first(declared),
        )
        id = lowering.audits[declared.name] = builder.add(op, Invalid(), place)
        state = builder.add(ir.Part(id, "state"), AUDIT_STATES, place, declared.name)
        lowering.named[declared.name] = state
    return lowering.audits[declared.name]


def called_by_audits(
    lowering: Lowering, duty: str
) -> list[tuple[lines.Owes, ir.ValueId, ir.ValueId]]:
    """Return the lines by which audits call a duty, whether one does so, and on which days."""
    calls = []
    for declared in lowering.agreement.of_kind(decl.Audit):
        for position, (item, _) in enumerate(findings(declared)):
            if item.owes is not None and item.owes.obligation == duty:
                of, at = audited(lowering, declared), lowering.place(item.owes)
                when = lowering.builder.add(ir.Part(of, f"found {position}"), Truth(), at)
                days = lowering.builder.add(ir.Part(of, f"found on {position}"), Date(), at)
                calls.append((item.owes, when, days))
    return calls


def acts_meanwhile(
    lowering: Lowering, source: decl.Trigger, effect: lines.Effect, active: ir.ValueId
) -> ir.ValueId:
    """Return whether an effect acts: one that reduces waits until targets have been revised."""
    if not isinstance(effect, lines.Reduced | lines.Suspended | lines.LimitedTo):
        return active
    builder, place = lowering.builder, lowering.place(effect)
    rests = (source.starts_when, source.ends_when, effect)
    for declared in lowering.agreement.of_kind(decl.Audit):
        names = frozenset(declared.of)
        if not targets_first(declared) or not rests_on(lowering.agreement, rests, names):
            continue
        waits = builder.add(ir.Part(audited(lowering, declared), "waits"), Truth(), place)
        free = builder.add(ir.Not(waits), Truth(), place)
        active = builder.add(ir.All((active, free)), Truth(), place)
    return active
