"""What can be wrong with a block that is carried out for each row."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label
from milestonelang.source import Span


def over_time(span: Span, words: str) -> Diagnostic:
    """A row counts once, in one period."""
    return Diagnostic(
        "MS1100",
        f"a row counts once, and this `{words}` is measured over time",
        Label(span),
        help="write `per row`, or put the line after the block, where it acts on the sum",
    )


def of_the_sum(span: Span, words: str, why: str) -> Diagnostic:
    """What goes on from period to period, or takes what there is, is for the sum of the rows."""
    return Diagnostic(
        "MS1101",
        f"`{words}` cannot be carried out for each row: {why}",
        Label(span),
        help="put the line after the block, where it acts on the sum",
    )


def taken_back_twice(span: Span, inner: Span) -> Diagnostic:
    """Nobody could say of which rows the second took what."""
    return Diagnostic(
        "MS1102",
        "the rows are taken back one by one, and their sum is taken back again",
        Label(span, "taken back of the sum"),
        others=(Label(inner, "taken back of each row"),),
        help="keep one of the two lines",
    )
