"""What a command does not need it does not import: most of a short command is imports."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

_EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "northwind"
_TERMS = str(_EXAMPLE / "northwind.terms")
_DATA = (
    *("--data", str(_EXAMPLE / "quarterly.csv")),
    *("--data", f"billing={_EXAMPLE / 'billing.csv'}"),
    *("--events", str(_EXAMPLE / "events.csv")),
)
_LIBRARIES = {"lark", "duckdb", "jinja2", "typst", "attrs", "difflib", "asyncio", "tempfile"}
_PROGRAM = """
import sys
from milestonelang.syntax import tables
tables.load()
before = set(sys.modules)
from milestonelang.cli.run import run
code = run(sys.argv[1:])
print("imported", *(set(sys.modules) - before))
raise SystemExit(code)
"""


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["version"], {"milestonelang.driver.check", "milestonelang.semantics"}),
        (
            ["check", _TERMS],
            {
                "milestonelang.statement",
                "milestonelang.outline",
                "milestonelang.formatter",
                "milestonelang.data.read",
                "milestonelang.data.row_values",
                "milestonelang.backends.documents",
            },
        ),
        (
            ["evaluate", _TERMS, *_DATA],
            {
                "milestonelang.formatter",
                "milestonelang.driver.examples",
                "milestonelang.backends.documents",
            },
        ),
    ],
    ids=["version", "check", "evaluate"],
)
def test_a_command_imports_what_it_needs(arguments: Sequence[str], unneeded: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    word, *imported = done.stdout.splitlines()[-1].split()
    assert word == "imported" and "milestonelang.cli.commands" in imported
    assert (unneeded | _LIBRARIES) & set(imported) == set()
