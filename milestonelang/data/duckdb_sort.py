"""Put the rows of a table in the order of a column, on the disk where memory is short."""

from pathlib import Path
from typing import Any

import duckdb


def sort_rows(source: Path | Any, by: str, place: Path) -> None:
    """Write the rows of a Parquet file or Arrow table by *by*, with their number."""
    column = '"' + by.replace('"', '""') + '"'
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"SET temp_directory = '{str(place.parent).replace(chr(39), '')}'")
        connection.execute("SET memory_limit = '512MB'")
        connection.execute("SET preserve_insertion_order = false")
        if isinstance(source, Path):
            text = str(source).replace("'", "''")
            relation = (
                f'(SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS "milestone row"'
                f" FROM read_parquet('{text}', file_row_number = true))"
            )
        else:
            connection.register("given", source)
            relation = '(SELECT *, row_number() OVER () AS "milestone row" FROM given)'
        target = str(place).replace("'", "''")
        connection.execute(
            f'COPY (SELECT * FROM {relation} ORDER BY {column} NULLS FIRST, "milestone row")'
            f" TO '{target}' (FORMAT parquet)"
        )
