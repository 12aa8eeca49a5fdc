"""Two texts into one: the words that both have, those that were deleted and those inserted.

In: the inlines of a line in two versions. Out: pieces of them. Promised: the pieces that were not
deleted are the new text to the letter, those that were not inserted the old one; a figure, a term,
a reference, a date, and any number in running text is one piece and never split.
"""

import enum
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from milestonelang import records
from milestonelang.backends.documents import model, reading

# A no-break space does not part words: `USD 250,000` is one.
_TOKEN = re.compile(r"[ \t\n]+|[(\[“\"‘]|[^ \t\n(\[“\"‘]+")
_LAST = re.compile(r"[.,;:!?)\]”\"’]+\Z")


class Change(enum.Enum):
    """What became of words."""

    INSERTED = "inserted"
    DELETED = "deleted"


@records.frozen
class Piece:
    """Words of one kind, and what became of them; None: both versions have them."""

    inline: model.Inline
    change: Change | None = None

    @property
    def text(self) -> str:
        """The words as they read."""
        return reading.inline_text(self.inline)


Pieces = tuple[Piece, ...]


def pieces(inlines: model.Inlines, change: Change | None = None) -> Pieces:
    """Return a whole text as pieces."""
    return tuple(Piece(inline, change) for inline in inlines if inline.text)


def merged(old: model.Inlines, new: model.Inlines) -> Pieces:
    """Return two texts as one."""
    before, after = list(tokens(old)), list(tokens(new))
    texts = [[reading.inline_text(each) for each in side] for side in (before, after)]
    found: list[Piece] = []
    for tag, a, b, c, d in changes(*texts):
        if tag == "equal":
            found += (Piece(each) for each in after[c:d])
        else:
            found += (Piece(each, Change.DELETED) for each in before[a:b])
            found += (Piece(each, Change.INSERTED) for each in after[c:d])
    return tuple(_joined(found))


def text_of(parts: Iterable[Piece], without: Change) -> str:
    """Return the text of one version: the other's words are left out."""
    return "".join(part.text for part in parts if part.change is not without)


def words_of(inlines: model.Inlines) -> tuple[str, ...]:
    """Return the words by which a line is compared."""
    return tuple(reading.text_of(inlines).split())


Opcode = tuple[str, int, int, int, int]


def changes(old: list[str], new: list[str]) -> list[Opcode]:
    """Return what differs; where only a space is the same between two changes, they are one."""
    found: list[Opcode] = []
    raw = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for index, (tag, a, b, c, d) in enumerate(raw):
        between = 0 < index < len(raw) - 1
        if tag == "equal" and between and not "".join(old[a:b]).strip():
            tag = "replace"
        if found and tag != "equal" and found[-1][0] != "equal":
            _, start, _, first, _ = found.pop()
            found.append(("replace", start, b, first, d))
        else:
            found.append((tag, a, b, c, d))
    return found


def tokens(inlines: model.Inlines) -> Iterator[model.Inline]:
    """Yield the words, spaces and signs of a text; what is no running text stays whole."""
    for inline in inlines:
        if not isinstance(inline, model.Text):
            if inline.text:
                yield inline
            continue
        for found in _TOKEN.finditer(inline.text):
            text = found[0]
            last = _LAST.search(text)
            if last is None or last.start() == 0:
                yield model.Text(text)
                continue
            yield model.Text(text[: last.start()])
            yield model.Text(text[last.start() :])


def _joined(parts: list[Piece]) -> Iterator[Piece]:
    """Put texts next to each other together where the same became of them."""
    held: Piece | None = None
    for part in parts:
        if (
            held is not None
            and held.change is part.change
            and isinstance(held.inline, model.Text)
            and isinstance(part.inline, model.Text)
        ):
            held = Piece(model.Text(held.inline.text + part.inline.text), held.change)
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held
