"""What tables and gates do at their edges."""

from milestonelang.advice.problems.common import advice, warning
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import Span


def cliff(span: Span, payment: str, example: str, is_meant: bool) -> Diagnostic:
    """A little more moves the whole amount by much. Fixed amounts are meant to jump."""
    give = advice if is_meant else warning
    return give(
        "MS2010",
        f"`{payment}` jumps by more than a quarter of itself at a cut",
        span,
        "near the cut each party gains by moving a single order, and the figure will be disputed",
        example,
        "pay each band's rate on the part inside it, or interpolate",
    )


def more_than_all(span: Span, payment: str, example: str) -> Diagnostic:
    """The next unit costs more than it brings."""
    return warning(
        "MS2011",
        f"`{payment}` pays more than 100% of what is added",
        span,
        "the payer loses by each further unit, and the payee gains by making it up",
        example,
        "keep the rate of each band, and the rise between points, below 100%",
    )


def falls(span: Span, payment: str, base: str, example: str) -> Diagnostic:
    """More is paid with less."""
    return warning(
        "MS2012",
        f"`{payment}` falls where `{base}` rises",
        span,
        "whoever is paid for more has a reason to report less, or to report it later",
        example,
        "pay each band's rate on the part inside it, or let the rates rise",
    )


def rising_rates(span: Span, payment: str, example: str) -> Diagnostic:
    """The dearest unit is the last one."""
    return advice(
        "MS2013",
        f"the rates of `{payment}` rise with volume, and nothing guards the margin",
        span,
        "growth that is bought with discounts is paid best of all",
        example,
        "set a maximum, or let the payment rest on a margin too",
    )


def gate(span: Span, payment: str, metric: str, example: str) -> Diagnostic:
    """All or nothing, by the smallest step of one figure."""
    return advice(
        "MS2014",
        f"the smallest change of `{metric}` decides all of `{payment}`",
        span,
        "all or nothing makes one figure worth a dispute, and gives no reason to do better than it",
        example,
        "multiply by a schedule that is interpolated instead",
    )


def dead_band(span: Span, payment: str, cut: str, high: str) -> Diagnostic:
    """A band that no figure reaches."""
    return warning(
        "MS2015",
        f"a band of `{payment}` never applies",
        span,
        f"it begins at {cut}, and the base never exceeds {high}",
        None,
        "leave the band out, or widen the range of the metric",
    )


def dead_maximum(span: Span, payment: str, limit: str, most: str) -> Diagnostic:
    """A maximum that nothing reaches."""
    return advice(
        "MS2016",
        f"the maximum of `{payment}` never applies",
        span,
        f"it is {limit}, and with every figure at either end of its range the payment comes to at "
        f"most {most}",
        None,
        "lower it, or leave it out",
    )
