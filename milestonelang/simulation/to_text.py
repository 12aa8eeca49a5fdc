"""A simulation as text."""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang.data.words import in_words
from milestonelang.simulation.model import Payout, Simulation
from milestonelang.types import Money


def to_text(found: Simulation) -> str:
    """Return what was found as tables of text."""
    money = Money(found.currency)

    def said(amount: Fraction) -> str:
        return in_words(amount, money)

    lines = [
        f"{found.title}: {found.scenarios:,} scenarios of {found.periods[0]} to "
        f"{found.periods[-1]}, seed {found.seed}",
        "",
        "Drawn",
        *_table([[name, how] for name, how in found.drawn]),
    ]
    for heading, payouts in (
        ("Paid over the whole term", found.pairs),
        ("Of which, by clause", found.clauses),
    ):
        if payouts:
            lines += ["", heading, *_table(_rows(payouts, found.currency))]
    for worst in found.worst:
        lines += ["", f"Most of {worst.subject}: {said(worst.amount)}, in scenario {worst.number}"]
        lines += _table([[name, *cells] for name, cells in (("", found.periods), *worst.figures)])
    if found.break_even is not None:
        even = found.break_even
        losing = in_percent(even.losing)
        lines += [
            "",
            f"Worth to the payer, {even.worth}, less what it pays",
            f"  mean {said(even.spread.mean)}, from {said(even.spread.lowest)} to "
            f"{said(even.spread.highest)}; below zero in {losing} of the scenarios",
        ]
        lines += [
            f"  breaks even from {level} of {name} in every period" for name, level in even.levels
        ]
    if found.moved:
        lines += ["", "What a tenth more moves the mean by"]
        lines += _table(
            [[each.name, each.change, each.subject, said(each.by)] for each in found.moved]
        )
    return "\n".join(line.rstrip() for line in lines) + "\n"


def in_percent(share: Fraction) -> str:
    """Return a share to a tenth of a percent."""
    tenths = round(share * 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def _rows(payouts: Sequence[Payout], currency: str) -> list[list[str]]:
    quantiles = [f"{percent}%" for percent, _ in payouts[0].spread.quantiles]
    rows = [["", "clause", "mean", "least", *quantiles, "most"]]
    for each in payouts:
        amounts = [
            each.spread.mean,
            each.spread.lowest,
            *(amount for _, amount in each.spread.quantiles),
            each.spread.highest,
        ]
        cells = [
            in_words(amount, Money(currency)).removeprefix(f"{currency} ") for amount in amounts
        ]
        rows.append([each.subject, each.clause, *cells])
    return rows


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    count = max(len(row) for row in rows)
    full = [[*row, *[""] * (count - len(row))] for row in rows]
    widths = [max(len(row[place]) for row in full) for place in range(count)]
    return [
        "  " + "  ".join(_cell(row[place], widths[place], place) for place in range(count))
        for row in full
    ]


def _cell(cell: str, width: int, place: int) -> str:
    is_number = place and cell[:1].isdigit()
    return cell.rjust(width) if is_number else cell.ljust(width)
