"""What must hold of payments, disputes and exits after every step, read from the long form.

Each function raises AssertionError. All amounts of these dealings run from the company to the
partner, so that one sum a period is enough.
"""

from collections import defaultdict
from fractions import Fraction

from milestonelang.statement.model import Evaluation
from tests.life.course import rows_of
from tests.life.dealings import Dealings

MOVED = {"disputed": -1, "resolved": 1, "adjusted": 1, "interest": 1, "audit cost": 1}
PAYMENTS = ("commission", "finders_fee")
Booked = dict[tuple[str, str], Fraction]


def adds_up(told: Evaluation) -> None:
    """What is payable with a period is its own amounts and what is booked with it, and no more."""
    for period, rows in _known(told).items():
        own = sum((rows[name, "entitled"] for name in (*PAYMENTS, "launch")), Fraction(0))
        own += sum((rows[name, "released"] - rows[name, "held"] for name in PAYMENTS), Fraction(0))
        own += rows["company to partner", "restated"] - rows["partner to company", "restated"]
        own -= rows["partner", "set off"]
        for (_, what), amount in rows.items():
            own += MOVED.get(what, 0) * amount
        paid = rows["company to partner", "payable"] - rows["partner to company", "payable"]
        assert own == paid, (period, own, paid)


def keeps_what_it_holds(told: Evaluation) -> None:
    """Nothing is released, lost or taken back twice: in running totals no more than was held."""
    if any(period.restated for period in told.periods):
        return  # each period is told by a run of its own
    total: Booked = defaultdict(Fraction)
    for period, rows in _known(told).items():
        for key, amount in rows.items():
            total[key] += amount
        for name in PAYMENTS:
            kept = total[name, "held"] - total[name, "released"] - total[name, "forfeited"]
            assert kept >= 0, (period, name, kept)
            assert total[name, "clawed back"] <= total[name, "entitled"], (period, name)


def disputed_once(life: Dealings, told: Evaluation) -> None:
    """What was held in a dispute is resolved once, and then the amount is what the result says."""
    rows = _known(told)
    moved: dict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    for period, booked in rows.items():
        for (name, what), amount in booked.items():
            kind, _, original = what.partition(" for ")
            if kind in MOVED and original:
                moved[name, kind, original] += amount
            elif kind == "disputed":
                moved[name, kind, period] += amount
    for dispute in told.disputes:
        key = dispute.subject, dispute.original
        held, back = (
            moved[dispute.subject, "disputed", key[1]],
            moved[dispute.subject, "resolved", key[1]],
        )
        assert back <= held, (key, held, back)
        booked_in = dispute.booked_in
        if dispute.state != "resolved" or booked_in not in rows or dispute.subject not in PAYMENTS:
            continue
        assert back == held, (key, held, back)
        if not life.corrected and dispute.result is not None:
            stated = dispute.stated.amount - held + back
            stated += moved[dispute.subject, "adjusted", key[1]]
            assert stated == dispute.result.amount, (key, stated, dispute.result)


def accounts_balance(life: Dealings, told: Evaluation) -> None:
    """What was paid is what the rows of payments say; nothing open is below zero."""
    rows = [act for act, _ in life.done if act.kind == "payment"]
    paid = sum(
        (Fraction(act.amount) for act in rows if act.subject.startswith("comm")), Fraction(0)
    )
    for account in told.accounts:
        assert account.paid.amount == paid, (account, paid)
        for figure in (account.open, account.over, account.disputed):
            assert figure.is_pending or figure.amount >= 0, account


def _known(told: Evaluation) -> dict[str, Booked]:
    """Return the amounts of each period, up to the first in which something is pending."""
    found: dict[str, Booked] = {}
    for period, subject, what, value in rows_of(told):
        if what in ("state", "value"):
            continue
        if value == "pending":
            found.pop(period, None)
            break
        found.setdefault(period, defaultdict(Fraction))[subject, what] += Fraction(value)
    return found
