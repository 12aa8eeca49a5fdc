"""Reads the clause of a payment or trigger back: one pattern for each sentence.

In: a clause of the model, as it prints. Out: plain tuples, a figure as its number and any other
amount or condition as its words. Promised: nothing but the printed text is looked at, and a
sentence that no pattern fits is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from milestonelang.backends.documents import model, reading

Read = tuple[Any, ...]

RESULT = r"the result of (?:step \([a-z]+\)|clause [\d.]+\([a-z]+\))"
PERIOD = r"(?:Month|Quarter|Contract Year)"
WINDOW = r"(?:in the same|in the) (?P<window>Month|Quarter|Contract Year|Term)"
FIGURE = re.compile(
    r"(?P<sign>−?)(?:USD )?(?P<digits>[\d,]+(?:\.\d+)?)(?P<unit>%| for each [a-z]+| [a-z]+)?"
)
ORDINALS = [
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
]
COUNTS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def plain(inlines: model.Inlines) -> str:
    """Return a text with plain spaces."""
    return reading.text_of(inlines).replace("\N{NO-BREAK SPACE}", " ")


def amount(words: str) -> Fraction | str:
    """Return the number of a figure, or the words of anything else."""
    found = FIGURE.fullmatch(words)
    if found is None:
        return words
    number = Fraction(found["digits"].replace(",", ""))
    number = number / 100 if found["unit"] == "%" else number
    return -number if found["sign"] else number


# Each pattern reads a whole sentence and what follows it in the same step.
STEPS: tuple[tuple[str, str, str], ...] = (
    ("Amount", "amount", r"Take (?P<value>.+)\."),
    ("Multiplier", "times", rf"Multiply {RESULT} by (?P<value>[^“]+)\."),
    (
        "Multiplier",
        "times",
        rf"Multiply {RESULT} by (?P<scale>the “.+”), which depends on (?P<of>.+?)\. It is .+",
    ),
    ("Addition", "plus from", rf"Add to {RESULT} all that the (?P<name>.+) holds, oldest .+"),
    (
        "Addition",
        "plus",
        rf"Add (?P<value>.+) to {RESULT}, but only as far as the sum reaches (?P<bound>.+)\. If "
        r"that result is already at least (?P=bound), add nothing\.",
    ),
    ("Addition", "plus", rf"Add (?P<value>.+) to {RESULT}\."),
    (
        "Reduction",
        "less from",
        rf"Deduct from {RESULT} what the (?P<name>.+) holds, oldest amounts first, but only as far "
        r"as the rest reaches (?P<bound>.+)\. If that result is already at most (?P=bound), deduct "
        r"nothing\. What is deducted leaves the (?P=name)\.",
    ),
    (
        "Reduction",
        "less from",
        rf"Deduct from {RESULT} what the (?P<name>.+) holds, oldest amounts first, until .+",
    ),
    (
        "Reduction",
        "less",
        rf"Deduct (?P<value>.+) from {RESULT}, but only as far as the rest reaches (?P<bound>.+)\."
        r" If that result is already at most (?P=bound), deduct nothing\."
        r"(?: The part that is not deducted is added to the (?P<rest>.+)\.)?",
    ),
    ("Reduction", "less", rf"Deduct (?P<value>.+) from {RESULT}\."),
    (
        "Condition",
        "only if",
        rf"If (?P<condition>.+), keep {RESULT}\. (?:If it is .+, the|Otherwise the) result is zero,"
        rf" and {RESULT} for that {PERIOD} is not made up later\.",
    ),
    (
        "Excess",
        "only excess",
        rf"Add up the results of .+ for the {PERIOD}s {WINDOW} so far, this one included\. Use only"
        rf" the part of {RESULT} that lies above (?P<value>.+) in that total\.",
    ),
    (
        "Excess",
        "only excess",
        rf"Use only the part of {RESULT} above (?P<value>.+)\. If it is at most (?P=value), the "
        r"result is zero\.",
    ),
    (
        ".*[Mm]aximum.*",
        "at most",
        rf"Limit {RESULT} to (?P<value>.+) less the results of this step \([a-z]+\) for the earlier"
        rf" {PERIOD}s {WINDOW}\. (?P<excess>The part above .+)",
    ),
    ("Maximum", "at most", rf"Limit {RESULT} to (?P<value>.+)\. (?P<excess>The part above .+)"),
    (
        ".*[Mm]inimum.*",
        "at least",
        rf"In the last {PERIOD} of (?:an?|the) (?P<window>.+), if the results of this step "
        r"\([a-z]+\) for all of it total less than (?P<value>.+), raise the result by the "
        r"difference\.(?: What was added is also added to the (?P<rest>.+)\.)?",
    ),
    (
        "Minimum",
        "at least",
        rf"If {RESULT} is less than (?P<value>.+), raise it to (?P=value)\."
        r"(?: What was added is also added to the (?P<rest>.+)\.)?",
    ),
    ("Below zero", "owed back", rf"If {RESULT} is less than zero, keep it so\. .+"),
    ("Below zero", "carried", rf"If {RESULT} is less than zero, the result is zero, and the .+"),
    ("Part periods", "prorated", r"If an? .+ has fewer days .+, multiply .+ and divide by .+"),
    ("Part periods", "not prorated", rf"Keep {RESULT} in full .+"),
    (
        "Rounding",
        "half up",
        rf"Round {RESULT} to the nearest (?P<value>.+); half of it is rounded up, away from zero\.",
    ),
    (
        "Rounding",
        "half to even",
        rf"Round {RESULT} to the nearest (?P<value>.+); half of it goes to the even multiple\.",
    ),
    ("Rounding", "up", rf"Round {RESULT} up, away from zero, to a multiple of (?P<value>.+)\."),
    ("Rounding", "down", rf"Round {RESULT} down, toward zero, to a multiple of (?P<value>.+)\."),
)

KINDS = {
    "at marginal rates": "using each rate only on the part that lies in its band",
    "at whole amount rates": "using the rate of the band in which it falls on the whole of it",
    "at fixed amounts": "taking the amount of the band in which it falls",
    "interpolated": "At the points of",
    "by name": "Take the result that",
}
BELOW = {
    "nothing": "If that figure is less than zero, the result is zero.",
    "mirrored": "with a minus.",
}


_STATED = r" The “[^”]+” (?:for a figure is found as follows\.|is ).*"


def steps(calculation: model.Subclause) -> Iterator[Read]:
    """Read the steps, a single one in its sentence; a base and its table are one line."""
    tables = {block.label: block for block in calculation.blocks if isinstance(block, model.Table)}
    base: str | None = None
    only = re.search(r"(?<= as follows\. ).+", plain(calculation.text))
    if only is not None:
        text = re.sub(_STATED, "", only[0])
        stands_in = model.Item("", "", calculation.text, calculation.blocks)
        applied = re.match(r"Apply Table|Take the result that", text)
        yield _on(text, None, tables) if applied else _step(None, text, stands_in)
        return
    for item in _items(calculation.blocks):
        head, text = _headed(plain(item.text))
        text = re.sub(_STATED, "", text)
        if head == "Base":
            base = _base(text)
        elif head in ("Bands", "Scale", "Table"):
            yield _on(text, base, tables)
            base = None
        else:
            yield _step(head, text, item)


def _items(blocks: tuple[model.Block, ...]) -> tuple[model.Item, ...]:
    found = next((block for block in blocks if isinstance(block, model.Items)), None)
    return () if found is None else found.items


def _headed(text: str) -> tuple[str, str]:
    head, _, rest = text.partition(". ")
    return head, rest


def _step(head: str | None, text: str, item: model.Item) -> Read:
    for known, kind, pattern in STEPS:
        if head is not None and re.fullmatch(known, head) is None:
            continue
        found = re.fullmatch(pattern, text)
        if found is not None:
            parts = {name: part for name, part in found.groupdict().items() if part is not None}
            return _line(kind, parts, item)
    raise AssertionError(f"no pattern reads {head}: {text}")


def _line(kind: str, parts: dict[str, str], item: model.Item) -> Read:
    if "condition" in parts:
        return kind, condition(parts["condition"], item.blocks)
    if "scale" in parts:
        return kind, f"{parts['scale']} for {parts['of']}".replace("“", "").replace("”", "")
    said = [amount(parts[name]) for name in ("value", "bound", "name") if name in parts]
    ends = [_excess(parts["excess"])] if "excess" in parts else []
    if kind in ("at most", "at least", "only excess"):
        ends.append(parts.get("window", "period"))
    return (kind, *said, *ends, *([parts["rest"]] if "rest" in parts else ()))


def _excess(text: str) -> str:
    if re.match(r"The part above that limit is lost(\.|; it is not carried forward\.)", text):
        return "lost"
    into = re.match(r"The part above that limit is added to the (?!result)(.+?)\.", text)
    if into is not None:
        return into[1]
    assert re.match(rf"The part above that limit is added to {RESULT} for the next", text), text
    return "carried"


def condition(words: str, blocks: tuple[model.Block, ...]) -> Any:
    """Return the words of a condition, or the conditions of its list."""
    if "of these conditions are met" not in words:
        return words
    every = "all of these conditions" in words
    listed = []
    for item in _items(blocks):
        text = re.sub(r"(;|; and|; or|\.|:)\Z", "", plain(item.text))
        listed.append(condition(text, item.blocks))
    return ("all" if every else "any", *listed)


def _base(text: str) -> str:
    """Return the span of a running total, or the total where it was found before."""
    found = re.search(rf"{WINDOW}\. The sum is", text)
    if found is not None:
        return found["window"]
    known = re.fullmatch(r"Take the (.+)\.", text)
    assert known is not None, text
    over = re.search(r" of the (Month|Quarter|Term)\Z", known[1])
    return over[1] if over is not None else "Contract Year"


def _on(text: str, window: str | None, tables: dict[str, model.Table]) -> Read:
    found = re.match(r"(?:Apply|Take the result that) (Table \d+) (?:to|shows for) ", text)
    assert found is not None, text
    kind = next(kind for kind, words in KINDS.items() if words in text)
    end = r"(?:, using|, taking|\.(?: |\Z))"
    what = re.match(rf"(.+?){end}", text[found.end() :])
    assert what is not None, text
    below = next((name for name, words in BELOW.items() if words in text), "impossible")
    continued = "the nearest line continues" in text
    rows = [[plain(cell) for cell in row.cells] for row in tables[found[1]].rows]
    heads = [column.head for column in tables[found[1]].columns]
    read = rows_of(kind, heads, rows)
    return ("on", "" if window else what[1], window, kind, below, continued, read)


def rows_of(kind: str, heads: list[str], rows: list[list[str]]) -> tuple[Read, ...]:
    """Read the rows of a table: a band by its upper edge, a point or name by its first cell."""
    if kind in ("interpolated", "by name"):
        return tuple(tuple(map(amount, row)) for row in rows)
    extra = next((i for i, head in enumerate(heads) if head == "Added on entering"), None)
    found: list[Read] = []
    below: tuple[Fraction | str | None, bool] = (None, False)
    for row in rows:
        upper = re.search(r"(up to and including|below) (.+)\Z", row[0])
        cut = (None, False) if upper is None else (amount(upper[2]), upper[1] != "below")
        entering = "" if extra is None else row[extra]
        assert _lower(row[0][: upper.start()] if upper else row[0]) == below, row[0]
        found.append((amount(row[1]), *cut, amount(entering)))
        below = cut
    return tuple(found)


def _lower(words: str) -> tuple[Fraction | str | None, bool]:
    """Return the edge at which a band opens, and whether the band below it holds that edge."""
    if words in ("", "any figure"):
        return None, False
    found = re.fullmatch(r"(above|at least)? ?(.+?)( or more|, )?", words)
    assert found is not None, words
    return amount(found[2]), found[1] == "above"


# ---- settlement lines

SETTLED = (
    (
        "Holdback",
        "hold back",
        r"From each .+, \w+ shall hold back (?P<value>.+) of the Entitlement (?:\(a “Holdback”\)|as"
        r" a Holdback)\.(?: Nothing is held back .+)?",
    ),
    (
        "Vesting",
        "vests",
        rf"Each Entitlement to .+ vests (?:in (?P<count>\w+) equal parts, one with each {PERIOD}, "
        rf"starting )?with the {PERIOD} after it(?: or, if that is later, the {PERIOD} after the "
        r"one that holds (?P<day>[^.]+))?\. .+",
    ),
    (
        "Taking back",
        "claws back",
        rf"If (?P<condition>.+), \w+ shall return to \w+, for (?:the|each of the (?P<count>\w+)) "
        rf"{PERIOD}s? immediately before that {PERIOD}, (?P<value>.+) of what remains of the .+ "
        r"Entitlement for it after earlier returns, and never more than was paid for it\.",
    ),
    (
        "Taking back",
        "claws back",
        r"If (?P<condition>.+), \w+ shall return to \w+ (?P<whole>.+), and never more than was paid"
        r" of the .+\.",
    ),
    ("Recovery", "by set off", r"\w+ shall recover that amount only by deducting it .+"),
    ("Recovery", "by invoice", r"\w+ shall invoice that amount to \w+, and \w+ shall pay it\."),
)
INSIDE = (
    (
        "Release",
        "after",
        rf"\w+ shall pay the Holdback of an? {PERIOD} together with the payments for the "
        rf"(?P<count>\w+) {PERIOD} after it\. .+",
    ),
    (
        "Release",
        "part",
        r"\w+ shall pay (?P<value>.+) of each Holdback together with the payments for the first "
        rf"{PERIOD}, from the {PERIOD} of the Holdback on, for which (?P<condition>.+?)\."
        r"(?: Holdbacks not paid or lost .+)?",
    ),
    (
        "Forfeiture",
        "at release",
        r"If (?P<condition>.+), \w+ is not required to pay the Holdback then due for release, .+",
    ),
    (
        "Forfeiture",
        "any time",
        rf"If, for any {PERIOD} after that of a Holdback up to and including the {PERIOD} of its "
        r"release, (?P<condition>.+), \w+ is not required to pay that Holdback, .+",
    ),
    ("Waiting time", "waits", rf"No part vests before the (?P<count>\w+) {PERIOD} after .+"),
    ("Condition", "while", r"A part vests only if (?P<condition>.+); otherwise it is lost\."),
    ("Delay", "delayed", r"A part vests only if (?P<condition>.+); otherwise it waits and .+"),
)


def settlement(subclauses: tuple[model.Subclause, ...]) -> Iterator[Read]:
    """Read what happens with an Entitlement, with what stands below each sentence."""
    heads = {known[0] for known in SETTLED}
    for part in subclauses:
        head = (part.head or "").rstrip(".")
        if head not in heads:
            continue
        inside = []
        for item in _items(part.blocks):
            inner, text = _headed(plain(item.text))
            if inner in {known[0] for known in INSIDE}:
                inside.append(_settled(INSIDE, inner, text, item.blocks))
        text = plain(part.text)
        for _, kind, pattern in INSIDE if not inside else ():
            only = re.search(rf"(?<=\. )(?:{pattern})\Z", text)
            if only is not None:
                name = next(known[0] for known in INSIDE if known[1] == kind)
                inside.append(_settled(INSIDE, name, only[0], part.blocks))
                text = text[: only.start()].rstrip()
        yield (*_settled(SETTLED, head, text, part.blocks), *inside)


def _settled(
    known: tuple[tuple[str, str, str], ...], head: str, text: str, blocks: tuple[model.Block, ...]
) -> Read:
    for name, kind, pattern in known:
        found = re.fullmatch(pattern, text) if name == head else None
        if found is None:
            continue
        parts = {name: part for name, part in found.groupdict().items() if part is not None}
        said: list[Any] = [kind]
        said += [amount(parts[name]) for name in ("value", "whole", "day") if name in parts]
        if kind in ("after", "waits", "vests") or (kind == "claws back" and "value" in parts):
            said.append(_count(parts.get("count", "one")))
        if "condition" in parts:
            said.append(condition(parts["condition"], blocks))
        return tuple(said)
    raise AssertionError(f"no pattern reads {head}: {text}")


def _count(word: str) -> int:
    return (ORDINALS if word in ORDINALS else COUNTS).index(word) + 1


# ---- triggers

EFFECTS = (
    ("reduced", r"(?:.+ of )?the result of .+ \((?P<name>.+)\) is reduced by (?P<value>.+)"),
    ("at most", r"(?:.+ of )?the result of .+ \((?P<name>.+)\) is at most (?P<value>.+)"),
    ("replaced", r"(?P<value>.+?) takes the place of .*the result of .+ \((?P<name>.+)\)"),
    ("suspended", r"the (?P<name>.+) is not payable, and is lost"),
    ("deferred", r"the (?P<name>.+), if it is above zero, is not payable yet; .+"),
)


def trigger(clause: model.Clause) -> Read:
    """Read the clause of a trigger: start, end, length, from when it applies, effects."""
    parts = {(part.head or "").rstrip("."): part for part in clause.subclauses}
    start = plain(parts["Start"].text)
    found = re.match(
        rf"(?:“.+?” starts in an? {PERIOD} if (?P<condition>.+?)\. It applies from that {PERIOD}\."
        rf"|If, for an? {PERIOD}, (?P<next>.+), “.+?” starts with the next {PERIOD}\.)",
        start,
    )
    assert found is not None, start
    begins = condition(found["condition"] or found["next"], parts["Start"].blocks)
    end = plain(parts["End"].text)
    ends = re.search(
        r"with the start of the first \w+(?: Year)? for which (.+?)(?:, and at|\.)", end
    )
    ends_when = None if ends is None else condition(ends[1], parts["End"].blocks)
    lasts = re.search(r"with the end of the (\w+) .+ in which it has been active", end)
    said = [plain(item.text) for item in _items(parts["Effects"].blocks)]
    lead = rf"is active, (?:including the {PERIOD} in which it starts, )?(.+)"
    only = re.search(lead, plain(parts["Effects"].text))
    said = said or ([] if only is None else [only[1]])
    effects = tuple(_effect(re.sub(r"(;|; and|\.)\Z", "", text)) for text in said)
    length = None if lasts is None else _count(lasts[1])
    return begins, ends_when, length, found["next"] is not None, effects


def _effect(text: str) -> Read:
    for kind, pattern in EFFECTS:
        found = re.fullmatch(pattern, text)
        if found is not None:
            value = found.groupdict().get("value")
            return (kind, found["name"], *(() if value is None else (amount(value),)))
    raise AssertionError(f"no pattern reads {text}")
