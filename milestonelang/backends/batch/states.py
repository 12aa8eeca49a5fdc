"""Operations with a memory in a kernel: lags, totals, windows, conditions that last, triggers."""

from fractions import Fraction

from milestonelang import ir
from milestonelang.backends.batch.amounts import NOUGHT, Known, Num, Truth
from milestonelang.backends.batch.emit import FALSE, TRUE, ZERO, number
from milestonelang.backends.batch.form import NotForKernelError, V
from milestonelang.backends.batch.translate import Translator
from milestonelang.ir.windows import window_bounds
from milestonelang.types import Aggregate


def earlier(t: Translator, op: ir.Earlier, key: str, origin: int) -> Known:
    """Return the operand some periods ago."""
    count = op.periods
    t.finishes.append(lambda: t.keep(key, t.known(op.operand)))
    in_term = [index >= count for index in range(len(t.periods))]
    before = None if op.baseline is None else t.known(op.baseline)
    if t.e.period is not None and not in_term[t.e.period]:
        return before or Num(ZERO, 1, None, t.reason("before the term", origin))
    at = t.e.table([max(0, index - count) for index in range(len(t.periods))])
    kept = t.recall(key, at)
    if kept is None:
        # No period is that late.
        return before or Num(ZERO, 1, None, t.reason("before the term", origin))
    inside = t.holds_in(in_term)
    if isinstance(kept, Truth):
        if before is None:
            before = Truth(FALSE, t.reason("before the term", origin))
        assert isinstance(before, Truth)
        return t.a.choose_truth(inside, kept, before)
    if before is None:
        before = Num(ZERO, 1, None, t.reason("before the term", origin))
    assert isinstance(before, Num)
    return t.a.choose(inside, kept, before)


def total_before(t: Translator, op: ir.TotalBefore, key: str) -> Num:
    """Return the operand added up over the earlier periods of its window."""
    kept = t.load(key)
    assert isinstance(kept, Num)
    before = t.a.choose(t.goes_on(op.window), kept, NOUGHT)
    t.finishes.append(lambda: t.store(key, t.a.add(before, t.number(op.operand))))
    return before


def window_of(t: Translator, op: ir.WindowOf, key: str, origin: int) -> Known:
    """Return an aggregate over a window of periods."""
    e = t.e
    value = t.known(op.operand)
    t.keep(key, value)
    bounds = window_bounds(op, t.periods)
    first = [each[0] for each in bounds]
    end = [each[1] for each in bounds]
    sizes = [max(0, b - a) for a, b in zip(first, end, strict=True)]
    found, unknown = _gathered(t, op, key, first, end, sizes)
    if not all(sizes) and op.aggregate not in _OF_NOTHING:
        empty = t.holds_in([size == 0 for size in sizes])
        unknown = e.select(empty, t.reason("before the term", origin), unknown or ZERO)
    full = [each[2] or op.as_many_as_there_are for each in bounds]
    if not all(full):
        short = t.reason("window before the term", origin)
        unknown = e.select(t.holds_in(full), unknown or ZERO, short)
    if isinstance(found, Truth):
        known = TRUE if unknown is None else e.equal(unknown, ZERO)
        return Truth(e.both(found.b, known), unknown)
    return Num(found.n, found.scale, found.over, unknown)


_OF_NOTHING = {Aggregate.SUM, Aggregate.COUNT, Aggregate.COUNT_DISTINCT}


def _gathered(
    t: Translator,
    op: ir.WindowOf,
    key: str,
    first: list[int],
    end: list[int],
    sizes: list[int],
) -> tuple[Known, V | None]:
    e = t.e
    lasts = e.table([max(0, each - 1) for each in end])
    match op.aggregate:
        case Aggregate.FIRST | Aggregate.LAST:
            at = lasts if op.aggregate is Aggregate.LAST else e.table(first)
            item = t.recall(key, at)
            assert item is not None
            _, unknown = _added(t, key, first, end)
            return item, unknown
        case Aggregate.HIGHEST | Aggregate.LOWEST:
            highest = op.aggregate is Aggregate.HIGHEST
            extreme = _extreme(t, key, first, end, highest)
            _, unknown = _added(t, key, first, end)
            return extreme, unknown
        case Aggregate.SUM | Aggregate.COUNT | Aggregate.AVERAGE | Aggregate.SHARE:
            counts = op.aggregate in (Aggregate.COUNT, Aggregate.SHARE)
            is_truth = isinstance(t.known(op.operand), Truth)
            total, unknown = _added(t, key, first, end)
            if counts and not is_truth:
                total = Num(e.table(sizes))
            if op.aggregate in (Aggregate.SUM, Aggregate.COUNT):
                return total, unknown
            inverse = t.listed([Fraction(1, max(1, size)) for size in sizes])
            return t.a.times(total, inverse), unknown
        case Aggregate.MEDIAN | Aggregate.COUNT_DISTINCT:
            raise NotForKernelError(f"the {op.aggregate.value} over a window of periods")


def _added(t: Translator, key: str, first: list[int], end: list[int]) -> tuple[Num, V | None]:
    """Return the sum of what was kept over a range of periods, and why some is unknown."""
    e = t.e
    total, doubt = f"{key} total", f"{key} doubt"
    has_unknown = t.shapes[key][3]
    e.set_cell(total, ZERO)
    if has_unknown:
        e.set_cell(doubt, ZERO)
    for at in e.each_earlier(first, end):
        item = t.recall(key, at)
        if isinstance(item, Truth):
            e.add_to(total, e.count(item.b))
        elif item is not None:
            if item.over is not None:
                raise NotForKernelError("a sum of quotients over a window")
            e.add_to(total, item.n)
        if item is not None and item.unknown is not None:
            e.set_cell(doubt, e.joined(e.cell(doubt), item.unknown) or ZERO)
    scale = t.shapes[key][1]
    return Num(e.cell(total), scale), e.cell(doubt) if has_unknown else None


def _extreme(t: Translator, key: str, first: list[int], end: list[int], highest: bool) -> Known:
    e = t.e
    best = f"{key} best"
    start = t.recall(key, e.table(first))
    if not isinstance(start, Num) or start.over is not None:
        raise NotForKernelError("the highest or lowest quotient over a window")
    e.set_cell(best, start.n)
    for at in e.each_earlier(first, end):
        item = t.recall(key, at)
        assert isinstance(item, Num)
        before = e.cell(best)
        e.set_cell(best, e.max(before, item.n) if highest else e.min(before, item.n))
    return Num(e.cell(best), start.scale)


# ---- conditions over periods


def consecutive(t: Translator, op: ir.Consecutive, key: str) -> Truth:
    """Return whether a condition has held for some periods running."""
    e, count = t.e, number(op.periods)
    item = t.truth(op.condition)
    sure = e.cell(f"{key} sure")
    sure = e.select(item.b, e.min(e.add(sure, number(1)), count), ZERO)
    e.set_cell(f"{key} sure", sure)
    holds = e.at_most(count, sure)
    t.keep(key, item)
    if not t.shapes[key][3]:
        return Truth(holds)
    may = e.cell(f"{key} may")
    may = e.select(t.a.fails(item), ZERO, e.min(e.add(may, number(1)), count))
    e.set_cell(f"{key} may", may)
    ends = range(1, len(t.periods) + 1)
    _, unknown = _added(t, key, [max(0, end - op.periods) for end in ends], list(ends))
    in_doubt = e.both(e.at_most(count, may), e.opposite(holds))
    return Truth(holds, e.select(in_doubt, unknown or ZERO, ZERO))


def in_last(t: Translator, op: ir.InLast, key: str) -> Truth:
    """Return whether a condition has held in some of the last periods."""
    e = t.e
    item = t.truth(op.condition)
    t.keep(key, item)
    t.keep(f"{key} fails", Truth(t.a.fails(item)))
    ends = range(1, len(t.periods) + 1)
    first = [max(0, end - op.periods) for end in ends]
    held, unknown = _added(t, key, first, list(ends))
    enough = t.holds_in([end >= op.periods for end in ends])
    holds = e.both(enough, e.at_most(number(op.times), held.n))
    if unknown is None:
        return Truth(holds)
    failed, _ = _added(t, f"{key} fails", first, list(ends))
    may = e.at_most(failed.n, number(op.periods - op.times))
    in_doubt = e.both(enough, may, e.opposite(holds))
    return Truth(holds, e.select(in_doubt, unknown, ZERO))


def ever_held(t: Translator, op: ir.EverHeld, key: str) -> Truth:
    """Return whether a condition has held at any time so far."""
    item, before = t.truth(op.condition), t.load(key)
    if not isinstance(before, Truth):
        before = Truth(FALSE)
    found = t.a.any_of([before, item])
    t.store(key, found)
    return found


# ---- triggers


def active(t: Translator, op: ir.Active, key: str) -> Truth:
    """Return whether a trigger is active; a start or end that is unknown is left to `exact`."""
    e = t.e
    starts, ends = t.sure(op.start), t.sure(op.end)

    def was(what: str) -> V:
        return e.cell(f"{key} {what}", 0, True)

    pending, running, blocked = was("pending"), was("active"), was("blocked")
    age = e.cell(f"{key} age")
    going = e.both(running, e.opposite(ends), e.opposite(pending))
    young = TRUE if op.lasts is None else e.less(age, number(op.lasts))
    goes_on = e.both(going, young)
    ages = e.both(going, e.opposite(young))
    rests = e.both(e.opposite(pending), e.opposite(going))
    may_start = e.both(rests, starts, e.opposite(ends), e.opposite(blocked))
    begins = e.both(pending, e.opposite(ends))
    now_pending = FALSE
    if op.from_next:
        now_pending = may_start
    else:
        begins = e.either(begins, may_start)
    now_active = e.either(goes_on, begins)
    # It stays blocked as long as its start holds.
    now_blocked = e.both(starts, e.either(ages, e.both(rests, blocked)))
    if op.lasts is not None:
        # Beyond its longest time its age does not matter.
        older = e.min(e.add(age, number(1)), number(op.lasts))
        e.set_cell(f"{key} age", e.select(goes_on, older, e.count(begins)))
        e.set_cell(f"{key} blocked", now_blocked)
    if op.from_next:
        e.set_cell(f"{key} pending", now_pending)
    e.set_cell(f"{key} active", now_active)
    return Truth(now_active)
