"""What is wrong with a waiver, an extension, a delivery or a decision on the day it is dated."""

from milestonelang.data.model import EventRow
from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic
from milestonelang.primitives.dates import iso


def nothing_to_waive(row: EventRow, reason: str, remedy: str) -> Diagnostic:
    """There is nothing that a waiver could give up."""
    return Diagnostic(
        code="MS1123",
        message=f"the waiver of {iso(row.date)} gives up nothing: {reason}",
        place=_place(row, "date"),
        help=remedy,
    )


def nothing_to_extend(row: EventRow, reason: str, remedy: str) -> Diagnostic:
    """There is no time limit that an extension could move any more."""
    return Diagnostic(
        code="MS1124",
        message=f"the extension of {iso(row.date)} moves nothing: {reason}",
        place=_place(row, "date"),
        help=remedy,
    )


def not_later(row: EventRow, last: str) -> Diagnostic:
    """An extension goes until a day that is not later than the last day there is."""
    return Diagnostic(
        code="MS1125",
        message=f"the last day of `{row.subject}` is {last} already",
        place=_place(row, "amount"),
        help="give a later day, or a length such as `30 days`",
    )


def performs_nothing(row: EventRow, subject: str, reason: str) -> Diagnostic:
    """A delivery or evidence performs a duty that nobody owes on that day."""
    return Diagnostic(
        code="MS1126",
        message=f"the {row.kind} of {iso(row.date)} performs nothing: {reason}",
        place=_place(row, "date"),
        help=f"leave the row out, or date it when `{subject}` is due",
    )


def too_late(row: EventRow, until: str, holds: str) -> Diagnostic:
    """A decision or a report comes after the time that the terms give for it."""
    return Diagnostic(
        code="MS1127",
        message=f"the {row.kind} of `{row.subject}` is dated {iso(row.date)}, after its last day, "
        f"{until}",
        place=_place(row, "date"),
        help=f"leave the row out, or correct its date: since then it counts as {holds}",
    )


def two_outcomes(row: EventRow, one: str, other: str) -> Diagnostic:
    """One event has two outcomes on one day, and nothing says which was the later."""
    return Diagnostic(
        code="MS1128",
        message=f"`{row.subject}` is both {one} and {other} on {iso(row.date)}",
        place=_place(row, "subject"),
        help="leave one of the rows out",
    )


def nothing_to_revise(row: EventRow) -> Diagnostic:
    """Targets are revised after an audit that does not ask for it, or were revised before."""
    return Diagnostic(
        code="MS1157",
        message=f"on {iso(row.date)} no targets wait to be revised after `{row.subject}`",
        place=_place(row, "date"),
        help="leave the row out, or date it on the day of an audit whose variance is beyond its "
        "threshold, or after it",
    )


def waived_after_notice(row: EventRow, received: str) -> Diagnostic:
    """The right to terminate is waived after notice was given under it."""
    return Diagnostic(
        code="MS1129",
        message=f"the waiver of `{row.subject}` of {iso(row.date)} comes after its notice, which "
        f"was received on {received}",
        place=_place(row, "date"),
        help="a notice, once good, stays good: an agreement to go on is an amendment",
    )


def waived_ground(notice: EventRow, received: str, waived: str) -> Diagnostic:
    """A notice rests on a ground that was waived, and has held ever since."""
    return Diagnostic(
        code="MS1130",
        message=f"the notice of `{notice.subject}` is not good: the ground that holds on "
        f"{received}, when it is received, was waived on {waived}",
        place=_place(notice, "subject"),
        help="give notice when another ground holds, or this one arises again",
    )


def _place(row: EventRow, column: str) -> DataPlace:
    return DataPlace(row.place.file, row=row.place.row, column=column)
