"""Cohorts: what became of one period's entitlement of a payment.

Every part of an entitlement is somewhere: paid, held, unvested, deferred or forfeited. A cohort
keeps all but what was paid, which is the rest. An entitlement or a condition that is unknown leaves
its own cohort in doubt and no other. Cohorts never change; a settlement line gives new ones.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from milestonelang import records
from milestonelang.backends.exact.frame import Frame
from milestonelang.backends.exact.values import ZERO, Amount, Unknown, minus, plus, total


@records.frozen
class Held:
    """What one line holds of a cohort. *parts* were released: yes, no, or None where in doubt."""

    at_first: Amount
    left: Amount
    parts: tuple[bool | None, ...]


@records.frozen
class Portion:
    """A part that vests from period *due* on; *doubt* where it may have vested already."""

    line: int
    due: int
    amount: Amount
    doubt: Unknown | None = None

    @property
    def unvested(self) -> Amount:
        """What is certain to be unvested."""
        return self.amount if self.doubt is None else self.doubt


@records.frozen
class Cohort:
    """The entitlement of one period; *held* is by line."""

    period: int
    entitled: Amount
    held: dict[int, Held]
    to_vest: Amount
    unvested: tuple[Portion, ...]
    deferred: Amount
    forfeited: Amount
    clawed: Amount

    @property
    def free(self) -> Amount:
        """What no line has held back or set out to vest, whatever became of it since."""
        return minus(
            self.entitled, total((self.to_vest, *(each.at_first for each in self.held.values())))
        )

    @property
    def holding(self) -> Amount:
        """What is held back."""
        return total(each.left for each in self.held.values())

    @property
    def unvested_amount(self) -> Amount:
        """What has still to vest."""
        return total(each.unvested for each in self.unvested)

    @property
    def made_payable(self) -> Amount:
        """What was made payable, clawed back later or not."""
        elsewhere = (self.holding, self.unvested_amount, self.deferred, self.forfeited)
        return minus(self.entitled, total(elsewhere))

    @property
    def paid(self) -> Amount:
        """What was made payable and not clawed back."""
        return minus(self.made_payable, self.clawed)


class Settling:
    """One period of a settlement while its lines act: the cohorts and the amounts found so far."""

    __slots__ = ("before", "cohorts", "frame", "last", "parts", "rounded")

    def __init__(
        self,
        frame: Frame,
        cohorts: tuple[Cohort, ...],
        parts: dict[str, Amount],
        last: int,
        rounded: Callable[[Fraction], Fraction],
    ) -> None:
        self.frame = frame
        self.cohorts = list(cohorts)
        self.before = cohorts
        self.parts = parts
        self.last = last
        self.rounded = rounded

    @property
    def own(self) -> Cohort | None:
        """The cohort of the running period; none after the term."""
        found = self.cohorts[-1] if self.cohorts else None
        return found if found is not None and found.period == self.frame.index else None

    def paid_before(self) -> Amount:
        """Return what earlier statements made payable, less what they clawed back."""
        return total(each.paid for each in self.before)

    def replace_own(self, **changes: Any) -> None:
        """Change the cohort of the running period."""
        self.cohorts[-1] = records.evolve(self.cohorts[-1], **changes)

    def add(self, word: str, line: int | None, amount: Amount) -> None:
        """Add an amount to what the period gives, in all and by its line."""
        if amount != 0:
            self.parts[word] = plus(self.parts[word], amount)
            if line is not None:
                key = f"{word} {line}"
                self.parts[key] = plus(self.parts[key], amount)


def new_cohort(period: int, entitled: Amount) -> Cohort:
    """Return the cohort of a period before any line has acted."""
    return Cohort(period, entitled, {}, ZERO, (), ZERO, ZERO, ZERO)


def may_be_positive(amount: Amount) -> bool:
    """Whether the amount is, or for all that is known could be, above zero."""
    return isinstance(amount, Unknown) or amount > 0
