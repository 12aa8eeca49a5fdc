"""What is pending on the first page: what is missing, who owes it, and which figures wait for it.

In: a `Sheet`. Out: blocks of the model. Promised: each reason that the evaluator gives is a
sentence of the language; a place of the terms is the number of its clause, where it has one.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import assert_never

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.documents import model
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.exact import values
from milestonelang.statement.pending import reason_text
from milestonelang.statement.printed.sheet import Sheet, shown


def pending(sheet: Sheet) -> Iterator[model.Block]:
    """Yield what is missing, who owes it and which figures wait for it."""
    lines = sheet.period.pending
    if not lines:
        return
    yield model.Heading(1, sheet.title("pending_head"), "pending")
    as_of = sheet.basis.known.as_of
    by_text = {reason_text(each, sheet.basis.words, as_of): each for each in _reasons(sheet)}
    items = []
    for number, line in enumerate(lines, start=1):
        reason = by_text.get(line.reason)
        said = (
            sheet.given(line.reason) if reason is None else reason_words(sheet, reason)
        ).capital()
        waiting = [sheet.payable(name) for name in line.figures if not _is_party(sheet, name)]
        if waiting:
            said = sheet.say("waits", what=said, figures=sheet.scene.voice.both(waiting))
        else:
            said = sheet.say("missing_too", what=said)
        items.append(model.Item(str(number), f"pending-{number}", said.inlines))
    yield model.Items(model.ItemsKind.LETTERED, tuple(items))


def _is_party(sheet: Sheet, name: str) -> bool:
    """Whether a line is of what a party carries, which waits with what is payable to it."""
    return isinstance(sheet.basis.agreement.declarations.get(name), decl.Party)


def _reasons(sheet: Sheet) -> Iterable[values.Reason]:
    for report in sheet.basis.program.reports:
        yield from sheet.basis.reasons(report.value, sheet.index)
    inputs = sheet.basis.inputs
    for results in (*inputs.metrics.values(), *inputs.queries.values()):
        result = results[sheet.index] if sheet.index < len(results) else None
        if isinstance(result, ir.Missing):
            yield result


def reason_words(sheet: Sheet, reason: values.Reason) -> Phrase:
    """Return one reason as a sentence without a full stop."""
    match reason:
        case ir.Missing():
            return _missing(sheet, reason)
        case ir.Nothing(name, period):
            return sheet.say("why_no_rows", name=_name(sheet, name), label=words(period))
        case values.DivisionByZero(origin):
            return sheet.say("why_divided", place=_place(sheet, origin))
        case values.BeforeTerm(origin):
            return sheet.say("why_before_term", place=_place(sheet, origin))
        case values.NotHappened(event):
            return sheet.say("why_not_happened", name=_name(sheet, event))
        case values.NotAchieved(origin):
            return sheet.say("why_not_achieved", place=_place(sheet, origin))
        case values.NotInForce(origin):
            return sheet.say("why_no_value", place=_place(sheet, origin))
        case values.OutsideTable(origin):
            return sheet.say("why_no_band", place=_place(sheet, origin))
        case values.CutsNotRising(origin):
            return sheet.say("why_cuts", place=_place(sheet, origin))
        case values.NoPower(origin):
            return sheet.say("why_no_power", place=_place(sheet, origin))
        case values.NoSuchDay(origin):
            return sheet.say("why_no_day", place=_place(sheet, origin))
        case values.NothingToShareBy(origin):
            return sheet.say("why_not_shared", place=_place(sheet, origin))
        case values.BelowZeroShared(origin):
            return sheet.say("why_below_zero", place=_place(sheet, origin))
        case values.NotRunReason(text):
            return sheet.given(text)
        case _:
            assert_never(reason)


def _missing(sheet: Sheet, reason: ir.Missing) -> Phrase:
    what = sheet.say("figure_of", name=_name(sheet, reason.name), label=words(reason.period))
    as_of = sheet.basis.known.as_of
    macro, parts = "not_reported", {"what": what}
    if reason.due is not None:
        macro = "due_on" if as_of is not None and as_of < reason.due else "due_since"
        parts["day"] = sheet.day(date.fromordinal(reason.due))
    if reason.by is not None:
        return sheet.say(f"{macro}_from", party=sheet.name(reason.by), **parts)
    return sheet.say(macro, **parts)


def _name(sheet: Sheet, name: str) -> Phrase:
    """Return what is missing: a declaration by its title, a cell of the data as it is named."""
    declared = sheet.basis.agreement.declarations.get(name)
    if declared is None:
        return sheet.given(name)
    said = sheet.name(name)
    return sheet.say("rows_missing", source=said) if isinstance(declared, decl.Source) else said


def _place(sheet: Sheet, origin: int) -> Phrase:
    """Return the clause of a node; the words of the terms for what stands in none of its own."""
    number = sheet.basis.clause(origin)
    if number:
        return sheet.in_clause(number)
    text = sheet.basis.words.of(origin)
    return Phrase(model.Code(shown(text))) if text else sheet.say("some_place")
