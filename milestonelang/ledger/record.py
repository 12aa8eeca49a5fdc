"""One record of a ledger: what was stated for a period, and from what.

In: a line of JSON. Out: an `Entry`, and the line again, byte for byte. Amounts are exact texts
(`100`, `1/3`). A record's hash is the SHA-256 of its canonical JSON (sorted keys, no blanks, UTF-8)
without the hash itself; it contains the hash of the record before it.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from milestonelang import records

FIRST = "0" * 64  # what the first record has in the place of the hash before it


@records.frozen
class Booked:
    """A difference of an earlier period that was stated with this one."""

    subject: str
    original: str
    reported_on: date | None
    amount: Fraction


@records.frozen
class Statement:
    """What was stated for a period. *payable*: subject → the amount with what was booked on it.

    *results* are the lines of the long form; *terms* and *data* map a file to the SHA-256 of its
    bytes; *engine* is the version that computed it.
    """

    contract: str
    period: str
    payable: Mapping[str, Fraction]
    booked: tuple[Booked, ...]
    results: tuple[tuple[str, str, str], ...]
    settings: Mapping[str, str]
    as_of: date | None
    terms: Mapping[str, str]
    data: Mapping[str, str]
    engine: str

    def own(self, subject: str) -> Fraction:
        """Return what was stated for the period itself, without what was booked on it."""
        booked = sum((item.amount for item in self.booked if item.subject == subject), Fraction(0))
        return self.payable.get(subject, Fraction(0)) - booked


@records.frozen
class Entry:
    """A statement in its place: *number* counts from 1, *before* is the hash of the one before."""

    number: int
    before: str
    statement: Statement
    hash: str


def entry_after(before: Entry | None, statement: Statement) -> Entry:
    """Return the entry of a statement that follows another."""
    number = 1 if before is None else before.number + 1
    chained = FIRST if before is None else before.hash
    return Entry(number, chained, statement, hash_of(_data(number, chained, statement)))


def write_entry(entry: Entry) -> bytes:
    """Return the line of an entry, with its line feed."""
    data = _data(entry.number, entry.before, entry.statement)
    return canonical({**data, "hash": entry.hash}) + b"\n"


def read_entry(line: bytes) -> Entry:
    """Return the entry in a line; raises ValueError where the line is not that of an entry."""
    import json  # a run without a ledger does without

    try:
        data = json.loads(line.decode("utf-8"))
        entry = Entry(data["number"], data["before"], _statement(data), data["hash"])
        same = write_entry(entry) == line
    except (KeyError, TypeError, AttributeError, ZeroDivisionError, RecursionError) as error:
        raise ValueError("not a record") from error
    if not same:
        # A line that says more, or the same in other bytes, is not the one that was written.
        raise ValueError("not written by this program")
    return entry


def is_whole(entry: Entry) -> bool:
    """Whether an entry's hash is that of what it says."""
    return entry.hash == hash_of(_data(entry.number, entry.before, entry.statement))


def canonical(data: Any) -> bytes:
    """Return data as JSON that has one form only."""
    import json

    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def hash_of(data: Any) -> str:
    """Return the SHA-256 of data in its one form."""
    import hashlib

    return hashlib.sha256(canonical(data)).hexdigest()


def _data(number: int, before: str, statement: Statement) -> dict[str, Any]:
    return {
        "number": number,
        "before": before,
        "contract": statement.contract,
        "period": statement.period,
        "payable": {name: str(amount) for name, amount in statement.payable.items()},
        "booked": [
            [item.subject, item.original, _day_text(item.reported_on), str(item.amount)]
            for item in statement.booked
        ],
        "results": [list(line) for line in statement.results],
        "settings": dict(statement.settings),
        "as_of": _day_text(statement.as_of),
        "terms": dict(statement.terms),
        "data": dict(statement.data),
        "engine": statement.engine,
    }


def _statement(data: dict[str, Any]) -> Statement:
    return Statement(
        contract=data["contract"],
        period=data["period"],
        payable={name: Fraction(amount) for name, amount in data["payable"].items()},
        booked=tuple(
            Booked(subject, original, _day(day), Fraction(amount))
            for subject, original, day, amount in data["booked"]
        ),
        results=tuple((subject, what, value) for subject, what, value in data["results"]),
        settings=data["settings"],
        as_of=_day(data["as_of"]),
        terms=data["terms"],
        data=data["data"],
        engine=data["engine"],
    )


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
