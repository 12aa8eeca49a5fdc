"""Files that are not there, folders, empty ones and ones of another kind: what is said of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command

KINDS = {
    "a.docx": b"PK\x03\x04 and so on",
    "a.png": b"\x89PNG\r\n",
    "empty": b"",
    "quarterly.csv": b"quarter,revenue\n2026-Q1,5\n",
    "plain.pdf": b"%PDF-1.7\nnothing\n",
    "text.txt": b"no ledger, no terms\n",
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a file of each kind, and a folder."""
    for name, content in KINDS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.pdf", "there is no such file"),
        ("folder", "it is a folder"),
        ("empty", "it is empty"),
        ("a.docx", "neither a ledger nor a PDF"),
        ("a.png", "neither a ledger nor a PDF"),
        ("quarterly.csv", "neither a ledger nor a PDF"),
        ("text.txt", "neither a ledger nor a PDF"),
        ("plain.pdf", "carries no terms"),
    ],
)
def test_what_cannot_be_verified(milestone: Command, files: Path, name: str, reason: str) -> None:
    done = milestone("verify", files / name)
    assert done.code == 2 and reason in done.said and done.out == ""
    assert ("MS1300" if name == "plain.pdf" else "MS0921") in done.said
    assert f"{files / name}" in done.said.replace("` `", "") and "give a" in done.said


@pytest.mark.parametrize("command", ["check", "build", "fmt", "advise"])
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.terms", "there is no such file"),
        ("folder", "it is a folder"),
        ("a.docx", "a document of Word or Excel"),
        ("a.png", "is a picture"),
        ("quarterly.csv", "holds data"),
    ],
)
def test_what_is_no_file_of_terms(
    milestone: Command, files: Path, command: str, name: str, reason: str
) -> None:
    done = milestone(command, files / name)
    assert done.code == 2 and "MS0903" in done.said and reason in done.said
    assert "give the path of a `.terms` file" in done.said


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.ledger", "there is no ledger"),
        ("folder", "cannot use the ledger"),
        ("a.docx", "it is no ledger"),
        ("quarterly.csv", "it is no ledger"),
    ],
)
def test_what_is_no_ledger(
    milestone: Command, example: Path, files: Path, name: str, reason: str
) -> None:
    terms = example.parent / "reseller" / "reseller.terms"
    given = (terms, "--data", terms.with_name("quarterly.csv"), "--ledger", files / name)
    done = milestone("evaluate", *given)
    assert done.code == 2 and "MS1001" in done.said and reason in done.said
    if name in KINDS:
        done = milestone("settle", *given, "--period", "2026-Q1")
        assert done.code == 2 and "it is no ledger" in done.said
        assert (files / name).read_bytes() == KINDS[name]


def test_a_signature_that_is_not_there(milestone: Command, files: Path) -> None:
    done = milestone("verify", files / "text.txt", "--key", files / "no.pub")
    assert done.code == 2 and "MS1305" in done.said
    assert "text.txt.sig" in done.said and "`--signature`" in done.said
