"""What became of each amount of an account, printed in both languages."""

from __future__ import annotations

from pathlib import Path

import milestonelang
from milestonelang.driver.documents.statements import build_statement
from milestonelang.driver.documents.style import style_of
from milestonelang.driver.evaluate import given
from tests.statement import test_claims

ROWS = (
    # The agreed amount is below what was stated, paid late and disputed: some comes back.
    "2026-04-30,payment,commission for 2026-Q1,company,10000,\n",
    "2026-07-28,dispute,commission for 2026-Q2,company,15000,\n",
    "2026-08-15,payment,commission for 2026-Q2,company,15000,\n",
    "2026-11-02,resolution,commission for 2026-Q2,mediator,12000,\n",
    "2026-12-01,audit,revenue for 2026-Q3,an independent auditor,140000,\n",
    "2026-12-05,payment,revenue_audit for 2026-Q3,partner,900,\n",
)


def _cells(folder: Path, language: str) -> list[str]:
    figures, events = folder / "figures.csv", folder / "events.csv"
    figures.write_text(test_claims.FIGURES, "utf-8")
    events.write_text(test_claims.HEADER + "".join(ROWS), "utf-8")
    checked = milestonelang.check(milestonelang.load(text=test_claims.TERMS))
    files = given([figures], {}, [events])
    made = build_statement(checked, files, "2026-Q4", "md", style_of(language))
    return [cell.strip() for line in made.decode().splitlines() for cell in line.split("|")]


def test_each_kind_of_amount_has_its_words(tmp_path: Path) -> None:
    cells = _cells(tmp_path, "en")
    assert "Commission, result of the dispute over 2026-Q2" in cells
    assert "Commission, interest" in cells
    assert any(cell.startswith("owed back") for cell in cells)
    cells = _cells(tmp_path, "de")
    assert "Commission, Ergebnis des Streits über 2026-Q2" in cells
    assert "Commission, Zinsen" in cells
    assert any(cell.startswith("zurückzuzahlen") for cell in cells)
    assert not {"interest", "Commission (corrected)", "Commission, interest"} & set(cells)
