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
    "at least": ">=",
    "at most": "<=",
    "no less than": ">=",
    "not less than": ">=",
    "no more than": "<=",
    "not more than": "<=",
    "greater than": ">",
    "higher than": ">",
    "more than": ">",
    "less than": "<",
    "lower than": "<",
    "smaller than": "<",
    "falls below": "<",
    "drops below": "<",
    "rises above": ">",
    "above": ">",
    "over": ">",
    "exceeds": ">",
    "below": "<",
    "under": "<",
    "reaches": ">=",
    "equals": "is",
    "equal to": "is",
}
_SIGNS: Final = {"less": "-", "minus": "-", "plus": "+", "times": "*"}
OF_THE_TABLE: Final = (("nothing", "below", "zero"), ("mirrored", "below", "zero"))
_OVER_ROWS: Final = ("sum", "average", "median", "highest", "lowest", "first", "last")
_BOUNDS: Final = {"<=": "at most", ">=": "at least"}
_CLAIM: Final = "guarantee_line"


def compared_in_words(situation: Situation) -> Diagnostic | None:
    """`retention is at least 80%`, `retention below 80%`, `no more than USD 1,000`."""
    tokens, words, index = situation.line.tokens, situation.words, situation.index
    takes_sign = "<" in situation.words_of(situation.expected)
    for start in (index - 1, index):
        found = _spoken(words, start)
        if found is None:
            continue
        sign, last = _COMPARED[found], tokens[start + len(found.split()) - 1]
        is_bound = found.startswith("no") and sign in _BOUNDS
        if start > 0 and words[start - 1] == "is" and not (is_bound and _speaks_of_totals(words)):
            span = situation.spanning(tokens[start - 1], last)
            return problems.unexpected(span, f"`is {found}`", "a sign", sign, "write")
        span = situation.spanning(tokens[start], last)
        if takes_sign and start == index:
            return problems.unexpected(span, f"`{found}`", "a sign", sign, "write")
        if is_bound:
            bound = _BOUNDS[sign]
            return problems.unexpected(span, f"`{found}`", f"`{bound}`", bound, "write")
    return None


def _spoken(words: tuple[str, ...], start: int) -> str | None:
    """Return the longest comparison in words that stands at *start*."""
    for length in (3, 2, 1):
        found = " ".join(words[max(start, 0) : start + length])
        if start >= 0 and found in _COMPARED:
            return found
    return None


def _speaks_of_totals(words: tuple[str, ...]) -> bool:
    """`total paid by … is at most …`, where a maximum is written with `is`."""
    return "total" in words


def span_in_words(situation: Situation) -> Diagnostic | None:
    """`EUR 90,000 per annum`, `EUR 90,000 a year`."""
    tokens, words, index = situation.line.tokens, situation.words, situation.index
    takes_window = "per" in situation.words_of(situation.expected)
    for start in range(max(index - 2, 0), min(index + 1, len(words) - 1)):
        said = words[start : start + 2]
        if said == ("per", "annum") or (said == ("a", "year") and takes_window):
            span = situation.spanning(tokens[start], tokens[start + 1])
            return problems.unexpected(
                span, f"`{' '.join(said)}`", "`per year`", "per year", "write"
            )
    return None


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
    for sign, bound in _BOUNDS.items():
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


def sign_in_words(situation: Situation) -> Diagnostic | None:
    """`(revenue less costs)`, where a sign stands; as lines of their own `plus` and `less` do."""
    token = situation.token
    if token is None or token.text not in _SIGNS or not situation.index:
        return None
    sign = _SIGNS[token.text]
    # Of what may follow a name only signs tell an amount from other things.
    if sign not in situation.words_of(situation.expected):
        return None
    return problems.unexpected(situation.span(), f"`{token.text}`", "a sign", sign, "write")


def below_zero_on_its_own(situation: Situation) -> Diagnostic | None:
    """`nothing below zero` as a line under a table, rather than in the line that opens it."""
    if situation.words not in OF_THE_TABLE:
        return None
    tokens, said = situation.line.tokens, " ".join(situation.words)
    span = situation.spanning(tokens[0], tokens[-1])
    way = "it ends the line above the table:"
    return problems.unexpected(span, f"`{said}`", "", f"at marginal rates, {said}", way)


def column_behind_its_source(situation: Situation) -> Diagnostic | None:
    """`sum of amount in sales`, `highest of amount from sales`."""
    tokens, words, index = situation.line.tokens, situation.words, situation.index
    if words[index : index + 1] not in (("in",), ("from",), ("of",)) or index < 3:
        return None
    what, of, column = words[index - 3 : index]
    after = tokens[index + 1 : index + 2]
    if of != "of" or what not in _OVER_ROWS or not after or after[0].kind is not Kind.WORD:
        return None
    span = situation.spanning(tokens[index - 3], after[0])
    found, meant = situation.file.slice(span), f"{what} of {after[0].text}.{column}"
    return problems.unexpected(span, f"`{found}`", f"`{meant}`", meant, "a column is written")


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
    """`// a comment`, alone or behind a line."""
    tokens, index = situation.line.tokens, situation.index
    for start in (index - 1, index):
        two = [token.text for token in tokens[max(start, 0) : start + 2]]
        if start >= 0 and (two == ["/", "/"] or (start == 0 and two[0] in ("/", "*"))):
            found = "//" if two == ["/", "/"] else two[0]
            span = situation.spanning(tokens[start], tokens[-1])
            return problems.unexpected(span, f"`{found}`", "", "# …", "a comment is written")
    return None


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
