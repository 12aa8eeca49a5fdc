"""What payments, disputes and audits book, in the statement of a period.

In: the movements of a period. Out: the payables with them, and the lines of the long form:
`interest`, the whole, then `interest for 2026-Q1`, one for each earlier period that an amount
belongs to.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from milestonelang.statement.basis import Basis
from milestonelang.statement.model import Figure, MadeUp, MovementLine, ResultLine

ORDER = ("disputed", "resolved", "adjusted", "interest", "audit cost")
_WORDS = {
    "disputed": "disputed, and held until the result",
    "resolved": "no longer in dispute",
    "adjusted": "result of the dispute, less what was stated",
    "interest": "interest",
    "audit cost": "cost of the audit",
}


def of_direction(lines: Iterable[MovementLine], payer: str, payee: str) -> list[MovementLine]:
    """Return the movements of what one party owes another."""
    return [line for line in lines if (line.payer, line.payee) == (payer, payee)]


def with_moved(figure: Figure, lines: Iterable[MovementLine]) -> Figure:
    """Return an amount with what is booked on it."""
    if figure.is_pending:
        return figure
    return Figure(figure.amount + sum((line.effect for line in lines), Fraction(0)), figure.type)


def moved_results(period: str, subject: str, lines: Sequence[MovementLine]) -> list[ResultLine]:
    """Return the lines of the long form for what is booked on a subject."""
    found: list[ResultLine] = []
    for what in ORDER:
        own = [line for line in lines if (line.subject, line.what) == (subject, what)]
        if not own:
            continue
        whole = sum((line.amount.amount for line in own), Fraction(0))
        found.append(ResultLine(period, subject, what, Figure(whole, own[0].amount.type)))
        found += [
            ResultLine(period, subject, f"{what} for {line.original}", line.amount)
            for line in own
            if line.original != period
        ]
    return found


def made_up(period: str, lines: Iterable[MovementLine]) -> list[MadeUp]:
    """Return the movements as items that a payable is the sum of."""
    return [
        MadeUp(
            line.subject,
            line.title,
            in_words(line, period),
            line.clause,
            Figure(line.effect, line.amount.type),
        )
        for line in lines
    ]


def in_words(line: MovementLine, period: str) -> str:
    """Return what a movement is: `interest for 2026-Q1`."""
    words = _WORDS[line.what]
    return words if line.original == period else f"{words}, for {line.original}"


def movements_of(basis: Basis, name: str, index: int) -> tuple[MovementLine, ...]:
    """Return what is booked in a period under a name as `commission.interest`."""
    subject, _, what = " ".join(name.split()).replace("audit_cost", "audit cost").rpartition(".")
    moved = {} if basis.claims is None else basis.claims.moved
    return tuple(
        line for line in moved.get(index, ()) if (line.subject, line.what) == (subject, what)
    )
