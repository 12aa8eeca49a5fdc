"""Examples in the terms, as `milestone check` and `milestone test` run them."""

from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, Command
from tests.corpus.programs import completed


def test_example_that_differs(milestone: Command, small: Path) -> None:
    small.write_text(
        SMALL
        + """
example first_quarter "First quarter"
  given
    quarter | revenue
    2026-Q1 | USD 1,000.00
  then
    quarter | commission
    2026-Q1 | USD 90.00
""",
        "utf-8",
    )
    done = milestone("check", small)
    assert done.code == 1
    assert "MS0901" in done.said
    assert "comes to USD 80.00, not USD 90.00" in done.said
    assert "`amount rate of revenue` gives 80.00" in done.said
    tested = milestone("test", small)
    assert tested.code == 1
    assert tested.out == "first_quarter: 1 of 1 figures differ\n"
    assert milestone("evaluate", small).code == 0


def test_example_that_is_pending(milestone: Command, small: Path) -> None:
    small.write_text(
        SMALL
        + """
example second_quarter "Second quarter"
  given
    quarter | revenue
    2026-Q1 | USD 1,000.00
    2026-Q2 |
  then
    quarter | commission
    2026-Q2 | USD 0.00
""",
        "utf-8",
    )
    done = milestone("check", small)
    assert done.code == 1
    assert "MS0902" in done.said
    assert "Revenue (`revenue`) for 2026-Q2" in done.said


def test_terms_without_examples(milestone: Command, small: Path) -> None:
    done = milestone("test", small)
    assert done.code == 2
    assert "MS0915" in done.said


def test_example_with_events_and_metrics(milestone: Command, small: Path) -> None:
    small.write_text(
        SMALL
        + """
event launched "Launch"
  reported by partner

metric doubled "Doubled" is money
  computed as
    revenue * 2

payment reward "Reward"
  company pays partner each quarter
  amount 1% of doubled
  only if launched is true
  due within 30 days of the end of the quarter

example launch "Launch"
  given
    quarter | revenue      | doubled
    2026-Q1 | USD 1,000.00 | USD 3,000.00
  events
    date       | event    | subject  | by
    2026-02-01 | evidence | launched | partner
  then
    quarter | reward    | commission
    2026-Q1 | USD 30.00 | USD 80.00
""",
        "utf-8",
    )
    done = milestone("test", small)
    assert (done.code, done.err) == (0, "")
    assert done.out == "launch: ok\n"


EARLY = """
event approval "Approval" is one of granted, refused
  means "the board's approval of the launch"
  decided by company within 30 days of the end of the quarter
  otherwise refused

payment bonus "Bonus"
  company pays partner each quarter
  amount USD 10
  only if approval is granted
  due within 30 days of the end of the quarter

exit for_convenience "Early End"
  company may terminate for convenience
  notice 30 days

example early_end "Early end"
  given
    quarter | revenue
    2026-Q1 | USD 1,000.00
    2026-Q2 | USD 1,000.00
  events
    date       | event    | subject             | by
    2026-03-20 | notice   | for_convenience     | company
    2026-02-01 | decision | approval is granted | company
  then
    quarter | commission | bonus     | for_convenience
    2026-Q1 | USD 80.00  | USD 10.00 |
    2026-Q2 | USD 80.00  | USD 10.00 | exercised
"""
"""An example whose notice takes effect on 19 April."""


def _early(*changes: tuple[str, str]) -> str:
    text = SMALL + EARLY
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    return text


def test_example_with_a_notice_and_an_outcome(milestone: Command, small: Path) -> None:
    small.write_text(_early(), "utf-8")
    done = milestone("test", small)
    assert (done.code, done.out) == (0, "early_end: ok\n"), done.err
    printed = milestone("build", small, "--to", "md", "-o", "-").out
    assert "(granted) on 1\xa0February\xa02026" in printed
    assert "notice of [clause" in printed
    assert milestone("fmt", "--check", small).code == 0


def test_example_says_what_evaluate_says(milestone: Command, small: Path, tmp_path: Path) -> None:
    """The same figures and events, as files, give what the example expects."""
    small.write_text(_early(), "utf-8")
    (tmp_path / "f.csv").write_text("quarter,revenue\n2026-Q1,1000\n2026-Q2,1000\n", "utf-8")
    (tmp_path / "e.csv").write_text(
        "date,event,subject,by,amount,note\n"
        "2026-03-20,notice,for_convenience,company,,\n"
        "2026-02-01,decision,approval is granted,company,,\n",
        "utf-8",
    )
    done = milestone(
        "evaluate", small, "--data", tmp_path / "f.csv", "--events", tmp_path / "e.csv",
        "--format", "csv",
    )  # fmt: skip
    assert "2026-Q2,commission,entitled,80.00\n" in done.out
    assert "2026-Q2,bonus,entitled,10.00\n" in done.out
    assert "2026-Q3," not in done.out


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        # Received in January: the agreement ends before the second quarter begins.
        ("2026-03-20", "2026-01-20", "MS1350"),
        ("2026-03-20", "2025-03-20", "MS0753"),
        ("| for_convenience     | company", "| for_convenience     | partner", "MS0931"),
        ("approval is granted |", "approval is maybe   |", "MS0754"),
        ("approval is granted |", "approval            |", "MS0754"),
        ("approval is granted |", "approval is true    |", "MS0754"),
        ("approval is granted |", "bonus is granted    |", "MS0751"),
    ],
)
def test_events_of_an_example_are_read_as_those_of_a_file(
    was: str, now: str, code: str, milestone: Command, small: Path
) -> None:
    small.write_text(_early((was, now)), "utf-8")
    done = milestone("check", small)
    assert done.code == 1, done.err
    assert code in done.err
    assert "small.terms:" in done.err, "the place is that of the terms"


def test_example_with_an_event_about_a_statement(milestone: Command, small: Path) -> None:
    small.write_text(
        SMALL
        + """
example renewed "Renewed"
  given
    quarter | revenue
    2026-Q1 | USD 1,000.00
  events
    date       | event   | subject | by
    2026-02-01 | audit   | revenue | company
  then
    quarter | commission
    2026-Q1 | USD 999.00
""",
        "utf-8",
    )
    done = milestone("check", small)
    assert done.code == 0, done.err
    assert "MS0920" in done.err
    assert milestone("build", small).code == 0


def test_example_with_every_kind_of_result(milestone: Command, small: Path) -> None:
    """What `tests/corpus` only checks is run here: each column, right and wrong."""
    corpus = Path(__file__).resolve().parents[1] / "corpus"
    small.write_text(completed((corpus / "examples/ok/every_column.terms").read_text()), "utf-8")
    right = milestone("test", small)
    assert (right.code, right.out) == (0, "start: ok\n"), right.err
    text = small.read_text("utf-8")
    for was, now in (
        ("USD 200.00", "USD 200.01"),
        ("USD 3,300.00", "USD 3,300.01"),
        ("| inactive", "| active"),
        ("USD 500.00", "USD 499.00"),
    ):
        small.write_text(text.replace(was, now), "utf-8")
        wrong = milestone("test", small)
        assert (wrong.code, wrong.out) == (1, "start: 1 of 8 figures differ\n"), was
