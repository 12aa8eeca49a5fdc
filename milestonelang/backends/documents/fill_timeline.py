"""The picture of the term: its periods, last days of milestones, and what is due after a period.

In: the agreement. Out: a figure of the model without a number. Promised: each day is one that a
clause fixes; the picture says the same in words.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from milestonelang.agreement import declarations as d, lines as n
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.draw_timeline import After, Milestone, draw_timeline
from milestonelang.backends.documents.fill_common import Scene
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.outline.uses import nodes
from milestonelang.primitives.dates import add_months
from milestonelang.types import MonthEnds, Unit

_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
# About how long a unit is, to place one beside another.
_DAYS = {Unit.DAY: Fraction(1), Unit.BUSINESS_DAY: Fraction(7, 5), Unit.WEEK: Fraction(7)}
_Count = tuple[int, Unit, int]


def timeline(scene: Scene) -> tuple[model.Figure, ...]:
    """Return the picture of the term; none where no day in it or after a period is fixed."""
    voice, contract = scene.voice, scene.agreement.contract
    first, last = contract.start, contract.end + 1
    dated = [item for item in scene.agreement.of_kind(d.Milestone) if item.latest is not None]
    after = _after(scene)
    if not dated and not after:
        return ()

    def share(day: int) -> Fraction:
        return min(Fraction(1), max(Fraction(0), Fraction(day - first, last - first)))

    days = [
        Milestone(share((item.latest or first) + 1), item.title, values.day(item.latest or first))
        for item in dated
    ]
    start, end = values.day(contract.start), values.day(contract.end)
    span = voice.period()
    said = voice.say("pictures", "timeline_words", start=words(start), end=words(end), span=span)
    by = [
        voice.say("pictures", "by", milestone=words(day.title), day=words(day.day)) for day in days
    ]
    if by:
        said = said + words(" ") + voice.say("pictures", "timeline_days", days=by)
    if after:
        listed = [text for _, text in after]
        said = said + words(" ") + voice.say("pictures", "timeline_after", span=span, after=listed)
    caption = voice.say("pictures", "timeline")
    opened = voice.say("pictures", "period_ends", span=span).capital().text
    longest = max((length for length, _ in after), default=Fraction(1))
    drawn = draw_timeline(
        start,
        end,
        _ticks(contract, share),
        days,
        opened,
        [After(length / longest, text.text) for length, text in after],
    )
    return (model.Figure("", caption.text, "", drawn, said.text),)


def _after(scene: Scene) -> list[tuple[Fraction, Phrase]]:
    """Return what is due after each period, in order of time: about how many days, and words."""
    voice = scene.voice
    found: dict[tuple[Fraction, int, Unit], dict[str, int]] = {}
    for what, (count, unit, node) in _counted(scene.agreement):
        if unit in _DAYS and count:
            found.setdefault((count * _DAYS[unit], count, unit), {}).setdefault(what, node)
    made = []
    for (length, count, unit), whats in sorted(found.items(), key=lambda each: each[0][0]):
        days = voice.span(count, unit, next(iter(whats.values())))
        said = [voice.say("pictures", what) for what in whats]
        made.append((length, voice.say("pictures", "days_after", days=days, whats=said)))
    return made


def _counted(agreement: d.Agreement) -> Iterator[tuple[str, _Count]]:
    """Yield what is due so long after the end of a settlement period."""
    settled = agreement.contract.settled
    for metric in agreement.of_kind(d.Metric):
        told = metric.reported
        if told is not None and told.count is not None and told.frequency is settled:
            yield "figures_due", (told.count, told.unit, told.id)
    for payment in agreement.of_kind(d.Payment):
        due = payment.due
        if due is not None and due.of is n.DueFrom.END_OF_PERIOD and payment.every is settled:
            yield "payments_due", (due.count, due.unit, due.id)
    # A change of state is known when its period ends, and the days of a duty run from then.
    for declared in (*agreement.of_kind(d.Milestone), *agreement.of_kind(d.Trigger)):
        for node in nodes(declared):
            if isinstance(node, n.Owes):
                yield "duties_due", (node.count, node.unit, node.id)


def _ticks(contract: d.Contract, share: Any) -> list[tuple[Fraction, bool]]:
    ends = contract.month_ends or MonthEnds.ROLL_BACK
    step = _MONTHS[contract.settled]
    begins = date.fromordinal(contract.start)
    month, day = contract.year_starts or (begins.month, begins.day)
    ticks = [(Fraction(0), True)]
    count = step
    while (at := add_months(contract.start, count, ends)) <= contract.end:
        found = date.fromordinal(at)
        ticks.append((share(at), (found.month, found.day) == (month, day)))
        count += step
    return [*ticks, (Fraction(1), True)]
