"""Each code of names, modules, types and expressions has a page whose programs do what it says."""

import re
from pathlib import Path

import pytest

from milestonelang.diagnostics.codes import NAMES, TYPES
from milestonelang.driver.terms import Checked
from tests.semantics.asking import check_text

ROOT = Path(__file__).parent.parent.parent
PAGES = ROOT / "docs" / "errors"
PROBLEMS = ROOT / "milestonelang" / "semantics" / "problems"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODES = {**NAMES, **TYPES}


def _codes(checked: Checked) -> set[str]:
    # A warning counts where the page is about it; others are not the page's business.
    warnings = ("MS0398",)
    return {
        item.code
        for item in checked.diagnostics
        if item.severity.value == "error" or item.code in warnings
    }


@pytest.mark.parametrize("code", sorted(_CODES))
def test_page_is_true(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code}: {_CODES[code]}\n")
    (wrong_kind, wrong), (right_kind, right) = _BLOCK.findall(text)
    if wrong_kind == "text":
        # What takes several files is tested with the modules.
        assert right_kind == "text"
        return
    assert _codes(check_text(wrong)) == {code}
    assert _codes(check_text(right)) == set()


def test_every_code_has_one_function() -> None:
    used = [
        code
        for file in sorted(PROBLEMS.glob("*.py"))
        for code in re.findall(r'"(MS0[23]\d\d)"', file.read_text(encoding="utf-8"))
    ]
    assert set(used) == set(_CODES)
    # One function may say a thing in two ways; two functions never share a code.
    for file in PROBLEMS.glob("*.py"):
        for body in file.read_text(encoding="utf-8").split("\ndef ")[1:]:
            assert len(set(re.findall(r'"(MS\d{4})"', body))) <= 1
