"""What is wrong with a renewal, or with a notice not to renew."""

from milestonelang.data.model import Provenance
from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic


def renewed_though_refused(place: Provenance, by: str, received: str) -> Diagnostic:
    """A renewal of a term for which a party gave notice not to renew."""
    return Diagnostic(
        code="MS1134",
        message=f"the agreement is not renewed: `{by}` gave notice not to renew, which was "
        f"received on {received}",
        place=_at(place, "event"),
        help="leave the row out; to go on all the same is an amendment",
    )


def renewed_at_another_time(place: Provenance, day: str, first: str, end: str) -> Diagnostic:
    """A renewal before its time, when a party can still refuse it, or after the term."""
    reason = "until then a party can give notice not to renew" if day < first else (
        "the term has ended by then"
    )  # fmt: skip
    return Diagnostic(
        code="MS1135",
        message=f"the agreement is not renewed on {day}: {reason}",
        place=_at(place, "date"),
        help=f"date the renewal from {first} to {end}",
    )


def refused_too_late(place: Provenance, received: str, last: str) -> Diagnostic:
    """A notice not to renew that comes after its last day."""
    return Diagnostic(
        code="MS1136",
        message=f"the notice not to renew is received on {received}, after its last day, {last}",
        place=_at(place, "date"),
        help="the agreement is renewed: add a row `renewal`, and the notice counts for the end of "
        "the next term",
    )


def renewed_after_the_end(place: Provenance, name: str, end: str) -> Diagnostic:
    """A renewal of an agreement that has ended early."""
    return Diagnostic(
        code="MS1137",
        message=f"there is nothing to renew: by `{name}` the agreement ended on {end}",
        place=_at(place, "date"),
        help="leave the row out, or correct its date or that of the notice",
    )


def _at(place: Provenance, column: str) -> DataPlace:
    return DataPlace(place.file, row=place.row, column=column)
