"""Every module is used by an agreement that checks without a remark, whatever the currency."""

import re
from pathlib import Path

import pytest

import milestonelang
from milestonelang.library import standard_modules

HERE = Path(__file__).resolve().parent
AGREEMENTS = sorted(HERE.glob("every_*.terms"))


@pytest.mark.parametrize("currency", ["USD", "EUR", "JPY"])
@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.stem)
def test_agreement_checks_without_a_remark(path: Path, currency: str, tmp_path: Path) -> None:
    text = path.read_text("utf-8")
    assert "in USD" in text
    terms = tmp_path / path.name
    terms.write_text(text.replace("USD", currency), "utf-8")
    assert [str(item.message) for item in milestonelang.check(terms).diagnostics] == []


def test_every_module_in_a_folder_is_used() -> None:
    used = {
        name
        for path in AGREEMENTS
        for name in re.findall(r"^use (std\.[\w.]+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {name for name in standard_modules() if name.count(".") > 1} <= used
