"""What can be wrong with a data file as a whole: one function for each code.

Places are files, rows and columns; what a file says is shown shortened, with characters that cannot
be seen written out.
"""

from collections.abc import Iterable, Sequence

from milestonelang.diagnostics.diagnostic import DataPlace, Diagnostic

SHOWN_PROBLEMS = 20
"""How many problems of one file are shown; the rest are counted."""

_LONGEST_SHOWN = 40


def shown(text: str) -> str:
    """Return *text* in backticks, short, with invisible characters written out."""
    cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
    plain = "".join(item if item.isprintable() else _escaped(item) for item in cut)
    return f"`{plain}`"


def names(items: Iterable[str], last: str = "and") -> str:
    """Return names in backticks as a list in English."""
    quoted = [f"`{item}`" for item in items]
    if len(quoted) <= 1:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like *word*, if one is like it at all."""
    from difflib import get_close_matches  # only needed once something is wrong

    plain = {item.lower(): item for item in candidates}
    found = get_close_matches(word.strip().lower().replace(" ", "_"), plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else None


# ---- the file


def unreadable_file(file: str, reason: str) -> Diagnostic:
    """The file is not there, or cannot be opened."""
    return Diagnostic(
        code="MS0701",
        message=f"`{file}` cannot be read: {reason}",
        place=DataPlace(file),
        help="check the name and where the command is started",
    )


def empty_file(file: str, what: str) -> Diagnostic:
    """The file holds nothing, not even a header."""
    return Diagnostic(
        code="MS0702",
        message=f"`{file}` is empty",
        place=DataPlace(file),
        help=f"{what}; `milestone new --data` writes the empty files that the terms need",
    )


def wrong_encoding(file: str, encoding: str) -> Diagnostic:
    """The file starts with the mark of another encoding."""
    return Diagnostic(
        code="MS0703",
        message=f"`{file}` is {encoding}; data files are UTF-8",
        place=DataPlace(file, row=1),
        help="save it as UTF-8 (in a spreadsheet: CSV UTF-8)",
    )


def not_utf8(file: str, row: int, offset: int, byte: int) -> Diagnostic:
    """A byte of the file is not UTF-8."""
    return Diagnostic(
        code="MS0703",
        message=f"`{file}` is not UTF-8: byte {offset} (row {row}) is 0x{byte:02X}",
        place=DataPlace(file, row=row),
        help="save it as UTF-8 (in a spreadsheet: CSV UTF-8)",
    )


def nul_character(file: str, row: int, offset: int) -> Diagnostic:
    """The file holds a NUL."""
    return Diagnostic(
        code="MS0704",
        message=f"`{file}` holds a NUL character at byte {offset} (row {row})",
        place=DataPlace(file, row=row),
        notes=("such a file is damaged, or is UTF-16 without its mark",),
        help="export the file again as UTF-8",
    )


def wrong_kind_of_file(file: str, kind: str, remedy: str) -> Diagnostic:
    """The file is of a kind that is not read here."""
    return Diagnostic(
        code="MS0705",
        message=f"`{file}` is {kind}",
        place=DataPlace(file),
        help=remedy,
    )


def too_large(file: str, size: int, limit: int, remedy: str) -> Diagnostic:
    """The file is larger than files of its form may be."""
    return Diagnostic(
        code="MS0706",
        message=f"`{file}` has {size:,} bytes; the limit is {limit:,}",
        place=DataPlace(file),
        help=remedy,
    )


def not_json(file: str, row: int, reason: str) -> Diagnostic:
    """The text is not JSON."""
    return Diagnostic(
        code="MS0707",
        message=f"`{file}` is not JSON: {reason}",
        place=DataPlace(file, row=row),
        help="data in JSON is a list of objects with the same keys as the columns of a CSV file",
    )


def wrong_json_shape(file: str, reason: str, row: int | None, column: str | None) -> Diagnostic:
    """The JSON is not a list of flat objects."""
    return Diagnostic(
        code="MS0707",
        message=reason,
        place=DataPlace(file, row=row, column=column),
        help="data in JSON is a list of objects with the same keys as the columns of a CSV file",
    )


def unknown_source(file: str, source: str, known: Sequence[str]) -> Diagnostic:
    """`--data x=F` names no source of the terms."""
    guess = nearest(source, known)
    if guess:
        remedy = f"did you mean `--data {guess}={file}`?"
    elif known:
        remedy = f"the sources are {names(known)}"
    else:
        remedy = f"the terms declare no source; reported metrics are given by `--data {file}`"
    return Diagnostic(
        code="MS0708",
        message=f"there is no source `{source}` in the terms",
        place=DataPlace(file),
        help=remedy,
    )


def source_given_twice(file: str, source: str, first: str) -> Diagnostic:
    """Two files are given for one source."""
    return Diagnostic(
        code="MS0709",
        message=f"the rows of `{source}` are given twice, by `{first}` and by `{file}`",
        place=DataPlace(file),
        help="put the rows into one file",
    )


def file_given_twice(file: str) -> Diagnostic:
    """One file is named twice."""
    return Diagnostic(
        code="MS0709",
        message=f"`{file}` is given twice",
        place=DataPlace(file),
        help="name each file once",
    )


def broken_quotes(file: str, row: int, reason: str) -> Diagnostic:
    """A quote is left open, or something follows a closed one."""
    return Diagnostic(
        code="MS0710",
        message=reason,
        place=DataPlace(file, row=row),
        help='a cell in quotes ends with `"`, and a quote inside it is written twice',
    )


def wrong_separator(file: str, separator: str) -> Diagnostic:
    """The header is parted by something else than commas."""
    word = {";": "`;`", "\t": "tabs", "|": "`|`"}[separator]
    return Diagnostic(
        code="MS0711",
        message=f"the cells of `{file}` are parted by {word}, not by commas",
        place=DataPlace(file, row=1),
        help="export the file with commas between the cells",
    )


def more_problems(file: str, count: int) -> Diagnostic:
    """There are more problems in the file than are shown."""
    many = "1 more problem" if count == 1 else f"{count:,} more problems"
    return Diagnostic(
        code="MS0712",
        message=f"`{file}` has {many}",
        place=DataPlace(file),
        help="mend the ones above and run the command again",
    )


# ---- the header and the width of rows


def unknown_column(
    file: str, column: str, known: Sequence[str], titles: dict[str, str]
) -> Diagnostic:
    """A column that the terms do not ask for."""
    by_title = {title.lower(): name for name, title in titles.items()}
    guess = by_title.get(column.strip().lower()) or nearest(column, known)
    if not column.strip():
        message = f"a column of `{file}` has no name"
        remedy = "name the column, or remove it"
    else:
        message = f"the terms know no column {shown(column)} here"
        remedy = (
            f"did you mean `{guess}`?" if guess else f"the columns are {names(known)}; remove it"
        )
        if column.strip() in known:
            remedy = f"write `{column.strip()}`, without a blank before or after it"
    return Diagnostic(
        code="MS0715", message=message, place=DataPlace(file, row=1, column=column), help=remedy
    )


def missing_column(file: str, column: str, remedy: str) -> Diagnostic:
    """A column that the terms ask for is not there."""
    return Diagnostic(
        code="MS0716",
        message=f"`{file}` has no column `{column}`",
        place=DataPlace(file, row=1, column=column),
        help=remedy,
    )


def no_period_column(file: str, looks_like: str | None) -> Diagnostic:
    """A metrics file without a column for the period."""
    remedy = "name the column that says which period a row speaks of `quarter`, `month` or `year`"
    if looks_like:
        remedy = (
            f"its columns are those of the source `{looks_like}`: "
            f"write `--data {looks_like}={file}`"
        )
    return Diagnostic(
        code="MS0716",
        message=f"`{file}` has no column `quarter`, `month` or `year`",
        place=DataPlace(file, row=1),
        help=remedy,
    )


def duplicate_column(file: str, column: str) -> Diagnostic:
    """The same name stands twice in the header."""
    return Diagnostic(
        code="MS0717",
        message=f"the column {shown(column)} stands twice in `{file}`",
        place=DataPlace(file, row=1, column=column),
        help="remove one of the two, or give it its own name",
    )


def unnamed_columns(file: str, header: Sequence[str]) -> Diagnostic:
    """Columns of the header are empty, as a spreadsheet leaves them behind the last one."""
    places = [place for place, name in enumerate(header, 1) if not name.strip()]
    many = " and ".join(str(place) for place in places)
    if len(places) > 2:
        many = f"{', '.join(map(str, places[:-1]))} and {places[-1]}"
    return Diagnostic(
        code="MS0715",
        message=f"columns {many} of `{file}` have no name",
        place=DataPlace(file, row=1),
        help="name them, or remove them; a spreadsheet may have left them behind the last column",
    )


def two_period_columns(file: str, first: str, second: str) -> Diagnostic:
    """A metrics file with two columns for the period."""
    return Diagnostic(
        code="MS0717",
        message=f"`{file}` has two columns for the period, `{first}` and `{second}`",
        place=DataPlace(file, row=1, column=second),
        help="metrics of another frequency stand in a file of their own",
    )


def computed_column(file: str, column: str, what: str) -> Diagnostic:
    """A figure that the contract computes is given as if it were reported."""
    return Diagnostic(
        code="MS0718",
        message=f"`{column}` is computed by the contract and cannot be given",
        place=DataPlace(file, row=1, column=column),
        help=f"remove the column; {what}",
    )


def other_frequency(file: str, metric: str, frequency: str, column: str) -> Diagnostic:
    """A metric stands in a file of another frequency."""
    return Diagnostic(
        code="MS0719",
        message=f"`{metric}` is reported for each {frequency}, this file has one row a {column}",
        place=DataPlace(file, row=1, column=metric),
        help=f"give it in a file of its own, with a column `{frequency}`",
    )


def wrong_width(
    file: str, row: int, found: int, expected: int, header: Sequence[str]
) -> Diagnostic:
    """A row has more or fewer cells than the header."""
    if found < expected:
        word = "short"
        column = header[found] if found else None
        remedy = "write a comma for each empty cell"
    else:
        word, column = "long", None
        remedy = 'a comma inside a cell needs quotes: `"1,250.00"`'
    return Diagnostic(
        code="MS0720",
        message=f"row {row} is too {word}: {_cells(found)}, the header has {expected}",
        place=DataPlace(file, row=row, column=column),
        help=remedy,
    )


def empty_row(file: str, row: int) -> Diagnostic:
    """An empty line between two rows."""
    return Diagnostic(
        code="MS0720",
        message=f"row {row} is empty, and more rows follow",
        place=DataPlace(file, row=row),
        help="remove the empty line",
    )


def no_header(file: str) -> Diagnostic:
    """The first line of a CSV file is empty."""
    return Diagnostic(
        code="MS0720",
        message=f"row 1 of `{file}` is empty, where the header stands",
        place=DataPlace(file, row=1),
        help="remove the empty line",
    )


def other_keys(file: str, row: int, key: str, missing: bool) -> Diagnostic:
    """An object in JSON has other keys than the first."""
    message = f"object {row} has {shown(key)}, which the first has not"
    if missing:
        message = f"object {row} has no {shown(key)}, which the first has"
    return Diagnostic(
        code="MS0720",
        message=message,
        place=DataPlace(file, row=row, column=key),
        help="all objects have the same keys; what is not reported is `null`",
    )


def duplicate_key(file: str, row: int, key: str) -> Diagnostic:
    """An object in JSON has a key twice."""
    return Diagnostic(
        code="MS0721",
        message=f"the key {shown(key)} stands twice in one object",
        place=DataPlace(file, row=row, column=key),
        help="remove one of the two",
    )


# ---- rows that contradict one another


def duplicate_report(
    file: str, row: int, column: str, label: str, first: str, has_report_dates: bool
) -> Diagnostic:
    """A period's figure is reported twice on the same day."""
    if has_report_dates:
        message = f"{label} is reported twice on the same day"
        remedy = "a correction has its own day in `reported_on`"
    else:
        message = f"{label} is reported twice"
        remedy = "remove one row; for a correction add a column `reported_on`, a day in each row"
    return Diagnostic(
        code="MS0747",
        message=message,
        place=DataPlace(file, row=row, column=column),
        notes=(f"first in {first}",),
        help=remedy,
    )


def not_unique(file: str, row: int, column: str, value: str, first: int) -> Diagnostic:
    """A value stands twice in a column that is unique."""
    return Diagnostic(
        code="MS0739",
        message=f"{shown(value)} stands twice in `{column}`, which is unique",
        place=DataPlace(file, row=row, column=column),
        notes=(f"first in row {first}",),
        help="remove one row; a later report of the same row has its own day in `reported_on`",
    )


def inexact_column(file: str, column: str, stored: str, wanted: str) -> Diagnostic:
    """A Parquet column is stored in a type that cannot be read exactly."""
    return Diagnostic(
        code="MS0740",
        message=f"the column `{column}` is stored as {stored}, which cannot be read as {wanted}",
        place=DataPlace(file, column=column),
        help="store amounts and numbers as DECIMAL or text, days as DATE, all else as text",
    )


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
