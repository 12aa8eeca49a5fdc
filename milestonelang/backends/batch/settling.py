"""Settlement in a kernel: what is held, vests, is deferred and clawed back, by cohort.

A cohort is the entitlement of one period. What is asked of a cohort later is kept in a history, one
number for each period; what is only asked for in all is kept in a cell. An entitlement or condition
that is unknown is left to `exact`. All amounts are whole numbers of one scale.
"""

from fractions import Fraction
from math import lcm
from typing import assert_never

from milestonelang import ir
from milestonelang.backends.batch.amounts import Known, Num
from milestonelang.backends.batch.emit import FALSE, ZERO, number
from milestonelang.backends.batch.form import NotForKernelError, V
from milestonelang.backends.batch.translate import Translator
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


def settle(t: Translator, op: ir.Settle, key: str) -> dict[str, Known]:
    """Return the parts of a settlement."""
    if op.at_exit is not None:
        raise NotForKernelError("what an exit makes of held amounts")
    return _Settlement(t, op, key).parts()


class _Settlement:
    """One period of a settlement while it is emitted."""

    def __init__(self, t: Translator, op: ir.Settle, key: str) -> None:
        self.t, self.e, self.op, self.key = t, t.e, op, key
        entitled = t.plain(op.entitled)
        self.scale = lcm(entitled.scale, op.unit.denominator)
        end = t.program.term_periods + t.program.wind_down
        self.count = len(t.periods)
        self.last = t.program.term_periods - 1
        runs = t.holds_in([index < end for index in range(self.count)])
        self.entitled = self.e.select(runs, t.a.scaled(entitled, self.scale).n, ZERO)
        self.free = self.entitled
        self.found: dict[str, V] = {}
        self.claws = any(isinstance(line, ir.Claw) for line in op.lines)
        self.elsewhere = ZERO  # of the running period's entitlement: held, unvested, forfeited

    def parts(self) -> dict[str, Known]:
        t, e, op = self.t, self.e, self.op
        end = t.program.term_periods + t.program.wind_down - 1
        deferring = FALSE
        if op.deferring is not None:
            before_end = t.holds_in([index < end for index in range(self.count)])
            deferring = e.both(t.sure(op.deferring), before_end)
        if self.claws:
            e.put(f"{self.key} entitled", self.entitled)
            e.put(f"{self.key} gone", ZERO)
            e.put(f"{self.key} clawed", ZERO)
            self.paid_before = self._paid_in_all()
        if op.deferring is not None:
            self._pay_deferred(deferring)
        for position, line in enumerate(op.lines):
            match line:
                case ir.Hold():
                    self._hold(line, position)
                case ir.Vest():
                    self._vest(line, position)
                case ir.Claw():
                    self._claw(line, position)
                case _:
                    assert_never(line)
        if op.deferring is not None:
            self._defer(deferring)
        return self._all()

    # ---- small words

    def add(self, word: str, line: int | None, amount: V) -> None:
        for each in (word,) if line is None else (word, f"{word} {line}"):
            self.found[each] = self.e.add(self.found.get(each, ZERO), amount)

    def rounded(self, share: Num, amount: V) -> V:
        """Return a share of an amount, rounded to the unit."""
        product = self.t.a.times(share, Num(amount, self.scale))
        return self.whole(self.t.a.rounded(product, self.op.unit, self.op.mode))

    def whole(self, amount: Num) -> V:
        return self.t.a.scaled(amount, self.scale).n

    def stock(self, what: str, more: V, less: V) -> V:
        """Change what a stock holds in all, and return it."""
        e = self.e
        name = f"{self.key} {what}"
        after = e.sub(e.add(e.cell(name), more), less)
        e.set_cell(name, after)
        return after

    def summed(self, name: str) -> V:
        return self.e.cell(f"{self.key} {name}")

    def start_sum(self, *names: str) -> None:
        for name in names:
            self.e.set_cell(f"{self.key} {name}", ZERO)

    def add_sum(self, name: str, amount: V) -> None:
        self.e.add_to(f"{self.key} {name}", amount)

    def left_it(self, amount: V, at: V) -> None:
        """Note for a cohort how much less, or more, of it is paid."""
        if self.claws:
            name = f"{self.key} gone"
            self.e.put(name, self.e.add(self.e.old(name, at), amount), at)

    # ---- lines

    def _hold(self, line: ir.Hold, position: int) -> None:
        e, t = self.e, self.t
        left, first = f"{self.key} left {position}", f"{self.key} first {position}"
        share = t.plain(line.share)
        held = self.rounded(share, e.max(self.entitled, ZERO))
        if self.free != self.entitled or share.n.low < 0 or share.n.high > share.scale:
            # Of an amount on the unit a share of one at most is never more than the amount.
            wanted = e.max(e.min(held, self.free), ZERO)
            held = e.select(e.less(ZERO, self.entitled), wanted, ZERO)
        self.free = e.sub(self.free, held)
        self.elsewhere = e.add(self.elsewhere, held)
        self.add("held", position, held)
        e.put(left, held)
        if self.claws:
            e.put(f"{self.key} gone", e.add(self._own_gone(), held))
        if line.periods is None:
            e.put(first, held)
            for index in range(len(line.parts)):
                e.put(f"{self.key} part {position} {index}", ZERO)
        lost = t.sure(line.forfeited_if)
        released, forfeited = f"released {position}", f"forfeited {position}"
        self.start_sum(released, forfeited)
        starts, ends = self._tested(line)
        now = t.place()
        at_end = t.holds_in([index >= self.last for index in range(self.count)])
        if self._is_plain(line):
            self._release_oldest(line, left, lost, released, forfeited)
        for at in e.each_earlier(starts, ends):
            there = e.old(left, at)
            due = self._due(line, position, at, there, at_end)
            rest = e.sub(there, due)
            free, gone = e.select(lost, ZERO, due), e.select(lost, due, ZERO)
            if line.at_any_time:
                older = e.less(at, now)
                gone = e.select(lost, e.select(older, there, due), ZERO)
                rest = e.select(e.both(lost, older), ZERO, rest)
            self.add_sum(released, free)
            self.add_sum(forfeited, gone)
            self.left_it(e.neg(free), at)
            e.put(left, rest, at)
        self.add("released", position, self.summed(released))
        self.add("forfeited", position, self.summed(forfeited))
        back = e.add(self.summed(released), self.summed(forfeited))
        self.stock(f"holding {position}", held, back)

    @staticmethod
    def _is_plain(line: ir.Hold) -> bool:
        """Whether before the term ends just one cohort is asked about in each period."""
        return bool(line.periods) and not line.at_any_time

    def _release_oldest(
        self, line: ir.Hold, left: str, lost: V, released: str, forfeited: str
    ) -> None:
        """Release what was held so many periods ago; it is not asked about again."""
        e, t, count = self.e, self.t, line.periods or 0
        at = e.table([max(0, index - count) for index in range(self.count)])
        is_there = t.holds_in([index >= count for index in range(self.count)])
        due = e.select(is_there, e.old(left, at), ZERO)
        free = e.select(lost, ZERO, due)
        e.set_cell(f"{self.key} {released}", free)
        e.set_cell(f"{self.key} {forfeited}", e.select(lost, due, ZERO))
        self.left_it(e.neg(free), at)

    def _own_gone(self) -> V:
        return self.e.old(f"{self.key} gone", self.t.place())

    def _tested(self, line: ir.Hold) -> tuple[list[int], list[int]]:
        """Return which cohorts may be released or forfeited in each period."""
        starts, ends = [], []
        for index in range(self.count):
            start = 0 if line.periods is None else max(0, index - line.periods)
            everyone = line.periods is None or line.at_any_time or index >= self.last
            end = index + 1 if everyone else max(start, index - (line.periods or 0) + 1)
            if self._is_plain(line):
                start = min(index + 1, max(0, index - (line.periods or 0) + 1))
                end = index + 1 if index >= self.last else start
            starts.append(start)
            ends.append(end)
        return starts, ends

    def _due(self, line: ir.Hold, position: int, at: V, there: V, at_end: V) -> V:
        """Return what is due for release of a cohort."""
        e, t = self.e, self.t
        if line.periods is not None:
            if not line.at_any_time:
                return there
            old_enough = e.at_most(number(line.periods), e.sub(t.place(), at))
            return e.select(e.either(at_end, old_enough), there, ZERO)
        first = e.old(f"{self.key} first {position}", at)
        left = there
        for index, (share, when) in enumerate(line.parts):
            flag = f"{self.key} part {position} {index}"
            done = e.old(flag, at, True)
            fires = e.both(t.sure(when), e.opposite(done))
            if share is None:
                left = e.select(fires, ZERO, left)
                continue
            amount = e.min(self.rounded(t.plain(share), first), left)
            left = e.select(fires, e.sub(left, amount), left)
            e.put(flag, e.count(e.either(done, fires)), at)
        return e.select(at_end, there, e.sub(there, left))

    def _vest(self, line: ir.Vest, position: int) -> None:
        e, t, count = self.e, self.t, line.periods
        name = f"{self.key} vest {position}"
        in_term = t.holds_in([index <= self.last for index in range(self.count)])
        amount = e.select(in_term, e.max(self.free, ZERO), ZERO)
        self.free = e.sub(self.free, amount)
        self.elsewhere = e.add(self.elsewhere, amount)
        self.add("to vest", position, amount)
        share = t.a.by(Num(amount, self.scale), Fraction(1, count))
        part = self.whole(t.a.rounded(share, self.op.unit, RoundingMode.DOWN))
        e.put(f"{name} whole", amount)
        e.put(f"{name} part", part)
        if line.delayed:
            e.put(f"{name} waiting", ZERO)
        if self.claws:
            e.put(f"{self.key} gone", e.add(self._own_gone(), amount))
        holds = t.sure(line.condition, True)
        vested, forfeited = f"vested {position}", f"forfeited {position}"
        self.start_sum(vested, forfeited)
        longest = max(count, line.nothing_before or 0)
        reach = self.count if line.from_period is not None or line.delayed else longest
        periods = range(self.count)
        starts = [max(0, index - reach) for index in periods]
        for at in e.each_earlier(starts, [index + 1 for index in periods]):
            due = self._portions_due(line, name, at)
            if line.delayed:
                due = e.add(e.old(f"{name} waiting", at), due)
                e.put(f"{name} waiting", e.select(holds, ZERO, due), at)
            free = e.select(holds, due, ZERO)
            gone = ZERO if line.delayed else e.select(holds, ZERO, due)
            self.add_sum(vested, free)
            self.add_sum(forfeited, gone)
            self.left_it(e.neg(free), at)
        self.add("vested", position, self.summed(vested))
        self.add("forfeited", position, self.summed(forfeited))
        back = e.add(self.summed(vested), self.summed(forfeited))
        self.stock(f"unvested {position}", amount, back)

    def _portions_due(self, line: ir.Vest, name: str, at: V) -> V:
        """Return what of a cohort falls due in the running period."""
        e, now = self.e, self.t.place()
        whole, part = e.old(f"{name} whole", at), e.old(f"{name} part", at)
        origin = at if line.from_period is None else number(line.from_period)
        age = e.sub(now, origin)
        before = self._up_to(line, whole, part, e.sub(age, number(1)))
        if line.from_period is not None:
            # What fell due before the cohort was there comes with it.
            before = e.select(e.equal(at, now), ZERO, before)
        return e.sub(self._up_to(line, whole, part, age), before)

    def _up_to(self, line: ir.Vest, whole: V, part: V, age: V) -> V:
        """Return what of a cohort has fallen due when it is that old."""
        e, count = self.e, line.periods
        waits = max(line.nothing_before or 0, 1)
        portions = e.min(e.max(age, ZERO), number(count))
        found = e.select(e.at_most(number(count), age), whole, e.mul(part, portions))
        return e.select(e.at_most(number(waits), age), found, ZERO)

    def _claw(self, line: ir.Claw, position: int) -> None:
        e, t = self.e, self.t
        in_term = t.holds_in([index <= self.last for index in range(self.count)])
        holds = e.both(t.sure(line.condition), in_term)
        if line.amount is not None:
            taken = self._claw_amount(t.plain(line.amount), holds, position)
        else:
            assert line.share is not None
            taken = self._claw_share(t.plain(line.share), line.periods or 0, holds, position)
        self.add("clawed back", position, taken)
        self.add("to set off" if line.by_set_off else "to invoice", None, taken)

    def _paid(self, at: V) -> V:
        e, key = self.e, self.key
        gone = e.add(e.old(f"{key} gone", at), e.old(f"{key} clawed", at))
        return e.sub(e.old(f"{key} entitled", at), gone)

    def _paid_in_all(self) -> V:
        self.start_sum("paid")
        count = range(self.count)
        for at in self.e.each_earlier([0 for _ in count], list(count)):
            self.add_sum("paid", self._paid(at))
        return self.summed("paid")

    def _claw_share(self, share: Num, periods: int, holds: V, position: int) -> V:
        e, key = self.e, self.key
        name = f"clawed {position}"
        self.start_sum(name)
        count = range(self.count)
        for at in e.each_earlier([max(0, index - periods) for index in count], list(count)):
            clawed = e.old(f"{key} clawed", at)
            remaining = e.sub(e.old(f"{key} entitled", at), clawed)
            amount = e.max(e.min(self.rounded(share, remaining), self._paid(at)), ZERO)
            amount = e.select(holds, amount, ZERO)
            e.put(f"{key} clawed", e.add(clawed, amount), at)
            self.add_sum(name, amount)
        return self.summed(name)

    def _claw_amount(self, amount: Num, holds: V, position: int) -> V:
        e, t, key = self.e, self.t, self.key
        rounded = self.whole(t.a.rounded(amount, self.op.unit, self.op.mode))
        most = e.min(self.paid_before, self._paid_in_all())
        wanted = e.max(e.min(rounded, most), ZERO)
        wanted = e.select(e.both(holds, e.less(ZERO, self.paid_before)), wanted, ZERO)
        left, name = f"{key} wanted {position}", f"clawed {position}"
        self.start_sum(name)
        e.set_cell(left, wanted)
        count = range(self.count)
        for step in e.each_earlier([0 for _ in count], list(count)):
            # The newest first.
            at = e.sub(e.sub(t.place(), number(1)), step)
            still = e.cell(left)
            part = e.min(still, e.max(self._paid(at), ZERO))
            e.put(f"{key} clawed", e.add(e.old(f"{key} clawed", at), part), at)
            e.set_cell(left, e.excess(still, part))
            self.add_sum(name, part)
        return self.summed(name)

    # ---- deferring

    def _pay_deferred(self, deferring: V) -> None:
        e = self.e
        name = f"{self.key} put off"
        before = e.cell(name)
        paid = e.select(deferring, ZERO, before)
        e.set_cell(name, e.sub(before, paid))
        self.add("deferred paid", None, paid)
        if self.claws:
            off = f"{self.key} off"
            e.put(off, ZERO)
            count = range(self.count)
            for at in e.each_earlier([0 for _ in count], list(count)):
                there = e.old(off, at)
                self.left_it(e.select(deferring, ZERO, e.neg(there)), at)
                e.put(off, e.select(deferring, there, ZERO), at)

    def _defer(self, deferring: V) -> None:
        e = self.e
        own = e.sub(self.entitled, self._own_elsewhere())
        amount = e.select(deferring, e.max(own, ZERO), ZERO)
        name = f"{self.key} put off"
        e.set_cell(name, e.add(e.cell(name), amount))
        self.add("deferred", None, amount)
        if self.claws:
            e.put(f"{self.key} off", amount)
            e.put(f"{self.key} gone", e.add(self._own_gone(), amount))

    def _own_elsewhere(self) -> V:
        """Return what of the running period's entitlement is not payable in the period."""
        e, t = self.e, self.t
        if self.claws:
            return self._own_gone()
        if not self.op.lines:
            return ZERO
        found = ZERO
        for position, line in enumerate(self.op.lines):
            if isinstance(line, ir.Hold):
                there = e.old(f"{self.key} left {position}", t.place())
                # What the term's last period releases at once is not held, nor is it lost.
                found = e.add(found, there)
                found = e.add(found, self._own_lost(line, position, there))
            elif isinstance(line, ir.Vest):
                found = e.add(found, self._own_unvested(line, position))
        return found

    def _own_lost(self, line: ir.Hold, position: int, there: V) -> V:
        """Return what of the period's own held amount is forfeited in the same period."""
        e, t = self.e, self.t
        lost = t.sure(line.forfeited_if)
        held = self.found.get(f"held {position}", ZERO)
        return e.select(lost, e.sub(held, there), ZERO)

    def _own_unvested(self, line: ir.Vest, position: int) -> V:
        e, t = self.e, self.t
        name = f"{self.key} vest {position}"
        whole = e.old(f"{name} whole", t.place())
        if line.from_period is None:
            return whole
        due = self._portions_due(line, name, t.place())
        holds = t.sure(line.condition, True)
        # What falls due at once is paid where the condition holds; else it waits or is lost.
        return e.sub(whole, e.select(holds, due, ZERO))

    # ---- what comes out

    def _all(self) -> dict[str, Known]:
        e = self.e
        parts = {word: self.found.get(word, ZERO) for word in _WORDS}
        for position, line in enumerate(self.op.lines):
            for word in _OF_LINE[type(line)]:
                name = f"{word} {position}"
                parts[name] = self.found.get(name, ZERO)
        back = e.add(e.add(self.entitled, parts["released"]), parts["vested"])
        back = e.add(back, parts["deferred paid"])
        gone = e.add(e.add(parts["held"], parts["to vest"]), parts["deferred"])
        parts["gross"] = e.sub(back, gone)
        parts["holding"] = parts["unvested"] = ZERO
        for position, line in enumerate(self.op.lines):
            if isinstance(line, ir.Hold | ir.Vest):
                what = "holding" if isinstance(line, ir.Hold) else "unvested"
                parts[what] = e.add(parts[what], e.cell(f"{self.key} {what} {position}"))
        parts["putting off"] = e.cell(f"{self.key} put off")
        return {name: Num(amount, self.scale) for name, amount in parts.items()}


def set_off(t: Translator, op: ir.SetOff, key: str) -> dict[str, Known]:
    """Return what is recovered of clawbacks in a period, the oldest first."""
    e = t.e
    payable = t.plain(op.payable)
    claws = [t.plain(id) for id in op.claws]
    scale = lcm(payable.scale, *(claw.scale for claw in claws))
    end = t.program.term_periods + t.program.wind_down - 1
    count = range(len(t.periods))
    room, still = f"{key} room", f"{key} still"
    e.set_cell(room, e.max(t.a.scaled(payable, scale).n, ZERO))
    e.set_cell(still, ZERO)
    for index, claw in enumerate(claws):
        e.put(f"{key} {index}", t.a.scaled(claw, scale).n)
        e.set_cell(f"{key} taken {index}", ZERO)
    ends = t.holds_in([index == end for index in count])
    starts = [0 if index <= end else index for index in count]
    for at in e.each_earlier(starts, [index + 1 for index in count]):
        for index in range(len(claws)):
            amount = e.old(f"{key} {index}", at)
            there = e.cell(room)
            taken = e.min(there, amount)
            e.set_cell(room, e.excess(there, amount))
            left = e.excess(amount, there)
            e.add_to(f"{key} taken {index}", taken)
            e.add_to(still, left)
            e.put(f"{key} {index}", e.select(ends, ZERO, left), at)
    parts = {
        f"recovered {name}": e.cell(f"{key} taken {index}")
        for index, name in enumerate(op.payments)
    }
    whole = ZERO
    for part in parts.values():
        whole = e.add(whole, part)
    left = e.cell(still)
    parts["set off"] = whole
    parts["carried"] = e.select(ends, ZERO, left)
    parts["owed"] = e.select(ends, left, ZERO)
    return {name: Num(amount, scale) for name, amount in parts.items()}
