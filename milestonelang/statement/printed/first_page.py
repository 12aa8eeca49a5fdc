"""The first page: who pays whom how much and when, what is pending, how the amount is made up.

In: a `Sheet`. Out: blocks of the model. Promised: an amount and its day stand before anything else,
one headline for each way in which something is payable; nothing is netted; what waits says for
what, and who owes it.
"""

from collections.abc import Iterable, Sequence

from milestonelang import records, types
from milestonelang.backends.documents import model
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.statement.model import (
    DirectionLine,
    DueLine,
    Figure,
    MadeUp,
    MovementLine,
    PeriodStatement,
)
from milestonelang.statement.moved import of_direction
from milestonelang.statement.printed.missing import pending
from milestonelang.statement.printed.sheet import Sheet, table, text

_LABEL, _DECIMAL = model.ColumnKind.LABEL, model.ColumnKind.DECIMAL
_ITEMS = {
    "held": "item_held",
    "released": "item_released",
    "vested": "item_vested",
    "deferred": "item_deferred",
    "deferred paid": "item_deferred_paid",
    "kept to vest": "item_kept",
    "owed back": "item_owed_back",
    "achieved": "item_achieved",
    "on termination": "item_on_termination",
    "in the wind-down": "item_in_wind_down",
    "clawed back": "item_clawed_back",
    "clawbacks set off": "item_set_off",
    "opposite amounts set off": "item_opposite",
    "clawbacks still to recover": "item_to_recover",
    "restated": "item_restated",
    "forfeited": "item_forfeited",
    "granted": "item_granted",
    "share": "item_share",
    "set off": "item_party_set_off",
    "carried": "item_party_carried",
}
_MOVED = {
    "disputed": "moved_disputed",
    "resolved": "moved_resolved",
    "adjusted": "moved_adjusted",
    "interest": "moved_interest",
    "audit cost": "moved_audit_cost",
}


def opening(sheet: Sheet, replaces: tuple[model.Block, ...] = ()) -> tuple[model.Block, ...]:
    """Return from whom to whom the statement is, what it replaces, and each amount with its day."""
    found: list[model.Block] = [model.Paragraph(_between(sheet).inlines), *replaces]
    loud = [line for line in sheet.period.directions if line.payable.value != 0]
    silent = [line for line in sheet.period.directions if line.payable.value == 0]
    found += [_headline(sheet, line) for line in loud]
    if not loud:
        found.append(_nothing(sheet, silent))
        silent = []
    for line in silent:
        said = sheet.say("nothing_way", way=sheet.subject(line.subject))
        found.append(model.Paragraph(said.inlines))
    found += _carried(sheet)
    found += pending(sheet)
    return tuple(found)


def made_up(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return how each amount is made up, beside the period before."""
    return tuple(each for line in sheet.period.directions for each in _items_table(sheet, line))


# ---- the amount


def _between(sheet: Sheet) -> Phrase:
    contract = sheet.basis.agreement.contract
    parties = [
        sheet.say("named", name=Phrase(model.Name(item.title)), word=sheet.party(item.name))
        for item in sheet.evaluation.parties
    ]
    title = words(contract.title)
    start = sheet.day(sheet.evaluation.start)
    return sheet.say("between", parties=sheet.scene.voice.both(parties), title=title, start=start)


def _headline(sheet: Sheet, line: DirectionLine) -> model.Headline:
    payer, payee = sheet.party(line.payer), sheet.party(line.payee)
    amount = line.payable
    if amount.is_pending:
        over = sheet.say("pending_way", way=sheet.subject(line.subject))
        return model.Headline(over.text, sheet.title("pending_sum"), _beside(sheet, line))
    if amount.amount < 0:
        amount = Figure(-amount.amount, amount.type)
        over = sheet.say("owed_back", payer=payer, payee=payee)
    else:
        over = sheet.say("payable", payer=payer, payee=payee)
    return model.Headline(over.text, sheet.figure(amount).text, _beside(sheet, line))


def _nothing(sheet: Sheet, lines: Sequence[DirectionLine]) -> model.Headline:
    ways = [sheet.subject(line.subject) for line in lines]
    over = sheet.say("for_span", span=sheet.span, label=words(sheet.period.label))
    if ways:
        over = sheet.say("for_ways", ways=sheet.scene.voice.both(ways))
    why = sheet.say(
        "nothing_entered" if not any(each.made_up for each in lines) else "nothing_left"
    )
    beside = (why.inlines, _pending_words(sheet).inlines)
    return model.Headline(over.text, sheet.title("nothing"), beside)


def _beside(sheet: Sheet, line: DirectionLine) -> tuple[model.Inlines, ...]:
    found: list[Phrase] = []
    days = {due.day for due in line.due}
    if len(line.due) == 1 and line.due[0].day is not None:
        found.append(sheet.say("due", day=sheet.weekday(line.due[0].day)))
    elif len(days) > 1:
        found.append(sheet.say("due_on_several"))
    if not line.due and not line.payable.is_pending:
        found.append(sheet.say("due_not_said"))
    elif None in days:
        found.append(sheet.say("due_as_agreed"))
    clauses = ", ".join(dict.fromkeys(due.clause for due in line.due if due.clause))
    if clauses:
        found.append(sheet.in_clause(clauses).capital())
    found.append(_pending_words(sheet))
    return tuple(said.inlines for said in found)


def _pending_words(sheet: Sheet) -> Phrase:
    return sheet.say("something_pending" if sheet.period.pending else "nothing_pending")


def _carried(sheet: Sheet) -> Iterable[model.Block]:
    for party in sheet.period.parties:
        if party.carried.value not in (0, None):
            said = sheet.say(
                "carries", party=sheet.party(party.party), amount=sheet.figure(party.carried)
            )
            yield model.Paragraph(said.inlines)


# ---- what it is made up of


@records.frozen
class _Entry:
    """One amount that a payable is the sum of, and the movement that it is."""

    item: MadeUp
    moved: MovementLine | None

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same line in two periods."""
        item = self.item
        title = item.title if item.what == "restated" else ""
        return (item.name, item.what, item.clause, title)


def _entries(period: PeriodStatement | None, line: DirectionLine) -> list[_Entry]:
    if period is None:
        return []
    found = next((each for each in period.directions if each.subject == line.subject), None)
    if found is None:
        return []
    moved = of_direction(period.moved, line.payer, line.payee)
    plain = len(found.made_up) - len(moved)
    kinds: list[MovementLine | None] = [None] * plain
    kinds += moved
    return [_Entry(item, kind) for item, kind in zip(found.made_up, kinds, strict=True)]


def _items_table(sheet: Sheet, line: DirectionLine) -> tuple[model.Block, ...]:
    now, then = _entries(sheet.period, line), _entries(sheet.before, line)
    if not now and line.payable.value == 0 and not then:
        return ()
    earlier = next(
        (
            each
            for each in (() if sheet.before is None else sheet.before.directions)
            if each.subject == line.subject
        ),
        None,
    )
    gone = [each for each in then if each.key not in {one.key for one in now}]
    currency = _currency(line.payable)
    days = {name: due for due in line.due for name in due.payments}
    several = len(line.due) > 1
    columns = [
        sheet.column("item_head"),
        sheet.headed(sheet.title("this_span", span=sheet.span), _DECIMAL),
        sheet.headed(sheet.title("span_before", span=sheet.span), _DECIMAL),
        sheet.column("due_head", _LABEL),
        sheet.column("clause_head", _LABEL),
    ]
    rows = []
    for entry in (*now, *gone):
        before = [each.item.amount for each in then if each.key == entry.key]
        rows.append(
            model.Row(
                (
                    _item(sheet, entry).inlines,
                    sheet.cell(entry.item.amount, currency) if entry in now else _none(sheet),
                    _sum_cell(sheet, before, currency) if earlier is not None else (),
                    _due_cell(sheet, days.get(entry.item.name)) if several else (),
                    sheet.clause(entry.item.clause).inlines,
                )
            )
        )
    total = (
        sheet.say("payable_row").inlines,
        sheet.cell(line.payable, currency),
        () if earlier is None else sheet.cell(earlier.payable, currency),
        (),
        (),
    )
    rows.append(model.Row(total, model.RowKind.TOTAL))
    caption = sheet.say("how_made_up")
    if len(sheet.period.directions) > 1:
        caption = sheet.say("how_made_up_way", way=sheet.subject(line.subject))
    caption = sheet.say("in_currency", title=caption, currency=words(currency))
    return table(caption, f"made-up-{line.payer}-{line.payee}", columns, rows)


def _currency(figure: Figure) -> str:
    return figure.type.currency if isinstance(figure.type, types.Money) else ""


def _none(sheet: Sheet) -> model.Inlines:
    return sheet.say("nil").inlines


def _sum_cell(sheet: Sheet, amounts: list[Figure], currency: str) -> model.Inlines:
    return sheet.cell(amounts[0], currency) if amounts else _none(sheet)


def _due_cell(sheet: Sheet, due: DueLine | None) -> model.Inlines:
    if due is None:
        return ()
    return sheet.say("due_as_agreed").inlines if due.day is None else sheet.day(due.day).inlines


def _item(sheet: Sheet, entry: _Entry) -> Phrase:
    item = entry.item
    if entry.moved is not None:
        return moved_words(sheet, entry.moved)
    title = words(item.title) if item.title else sheet.name(item.name) if item.name else Phrase()
    return item_words(sheet, item.what, title)


def item_words(sheet: Sheet, what: str, title: Phrase) -> Phrase:
    """Return what an amount of a payment, a milestone or an exit is: `Commission, held back`."""
    if what in ("entitled", "payable"):
        return title
    macro = _ITEMS.get(what)
    if macro is None:
        return sheet.say("item_other", title=title, what=words(what))
    return sheet.say(macro, title=title)


def what_moved(sheet: Sheet, what: str, title: Phrase) -> Phrase | None:
    """Return what a movement of that kind is; None for what is no movement."""
    return sheet.say(_MOVED[what], title=title) if what in _MOVED else None


def moved_words(sheet: Sheet, line: MovementLine) -> Phrase:
    """Return what a movement is: `Base Commission: interest, for 2026-Q1`."""
    said = sheet.say(_MOVED[line.what], title=words(line.title))
    if line.original == sheet.period.label:
        return said
    return sheet.say("for_label", what=said, label=words(line.original))


def units(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return what is granted in units or as a described benefit in the period."""
    rows = [
        (words(line.title), line.payee, line.entitled, line.clause)
        for line in sheet.period.payments
        if not line.in_money and line.entitled.value != 0
    ]
    rows += [
        (words(line.title), line.payee or "", line.entitled, line.clause)
        for line in sheet.period.milestones
        if not line.in_money and line.entitled is not None and line.entitled.value
    ]
    rows += [
        (
            sheet.say("item_on_termination", title=words(line.title)),
            line.payee,
            line.amount,
            line.clause,
        )
        for line in sheet.period.grants
    ]
    columns = (
        sheet.column("granted_head"),
        sheet.column("to_head", _LABEL),
        sheet.column("amount_head", model.ColumnKind.NUMBER),
        sheet.column("clause_head", _LABEL),
    )
    made = [
        model.Row(
            (
                title.inlines,
                sheet.party(payee).inlines if payee else text(""),
                sheet.figure(figure).inlines,
                sheet.clause(clause).inlines,
            )
        )
        for title, payee, figure, clause in rows
    ]
    return table(sheet.say("granted"), "granted", columns, made)
