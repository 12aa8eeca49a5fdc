"""Operations that keep a state: what they give depends on earlier periods."""

from enum import Enum
from fractions import Fraction

from milestonelang import records
from milestonelang.ir.base import ARGUMENT, FEED, LINES, ValueId
from milestonelang.types import Aggregate, RoundingMode, Unit, WindowKind


@records.frozen
class Earlier:
    """The operand *periods* ago; before the first period *baseline*, else unknown."""

    operand: ValueId = records.field(role=FEED)
    periods: int
    baseline: ValueId | None = records.field(role=ARGUMENT)


@records.frozen
class TotalBefore:
    """The operand added up over the earlier periods of the same *window* (month … year, term)."""

    operand: ValueId = records.field(role=FEED)
    window: Unit


@records.frozen
class WindowOf:
    """An aggregate of the operand over a window of periods, this one included.

    Unknown where the window begins before the term, unless *as_many_as_there_are*.
    """

    aggregate: Aggregate
    operand: ValueId = records.field(role=ARGUMENT)
    kind: WindowKind
    periods: int | None
    as_many_as_there_are: bool


@records.frozen
class Consecutive:
    """The condition holds in this period and the *periods* - 1 before; false until so many are."""

    condition: ValueId = records.field(role=ARGUMENT)
    periods: int


@records.frozen
class InLast:
    """The condition holds in *times* of the last *periods*; false until there are so many."""

    condition: ValueId = records.field(role=ARGUMENT)
    times: int
    periods: int


@records.frozen
class EverHeld:
    """The condition has held in this period or an earlier one."""

    condition: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Active:
    """A trigger is active.

    From the period in which *start* holds (or the next) to the one before that in which *end*
    holds; it does not start while *end* holds; after *lasts* periods it ends, and starts again only
    when *start* has failed at least once since.
    """

    start: ValueId = records.field(role=ARGUMENT)
    end: ValueId | None = records.field(role=ARGUMENT)
    lasts: int | None
    from_next: bool


@records.frozen
class Need:
    """Evidence that a milestone requires, and its time limit after the condition's period."""

    event: str
    within: tuple[int, Unit] | None


@records.frozen
class Achievement:
    """The day on which a milestone was achieved, and its state. Parts: `state`, `day`, `now`, and
    `last day`, the last on which it can be achieved.

    Achieved on the later of the last day of a period for which *condition* holds, the days of its
    evidence, and the day on which *after* was achieved; each by the last day, which *extensions*
    move once when their condition holds. *overtaken*: the milestone that makes this one skipped.
    Before the period that starts on *since*, and from the one that starts on *until*, nothing of it
    moves: an amendment put it in place, or takes it out.
    """

    condition: ValueId | None = records.field(role=ARGUMENT)
    needs: tuple[Need, ...]
    after: ValueId | None = records.field(role=ARGUMENT)
    earliest: int | None
    latest: int | None
    extensions: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    extended_by: tuple[tuple[int, Unit], ...]
    overtaken: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    name: str = ""
    since: int | None = None
    until: int | None = None

    def is_in_force(self, start: int) -> bool:
        """Whether its terms are in force in the period that starts on a day."""
        return (self.since is None or start >= self.since) and (
            self.until is None or start < self.until
        )


@records.frozen
class Call:
    """A duty is called in a period for which *when* holds, and due that long after.

    Its time runs from the end of that period; from the day or days that *since* gives, if set.
    It is due on the day that *until* gives, if that is set.
    """

    when: ValueId = records.field(role=ARGUMENT)
    count: int
    unit: Unit
    since: ValueId | None = records.field(role=ARGUMENT, default=None)
    until: ValueId | None = records.field(role=ARGUMENT, default=None)


@records.frozen
class Duty:
    """How an obligation stands, one instance for each day on which it was called.

    *evidence* happening, or a delivery of *name*, performs the oldest instance that waits; waivers
    and extensions are the acts about *name*. Parts: `state` (`not called`, or the gravest of
    `overdue`, `due` and how the last one ended: `done`, `cured` or `waived`), `failing` (one is
    overdue, and can no longer be cured), `failed` (one became so in this period), `failed on`
    (their days) and `instances`.
    """

    calls: tuple[Call, ...] = records.field(role=LINES)
    evidence: str | None
    name: str = ""
    curable: tuple[int, Unit] | None = None


@records.frozen
class Audited:
    """What audits found by the end of the running period.

    The rows are events: under *results* each audited figure, whose amount is its variance, or none
    where nothing was reported and every threshold is passed; under *revised* each day on which
    targets were revised. A variance is beyond a threshold if it is more, or with *includes* at
    least as much; where there is no threshold, if there is one at all. Parts: `state` (`not
    audited`, `within`, `beyond`, or with *targets_first* `targets open`, then `targets revised`),
    `waits` (targets are open), and for each threshold `found 0` (passed in this period) and `found
    on 0` (the days).
    """

    results: str
    revised: str
    thresholds: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    includes: tuple[bool, ...]
    targets_first: bool


@records.frozen
class Hold:
    """A hold back. Released after *periods*, or else in *parts*: (share or None, when)."""

    origin: int
    share: ValueId = records.field(role=ARGUMENT)
    periods: int | None
    parts: tuple[tuple[ValueId | None, ValueId], ...] = records.field(role=ARGUMENT)
    forfeited_if: ValueId | None = records.field(role=ARGUMENT)
    at_any_time: bool


@records.frozen
class Vest:
    """Vesting in *periods* equal parts, each cut down, the rest in the last."""

    origin: int
    periods: int
    from_period: int | None
    nothing_before: int | None
    condition: ValueId | None = records.field(role=ARGUMENT)
    delayed: bool


@records.frozen
class Claw:
    """A claw back: of a share of the last periods, or of an amount."""

    origin: int
    condition: ValueId = records.field(role=ARGUMENT)
    share: ValueId | None = records.field(role=ARGUMENT)
    periods: int | None
    amount: ValueId | None = records.field(role=ARGUMENT)
    by_set_off: bool


class Fate(Enum):
    """What an exit makes of an amount that is held or has still to vest."""

    RELEASED = "released"
    FORFEITED = "forfeited"


@records.frozen
class AtExit:
    """What the exit that ends the agreement makes of a payment's amounts.

    *held* is released with the last period there is, or forfeited with the last of the term; what
    is *unvested* vests or is forfeited with the last of the term, or goes on vesting where None.
    *loses_accrued*: what the last period of the term would make payable is forfeited.
    """

    held: Fate
    unvested: Fate | None
    loses_accrued: bool


@records.frozen
class Settle:
    """What becomes of a payment's entitlements, one cohort a period.

    *lines* act in order; *deferring* holds while a trigger defers the payment. Amounts are rounded
    by *mode* to *unit*. Parts: `held`, `released`, `vested`, `forfeited`, `deferred`,
    `deferred paid`, `clawed back`, `to set off`, `to invoice`, `gross` (payable before set-off),
    and the stocks `holding`, `unvested`, `putting off`. A part of one line is named with the line's
    position: `held 0`. Invariant, in running totals: entitled = gross + holding + unvested +
    putting off + forfeited. In a wind-down nothing is held, set out to vest or clawed back, and
    what is held or unvested goes the way of *at_exit*. `lost` is what accrued and is forfeited,
    `lost of own` what of it is of the period's own entitlement.
    """

    entitled: ValueId = records.field(role=ARGUMENT)
    lines: tuple[Hold | Vest | Claw, ...] = records.field(role=LINES)
    deferring: ValueId | None = records.field(role=ARGUMENT)
    unit: Fraction
    mode: RoundingMode
    at_exit: AtExit | None = None


@records.frozen
class SetOff:
    """Clawbacks recovered from what is payable the other way, the oldest first.

    *claws* are (payment, amount) in declared order; *payable* is what the debtor is to receive in
    the period. What is left in the last period of the term, or of its wind-down, is owed. Parts:
    `set off`, `carried`, `owed`, and `recovered PAYMENT`.
    """

    payments: tuple[str, ...]
    claws: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    payable: ValueId = records.field(role=ARGUMENT)


@records.frozen
class BalanceStart:
    """What a balance holds at the start of the period. *movements* is its `Movements`."""

    movements: ValueId = records.field(role=FEED)
    opens_at: ValueId | None = records.field(role=ARGUMENT)


class MoveKind(Enum):
    """What a movement does to a balance."""

    ADDS = "adds"
    TAKES = "takes"
    BECOMES = "becomes"


@records.frozen
class Move:
    """One movement: only if *condition*, at most *at_most*."""

    kind: MoveKind
    value: ValueId = records.field(role=ARGUMENT)
    condition: ValueId | None = records.field(role=ARGUMENT)
    at_most: ValueId | None = records.field(role=ARGUMENT)


@records.frozen
class Movements:
    """What happens to a balance in a period: takes of payment lines, what they put in, own lines.

    Takes come from the oldest lot first and never exceed what is there, unless *may_fall_below*.
    Then lots older than *expires_after* or past *expires_on* go. Parts: `end`, `expired`, and
    `moved N` for own line N.
    """

    start: ValueId = records.field(role=ARGUMENT)
    takes: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    puts: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    moves: tuple[Move, ...] = records.field(role=LINES)
    at_most: ValueId | None = records.field(role=ARGUMENT)
    may_fall_below: bool
    expires_after: tuple[int, Unit] | None
    expires_on: int | None


@records.frozen
class Limited:
    """One payment's part of a limited sum. Parts are named by position: `0`, `1`, …

    *before* is what the sum has let through earlier in the window; *last* whether this is the
    window's last period, where a minimum is made up.
    """

    amounts: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    limit: ValueId = records.field(role=ARGUMENT)
    before: ValueId = records.field(role=ARGUMENT)
    last: ValueId = records.field(role=ARGUMENT)
    at_least: bool
    pro_rata: bool
    unit: Fraction


class CentsTo(Enum):
    """Who gets the cents that a step of a split leaves when each share is cut down."""

    LARGEST = "the largest fractions"
    FIRST = "the first"
    LAST = "the last"


@records.frozen
class ShareStep:
    """One step of a split, on what the steps before it left. *among* are positions of parties.

    With no *shares* its one party takes all that the step reaches; *by_measure* the shares are
    weights. *up_to* bounds what the step shares, together with what it shared *before* it.
    """

    origin: int
    among: tuple[int, ...]
    shares: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    by_measure: bool
    up_to: ValueId | None = records.field(role=ARGUMENT)
    before: ValueId | None = records.field(role=ARGUMENT)


@records.frozen
class Shared:
    """An amount shared among *parties*, step by step, each share cut down to *unit* if any.

    *cents* says who gets what remains of a step, a position standing for a party; what no step
    shares goes there too, or to the first party. Parts: `P` for what party P gets in all, `N:P` for
    what step N gives it, and `step N`. Invariant: what the parties get adds up to the amount. An
    amount below zero, and measures that are below zero or add up to zero, share nothing: unknown.
    """

    amount: ValueId = records.field(role=ARGUMENT)
    parties: int
    steps: tuple[ShareStep, ...] = records.field(role=LINES)
    cents: CentsTo | int
    unit: Fraction | None


@records.frozen
class Part:
    """One part of an operation that gives several."""

    of: ValueId = records.field(role=ARGUMENT)
    name: str


@records.frozen
class NotRun:
    """What this program does not compute; unknown, with that reason."""

    reason: str
