"""Print statements in tests, and read every amount back from what is printed."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.words import Speaker
from milestonelang.driver.documents.curves import curves_of
from milestonelang.statement.basis import Basis
from milestonelang.statement.model import Evaluation
from milestonelang.statement.printed.document import Printing, agreed_document, print_statement
from milestonelang.statement.to_json import to_data

_TOKEN = re.compile(r"[\u2212-]?\d[\d,]*(?:\.\d+)?")
_MONEY = re.compile(r"(?<![\w.])\d[\d,]*\.\d{2,6}(?![\d])")


def printed(basis: Basis, evaluation: Evaluation, label: str, speaker: Speaker) -> model.Document:
    """Return the statement of a period as a document."""
    return print_statement(basis, evaluation, label, printing_of(basis, speaker))


def printing_of(basis: Basis, speaker: Speaker) -> Printing:
    """Return what a statement is printed with."""
    curves, agreed = curves_of(basis.agreement), agreement_of(basis, speaker)
    return Printing("agreement.html", "milestone evaluate", speaker, curves, agreed)


@functools.cache
def agreement_of(basis: Basis, speaker: Speaker) -> model.Document:
    """Return the agreement as a document."""
    return agreed_document(basis, speaker)


def number(text: str) -> Fraction:
    """Return the size of a number as it is printed, to six places."""
    digits = text.strip("\u2212-").replace(",", "")
    whole, _, decimals = digits.partition(".")
    return Fraction(f"{whole}.{decimals[:6] or 0}")


def amounts_of_data(data: Any) -> Iterator[tuple[str, str]]:
    """Yield each figure in the JSON of a statement that is a number: its text and its type."""
    if isinstance(data, dict):
        value, kind = data.get("value"), data.get("type")
        if isinstance(value, str) and isinstance(kind, str) and re.match(r"-?\d", value):
            yield value, kind
        for each in data.values():
            yield from amounts_of_data(each)
    elif isinstance(data, list):
        for each in data:
            yield from amounts_of_data(each)


def numbers_in(text: str) -> set[Fraction]:
    """Return every number that stands in a text."""
    return {number(found) for found in _TOKEN.findall(text)}


def amounts_in(document: model.Document) -> set[Fraction]:
    """Return every number with cents that a statement prints outside of worked-out bands."""
    return {
        number(found)
        for node in _plain(document)
        for found in _MONEY.findall(reading.text_of(node))
    }


def _plain(document: model.Document) -> Iterator[model.Inlines]:
    for node in reading.nodes(document):
        match node:
            case model.Table(rows=rows):
                worked = _worked(rows)
                for place, row in enumerate(rows):
                    if place not in worked:
                        yield from row.cells
            case model.Paragraph(text=text) | model.Note(text=text) | model.Item(text=text):
                yield text
            case model.Headline(text=text):
                yield (model.Text(text),)
            case _:
                continue


def _worked(rows: tuple[model.Row, ...]) -> set[int]:
    """Return the rows that lead to the result of a step, which follows them in italics."""
    found: set[int] = set()
    for place, row in enumerate(rows):
        if row.kind is model.RowKind.RESULT and len(row.cells) == 4 and not row.cells[0]:
            start = place
            while start and not rows[start - 1].cells[2] and not rows[start].cells[0]:
                start -= 1
            found |= set(range(start, place))
    return found


def allowed(basis: Basis, evaluation: Evaluation, label: str) -> set[Fraction]:
    """Return the numbers that a statement may print: of `evaluate`, of its steps, of the terms."""
    found = numbers_in(json.dumps(to_data(evaluation), ensure_ascii=False))
    own = basis.at([item.label for item in evaluation.periods].index(label))
    program = own.program
    for index in range(len(evaluation.periods)):
        for plan in (*program.payments,):
            for step in plan.steps:
                for id in (step.value, *step.detail):
                    value = own.result(id, index)
                    if isinstance(value, Fraction):
                        found.add(number(f"{_decimal(abs(value))}"))
    return found


def _decimal(value: Fraction) -> str:
    whole, rest = divmod(value.numerator * 10**6, value.denominator)
    del rest
    return f"{whole // 10**6}.{whole % 10**6:06d}"


def of_terms(basis: Basis, speaker: Speaker) -> set[Fraction]:
    """Return the numbers in the agreement's own text."""
    runs = reading.runs(agreement_of(basis, speaker))
    return numbers_in(" ".join(said for _, said in runs))
