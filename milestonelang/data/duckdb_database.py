"""The database of one run over many partners.

In: a folder and how many cores it may use. Out: queries carried out, with progress where it is
asked for. Promised: memory is bounded, since what it does not hold goes to the folder; nothing is
fetched from elsewhere.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb

from milestonelang.data.duckdb_sources import PartnerSource

MEMORY = "280MB"


class OverflowInSqlError(Exception):
    """A number of a query has more digits than the database holds."""


class Database:
    """A database of its own for one run, with a folder for what memory does not hold."""

    def __init__(self, folder: Path, threads: int | None) -> None:
        self.folder = folder
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "memory_limit": MEMORY,
            "temp_directory": str(folder),
            "preserve_insertion_order": False,
        }
        if threads is not None:
            config["threads"] = threads
        self.connection = duckdb.connect(":memory:", config=config)

    def take(self, source: PartnerSource) -> None:
        """Make an Arrow table known under its source's name."""
        if source.table is not None:
            self.connection.register(source.source.name, source.table)

    def run(self, sql: str, progress: Callable[[float], None] | None = None) -> None:
        """Carry out a query, and say every half second how far it is."""
        failed: list[Exception] = []

        def carry_out() -> None:
            try:
                self.connection.execute(sql)
            except duckdb.Error as error:
                failed.append(error)

        thread = Thread(target=carry_out, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(0.5)
            if progress is not None and thread.is_alive():
                progress(max(0.0, self.connection.query_progress()))
        if failed:
            if isinstance(failed[0], duckdb.OutOfRangeException | duckdb.ConversionException):
                raise OverflowInSqlError from failed[0]
            raise failed[0]

    def keep(self, name: str, table: Any) -> None:
        """Make a table of what an Arrow table has."""
        self.connection.register("given", table)
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")
        self.connection.unregister("given")

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Return all rows of a query."""
        return self.connection.execute(sql).fetchall()

    def close(self) -> None:
        """Let go of everything."""
        self.connection.close()
