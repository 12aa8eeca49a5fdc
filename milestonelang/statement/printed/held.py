"""What is not paid yet: each amount held, when it is released, on which day, and what may take it.

In: a `Sheet`. Out: one table. Promised: amounts of earlier periods are listed one by one only
where they add up to what the statement says is held; else the whole stands in one line.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement import declarations as decl, lines as n
from milestonelang.agreement.exits import exit_named
from milestonelang.agreement.rows import settlement_of
from milestonelang.agreement.versions import version_on
from milestonelang.backends.documents import model
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition, needs_period
from milestonelang.outline.places import Role
from milestonelang.statement.due import DueDays, first_days
from milestonelang.statement.model import Figure, PaymentLine
from milestonelang.statement.payables import Payables
from milestonelang.statement.printed.sheet import Sheet, table

_LABEL, _DECIMAL = model.ColumnKind.LABEL, model.ColumnKind.DECIMAL


@records.frozen
class _Tranche:
    """What was held back for one period, and the index of the period of its release."""

    label: str
    amount: Figure
    release: int | None


def held(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return the table of what is held, not vested or put off, with what happens next."""
    rows = [row for line in sheet.period.payments for row in _of_payment(sheet, line)]
    columns = (
        sheet.column("payment_head", names_row=True),
        sheet.column("held_in_head", _LABEL),
        sheet.column("amount_head", _DECIMAL),
        sheet.column("next_head"),
        sheet.column("clause_head", _LABEL),
    )
    currency = sheet.evaluation.currency
    caption = sheet.say("in_currency", title=sheet.say("not_paid_yet"), currency=words(currency))
    return table(caption, "held", columns, rows)


def _of_payment(sheet: Sheet, line: PaymentLine) -> Iterator[model.Row]:
    period = sheet.basis.program.periods[sheet.index]
    declared = version_on(sheet.basis.agreement, line.name, period.start)
    assert isinstance(declared, decl.Payment)
    for stock in line.stocks:
        if stock.amount.value == 0:
            continue
        match stock.what:
            case "held":
                yield from _held(sheet, line, declared, stock.amount)
            case "unvested":
                vests = next((x for x in settlement_of(declared) if isinstance(x, n.Vests)), None)
                clause = "" if vests is None else sheet.basis.clause(vests.id)
                yield _row(sheet, line, "", stock.amount, sheet.say("next_vests"), clause)
            case _:
                yield _row(sheet, line, "", stock.amount, sheet.say("next_deferred"), "")


def _row(
    sheet: Sheet, line: PaymentLine, label: str, amount: Figure, said: Phrase, clause: str
) -> model.Row:
    return model.Row(
        (
            words(line.title).inlines,
            words(label).inlines if label else sheet.say("all_spans").inlines,
            sheet.cell(amount, sheet.evaluation.currency),
            said.inlines,
            sheet.clause(clause).inlines,
        )
    )


def _held(
    sheet: Sheet, line: PaymentLine, declared: decl.Payment, stock: Figure
) -> Iterator[model.Row]:
    holding = next((x for x in settlement_of(declared) if isinstance(x, n.HoldBack)), None)
    if holding is None:
        yield _row(sheet, line, "", stock, sheet.say("next_release"), "")
        return
    clause = _clauses(sheet, holding)
    tranches = _tranches(sheet, line, holding)
    total = sum((each.amount.amount for each in tranches), Fraction(0))
    fate = _fate(sheet, line.name)
    if stock.is_pending or total != stock.value or fate is not None:
        said = sheet.say("next_release")
        if fate is not None:
            clause = sheet.basis.clause(fate.id)
        yield _row(sheet, line, "", stock, _forfeit(sheet, holding, said, None), clause)
        return
    for each in tranches:
        yield _row(sheet, line, each.label, each.amount, _next(sheet, line, holding, each), clause)


def _fate(sheet: Sheet, name: str) -> decl.Fate | None:
    """Return what the exit by which the agreement ends does with what is held."""
    ending = sheet.evaluation.ending
    leave = (
        None
        if ending is None
        else exit_named(sheet.basis.agreement, ending.exit, ending.received.toordinal())
    )
    lines = () if leave is None or leave.wind_down is None else leave.wind_down.lines
    return next(
        (
            each
            for each in lines
            if isinstance(each, decl.Fate) and (each.payment, each.portion) == (name, "held")
        ),
        None,
    )


def _clauses(sheet: Sheet, holding: n.HoldBack) -> str:
    found = [sheet.scene.outline.find(holding.id, role) for role in (Role.RELEASE, Role.FORFEITURE)]
    numbers = [place.number for place in found if place is not None]
    return ", ".join(numbers) or sheet.basis.clause(holding.id)


def _tranches(sheet: Sheet, line: PaymentLine, holding: n.HoldBack) -> list[_Tranche]:
    """Return what was held back for each period whose release is still to come."""
    program = sheet.basis.program
    last = program.term_periods - 1
    found = []
    for index, period in enumerate(sheet.evaluation.periods[: sheet.index + 1]):
        own = next((each for each in period.payments if each.name == line.name), None)
        amount = Fraction(0) if own is None else own.part("held")
        release = None if holding.periods is None else index + holding.periods
        if release is not None and index <= last:
            release = min(release, last)
        if amount and (release is None or release > sheet.index):
            found.append(_Tranche(period.label, Figure(amount, line.entitled.type), release))
    return found


def _next(sheet: Sheet, line: PaymentLine, holding: n.HoldBack, tranche: _Tranche) -> Phrase:
    periods = sheet.basis.program.periods
    if tranche.release is None or tranche.release >= len(periods):
        return _forfeit(sheet, holding, sheet.say("next_release"), None)
    period = periods[tranche.release]
    days = DueDays(
        sheet.basis.agreement.contract,
        sheet.basis.program.holidays,
        first_days(sheet.basis.inputs.events),
    )
    day: date | None = Payables(sheet.basis, days).due_day(line.name, period)
    label = words(period.label)
    if day is None:
        said = sheet.say("next_with", label=label)
    else:
        said = sheet.say("next_with_on", label=label, day=sheet.day(day))
    return _forfeit(sheet, holding, said, label)


def _forfeit(sheet: Sheet, holding: n.HoldBack, said: Phrase, label: Phrase | None) -> Phrase:
    """Return what happens next with what may take it."""
    if holding.forfeited_if is None:
        return said
    voice = sheet.scene.voice
    if holding.forfeited is n.ForfeitureTime.ANY_TIME:
        that = voice.say("grammar", "that", thing=voice.period())
        at = that if needs_period(holding.forfeited_if) else None
        asked = condition(voice, holding.forfeited_if, at)
        return sheet.say("lost_any_time", what=said, condition=asked)
    at = label
    if at is None:
        at = voice.say("payments", "span_of_release", span=voice.period())
    return sheet.say("lost_then", what=said, condition=condition(voice, holding.forfeited_if, at))
