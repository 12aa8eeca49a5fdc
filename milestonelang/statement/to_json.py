"""A statement as JSON: everything it holds, in a stable order, amounts as strings.

A figure is an object: `value` as exact text (None while it is pending), `type`, and `pending`, the
reasons. A number that no decimal can write also has `exact`, a fraction.
"""

from datetime import date
from fractions import Fraction
from typing import Any

from milestonelang import records
from milestonelang.primitives.numbers import decimal_text
from milestonelang.statement.figures import plain
from milestonelang.statement.model import Evaluation, Figure, PeriodStatement, TotalLine
from milestonelang.statement.rows import DrawnRows
from milestonelang.types import describe

FORMAT = 1


def to_json(evaluation: Evaluation, period: str | None = None) -> str:
    """Return the statement, of one period or of all, as JSON text with a final line feed."""
    import json  # a command that prints text does without

    return json.dumps(to_data(evaluation, period), ensure_ascii=False, indent=2) + "\n"


def to_data(evaluation: Evaluation, period: str | None = None) -> dict[str, Any]:
    """Return the statement as plain lists, dictionaries and strings."""
    found: dict[str, Any] = {"format": FORMAT}
    for field in records.fields(Evaluation):
        value = getattr(evaluation, field.name)
        if period is not None and field.name in ("totals", "owed"):
            continue
        if period is not None and field.name == "periods":
            value = tuple(item for item in value if item.label == period)
        if period is not None and field.name == "results":
            value = tuple(line for line in value if line.period == period)
        found[field.name] = _pairs(value) if field.name in _PAIRS else _data(value)
    return found


_PAIRS = ("settings", "terms", "data")
_LEFT_OUT = {(PeriodStatement, "year")}


def _pairs(items: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return dict(items)


def plain_data(value: Any) -> Any:
    """Return a record as plain lists, dictionaries and strings, in the order of its fields."""
    return _data(value)


def _data(value: Any) -> Any:
    if isinstance(value, Figure):
        return _figure(value)
    if isinstance(value, tuple | DrawnRows):
        return [_data(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, TotalLine):
        return _total(value)
    if isinstance(value, Fraction):
        return decimal_text(value)
    if not hasattr(type(value), "__record_fields__"):
        return value
    return {
        field.name: _data(getattr(value, field.name))
        for field in records.fields(type(value))
        if (type(value), field.name) not in _LEFT_OUT
    }


def _figure(figure: Figure) -> dict[str, Any]:
    found: dict[str, Any] = {
        "value": None if figure.is_pending else plain(figure),
        "type": describe(figure.type),
    }
    if figure.is_pending:
        found["pending"] = list(figure.pending)
    elif isinstance(figure.value, Fraction) and decimal_text(figure.value).endswith("…"):
        found["exact"] = str(figure.value)
    return found


def _total(line: TotalLine) -> dict[str, Any]:
    return {
        "subject": line.subject,
        "what": line.what,
        "unit": line.unit,
        "amount": decimal_text(line.amount, 2),
        "without": list(line.without),
    }
