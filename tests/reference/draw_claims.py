"""Draws contracts whose statements are paid and disputed, with the facts."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from hypothesis import strategies as st

from tests.reference import model as m
from tests.reference.choosing import Chooser, choices
from tests.reference.claims import Claims
from tests.reference.compute import Row
from tests.reference.draw import Drawing, Focus
from tests.reference.periods import CENT, MONTHS, periods_of, rounded
from tests.untraced import untraced

FOCUS = Focus(lines=1, settlement=2, milestones=4, triggers=1, limits=0, grants=0, caps=2)


def disputed_contracts() -> st.SearchStrategy[tuple[m.Contract, m.Data, list[Row]]]:
    """A contract, its data with facts that can be, and what is owed by both."""
    return choices().map(_draw)


@untraced
def _draw(choose: Chooser) -> tuple[m.Contract, m.Data, list[Row]]:
    contract, data = Drawing(choose, FOCUS).all()
    contract = _tame(choose, contract)
    count = len(periods_of(contract))  # nothing vests, so that nothing after the term is asked for
    data = replace(data, figures={name: own[:count] for name, own in data.figures.items()})
    horizon = 24 // MONTHS[contract.period] + 2
    plain = Claims(contract, data, horizon)
    facts = tuple(fact for _ in range(choose.number(1, 9)) for fact in _facts(choose, plain))
    claims = Claims(contract, replace(data, facts=facts), horizon)
    rows = claims.all()
    return contract, replace(data, facts=tuple(claims.facts)), rows


def _tame(choose: Chooser, contract: m.Contract) -> m.Contract:
    """Of the contract's amounts nothing comes back and nothing is pending; add late interest."""
    payments = []
    for payment in contract.payments:
        lines = (x for x in payment.lines if not isinstance(x, m.BelowZero))
        kept = (x for x in payment.settlement if isinstance(x, m.HoldBack))
        late = Fraction(choose.number(1, 60), 400), choose.pick([365, 360])
        own = replace(payment, lines=(*lines, m.BelowZero(True)), settlement=tuple(kept))
        payments.append(replace(own, late=late if choose.chance(7) else None))
    rate = Fraction(choose.number(0, 40), 400) if choose.chance(7) else None
    rules = m.Disputes(choose.number(5, 90), choose.chance(8), rate or None)
    return replace(contract, payments=tuple(payments), opposite_set_off=False, disputes=rules)


def _facts(choose: Chooser, claims: Claims) -> list[m.Fact]:
    """A payment, or a dispute and perhaps its result, around the days on which they can be."""
    contract = claims.contract
    own: list[m.Payment | m.Milestone] = [*contract.payments, *contract.milestones]
    about = choose.pick(own)
    last = len(periods_of(contract)) - 1
    t = choose.pick([0, last, min(1, last), choose.number(0, last)])  # so that facts meet
    stated = claims._known(about.name, t)
    day = claims.settled[t] + timedelta(days=choose.number(0, 40))
    part = choose.pick(
        [Fraction(1), Fraction(1), Fraction(1, 2), Fraction(choose.number(0, 30), 10)]
    )
    amount = rounded(stated * part, "half up")
    if choose.chance(5):
        subject = choose.pick([about.name, about.name, f"{about.payer} to {about.payee}"])
        named = t if choose.chance(6) else None
        late = timedelta(days=choose.pick([0, 0, 40, choose.number(0, 200)]))
        return [m.Fact(day + late, "payment", subject, named, about.payer, max(amount, CENT))]
    by = choose.pick([about.payer, about.payee])
    found = [m.Fact(day, "dispute", about.name, t, by, amount)]
    if choose.chance(8):
        result = rounded(stated * Fraction(choose.number(0, 12), 10), "half up")
        ended = day + timedelta(days=choose.number(0, 150))
        found.append(m.Fact(ended, "resolution", about.name, t, "mediator", result))
    return found
