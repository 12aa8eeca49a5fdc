"""What becomes of each row's part in an entitlement: held, vested and taken back row by row.

A row is followed from its own period until nothing more can happen to it. Its lines are those of a
payment, with one cohort: its part. Taking back is by total: what a line took of a row before counts
towards its amount, so that a condition that goes on holding takes nothing twice.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, assert_never

from milestonelang import ir, records
from milestonelang.backends.exact.cohorts import Cohort, Settling, new_cohort
from milestonelang.backends.exact.frame import Calendar, Frame, Stateful
from milestonelang.backends.exact.holding import hold
from milestonelang.backends.exact.leaving import leave
from milestonelang.backends.exact.rows import CompileValue, Entering, RowCode, RowFrame
from milestonelang.backends.exact.settlement import NO_PARTS, empty_parts
from milestonelang.backends.exact.values import (
    ZERO,
    Amount,
    Truth,
    Unknown,
    join,
    least,
    minus,
    not_negative,
    plus,
    total,
)
from milestonelang.backends.exact.vesting import vest
from milestonelang.primitives.numbers import cut_down, round_to

# What comes to the same in every period, as long as the cells are the same.
_OF_CELLS = (
    ir.Constant,
    ir.RowCell,
    ir.Known,
    ir.Compare,
    ir.All,
    ir.Any,
    ir.Not,
    ir.Add,
    ir.Negate,
    ir.Multiply,
    ir.DaysBetween,
    ir.FullBetween,
    ir.If,
)


@records.frozen(eq=False)
class Followed:
    """A row that something can still happen to. *taken* is by line."""

    row: ir.Row
    cohort: Cohort
    taken: dict[int, Amount]


@records.frozen(eq=False)
class Moved:
    """What the lines gave for a row in a period, and what is left of it.

    *now* are the results of its program.
    """

    row: ir.Row
    now: tuple[Any, ...]
    entered: bool
    part: Amount
    parts: dict[str, Amount]
    holding: Amount
    unvested: Amount


class RowsSettled(dict[str, Amount]):
    """The parts added up, with the rows to which something happened in the period."""

    def __init__(self, parts: dict[str, Amount], moved: tuple[Moved, ...]) -> None:
        super().__init__(parts)
        self.moved = moved


@records.frozen(eq=False)
class State:
    """The rows that are followed; *unknown* where rows of an earlier period are missing."""

    rows: tuple[Followed, ...] = ()
    unknown: Unknown | None = None


def settle_rows(
    op: ir.SettleRows, calendar: Calendar, compile_value: CompileValue
) -> Stateful[State]:
    """Compile the settlement of a block's rows."""
    return Stateful(State(), _RowSettlement(op, calendar, compile_value).step)


class _RowSettlement:
    """The settlement of one block."""

    def __init__(self, op: ir.SettleRows, calendar: Calendar, compile_value: CompileValue) -> None:
        self.op = op
        self.calendar = calendar
        self.code = RowCode(op.program, calendar, compile_value)
        self.empty = empty_parts(op.lines)
        self.claws = [
            (position, line) for position, line in enumerate(op.lines) if isinstance(line, ir.Claw)
        ]
        # Most rows rest, and most of those that do not give nothing back: what says so is run
        # first, and what a line would take back only where its condition may hold.
        self.asked = self.code.leading_to(line.condition for _, line in self.claws)
        self.tested = self.code.leading_to(id for line in op.lines for id in _tests(line))
        self.measures = {
            position: self.code.leading_to(id for id in (line.share, line.amount) if id is not None)
            for position, line in self.claws
        }
        self.lasts, self.coming = self._lasting()
        # Where an exit says what becomes of what is held, the end of the term does not.
        self.last = calendar.last if op.at_exit is None else len(calendar.periods)

    def rounded(self, amount: Fraction) -> Fraction:
        return round_to(amount, self.op.unit, self.op.mode)

    def _lasting(self) -> tuple[bool, tuple[int, ...]]:
        """Return whether conditions stay as they are once all days of a row have come.

        So they do where they are made of nothing but the row's cells. The places of days that may
        still have to come stand beside it.
        """
        ops = [self.code.values[id].op for id, _ in self.asked.steps]
        coming = {op.position for op in ops if isinstance(op, ir.RowCell) and op.comes}
        known = [self.code.values[op.operand].op for op in ops if isinstance(op, ir.Known)]
        coming |= {op.position for op in known if isinstance(op, ir.RowCell) and op.comes}
        lasts = self.op.at_exit is None and all(isinstance(op, _OF_CELLS) for op in ops)
        return lasts, tuple(sorted(coming))

    def step(self, before: State, frame: Frame) -> tuple[RowsSettled, State]:
        runs = self.calendar.runs(frame.index)
        entering: Entering = frame.now[self.op.rows]
        entitled: Amount = frame.now[self.op.entitled] if runs else ZERO
        new = self._parts(entering, entitled, frame.index)
        around = [frame.now[id] for id in self.op.around]
        inner: RowFrame | None = None
        sums = dict(self.empty)
        moved: list[Moved] = []
        kept: list[Followed] = []
        for followed in (*before.rows, *new):
            if inner is None:
                inner = RowFrame(frame.index, frame.period, frame.inputs, around, followed.row)
            inner.row, inner.now = followed.row, []
            after, parts = self._row(followed, inner)
            if parts:
                given = {word: amount for word, amount in parts.items() if amount is not ZERO}
                for word, amount in given.items():
                    sums[word] = plus(sums[word], amount)
                if given or followed.cohort.period == frame.index:
                    moved.append(_moved(after, given, inner))
            if self._is_followed(after, frame, rests=after is followed):
                kept.append(after)
        sums["holding"] = total(each.cohort.holding for each in kept)
        sums["unvested"] = total(each.cohort.unvested_amount for each in kept)
        unknown = entering.unknown if before.unknown is None else before.unknown
        if unknown is not None:
            sums = {word: join((amount, unknown)) for word, amount in sums.items()}
        back = total((entitled, sums["released"], sums["vested"]))
        sums["gross"] = minus(back, total((sums["held"], sums["to vest"], sums["lost of own"])))
        sums["putting off"] = ZERO
        return RowsSettled(sums, tuple(moved)), State(tuple(kept), unknown)

    def _parts(self, entering: Entering, entitled: Amount, index: int) -> list[Followed]:
        """Share the entitlement among the rows of the period."""
        amounts = [each.amount for each in entering.rows]
        whole = total(amounts)
        shares: list[Amount]
        if isinstance(whole, Unknown) or isinstance(entitled, Unknown):
            shares = [join((whole, entitled))] * len(amounts)
        elif whole > 0:
            shares = self._shares(entitled, whole, amounts)
        else:
            return []
        return [
            Followed(each.row, new_cohort(index, share), {})
            for each, share in zip(entering.rows, shares, strict=True)
        ]

    def _shares(
        self, entitled: Fraction, whole: Fraction, amounts: Sequence[Amount]
    ) -> list[Amount]:
        """Return what each row adds to the running sum of the parts, which is cut down."""
        factor, running, given = entitled / whole, ZERO, ZERO
        shares: list[Amount] = []
        for amount in amounts:
            assert isinstance(amount, Fraction)
            running += amount
            reached = cut_down(factor * running, self.op.unit)
            shares.append(reached - given)
            given = reached
        return shares

    # ---- one row

    def _row(self, followed: Followed, frame: RowFrame) -> tuple[Followed, dict[str, Amount]]:
        """Return what becomes of a row in a period."""
        cohort, index = followed.cohort, frame.index
        if cohort.period != index and self._rests(followed, self.asked.run(frame), index):
            return followed, NO_PARTS
        if frame.now:
            self.tested.add(frame)
        else:
            self.tested.run(frame)
        settling = Settling(frame, (cohort,), dict(self.empty), self.last, self.rounded)
        taken = dict(followed.taken)
        in_term = self.calendar.in_term(index)
        for position, line in enumerate(self.op.lines):
            match line:
                case ir.Hold():
                    if in_term or self.op.at_exit is None:
                        hold(line, position, settling)
                case ir.Vest():
                    vest(line, position, self.op.unit, in_term, settling)
                case ir.Claw():
                    if in_term and cohort.period < index and frame.now[line.condition] is not False:
                        self.measures[position].add(frame)
                        self._claw(line, position, settling, cohort, taken)
                case _:
                    assert_never(line)
        if self.op.at_exit is not None:
            leave(self.op.at_exit, settling, self.calendar)
        return Followed(followed.row, settling.cohorts[0], taken), settling.parts

    def _rests(self, followed: Followed, now: list[object], index: int) -> bool:
        """Whether nothing at all can happen to a row in this period."""
        cohort = followed.cohort
        if self.op.at_exit is not None and index >= self.calendar.last:
            return False
        if any(portion.due <= index for portion in cohort.unvested):
            return False
        for position, held in cohort.held.items():
            line = self.op.lines[position]
            assert isinstance(line, ir.Hold)
            due = line.periods is None or index >= cohort.period + line.periods
            if held.left != 0 and (due or index >= self.last or line.at_any_time):
                return False
        return all(
            now[line.condition] is False for _, line in self.claws if _reaches(line, cohort, index)
        )

    def _claw(
        self,
        line: ir.Claw,
        position: int,
        settling: Settling,
        before: Cohort,
        taken: dict[int, Amount],
    ) -> None:
        """Take back what the line's amount comes to, less what it took of the row before."""
        now, cohort = settling.frame.now, settling.cohorts[0]
        condition: Truth = now[line.condition]
        if condition is False or not _reaches(line, cohort, settling.frame.index):
            return
        already = taken.get(position, ZERO)
        if line.share is not None:
            share, most = now[line.share], cohort.paid
            base = minus(cohort.entitled, minus(cohort.clawed, already))
            wanted: Amount
            if isinstance(share, Unknown) or isinstance(base, Unknown):
                wanted = join((share, base))
            else:
                wanted = self.rounded(share * base)
        else:
            assert line.amount is not None
            given: Amount = now[line.amount]
            wanted = given if isinstance(given, Unknown) else self.rounded(given)
            most = least(before.paid, cohort.paid)
        amount = not_negative(least(minus(wanted, already), most))
        if isinstance(most, Fraction) and most <= 0:
            amount = ZERO
        if condition is not True and amount != 0:
            amount = join((condition, amount))
        taken[position] = plus(already, amount)
        settling.cohorts[0] = records.evolve(cohort, clawed=plus(cohort.clawed, amount))
        settling.add("clawed back", position, amount)
        settling.add("to set off" if line.by_set_off else "to invoice", None, amount)

    def _is_followed(self, followed: Followed, frame: Frame, rests: bool) -> bool:
        """Whether anything can still happen to the row after this period.

        What was paid of a row that *rests* is what it was when this was last asked.
        """
        cohort, index = followed.cohort, frame.index
        if cohort.unvested or any(_is_left(held.left) for held in cohort.held.values()):
            return True
        if index >= self.calendar.last:
            return False
        if rests and self.lasts:
            cells, end = followed.row.cells, frame.period.end
            if all((day := cells[at]) is None or int(day) <= end for at in self.coming):
                return False
        reached = any(_reaches(line, cohort, index + 1) for _, line in self.claws)
        return reached and (rests or cohort.paid != 0)


def _moved(after: Followed, parts: dict[str, Amount], frame: RowFrame) -> Moved:
    cohort = after.cohort
    return Moved(
        row=after.row,
        now=tuple(frame.now),
        entered=cohort.period == frame.index,
        part=cohort.entitled,
        parts=parts,
        holding=cohort.holding,
        unvested=cohort.unvested_amount,
    )


def _is_left(amount: Amount) -> bool:
    return amount is not ZERO and amount != 0


def _tests(line: ir.Hold | ir.Vest | ir.Claw) -> Iterator[ir.ValueId]:
    """Yield the values of a line that are asked of every row; what is taken back is not."""
    match line:
        case ir.Hold():
            yield line.share
            for share, when in line.parts:
                yield when
                if share is not None:
                    yield share
            if line.forfeited_if is not None:
                yield line.forfeited_if
        case ir.Vest():
            if line.condition is not None:
                yield line.condition
        case ir.Claw():
            yield line.condition
        case _:
            assert_never(line)


def _reaches(line: ir.Claw, cohort: Cohort, index: int) -> bool:
    """Whether a line may take back in this period what was paid for the row's own."""
    return line.periods is None or index - cohort.period <= line.periods
