"""What an exit makes of a payment's amounts: held, unvested, put off and accrued.

With the last period of the term, after the settlement lines have acted: what is unvested vests or
is lost, what is held is lost if the exit says so, and so is what accrued. What is held is otherwise
released, without any test, with the last period there is.
"""

from milestonelang import ir, records
from milestonelang.backends.exact.cohorts import Held, Settling, may_be_positive
from milestonelang.backends.exact.frame import Calendar
from milestonelang.backends.exact.values import ZERO, Amount, plus


def lose_deferred(at_exit: ir.AtExit, settling: Settling, calendar: Calendar) -> None:
    """Forfeit what was put off, where what accrued is lost."""
    if not at_exit.loses_accrued or settling.frame.index != calendar.last:
        return
    for index, cohort in enumerate(settling.cohorts):
        if cohort.deferred != 0:
            settling.add("lost", None, cohort.deferred)
            settling.add("forfeited", None, cohort.deferred)
            forfeited = plus(cohort.forfeited, cohort.deferred)
            settling.cohorts[index] = records.evolve(cohort, deferred=ZERO, forfeited=forfeited)


def leave(at_exit: ir.AtExit, settling: Settling, calendar: Calendar) -> None:
    """Do with the amounts of all cohorts what the exit says, each in its period."""
    index = settling.frame.index
    if index == calendar.last:
        if at_exit.unvested is not None:
            _end_vesting(at_exit.unvested, settling)
        if at_exit.held is ir.Fate.FORFEITED:
            _empty(at_exit.held, settling)
        if at_exit.loses_accrued:
            _lose_own(settling)
    if index == calendar.end and at_exit.held is ir.Fate.RELEASED:
        _empty(at_exit.held, settling)


def _end_vesting(fate: ir.Fate, settling: Settling) -> None:
    for index, cohort in enumerate(settling.cohorts):
        forfeited = cohort.forfeited
        for portion in cohort.unvested:
            if fate is ir.Fate.RELEASED:
                settling.add("vested", portion.line, portion.unvested)
            else:
                settling.add("forfeited", portion.line, portion.unvested)
                forfeited = plus(forfeited, portion.unvested)
        settling.cohorts[index] = records.evolve(cohort, unvested=(), forfeited=forfeited)


def _empty(fate: ir.Fate, settling: Settling) -> None:
    """Release or forfeit everything that is held."""
    for index, cohort in enumerate(settling.cohorts):
        forfeited: Amount = cohort.forfeited
        held: dict[int, Held] = {}
        for line, each in cohort.held.items():
            held[line] = records.evolve(each, left=ZERO)
            settling.add(fate.value, line, each.left)
            if fate is ir.Fate.FORFEITED:
                forfeited = plus(forfeited, each.left)
        settling.cohorts[index] = records.evolve(cohort, held=held, forfeited=forfeited)


def _lose_own(settling: Settling) -> None:
    """Forfeit what the running period would make payable of its own entitlement."""
    own = settling.own
    if own is not None and may_be_positive(own.made_payable):
        amount = own.made_payable
        settling.add("lost", None, amount)
        settling.add("lost of own", None, amount)
        settling.add("forfeited", None, amount)
        settling.replace_own(forfeited=plus(own.forfeited, amount))
