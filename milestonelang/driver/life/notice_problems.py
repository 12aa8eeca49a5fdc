"""What is wrong with a notice, or with a payment that is to cure one."""

from collections.abc import Sequence

from milestonelang.data.model import Provenance
from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic


def not_good(
    place: Provenance, name: str, day: str, failing: Sequence[str], is_any: bool
) -> Diagnostic:
    """The grounds for a notice do not hold on the day it is received."""
    what = "none of its grounds holds" if is_any else "its grounds do not hold"
    return Diagnostic(
        code="MS0930",
        message=f"the notice of `{name}` is not good: on {day}, when it is received, {what}",
        place=_place(place, "subject"),
        notes=tuple(f"`{part}` does not hold" for part in failing),
        help="give notice when a ground holds, or report what is missing in the data",
    )


def not_in_force(place: Provenance, name: str, day: str) -> Diagnostic:
    """A notice under an exit that an amendment adds later, or has removed."""
    return Diagnostic(
        code="MS1143",
        message=f"`{name}` is not in force on {day}, when the notice is received",
        place=_place(place, "subject"),
        help="give notice when it is, or under another exit",
    )


def wrong_party(place: Provenance, name: str, by: str, who: str) -> Diagnostic:
    """A notice comes from a party that may not give it."""
    return Diagnostic(
        code="MS0931",
        message=f"`{by}` may not give notice of `{name}`",
        place=_place(place, "by"),
        help=f"only `{who}` may end the agreement by it",
    )


def after_the_end(place: Provenance, name: str, day: str, end: str) -> Diagnostic:
    """A notice is received when the agreement has ended."""
    return Diagnostic(
        code="MS0932",
        message=f"the notice of `{name}` is received on {day}, after the agreement ended on {end}",
        place=_place(place, "date"),
        help="leave the row out, or correct its date",
    )


def undecided(place: Provenance, name: str, day: str, reasons: Sequence[str]) -> Diagnostic:
    """Whether a notice is good rests on what is not known."""
    return Diagnostic(
        code="MS0933",
        message=f"it cannot be told whether the notice of `{name}` is good on {day}",
        place=_place(place, "subject"),
        notes=tuple(reasons),
        help="add the missing figures; nothing was evaluated",
    )


def too_late(place: Provenance, name: str, day: str, length: str) -> Diagnostic:
    """A notice is received later than its exit can be exercised."""
    return Diagnostic(
        code="MS0934",
        message=f"the notice of `{name}` of {day} comes more than {length} after its ground arose",
        place=_place(place, "date"),
        help=f"the exit is exercisable within {length}",
    )


def cures_nothing(place: Provenance, name: str, day: str) -> Diagnostic:
    """A payment is to cure a notice, and there is none that it could cure."""
    return Diagnostic(
        code="MS0935",
        message=f"the payment of {day} cures no notice of `{name}`",
        place=_place(place, "date"),
        help=(
            "a cure is paid by the other party, from the day of the notice to the last day of the "
            "cure"
        ),
    )


def _place(place: Provenance, column: str) -> DataPlace:
    return DataPlace(place.file, row=place.row, column=column)
