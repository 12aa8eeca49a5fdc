"""Every program of the corpus is checked.

A program under `ok` checks without an error. One under `bad` gives the codes that it marks, on the
lines that it marks, and no other error. Where a `.out` file stands beside it, it holds the rendered
messages; `--update-goldens` writes these anew (an empty file is enough to begin with), never the
marks. The programs of the syntax and those that others published are read by tests of their own.
"""

from pathlib import Path

import pytest

from milestonelang.diagnostics.diagnostic import Diagnostic, Severity
from tests.corpus.programs import CORPUS, completed, findings, marks, rendered

ELSEWHERE = ("syntax", "published")


def _programs(side: str) -> list[Path]:
    found = CORPUS.glob(f"*/{side}/*.terms")
    return sorted(path for path in found if path.parent.parent.name not in ELSEWHERE)


def _name(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", _programs("ok"), ids=_name)
def test_good_program_checks(path: Path) -> None:
    found = findings(completed(path.read_text(encoding="utf-8")))
    errors = [f"{line}: {item.code} {item.message}" for line, item in found if _is_error(item)]
    assert errors == []


@pytest.mark.parametrize("path", _programs("bad"), ids=_name)
def test_bad_program_is_refused_where_it_says(path: Path, request: pytest.FixtureRequest) -> None:
    text = path.read_text(encoding="utf-8")
    wanted = sorted(marks(text))
    assert wanted, "a bad program marks its line with `# error: CODE`"
    codes = {code for _, code in wanted}
    last = text.count("\n")
    found = findings(completed(text))
    seen = sorted(
        (line, item.code)
        for line, item in found
        if _is_error(item) or (item.code in codes and line <= last)
    )
    assert seen == wanted
    golden = path.with_suffix(".out")
    if golden.exists():
        shown = rendered(completed(text), codes)
        if request.config.getoption("--update-goldens"):
            golden.write_text(shown, encoding="utf-8", newline="\n")
        assert shown == golden.read_text(encoding="utf-8")


def _is_error(item: Diagnostic) -> bool:
    return item.severity is Severity.ERROR
