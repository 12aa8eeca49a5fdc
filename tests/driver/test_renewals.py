"""Agreements that are renewed: every figure below is worked out by hand.

The term is 2026, settled by quarters, and is renewed for a year unless a notice is received sixty
days before its end: by 1 November 2026, and then by 1 November 2027. Revenue is USD 40,000 a
quarter.
"""

from datetime import date
from pathlib import Path

import pytest

from milestonelang.diagnostics.diagnostic import Severity
from milestonelang.driver.check import with_examples
from milestonelang.driver.documents.build import build_document
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import Given, evaluate_terms, given
from milestonelang.driver.examples import run_examples
from milestonelang.driver.explain import explain_figure
from milestonelang.driver.settle import settle
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_csv import to_csv
from milestonelang.statement.to_json import to_data
from tests.corpus.programs import completed

TERMS = """\
contract deal "Deal"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back
  due within 30 days of the end of the quarter
  renewed for 1 year unless notice of 60 days

party company "Company"
party partner "Partner"

metric revenue "Revenue" is money
  between USD 0 and USD 9,000,000
  reported by partner within 15 days

parameter rate "Rate" is percent
  value 5%
  value 6% from 2027-07-01

payment base "Base Fee"
  company pays partner each quarter
  amount rate of revenue
  hold back 10%, released after 2 quarters

payment capped "Capped Fee"
  company pays partner each quarter
  amount 10% of revenue
  at most USD 22,000 over the term

payment yearly "Yearly Fee"
  company pays partner each year
  amount USD 1,000

payment closing "Closing Fee"
  company pays partner each quarter
  amount USD 70
  only if in the last quarter of the term

payment daily "Daily Fee"
  company pays partner each quarter
  amount USD 1 if (days from the end of the quarter to the end of the term) <= 100 days,
    otherwise USD 2

exit early "Early End"
  company may terminate for convenience
  notice 30 days

milestone launch "Launch"
  achieved when revenue >= USD 90,000
  by 2027-12-31
  company pays partner USD 500
"""
QUARTERS = tuple(f"{year}-Q{number}" for year in (2026, 2027, 2028) for number in (1, 2, 3, 4))
RENEWED = "2026-12-10,renewal,deal,company,,"
AGAIN = "2027-11-15,renewal,deal,partner,,"


def data_in(
    folder: Path, quarters: int, *rows: str, as_of: date | None = None, ledger: Path | None = None
) -> Given:
    lines = [f"{label},40000" for label in QUARTERS[:quarters]]
    (folder / "d.csv").write_text("quarter,revenue\n" + "\n".join(lines) + "\n", "utf-8")
    header = "date,event,subject,by,amount,note\n"
    (folder / "e.csv").write_text(header + "".join(f"{row}\n" for row in rows), "utf-8")
    data, events = [folder / "d.csv"], [folder / "e.csv"]
    return given(data=data, events=events, as_of=as_of, ledger=ledger)


def evaluated(
    folder: Path, quarters: int, *rows: str, terms: str = TERMS, as_of: date | None = None
) -> Evaluation:
    checked = check_terms(from_text(terms))
    assert [item for item in checked.diagnostics if item.severity is Severity.ERROR] == []
    return evaluate_terms(checked, data_in(folder, quarters, *rows, as_of=as_of))


def refused(folder: Path, quarters: int, *rows: str, terms: str = TERMS) -> list[str]:
    with pytest.raises(InputError) as found:
        evaluated(folder, quarters, *rows, terms=terms)
    return [item.code for item in found.value.diagnostics]


def amounts(evaluation: Evaluation, name: str, what: str = "entitled") -> list[str]:
    rows = [row.split(",") for row in to_csv(evaluation).splitlines()]
    return [row[3] for row in rows if row[1] == name and row[2] == what]


def test_periods_go_on_and_the_term_is_one(tmp_path: Path) -> None:
    found = evaluated(tmp_path, 8, RENEWED)
    assert found.end == date(2027, 12, 31)
    assert [item.label for item in found.periods] == list(QUARTERS[:8])
    # 5% of 40,000, and 6% from the third quarter of 2027.
    assert amounts(found, "base") == ["2000.00"] * 6 + ["2400.00"] * 2
    # Over the term: 4,000 in each of five quarters, 2,000 in the sixth, nothing then.
    assert amounts(found, "capped") == ["4000.00"] * 5 + ["2000.00", "0.00", "0.00"]
    assert amounts(found, "yearly") == ["0.00"] * 3 + ["1000.00"] + ["0.00"] * 3 + ["1000.00"]
    assert amounts(found, "closing") == ["0.00"] * 7 + ["70.00"]
    # 92 days before the end of the term as it stood, 0 days; after the renewal 275, 184, 92, 0.
    assert amounts(found, "daily") == [
        *("2.00", "2.00", "1.00", "1.00"),
        *("2.00", "2.00", "1.00", "1.00"),
    ]


def test_what_was_held_is_released_in_its_time_and_at_the_new_end(tmp_path: Path) -> None:
    found = evaluated(tmp_path, 8, RENEWED)
    # A tenth is held for two quarters, and what is still held is released with the last one.
    assert amounts(found, "base", "held") == ["200.00"] * 6 + ["240.00"] * 2
    released = amounts(found, "base", "released")
    assert released == ["200.00"] * 5 + ["680.00"]
    alone = evaluated(tmp_path, 4)
    assert amounts(alone, "base", "released") == ["200.00", "600.00"]
    assert alone.end == date(2026, 12, 31)
    assert any("it is renewed for 1 year" in note and "2026-11-01" in note for note in alone.notes)


def test_a_renewed_agreement_pays_as_one_with_the_longer_term(tmp_path: Path) -> None:
    longer = TERMS.replace("until 2026-12-31", "until 2028-12-31")
    longer = longer.replace("  renewed for 1 year unless notice of 60 days\n", "")
    longer = longer[: longer.index("payment daily")] + longer[longer.index("exit early") :]
    renewed = TERMS[: TERMS.index("payment daily")] + TERMS[TERMS.index("exit early") :]
    ours = evaluated(tmp_path, 12, AGAIN, RENEWED, terms=renewed)
    assert to_csv(ours) == to_csv(evaluated(tmp_path, 12, terms=longer))


def test_before_a_renewal_is_known_the_term_ends(tmp_path: Path) -> None:
    before = evaluated(tmp_path, 8, RENEWED, as_of=date(2026, 12, 9))
    assert before.end == date(2026, 12, 31)
    assert len(before.periods) == 4
    after = evaluated(tmp_path, 8, RENEWED, as_of=date(2026, 12, 10))
    assert len(after.periods) == 8
    for label in QUARTERS[:3]:
        told = [line for line in before.results if line.period == label]
        assert told == [line for line in after.results if line.period == label]


def test_a_notice_keeps_off_the_renewal(tmp_path: Path) -> None:
    notice = "2026-11-01,notice,deal,partner,,"
    found = evaluated(tmp_path, 4, notice)
    assert any("by the notice of `partner` received on 2026-11-01" in note for note in found.notes)
    assert amounts(found, "closing") == ["0.00"] * 3 + ["70.00"]
    early = evaluated(tmp_path, 2, notice, as_of=date(2026, 10, 1))
    assert any("it is renewed for 1 year" in note for note in early.notes)
    assert refused(tmp_path, 4, notice, RENEWED) == ["MS1134"]
    # A day later it is too late for 2026, and in time for 2027.
    late = "2026-11-02,notice,deal,partner,,"
    assert refused(tmp_path, 4, late) == ["MS1136"]
    second = evaluated(tmp_path, 8, late, RENEWED)
    assert second.end == date(2027, 12, 31)
    assert any("not renewed and ends on 2027-12-31" in note for note in second.notes)
    assert refused(tmp_path, 8, late, RENEWED, AGAIN) == ["MS1134"]


def test_a_notice_counts_from_its_receipt(tmp_path: Path) -> None:
    post = TERMS.replace("  renewed", "  notices received 3 days after sending\n  renewed")
    assert refused(tmp_path, 4, "2026-10-30,notice,deal,partner,,", terms=post) == ["MS1136"]
    found = evaluated(tmp_path, 4, "2026-10-29,notice,deal,partner,,", terms=post)
    assert any("received on 2026-11-01" in note for note in found.notes)


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (["2026-11-01,renewal,deal,company,,"], ["MS1135"]),
        (["2027-01-01,renewal,deal,company,,"], ["MS0753"]),
        ([RENEWED, "2026-12-11,renewal,deal,partner,,"], ["MS1135"]),
        (["2026-12-10,renewal,early,company,,"], ["MS0751"]),
    ],
)
def test_a_renewal_has_its_days(tmp_path: Path, rows: list[str], codes: list[str]) -> None:
    assert refused(tmp_path, 4, *rows) == codes


def test_without_the_line_nothing_is_renewed(tmp_path: Path) -> None:
    terms = TERMS.replace("  renewed for 1 year unless notice of 60 days\n", "")
    terms = terms.replace("  value 6% from 2027-07-01\n", "").replace("2027-12-31", "2026-12-31")
    assert refused(tmp_path, 4, RENEWED, terms=terms) == ["MS1133"]
    assert refused(tmp_path, 4, "2026-06-01,notice,deal,company,,", terms=terms) == ["MS1133"]


def test_an_exit_ends_a_renewed_agreement(tmp_path: Path) -> None:
    found = evaluated(tmp_path, 6, RENEWED, "2027-05-01,notice,early,company,,")
    assert found.ending is not None
    assert found.ending.day == date(2027, 5, 31)
    assert [item.label for item in found.periods] == list(QUARTERS[:6])
    # What is held is released with the last period: 200 of its own time and 400 still held.
    assert amounts(found, "base", "released") == ["200.00"] * 3 + ["600.00"]
    # Notice in the last days of the first term takes effect in the second.
    over = evaluated(tmp_path, 5, RENEWED, "2026-12-20,notice,early,company,,")
    assert over.ending is not None
    assert over.ending.day == date(2027, 1, 19)
    before = "2026-10-20,notice,early,company,,"
    assert refused(tmp_path, 4, before, RENEWED) == ["MS1137"]


def test_a_stub_becomes_whole(tmp_path: Path) -> None:
    terms = """\
contract deal "Deal"
  effective 2026-01-01 until 2026-11-15
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back
  due within 30 days of the end of the quarter
  renewed for 3 months unless notice of 10 days

party company "Company"
party partner "Partner"

metric revenue "Revenue" is money
  reported by partner within 15 days

payment fee "Fee"
  company pays partner each quarter
  amount USD 920
  prorated by days
"""
    # 46 of 92 days; renewed until 15 February: a whole quarter, and 46 of 90 days.
    assert amounts(evaluated(tmp_path, 4, terms=terms), "fee")[3:] == ["460.00"]
    found = evaluated(tmp_path, 5, "2026-11-10,renewal,deal,company,,", terms=terms)
    assert amounts(found, "fee")[3:] == ["920.00", "470.22"]


def test_a_milestone_may_be_reached_in_the_renewed_term(tmp_path: Path) -> None:
    files = data_in(tmp_path, 8, RENEWED)
    text = (tmp_path / "d.csv").read_text("utf-8")
    (tmp_path / "d.csv").write_text(text.replace("2027-Q2,40000", "2027-Q2,95000"), "utf-8")
    found = evaluate_terms(check_terms(from_text(TERMS)), files)
    assert amounts(found, "launch") == ["500.00"]
    assert found["2027-Q2"].milestones[0].achieved_on == date(2027, 6, 30)


def test_why_settle_and_json(tmp_path: Path) -> None:
    checked = check_terms(from_text(TERMS))
    files = data_in(tmp_path, 8, RENEWED)
    said = explain_figure(checked, files, "base@2027-Q3")
    assert said.startswith("base for 2027-Q3: USD 2,400.00")
    assert "2.00" in explain_figure(checked, files, "daily@2026-Q2")
    for label in QUARTERS[:5]:
        settle(checked, files, label, tmp_path / "ledger.jsonl")
    with_ledger = data_in(tmp_path, 8, RENEWED, ledger=tmp_path / "ledger.jsonl")
    found = to_data(evaluate_terms(checked, with_ledger))
    assert found["end"] == "2027-12-31"
    assert (
        "the agreement is renewed until 2027-12-31, by the renewal of 2026-12-10" in found["notes"]
    )
    assert not [line for line in found["results"] if line["what"] == "restated"]


EXAMPLE = """
example renewed_once "Renewed Once"
  given
    quarter | revenue
    2026-Q1 | USD 40,000
    2026-Q2 | USD 40,000
    2026-Q3 | USD 40,000
    2026-Q4 | USD 40,000
    2027-Q1 | USD 50,000
  events
    date       | event   | subject | by
    {day} | renewal | deal    | company
  then
    quarter | base         | closing
    2026-Q4 | USD 2,000.00 | USD 0.00
    2027-Q1 | USD 2,500.00 | USD 0.00
"""


def test_an_example_is_renewed(tmp_path: Path) -> None:
    checked = check_terms(from_text(TERMS + EXAMPLE.format(day="2026-12-10")))
    assert not checked.has_errors
    (run,) = run_examples(checked)
    assert (run.findings, run.checked) == ((), 4)
    early = check_terms(from_text(TERMS + EXAMPLE.format(day="2026-10-10")))
    assert "MS0313" in [item.code for item in early.diagnostics]


def test_an_amendment_of_the_renewed_term(tmp_path: Path) -> None:
    change = """
amendment raise "Raise"
  effective 2027-04-01
  agreed by company on 2027-02-01
  agreed by partner on 2027-02-01
  replaces payment yearly "Yearly Fee"
    company pays partner each year
    amount USD 3,000
"""
    found = evaluated(tmp_path, 8, RENEWED, terms=TERMS + change)
    assert amounts(found, "yearly")[3::4] == ["1000.00", "3000.00"]


CORPUS = Path(__file__).resolve().parents[1] / "corpus"


@pytest.mark.parametrize("name", ["contract/ok/renewed", "examples/ok/an_extension"])
def test_the_examples_of_the_corpus_give_what_they_say(name: str) -> None:
    text = (CORPUS / f"{name}.terms").read_text("utf-8")
    checked = with_examples(check_terms(from_text(completed(text))))
    assert [item.message for item in checked.diagnostics if item.severity is Severity.ERROR] == []
    (run,) = run_examples(checked)
    assert run.findings == () and run.checked == 2


def test_an_extension_in_an_example_says_until_when() -> None:
    text = (CORPUS / "examples/ok/an_extension.terms").read_text("utf-8")
    for amount in ("USD 5   ", "        "):
        wrong = completed(text.replace("| 30 days", f"| {amount}"))
        found = with_examples(check_terms(from_text(wrong))).diagnostics
        assert [item.code for item in found if item.severity is Severity.ERROR] == ["MS1121"]


def test_the_document_prints_events_of_examples(tmp_path: Path) -> None:
    for name, said in (
        ("contract/ok/renewed", "renewal on 10\u00a0June\u00a02027"),
        ("examples/ok/an_extension", "until 31\u00a0May\u00a02026 on 5\u00a0April\u00a02026"),
    ):
        text = completed((CORPUS / f"{name}.terms").read_text("utf-8"))
        printed = build_document(check_terms(from_text(text)), "md").decode()
        assert said in printed
