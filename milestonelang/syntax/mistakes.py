"""Say what is wrong with a line that cannot be read.

In: the line, the token at which the parser stopped, and what could have come instead. Out: one
diagnostic. The attempts are in order: the mistakes that newcomers make, a word that is nearly one
of the language, a line that belongs in another block, and last the shape of the line with what was
expected. Nothing here changes the parse.
"""

import re
from typing import Final

from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import SourceFile, Span
from milestonelang.syntax import habits, problems, shapes
from milestonelang.syntax.beginnings import (
    listed_words,
    near_word,
    open_reading,
    unknown_beginning,
)
from milestonelang.syntax.habits import OF_THE_TABLE as OF_THE_TABLE
from milestonelang.syntax.situation import BLOCKS as BLOCKS, Place as Place, Situation as Situation
from milestonelang.syntax.tokens import Kind, Line, Token

_MOST_EXPECTED: Final = 7
_STATES: Final = frozenset(
    (
        "achieved", "active", "cured", "done", "ended", "exercised", "false", "known", "missed",
        "overdue", "pending", "skipped", "true", "waived",
    )
)  # fmt: skip
_KINDS: Final = (
    ("a name", "NAME"),
    ("a number", "NUMBER"),
    ("a currency", "CODE"),
    ("a percentage", "PERCENT"),
    ("a date", "DATE"),
    ("a period", "PERIOD"),
    ("a text", "STRING"),
    ("a month", "MONTH"),
    ("a quarter", "QUARTER"),
    ("a calendar", "CALENDAR"),
    ("the code of an advice", "FINDING"),
)
_AMOUNT: Final = frozenset(("NUMBER", "CODE", "PERCENT", "NAME"))
# What can follow any amount.
_GOES_ON: Final = frozenset(
    (
        "adjusted", "after", "and", "before", "compounded", "converted", "held", "if", "of", "or",
        "paid", "prorated", "rounded", "bps", "pp", ",", ")",
    )
)  # fmt: skip
_OPERATORS: Final = frozenset(["+", "-", "*", "/", "(", "<", "<=", ">", ">="])


def explain(situation: Situation) -> Diagnostic:
    """Return the one message for a line that cannot be read."""
    for attempt in _ATTEMPTS:
        found = attempt(situation)
        if found is not None:
            return found
    return _expected(situation)


def missing_block(file: SourceFile, line: Line) -> Diagnostic:
    """Return the message for a header with nothing below it."""
    span = Span(file.id, line.start, line.end)
    rule = f"{line.tokens[0].text}_line"
    first = shapes.first_shape(rule) if rule in BLOCKS else None
    depth = line.start - file.text.rfind("\n", 0, line.start) - 1
    return problems.needs_block(span, _shortened(file.slice(span)), first, depth + 2)


def useless_block(file: SourceFile, line: Line, below: Line) -> Diagnostic:
    """Return the message for lines below one that takes none."""
    header = file.slice(Span(file.id, line.start, line.end))
    return problems.nothing_below(Span(file.id, below.start, below.end), _shortened(header))


def indented_too_little(file: SourceFile, line: Line, header: Line) -> Diagnostic:
    """Return the message for a line that is one of the block above it, but for its indentation."""
    start = file.text.rfind("\n", 0, line.start) + 1
    header_start = file.text.rfind("\n", 0, header.start) + 1
    words = file.slice(Span(file.id, header.start, header.end))
    return problems.indented_too_little(
        Span(file.id, line.start, line.end),
        Span(file.id, start, line.start),
        _shortened(words),
        Span(file.id, header.start, header.end),
        header.start - header_start + 2,
    )


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 50 else f"{words[:49]}…"


# ---- what newcomers write


def _capital_letter(situation: Situation) -> Diagnostic | None:
    token, before = situation.token, situation.before
    if token is None or token.kind is not Kind.STRANGE:
        return None
    if before is not None and before.kind is Kind.NUMBER and _month(token.text):
        return _date_with_month(situation, before, token)
    words = [token]
    for other in situation.line.tokens[situation.index + 1 :]:
        if other.kind is not Kind.STRANGE:
            break
        words.append(other)
    title = " ".join(word.text for word in words)
    texts = {situation.tables.numbers[kind] for kind in ("STRING", "TEXT")}
    if situation.expected <= texts:
        last = situation.line.tokens[-1]
        found = situation.file.slice(situation.spanning(token, last))
        return problems.unexpected(
            situation.spanning(token, last), f"`{found}`", "a text", f'"{found}"', "write"
        )
    declared = re.search(rf'^ *\w+ (\w+) "{re.escape(title)}"', situation.file.text, re.MULTILINE)
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|\W+", "_", title).lower()
    instead = declared.group(1) if declared else snake
    if not re.fullmatch(r"[a-z][a-z0-9_]*", instead):
        instead = None
    return problems.capital_letter(situation.spanning(token, words[-1]), title, instead)


_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec"


def _month(word: str) -> int:
    place = _MONTHS.find(word[:3].lower()) if len(word) >= 3 else -1
    return place // 4 + 1


def _date_with_month(situation: Situation, first: Token, second: Token) -> Diagnostic:
    day, month = (first, second) if first.kind is Kind.NUMBER else (second, first)
    place = situation.line.tokens.index(second)
    after = situation.line.tokens[place + 1 :]
    years = [token for token in after[:2] if re.fullmatch(r"[0-9]{4}", token.text)]
    last = years[0] if years else second
    found = situation.file.slice(situation.spanning(first, last))
    instead = None
    if years and re.fullmatch(r"[0-9]{1,2}", day.text):
        instead = f"write `{years[0].text}-{_month(month.text):02}-{int(day.text):02}`"
    return problems.not_a_date(situation.spanning(first, last), found, instead)


def _date_in_words(situation: Situation) -> Diagnostic | None:
    token, before = situation.token, situation.before
    after = situation.line.tokens[situation.index + 1 : situation.index + 2]
    if token is not None and token.kind is Kind.NUMBER and after and after[0].kind is Kind.MONTH:
        return _date_with_month(situation, token, after[0])
    if token is None or before is None or Kind.MONTH not in (token.kind, before.kind):
        return None
    if Kind.NUMBER not in (token.kind, before.kind):
        return None
    return _date_with_month(situation, before, token)


def _currency_behind(situation: Situation) -> Diagnostic | None:
    token, before = situation.token, situation.before
    if token is None or before is None:
        return None
    if token.kind is not Kind.CODE or before.kind is not Kind.NUMBER:
        return None
    return problems.currency_behind(situation.spanning(before, token), token.text, before.text)


def _sign_behind_currency(situation: Situation) -> Diagnostic | None:
    token, before = situation.token, situation.before
    if token is None or before is None or token.text != "-" or before.kind is not Kind.CODE:
        return None
    after = situation.line.tokens[situation.index + 1 : situation.index + 2]
    figure = after[0].text if after else "5"
    return problems.unexpected(
        situation.span(), "`-`", "a number", f"-{before.text} {figure}", "write"
    )


def _and_with_or(situation: Situation) -> Diagnostic | None:
    token = situation.token
    if token is None or token.text not in ("and", "or"):
        return None
    other = "or" if token.text == "and" else "and"
    return problems.and_with_or(situation.span()) if other in _level(situation) else None


def _unclear_reach(situation: Situation) -> Diagnostic | None:
    token = situation.token
    if token is None or token.text not in ("for", "in", "at"):
        return None
    rest = situation.line.tokens[situation.index :]
    words = " ".join(word.text for word in rest[:7])
    reach = re.match(
        r"for \S+ consecutive \w+|in \S+ of the last \S+ \w+|at any time to date", words
    )
    if reach is None or not {"and", "or"} & set(_level(situation)):
        return None
    return problems.unclear_reach(situation.span(), reach.group())


def _level(situation: Situation) -> list[str]:
    # The words before the token that are in the same brackets.
    found: list[str] = []
    depth = 0
    for token in reversed(situation.line.tokens[: situation.index]):
        depth += (token.text == ")") - (token.text == "(")
        if depth < 0:
            break
        if depth == 0:
            found.append(token.text)
    return found


def _in_for_is(situation: Situation) -> Diagnostic | None:
    token, before = situation.token, situation.before
    if token is None or before is None or token.text != "in":
        return None
    if "is" not in situation.words_of(situation.expected):
        return None
    values: list[str] = []
    for other in situation.line.tokens[situation.index + 1 :]:
        if other.kind in (Kind.WORD, Kind.STRING):
            values.append(other.text)
        elif other.text not in (",", "(", ")"):
            break
    return problems.in_compares_nothing(
        situation.span(), before.text, ", ".join(values) or "first, second"
    )


def _state_without_is(situation: Situation) -> Diagnostic | None:
    token, before = situation.token, situation.before
    if token is None or before is None or token.text not in _STATES:
        return None
    if "is" not in situation.words_of(situation.expected):
        return None
    return problems.state_without_is(situation.span(), before.text, token.text)


def _rows_on_one_line(situation: Situation) -> Diagnostic | None:
    token = situation.token
    if token is None or token.text not in ("where", "by"):
        return None
    texts = {taken.text for _, taken in situation.taken}
    if not any(text.endswith(" of") for text in texts) and "distinct" not in " ".join(texts):
        return None
    return problems.rows_below(situation.span())


def _missing_comma(situation: Situation) -> Diagnostic | None:
    token = situation.token
    if token is None or token.kind is not Kind.WORD:
        return None
    symbol = situation.tables.words.get(token.text)
    if symbol is None or symbol not in situation.after_comma():
        return None
    return problems.missing_comma(situation.span(), token.text, situation.shape())


def _phrase(situation: Situation) -> Diagnostic | None:
    token = situation.token
    if token is None:
        return None
    tokens = situation.line.tokens
    words = [other.text for other in tokens[situation.index : situation.index + 2]]
    before = situation.before
    openings = ("lesser", "greater", "earlier", "later", "excess", "number")
    if words[0] in openings and before is not None and before.text == "the":
        return problems.phrase_needs_brackets(
            situation.spanning(before, token), f"the {words[0]} of …"
        )
    if before is not None and (before.text, words[0]) == ("days", "from"):
        span = situation.spanning(before, token)
        return problems.phrase_needs_brackets(span, "days from … to …")
    if before is not None and before.text == "full" and words[1:] == ["from"]:
        span = situation.spanning(before, token)
        return problems.phrase_needs_brackets(span, f"full {words[0]} from … to …")
    if words[0] in ("rounded", "prorated", "compounded", "converted"):
        return problems.phrase_needs_brackets(situation.span(), f"… {' '.join(words)}")
    per = [number for number, other in enumerate(tokens[: situation.index]) if other.text == "per"]
    if token.text in _OPERATORS and per and situation.index - per[-1] == 2:
        first = tokens[per[-1] - 1]
        unit = tokens[per[-1] + 1].text
        return problems.phrase_needs_brackets(
            situation.spanning(first, tokens[per[-1] + 1]), f"{first.text} per {unit}"
        )
    return None


# ---- words of the language


def _near_word(situation: Situation) -> Diagnostic | None:
    token = situation.token
    if token is None or token.kind is not Kind.WORD or token.text in situation.tables.words:
        return None
    possible = situation.words_of(situation.expected)
    near = near_word(token.text, frozenset(word.split(" ")[0] for word in possible))
    if near is None:
        return None
    shape = situation.shape() or shapes.best_shape(
        situation.start.block,
        tuple(near if word == token.text else word for word in situation.words),
    )
    return problems.unexpected(situation.span(), f"`{token.text}`", f"`{near}`", shape)


# ---- what else


def _heading(situation: Situation) -> Diagnostic | None:
    token, numbers = situation.token, situation.tables.numbers
    if token is None or situation.index or token.kind is Kind.WORD:
        return None
    if situation.start.expected != {numbers["NAME"], numbers["QNAME"]}:
        return None
    return problems.unexpected(
        situation.span(), f"`{token.text}`", "the headings of the columns", "quarter | name | name"
    )


def _expected(situation: Situation) -> Diagnostic:
    token = situation.token
    expected = _described(situation)
    if token is None:
        return problems.stops_early(situation.span(), expected, situation.shape())
    found = f"`{token.text}`" if len(token.text) <= 40 else "this"
    return problems.unexpected(situation.span(), found, expected, situation.shape())


def _described(situation: Situation) -> str:
    numbers, expected = situation.tables.numbers, situation.expected
    kinds = [(words, name) for words, name in _KINDS if numbers[name] in expected]
    words = sorted(situation.words_of(expected) - _OPERATORS)
    if {name for _, name in kinds} >= _AMOUNT:
        listed = ["an amount"]
    else:
        listed = [described for described, _ in kinds] + [f"`{word}`" for word in words]
        if numbers["_NL"] in expected:
            listed.append("the end of the line")
    if situation.before is not None and situation.before.kind is Kind.NUMBER and "days" in words:
        return "a unit, such as `days`"
    if len(listed) > _MOST_EXPECTED:
        # Those that the most likely line has next; where an amount can go on, dozens of words fit.
        likely = shapes.best_words(situation.start.block, situation.words)
        if "adjusted" in words:
            listed = [f"`{word}`" for word in words if word not in _GOES_ON]
        if len(listed) > _MOST_EXPECTED:
            listed = [f"`{word}`" for word in words if word in likely]
    return listed_words(listed) if len(listed) <= _MOST_EXPECTED else ""


_ATTEMPTS: Final = (
    habits.below_zero_on_its_own,
    open_reading,
    _sign_behind_currency,
    habits.currency_in_words,
    habits.quarter_before_year,
    habits.name_in_parts,
    habits.comment_of_code,
    habits.in_every_period,
    habits.compared_over_a_window,
    habits.column_behind_its_source,
    habits.compared_in_words,
    habits.span_in_words,
    habits.sign_in_words,
    habits.number_in_words,
    habits.above_for_beyond,
    habits.someone_else_begins,
    _capital_letter,
    _date_in_words,
    _currency_behind,
    _and_with_or,
    _unclear_reach,
    _in_for_is,
    _state_without_is,
    _rows_on_one_line,
    _phrase,
    _missing_comma,
    unknown_beginning,
    _near_word,
    _heading,
)
