"""A simulation as one HTML page: charts, each with a text that says the same, and all tables.

The charts are black on white and told apart by their shapes, so that they can be printed.
"""

from collections.abc import Sequence
from fractions import Fraction
from html import escape

from milestonelang.backends.documents.drawing import SIZE, WIDTH, Canvas, clipped, wide
from milestonelang.data.words import in_words
from milestonelang.simulation.model import Moved, Often, Payout, Simulation
from milestonelang.simulation.to_text import (
    computed_by,
    in_percent,
    on_how_many,
    scenarios_words,
    to_text,
    when_words,
)
from milestonelang.types import Money

_TALL, _LEFT, _LINE = 120, 8, 18
_NAMES = 130  # points for the names beside bars
_MOST_MOVED = 15
_STYLE = (
    "body{font-family:Georgia,serif;max-width:48rem;margin:2rem auto;padding:0 1rem;"
    "line-height:1.4;color:#000;background:#fff}pre{overflow-x:auto;font-size:.75rem}"
    "figure{margin:1.5rem 0;break-inside:avoid}figcaption{font-size:.85rem;margin-bottom:.4rem}"
    "svg{width:100%;height:auto}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}"
)


def to_html(found: Simulation) -> str:
    """Return a page that needs nothing beside it."""
    parts = [
        f"<h1>{escape(found.title)}</h1>",
        f"<p>{scenarios_words(found.scenarios)} of {found.periods[0]} to {found.periods[-1]}, "
        f"seed {found.seed}, computed by {escape(computed_by(found))}.</p>",
    ]
    for payout in found.pairs:
        parts.append(f"<h2>{escape(payout.subject)}</h2>")
        parts.append(_figure(bars(payout), bars_words(payout)))
        if len(payout.periods) > 1:
            parts.append(_figure(fan(payout), fan_words(payout)))
        moved = [each for each in found.moved if each.subject == payout.subject][:_MOST_MOVED]
        if moved:
            words = f"What a tenth more moves the mean by, {on_how_many(found)}. "
            parts.append(_figure(tornado(moved, found.currency), words + moved_words(moved, found)))
    if found.often:
        parts.append("<h2>How often</h2>")
        parts.append(_figure(often(found.often), often_words(found.often)))
    parts.append(f"<h2>Everything in figures</h2>\n<pre>{escape(to_text(found))}</pre>")
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(found.title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def _figure(svg: str, words: str) -> str:
    """Return a chart below the words that say the same; whoever hears the page hears only those."""
    hidden = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return f"<figure><figcaption>{escape(words)}</figcaption>{hidden}</figure>"


# ---- how payouts lie


def bars(payout: Payout) -> str:
    """Return a picture of how the payouts lie."""
    drawn = Canvas()
    most = max((count for _, _, count in payout.bars), default=1)
    width = Fraction(WIDTH - 2 * _LEFT, max(len(payout.bars), 1))
    top, money = 2 * SIZE, Money(payout.currency)
    floor = _TALL + top
    for place, (_, _, count) in enumerate(payout.bars):
        tall = Fraction(_TALL * count, most)
        if tall:
            drawn.box(_LEFT + width * place, floor - tall, width - 1, tall, False)
    drawn.line(_LEFT, floor, WIDTH - _LEFT, floor)
    drawn.text(_LEFT, floor + 12, in_words(payout.spread.lowest, money))
    drawn.text(WIDTH - _LEFT, floor + 12, in_words(payout.spread.highest, money), "end")
    span = payout.spread.highest - payout.spread.lowest
    if span:
        x = _LEFT + (payout.spread.mean - payout.spread.lowest) / span * (WIDTH - 2 * _LEFT)
        drawn.line(x, 4, x, floor, "dashed")
        label = f"mean {in_words(payout.spread.mean, money)}"
        anchor, off = ("start", 3) if x + wide(label) < WIDTH - _LEFT else ("end", -3)
        drawn.text(x + off, SIZE, label, anchor)
    return drawn.svg(floor + 18)


def bars_words(payout: Payout) -> str:
    """Return in words what the picture of the payouts shows."""
    money, spread = Money(payout.currency), payout.spread
    low, middle, high = (dict(spread.quantiles)[each] for each in (5, 50, 95))
    return (
        "In how many scenarios how much is paid over the whole term: from "
        f"{in_words(spread.lowest, money)} to {in_words(spread.highest, money)}, in the mean "
        f"{in_words(spread.mean, money)}; at most {in_words(middle, money)} in half of them, and "
        f"from {in_words(low, money)} to {in_words(high, money)} in nine of ten."
    )


# ---- by period


def fan(payout: Payout) -> str:
    """Return a picture of each period: a line from 5% to 95%, a box of the middle half, a dot for
    what half do not exceed, and a square for the mean."""
    drawn = Canvas()
    amounts = [each for _, spread in payout.periods for _, each in spread.quantiles]
    amounts += [spread.mean for _, spread in payout.periods]
    low, high = min(Fraction(0), *amounts), max(amounts)
    span = high - low or Fraction(1)
    count = len(payout.periods)
    room = Fraction(WIDTH - 2 * _LEFT, count)
    top = 2 * SIZE

    def y(amount: Fraction) -> Fraction:
        return top + _TALL - (amount - low) / span * _TALL

    money = Money(payout.currency)
    for level in (low, high):
        drawn.line(_LEFT, y(level), WIDTH - _LEFT, y(level), "grid")
        if level:
            drawn.text(_LEFT, y(level) - 3, in_words(level, money))
    every = max(1, -(-count * 45 // (WIDTH - 2 * _LEFT)))
    half = min(room / 4, Fraction(10))
    for place, (label, spread) in enumerate(payout.periods):
        x = _LEFT + room * place + room / 2
        p5, p25, p50, p75, p95 = (each for _, each in spread.quantiles)
        drawn.line(x, y(p5), x, y(p95))
        if p75 > p25:
            drawn.box(x - half, y(p75), 2 * half, y(p25) - y(p75), False)
        drawn.dot(x, y(p50), True)
        drawn.square(x + half, y(spread.mean))
        if place % every == 0:
            drawn.text(x, top + _TALL + 12, label, "middle")
    return drawn.svg(top + _TALL + 18)


def fan_words(payout: Payout) -> str:
    """Return in words what the picture of periods shows."""
    money = Money(payout.currency)
    said = "; ".join(f"{label} {in_words(spread.mean, money)}" for label, spread in payout.periods)
    return (
        "What is paid in each period. The line is nine of ten scenarios, the box the middle half, "
        f"the dot what half do not exceed, the square the mean: {said}."
    )


# ---- what moves it, and how often


def tornado(moved: Sequence[Moved], currency: str) -> str:
    """Return a picture of what moves a payout, the largest first."""
    drawn = Canvas()
    most = max((abs(each.by) for each in moved), default=Fraction(0)) or Fraction(1)
    labels = max((wide(in_words(each.by, Money(currency))) for each in moved), default=Fraction(0))
    right = WIDTH - _LEFT - labels - 4
    reach = (right - _NAMES) / 2
    middle = _NAMES + reach
    for place, each in enumerate(moved):
        y = 10 + _LINE * place
        wide_of = abs(each.by) / most * reach
        if wide_of:
            drawn.box(middle if each.by > 0 else middle - wide_of, y, wide_of, _LINE - 6, False)
        drawn.text(_LEFT, y + 9, clipped(each.name, _NAMES - _LEFT))
        drawn.text(WIDTH - _LEFT, y + 9, in_words(each.by, Money(currency)), "end")
    drawn.line(middle, 4, middle, 10 + _LINE * len(moved), "dotted")
    return drawn.svg(14 + _LINE * len(moved))


def moved_words(moved: Sequence[Moved], found: Simulation) -> str:
    """Return in words what the picture of what moves it shows."""
    money = Money(found.currency)
    said = "; ".join(f"{each.name} ({each.change}) {in_words(each.by, money)}" for each in moved)
    return f"{said}."


def often(found: Sequence[Often]) -> str:
    """Return a picture of the shares of scenarios."""
    drawn = Canvas()
    reach = WIDTH - _LEFT - 2 * _NAMES - 40
    for place, each in enumerate(found):
        y = 10 + _LINE * place
        drawn.text(_LEFT, y + 9, clipped(f"{each.subject} {each.what}", 2 * _NAMES - _LEFT))
        if each.share:
            drawn.box(2 * _NAMES, y, each.share * reach, _LINE - 6, False)
        drawn.text(WIDTH - _LEFT, y + 9, in_percent(each.share), "end")
    drawn.line(2 * _NAMES, 4, 2 * _NAMES, 10 + _LINE * len(found), "dotted")
    return drawn.svg(14 + _LINE * len(found))


def often_words(found: Sequence[Often]) -> str:
    """Return in words what the picture of shares shows."""
    said = []
    for each in found:
        when = when_words(each)
        more = f" ({when})" if when else ""
        said.append(f"{each.subject} {each.what} in {in_percent(each.share)}{more}")
    return "In which share of the scenarios: " + "; ".join(said).replace("`", "") + "."
