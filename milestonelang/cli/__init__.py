"""The `milestone` command."""

import gc
import sys
from typing import NoReturn

_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main() -> NoReturn:
    """Run the command with the arguments of the process, and end with its exit code."""
    # A command lives for a moment and builds little that refers to itself, so that looking for
    # garbage after every 700 objects is a fifth of its time; on large data it is still looked for,
    # though what has lived for a while is looked at seldom: with 10,000 rows that was a third.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 100, 100)
    from milestonelang.cli.run import run

    code = run()
    # The interpreter would search everything once more before it ends. The database has to be let
    # go of in that search; else it complains of what is left, on the user's screen.
    if "duckdb" not in sys.modules:
        gc.freeze()
    raise SystemExit(code)
