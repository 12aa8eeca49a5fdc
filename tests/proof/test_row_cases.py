"""Cases with rows: seeded faults are found, and `milestone evaluate` says the same of their rows.

The rows of a case are written as the CSV file of their source, and a statement is made of them by
the road that every user takes.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

import milestonelang
from milestonelang.backends.proof.model import Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.cli.run import run
from milestonelang.data.words import in_words
from milestonelang.driver.examples import run_examples
from milestonelang.driver.proving.cases import Shown
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.proving.prove import PropertyVerdict, prove_terms
from milestonelang.driver.proving.shown_rows import RowTable
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.types import Money

TERMS = """\
contract c "C"
  version "1.0"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back

party company "Company"

party agent "Agent"

source deals "Deals"
  kept by company
  column id is text, unique
  column kind is one of new, renewed
  column value is money
  column signed_on is date
  column left_on is date, may be empty
  column fee is money computed as the lesser of 10% * value and USD 5,000
  dated by signed_on
  ordered by signed_on, id

metric volume "Volume" is money
  computed as
    sum of deals.value where deals.kind is new

metric number_of_deals "Number of Deals" is number
  computed as count of deals

payment commission "Commission"
  company pays agent each quarter
  for each row of deals
    amount 10% * value
    at least USD 0 per row
    at most USD 5,000 per row
    rounded half up to the cent
    hold back 25%, released after 1 quarters, forfeited at release if left_on is known
    claws back the amount 50% * fee if left_on is known, recovered by invoice
  at most USD 20,000 per year
  due within 30 days of the end of the quarter

payment bonus "Bonus"
  company pays agent each quarter
  amount 1% of volume
  at least USD 0 per quarter
  at most USD 2,000 per quarter
  due within 30 days of the end of the quarter
"""

FAULTS = {
    # the guarantee, and what is changed in the terms
    "the maximum of a year is dropped": (
        "the total of commission is at most USD 20,000 per year",
        ("  at most USD 20,000 per year\n", ""),
    ),
    "the maximum of a year slips a digit": (
        "the total of commission is at most USD 20,000 per year",
        ("USD 20,000 per year", "USD 200,000 per year"),
    ),
    "a row has no maximum": (
        "number_of_deals >= 2 or commission <= USD 5,000",
        ("    at most USD 5,000 per row\n", ""),
    ),
    "a row may be below nothing": (
        "commission >= USD 0",
        (
            "    at least USD 0 per row\n    at most USD 5,000 per row\n",
            "    at most USD 5,000 per row\n    below zero, owed back\n",
        ),
    ),
    "what is held comes on top of the next year": (
        "total paid by company to agent is at most USD 28,000 per year",
        ("released after 1 quarters", "released after 3 quarters"),
    ),
    "what is renewed is paid for too": (
        "volume > USD 0 or commission <= USD 0",
        ("version", "version"),
    ),
    "the number of deals is asked for by mistake": (
        "number_of_deals <= 1 or commission <= USD 5,000",
        ("version", "version"),
    ),
}
KEPT = (
    "the total of commission is at most USD 20,000 per year",
    "commission >= USD 0",
    "total paid by company to agent is at least USD 0 per term",
    "number_of_deals >= 2 or commission <= USD 5,000",
    "number_of_deals > 0 or bonus <= USD 0",
)


def with_guarantee(words: str, changes: tuple[str, str] = ("", "")) -> str:
    """The terms with a change, and with a guarantee."""
    before, after = changes
    assert before in TERMS
    return f'{TERMS.replace(before, after, 1)}\nguarantee kept "Kept"\n  {words}\n'


def verdict_on(text: str) -> PropertyVerdict:
    checked = check_terms(from_text(text))
    (guarantee,) = prove_terms(checked, Effort(), apart=False).guarantees
    (found,) = guarantee.properties
    return found


def written(table: RowTable, folder: Path) -> Path:
    """The rows of a case as the file of their source."""
    path = folder / f"{table.source}.csv"
    lines = [table.header, *(tuple(cell.replace(",", "") for cell in row) for row in table.rows)]
    path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    return path


def said_by_evaluate(text: str, shown: Shown, folder: Path) -> Mapping[str, tuple[str, ...]]:
    """What a statement on the rows of a case says of what the case shows."""
    path = folder / "c.terms"
    path.write_text(text, encoding="utf-8")
    found = milestonelang.evaluate(
        milestonelang.check(path),
        rows={table.source: written(table, folder) for table in shown.rows},
        as_of=date(2029, 12, 31),
    )
    kinds = dict.fromkeys(("commission", "bonus", "fee"), "entitled")
    kinds["company to agent"] = "payable"
    said: dict[str, tuple[str, ...]] = {}
    for row in shown.first:
        if row.subject in kinds:
            amounts = (
                found.amount(label, row.subject, kinds[row.subject]) for label in shown.periods
            )
            said[row.subject] = tuple(in_words(each or 0, Money("USD")) for each in amounts)
    return said


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_with_rows_that_a_statement_agrees_with(
    fault: str, tmp_path: Path
) -> None:
    words, changes = FAULTS[fault]
    text = with_guarantee(words, changes)
    found = verdict_on(text)
    assert found.outcome is Outcome.VIOLATED, found.how
    assert found.shown is not None
    said = said_by_evaluate(text, found.shown, tmp_path)
    assert said and said == {
        row.subject: row.cells for row in found.shown.first if row.subject in said
    }


def test_a_case_with_rows_is_shown_saved_and_certified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is saved runs as an example of the terms, and gives what it says."""
    words, changes = FAULTS["what is held comes on top of the next year"]
    path, saved = tmp_path / "c.terms", tmp_path / "case.terms"
    path.write_text(with_guarantee(words, changes), encoding="utf-8")
    certificate = str(tmp_path / "c.json")
    asked = ["prove", str(path)]
    assert run([*asked, "--save-case", str(saved), "--certificate", certificate]) == 1
    shown = capsys.readouterr().out
    assert "rows of deals:" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert run([*asked, "--format", "json", "--compare", certificate]) == 1
    told = capsys.readouterr()
    rows = json.loads(told.out)["guarantees"][0]["properties"][0]["case"]["rows"]["deals"]
    assert rows[0]["id"] == "1" and rows[0]["left_on"] == ""
    assert "the certificate has" not in told.err
    both = path.read_text(encoding="utf-8") + "\n" + saved.read_text(encoding="utf-8")
    path.write_text(both, encoding="utf-8")
    checked = milestonelang.check(path)
    assert not checked.has_errors
    assert "  rows of deals\n" in both
    (example,) = run_examples(checked)
    assert example.checked > 0 and not example.findings


def test_a_case_below_nothing_is_saved_with_its_sign_first() -> None:
    text = with_guarantee(*FAULTS["a row may be below nothing"])
    found = verdict_on(text)
    assert found.shown is not None and "| -USD 0." in found.shown.examples
    checked = check_terms(from_text(f"{text}\n{found.shown.examples}"))
    (example,) = run_examples(checked)
    assert example.checked > 0 and not example.findings


def test_the_same_rows_are_found_each_time() -> None:
    words, changes = FAULTS["what is held comes on top of the next year"]
    agreement = check_terms(from_text(with_guarantee(words, changes))).require()
    first, second = (next(iter(decide_all(agreement, Effort()))).finding for _ in range(2))
    assert first.case is not None and second.case is not None
    assert first.case.rows == second.case.rows


def test_a_comparison_of_two_runs_has_the_same_rows_in_both() -> None:
    text = with_guarantee("the total of bonus never falls when rate rises").replace(
        'payment bonus "Bonus"',
        'metric rate "Rate" is percent\n  between 0% and 10%\n  reported by company\n\n'
        'payment bonus "Bonus"',
    )
    text = text.replace("amount 1% of volume", "amount (10% - rate) * (volume + commission)")
    found = verdict_on(text)
    assert found.outcome is Outcome.VIOLATED, found.how
    assert found.shown is not None and found.shown.rows and found.shown.second


@pytest.mark.parametrize("words", KEPT)
def test_what_is_kept_is_never_called_violated(words: str) -> None:
    assert verdict_on(with_guarantee(words)).outcome is not Outcome.VIOLATED


def test_a_limit_that_only_many_rows_pass_is_passed() -> None:
    changes = ("    at most USD 5,000 per row\n", "    at most USD 50 per row\n")
    words = "the total of commission is at most USD 9,000 per year"
    found = verdict_on(with_guarantee(words, changes))
    assert found.outcome is Outcome.VIOLATED, found.how
    assert found.shown is not None
    (table,) = found.shown.rows
    assert len(table.rows) == 9_000 // 50 + 1
    (told,) = table.together()
    assert told[0] == "1 to 181"


WIDE = """\
contract w "W"
  version "1.0"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back

party company "Company"

party agent "Agent"

unit seat

event launch "Launch"
  reported by company

source accounts "Accounts"
  kept by company
  column name is text
  column opened_on is date
  dated by opened_on

source deals "Deals"
  kept by company
  column number is number, unique
  column account_of_the_customer is text
  column region_of_the_customer is text, may be empty
  column seats_at_signature is count of seat
  column discount_on_list_price is percent, may be empty
  column is_confirmed is truth
  column counted_in is period
  column paid_on is date
  column signed_on is date
  dated by signed_on

parameter rate "Rate" is percent
  value 10%
  between 5% and 20%

metric seats "Seats Sold" is count of seat
  computed as sum of deals.seats_at_signature
  between 0 seats and 300 seats

metric confirmed "Confirmed Share" is percent
  computed as
    share of deals where deals.is_confirmed is true

payment fee "Fee"
  company pays agent each quarter
  for each row of deals where account_of_the_customer appears in accounts.name
    amount USD 10 / 1 seat * seats_at_signature
    only if is_confirmed is true
    only if region_of_the_customer is "north"
    only if signed_on >= 2026-08-15
    only if (full months from signed_on to paid_on) >= 3
    at least USD 0 per row
  due within 30 days of the end of the quarter

guarantee kept "Kept"
  WORDS
"""


def rows_of(found: PropertyVerdict, source: str) -> tuple[dict[str, str], ...]:
    assert found.shown is not None
    table = next(each for each in found.shown.rows if each.source == source)
    return tuple(dict(zip(table.header, row, strict=True)) for row in table.rows)


def test_every_kind_of_column_is_drawn_as_the_lines_ask_for_it(tmp_path: Path) -> None:
    text = WIDE.replace("WORDS", "fee <= USD 0")
    found = verdict_on(text)
    assert found.outcome is Outcome.VIOLATED, found.how
    (account,) = rows_of(found, "accounts")
    (deal,) = rows_of(found, "deals")
    assert account["name"] == deal["account_of_the_customer"]
    assert deal["region_of_the_customer"] == "north" and deal["is_confirmed"] == "true"
    assert deal["paid_on"] > deal["signed_on"] >= "2026-08-15"
    assert found.shown is not None and found.shown.examples == ""  # it cannot give a period
    said = said_by_evaluate(text, found.shown, tmp_path)
    assert said["fee"] == next(row.cells for row in found.shown.first if row.subject == "fee")


def test_rows_keep_what_they_add_up_to_in_its_range() -> None:
    """No file of more than 300 seats in a quarter is accepted, so that none is a case."""
    start, end = WIDE.index("    only if"), WIDE.index("    at least USD 0 per row")
    text = WIDE[:start] + WIDE[end:]
    assert verdict_on(text.replace("WORDS", "fee <= USD 3,000")).outcome is not Outcome.VIOLATED
    found = verdict_on(text.replace("WORDS", "fee <= USD 2,500"))
    assert found.outcome is Outcome.VIOLATED, found.how
    assert sum(int(row["seats_at_signature"]) for row in rows_of(found, "deals")) <= 300


def test_a_share_of_rows_is_between_nothing_and_all() -> None:
    found = verdict_on(WIDE.replace("WORDS", "confirmed <= 100%"))
    assert found.outcome is Outcome.PROVED, found.how


def test_rows_that_read_a_parameter_are_tried_with_every_value_of_it() -> None:
    """At the usual 10% a deal of the largest kind brings 500."""
    text = TERMS.replace(
        "source deals",
        'parameter rate "Rate" is percent\n  value 10%\n  between 5% and 20%\n\nsource deals',
    ).replace(
        "as the lesser of 10% * value and USD 5,000",
        "as rate * (the lesser of value and USD 5,000)",
    )
    text = text.replace("    amount 10% * value\n", "    amount fee\n")
    kept = 'guarantee kept "Kept"\n  number_of_deals > 1 or commission <= USD 500\n'
    assert verdict_on(f"{text}\n{kept}").outcome is not Outcome.VIOLATED
    found = verdict_on(f"{text}\n{kept}  for every rate\n")
    assert found.outcome is Outcome.VIOLATED, found.how
    assert found.shown is not None and found.shown.examples == ""  # it cannot give a parameter
    moved = 'guarantee kept "Kept"\n  commission never falls when rate rises\n'
    assert "`rate` changes what rows come to" in verdict_on(f"{text}\n{moved}").how


def test_what_can_be_is_shown_with_rows() -> None:
    trigger = (
        'trigger small "Small Deals"\n  starts when number_of_deals >= 2 and volume <= USD 1,000\n'
        "  ends when number_of_deals < 2\n  bonus suspended\n\n"
    )
    text = with_guarantee("small can start").replace("guarantee", f"{trigger}guarantee")
    found = verdict_on(text)
    assert found.outcome is Outcome.PROVED and "rows" in found.how
    assert len(rows_of(found, "deals")) == 2
