"""The statement for one of several partners: its own amounts, and none of what others receive."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from milestonelang.cli.commands import milestone
from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.statements import build_statement
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.statement.for_party import for_party
from milestonelang.statement.to_json import to_json

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
TERMS = """\
contract pool "Shared Marketplace Agreement"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in EUR
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "Quellwerk GmbH"

party alpha "Alpha Vertrieb GmbH"

party beta "Beta Services AG"

party gamma "Gamma Tools SE"

metric sales "Marketplace Sales" is money
  between EUR 0 and EUR 1,000,000
  reported by company within 15 days

metric hours "Support Hours" is number
  between 0 and 10,000
  reported by beta within 15 days

metric licences "Licence Sales" is money
  between EUR 0 and EUR 1,000,000
  reported by gamma within 15 days

payment fee "Marketplace Fee"
  company pays alpha each quarter
  amount 10% of sales

payment support "Support Fee"
  company pays beta each quarter
  amount EUR 2
  times hours

payment royalty "Licence Royalty"
  company pays gamma each quarter
  amount 5% of licences

trigger weak "Weak Quarter"
  starts when licences < EUR 100
  ends when licences >= EUR 100
  royalty reduced by 50%

milestone certified "Certification"
  achieved when hours >= 700
  by 2026-12-31
  company pays beta EUR 12,345

split shares "Division of the Fee"
  of fee
  first to alpha up to EUR 1,000 over the term
  then 50% to alpha and 30% to beta and 20% to gamma
  remainder to alpha
"""
# The fee is 4,000: 1,000 to alpha, then 1,500 to alpha, 900 to beta and 600 to gamma.
FIGURES = "quarter,sales,hours,licences\n2026-Q1,40000,731,55511\n2026-Q2,12345.67,,90\n"
OWN = {
    "alpha": ["2,500.00", "1,500.00"],
    "beta": ["14,707.00", "900.00", "1,462.00", "731", "12,345.00"],
    "gamma": ["3,375.55", "600.00", "2,775.55", "55,511.00"],
}
OTHERS = {
    "alpha": ["hours", "licences", "support", "royalty", "weak", "certified"],
    "beta": ["licences", "royalty", "weak"],
    "gamma": ["hours", "support", "certified"],
}


def _files(folder: Path) -> tuple[Path, Path]:
    terms, data = folder / "pool.terms", folder / "quarterly.csv"
    terms.write_text(TERMS, "utf-8")
    data.write_text(FIGURES, "utf-8")
    return terms, data


def _said(folder: Path, party: str | None, period: str = "2026-Q1", form: str = "md") -> str:
    terms, data = _files(folder)
    made = build_statement(load_checked(str(terms)), given([data]), period, form, party=party)
    return made.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("party", OWN)
def test_a_partner_sees_its_own_amounts_and_no_other(tmp_path: Path, party: str) -> None:
    text = _said(tmp_path, party)
    for amount in OWN[party]:
        assert amount in text, amount
    hidden = {each for other, own in OWN.items() if other != party for each in own}
    # What the line of the split shares, its clause needs.
    needed = {"1,500.00"} if party == "alpha" else set()
    assert "4,000.00" in text
    for amount in hidden - set(OWN[party]) - needed:
        assert not re.search(rf"(?<![\d,]){re.escape(amount)}", text), amount
    if party != "alpha":
        assert "| Shared by this line | 3,000.00 |" in text


def test_all_is_shown_where_nobody_is_named(tmp_path: Path) -> None:
    text = _said(tmp_path, None)
    for own in OWN.values():
        for amount in own:
            assert amount in text, amount
    payer = _said(tmp_path, "company")
    for own in OWN.values():
        assert own[0] in payer


@pytest.mark.parametrize("party", OWN)
def test_the_data_of_the_statement_is_cut_too(tmp_path: Path, party: str) -> None:
    terms, data = _files(tmp_path)
    pdf = tmp_path / "one.pdf"
    made = build_statement(load_checked(str(terms)), given([data]), "2026-Q1", "pdf", party=party)
    pdf.write_bytes(made)
    ((attached,),) = pypdf.PdfReader(pdf).attachments.values()
    found = json.loads(attached)
    (period,) = found["periods"]
    names = {line["name"] for kind in ("metrics", "payments", "states") for line in period[kind]}
    names |= {line["subject"] for line in found["results"]}
    assert not names & set(OTHERS[party])
    assert {line["payee"] for line in period["directions"]} == {party}
    assert {share["party"] for line in period["splits"] for share in line["shares"]} == {party}


def test_what_is_pending_for_others_is_not_told(tmp_path: Path) -> None:
    assert "Nothing is pending" in _said(tmp_path, "alpha", "2026-Q2")
    assert "Support Hours for 2026-Q2" in _said(tmp_path, "beta", "2026-Q2")
    assert "Support Hours" not in _said(tmp_path, "gamma", "2026-Q2")
    assert "Weak Quarter started" in _said(tmp_path, "gamma", "2026-Q2")


def test_a_wrong_party_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    terms, data = _files(tmp_path)
    with pytest.raises(InputError) as raised:
        _said(tmp_path, "delta")
    (found,) = raised.value.diagnostics
    assert found.code == "MS1260"
    assert found.help == "its parties are `company`, `alpha`, `beta`, `gamma`"
    done = CliRunner().invoke(
        milestone,
        ["statement", str(terms), "-d", str(data), "--period", "2026-Q1", "--for", "beta"],
    )
    assert done.exit_code == 0, done.output
    assert (tmp_path / "pool-2026-Q1-beta.html").is_file()


def test_between_two_parties_nothing_is_left_out() -> None:
    folder = EXAMPLES / "reseller"
    files = given([folder / "quarterly.csv"], None, [folder / "events.csv"])
    checked = load_checked(str(folder / "reseller.terms"))
    whole = build_statement(checked, files, "2026-Q3")
    assert build_statement(checked, files, "2026-Q3", party="partner") == whole


# ---- an amount that rests on what another receives

CHAIN = """\
contract chain "Chain"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter

party company "A, Inc."

party near "B, Inc."

party far "C, Inc."

metric m "M" is money
  between USD 0 and USD 1,000,000
  reported by company within 15 days

metric n "N" is money
  between USD 0 and USD 1,000,000
  reported by company within 15 days

metric share_n "Half of N" is money
  computed as 50% of n

payment main "One"
  company pays near each quarter
  amount 10% of m

payment side "Two"
  company pays far each quarter
  amount 5% of main
  plus 1% of share_n

limit most "Most"
  main at most USD 5,000 per quarter

event received "Report Received"
  reported by near

obligation report "Report"
  near owes it within 10 days each quarter
  means "a report"
  evidenced by received
"""


def _checked(text: str) -> Checked:
    return check_terms(from_text(text))


def test_figures_behind_an_amount_are_kept(tmp_path: Path) -> None:
    data = tmp_path / "quarterly.csv"
    data.write_text("quarter,m,n\n2026-Q1,1000,300\n", "utf-8")
    checked = _checked(CHAIN)
    evaluation = evaluate_terms(checked, given([data]))
    agreement = checked.require()
    far = for_party(agreement, evaluation, "far")
    assert [line.name for line in far["2026-Q1"].payments] == ["side"]
    assert [line.name for line in far["2026-Q1"].metrics] == ["n", "share_n"]
    assert far["2026-Q1"].states == ()
    near = for_party(agreement, evaluation, "near")
    assert [line.name for line in near["2026-Q1"].payments] == ["main"]
    assert [line.name for line in near["2026-Q1"].states] == ["report"]
    assert "share_n" not in to_json(near)
