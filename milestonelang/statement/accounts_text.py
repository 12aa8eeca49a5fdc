"""Accounts, disputes and audits, in the statement to read in a terminal.

They stand after the totals: what was paid of each amount, what each party still owes the other,
and where each dispute stands.
"""

from datetime import date

from milestonelang.primitives.dates import long_date
from milestonelang.statement.figures import digits, spoken
from milestonelang.statement.layout import Row, spread, table, wrap
from milestonelang.statement.model import (
    AccountItem,
    AccountLine,
    AuditLine,
    DisputeLine,
    Evaluation,
    Figure,
)


def claims_text(evaluation: Evaluation, width: int) -> list[str]:
    """Return the lines of every account, dispute and audit; nothing where there are none."""
    lines: list[str] = []
    for account in evaluation.accounts:
        lines += ["", "=" * width, *_account(account, width)]
    for dispute in evaluation.disputes:
        lines += ["", "=" * width, *_dispute(dispute, width)]
    for audit in evaluation.audits:
        lines += ["", "=" * width, *_audit(audit, width)]
    return lines


def _account(account: AccountLine, width: int) -> list[str]:
    payer, payee = _name(account.payer), _name(account.payee)
    lines = [f"Account of {payer} with {payee}"]
    rows = [
        Row(item.original, f"{item.title}: {_what_became(item)}", digits(item.amount))
        for item in account.items
    ]
    lines += table(rows, width)
    owed = [f"{spoken(account.paid)} paid", f"{spoken(account.open)} open"]
    if account.disputed.value:
        owed.append(f"{spoken(account.disputed)} disputed")
    if account.over.value:
        owed.append(f"{spoken(account.over)} paid beyond what is payable so far")
    lines += wrap(", ".join(owed), width, "  ")
    if account.interest_so_far.value:
        text = f"Interest so far on what is late: {spoken(account.interest_so_far)}"
        lines += wrap(text, width, "  ")
    return lines


def _what_became(item: AccountItem) -> str:
    words = [] if item.due is None else [f"due {_day(item.due)}"]
    state = item.state
    if item.paid_on is not None and item.paid.value:
        state += f", last paid on {_day(item.paid_on)}"
    words.append(state)
    if item.state == "part paid" or (item.paid.value and item.open.value):
        words.append(f"{spoken(item.open)} open")
    if item.disputed.value:
        words.append(f"{spoken(item.disputed)} disputed")
    if item.interest.value:
        words.append(f"{spoken(item.interest)} interest")
    if item.interest_so_far.value:
        words.append(f"{spoken(item.interest_so_far)} interest so far")
    return "; ".join(words)


def _dispute(item: DisputeLine, width: int) -> list[str]:
    title = f"{item.title}: {_name(item.subject)} for {item.original}"
    lines = spread(title, f"clause {item.clause}", width)
    by = _name(item.by)
    lines += wrap(
        f"Disputed by {by} on {_day(item.since)}: {spoken(item.claimed)} claimed, "
        f"{spoken(item.stated)} stated",
        width,
        "  ",
    )
    if item.held.value:
        lines += wrap(f"{spoken(item.held)} held as disputed", width, "  ")
    if item.used is not None:
        lines += wrap(f"{spoken(item.used)} used until it is resolved", width, "  ")
    for step in item.steps:
        reached = "" if step.reached else " (not reached)"
        span = f"{_day(step.start)} to {_day(step.end)}"
        lines += wrap(f"{step.who}: {span}{reached}", width, "    ")
    if item.resolved_on is None or item.result is None:
        return [*lines, "  Open"]
    booked = "" if item.booked_in is None else f", booked in {item.booked_in}"
    lines += wrap(
        f"Resolved on {_day(item.resolved_on)}: {spoken(item.result)}{booked}", width, "  "
    )
    if item.interest is not None and item.interest.value:
        lines += wrap(f"{spoken(item.interest)} interest", width, "  ")
    return lines


def _audit(item: AuditLine, width: int) -> list[str]:
    title = f"{item.title}: {_name(item.metric)} for {item.original}"
    lines = spread(title, f"clause {item.clause}", width)
    lines += wrap(
        f"Audited by {item.by} on {_day(item.day)}: {spoken(item.audited)}, "
        f"{spoken(item.reported)} reported, variance {_rough(item.variance)}",
        width,
        "  ",
    )
    for text in item.findings:
        lines += wrap(text, width, "  ", "    ")
    if item.revised_on is not None:
        lines += wrap(f"Targets revised on {_day(item.revised_on)}", width, "  ")
    elif item.targets:
        text = "Targets are still to be revised; reductions that rest on the figure wait"
        lines += wrap(text, width, "  ")
    return lines


def _rough(figure: Figure) -> str:
    return "not known" if figure.is_pending else spoken(figure)


def _day(day: date) -> str:
    return long_date(day.toordinal())


def _name(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ").title()
