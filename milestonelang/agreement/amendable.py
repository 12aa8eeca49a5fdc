"""Which changes of an amendment have a meaning in a run, and why the others have none.

In: a declaration before and after a change. Out: None where the change is run, else the reason why
it is not, empty where there is no more to say.
"""

from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.rows import block_of
from milestonelang.types import Unit

VERSIONED = (
    decl.Payment,
    decl.Trigger,
    decl.Metric,
    decl.Exit,
    decl.Limit,
    decl.Obligation,
    decl.Balance,
    decl.Review,
    decl.Milestone,
)
"""What has a version for each span in which its terms are in force."""

_SAID_ONLY = (decl.Clause, decl.ScheduleTable, decl.Example, decl.Guarantee)
_READ_ONLY = (
    decl.CountUnit,
    decl.Segment,
    decl.Parameter,
    decl.Source,
    decl.Metric,
    decl.Index,
    decl.Schedule,
    decl.Event,
)
_REASONS: dict[type, str] = {
    decl.Split: "what its lines have shared counts over their windows",
    decl.Audit: "an audit may look at the figures of any period, and has one threshold for all",
    decl.Dispute: "any statement may be disputed, and the time limits are those of all",
}


def reason(old: decl.Declaration | None, new: decl.Declaration | None) -> str | None:
    """Return why a change is not run: nothing more than that it is not, or None where it is."""
    kept = new if new is not None else old
    if kept is None:
        return "what a module brings is added or removed as a whole"
    if old is not None and new is not None and type(old) is not type(new):
        return "it takes the place of something of another kind"
    if isinstance(kept, _SAID_ONLY):
        return None
    if isinstance(kept, _READ_ONLY) and (old is None or new is None):
        return None
    match old, new:
        case decl.Parameter(), decl.Parameter():
            same = (old.type, old.by) == (new.type, new.by)
            return None if same else "its type and its segment stay as they are"
        case decl.Metric(), decl.Metric():
            return _of_metric(old, new)
        case decl.Payment(), decl.Payment():
            return _of_payment(old, new)
        case decl.Obligation(), decl.Obligation():
            return _of_obligation(old, new)
        case decl.Milestone(), decl.Milestone():
            return _of_milestone(old, new)
        case decl.Balance(), decl.Balance():
            return _of_balance(old, new)
        case _:
            return None if isinstance(kept, VERSIONED) else _REASONS.get(type(kept), "")


def _of_metric(old: decl.Metric, new: decl.Metric) -> str | None:
    if old.computed is None or new.computed is None:
        return "only a metric that is computed before and after can be replaced"
    if old.baselines or new.baselines:
        return "a metric with a baseline cannot be replaced"
    return None if old.type == new.type else "its type stays as it is"


def _of_payment(old: decl.Payment, new: decl.Payment) -> str | None:
    if (old.payer, old.payee, old.every, old.type) != (new.payer, new.payee, new.every, new.type):
        return "its parties, its unit and how often it is paid stay; remove it and add another"
    if block_of(old) is not None or block_of(new) is not None:
        return "a payment with a block for each row is removed, and another added"
    for step in (*old.steps, *new.steps):
        carried = isinstance(step, lines.AtMost) and step.overflow is lines.Overflow.CARRIED
        excess = isinstance(step, lines.OnlyExcess) and step.window is not Unit.PERIOD
        if carried or excess:
            return "what its lines carry from period to period would be lost"
    return None


def _of_obligation(old: decl.Obligation, new: decl.Obligation) -> str | None:
    if (old.evidenced_by, old.curable) != (new.evidenced_by, new.curable):
        return "what shows that it was done, and its time to cure, are those of every call of it"
    return None


def _of_milestone(old: decl.Milestone, new: decl.Milestone) -> str | None:
    if (old.payer, old.payee, _type(old)) != (new.payer, new.payee, _type(new)):
        return "its parties and its unit stay; remove it and add another"
    if (old.after, old.skipped, old.skipped_with) != (new.after, new.skipped, new.skipped_with):
        return "its place among the others, and what becomes of it when it is skipped, stay"
    return None


def _type(declared: decl.Milestone) -> object:
    return None if declared.amount is None else declared.amount.type


def _of_balance(old: decl.Balance, new: decl.Balance) -> str | None:
    if old.type != new.type:
        return "its type stays as it is"
    kept = (old.expires_after, old.expires_on, old.may_fall_below_zero)
    if kept != (new.expires_after, new.expires_on, new.may_fall_below_zero):
        return "how long it keeps what came into it, and whether it may fall below zero, stay"
    if (old.at_most is None) != (new.at_most is None):
        return "whether it has a maximum stays as it is"
    return None
