"""Lay two documents together, line by line and word by word.

In: the old and the new document. Out: the lines of both, with what became of each. Promised:
`accepted` are the words of the new document, `rejected` those of the old one, in their order. A
line that stands in another place with the same words is marked as moved in both places.
"""

from collections.abc import Iterator

from milestonelang import records
from milestonelang.backends.documents import model
from milestonelang.backends.documents.redline.aligning import Unit, align, moves, ordered
from milestonelang.backends.documents.redline.flat import Kind, Line, lines_of, rows_of
from milestonelang.backends.documents.redline.words import (
    Change,
    Pieces,
    merged,
    pieces,
    text_of,
    words_of,
)

# Lines whose anchors name what they say; those of items count, and move when one is inserted.
_KEPT = (Kind.CLAUSE, Kind.SUBCLAUSE, Kind.PART)


@records.frozen
class MarkedRow:
    """A row of a table with what became of it; of its cells where both versions have the row."""

    kind: model.RowKind
    cells: tuple[Pieces, ...]
    change: Change | None = None


@records.frozen
class MarkedLine:
    """A line with what became of it. *moved*: it stands in both versions, in two places.

    *begins_move*: the line before it did not move so. *line* is that of the new version, of the old
    one where it was deleted.
    """

    line: Line
    number: Pieces
    text: Pieces
    rows: tuple[MarkedRow, ...] = ()
    change: Change | None = None
    moved: bool = False
    begins_move: bool = False

    @property
    def parts(self) -> Iterator[Pieces]:
        """The texts of the line: its number, its words, the cells of its table."""
        yield self.number
        yield self.text
        for row in self.rows:
            yield from row.cells

    @property
    def is_same(self) -> bool:
        """Whether both versions have the line, word for word, at the same place."""
        return self.change is None and all(
            piece.change is None for part in self.parts for piece in part
        )


@records.frozen
class Redline:
    """Two documents as one; *document* is the new one, for everything that is not its text."""

    document: model.Document
    lines: tuple[MarkedLine, ...]

    @property
    def is_same(self) -> bool:
        """Whether both documents are the same."""
        return all(line.is_same for line in self.lines)


def redline(old: model.Document, new: model.Document) -> Redline:
    """Return two documents as one."""
    before, after = list(lines_of(old)), list(lines_of(new))
    units = [_unit(line) for line in before], [_unit(line) for line in after]
    pairs = align(*units)
    # What stands elsewhere refers to other numbers there, and is the same for all that.
    loose = [[_unit(line, without_places=True) for line in side] for side in (before, after)]
    taken = moves(loose[0], loose[1], pairs)
    given = set(taken.values())
    found = []
    for one, other in ordered(pairs):
        if one is not None and other is not None:
            found.append(_both(before[one], after[other]))
        elif one is not None:
            found.append(_whole(before[one], Change.DELETED, one in given))
        elif other is not None:
            found.append(_whole(after[other], Change.INSERTED, other in taken))
    return Redline(new, tuple(_with_begins(found)))


def _with_begins(lines: list[MarkedLine]) -> Iterator[MarkedLine]:
    before: Change | None = None
    for line in lines:
        change = line.change if line.moved else None
        begins = change is not None and change is not before
        yield records.evolve(line, begins_move=True) if begins else line
        before = change


def words(redline: Redline, without: Change) -> tuple[str, ...]:
    """Return the words of one version."""
    return tuple(
        word
        for line in redline.lines
        for part in line.parts
        for word in text_of(part, without).split()
    )


def accepted(redline: Redline) -> tuple[str, ...]:
    """Return the words that are left when every change is accepted."""
    return words(redline, Change.DELETED)


def rejected(redline: Redline) -> tuple[str, ...]:
    """Return the words that are left when every change is rejected."""
    return words(redline, Change.INSERTED)


def _unit(line: Line, *, without_places: bool = False) -> Unit:
    """Return a line as it is compared; its number tells nothing, since numbers move."""
    if without_places:
        line = records.evolve(line, text=tuple(each for each in line.text if not _is_place(each)))
    columns = 0 if line.table is None else len(line.table.columns)
    said = list(words_of(line.text))
    if line.table is not None:
        said += [
            word for row in rows_of(line.table) for cell in row.cells for word in words_of(cell)
        ]
    if line.figure is not None:
        said += [line.figure.svg]
    key = line.anchor if line.kind in _KEPT else ""
    return Unit((line.kind, line.depth, columns), tuple(said), key)


def _is_place(inline: model.Inline) -> bool:
    return isinstance(inline, model.Reference)


def _whole(line: Line, change: Change, moved: bool) -> MarkedLine:
    rows = () if line.table is None else rows_of(line.table)
    return MarkedLine(
        line,
        _number(line.number, change),
        pieces(line.text, change),
        tuple(_row(row, change) for row in rows),
        change,
        moved,
    )


def _both(old: Line, new: Line) -> MarkedLine:
    number = _number(new.number)
    if old.number != new.number:
        number = _number(old.number, Change.DELETED) + _number(new.number, Change.INSERTED)
    rows: tuple[MarkedRow, ...] = ()
    if old.table is not None and new.table is not None:
        rows = tuple(_rows(rows_of(old.table), rows_of(new.table)))
    return MarkedLine(new, number, merged(old.text, new.text), rows)


def _number(text: str, change: Change | None = None) -> Pieces:
    return pieces((model.Text(text),), change) if text else ()


def _rows(old: tuple[model.Row, ...], new: tuple[model.Row, ...]) -> Iterator[MarkedRow]:
    """Yield the rows of a table: the heads are a pair, the others are paired by their words."""
    yield _row_of_both(old[0], new[0])
    units = [
        [
            Unit(row.kind, tuple(word for cell in row.cells for word in words_of(cell)))
            for row in side[1:]
        ]
        for side in (old, new)
    ]
    for one, other in ordered(align(*units)):
        if one is not None and other is not None:
            yield _row_of_both(old[one + 1], new[other + 1])
        elif one is not None:
            yield _row(old[one + 1], Change.DELETED)
        elif other is not None:
            yield _row(new[other + 1], Change.INSERTED)


def _row(row: model.Row, change: Change) -> MarkedRow:
    return MarkedRow(row.kind, tuple(pieces(cell, change) for cell in row.cells), change)


def _row_of_both(old: model.Row, new: model.Row) -> MarkedRow:
    cells = tuple(merged(*both) for both in zip(old.cells, new.cells, strict=True))
    return MarkedRow(new.kind, cells)


__all__ = [
    "Change",
    "Kind",
    "MarkedLine",
    "MarkedRow",
    "Redline",
    "accepted",
    "redline",
    "rejected",
]
