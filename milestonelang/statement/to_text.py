"""A statement to read in a terminal: first what is payable, then how it is made up, line by line.

Amounts are aligned on their points, and each line has the number of its clause. What is pending is
said before anything else, with what is missing and who owes it.
"""

from datetime import date

from milestonelang.primitives.dates import long_date
from milestonelang.statement.accounts_text import claims_text
from milestonelang.statement.assertions import to_lines
from milestonelang.statement.changes import change_in_words
from milestonelang.statement.figures import digits, spoken
from milestonelang.statement.layout import Row, spread, table, wrap
from milestonelang.statement.left_text import left_text
from milestonelang.statement.model import (
    DirectionLine,
    Ending,
    Evaluation,
    Figure,
    InstanceLine,
    MadeUp,
    MetricLine,
    MovementLine,
    PaymentLine,
    PeriodStatement,
    RestatedLine,
    SplitLine,
    StepLine,
    Totals,
)
from milestonelang.statement.moved import in_words
from milestonelang.statement.owed_text import owed_text
from milestonelang.statement.restated import RESTATED
from milestonelang.statement.rows_text import rows_of_part, rows_step
from milestonelang.types import Money

WIDTH = 80
_PARTS = {"held": "held back", "clawed back": "taken back", "deferred": "put off"}


def to_text(evaluation: Evaluation, period: str | None = None, width: int = WIDTH) -> str:
    """Return the statement of all periods, or of one, in lines of at most *width*."""
    shown = [item for item in evaluation.periods if period in (None, item.label)]
    lines = _head(evaluation, width)
    silent: list[PeriodStatement] = []
    for item in shown:
        if period is None and not item.has_data:
            silent.append(item)
        else:
            lines += ["", *_period(item, width)]
    if silent:
        lines += ["", *_silent(silent, width)]
    if period is None:
        for totals in evaluation.totals:
            lines += _totals(totals, width)
        lines += claims_text(evaluation, width)
        lines += owed_text(evaluation, width)
        lines += left_text(evaluation, width)
    lines += _foot(evaluation, width)
    return "\n".join(lines) + "\n"


# ---- the head and the foot


def _head(evaluation: Evaluation, width: int) -> list[str]:
    version = "" if evaluation.version is None else f"version {evaluation.version}"
    lines = spread(evaluation.title, version, width)
    parties = [f"{_name(item.name)} ({item.title})" for item in evaluation.parties]
    if parties:
        lines += wrap(_listed(parties), width)
    adverb = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}[evaluation.settled]
    lines += wrap(
        f"{_day(evaluation.start)} to {_day(evaluation.end)}, settled {adverb} in "
        f"{evaluation.currency}",
        width,
    )
    if evaluation.as_of is not None:
        lines.append(f"As known on {_day(evaluation.as_of)}")
    if evaluation.ending is not None:
        lines += wrap(_ending(evaluation.ending), width)
        for duty in evaluation.ending.duties:
            lines += wrap(f"{duty.words} (clause {duty.clause})", width, "  ", "    ")
    lines += [f"With {name} set to {value}" for name, value in evaluation.settings]
    return lines


def _ending(ending: Ending) -> str:
    sent = "" if ending.sent == ending.received else f", sent on {_day(ending.sent)}"
    return (
        f"Ends on {_day(ending.day)} by {ending.title} (clause {ending.clause}): notice by "
        f"{_name(ending.by)} received on {_day(ending.received)}{sent}"
    )


def _foot(evaluation: Evaluation, width: int) -> list[str]:
    lines: list[str] = []
    if evaluation.assertions:
        lines += ["", "Asserted of these figures"]
        for words in to_lines(evaluation.assertions):
            lines += wrap(words, width, "  ", "    ")
    if evaluation.undone:
        lines += ["", "Not run"]
        for item in evaluation.undone:
            lines += wrap(f"{item.kind} {item.name}: {item.reason}", width, "  ", "    ")
    if evaluation.notes:
        lines += ["", "Notes"]
        for note in evaluation.notes:
            lines += wrap(note, width, "  ", "    ")
    return lines


# ---- one period


def _period(item: PeriodStatement, width: int) -> list[str]:
    days = f"{_day(item.start)} to {_day(item.end)}"
    lines = ["=" * width, *spread(f"{item.label}   {days}", item.state, width)]
    lines += _pending(item, width)
    for direction in item.directions:
        lines += ["", *_payable(direction, width, _changed(direction, item))]
    for party in item.parties:
        if party.carried.value not in (0, None):
            amount = spoken(party.carried)
            lines += ["", *wrap(f"{_name(party.party)} still carries {amount}", width, "  ")]
    for payment in item.payments:
        booked = [_moved(line, item) for line in item.moved if line.subject == payment.name]
        booked += [_restated(line) for line in item.restated if line.subject == payment.name]
        lines += _payment(payment, item.in_term or bool(payment.steps), width, booked)
    for split in item.splits:
        lines += _split(split, width)
    lines += _grants(item, width)
    lines += _figures(item, width)
    lines += _states(item, width)
    return lines


def _pending(item: PeriodStatement, width: int) -> list[str]:
    if not item.pending:
        return []
    lines = ["", "  Pending"]
    for line in item.pending:
        lines += wrap(line.reason, width, "    ", "      ")
        if line.figures:
            lines += wrap("waits for it: " + ", ".join(line.figures), width, "      ", "      ")
    return lines


def _changed(direction: DirectionLine, item: PeriodStatement) -> dict[str, str]:
    """Return what is to be said of differences that no payment of the statement tells."""
    told = {(line.subject, line.original) for line in item.restated}
    found = {}
    for line in item.restated:
        if line.subject != direction.subject:
            continue
        own = [
            change_in_words(change, alone=False)
            for change in line.changes
            if change.what in ("share", "achieved") or (change.name, line.original) not in told
        ]
        found[line.original] = "\n".join(own)
    return found


def _payable(direction: DirectionLine, width: int, changed: dict[str, str]) -> list[str]:
    way = f"payable by {_name(direction.payer)} to {_name(direction.payee)}"
    dated = [due for due in direction.due if due.day is not None]
    if direction.payable.is_pending:
        lines = wrap(f"Pending: what is {way}", width, "  ")
    elif direction.payable.value == 0:
        lines = wrap(f"Nothing is {way}", width, "  ")
    elif direction.payable.amount < 0:
        back = Figure(-direction.payable.amount, direction.payable.type)
        owes = f"owed back by {_name(direction.payee)} to {_name(direction.payer)}"
        lines = wrap(f"{spoken(back)} {owes}", width, "  ")
    else:
        when = ""
        if len(direction.due) == 1 and dated and dated[0].day is not None:
            when = f", due {dated[0].weekday} {_day(dated[0].day)}"
        lines = wrap(f"{spoken(direction.payable)} {way}{when}", width, "  ")
    rows = [
        Row(
            item.clause,
            _made_up(item),
            digits(item.amount),
            changed.get(item.title, "") if item.what == RESTATED else "",
        )
        for item in direction.made_up
    ]
    if len(rows) > 1 or (rows and direction.payable.is_pending):
        rows.append(Row("", "Payable", digits(direction.payable), rule=True))
    lines += table(rows, width, "    ")
    if len(direction.due) > 1 or len(dated) < len(direction.due):
        for due in direction.due:
            when = due.words if due.day is None else f"due {due.weekday} {_day(due.day)}"
            names = ", ".join(_name(name) for name in due.payments)
            lines += wrap(f"{names}: {when}", width, "    ", "      ")
    return lines


def _made_up(item: MadeUp) -> str:
    what = _PARTS.get(item.what, item.what)
    title = item.title or (_name(item.name) if item.name else "")
    if item.what == "entitled":
        return title
    if item.what == RESTATED:
        return f"Restated for {title}"
    return f"{title}, {what}" if title else what.capitalize()


def _payment(payment: PaymentLine, in_term: bool, width: int, booked: list[Row]) -> list[str]:
    moved = [part for part in payment.parts if part.amount.value != 0]
    held = [stock for stock in payment.stocks if stock.amount.value != 0]
    if not payment.steps and not moved and not held and not booked:
        return []
    steps = [step for step in payment.steps if step.applied]
    rounded = steps.pop() if steps and steps[-1].rule == "rounded" else None
    of_rows = payment.rows
    rows = [
        _step(step) if of_rows is None or step.rule != "for each row" else rows_step(step, of_rows)
        for step in steps
    ]
    if in_term:
        clause = "" if rounded is None else rounded.clause
        words = "" if rounded is None or not rounded.words else f", {rounded.words}"
        rows.append(Row(clause, f"Entitled{words}", digits(payment.entitled), rule=True))
    quoted: set[str] = set()
    for part in moved:
        # A line that gave several amounts is quoted once.
        words = "" if part.words in quoted else part.words
        quoted.add(part.words)
        what = _PARTS.get(part.what, part.what)
        by_row = "" if of_rows is None else rows_of_part(part, of_rows)
        note = "\n".join(text for text in (words, by_row) if text)
        rows.append(Row(part.clause, what, digits(part.amount), note))
    for stock in held:
        rows.append(Row("", f"still {stock.what} at the end", digits(stock.amount)))
    rows += booked
    heading = f"{payment.title} ({payment.unit})" if payment.unit else payment.title
    return ["", *spread(f"  {heading}", f"clause {payment.clause}", width), *table(rows, width)]


def _restated(line: RestatedLine) -> Row:
    notes = [] if line.reported_on is None else [f"corrected on {_day(line.reported_on)}"]
    alone = sum(change.amount.value != 0 for change in line.changes) == 1
    notes += [change_in_words(change, alone) for change in line.changes]
    return Row("", f"restated for {line.original}", digits(line.amount), "\n".join(notes))


def _moved(line: MovementLine, item: PeriodStatement) -> Row:
    words = in_words(line, item.label)
    return Row(line.clause, words, digits(line.amount), f"of {_day(line.since)}")


def _split(split: SplitLine, width: int) -> list[str]:
    if split.amount.value == 0:
        return []
    rows = [Row("", "Shared", digits(split.amount))]
    quoted: set[str] = set()
    for share in split.shares:
        if share.amount.value == 0:
            continue
        words = "" if share.clause in quoted else share.words
        quoted.add(share.clause)
        rows.append(Row(share.clause, f"to {_name(share.party)}", digits(share.amount), words))
    heading = f"{split.title} ({split.unit})" if split.unit else split.title
    return ["", *spread(f"  {heading}", f"clause {split.clause}", width), *table(rows, width)]


def _grants(item: PeriodStatement, width: int) -> list[str]:
    """Return what an exit grants, each line with its words."""
    rows = [
        Row(
            line.clause,
            f"{line.title} to {_name(line.payee)}" + (f" ({line.unit})" if line.unit else ""),
            digits(line.amount),
            line.words,
        )
        for line in item.grants
    ]
    return ["", "  Granted as the agreement ends", *table(rows, width)] if rows else []


def _step(step: StepLine) -> Row:
    note = "" if step.after.is_pending else step.note
    return Row(step.clause, step.words, digits(step.after), note)


def _figures(item: PeriodStatement, width: int) -> list[str]:
    lines = ["", "  Figures"] if item.metrics or item.balances else []
    rows = [Row("", f"{line.title}{_sources(line)}", _value(line.figure)) for line in item.metrics]
    rows += [Row("", f"{line.title}, at the end", _value(line.end)) for line in item.balances]
    return lines + table(rows, width, "    ")


def _sources(line: MetricLine) -> str:
    if not line.places:
        return ""
    short = (place.rpartition("/")[2].rpartition("\\")[2] for place in line.places)
    return f" ({'; '.join(dict.fromkeys(short))})"


def _value(figure: Figure) -> str:
    return digits(figure) if isinstance(figure.type, Money) else spoken(figure)


def _states(item: PeriodStatement, width: int) -> list[str]:
    states = [line for line in item.states if line.state.value not in ("not called", "not audited")]
    if not states:
        return []
    days = {line.name: line.achieved_on for line in item.milestones}
    grants = {
        each.name: f", {spoken(each.entitled)} granted ({each.unit})"
        for each in item.milestones
        if each.entitled is not None and not each.in_money and each.entitled.value
    }
    rows = []
    for line in states:
        text = spoken(line.state)
        day = days.get(line.name)
        if line.state.value == "achieved" and day is not None:
            text += f" on {_day(day)}"
            text += grants.get(line.name, "")
        elif line.since != item.label and line.state.value not in ("inactive", "open"):
            text += f" since {line.since}"
        rows.append(Row(line.clause, f"{line.title}: {text}"))
        rows += [Row("", _instance(each)) for each in line.instances if _is_told(each, item)]
    return ["", "  States", *table(rows, width, "    ")]


def _is_told(instance: InstanceLine, item: PeriodStatement) -> bool:
    """Whether an instance still waits, or ended in the period."""
    return instance.on is None or item.start <= instance.on <= item.end


def _instance(instance: InstanceLine) -> str:
    words = f"- called on {_day(instance.called)}, due by {_day(instance.due)}: {instance.state}"
    return words if instance.on is None else f"{words} on {_day(instance.on)}"


# ---- periods without data, and totals


def _silent(silent: list[PeriodStatement], width: int) -> list[str]:
    first, last = silent[0].label, silent[-1].label
    span = first if first == last else f"{first} to {last}"
    return ["=" * width, *wrap(f"{span}: pending, no figures are reported yet", width)]


def _totals(totals: Totals, width: int) -> list[str]:
    first, last = totals.periods[0], totals.periods[-1]
    rows = []
    for line in totals.lines:
        note = f" (without {', '.join(line.without)}: pending)" if line.without else ""
        if line.amount == 0 and not line.without and line.what not in ("entitled", "payable"):
            continue
        title = line.title or " to ".join(_name(part) for part in line.subject.split(" to "))
        what = _PARTS.get(line.what, line.what)
        amount = digits(Figure(line.amount, Money(line.unit))) if len(line.unit) == 3 else ""
        rows.append(Row("", f"{title}, {what}{note}", amount or str(line.amount)))
    span = first if first == last else f"{first} to {last}"
    return ["", "=" * width, f"Totals, {totals.label} ({span})", *table(rows, width)]


def _day(day: date) -> str:
    return long_date(day.toordinal())


def _name(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ").title()


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
