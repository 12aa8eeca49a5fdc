"""Say what is wrong with the first word of a line, and which readings a line leaves open.

In: a line that cannot be read. Out: one diagnostic, or None where this is not what is wrong.
"""

import difflib
import re
from collections.abc import Sequence
from typing import Final

from milestonelang.diagnostics import readings
from milestonelang.diagnostics.diagnostic import Diagnostic, Reading
from milestonelang.syntax import problems, shapes
from milestonelang.syntax.situation import BLOCKS, Situation
from milestonelang.syntax.tokens import Kind, Token

_NEAR: Final = 0.65
# What others say for the same, and how it begins here.
_SAID_ELSEWHERE: Final = {
    "add": "plus",
    "cap": "at most",
    "capped": "at most",
    "clawback": "claws back",
    "floor": "at least",
    "holdback": "hold back",
    "if": "only if",
    "interest": "late interest",
    "maximum": "at most",
    "minimum": "at least",
    "minus": "less",
    "multiply": "times",
    "payable": "due within",
    "provided": "only if",
    "retain": "hold back",
    "subtract": "less",
    "unless": "only if not",
    "when": "only if",
    "withhold": "hold back",
}


def unknown_beginning(situation: Situation) -> Diagnostic | None:
    """The first word begins no line here: it is misspelt, or it belongs in another block."""
    first = situation.line.tokens[0]
    block = situation.start.block
    if first.kind is not Kind.WORD or not block:
        return None
    if situation.index and not _is_taken_as_name(situation, first):
        return None
    what = BLOCKS[block]
    span = situation.spanning(first, first)
    possible = situation.words_of(situation.start.expected)
    beginnings = frozenset(word.split(" ")[0] for word in possible)
    said = _SAID_ELSEWHERE.get(first.text, "").split()
    if said and said[0] in beginnings:
        return problems.unknown_beginning(
            span, first.text, what, _meant(block, said, situation.words[1:])
        )
    elsewhere = [rule for rule in BLOCKS if _begins(rule, first.text)]
    is_misplaced = bool(elsewhere) and first.text not in possible
    near = None if is_misplaced else near_word(first.text, beginnings)
    if near is not None:
        return problems.unknown_beginning(
            span, first.text, what, _meant(block, [near], situation.words[1:])
        )
    if situation.index > 1:
        return None
    if is_misplaced:
        places = " or ".join(_home(rule) for rule in elsewhere[:3])
        return problems.unknown_beginning(span, first.text, what, f"it belongs in {places}")
    if situation.index == 0:
        return problems.unknown_beginning(span, first.text, what, _first_choices(possible))
    return None


def open_reading(situation: Situation) -> Diagnostic | None:
    """The line leaves out in which of several ways it is to be read."""
    token, words = situation.token, situation.words
    beginning = words[: situation.index]
    found: tuple[Reading, ...]
    if token is None and beginning == ("below", "zero"):
        found = readings.BELOW_ZERO
    elif token is None and beginning == ("month", "ends"):
        found = readings.MONTH_ENDS
    elif beginning == ("rounded",) and (token is None or token.text == "to"):
        found = readings.ROUNDINGS
    elif beginning == ("at",) and token is not None and token.text == "rates":
        found = readings.TABLE_OF_RATES
    else:
        return None
    first, last = situation.line.tokens[0], situation.line.tokens[-1]
    said = (*beginning, token.text) if token is not None else beginning
    return problems.open_reading(situation.spanning(first, last), " ".join(said), found)


def near_word(word: str, words: frozenset[str]) -> str | None:
    """Return the one of *words* that *word* was most likely meant to be."""
    candidates = sorted(other for other in words if len(other) > 1)
    found = difflib.get_close_matches(word, candidates, n=1, cutoff=_NEAR)
    return found[0] if found and found[0] != word else None


def listed_words(words: list[str]) -> str:
    """Return `a, b or c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _meant(block: str, begin: Sequence[str], rest: tuple[str, ...]) -> str:
    shape = shapes.best_shape(block, (*begin, *rest))
    likely = f"did you mean `{' '.join(begin)}`?"
    return likely + (f" the line is written `{shape}`" if shape else "")


def _is_taken_as_name(situation: Situation, first: Token) -> bool:
    symbol, token = situation.taken[0]
    if token is not first or symbol != situation.tables.numbers[Kind.WORD.value]:
        return False
    # A name that is declared in this file is meant as that name.
    declared = rf"^(?:[a-z]+| +column) {re.escape(first.text)}\b"
    return re.search(declared, situation.file.text, re.MULTILINE) is None


def _begins(rule: str, word: str) -> bool:
    return rule not in ("note", "row", "test") and word in shapes.beginnings(rule)


def _home(rule: str) -> str:
    what = BLOCKS[rule]
    if rule == "declaration":
        return "no block: a declaration begins at the left edge"
    return what.partition(" of ")[2] or what


def _first_choices(possible: frozenset[str]) -> str | None:
    words = sorted(word for word in possible if word.isalpha())
    if len(words) > 5:
        return "begin it with its kind, as `metric` or `payment`" if "contract" in words else None
    return f"expected {listed_words([f'`{word}`' for word in words])}"
