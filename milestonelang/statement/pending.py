"""Why a figure is not known, in sentences: what is missing, who owes it and since when."""

from datetime import date
from typing import assert_never

from milestonelang import ir
from milestonelang.agreement.declarations import Source
from milestonelang.backends.exact import values
from milestonelang.primitives.dates import iso
from milestonelang.statement.model import PendingLine
from milestonelang.statement.words import Words


def reason_text(reason: values.Reason, words: Words, as_of: int | None = None) -> str:
    """Return one reason, as known on a day, as a sentence without a full stop."""
    match reason:
        case ir.Missing(name, period, by, due):
            what = f"{_quoted(name, words)} for {period}"
            return f"{what} {_owed(by, due, as_of, words, what.startswith('the rows'))}"
        case ir.Nothing(name, period):
            return f"there are no rows for {_quoted(name, words)} in {period}"
        case values.DivisionByZero(origin):
            return f"the divisor in {_place(origin, words)} is zero"
        case values.BeforeTerm(origin):
            return f"{_place(origin, words)} looks back to before the term"
        case values.NotHappened(event):
            return f"{_quoted(event, words)} has not happened"
        case values.NotAchieved(origin):
            return f"{_place(origin, words)} is not achieved"
        case values.NotInForce(origin):
            return f"{_place(origin, words)} has no value yet"
        case values.OutsideTable(origin):
            return f"{_place(origin, words)} has no row for its base"
        case values.CutsNotRising(origin):
            return f"the cut points of {_place(origin, words)} do not rise"
        case values.NoPower(origin):
            return f"{_place(origin, words)} is compounded a number of times that is not whole"
        case values.NoSuchDay(origin):
            return f"{_place(origin, words)} is no day of the calendar"
        case values.NothingToShareBy(origin):
            return f"the measures of {_place(origin, words)} give nothing to share by"
        case values.BelowZeroShared(origin):
            return f"{_place(origin, words)} has an amount below zero, which is not shared"
        case values.NotRunReason(text):
            return text
        case _:
            assert_never(reason)


def reason_texts(
    unknown: values.Unknown, words: Words, as_of: int | None = None
) -> tuple[str, ...]:
    """Return the reasons of an unknown value, each once."""
    return tuple(dict.fromkeys(reason_text(reason, words, as_of) for reason in unknown.reasons))


def pending_line(
    reason: values.Reason, figures: tuple[str, ...], words: Words, as_of: int | None
) -> PendingLine:
    """Return a reason with the figures that wait for it."""
    text = reason_text(reason, words, as_of)
    if isinstance(reason, ir.Missing):
        since = None if reason.due is None else date.fromordinal(reason.due)
        return PendingLine(text, reason.name, reason.by, since, figures)
    return PendingLine(text, "", None, None, figures)


def _owed(by: str | None, due: int | None, as_of: int | None, words: Words, are: bool) -> str:
    """Return who owes what is missing, and since or until which day."""
    verb = "are" if are else "is"
    if by is None and due is None:
        return f"{verb} not reported"
    owed = f"{verb} due" if by is None else f"{verb} due from {words.title(by)}"
    if due is None:
        return owed
    return (
        f"{owed} on {iso(due)}" if as_of is not None and as_of < due else f"{owed} since {iso(due)}"
    )


def _quoted(name: str, words: Words) -> str:
    declared = words.agreement.declarations.get(name)
    if declared is None:
        # Data names a cell or an amount in words; everything else is the name of a declaration.
        return name if " " in name else f"`{name}`"
    rows = "the rows of " if isinstance(declared, Source) else ""
    return f"{rows}{words.title(name)} (`{name}`)"


def _place(origin: int, words: Words) -> str:
    text = words.of(origin)
    return f"`{text}`" if text else "an expression of the terms"
