"""What differs from the agreement that this one is based on, as an annex.

In: the documents of both. Out: a part of the model: a row for each sentence, item and row of a
table that reads otherwise, and what the base declares core. Promised: the words are those of the
two documents; what differs in nothing but the number of a place it refers to is left out; a clause
that one of them lacks, and a figure that went, is named and not repeated, since it stands in the
other.
"""

from collections.abc import Iterable, Iterator

from milestonelang import records
from milestonelang.agreement import declarations as d
from milestonelang.backends.documents import model
from milestonelang.backends.documents.fill_common import Scene
from milestonelang.backends.documents.redline.flat import Kind
from milestonelang.backends.documents.redline.merge import MarkedLine, MarkedRow, redline
from milestonelang.backends.documents.redline.words import Change, Piece, Pieces, text_of
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.outline.places import Place

_HEADS = (Kind.CLAUSE, Kind.PART)


@records.frozen(eq=False)
class Base:
    """The base: its contract, and its document without what does not bind."""

    contract: d.Contract
    document: model.Document


def terms_only(document: model.Document, leaving: Iterable[str]) -> model.Document:
    """Return what binds of a document; parts of the titles *leaving* are left out too."""
    left = set(leaving)
    parts = tuple(part for part in document.parts if part.binding and part.title not in left)
    return records.evolve(
        document, label="", title="", lead=(), key_terms=None, signatures=None, parts=parts
    )


def differences_part(
    scene: Scene, place: Place, base: Base | None, document: model.Document
) -> model.Part:
    """Return the annex; *document* is this agreement's, as `terms_only` gives it."""
    voice = scene.voice
    title = voice.say("schedules", "differences").text
    blocks: list[model.Block] = [model.Note(voice.say("schedules", "differences_note").inlines)]
    if base is None:
        blocks.append(model.Paragraph(voice.say("schedules", "base_not_whole").inlines))
        return model.Part(place.label, title, place.anchor, False, tuple(blocks))
    name = words(base.contract.title)
    based = voice.say("schedules", "based_on", base=name)
    if base.contract.version is not None:
        version = words(base.contract.version)
        based = voice.say("schedules", "based_on_version", base=name, version=version)
    blocks.append(model.Paragraph(based.inlines))
    rows = tuple(_rows(scene, base.document, document))
    if rows:
        heads = ("differs_head", "base_head", "here_head")
        label, *others = (voice.say("schedules", head).text for head in heads)
        columns = (
            model.Column(label, model.ColumnKind.LABEL, names_row=True),
            *(model.Column(other) for other in others),
        )
        blocks.append(model.Table("", "", f"{place.anchor}-table", columns, rows))
    else:
        blocks.append(model.Paragraph(voice.say("schedules", "no_difference").inlines))
    core = [name for name in base.contract.core if name in scene.agreement.declarations]
    if core:
        named = voice.both([_core(scene, name) for name in core])
        blocks.append(model.Paragraph(voice.say("schedules", "core", names=named).inlines))
    return model.Part(place.label, title, place.anchor, False, tuple(blocks))


def _core(scene: Scene, name: str) -> Phrase:
    declared = scene.agreement.declarations[name]
    title = declared.title or name.rpartition(".")[2].replace("_", " ").title()
    found = scene.outline.find(declared.id)
    return words(title) if found is None else Phrase(model.Reference(title, found.anchor))


def _rows(scene: Scene, base: model.Document, own: model.Document) -> Iterator[model.Row]:
    """Lay clause beside clause and part beside part; what went stands where it stood."""
    below, above = _sections(base), _sections(own)
    for key, section in above.items():
        while (first := next(iter(below), key)) not in above:
            yield _Rows(scene).gone(below.pop(first))
        before = below.pop(key, None)
        if before is None:
            yield _Rows(scene).added(section)
        else:
            yield from _Rows(scene).of(redline(_alone(base, before), _alone(own, section)).lines)
    yield from (_Rows(scene).gone(section) for section in below.values())


Section = model.Clause | model.Part


def _sections(document: model.Document) -> dict[str, Section]:
    """Return clauses by the anchors of what they state, and parts, whose numbers move, by title."""
    clauses: dict[str, Section] = {f"#{clause.anchor}": clause for clause in document.clauses}
    return clauses | {part.title: part for part in document.parts}


def _alone(document: model.Document, section: Section) -> model.Document:
    if isinstance(section, model.Clause):
        return records.evolve(document, clauses=(section,), parts=())
    return records.evolve(document, clauses=(), parts=(section,))


def _called(section: Section) -> tuple[str, str]:
    if isinstance(section, model.Clause):
        return section.number, section.heading
    return section.label, section.title


@records.mutable
class _Rows:
    """Walks the lines of one clause or part: *head* is the number it is in, *at* its place.

    *is_gone* holds below the heading of what only the base has.
    """

    scene: Scene
    head: str = ""
    at: model.Inlines = ()
    is_gone: bool = False

    def of(self, lines: Iterable[MarkedLine]) -> Iterator[model.Row]:
        """Yield the rows of a clause or part that both documents have."""
        for line in lines:
            if line.line.kind is Kind.FIGURE:  # it shows what the table beside it says
                continue
            self._move(line)
            is_heading = line.line.kind is Kind.HEADING
            if line.change is Change.DELETED and is_heading and not line.moved:
                self.is_gone = True
                yield self._gone(_both(line.text)[0])
                continue
            self.is_gone &= line.change is Change.DELETED
            if self.is_gone:
                continue
            if not line.moved and line.change is None:
                yield from self._changed(line)
            elif not line.moved and not _is_new_heading(line):
                yield from self._one_sided(line)

    def _move(self, line: MarkedLine) -> None:
        """Take note of the place of a line of this agreement."""
        if line.change is Change.DELETED:
            return
        kind, number = line.line.kind, text_of(line.number, Change.DELETED)
        if kind in _HEADS or kind is Kind.SUBCLAUSE:
            self.head = number
            self.at = (_reference(number, line),)
        elif kind is Kind.ITEM and line.line.anchor:
            self.at = (_reference(f"{self.head}{number}", line),)
        elif kind is Kind.HEADING:
            self.at = (_reference(line.line.text[0].text if line.line.text else number, line),)

    def added(self, section: Section) -> model.Row:
        """Return the row of a clause or part that only this agreement has."""
        number, title = _called(section)
        place = (model.Reference(number, section.anchor),)
        return model.Row((place, self._none(), self._say("clause_whole", title)))

    def gone(self, section: Section) -> model.Row:
        """Return the row of a clause or part that only the base has."""
        return self._gone(_called(section)[1])

    def _gone(self, title: str) -> model.Row:
        return model.Row((self._none(), self._say("clause_whole", title), self._none()))

    def _changed(self, line: MarkedLine) -> Iterator[model.Row]:
        if _differs(line.text):
            yield self._row(*_both(line.text))
        for row in line.rows:
            if row.change is not None or any(_differs(cell) for cell in row.cells):
                yield self._row(*_cells(row))

    def _one_sided(self, line: MarkedLine) -> Iterator[model.Row]:
        yield self._row(*_both(line.text))
        for row in line.rows[1:]:
            yield self._row(*_cells(row))

    def _row(self, before: str, after: str) -> model.Row:
        cells = ((model.Text(text),) if text else self._none() for text in (before, after))
        return model.Row((self.at or self._none(), *cells))

    def _none(self) -> model.Inlines:
        return self._say("not_there")

    def _say(self, macro: str, title: str = "") -> model.Inlines:
        voice = self.scene.voice
        if not title:
            return voice.say("schedules", macro).inlines
        return voice.say("schedules", macro, title=words(title)).inlines


def _is_new_heading(line: MarkedLine) -> bool:
    """Return whether a line is the place of those after it, and says no more."""
    return line.line.kind is Kind.HEADING and line.change is Change.INSERTED


def _differs(parts: Pieces) -> bool:
    """Whether words differ, and not only numbers of places."""
    changed = [piece for piece in parts if piece.change is not None]
    return any(not isinstance(piece.inline, model.Reference) for piece in changed)


def _both(parts: Iterable[Piece]) -> tuple[str, str]:
    found = tuple(parts)
    return text_of(found, Change.INSERTED).strip(), text_of(found, Change.DELETED).strip()


def _cells(row: MarkedRow) -> tuple[str, str]:
    sides = [_both(cell) for cell in row.cells]
    before, after = ([side[index] for side in sides if side[index]] for index in (0, 1))
    return _row_text(before), _row_text(after)


def _row_text(cells: list[str]) -> str:
    head, *rest = cells or [""]
    return f"{head}: {', '.join(rest)}" if rest else head


def _reference(text: str, line: MarkedLine) -> model.Inline:
    return model.Reference(text, line.line.anchor) if line.line.anchor else model.Text(text)
