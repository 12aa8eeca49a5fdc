"""How a due day comes about, and that its last line is the day that the statement has."""

from datetime import date
from pathlib import Path

from hypothesis import given, strategies as st

import milestonelang
from milestonelang.primitives.dates import iso
from milestonelang.statement.due_steps import Counting
from milestonelang.types import MonthEnds, Unit
from tests.cli.conftest import SMALL

GOOD_FRIDAY = date(2026, 4, 3).toordinal()
EASTER = {GOOD_FRIDAY: "Good Friday", GOOD_FRIDAY + 3: "Easter Monday"}


def _lines(line: str, figures: Path) -> list[str]:
    text = SMALL.replace(
        "  rounded half up to the cent\n",
        "  rounded half up to the cent\n  business days in DE-BY\n  month ends roll back\n"
        "  due dates roll forward to a business day\n",
    ).replace("within 30 days of the end of the quarter", line)
    checked = milestonelang.check(milestonelang.load(text=text))
    figures.write_text("quarter,revenue\n2026-Q1,1000\n", "utf-8")
    return milestonelang.why(checked, "commission.due@2026-Q1", [figures]).splitlines()


def test_business_days_leave_out_holidays_by_name(tmp_path: Path) -> None:
    said = _lines("within 4 business days of the end of the quarter", tmp_path / "f.csv")
    assert said[0] == "commission.due for 2026-Q1: 2026-04-08"
    assert said[2:] == [
        "  2026-03-31 Tuesday: the end of 2026-Q1; the day after is day one",
        "  2026-04-01 Wednesday: business day 1",
        "  2026-04-02 Thursday: business day 2",
        "  2026-04-03 Friday: not counted, Good Friday",
        "  2026-04-04 Saturday: not counted, a weekend",
        "  2026-04-05 Sunday: not counted, a weekend",
        "  2026-04-06 Monday: not counted, Easter Monday",
        "  2026-04-07 Tuesday: business day 3",
        "  2026-04-08 Wednesday: business day 4",
        "  2026-04-08 Wednesday: 4 business days after 2026-03-31",
    ]


def test_a_due_date_that_rolls(tmp_path: Path) -> None:
    said = _lines("within 3 days of the end of the quarter", tmp_path / "f.csv")
    assert said[0] == "commission.due for 2026-Q1: 2026-04-07"
    assert said[4] == "  2026-04-03 Friday: no business day, Good Friday"
    assert said[-1] == "  2026-04-07 Tuesday: due dates roll forward to the next business day"


def test_months_that_lack_the_day() -> None:
    start = date(2026, 1, 31).toordinal()
    for ends, way, day in (
        (MonthEnds.ROLL_BACK, "back", "2026-02-28"),
        (MonthEnds.ROLL_FORWARD, "forward", "2026-03-01"),
    ):
        last = Counting(ends, {}, rolls=False).steps(start, "the start", 1, Unit.MONTH)[-1]
        assert last.startswith(day)
        assert last.endswith(f"February has no day 31, and month ends roll {way}")


@given(
    st.integers(GOOD_FRIDAY - 40, GOOD_FRIDAY + 400),
    st.integers(0, 40),
    st.sampled_from([Unit.DAY, Unit.WEEK, Unit.BUSINESS_DAY, Unit.MONTH, Unit.QUARTER]),
    st.sampled_from([*MonthEnds]),
    st.booleans(),
)
def test_the_last_line_has_the_day(
    start: int, count: int, unit: Unit, ends: MonthEnds, rolls: bool
) -> None:
    from milestonelang.primitives.dates import shift

    counting = Counting(ends, EASTER, rolls)
    day = shift(start, count, unit, ends, counting.is_business_day)
    while rolls and not counting.is_business_day(day):
        day += 1
    assert counting.steps(start, "it", count, unit)[-1].startswith(iso(day))
