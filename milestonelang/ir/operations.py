"""Exact operations: each gives a value from values of the same period, and keeps no state."""

from enum import Enum

from milestonelang import records
from milestonelang.ir.base import ARGUMENT, ValueId
from milestonelang.types import Comparison, RoundingMode, Unit


@records.frozen
class Add:
    """The sum of the terms."""

    terms: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Negate:
    """The operand with the other sign."""

    operand: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Multiply:
    """The product."""

    left: ValueId = records.field(role=ARGUMENT)
    right: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Divide:
    """The quotient; unknown where the divisor is zero."""

    left: ValueId = records.field(role=ARGUMENT)
    right: ValueId = records.field(role=ARGUMENT)


@records.frozen
class ShareOf:
    """share · of."""

    share: ValueId = records.field(role=ARGUMENT)
    of: ValueId = records.field(role=ARGUMENT)


@records.frozen
class LessShare:
    """of - share · of."""

    share: ValueId = records.field(role=ARGUMENT)
    of: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Least:
    """The least of the items."""

    items: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Greatest:
    """The greatest of the items."""

    items: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Compare:
    """Whether left stands in that relation to right."""

    left: ValueId = records.field(role=ARGUMENT)
    comparison: Comparison
    right: ValueId = records.field(role=ARGUMENT)


@records.frozen
class All:
    """Whether all items hold; settled by one that does not, even where others are unknown."""

    items: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Any:
    """Whether one of the items holds; settled by one that does."""

    items: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Not:
    """The opposite."""

    operand: ValueId = records.field(role=ARGUMENT)


@records.frozen
class If:
    """then where the condition holds, else otherwise. The other side does not count."""

    condition: ValueId = records.field(role=ARGUMENT)
    then: ValueId = records.field(role=ARGUMENT)
    otherwise: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Known:
    """Whether the operand has a value."""

    operand: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Round:
    """The operand rounded to a multiple of the unit."""

    operand: ValueId = records.field(role=ARGUMENT)
    unit: ValueId = records.field(role=ARGUMENT)
    mode: RoundingMode


@records.frozen
class WholeCount:
    """How often *size* goes into *amount*, rounded down, or up where *started*."""

    size: ValueId = records.field(role=ARGUMENT)
    amount: ValueId = records.field(role=ARGUMENT)
    started: bool


@records.frozen
class Compound:
    """operand · (1 + rate) ^ times."""

    operand: ValueId = records.field(role=ARGUMENT)
    rate: ValueId = records.field(role=ARGUMENT)
    times: ValueId = records.field(role=ARGUMENT)


class BandKind(Enum):
    """How the rates of a band table act."""

    MARGINAL = "marginal"
    WHOLE_AMOUNT = "whole amount"
    FIXED_AMOUNTS = "fixed amounts"


class BelowZero(Enum):
    """What a table gives below zero."""

    AS_IT_IS = "as it is"
    NOTHING = "nothing"
    MIRRORED = "mirrored"


@records.frozen
class Bands:
    """A band table applied to *base*. *cuts* has one entry fewer than *rates* if the last is open.

    `includes[i]` says that cut i belongs to band i. *entering* is added on entering a band: at
    marginal rates for every band entered, otherwise for the reached one.
    """

    kind: BandKind
    base: ValueId = records.field(role=ARGUMENT)
    rates: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    cuts: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    includes: tuple[bool, ...]
    entering: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    below_zero: BelowZero


@records.frozen
class Interpolate:
    """Straight lines between points; outside them flat, or the nearest line continued."""

    base: ValueId = records.field(role=ARGUMENT)
    at: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    gives: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    continued: bool
    below_zero: BelowZero


@records.frozen
class ByName:
    """The value beside the name that *base* is; *otherwise* for any other."""

    base: ValueId = records.field(role=ARGUMENT)
    names: tuple[str, ...]
    gives: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    otherwise: ValueId | None = records.field(role=ARGUMENT)


@records.frozen
class DaysBetween:
    """The days from *start* to *end*; the end is counted, the start is not."""

    start: ValueId = records.field(role=ARGUMENT)
    end: ValueId = records.field(role=ARGUMENT)


@records.frozen
class FullBetween:
    """The full units from *start* to *end*."""

    unit: Unit
    start: ValueId = records.field(role=ARGUMENT)
    end: ValueId = records.field(role=ARGUMENT)


@records.frozen
class ShiftDay:
    """The day *count* units after *base*."""

    base: ValueId = records.field(role=ARGUMENT)
    count: int
    unit: Unit


@records.frozen
class FirstDayAfter:
    """The first such day of a month after *base*."""

    day: int
    month: int
    base: ValueId = records.field(role=ARGUMENT)
