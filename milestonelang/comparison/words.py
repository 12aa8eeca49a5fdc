"""Which words of a line differ, and the line with what it was and what it is.

In: two texts. Out: their tokens, the segments in which they differ, and one text that shows both.
Promised: an amount with its currency, a share and a figure are one token each, so that no number is
ever split in half.
"""

import re
from difflib import SequenceMatcher

from milestonelang import records

_TOKEN = re.compile(r"[A-Z]{3} \d[\d,.]*\d|[A-Z]{3} \d|[^\s,;:|“”\"()]+|[,;:|“”\"()]")
_LEAD = 6  # so many words that both have in common are shown on either side of a change
_MOST = 3
_SHORT = 30  # a text of so many words is shown whole where it differs in several places
_LITTLE = 0.4


HOLE = "{}"


@records.frozen
class Saying:
    """How a language says what was added to a line, or removed from it; `{}` is where it goes."""

    quoted: str = "“{}”"
    added: str = "“{}” added"
    removed: str = "“{}” removed"


IN_ENGLISH = Saying()


@records.frozen
class Segment:
    """Where two texts differ: the words that only one has, and those around them."""

    lead: str
    before: str
    after: str
    rest: str


def tokens(text: str) -> list[str]:
    """Return the words and signs of a text."""
    return _TOKEN.findall(text)


def likeness(before: str, after: str) -> float:
    """Return how much of two texts is the same, from 0 to 1."""
    return SequenceMatcher(None, tokens(before), tokens(after), autojunk=False).ratio()


def segments(before: str, after: str) -> list[Segment]:
    """Return where two texts differ."""
    left, right = list(_TOKEN.finditer(before)), list(_TOKEN.finditer(after))
    words = [each[0] for each in left], [each[0] for each in right]
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        found.append(
            Segment(
                _lead(before, left, a),
                _between(before, left, a, b),
                _between(after, right, c, d),
                _rest(before, left, b),
            )
        )
    return found


def narrowed(before: str, after: str, saying: Saying = IN_ENGLISH) -> str:
    """Return both texts as one, or one after the other where little of them is the same."""
    found = segments(before, after)
    several = len(found) > 1 and len(tokens(before)) <= _SHORT
    if not found or several or len(found) > _MOST or likeness(before, after) < _LITTLE:
        was, now = (saying.quoted.replace(HOLE, each) for each in (before, after))
        return f"{was} → {now}"
    return "; ".join(_shown(each, saying) for each in found)


def _shown(segment: Segment, saying: Saying) -> str:
    around = f"{segment.lead} … {segment.rest}".strip(" …") if segment.rest else segment.lead
    around = f"{around}: " if around else ""
    if not segment.before:
        return around + saying.added.replace(HOLE, segment.after)
    if not segment.after:
        return around + saying.removed.replace(HOLE, segment.before)
    changed = f"{segment.before} → {segment.after}"
    return _joined(_joined(segment.lead, changed), segment.rest)


def _joined(before: str, after: str) -> str:
    """Put two parts of a text together, with the space that stands between such."""
    is_open = not before or before.endswith(("(", "“", ' "'))
    is_closed = not after or after.startswith((",", ";", ":", ")", "”", '"'))
    return f"{before}{after}" if is_open or is_closed else f"{before} {after}"


def _between(text: str, found: list[re.Match[str]], start: int, end: int) -> str:
    return text[found[start].start() : found[end - 1].end()] if start < end else ""


def _lead(text: str, found: list[re.Match[str]], start: int) -> str:
    first = max(0, start - _LEAD)
    words = _between(text, found, first, start)
    return words if not first else f"… {words}"


def _rest(text: str, found: list[re.Match[str]], end: int) -> str:
    last = min(len(found), end + _LEAD)
    words = _between(text, found, end, last)
    return words if last == len(found) else f"{words} …"
