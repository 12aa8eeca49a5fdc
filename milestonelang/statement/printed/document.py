"""Print a statement: from what was drawn up of one period to a document of the model.

In: what the statement rests on, the statement, the agreement as a document and where that is to be
found. Out: `model.Document`, as the agreement is one. Promised: the amount and its day come first;
every row has its clause; a reference leads into the agreement; the same input gives the same
document, and nothing is computed here.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from milestonelang import records
from milestonelang.backends.documents import model
from milestonelang.backends.documents.draw_curve import Curve
from milestonelang.backends.documents.fill import fill, walk
from milestonelang.backends.documents.fill_common import Scene
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.words import Speaker, words
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.outline.amended import outline_in_force
from milestonelang.outline.outline import outline
from milestonelang.outline.places import Outline
from milestonelang.outline.uses import uses
from milestonelang.statement.basis import Basis
from milestonelang.statement.corrections import reported_again
from milestonelang.statement.model import Evaluation
from milestonelang.statement.printed import (
    accounts,
    figures,
    first_page,
    held,
    last_page,
    notes,
    replacing,
)
from milestonelang.statement.printed.curve import curves as curves_of
from milestonelang.statement.printed.sheet import Sheet
from milestonelang.statement.printed.standing import attention, states, targets
from milestonelang.statement.printed.steps import payments
from milestonelang.statement.replaced import Replaced

_HEAD = 78  # characters that stand beside the title of the statement
Blocks = tuple[model.Block, ...]


@records.frozen
class Printing:
    """What a statement is printed with.

    *target* is the address of the agreement, empty for none, *agreed* the agreement itself;
    *command* computes the statement anew; *speaker* runs the templates; *replaced* is the earlier
    statement of the period, where there is one.
    """

    target: str
    command: str
    speaker: Speaker
    curves: Mapping[int, Curve]
    agreed: model.Document
    replaced: Replaced | None = None


def agreed_document(basis: Basis, speaker: Speaker) -> model.Document:
    """Return the agreement that a statement refers to, as it was signed."""
    agreement = basis.agreement if basis.agreement.first is None else basis.agreement.first
    return fill(agreement, outline(agreement, spoken().part), speaker=speaker)


def print_statement(
    basis: Basis, evaluation: Evaluation, label: str, printing: Printing
) -> model.Document:
    """Return the statement of the period *label*; raises KeyError for one that there is not."""
    sheet = sheet_of(basis, evaluation, label, printing)
    period, contract = sheet.period, sheet.basis.agreement.contract
    lead = (
        *first_page.opening(sheet, replacing.replaces(sheet, printing.replaced)),
        *first_page.made_up(sheet),
        *replacing.against(sheet, printing.replaced),
        *first_page.units(sheet),
        *attention(sheet),
        *held.held(sheet),
    )
    over = sheet.say(
        "over", span=sheet.span, start=sheet.day(period.start), end=sheet.day(period.end)
    )
    made = model.Document(
        title=sheet.title("title", label=words(label)),
        label=over.text,
        parties=_running_head(contract.title, [item.title for item in evaluation.parties]),
        foot=_foot(sheet),
        date=(period.end if evaluation.as_of is None else evaluation.as_of).isoformat(),
        lead=lead,
        clauses=(),
        parts=tuple(_parts(sheet, printing.command)),
        language=spoken().name,
        labels=sheet.labels,
    )
    return _numbered(_outward(made, sheet.scene.outline, printing.target), sheet)


def sheet_of(basis: Basis, evaluation: Evaluation, label: str, printing: Printing) -> Sheet:
    """Return what the parts of a statement share; raises KeyError for a period there is not."""
    index = next(
        (place for place, item in enumerate(evaluation.periods) if item.label == label), None
    )
    if index is None:
        raise KeyError(label)
    own = basis.at(index)
    agreement = own.agreement
    first = agreement if agreement.first is None else agreement.first
    named = spoken().part
    in_force = outline_in_force(agreement, named)
    voice = Voice(agreement, in_force, printing.speaker)
    scene = Scene(voice, agreement, in_force, uses(first), dict(printing.curves))
    said, heads = _sentences(printing.agreed)
    places: dict[str, str] = {}
    for place in in_force.walk():
        places.setdefault(place.number, place.anchor)
    return Sheet(
        scene=scene,
        basis=own,
        evaluation=evaluation,
        period=evaluation.periods[index],
        before=evaluation.periods[index - 1] if index else None,
        index=index,
        said=said,
        heads=heads,
        places=places,
        labels=printing.agreed.labels,
        corrections=reported_again(basis),
    )


def _sentences(
    agreed: model.Document,
) -> tuple[dict[str, model.Item | model.Subclause], dict[str, str]]:
    """Return the sentences of the agreement by their anchor, and their run-in heads."""
    said: dict[str, model.Item | model.Subclause] = {}
    heads: dict[str, str] = {}
    for node in walk((agreed.clauses, agreed.parts)):
        if isinstance(node, model.Subclause):
            said[node.anchor] = node
            if node.head is not None:
                heads[node.anchor] = node.head.rstrip(".")
        elif isinstance(node, model.Item):
            said[node.anchor] = node
            if node.text and isinstance(node.text[0], model.Emphasis):
                heads[node.anchor] = node.text[0].text.rstrip(".")
    return said, heads


def _parts(sheet: Sheet, command: str) -> Iterable[model.Part]:
    """Yield the parts after the first page; one that has nothing to say is left out."""
    steps = [*payments(sheet)]
    for line in sheet.period.payments:
        steps += curves_of(sheet, line)
    written: tuple[tuple[str, Blocks], ...] = (
        ("steps", tuple(steps)),
        ("standing", (*states(sheet), *targets(sheet))),
        ("figures", (*figures.used(sheet), *figures.corrected(sheet), *figures.year(sheet))),
        ("accounts", accounts.accounts(sheet)),
        ("question", last_page.question(sheet)),
        ("check", (*last_page.check(sheet, command), *notes.notes(sheet))),
    )
    for name, blocks in written:
        if blocks:
            label, title = sheet.title(f"{name}_label"), sheet.title(f"{name}_title")
            yield model.Part(label, title, f"part-{name}", False, blocks)


def _running_head(title: str, parties: list[str]) -> tuple[str, ...]:
    """Return what stands at the head of each page: the agreement too, where there is room."""
    whole = (title, *parties)
    return whole if len(" · ".join(whole)) <= _HEAD else tuple(parties)


def _foot(sheet: Sheet) -> str:
    hashes = [hash for _, hash in sheet.evaluation.terms[:1]]
    fours = " ".join(hashes[0][start : start + 4] for start in range(0, 16, 4)) if hashes else ""
    as_of = sheet.evaluation.as_of
    if as_of is None:
        return sheet.title("foot", hash=words(fours))
    return sheet.title("foot_as_of", hash=words(fours), day=sheet.day(as_of))


# ---- references, tables and figures of the whole


def _outward(document: model.Document, places: Outline, target: str) -> model.Document:
    """Return the document with what refers to the agreement leading there.

    A term of the agreement is a plain word here: the statement defines none.
    """
    known = {place.anchor for place in places.walk()}

    def turn(node: Any) -> Any:
        match node:
            case model.Term() | model.Definition():
                return model.Text(node.text)
            case model.Reference(text=text, anchor=anchor) if anchor in known and target:
                return model.Link(text, target, anchor)
            case model.Reference():
                return model.Text(node.text)
            case _:
                return node

    made = _changed(document, turn)
    assert isinstance(made, model.Document)
    return made


def _numbered(document: model.Document, sheet: Sheet) -> model.Document:
    """Return the document with its tables and figures numbered in printing order."""
    counts = {model.Table: 0, model.Figure: 0}

    def turn(node: Any) -> Any:
        kind = type(node)
        if kind not in counts or not node.label:
            return node
        counts[kind] += 1
        macro = "table" if kind is model.Table else "figure"
        label = sheet.title(macro, number=words(str(counts[kind])))
        return records.evolve(node, label=label)

    made = _changed(document, turn)
    assert isinstance(made, model.Document)
    return made


def _changed(node: Any, turn: Callable[[Any], Any]) -> Any:
    """Return a node of the model with each node in it turned, those inside it first."""
    if isinstance(node, tuple):
        return tuple(_changed(each, turn) for each in node)
    if not hasattr(type(node), "__record_fields__"):
        return node
    fields = {
        field.name: _changed(getattr(node, field.name), turn)
        for field in records.fields(type(node))
    }
    return turn(type(node)(**fields))
