"""What is written out of habit: as in speech, in a spreadsheet, or in another notation.

In: a line that cannot be read. Out: one diagnostic that says how it is written here, or None where
it is no habit that is known.
"""

import re
from typing import Final

from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.syntax import problems, shapes
from milestonelang.syntax.situation import Situation
from milestonelang.syntax.tokens import Kind, Token

_NUMBERS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_CURRENCIES: Final = {
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pound": "GBP",
    "pounds": "GBP", "sterling": "GBP", "yen": "JPY", "franc": "CHF", "francs": "CHF",
}  # fmt: skip
_COMPARED: Final = {
    ("at", "least"): ">=",
    ("at", "most"): "<=",
    ("greater", "than"): ">",
    ("more", "than"): ">",
    ("less", "than"): "<",
    ("smaller", "than"): "<",
    ("lower", "than"): "<",
    ("higher", "than"): ">",
}
_CLAIM: Final = "guarantee_line"


def compared_in_words(situation: Situation) -> Diagnostic | None:
    """`retention is at least 80%`."""
    words, index = situation.words, situation.index
    for start in (index - 1, index):
        sign = _COMPARED.get(_pair(words, start)) if start > 0 else None
        if sign is not None and words[start - 1] == "is":
            tokens = situation.line.tokens
            span = situation.spanning(tokens[start - 1], tokens[start + 1])
            found = " ".join(words[start - 1 : start + 2])
            return problems.unexpected(span, f"`{found}`", "a sign", sign, "write")
    return None


def _pair(words: tuple[str, ...], start: int) -> tuple[str, str]:
    first, second, *_ = (*words[start:], "", "")
    return first, second


def in_every_period(situation: Situation) -> Diagnostic | None:
    """`fee >= 0 in every period`, as a property of a guarantee."""
    token, before = situation.token, situation.before
    if token is None or before is None or situation.start.block != _CLAIM:
        return None
    if before.text != "in" or token.text not in ("every", "each"):
        return None
    tokens = situation.line.tokens
    span = situation.spanning(before, tokens[-1])
    first, last = tokens[0], tokens[situation.index - 2]
    rest = situation.file.slice(situation.spanning(first, last))
    way = "a condition is meant of every period: write"
    return problems.unexpected(span, f"`{situation.file.slice(span)}`", "", rest, way)


def compared_over_a_window(situation: Situation) -> Diagnostic | None:
    """`the total of fee <= USD 100 per year`, as a property of a guarantee."""
    token, words = situation.token, situation.words
    if token is None or token.text != "per" or situation.start.block != _CLAIM:
        return None
    for sign, bound in (("<=", "at most"), (">=", "at least")):
        if sign not in words[: situation.index]:
            continue
        tokens = situation.line.tokens
        place = words.index(sign)
        left, right = ((0, place - 1), (place + 1, len(words) - 1))
        sides = [
            situation.file.slice(situation.spanning(tokens[start], tokens[end]))
            for start, end in (left, right)
        ]
        span = situation.spanning(tokens[place], tokens[-1])
        found, meant = f"`{situation.file.slice(span)}`", f"{sides[0]} is {bound} {sides[1]}"
        return problems.unexpected(span, found, f"`is {bound}`", meant, "write")
    return None


def number_in_words(situation: Situation) -> Diagnostic | None:
    """`after two quarters`."""
    before, token = situation.before, situation.token
    for word in (token, before):
        if word is not None and word.text in _NUMBERS:
            figure = str(_NUMBERS.index(word.text) + 1)
            span = situation.spanning(word, word)
            return problems.unexpected(span, f"`{word.text}`", "a figure", figure, "write")
    return None


def quarter_before_year(situation: Situation) -> Diagnostic | None:
    """`Q1 2027`, where a period stands."""
    token = situation.token
    after = situation.line.tokens[situation.index + 1 : situation.index + 2]
    if token is None or token.kind is not Kind.QUARTER or not after:
        return None
    year = re.fullmatch(r"-?([0-9]{4})", after[0].text)
    if year is None:
        return None
    span = situation.spanning(token, after[0])
    found = situation.file.slice(span)
    return problems.unexpected(span, f"`{found}`", "a period", f"{year[1]}-{token.text}", "write")


def comment_of_code(situation: Situation) -> Diagnostic | None:
    """`// a comment`."""
    token = situation.token
    if token is None or token.text not in ("/", "*") or situation.index:
        return None
    last = situation.line.tokens[-1]
    return problems.unexpected(
        situation.spanning(token, last), f"`{token.text}`", "", "# …", "a comment is written"
    )


def name_in_parts(situation: Situation) -> Diagnostic | None:
    """`payment base-commission "…"` and `payment base commission "…"`."""
    tokens = situation.line.tokens
    if situation.index != 2 or situation.line.depth:
        return None
    parts: list[Token] = []
    for other in tokens[1:]:
        if other.kind is not Kind.WORD and other.text != "-":
            break
        parts.append(other)
    words = [part.text for part in parts if part.text != "-"]
    if len(words) < 2 or (
        tokens[1 + len(parts) :] and tokens[1 + len(parts)].kind is not Kind.STRING
    ):
        return None
    span = situation.spanning(parts[0], parts[-1])
    found = situation.file.slice(span)
    return problems.unexpected(span, f"`{found}`", "one name", "_".join(words), "write")


def above_for_beyond(situation: Situation) -> Diagnostic | None:
    """`10% over USD 250,000` for the band above the last cut."""
    token = situation.token
    if token is None or token.text not in ("over", "above", "from", "thereafter"):
        return None
    if "beyond" not in situation.words_of(situation.expected):
        return None
    first = situation.line.tokens[0]
    rate = situation.file.slice(situation.spanning(first, situation.before or first))
    return problems.unexpected(
        situation.span(),
        f"`{token.text}`",
        "`beyond`, `below` or `up`",
        f"{rate} beyond",
        "what is above the last cut is written",
    )


def currency_in_words(situation: Situation) -> Diagnostic | None:
    """`in Euro`, `in eur`."""
    token = situation.token
    code = situation.tables.numbers["CODE"]
    if token is None or code not in situation.expected:
        return None
    name = token.text.lower()
    known = _CURRENCIES.get(name)
    if known is None and re.fullmatch(r"[a-z]{3}", token.text) and len(situation.expected) == 1:
        known = token.text.upper()
    if known is None:
        return None
    return problems.unexpected(situation.span(), f"`{token.text}`", "a currency", known, "write")


def someone_else_begins(situation: Situation) -> Diagnostic | None:
    """`either party may dispute`, `any party may terminate`: each line has its own beginning."""
    words, block = situation.words, situation.start.block
    if situation.index > 1 or len(words) < 3 or words[1] not in ("party", "parties"):
        return None
    shape = shapes.best_shape(block, words[1:]) if block else None
    if shape is None or "party" not in shape:
        return None
    first, second = situation.line.tokens[:2]
    found = f"`{words[0]} {words[1]}`"
    return problems.unexpected(situation.spanning(first, second), found, "", shape)
