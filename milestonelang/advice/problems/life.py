"""What milestones, triggers and duties leave open."""

from collections.abc import Sequence

from milestonelang import records
from milestonelang.advice.problems.common import advice, warning
from milestonelang.diagnostics.diagnostic import Diagnostic, Label
from milestonelang.source import Span


def no_end(span: Span, trigger: str, example: str | None) -> Diagnostic:
    """It may go on to the end of the term."""
    return advice(
        "MS2030",
        f"`{trigger}` has no longest time",
        span,
        "a reduction without an end becomes the price, and the parties stop working on the cause",
        example,
        "add `lasts at most …`, and an exit for when that is not enough",
    )


def no_duty(span: Span, trigger: str, example: str | None) -> Diagnostic:
    """It punishes, and asks for nothing."""
    return advice(
        "MS2031",
        f"`{trigger}` calls no duty to mend what started it",
        span,
        "money alone does not say who has to do what",
        example,
        "add `on start, … owes … within … days` and declare the plan that is owed",
    )


def never_holds(span: Span, name: str, what: str, why: str, help: str) -> Diagnostic:
    """Its condition asks for a figure that cannot be reported, or that ends it at once."""
    return warning("MS2032", f"`{name}` {what}", span, why, None, help)


def no_evidence(span: Span, milestone: str, party: str, example: str | None) -> Diagnostic:
    """Whoever is paid says that it is due."""
    return advice(
        "MS2033",
        f"`{milestone}` is paid on the word of `{party}`, who is paid for it",
        span,
        "nobody else verifies it, and no evidence is asked for",
        example,
        "add `requires … from …`, or an audit of the figure",
    )


def no_meaning(span: Span, milestone: str, figure: str) -> Diagnostic:
    """The figure behind it says nothing of itself."""
    return advice(
        "MS2034",
        f"`{milestone}` rests on `{figure}`, which does not say what it means",
        span,
        "a milestone is disputed over what was to be counted, hardly ever over the threshold",
        None,
        f'add `means "…"` to `{figure}`',
    )


def not_harder(span: Span, later: str, earlier: str, one: str, other: str) -> Diagnostic:
    """The second target asks no more than the first."""
    return advice(
        "MS2035",
        f"the target of `{later}` is no harder than that of `{earlier}`",
        span,
        f"whoever reached {one} has reached {other} already, and is paid again for it",
        None,
        "set a target that the one before does not meet",
    )


def met_already(span: Span, milestone: str, metric: str, baseline: str, target: str) -> Diagnostic:
    """It is achieved before anybody has done anything."""
    return warning(
        "MS2036",
        f"the baseline of `{metric}` meets the target of `{milestone}` already",
        span,
        f"the baseline is {baseline}, the target {target}: what is paid for is where things stand",
        None,
        "set the target beyond the baseline",
    )


def never_near(span: Span, subject: str, metric: str, best: str, target: str) -> Diagnostic:
    """The past never came near."""
    return advice(
        "MS2037",
        f"in the past `{metric}` never came near the target of `{subject}`",
        span,
        f"the best figure in the data is {best}, the target is {target}",
        "a target that nobody believes in moves nobody",
        "set it so that the best past figure comes to at least half of it, or pay for steps",
    )


def no_remedy(span: Span, obligation: str) -> Diagnostic:
    """Nothing follows where it is not done."""
    return advice(
        "MS2038",
        f"nothing follows if `{obligation}` is overdue",
        span,
        "a duty without a remedy is a wish, and its breach is argued about in front of a court",
        None,
        "add `if overdue, …`, or an exit that names it",
    )


def no_audit(span: Span, metric: str, party: str, share: str, example: str | None) -> Diagnostic:
    """Money rests on a figure that its beneficiary reports alone."""
    return advice(
        "MS2039",
        f"nobody audits `{metric}`, which `{party}` reports and is paid by",
        span,
        f"it decides {share}",
        example,
        "add an `audit` of it by somebody else",
    )


def not_seen(
    spans: Sequence[Span], metrics: Sequence[str], party: str, other: str, example: str | None
) -> Diagnostic:
    """One party pays, or is paid, by what only the other can see."""
    *first, last = (f"`{each}`" for each in metrics)
    seen = f"{', '.join(first)} and {last}" if first else last
    found = advice(
        "MS2040",
        f"only `{party}` can see {seen}",
        spans[0],
        f"`{other}` can neither check it nor dispute it before it is settled",
        example,
        "add a `dispute`, an `audit`, or a source whose rows both parties have",
    )
    return records.evolve(found, others=tuple(Label(each) for each in spans[1:]))
