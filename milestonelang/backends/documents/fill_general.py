"""The opening, the clauses that every agreement has, written clauses, and signatures.

In: the whole agreement. Out: the lead, clauses and signature blocks. The clause of calculation
says no more than the agreement uses.
"""

from collections.abc import Callable
from datetime import date

from milestonelang.agreement import declarations as d
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import (
    Scene,
    are_many,
    cent,
    clause,
    item,
    lettered,
    sentences,
    subclause,
)
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_terms import term_anchor
from milestonelang.outline.places import Kind, Place, Role
from milestonelang.outline.uses import Uses
from milestonelang.types import MonthEnds, RoundingMode, Unit


def lead(scene: Scene) -> tuple[model.Block, ...]:
    """Return the parties in one sentence, and what they agree to."""
    voice, contract = scene.voice, scene.agreement.contract
    parties = [_party(scene, party) for party in scene.agreement.of_kind(d.Party)]
    kind = spoken().contract(contract.title)
    opening = voice.say(
        "general",
        "opening",
        kind=words(kind) if kind else voice.say("general", "agreement"),
        day=voice.value(values.day(contract.start), contract.id),
        parties=_parties(scene, parties),
    )
    last = scene.outline.clauses[-1]
    clauses = voice.say(
        "general", "clauses", first=words(scene.outline.clauses[0].number), last=words(last.number)
    )
    numbers = [
        words(part.label.split(" ")[1])
        for part in scene.outline.parts
        if part.kind is Kind.SCHEDULE
    ]
    if numbers:
        if len(numbers) > 2:
            ends = {"first": numbers[0], "last": numbers[-1]}
            schedules = voice.say("general", "schedules_to", **ends)
        else:
            macro = "schedule" if len(numbers) == 1 else "schedules"
            schedules = voice.say("general", macro, numbers=voice.both(numbers))
        agree = voice.say("general", "agree_schedules", clauses=clauses, schedules=schedules)
    else:
        agree = voice.say("general", "agree", clauses=clauses)
    rest = sentences(agree, voice.say("general", "help"))
    return model.Paragraph(opening.inlines), model.Paragraph(rest.inlines)


def _parties(scene: Scene, parties: list[Phrase]) -> Phrase:
    voice = scene.voice
    if len(parties) < 2:
        return parties[0] if parties else Phrase()
    first = parties[0]
    for middle in parties[1:-1]:
        first = first + words(", ") + middle
    return voice.say("general", "parties_both", first=first, last=parties[-1])


def _party(scene: Scene, party: d.Party) -> Phrase:
    voice = scene.voice
    name = Phrase(model.Name(party.title))
    defined = voice.definition(party.name)
    if not party.described_as:
        return voice.say("general", "party_plain", name=name, defined=defined)
    described = voice.text(party.described_as)
    return voice.say("general", "party", name=name, described=described, defined=defined)


def term_clause(scene: Scene, place: Place, used: frozenset[str]) -> model.Clause:
    """Return the clause of the term; *used* are the anchors of the terms used elsewhere."""
    voice = scene.voice
    units = [
        unit
        for unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR)
        if unit is voice.settled or term_anchor(f"period.{unit.value}") in used
    ]
    names = voice.both([voice.period_name(unit, many=True) for unit in units])
    makers: dict[Role, Callable[[Place], Phrase]] = {
        Role.LENGTH: lambda _: _length(scene, units),
        Role.PERIODS: lambda _: _periods(scene, units, names),
        Role.CURRENCY: lambda _: _currency(scene),
        Role.RENEWAL: lambda child: _renewal(scene, child),
    }
    said = [subclause(child, makers[child.role](child)) for child in place.children]
    heading = voice.say(
        "general", "heading_term", periods=voice.period_name(voice.settled, many=True)
    )
    return clause(place, heading.text, said)


def _length(scene: Scene, units: list[Unit]) -> Phrase:
    voice, contract = scene.voice, scene.agreement.contract
    exits = [voice.clause_of(leave.name) for leave in scene.agreement.of_kind(d.Exit)]
    parts = {
        "start": voice.value(values.day(contract.start), contract.id),
        "end": voice.value(values.day(contract.end), contract.id),
        "defined": voice.define_special("term", term_anchor("period.term")),
    }
    if exits:
        said = voice.say("general", "term_exits", clauses=voice.either(exits), **parts)
        span, term = voice.period(), voice.period(Unit.TERM)
        if Unit.YEAR in units and voice.settled is not Unit.YEAR:
            year = voice.period(Unit.YEAR)
            last = voice.say("general", "ends_early_year", span=span, term=term, year=year)
        else:
            last = voice.say("general", "ends_early", span=span, term=term)
        return sentences(said, last)
    return voice.say("general", "term", **parts)


def _periods(scene: Scene, units: list[Unit], names: Phrase) -> Phrase:
    voice = scene.voice
    head = voice.say("general", "periods", names=names)
    return sentences(head, *[_period(scene, unit) for unit in units])


def _period(scene: Scene, unit: Unit) -> Phrase:
    voice, contract = scene.voice, scene.agreement.contract
    defined = voice.define_special(unit.value, term_anchor(f"period.{unit.value}"))
    term = voice.period(Unit.TERM)
    if unit is Unit.MONTH:
        return voice.say("general", "period_month", term=term, defined=defined)
    if unit is Unit.QUARTER:
        months = voice.say("general", "months", number=words(values.count(3)))
        ends = voice.either([words(values.month(number)) for number in (3, 6, 9, 12)])
        said = voice.say(
            "general", "period_of", months=months, ends=ends, term=term, defined=defined
        )
        edges = (_month_and_day(contract.start), _month_and_day(contract.end + 1))
        if all(day == 1 and month in (1, 4, 7, 10) for month, day in edges):
            return said
        short = voice.period(unit)
        return sentences(said, voice.say("general", "short_period", term=term, defined=short))
    first = contract.year_starts or _month_and_day(contract.start)
    said = voice.say(
        "general",
        "period_year",
        months=voice.length(12, Unit.MONTH, None),
        day=voice.value(values.day_of_year(*first), contract.id),
        term=term,
        defined=defined,
    )
    if _month_and_day(contract.end + 1) != first:
        said = sentences(said, voice.say("general", "short_last_year", term=term))
    if first == _month_and_day(contract.start):
        return said
    short = voice.period(unit)
    return sentences(said, voice.say("general", "short_year", term=term, defined=short))


def _month_and_day(ordinal: int) -> tuple[int, int]:
    day = date.fromordinal(ordinal)
    return day.month, day.day


def _currency(scene: Scene) -> Phrase:
    voice, currency = scene.voice, scene.agreement.contract.currency
    defined = voice.define(currency, "term-currency")
    name = values.currency_name(currency)
    if name is None:
        said = voice.say("general", "currency_code", defined=defined)
    else:
        said = voice.say("general", "currency", name=words(name), defined=defined)
    other = voice.say("general", "other_currency") if scene.used.conversion else None
    return sentences(said, other)


def _renewal(scene: Scene, place: Place) -> Phrase:
    voice, line = scene.voice, place.subject
    assert isinstance(line, d.Renewal)
    return voice.say(
        "general",
        "renewal",
        term=voice.period(Unit.TERM),
        length=voice.span(line.count, line.unit, line.id),
        notice=voice.span(line.notice_count, line.notice_unit, line.id),
        many=are_many(scene),
    )


def calculation_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the clause that says how amounts are calculated."""
    said = [_calculation_part(scene, scene.used, child) for child in place.children]
    return clause(place, scene.voice.say("general", "heading_calculation").text, said)


def _calculation_part(scene: Scene, used: Uses, place: Place) -> model.Subclause:
    voice, span = scene.voice, scene.voice.period()
    match place.role:
        case Role.ORDER:
            return _order(scene, used, place)
        case Role.ROUNDING:
            return subclause(place, _rounding(scene, used))
        case Role.SIDES:
            excess = voice.say("general", "excess") if used.excess else None
            return subclause(place, sentences(voice.say("general", "sides"), excess))
        case Role.MISSING:
            return subclause(place, _missing(scene, used))
        case Role.DAYS:
            return subclause(place, _days(scene, used))
        case Role.PART_PERIODS:
            term = voice.period(Unit.TERM)
            return subclause(place, voice.say("general", "part_periods", span=span, term=term))
        case Role.NEGATIVE:
            return subclause(place, _negative(scene, used))
        case Role.RUNNING_TOTALS:
            return subclause(place, voice.say("general", "running_totals", span=span))
        case Role.CONVERSION:
            return subclause(place, voice.say("general", "conversion"))
        case Role.OPPOSITE:
            set_off = scene.agreement.contract.opposite_amounts_set_off
            said = voice.say("general", "opposite_set_off" if set_off else "opposite_apart")
            rest = None
            if used.taken_back and not set_off:
                rest = voice.say("general", "opposite_recovery")
            return subclause(place, sentences(said, rest))
        case Role.INCLUDING:
            return subclause(place, voice.say("general", "including"))
        case _:
            raise ValueError(f"the calculation has no {place.role.value}")


def _order(scene: Scene, used: Uses, place: Place) -> model.Subclause:
    voice, span = scene.voice, scene.voice.period()
    limited = place.child(Role.ORDER_LIMITS) is not None
    defined = voice.define_special("entitlement", "term-entitlement")
    texts = []
    for child in place.children:
        match child.role:
            case Role.ORDER_STEPS:
                texts.append(voice.say("general", "order_steps"))
            case Role.ORDER_TRIGGERS:
                acting = _acting(scene)
                clauses = voice.clauses(acting)
                if len(acting) == 1:
                    texts.append(voice.say("general", "order_trigger", clause=clauses))
                else:
                    texts.append(voice.say("general", "order_triggers", clauses=clauses))
            case Role.ORDER_ROUNDING if limited:
                texts.append(voice.say("general", "order_rounding_only", unit=cent(scene)))
            case Role.ORDER_ROUNDING:
                texts.append(
                    voice.say(
                        "general", "order_rounding", unit=cent(scene), defined=defined, span=span
                    )
                )
            case Role.ORDER_LIMITS:
                limits = scene.agreement.of_kind(d.Limit)
                clauses = voice.clauses([scene.outline.place(limit.id) for limit in limits])
                parts = {"defined": defined, "span": span}
                if len(limits) == 1:
                    texts.append(voice.say("general", "order_limit", clause=clauses, **parts))
                else:
                    texts.append(voice.say("general", "order_limits", clauses=clauses, **parts))
            case _:
                texts.append(_order_settlement(scene, used))
    ended = voice.ending(texts)
    made = [item(c, t) for c, t in zip(place.children, ended, strict=True)]
    return subclause(place, voice.say("general", "order", span=span), lettered(made))


def _acting(scene: Scene) -> list[Place]:
    acting = [p for p in scene.outline.clauses if p.role is Role.TRIGGER]
    duties = scene.agreement.of_kind(d.Obligation)
    acting.extend(scene.outline.place(duty.id) for duty in duties if duty.effects_if_overdue)
    return acting


def _order_settlement(scene: Scene, used: Uses) -> Phrase:
    voice = scene.voice
    kinds = [
        voice.say("general", macro)
        for macro, needed in (
            ("held", used.held),
            ("released", used.held),
            ("vested", used.vests),
            ("taken", used.taken_back),
            ("set_off", used.taken_back),
        )
        if needed
    ]
    many = voice.special("entitlements", "term-entitlement")
    return voice.say("general", "order_settlement", what=voice.either(kinds), entitlements=many)


def _rounding(scene: Scene, used: Uses) -> Phrase:
    voice, contract = scene.voice, scene.agreement.contract
    what = [voice.say("general", "an_entitlement", entitlement=voice.entitlement)]
    if used.limits_over_time:
        what.append(voice.say("general", "rounds_limit", spans=voice.period()))
    for macro, needed in (
        ("rounds_held", used.held),
        ("rounds_parts", used.released_in_parts or used.vests),
        ("rounds_taken", used.taken_back),
        ("rounds_said", used.rounded_steps),
    ):
        if needed:
            what.append(voice.say("general", macro))
    listed = what[0]
    if len(what) > 1:
        listed = voice.say("general", "semicolons_and", items=what[:-1], last=what[-1])
    macros = {
        RoundingMode.HALF_UP: "half_up",
        RoundingMode.HALF_EVEN: "half_even",
        RoundingMode.UP: "up",
        RoundingMode.DOWN: "down",
    }
    mode = macros[contract.rounding.mode]
    named = values.named_unit(contract.currency, contract.rounding.unit)
    unit = cent(scene)
    if contract.rounding.mode in (RoundingMode.HALF_UP, RoundingMode.HALF_EVEN):
        amount = values.money(contract.rounding.unit, contract.currency)
        unit = words(named or amount)
        mode = mode if named else f"{mode}_of"
    if len(what) == 1:
        said = voice.say("general", "rounding_only", entitlement=voice.entitlement)
    else:
        said = voice.say("general", "rounding", what=listed)
    return sentences(said, voice.say("general", mode, unit=unit))


def _missing(scene: Scene, used: Uses) -> Phrase:
    voice = scene.voice
    payers = dict.fromkeys(payment.payer for payment in scene.agreement.of_kind(d.Payment))
    payer = (
        voice.term(next(iter(payers))) if len(payers) == 1 else voice.say("general", "the_payer")
    )
    said = [voice.say("general", "missing", payer=payer, span=voice.period())]
    if any(metric.range is not None for metric in scene.agreement.of_kind(d.Metric)):
        said.append(voice.say("general", "outside"))
    if used.divides:
        said.append(voice.say("general", "divided_by_zero"))
    if used.windows:
        term = voice.period(Unit.TERM)
        said.append(voice.say("general", "windows", spans=voice.period(many=True), term=term))
    return sentences(*said)


def _days(scene: Scene, used: Uses) -> Phrase:
    voice, contract = scene.voice, scene.agreement.contract
    said = [voice.say("general", "days")]
    if scene.agreement.of_kind(d.Obligation):
        said.append(voice.say("general", "days_of_state", span=voice.period()))
    if used.business_days or contract.due_dates_roll:
        if contract.calendar is None:
            said.append(voice.say("general", "business_days_plain"))
        else:
            calendar = voice.value(contract.calendar, contract.id)
            said.append(voice.say("general", "business_days", calendar=calendar))
    if contract.due_dates_roll:
        said.append(voice.say("general", "due_rolls"))
    if used.months or contract.month_ends is not None:
        back = contract.month_ends is not MonthEnds.ROLL_FORWARD
        said.append(voice.say("general", "months_back" if back else "months_forward"))
    return sentences(*said)


def _negative(scene: Scene, used: Uses) -> Phrase:
    voice = scene.voice
    if used.owed_back and used.carried_negative:
        return voice.say("general", "negative_both", entitlement=voice.entitlement)
    if used.owed_back:
        return voice.say("general", "negative_owed", entitlement=voice.entitlement)
    return voice.say("general", "negative_carried")


def written_clause(scene: Scene, place: Place) -> model.Clause:
    """Return a clause whose text the author wrote."""
    written = place.subject
    assert isinstance(written, d.Clause)
    said = [
        subclause(child, scene.voice.text(text))
        for child, text in zip(place.children, written.paragraphs, strict=True)
    ]
    return clause(place, written.title, said)


def general_clause(scene: Scene, place: Place) -> model.Clause:
    """Return the last clause: law, notices, order of precedence, headings."""
    voice, contract = scene.voice, scene.agreement.contract
    said = []
    for child in place.children:
        match child.role:
            case Role.LAW:
                law = voice.value(contract.law or "", contract.id)
                said.append(subclause(child, voice.say("general", "law", law=law)))
            case Role.NOTICES:
                assert contract.notices_received_after is not None
                length = voice.span(*contract.notices_received_after, contract.id)
                said.append(subclause(child, voice.say("general", "notices", length=length)))
            case Role.PRECEDENCE:
                which = voice.say("general", "languages") if scene.bilingual else None
                order = sentences(voice.say("general", "precedence"), which)
                said.append(subclause(child, order))
            case _:
                said.append(subclause(child, voice.say("general", "headings")))
    return clause(place, voice.say("general", "heading_general").text, said)


def signatures(scene: Scene) -> model.Signatures:
    """Return the signature blocks."""
    voice = scene.voice
    lines = tuple(
        voice.say("general", macro).text for macro in ("signature", "name", "position", "date")
    )
    blocks = tuple(
        model.Signature(party.title, voice.term(party.name).text, lines)
        for party in scene.agreement.of_kind(d.Party)
    )
    return model.Signatures(
        anchor="signatures",
        text=voice.say("general", "signing").inlines,
        parties=blocks,
        heading=voice.say("general", "signatures").text,
    )
