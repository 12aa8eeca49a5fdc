"""`milestone diff`: what it prints, what it writes, and how it ends."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def changed(tmp_path: Path, example: Path) -> Path:
    """The example with another maximum."""
    text = (example / "northwind.terms").read_text(encoding="utf-8")
    file = tmp_path / "changed.terms"
    file.write_text(
        text.replace("at most USD 90,000 per year", "at most USD 100,000 per year"),
        encoding="utf-8",
    )
    return file


def test_a_difference_ends_with_one(
    milestone: Command, example: Path, changed: Path, on_data: list[str]
) -> None:
    done = milestone("diff", example / "northwind.terms", changed, *on_data)
    assert done.code == 1
    assert done.out.startswith("northwind.terms → changed.terms: 1 declaration differs\n")
    assert "  clause 3.2(d): at most USD 90,000 → USD 100,000 per year\n" in done.out
    assert "MONEY, on quarterly.csv, billing.csv, events.csv\n" in done.out


def test_the_same_ends_with_zero(milestone: Command, example: Path, tmp_path: Path) -> None:
    terms = example / "northwind.terms"
    done = milestone("diff", terms, terms)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(": the two are the same, to the letter\n")
    remarked = tmp_path / "remarked.terms"
    remarked.write_text("# a remark\n" + terms.read_text(encoding="utf-8"), encoding="utf-8")
    done = milestone("diff", terms, remarked)
    assert done.code == 0
    assert "no change in the terms: the texts differ in layout and comments only" in done.out


def test_as_data(
    milestone: Command, example: Path, changed: Path, on_data: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "what.json"
    terms = example / "northwind.terms"
    done = milestone("diff", terms, changed, *on_data, "--format", "json", "-o", file)
    assert done.code == 1
    data = json.loads(file.read_text(encoding="utf-8"))
    assert data["same"] is False
    assert [change["kind"] for change in data["terms"]] == ["payment"]
    side = data["money"]["subjects"][0]
    assert side["title"] == "Company to Partner"
    stated = milestone("evaluate", changed, *on_data, "--format", "csv").out
    payable = [line.split(",") for line in stated.splitlines() if ",payable," in line]
    assert side["total"]["before"] == "232745.88"
    assert side["total"]["after"] == str(sum(Decimal(cells[3]) for cells in payable))
    assert data["money"]["parting"]["before"]["clause"] == "3.2(d)"
    assert data["search"] is None
    data = json.loads(milestone("diff", terms, changed, "--format", "json").out)
    assert data["money"] is None
    assert data["search"]["case"]["payable"]


@pytest.mark.parametrize("ending", ["html", "docx", "pdf", "md"])
def test_a_marked_up_document(
    milestone: Command,
    example: Path,
    changed: Path,
    on_data: list[str],
    tmp_path: Path,
    ending: str,
) -> None:
    path = tmp_path / f"redline.{ending}"
    given = [] if ending == "md" else on_data
    done = milestone("diff", example / "northwind.terms", changed, *given, "-o", path)
    assert (done.code, done.out) == (1, "")
    assert done.said == f"wrote {path}"
    content = path.read_bytes()
    assert content.startswith({"docx": b"PK", "pdf": b"%PDF-"}.get(ending, b""))
    if ending in ("html", "md"):
        text = content.decode("utf-8")
        assert "What changes from northwind.terms to changed.terms" in text
        assert ("plainest figures" in text) == (ending == "md")


def test_a_document_says_what_is_paid(
    milestone: Command, example: Path, changed: Path, on_data: list[str]
) -> None:
    terms = example / "northwind.terms"
    done = milestone("diff", terms, changed, *on_data, "--to", "html", "-o", "-")
    assert done.code == 1
    assert "<caption>Company to Partner, payable, in USD, on quarterly.csv" in done.out
    assert "They part first in 2026-Q4, in Base Commission: before clause 3.2(d)" in done.out
    done = milestone("diff", changed, changed, *on_data, "--to", "md", "-o", "-")
    assert done.code == 0
    assert "Both are the same, to the letter." in done.out
    assert "both pay the same in every period" in done.out


def test_a_document_stands_beside_the_new_terms(milestone: Command, changed: Path) -> None:
    assert milestone("diff", changed, changed, "--to", "md").code == 0
    assert changed.with_suffix(".redline.md").is_file()


def test_a_pdf_that_carries_terms_is_a_version(
    milestone: Command, example: Path, changed: Path, tmp_path: Path
) -> None:
    signed = tmp_path / "signed.pdf"
    terms = example / "northwind.terms"
    assert milestone("build", terms, "-o", signed).code == 0
    assert milestone("diff", signed, terms).code == 0
    done = milestone("diff", signed, changed)
    assert done.code == 1
    assert done.out.startswith("signed.pdf → changed.terms: 1 declaration differs\n")


def test_terms_with_errors_end_with_two(milestone: Command, example: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.terms"
    wrong.write_text("contract", encoding="utf-8")
    done = milestone("diff", example / "northwind.terms", wrong)
    assert done.code == 2
    assert "has errors, so that nothing can be compared with it" in done.said
    assert milestone("diff", example / "northwind.terms", tmp_path / "none.terms").code == 2


def test_figures_for_the_new_version_alone(
    milestone: Command, example: Path, on_data: list[str], tmp_path: Path
) -> None:
    terms = example / "northwind.terms"
    narrower = tmp_path / "narrower.terms"
    text = terms.read_text(encoding="utf-8")
    old, new = "between 0 days and 365 days", "between 0 days and 19 days"
    narrower.write_text(text.replace(old, new).replace("| 20 days ", "| 19 days "), "utf-8")
    done = milestone("diff", terms, narrower, *on_data)
    assert done.code == 2
    assert "give them with `--new-data` and `--new-events`" in done.said
    figures = tmp_path / "figures.csv"
    whole = (example / "quarterly.csv").read_text(encoding="utf-8")
    figures.write_text(whole.replace("20 days", "19 days"), encoding="utf-8")
    billing = f"billing={example / 'billing.csv'}"
    given = ("--new-data", figures, "--new-data", billing)
    done = milestone("diff", terms, narrower, *on_data, *given)
    assert (done.code, done.err) == (1, "")
    assert "both pay the same in every period" in done.out
