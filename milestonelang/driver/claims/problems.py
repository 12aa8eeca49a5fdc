"""What is wrong with a payment, a dispute, its result or an audit, once all data is known."""

from milestonelang.data.model import Provenance
from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic


def too_late(place: Provenance, of: str, day: str, length: str, last: str) -> Diagnostic:
    """A dispute comes when the statement can no longer be disputed."""
    return Diagnostic(
        code="MS1160",
        message=f"the dispute of `{of}` on {day} comes too late: it could be disputed until {last}",
        place=_place(place, "date"),
        help=f"a statement may be disputed within {length}; leave the row out, or correct its date",
    )


def may_not(place: Provenance, by: str, who: str) -> Diagnostic:
    """A party disputes that may not."""
    return Diagnostic(
        code="MS1161",
        message=f"`{by}` may not dispute a statement",
        place=_place(place, "by"),
        help=f"only `{who}` may",
    )


def not_settled(
    place: Provenance, kind: str, of: str, day: str, since: str, reasons: tuple[str, ...]
) -> Diagnostic:
    """A row is about a period that nobody has a statement of yet."""
    pending = bool(reasons)
    return Diagnostic(
        code="MS1162",
        message=f"the {kind} of `{of}` on {day} is about a period "
        + ("of which the amount is pending" if pending else f"that was settled on {since} only"),
        place=_place(place, "date"),
        notes=reasons,
        help="add the missing figures" if pending else "correct the date or the period",
    )


def no_dispute(place: Provenance, of: str, day: str) -> Diagnostic:
    """A result of what nobody disputes."""
    return Diagnostic(
        code="MS1163",
        message=f"`{of}` is not in dispute on {day}, and the row says how a dispute ended",
        place=_place(place, "subject"),
        help="add the row of the dispute before it, or correct the subject or its period",
    )


def more_than_payable(place: Provenance, of: str, amount: str, open: str) -> Diagnostic:
    """A payment names a period and pays more than is open of it."""
    return Diagnostic(
        code="MS1164",
        message=f"the payment of {amount} for `{of}` is more than the {open} that is open of it",
        place=_place(place, "amount"),
        notes=("interest, results and differences are payable with the period that states them",),
        help="leave the period out of the subject, so that the rest counts for what is due next",
    )


def no_right(place: Provenance) -> Diagnostic:
    """Something is disputed though the terms say nothing of disputes."""
    return Diagnostic(
        code="MS1165",
        message="the terms do not say who may dispute a statement",
        place=_place(place, "event"),
        help="declare a `dispute` with `a party may dispute a statement within 30 days`",
    )


def disputed_before(place: Provenance, of: str, since: str, resolved: str | None) -> Diagnostic:
    """What is disputed was disputed already."""
    if resolved is None:
        message = f"`{of}` is in dispute since {since}"
        remedy = "leave the row out: a dispute is one until a `resolution` ends it"
    else:
        message = f"the dispute of `{of}` was resolved on {resolved}"
        remedy = "leave the row out: the result of a dispute is final"
    return Diagnostic(code="MS1166", message=message, place=_place(place, "subject"), help=remedy)


def nothing_disputed(place: Provenance, of: str, amount: str) -> Diagnostic:
    """A dispute claims what was stated."""
    return Diagnostic(
        code="MS1167",
        message=f"the dispute of `{of}` claims {amount}, as it was stated",
        place=_place(place, "amount"),
        help="write what the amount or figure should be, not by how much it is wrong",
    )


def ambiguous_payee(place: Provenance, by: str, directions: tuple[str, ...]) -> Diagnostic:
    """A payment under the contract's name, where its payer owes several parties or none."""
    several = len(directions) > 1
    return Diagnostic(
        code="MS1168",
        message=f"the row does not say whom `{by}` paid" if several else f"`{by}` owes nobody",
        place=_place(place, "subject"),
        help="write " + " or ".join(f"`{item}`" for item in directions)
        if several
        else "leave the row out, or correct `by`",
    )


def cost_without_audit(place: Provenance, of: str) -> Diagnostic:
    """The cost of an audit that has no result."""
    return Diagnostic(
        code="MS1169",
        message=f"there is no audited figure to which the cost of `{of}` belongs",
        place=_place(place, "subject"),
        help="add the row of the audit itself: `audit`, the metric and its period, the figure",
    )


def audited_twice(place: Provenance, subject: str, label: str, day: str) -> Diagnostic:
    """A figure has two audited values of one day."""
    return Diagnostic(
        code="MS1158",
        message=f"`{subject}` for {label} is audited twice on {day}",
        place=_place(place, "subject"),
        help="leave one of the rows out, or date the later result on its own day",
    )


def _place(place: Provenance, column: str) -> DataPlace:
    return DataPlace(place.file, row=place.row, column=column)
