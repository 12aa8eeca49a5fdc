"""What is wrong with what the parties agreed in a review, as the agreement stands."""

from milestonelang.data.model import Provenance
from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic


def beyond_bounds(
    place: Provenance, name: str, value: str, low: str, high: str, review: str
) -> Diagnostic:
    """A new value beyond what the review may change it to."""
    return Diagnostic(
        code="MS1141",
        message=f"{value} is not between {low} and {high}, to which `{review}` may change {name}",
        place=_at(place, "amount"),
        help="correct the value; what goes beyond is an amendment",
    )


def bounds_unknown(place: Provenance, name: str, review: str) -> Diagnostic:
    """A new value whose bounds rest on figures that are not known."""
    return Diagnostic(
        code="MS1141",
        message=f"it is not known how far `{review}` may change {name}: its bounds rest on figures "
        "that are not reported",
        place=_at(place, "amount"),
        help="report the figures of the periods before the change",
    )


def changed_twice(place: Provenance, label: str) -> Diagnostic:
    """Two values that every party agreed to, for one thing from one period."""
    return Diagnostic(
        code="MS1142",
        message=f"each party agreed to two values from {label}",
        place=_at(place, "amount"),
        help="leave the rows of one of them out",
    )


def _at(place: Provenance, column: str) -> DataPlace:
    return DataPlace(place.file, row=place.row, column=column)
