"""Decimals of any width and scale are read as they are, be they whole at the scale or not."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow
import pytest

from milestonelang.data.partner_columns import read_column
from milestonelang.types import Number

TEXTS = ("0", "1", "-1", "0.01", "92233720368547758.07", "92233720368547758.08")
WIDE = ("184467440737095516.17", "-184467440737095516.17", "1e16")
FINE = ("0.000000000000000000001", "-0.5")


@pytest.mark.parametrize(("precision", "places"), [(18, 0), (38, 2), (38, 4), (38, 18), (38, 21)])
@pytest.mark.parametrize("scale", [1, 100, 10**12])
def test_each_number_is_what_the_column_has(precision: int, places: int, scale: int) -> None:
    kind = pyarrow.decimal128(precision, places)
    values = [
        Decimal(text)
        for text in (*TEXTS, *WIDE, *FINE)
        if Decimal(text).adjusted() < precision - places
        and -int(Decimal(text).as_tuple().exponent) <= places
    ]
    column = pyarrow.array([*values, None], kind)

    def read(text: str) -> Any:
        raise AssertionError(text)

    found = read_column(column, Number(), scale, read)
    assert found.missing.tolist() == [False] * len(values) + [True]
    for at, value in enumerate(values):
        number = found.odd.get(at, Fraction(int(found.numbers[at]), scale))
        assert number == Fraction(value), value
