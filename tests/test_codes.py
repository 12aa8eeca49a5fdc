"""The table of codes, the pages, the functions and the corpus say the same.

Each code has a page and a function that gives it. The first program on the page of a code of
contracts is refused with it, the second is not, and each such code has a case in the corpus.
"""

import re
from pathlib import Path

import pytest

from milestonelang.diagnostics.codes import CODES, CONTRACTS, LIFE, PAYMENTS, RETIRED, ROWS
from tests.corpus.programs import CORPUS, completed, findings

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "errors"
_BLOCK = re.compile(r"^```(terms|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OWN = {**CONTRACTS, **PAYMENTS, **ROWS, **LIFE}
# What takes several files; tests/semantics has them.
SEVERAL_FILES = {"MS0403"}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {page.stem for page in PAGES.glob("MS*.md")} == set(CODES)


def test_a_retired_code_is_not_given_again() -> None:
    assert not RETIRED & set(CODES)


def test_a_page_is_headed_by_its_code() -> None:
    for code, words in CODES.items():
        text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
        assert text.startswith(f"# {code}: {words}\n"), code


@pytest.mark.parametrize("code", sorted(set(OWN) - SEVERAL_FILES))
def test_page_is_true(code: str) -> None:
    (_, wrong), (_, right) = _BLOCK.findall((PAGES / f"{code}.md").read_text(encoding="utf-8"))
    assert code in _codes_within(wrong)
    found = findings(completed(right))
    assert [item for _, item in found if item.severity.value == "error"] == []
    assert code not in _codes_within(right)


def _codes_within(program: str) -> set[str]:
    """The codes of what is found on the lines of the program itself, not of the prelude."""
    last = program.count("\n")
    return {item.code for line, item in findings(completed(program)) if line <= last}


def test_every_code_is_given_by_a_function() -> None:
    given: dict[str, list[str]] = {code: [] for code in CODES}
    for file in sorted((ROOT / "milestonelang").rglob("*.py")):
        if "problem" not in file.name and file.parent.name != "problems":
            continue
        for body in re.split(r"^(?=def )", file.read_text(encoding="utf-8"), flags=re.MULTILINE):
            for code in set(re.findall(r'"(MS\d{4})"', body)):
                assert code in given, f"{code} in {file.name} is not listed"
                given[code].append(f"{file.name}: {body.split('(')[0]}")
    assert [code for code, where in given.items() if not where] == []
    assert {code: given[code] for code in OWN if len(given[code]) != 1} == {}


def test_every_code_of_a_contract_is_in_the_corpus() -> None:
    texts = [path.read_text(encoding="utf-8") for path in CORPUS.rglob("bad/*.terms")]
    marked = {code for text in texts for code in re.findall(r"MS\d{4}", text)}
    assert set(OWN) - SEVERAL_FILES - marked == set()
