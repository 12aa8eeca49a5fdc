"""That a statement replaces an earlier one, and what it changes: old, new, difference.

In: a `Sheet` and what was replaced. Out: blocks of the model. Promised: a statement that changes
nothing says so.
"""

from milestonelang.agreement import declarations as decl
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.statement.model import Figure
from milestonelang.statement.printed.first_page import item_words, what_moved
from milestonelang.statement.printed.sheet import Sheet, table
from milestonelang.statement.replaced import Changed, Replaced

_NUMBER = model.ColumnKind.NUMBER


def replaces(sheet: Sheet, found: Replaced | None) -> tuple[model.Block, ...]:
    """Return the sentence that names the earlier statement."""
    if found is None:
        return ()
    parts = {}
    macro = "replaces"
    if found.record is not None:
        macro, parts["record"] = "replaces_record", words(values.number(found.record))
    if found.day is not None:
        macro, parts["day"] = f"{macro}_as_of", sheet.day(found.day)
    said = sheet.say(macro, **parts)
    if not found.changes:
        said = said + words(" ") + sheet.say("replaces_nothing")
    return (model.Paragraph(said.inlines),)


def against(sheet: Sheet, found: Replaced | None) -> tuple[model.Block, ...]:
    """Return what changed, line by line."""
    if found is None:
        return ()
    rows = [
        model.Row(
            (
                _line(sheet, each).inlines,
                *(_cell(sheet, each, one) for one in (each.was, each.now, each.difference)),
                sheet.clause(_clause(sheet, each)).inlines,
            ),
            model.RowKind.TOTAL if each.what == "payable" else model.RowKind.PLAIN,
        )
        for each in found.changes
    ]
    columns = (
        sheet.column("item_head"),
        sheet.column("was_head", _NUMBER),
        sheet.column("now_head", _NUMBER),
        sheet.column("difference_head", _NUMBER),
        sheet.column("clause_head", model.ColumnKind.LABEL),
    )
    return table(sheet.say("replaced"), "replaced", columns, rows)


def _line(sheet: Sheet, line: Changed) -> Phrase:
    if " to " in line.subject and line.what == "payable":
        return sheet.say("payable_head", way=sheet.subject(line.subject))
    if line.subject == sheet.basis.agreement.contract.name:
        return words(sheet.basis.agreement.contract.title)
    if line.what in ("state", "value"):
        return sheet.name(line.subject)
    if line.what == "share":
        name, _, party = line.subject.partition(" to ")
        return sheet.say("share_of_split", title=sheet.name(name), party=sheet.party(party))
    title = sheet.subject(line.subject)
    return what_moved(sheet, line.what, title) or item_words(sheet, line.what, title)


def _cell(sheet: Sheet, line: Changed, figure: Figure | None) -> model.Inlines:
    if figure is None:
        return sheet.say("nil").inlines
    return (sheet.state(figure) if line.what == "state" else sheet.figure(figure)).inlines


def _clause(sheet: Sheet, line: Changed) -> str:
    declared = sheet.basis.agreement.declarations.get(line.subject.partition(" to ")[0])
    if declared is None or isinstance(declared, decl.Party):
        return ""
    return sheet.basis.clause(declared.id)
