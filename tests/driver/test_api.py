"""The public functions, as a program uses them."""

import os
import re
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import milestonelang
from milestonelang.cli.run import run
from tests.cli.conftest import SMALL

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "northwind"


def _statement(**given: object) -> milestonelang.Evaluation:
    checked = milestonelang.check(EXAMPLE / "northwind.terms")
    return milestonelang.evaluate(
        checked,
        [EXAMPLE / "quarterly.csv"],
        {"billing": EXAMPLE / "billing.csv"},
        [EXAMPLE / "events.csv"],
        **given,  # type: ignore[arg-type]
    )


def test_the_documented_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    match = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert match is not None
    done = subprocess.run(
        [sys.executable, "-c", match[1]],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    commented = re.search(r"# (Fraction\(.*\))", match[1])
    assert commented is not None
    assert done.stdout == f"{eval(commented[1])}\n"


def test_amounts_are_exact_fractions() -> None:
    statement = _statement()
    assert statement.amount("2026-Q4", "base_commission", "entitled") == Fraction("8985.82")
    assert statement.amount("2026-Q1", "base_commission", "released") == 0
    assert statement.amount("2026-Q4", "company to partner", "payable") == Fraction("67143.09")
    with pytest.raises(KeyError):
        statement.amount("2028-Q1", "base_commission", "entitled")
    with pytest.raises(KeyError):
        statement.amount("2026-Q4", "base_comission", "entitled")


def test_a_period_by_its_label() -> None:
    period = _statement()["2026-Q4"]
    assert (period.start, period.end) == (date(2026, 10, 1), date(2026, 12, 31))
    assert [line.state.value for line in period.states][:2] == ["active", "achieved"]
    (payment, _) = period.payments
    assert payment.part("held") == Fraction("898.58")
    assert payment.steps[0].after.amount == Fraction("1190283.54")
    (milestone,) = period.milestones
    assert milestone.achieved_on == date(2026, 10, 20)
    (due,) = period.directions[0].due
    assert (due.day, due.weekday) == (date(2027, 1, 30), "Saturday")


def test_as_of_leaves_later_figures_pending() -> None:
    statement = _statement(as_of=date(2027, 1, 1))
    assert statement.is_pending
    assert statement.amount("2026-Q3", "base_commission", "entitled") == 31_000
    assert statement.amount("2026-Q4", "base_commission", "entitled") is None
    reasons = {line.name: line for line in statement["2026-Q4"].pending}
    assert reasons["retention"].by == "company"
    assert reasons["retention"].since == date(2027, 1, 15)
    assert reasons["retention"].reason.endswith("is due from Company on 2027-01-15")
    later = _statement(as_of=date(2027, 1, 15))
    assert later.amount("2026-Q4", "base_commission", "entitled") == Fraction("8985.82")


def test_settings_change_one_run() -> None:
    more = _statement(settings={"base_rate": "12%"})
    assert more.settings == (("base_rate", "12%"),)
    amount = more.amount("2026-Q1", "base_commission", "entitled")
    assert amount == Fraction("23984.81")


def test_terms_as_text() -> None:
    checked = milestonelang.check(milestonelang.load(text=SMALL))
    assert not checked.has_errors
    assert milestonelang.build(checked, to="md").decode("utf-8").count("Commission") > 3
    with pytest.raises(ValueError, match="odt"):
        milestonelang.build(checked, to="odt")
    with pytest.raises(TypeError):
        milestonelang.load()


def test_mistakes_in_terms_are_data_until_they_are_needed() -> None:
    checked = milestonelang.check(milestonelang.load(text=SMALL.replace("of revenue", "of it")))
    assert checked.has_errors
    assert checked.errors
    with pytest.raises(milestonelang.TermsError) as found:
        milestonelang.evaluate(checked)
    assert found.value.diagnostics == checked.errors
    with pytest.raises(milestonelang.TermsError):
        milestonelang.build(checked)


def test_wrong_input_names_everything() -> None:
    checked = milestonelang.check(milestonelang.load(text=SMALL))
    with pytest.raises(milestonelang.InputError) as found:
        milestonelang.evaluate(checked, settings={"rate": "13%", "rat": "8%"})
    assert [item.code for item in found.value.diagnostics] == ["MS0908", "MS0906"]
    with pytest.raises(milestonelang.MilestoneError, match="there is no such file"):
        milestonelang.load("nothing.terms")


def test_terms_may_use_a_file_beside_them(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "rates.terms").write_text(
        'parameter rate "Rate" is percent\n  value 8%\n', "utf-8"
    )
    own = SMALL.replace(
        'parameter rate "Rate" is percent\n  value 8%\n  between 5% and 12%\n',
        'use "lib/rates.terms" as rates\n',
    ).replace("amount rate of", "amount rates.rate of")
    path = tmp_path / "terms.terms"
    path.write_text(own, "utf-8")
    checked = milestonelang.check(path)
    assert checked.diagnostics == ()
    outside = milestonelang.check(
        milestonelang.load(text=own.replace("lib/", "../lib/"), folder=tmp_path)
    )
    assert outside.has_errors


def test_names_of_the_package() -> None:
    assert set(milestonelang.__all__) == set(dir(milestonelang))
    for name in milestonelang.__all__:
        assert getattr(milestonelang, name) is not None
    with pytest.raises(AttributeError):
        _ = milestonelang.nothing


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, milestonelang; milestonelang.__version__;"
        "print([n for n in sys.modules if n.startswith('milestonelang.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout == "['milestonelang.version']\n"


def test_a_described_benefit_is_granted_once(tmp_path: Path) -> None:
    text = SMALL + (
        '\npayment badge "Badge"\n'
        '  company grants partner "the gold badge" each year\n'
        "  only if revenue >= USD 500\n"
        "  due within 30 days of the end of the quarter\n"
    )
    checked = milestonelang.check(milestonelang.load(text=text))
    assert checked.errors == ()
    figures = tmp_path / "figures.csv"
    figures.write_text("quarter,revenue\n2026-Q4,500.00\n", "utf-8")
    statement = milestonelang.evaluate(checked, [figures])
    assert statement.amount("2026-Q3", "badge", "entitled") == 0
    assert statement.amount("2026-Q4", "badge", "entitled") == 1


def _blocks() -> list[str]:
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    return re.findall(r"```python\n(.*?)```", page, re.DOTALL)


def test_the_program_on_statements_and_versions_says_what_the_page_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (block,) = (each for each in _blocks() if "m.statement_of" in each)
    monkeypatch.chdir(EXAMPLE)
    names: dict[str, Any] = {}
    exec(compile(block, "python.md", "exec"), names)
    wanted = re.findall(r"^(?:    |print.*)# (.*)$|^    print\(side.*# (.*)$", block, re.MULTILINE)
    said = capsys.readouterr().out.splitlines()
    assert said == [one or other for one, other in wanted]
    assert "Abrechnung 2026-Q4" in names["page"].decode()
    assert '<section class="cover"' in names["redline"].decode()
    # The command gives the same bytes.
    path = tmp_path / "statement.html"
    arguments = ["-d", "quarterly.csv", "-d", "billing=billing.csv", "-e", "events.csv"]
    more = ["--period", "2026-Q4", "--language", "de", "-o", str(path)]
    assert run(["statement", "northwind.terms", *arguments, *more]) == 0
    assert path.read_bytes() == names["page"]


def test_every_function_is_on_the_page() -> None:
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    functions = {name for name in milestonelang.__all__ if name.islower() and name[0] != "_"}
    assert {name for name in functions if f"`{name}(" not in page} == set()


def test_other_files_for_the_new_version(tmp_path: Path) -> None:
    old = milestonelang.check(milestonelang.load(text=SMALL))
    new = milestonelang.check(milestonelang.load(text=SMALL.replace("8%", "9%")))
    first, second = tmp_path / "old.csv", tmp_path / "new.csv"
    first.write_text("quarter,revenue\n2026-Q1,100.00\n", "utf-8")
    second.write_text("quarter,revenue\n2026-Q1,200.00\n", "utf-8")
    found = milestonelang.diff(old, new, [first], new_data=[second])
    assert found.money is not None
    (row, *_) = found.money.payable[0].rows
    assert row.difference == 10
    assert milestonelang.diff(old, old).is_same


def test_a_new_agreement_of_a_pattern(tmp_path: Path) -> None:
    answers = {"starts": date(2027, 1, 1), "ends": "2027-12-31"}
    begun = milestonelang.new("royalty", tmp_path / "deal", answers)
    terms = next(path for path in begun.paths if path.suffix == ".terms")
    assert not milestonelang.check(terms).has_errors
    assert "2027-01-01" in terms.read_text("utf-8")
    with pytest.raises(milestonelang.InputError):
        milestonelang.new("royalty", tmp_path / "deal", answers)
    with pytest.raises(milestonelang.InputError) as found:
        milestonelang.new("royalty", tmp_path / "other", {"begins": "soon", "starts": "soon"})
    assert len(found.value.diagnostics) == 2
    assert not (tmp_path / "other").exists()
    with pytest.raises(milestonelang.InputError):
        milestonelang.new("royalties", tmp_path / "other")
