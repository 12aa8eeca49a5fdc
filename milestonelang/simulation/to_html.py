"""A simulation as one HTML page with its charts: how payouts lie, and what moves them."""

from fractions import Fraction
from html import escape

from milestonelang.backends.documents.drawing import WIDTH, Canvas, wide
from milestonelang.data.words import in_words
from milestonelang.simulation.model import Moved, Payout, Simulation
from milestonelang.simulation.to_text import to_text
from milestonelang.types import Money

_TALL, _LEFT, _LINE = 120, 8, 18
_STYLE = (
    "body{font-family:Georgia,serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "line-height:1.4}pre{overflow-x:auto;font-size:.8rem}figure{margin:1.5rem 0}"
    "svg{max-width:100%;height:auto}"
)


def to_html(found: Simulation) -> str:
    """Return a page that needs nothing beside it."""
    parts = [f"<h1>{escape(found.title)}</h1>"]
    for payout in found.pairs:
        parts.append(
            f"<figure>{bars(payout, found.currency)}<figcaption>{escape(payout.subject)}: in how "
            "many scenarios how much is paid over the whole term</figcaption></figure>"
        )
    for subject in dict.fromkeys(each.subject for each in found.moved):
        moved = [each for each in found.moved if each.subject == subject]
        parts.append(
            f"<figure>{tornado(moved, found.currency)}<figcaption>{escape(subject)}: what a tenth "
            "more moves the mean by</figcaption></figure>"
        )
    parts.append(f"<pre>{escape(to_text(found))}</pre>")
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(found.title)}</title><style>{_STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def bars(payout: Payout, currency: str) -> str:
    """Return a picture of how the payouts lie."""
    drawn = Canvas()
    most = max((count for _, _, count in payout.bars), default=1)
    width = Fraction(WIDTH - 2 * _LEFT, max(len(payout.bars), 1))
    floor = _TALL + 10
    for place, (_, _, count) in enumerate(payout.bars):
        tall = Fraction(_TALL * count, most)
        if tall:
            drawn.box(_LEFT + width * place, floor - tall, width - 1, tall, False)
    drawn.line(_LEFT, floor, WIDTH - _LEFT, floor)
    money = Money(currency)
    drawn.text(_LEFT, floor + 12, in_words(payout.spread.lowest, money))
    drawn.text(WIDTH - _LEFT, floor + 12, in_words(payout.spread.highest, money), "end")
    span = payout.spread.highest - payout.spread.lowest
    if span:
        x = _LEFT + (payout.spread.mean - payout.spread.lowest) / span * (WIDTH - 2 * _LEFT)
        drawn.line(x, 4, x, floor, "dashed")
        label = f"mean {in_words(payout.spread.mean, money)}"
        anchor = "start" if x + wide(label) < WIDTH - _LEFT else "end"
        drawn.text(x, 4, label, anchor)
    return drawn.svg(floor + 18)


def tornado(moved: list[Moved], currency: str) -> str:
    """Return a picture of what moves a payout, the largest first."""
    drawn = Canvas()
    most = max((abs(each.by) for each in moved), default=Fraction(0)) or Fraction(1)
    middle, reach = Fraction(WIDTH, 2), Fraction(WIDTH, 4)
    for place, each in enumerate(moved):
        y = 10 + _LINE * place
        wide_of = abs(each.by) / most * reach
        if wide_of:
            drawn.box(middle if each.by > 0 else middle - wide_of, y, wide_of, _LINE - 6, False)
        drawn.text(_LEFT, y + 9, each.name)
        drawn.text(WIDTH - _LEFT, y + 9, in_words(each.by, Money(currency)), "end")
    drawn.line(middle, 4, middle, 10 + _LINE * len(moved), "dotted")
    return drawn.svg(14 + _LINE * len(moved))
