"""The clause of figures and statements, with audits, disputes and reviews.

In: a place of the outline. Out: numbered sentences: who reports, what a statement shows, what a
correction does, what an event is, who decides what.
"""

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.agreement.rows import blocks_of
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import (
    Scene,
    are_many,
    clause,
    plain_items,
    sentences,
    subclause,
    with_items,
    with_meaning,
)
from milestonelang.backends.documents.fill_payments import due
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_expressions import noun
from milestonelang.outline.places import Place, Role
from milestonelang.types import Unit


def figures_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause of figures and statements."""
    heading = scene.voice.say("control", "figures").text
    said = []
    for child in place.children:
        declared = child.subject
        said.append(_part(scene, child))
        if isinstance(declared, d.Audit | d.Dispute | d.Review):
            said[-1] = with_meaning(scene, declared, said[-1])
    return clause(place, heading, said)


def _part(scene: Scene, place: Place) -> model.Subclause:
    voice = scene.voice
    subject = place.subject
    match place.role:
        case Role.REPORTING:
            return subclause(place, _reporting(scene))
        case Role.STATEMENT:
            return subclause(place, _statement(scene))
        case Role.DUE:
            assert isinstance(subject, n.Due)
            return subclause(place, due(scene, subject, None, Unit.PERIOD))
        case Role.CORRECTIONS:
            return subclause(place, _corrections(scene))
        case Role.EVENTS:
            ended = voice.ending([_event(scene, child) for child in place.children])
            lead = voice.say("control", "events", one=place.lone is not None)
            return with_items(place, lead, plain_items(ended))
        case Role.DECISION:
            assert isinstance(subject, d.Event)
            return subclause(place, _decision(scene, subject))
        case Role.AUDIT:
            return _audit(scene, place)
        case Role.DISPUTE:
            return _dispute(scene, place)
        case Role.REVIEW:
            return _review(scene, place)
        case _:
            raise ValueError(f"the figures have no {place.role.value}")


def _reporting(scene: Scene) -> Phrase:
    voice = scene.voice
    schedule, others = voice.at(Role.SCHEDULE_OF_FIGURES), _others(scene)
    reported = [m.reported for m in scene.agreement.of_kind(d.Metric) if m.reported is not None]
    spans = {(line.count, line.unit, line.frequency) for line in reported}
    count, unit, frequency = next(iter(spans))
    if len(spans) > 1 or count is None:
        return voice.say(
            "control", "reporting_each", schedule=schedule, span=voice.period(), others=others
        )
    return voice.say(
        "control",
        "reporting_all",
        schedule=schedule,
        span=voice.period(frequency),
        length=voice.span(count, unit, reported[0].id),
        others=others,
    )


def _others(scene: Scene) -> Phrase:
    """Return whom a party reports to."""
    return scene.voice.say("control", "others", many=are_many(scene))


def _statement(scene: Scene) -> Phrase:
    voice = scene.voice
    ways = {(p.payer, p.payee) for p in scene.agreement.of_kind(d.Payment)}
    if len(ways) != 1:
        return voice.say("control", "statement_of_each", span=voice.period())
    payer, payee = next(iter(ways))
    splits = [split for split in scene.agreement.of_kind(d.Split) if split.of]
    shared = [party for split in splits for line in split.lines for party in line.parties]
    # What is divided is a payment of the only way there is; its payee may get no share of it.
    paid = shared if len(splits) == len(scene.agreement.of_kind(d.Payment)) else [payee, *shared]
    payees = [voice.term(party) for party in dict.fromkeys(paid) if party != payer]
    return voice.say(
        "control",
        "statement",
        payer=voice.term(payer),
        payee=voice.both(payees),
        span=voice.period(),
    )


def _corrections(scene: Scene) -> Phrase:
    voice, span = scene.voice, scene.voice.period()
    metrics = scene.agreement.of_kind(d.Metric)
    by_length: dict[int, list[d.Metric]] = {}
    for metric in metrics:
        if metric.restated_periods is not None:
            by_length.setdefault(metric.restated_periods, []).append(metric)
    said = []
    payers = dict.fromkeys(payment.payer for payment in scene.agreement.of_kind(d.Payment))
    payer = voice.say("general", "the_payer")
    if len(payers) == 1:
        payer = voice.term(next(iter(payers)))
    for periods, found in by_length.items():
        said.append(
            voice.say(
                "control",
                "corrected",
                figures=voice.either([voice.term(metric.name) for metric in found]),
                span=span,
                payer=payer,
                number=voice.value(values.count(periods), found[0].id),
                spans=voice.period(many=periods != 1),
            )
        )
    by_source: dict[str, list[str]] = {}
    for name, block in blocks_of(scene.agreement).items():
        by_source.setdefault(block.source, []).append(name)
    for source, names in by_source.items():
        touched = [voice.say("steps", "the", term=voice.term(name)) for name in names]
        said.append(
            voice.say(
                "control",
                "row_corrected",
                source=voice.term(source),
                payments=voice.both(touched),
                payer=payer,
                span=span,
                many=len(names) > 1,
            )
        )
    if said:
        said.append(voice.say("control", "differences", span=span))
    if any(metric.restated_periods is None for metric in metrics):
        which = voice.say("control", "every_other_figure" if said else "every_figure")
        said.append(voice.say("control", "final_figures", figures=which, span=span))
    return sentences(voice.say("control", "corrections"), *said)


def _event(scene: Scene, place: Place) -> Phrase:
    voice = scene.voice
    event = place.subject
    assert isinstance(event, d.Event)
    defined = voice.definition(event.name)
    if event.means:
        said = voice.say("control", "event", defined=defined, means=voice.text(event.means))
    else:
        said = voice.say("control", "event_title", defined=defined)
    if event.outcomes:
        said = voice.say("control", "event_outcomes", text=said, outcomes=_outcomes(scene, event))
    if event.reported_by is not None:
        said = _reported(scene, event, said)
    if event.until_then is not None:
        value = _counts_as(scene, event, event.until_then)
        said = voice.say("control", "until_then", text=said, value=value)
    if event.otherwise is not None:
        value = _counts_as(scene, event, event.otherwise)
        said = voice.say("control", "and_otherwise", text=said, value=value)
    return said


def _reported(scene: Scene, event: d.Event, said: Phrase) -> Phrase:
    voice = scene.voice
    assert event.reported_by is not None
    who, others = voice.term(event.reported_by), _others(scene)
    if event.within is None:
        return voice.say("control", "event_reported", text=said, who=who, others=others)
    count, unit, of = event.within
    length = voice.span(count, unit, event.id)
    if of is None:
        return voice.say(
            "control", "event_within", text=said, who=who, length=length, others=others
        )
    return voice.say(
        "control",
        "event_within_of",
        text=said,
        who=who,
        length=length,
        event=voice.term(of),
        others=others,
    )


def _outcomes(scene: Scene, event: d.Event) -> Phrase:
    voice = scene.voice
    said = [
        voice.say("grammar", "quoted", text=voice.value(name.replace("_", " "), event.id))
        for name in event.outcomes
    ]
    return voice.either(said)


def _counts_as(scene: Scene, event: d.Event, value: bool | str) -> Phrase:
    voice = scene.voice
    if isinstance(value, bool):
        return voice.say("control", "happened" if value else "not_happened")
    return voice.say("grammar", "quoted", text=voice.value(value.replace("_", " "), event.id))


def _decision(scene: Scene, event: d.Event) -> Phrase:
    voice = scene.voice
    assert event.decided_by is not None
    defined = voice.definition(event.name)
    if event.means:
        means = voice.text(event.means)
        matter = voice.say("control", "whether", means=means, defined=defined)
    else:
        matter = voice.say("control", "on_matter", defined=defined)
    parts = {"who": voice.term(event.decided_by), "matter": matter}
    if event.within is None:
        said = voice.say("control", "decides", **parts)
    else:
        count, unit, of = event.within
        parts["length"] = voice.span(count, unit, event.id)
        if of is None:
            said = voice.say("control", "decides_within", **parts)
        else:
            said = voice.say("control", "decides_within_of", event=voice.term(of), **parts)
    rest = []
    if event.outcomes:
        rest.append(voice.say("control", "decided_outcomes", outcomes=_outcomes(scene, event)))
    if event.until_then is not None:
        value = _counts_as(scene, event, event.until_then)
        rest.append(voice.say("control", "decided_until", value=value))
    if event.otherwise is not None:
        value = _counts_as(scene, event, event.otherwise)
        rest.append(voice.say("control", "decided_otherwise", value=value))
    return sentences(said, *rest, voice.say("control", "decision_said"))


def _audit(scene: Scene, place: Place) -> model.Subclause:
    voice = scene.voice
    audit = place.subject
    assert isinstance(audit, d.Audit)
    parts = {
        "title": words(audit.title),
        "figures": voice.both([voice.term(name) for name in audit.of]),
        "span": voice.period(audit.every),
    }
    if audit.by_party:
        said = voice.say("control", "audit_by_party", party=voice.term(audit.by), **parts)
    else:
        who = voice.say("control", "each_party", many=are_many(scene))
        by = voice.value(audit.by, audit.id)
        said = voice.say("control", "audit", who=who, by=by, **parts)
    notice = None
    if audit.notice is not None:
        notice = voice.say("control", "audit_notice", length=voice.span(*audit.notice, audit.id))
    one = place.lone is not None
    lead = voice.say("control", "audit_list", one=one) if place.children else None
    ended = voice.ending([_finding(scene, child.subject, audit) for child in place.children])
    return with_items(place, sentences(said, notice, lead), plain_items(ended))


def _finding(scene: Scene, line: object, audit: d.Audit) -> Phrase:
    voice = scene.voice
    assert isinstance(line, d.Finding)
    side = Phrase()
    if line.more_than is not None:
        macro = "at_least" if line.includes else "more_than"
        side = voice.say("control", macro, share=noun(voice, line.more_than, None)) + words(" ")
    if line.bears_cost is not None:
        return voice.say("control", "bears_cost", side=side, party=voice.term(line.bears_cost))
    if line.owes is not None:
        verb = voice.say(
            "life",
            "perform",
            obligation=voice.term(line.owes.obligation),
            clause=voice.clause_of(line.owes.obligation),
            length=voice.span(line.owes.count, line.owes.unit, line.owes.id),
        )
        who = voice.term(line.owes.party)
        return voice.say("control", "finding_owes", side=side, who=who, verb=verb)
    figures = voice.both([voice.term(name) for name in audit.of])
    return voice.say("control", "targets_first", figures=figures)


def _dispute(scene: Scene, place: Place) -> model.Subclause:
    voice = scene.voice
    dispute = place.subject
    assert isinstance(dispute, d.Dispute)
    parts = {
        "title": words(dispute.title),
        "who": voice.say("control", "each_party", many=are_many(scene)).capital()
        if dispute.who is None
        else voice.term(dispute.who),
        "length": voice.span(dispute.count, dispute.unit, dispute.id),
    }
    if dispute.of:
        of = voice.both([voice.term(name) for name in dispute.of])
        said = voice.say("control", "dispute_of", payments=of, **parts)
    else:
        said = voice.say("control", "dispute", **parts)
    rest = [voice.say("control", "undisputed" if dispute.pays_undisputed else "paid_in_full")]
    match dispute.meanwhile:
        case None:
            pass
        case "lower":
            rest.append(voice.say("control", "uses_lower"))
        case "claimed":
            rest.append(voice.say("control", "uses_claimed"))
        case _:
            rest.append(voice.say("control", "uses_last_agreed"))
    if dispute.interest is None:
        rest.append(voice.say("control", "booked"))
    else:
        rate = noun(voice, dispute.interest, None)
        days = voice.value(values.number(d.DAYS_IN_YEAR), dispute.id)
        rest.append(voice.say("control", "booked_with_interest", rate=rate, days=days))
    one = place.lone is not None
    lead = voice.say("control", "escalation", one=one) if place.children else None
    steps = [
        voice.say(
            "control",
            "escalation_step",
            who=_who(scene, line.who, line.id),
            length=voice.span(line.count, line.unit, line.id),
        )
        for line in dispute.escalation
    ]
    return with_items(place, sentences(said, *rest, lead), plain_items(voice.ending(steps)))


def _who(scene: Scene, name: str, node: int) -> Phrase:
    if name in scene.agreement.declarations:
        return scene.voice.term(name)
    return scene.voice.value(name.replace("_", " "), node)


def _review(scene: Scene, place: Place) -> model.Subclause:
    voice = scene.voice
    review = place.subject
    assert isinstance(review, d.Review)
    span = voice.period(review.every)
    said = voice.say("control", "review", title=words(review.title), span=span)
    due = voice.say("control", "review_due", span=span, period=voice.period())
    one = place.lone is not None
    lead = voice.say("control", "review_list", one=one) if place.children else None
    ended = voice.ending([_change(scene, line) for line in review.changes])
    return with_items(place, sentences(said, due, lead), plain_items(ended))


def _change(scene: Scene, line: d.MayChange) -> Phrase:
    voice = scene.voice

    def said(node: e.Expr) -> Phrase:
        return noun(voice, node, None)

    if line.baseline_of is not None:
        metric = voice.term(line.baseline_of)
        if line.at_most is None:
            return voice.say("control", "may_revise", metric=metric)
        return voice.say("control", "may_revise_by", metric=metric, share=said(line.at_most))
    assert line.parameter is not None
    parameter = voice.term(line.parameter)
    if line.low is None or line.high is None:
        return voice.say("control", "may_change", parameter=parameter)
    low, high = said(line.low), said(line.high)
    return voice.say("control", "may_change_between", parameter=parameter, low=low, high=high)
