"""What a statement of a period changes against the one that it replaces.

In: the statement, and the earlier one as it was drawn up, or the lines that were stated. Out: a
line for each figure, state and amount that differs. Promised: both have what the line says of
them; an amount that one of them leaves out is nothing there.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from milestonelang import records
from milestonelang.statement.figures import PENDING, plain
from milestonelang.statement.model import Evaluation, Figure, ResultLine
from milestonelang.types import Count, Money, Number, Percent, Text, Type

_Key = tuple[str, str]


@records.frozen
class Changed:
    """One line that differs; None where a statement has no such line."""

    subject: str
    what: str
    was: Figure | None
    now: Figure | None

    @property
    def difference(self) -> Figure | None:
        """What it is more now; None where that cannot be said."""
        was, now = self.was, self.now
        if was is None or now is None:
            return None
        if not isinstance(was.value, Fraction) or not isinstance(now.value, Fraction):
            return None
        return Figure(now.value - was.value, now.type)


@records.frozen
class Replaced:
    """The statement that is replaced: as of which *day*, in which *record* of the ledger."""

    day: date | None
    record: int | None
    changes: tuple[Changed, ...]


def replaced(earlier: Evaluation, evaluation: Evaluation, label: str) -> Replaced:
    """Return what changed in a period since an earlier statement of it."""
    before, after = (_lines_of(each, label) for each in (earlier, evaluation))
    return Replaced(earlier.as_of, None, _changes(before, after))


def stated_otherwise(
    stated: Iterable[tuple[str, str, str]], evaluation: Evaluation, label: str
) -> tuple[Changed, ...]:
    """Return what changed in a period since it was stated in lines of subject, what and text."""
    after = _results_of(evaluation.results, label)
    # Of what is gone only amounts are known to be such: they are in the currency.
    types: dict[_Key, Type] = {key: figure.type for key, figure in after.items()}
    money = Money(evaluation.currency)
    before = {}
    for subject, what, text in stated:
        likely = Text() if what in ("state", "value") else money
        if " for " not in what:
            before[subject, what] = _read(text, types.get((subject, what), likely))
    return _changes(before, after)


def _lines_of(evaluation: Evaluation, label: str) -> dict[_Key, Figure]:
    """Return the figures of a period, then the lines of the long form."""
    figures = {(each.name, "value"): each.figure for each in evaluation[label].metrics}
    return {**figures, **_results_of(evaluation.results, label)}


def _results_of(lines: Iterable[ResultLine], label: str) -> dict[_Key, Figure]:
    """Return the lines of a period; what is booked `for` one period is in the line of all."""
    return {
        (line.subject, line.what): line.figure
        for line in lines
        if line.period == label and " for " not in line.what
    }


def _changes(before: dict[_Key, Figure], after: dict[_Key, Figure]) -> tuple[Changed, ...]:
    found = []
    for subject, what in dict.fromkeys((*before, *after)):
        was, now = (each.get((subject, what)) for each in (before, after))
        if _said(was) != _said(now):
            found.append(Changed(subject, what, was or _nothing(now), now or _nothing(was)))
    # What is payable stands after what it is made up of.
    return tuple(sorted(found, key=lambda each: each.what == "payable"))


def _nothing(other: Figure | None) -> Figure | None:
    """Return what stands for an amount that is left out."""
    is_amount = other is not None and isinstance(other.type, Money | Count)
    return Figure(Fraction(0), other.type) if other is not None and is_amount else None


def _said(figure: Figure | None) -> str:
    """Return a figure as text; a line of nothing is the same as none."""
    return "" if figure is None or figure.value == 0 else plain(figure)


def _read(text: str, type: Type) -> Figure:
    """Return a figure of a type that was stated as text."""
    if text == PENDING:
        return Figure(None, type)
    try:
        match type:
            case Money() | Number() | Count():
                return Figure(Fraction(text), type)
            case Percent():
                return Figure(Fraction(text.removesuffix("%")) / 100, type)
            case _:
                return Figure(text, type)
    except ValueError:
        return Figure(text, Text())
