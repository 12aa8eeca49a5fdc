"""Contracts whose figures others published: each folder's result holds the expected lines.

The figures are facts of public documentation and tests of billing and commission engines; each
file names where they stand. The terms are our own.
"""

from pathlib import Path

import pytest

from tests.reference.adapter import run

FOLDERS = sorted(path for path in (Path(__file__).parent / "corpus" / "published").iterdir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_published_figures(folder: Path) -> None:
    terms = (folder / f"{folder.name}.terms").read_text(encoding="utf-8")
    metrics = (folder / "metrics.csv").read_text(encoding="utf-8")
    expected = (folder / "expected.csv").read_text(encoding="utf-8").splitlines()
    result = set(run(terms, {"metrics.csv": metrics}).splitlines())
    assert set(expected) <= result
