"""What can be wrong with rows of many partners: one function for each code."""

from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic, Severity


def no_files(folder: str) -> Diagnostic:
    """A folder is named, and has no rows."""
    return Diagnostic(
        code="MS1370",
        message=f"the folder `{folder}` has no Parquet or CSV file",
        place=DataPlace(folder),
        help="rows are the files ending in `.parquet` or `.csv` in the folder and those below it",
    )


def mixed_files(source: str, file: str) -> Diagnostic:
    """The rows of a source are partly Parquet and partly CSV."""
    return Diagnostic(
        code="MS1371",
        message=f"the rows of `{source}` are partly Parquet and partly CSV",
        place=DataPlace(file),
        help="give all files of one source in one form",
    )


def other_columns(
    file: str, first: str, column: str, own: str | None, other: str | None
) -> Diagnostic:
    """A file of a source has other columns than the first."""
    has = "has no such column" if own is None else f"has it as {own}"
    had = "has no such column" if other is None else f"has it as {other}"
    return Diagnostic(
        code="MS1372",
        message=f"the files of one source differ in the column `{column}`",
        place=DataPlace(file, column=column),
        notes=(f"`{file}` {has}", f"`{first}` {had}"),
        help="write all files of a source with the same columns and types",
    )


def no_header(file: str) -> Diagnostic:
    """A CSV file of rows begins with nothing that could be its header."""
    return Diagnostic(
        code="MS1373",
        message=f"`{file}` has no header that can be read",
        place=DataPlace(file, row=1),
        help="write the names of the columns in the first line, in UTF-8",
    )


def whose_rows(file: str, by: str) -> Diagnostic:
    """The rows of a source do not say whose they are."""
    return Diagnostic(
        code="MS1374",
        message=f"`{file}` has no column `{by}` that says whose a row is",
        place=DataPlace(file),
        help="add the column, or name the one that it has with `--by`",
    )


def too_many_bad_rows(file: str, count: int, most: int) -> Diagnostic:
    """More rows of a file are bad than can be a slip."""
    return Diagnostic(
        code="MS1375",
        message=f"{count:,} rows of `{file}` cannot be used, more than {most:,}",
        place=DataPlace(file),
        help="write the file again: every cell in its plain form, as `1250.00` and `2026-03-31`",
    )


def rows_of_nobody(file: str, rows: int, rejects: str) -> Diagnostic:
    """Some rows are of partners that are not among those computed."""
    what = f"{rows:,} row{'' if rows == 1 else 's'}"
    verb = "is" if rows == 1 else "are"
    return Diagnostic(
        code="MS1376",
        message=f"{what} of `{file}` {verb} of no partner that is computed",
        place=DataPlace(file),
        notes=(f"`{rejects}` says which",),
        help="give these partners figures or parameters, or leave out their rows",
        severity=Severity.WARNING,
    )


def rows_missing(owner: str, source: str) -> Diagnostic:
    """What is computed from rows is needed, and neither the rows nor its figures were given."""
    return Diagnostic(
        code="MS1379",
        message=f"`{owner}` is computed from the rows of `{source}`, which were not given",
        help=f"give the rows with `--data {source}=FILE`, or a column `{owner}` with its figures",
    )


def rows_cannot_differ(name: str, owner: str) -> Diagnostic:
    """What differs from partner to partner is asked for of each row, and cannot be joined."""
    return Diagnostic(
        code="MS1377",
        message=f"`{owner}` asks for `{name}` in each row, and not all own values are plain",
        help=f"write `{name}` with at most 12 places, or give a column `{owner}` with its figures",
    )


def not_in_rows(owner: str, what: str) -> Diagnostic:
    """A computation over rows is not carried out for many partners."""
    return Diagnostic(
        code="MS1378",
        message=f"`{owner}` asks of each row {what}, which is not worked out for many partners",
        help=f"give a column `{owner}` with its figures, or evaluate partners one by one",
    )
