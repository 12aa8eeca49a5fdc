"""Balances whose lots expire one by one, in a kernel.

The oldest lot goes first. So all that ever came in by the end of a period, less all that ever went
out, is what is left of the lots up to that period, and two totals say everything: what is too old
has gone out once the way out has reached what had come in by then. Where more went out than came
in, the difference is owed. What is unknown or not rounded is left to `exact`.
"""

from collections.abc import Sequence
from typing import assert_never

from milestonelang import ir
from milestonelang.backends.batch.amounts import NOUGHT, Known, Num
from milestonelang.backends.batch.emit import FALSE
from milestonelang.backends.batch.form import NotForKernelError, V
from milestonelang.backends.batch.translate import Translator
from milestonelang.primitives import dates
from milestonelang.primitives.dates import is_weekend

_NONE, _OPENING = -1, -2


def movements(t: Translator, op: ir.Movements, key: str) -> dict[str, Known]:
    """Return what happens to a balance in a period."""
    return _Lots(t, op, key).parts()


class _Lots:
    """A balance while a period of it is emitted: all that came in, and all that went out."""

    def __init__(self, t: Translator, op: ir.Movements, key: str) -> None:
        self.t, self.op, self.key = t, op, key
        first = t.holds_in([index == 0 for index in range(len(t.periods))])
        opens = t.plain(op.start)
        self.opened = self._begun("opened", first, t.a.greatest(opens, NOUGHT))
        self.came = self._begun("came", first, self.opened)
        self.went = self._begun("went", first, t.a.greatest(t.a.negative(opens), NOUGHT))
        t.store(f"{key} opened", self.opened)

    def parts(self) -> dict[str, Known]:
        """Carry out the period."""
        t, op, key = self.t, self.op, self.key
        for id in op.takes:
            self.take(t.plain(id))
        for id in op.puts:
            self.take(t.a.negative(t.plain(id)))
        parts: dict[str, Known] = {}
        for index, move in enumerate(op.moves):
            fall = self._moved(move)
            is_take = move.kind is ir.MoveKind.TAKES
            parts[f"moved {index}"] = fall if is_take else t.a.negative(fall)
        if op.at_most is not None:
            before = self.total()
            most = t.a.greatest(t.plain(op.at_most), NOUGHT)
            self.came = t.a.least(self.came, t.a.add(self.went, most))
            parts["cut off"] = t.a.sub(before, self.total())
        before = self.total()
        self.went = t.a.greatest(self.went, self._too_old())
        parts["expired"] = t.a.sub(before, self.total())
        parts["end"] = self.total()
        t.keep(f"{key} lots", self.came)
        if op.at_most is not None:
            self._cut_earlier()
        t.store(f"{key} came", self.came)
        t.store(f"{key} went", self.went)
        return parts

    def total(self) -> Num:
        """Return what the balance holds."""
        return self.t.a.sub(self.came, self.went)

    def take(self, amount: Num) -> None:
        """Take an amount, which is put in where it is below zero."""
        a = self.t.a
        less = a.greatest(amount, NOUGHT)
        if not self.op.may_fall_below:
            less = a.least(less, a.greatest(self.total(), NOUGHT))
        self.came = a.add(self.came, a.greatest(a.negative(amount), NOUGHT))
        self.went = a.add(self.went, less)

    def _begun(self, what: str, first: V, value: Num) -> Num:
        """Return a total as it stands at the start of the period."""
        kept = self.t.load(f"{self.key} {what}")
        assert isinstance(kept, Num)
        return self.t.a.choose(first, value, kept)

    def _moved(self, move: ir.Move) -> Num:
        """Carry out one of the balance's own lines, and return by how much the balance fell."""
        t = self.t
        before, came, went = self.total(), self.came, self.went
        amount = t.plain(move.value)
        if move.at_most is not None:
            amount = t.a.least(amount, t.plain(move.at_most))
        match move.kind:
            case ir.MoveKind.ADDS:
                self.take(t.a.negative(amount))
            case ir.MoveKind.TAKES:
                self.take(amount)
            case ir.MoveKind.BECOMES:
                self.went = self.came
                self.take(t.a.negative(amount))
            case _:
                assert_never(move.kind)
        holds = t.sure(move.condition, True)
        self.came = t.a.choose(holds, self.came, came)
        self.went = t.a.choose(holds, self.went, went)
        return t.a.sub(before, self.total())

    def _too_old(self) -> Num:
        """Return what had come in by the end of the last period whose lots are too old."""
        t, op = self.t, self.op
        newest = self._newest_too_old()
        found = t.a.choose(t.holds_in([each == _OPENING for each in newest]), self.opened, NOUGHT)
        kept = t.recall(f"{self.key} lots", t.e.table([max(0, each) for each in newest]))
        if kept is not None:
            assert isinstance(kept, Num)
            found = t.a.choose(t.holds_in([each >= 0 for each in newest]), kept, found)
        all_gone = FALSE
        if op.expires_on is not None:
            all_gone = t.holds_in([period.end >= op.expires_on for period in t.periods])
        return t.a.choose(all_gone, self.came, found)

    def _newest_too_old(self) -> Sequence[int]:
        """Return, for each period, the last one whose lots are too old at its end."""
        t = self.t
        assert self.op.expires_after is not None
        count, unit = self.op.expires_after

        def is_business_day(day: int) -> bool:
            return not is_weekend(day) and day not in t.program.holidays

        def ends(day: int) -> int:
            return dates.shift(day + 1, count, unit, t.program.month_ends, is_business_day)

        found = []
        for period in t.periods:
            at = _NONE
            if ends(t.periods[0].start - 1) <= period.end + 1:
                at = _OPENING
            for other in t.periods:
                if ends(other.end) <= period.end + 1:
                    at = other.index
            if at >= period.index:
                raise NotForKernelError("a balance whose lots expire at once")
            found.append(at)
        return found

    def _cut_earlier(self) -> None:
        """Take off the newest lots what was cut off: no more had ever come in than now has."""
        t, name = self.t, f"{self.key} lots"
        count = range(len(t.periods))
        for at in t.e.each_earlier([0 for _ in count], list(count)):
            kept = t.recall(name, at)
            assert isinstance(kept, Num)
            t.keep(name, t.a.least(kept, self.came), at)
        self.opened = t.a.least(self.opened, self.came)
        t.store(f"{self.key} opened", self.opened)
