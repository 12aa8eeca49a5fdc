"""The life of an agreement: events, milestones, triggers, duties, watching and ending it."""

from typing import TypeAlias

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node, Ref, Text
from milestonelang.syntax.ast.data import ReportedBy
from milestonelang.syntax.ast.effects import Consequence, Effect, GrantsOnce, Owes, PaysAmount
from milestonelang.syntax.ast.expressions import Expr, Within
from milestonelang.syntax.ast.notes import Note
from milestonelang.syntax.ast.types import ChoiceType
from milestonelang.syntax.ast.words import Comparator, DisputedFigure, Fate, Portion, TimeUnit

# ---- events


@records.frozen
class DecidedBy(Node):
    """`decided by company within 10 business days of claim_made`."""

    parties: tuple[Name, ...]
    within: Within | None


@records.frozen
class UntilThen(Node):
    """`until then false`: what holds until it is reported or decided."""

    value: Expr


@records.frozen
class OtherwiseHolds(Node):
    """`otherwise false`: what holds when the time for it has passed."""

    value: Expr


EventLine: TypeAlias = ReportedBy | DecidedBy | UntilThen | OtherwiseHolds | Note


@records.frozen
class Event(Node):
    """`event approval "Approval" [is one of granted, refused]`."""

    name: Name
    title: Text
    outcomes: ChoiceType | None
    lines: tuple[EventLine, ...]


# ---- milestones


@records.frozen
class AchievedWhen(Node):
    """`achieved when onboarding_time <= 14 days`, also over a block of conditions."""

    condition: Expr


@records.frozen
class ByDate(Node):
    """`by 2026-12-31`: on that day at the latest."""

    date: Expr


@records.frozen
class BeforeDate(Node):
    """`before 2027-01-01`: on the day before at the latest."""

    date: Expr


@records.frozen
class BetweenDates(Node):
    """`between 2026-01-01 and 2026-12-31`."""

    first: Expr
    last: Expr


@records.frozen
class After(Node):
    """`after first_launch`: not before the other milestone."""

    milestone: Ref


@records.frozen
class Requires(Node):
    """`requires onboarding_certificate from partner [within 30 days]`."""

    event: Ref
    party: Name
    within: Within | None


@records.frozen
class ExtendedBy(Node):
    """`extended by 1 quarter if C`."""

    duration: Expr
    condition: Expr


@records.frozen
class IfMissed(Node):
    """`if missed, partner owes recovery_plan within 30 days`."""

    consequence: Consequence


@records.frozen
class IfSkipped(Node):
    """`if skipped, paid with second_launch`, `if skipped, never paid`."""

    paid_with: Ref | None


MilestoneLine: TypeAlias = (
    AchievedWhen
    | ByDate
    | BeforeDate
    | BetweenDates
    | After
    | Requires
    | PaysAmount
    | GrantsOnce
    | ExtendedBy
    | IfMissed
    | IfSkipped
    | Note
)


@records.frozen
class Milestone(Node):
    """`milestone fast_onboarding "Onboarding Speed"`."""

    name: Name
    title: Text
    lines: tuple[MilestoneLine, ...]


# ---- triggers


@records.frozen
class StartsWhen(Node):
    """`starts when gross_margin < 35% for 2 consecutive quarters`."""

    condition: Expr


@records.frozen
class EndsWhen(Node):
    """`ends when gross_margin >= 38%`."""

    condition: Expr


@records.frozen
class LastsAtMost(Node):
    """`lasts at most 4 quarters`."""

    duration: Expr


@records.frozen
class FromNextPeriod(Node):
    """`from the next period`."""


@records.frozen
class OnStart(Node):
    """`on start, partner owes corrective_plan within 30 days`."""

    consequence: Consequence


TriggerLine: TypeAlias = (
    StartsWhen | EndsWhen | LastsAtMost | FromNextPeriod | Effect | OnStart | Note
)


@records.frozen
class Trigger(Node):
    """`trigger margin_shock "Margin Shock"`."""

    name: Name
    title: Text
    lines: tuple[TriggerLine, ...]


# ---- obligations


@records.frozen
class EvidencedBy(Node):
    """`evidenced by plan_delivered`."""

    event: Ref


@records.frozen
class OwesWhen(Node):
    """`partner owes it within 30 days when C`."""

    party: Name
    within: Within
    condition: Expr


@records.frozen
class OwesEach(Node):
    """`partner owes it within 30 days each quarter`."""

    party: Name
    within: Within
    each: TimeUnit


@records.frozen
class IfOverdue(Node):
    """`if overdue, base_commission suspended`, `if overdue, company may terminate`."""

    consequence: Consequence


@records.frozen
class Curable(Node):
    """`curable within 30 days [by paying X | when C]`."""

    within: Within
    by_paying: Expr | None
    when: Expr | None


ObligationLine: TypeAlias = EvidencedBy | OwesWhen | OwesEach | IfOverdue | Curable | Note


@records.frozen
class Obligation(Node):
    """`obligation corrective_plan "Corrective Action Plan"`."""

    name: Name
    title: Text
    lines: tuple[ObligationLine, ...]


# ---- audits, disputes, reviews


@records.frozen
class AuditOf(Node):
    """`of net_revenue each year by company`, `of retention each year by "an auditor"`."""

    metrics: tuple[Ref, ...]
    each: TimeUnit
    by: Name | Text


@records.frozen
class BearsCost(Node):
    """`partner bears the cost`."""

    party: Name


@records.frozen
class IfVariance(Node):
    """`if variance > 5%, partner bears the cost`, `…, partner owes DUTY within 30 days`."""

    comparator: Comparator
    threshold: Expr
    finding: BearsCost | Owes


@records.frozen
class TargetsRevisedFirst(Node):
    """`targets are revised before reductions`."""


AuditLine: TypeAlias = AuditOf | IfVariance | TargetsRevisedFirst | Note


@records.frozen
class Audit(Node):
    """`audit revenue_audit "Revenue Audit"`."""

    name: Name
    title: Text
    lines: tuple[AuditLine, ...]


@records.frozen
class MayDispute(Node):
    """`a party may dispute a statement within 30 days`, `partner may dispute …`."""

    party: Name | None
    """None for `a party`."""
    within: Within


@records.frozen
class EscalationStep(Node):
    """`vice_presidents for 10 business days`."""

    role: Name | Text
    duration: Expr


@records.frozen
class EscalatesTo(Node):
    """`escalates to managers for 10 days, vice_presidents for 10 days, mediation for 30 days`."""

    steps: tuple[EscalationStep, ...]


@records.frozen
class MeanwhilePays(Node):
    """`meanwhile pays the undisputed part`."""


@records.frozen
class MeanwhileUses(Node):
    """`meanwhile uses the last agreed figure`, `… the lower figure`, `… the claimed figure`."""

    figure: DisputedFigure


@records.frozen
class ResultBooked(Node):
    """`result booked [with interest 4%]`."""

    interest: Expr | None


DisputeLine: TypeAlias = (
    MayDispute | EscalatesTo | MeanwhilePays | MeanwhileUses | ResultBooked | Note
)


@records.frozen
class Dispute(Node):
    """`dispute statement_dispute "Disputed Statements"`."""

    name: Name
    title: Text
    lines: tuple[DisputeLine, ...]


@records.frozen
class HeldEach(Node):
    """`each year`."""

    each: TimeUnit


@records.frozen
class MayChange(Node):
    """`may change base_rate between 5% and 12%`."""

    parameter: Ref
    low: Expr
    high: Expr


@records.frozen
class MayRevise(Node):
    """`may revise baseline of retention by at most 5 pp`."""

    metric: Ref
    at_most: Expr


ReviewLine: TypeAlias = HeldEach | MayChange | MayRevise | Note


@records.frozen
class Review(Node):
    """`review yearly_review "Yearly Review"`."""

    name: Name
    title: Text
    lines: tuple[ReviewLine, ...]


# ---- exits


@records.frozen
class MayTerminate(Node):
    """`company may terminate when C`, `either party may terminate for convenience`."""

    party: Name | None
    """None for `either party`."""
    condition: Expr | None
    """None for `for convenience`."""


@records.frozen
class ExercisableWithin(Node):
    """`exercisable within 60 days`."""

    within: Within


@records.frozen
class NoticeOf(Node):
    """`notice 30 days [, ending at the end of the quarter]`."""

    duration: Expr
    ending_at: TimeUnit | None


@records.frozen
class OnTermination(Node):
    """`on termination, company pays partner 50% of base_commission`."""

    payment: PaysAmount


@records.frozen
class OnExit(Node):
    """`base_commission held released at the end`, `… unvested vested`, `… accrued forfeited`."""

    payment: Ref
    portion: Portion
    fate: Fate


@records.frozen
class PassTo(Node):
    """`"the joint marketing materials" pass to company`."""

    assets: Text
    party: Name


@records.frozen
class Continues(Node):
    """`partner continues "first-line support" for 6 months`."""

    party: Name
    service: Text
    duration: Expr


WindDownLine: TypeAlias = PaysAmount | OnExit | PassTo | Continues | Note


@records.frozen
class WindsDown(Node):
    """`winds down over 2 quarters` or `winds down until 2028-06-30`, and what goes on."""

    over: Expr | None
    until: Expr | None
    """Exactly one of the two is there."""
    lines: tuple[WindDownLine, ...]


@records.frozen
class Survives(Node):
    """`survives confidentiality`."""

    clauses: tuple[Ref, ...]


ExitLine: TypeAlias = (
    MayTerminate
    | ExercisableWithin
    | NoticeOf
    | Curable
    | OnTermination
    | WindsDown
    | Survives
    | Note
)


@records.frozen
class Exit(Node):
    """`exit for_cause "Termination for Cause"`."""

    name: Name
    title: Text
    lines: tuple[ExitLine, ...]
