"""Results out: a statement as text, and files that are replaced whole or not at all."""

from pathlib import Path

from milestonelang.driver import problems
from milestonelang.driver.errors import InputError, reason_of
from milestonelang.resources import replace_atomically
from milestonelang.statement.model import Evaluation


def statement_text(evaluation: Evaluation, form: str, period: str | None = None) -> str:
    """Return a statement as `text`, `json` or `csv`; raises InputError for an unknown period."""
    labels = [item.label for item in evaluation.periods]
    if period is not None and period not in labels:
        raise InputError([problems.unknown_period(period, labels)])
    if form == "csv":
        from milestonelang.statement.to_csv import to_csv

        return to_csv(evaluation, period)
    if form == "json":
        from milestonelang.statement.to_json import to_json

        return to_json(evaluation, period)
    from milestonelang.statement.to_text import to_text

    return to_text(evaluation, period)


def write_file(path: str | Path, content: bytes) -> None:
    """Make *content* the whole of a file; raises InputError where it cannot be written."""
    file = Path(path)
    try:
        if file.is_dir():
            raise InputError([problems.unwritable(str(path), "it is a folder")])
        replace_atomically(file, content)
    except (OSError, ValueError) as error:
        raise InputError([problems.unwritable(str(path), reason_of(error))]) from error


def beside(terms: str, form: str) -> str:
    """Return the path of a document beside the file of its terms."""
    return str(Path(terms).with_suffix(f".{form}"))


def certificate_beside(terms: str) -> Path:
    """Return where the certificate of terms is looked for."""
    return Path(terms).with_suffix(".certificate.json")
