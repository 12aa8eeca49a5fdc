"""What is said of an assertion that the data does not bear out."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label
from milestonelang.source import Span


def does_not_hold(
    span: Span, words: str, period: str, figures: tuple[tuple[str, str], ...]
) -> Diagnostic:
    """The data says otherwise."""
    said = ", ".join(f"{name} {value}" for name, value in figures)
    return Diagnostic(
        "MS2090",
        f"`{words}` does not hold in {period}",
        Label(span),
        notes=(f"in {period}: {said}",) if said else (),
        help="look at the figures; what is paid is computed as the terms say",
    )
