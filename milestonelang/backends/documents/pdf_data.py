"""What the Typst layouts read: a document as JSON, with the measures of its tables.

In: a `model.Document`. Out: the JSON. Promised: every word of the document is a string in it, and
plain words and figures that follow one another are one string, since the compiler takes as long for
a short one as for a long one; a figure that wants no break has spaces that do not break.
"""

from __future__ import annotations

import enum
import json
import re
from typing import Any

from milestonelang import records
from milestonelang.backends.documents import model, reading, tables

_KEPT_TOGETHER = 24
# Ids of the terms, and what stands in Word only.
_LEFT_OUT = frozenset({"node", "reasons"})


def to_json(document: model.Document) -> str:
    """Return the document as JSON for the layouts."""
    data = _node(document)
    _with_rows(document, data)
    if document.beside is not None:
        _with_rows(document.beside, data["beside"])
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _with_rows(document: model.Document, data: dict[str, Any]) -> None:
    if document.key_terms is not None:
        data["key_terms"]["table"] = _table(reading.key_terms_table(document.key_terms))


_NAMES: dict[type, tuple[str, tuple[str, ...]]] = {}


def _names(kind: type) -> tuple[str, tuple[str, ...]]:
    """Return how a class is called in the data, and its fields."""
    if kind not in _NAMES:
        fields = tuple(each.name for each in records.fields(kind) if each.name not in _LEFT_OUT)
        _NAMES[kind] = reading.kind_of(kind), fields
    return _NAMES[kind]


def _node(node: Any) -> Any:
    kind = type(node)
    if node is None or kind in (str, bool, int):
        return node
    if kind is tuple:
        return _sequence(node)
    if kind is model.Table:
        return _table(node)
    if isinstance(node, enum.Enum):
        return node.value
    name, fields = _names(kind)
    data: dict[str, Any] = {"is": name}
    for field in fields:
        data[field] = _node(getattr(node, field))
    return data


def _sequence(nodes: tuple[Any, ...]) -> list[Any]:
    """Return a list in which plain words that follow one another are one string."""
    made: list[Any] = []
    is_open = False
    for node in nodes:
        words = _plain(node)
        if words is not None and "-" in words and _UNBROKEN.search(words) is not None:
            made += _parted(words)
            is_open = isinstance(made[-1], str)
            continue
        if words is None:
            made.append(_node(node))
        elif is_open:
            made[-1] += words
        else:
            made.append(words)
        is_open = words is not None
    return made


# The label of a period, 2027-Q1, and an option of a command, --period: a line may end after any
# other hyphen.
_UNBROKEN = re.compile(r"(?<!\S)(--[A-Za-z][\w-]*|(?:FY)?\d{4}-(?:[QH]\d|\d\d)(?!\w))")


def _parted(words: str) -> list[Any]:
    """Return words with those that a line must not break as nodes of their own."""
    parts = _UNBROKEN.split(words)
    kept = [{"is": "unbroken", "text": part} for part in parts[1::2]]
    made: list[Any] = [parts[0]]
    for one, after in zip(kept, parts[2::2], strict=True):
        made += [one, after]
    return [part for part in made if part != ""]


def _plain(node: Any) -> str | None:
    if type(node) is model.Text:
        return node.text
    if type(node) is model.Value:
        kept = len(node.text) <= _KEPT_TOGETHER
        return node.text.replace(" ", "\u00a0") if kept else node.text
    return None


def _table(table: model.Table) -> dict[str, Any]:
    data: dict[str, Any] = {"is": reading.kind_of(model.Table)}
    for field in ("label", "caption", "anchor", "columns"):
        data[field] = _node(getattr(table, field))
    data["shares"] = tables.shares(table)
    data["prose"] = tables.is_prose(table)
    data["breaks"] = tables.may_break(table)
    data["rows"] = [_row(table, row) for row in table.rows]
    return data


def _row(table: model.Table, row: model.Row) -> dict[str, Any]:
    data: dict[str, Any] = _node(row)
    for index, column in enumerate(table.columns):
        if column.kind is model.ColumnKind.DECIMAL:
            cell = tables.split_decimal(row.cells[index], column.mark)
            data["cells"][index] = {"whole": _node(cell.whole), "fraction": cell.fraction}
    return data
