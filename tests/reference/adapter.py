"""Runs the compiler on texts, through its public functions.

Takes the text of the terms and of the data files; gives the long CSV result, as text or as rows.
Whatever the compiler refuses is raised.
"""

import csv
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import milestonelang
from milestonelang.driver import evaluate as evaluating
from milestonelang.statement.draw_up import long_form
from milestonelang.statement.to_csv import lines_to_csv, to_csv

Row = tuple[str, str, str, str]


def run(terms: str, files: Mapping[str, str], whole: bool = True) -> str:
    """Return the result of *terms* on files by name; unless *whole*, draw up its long form alone.

    `metrics.csv` and `monthly.csv` have figures, `events.csv` events, and any other file the rows
    of the source of its name.
    """
    figures = ("metrics.csv", "monthly.csv")
    checked = milestonelang.check(milestonelang.load(text=terms))
    paths = {name: Path(_folder().name) / name for name in files}
    try:
        for name, text in files.items():
            paths[name].write_text(text, encoding="utf-8", newline="")
        given = evaluating.given(
            [path for name, path in paths.items() if name in figures],
            {
                name.removesuffix(".csv"): path
                for name, path in paths.items()
                if name not in (*figures, "events.csv")
            },
            [path for name, path in paths.items() if name == "events.csv"],
        )
        if whole:
            return to_csv(evaluating.evaluate_terms(checked, given))
        return lines_to_csv(long_form(evaluating.basis_of(checked, given)))
    finally:
        for path in paths.values():
            path.unlink()


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """One folder for all runs of the process: to make one takes longer than to read the files."""
    return tempfile.TemporaryDirectory()


def rows_of(text: str) -> list[Row]:
    """Return the rows of a long CSV result."""
    header, *found = csv.reader(text.splitlines())
    assert header == ["period", "subject", "what", "value"]
    return [(period, subject, what, value) for period, subject, what, value in found]
