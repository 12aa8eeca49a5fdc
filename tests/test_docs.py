"""Every block of terms in the documentation checks without an error.

A block that has no `contract` line is read together with the first block of its page, as the pages
say. A block on an error page is tested by the corpus of codes and not here.
"""

import re
from pathlib import Path

import pytest

from milestonelang import check

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```terms\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _blocks() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for page in PAGES:
        blocks = _BLOCK.findall(page.read_text(encoding="utf-8"))
        for index, block in enumerate(blocks):
            whole = re.search(r"^contract ", block, re.MULTILINE) is not None
            text = block if whole else blocks[0] + "\n" + block
            found.append((f"{page.name}-{index}", text))
    return found


@pytest.mark.parametrize(("name", "text"), _blocks(), ids=lambda item: item[:40].split("\n")[0])
def test_block_checks(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "block.terms"
    path.write_text(text, encoding="utf-8")
    errors = [
        f"{finding.code} {finding.message}"
        for finding in check(path).diagnostics
        if finding.severity.value == "error"
    ]
    assert errors == [], name
