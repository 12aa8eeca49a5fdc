"""Each literal of each example, changed one at a time, changes the document in the right place.

The right place is where the declaration that holds it is printed. Elsewhere, only what is derived
may change: Key Terms, schedules, annexes, and the clauses that print a parameter or a scale by its
value. Every sixth literal is changed in the tests of every day, and all of them by `make
check-documents`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from milestonelang import records
from milestonelang.agreement import declarations as d, expressions as e
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.fill import fill
from milestonelang.driver.documents.curves import curves_of
from milestonelang.driver.terms import Terms, check_terms
from milestonelang.outline.outline import outline
from milestonelang.outline.places import Role
from milestonelang.outline.uses import nodes
from tests.documents.words_programs import examples, speaker
from tests.untraced import traced_first

EXAMPLES = examples()
EVERY = 1 if "MILESTONE_OFFICE" in os.environ else 6

_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_LITERAL = re.compile(
    r"\b\d{4}-\d\d-\d\d\b"
    r"|(?<![\w.,-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w-])"
    r"|(?<=[^<>=])(?:<=|>=|<|>)(?=[^<>=])"
    r"|\bup to\b|\bbelow\b(?= [A-Z\d])"
    r"|\bat marginal rates\b|\bat whole amount rates\b"
    r"|\bhalf up\b|\bhalf even\b|\bpro rata\b"
    r"|\bat release\b|\bat any time before release\b"
    r"|\bper quarter\b|\bper year\b"
)
_OTHER = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "up to": "below",
    "below": "up to",
    "at marginal rates": "at whole amount rates",
    "at whole amount rates": "at marginal rates",
    "half up": "half even",
    "half even": "half up",
    "pro rata": "in this order",
    "at release": "at any time before release",
    "at any time before release": "at release",
    "per quarter": "per year",
    "per year": "per quarter",
}
# What an author writes and no line of it is a figure of the deal: texts, comments, file versions.
_APART = re.compile(r'"""[\s\S]*?"""|"[^"\n]*"|#[^\n]*')


@records.frozen
class Printed:
    """What a document says, clause by clause and part by part, and where each declaration is."""

    agreement: d.Agreement
    clauses: dict[str, tuple[str, ...]]
    parts: dict[str, tuple[str, ...]]
    places: dict[str, str]
    figures: str


def _printed(text: str, path: Path) -> Printed | None:
    checked = check_terms(Terms(text, path.name, path.parent, "0" * 64))
    if checked.has_errors:
        return None
    agreement = checked.require()
    places = outline(agreement)
    document = fill(agreement, places, speaker=speaker(), curves=curves_of(agreement))
    found = {}
    for declared in (agreement.contract, *agreement.declarations.values()):
        place = places.find(declared.id)
        found[declared.name] = "" if place is None else place.number
    return Printed(
        agreement,
        {clause.number: _said(clause) for clause in document.clauses},
        {part.label: _said(part) for part in document.parts},
        found,
        places.place(None, Role.FIGURES).number,
    )


def _said(part: model.Clause | model.Part) -> tuple[str, ...]:
    said = []
    for node in reading.nodes(part):
        if isinstance(node, model.Figure):
            said.append(node.alternative)
        elif isinstance(getattr(node, "text", None), str):
            said.append(node.text)
    return tuple(said)


def _changes(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each literal's place, itself, and another in its stead."""
    blank = _APART.sub(lambda found: re.sub(r"[^\n]", "~", found.group()), text)
    for found in _LITERAL.finditer(blank):
        old = found.group()
        if old in _OTHER:
            yield found.start(), old, _OTHER[old]
        elif _DAY.fullmatch(old):
            day = int(old[-2:])
            yield found.start(), old, f"{old[:-2]}{day - 1 if day > 1 else day + 1:02}"
        else:
            last = int(old[-1])
            yield found.start(), old, old[:-1] + str(last + 1 if last < 9 else 8)


def _owner(agreement: d.Agreement, at: int) -> d.Declared | None:
    """Return the declaration in whose lines a place of the text lies."""
    whole: tuple[d.Declared, ...] = (agreement.contract, *agreement.declarations.values())
    own = [item for item in whole if item.span.file == agreement.contract.span.file]
    before = [item for item in own if item.span.start <= at]
    return max(before, key=lambda item: item.span.start) if before else None


def _printers(printed: Printed, name: str) -> set[str]:
    """Return the clauses that print a parameter or a scale by its figures."""
    found = set()
    for declared in printed.agreement.declarations.values():
        for node in nodes(declared):
            used = (isinstance(node, e.ParameterValue) and node.parameter == name) or (
                isinstance(node, e.ApplySchedule) and node.schedule == name
            )
            if used:
                found.add(printed.places[declared.name])
        if isinstance(declared, d.Clause) and any(
            not isinstance(part, str) and part.name == name
            for paragraph in declared.paragraphs
            for part in paragraph
        ):
            found.add(printed.places[declared.name])
    return found


def _number(place: str) -> str:
    """Return the clause of `3.2(a)`, or the part of `Schedule 1, 4`."""
    return place.partition(",")[0] if place[:1].isalpha() else re.split(r"[.(]", place)[0]


# Clauses 1 and 2 define and explain no more than the other clauses use.
_DEFINES = ("per year", "per quarter")


_USE = re.compile(r"^( *)(?:replaces |adds )?use .*\n(?:\1 +.*\n)*", re.MULTILINE)


def _is_setting(text: str, at: int) -> bool:
    """Return whether a place lies in the lines below a `use`, which print where the module does."""
    return any(found.start() <= at < found.end() for found in _USE.finditer(text))


def _wrong(before: Printed, after: Printed, at: int, old: str, text: str) -> str:
    """Return what is wrong with a change, or nothing."""
    owner = _owner(before.agreement, at)
    if owner is None:
        return ""
    changed = {n for n, said in before.clauses.items() if after.clauses.get(n) != said}
    parts = {n for n, said in before.parts.items() if after.parts.get(n) != said}
    parts -= {"Annex C", "Annex B"}
    if _is_setting(text, at):
        return "" if changed | parts else "nothing changed"
    own = {_number(before.places[owner.name])} | {
        _number(place) for place in _printers(before, owner.name)
    }
    if isinstance(owner, d.Contract):
        # Its lines are in the first two clauses, in due dates and in the last clause.
        own |= {"1", "2", *before.clauses}
    if isinstance(owner, (d.Metric, d.Parameter, d.Segment, d.Index, d.Schedule)):
        own.add("Schedule 1")
    if isinstance(owner, d.Metric):
        own.add(before.figures)
    if isinstance(owner, d.Event):
        own.add(before.figures)
    derived = {"1", "2"} if old in _DEFINES else set()
    # What an example expects is compared and not printed: the document has what was computed.
    if not (changed | parts) & own and not isinstance(owner, d.Example):
        return f"{owner.name}: nothing changed where it is printed ({changed | parts} did)"
    if changed - own - derived:
        return f"{owner.name}: also changed {changed - own - derived}"
    return ""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_literal_is_in_its_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before = _printed(text, path)
    printed = traced_first(10)(_printed)
    assert before is not None
    wrong, tried, refused = [], 0, 0
    for count, (at, old, new) in enumerate(_changes(text)):
        if count % EVERY:
            continue
        tried += 1
        after = printed(text[:at] + new + text[at + len(old) :], path)
        if after is None:
            refused += 1
            continue
        found = _wrong(before, after, at, old, text)
        if found:
            line = text.count("\n", 0, at) + 1
            wrong.append(f"line {line}: {old} -> {new}: {found}")
    assert wrong == []
    assert refused <= tried / 2, f"{refused} of {tried} changes are no terms"
