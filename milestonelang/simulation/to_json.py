"""A simulation as JSON: amounts as exact text, shares to twelve digits."""

import json
from fractions import Fraction
from typing import Any

from milestonelang import records
from milestonelang.primitives.numbers import decimal_text, round_to
from milestonelang.simulation.model import Simulation
from milestonelang.types import RoundingMode

FORMAT = 2
_FINE = Fraction(1, 10**12)


def to_json(found: Simulation) -> str:
    """Return everything that was found."""
    return json.dumps({"format": FORMAT} | _data(found), ensure_ascii=False, indent=2) + "\n"


def _data(value: Any) -> Any:
    if isinstance(value, Fraction):
        text = decimal_text(value)
        # A share of the scenarios may be a number that no decimal can write.
        return decimal_text(round_to(value, _FINE, RoundingMode.HALF_UP)) if "…" in text else text
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    if hasattr(type(value), "__record_fields__"):
        return {
            field.name: _data(getattr(value, field.name)) for field in records.fields(type(value))
        }
    return value
