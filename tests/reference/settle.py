"""What becomes of a rounded entitlement: held back, vested, deferred, clawed back.

For each period's entitlement of a payment the account keeps where its parts are, so that at any
time entitled = paid + held + unvested + deferred + forfeited. An amount that is not known is None,
and so is whatever is computed with it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from tests.reference import model as m
from tests.reference.lines import ZERO, Known, amount_or_none
from tests.reference.periods import rounded
from tests.reference.values import Values

WORDS = ("held", "released", "vested", "deferred", "deferred paid", "forfeited", "clawed back")


@dataclass
class Cohort:
    """The entitlement of one period and where its parts are; *unvested* has (due, amount)."""

    entitled: Known
    held_at_first: Known = ZERO
    held: Known = ZERO
    first_part_released: bool | None = False
    unvested: list[tuple[int, Known]] = field(default_factory=list)
    deferred: Known = ZERO
    forfeited: Known = ZERO
    clawed: Known = ZERO

    @property
    def paid(self) -> Known:
        """What was made payable, before any of it was clawed back."""
        elsewhere = total([self.held, self.deferred, self.forfeited])
        return less(self.entitled, total([elsewhere, *(part for _, part in self.unvested)]))


@dataclass
class Statement:
    """What one payment shows in one period: amounts by word, and what is payable each way."""

    words: dict[str, Known]
    forward: Known
    backward: Known
    set_off: Known
    invoiced: Known


class Account:
    """One payment over time. *last* is the last period of the term."""

    def __init__(self, payment: m.Payment, values: Values, last: int) -> None:
        self.payment, self.values, self.last = payment, values, last
        self.mode, self.unit = values.contract.rounding, payment.smallest
        self.owes_back = m.BelowZero(carried=False) in payment.lines
        self.cohorts: list[Cohort] = []
        self.words: dict[str, Known] = {}

    def still_to_vest(self) -> bool:
        """Whether the statement has to go on after the term."""
        return any(each.unvested for each in self.cohorts)

    def settle(self, entitled: Known, deferring: bool | None, t: int) -> Statement:
        """Carry out the settlement lines of period *t*, in the order written."""
        paid_before = less(
            total(each.paid for each in self.cohorts), total(each.clawed for each in self.cohorts)
        )
        self.words = dict.fromkeys(WORDS, ZERO)
        cohort = Cohort(entitled)
        self.cohorts.append(cohort)
        in_term = t <= self.last
        put_off = False if t >= self.last else deferring
        self.pay_deferred(put_off)
        to_vest: Known = ZERO
        set_off: Known = ZERO
        invoiced: Known = ZERO
        for line in self.payment.settlement:
            match line:
                case m.HoldBack():
                    self.hold_back(line, cohort, t)
                case m.Vests():
                    if positive(entitled):
                        to_vest = less(entitled, cohort.held_at_first)
                        cohort.unvested = self.parts(line, to_vest, t)
                    self.vest(line, t)
                case m.ClawsBack() if in_term:
                    clawed = self.claw_back(line, cohort, paid_before, t)
                    self.add("clawed back", clawed)
                    if line.by_invoice:
                        invoiced = total([invoiced, clawed])
                    else:
                        set_off = total([set_off, clawed])
        if put_off is not False and positive(cohort.paid):
            cohort.deferred = cohort.paid if put_off else None
            self.add("deferred", cohort.deferred)
        backward = apply(lambda e: max(ZERO, -e), entitled) if self.owes_back else ZERO
        forward = self.forward(apply(lambda e: max(ZERO, e), entitled), to_vest)
        return Statement(self.words, forward, backward, set_off, invoiced)

    def forward(self, entitled: Known, to_vest: Known) -> Known:
        """What is payable of this payment in its own direction."""
        words = self.words
        gone = total([words["held"], to_vest, words["deferred"]])
        back = total([words["released"], words["vested"], words["deferred paid"]])
        return less(total([entitled, back]), gone)

    def add(self, word: str, amount: Known) -> None:
        """Add *amount* to what the statement shows under *word*."""
        self.words[word] = total([self.words[word], amount])

    def pay_deferred(self, put_off: bool | None) -> None:
        """What was put off becomes payable when nothing puts the payment off any more."""
        for each in self.cohorts:
            if put_off is not True and each.deferred != 0:
                self.add("deferred paid", each.deferred if put_off is False else None)
                each.deferred = ZERO if put_off is False else None

    # ---- hold back

    def hold_back(self, line: m.HoldBack, cohort: Cohort, t: int) -> None:
        """Hold a share of this period's entitlement; release or forfeit what is due."""
        if positive(cohort.entitled):
            share = amount_or_none(self.values, line.share, t)
            if share is None or cohort.entitled is None:
                cohort.held = None
            else:
                cohort.held = rounded(share * cohort.entitled, self.mode, self.unit)
            cohort.held_at_first = cohort.held
            self.add("held", cohort.held)
        for s, each in enumerate(self.cohorts):
            if each.held == 0:
                continue
            if line.first is not None:
                self.release_in_parts(line, each, t)
            else:
                self.release(line, each, t - s, t)

    def release(self, line: m.HoldBack, each: Cohort, age: int, t: int) -> None:
        """Test what is held of one period's entitlement, and release it when it is due."""
        at_release = age >= line.periods or t >= self.last
        at_any_time = line.forfeited == "at any time before release" and age > 0
        if not at_release and not at_any_time:
            return
        lost: bool | None = False
        if line.forfeited_if is not None:
            lost = self.values.holds(line.forfeited_if, t)
        if lost is None:
            self.add("forfeited", None)
            self.add("released", None if at_release else ZERO)
            each.held, each.forfeited = ZERO if at_release else None, None
        elif lost:
            self.add("forfeited", each.held)
            each.held, each.forfeited = ZERO, total([each.forfeited, each.held])
        elif at_release:
            self.add("released", each.held)
            each.held = ZERO

    def release_in_parts(self, line: m.HoldBack, each: Cohort, t: int) -> None:
        """`released P% when C, the rest when D`, tested from the period of the holding on."""
        assert line.first is not None and line.first_when and line.rest_when
        rest = True if t >= self.last else self.values.holds(line.rest_when, t)
        first = self.values.holds(line.first_when, t)
        if rest:
            self.add("released", each.held)
            each.held = ZERO
            return
        if each.first_part_released is not True and first is not False:
            share = line.first
            part = apply(
                lambda held: rounded(share * held, self.mode, self.unit), each.held_at_first
            )
            certain = first is True and each.first_part_released is False
            part = least(part, each.held) if certain else None
            self.add("released", part)
            each.held = less(each.held, part)
            each.first_part_released = first
        if rest is None:
            self.add("released", None)
            each.held = None

    # ---- vesting

    def parts(self, line: m.Vests, amount: Known, t: int) -> list[tuple[int, Known]]:
        """The parts of *amount* and the periods in which they are due."""
        origin = t
        if line.from_day is not None:
            day = line.from_day
            origin = next(s for s, each in enumerate(self.values.periods) if each.end >= day)
        part = apply(lambda all_: rounded(all_ / line.periods, "down", self.unit), amount)
        rest = apply(lambda all_: all_ - (line.periods - 1) * (part or ZERO), amount)
        due = [origin + max(k + 1, line.nothing_before) for k in range(line.periods)]
        found = list(zip(due, [part] * (line.periods - 1) + [rest], strict=True))
        return [each for each in found if each[1] != 0]

    def vest(self, line: m.Vests, t: int) -> None:
        """Vest the parts that are due, or forfeit them, or let them wait."""
        for each in self.cohorts:
            due = [part for when, part in each.unvested if when <= t]
            if not due:
                continue
            holds = True if line.condition is None else self.values.holds(line.condition, t)
            if holds is False and line.delayed:
                continue
            each.unvested = [part for part in each.unvested if part[0] > t]
            if holds is None:
                self.add("vested", None)
                if line.delayed:
                    each.unvested += [(t + 1, None)]
                else:
                    self.add("forfeited", None)
                    each.forfeited = None
            elif holds:
                self.add("vested", total(due))
            else:
                self.add("forfeited", total(due))
                each.forfeited = total([each.forfeited, *due])

    # ---- claw back

    def claw_back(self, line: m.ClawsBack, cohort: Cohort, paid_before: Known, t: int) -> Known:
        """Take back an amount, or a share of what the last periods were entitled to."""
        holds = self.values.holds(line.condition, t)
        if holds is False:
            return ZERO
        if line.amount is not None:
            wanted = amount_or_none(self.values, line.amount, t)
            wanted = apply(lambda amount: rounded(amount, self.mode), wanted)
            if wanted is not None and wanted <= 0:
                return ZERO
            cohort.clawed = self.taken_back(wanted, paid_before, holds)
            if total(each.paid for each in self.cohorts[:-1]) is None and cohort.clawed != 0:
                cohort.clawed = None  # it is not known of which period it is taken
            return cohort.clawed
        assert line.share is not None
        share = amount_or_none(self.values, line.share, t)
        taken: list[Known] = []
        for each in self.cohorts[max(0, t - line.periods) : t]:
            remaining = less(each.entitled, each.clawed) if share is not None else None
            part = apply(lambda left: rounded((share or ZERO) * left, self.mode), remaining)
            part = self.taken_back(part, less(each.paid, each.clawed), holds)
            each.clawed = total([each.clawed, part])
            taken.append(part)
        return total(taken)

    def taken_back(self, wanted: Known, paid: Known, holds: bool | None) -> Known:
        """*wanted*, but no more than was paid; not known if it is not known whether *holds*."""
        if paid is not None and paid <= 0:
            return ZERO
        amount = apply(lambda found: max(ZERO, found), least(wanted, paid))
        return amount if holds or amount == 0 else None


# ---- arithmetic in which what is not known spreads


def total(amounts: Iterable[Known]) -> Known:
    """The sum, or None if one of them is not known."""
    result = ZERO
    for amount in amounts:
        if amount is None:
            return None
        result += amount
    return result


def less(left: Known, right: Known) -> Known:
    """The difference."""
    return None if left is None or right is None else left - right


def least(left: Known, right: Known) -> Known:
    """The lesser."""
    return None if left is None or right is None else min(left, right)


def apply(function: Callable[[Fraction], Fraction], amount: Known) -> Known:
    """*function* of a known amount."""
    return None if amount is None else function(amount)


def positive(amount: Known) -> bool:
    """Whether the amount is, or for all that is known could be, above zero."""
    return amount is None or amount > 0
