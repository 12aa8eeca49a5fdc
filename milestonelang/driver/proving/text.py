"""Proofs to read: each guarantee with its verdict, what was tried, and the case in figures."""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from milestonelang.backends.proof.model import Outcome
from milestonelang.driver.proving.cases import Parting, Row, Shown
from milestonelang.driver.proving.prove import GuaranteeVerdict, Proof, PropertyVerdict
from milestonelang.driver.proving.shown_rows import RowTable
from milestonelang.driver.proving.sums import Sum

WIDTH = 80
MOST_ROWS = 12  # rows of a source that are listed one by one
ABREAST = 4  # no more periods than a year has quarters stand side by side

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
    for words in assumptions(proof):
        lines += _wrapped(f"assumed: {words}", 0)
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
        lines += _wrapped(f"{each.words}: {WORDS[each.outcome]}", 2)
        lines += _wrapped(each.how, 4)
        if each.shown is not None:
            lines += _case(each, each.shown)
    return lines


def _wrapped(words: str, indent: int) -> list[str]:
    """Return words in lines that a terminal holds; what goes on stands deeper."""
    first, more = " " * indent, " " * (indent + 2)
    return textwrap.wrap(
        words,
        WIDTH,
        initial_indent=first,
        subsequent_indent=more,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _case(verdict: PropertyVerdict, shown: Shown) -> list[str]:
    word = "false" if verdict.outcome is Outcome.VIOLATED else "so"
    lines = [f"    {word} in {shown.at}:"]
    if shown.changed:
        lines = _wrapped(f"{word} in {shown.at}, and the second run has {shown.changed}:", 4)
    for table in shown.rows:
        lines += _rows(table)
    lines += _table(shown.periods, (*shown.figures, *_side_by_side(shown)))
    lines += [f"      {event}" for event in shown.events]
    for each in shown.sums:
        lines += _wrapped(_sum(each), 4)
    if shown.parting is not None:
        lines += _wrapped(_parting(shown.parting), 4)
    return lines


def _side_by_side(shown: Shown) -> Iterator[Row]:
    """Yield what each run gives, that of the second below that of the first."""
    if not shown.changed:
        yield from shown.first
        return
    for before, after in zip(shown.first, shown.second, strict=True):
        yield before
        yield Row("  second run", after.cells)


def _sum(each: Sum) -> str:
    of = f" {each.subject}" if each.subject else ""
    if not each.after:
        return f"added up over the {each.over}{of and f',{of}'}: {each.before}"
    over = f"over the whole {each.over}{of}"
    return f"{over}: {each.before}, and in the second run {each.after}, {each.apart}"


def _parting(parting: Parting) -> str:
    clause = f", clause {parting.clause}" if parting.clause else ""
    return (
        f"the two runs part in {parting.period} with `{parting.words}` of `{parting.subject}`"
        f"{clause}: {parting.before} and {parting.after}"
    )


def _rows(table: RowTable) -> list[str]:
    """Return the rows of a source, or that it has none."""
    if not table.rows:
        return [f"      no rows of {table.source}"]
    header, *more = table.header
    shown = table.rows if len(table.rows) <= MOST_ROWS else table.together()
    rows = [Row(row[0], row[1:]) for row in shown]
    return [f"      rows of {table.source}:", *_columns(header, more, rows, len(more))]


def _table(periods: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return rows of figures, as many periods abreast as a terminal holds."""
    return _columns("", periods, rows, ABREAST)


def _columns(first: str, header: Sequence[str], rows: Sequence[Row], abreast: int) -> list[str]:
    """Return a table that goes on below where it is too wide, the first column repeated."""
    if not header:
        return [f"      {cell}" for cell in (first, *(row.subject for row in rows))]
    cells = [[first, *header], *([row.subject, *row.cells] for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(cells[0]))]
    found: list[str] = []
    start = 1
    while start < len(widths):
        end, left = start + 1, WIDTH - 6 - widths[0] - 2 - widths[start]
        while end < len(widths) and end - start < abreast and left >= 2 + widths[end]:
            left -= 2 + widths[end]
            end += 1
        found += _aligned([[row[0], *row[start:end]] for row in cells])
        start = end
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
    if shown.rows:
        found["rows"] = {
            table.source: [dict(zip(table.header, row, strict=True)) for row in table.rows]
            for table in shown.rows
        }
    if shown.changed:
        found["changed"] = shown.changed
        found["second"] = {row.subject: list(row.cells) for row in shown.second}
    if shown.sums:
        found["sums"] = [_sum_data(each) for each in shown.sums]
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


def _sum_data(each: Sum) -> dict[str, str]:
    found = {"of": each.subject, "over": each.over, "first": each.before}
    found |= {"second": each.after, "apart": each.apart}
    return {name: words for name, words in found.items() if words}
