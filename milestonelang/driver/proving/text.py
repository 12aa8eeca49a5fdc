"""Proofs to read: each guarantee with its verdict, what was tried, and the case in figures."""

import json
import re
from collections.abc import Iterable, Sequence

from milestonelang.backends.proof.model import Outcome
from milestonelang.driver.proving.cases import Parting, Row, Shown
from milestonelang.driver.proving.prove import GuaranteeVerdict, Proof, PropertyVerdict

ABREAST = 4  # so many periods stand side by side

WORDS = {
    Outcome.PROVED: "proved",
    Outcome.PROVED_FOR_TERM: "proved for the term",
    Outcome.VIOLATED: "violated",
    Outcome.UNDECIDED: "undecided",
}


def to_text(proof: Proof) -> str:
    """Return a proof as text."""
    lines: list[str] = []
    for guarantee in proof.guarantees:
        lines += [*_guarantee(guarantee), ""]
    lines += [f"assumed: {words}" for words in assumptions(proof)]
    lines.append(f"{proof.tool}, {proof.solver}, budget {proof.budget}")
    return "\n".join(lines) + "\n"


def assumptions(proof: Proof) -> tuple[str, ...]:
    """Return what every verdict rests on."""
    return (
        *proof.assumed,
        "every figure is within its declared range, is reported once and is not restated",
        "no waiver and no extension is granted, nothing is renewed, and no review changes a value",
    )


def _guarantee(guarantee: GuaranteeVerdict) -> list[str]:
    lines = [f"{guarantee.name}: {WORDS[guarantee.outcome]}"]
    for each in guarantee.properties:
        lines.append(f"  {each.words}: {WORDS[each.outcome]}")
        lines.append(f"    {each.how}")
        if each.shown is not None:
            lines += _case(each, each.shown)
    return lines


def _case(verdict: PropertyVerdict, shown: Shown) -> list[str]:
    word = "false" if verdict.outcome is Outcome.VIOLATED else "so"
    lines = [f"    {word} in {shown.at}:"]
    lines += _table(shown.periods, (*shown.figures, *shown.first))
    lines += [f"      {event}" for event in shown.events]
    if shown.changed:
        lines.append(f"    with {shown.changed}:")
        lines += _table(shown.periods, shown.second)
    if shown.parting is not None:
        lines.append(f"    {_parting(shown.parting)}")
    return lines


def _parting(parting: Parting) -> str:
    clause = f", clause {parting.clause}" if parting.clause else ""
    return (
        f"the two runs part in {parting.period} with `{parting.words}` of `{parting.subject}`"
        f"{clause}: {parting.before} and {parting.after}"
    )


def _table(periods: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return rows of figures, so many periods abreast."""
    found: list[str] = []
    for start in range(0, len(periods), ABREAST):
        part = slice(start, start + ABREAST)
        cells = [["", *periods[part]]]
        cells += [[row.subject, *row.cells[part]] for row in rows]
        found += _aligned(cells)
    return found


def _aligned(cells: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(len(row[index]) for row in cells) for index in range(len(cells[0]))]
    for row in cells:
        first, *rest = (
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "      " + "  ".join((first, *rest)).rstrip()


# ---- JSON


def to_json(proof: Proof) -> str:
    """Return a proof as JSON, amounts as text."""
    return json.dumps(as_data(proof, cases=True), indent=2, ensure_ascii=False) + "\n"


def as_data(proof: Proof, cases: bool) -> dict[str, object]:
    """Return a proof as plain data; *cases* says whether with the figures of each case."""
    return {
        "tool": proof.tool,
        "solver": proof.solver,
        "budget": proof.budget,
        "sources": sources_data(proof.sources),
        "assumed": list(assumptions(proof)),
        "guarantees": [_as_data(each, cases) for each in proof.guarantees],
    }


def sources_data(sources: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    """Return the files of terms and their hashes; the first file's folder says nothing of it."""
    return [
        {"file": re.split(r"[/\\\\]", name)[-1] if position == 0 else name, "sha256": digest}
        for position, (name, digest) in enumerate(sources)
    ]


def _as_data(guarantee: GuaranteeVerdict, cases: bool) -> dict[str, object]:
    properties: list[dict[str, object]] = []
    for each in guarantee.properties:
        found: dict[str, object] = {
            "property": each.words,
            "verdict": WORDS[each.outcome],
            "how": each.how,
        }
        if cases and each.shown is not None:
            found["case"] = _case_data(each.shown)
        properties.append(found)
    return {
        "guarantee": guarantee.name,
        "verdict": WORDS[guarantee.outcome],
        "properties": properties,
    }


def _case_data(shown: Shown) -> dict[str, object]:
    found: dict[str, object] = {
        "at": shown.at,
        "periods": list(shown.periods),
        "figures": {row.subject: list(row.cells) for row in shown.figures},
        "events": list(shown.events),
        "first": {row.subject: list(row.cells) for row in shown.first},
    }
    if shown.changed:
        found["changed"] = shown.changed
        found["second"] = {row.subject: list(row.cells) for row in shown.second}
    if shown.parting is not None:
        part = shown.parting
        found["parting"] = {
            "period": part.period,
            "subject": part.subject,
            "clause": part.clause,
            "line": part.words,
            "first": part.before,
            "second": part.after,
        }
    return found
