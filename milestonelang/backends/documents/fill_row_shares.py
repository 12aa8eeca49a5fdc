"""The clauses of a payment's rows: how they share the Entitlement, and what becomes of each share.

In: a settlement line of a block for each row, and its place. Out: the sentences in which such a
line differs from one of the whole payment.
"""

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.agreement.rows import block_of
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import Scene, cent, sentences, subclause
from milestonelang.backends.documents.words import Phrase
from milestonelang.backends.documents.words_applied import Calculation
from milestonelang.backends.documents.words_conditions import condition as in_words
from milestonelang.backends.documents.words_expressions import noun
from milestonelang.outline.places import Place, Role
from milestonelang.types import Unit

SHARE_TERM = "term-row-share"
NET_TERM = "term-net-entitlement"


def is_of_rows(payment: d.Payment, line: n.SettlementLine) -> bool:
    """Return whether a line is carried out for each row."""
    block = block_of(payment)
    return block is not None and any(each.id == line.id for each in block.settlement)


def row_share(scene: Scene, many: bool = False) -> Phrase:
    """Return the term `Row Share`."""
    return scene.voice.special("row_shares" if many else "row_share", SHARE_TERM)


def base_of_own(scene: Scene, payment: d.Payment) -> Phrase:
    """Return what a payment's own settlement lines act on."""
    block = block_of(payment)
    if block is None or not block.settlement:
        return scene.voice.entitlement
    return scene.voice.special("net_entitlement", NET_TERM)


def row_shares(
    scene: Scene, payment: d.Payment, calculation: Calculation, place: Place
) -> model.Subclause:
    """Return how the rows of a period share the Entitlement, and how their lines are read."""
    voice, span = scene.voice, scene.voice.period()
    block = block_of(payment)
    assert block is not None
    first = voice.say(
        "payments",
        "row_shares",
        at=calculation.at,
        span=span,
        entitlement=voice.entitlement,
        step=voice.reference(scene.outline.place(block.id, Role.ROW_LINE)),
        defined=voice.define_special("row_share", SHARE_TERM),
        unit=cent(scene),
    )
    none = voice.say(
        "payments",
        "no_row_shares",
        span=span,
        entitlement=voice.entitlement,
        shares=row_share(scene, many=True),
    )
    places = [scene.outline.place(line.id, _ROLES[type(line)]) for line in block.settlement]
    where, several = voice.clauses(places), len(places) > 1
    read = voice.say("payments", "of_each_row", where=where, several=several)
    net = None
    if payment.settlement:
        defined = voice.define_special("net_entitlement", NET_TERM)
        net = voice.say("payments", "net_of_rows", where=where, span=span, defined=defined)
    return subclause(place, sentences(first, none, read, net))


_ROLES: dict[type[n.SettlementLine], Role] = {
    n.HoldBack: Role.HOLDBACK,
    n.Vests: Role.VESTING,
    n.ClawsBack: Role.TAKING_BACK,
}


def below_zero(scene: Scene, payment: d.Payment) -> Phrase | None:
    """Return that nothing is held back of a share below zero, unless no row can have one."""
    block = block_of(payment)
    if block is None or any(isinstance(step, n.AtLeast) for step in block.steps):
        return None
    return scene.voice.say("payments", "row_shares_above_zero", row_share=row_share(scene))


def returned(scene: Scene, payment: d.Payment, line: n.ClawsBack, condition: Phrase) -> Phrase:
    """Return what has to be returned for a row, and that it is a total."""
    voice, span = scene.voice, scene.voice.period()
    share = row_share(scene)
    parts = {
        "condition": condition,
        "span": span,
        "payee": voice.term(payment.payee),
        "payer": voice.term(payment.payer),
    }
    that = voice.say("grammar", "that", thing=span)
    spans = voice.period(many=True)
    if line.amount is not None:
        amount = noun(voice, line.amount, that)
        said = voice.say("payments", "claw_back_row_amount", amount=amount, **parts)
        total = voice.say("payments", "in_total_before", row_share=share, span=span, spans=spans)
        return sentences(said, total)
    assert line.share is not None and line.periods is not None
    parts |= {"share": noun(voice, line.share, that), "row_share": share}
    if line.periods == 1:
        said = voice.say("payments", "claw_back_row_single", **parts)
    else:
        number = voice.value(values.count(line.periods), line.id)
        said = voice.say("payments", "claw_back_row", number=number, spans=spans, **parts)
    total = voice.say("payments", "in_total", row_share=share, span=span)
    block = block_of(payment)
    assert block is not None
    several = sum(isinstance(each, n.ClawsBack) for each in block.settlement) > 1
    other = voice.say("payments", "less_other_returns", row_share=share) if several else None
    return sentences(said, other, total)


def key_terms_of_row(scene: Scene, line: n.SettlementLine, condition: Phrase | None) -> Phrase:
    """Return a line of a row for the first page."""
    voice = scene.voice

    def periods(number: int) -> Phrase:
        return voice.counted(number, Unit.PERIOD, line.id)

    match line:
        case n.HoldBack():
            share = noun(voice, line.share, None)
            if len(line.parts) == 1:
                until = in_words(voice, line.parts[0].when, None)
                return voice.say("key_terms", "held_until_row", share=share, condition=until)
            if line.periods is None:
                return voice.say("key_terms", "held_parts_row", share=share)
            return voice.say("key_terms", "held_row", share=share, periods=periods(line.periods))
        case n.Vests():
            return voice.say("key_terms", "vests_row", periods=periods(line.periods))
        case n.ClawsBack():
            assert condition is not None
            what: e.Expr | None = line.amount
            if what is not None:
                parts = {"amount": noun(voice, what, None), "condition": condition}
                return voice.say("key_terms", "taken_amount_row", **parts)
            assert line.share is not None
            return voice.say(
                "key_terms",
                "taken_back_row",
                share=noun(voice, line.share, None),
                periods=periods(line.periods or 1),
                condition=condition,
            )
