"""Illustrative calculations, annexes and the index.

In: places of the outline, what the evaluator computed for the examples, and the files'
fingerprints. Out: parts of the model. Nothing here binds, and every result was computed, none
typed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement import declarations as d
from milestonelang.agreement.expressions import NodeId
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import Scene, sentences
from milestonelang.backends.documents.fill_edges import edges_blocks
from milestonelang.backends.documents.fill_workings import workings
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition
from milestonelang.backends.documents.words_expressions import noun
from milestonelang.outline.places import Place, Role
from milestonelang.primitives.dates import MONTHS_IN, add_months, parse_day
from milestonelang.primitives.periods import periods_between, settlement_periods
from milestonelang.types import Count, Duration, Money, MonthEnds, Number, Percent, Quotient, Text

_NUMBERS = (Count, Duration, Money, Number, Percent, Quotient)
# So many columns of amounts leave room for the words of the steps.
_PERIODS_ABREAST = 4


class Result(Enum):
    """What a row of an illustration shows."""

    STEP = "step"
    ENTITLEMENT = "entitlement"
    SETTLEMENT = "settlement"


@records.frozen
class IllustratedRow:
    """One line of a payment in every period shown: exact results, None where one is pending.

    *node* is the id of the line (of the payment for its entitlement); *what* names what a
    settlement line gave, as results do (`held`, `clawed back`), and is empty for a step.
    """

    result: Result
    node: int
    results: tuple[Fraction | None, ...]
    what: str = ""


@records.frozen
class IllustratedPayment:
    """The lines of one payment, in order."""

    payment: str
    rows: tuple[IllustratedRow, ...]


@records.frozen
class Illustration:
    """What the evaluator computed for one example: *periods* are labels, one for each result."""

    example: str
    periods: tuple[str, ...]
    payments: tuple[IllustratedPayment, ...]


class Verdict(Enum):
    """What is known of a guarantee."""

    HOLDS = "holds"
    HOLDS_FOR_TERM = "holds for the term"
    FAILS = "fails"
    NOT_DECIDED = "not decided"


@records.frozen
class Fingerprint:
    """What a document says of its origin: *tool* is the compiler with its version."""

    tool: str
    command: str


def illustrations_part(
    scene: Scene,
    place: Place,
    illustrations: Iterable[Illustration],
    head_of: Callable[[int], str],
) -> model.Part:
    """Return the schedule of examples; *head_of* gives the run-in head of a line's step."""
    voice = scene.voice
    by_example = {illustration.example: illustration for illustration in illustrations}
    blocks: list[model.Block] = [model.Note(voice.say("schedules", "illustrations_bind").inlines)]
    for child in place.children:
        example = child.subject
        if child.role is Role.EDGES:
            blocks.extend(edges_blocks(scene, child))
            continue
        assert isinstance(example, d.Example)
        blocks.append(model.Heading(1, example.title, child.anchor, child.label))
        shown = [each for each in child.tables if isinstance(each.subject, d.Payment)]
        for table in child.tables[: len(child.tables) - len(shown)]:
            blocks.extend(_of_example(scene, example, table))
        if example.events:
            blocks.append(model.Paragraph(_events(scene, example).inlines))
        illustration = by_example.get(example.name)
        if illustration is None:
            said = voice.say("schedules", "not_computed")
            blocks.append(model.Paragraph(said.inlines))
            continue
        for table in shown:
            payment = table.subject
            assert isinstance(payment, d.Payment)
            blocks.extend(_payment(scene, table, payment, illustration, head_of))
    title = voice.say("schedules", "illustrations").text
    return model.Part(place.label, title, place.anchor, True, tuple(blocks))


def _labels(contract: d.Contract, last: int) -> dict[int, str]:
    """Return the labels of the settlement periods, on into a renewed term as far as *last*."""
    periods = settlement_periods(contract)
    if last >= len(periods):
        count = (last + 1 - len(periods)) * MONTHS_IN[contract.settled]
        end = add_months(periods[-1].full_end + 1, count, MonthEnds.ROLL_BACK) - 1
        periods = periods_between(contract, contract.settled, contract.start, end)
    return {period.index: period.label for period in periods}


def _of_example(scene: Scene, example: d.Example, place: Place) -> list[model.Block]:
    """Return the figures that an example gives, or the rows of a source."""
    source = place.subject
    if not isinstance(source, d.Source):
        return _given(scene, example, place)
    voice = scene.voice
    given = next(rows for rows in example.rows if rows.source == source.name)
    kinds = {column.name: column.type for column in source.columns}
    columns = tuple(
        model.Column(
            name.replace("_", " "),
            model.ColumnKind.NUMBER if isinstance(kinds[name], _NUMBERS) else model.ColumnKind.TEXT,
            names_row=at == 0,
        )
        for at, name in enumerate(given.columns)
    )
    rows = tuple(
        model.Row(
            tuple(
                (model.Text("" if cell is None else voice.figure(cell, kinds[name])),)
                for name, cell in zip(given.columns, row, strict=True)
            )
        )
        for row in given.rows
    )
    return [model.Table(place.label, source.title, place.anchor, columns, rows)]


def _given(scene: Scene, example: d.Example, place: Place) -> list[model.Block]:
    voice = scene.voice
    periods = sorted({cell.period for cell in example.given})
    labels = _labels(scene.agreement.contract, max(periods, default=0))
    names = list(dict.fromkeys(cell.name for cell in example.given))
    cells = {(cell.period, cell.name): cell for cell in example.given}
    heads = (
        model.Column(
            voice.say("schedules", "figure_head").text, model.ColumnKind.LABEL, names_row=True
        ),
    )
    caption = voice.say("schedules", "given").text
    whole = model.Table(place.label, caption, place.anchor, heads, ())
    tables: list[model.Block] = []
    for start in range(0, len(periods), _PERIODS_ABREAST):
        abreast = periods[start : start + _PERIODS_ABREAST]
        rows = []
        for name in names:
            given = scene.agreement.declarations[name]
            # Only a segment has no type of its own; its value is a name and prints as it is.
            type = given.type if isinstance(given, (d.Metric, d.Parameter, d.Payment)) else Text()
            said = [voice.term(name).inlines]
            for period in abreast:
                cell = cells.get((period, name))
                text = voice.figure(None if cell is None else cell.value, type)
                said.append((model.Text(text),))
            rows.append(model.Row(tuple(said)))
        columns = (
            *heads,
            *(model.Column(labels.get(p, str(p)), model.ColumnKind.NUMBER) for p in abreast),
        )
        table = records.evolve(whole, columns=columns, rows=tuple(rows))
        tables.append(_continued(table, start))
    return tables


_FACTS = frozenset({"evidence", "delivery", "decision"})  # of which the event's name says enough


def _events(scene: Scene, example: d.Example) -> Phrase:
    voice = scene.voice
    said = []
    for event in example.events:
        said.append(
            voice.say(
                "schedules",
                "event_given",
                event=_event(scene, event),
                day=words(values.day(event.date)),
                party=_party(scene, event.by),
            )
        )
    return voice.say("schedules", "events_given", events=voice.both(said))


def _event(scene: Scene, event: d.ExampleEvent) -> Phrase:
    voice = scene.voice
    if event.subject not in scene.agreement.declarations:
        return words(spoken().word(event.kind))
    name = voice.term(event.subject)
    if event.outcome is not None:
        name = voice.say("schedules", "event_decided", event=name, outcome=words(event.outcome))
    if event.kind in _FACTS:
        return name
    said = voice.say("schedules", "event_about", kind=words(spoken().word(event.kind)), event=name)
    if event.until is None:
        return said
    day = parse_day(event.until)
    until = words(event.until if day is None else values.day(day))
    macro = "event_by" if day is None else "event_until"
    return voice.say("schedules", macro, event=said, until=until)


def _party(scene: Scene, name: str) -> Phrase:
    known = name in scene.agreement.declarations
    return scene.voice.term(name) if known else words(name)


def _payment(
    scene: Scene,
    place: Place,
    payment: d.Payment,
    illustration: Illustration,
    head_of: Callable[[int], str],
) -> list[model.Block]:
    voice = scene.voice
    found = next((item for item in illustration.payments if item.payment == payment.name), None)
    if found is None:
        return []
    currency = payment.type.currency if isinstance(payment.type, Money) else ""
    caption = words(payment.title)
    if currency:
        caption = voice.say("schedules", "title_in", title=caption, currency=words(currency))
    whole = model.Table(place.label, caption.text, place.anchor, (), ())
    tables: list[model.Block] = []
    for start in range(0, len(illustration.periods), _PERIODS_ABREAST):
        shown = slice(start, start + _PERIODS_ABREAST)
        columns = (
            model.Column(voice.say("schedules", "clause_head").text, model.ColumnKind.LABEL),
            model.Column(voice.say("schedules", "step_head").text),
            *(
                model.Column(label, model.ColumnKind.DECIMAL, mark=values.decimal_mark())
                for label in illustration.periods[shown]
            ),
        )
        cut = [records.evolve(row, results=row.results[shown]) for row in found.rows]
        rows = _rows(scene, payment, cut, currency, head_of)
        tables.append(_continued(records.evolve(whole, columns=columns, rows=rows), start))
    return tables


def _continued(table: model.Table, start: int) -> model.Table:
    """Return a table as it goes on under the caption of its first part."""
    if start == 0:
        return table
    return records.evolve(table, label="", caption="", anchor=f"{table.anchor}-{start}")


def _rows(
    scene: Scene,
    payment: d.Payment,
    found: list[IllustratedRow],
    currency: str,
    head_of: Callable[[int], str],
) -> tuple[model.Row, ...]:
    rows: list[model.Row] = []
    before: IllustratedRow | None = None
    for row in found:
        if before is not None and row.result is Result.STEP:
            rows.extend(
                workings(scene, payment, (before.node, before.results), (row.node, row.results))
            )
        rows.append(_row(scene, payment, row, currency, head_of))
        before = row
    return tuple(rows)


def _row(
    scene: Scene,
    payment: d.Payment,
    row: IllustratedRow,
    currency: str,
    head_of: Callable[[int], str],
) -> model.Row:
    voice = scene.voice
    kind = model.RowKind.PLAIN
    if row.result is Result.ENTITLEMENT:
        kind = model.RowKind.TOTAL
        number = scene.outline.entitlement
        place = next(p for p in scene.outline.walk() if p.number == number)
        said = voice.say(
            "schedules",
            "entitlement_row",
            payment=voice.term(payment.name),
            entitlement=voice.entitlement,
        )
    else:
        found = scene.outline.find(NodeId(row.node))
        place = scene.outline.place(payment.id) if found is None else found
        said = words(head_of(row.node))
        if row.what:
            said = voice.say("schedules", row.what.replace(" ", "_"))
    reference = model.Reference(place.number, place.anchor)
    cells = tuple(
        voice.say("schedules", "pending").inlines
        if result is None
        else (model.Text(_shown(result, currency)),)
        for result in row.results
    )
    return model.Row(((reference,), said.inlines, *cells), kind)


def _shown(result: Fraction, currency: str) -> str:
    return values.full_amount(result, currency) if currency else values.number(result)


def guarantees_part(scene: Scene, place: Place, verdicts: dict[str, Verdict]) -> model.Part:
    """Return the annex of guarantees with what is known of each."""
    voice = scene.voice
    blocks: list[model.Block] = [model.Note(voice.say("schedules", "guarantees_note").inlines)]
    macros = {
        d.Claim.GUARANTEE: "guarantee",
        d.Claim.ASSUME: "assumed",
        d.Claim.ASSERT: "asserted",
    }
    for child in place.children:
        guarantee = child.subject
        assert isinstance(guarantee, d.Guarantee)
        title = guarantee.title or guarantee.name.replace("_", " ").capitalize()
        blocks.append(model.Heading(1, title, child.anchor, child.label))
        texts = [
            voice.say("schedules", macros[guarantee.claim], text=_property(scene, item).capital())
            for item in guarantee.properties
        ]
        every = None
        if guarantee.for_every:
            names = voice.both([voice.term(name) for name in guarantee.for_every])
            every = voice.say("schedules", "for_every", names=names)
        verdict = None
        if guarantee.claim is d.Claim.GUARANTEE:
            known = verdicts.get(guarantee.name, Verdict.NOT_DECIDED)
            macro = {
                Verdict.HOLDS: "holds",
                Verdict.HOLDS_FOR_TERM: "holds_for_term",
                Verdict.FAILS: "fails",
                Verdict.NOT_DECIDED: "not_decided",
            }[known]
            verdict = voice.say("schedules", macro)
        blocks.append(model.Paragraph(sentences(*texts, every, verdict).inlines))
    if verdicts:
        blocks.append(model.Note(voice.say("schedules", "supposed").inlines))
    title = voice.say("schedules", "guarantees").text
    return model.Part(place.label, title, place.anchor, False, tuple(blocks))


def _property(scene: Scene, item: d.Property) -> Phrase:
    """Return a condition as its sentence, another property as its author wrote it."""
    voice = scene.voice
    if item.condition is not None:
        at = voice.say("schedules", "each_span", span=voice.period())
        said = condition(voice, item.condition, at)
        if item.within is None:
            return said
        within = noun(voice, item.within, None)
        return voice.say("schedules", "within", text=said, amount=within)
    said = Phrase()
    for position, word in enumerate(item.words.split()):
        bare = word.strip("(),")
        known = scene.agreement.declarations.get(bare)
        gap = words(" ") if position else Phrase()
        if known is None or isinstance(known, d.Guarantee):
            said = said + gap + words(word)
            continue
        before, _, after = word.partition(bare)
        said = said + gap + words(before) + scene.voice.term(bare) + words(after)
    return said


def reasons_part(scene: Scene, place: Place) -> model.Part:
    """Return the annex of reasons."""
    voice = scene.voice
    rows = []
    for declared in (scene.agreement.contract, *scene.agreement.declarations.values()):
        if not declared.because:
            continue
        title = declared.title or declared.name.replace("_", " ").capitalize()
        found = scene.outline.find(declared.id)
        name: model.Inlines = (model.Text(title),)
        if found is not None:
            name = (model.Reference(title, found.anchor),)
        rows.append(model.Row((name, voice.text(declared.because).inlines)))
    table = model.Table(
        label="",
        caption="",
        anchor=f"{place.anchor}-table",
        columns=(
            model.Column(
                voice.say("schedules", "reason_head").text, model.ColumnKind.LABEL, names_row=True
            ),
            model.Column(voice.say("schedules", "because_head").text),
        ),
        rows=tuple(rows),
    )
    note = model.Note(voice.say("schedules", "reasons_note").inlines)
    title = voice.say("schedules", "reasons").text
    return model.Part(place.label, title, place.anchor, False, (note, table))


def reasons(scene: Scene) -> tuple[model.Reason, ...]:
    """Return the reason of each declaration that has a place of its own in the text."""
    found = []
    for declared in scene.agreement.declarations.values():
        place = scene.outline.find(declared.id)
        if declared.because and place is not None:
            text = scene.voice.text(declared.because).inlines
            found.append(model.Reason(place.anchor, text))
    return tuple(found)


def sources_part(scene: Scene, place: Place, fingerprint: Fingerprint) -> model.Part:
    """Return the annex of files and fingerprints."""
    voice = scene.voice
    rows = tuple(
        model.Row(((model.Code(name),), (model.Code(_in_eights(hash)),)))
        for name, hash in _files(scene.agreement.sources)
    )
    table = model.Table(
        label="",
        caption="",
        anchor=f"{place.anchor}-table",
        columns=(
            model.Column(
                voice.say("schedules", "file_head").text, model.ColumnKind.LABEL, names_row=True
            ),
            model.Column(voice.say("schedules", "hash_head").text),
        ),
        rows=rows,
    )
    text = voice.say("schedules", "sources_text", tool=words(fingerprint.tool))
    check = voice.say("schedules", "to_check", command=Phrase(model.Code(fingerprint.command)))
    blocks = (
        model.Note(voice.say("schedules", "sources_note").inlines),
        model.Paragraph(text.inlines),
        table,
        model.Paragraph(check.inlines),
    )
    title = voice.say("schedules", "sources").text
    return model.Part(place.label, title, place.anchor, False, blocks)


def _files(sources: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Yield names and hashes; the first file's folder says nothing about the agreement."""
    for position, (name, hash) in enumerate(sources):
        yield (re.split(r"[/\\]", name)[-1] if position == 0 else name), hash


def _in_eights(hash: str) -> str:
    return " ".join(hash[start : start + 8] for start in range(0, len(hash), 8))


def index_part(scene: Scene, place: Place, entries: tuple[model.IndexEntry, ...]) -> model.Part:
    """Return the index of defined terms."""
    title = scene.voice.say("schedules", "index").text
    return model.Part(place.label, title, place.anchor, False, (model.Index(entries),))
