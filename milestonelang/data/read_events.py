"""Read an events file: one row for each fact that is not a figure.

Promised: the subject is declared and of a kind that such a row can be about, the party is the one
whose word counts, the day lies where it can act, and an event with several outcomes says which
(`approval is granted` as the subject). The note is kept and never read.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from milestonelang.agreement.audits import targets_first
from milestonelang.agreement.declarations import (
    Agreement,
    Audit,
    Declaration,
    Event,
    Exit,
    MayChange,
    Milestone,
    Obligation,
    Party,
    Review,
)
from milestonelang.agreement.exits import gives_right
from milestonelang.data import (
    act_problems,
    acts,
    cell_problems,
    claim_problems,
    problems,
    review_problems,
)
from milestonelang.data.cells import CellReaders, ReadCell, read_text
from milestonelang.data.frames import horizon
from milestonelang.data.model import EventRow, Exact, Provenance
from milestonelang.data.read_claims import (
    CLAIM_KINDS,
    amount_reader,
    check_claim,
    read_claim_subject,
)
from milestonelang.data.read_metrics import REPORTED_ON
from milestonelang.data.read_reviews import begins_too_early, read_change, value_reader
from milestonelang.data.tables import FileProblems, Table
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.primitives.dates import iso
from milestonelang.types import Date

EVENT_COLUMNS = ("date", "event", "subject", "by", "amount", "note")

_ABOUT: Mapping[str, tuple[type, ...]] = {
    "evidence": (Event,),
    "delivery": (Event, Obligation),
    "notice": (Exit, Obligation),
    "decision": (Event, Audit, Review),
    "waiver": (Obligation, Milestone, Exit),
    "extension": (Obligation, Milestone),
    "renewal": (),
}
EVENT_KINDS = (*_ABOUT, *CLAIM_KINDS)
# Rows of these kinds may also be about the contract itself.
_ABOUT_CONTRACT = frozenset({"notice", "renewal"})
# These cannot act once the contract and its wind-down are over; the others may settle what is left.
_ONLY_IN_FORCE = frozenset({"notice", "extension", "renewal"})
_RUN_OFF_DAYS = 366
_AMOUNTS = {
    "payment": "what was paid",
    "dispute": "what it should be in the view of whoever disputes it",
    "resolution": "what it is by the result",
    "audit": "the audited figure",
}
_BY_OTHERS = frozenset({"audit", "resolution"})
_TRUTHS = ("true", "false")


def read_events(
    agreement: Agreement, readers: CellReaders, table: Table, found: FileProblems
) -> list[EventRow]:
    """Return the rows of one events file that are right."""
    if not _check_header(table, found):
        return []
    read_day = readers.reader(Date())
    events: list[EventRow] = []
    for number, texts in table.rows:
        row = _RowReader(dict(zip(table.header, texts, strict=True)), number, found)
        event = _read_row(agreement, row, read_day, readers)
        if event is not None:
            events.append(event)
    return events


def _check_header(table: Table, found: FileProblems) -> bool:
    for column in table.header:
        if column not in EVENT_COLUMNS and column != REPORTED_ON:
            known = (*EVENT_COLUMNS, REPORTED_ON)
            found.add(problems.unknown_column(table.file, column, known, {}))
    for column in EVENT_COLUMNS:
        if column not in table.header:
            remedy = "an events file has the columns " + problems.names(EVENT_COLUMNS)
            found.add(problems.missing_column(table.file, column, remedy))
    return not found.has_errors


class _RowReader:
    """Reads the cells of one row and remembers whether one of them is wrong."""

    def __init__(self, cells: Mapping[str, str], number: int, found: FileProblems) -> None:
        self.cells = cells
        self.number = number
        self.found = found
        self.wrong = False

    def report(self, column: str, diagnostic: Diagnostic) -> None:
        self.wrong = True
        self.found.at(self.number, column, diagnostic)

    def day(self, column: str, read: ReadCell) -> int | None:
        value = self._value(column, read)
        return value if isinstance(value, int) else None

    def amount(self, column: str, read: ReadCell) -> Fraction | None:
        value = self._value(column, read)
        return value if isinstance(value, Fraction) else None

    def required(self, column: str, what: str) -> bool:
        if self.cells[column] == "":
            self.report(column, cell_problems.empty_cell(column, what))
        return self.cells[column] != ""

    def extension(self, read_day: ReadCell) -> acts.Extension:
        """Return until when the row extends a time limit."""
        found = acts.read_extension(self.cells["amount"], read_day)
        if isinstance(found, Diagnostic):
            self.report("amount", found)
            return None, None
        return found

    def requirement(self, agreement: Agreement, text: str) -> tuple[str, str | None]:
        """Return the milestone and the event of `onboarding requires certificate`."""
        name, separator, event = text.partition(" requires ")
        if not separator or not isinstance(agreement.declarations.get(name), Milestone):
            return text, None
        found = acts.read_requirement(agreement, name, event)
        if isinstance(found, Diagnostic):
            self.report("subject", found)
            return name, None
        return name, found

    def _value(self, column: str, read: ReadCell) -> Exact | None:
        cell = self.cells.get(column, "")
        if cell == "":
            return None
        value = read(cell)
        if isinstance(value, Diagnostic):
            self.report(column, value)
            return None
        return value


# The review that a row is about, what it changes and from which period; None of any other row.
_Reviewed: TypeAlias = tuple[str, MayChange | None, str | None] | Diagnostic | None


def _read_row(
    agreement: Agreement,
    row: _RowReader,
    read_day: ReadCell,
    readers: CellReaders,
) -> EventRow | None:
    cells = row.cells
    kind, subject = cells["event"], cells["subject"]
    row.required("date", "each row says on which day it happened")
    day = row.day("date", read_day)
    reviewed = read_change(agreement, subject) if kind == "decision" else None
    amount = _read_amount(agreement, row, reviewed, readers)
    reported_on = row.day(REPORTED_ON, read_day)
    if kind not in EVENT_KINDS:
        row.report("event", _no_kind(agreement, kind))
        return None
    if day is not None and (late := _outside(agreement, day, kind)) is not None:
        row.report("date", late)
    requires, until, length = None, None, None
    if kind == "extension":
        until, length = row.extension(read_day)
    if kind == "waiver":
        subject, requires = row.requirement(agreement, subject)
    if kind in CLAIM_KINDS:
        _check_amount(agreement, row, kind, amount)
    if isinstance(reviewed, tuple):
        _check_change(agreement, row, reviewed[2], day, reported_on)
    about = _about(agreement, kind, subject, reviewed)
    outcome, original = None, None
    if isinstance(about, Diagnostic):
        row.report("subject", about)
    else:
        subject, outcome, original = about
        if row.required("by", "each row says whose word it is"):
            stranger = _wrong_party(agreement, kind, subject, cells["by"], requires is not None)
            stranger = stranger or check_claim(agreement, kind, subject, cells["by"])
            if stranger is not None:
                row.report("by", stranger)
    if row.wrong or day is None:
        return None
    place = Provenance(row.found.file, row.number, "subject")
    by, note = cells["by"], cells["note"]
    return EventRow(
        *(day, kind, subject, by, amount, note, reported_on, place, outcome),
        original=original,
        until=until,
        length=length,
        requires=requires,
        changes=reviewed[1] if isinstance(reviewed, tuple) else None,
    )


def _read_amount(
    agreement: Agreement, row: _RowReader, reviewed: _Reviewed, readers: CellReaders
) -> Fraction | None:
    """Read the amount, of the kind that such a row has."""
    kind, subject = row.cells["event"], row.cells["subject"]
    # An extension reads it in its own way, and of what kind a wrong change is nobody knows.
    if kind == "extension" or isinstance(reviewed, Diagnostic):
        return None
    reader = amount_reader(agreement, readers, kind, subject)
    if reviewed is not None:
        reader = value_reader(agreement, readers, subject) or reader
    return row.amount("amount", reader)


def _about(
    agreement: Agreement, kind: str, subject: str, reviewed: _Reviewed
) -> tuple[str, str | None, str | None] | Diagnostic:
    """Return the name of what a row is about, what was decided of it, and the label of a period."""
    if isinstance(reviewed, Diagnostic):
        return reviewed
    if reviewed is not None:
        return reviewed[0], None, reviewed[2]
    if kind in CLAIM_KINDS:
        found = read_claim_subject(agreement, kind, subject)
        return found if isinstance(found, Diagnostic) else (found[0], None, found[1])
    found = _read_subject(agreement, kind, subject)
    return found if isinstance(found, Diagnostic) else (*found, None)


def _check_change(
    agreement: Agreement, row: _RowReader, label: str | None, day: int | None, known: int | None
) -> None:
    """Check the value of what a review changes, and from when."""
    if label is None:
        return
    if row.cells["amount"] == "":
        row.report("amount", review_problems.value_missing())
    early = None if day is None else begins_too_early(agreement, label, max(day, known or day))
    if early is not None:
        row.report("subject", early)


def _check_amount(
    agreement: Agreement, row: _RowReader, kind: str, amount: Fraction | None
) -> None:
    if row.cells["amount"] == "":
        row.report("amount", claim_problems.amount_missing(kind, _AMOUNTS[kind]))
    elif kind == "payment" and amount is not None and amount <= 0:
        row.report("amount", claim_problems.nothing_paid(row.cells["amount"]))


def _no_kind(agreement: Agreement, kind: str) -> Diagnostic:
    is_subject = kind in agreement.declarations
    return cell_problems.unknown_event_kind(kind, EVENT_KINDS, is_subject)


def _outside(agreement: Agreement, day: int, kind: str) -> Diagnostic | None:
    start = agreement.contract.start
    if day < start:
        return cell_problems.event_outside_term(iso(day), True, iso(start), kind)
    if day <= agreement.contract.end:
        return None
    end = horizon(agreement)
    if day > (end if kind in _ONLY_IN_FORCE else end + _RUN_OFF_DAYS):
        return cell_problems.event_outside_term(iso(day), False, iso(end), kind)
    return None


# ---- subjects and parties


def _read_subject(
    agreement: Agreement, kind: str, text: str
) -> tuple[str, str | None] | Diagnostic:
    name, separator, outcome = text.partition(" is ")
    if name == agreement.contract.name and kind in _ABOUT_CONTRACT and not separator:
        if agreement.contract.renewal is None:
            return act_problems.never_renewed(kind)
        return name, None
    candidates = _candidates(agreement, kind)
    declared = agreement.declarations.get(name)
    if declared is None and name != agreement.contract.name:
        return cell_problems.unknown_subject(name, candidates, kind)
    if name not in candidates:
        is_a = _noun(agreement, name)
        return cell_problems.wrong_subject(name, is_a, kind, _about_words(kind), candidates)
    if isinstance(declared, Event):
        return _read_outcome(declared, kind, outcome if separator else None)
    return (name, None) if not separator else cell_problems.unknown_outcome(name, outcome, ())


def _read_outcome(
    event: Event, kind: str, outcome: str | None
) -> tuple[str, str | None] | Diagnostic:
    outcomes = event.outcomes or _TRUTHS
    if outcome is None:
        if event.outcomes:
            return cell_problems.outcome_missing(event.name, event.outcomes)
        return event.name, None
    if outcome not in outcomes or (kind != "decision" and outcome == "false"):
        return cell_problems.unknown_outcome(event.name, outcome, outcomes)
    return event.name, outcome


def _candidates(agreement: Agreement, kind: str) -> tuple[str, ...]:
    names = [
        item.name
        for item in agreement.declarations.values()
        if isinstance(item, _ABOUT[kind]) and _can_be_about(kind, item)
    ]
    if kind in _ABOUT_CONTRACT:
        names.append(agreement.contract.name)
    return tuple(names)


def _can_be_about(kind: str, item: Declaration) -> bool:
    if kind == "notice" and isinstance(item, Obligation):
        return gives_right(item)
    if isinstance(item, Audit):
        return targets_first(item)
    if not isinstance(item, Event):
        return True
    # What somebody decides is not made true by evidence, and what is reported is not decided.
    return (kind == "decision") == (item.decided_by is not None)


def _about_words(kind: str) -> str:
    words = {
        "evidence": "an event that somebody reports",
        "delivery": "an event that somebody reports, or an obligation",
        "notice": "an exit, a duty that gives the right to terminate, or the contract",
        "decision": "an event that somebody decides, an audit after which targets are revised, or "
        "a review",
        "waiver": "an obligation, a milestone or what it requires, or an exit",
        "extension": "an obligation or a milestone",
        "renewal": "the contract",
    }
    return words[kind]


def _noun(agreement: Agreement, name: str) -> str:
    if name == agreement.contract.name:
        return "the contract"
    declared = agreement.declarations[name]
    if isinstance(declared, Event):
        return "an event that is decided" if declared.decided_by else "an event that is reported"
    noun = type(declared).__name__.lower()
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def _wrong_party(
    agreement: Agreement, kind: str, subject: str, by: str, requires: bool
) -> Diagnostic | None:
    declared = agreement.declarations.get(subject)
    parties = tuple(party.name for party in agreement.of_kind(Party))
    if isinstance(declared, Event):
        verb = "decided" if declared.decided_by else "reported"
        owner = declared.decided_by or declared.reported_by
        if owner is not None and by != owner:
            if by in parties:
                return cell_problems.wrong_party(by, subject, verb, owner)
            return cell_problems.unknown_party(by, (owner,))
        if owner is not None:
            return None
    if by in parties:
        may = acts.may_give(agreement, subject, requires) if kind in acts.ACTS else parties
        return None if by in may else act_problems.not_theirs_to_give(by, kind, subject, may)
    if kind in _BY_OTHERS:
        # An auditor or a mediator is no party; their name is a text.
        problem = read_text(by)
        return problem if isinstance(problem, Diagnostic) else None
    return cell_problems.unknown_party(by, parties)
