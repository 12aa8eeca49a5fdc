"""What corrections change: figures that others published, single cases, and drawn contracts."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

import milestonelang
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_csv import to_csv
from milestonelang.statement.to_json import to_json
from milestonelang.statement.to_text import to_text

CORPUS = Path(__file__).parent.parent / "corpus" / "restated"
TERMS = """contract sample "Sample"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter
  law "the State of New York"

party company "Company, Inc."

party partner "Partner, Inc."

metric revenue "Revenue" is money
  between USD 0.00 and USD 1,000,000.00
  reported by partner within 15 days{restated}

payment commission "Commission"
  company pays partner each quarter
  amount 10% of revenue
"""
RESTATED = "\n  restated for at most {} quarters"
HEADER = "quarter,revenue,reported_on\n"
SETTLED = "".join(
    f"2026-Q{quarter},{quarter}000.00,{day}\n"
    for quarter, day in ((1, "2026-04-10"), (2, "2026-07-10"), (3, "2026-10-10"))
)


def _evaluate(
    folder: Path, terms: str, files: Mapping[str, str], as_of: date | None = None
) -> Evaluation:
    checked = milestonelang.check(milestonelang.load(text=terms))
    paths = {name: folder / name for name in files}
    for name, text in files.items():
        paths[name].write_text(text, encoding="utf-8", newline="")
    return milestonelang.evaluate(
        checked,
        [path for name, path in paths.items() if name in ("metrics.csv", "monthly.csv")],
        {
            name.removesuffix(".csv"): path
            for name, path in paths.items()
            if name not in ("metrics.csv", "monthly.csv", "events.csv")
        },
        [path for name, path in paths.items() if name == "events.csv"],
        as_of=as_of,
    )


def _restated(statement: Evaluation) -> list[tuple[str, str, object]]:
    """The period in which it is booked, the original one, and the difference."""
    return [
        (period.label, line.original, line.amount.amount)
        for period in statement.periods
        for line in period.restated
        if line.subject == "company to partner"
    ]


def _on(folder: Path, rows: str, reach: int | None = 4, as_of: date | None = None) -> Evaluation:
    restated = "" if reach is None else RESTATED.format(reach)
    terms = TERMS.replace("{restated}", restated)
    return _evaluate(folder, terms, {"metrics.csv": HEADER + SETTLED + rows}, as_of)


@pytest.mark.parametrize("folder", sorted(CORPUS.iterdir()), ids=lambda folder: folder.name)
def test_published_figures(folder: Path, tmp_path: Path) -> None:
    terms = (folder / f"{folder.name}.terms").read_text("utf-8")
    metrics = (folder / "metrics.csv").read_text("utf-8")
    result = to_csv(_evaluate(tmp_path, terms, {"metrics.csv": metrics})).splitlines()
    expected = (folder / "expected.csv").read_text("utf-8").splitlines()
    assert set(expected) <= set(result)
    assert {line for line in result if ",restated" in line} <= set(expected)
    keys = [tuple(line.split(",")[:3]) for line in result]
    assert len(keys) == len(set(keys)), "a figure is named twice"


def test_without_corrections_nothing_is_restated(tmp_path: Path) -> None:
    plain = to_csv(_on(tmp_path, ""))
    again = to_csv(_on(tmp_path, "2026-Q1,1000.00,2026-07-20\n"))
    assert plain == again
    assert "restated" not in plain


def test_a_correction_is_booked_in_the_first_period_settled_after_it(tmp_path: Path) -> None:
    statement = _on(tmp_path, "2026-Q1,1500.00,2026-07-20\n")
    assert statement.amount("2026-Q1", "company to partner", "payable") == 100
    assert _restated(statement) == [("2026-Q3", "2026-Q1", 50)]
    assert statement.amount("2026-Q3", "company to partner", "payable") == 350
    (direction,) = statement["2026-Q3"].directions
    assert sum(item.amount.amount for item in direction.made_up) == 350
    assert "Restated for 2026-Q1" in to_text(statement, "2026-Q3")
    (period,) = json.loads(to_json(statement, "2026-Q3"))["periods"]
    money = "money in USD"
    assert period["restated"][0] == {
        "subject": "commission",
        "original": "2026-Q1",
        "reported_on": "2026-07-20",
        "amount": {"value": "50.00", "type": money},
        "changes": [
            {
                "name": "commission",
                "title": "Commission",
                "what": "line",
                "clause": "3.2",
                "words": "amount 10% of revenue",
                "was": {"value": "100.00", "type": money},
                "now": {"value": "150.00", "type": money},
                "amount": {"value": "50.00", "type": money},
            }
        ],
    }


def test_on_the_day_of_settlement_it_is_booked_there(tmp_path: Path) -> None:
    # The second quarter is settled on 15 July, when its figure is due.
    assert _restated(_on(tmp_path, "2026-Q1,1500.00,2026-07-15\n"))[0][0] == "2026-Q2"
    assert _restated(_on(tmp_path, "2026-Q1,1500.00,2026-07-16\n"))[0][0] == "2026-Q3"


def test_a_report_before_settlement_counts_at_once(tmp_path: Path) -> None:
    statement = _on(tmp_path, "2026-Q1,1500.00,2026-04-12\n")
    assert statement.amount("2026-Q1", "company to partner", "payable") == 150
    assert _restated(statement) == []
    assert "before its period was settled" in statement.notes[0]


def test_several_corrections_of_one_period_are_told_one_by_one(tmp_path: Path) -> None:
    rows = "2026-Q1,1500.00,2026-07-20\n2026-Q1,900.00,2026-12-01\n"
    assert _restated(_on(tmp_path, rows)) == [
        ("2026-Q3", "2026-Q1", 50),
        ("2026-Q4", "2026-Q1", -60),
    ]
    told = _on(tmp_path, rows, as_of=date(2026, 11, 1))
    assert _restated(told) == [("2026-Q3", "2026-Q1", 50)]
    before = _on(tmp_path, rows, as_of=date(2026, 7, 19))
    assert _restated(before) == []
    assert before.amount("2026-Q2", "company to partner", "payable") == 200


def test_what_is_told_of_a_settled_period_never_changes(tmp_path: Path) -> None:
    rows = "2026-Q1,1500.00,2026-07-20\n2026-Q2,100.00,2026-10-20\n"
    then = _on(tmp_path, rows, as_of=date(2026, 10, 16))
    now = _on(tmp_path, rows)
    for label in ("2026-Q1", "2026-Q2", "2026-Q3"):
        own = [line for line in then.results if line.period == label]
        assert own == [line for line in now.results if line.period == label]


@pytest.mark.parametrize(("reach", "used"), [(None, False), (1, False), (2, True)])
def test_how_far_back_a_correction_reaches(tmp_path: Path, reach: int | None, used: bool) -> None:
    # July to September is two quarters after the first.
    statement = _on(tmp_path, "2026-Q1,1500.00,2026-07-20\n", reach)
    assert bool(_restated(statement)) is used
    said = " ".join(statement.notes)
    if reach is None:
        assert "the metric is not `restated`" in said
    elif not used:
        assert "it may be restated for at most 1 quarter" in said


def test_a_late_first_report_settles_its_period_and_is_no_correction(tmp_path: Path) -> None:
    terms = TERMS.replace("{restated}", RESTATED.format(4))
    rows = "2026-Q1,1000.00,2026-04-10\n2026-Q2,2000.00,2026-09-01\n2026-Q2,2500.00,2026-09-15\n"
    statement = _evaluate(tmp_path, terms, {"metrics.csv": HEADER + rows})
    assert statement.amount("2026-Q2", "company to partner", "payable") == 200
    assert _restated(statement) == [("2026-Q3", "2026-Q2", 50)]


def test_after_the_term_there_is_a_period_to_book_in(tmp_path: Path) -> None:
    rows = "2026-Q4,4000.00,2027-01-10\n2026-Q4,1000.00,2027-05-02\n"
    statement = _on(tmp_path, rows)
    assert _restated(statement) == [("2027-Q2", "2026-Q4", -300)]
    last = statement.periods[-1]
    assert (last.label, last.in_term, last.state) == ("2027-Q2", False, "ended")
    assert statement.amount("2027-Q2", "company to partner", "payable") == -300
    assert "owed back by Partner to Company" in " ".join(to_text(statement).split())


ROWS = TERMS.replace(
    "  reported by partner within 15 days{restated}\n",
    "{restated}  computed as\n    sum of sales.amount\n",
).replace(
    "metric revenue",
    """source sales "Sales"
  kept by partner
  column deal is text, unique
  column day is date
  column amount is money
  dated by day

metric revenue""",
)


@pytest.mark.parametrize("restated", [True, False])
def test_late_rows(tmp_path: Path, restated: bool) -> None:
    terms = ROWS.replace("{restated}", RESTATED.format(4)[1:] + "\n" if restated else "")
    sales = (
        "deal,day,amount,reported_on\n"
        "A,2026-01-20,1000.00,\n"
        "B,2026-04-20,2000.00,\n"
        "C,2026-02-20,500.00,2026-05-20\n"
        "A,2026-01-20,900.00,2026-06-20\n"
    )
    statement = _evaluate(tmp_path, terms, {"sales.csv": sales})
    assert statement.amount("2026-Q1", "company to partner", "payable") == 100
    if restated:
        # 50 in May, and 10 less in June, are booked together.
        assert _restated(statement) == [("2026-Q2", "2026-Q1", 40)]
    else:
        assert _restated(statement) == []
        assert "2 rows of `sales` were reported when `revenue` was final" in statement.notes[0]
    assert statement.amount("2026-Q2", "commission", "entitled") == 200


def test_late_rows_in_a_database(tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    days = [date(2026, 1, 20), date(2026, 4, 20), date(2026, 2, 20)]
    table = pyarrow.table(
        {
            "deal": ["A", "B", "C"],
            "day": days,
            "amount": ["1000.00", "2000.00", "500.00"],
            "reported_on": [*days[:2], date(2026, 5, 20)],
        }
    )
    parquet.write_table(table, tmp_path / "sales.parquet")
    terms = ROWS.replace("{restated}", RESTATED.format(4)[1:] + "\n")
    checked = milestonelang.check(milestonelang.load(text=terms))
    statement = milestonelang.evaluate(checked, rows={"sales": tmp_path / "sales.parquet"})
    assert _restated(statement) == [("2026-Q2", "2026-Q1", 50)]
