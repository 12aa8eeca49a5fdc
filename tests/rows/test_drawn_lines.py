"""The lines of rows are drawn when somebody reads them, and are then what a tuple of them is."""

from pathlib import Path

import milestonelang
from milestonelang.statement.model import RowsLine

EXAMPLE = Path(__file__).parents[2] / "examples" / "referral"


def lines() -> list[RowsLine]:
    checked = milestonelang.check(milestonelang.load(EXAMPLE / "referral.terms"))
    deals = next(EXAMPLE.glob("*deals*.csv"))
    found = milestonelang.evaluate(checked, [], rows={"deals": deals})
    all_of = [payment.rows for period in found.periods for payment in period.payments]
    return [each for each in all_of if each is not None]


def test_lines_that_are_drawn_again_are_the_same() -> None:
    first, second = (line for line in lines() if len(line.rows) > 1), lines()
    one = next(first)
    other = next(line for line in second if line == one)
    kept = tuple(one.rows)
    # Those of another period are read in between, so that they are drawn again.
    assert [len(line.rows) for line in lines()] == [len(line.rows) for line in second]
    for line in second:
        assert line.rows is line.rows
        assert tuple(line.rows) == line.rows
    assert one.rows == kept
    assert other.rows == kept
    assert hash(one.rows) == hash(kept)
    assert repr(one.rows) == repr(kept)
    assert one.rows[0] is kept[0]
    assert one.rows[:2] == kept[:2]
    another: object = 1
    assert one.rows != another
    assert one.count == sum(row.counts for row in one.rows)
