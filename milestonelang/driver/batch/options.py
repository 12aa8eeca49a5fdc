"""How a run over many partners is asked for, and what it stands on."""

from typing import Any

from milestonelang import records
from milestonelang.data import partner_problems
from milestonelang.data.parquet_pages import LARGEST_PAGE, check_pages, files_of
from milestonelang.data.partner_tables import UnusableTableError
from milestonelang.driver.errors import InputError


@records.frozen
class Options:
    """How to run: *only* are the figures wanted, all where there are none; *native* is None where
    the compiled kernel is taken if it can be had; *until* is the last period that data speaks of,
    where that is known already; *largest_page* the megabytes that a page of Parquet may have.
    """

    by: str = "partner"
    wide: bool = False
    lines: bool = False
    only: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    threads: int | None = None
    native: bool | None = None
    until: str | None = None
    largest_page: int = LARGEST_PAGE


def require(options: Options, *given: Any) -> None:
    """Raise InputError where a library is not installed, or a file would fill the memory."""
    from importlib.util import find_spec

    for library in ("numpy", "pyarrow"):
        if find_spec(library) is None:
            raise InputError([partner_problems.library_missing(library, "batch")])
    try:
        for path in files_of(given):
            check_pages(path, options.largest_page)
    except UnusableTableError as error:
        raise InputError(error.diagnostics) from error
