"""Let Word count: which paragraph belongs to which list, so that Word shows the document's numbers.

In: a `model.Document`, whose numbers are strings. Out: for each numbered place its list and level,
and the lists themselves. Promised: what Word counts is what the document says; a list that has to
begin anew gets an instance of its own, and a number that no counting gives stays typed text.
"""

import re
from collections.abc import Iterable, Iterator

from milestonelang import records
from milestonelang.backends.documents import model

_LABEL = re.compile(r"(?P<prefix>.*\S )(?P<count>\d{1,4}|[A-Z])\Z")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"))
_ROMAN_SMALL = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST = 999


@records.frozen
class Level:
    """How a level counts, `lowerLetter`, and how its number reads, `(%3)`."""

    form: str
    pattern: str


CLAUSES = (
    Level("decimal", "%1"),
    Level("decimal", "%1.%2"),
    Level("lowerLetter", "(%3)"),
    Level("lowerRoman", "(%4)"),
)
INNER = (Level("decimal", "%1"),)
_LEVEL_OF = {
    model.ItemsKind.STEPS: 2,
    model.ItemsKind.LETTERED: 2,
    model.ItemsKind.ROMAN: 3,
}


@records.frozen
class Numbered:
    """A numbered place: its list and level; *in_full* is how a reference names it, `3.2(d)`."""

    list_id: int
    level: int
    number: str
    in_full: str
    by_style: bool


@records.frozen
class Instance:
    """A list as Word counts it: of which kind, and where one level begins anew."""

    kind: int
    level: int | None = None
    start: int = 1


@records.frozen(eq=False)
class Plan:
    """Where Word counts. Kinds and instances are numbered from 1, in order."""

    places: dict[str, Numbered]
    kinds: tuple[tuple[Level, ...], ...]
    instances: tuple[Instance, ...]


def plan(document: model.Document) -> Plan:
    """Return what Word is to count."""
    counter = _Counter()
    for clause in document.clauses:
        counter.place(0, 0, clause.anchor, clause.number, clause.number)
        for subclause in clause.subclauses:
            counter.place(0, 1, subclause.anchor, subclause.number, subclause.number)
            counter.blocks(subclause.blocks, subclause.number)
    for part in document.parts:
        counter.label(part)
        counter.blocks(part.blocks, "")
    return Plan(counter.places, tuple(counter.kinds), tuple(counter.instances))


def label_parts(label: str) -> tuple[str, str] | None:
    """Return `Schedule ` and `1`, or none where a label does not count."""
    found = _LABEL.match(label)
    return None if found is None else (found["prefix"], found["count"])


class _Counter:
    """Counts as Word does, and opens a new instance wherever Word would show another number."""

    def __init__(self) -> None:
        self.places: dict[str, Numbered] = {}
        self.kinds: list[tuple[Level, ...]] = [CLAUSES, INNER]
        self.instances = [Instance(1), Instance(2)]
        self._counts = [[0] * 4, [0]]
        self._current = [1, 2]
        self._labels: dict[tuple[str, str], int] = {}

    def place(self, kind: int, level: int, anchor: str, number: str, in_full: str) -> None:
        """Count one place of a kind of list, or leave it typed."""
        counts, levels = self._counts[kind], self.kinds[kind]
        base = 1 + next(i for i, each in enumerate(self.instances) if each.kind == kind + 1)
        if level < 2:
            self._current[kind] = base
        before = list(counts)
        counts[level] += 1
        counts[level + 1 :] = [0] * (len(counts) - level - 1)
        if _shown(levels, level, counts) != number:
            start = _start(levels, level, counts, number)
            if start is None:
                self._counts[kind] = before
                return
            counts[level] = start
            self.instances.append(Instance(kind + 1, level, start))
            self._current[kind] = len(self.instances)
        list_id = self._current[kind]
        by_style = list_id == base and kind < 2
        self.places[anchor] = Numbered(list_id, level, number, in_full, by_style)

    def label(self, part: model.Part) -> None:
        """Count the label of a schedule or an annex."""
        found = label_parts(part.label)
        if found is None:
            return
        prefix, count = found
        form = "decimal" if count.isdigit() else "upperLetter"
        kind = self._labels.get((prefix, form))
        if kind is None:
            kind = self._labels[prefix, form] = len(self.kinds)
            self.kinds.append((Level(form, prefix.replace("%", "") + "%1"),))
            self.instances.append(Instance(kind + 1))
            self._counts.append([0])
            self._current.append(len(self.instances))
        self.place(kind, 0, part.anchor, part.label, part.label)

    def blocks(self, blocks: Iterable[model.Block], before: str) -> None:
        """Count the lists and headings among blocks; *before* is the number they stand below."""
        for block in blocks:
            if isinstance(block, model.Heading) and block.number is not None:
                self.place(1, 0, block.anchor, block.number, block.number)
            if isinstance(block, model.Items):
                for item in block.items:
                    in_full = before + item.number
                    self.place(0, _LEVEL_OF[block.kind], item.anchor, item.number, in_full)
                    self.blocks(item.blocks, in_full)


def _shown(levels: tuple[Level, ...], level: int, counts: list[int]) -> str:
    text = levels[level].pattern
    for position, (each, count) in enumerate(zip(levels, counts, strict=True), start=1):
        text = text.replace(f"%{position}", _written(each.form, count))
    return text


def _start(levels: tuple[Level, ...], level: int, counts: list[int], number: str) -> int | None:
    """Return the count that makes the level show *number*."""
    for count in _candidates():
        if _shown(levels, level, [*counts[:level], count, *counts[level + 1 :]]) == number:
            return count
    return None


def _candidates() -> Iterator[int]:
    return iter(range(1, _MOST + 1))


def _written(form: str, count: int) -> str:
    """Return a count as Word writes it; after z come aa, bb."""
    if form == "decimal":
        return str(count)
    if form == "lowerRoman":
        text = ""
        for value, sign in (*_ROMAN, *_ROMAN_SMALL):
            text += sign * (count // value)
            count %= value
        return text
    if count < 1:
        return ""
    letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    return letter if form == "lowerLetter" else letter.upper()
