"""Every code of the data has a page, a function that makes it, and a file that gets it."""

import re
from pathlib import Path

from milestonelang.data import cell_problems, problems
from milestonelang.diagnostics.codes import DATA
from milestonelang.resources import error_pages_path

HERE = Path(__file__).resolve().parent


def test_every_code_has_a_page_with_its_title() -> None:
    for code, title in DATA.items():
        page = (error_pages_path() / f"{code}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {code}: {title}\n")
        assert "\nWrong:\n" in page and "\nRight:\n" in page


def test_every_code_is_made_by_a_function_and_no_other_is() -> None:
    made: set[str] = set()
    for module in (problems, cell_problems):
        assert module.__file__ is not None
        made |= set(re.findall(r"MS\d{4}", Path(module.__file__).read_text(encoding="utf-8")))
    assert made == set(DATA)


def test_every_code_is_provoked_by_a_test() -> None:
    tests = " ".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    seen = set(re.findall(r"MS\d{4}", (HERE / "hostile.txt").read_text(encoding="utf-8")))
    assert set(DATA) - seen - set(re.findall(r"MS\d{4}", tests)) == set()
