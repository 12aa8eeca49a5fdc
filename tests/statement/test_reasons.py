"""Each reason for which a figure can be pending, as a sentence."""

import pytest

from milestonelang import ir
from milestonelang.backends.exact import values
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.primitives.dates import parse_day
from milestonelang.statement.pending import reason_text
from milestonelang.statement.words import Words
from tests.cli.conftest import SMALL

CHECKED = check_terms(from_text(SMALL))
AGREEMENT = CHECKED.require()
WORDS = Words(AGREEMENT, CHECKED.sources)
STEP = next(id for id in WORDS.nodes if WORDS.of(id) == "rate of revenue")
DUE = parse_day("2026-04-15")
PLACE = "`rate of revenue`"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            ir.Missing("revenue", "2026-Q1", "company", DUE),
            "Revenue (`revenue`) for 2026-Q1 is due from Company since 2026-04-15",
        ),
        (ir.Missing("revenue", "2026-Q1", None, DUE), "Revenue (`revenue`) for 2026-Q1 is due "),
        (ir.Missing("thing", "2026-Q1", None, None), "`thing` for 2026-Q1 is not reported"),
        (
            ir.Missing("amount of claim", "2026-Q1", "company", None),
            "amount of claim for 2026-Q1 is due from Company",
        ),
        (ir.Nothing("thing", "2026-Q1"), "there are no rows for `thing` in 2026-Q1"),
        (values.DivisionByZero(STEP), f"the divisor in {PLACE} is zero"),
        (values.BeforeTerm(STEP), f"{PLACE} looks back to before the term"),
        (values.NotHappened("launch"), "`launch` has not happened"),
        (values.NotAchieved(STEP), f"{PLACE} is not achieved"),
        (values.NotInForce(STEP), f"{PLACE} has no value yet"),
        (values.OutsideTable(STEP), f"{PLACE} has no row for its base"),
        (values.CutsNotRising(STEP), f"the cut points of {PLACE} do not rise"),
        (values.NoPower(STEP), f"{PLACE} is compounded a number of times that is not whole"),
        (values.NoSuchDay(STEP), f"{PLACE} is no day of the calendar"),
        (values.NotRunReason("this is not run"), "this is not run"),
        (values.DivisionByZero(-1), "the divisor in an expression of the terms is zero"),
    ],
)
def test_reasons(reason: values.Reason, sentence: str) -> None:
    assert reason_text(reason, WORDS).startswith(sentence)


def test_a_figure_that_is_not_due_yet() -> None:
    assert DUE is not None
    reason = ir.Missing("revenue", "2026-Q1", "company", DUE)
    assert reason_text(reason, WORDS, DUE - 1).endswith("is due from Company on 2026-04-15")
    assert reason_text(reason, WORDS, DUE).endswith("is due from Company since 2026-04-15")
