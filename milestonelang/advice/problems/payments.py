"""What payments reward, and what becomes of what was paid."""

from milestonelang.advice.problems.common import advice, warning
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import Span


def activity(span: Span, payment: str, metric: str, example: str | None) -> Diagnostic:
    """Tallies are easy to make and easy to lose."""
    return warning(
        "MS2020",
        f"`{payment}` pays for a tally, `{metric}`, whatever becomes of it",
        span,
        "what is counted once and paid at once is easily made up, and nothing of it has to last",
        example,
        "hold a part back, let it vest, or take it back where it does not last",
    )


def up_front(span: Span, payment: str, example: str | None) -> Diagnostic:
    """Paid before anything is done."""
    return advice(
        "MS2021",
        f"`{payment}` is paid up front, and nothing of it is earned later or taken back",
        span,
        "a payee that has been paid has the least reason to go on; an early end costs it nothing",
        example,
        "let it vest, or claw it back where the agreement ends early",
    )


def beyond_what_was_paid(span: Span, payment: str, taken: str, most: str) -> Diagnostic:
    """The rest is never taken."""
    return warning(
        "MS2022",
        f"more is clawed back of `{payment}` than it ever pays",
        span,
        f"the line takes {taken}, and the payment comes to at most {most}; no more is taken than "
        "was paid, so the rest is an empty threat",
        None,
        "take back a share of what was paid, or set the amount below the maximum",
    )


def double_dip(span: Span, one: str, other: str, metric: str, example: str | None) -> Diagnostic:
    """One unit is paid for twice."""
    return advice(
        "MS2023",
        f"`{one}` and `{other}` both pay for `{metric}`",
        span,
        "each unit earns twice, and what a further one costs is nowhere to be read",
        example,
        "set a `limit` over both, or let one of them pay for something else",
    )


def bonus_in_base(span: Span, payment: str, example: str | None) -> Diagnostic:
    """What is owed for results stands in the same payment as what is owed anyway."""
    return advice(
        "MS2024",
        f"`{payment}` mixes a base with a bonus",
        span,
        "holdbacks, maximums and reductions act on both, and neither can be changed alone",
        example,
        "make the bonus a payment of its own",
    )
