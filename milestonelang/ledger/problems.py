"""What can be wrong with a ledger: damage, cuts, swaps, and files that cannot be used."""

from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic

_RESTORE = "take the ledger and its head from a copy that was kept elsewhere"


def unusable(file: str, reason: str) -> Diagnostic:
    """A ledger cannot be read or written."""
    return Diagnostic(
        code="MS1001",
        message=f"cannot use the ledger `{file}`: {reason}",
        place=DataPlace(file),
        help="give the path of a ledger, or of one that is to be begun in a folder that is there",
    )


def no_ledger(file: str) -> Diagnostic:
    """What was stated is to be taken from a ledger that is not there."""
    return Diagnostic(
        code="MS1001",
        message=f"there is no ledger `{file}`",
        place=DataPlace(file),
        help="check the path; while nothing is settled, leave `--ledger` out",
    )


def record_changed(file: str, number: int) -> Diagnostic:
    """A record does not say what it said when it was written."""
    return Diagnostic(
        code="MS1002",
        message=f"record {number} of the ledger was changed after it was written",
        place=DataPlace(file, row=number),
        help=_RESTORE,
    )


def record_misplaced(file: str, number: int) -> Diagnostic:
    """A record does not follow the one before it: one was taken out, put in or moved."""
    return Diagnostic(
        code="MS1003",
        message=f"record {number} of the ledger does not follow the one before it",
        place=DataPlace(file, row=number),
        notes=("a record was taken out, put in or moved",),
        help=_RESTORE,
    )


def records_cut(file: str, kept: int, wanted: int) -> Diagnostic:
    """A ledger has fewer records than its head says."""
    return Diagnostic(
        code="MS1004",
        message=f"the ledger ends before record {kept + 1}; its head knows of {wanted}",
        place=DataPlace(file, row=kept + 1),
        help=_RESTORE,
    )


def head_differs(file: str, number: int) -> Diagnostic:
    """A ledger's head is missing, unreadable, or knows of other records."""
    return Diagnostic(
        code="MS1005",
        message=f"the head of the ledger does not vouch for record {number}",
        place=DataPlace(file, row=number),
        notes=("the head is not there, or the ledger was written anew after it",),
        help=_RESTORE,
    )


def file_unknown(file: str, ledger: str) -> Diagnostic:
    """A file is not one from which anything in the ledger was stated."""
    return Diagnostic(
        code="MS1006",
        message=f"nothing in the ledger `{ledger}` was stated from `{file}` as it is",
        place=DataPlace(file),
        help="the file was changed since, or never used; compare it with a copy of that time",
    )


def other_contract(file: str, ledger: str, terms: str) -> Diagnostic:
    """A ledger is that of another contract."""
    return Diagnostic(
        code="MS1007",
        message=f"the ledger is that of `{ledger}`, and the terms are `{terms}`",
        place=DataPlace(file),
        help="keep a ledger for each contract",
    )


def not_next(period: str, wanted: str | None) -> Diagnostic:
    """A period is settled already, or another one comes first."""
    what = "every period is settled" if wanted is None else f"`{wanted}` is the next to settle"
    return Diagnostic(
        code="MS1008",
        message=f"`{period}` cannot be settled now: {what}",
        help="periods are settled once, in their order; a difference is booked in the next one",
    )


def still_pending(period: str, reasons: tuple[str, ...]) -> Diagnostic:
    """What is payable for a period is not known yet."""
    return Diagnostic(
        code="MS1009",
        message=f"`{period}` cannot be settled: what is payable is pending",
        notes=reasons,
        help="settle it when these figures are reported",
    )


def unfinished(file: str, number: int) -> Diagnostic:
    """A ledger ends in the middle of a record that was never vouched for."""
    return Diagnostic(
        code="MS1010",
        message=f"the ledger ends in record {number}, which was never finished",
        place=DataPlace(file, row=number),
        help="a run ended too early; the next `settle` cuts it off, and nothing settled is lost",
    )
