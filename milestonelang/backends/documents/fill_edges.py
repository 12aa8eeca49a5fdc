"""What a payment's tables give at their edges: on each cut, next below it and next above it.

In: a place of the illustrations and the curves that the evaluator computed. Out: blocks. Promised:
every result is the evaluator's; a cut stands in the band that owns it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from milestonelang import types
from milestonelang.agreement import declarations as d, lines as n
from milestonelang.backends.documents import model, values, words_tables
from milestonelang.backends.documents.fill_common import Scene
from milestonelang.backends.documents.fill_payments import base_of
from milestonelang.backends.documents.fill_pictures import domain_of, gives_of
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_applied import accumulated
from milestonelang.backends.documents.words_expressions import noun
from milestonelang.outline.places import Place, Role
from milestonelang.outline.uses import nodes


def edges_blocks(scene: Scene, place: Place) -> list[model.Block]:
    """Return a heading, a sentence and the tables of a payment that is shown at its edges."""
    payment = place.subject
    assert isinstance(payment, d.Payment)
    voice = scene.voice
    head = voice.say("schedules", "edges", pay=words(payment.title)).text
    said = voice.say("schedules", "edges_show", pay=voice.term(payment.name))
    made: list[model.Block] = [
        model.Heading(1, head, place.anchor, place.label),
        model.Paragraph(said.inlines),
    ]
    return made + [_table(scene, payment, each) for each in place.tables]


def _table(scene: Scene, payment: d.Payment, place: Place) -> model.Table:
    voice, subject = scene.voice, place.subject
    if isinstance(subject, d.Schedule):
        table, what, title = subject.table, base_of(scene, subject), subject.title
    else:
        assert isinstance(subject, n.Table)
        table, what, title = subject, _base(scene, payment, subject), payment.title
    shown = scene.outline.find(subject.id, Role.TABLE)
    named = words(title) if shown is None else voice.reference(shown)
    banded = table.kind is not n.TableKind.INTERPOLATED
    columns = [model.Column(what.capital().text, model.ColumnKind.NUMBER)]
    if banded:
        columns.append(model.Column(voice.say("schedules", "edge_band").text))
    result = voice.say("schedules", "edge_gives").text
    columns.append(model.Column(result, model.ColumnKind.DECIMAL, mark=values.decimal_mark()))
    caption = voice.say("schedules", "edges_caption", table=named).text
    rows = tuple(_rows(scene, table, banded))
    return model.Table(place.label, caption, place.anchor, tuple(columns), rows)


def _base(scene: Scene, payment: d.Payment, table: n.Table) -> Phrase:
    line = next(node for node in nodes(payment) if isinstance(node, n.On) and node.table is table)
    if line.accumulated is None:
        return noun(scene.voice, line.base, None)
    title, anchor = accumulated(scene.voice, line, payment.name)
    return Phrase(model.Term(title, anchor))


def _rows(scene: Scene, table: n.Table, banded: bool) -> Iterable[model.Row]:
    curve, gives = scene.curves.get(table.id), gives_of(table)
    if curve is None or gives is None:
        return
    for edge in curve.edges:
        cells = [_figure(scene, edge.at, domain_of(table))]
        if banded:
            cells.append(_band(scene, table, edge.at).inlines)
        yield model.Row((*cells, _figure(scene, edge.gives, gives)))


def _figure(scene: Scene, value: Fraction, type: types.Type) -> model.Inlines:
    return (model.Text(scene.voice.figure(value, type)),)


def _band(scene: Scene, table: n.Table, at: Fraction) -> Phrase:
    """Return the band in which a figure falls, with its rate."""
    voice, low = scene.voice, None
    for band in table.bands:
        cut = None if band.cut is None else words_tables.constant(voice, band.cut)
        if cut is None or at < cut or (at == cut and band.includes_cut):
            said = words_tables.edges_of(voice, low, band)
            return voice.say("schedules", "edge_in", rate=noun(voice, band.rate, None), edges=said)
        low = band
    return Phrase()
