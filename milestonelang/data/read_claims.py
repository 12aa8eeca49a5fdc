"""Read the subject and the amount of rows about amounts: payments, disputes, results, audits.

In: the contract and the cells of a row. Out: the declared name, and the label of the period after
`for`: `commission for 2026-Q2`, `company to partner`. Promised: a period that is named is one that
data may speak of, at the metric's own frequency or the contract's; amounts are read as what they
are of, so that a disputed percentage carries its sign.
"""

from collections.abc import Mapping

from milestonelang.agreement.audits import audit_of
from milestonelang.agreement.declarations import (
    Agreement,
    Audit,
    Exit,
    Metric,
    Milestone,
    Party,
    Payment,
)
from milestonelang.data import cell_problems, claim_problems as problems
from milestonelang.data.cells import CellReaders, ReadCell
from milestonelang.data.frames import frame_of, read_label
from milestonelang.data.reported import frequency_of
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.types import Money

_ABOUT: Mapping[str, tuple[type, ...]] = {
    "payment": (Payment, Milestone, Audit, Exit),
    "dispute": (Payment, Milestone, Metric),
    "resolution": (Payment, Milestone, Metric),
    "audit": (Metric,),
}
_WORDS = {
    "payment": "a payment, a milestone, an audit, an exit, `PAYER to PAYEE` or the contract",
    "dispute": "a payment, a milestone or a reported metric",
    "resolution": "a payment, a milestone or a reported metric",
    "audit": "a reported metric",
}
CLAIM_KINDS = tuple(_ABOUT)


def read_claim_subject(
    agreement: Agreement, kind: str, text: str
) -> tuple[str, str | None] | Diagnostic:
    """Return what a row is about, and the label of its period where it names one."""
    name, separator, label = text.partition(" for ")
    known = _candidates(agreement, kind)
    if name not in known:
        return _unknown(agreement, kind, name, known)
    declared = agreement.declarations.get(name)
    if isinstance(declared, Metric) and declared.computed is not None:
        return problems.computed_figure(name, kind)
    if not separator:
        if kind != "payment" or isinstance(declared, Audit):
            return problems.period_missing(name, kind, _an_example(agreement, name))
        return name, None
    if isinstance(declared, Exit) or name == agreement.contract.name:
        return problems.no_period_there(name, label)
    return _labelled(agreement, name, label)


def amount_reader(agreement: Agreement, readers: CellReaders, kind: str, subject: str) -> ReadCell:
    """Return the reader of the amount: of the metric's own kind where a row is about a figure."""
    declared = agreement.declarations.get(subject.partition(" for ")[0])
    if kind in ("dispute", "resolution", "audit") and isinstance(declared, Metric):
        return readers.reader(declared.type, declared.range)
    return readers.reader(Money(agreement.contract.currency))


def check_claim(agreement: Agreement, kind: str, name: str, by: str) -> Diagnostic | None:
    """Return what is wrong with whose word the row is, as far as the declarations say it."""
    declared = agreement.declarations.get(name)
    parties = tuple(party.name for party in agreement.of_kind(Party))
    payer = _payer(declared, name)
    if kind == "payment" and payer is not None and by in parties and by != payer:
        return problems.not_the_payer(name, by, payer)
    if kind != "audit":
        return None
    audit = audit_of(agreement, name)
    if audit is None:
        return problems.not_audited(name)
    if (audit.by_party and by != audit.by) or (not audit.by_party and by in parties):
        return problems.not_the_auditor(audit.name, by, audit.by, audit.by_party)
    return None


def _payer(declared: object, name: str) -> str | None:
    if isinstance(declared, Payment | Milestone):
        return declared.payer
    payer, separator, _ = name.partition(" to ")
    return payer if separator else None


def _labelled(agreement: Agreement, name: str, label: str) -> tuple[str, str] | Diagnostic:
    declared = agreement.declarations.get(name)
    unit = agreement.contract.settled
    if isinstance(declared, Metric):
        unit = frequency_of(agreement, declared)
    frame = frame_of(agreement, unit)
    index = read_label(frame, label)
    return index if isinstance(index, Diagnostic) else (name, frame.periods[index].label)


def _candidates(agreement: Agreement, kind: str) -> tuple[str, ...]:
    found = [item.name for item in agreement.declarations.values() if _is_about(item, kind)]
    if kind == "payment":
        parties = [party.name for party in agreement.of_kind(Party)]
        found += [f"{one} to {other}" for one in parties for other in parties if one != other]
        found.append(agreement.contract.name)
    return tuple(found)


def _is_about(item: object, kind: str) -> bool:
    if not isinstance(item, _ABOUT[kind]):
        return False
    # What is granted is no money, and a milestone may pay nothing.
    if isinstance(item, Payment):
        return isinstance(item.type, Money)
    return not isinstance(item, Milestone) or (item.amount is not None and item.grants is None)


def _unknown(agreement: Agreement, kind: str, name: str, known: tuple[str, ...]) -> Diagnostic:
    declared = agreement.declarations.get(name)
    if declared is None:
        return cell_problems.unknown_subject(name, known, kind)
    noun = type(declared).__name__.lower()
    is_a = ("an " if noun[0] in "aeiou" else "a ") + noun
    if isinstance(declared, Payment | Milestone):
        is_a += " that pays no money"
    return cell_problems.wrong_subject(name, is_a, kind, _WORDS[kind], known)


def _an_example(agreement: Agreement, name: str) -> str:
    declared = agreement.declarations.get(name)
    unit = agreement.contract.settled
    if isinstance(declared, Metric):
        unit = frequency_of(agreement, declared)
    return f"{name} for {frame_of(agreement, unit).periods[0].label}"
