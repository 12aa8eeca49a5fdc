"""Triggers, milestones and duties, symbolically.

A trigger is exact, phase by phase. A milestone that rests on its condition alone is exact too; with
evidence or an earlier milestone it may be achieved in any period in which it still can be, once its
condition has held and the earlier one is achieved. The state of a duty may be any that its calls
allow. No waiver and no extension is granted: that is an assumption of every proof.
"""

from typing import Any

from milestonelang import ir, records
from milestonelang.backends.proof.encode import Encoder, Now, Parts
from milestonelang.backends.proof.encode_time import holds_now
from milestonelang.backends.proof.symbols import NOTHING, Sym, constant
from milestonelang.primitives.dates import is_weekend, shift


@records.frozen(eq=False)
class Phase:
    """What a trigger may be in: active with an age, blocked, pending; *known* if there is no doubt.

    Without a longest time there is one age.
    """

    ages: tuple[Any, ...]
    blocked: Any
    pending: Any
    known: Any


def active(encoder: Encoder, op: ir.Active, value: ir.Value, now: Now, index: int) -> Sym:
    """Encode whether a trigger is active."""
    algebra = encoder.algebra
    before = _before(encoder, op, value, index)
    start: Sym = now[op.start]
    end: Sym = Sym(False) if op.end is None else now[op.end]
    known = algebra.both(before.known, start.ok, end.ok)
    starts, ends = start.e, end.e
    both, negated, either = algebra.both, algebra.negated, algebra.either
    was = either(*before.ages)
    # From pending, from active, and from neither.
    from_pending = both(before.pending, negated(ends))
    too_old = False if op.lasts is None else before.ages[-1]
    stays = both(negated(before.pending), was, negated(ends))
    free = both(negated(before.pending), negated(both(was, negated(ends))))
    begins = both(free, starts, negated(ends), negated(before.blocked))
    if op.lasts is None:
        ages: tuple[Any, ...] = (either(from_pending, stays, False if op.from_next else begins),)
    else:
        first = either(from_pending, False if op.from_next else begins)
        older = [both(stays, each) for each in before.ages[:-1]]
        ages = (first, *older)
    blocked = either(both(stays, too_old, starts), both(free, starts, before.blocked))
    pending = begins if op.from_next else False
    encoder.state[value.id] = Phase(ages, blocked, pending, known)
    return Sym(either(*ages), _agreed(encoder, known))


def _agreed(encoder: Encoder, known: Any) -> Any:
    """Where the conditions are in doubt, the courses may agree all the same."""
    if known is True:
        return True
    encoder.note("a trigger whose conditions may be unknown")
    return encoder.algebra.either(known, encoder.algebra.truth())


def _before(encoder: Encoder, op: ir.Active, value: ir.Value, index: int) -> Phase:
    count = 1 if op.lasts is None else op.lasts
    if index == 0:
        return Phase((False,) * count, False, False, True)
    if not encoder.any_state:
        found: Phase = encoder.state[value.id]
        return found

    def make() -> Phase:
        algebra = encoder.algebra
        ages = tuple(algebra.truth() for _ in range(count))
        blocked = algebra.truth() if op.lasts is not None else False
        pending = algebra.truth() if op.from_next else False
        phases = [each for each in (*ages, blocked, pending) if each is not False]
        if len(phases) > 1:
            algebra.assume(algebra.terms.counted("at most", phases, 1))
        bounds = encoder.state_bounds or {}
        doubtful = any(bounds.get(id, (None, None, True))[2] for id in ir.argument_ids(value.op))
        return Phase(ages, blocked, pending, algebra.truth() if doubtful else True)

    phase: Phase = encoder.space.same(("phase", value.id), (), make)
    return phase


# ---- milestones


def achievement(
    encoder: Encoder, op: ir.Achievement, value: ir.Value, now: Now, index: int
) -> Parts:
    """Encode how a milestone stands. Once achieved, missed or skipped it stays so."""
    algebra = encoder.algebra
    if index >= encoder.program.term_periods:
        return _stopped(encoder, op, value, index)
    was = _open_before(encoder, op, value, index)
    end = encoder.program.periods[index].end
    happens, missed, exact = _happens(encoder, op, value, now, index, was)
    others = [now[id] for id in op.overtaken]
    skipped = algebra.either(*(holds_now(encoder, each) for each in others))
    both, negated = algebra.both, algebra.negated
    cases = {
        "achieved": algebra.either(was["achieved"], happens),
        "skipped": algebra.either(was["skipped"], both(was["open"], negated(happens), skipped)),
        "missed": algebra.either(
            was["missed"], both(was["open"], negated(happens), negated(skipped), missed)
        ),
    }
    cases["open"] = negated(algebra.either(*cases.values()))
    ok: Any = True
    if not exact:
        asked = [*op.overtaken, *op.extensions, *(id for id in (op.condition,) if id is not None)]
        if not all(now[id].ok is True for id in asked) or op.after is not None:
            encoder.note("a milestone whose conditions may be unknown")
            ok = algebra.truth()
    state = Sym(_word(cases), ok)
    day = _day(encoder, op, value, index, cases["achieved"], happens, constant(end), exact)
    parts = {"state": state, "day": day, "now": Sym(happens, ok)}
    parts["last day"] = _last_day(encoder, op)
    encoder.state[value.id] = (cases, day)
    return parts


def _word(cases: dict[str, Any]) -> Any:
    sure = [word for word, each in cases.items() if each is True]
    if sure:
        return sure[0]
    return {word: each for word, each in cases.items() if each is not False}


def _open_before(
    encoder: Encoder, op: ir.Achievement, value: ir.Value, index: int
) -> dict[str, Any]:
    if index == 0:
        return {"open": True, "achieved": False, "missed": False, "skipped": False}
    if not encoder.any_state:
        found: dict[str, Any] = encoder.state[value.id][0]
        return found
    words = ("open", "achieved", "missed", "skipped")
    state: Sym = encoder.space.same(
        ("milestone", value.id), (), lambda: encoder.algebra.word(words)
    )
    assert isinstance(state.e, dict)
    latest = op.latest
    before = encoder.program.periods[index - 1].end
    if latest is not None and not op.extensions and before >= latest:
        encoder.algebra.assume(encoder.algebra.negated(state.e["open"]))
    return state.e


def _happens(
    encoder: Encoder,
    op: ir.Achievement,
    value: ir.Value,
    now: Now,
    index: int,
    was: dict[str, Any],
) -> tuple[Any, Any, bool]:
    """Return whether it is achieved now, whether its time is over, and whether that is exact."""
    algebra = encoder.algebra
    end = encoder.program.periods[index].end
    condition = None if op.condition is None else now[op.condition]
    exact = (
        condition is not None
        and condition.ok is True
        and not op.needs
        and op.after is None
        and not op.extensions
        and all(now[id].ok is True for id in op.overtaken)
    )
    missed: Any = op.latest is not None and end >= op.latest
    if exact and condition is not None:
        in_time = (op.earliest is None or end >= op.earliest) and (
            op.latest is None or end <= op.latest
        )
        return algebra.both(was["open"], in_time, condition.e), missed, True
    encoder.note("a milestone with evidence, an extension or an earlier one")
    if op.extensions:
        # How far its time is extended is not followed.
        missed = False if end < (op.latest or end + 1) else _fresh(encoder, value, now, index, "m")
    possible: Any = op.earliest is None or end >= op.earliest
    happens = _fresh(encoder, value, now, index, "now")
    candidate = _has_candidate(encoder, op, index)
    return algebra.both(was["open"], possible, candidate, happens), missed, False


def _has_candidate(encoder: Encoder, op: ir.Achievement, index: int) -> Any:
    """Whether what it cannot be achieved without is there: its condition, and what comes before.

    What is not known is no candidate: where it is read as false, the milestone stays open.
    """
    algebra = encoder.algebra
    before = True if op.after is None else encoder.values[index][op.after].ok
    if op.condition is None or encoder.any_state:
        return before
    held = []
    for each in range(index + 1):
        end = encoder.program.periods[each].end
        is_late = op.latest is not None and not op.extensions and end > op.latest
        if not is_late and (op.earliest is None or end >= op.earliest):
            held.append(holds_now(encoder, encoder.values[each][op.condition]))
    return algebra.both(before, algebra.either(*held))


def _fresh(encoder: Encoder, value: ir.Value, now: Now, index: int, what: str) -> Any:
    """Return a truth that is the same where all that it rests on is."""
    rests_on: list[Any] = [now[id] for id in ir.argument_ids(value.op)]
    if not encoder.any_state:
        # Earlier candidates count as well.
        rests_on += [
            encoder.values[each][id] for each in range(index) for id in ir.argument_ids(value.op)
        ]
    return encoder.space.same((what, value.id, index), rests_on, encoder.algebra.truth)


def _day(
    encoder: Encoder,
    op: ir.Achievement,
    value: ir.Value,
    index: int,
    achieved: Any,
    happens: Any,
    end: Sym,
    exact: bool,
) -> Sym:
    algebra = encoder.algebra
    if not exact or encoder.any_state:
        encoder.note("the day of a milestone")
        day = algebra.number(hi=end.lo)
        return Sym(day.e, achieved, None, end.lo)
    if index == 0:
        return Sym(end.e, achieved, end.lo, end.hi)
    before: Sym = encoder.state[value.id][1]
    chosen = algebra.choose(happens, end, Sym(before.e, True, before.lo, before.hi))
    return Sym(chosen.e, achieved, chosen.lo, chosen.hi)


def _stopped(encoder: Encoder, op: ir.Achievement, value: ir.Value, index: int) -> Parts:
    algebra = encoder.algebra
    if encoder.any_state:
        cases = _open_before(encoder, op, value, index)
        day = Sym(algebra.number().e, cases["achieved"])
    else:
        cases, day = encoder.state[value.id]
    last = {"last day": _last_day(encoder, op)}
    # What the evaluator holds for unknown stays so; here the courses were never told apart.
    return {"state": Sym(_word(cases), algebra.truth()), "day": day, "now": Sym(False), **last}


def _last_day(encoder: Encoder, op: ir.Achievement) -> Sym:
    if op.latest is None:
        return NOTHING
    if op.extensions:
        return encoder.algebra.number(ok=encoder.algebra.truth())
    return constant(op.latest)


# ---- duties


def duty(encoder: Encoder, op: ir.Duty, value: ir.Value, now: Now, index: int) -> Parts:
    """Encode how an obligation stands: in any way that its calls allow.

    What is called with the end of the period is due no earlier, and a delivery goes to what was
    called before it. So whether anything is overdue does not rest on such a call.
    """
    algebra = encoder.algebra
    calls = [now[call.when] for call in op.calls]
    quick = [call for call in op.calls if not _is_of_the_end(call)]
    if index == 0:
        before: Any = False
    elif encoder.any_state:
        before = encoder.space.same(("called", value.id), (), algebra.truth)
    else:
        before = encoder.state[value.id]
    called = algebra.either(before, *(_may_hold(encoder, each) for each in calls))
    by_now = algebra.either(before, *(_may_hold(encoder, now[call.when]) for call in quick))
    encoder.state[value.id] = called
    if called is False:
        no = Sym(False)
        quiet = {"state": Sym("not called"), "failing": no, "failed": no}
        return {**quiet, "failed on": NOTHING, "instances": NOTHING}
    encoder.note("the state of a duty")
    earlier: list[Any] = []
    if not encoder.any_state:
        earlier = [
            encoder.values[each][id] for each in range(index) for id in ir.argument_ids(value.op)
        ]
    days = [now[id] for call in quick for id in ir.argument_ids(call)]
    overdue: Parts = encoder.space.same(
        ("overdue", value.id, index),
        [*days, *earlier],
        lambda: _any_overdue(encoder, bool(quick) or _called_long_ago(encoder, op, index)),
    )
    words = ["due", "done", *(["cured"] if op.curable is not None else [])]
    if any(call.since is not None for call in op.calls):
        words.append("not called")
    other: Sym = encoder.space.same(
        ("duty", value.id, index),
        [*calls, *days, *earlier],
        lambda: algebra.word(words, algebra.truth()),
    )
    both, choose = algebra.both, algebra.choose
    waits = choose(both(by_now, overdue["overdue"].e), Sym("overdue", algebra.truth()), other)
    return {
        "state": choose(called, waits, Sym("not called", algebra.truth())),
        "failing": Sym(both(by_now, overdue["failing"].e), algebra.truth()),
        "failed": Sym(both(by_now, overdue["failed"].e), algebra.truth()),
        "failed on": overdue["failed on"],
        "instances": NOTHING,
    }


def _is_of_the_end(call: ir.Call) -> bool:
    """Whether what it calls is called with the end of the period, and is due then or later."""
    return call.since is None and call.until is None and call.count >= 0


def _may_hold(encoder: Encoder, item: Sym) -> Any:
    return encoder.algebra.either(encoder.algebra.negated(item.ok), item.e)


def _any_overdue(encoder: Encoder, is_possible: bool) -> Parts:
    algebra = encoder.algebra
    return {
        "overdue": Sym(algebra.truth() if is_possible else False),
        "failing": Sym(algebra.truth()),
        "failed": Sym(algebra.truth()),
        "failed on": algebra.number(ok=algebra.truth()),
    }


def _called_long_ago(encoder: Encoder, op: ir.Duty, index: int) -> bool:
    """Whether a duty that was called in the first period can be overdue by now."""
    if encoder.any_state:
        return True
    periods, today = encoder.program.periods, encoder.program.periods[index].end

    def is_business_day(day: int) -> bool:
        return not is_weekend(day) and day not in encoder.program.holidays

    return any(
        shift(
            periods[0].end,
            call.count,
            call.unit,
            encoder.program.month_ends,
            is_business_day,
        )
        < today
        for call in op.calls
    )


# ---- audits


def audited(encoder: Encoder, op: ir.Audited, value: ir.Value, now: Now, index: int) -> Parts:
    """Encode what audits find: anything, since an audit may find anything in any period."""
    encoder.note("what an audit finds")
    rests_on = [now[id] for id in op.thresholds]
    parts: Parts = encoder.space.same(
        ("audited", value.id, index), rests_on, lambda: _any_audit(encoder, op)
    )
    return parts


def _any_audit(encoder: Encoder, op: ir.Audited) -> Parts:
    algebra = encoder.algebra
    words = ["not audited", "within", "beyond"]
    words += ["targets open", "targets revised"] if op.targets_first else []
    waits = algebra.truth() if op.targets_first else False
    parts: Parts = {"state": algebra.word(words, algebra.truth())}
    parts["waits"] = Sym(waits, algebra.truth()) if op.targets_first else Sym(False)
    for position in range(len(op.thresholds)):
        parts[f"found {position}"] = Sym(algebra.truth(), algebra.truth())
        parts[f"found on {position}"] = algebra.number(ok=algebra.truth())
    return parts
