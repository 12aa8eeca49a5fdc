"""Vesting lines: what is not held back becomes payable in equal parts over later periods.

Each part is cut down to the unit and the last has the rest, so that the parts add up. Vesting is
the one settlement line that goes on after the term.
"""

from fractions import Fraction

from milestonelang import ir, records
from milestonelang.backends.exact.cohorts import Cohort, Portion, Settling, may_be_positive
from milestonelang.backends.exact.values import ZERO, Amount, Truth, Unknown, plus
from milestonelang.primitives.numbers import cut_down


def vest(line: ir.Vest, position: int, unit: Fraction, in_term: bool, settling: Settling) -> None:
    """Set out the parts of the running period's entitlement; vest or forfeit what is due."""
    own = settling.own if in_term else None
    if own is not None and may_be_positive(own.free):
        amount = own.free
        portions = _portions(line, position, own.period, amount, unit)
        settling.replace_own(to_vest=plus(own.to_vest, amount), unvested=own.unvested + portions)
        settling.add("to vest", position, amount)
    for index, cohort in enumerate(settling.cohorts):
        if cohort.unvested:
            settling.cohorts[index] = _vest(line, position, cohort, settling)


def _portions(
    line: ir.Vest, position: int, period: int, amount: Amount, unit: Fraction
) -> tuple[Portion, ...]:
    origin = period if line.from_period is None else line.from_period
    due = [origin + max(k, line.nothing_before or 0) for k in range(1, line.periods + 1)]
    if isinstance(amount, Unknown):
        return tuple(Portion(position, each, amount) for each in due)
    part = cut_down(amount / line.periods, unit)
    amounts = [part] * (line.periods - 1) + [amount - part * (line.periods - 1)]
    return tuple(Portion(position, *each) for each in zip(due, amounts, strict=True))


def _vest(line: ir.Vest, position: int, cohort: Cohort, settling: Settling) -> Cohort:
    frame = settling.frame
    holds: Truth = True if line.condition is None else frame.now[line.condition]
    kept: list[Portion] = []
    forfeited: Amount = ZERO
    for portion in cohort.unvested:
        if portion.line != position or portion.due > frame.index:
            kept.append(portion)
        elif isinstance(holds, Unknown):
            settling.add("vested", position, holds)
            if line.delayed:
                kept.append(records.evolve(portion, doubt=holds))
            else:
                settling.add("forfeited", position, holds)
                forfeited = holds
        elif holds:
            settling.add("vested", position, portion.unvested)
        elif line.delayed:
            kept.append(portion)
        else:
            settling.add("forfeited", position, portion.unvested)
            forfeited = plus(forfeited, portion.unvested)
    return records.evolve(cohort, unvested=tuple(kept), forfeited=plus(cohort.forfeited, forfeited))
