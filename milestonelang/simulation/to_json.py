"""A simulation as JSON: amounts as exact text."""

import json
from fractions import Fraction
from typing import Any

from milestonelang import records
from milestonelang.primitives.numbers import decimal_text
from milestonelang.simulation.model import Simulation

FORMAT = 1


def to_json(found: Simulation) -> str:
    """Return everything that was found."""
    return json.dumps({"format": FORMAT} | _data(found), ensure_ascii=False, indent=2) + "\n"


def _data(value: Any) -> Any:
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    if hasattr(type(value), "__record_fields__"):
        return {
            field.name: _data(getattr(value, field.name)) for field in records.fields(type(value))
        }
    return value
