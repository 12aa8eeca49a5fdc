"""Verify a file: a ledger, a PDF that carries its terms, or anything that was signed.

In: paths. Out: lines that say what holds. Promised: what does not hold raises InputError with the
place and the difference; a PDF is never called unchanged on the word of its own list alone.
"""

from collections.abc import Sequence
from pathlib import Path

from milestonelang.driver import problems
from milestonelang.driver.errors import InputError, reason_of
from milestonelang.driver.terms import PDF, check_terms, load


def verify_file(
    path: str,
    files: Sequence[str] = (),
    key: str | None = None,
    signature: str | None = None,
    templates: str | None = None,
) -> list[str]:
    """Return what holds of a file; *files* are those that a ledger was settled from.

    *templates* is the folder of the house style that a PDF was built with.
    """
    lines = []
    if key is not None:
        from milestonelang.driver.documents.signing import ENDING, read_signature, verify

        at = signature or path + ENDING
        verify(path, _content(path), read_signature(at), key)
        lines.append(f"{path}: the signature {at} holds for the key {key}")
    if _is_pdf(path):
        return [*lines, *_pdf(path, templates)]
    if key is not None:
        return lines
    from milestonelang.driver.ledgers import is_ledger, verify_ledger

    if not is_ledger(path):
        reason = "it is empty" if not _content(path) else "it is neither a ledger nor a PDF"
        raise InputError([problems.nothing_to_verify(path, reason)])
    return [
        f"record {entry.number}: {entry.statement.period}, {entry.hash}"
        for entry in verify_ledger(path, files)
    ]


def _pdf(path: str, templates: str | None) -> list[str]:
    from milestonelang.driver.documents.compare import compare
    from milestonelang.driver.documents.style import house_of

    checked = check_terms(load(path))
    compared = compare(checked, house_of(templates))
    lines = [f"{path}: carries {checked.terms.name}, SHA-256 {checked.terms.sha256}"]
    lines += [
        f"{path}: carries {address}, SHA-256 {found.sha256}" for address, found in checked.modules
    ]
    if compared.same_bytes:
        return [*lines, f"{path}: is what these terms give, byte for byte"]
    return [
        *lines,
        f"{path}: says what these terms give, word for word",
        f"{path}: was saved anew since it was built, as signing on screen does",
    ]


def _is_pdf(path: str) -> bool:
    try:
        with Path(path).open("rb") as opened:
            return opened.read(len(PDF)) == PDF
    except (OSError, ValueError):
        return False  # what reads it next says why


def _content(path: str) -> bytes:
    try:
        if Path(path).is_dir():
            raise InputError([problems.nothing_to_verify(path, "it is a folder")])
        return Path(path).read_bytes()
    except FileNotFoundError as error:
        found = problems.nothing_to_verify(path, "there is no such file")
        raise InputError([found]) from error
    except (OSError, ValueError) as error:
        raise InputError([problems.nothing_to_verify(path, reason_of(error))]) from error
