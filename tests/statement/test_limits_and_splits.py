"""Limits of several rules and splits, from the terms to what is payable."""

from fractions import Fraction
from pathlib import Path

from milestonelang.driver.evaluate import evaluate_terms, given
from milestonelang.driver.explain import explain_figure
from milestonelang.driver.terms import check_terms, load
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_text import to_text

HEAD = """\
contract c "C"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party a "A, Inc."

party b "B, Inc."

party x "X, Inc."

metric m "M" is money
  between USD 0 and USD 1,000,000
  reported by a within 15 days

metric n "N" is money
  between USD 0 and USD 1,000,000
  reported by a within 15 days

payment fee "Fee"
  a pays b each quarter
  amount 10% of m

payment bonus "Bonus"
  a pays b each quarter
  amount 5% of m
"""


def run(tmp_path: Path, more: str, figures: str) -> Evaluation:
    """Evaluate the terms with these figures: `m n` of each quarter."""
    terms, data = tmp_path / "c.terms", tmp_path / "quarterly.csv"
    terms.write_text(HEAD + more, "utf-8")
    rows = [f"2026-Q{index},{m},{n}" for index, (m, n) in enumerate(pairs(figures), 1)]
    data.write_text("\n".join(["quarter,m,n", *rows]) + "\n", "utf-8")
    return evaluate_terms(check_terms(load(terms)), given([data], None, [], settings={}))


def pairs(figures: str) -> list[list[str]]:
    return [pair.split() for pair in figures.split(";")]


def amounts(found: Evaluation, subject: str, what: str) -> list[Fraction | None]:
    return [found.amount(period.label, subject, what) for period in found.periods]


def money(*texts: str) -> list[Fraction]:
    return [Fraction(text) for text in texts]


def test_rules_of_a_limit_act_in_order_each_on_what_the_one_before_left(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        """
limit both "Least and Most"
  fee + bonus at least USD 90 per quarter, in this order
  fee + bonus at most USD 120 per quarter, pro rata
  fee + bonus at most USD 300 over the term, in this order
""",
        "400 0; 1000 0; 800 0; 100 0",
    )
    # 60 is raised to 90; 150 is cut to 120, by thirds; 120 is within 120 but leaves 90 of the 300
    # over the term for the third quarter; then nothing is left, whatever the minimum says.
    assert amounts(found, "fee", "entitled") == money("70", "80", "80", "0")
    assert amounts(found, "bonus", "entitled") == money("20", "40", "10", "0")
    text = " ".join(to_text(found).split())
    assert "limit: Least and Most" in text
    assert "limit: fee + bonus at most USD 300 over the term, in this order" in text


SPLIT = """
split shares "Shares"
  of fee
  first to b up to USD 100 over the term
  then 70% to a and 30% to x
  remainder to x
"""


def test_a_split_payment_is_paid_to_each_party_and_kept_by_its_payer(tmp_path: Path) -> None:
    found = run(tmp_path, SPLIT, "800 0; 500.05 0; 0 0; 100.05 0")
    # 80; 50.01, of which 20 to b and 30.01 by shares; nothing; 10.01.
    assert amounts(found, "fee", "entitled") == money("80", "50.01", "0", "10.01")
    assert amounts(found, "shares to b", "share") == money("80", "20", "0", "0")
    assert amounts(found, "shares to a", "share") == money("0", "21", "0", "7")
    assert amounts(found, "shares to x", "share") == money("0", "9.01", "0", "3.01")
    assert amounts(found, "a to b", "payable") == money("120", "45", "0", "5")
    assert amounts(found, "a to x", "payable") == money("0", "9.01", "0", "3.01")
    second = found["2026-Q2"]
    (way,) = [item for item in second.directions if item.subject == "a to x"]
    assert [(item.what, item.amount.value) for item in way.made_up] == [("share", Fraction("9.01"))]
    for period in found.periods:
        for split in period.splits:
            assert sum(item.amount.amount for item in split.shares) == split.amount.amount


def test_a_holdback_is_shared_when_it_is_released(tmp_path: Path) -> None:
    held = HEAD.replace("10% of m", "10% of m\n  hold back 50%, released after 1 quarter")
    terms, data = tmp_path / "c.terms", tmp_path / "quarterly.csv"
    terms.write_text(held + SPLIT, "utf-8")
    data.write_text("quarter,m,n\n2026-Q1,1000,0\n2026-Q2,0,0\n", "utf-8")
    found = evaluate_terms(check_terms(load(terms)), given([data], None, [], settings={}))
    assert found.amount("2026-Q1", "shares to b", "share") == 50
    assert found.amount("2026-Q2", "shares to b", "share") == 50
    assert found.amount("2026-Q2", "shares to x", "share") == 0


POOL = """
split pool "Pool"
  of 1% of m
  in proportion to m to b and n to x
  remainder to the first

payment own "Own"
  a pays x each quarter
  amount the share of x in pool

payment theirs "Theirs"
  a pays b each quarter
  amount the share of b in pool
"""


def test_a_pool_is_paid_by_the_payments_that_read_it(tmp_path: Path) -> None:
    found = run(tmp_path, POOL, "100 200; 50 0; 0 0; 0 7")
    assert amounts(found, "own", "entitled") == money("0.66", "0", "0", "0")
    assert amounts(found, "pool to b", "share") == money("0.34", "0.5", "0", "0")
    assert amounts(found, "a to x", "payable") == money("0.66", "0", "0", "0")


def test_measures_that_are_zero_leave_shares_pending(tmp_path: Path) -> None:
    more = POOL.replace("of 1% of m", "of USD 5").replace("m to b", "(m - m) to b")
    found = run(tmp_path, more, "100 0; 100 1; 0 0; 0 0")
    assert amounts(found, "own", "entitled") == [None, 5, None, None]
    (line,) = found["2026-Q1"].pending
    assert line.reason == (
        "the measures of `in proportion to (m - m) to b and n to x` give nothing to share by"
    )


def test_why_leads_from_a_share_to_what_it_is_made_of(tmp_path: Path) -> None:
    run(tmp_path, POOL + SPLIT, "100 200; 50 0; 0 0; 0 7")
    checked = check_terms(load(tmp_path / "c.terms"))
    data = given([tmp_path / "quarterly.csv"], None, [], settings={})
    said = " ".join(explain_figure(checked, data, "pool to x.share@2026-Q1").split())
    assert "in proportion to m to b and n to x" in said
    assert "the amount shared" in said
    said = " ".join(explain_figure(checked, data, "shares to b.share@2026-Q2").split())
    assert "up to" in said and "shared so before" in said


def test_a_named_party_gets_cents_of_lines_that_do_not_name_it(tmp_path: Path) -> None:
    more = SPLIT.replace("30% to x", "30% to b")
    found = run(tmp_path, more, "500.03 0; 1000.06 0; 0 0; 0 0")
    # Of the second quarter's 100.01 the first 50.00 go to b, and 50.01 by shares.
    assert found.amount("2026-Q2", "shares to a", "share") == Fraction("35.00")
    assert found.amount("2026-Q2", "shares to x", "share") == Fraction("0.01")
    (way,) = [item for item in found["2026-Q2"].directions if item.subject == "a to x"]
    assert way.payable.amount == sum(item.amount.amount for item in way.made_up)
