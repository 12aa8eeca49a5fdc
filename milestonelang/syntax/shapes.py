"""The shape of a line, printed from the text of the grammar, so that it can never go stale.

Read only when a mistake is reported. In: the name of a rule of lines (`payment_line`) and the words
of a line. Out: the alternative that shares most leading words with it, amounts shown as AMOUNT and
so on.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, TypeAlias

from milestonelang import resources

# A literal, a rule, a sequence, a choice, an optional part, or a repetition.
Item: TypeAlias = tuple[str, "str | tuple[Item, ...]"]

_PIECE: Final = re.compile(r'"(?P<word>[^"]+)"|(?P<name>[A-Za-z_]+)|(?P<sign>->|[{}\[\]()|*+?])')
_SHOWN: Final = {
    "NAME": "name",
    "QNAME": "name",
    "NUMBER": "NUMBER",
    "CODE": "USD",
    "CALENDAR": "CALENDAR",
    "MONTH": "July",
    "QUARTER": "Q1",
    "FINDING": "CODE",
    "text": '"text"',
    "ref": "name",
    "refs": "name, …",
    "names": "name, …",
    "_refs": "name, …",
    "_names": "name, …",
    "_values": "AMOUNT, …",
    "_quantity_or_rows": "AMOUNT",
    "row_amount": "AMOUNT",
    "rows_where": "AMOUNT",
    "_any_rows": "AMOUNT",
    "quantity": "AMOUNT",
    "sum": "AMOUNT",
    "atom": "AMOUNT",
    "condition": "CONDITION",
    "test": "CONDITION",
    "plain": "CONDITION",
    "share": "PERCENTAGE",
    "percent": "PERCENTAGE",
    "duration": "DURATION",
    "date": "DATE",
    "day_of_year": "1 July",
    "moment": "DATE",
    "type": "TYPE",
    "plain_type": "TYPE",
    "choice_type": "one of name, …",
    "_choice": "name, …",
    "time_unit": "quarter",
    "window": "year",
    "rounding_unit": "the cent",
    "up_to": "up to AMOUNT over the term",
    "consequence": "name owes name within DURATION",
    "finding": "name bears the cost",
    "declaration": "DECLARATION",
    "comparator": ">",
    "operand": "name",
    "_window": "per year",
    "edge": "the end of the quarter",
    "anchor": "name",
    "release": "after DURATION",
    "forfeiture": "forfeited at release if CONDITION",
    "vesting_condition": ", while CONDITION",
    "_NL": "",
    "step": "then",
}


def best_shape(rule: str, words: tuple[str, ...]) -> str | None:
    """Return the alternative of *rule* that a line with these words was most likely meant to be."""
    best: tuple[int, int] = (0, 0)
    shape: str | None = None
    for alternative in alternatives(rule):
        score = _leading(list(_literals(alternative)), words)
        missing = sum(word not in words for word in _literals(alternative, needed_only=True))
        if score and (score, -missing) > best:
            best = (score, -missing)
            shape = show(alternative)
    return shape


def best_words(rule: str, words: tuple[str, ...]) -> frozenset[str]:
    """Return the words of the language in the shapes that share the most words with a line."""
    scored = [
        (_leading(list(_literals(alternative)), words), show(alternative))
        for alternative in (alternatives(rule) if rule else ())
    ]
    best = max((score for score, _ in scored), default=0)
    shapes = [shape for score, shape in scored if score == best and score]
    return frozenset(re.findall(r"[a-z]+", " ".join(shapes)))


def first_shape(rule: str) -> str | None:
    """Return the first alternative of a rule of lines: what such a block usually begins with."""
    return next((show(alternative) for alternative in alternatives(rule)), None)


def beginnings(rule: str) -> frozenset[str]:
    """Return the words that begin a line of a rule."""
    found: set[str] = set()
    for alternative in alternatives(rule):
        found.update(_first_words(alternative))
    return frozenset(found)


def alternatives(rule: str) -> Iterator[Item]:
    """Yield the lines of a rule, those of rules that only group lines included."""
    for item in _choices(_rules()[rule]):
        kind, content = item
        inner = content if kind == "rule" else None
        if isinstance(inner, str) and inner not in _SHOWN and inner in _rules():
            yield from alternatives(inner)
        elif kind == "sequence" and len(content) == 1 and isinstance(content, tuple):
            ((only, name),) = content
            if only == "rule" and isinstance(name, str) and name not in _SHOWN and name in _rules():
                yield from alternatives(name)
            else:
                yield item
        else:
            yield item


def show(item: Item) -> str:
    """Return a piece of the grammar as a person would write it."""
    words = _show(item, 0)
    words = re.sub(r"\s+", " ", words).strip()
    return re.sub(r" ,", ",", words).replace("[ ", "[").replace(" ]", "]")


def _show(item: Item, depth: int) -> str:
    kind, content = item
    if isinstance(content, str):
        if kind == "word":
            return content
        if content.startswith("_block"):
            return ""
        if content in _SHOWN:
            return _SHOWN[content]
        if depth > 3 or content not in _rules():
            return content
        return _show(_rules()[content], depth + 1)
    if kind == "choice":
        shown = [_show(part, depth) for part in content]
        return " | ".join(dict.fromkeys(filter(None, shown)))
    if kind == "optional":
        return f"[{_show(content[0], depth)}]"
    if kind == "many":
        return ""
    parts = ((part, _show(part, depth)) for part in content)
    return " ".join(f"({words})" if _is_choice(part, words) else words for part, words in parts)


def _is_choice(item: Item, words: str) -> bool:
    return " | " in words and item[0] != "optional" and not words.startswith("[")


def _choices(item: Item) -> tuple[Item, ...]:
    kind, content = item
    return content if kind == "choice" and isinstance(content, tuple) else (item,)


def _literals(item: Item, *, needed_only: bool = False) -> Iterator[str]:
    kind, content = item
    if kind == "word" and isinstance(content, str):
        yield from content.split(" ")
    elif kind == "rule" and isinstance(content, str):
        if content not in _SHOWN and content in _rules() and content != "note":
            yield from _literals(_choices(_rules()[content])[0], needed_only=needed_only)
    elif isinstance(content, tuple) and not (needed_only and kind == "optional"):
        for part in content:
            yield from _literals(part, needed_only=needed_only)


def _first_words(item: Item) -> Iterator[str]:
    kind, content = item
    if kind == "word" and isinstance(content, str):
        yield content.split(" ")[0]
    elif kind == "rule" and isinstance(content, str):
        if content not in _SHOWN and content in _rules():
            yield from _first_words(_rules()[content])
    elif kind == "choice" and isinstance(content, tuple):
        for part in content:
            yield from _first_words(part)
    elif isinstance(content, tuple):
        for part in content:
            yield from _first_words(part)
            if part[0] != "optional":
                break


def _leading(literals: list[str], words: tuple[str, ...]) -> int:
    # How many of the line's words stand in the shape, in this order; the first word counts most.
    score = 0
    position = 0
    for number, word in enumerate(words):
        if word in literals[position:]:
            position = literals.index(word, position) + 1
            score += 10 if number == 0 and position == 1 else 1
    return score


@cache
def _rules() -> dict[str, Item]:
    text = resources.grammar_path().read_text(encoding="utf-8")
    text = re.sub(r"//[^\n]*", "", text)
    found: dict[str, Item] = {}
    heads = list(re.finditer(r"^[?!]*(\w+)(?:\{\w+\})?:", text, re.MULTILINE))
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        if not head.group(1).isupper():
            pieces = list(_PIECE.finditer(text[head.end() : end].partition("\n%")[0]))
            found[head.group(1)] = _Reader(pieces).choice()
    return found


class _Reader:
    """Reads the right side of one rule."""

    def __init__(self, pieces: list[re.Match[str]]) -> None:
        self.pieces = pieces
        self.position = 0

    def sign(self) -> str | None:
        if self.position == len(self.pieces):
            return None
        return self.pieces[self.position]["sign"]

    def choice(self) -> Item:
        parts = [self.sequence()]
        while self.sign() == "|":
            self.position += 1
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else ("choice", tuple(parts))

    def sequence(self) -> Item:
        parts: list[Item] = []
        while self.position < len(self.pieces) and self.sign() not in ("|", ")", "]"):
            if self.sign() == "->":
                self.position += 2
                continue
            parts.append(self.item())
        return parts[0] if len(parts) == 1 else ("sequence", tuple(parts))

    def item(self) -> Item:
        piece = self.pieces[self.position]
        self.position += 1
        found: Item
        if piece["word"]:
            found = ("word", piece["word"])
        elif piece["name"]:
            found = ("rule", piece["name"])
            if self.sign() == "{":
                self.position += 3
                found = ("rule", "_block")
        else:
            inner = self.choice()
            self.position += 1
            found = ("optional", (inner,)) if piece["sign"] == "[" else inner
        if self.sign() in ("*", "+"):
            is_more = self.sign() == "*"
            self.position += 1
            return ("many", (found,)) if is_more else found
        return found
