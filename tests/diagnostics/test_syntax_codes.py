"""The table of codes, the pages, the functions and the corpus of the syntax say the same."""

import inspect
import re

import pytest

from milestonelang import resources
from milestonelang.diagnostics.codes import SYNTAX
from milestonelang.syntax import problems
from tests.syntax.reading import BAD, read

_BLOCK = re.compile(r"^```terms( wrong)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Too long or too strange to stand in a file that people read; `tests/syntax` makes them.
_MADE = {"MS0001", "MS0003", "MS0105", "MS0106", "MS0149"}


def _page(code: str) -> str:
    return (resources.error_pages_path() / f"{code}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", sorted(SYNTAX))
def test_page(code: str) -> None:
    page = _page(code)
    assert page.startswith(f"# {code}: {SYNTAX[code]}\n")
    blocks = _BLOCK.findall(page)
    if code in _MADE:
        assert blocks == []
    else:
        (is_wrong, wrong), (is_right, right) = blocks
        assert (is_wrong, is_right) == (" wrong", "")
        assert read(wrong).codes == [code]
        assert read(right).codes == []
    reason = _BLOCK.sub("", page).split("\n", 1)[1].strip()
    assert len(reason) > 40


def test_each_code_has_one_function() -> None:
    found = [
        code
        for _, function in inspect.getmembers(problems, inspect.isfunction)
        for code in re.findall(r'"(MS\d{4})",', inspect.getsource(function))
    ]
    assert sorted(found) == sorted(SYNTAX)


def test_each_code_has_a_bad_program() -> None:
    # A second program for a code is named after what it shows.
    coded = {path.stem for path in BAD if re.fullmatch(r"MS\d{4}", path.stem)}
    assert coded == set(SYNTAX) - _MADE
