"""What is wrong with a row about a review, as it stands."""

from collections.abc import Sequence

from milestonelang.data.problems import names, nearest, shown
from milestonelang.diagnostics.diagnostic import Diagnostic


def not_to_change(review: str, name: str, known: Sequence[str]) -> Diagnostic:
    """A review is to change what it may not change."""
    guess = nearest(name, [item.rpartition(" ")[2] for item in known])
    near = [item for item in known if item.endswith(f" {guess}")] if guess else list(known)
    return Diagnostic(
        code="MS1138",
        message=f"`{review}` may not change {shown(name)}",
        help=f"it may say {names([f'{item} from PERIOD' for item in near], 'or')}; anything else "
        "is an amendment",
    )


def since_missing(subject: str, label: str) -> Diagnostic:
    """A change that does not say from which period on."""
    return Diagnostic(
        code="MS1139",
        message=f"`{subject}` does not say from which period",
        help=f"write the first period in which it counts: `{subject} from {label}`",
    )


def since_too_early(label: str, next: str | None) -> Diagnostic:
    """A change from a period that has begun."""
    return Diagnostic(
        code="MS1139",
        message=f"{label} has begun by the day of the row",
        help="what is agreed in a review counts from a later period"
        + (f": write `from {next}` at the earliest" if next else "; there is none in the term"),
    )


def value_missing() -> Diagnostic:
    """A change without the new value."""
    return Diagnostic(
        code="MS1140",
        message="the new value is missing",
        help="write what the parties agreed as the `amount`, as a figure of its own kind",
    )
