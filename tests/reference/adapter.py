"""Runs the compiler on texts, through its public functions.

Takes the text of the terms and of the data files; gives the long CSV result, as text or as rows.
Whatever the compiler refuses is raised.
"""

import csv
import tempfile
from collections.abc import Mapping
from pathlib import Path

import milestonelang
from milestonelang.statement.to_csv import to_csv

Row = tuple[str, str, str, str]


def run(terms: str, files: Mapping[str, str]) -> str:
    """Return the result of *terms* on files by name.

    `metrics.csv` and `monthly.csv` have figures, `events.csv` events, and any other file the rows
    of the source of its name.
    """
    figures = ("metrics.csv", "monthly.csv")
    checked = milestonelang.check(milestonelang.load(text=terms))
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / name for name in files}
        for name, text in files.items():
            paths[name].write_text(text, encoding="utf-8", newline="")
        result = milestonelang.evaluate(
            checked,
            [path for name, path in paths.items() if name in figures],
            {
                name.removesuffix(".csv"): path
                for name, path in paths.items()
                if name not in (*figures, "events.csv")
            },
            [path for name, path in paths.items() if name == "events.csv"],
        )
        return to_csv(result)


def rows_of(text: str) -> list[Row]:
    """Return the rows of a long CSV result."""
    header, *found = csv.reader(text.splitlines())
    assert header == ["period", "subject", "what", "value"]
    return [(period, subject, what, value) for period, subject, what, value in found]
