"""The lines of events, milestones, triggers, duties, audits, disputes, reviews and exits."""

from typing import assert_never

from milestonelang.formatter.expressions import SUM, amount, condition, duration, share, within
from milestonelang.formatter.literals import print_text
from milestonelang.formatter.printed import Printed, block, header, line, tested
from milestonelang.syntax import ast

Declared = (
    ast.Event
    | ast.Milestone
    | ast.Trigger
    | ast.Obligation
    | ast.Audit
    | ast.Dispute
    | ast.Review
    | ast.Exit
)
EventLine = ast.DecidedBy | ast.UntilThen | ast.OtherwiseHolds
MilestoneLine = (
    ast.AchievedWhen
    | ast.ByDate
    | ast.BeforeDate
    | ast.BetweenDates
    | ast.After
    | ast.Requires
    | ast.ExtendedBy
    | ast.IfMissed
    | ast.IfSkipped
)
TriggerLine = ast.StartsWhen | ast.EndsWhen | ast.LastsAtMost | ast.FromNextPeriod | ast.OnStart
ObligationLine = ast.EvidencedBy | ast.OwesWhen | ast.OwesEach | ast.IfOverdue | ast.Curable
WatchingLine = (
    ast.AuditOf
    | ast.IfVariance
    | ast.TargetsRevisedFirst
    | ast.MayDispute
    | ast.EscalatesTo
    | ast.MeanwhilePays
    | ast.MeanwhileUses
    | ast.ResultBooked
    | ast.HeldEach
    | ast.MayChange
    | ast.MayRevise
)
ExitLine = (
    ast.MayTerminate
    | ast.ExercisableWithin
    | ast.NoticeOf
    | ast.OnTermination
    | ast.WindsDown
    | ast.Survives
    | ast.OnExit
    | ast.PassTo
    | ast.Continues
)


def print_life(node: Declared) -> Printed:
    """Print the header of a declaration."""
    match node:
        case ast.Event():
            return block(header("event", node, node.outcomes), node.lines)
        case ast.Milestone():
            return block(header("milestone", node), node.lines)
        case ast.Trigger():
            return block(header("trigger", node), node.lines)
        case ast.Obligation():
            return block(header("obligation", node), node.lines)
        case ast.Audit():
            return block(header("audit", node), node.lines)
        case ast.Dispute():
            return block(header("dispute", node), node.lines)
        case ast.Review():
            return block(header("review", node), node.lines)
        case ast.Exit():
            return block(header("exit", node), node.lines)
        case _:
            assert_never(node)


def consequence(node: ast.Consequence | ast.BearsCost) -> str:
    """Return what something brings, as it stands after a comma or on a line of its own."""
    match node:
        case ast.Owes():
            return f"{node.party.text} owes {node.duty.text} {within(node.within)}"
        case ast.MayTerminateThen():
            return f"{_party(node.party)} may terminate"
        case ast.PaysAmount():
            return f"{node.payer.text} pays {node.payee.text} {amount(node.amount)}"
        case ast.GrantsOnce():
            return f"{node.grantor.text} grants {node.grantee.text} {amount(node.granted)}"
        case ast.Reduced():
            return f"{_refs(node.payments)} reduced by {amount(node.by, SUM)}"
        case ast.Suspended():
            return f"{_refs(node.payments)} suspended"
        case ast.Capped():
            return f"{_refs(node.payments)} at most {amount(node.amount, SUM)}"
        case ast.DeferredUntilEnd():
            return f"{_refs(node.payments)} deferred until it ends"
        case ast.ReplacedBy():
            return f"{_refs(node.payments)} replaced by {amount(node.amount)}"
        case ast.BearsCost():
            return f"{node.party.text} bears the cost"
        case _:
            assert_never(node)


def _refs(refs: tuple[ast.Ref, ...]) -> str:
    return ", ".join(ref.text for ref in refs)


def _party(party: ast.Name | None) -> str:
    return "either party" if party is None else party.text


def print_event_line(node: EventLine) -> Printed:
    """Print a line of an event."""
    match node:
        case ast.DecidedBy():
            parties = ", ".join(party.text for party in node.parties)
            limit = "" if node.within is None else f" {within(node.within)}"
            return line(f"decided by {parties}{limit}")
        case ast.UntilThen():
            return line(f"until then {amount(node.value, SUM)}")
        case ast.OtherwiseHolds():
            return line(f"otherwise {amount(node.value, SUM)}")
        case _:
            assert_never(node)


def print_milestone_line(node: MilestoneLine) -> Printed:
    """Print a line of a milestone."""
    match node:
        case ast.AchievedWhen():
            return tested("achieved when", node.condition)
        case ast.ByDate():
            return line(f"by {amount(node.date)}")
        case ast.BeforeDate():
            return line(f"before {amount(node.date)}")
        case ast.BetweenDates():
            return line(f"between {amount(node.first, SUM)} and {amount(node.last, SUM)}")
        case ast.After():
            return line(f"after {node.milestone.text}")
        case ast.Requires():
            limit = "" if node.within is None else f", {within(node.within)}"
            return line(f"requires {node.event.text} from {node.party.text}{limit}")
        case ast.ExtendedBy():
            words = f"extended by {duration(node.duration)}"
            return line(f"{words} if {condition(node.condition)}")
        case ast.IfMissed():
            return line(f"if missed, {consequence(node.consequence)}")
        case ast.IfSkipped():
            other = node.paid_with
            paid = "never paid" if other is None else f"paid with {other.text}"
            return line(f"if skipped, {paid}")
        case _:
            assert_never(node)


def print_trigger_line(node: TriggerLine) -> Printed:
    """Print a line of a trigger."""
    match node:
        case ast.StartsWhen():
            return tested("starts when", node.condition)
        case ast.EndsWhen():
            return tested("ends when", node.condition)
        case ast.LastsAtMost():
            return line(f"lasts at most {duration(node.duration)}")
        case ast.FromNextPeriod():
            return line("from the next period")
        case ast.OnStart():
            return line(f"on start, {consequence(node.consequence)}")
        case _:
            assert_never(node)


def print_obligation_line(node: ObligationLine) -> Printed:
    """Print a line of an obligation."""
    match node:
        case ast.EvidencedBy():
            return line(f"evidenced by {node.event.text}")
        case ast.OwesWhen():
            words = f"{node.party.text} owes it {within(node.within)} when"
            return tested(words, node.condition)
        case ast.OwesEach():
            words = f"{node.party.text} owes it {within(node.within)}"
            return line(f"{words} each {node.each.value}")
        case ast.IfOverdue():
            return line(f"if overdue, {consequence(node.consequence)}")
        case ast.Curable():
            words = f"curable {within(node.within)}"
            if node.when is not None:
                return tested(f"{words} when", node.when)
            if node.by_paying is not None:
                words += f" by paying {amount(node.by_paying, SUM)}"
            return line(words)
        case _:
            assert_never(node)


def print_watching_line(node: WatchingLine) -> Printed:
    """Print a line of an audit, a dispute or a review."""
    match node:
        case ast.AuditOf():
            by = node.by.text if isinstance(node.by, ast.Name) else print_text(node.by)
            return line(f"of {_refs(node.metrics)} each {node.each.value} by {by}")
        case ast.IfVariance():
            words = f"if variance {node.comparator.value} {amount(node.threshold, SUM)}"
            return line(f"{words}, {consequence(node.finding)}")
        case ast.TargetsRevisedFirst():
            return line("targets are revised before reductions")
        case ast.MayDispute():
            party = "a party" if node.party is None else node.party.text
            return line(f"{party} may dispute a statement {within(node.within)}")
        case ast.EscalatesTo():
            return line(f"escalates to {', '.join(_escalation(step) for step in node.steps)}")
        case ast.MeanwhilePays():
            return line("meanwhile pays the undisputed part")
        case ast.MeanwhileUses():
            return line(f"meanwhile uses {node.figure.value} figure")
        case ast.ResultBooked():
            interest = "" if node.interest is None else f" with interest {share(node.interest)}"
            return line(f"result booked{interest}")
        case ast.HeldEach():
            return line(f"each {node.each.value}")
        case ast.MayChange():
            limits = f"between {amount(node.low, SUM)} and {amount(node.high, SUM)}"
            return line(f"may change {node.parameter.text} {limits}")
        case ast.MayRevise():
            most = amount(node.at_most, SUM)
            return line(f"may revise baseline of {node.metric.text} by at most {most}")
        case _:
            assert_never(node)


def _escalation(node: ast.EscalationStep) -> str:
    role = node.role.text if isinstance(node.role, ast.Name) else print_text(node.role)
    return f"{role} for {duration(node.duration)}"


def print_exit_line(node: ExitLine) -> Printed:
    """Print a line of an exit or of its wind-down."""
    match node:
        case ast.MayTerminate():
            words = f"{_party(node.party)} may terminate"
            if node.condition is None:
                return line(f"{words} for convenience")
            return tested(f"{words} when", node.condition)
        case ast.ExercisableWithin():
            return line(f"exercisable {within(node.within)}")
        case ast.NoticeOf():
            unit = node.ending_at
            end = "" if unit is None else f", ending at the end of the {unit.value}"
            return line(f"notice {duration(node.duration)}{end}")
        case ast.OnTermination():
            return line(f"on termination, {consequence(node.payment)}")
        case ast.WindsDown():
            if node.over is not None:
                return block(f"winds down over {duration(node.over)}", node.lines)
            until = "" if node.until is None else amount(node.until)
            return block(f"winds down until {until}", node.lines)
        case ast.Survives():
            return line(f"survives {_refs(node.clauses)}")
        case ast.OnExit():
            return line(f"{node.payment.text} {node.portion.value} {node.fate.value}")
        case ast.PassTo():
            return line(f"{print_text(node.assets)} pass to {node.party.text}")
        case ast.Continues():
            service = f"{print_text(node.service)} for {duration(node.duration)}"
            return line(f"{node.party.text} continues {service}")
        case _:
            assert_never(node)
