"""Declarations of a checked contract, and the contract itself.

Names are full names: `net_revenue`, `confidentiality`, `governance.escalation`. Texts are kept with
their `{name}` placeholders split out, so that a document can print and link the defined term.
"""

from fractions import Fraction
from typing import TypeVar

from milestonelang import records
from milestonelang.agreement.declarations.base import (
    Contract as Contract,
    CountUnit as CountUnit,
    DatedValue as DatedValue,
    Declared as Declared,
    Mention as Mention,
    Parameter as Parameter,
    Party as Party,
    Range as Range,
    Renewal as Renewal,
    Segment as Segment,
    Words as Words,
)
from milestonelang.agreement.declarations.figures import (
    BaselineValue as BaselineValue,
    Column as Column,
    Event as Event,
    Index as Index,
    Metric as Metric,
    Reported as Reported,
    RollUp as RollUp,
    Schedule as Schedule,
    ScheduleTable as ScheduleTable,
    Source as Source,
)
from milestonelang.agreement.declarations.life import (
    DAYS_IN_YEAR as DAYS_IN_YEAR,
    Amendment as Amendment,
    Audit as Audit,
    Change as Change,
    Continues as Continues,
    Dispute as Dispute,
    EscalationStep as EscalationStep,
    Exit as Exit,
    Extension as Extension,
    Fate as Fate,
    Finding as Finding,
    MayChange as MayChange,
    Milestone as Milestone,
    Obligation as Obligation,
    Passes as Passes,
    Recurring as Recurring,
    Requirement as Requirement,
    ResidualPayment as ResidualPayment,
    Review as Review,
    Skipped as Skipped,
    Trigger as Trigger,
    WindDown as WindDown,
    WindDownLine as WindDownLine,
)
from milestonelang.agreement.declarations.money import (
    Balance as Balance,
    BalanceLine as BalanceLine,
    Grants as Grants,
    Limit as Limit,
    LimitRule as LimitRule,
    Movement as Movement,
    Payment as Payment,
    Share as Share,
    Sharing as Sharing,
    Split as Split,
)
from milestonelang.agreement.declarations.promises import (
    Claim as Claim,
    Clause as Clause,
    Example as Example,
    ExampleCell as ExampleCell,
    ExampleEvent as ExampleEvent,
    ExampleRows as ExampleRows,
    Guarantee as Guarantee,
    Property as Property,
)
from milestonelang.types import MonthEnds as MonthEnds

D = TypeVar("D")


Declaration = (
    Party
    | CountUnit
    | Segment
    | Parameter
    | Source
    | Metric
    | Index
    | Schedule
    | Event
    | Payment
    | Limit
    | Balance
    | Split
    | Milestone
    | Trigger
    | Obligation
    | Audit
    | Dispute
    | Review
    | Exit
    | Amendment
    | Guarantee
    | Example
    | Clause
    | ScheduleTable
)


@records.frozen(kw_only=True)
class Standing:
    """The contract as it stands from a day on: with an amendment, and with those before it."""

    since: int
    amendment: str
    agreement: "Agreement"


@records.frozen(kw_only=True)
class Version:
    """What a name stands for from a day on; None for the terms as they were first agreed.

    *declared* is None where nothing of the name is in force. *change* is the node of the change.
    """

    since: int | None
    declared: Declaration | None
    change: int | None = None


@records.frozen(kw_only=True)
class Revision:
    """A value that a parameter or a baseline has from a day on, as agreed in a review."""

    review: str
    change: MayChange
    value: Fraction
    since: int


@records.frozen(kw_only=True)
class Agreement:
    """A checked contract.

    *declarations* is every declaration by full name, in the order declared (modules where they are
    used). *computation* is the metrics, payments, milestones, triggers, limits and balances in an
    order in which each comes after what it depends on in the same period. *sources* are the files
    it was made from (name, SHA-256 of the bytes), the agreement's own first. *amended* is how it
    stands from the day of each amendment. What runs has *versions* in their place: of each name
    that an amendment changes, in the order of their days; and *first*, the terms as first agreed.
    *revised* is what reviews changed.
    """

    contract: Contract
    declarations: dict[str, Declaration]
    computation: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    amended: tuple[Standing, ...] = ()
    versions: dict[str, tuple[Version, ...]] = records.field(factory=dict)
    first: "Agreement | None" = None
    revised: tuple[Revision, ...] = ()

    def of_kind(self, kind: type[D]) -> tuple[D, ...]:
        """Return the declarations of one kind, in the order declared."""
        return tuple(item for item in self.declarations.values() if isinstance(item, kind))

    def get(self, name: str, kind: type[D]) -> D:
        """Return the declaration *name*, which is known to be of that kind."""
        found = self.declarations[name]
        assert isinstance(found, kind)
        return found
