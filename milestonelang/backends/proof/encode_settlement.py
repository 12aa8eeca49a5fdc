"""What becomes of a payment's entitlements, symbolically: cohort by cohort, as the evaluator does.

What is released in parts, what vests under a condition and what is clawed back is any amount that
its cohort allows. From any state only what the running period's own entitlement gives is known.
"""

from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.encode import Encoder, Now, Parts, Unencodable
from milestonelang.backends.proof.rounding import rounded
from milestonelang.backends.proof.symbols import ZERO, Sym, constant
from milestonelang.types import RoundingMode

_WORDS = (
    *("held", "released", "to vest", "vested", "forfeited", "deferred", "deferred paid"),
    *("clawed back", "to set off", "to invoice", "lost", "lost of own"),
)
_OF_LINE: dict[type, tuple[str, ...]] = {
    ir.Hold: ("held", "released", "forfeited"),
    ir.Vest: ("to vest", "vested", "forfeited"),
    ir.Claw: ("clawed back",),
}
_NOTHING = constant(ZERO)


@records.frozen(eq=False)
class Cohort:
    """The entitlement of one period: what is held by line, what vests when, what is deferred.

    *set_apart* is what lines have held back or set out to vest, whatever became of it since.
    """

    period: int
    entitled: Sym
    held: dict[int, Sym]
    portions: tuple[tuple[int, int, Sym], ...]
    deferred: Sym
    forfeited: Sym
    set_apart: tuple[Sym, ...] = ()


class Settling:
    """One period of a settlement while its lines act: the cohorts and the amounts found so far."""

    def __init__(
        self,
        encoder: Encoder,
        op: ir.Settle | ir.SettleRows,
        now: Now,
        index: int,
        cohorts: list[Cohort],
    ) -> None:
        self.encoder, self.algebra = encoder, encoder.algebra
        self.op, self.now, self.index = op, now, index
        self.cohorts = cohorts
        self.found: dict[str, list[Sym]] = {word: [] for word in _WORDS}
        for position, line in enumerate(op.lines):
            for word in _OF_LINE[type(line)]:
                self.found[f"{word} {position}"] = []

    def add(self, word: str, position: int | None, amount: Sym) -> None:
        """Add an amount to what the period gives, in all and by its line."""
        self.found[word].append(amount)
        if position is not None:
            self.found[f"{word} {position}"].append(amount)

    def parts(self) -> Parts:
        """Return the amounts found so far, each added up."""
        return {word: self.algebra.add(items or [_NOTHING]) for word, items in self.found.items()}


def settle(encoder: Encoder, op: ir.Settle, value: ir.Value, now: Now, index: int) -> Parts:
    """Encode the settlement of a payment."""
    if encoder.any_state:
        return from_any_state(encoder, op, value, now, index)
    for line in op.lines:
        if type(line) not in _OF_LINE:
            raise Unencodable(f"the settlement line {type(line).__name__}")
    program = encoder.program
    runs = program.runs(index)
    cohorts: list[Cohort] = list(encoder.state.get(value.id, ()))
    if runs:
        entitled: Sym = now[op.entitled]
        cohorts.append(Cohort(index, entitled, {}, (), _NOTHING, _NOTHING))
    else:
        entitled = _NOTHING
    settling = Settling(encoder, op, now, index, cohorts)
    deferring: Sym = Sym(False)
    if op.deferring is not None and index < program.term_periods + program.wind_down - 1:
        deferring = now[op.deferring]
    _lose_deferred(settling)
    _pay_deferred(settling, deferring)
    in_term = index < program.term_periods
    for position, line in enumerate(op.lines):
        match line:
            case ir.Hold():
                if in_term or op.at_exit is None:
                    _hold(settling, line, position)
            case ir.Vest():
                _vest(settling, line, position, in_term)
            case ir.Claw():
                if in_term:
                    _claw(settling, line, position)
    leave(settling)
    _defer(settling, deferring)
    encoder.state[value.id] = tuple(settling.cohorts)
    return parts_given(settling, entitled)


def parts_given(settling: Settling, entitled: Sym) -> Parts:
    """Return what a settlement gives in a period, once its lines have acted."""
    algebra, parts = settling.algebra, settling.parts()
    back = algebra.add((entitled, parts["released"], parts["vested"], parts["deferred paid"]))
    gone = algebra.add((parts["held"], parts["to vest"], parts["deferred"], parts["lost of own"]))
    parts["gross"] = algebra.minus(back, gone)
    for word, amounts in stocks(settling.cohorts).items():
        parts[word] = algebra.add(amounts or [_NOTHING])
    return parts


def stocks(cohorts: list[Cohort]) -> dict[str, list[Sym]]:
    """Return what is held, unvested and put off after a period, cohort by cohort."""
    return {
        "holding": [each for cohort in cohorts for each in cohort.held.values()],
        "unvested": [each for cohort in cohorts for _, _, each in cohort.portions],
        "putting off": [cohort.deferred for cohort in cohorts],
    }


def from_any_state(
    encoder: Encoder, op: ir.Settle | ir.SettleRows, value: ir.Value, now: Now, index: int
) -> Parts:
    """Return what a settlement gives in a period, whatever came before it."""
    encoder.note("what becomes of earlier entitlements")
    arguments = [now[id] for id in ir.argument_ids(op)]
    words = [*_WORDS, "gross", "holding", "unvested", "putting off"]
    for position, line in enumerate(op.lines):
        words += [f"{word} {position}" for word in _OF_LINE.get(type(line), ())]
    found: Parts = {}
    for word in words:
        whole = encoder.anything(value, ("settled", word, index), arguments)
        low = None if word == "gross" else ZERO
        if low is not None:
            encoder.algebra.assume(whole.e >= 0)
        found[word] = Sym(whole.e, whole.ok, low, short=None)
    return found


# ---- the lines


def _is_positive(settling: Settling, amount: Sym) -> Any:
    return settling.algebra.negated(settling.algebra.at_most(amount, _NOTHING))


def is_nothing(amount: Sym) -> bool:
    """Whether an amount is known to be zero; one that is unknown may stand on any number."""
    return amount.is_constant and amount.e == 0 and amount.ok is True


def in_doubt(algebra: Algebra, amount: Sym) -> Sym:
    """Return an amount that may be known or not."""
    return Sym(amount.e, algebra.truth(), amount.lo, amount.hi, amount.unit)


def own_cohort(settling: Settling) -> Cohort | None:
    """Return the cohort of the running period, if it has one."""
    found = settling.cohorts[-1] if settling.cohorts else None
    return found if found is not None and found.period == settling.index else None


def _free(settling: Settling, cohort: Cohort) -> Sym:
    apart = settling.algebra.add(list(cohort.set_apart) or [_NOTHING])
    return settling.algebra.minus(cohort.entitled, apart)


def _hold(settling: Settling, line: ir.Hold, position: int) -> None:
    algebra, now = settling.algebra, settling.now
    own = own_cohort(settling)
    if own is not None:
        share = algebra.multiply(now[line.share], own.entitled)
        amount = rounded(algebra, share, settling.op.unit, settling.op.mode)
        free = _free(settling, own)
        amount = algebra.greatest((algebra.least((amount, free)), _NOTHING))
        amount = algebra.choose(_is_positive(settling, own.entitled), amount, _NOTHING)
        ok = algebra.both(own.entitled.ok, amount.ok)
        amount = Sym(amount.e, ok, ZERO, amount.hi, amount.unit)
        settling.cohorts[-1] = records.evolve(
            own, held={**own.held, position: amount}, set_apart=(*own.set_apart, amount)
        )
        settling.add("held", position, amount)
    last = last_test(settling)
    for place, cohort in enumerate(settling.cohorts):
        if position in cohort.held:
            settling.cohorts[place] = _test(settling, line, position, cohort, last)


def last_test(settling: Settling) -> int:
    """Return the period from which on all that is held is due."""
    program = settling.encoder.program
    if settling.op.at_exit is not None:
        return len(program.periods)
    return program.term_periods - 1


def _test(settling: Settling, line: ir.Hold, position: int, cohort: Cohort, last: int) -> Cohort:
    """Release what is due of a cohort, and forfeit what the condition forfeits."""
    algebra, index = settling.algebra, settling.index
    left = cohort.held[position]
    if is_nothing(left):
        return cohort
    lost: Sym = Sym(False) if line.forfeited_if is None else settling.now[line.forfeited_if]
    always = line.at_any_time and index > cohort.period
    age = index - cohort.period
    due = _NOTHING
    if index >= last or (line.periods is not None and age >= line.periods):
        due = left
    elif line.periods is None:
        due = _in_parts(settling, line, left)
    rest = algebra.minus(left, due) if due is not left else _NOTHING
    rest = Sym(rest.e, rest.ok, ZERO, rest.hi, rest.unit)
    if line.periods is None and rest.ok is not True:
        rest = in_doubt(algebra, rest)  # once all is released nothing is left, whatever it was
    gone = left if always else due
    released = algebra.choose(lost.e, _NOTHING, due)
    forfeited = algebra.choose(lost.e, gone, _NOTHING)
    kept = algebra.choose(lost.e, _NOTHING, rest) if always else rest
    if lost.ok is not True:
        settling.encoder.note("a forfeiture whose condition may be unknown")
        released = released if is_nothing(due) else in_doubt(algebra, released)
        forfeited = forfeited if is_nothing(gone) else in_doubt(algebra, forfeited)
        kept = in_doubt(algebra, kept) if always and not is_nothing(rest) else kept
    settling.add("released", position, released)
    settling.add("forfeited", position, forfeited)
    return records.evolve(
        cohort,
        held={**cohort.held, position: kept},
        forfeited=algebra.add((cohort.forfeited, forfeited)),
    )


def _in_parts(settling: Settling, line: ir.Hold, left: Sym) -> Sym:
    """What is released in parts, on conditions: any part of what is left."""
    algebra = settling.algebra
    settling.encoder.note("what is released in parts")
    due = algebra.number(lo=ZERO, ok=algebra.truth())
    algebra.assume(algebra.at_most(due, left))
    may = algebra.either(
        *(
            algebra.either(algebra.negated(settling.now[when].ok), settling.now[when].e)
            for _, when in line.parts
        )
    )
    return algebra.choose(may, Sym(due.e, due.ok, ZERO, left.hi), _NOTHING)


def _vest(settling: Settling, line: ir.Vest, position: int, in_term: bool) -> None:
    algebra = settling.algebra
    own = own_cohort(settling) if in_term else None
    if own is not None:
        free = _free(settling, own)
        free = algebra.greatest((free, _NOTHING))
        portions = _portions(settling, line, position, own.period, free)
        settling.cohorts[-1] = records.evolve(
            own, portions=own.portions + portions, set_apart=(*own.set_apart, free)
        )
        settling.add("to vest", position, free)
    holds: Sym = Sym(True) if line.condition is None else settling.now[line.condition]
    for place, cohort in enumerate(settling.cohorts):
        if not cohort.portions:
            continue
        kept: list[tuple[int, int, Sym]] = []
        forfeited = [cohort.forfeited]
        for portion in cohort.portions:
            whose, due, amount = portion
            if whose != position or due > settling.index:
                kept.append(portion)
                continue
            vested, lost, stays = _vested(settling, line, holds, amount)
            settling.add("vested", position, vested)
            if stays is not None:
                kept.append((whose, due, stays))
            if lost is not None:
                settling.add("forfeited", position, lost)
                forfeited.append(lost)
        settling.cohorts[place] = records.evolve(
            cohort, portions=tuple(kept), forfeited=algebra.add(forfeited)
        )


def _vested(
    settling: Settling, line: ir.Vest, holds: Sym, amount: Sym
) -> tuple[Sym, Sym | None, Sym | None]:
    """Return what vests of a portion, what is forfeited, and what stays."""
    algebra = settling.algebra
    vested = algebra.choose(holds.e, amount, _NOTHING)
    rest = algebra.choose(holds.e, _NOTHING, amount)
    if holds.ok is not True:
        settling.encoder.note("vesting whose condition may be unknown")
        vested = Sym(vested.e, algebra.truth(), vested.lo, vested.hi)
        rest = Sym(rest.e, algebra.truth(), rest.lo, rest.hi)
    return (vested, None, rest) if line.delayed else (vested, rest, None)


def _portions(
    settling: Settling, line: ir.Vest, position: int, period: int, amount: Sym
) -> tuple[tuple[int, int, Sym], ...]:
    algebra = settling.algebra
    origin = period if line.from_period is None else line.from_period
    due = [origin + max(k, line.nothing_before or 0) for k in range(1, line.periods + 1)]
    each = algebra.scaled(Fraction(1, line.periods), amount)
    part = rounded(algebra, each, settling.op.unit, RoundingMode.DOWN)
    last = algebra.minus(amount, algebra.scaled(Fraction(line.periods - 1), part))
    last = Sym(last.e, last.ok, ZERO, last.hi, last.unit)
    parts = [part] * (line.periods - 1) + [last]
    return tuple((position, day, amount) for day, amount in zip(due, parts, strict=True))


def _claw(settling: Settling, line: ir.Claw, position: int) -> None:
    """What is taken back: where the condition holds, anything up to what was paid so far."""
    algebra, encoder = settling.algebra, settling.encoder
    condition: Sym = settling.now[line.condition]
    if condition.ok is True and condition.e is False:
        return
    encoder.note("how much is taken back")
    rests_on = [
        condition,
        *(settling.now[id] for id in (line.share, line.amount) if id is not None),
    ]
    rests_on += [each for cohort in settling.cohorts for each in _of_cohort(cohort)]
    sure = all(each.ok is True for each in rests_on)
    amount = algebra.number(lo=ZERO, ok=True if sure else algebra.truth())
    for bound in _most_taken(settling, line):
        algebra.assume(algebra.at_most(amount, bound))
    taken = algebra.choose(condition.e, amount, _NOTHING)
    if condition.ok is not True:
        taken = Sym(taken.e, algebra.truth(), ZERO)
    settling.add("clawed back", position, taken)
    settling.add("to set off" if line.by_set_off else "to invoice", None, taken)


def _of_cohort(cohort: Cohort) -> list[Sym]:
    portions = [amount for _, _, amount in cohort.portions]
    return [cohort.entitled, cohort.deferred, cohort.forfeited, *cohort.held.values(), *portions]


def _most_taken(settling: Settling, line: ir.Claw) -> list[Sym]:
    """Return what a clawback never exceeds: what earlier entitlements came to, each above zero."""
    algebra = settling.algebra
    first = 0 if line.periods is None else settling.index - line.periods
    entitled = [
        algebra.greatest((cohort.entitled, _NOTHING))
        for cohort in settling.cohorts
        if first <= cohort.period < settling.index
    ]
    return [algebra.add(entitled or [_NOTHING])]


# ---- exits and deferrals


def _lose_deferred(settling: Settling) -> None:
    program, at_exit = settling.encoder.program, settling.op.at_exit
    if at_exit is None or not at_exit.loses_accrued:
        return
    if settling.index != program.term_periods - 1:
        return
    for place, cohort in enumerate(settling.cohorts):
        settling.add("lost", None, cohort.deferred)
        settling.add("forfeited", None, cohort.deferred)
        forfeited = settling.algebra.add((cohort.forfeited, cohort.deferred))
        settling.cohorts[place] = records.evolve(cohort, deferred=_NOTHING, forfeited=forfeited)


def _pay_deferred(settling: Settling, deferring: Sym) -> None:
    if deferring.e is True and deferring.ok is True:
        return
    algebra = settling.algebra
    for place, cohort in enumerate(settling.cohorts):
        if is_nothing(cohort.deferred):
            continue
        paid = algebra.choose(deferring.e, _NOTHING, cohort.deferred)
        rest = algebra.choose(deferring.e, cohort.deferred, _NOTHING)
        if deferring.ok is not True:
            settling.encoder.note("a deferral that may be unknown")
            paid = Sym(paid.e, algebra.truth(), paid.lo, paid.hi)
            rest = Sym(rest.e, algebra.truth(), rest.lo, rest.hi)
        settling.add("deferred paid", None, paid)
        settling.cohorts[place] = records.evolve(cohort, deferred=rest)


def _made_payable(settling: Settling, own: Cohort) -> Sym:
    algebra = settling.algebra
    elsewhere = [
        *own.held.values(),
        *(each for _, _, each in own.portions),
        own.deferred,
        own.forfeited,
    ]
    return algebra.minus(own.entitled, algebra.add(elsewhere))


def _defer(settling: Settling, deferring: Sym) -> None:
    own = own_cohort(settling)
    if own is None or (deferring.e is False and deferring.ok is True):
        return
    algebra = settling.algebra
    amount = algebra.greatest((_made_payable(settling, own), _NOTHING))
    amount = algebra.choose(deferring.e, amount, _NOTHING)
    if deferring.ok is not True:
        amount = Sym(amount.e, algebra.truth(), amount.lo, amount.hi)
    settling.cohorts[-1] = records.evolve(own, deferred=amount)
    settling.add("deferred", None, amount)


def leave(settling: Settling) -> None:
    """Do with the amounts of all cohorts what the exit says, each in its period."""
    at_exit, program = settling.op.at_exit, settling.encoder.program
    if at_exit is None:
        return
    last, end = program.term_periods - 1, program.term_periods + program.wind_down - 1
    if settling.index == last:
        if at_exit.unvested is not None:
            _end_vesting(settling, at_exit.unvested)
        if at_exit.held is ir.Fate.FORFEITED:
            _empty(settling, "forfeited")
        if at_exit.loses_accrued:
            _lose_own(settling)
    if settling.index == end and at_exit.held is ir.Fate.RELEASED:
        _empty(settling, "released")


def _end_vesting(settling: Settling, fate: ir.Fate) -> None:
    word = "vested" if fate is ir.Fate.RELEASED else "forfeited"
    for place, cohort in enumerate(settling.cohorts):
        forfeited = [cohort.forfeited]
        for line, _, amount in cohort.portions:
            settling.add(word, line, amount)
            if fate is ir.Fate.FORFEITED:
                forfeited.append(amount)
        total = settling.algebra.add(forfeited)
        settling.cohorts[place] = records.evolve(cohort, portions=(), forfeited=total)


def _empty(settling: Settling, word: str) -> None:
    for place, cohort in enumerate(settling.cohorts):
        forfeited = [cohort.forfeited]
        for line, amount in cohort.held.items():
            settling.add(word, line, amount)
            if word == "forfeited":
                forfeited.append(amount)
        held = dict.fromkeys(cohort.held, _NOTHING)
        total = settling.algebra.add(forfeited)
        settling.cohorts[place] = records.evolve(cohort, held=held, forfeited=total)


def _lose_own(settling: Settling) -> None:
    own = own_cohort(settling)
    if own is None:
        return
    algebra = settling.algebra
    amount = algebra.greatest((_made_payable(settling, own), _NOTHING))
    settling.add("lost", None, amount)
    settling.add("lost of own", None, amount)
    settling.add("forfeited", None, amount)
    forfeited = algebra.add((own.forfeited, amount))
    settling.cohorts[-1] = records.evolve(own, forfeited=forfeited)
