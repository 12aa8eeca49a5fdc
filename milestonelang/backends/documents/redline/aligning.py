"""Which part of one sequence is which of another: lines of a document, rows of a table, words.

In: two sequences. Out: pairs of indexes in order, None where a side has no counterpart. Promised:
each index of either side occurs once, and in its order, so that both sequences can be read off
again; what is the same to the letter is paired before what is only alike.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from milestonelang import records

_LIKE = 0.45
_MOST = 40_000  # pairs that are looked at in one gap; a larger one is replaced as a whole


@records.frozen
class Unit:
    """A line or row as it is compared: its kind, and its words.

    Only units of one kind can be a pair; those of one *key* are one even where little is the same.
    """

    kind: Hashable
    words: tuple[str, ...]
    key: str = records.field(default="", eq=False)


Pair = tuple[int | None, int | None]


def align(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pair]:
    """Return the pairs of two sequences of lines."""
    found: list[Pair] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found += zip(range(a, b), range(c, d), strict=True)
        else:
            found += _gap(old, new, range(a, b), range(c, d))
    return found


def _gap(old: Sequence[Unit], new: Sequence[Unit], left: range, right: range) -> list[Pair]:
    """Pair what is alike so that as much as possible is kept, in order."""
    if len(left) * len(right) > _MOST or not left or not right:
        return [*((one, None) for one in left), *((None, other) for other in right)]
    counts = [Counter(old[one].words) for one in left], [Counter(new[two].words) for two in right]
    score = [
        [
            _score(old[one], new[other], first, second)
            for second, other in zip(counts[1], right, strict=True)
        ]
        for first, one in zip(counts[0], left, strict=True)
    ]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            kept = score[i][j] + best[i + 1][j + 1] if score[i][j] >= _LIKE else 0.0
            best[i][j] = max(kept, best[i + 1][j], best[i][j + 1])
    found: list[Pair] = []
    i = j = 0
    while i < len(left) and j < len(right):
        is_pair = score[i][j] >= _LIKE and best[i][j] == score[i][j] + best[i + 1][j + 1]
        if is_pair:
            found.append((left[i], right[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            found.append((left[i], None))
            i += 1
        else:
            found.append((None, right[j]))
            j += 1
    found += [(one, None) for one in left[i:]]
    found += [(None, other) for other in right[j:]]
    return found


def _score(old: Unit, new: Unit, first: "Counter[str]", second: "Counter[str]") -> float:
    if old.kind != new.kind:
        return 0.0
    alike = _alike(first, second)
    return max(alike, _LIKE) if old.key and old.key == new.key else alike


def _alike(first: "Counter[str]", second: "Counter[str]") -> float:
    """Return the share of words that two lines have in common; that of empty ones is whole."""
    total = first.total() + second.total()
    return 1.0 if not total else 2 * (first & second).total() / total


def ordered(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Yield, between two lines that both have, what was deleted before what was inserted."""
    inserted: list[Pair] = []
    for pair in pairs:
        if pair[0] is None:
            inserted.append(pair)
            continue
        if pair[1] is not None:
            yield from inserted
            inserted = []
        yield pair
    yield from inserted


def moves(old: Sequence[Unit], new: Sequence[Unit], pairs: Sequence[Pair]) -> dict[int, int]:
    """Return what was taken from one place and put into another unchanged: old by new indexes."""
    gone: dict[Unit, list[int]] = {}
    for one, other in pairs:
        if one is not None and other is None:
            gone.setdefault(old[one], []).append(one)
    found: dict[int, int] = {}
    for one, other in pairs:
        if one is None and other is not None and len(new[other].words) >= _TELLING:
            places = gone.get(new[other])
            if places:
                found[other] = places.pop(0)
    return _with_neighbours(old, new, pairs, found)


def _with_neighbours(
    old: Sequence[Unit], new: Sequence[Unit], pairs: Sequence[Pair], found: dict[int, int]
) -> dict[int, int]:
    """Add lines of few words that moved with what stands beside them, as headings do."""
    gone = {one for one, other in pairs if one is not None and other is None}
    come = {other for one, other in pairs if one is None and other is not None}
    free = gone - set(found.values())
    made = dict(found)
    for step in (-1, 1):
        for other, one in sorted(found.items(), reverse=step < 0):
            beside, there = other + step, one + step
            while (
                beside in come
                and beside not in made
                and there in free
                and new[beside] == old[there]
            ):
                made[beside] = there
                free.discard(there)
                beside, there = beside + step, there + step
    return made


_TELLING = 3  # words that a line must have for its like elsewhere to be the same line
