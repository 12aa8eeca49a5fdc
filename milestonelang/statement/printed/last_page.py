"""The last page: how to question a figure, how to check it, and what it all rests on.

In: a `Sheet`. Out: blocks of the model. Promised: how to dispute is said by the agreement's own
clauses, word for word; every file stands with its SHA-256.
"""

from collections.abc import Iterator

from milestonelang.agreement import declarations as decl
from milestonelang.backends.documents import model
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.outline.places import Role
from milestonelang.statement.printed.sheet import Sheet, short_file, shown, table
from milestonelang.version import VERSION

_LABEL = model.ColumnKind.LABEL


def question(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return the clauses by which a statement is disputed, corrected and audited."""
    found = list(_clauses(sheet))
    lead = sheet.say("question_lead" if found else "question_none")
    return (model.Paragraph(lead.inlines), *found)


def _clauses(sheet: Sheet) -> Iterator[model.Block]:
    outline = sheet.scene.outline
    places = [
        outline.find(item.id)
        for kind in (decl.Dispute, decl.Audit)
        for item in sheet.basis.agreement.of_kind(kind)
    ]
    places += [outline.find(None, role) for role in (Role.CORRECTIONS, Role.MISSING)]
    for place in places:
        said = None if place is None else sheet.said.get(place.anchor)
        if place is None or not isinstance(said, model.Subclause):
            continue
        head = sheet.say("quoted_head", clause=sheet.clause(place.number), head=_head(said))
        yield model.Paragraph((*head.inlines, model.Text(" "), *said.text))
        for block in said.blocks:
            if isinstance(block, model.Items):
                yield _items(block, place.anchor)


def _head(said: model.Subclause) -> Phrase:
    return Phrase(model.Emphasis(said.head or ""))


def _items(block: model.Items, anchor: str) -> model.Items:
    """Return a list of the agreement with anchors of the statement's own."""
    items = tuple(
        model.Item(item.number, f"quoted-{anchor}-{place}", item.text)
        for place, item in enumerate(block.items, start=1)
    )
    return model.Items(block.kind, items)


def check(sheet: Sheet, command: str) -> tuple[model.Block, ...]:
    """Return how to compute the statement anew, and the fingerprints of terms and data."""
    evaluation = sheet.evaluation
    settings = [
        sheet.say("set_to", name=words(name), value=sheet.given(value))
        for name, value in evaluation.settings
    ]
    said = sheet.say("check_command", command=Phrase(model.Code(command)))
    found: list[model.Block] = [model.Paragraph(said.inlines)]
    if settings:
        given = sheet.say("with_settings", settings=sheet.scene.voice.both(settings))
        found.append(model.Paragraph(given.inlines))
    tool = Phrase(model.Code(f"milestonelang {VERSION}"))
    found.append(model.Paragraph(sheet.say("engine", tool=tool).inlines))
    files = (*evaluation.terms, *evaluation.data)
    columns = (sheet.column("file_head", _LABEL, names_row=True), sheet.column("hash_head"))
    caption = sheet.say("fingerprints", kind=words("SHA-256"))
    found += table(caption, "fingerprints", columns, [_file(name, hash) for name, hash in files])
    return tuple(found)


def _file(name: str, hash: str) -> model.Row:
    eights = " ".join(hash[start : start + 8] for start in range(0, len(hash), 8))
    return model.Row(((model.Code(shown(short_file(name))),), (model.Code(eights),)))
