"""What is still owed after an agreement has ended, at the foot of the statement in a terminal.

Each pair of parties has its lines, or the words that nothing is owed; balances stand below.
"""

from milestonelang.primitives.dates import long_date, weekday
from milestonelang.statement.figures import spoken
from milestonelang.statement.layout import Row, table, wrap
from milestonelang.statement.model import Evaluation, OwedBetween, OwedLine
from milestonelang.types import Count

_WORDS = {
    "payable": "payable by",
    "open": "open, payable by",
    "disputed": "disputed, payable by",
    "overpaid": "paid beyond what is payable, held by",
    "to grant": "to be granted by",
    "to recover": "still to recover from",
    "held": "held back by",
    "unvested": "not vested yet, from",
    "deferred": "put off by",
}


def owed_text(evaluation: Evaluation, width: int) -> list[str]:
    """Return the section; nothing where the agreement did not end early."""
    owed = evaluation.owed
    if owed is None:
        return []
    ended = long_date(owed.ended.toordinal())
    lines = ["", "=" * width]
    lines += wrap(f"What is still owed (ended on {ended}, stated to {owed.after})", width)
    for pair in owed.pairs:
        lines += _between(pair, width)
    if owed.balances:
        lines += ["", "  Balances that are not nil"]
        rows = [Row(line.clause, line.title, spoken(line.end)) for line in owed.balances]
        lines += table(rows, width, "    ")
    return lines


def _between(pair: OwedBetween, width: int) -> list[str]:
    one, other = (_name(name) for name in pair.parties)
    if not pair.lines:
        return ["", *wrap(f"Nothing is owed between {one} and {other}", width, "  ")]
    rows = [Row(line.period, _words(line), spoken(line.amount)) for line in pair.lines]
    return ["", *wrap(f"Between {one} and {other}", width, "  "), *table(rows, width, "    ")]


def _words(line: OwedLine) -> str:
    of = f"{line.title}, " if line.title else ""
    match line.amount.type:
        case Count(unit):
            of = f"{line.title} ({unit}), "
        case _:
            pass
    text = f"{_WORDS[line.what]} {_name(line.payer)}"
    text = of + text if of else text[0].upper() + text[1:]
    if line.what not in ("overpaid", "to recover"):
        text += f" to {_name(line.payee)}" if line.what != "held" else f" from {_name(line.payee)}"
    if line.due is not None:
        day = line.due.toordinal()
        text += f", due {weekday(day)} {long_date(day)}"
    return text


def _name(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ").title()
