"""What the agreement does not say of its own course."""

from milestonelang.advice.problems.common import advice
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import Span


def no_review(span: Span, years: str) -> Diagnostic:
    """Nobody is due to look at the terms again."""
    return advice(
        "MS2050",
        "nothing says when the terms are reviewed",
        span,
        f"the term is {years}; rates and targets that nobody is due to look at are kept too long",
        None,
        "add a `review` with what may be changed, and between what",
    )


def no_exit(span: Span) -> Diagnostic:
    """There is no way out."""
    return advice(
        "MS2051",
        "no party can end the agreement early",
        span,
        "what neither party can leave is left by breach",
        None,
        "add an `exit` for cause, or for convenience with a notice",
    )


def no_wind_down(span: Span, leave: str) -> Diagnostic:
    """From one day to the next."""
    return advice(
        "MS2052",
        f"`{leave}` ends everything on one day",
        span,
        "customers, open payments and work in progress have no rule for the time after",
        None,
        "add `winds down over …`, with what goes on to be paid",
    )


def held_at_end(span: Span, leave: str, payment: str, what: str, example: str | None) -> Diagnostic:
    """What is not paid out yet has no rule of its own."""
    return advice(
        "MS2053",
        f"`{leave}` does not say what becomes of what is {what} of `{payment}`",
        span,
        "the general rule decides, and one of the parties will not have read it",
        example,
        f"say it in the wind-down: `{payment} {what} …`",
    )


def no_escalation(span: Span) -> Diagnostic:
    """Whom to turn to is left to the day of the quarrel."""
    return advice(
        "MS2054",
        "nothing says whom the parties turn to when they do not agree",
        span,
        "the first dispute is then one about the way to settle it",
        None,
        "`use std.governance`, or declare a `dispute` that escalates",
    )
