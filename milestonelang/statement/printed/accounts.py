"""What was paid, what is open, disputed or late, and where each dispute and audit stands.

In: a `Sheet`. Out: tables and sentences; nothing where no payment, dispute or audit is recorded.
"""

from collections.abc import Iterator

from milestonelang.backends.documents import model
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.statement.model import (
    AccountItem,
    AccountLine,
    AuditLine,
    DisputeLine,
    OwedLine,
)
from milestonelang.statement.printed.sheet import Sheet, table

_LABEL, _DECIMAL = model.ColumnKind.LABEL, model.ColumnKind.DECIMAL
_STATES = {
    "paid": "account_paid",
    "paid late": "account_paid_late",
    "part paid": "account_part_paid",
    "open": "account_open",
    "overdue": "account_overdue",
    "disputed": "account_disputed",
    "owed back": "account_owed_back",
}
_OWED = {
    "payable": "owed_payable",
    "open": "owed_open",
    "disputed": "owed_disputed",
    "overpaid": "owed_overpaid",
    "to grant": "owed_to_grant",
    "to recover": "owed_to_recover",
    "held": "owed_held",
    "unvested": "owed_unvested",
    "deferred": "owed_deferred",
}


def accounts(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return the accounts, then disputes, audits and what is owed after the end."""
    found: list[model.Block] = []
    for account in sheet.evaluation.accounts:
        found += _account(sheet, account)
    for dispute in sheet.evaluation.disputes:
        found += _dispute(sheet, dispute)
    for audit in sheet.evaluation.audits:
        found.append(model.Paragraph(_audit(sheet, audit).inlines))
    return (*found, *_owed(sheet))


def _account(sheet: Sheet, account: AccountLine) -> Iterator[model.Block]:
    currency = sheet.evaluation.currency
    rows = [
        model.Row(
            (
                words(item.original).inlines,
                _title(sheet, item).inlines,
                sheet.cell(item.amount, currency),
                sheet.cell(item.paid, currency),
                sheet.cell(item.open, currency),
                _became(sheet, item).inlines,
            )
        )
        for item in account.items
    ]
    rows.append(
        model.Row(
            (
                (),
                sheet.say("together").inlines,
                (),
                sheet.cell(account.paid, currency),
                sheet.cell(account.open, currency),
                (),
            ),
            model.RowKind.TOTAL,
        )
    )
    columns = (
        sheet.headed(sheet.span.text, _LABEL),
        sheet.column("item_head"),
        sheet.column("amount_head", _DECIMAL),
        sheet.column("paid_head", _DECIMAL),
        sheet.column("open_head", _DECIMAL),
        sheet.column("became_head"),
    )
    way = sheet.subject(f"{account.payer} to {account.payee}")
    caption = sheet.say("account", way=way)
    caption = sheet.say("in_currency", title=caption, currency=words(currency))
    yield from table(caption, f"account-{account.payer}-{account.payee}", columns, rows)
    for macro, figure in (
        ("account_in_dispute", account.disputed),
        ("account_over", account.over),
        ("account_interest", account.interest_so_far),
    ):
        if figure.value:
            said = sheet.say(macro, amount=sheet.figure(figure))
            yield model.Paragraph(said.inlines)


def _title(sheet: Sheet, item: AccountItem | OwedLine) -> Phrase:
    """Return what an amount is of, in the words of the language."""
    if not item.name:
        return sheet.say("account_other")
    own = words(sheet.basis.words.title(item.name))
    match item.kind:
        case "corrected":
            return sheet.say("account_corrected", title=own)
        case "result":
            return sheet.say("account_result", title=own, label=words(item.disputed_for))
        case "interest":
            return sheet.say("moved_interest", title=own)
        case "audit cost":
            return sheet.say("moved_audit_cost", title=own)
        case _:
            return own


def _became(sheet: Sheet, item: AccountItem) -> Phrase:
    said = [sheet.say(_STATES[item.state])]
    if item.paid_on is not None and item.paid.value:
        said = [sheet.say("paid_on", state=said[0], day=sheet.day(item.paid_on))]
    if item.due is not None:
        said.append(sheet.say("account_due", day=sheet.day(item.due)))
    for macro, figure in (
        ("account_item_disputed", item.disputed),
        ("account_item_interest", item.interest),
        ("account_item_interest_so_far", item.interest_so_far),
    ):
        if figure.value:
            said.append(sheet.say(macro, amount=sheet.figure(figure)))
    return sheet.say("series", items=said)


def _dispute(sheet: Sheet, item: DisputeLine) -> Iterator[model.Block]:
    said = [
        sheet.say(
            "dispute",
            subject=sheet.payable(item.subject),
            label=words(item.original),
            party=sheet.party(item.by),
            day=sheet.day(item.since),
            clause=sheet.in_clause(item.clause),
        ),
        sheet.say(
            "dispute_figures",
            stated=sheet.figure(item.stated),
            claimed=sheet.figure(item.claimed),
        ),
    ]
    if item.held.value:
        said.append(sheet.say("dispute_held", amount=sheet.figure(item.held)))
    if item.used is not None:
        said.append(sheet.say("dispute_used", figure=sheet.figure(item.used)))
    if item.resolved_on is None or item.result is None:
        said += [
            sheet.say("dispute_with", who=sheet.name(step.who), day=sheet.weekday(step.end))
            for step in item.steps
            if step.reached and step.who == item.with_whom
        ]
    else:
        day, result = sheet.day(item.resolved_on), sheet.figure(item.result)
        said.append(sheet.say("dispute_resolved", day=day, result=result))
        if item.booked_in is not None:
            said.append(sheet.say("dispute_booked", label=words(item.booked_in)))
        if item.interest is not None and item.interest.value:
            said.append(sheet.say("dispute_interest", amount=sheet.figure(item.interest)))
    yield model.Paragraph(_sentences(said).inlines)


def _audit(sheet: Sheet, item: AuditLine) -> Phrase:
    said = [
        sheet.say(
            "audit",
            metric=sheet.name(item.metric),
            label=words(item.original),
            by=sheet.name(item.by),
            day=sheet.day(item.day),
            clause=sheet.in_clause(item.clause),
        ),
        sheet.say(
            "audit_figures",
            reported=sheet.figure(item.reported),
            audited=sheet.figure(item.audited),
            variance=sheet.figure(item.variance),
        ),
    ]
    if item.revised_on is not None:
        said.append(sheet.say("audit_revised", day=sheet.day(item.revised_on)))
    elif item.targets:
        said.append(sheet.say("audit_open"))
    return _sentences(said)


def _sentences(said: list[Phrase]) -> Phrase:
    whole = said[0]
    for phrase in said[1:]:
        whole = whole + words(" ") + phrase
    return whole


# ---- after the end


def _owed(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return what is still owed after an agreement that ended early."""
    owed = sheet.evaluation.owed
    if owed is None or owed.after != sheet.period.label:
        return ()
    found: list[model.Block] = []
    for pair in owed.pairs:
        one, other = (sheet.party(name) for name in pair.parties)
        if not pair.lines:
            said = sheet.say("owed_nothing", one=one, other=other)
            found.append(model.Paragraph(said.inlines))
            continue
        rows = [_owed_row(sheet, line) for line in pair.lines]
        columns = (
            sheet.headed(sheet.span.text, _LABEL),
            sheet.column("item_head"),
            sheet.column("what_head"),
            sheet.column("due_head", _LABEL),
            sheet.column("amount_head", model.ColumnKind.NUMBER),
        )
        caption = sheet.say("still_owed", one=one, other=other)
        anchor = f"owed-{pair.parties[0]}-{pair.parties[1]}"
        found += table(caption, anchor, columns, rows)
    return tuple(found)


def _owed_row(sheet: Sheet, line: OwedLine) -> model.Row:
    way = sheet.subject(f"{line.payer} to {line.payee}")
    return model.Row(
        (
            words(line.period).inlines,
            _title(sheet, line).inlines if line.title else sheet.say("all_items").inlines,
            sheet.say(_OWED[line.what], way=way).inlines,
            () if line.due is None else sheet.day(line.due).inlines,
            sheet.figure(line.amount).inlines,
        )
    )
