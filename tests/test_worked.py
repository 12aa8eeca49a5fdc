"""Agreements with data, events and the figures that they give, worked out by hand in their files.

A file of `corpus/worked` has parts that begin with `==== NAME`: before the first is how the figures
come about; then `terms`, files by name, and `expected`, or for what is refused `message`. Terms
without a contract stand below the one here. Of a subject that is expected every line is: nothing
else may be said of it but states, noughts, what is pending, and what is entitled where that is not
asked for.
"""

import re
from pathlib import Path

import pytest

from milestonelang.diagnostics.render_text import render_text
from milestonelang.driver.errors import InputError
from tests.reference.adapter import rows_of, run

FOLDER = Path(__file__).parent / "corpus" / "worked"
HEAD = """contract sample "Sample Agreement"
  version "1.0"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back
  due within 30 days of the end of the quarter
  law "the State of New York"

party company "Acme, Inc."

party partner "Northwind GmbH"

"""
REVENUE = """
metric revenue "Revenue" is money
  between USD 0.00 and USD 5,000,000.00
  reported by company within 15 days
  restated for at most 4 quarters
"""


def parts(path: Path) -> dict[str, str]:
    """Return the parts of a file by name."""
    _, *found = re.split(r"^==== (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(found[::2], found[1::2], strict=True))


def evaluated(own: dict[str, str]) -> str:
    """Return the long form of a file's terms on its data."""
    terms = own["terms"]
    if not re.search(r"^contract ", terms, re.MULTILINE):
        terms = HEAD + terms + ("" if "metric revenue " in terms else REVENUE)
    return run(terms, {name: text for name, text in own.items() if name.endswith(".csv")})


def named(side: str) -> list[Path]:
    """Return the files of one side."""
    return sorted((FOLDER / side).glob("*.txt"))


@pytest.mark.parametrize("path", named("ok"), ids=lambda path: path.stem)
def test_figures_worked_out_by_hand(path: Path) -> None:
    own = parts(path)
    expected = [line for line in own["expected"].splitlines() if line and line[0] != "#"]
    asked = {line.split(",")[1] for line in expected}
    whats = {tuple(line.split(",")[1:3]) for line in expected}
    found = [
        ",".join(row)
        for row in rows_of(evaluated(own))
        if row[1] in asked
        and (row[2] != "state" or (row[1], "state") in whats)
        and (row[3] not in ("0.00", "pending") or ",".join(row) in expected)
        and (row[2] != "entitled" or (row[1], "entitled") in whats)
    ]
    assert found == expected


@pytest.mark.parametrize("path", named("bad"), ids=lambda path: path.stem)
def test_what_cannot_be_is_told_in_plain_words(path: Path) -> None:
    own = parts(path)
    with pytest.raises(InputError) as refused:
        evaluated(own)
    said = render_text(refused.value.diagnostics, refused.value.sources)
    folder = re.compile(r"(?<=--> )\S*[/\\]")
    assert folder.sub("", said).strip() == own["message"].strip()
