"""Claw back lines: what was paid of earlier periods is taken back.

A share is taken of what remains of each entitlement after earlier clawbacks; an amount is taken
from the newest cohort backwards. Neither takes more than was paid.
"""

from milestonelang import ir, records
from milestonelang.backends.exact.cohorts import Settling
from milestonelang.backends.exact.values import (
    ZERO,
    Amount,
    Truth,
    Unknown,
    join,
    least,
    minus,
    not_negative,
    plus,
    total,
)


def claw(line: ir.Claw, position: int, settling: Settling) -> None:
    """Take back what the line says, if its condition holds."""
    condition: Truth = settling.frame.now[line.condition]
    if condition is False:
        return
    clawed = {} if line.share is None else _by_share(line.share, line.periods or 0, settling)
    if line.amount is not None:
        clawed = _by_amount(line.amount, settling)
    for index, most in clawed.items():
        amount = _in_doubt(most, condition)
        cohort = settling.cohorts[index]
        settling.cohorts[index] = records.evolve(cohort, clawed=plus(cohort.clawed, amount))
    whole = _in_doubt(total(clawed.values()), condition)
    settling.add("clawed back", position, whole)
    settling.add("to set off" if line.by_set_off else "to invoice", None, whole)


def _in_doubt(amount: Amount, condition: Truth) -> Amount:
    """Return the amount if the condition holds; where that is unknown, only nothing is certain."""
    return join((condition, amount)) if condition is not True and amount != 0 else amount


def _by_share(share_id: ir.ValueId, periods: int, settling: Settling) -> dict[int, Amount]:
    """Return what is taken of each of the last periods, by cohort."""
    now, index = settling.frame.now, settling.frame.index
    share = now[share_id]
    first = index - periods
    found: dict[int, Amount] = {}
    for position, cohort in enumerate(settling.cohorts):
        if first <= cohort.period < index:
            remaining = minus(cohort.entitled, cohort.clawed)
            wanted: Amount
            if isinstance(share, Unknown) or isinstance(remaining, Unknown):
                wanted = join((share, remaining))
            else:
                wanted = settling.rounded(share * remaining)
            paid = cohort.paid
            nothing = not isinstance(paid, Unknown) and paid <= 0
            found[position] = ZERO if nothing else not_negative(least(wanted, paid))
    return found


def _by_amount(amount_id: ir.ValueId, settling: Settling) -> dict[int, Amount]:
    """Return what is taken of each earlier period, the newest first, by cohort.

    It is never more than earlier statements made payable: what this one releases does not count.
    """
    index = settling.frame.index
    amount, paid = settling.frame.now[amount_id], settling.paid_before()
    if not isinstance(amount, Unknown):
        amount = settling.rounded(amount)
    if any(not isinstance(each, Unknown) and each <= 0 for each in (amount, paid)):
        return {}
    earlier = [
        (position, cohort.paid)
        for position, cohort in enumerate(settling.cohorts)
        if cohort.period < index
    ]
    paid = least(paid, total(each for _, each in earlier))
    wanted = not_negative(least(amount, paid))
    found: dict[int, Amount] = {}
    for position, each in reversed(earlier):
        if isinstance(wanted, Unknown):
            # Which cohorts the amount comes from is not known either.
            found[position] = wanted
            continue
        part = min(wanted, max(each, ZERO)) if not isinstance(each, Unknown) else ZERO
        found[position] = part
        wanted -= part
    return found
