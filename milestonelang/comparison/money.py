"""What two versions of an agreement pay on the same data, side by side.

In: two statements and the new names of what was renamed. Out: for each direction and payment a row
a period with both amounts and their difference, the totals, and where the two part first. Promised:
every amount is one of a statement; a difference is formed only of two that are known and are in one
unit.
"""

from fractions import Fraction

from milestonelang import records
from milestonelang.statement.figure import Figure
from milestonelang.statement.model import Evaluation, PaymentLine, PeriodStatement, StepLine

ZERO = Fraction(0)
PAYABLE = "payable"
ENTITLED = "entitled"


@records.frozen
class Amounts:
    """What both versions give for one period; None where a version has no such period.

    A figure without a value is pending.
    """

    period: str
    before: Figure | None
    after: Figure | None

    @property
    def difference(self) -> Fraction | None:
        """What the new version gives more; None where that cannot be said."""
        if self.before is None or self.after is None or self.before.type != self.after.type:
            return None
        first, second = self.before.value, self.after.value
        if not isinstance(first, Fraction) or not isinstance(second, Fraction):
            return None
        return second - first

    @property
    def is_same(self) -> bool:
        """Whether both give the same."""
        first, second = self.before, self.after
        if first is None or second is None:
            present = first or second
            return present is None or present.value == 0
        return (first.value, first.type) == (second.value, second.type)


@records.frozen
class Side:
    """One thing that both versions give: `Company to Partner`, `payable`."""

    subject: str
    title: str
    what: str
    rows: tuple[Amounts, ...]

    @property
    def total(self) -> tuple[Fraction, Fraction, Fraction]:
        """The sums of the periods of which both amounts are known, and of their differences."""
        known = [row for row in self.rows if row.difference is not None]
        before = sum((_amount(row.before) for row in known), ZERO)
        after = sum((_amount(row.after) for row in known), ZERO)
        return before, after, after - before

    @property
    def without(self) -> tuple[str, ...]:
        """The periods that the total leaves out."""
        return tuple(row.period for row in self.rows if row.difference is None)

    @property
    def is_same(self) -> bool:
        """Whether both give the same in every period."""
        return all(row.is_same for row in self.rows)


@records.frozen
class Parting:
    """The first line that gives another amount: of which payment, when, and in either version.

    *clauses* and *words* are empty where the version has no such line. *before_set_off* is true of
    amounts that are payable, where what is entitled is the same.
    """

    period: str
    title: str
    clauses: tuple[str, str]
    words: tuple[str, str]
    amounts: tuple[Figure | None, Figure | None]
    before_set_off: bool = False


@records.frozen
class Money:
    """Both statements side by side. *sides* begins with what is payable in each direction."""

    currencies: tuple[str, str]
    sides: tuple[Side, ...]
    parting: Parting | None
    data: tuple[tuple[str, str], ...]

    @property
    def payable(self) -> tuple[Side, ...]:
        """What is payable in each direction."""
        return tuple(side for side in self.sides if side.what == PAYABLE)

    @property
    def is_same(self) -> bool:
        """Whether both pay the same."""
        return all(side.is_same for side in self.sides)


# ---- two statements into one


def side_by_side(old: Evaluation, new: Evaluation, names: dict[str, str]) -> Money:
    """Lay two statements together; *names* are the new names of what was renamed."""
    periods = list(dict.fromkeys(item.label for item in (*old.periods, *new.periods)))
    before, after = _figures(old, names), _figures(new, {})
    titles = {**_titles(old, names), **_titles(new, {})}
    sides = []
    for subject, what in sorted(
        dict.fromkeys((*before, *after)), key=lambda key: key[1] != PAYABLE
    ):
        first, second = before.get((subject, what), {}), after.get((subject, what), {})
        rows = tuple(
            Amounts(
                label,
                _of_period(old, label, first, second),
                _of_period(new, label, second, first),
            )
            for label in periods
        )
        side = Side(subject, titles.get(subject, subject), what, rows)
        if what == PAYABLE or not side.is_same:
            sides.append(side)
    return Money(
        (old.currency, new.currency),
        tuple(sides),
        _parting(old, new, names),
        tuple(dict.fromkeys((*old.data, *new.data))),
    )


Figures = dict[tuple[str, str], dict[str, Figure]]


def _figures(evaluation: Evaluation, names: dict[str, str]) -> Figures:
    found: Figures = {}
    for period in evaluation.periods:
        for line in period.directions:
            subject = f"{_now(line.payer, names)} to {_now(line.payee, names)}"
            found.setdefault((subject, PAYABLE), {})[period.label] = line.payable
    for result in evaluation.results:
        if result.what == ENTITLED:
            key = (_now(result.subject, names), ENTITLED)
            found.setdefault(key, {})[result.period] = result.figure
    return found


def _of_period(
    evaluation: Evaluation, label: str, own: dict[str, Figure], other: dict[str, Figure]
) -> Figure | None:
    """Return the figure of a period; what a statement leaves out of one that it has is zero."""
    if label in own:
        return own[label]
    if label not in {item.label for item in evaluation.periods}:
        return None
    known = next(iter((*own.values(), *other.values())), None)
    return None if known is None else Figure(ZERO, known.type)


def _titles(evaluation: Evaluation, names: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for period in evaluation.periods:
        found |= {_now(line.name, names): line.title for line in period.payments}
        found |= {_now(line.name, names): line.title for line in period.milestones}
        for direction in period.directions:
            pair = [_now(each, names) for each in (direction.payer, direction.payee)]
            found[" to ".join(pair)] = " to ".join(_spoken(each) for each in pair)
    return found


def _spoken(name: str) -> str:
    return name.replace("_", " ").title()


def _now(name: str, names: dict[str, str]) -> str:
    return names.get(name, name)


def _amount(figure: Figure | None) -> Fraction:
    return ZERO if figure is None else figure.amount


# ---- where they part


def _parting(old: Evaluation, new: Evaluation, names: dict[str, str]) -> Parting | None:
    """Return the first line that gives another amount, in the order of periods and payments."""
    known = {item.label: item for item in old.periods}
    for period in new.periods:
        before = known.get(period.label)
        if before is not None and (found := _in_period(before, period, names)) is not None:
            return found
    return None


def _in_period(old: PeriodStatement, new: PeriodStatement, names: dict[str, str]) -> Parting | None:
    before = {_now(line.name, names): line for line in old.payments}
    for line in new.payments:
        other = before.get(line.name)
        if other is not None and _value(other.entitled) != _value(line.entitled):
            return _in_payment(new.label, other, line)
    for line in new.payments:
        other = before.get(line.name)
        if other is not None and _value(other.gross) != _value(line.gross):
            found = _of(new.label, line.title, other.clause, line.clause, other.gross, line.gross)
            return records.evolve(found, before_set_off=True)
    return None


def _in_payment(period: str, old: PaymentLine, new: PaymentLine) -> Parting:
    """Return the first steps that change an amount otherwise in the two versions."""
    for first, second in zip(_working(old.steps), _working(new.steps), strict=False):
        if _value(first.after) != _value(second.after):
            return _of_step(period, new.title, first, second)
    return _of(period, new.title, old.clause, new.clause, old.entitled, new.entitled)


def _working(steps: tuple[StepLine, ...]) -> list[StepLine]:
    """Return the steps that change an amount."""
    found: list[StepLine] = []
    for step in steps:
        if not found or _value(step.after) != _value(found[-1].after):
            found.append(step)
    return found


def _of_step(period: str, title: str, first: StepLine, second: StepLine) -> Parting:
    words = (first.words, second.words)
    return Parting(period, title, (first.clause, second.clause), words, (first.after, second.after))


def _of(period: str, title: str, before: str, after: str, first: Figure, second: Figure) -> Parting:
    return Parting(period, title, (before, after), ("", ""), (first, second))


def _value(figure: Figure) -> object:
    return figure.value
