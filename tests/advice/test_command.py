"""What `milestone advise` shows: the sample, the other examples, what is accepted, JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from milestonelang.cli.commands import milestone
from milestonelang.diagnostics.diagnostic import Severity
from milestonelang.driver.advising.advise import advise_on, advise_terms
from milestonelang.driver.check import load_checked
from milestonelang.driver.terms import check_terms, from_text
from tests.corpus.programs import completed

EXAMPLES = Path(__file__).parents[2] / "examples"
OTHERS = sorted(path for path in EXAMPLES.glob("*/*.terms") if path.parent.name != "northwind")
SAMPLE = ["--data", "quarterly.csv", "--data", "billing=billing.csv", "--events", "events.csv"]

BONUS = """
payment bonus "Bonus"
  company pays partner each quarter
  on revenue
  at whole amount rates
    6% up to USD 100,000
    5% beyond
  at most USD 90,000 per year
"""


def test_what_the_sample_raises_is_kept_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES / "northwind")
    done = CliRunner().invoke(
        milestone, ["advise", "northwind.terms", *SAMPLE], standalone_mode=False
    )
    assert done.return_value == 0
    assert done.stdout == Path("advice.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_a_good_example_raises_nothing_above_advice(path: Path) -> None:
    assert advise_terms(load_checked(path)).is_fine


def test_json_has_the_proposal_and_the_exit_code_says_that_there_is_a_warning(
    tmp_path: Path,
) -> None:
    file = tmp_path / "bonus.terms"
    text = completed(BONUS)
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(
        milestone, ["advise", str(file), "--format", "json"], standalone_mode=False
    )
    assert done.return_value == 1
    (falls,) = [each for each in json.loads(done.stdout)["advice"] if each["code"] == "MS2012"]
    (edit,) = falls["proposal"]
    assert edit["text"] == "at marginal rates"
    assert text[edit["start"] : edit["end"]] == "at whole amount rates"
    assert "USD 6,000.00" in falls["notes"][1]
    assert "USD 5,000.00" in falls["notes"][1]


def test_what_is_accepted_is_left_out_and_named() -> None:
    accepted = BONUS + '  accept MS2012 because "The last band is the price we want."\n'
    checked = check_terms(from_text(completed(accepted)))
    found = advise_on(checked, {})
    assert "MS2012" not in {each.diagnostic.code for each in found.found}
    assert ("MS2012", "bonus", "The last band is the price we want.") in found.accepted


def test_nothing_is_above_advice_but_what_hardly_anybody_wants() -> None:
    found = advise_on(check_terms(from_text(completed(BONUS))), {})
    above = [
        each.diagnostic for each in found.found if each.diagnostic.severity is Severity.WARNING
    ]
    assert [each.code for each in above] == ["MS2012"]
