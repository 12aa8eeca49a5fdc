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


def test_a_command_that_used_the_database_ends_in_silence(tmp_path: Path) -> None:
    """So many rows are read by the database, which complains of what is left when it ends."""
    billing = (_EXAMPLE / "billing.csv").read_text(encoding="utf-8").splitlines()
    small = [line.rpartition(",")[0] + ",1.00" for line in billing[1:]]
    rows = tmp_path / "billing.csv"
    rows.write_text("\n".join([billing[0], *small * (50_000 // len(small) + 1)]), encoding="utf-8")
    given = [f"billing={rows}" if each.startswith("billing=") else each for each in _DATA]
    done = subprocess.run(
        [sys.executable, "-m", "milestonelang", "evaluate", _TERMS, *given],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
