"""Conservation, read from the rows of a statement alone.

For each payment, in running totals: entitled = paid + held + unvested + deferred + forfeited +
clawed back - still to recover. The rows say what was paid only for all payments of a direction, so
the identity is added up over the payments, with the sign of their direction.
"""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from tests.reference import model as m
from tests.untraced import untraced

Row = tuple[str, str, str, str]
Totals = defaultdict[tuple[str, str], Fraction]


@untraced
def violations(contract: m.Contract, rows: Iterable[Row]) -> list[str]:
    """Return what breaks conservation, period by period; nothing is said of pending amounts."""
    found: list[str] = []
    totals: Totals = defaultdict(Fraction)
    carried: dict[str, Fraction] = {}
    for period, in_period in _by_period(rows).items():
        if any(value == "pending" for _, what, value in in_period if what != "state"):
            return found
        carried = {}
        entitled: dict[str, Fraction] = {}
        for subject, what, value in in_period:
            if what in ("state", "value"):
                continue
            amount = Fraction(value)
            if what == "payable" and amount < 0:
                found.append(f"{period}: {subject} pays {amount}")
            if what == "carried":
                carried[subject] = amount
            if what == "entitled":
                entitled[subject] = amount
            totals[subject, what] += amount
        _note_what_vests(contract, in_period, entitled, totals)
        found += [f"{period}: {text}" for text in _in_total(contract, totals, carried)]
    for payment in contract.payments:
        if outstanding(payment, totals) != 0:
            found.append(f"at the end {payment.name} still has {outstanding(payment, totals)}")
    if carried:
        found.append(f"at the end {carried} is still to recover")
    return found


def outstanding(payment: m.Payment, totals: Totals) -> Fraction:
    """What of a payment is held back, unvested or deferred."""
    name = payment.name
    comes = sum(totals[name, word] for word in ("held", "to vest", "deferred"))
    goes = sum(totals[name, word] for word in ("released", "vested", "deferred paid", "forfeited"))
    return Fraction(comes - goes)


def _in_total(contract: m.Contract, totals: Totals, carried: dict[str, Fraction]) -> Iterable[str]:
    """What does not add up, in running totals."""
    for one, other in ((a, b) for a in contract.parties for b in contract.parties if a < b):
        owed = Fraction(0)
        for payment in contract.payments:
            kept = outstanding(payment, totals)
            if kept < 0:
                yield f"{payment.name} released more than it kept, by {-kept}"
            if any(split.payment == payment.name for split in contract.splits):
                part = totals[payment.name, "entitled"] - kept - totals[payment.name, "forfeited"]
                yield from _divided(contract, payment, totals, part)
                owed += _shared_between(contract, payment, totals, one, other)
                continue
            if payment.grants or {payment.payer, payment.payee} != {one, other}:
                continue
            words = (totals[payment.name, word] for word in ("forfeited", "clawed back"))
            part = totals[payment.name, "entitled"] - kept - sum(words)
            owed += part if payment.payer == one else -part
        for milestone in contract.milestones:
            if {milestone.payer, milestone.payee} != {one, other}:
                continue
            part = totals[milestone.name, "entitled"]
            owed += part if milestone.payer == one else -part
        if "agent" not in (one, other):  # the agent gives nothing back
            owed += carried.get(other, Fraction(0)) - carried.get(one, Fraction(0))
        paid = totals[f"{one} to {other}", "payable"] - totals[f"{other} to {one}", "payable"]
        if owed != paid:
            yield f"{one} owes {other} {owed} and has paid {paid}"


def _divided(
    contract: m.Contract, payment: m.Payment, totals: Totals, part: Fraction
) -> Iterable[str]:
    """Whether the shares of a payment do not add up to what settlement made payable."""
    for split in contract.splits:
        if split.payment == payment.name:
            shares = sum(totals[f"{split.name} to {party}", "share"] for party in split.parties)
            if shares != part:
                yield f"{split.name} shares {shares} of {part}"


def _shared_between(
    contract: m.Contract, payment: m.Payment, totals: Totals, one: str, other: str
) -> Fraction:
    """What a split makes *one* pay *other*, in running totals."""
    owed = Fraction(0)
    for split in contract.splits:
        if split.payment == payment.name and payment.payer in (one, other):
            party = other if payment.payer == one else one
            amount = totals[f"{split.name} to {party}", "share"]
            owed += amount if payment.payer == one else -amount
    return owed


def _note_what_vests(
    contract: m.Contract,
    rows: list[tuple[str, str, str]],
    entitled: dict[str, Fraction],
    totals: Totals,
) -> None:
    """Add what a payment that vests puts by in this period."""
    held = {subject: Fraction(value) for subject, what, value in rows if what == "held"}
    for payment in contract.payments:
        amount = entitled.get(payment.name, Fraction(0))
        if amount > 0 and any(isinstance(line, m.Vests) for line in payment.settlement):
            totals[payment.name, "to vest"] += amount - held.get(payment.name, Fraction(0))


def _by_period(rows: Iterable[Row]) -> dict[str, list[tuple[str, str, str]]]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    for period, subject, what, value in rows:
        found.setdefault(period, []).append((subject, what, value))
    return found
