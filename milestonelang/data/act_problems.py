"""What is wrong with a waiver or an extension, as its row says it."""

from collections.abc import Sequence

from milestonelang.data.problems import names, nearest, shown
from milestonelang.diagnostics.diagnostic import Diagnostic


def not_theirs_to_give(by: str, kind: str, subject: str, may: Sequence[str]) -> Diagnostic:
    """A waiver or an extension comes from a party to whom nothing is owed."""
    return Diagnostic(
        code="MS1120",
        message=f"`{by}` cannot give a row of kind `{kind}` about `{subject}`",
        help=f"only {names(may, 'or')} can give up what the terms give to them",
    )


def never_renewed(kind: str) -> Diagnostic:
    """A renewal, or a notice against one, of an agreement that the terms do not renew."""
    what = "no notice" if kind == "notice" else "no renewal"
    return Diagnostic(
        code="MS1133",
        message=f"the contract says nothing of renewal, so that there is {what} of it",
        help="write `renewed for 1 year unless notice of 60 days` in the contract; an end before "
        "its time is a notice whose subject is an `exit`",
    )


def no_extension(text: str) -> Diagnostic:
    """An extension does not say until when."""
    return Diagnostic(
        code="MS1121",
        message=f"{shown(text)} does not say until when the time is extended"
        if text
        else "the row does not say until when the time is extended",
        help="write the new last day (`2027-03-31`) or how much later it is (`30 days`, "
        "`10 business days`, `2 weeks`) as the `amount`",
    )


def not_required(milestone: str, event: str, required: Sequence[str]) -> Diagnostic:
    """A milestone does not require what a row waives."""
    guess = nearest(event, required)
    return Diagnostic(
        code="MS1122",
        message=f"`{milestone}` does not require {shown(event)}",
        help=f"did you mean `{milestone} requires {guess}`?"
        if guess
        else f"it requires {names(required)}"
        if required
        else f"it requires no evidence; write `{milestone}` to waive that it was missed",
    )
