"""An explanation to read in a terminal, and as JSON."""

from collections.abc import Iterator

from milestonelang.statement.changes import change_in_words
from milestonelang.statement.dates.dated import Dated
from milestonelang.statement.explanation import Explanation, Stated
from milestonelang.statement.figures import spoken
from milestonelang.statement.layout import wrap
from milestonelang.statement.model import Figure, MovementLine, RestatedLine
from milestonelang.statement.to_json import FORMAT, plain_data
from milestonelang.statement.why import WIDTH, node_lines


def explanation_text(explanation: Explanation, width: int = WIDTH) -> str:
    """Return an explanation in lines of at most *width*."""
    lines = wrap(explanation.heading, width, "", "  ")
    if explanation.derivation is not None:
        lines += node_lines(explanation.derivation, width)
    alone = len(explanation.dates) == 1
    for dated in explanation.dates:
        lines += _dated(dated, alone, width)
    for moved in explanation.moved:
        lines += _moved(moved, width)
    if explanation.restated:
        lines.append("Booked in this period:")
        for line in explanation.restated:
            lines += _restated(line, width)
    if explanation.whole is not None:
        lines.append(f"Payable with these: {spoken(explanation.whole)}")
    for left in explanation.left:
        less = "more" if left.amount.amount > 0 else "less"
        amount = spoken(Figure(abs(left.amount.amount), left.amount.type))
        lines.append(f"Had all been known from the start: {amount} {less}")
        lines += wrap(left.why, width, "  ", "    ")
    if explanation.stated is not None:
        lines += _stated(explanation.stated, width)
    return "\n".join(lines) + "\n"


def explanation_json(explanation: Explanation) -> str:
    """Return an explanation as JSON text with a final line feed."""
    import json

    data = {"format": FORMAT, **plain_data(explanation)}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _dated(dated: Dated, alone: bool, width: int) -> Iterator[str]:
    if not alone:
        day = "not known yet" if dated.day is None else dated.day.isoformat()
        yield from wrap(f"{dated.what}: {day}", width, "  ", "    ")
    indent = "  " if alone else "    "
    words = f"`{dated.words}`" if dated.words else ""
    clause = f"[{dated.clause}]" if dated.clause else ""
    if words or clause:
        said = "  ".join(text for text in (words, clause) if text)
        yield from wrap(said, width, indent, indent + "  ")
    for step in dated.steps:
        yield from wrap(step, width, indent, indent + "  ")
    if dated.note:
        yield from wrap(f"- {dated.note}", width, indent, indent + "  ")


def _moved(line: MovementLine, width: int) -> Iterator[str]:
    clause = f"  [{line.clause}]" if line.clause else ""
    said = f"{spoken(line.amount)}  for {line.original}, since {line.since}{clause}"
    yield from wrap(said, width, "  ", "    ")
    for text in line.words.split("; "):
        if text:
            yield from wrap(text, width, "    ", "      ")


def _restated(line: RestatedLine, width: int) -> Iterator[str]:
    on = "" if line.reported_on is None else f", corrected on {line.reported_on}"
    said = f"{spoken(line.amount)}  restated for {line.original}{on}"
    yield from wrap(said, width, "  ", "    ")
    alone = sum(change.amount.value != 0 for change in line.changes) == 1
    for change in line.changes:
        yield from wrap(change_in_words(change, alone), width, "    ", "      ")


def _stated(stated: Stated, width: int) -> Iterator[str]:
    as_of = f", as known on {stated.as_of}" if stated.as_of else ""
    said = f"In the ledger, record {stated.record}{as_of}, by version {stated.engine}:"
    yield from wrap(said, width, "", "  ")
    for what, value in stated.lines:
        yield from wrap(f"{what}: {value}", width, "  ", "    ")
    for file, hash in (*stated.terms, *stated.data):
        yield from wrap(f"from {file}, SHA-256 {hash[:12]}…", width, "  ", "    ")
