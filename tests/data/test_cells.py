"""Properties of reading one cell: whatever is written is read back, and no text does harm."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from milestonelang.data.cells import CellReaders
from milestonelang.data.frames import frame_of
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.types import (
    Choice,
    Count,
    Date,
    Duration,
    Lapse,
    Money,
    Number,
    Percent,
    PeriodType,
    Quotient,
    Text,
    Truth,
    Type,
    Unit,
)
from tests.data.build import SAMPLE, between

READERS = CellReaders(SAMPLE, frame_of(SAMPLE, Unit.QUARTER))
TYPES: tuple[Type, ...] = (
    Money("USD"),
    Money("JPY"),
    Percent(),
    Number(),
    Count("customer"),
    Duration(Lapse.DAYS),
    Duration(Lapse.MONTHS),
    Duration(Lapse.BUSINESS_DAYS),
    Quotient(Money("USD"), Count("customer")),
    Quotient(Percent(), Duration(Lapse.MONTHS)),
    Date(),
    PeriodType(),
    Text(),
    Truth(),
    Choice(("gold", "silver")),
)

numbers_up_to_cents = st.integers(-(10**18) + 1, 10**18 - 1).map(lambda at: Fraction(at, 100))


@given(numbers_up_to_cents)
def test_amount_is_read_back(value: Fraction) -> None:
    for type in (Money("USD"), Number()):
        assert READERS.reader(type)(in_words(value, type)) == value


@given(st.integers(-(10**12), 10**12))
def test_percentage_is_read_back(value: int) -> None:
    share = Fraction(value, 10**8)
    assert READERS.reader(Percent())(in_words(share, Percent())) == share


@given(st.integers(0, 10**6))
def test_whole_values_are_read_back(value: int) -> None:
    for type in (Duration(Lapse.DAYS), Duration(Lapse.MONTHS), Count("customer")):
        assert READERS.reader(type)(in_words(Fraction(value), type)) == value


@given(st.dates())
def test_day_is_read_back(value: object) -> None:
    day = getattr(value, "toordinal")()  # noqa: B009
    assert READERS.reader(Date())(in_words(day, Date())) == day


_PARTS = (*"0123456789.,-+%$€()eE_ '\xa0−١", "USD ", " days", " per ", "nan", "2026-", "Q1")
FIGURES = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=30).map("".join)


@pytest.mark.parametrize("type", TYPES, ids=str)
@given(text=st.one_of(st.text(min_size=1, max_size=60), FIGURES))
def test_any_text_gives_a_value_or_a_reason(type: Type, text: str) -> None:
    found = READERS.reader(type)(text)
    if isinstance(found, Diagnostic):
        assert found.help and found.message.isprintable() and found.place is None
    elif isinstance(type, Text | Choice):
        assert found == text
    else:
        assert isinstance(found, Fraction | int | bool) and not isinstance(found, float)


@given(
    low=st.integers(-100, 100),
    width=st.integers(0, 100),
    step=st.integers(1, 7),
    value=st.integers(-300, 300),
)
def test_range_lets_through_its_steps_and_nothing_else(
    low: int, width: int, step: int, value: int
) -> None:
    declared = between(low, low + width, str(step))
    found = READERS.reader(Number(), declared)(str(value))
    inside = low <= value <= low + width
    if inside and (value - low) % step == 0:
        assert found == value
    else:
        assert isinstance(found, Diagnostic)
        assert found.code == ("MS0732" if inside else "MS0731")


def test_very_long_numbers_are_refused_at_once() -> None:
    for text in ("9" * 100_000, "0." + "1" * 100_000, "1," + "000," * 30_000, "1e" + "9" * 100_000):
        assert isinstance(READERS.reader(Number())(text), Diagnostic)
