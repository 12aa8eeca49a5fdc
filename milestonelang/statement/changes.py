"""Which lines of an amount give something else in one run than in another, and by how much.

In: what is payable for one period as two runs have it. Out: the lines that differ, each with what
it gave, what it gives, and the difference. Promised: the differences add up to that of the amount,
whatever the two runs are; where a line is pending, the amount stands as one line.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from milestonelang import records
from milestonelang.statement.figures import digits
from milestonelang.statement.model import (
    ChangeLine,
    DirectionLine,
    Figure,
    MilestoneLine,
    PaymentLine,
)
from milestonelang.types import Type

BASE = "base"
ZERO = Fraction(0)
_SIGNS = {"held": -1, "released": 1, "vested": 1, "deferred": -1, "deferred paid": 1}


@records.frozen
class Amounts:
    """What is payable for one period, as one run has it."""

    payments: tuple[PaymentLine, ...]
    milestones: tuple[MilestoneLine, ...]
    directions: tuple[DirectionLine, ...]


@records.frozen
class _Part:
    """One of the lines that an amount is the sum of; a `base` is none, and only shown."""

    name: str
    title: str
    what: str
    clause: str
    words: str
    figure: Figure

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.name, self.what, self.clause, self.words


def changes_between(
    was: Amounts, now: Amounts, subject: str, whole: Figure, rest: str = ""
) -> tuple[ChangeLine, ...]:
    """Return the lines of a subject that differ, which add up to *whole*.

    *rest* are the words for what neither run has: what a ledger says was stated.
    """
    if whole.is_pending:
        return ()
    before, after = _parts(was, subject), _parts(now, subject)
    if any(part.figure.is_pending for part in (*before, *after)):
        before, after = _as_one(was, subject), _as_one(now, subject)
    changes = _differences(before, after, whole.type)
    left = whole.amount - sum((line.amount.amount for line in changes), ZERO)
    if left:
        nothing, figure = Figure(ZERO, whole.type), Figure(left, whole.type)
        changes.append(ChangeLine(subject, "", "stated", "", rest, nothing, figure, figure))
    return tuple(changes)


def _differences(before: Sequence[_Part], after: Sequence[_Part], type: Type) -> list[ChangeLine]:
    found: list[ChangeLine] = []
    now = dict(_counted(after))
    was = dict(_counted(before))
    # The order of the lines is that of the later run; what only the earlier one has stands last.
    for key in [*now, *(key for key in was if key not in now)]:
        part = now.get(key) or was[key]
        first = was[key].figure if key in was else Figure(ZERO, part.figure.type)
        last = now[key].figure if key in now else Figure(ZERO, part.figure.type)
        if first.value == last.value:
            continue
        effect = ZERO if part.what == BASE else last.amount - first.amount
        found.append(
            ChangeLine(
                part.name,
                part.title,
                part.what,
                part.clause,
                part.words,
                first,
                last,
                Figure(effect, type),
            )
        )
    return found


def _counted(parts: Iterable[_Part]) -> Iterable[tuple[tuple[object, ...], _Part]]:
    """Yield each part with a key of its own: lines that read alike are told apart by place."""
    seen: Counter[tuple[str, ...]] = Counter()
    for part in parts:
        seen[part.key] += 1
        yield (*part.key, seen[part.key]), part


def _parts(amounts: Amounts, subject: str) -> list[_Part]:
    for payment in amounts.payments:
        if payment.name == subject:
            return _of_payment(payment)
    for milestone in amounts.milestones:
        if milestone.name == subject:
            return _of_milestone(milestone)
    return [
        _Part(item.name, item.title, item.what, item.clause, "", item.amount)
        for direction in amounts.directions
        if direction.subject == subject
        for item in direction.made_up
    ]


def _as_one(amounts: Amounts, subject: str) -> list[_Part]:
    """Return an amount as the only line of it."""
    for payment in amounts.payments:
        if payment.name == subject:
            own = (payment.title, "payable", payment.clause)
            return [_Part(payment.name, *own, "", payment.gross)]
    for direction in amounts.directions:
        if direction.subject == subject:
            return [_Part("", "", "payable", "", "", direction.payable)]
    return []


def _of_milestone(line: MilestoneLine) -> list[_Part]:
    if line.entitled is None or line.entitled.value == 0:
        return []
    return [_Part(line.name, line.title, "achieved", line.clause, "", line.entitled)]


def _of_payment(line: PaymentLine) -> list[_Part]:
    """Return what each line adds to what is payable of a payment before set-off."""

    def part(what: str, clause: str, words: str, figure: Figure) -> _Part:
        return _Part(line.name, line.title, what, clause, words, figure)

    parts: list[_Part] = []
    type = line.entitled.type
    steps = [step for step in line.steps if step.applied]
    before = ZERO
    if any(step.after.is_pending for step in steps):
        steps = []
    for step in steps:
        if step.rule == BASE:
            parts.append(part(BASE, step.clause, step.words, step.after))
            continue
        gives = Figure(step.after.amount - before, type)
        parts.append(part("line", step.clause, step.words or step.rule, gives))
        before = step.after.amount
    if line.entitled.is_pending:
        return [part("entitled", line.clause, "", line.entitled)]
    if line.entitled.amount != before:
        rest = Figure(line.entitled.amount - before, type)
        parts.append(part("entitled", line.clause, "", rest))
    kept = line.entitled
    for item in line.parts:
        sign = _SIGNS.get(item.what)
        if sign is None:
            continue
        if item.amount.is_pending:
            return [part("payable", line.clause, "", line.gross)]
        signed = Figure(item.amount.amount * sign, type)
        parts.append(part(item.what, item.clause, item.words, signed))
        kept = Figure(kept.amount + signed.amount, type)
    if line.gross.is_pending:
        return [part("payable", line.clause, "", line.gross)]
    if line.gross.amount != kept.amount:
        rest = Figure(line.gross.amount - kept.amount, type)
        parts.append(part("kept to vest", line.clause, "", rest))
    return parts


def change_in_words(change: ChangeLine, alone: bool) -> str:
    """Return a change as a reader has it; *alone* where it is the whole difference."""
    if change.what == "stated":
        return f"{change.words}: {_signed(change.amount)}"
    named = change.words
    if change.what not in ("line", BASE):
        title = change.title or change.name.replace("_", " ")
        named = ", ".join(text for text in (title, _WORDS.get(change.what, change.what)) if text)
    where = f"{change.clause} " if change.clause else ""
    said = f"{where}{named}: from {digits(change.was)} to {digits(change.now)}"
    return said if alone or change.what == BASE else f"{said} ({_signed(change.amount)})"


_WORDS = {"payable": "", "entitled": "", "held": "held back"}


def _signed(figure: Figure) -> str:
    return f"{'+' if figure.amount > 0 else ''}{digits(figure)}"
