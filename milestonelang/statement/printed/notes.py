"""Notes on the data: what was reported again, what is left out, which notices have no effect.

In: a `Sheet`. Out: blocks of the model. Promised: each note that the evaluation has is a sentence
of the language, with names, days and figures as the rest of the statement writes them.
"""

from datetime import date
from fractions import Fraction
from typing import Any

from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.data.model import Provenance
from milestonelang.data.note import Amount, Named, Note, Span
from milestonelang.statement.corrections import Reported, correction_note
from milestonelang.statement.model import Figure
from milestonelang.statement.printed.missing import reason_words
from milestonelang.statement.printed.sheet import Sheet, shown


def notes(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return what was reported again, and what else the evaluator says of the data."""
    of_all = {correction_note(sheet.basis, each) for each in sheet.corrections}
    said = [_again(sheet, each) for each in sheet.corrections if _speaks_of(sheet, each)]
    said += [_words(sheet, note) for note in sheet.evaluation.notes if note not in of_all]
    items = [
        model.Item(str(number), f"notes-{number}", phrase.capital().inlines)
        for number, phrase in enumerate(said, start=1)
    ]
    if not items:
        return ()
    return (
        model.Heading(1, sheet.title("notes"), "notes"),
        model.Items(model.ItemsKind.LETTERED, tuple(items)),
    )


def _words(sheet: Sheet, note: str) -> Phrase:
    if not isinstance(note, Note):
        return words(shown(note))
    parts = {name: _part(sheet, value) for name, value in note.parts.items()}
    return sheet.say(f"note_{note.kind}", **parts)


def _part(sheet: Sheet, part: Any) -> Phrase:
    match part:
        case tuple():
            return sheet.scene.voice.both([_part(sheet, each) for each in part])
        case Named(name):
            return sheet.name(name)
        case Span(count, unit):
            return sheet.scene.voice.length(count, unit, None)
        case Amount(value, type):
            return sheet.figure(Figure(value, type))
        case Provenance():
            return sheet.row_of(part)
        case date():
            return sheet.day(part)
        case int() | Fraction():
            return words(values.number(part))
        case str():
            return sheet.given(part)
        case _:
            return reason_words(sheet, part)


def _speaks_of(sheet: Sheet, again: Reported) -> bool:
    """Whether a report is one of a figure of this period, or of one that is corrected in it."""
    if not any(line.name == again.metric for line in sheet.period.metrics):
        return False
    periods = {sheet.period.label, *(line.original for line in sheet.period.restated)}
    return again.period in periods


def _again(sheet: Sheet, again: Reported) -> Phrase:
    return sheet.say(
        "again_booked" if again.late else "again_counts",
        name=sheet.name(again.metric),
        label=words(again.period),
        was=sheet.figure(again.before),
        now=sheet.figure(again.after),
        place=sheet.row_of(again.place),
    )
