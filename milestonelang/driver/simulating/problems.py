"""What stands in the way of a simulation."""

from collections.abc import Sequence

from milestonelang.diagnostics.diagnostic import Diagnostic


def rows_not_drawn(payment: str) -> Diagnostic:
    """A payment is made row by row."""
    return Diagnostic(
        "MS2080",
        f"`{payment}` is computed row by row, and rows are not drawn",
        help="`milestone evaluate` runs it on the rows that there are",
    )


def unreadable_spread(name: str, text: str, reason: str) -> Diagnostic:
    """How a figure is to be drawn cannot be read."""
    return Diagnostic(
        "MS2081",
        f"`{text}` does not say between what `{name}` is drawn: {reason}",
        help=f"write it as `--figure {name}='LOW to HIGH'`, or `'LOW to HIGH, mostly LIKELY'`",
    )


def no_spread(name: str) -> Diagnostic:
    """Nothing says how a figure may lie."""
    return Diagnostic(
        "MS2082",
        f"nothing says between what `{name}` is drawn",
        help=f"give past figures with `--data`, or `--figure {name}='LOW to HIGH'`",
    )


def unknown_subject(name: str, known: Sequence[str], what: str) -> Diagnostic:
    """There is no such figure or event."""
    said = ", ".join(f"`{each}`" for each in known) or "none"
    return Diagnostic(
        "MS2083",
        f"the terms have no {what} `{name}` that is drawn",
        help=f"there are {said}",
    )


def unreadable_worth(text: str, reason: str) -> Diagnostic:
    """The worth of the agreement is no amount of a period."""
    return Diagnostic(
        "MS2084",
        f"`{text}` is no amount of money in each period: {reason}",
        help="write an expression of the language, as `30% of net_revenue`",
    )
