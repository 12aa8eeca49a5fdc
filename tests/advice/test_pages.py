"""Each rule has a bad and an ok case: the two programs on the page of its code."""

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from milestonelang.advice import control, curves, exposure, life, payments, texts, timing
from milestonelang.advice.model import Rule
from milestonelang.advice.rules import RULES
from milestonelang.diagnostics.codes import ADVICE
from milestonelang.driver.advising.advise import Advised, advise_on, apply
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.source import SourceMap
from tests.corpus.programs import CORPUS, completed

PAGES = Path(__file__).parents[2] / "docs" / "errors"
_BLOCK = re.compile(r"^```terms\n(.*?)^```", re.MULTILINE | re.DOTALL)
_OF_THE_CONTRACT = {"MS2050", "MS2051", "MS2054"}
# Rules whose finding needs a thought rather than a line.
_WITHOUT_PROPOSAL = frozenset(
    (
        *("MS1240", "MS2005", "MS2006", "MS2011", "MS2014", "MS2015", "MS2016", "MS2024"),
        *("MS2032", "MS2034", "MS2035", "MS2036", "MS2037", "MS2060", "MS2061", "MS2062"),
    )
)
_SEASONS = (50_000, 60_000, 90_000, 200_000)
_PERIODS = [(year, quarter) for year in (2026, 2027) for quarter in (1, 2, 3, 4)]
_THEMES = {
    "MS124": texts.RULES,
    "MS200": exposure.RULES,
    "MS201": curves.RULES,
    "MS202": payments.RULES,
    "MS203": life.RULES,
    "MS204": life.RULES,
    "MS205": control.RULES,
    "MS206": timing.RULES,
}
PAST = {
    "revenue": tuple((f"{y}-Q{q}", Fraction(_SEASONS[q - 1])) for y, q in _PERIODS),
    "seats": tuple((f"{y}-Q{q}", Fraction(100 * q + 200)) for y, q in _PERIODS),
}


def advised(program: str, rules: Sequence[Rule]) -> list[Advised]:
    """What is advised of a program, on what it declares itself and on the contract."""
    checked = check_terms(from_text(completed(program), folder=CORPUS))
    assert [item.message for item in checked.errors] == []
    own = program.count("\n") + 1
    found = advise_on(checked, PAST, rules).found
    return [each for each in found if _is_general(each) or _line(each, checked.sources) <= own]


def _line(item: Advised, sources: SourceMap) -> int:
    label = item.diagnostic.label
    assert label is not None
    return sources[label.span.file].line_and_column(label.span.start)[0]


def _is_general(item: Advised) -> bool:
    return item.diagnostic.code in _OF_THE_CONTRACT


@pytest.mark.parametrize("code", sorted(ADVICE))
def test_a_rule_speaks_of_the_first_program_and_not_of_the_second(code: str) -> None:
    wrong, right = _BLOCK.findall((PAGES / f"{code}.md").read_text(encoding="utf-8"))
    found = [each for each in advised(wrong, _THEMES[code[:5]]) if each.diagnostic.code == code]
    assert found, "the wrong program is not advised on"
    assert code not in {each.diagnostic.code for each in advised(right, _THEMES[code[:5]])}
    if code in _WITHOUT_PROPOSAL:
        return
    assert found[0].proposal, "nothing is proposed"
    text = completed(wrong)
    again = check_terms(from_text(apply(text, found[0].proposal), folder=CORPUS))
    assert again.errors == ()


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.__name__ for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(rule.__doc__ for rule in RULES)
