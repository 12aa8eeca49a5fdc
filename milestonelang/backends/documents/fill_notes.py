"""An explanatory note: what each term says in short, and why it was agreed.

In: an Agreement and its outline. Out: `model.Document`, for whoever is asked to agree. Promised:
the reasons are the authors' own (`because`), what a term says is what the Key Terms say of it, and
each term has the number of its clause; nothing in the note binds.
"""

from collections.abc import Iterator
from datetime import date

from milestonelang.agreement import declarations as d
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.fill_common import Scene
from milestonelang.backends.documents.fill_key_terms import key_terms
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.words import Speaker, words
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.outline.places import Outline
from milestonelang.outline.uses import uses

# What is agreed in so many words, and may be asked about: its reason is missed.
_ASKED = (d.Payment, d.Limit, d.Balance, d.Split, d.Milestone, d.Trigger, d.Exit)


def fill_notes(agreement: d.Agreement, outline: Outline, speaker: Speaker) -> model.Document:
    """Return the note of *agreement*, which has at least one reason."""
    voice = Voice(agreement, outline, speaker)
    scene = Scene(voice, agreement, outline, uses(agreement), {}, False)
    contract = agreement.contract
    title = contract.title
    label = voice.say("schedules", "note_title").text
    bind = voice.say("schedules", "note_binds", agreement=words(title))
    # The terms that the Key Terms use are plain words here: a note defines none.
    short = {row.place.anchor: reading.text_of(row.text) for row in key_terms(scene).rows}
    blocks = [
        block for item in _with_reasons(agreement) for block in _explained(scene, item, short)
    ]
    without = [item.title for item in agreement.declarations.values() if _has_none(item)]
    if without:
        names = voice.both([words(each) for each in without])
        blocks.append(model.Note(voice.say("schedules", "note_without", names=names).inlines))
    return model.Document(
        title=title,
        label=label,
        parties=tuple(party.title for party in agreement.of_kind(d.Party)),
        foot="" if contract.version is None else _version(voice, contract.version),
        date=date.fromordinal(contract.start).isoformat(),
        lead=(model.Note(bind.inlines), *blocks),
        clauses=(),
        language=spoken().name,
        labels=model.Labels(
            *(
                voice.say("layout", name).text
                for name in ("contents", "page", "of", "skip", "reason")
            )
        ),
    )


def _version(voice: Voice, version: str) -> str:
    return voice.say("general", "version", version=words(version)).text


def _with_reasons(agreement: d.Agreement) -> Iterator[d.Declared]:
    for item in (agreement.contract, *agreement.declarations.values()):
        if item.because:
            yield item


def _has_none(item: d.Declaration) -> bool:
    return isinstance(item, _ASKED) and not item.because and bool(item.title)


def _explained(scene: Scene, item: d.Declared, short: dict[str, str]) -> Iterator[model.Block]:
    """Yield the heading of a term, what it says in short with its clause, and its reason."""
    voice = scene.voice
    place = scene.outline.find(item.id)
    title = item.title or item.name.rpartition(".")[2].replace("_", " ").capitalize()
    yield model.Heading(1, title, f"note-{item.id}")
    if place is not None:
        where = words(reading.text_of(voice.reference(place).capital().inlines))
        said = voice.say("schedules", "note_place", place=where)
        if place.anchor in short:
            text = words(short[place.anchor])
            said = voice.say("schedules", "note_place_short", place=where, short=text)
        yield model.Paragraph(said.inlines)
    why = model.Emphasis(voice.say("schedules", "note_why").text)
    reason = model.Text(reading.text_of(voice.text(item.because).inlines))
    yield model.Paragraph((why, model.Text(" "), reason))
