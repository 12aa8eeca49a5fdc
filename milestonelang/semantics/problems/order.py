"""What can be wrong with the order of computation: something depends on itself."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label
from milestonelang.source import Span


def circle(names: tuple[str, ...], unit: str, span: Span, others: tuple[Span, ...]) -> Diagnostic:
    """Within one period nothing can need itself."""
    round_trip = " needs ".join(f"`{name}`" for name in (*names, names[0]))
    return Diagnostic(
        "MS0241",
        f"`{names[0]}` depends on itself in the same {unit}",
        Label(span, "read here"),
        others=tuple(Label(other, "and here") for other in others),
        notes=(round_trip,),
        help=f"let one of them look back: `… 1 {unit} earlier`",
    )


def under_one_limit(
    payments: tuple[str, ...], limit: str, span: Span, others: tuple[Span, ...]
) -> Diagnostic:
    """A limit cuts all its payments together."""
    if len(payments) > 1:
        message = (
            f"`{payments[0]}` and `{payments[1]}` are under one limit, and one reads the other"
        )
    else:
        message = f"`{payments[0]}` reads what its own limit leaves"
    return Diagnostic(
        "MS0242",
        message,
        Label(span, "read here"),
        others=tuple(Label(other, "and here") for other in others),
        notes=(f"`{limit}` cuts them together, so neither is known before the other",),
        help="read the figures that the payment is computed from, or take one out of the limit",
    )
