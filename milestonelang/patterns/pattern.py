"""A pattern is a program that checks, with questions in the comments of its lines.

    party company "Acme Analytics, Inc."  # ask company: Who pays?
    effective 2026-01-01 until 2027-12-31  # ask starts: First day? | ends: Last day?

The questions of a line are about its values from left to right; `-` passes one over. In: a folder
of the standard library. Out: the questions with the values that stand there, and the text with
other values in their places. Promised: what is put in reads as one value of the same kind, so that
an answer cannot become anything else in the terms.
"""

import re
from enum import Enum
from pathlib import Path

from milestonelang import records
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.library import PATTERNS
from milestonelang.resources import stdlib_path
from milestonelang.source import SourceMap
from milestonelang.syntax.lexer import lex
from milestonelang.syntax.tokens import Kind, Token

TERMS = "agreement.terms"
_ASK = re.compile(r"\s*# ask (?P<asked>.*)$")
_PASSED = "-"


class Wanted(Enum):
    """What kind of value answers a question; the value says how it is written."""

    TEXT = "words without quotation marks"
    DATE = "a day, as 2027-01-31"
    PERCENT = "a percentage, as 7.5%"
    MONEY = "an amount, as 250,000"
    CURRENCY = "a currency code, as EUR"
    NUMBER = "a number, as 3"


@records.frozen
class Question:
    """What is asked, and the value that stands in the pattern: characters *start* to *end*."""

    name: str
    words: str
    wanted: Wanted
    usual: str
    start: int
    end: int


@records.frozen
class Pattern:
    """A pattern as it is kept: its terms, the questions in them, and its sample data by file."""

    name: str
    summary: str
    text: str
    questions: tuple[Question, ...]
    data: tuple[tuple[str, str], ...]


def pattern_names() -> tuple[str, ...]:
    """Return the names of all patterns, in order."""
    return tuple(sorted(path.parent.name for path in _folder().glob(f"*/{TERMS}")))


def load_pattern(name: str) -> Pattern:
    """Return the pattern of that name, which must be one of `pattern_names`."""
    folder = _folder() / name
    text = (folder / TERMS).read_text("utf-8")
    data = tuple((path.name, path.read_text("utf-8")) for path in sorted(folder.glob("*.csv")))
    summary = text.split("\n", 1)[0].removeprefix("# ")
    return Pattern(name, summary, text, _questions(text), data)


def _folder() -> Path:
    return stdlib_path() / PATTERNS


# ---- the questions of a text


def _questions(text: str) -> tuple[Question, ...]:
    tokens = _tokens(text)
    found: list[Question] = []
    start = 0
    for line in text.splitlines(keepends=True):
        asked = _ASK.search(line.rstrip("\n"))
        if asked is not None:
            end = start + asked.start()
            values = _values([each for each in tokens if start <= each.start < end])
            for (wanted, first, last), part in zip(
                values, asked["asked"].split(" | "), strict=True
            ):
                name, _, words = part.partition(": ")
                if name != _PASSED:
                    usual = _spoken(wanted, text[first:last])
                    found.append(Question(name, words, wanted, usual, first, last))
        start += len(line)
    return tuple(found)


def _tokens(text: str) -> list[Token]:
    sink = Sink()
    lexed = lex(SourceMap().add("pattern", text), sink)
    return [] if sink.found else [token for line in lexed.lines for token in line.tokens]


_ALONE = {
    Kind.STRING: Wanted.TEXT,
    Kind.DATE: Wanted.DATE,
    Kind.PERCENT: Wanted.PERCENT,
    Kind.NUMBER: Wanted.NUMBER,
    Kind.CODE: Wanted.CURRENCY,
}


def _values(tokens: list[Token]) -> list[tuple[Wanted, int, int]]:
    """Return the values among the tokens of a line; `USD 5` is one."""
    found: list[tuple[Wanted, int, int]] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        wanted = _ALONE.get(token.kind)
        if wanted is Wanted.NUMBER and before is not None and before.kind is Kind.CODE:
            found[-1] = (Wanted.MONEY, before.start, token.end)
        elif wanted is not None:
            found.append((wanted, token.start, token.end))
    return found


def _spoken(wanted: Wanted, text: str) -> str:
    """Return a value as it is answered: text without its marks, an amount without its currency."""
    match wanted:
        case Wanted.TEXT:
            return text[1:-1]
        case Wanted.MONEY:
            return text.partition(" ")[2]
        case _:
            return text


def line_of(pattern: Pattern, question: Question) -> int:
    """Return the line that a question is about, as editors count; filling keeps the lines."""
    return pattern.text.count("\n", 0, question.start) + 1


# ---- other values in their places


def answer_text(question: Question, answer: str) -> str | None:
    """Return an answer as the terms write it; None where it is not of the kind that is wanted."""
    answer = answer.strip()
    match question.wanted:
        case Wanted.TEXT:
            written = f'"{answer}"'
        case Wanted.MONEY:
            # The currency of the agreement stands in the text already.
            written = f"USD {answer}"
        case _:
            written = answer
    tokens = _tokens(f"party {written}\n")[1:]
    values = _values(tokens)
    whole = len(values) == 1 and values[0][1:] == (len("party "), len("party ") + len(written))
    if not whole or values[0][0] is not question.wanted:
        return None
    return written


def filled(pattern: Pattern, answers: dict[str, str]) -> str:
    """Return the terms with answers in the places of the questions, as `answer_text` writes."""
    text = pattern.text
    for question in sorted(pattern.questions, key=lambda each: -each.start):
        written = answers.get(question.name)
        if written is not None and question.wanted is Wanted.MONEY:
            code = text[question.start : question.end].partition(" ")[0]
            written = f"{code} {written.partition(' ')[2]}"
        if written is not None:
            text = text[: question.start] + written + text[question.end :]
    lines = [_ASK.sub("", line) for line in text.splitlines()]
    text = "\n".join(lines) + "\n"
    for question in pattern.questions:
        if question.wanted is Wanted.CURRENCY and question.name in answers:
            text = _in_currency(text, question.usual, answers[question.name])
    return text


def _in_currency(text: str, old: str, new: str) -> str:
    for token in reversed(_tokens(text)):
        if token.kind is Kind.CODE and token.text == old:
            text = text[: token.start] + new + text[token.end :]
    return text
