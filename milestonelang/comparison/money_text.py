"""Say what two versions pay: as a table of text, and as data.

In: a `Money`. Out: lines with both amounts and the difference of each period, and the totals.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from milestonelang.comparison.money import Money, Parting, Side
from milestonelang.comparison.to_text import place
from milestonelang.statement.figures import digits, plain, spoken
from milestonelang.statement.model import Figure

NO_PERIOD = "—"
HEADS = ("before", "after", "difference")


def money_text(money: Money) -> str:
    """Return the amounts of both versions side by side."""
    found: list[str] = []
    for side in money.sides:
        found += [*table(side), ""]
    if money.parting is not None:
        found += [*parting_words(money.parting), ""]
    return "\n".join(found[:-1]) + "\n" if found else ""


def heading(side: Side) -> str:
    """Return `Company to Partner, payable, in USD`."""
    unit = _unit(side)
    return f"{side.title}, {side.what}" + (f", in {unit}" if unit else "")


def cells(side: Side) -> list[tuple[str, str, str, str]]:
    """Return a row of cells for each period, and one for the total."""
    rows = [
        (row.period, _digits(row.before), _digits(row.after), _signed(side, row.difference))
        for row in side.rows
    ]
    if len(side.without) == len(side.rows):
        return rows
    before, after, difference = side.total
    total = "total" if not side.without else f"total without {', '.join(side.without)}"
    first, second = (digits(_like(side, each)) for each in (before, after))
    return [*rows, (total, first, second, _signed(side, difference))]


def table(side: Side) -> list[str]:
    """Return a table of text, amounts at the right."""
    rows = [("", *HEADS), *cells(side)]
    first = max(len(row[0]) for row in rows)
    widths = [max(len(row[index]) for row in rows) for index in (1, 2, 3)]
    found = [heading(side)]
    for row in rows:
        amounts = [cell.rjust(width) for cell, width in zip(row[1:], widths, strict=True)]
        found.append(f"  {row[0].ljust(first)}  {'  '.join(amounts)}".rstrip())
    if len(rows) > 1 + len(side.rows):
        rule = " " * (first + 4) + "-" * (sum(widths) + 4)
        found.insert(-1, rule)
    return found


def parting_words(parting: Parting) -> Iterator[str]:
    """Yield where two versions part first."""
    yield f"They part first in {parting.period}, in {parting.title}:"
    for label, number, words, amount in zip(
        ("before", "after"), parting.clauses, parting.words, parting.amounts, strict=True
    ):
        said = ", ".join(each for each in (place(number), words) if each)
        shown = NO_PERIOD if amount is None else spoken(amount)
        yield f"  {label.ljust(6)}  {f'{said}: ' if said else ''}{shown}"


def money_data(money: Money) -> dict[str, Any]:
    """Return the amounts as data for JSON; amounts are texts."""
    return {
        "currencies": list(money.currencies),
        "same": money.is_same,
        "subjects": [
            {
                "subject": side.subject,
                "title": side.title,
                "what": side.what,
                "periods": [
                    {
                        "period": row.period,
                        "before": None if row.before is None else plain(row.before),
                        "after": None if row.after is None else plain(row.after),
                        "difference": _plain(side, row.difference),
                    }
                    for row in side.rows
                ],
                "total": dict(zip(HEADS, (_plain(side, each) for each in side.total), strict=True)),
                "total_without": list(side.without),
            }
            for side in money.sides
        ],
        "parting": None if money.parting is None else _parting(money.parting),
        "data": [{"file": name, "sha256": digest} for name, digest in money.data],
    }


def _parting(parting: Parting) -> dict[str, Any]:
    return {
        "period": parting.period,
        "title": parting.title,
        **{
            label: {"clause": number, "words": words, "amount": amount and plain(amount)}
            for label, number, words, amount in zip(
                HEADS[:2], parting.clauses, parting.words, parting.amounts, strict=True
            )
        },
    }


def _digits(figure: Figure | None) -> str:
    return NO_PERIOD if figure is None else digits(figure)


def _signed(side: Side, amount: Fraction | None) -> str:
    if amount is None:
        return NO_PERIOD
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return sign + digits(_like(side, abs(amount)))


def _plain(side: Side, amount: Fraction | None) -> str | None:
    return None if amount is None else plain(_like(side, amount))


def _like(side: Side, amount: Fraction) -> Figure:
    """Return an amount as a figure of the type that the others of its side have."""
    return Figure(amount, _some(side).type)


def _some(side: Side) -> Figure:
    return next(each for row in side.rows for each in (row.before, row.after) if each is not None)


def _unit(side: Side) -> str:
    words = spoken(_like(side, Fraction(0)))
    return words.partition(" ")[0] if words[:1].isalpha() else ""
