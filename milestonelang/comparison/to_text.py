"""Say what differs between two agreements: as sentences, and as data.

In: a `Comparison`. Out: for each change a head and lines; JSON objects. Promised: every clause that
is named is the number in the document of that version.
"""

from collections.abc import Iterator
from typing import Any, assert_never

from milestonelang.comparison.model import Became, Change, Comparison, Difference, Named

SAME_TEXT = "the two are the same, to the letter"
SAME_TERMS = "no change in the terms: the texts differ in layout and comments only"


def verdict(comparison: Comparison) -> str:
    """Return how much differs, in one sentence."""
    count = len(comparison.changes)
    if not count:
        return SAME_TEXT if comparison.same_text else SAME_TERMS
    return f"{count} declaration{' differs' if count == 1 else 's differ'}"


def to_text(comparison: Comparison) -> str:
    """Return what differs as lines of text."""
    found: list[str] = []
    for change in comparison.changes:
        found.append(head(change))
        found += [f"  {line}" for line in lines(change)]
    return "".join(f"{line}\n" for line in found)


def head(change: Change) -> str:
    """Return `Base Commission, clause 3`, and what became of it where it is new, gone or moved."""
    known = change.after or change.before
    assert known is not None, "a change is one of something"
    words = f"{known.title or known.name}, {_places(change)}".rstrip(", ")
    match change.became:
        case Became.ADDED:
            return f"{words}: added ({change.kind})"
        case Became.REMOVED:
            return f"{words}: removed ({change.kind})"
        case Became.CHANGED | Became.MOVED:
            return f"{words}: moved" if change.is_moved else words
        case _:
            assert_never(change.became)


def lines(change: Change) -> Iterator[str]:
    """Yield what became of a declaration's name, title and lines."""
    if change.before is not None and change.after is not None:
        if change.is_renamed:
            yield f"renamed from `{change.before.name}` to `{change.after.name}`"
        if change.is_retitled:
            yield f"title “{change.before.title}” → “{change.after.title}”"
        if change.is_moved and not change.lines and not change.is_renamed:
            yield "the same terms, in another place"
    is_whole = change.became in (Became.ADDED, Became.REMOVED)
    for line in change.lines:
        place = "" if line.clauses in _own(change) else _pair(*line.clauses)
        words = line.narrowed if is_whole else _said(line)
        yield f"{place}: {words}" if place else words
    if not (change.lines or change.is_renamed or change.is_retitled or change.is_moved):
        yield "its lines are the same, and rest on what is not"


def _said(line: Difference) -> str:
    match line.became:
        case Became.CHANGED:
            return line.narrowed
        case Became.ADDED | Became.REMOVED:
            return f"{line.became.value}: {line.narrowed}"
        case Became.MOVED:
            return f"in another order: {line.narrowed}"
        case _:
            assert_never(line.became)


def _own(change: Change) -> tuple[tuple[str, str], ...]:
    """Return what need not be said of a line, since the head of its declaration says it."""
    before, after = _clause(change.before), _clause(change.after)
    return ((before, after), (before, ""), ("", after))


def _clause(named: Named | None) -> str:
    return "" if named is None else named.clause


def _places(change: Change) -> str:
    return _pair(_clause(change.before), _clause(change.after))


def _pair(before: str, after: str) -> str:
    if before and after and before != after:
        return f"{place(before)} → {after}"
    return place(after or before)


def place(number: str) -> str:
    """Return `clause 3.2(d)` for `3.2(d)`; other places say what they are."""
    return f"clause {number}" if number[:1].isdigit() else number


def to_data(comparison: Comparison) -> list[dict[str, Any]]:
    """Return what differs as data for JSON."""
    return [
        {
            "kind": change.kind,
            "became": change.became.value,
            "before": _named(change.before),
            "after": _named(change.after),
            "moved": change.is_moved,
            "lines": [
                {
                    "became": line.became.value,
                    "before": line.before,
                    "after": line.after,
                    "clause_before": line.clauses[0],
                    "clause_after": line.clauses[1],
                }
                for line in change.lines
            ],
        }
        for change in comparison.changes
    ]


def _named(named: Named | None) -> dict[str, str] | None:
    if named is None:
        return None
    return {"name": named.name, "title": named.title, "clause": named.clause}
