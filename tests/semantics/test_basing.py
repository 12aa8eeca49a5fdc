"""Contracts that are based on others."""

from pathlib import Path

from milestonelang.agreement import declarations as declared
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.types import Unit

PROGRAMME = """contract programme "Programme"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  due within 30 days of the end of the quarter
  core fee

party company "Acme, Inc."

party partner "A Partner"

payment fee "Fee"
  company pays partner each quarter
  amount USD 500

payment bonus "Bonus"
  company pays partner each quarter
  amount USD 100
"""


def _check(folder: Path, *body: str, base: str = PROGRAMME) -> Checked:
    (folder / "base.terms").write_text(base, encoding="utf-8")
    lines = ('contract own "Own Terms"', *(f"  {line}" for line in body))
    return check_terms(from_text("\n".join(lines) + "\n", folder=folder))


def _codes(checked: Checked) -> list[str]:
    return [item.code for item in checked.errors]


def test_what_is_not_said_is_as_the_base_says(tmp_path: Path) -> None:
    agreement = _check(
        tmp_path, "effective 2026-04-01 until 2027-03-31", 'based on "base.terms"'
    ).require()
    contract = agreement.contract
    assert (contract.name, contract.title, contract.settled) == ("own", "Own Terms", Unit.QUARTER)
    assert contract.due is not None
    assert contract.based_on == "base.terms"
    assert [item.name for item in agreement.of_kind(declared.Payment)] == ["fee", "bonus"]
    assert [Path(name).name for name, _ in agreement.sources] == ["terms", "base.terms"]


def test_declarations_are_replaced_added_and_removed(tmp_path: Path) -> None:
    agreement = _check(
        tmp_path,
        'based on "base.terms"',
        'replaces party partner "Northwind GmbH"',
        "removes bonus",
        'adds payment extra "Extra"',
        "  partner pays company each quarter",
        "  amount 10% of fee",
    ).require()
    assert agreement.get("partner", declared.Party).title == "Northwind GmbH"
    assert [item.name for item in agreement.of_kind(declared.Payment)] == ["fee", "extra"]


def test_what_is_core_stays(tmp_path: Path) -> None:
    assert _codes(_check(tmp_path, 'based on "base.terms"', "removes fee")) == ["MS0636"]


def test_what_is_not_there_cannot_be_changed(tmp_path: Path) -> None:
    assert _codes(_check(tmp_path, 'based on "base.terms"', "removes gone")) == ["MS0634"]
    added = ('based on "base.terms"', 'adds payment fee "Fee"', "  company pays partner each year")
    assert _codes(_check(tmp_path, *added, "  amount USD 5")) == ["MS0635"]


def test_a_base_has_a_base_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "first.terms").write_text(PROGRAMME, encoding="utf-8")
    second = 'contract second "Second"\n  based on "first.terms"\n  removes bonus\n'
    agreement = _check(tmp_path, 'based on "base.terms"', base=second).require()
    assert [item.name for item in agreement.of_kind(declared.Payment)] == ["fee"]
    assert len(agreement.sources) == 3


def test_a_base_that_cannot_be_had_is_reported_once(tmp_path: Path) -> None:
    usual = (
        "effective 2026-01-01 until 2027-12-31",
        "settled quarterly in USD",
        "rounded half up to the cent",
    )
    assert _codes(_check(tmp_path, *usual, 'based on "gone.terms"')) == ["MS0221"]
    assert _codes(_check(tmp_path, *usual, 'based on "../gone.terms"')) == ["MS0223"]
    circle = 'contract base "Base"\n  based on "base.terms"\n'
    assert "MS0225" in _codes(_check(tmp_path, *usual, 'based on "base.terms"', base=circle))


def test_mistakes_of_the_base_are_shown_there(tmp_path: Path) -> None:
    broken = PROGRAMME.replace("amount USD 100", "amount USD 100 + 5%")
    checked = _check(tmp_path, 'based on "base.terms"', base=broken)
    assert _codes(checked) == ["MS0302"]
    (error,) = checked.errors
    assert error.label is not None
    assert checked.sources[error.label.span.file].name.endswith("base.terms")


MODULE = 'parameter limit "Limit" is money\n\nclause cap "Cap"\n  "At most {limit}."\n'


def _with_module(folder: Path, *body: str, core: str = "core fee") -> Checked:
    (folder / "cap.terms").write_text(MODULE, encoding="utf-8")
    base = PROGRAMME.replace("core fee", core) + '\nuse "cap.terms" as cap\n  limit is USD 50\n'
    return _check(folder, 'based on "base.terms"', *body, base=base)


def test_a_module_is_replaced_and_removed_by_the_name_it_has(tmp_path: Path) -> None:
    other = ('replaces use "cap.terms" as cap', "  limit is USD 70")
    found = _with_module(tmp_path, *other).require()
    assert "Fraction(70, 1)" in repr(found.get("cap.limit", declared.Parameter).values)
    assert "cap" not in _with_module(tmp_path, "removes cap").require().declarations
    added = ('adds use "cap.terms" as cap', "  limit is USD 70")
    assert _codes(_with_module(tmp_path, *added)) == ["MS0635"]


def test_a_module_with_something_core_stays(tmp_path: Path) -> None:
    other = ('replaces use "cap.terms" as cap', "  limit is USD 70")
    assert _codes(_with_module(tmp_path, *other, core="core cap.limit")) == ["MS0636"]
    assert _codes(_with_module(tmp_path, "removes cap", core="core cap")) == ["MS0636"]


def test_a_module_is_core_with_all_that_it_declares(tmp_path: Path) -> None:
    base = (
        PROGRAMME.replace("core fee", "core recoverable_draw")
        + """
metric purchases "Purchases" is money
  between USD 0 and USD 1,000
  reported by company within 15 days

use std.payments.recoverable_draw
  payer is company
  payee is partner
  earned is purchases
  draw is USD 5
"""
    )
    based = 'based on "base.terms"'
    core = _check(tmp_path, based, base=base).require().contract.core
    assert core
    assert all(name.startswith("recoverable_draw.") for name in core)
    assert _codes(_check(tmp_path, based, "removes recoverable_draw", base=base)) == ["MS0636"]
    assert _codes(
        _check(tmp_path, based, base=base.replace("core recoverable_draw", "core revenue"))
    ) == ["MS0202"]


def test_what_the_base_declares_twice_is_reported(tmp_path: Path) -> None:
    base = PROGRAMME + '\nparty partner "Another"\n'
    assert _codes(_check(tmp_path, 'based on "base.terms"', base=base)) == ["MS0201"]
