"""What a party may have to pay or to bear."""

from milestonelang.advice.problems.common import advice, warning
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import Span


def no_maximum(span: Span, payment: str, example: str | None) -> Diagnostic:
    """A payment grows with its base, and nothing ends it."""
    return advice(
        "MS2001",
        f"nothing limits what `{payment}` comes to",
        span,
        "without a maximum the payer's cost is known only as far as its figures are",
        example,
        "add `at most … per year`, or a `limit` over several payments",
    )


def maximum_below_minimum(span: Span, payment: str, most: str, least: str) -> Diagnostic:
    """The two cannot both hold."""
    return warning(
        "MS2002",
        f"the maximum of `{payment}` lies below its minimum",
        span,
        f"its minimums come to {least} in a year, its maximum is {most}; one of them is never kept",
        None,
        "raise the maximum, or lower the minimum",
    )


def no_range(span: Span, metric: str, payment: str, example: str | None) -> Diagnostic:
    """A figure of any size is paid for."""
    return warning(
        "MS2003",
        f"`{metric}` has no range, and `{payment}` rests on it",
        span,
        "a slip of the keyboard is paid like any other figure, and nothing can be proved of it",
        example,
        "add `between … and …`",
    )


def owed_back(span: Span, payment: str, example: str | None) -> Diagnostic:
    """What was paid in good periods is asked back in bad ones, without an end."""
    return advice(
        "MS2004",
        f"nothing limits what is owed back of `{payment}`",
        span,
        "the payee bears losses that it may not be able to pay back",
        example,
        "carry it forward, or set `at least` below zero",
    )


def payee_bears_all(span: Span, payer: str, payee: str, example: str) -> Diagnostic:
    """Every payment may come to nothing."""
    return advice(
        "MS2005",
        f"`{payee}` bears the whole risk of what `{payer}` pays it",
        span,
        "a party whose work is paid only if everything goes well prices that in, or leaves early",
        example,
        "consider a small fixed part, or `at least … per year`",
    )


def payer_bears_all(span: Span, payer: str, payee: str, example: str) -> Diagnostic:
    """Nothing that happens changes what is paid."""
    return advice(
        "MS2006",
        f"`{payer}` bears the whole risk of what it pays `{payee}`",
        span,
        "what is paid is the same at the lowest and at the highest figures",
        example,
        "let a part of it depend on a figure that the payee moves",
    )
