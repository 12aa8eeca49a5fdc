"""How a run over many partners is asked for, and what it stands on."""

from milestonelang import records
from milestonelang.data import partner_problems
from milestonelang.driver.errors import InputError


@records.frozen
class Options:
    """How to run: *only* are the figures wanted, all where there are none; *native* is None where
    the compiled kernel is taken if it can be had; *until* is the last period that data speaks of,
    where that is known already.
    """

    by: str = "partner"
    wide: bool = False
    lines: bool = False
    only: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    threads: int | None = None
    native: bool | None = None
    until: str | None = None


def require_libraries() -> None:
    """Raise InputError where a library is not installed."""
    from importlib.util import find_spec

    for library in ("numpy", "pyarrow"):
        if find_spec(library) is None:
            raise InputError([partner_problems.library_missing(library, "batch")])
