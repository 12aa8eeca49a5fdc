"""Say an agreement as a document.

In: an Agreement, its outline, what the evaluator computed for its examples, and where it comes
from. Out: `model.Document`, the whole text without styling. Promised: every sentence belongs to a
line of the agreement or to the general clauses; numbers are those of the outline; each term is
defined once; the same input gives the same document.
"""

from collections.abc import Iterable
from datetime import date

from milestonelang import records
from milestonelang.agreement import declarations as d
from milestonelang.backends.documents import (
    fill_annexes,
    fill_control,
    fill_differences,
    fill_duties,
    fill_exit,
    fill_general,
    fill_key_terms,
    fill_milestones,
    fill_payments,
    fill_pictures,
    fill_schedules,
    fill_sharing,
    fill_triggers,
    model,
    reading,
)
from milestonelang.backends.documents.draw_curve import Curve
from milestonelang.backends.documents.fill_annexes import Fingerprint, Illustration, Verdict
from milestonelang.backends.documents.fill_common import Scene, with_meaning
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.words import Speaker, words
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.outline.places import Outline, Place, Role
from milestonelang.outline.uses import uses

# The document in printing order, node by node.
walk = reading.nodes


def fill(  # noqa: PLR0913  # what a document is made of
    agreement: d.Agreement,
    outline: Outline,
    illustrations: Iterable[Illustration] = (),
    fingerprint: Fingerprint | None = None,
    verdicts: dict[str, Verdict] | None = None,
    speaker: Speaker | None = None,
    curves: dict[int, Curve] | None = None,
    *,
    bilingual: bool = False,
    base: fill_differences.Base | None = None,
) -> model.Document:
    """Return the document of *agreement*; a *bilingual* one says which of two texts prevails.

    *verdicts* are by guarantee; one that is not among them is not decided. *speaker* runs the
    templates; without one, the compiler's own are loaded. *curves* are what the tables give, by id;
    *base* is what the agreement is based on, if that stands by itself.
    """
    voice = Voice(agreement, outline, speaker or Speaker())
    scene = Scene(voice, agreement, outline, uses(agreement), curves or {}, bilingual)
    lead = fill_general.lead(scene)
    # The first clause defines only the periods that the others use, so it is written last.
    first, *others = outline.clauses
    clauses = [_with_meaning(scene, place, _clause(scene, place)) for place in others]
    parts = [
        _part(scene, place, tuple(illustrations), clauses, fingerprint, verdicts or {})
        for place in outline.parts
        if place.role not in (Role.TERMS, Role.DIFFERENCES)
    ]
    key_terms = fill_key_terms.key_terms(scene)
    signatures = fill_general.signatures(scene)
    used = frozenset(
        node.anchor for node in walk((clauses, parts, key_terms)) if isinstance(node, model.Term)
    )
    clauses.insert(0, fill_general.term_clause(scene, first, used))
    entries = _index(voice, lead, clauses, parts)
    parts.append(fill_annexes.index_part(scene, outline.parts[-1], entries))
    contract = agreement.contract
    version = None if contract.version is None else words(contract.version)
    label = "" if version is None else voice.say("general", "version", version=version).text
    made = model.Document(
        title=contract.title,
        label=label,
        parties=tuple(party.title for party in agreement.of_kind(d.Party)),
        foot=_foot(voice, agreement, label),
        lead=lead,
        clauses=tuple(clauses),
        key_terms=key_terms,
        signatures=signatures,
        parts=tuple(parts),
        reasons=fill_annexes.reasons(scene),
        language=spoken().name,
        labels=_labels(voice),
        date=date.fromordinal(contract.start).isoformat(),
    )
    return fill_pictures.numbered(_with_differences(scene, made, base), voice)


def _with_differences(
    scene: Scene, made: model.Document, base: fill_differences.Base | None
) -> model.Document:
    """Return the document with the annex of what differs from its base, in its place."""
    roles = [place.role for place in scene.outline.parts]
    if Role.DIFFERENCES not in roles:
        return made
    at = roles.index(Role.DIFFERENCES)
    # What was worked out is no term.
    worked = (scene.voice.say("schedules", "illustrations").text,)
    if base is not None:
        binding = fill_differences.terms_only(base.document, worked)
        base = fill_differences.Base(base.contract, binding)
    own = fill_differences.terms_only(made, worked)
    part = fill_differences.differences_part(scene, scene.outline.parts[at], base, own)
    return records.evolve(made, parts=(*made.parts[:at], part, *made.parts[at:]))


def _labels(voice: Voice) -> model.Labels:
    names = ("contents", "page", "of", "skip", "reason")
    return model.Labels(*(voice.say("layout", name).text for name in names))


def _with_meaning(scene: Scene, place: Place, made: model.Clause) -> model.Clause:
    """Return a clause with what its declaration means; a balance says so where it opens."""
    subject = place.subject
    if not isinstance(subject, d.Declared) or place.role is Role.BALANCE:
        return made
    first, *others = made.subclauses
    return records.evolve(made, subclauses=(with_meaning(scene, subject, first), *others))


def _clause(scene: Scene, place: Place) -> model.Clause:
    match place.role:
        case Role.CALCULATION:
            return fill_general.calculation_clause(scene, place)
        case Role.PAYMENT:
            return fill_payments.payment_clause(scene, place)
        case Role.LIMIT:
            return fill_sharing.limit_clause(scene, place)
        case Role.BALANCE:
            return fill_sharing.balance_clause(scene, place)
        case Role.SPLIT:
            return fill_sharing.split_clause(scene, place)
        case Role.MILESTONE:
            return fill_milestones.milestone_clause(scene, place)
        case Role.TRIGGER:
            return fill_triggers.trigger_clause(scene, place)
        case Role.DUTIES:
            return fill_duties.duties_clause(scene, place)
        case Role.FIGURES:
            return fill_control.figures_clause(scene, place)
        case Role.EXIT:
            return fill_exit.exit_clause(scene, place)
        case Role.AMENDMENT:
            return fill_exit.amendment_clause(scene, place)
        case Role.WRITTEN:
            return fill_general.written_clause(scene, place)
        case Role.GENERAL:
            return fill_general.general_clause(scene, place)
        case _:
            raise ValueError(f"there is no clause for {place.role.value}")


def _part(
    scene: Scene,
    place: Place,
    illustrations: tuple[Illustration, ...],
    clauses: list[model.Clause],
    fingerprint: Fingerprint | None,
    verdicts: dict[str, Verdict],
) -> model.Part:
    match place.role:
        case Role.SCHEDULE_OF_FIGURES:
            return fill_schedules.figures_part(scene, place)
        case Role.ILLUSTRATIONS:
            heads = _heads(scene.outline, clauses)
            return fill_annexes.illustrations_part(
                scene, place, illustrations, lambda node: heads.get(node, "")
            )
        case Role.FURTHER_TABLE:
            return fill_schedules.table_part(scene, place)
        case Role.GUARANTEES:
            return fill_annexes.guarantees_part(scene, place, verdicts)
        case Role.REASONS:
            return fill_annexes.reasons_part(scene, place)
        case Role.SOURCES:
            made = fingerprint or Fingerprint("milestonelang", "milestone evaluate")
            return fill_annexes.sources_part(scene, place, made)
        case _:
            raise ValueError(f"there is no part for {place.role.value}")


def _heads(outline: Outline, clauses: list[model.Clause]) -> dict[int, str]:
    """Return the run-in head of each node that has a place: `Yearly maximum`."""
    by_anchor: dict[str, str] = {}
    for node in walk(clauses):
        if isinstance(node, model.Item) and node.text:
            first = node.text[0]
            if isinstance(first, model.Emphasis):
                by_anchor[node.anchor] = first.text.rstrip(".")
        if isinstance(node, model.Subclause) and node.head is not None:
            by_anchor[node.anchor] = node.head.rstrip(".")
    heads: dict[int, str] = {}
    for (id, role), place in outline.by_key.items():
        if id is not None and role is None and place.anchor in by_anchor:
            heads[id] = by_anchor[place.anchor]
    return heads


def _clause_number(voice: Voice, subclause: model.Subclause) -> str:
    return voice.say("grammar", "clause", number=words(subclause.number)).text


def _index(
    voice: Voice,
    lead: tuple[model.Block, ...],
    clauses: list[model.Clause],
    parts: list[model.Part],
) -> tuple[model.IndexEntry, ...]:
    """Return the defined terms in order, each with the place of its definition."""
    entries = [
        model.IndexEntry(node.text, node.anchor, voice.say("general", "opening_place").text)
        for node in walk(lead)
        if isinstance(node, model.Definition)
    ]
    for clause in clauses:
        for subclause in clause.subclauses:
            entries.extend(
                model.IndexEntry(node.text, node.anchor, _clause_number(voice, subclause))
                for node in walk(subclause)
                if isinstance(node, model.Definition)
            )
    for part in parts:
        entries.extend(
            model.IndexEntry(node.text, node.anchor, part.label)
            for node in walk(part)
            if isinstance(node, model.Definition)
        )
    return tuple(sorted(entries, key=lambda entry: (entry.term.casefold(), entry.anchor)))


def _foot(voice: Voice, agreement: d.Agreement, label: str) -> str:
    if not agreement.sources:
        return label
    _, hash = agreement.sources[0]
    shown = words(" ".join(hash[start : start + 4] for start in range(0, 16, 4)))
    if not label:
        return voice.say("general", "foot_only", hash=shown).text
    return voice.say("general", "foot", version=words(label), hash=shown).text
