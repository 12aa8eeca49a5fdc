"""What is gained by reporting a figure in another period, and what the calendar does to it."""

from milestonelang.advice.problems.common import advice
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import Span


def later_gains(span: Span, payment: str, metric: str, example: str) -> Diagnostic:
    """Sandbagging: what is there is kept for the next period."""
    return advice(
        "MS2060",
        f"`{payment}` pays for keeping `{metric}` back to the next period",
        span,
        "whoever decides when an order is booked will book it where it pays more",
        example,
        "measure over a longer time, or let the rates start anew less sharply",
    )


def earlier_gains(span: Span, payment: str, metric: str, example: str) -> Diagnostic:
    """Pull forward: what belongs to the next period is booked now."""
    return advice(
        "MS2061",
        f"`{payment}` pays for pulling `{metric}` forward",
        span,
        "orders are pressed into the running period, with discounts and returns to follow",
        example,
        "hold a part back, or measure over a longer time",
    )


def total_falls(
    span: Span, payment: str, metric: str, example: str, is_guaranteed: bool
) -> Diagnostic:
    """In each period it is fair; over the whole time it is not."""
    reason = "a maximum, a trigger or a clawback ties the periods together"
    if is_guaranteed:
        reason += "; the guarantee that it never falls speaks of one period at a time"
    return advice(
        "MS2062",
        f"over the whole term `{payment}` may fall where `{metric}` rises",
        span,
        reason,
        example,
        f"see `the total of {payment} never falls when {metric} rises` in `milestone prove`",
    )


def seasonal(span: Span, metric: str, example: str) -> Diagnostic:
    """The same target in a strong and in a weak season."""
    return advice(
        "MS2063",
        f"`{metric}` has seasons, and nothing in the terms takes account of them",
        span,
        "targets and bands that are the same all year are met by the calendar, or missed by it",
        example,
        "declare an `index` and divide by it, or measure over a year",
    )
