"""The example agreement, from the command line to each format."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_csv_is_what_was_computed_independently(
    milestone: Command, example: Path, on_data: list[str]
) -> None:
    done = milestone("evaluate", example / "northwind.terms", *on_data, "--format", "csv")
    assert done.code == 0
    assert done.out == (example / "expected.csv").read_text("utf-8")


@pytest.fixture
def on_exit(example: Path) -> list[str]:
    """The options that give the example the data of its early end."""
    return [
        "--data",
        str(example / "quarterly-exit.csv"),
        "--data",
        f"billing={example / 'billing.csv'}",
        "--events",
        str(example / "events-exit.csv"),
    ]


def test_csv_of_the_early_end_is_what_was_computed_independently(
    milestone: Command, example: Path, on_exit: list[str]
) -> None:
    done = milestone("evaluate", example / "northwind.terms", *on_exit, "--format", "csv")
    assert done.code == 0
    assert done.out == (example / "expected-exit.csv").read_text("utf-8")


def test_early_end_is_stated_and_explained(
    milestone: Command, example: Path, on_exit: list[str]
) -> None:
    terms = example / "northwind.terms"
    text = milestone("evaluate", terms, *on_exit).out
    assert "Ends on 31 March 2027 by Termination for Cause (clause 9): notice by Company" in text
    assert "9.4(b)  Termination for Cause, in the wind-down" in text
    ending = json.loads(milestone("evaluate", terms, *on_exit, "--format", "json").out)["ending"]
    assert (ending["exit"], ending["received"], ending["day"]) == (
        "for_cause",
        "2027-02-10",
        "2027-03-31",
    )
    why = milestone("why", terms, "base_commission@2027-Q3", *on_exit)
    assert why.code == 0
    assert "company pays partner 50% of base_commission" in " ".join(why.out.split())
    said = " ".join(milestone("why", terms, "for_cause@2027-Q1", *on_exit).out.split())
    assert "notice of for_cause by company on 2027-02-10" in said
    assert "events-exit.csv, row 3" in said
    assert "curable until the end of 2027-03-12, and not cured" in said
    assert "takes effect at the end of 2027-03-31" in said
    said = " ".join(
        milestone("why", terms, "base_commission.released@2027-Q3", *on_exit).out.split()
    )
    assert "held back in 2026-Q4: USD 898.58" in said
    assert "forfeited if" not in said
    stopped = milestone("why", terms, "retention_bonus@2027-Q2", *on_exit)
    assert "not paid after the agreement ended on 2027-03-31" in " ".join(stopped.out.split())


def test_every_payable_of_the_early_end_is_a_sum(
    milestone: Command, example: Path, on_exit: list[str]
) -> None:
    done = milestone("evaluate", example / "northwind.terms", *on_exit, "--format", "json")
    for period in json.loads(done.out)["periods"]:
        for direction in period["directions"]:
            parts = [Decimal(item["amount"]["value"]) for item in direction["made_up"]]
            assert sum(parts, Decimal(0)) == Decimal(direction["payable"]["value"])


def test_json_holds_the_same_figures(milestone: Command, example: Path, on_data: list[str]) -> None:
    done = milestone("evaluate", example / "northwind.terms", *on_data, "--format", "json")
    statement = json.loads(done.out)
    with (example / "expected.csv").open(encoding="utf-8") as file:
        expected = [tuple(row) for row in csv.reader(file)][1:]
    assert [
        (line["period"], line["subject"], line["what"], line["figure"]["value"])
        for line in statement["results"]
    ] == expected
    for period in statement["periods"]:
        own = {
            (subject, what): value
            for label, subject, what, value in expected
            if label == period["label"]
        }
        for payment in period["payments"]:
            assert payment["entitled"]["value"] == own[payment["name"], "entitled"]
        for direction in period["directions"]:
            subject = f"{direction['payer']} to {direction['payee']}"
            assert direction["payable"]["value"] == own[subject, "payable"]


def test_every_payable_is_the_sum_of_what_it_is_made_up_of(
    milestone: Command, example: Path, on_data: list[str]
) -> None:
    done = milestone("evaluate", example / "northwind.terms", *on_data, "--format", "json")
    for period in json.loads(done.out)["periods"]:
        for direction in period["directions"]:
            parts = [Decimal(item["amount"]["value"]) for item in direction["made_up"]]
            assert sum(parts, Decimal(0)) == Decimal(direction["payable"]["value"])


def test_text_of_one_quarter_shows_each_step_with_its_clause(
    milestone: Command, example: Path, on_data: list[str]
) -> None:
    done = milestone("evaluate", example / "northwind.terms", *on_data, "--period", "2026-Q4")
    assert done.code == 0
    assert "USD 67,143.09 payable by Company to Partner, due Saturday 30 January 2027" in done.out
    for clause, amount in (
        ("3.2(a)", "1,190,283.54"),
        ("3.2(b)", "45,805.6698"),
        ("3.2(d)", "17,971.64"),
        ("6.2(a)", "8,985.82"),
        ("4.2(b)", "8,735.999792"),
    ):
        lines = [line for line in done.out.splitlines() if line.strip().startswith(clause)]
        assert any(amount in line for line in lines), clause
    assert "2026-Q3" not in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 80


def test_text_ends_with_totals_and_what_was_not_run(
    milestone: Command, example: Path, on_data: list[str]
) -> None:
    text = milestone("evaluate", example / "northwind.terms", *on_data).out
    totals = text[text.index("Totals, all periods") :]
    assert "guarantee annual_ceiling: `milestone prove` decides it" in totals
    with (example / "expected.csv").open(encoding="utf-8") as file:
        payable = [Decimal(row[3]) for row in csv.reader(file) if row[2] == "payable"]
    (line,) = [line for line in totals.splitlines() if "Company to Partner, payable" in line]
    assert line.split()[-1] == f"{sum(payable):,}"


def test_why_goes_down_to_the_rows(milestone: Command, example: Path, on_data: list[str]) -> None:
    done = milestone("why", example / "northwind.terms", "base_commission@2026-Q4", *on_data)
    assert done.code == 0
    text = " ".join(done.out.split())
    assert text.startswith("base_commission for 2026-Q4: USD 8,985.82")
    assert "`10% up to USD 1,000,000`: 10% of USD 750,000.00 is USD 75,000.00" in text
    assert "quarterly.csv, row 5" in text  # gross margin of 2026-Q4
    assert "quarterly.csv, row 4" in text  # and of 2026-Q3, on which the trigger rests
    assert "billing.csv dated in 2026-Q4" in text
    assert "[3.2(d)]" in text
    assert "shown above" in text


def test_why_explains_parts_states_and_directions(
    milestone: Command, example: Path, on_data: list[str]
) -> None:
    terms = example / "northwind.terms"
    released = milestone("why", terms, "base_commission.released@2026-Q4", *on_data).out
    assert "held back in 2026-Q2: USD 2,503.85" in released
    state = milestone("why", terms, "fast_onboarding@2026-Q4", *on_data).out
    assert "onboarding_certificate on 2026-10-20" in state
    assert "events.csv, row 2" in state
    payable = milestone("why", terms, "company to partner@2026-Q4", *on_data).out
    assert payable.startswith("company to partner for 2026-Q4: USD 67,143.09")


def test_check_and_test_find_nothing(milestone: Command, example: Path) -> None:
    checked = milestone("check", example / "northwind.terms")
    assert (checked.code, checked.out) == (0, "")
    tested = milestone("test", example / "northwind.terms")
    assert (tested.code, tested.out) == (0, "first_half: ok\n")


def test_build_writes_each_format(milestone: Command, example: Path, tmp_path: Path) -> None:
    for form, start in (("html", b"<!"), ("pdf", b"%PDF"), ("md", b"Version 1.0")):
        path = tmp_path / f"agreement.{form}"
        done = milestone("build", example / "northwind.terms", "-o", path)
        assert done.code == 0, done.err
        assert path.read_bytes().startswith(start)
