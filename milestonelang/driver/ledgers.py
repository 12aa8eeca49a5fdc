"""Ledgers of a contract: read what was stated, and verify it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from milestonelang.agreement.declarations import Agreement
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver.errors import InputError, reason_of
from milestonelang.ledger import problems
from milestonelang.ledger.chain import BEGINNING, LedgerError, head_path, read_ledger, verify
from milestonelang.ledger.record import Entry
from milestonelang.primitives.periods import settlement_periods


def stated_in(path: Path, agreement: Agreement) -> tuple[Entry, ...]:
    """Return the entries of a ledger; raises InputError where it is damaged or of other terms.

    One that is not there is an error too, lest a slip of the pen leave out what was stated.
    """
    if not path.exists() and not head_path(path).exists():
        raise InputError([problems.no_ledger(str(path))])
    try:
        entries = read_ledger(path)
    except LedgerError as error:
        raise InputError([error.diagnostic]) from error
    require_contract(path, agreement, entries)
    return entries


def require_contract(path: Path, agreement: Agreement, entries: tuple[Entry, ...]) -> None:
    """Raise InputError where a ledger is not that of the contract, by its name and periods."""
    own = agreement.contract.name
    labels = [period.label for period in settlement_periods(agreement.contract)]
    for entry, label in zip(entries, [*labels, *[""] * len(entries)], strict=False):
        stated = entry.statement
        if stated.contract != own or (label and stated.period != label):
            there = stated.contract if stated.contract != own else f"{own} from {stated.period}"
            raise InputError([problems.other_contract(str(path), there, own)])


def is_ledger(path: str | Path) -> bool:
    """Whether a file is a ledger, be it a damaged one: it has a head, or begins as one."""
    if head_path(Path(path)).exists():
        return True
    try:
        with Path(path).open("rb") as opened:
            return opened.read(len(BEGINNING)) == BEGINNING
    except (OSError, ValueError):
        return False  # what reads it next says why


def verify_ledger(path: str | Path, files: Sequence[str | Path] = ()) -> tuple[Entry, ...]:
    """Return the entries of a ledger that is as it was written, from *files* as they are.

    Raises InputError naming the first record that is wrong, or each file that was changed.
    """
    try:
        entries = verify(Path(path))
    except LedgerError as error:
        raise InputError([error.diagnostic]) from error
    known = {
        value
        for entry in entries
        for hashes in (entry.statement.terms, entry.statement.data)
        for value in hashes.values()
    }
    found: list[Diagnostic] = []
    for file in files:
        try:
            content = Path(file).read_bytes()
        except (OSError, ValueError) as error:
            found.append(problems.unusable(str(file), reason_of(error)))
            continue
        if hashlib.sha256(content).hexdigest() not in known:
            found.append(problems.file_unknown(str(file), str(path)))
    if found:
        raise InputError(found)
    return entries
