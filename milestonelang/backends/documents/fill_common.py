"""What every part of the document shares: where it speaks from, and how sentences become blocks."""

from milestonelang import records
from milestonelang.agreement import declarations as d
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.draw_curve import Curve
from milestonelang.backends.documents.words import Phrase, split_head, words
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.outline.places import Outline, Place
from milestonelang.outline.uses import Uses


@records.frozen
class Scene:
    """What a part is written from."""

    voice: Voice
    agreement: d.Agreement
    outline: Outline
    used: Uses
    curves: dict[int, Curve] = records.field(factory=dict)
    bilingual: bool = False


def subclause(place: Place, said: Phrase, blocks: tuple[model.Block, ...] = ()) -> model.Subclause:
    """Return a numbered sentence; a run-in head stands apart from its text."""
    head, text = split_head(said)
    return model.Subclause(place.label, place.anchor, text.inlines, head, blocks)


def with_block(said: model.Subclause, block: model.Block) -> model.Subclause:
    """Return a numbered sentence with one more block below it."""
    return records.evolve(said, blocks=(*said.blocks, block))


def with_meaning(scene: Scene, declared: d.Declared, said: model.Subclause) -> model.Subclause:
    """Return the numbered sentence that says what a thing is, and behind it what it means."""
    if not declared.means:
        return said
    after = words(" ") + scene.voice.meaning(declared)
    return records.evolve(said, text=(*said.text, *after.inlines))


def item(place: Place, said: Phrase, blocks: tuple[model.Block, ...] = ()) -> model.Item:
    """Return an item of a list."""
    return model.Item(place.label, place.anchor, said.inlines, blocks)


def with_items(
    place: Place, lead: Phrase, items: list[tuple[Phrase, tuple[model.Block, ...]]]
) -> model.Subclause:
    """Return a numbered sentence with its list; a list of one stands in the sentence itself."""
    if place.lone is not None:
        ((text, blocks),) = items
        return subclause(place, sentences(lead, split_head(text)[1]), blocks)
    made = [item(child, *each) for child, each in zip(place.children, items, strict=True)]
    return subclause(place, lead, lettered(made))


def plain_items(said: list[Phrase]) -> list[tuple[Phrase, tuple[model.Block, ...]]]:
    """Return sentences as items that have nothing below them."""
    return [(text, ()) for text in said]


def lettered(items: list[model.Item]) -> tuple[model.Block, ...]:
    """Return a lettered list, or nothing."""
    return (model.Items(model.ItemsKind.LETTERED, tuple(items)),) if items else ()


def are_many(scene: Scene) -> bool:
    """Return whether there are more than two parties: then there is no “other”."""
    return len(scene.agreement.of_kind(d.Party)) > 2


def sentences(*said: Phrase | None) -> Phrase:
    """Return sentences one after the other."""
    kept = [phrase for phrase in said if phrase is not None and phrase.inlines]
    whole = kept[0] if kept else Phrase()
    for phrase in kept[1:]:
        whole = whole + words(" ") + phrase
    return whole


def clause(place: Place, heading: str, subclauses: list[model.Subclause]) -> model.Clause:
    """Return a clause of numbered sentences."""
    return model.Clause(place.number, heading, place.anchor, tuple(subclauses))


def cent(scene: Scene) -> Phrase:
    """Return `the cent`, or `a multiple of USD 5`: to what the contract rounds."""
    contract = scene.agreement.contract
    named = values.named_unit(contract.currency, contract.rounding.unit)
    if named is not None:
        return scene.voice.say("general", "the_unit", unit=words(named))
    amount = words(values.money(contract.rounding.unit, contract.currency))
    return scene.voice.say("general", "multiple", unit=amount)


def holdback(scene: Scene, many: bool = False) -> Phrase:
    """Return the term `Holdback`."""
    return scene.voice.special("holdbacks" if many else "holdback", "term-holdback")
