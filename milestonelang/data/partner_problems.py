"""What can be wrong with tables of many partners: one function for each code."""

from collections.abc import Sequence

from milestonelang.data.problems import names, nearest
from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic, Severity


def no_partner_column(file: str, by: str, columns: Sequence[str]) -> Diagnostic:
    """The column that says whose figures a row has is not there."""
    close = nearest(by, columns)
    remedy = f"is it `{close}`? then give `--by {close}`" if close else "name it with `--by`"
    return Diagnostic(
        code="MS1401",
        message=f"`{file}` has no column `{by}` that says whose figures a row has",
        place=DataPlace(file),
        notes=(f"its columns are {names(columns[:12])}",),
        help=remedy,
    )


def unknown_partner(file: str, row: int | None, by: str, name: str) -> Diagnostic:
    """Something happened to a partner of whom there are no figures."""
    return Diagnostic(
        code="MS1351",
        message=f"no row of figures is of the partner `{name}`, to whom something happened",
        place=DataPlace(file, row, by),
        help="correct the name, or add the partner's figures",
    )


def too_many_rows(file: str, by: str, name: str, most: int) -> Diagnostic:
    """One partner has more rows than any agreement has periods."""
    return Diagnostic(
        code="MS1352",
        message=f"the partner `{name}` has more than {most:,} rows, and needs one for each period",
        place=DataPlace(file, None, by),
        help="add up its figures by period, or name the column of partners with `--by`",
    )


def library_missing(library: str, extra: str) -> Diagnostic:
    """A library that batch stands on is not installed."""
    return Diagnostic(
        code="MS1402",
        message=f"`batch` needs the library `{library}`, which is not installed",
        help=f"install it with `pip install 'milestonelang[{extra}]'`",
    )


def not_in_batch(file: str | None, what: str, remedy: str) -> Diagnostic:
    """Something that one agreement can have is not taken for many partners at once."""
    return Diagnostic(
        code="MS1403",
        message=f"{what} is not taken by `batch`",
        place=None if file is None else DataPlace(file),
        help=remedy,
    )


def rows_set_aside(file: str, rows: int, partners: int, rejects: str) -> Diagnostic:
    """Some rows could not be used; their partners were left out, the others computed."""
    what = f"{rows:,} row{'' if rows == 1 else 's'}"
    whose = f"{partners:,} partner{'' if partners == 1 else 's'}"
    verb = "was" if rows == 1 else "were"
    return Diagnostic(
        code="MS1404",
        message=f"{what} of `{file}` {verb} set aside, and with them {whose}",
        place=DataPlace(file),
        notes=(f"`{rejects}` says which, and why",),
        help="correct these rows and run again; all others were computed",
        severity=Severity.WARNING,
    )


def unknown_figure(name: str, known: Sequence[str]) -> Diagnostic:
    """A figure that is asked for is none of the result."""
    close = nearest(name, known)
    remedy = f"did you mean `{close}`?" if close else f"the figures are {names(known)}"
    return Diagnostic(
        code="MS1405", message=f"there is no figure `{name}` in the result", help=remedy
    )


def page_too_large(file: str, group: int, column: str, size: int, most: int) -> Diagnostic:
    """A page of a Parquet file is larger, once it is unpacked, than pages may be."""
    return Diagnostic(
        code="MS1406",
        message=(
            f"row group {group} of `{file}` has a page of {size:,} MB in the column `{column}`, "
            f"which is more than {most:,}"
        ),
        place=DataPlace(file, None, column),
        help=f"write it with smaller pages; `batch` takes them with `--largest-page {size}`",
    )
