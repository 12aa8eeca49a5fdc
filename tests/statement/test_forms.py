"""How figures and lines are written, on figures made by hand."""

from fractions import Fraction

import pytest

from milestonelang.source import FileId, SourceMap, Span
from milestonelang.statement.figures import digits, plain, spoken
from milestonelang.statement.layout import Row, spread, table
from milestonelang.statement.model import Exact, Figure
from milestonelang.statement.to_csv import cell
from milestonelang.statement.words import quote
from milestonelang.types import (
    Choice,
    Count,
    Date,
    Duration,
    Lapse,
    Money,
    Number,
    Percent,
    Quotient,
    Truth,
    Type,
)

USD = Money("USD")
DAYS = Duration(Lapse.DAYS)


@pytest.mark.parametrize(
    ("value", "type", "written", "said"),
    [
        (Fraction("15989.88"), USD, "15989.88", "USD 15,989.88"),
        (Fraction("-0.5"), USD, "-0.50", "USD -0.50"),
        (Fraction("45805.6698"), USD, "45805.6698", "USD 45,805.6698"),
        (Fraction(1500), Money("JPY"), "1500", "JPY 1,500"),
        (Fraction("0.845"), Percent(), "84.5%", "84.5%"),
        (Fraction(1234), Count("seat"), "1234", "1,234"),
        (Fraction("1.25"), Number(), "1.25", "1.25"),
        (Fraction(1), DAYS, "1 day", "1 day"),
        (Fraction(1200), DAYS, "1200 days", "1200 days"),
        (True, Truth(), "true", "true"),
        ("gold", Choice(("gold", "silver")), "gold", "gold"),
        (739690, Date(), "2026-03-15", "2026-03-15"),
        (Fraction("0.0008"), Quotient(USD, Count("call")), "0.0008", "USD 0.0008"),
        (None, USD, "pending", "pending"),
    ],
)
def test_figures(value: Exact | None, type: Type, written: str, said: str) -> None:
    figure = Figure(value, type)
    assert plain(figure) == written
    assert spoken(figure) == said


def test_number_that_no_decimal_can_write() -> None:
    third = Figure(Fraction(100, 3), USD)
    assert plain(third) == "33." + "3" * 58
    assert spoken(third) == "USD 33.333333…"
    assert digits(third) == "33.333333…"
    assert plain(Figure(Fraction(2, 3), Percent())) == "66." + "6" * 57 + "7%"


def test_pending_figure_has_no_amount() -> None:
    with pytest.raises(ValueError, match="pending"):
        _ = Figure(None, USD, ("why",)).amount
    with pytest.raises(ValueError, match="not a number"):
        _ = Figure("gold", Choice(("gold",))).amount


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("base_commission", "base_commission"),
        ("-12.50", "-12.50"),
        ("=1+1", "'=1+1"),
        ("@import", "'@import"),
        ("-cmd", "'-cmd"),
        ("-2+3", "'-2+3"),
        ("-12.5%", "-12.5%"),
        ("-3 days", "-3 days"),
        ("-0.333333…", "-0.333333…"),
        ("a,b", '"a,b"'),
        ('say "so"', '"say ""so"""'),
    ],
)
def test_cells_run_nothing(text: str, written: str) -> None:
    assert cell(text) == written


def test_table_aligns_amounts_on_the_point() -> None:
    lines = table(
        [
            Row("3.2(a)", "one", "1,190,283.54"),
            Row("3.2(b)", "two", "45,805.6698", note="with a note"),
            Row("", "Entitled", "pending", rule=True),
        ],
        46,
    )
    assert lines == [
        "  3.2(a)  one                   1,190,283.54",
        "  3.2(b)  two                      45,805.6698",
        "            with a note",
        "                                --------------",
        "          Entitled                pending",
    ]


def test_table_wraps_words() -> None:
    lines = table([Row("1", "word " * 20, "5.00")], 50)
    assert max(map(len, lines)) <= 50
    assert sum(line.count("word") for line in lines) == 20
    assert lines[-1].endswith("5.00")


def test_spread_uses_two_lines_where_one_is_too_short() -> None:
    assert spread("left", "right", 20) == ["left           right"]
    assert spread("a long left side", "right", 20) == ["a long left side", "               right"]


@pytest.mark.parametrize(
    ("text", "part", "quoted"),
    [
        ("only if  a\n", "only if  a", "only if a"),
        ("any of\n  a # so\n  b\n", "any of\n  a # so\n  b", "any of: a; b"),
        (
            "when all of\n  any of\n    a\n    b\n  c\n",
            "all of\n  any of\n    a\n    b\n  c",
            "all of: (any of: a; b); c",
        ),
        (
            "when all of\n  c\n  any of\n    a\n    b\n",
            "all of\n  c\n  any of\n    a\n    b",
            "all of: c; (any of: a; b)",
        ),
        (
            "hold back 10%,\n    released\n",
            "hold back 10%,\n    released",
            "hold back 10%, released",
        ),
        ("times (a + (b))\n", "times (a + (b", "times (a + (b))"),
        ("times (a + b) * c\n", "a + b) * c", "(a + b) * c"),
        ('title "a # b"\n', 'title "a # b"', 'title "a # b"'),
    ],
)
def test_quotes_of_the_terms_are_on_one_line(text: str, part: str, quoted: str) -> None:
    sources = SourceMap()
    sources.add("terms", text)
    start = text.index(part)
    assert quote(sources, Span(FileId(0), start, start + len(part))) == quoted
