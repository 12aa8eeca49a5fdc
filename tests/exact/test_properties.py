"""What holds for all data: conservation, bounds, and that a known answer never depends on a doubt.

The last is tested for every operation with a state: some of its figures are made unknown, and what
is still known must be the same whatever the figures turn out to be.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from typing import Any

from hypothesis import given, settings, strategies as st

from milestonelang import ir
from milestonelang.types import Aggregate, RoundingMode, Unit, WindowKind
from tests.exact.sheet import NO_VALUE, UNKNOWN, Sheet, day

PERIODS, RUN_OFF = 6, 3
CENT = Fraction(1, 100)
ALL = PERIODS + RUN_OFF

cents = st.integers(-20_000, 60_000).map(lambda value: Fraction(value, 100))
positive = st.integers(0, 60_000).map(lambda value: Fraction(value, 100))
shares = st.sampled_from([Fraction(n, 100) for n in (0, 5, 10, 33, 50, 100)])
truths = st.booleans()


def row(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Draw one figure a period."""
    return st.lists(values, min_size=ALL, max_size=ALL)


class Drawn:
    """Figures that are drawn once, so that a program can be built again with some unknown."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.rows: list[list[Any]] = []
        self.choices: list[Any] = []
        self.position = self.choice = 0
        self.hidden: set[tuple[int, int]] = set()
        self.sheet = Sheet(PERIODS, run_off=RUN_OFF)

    def again(self, hidden: set[tuple[int, int]]) -> None:
        """Start again with the same choices, and some figures unknown."""
        self.position = self.choice = 0
        self.hidden = hidden
        self.sheet = Sheet(PERIODS, run_off=RUN_OFF)

    def series(self, values: st.SearchStrategy[Any]) -> ir.ValueId:
        """Add a row of figures."""
        if self.position == len(self.rows):
            self.rows.append(self.draw(row(values)))
        figures = [
            None if (self.position, t) in self.hidden else figure
            for t, figure in enumerate(self.rows[self.position])
        ]
        self.position += 1
        return self.sheet.series(*figures)

    def pick(self, values: st.SearchStrategy[Any]) -> Any:
        """Choose something that shapes the program."""
        if self.choice == len(self.choices):
            self.choices.append(self.draw(values))
        self.choice += 1
        return self.choices[self.choice - 1]

    def maybe(self, values: st.SearchStrategy[Any]) -> ir.ValueId | None:
        """Add a row of figures, or nothing."""
        return self.series(values) if self.pick(truths) else None


def settle(drawn: Drawn) -> tuple[ir.ValueId, ir.ValueId]:
    """Add a settlement; return it and what is entitled."""
    entitled = drawn.series(cents)
    lines: list[ir.Hold | ir.Vest | ir.Claw] = []
    for kind in drawn.pick(st.permutations(["hold", "parts", "vest", "claw", "amount"])):
        if drawn.pick(truths):
            continue
        match kind:
            case "hold":
                periods = drawn.pick(st.integers(0, 3))
                share, lost = drawn.series(shares), drawn.maybe(truths)
                lines.append(ir.Hold(0, share, periods, (), lost, drawn.pick(truths)))
            case "parts":
                first = (drawn.series(shares), drawn.series(truths))
                parts = (first, (None, drawn.series(truths)))
                lines.append(ir.Hold(0, drawn.series(shares), None, parts, None, False))
            case "vest":
                start = drawn.pick(st.sampled_from([None, 0, 2]))
                before = drawn.pick(st.sampled_from([None, 2]))
                condition = drawn.maybe(truths)
                size = drawn.pick(st.integers(1, 4))
                lines.append(ir.Vest(0, size, start, before, condition, drawn.pick(truths)))
            case "claw":
                share, when = drawn.series(shares), drawn.series(truths)
                periods = drawn.pick(st.integers(1, 3))
                lines.append(ir.Claw(0, when, share, periods, None, True))
            case _:
                when, amount = drawn.series(truths), drawn.series(cents)
                lines.append(ir.Claw(0, when, None, None, amount, False))
    deferring = drawn.maybe(truths)
    op = ir.Settle(entitled, tuple(lines), deferring, CENT, RoundingMode.HALF_EVEN)
    return drawn.sheet.add(op), entitled


@given(st.data())
def test_settlement_conserves(data: st.DataObject) -> None:
    drawn = Drawn(data.draw)
    id, entitled = settle(drawn)
    results = drawn.sheet.run().periods
    totals = dict.fromkeys(("entitled", "gross", "forfeited", "clawed back"), Fraction(0))
    for t, period in enumerate(results):
        parts = period[id]
        totals["entitled"] += period[entitled] if t < PERIODS else 0
        for word in ("gross", "forfeited", "clawed back"):
            totals[word] += parts[word]
        stocks = parts["holding"] + parts["unvested"] + parts["putting off"]
        assert totals["entitled"] == totals["gross"] + stocks + totals["forfeited"]
        assert min(parts[word] for word in parts if word != "gross") >= 0
        assert parts["clawed back"] == parts["to set off"] + parts["to invoice"]
        assert all(amount % CENT == 0 for amount in parts.values())
    assert results[PERIODS - 1][id]["holding"] == 0
    assert results[PERIODS - 1][id]["putting off"] == 0
    paid = totals["gross"] - totals["clawed back"]
    negative = sum(min(period[entitled], 0) for period in results[:PERIODS])
    assert paid >= negative


def set_off(drawn: Drawn) -> tuple[ir.ValueId, list[ir.ValueId], ir.ValueId]:
    """Add a set-off of two payments; return it, the clawbacks and what is payable."""
    claws = [drawn.series(positive | st.just(Fraction(0))) for _ in range(2)]
    payable = drawn.series(cents)
    return drawn.sheet.add(ir.SetOff(("a", "b"), tuple(claws), payable)), claws, payable


@given(st.data())
def test_set_off_takes_no_more_than_is_payable_or_owed(data: st.DataObject) -> None:
    drawn = Drawn(data.draw)
    id, claws, payable = set_off(drawn)
    to_recover = Fraction(0)
    for period in drawn.sheet.run().periods[:PERIODS]:
        parts = period[id]
        to_recover += sum(period[claw] for claw in claws)
        assert 0 <= parts["set off"] <= max(period[payable], 0)
        assert parts["set off"] == parts["recovered a"] + parts["recovered b"]
        to_recover -= parts["set off"]
        assert to_recover == parts["carried"] + parts["owed"]
        # Nothing is carried while something is left to take it from.
        assert to_recover == 0 or parts["set off"] == max(period[payable], 0)


def balance(drawn: Drawn) -> ir.ValueId:
    """Add a balance with everything a balance may have."""
    sheet = drawn.sheet
    opens = drawn.maybe(cents if drawn.pick(truths) else positive)
    start = sheet.add(ir.BalanceStart(NO_VALUE, opens))
    takes, puts = (drawn.series(positive),), (drawn.series(positive),)
    moves = tuple(
        ir.Move(kind, drawn.series(cents), drawn.maybe(truths), drawn.maybe(positive))
        for kind in drawn.pick(st.permutations(list(ir.MoveKind)))
        if drawn.pick(truths)
    )
    op = ir.Movements(
        start=start,
        takes=takes,
        puts=puts,
        moves=moves,
        at_most=drawn.maybe(positive),
        may_fall_below=drawn.pick(truths),
        expires_after=drawn.pick(st.sampled_from([None, (2, Unit.QUARTER), (1, Unit.YEAR)])),
        expires_on=drawn.pick(st.sampled_from([None, day("2026-09-30")])),
    )
    id = sheet.add(op)
    sheet.feed(start, movements=id)
    return id


@given(st.data())
def test_a_balance_keeps_its_bounds(data: st.DataObject) -> None:
    drawn = Drawn(data.draw)
    id = balance(drawn)
    op = drawn.sheet.values[id].op
    assert isinstance(op, ir.Movements)
    before = drawn.sheet.of(op.start)
    for t, period in enumerate(drawn.sheet.run().periods):
        end = period[id]["end"]
        assert op.may_fall_below or end >= min(before[0], 0)
        assert op.at_most is None or end <= period[op.at_most]
        assert t == 0 or before[t] == drawn.sheet.run().periods[t - 1][id]["end"]
        assert period[id]["expired"] >= 0


@given(st.lists(cents, min_size=1, max_size=4), cents, truths, truths, st.integers(0, 1_000_000))
def test_a_limit_limits_the_sum(
    amounts: list[Fraction], limit: Fraction, at_least: bool, pro_rata: bool, before: int
) -> None:
    sheet = Sheet()
    ids = tuple(sheet.series(amount) for amount in amounts)
    limits = sheet.series(limit), sheet.series(Fraction(before, 100))
    id = sheet.add(ir.Limited(ids, *limits, sheet.series(True), at_least, pro_rata, CENT))
    parts = sheet.run().periods[0][id]
    given_out = [parts[str(index)] for index in range(len(amounts))]
    room = limit - Fraction(before, 100)
    if at_least:
        assert sum(given_out) == max(sum(amounts), room)
        assert all(part >= amount for part, amount in zip(given_out, amounts, strict=True))
        return
    least = sum(amount for amount in amounts if amount < 0)
    assert sum(given_out) == max(min(sum(amounts), room), least)
    for part, amount in zip(given_out, amounts, strict=True):
        assert part == amount if amount <= 0 else 0 <= part <= amount


# ---- what is known is known


def achievement(drawn: Drawn) -> ir.ValueId:
    """Add a milestone after another one, each with what a milestone may have."""
    sheet = drawn.sheet
    sheet.event("evidence", *drawn.pick(st.lists(_DAYS, max_size=3)))
    after: ir.ValueId | None = None
    id = ir.ValueId(0)
    for _ in range(2):
        needs = (ir.Need("evidence", drawn.pick(st.sampled_from([None, (30, Unit.DAY)]))),)
        extended = drawn.maybe(truths)
        over = drawn.maybe(truths)
        op = ir.Achievement(
            condition=drawn.maybe(truths),
            needs=needs if drawn.pick(truths) else (),
            after=after,
            earliest=drawn.pick(st.none() | _DAYS.map(day)),
            latest=drawn.pick(st.none() | _DAYS.map(day)),
            extensions=() if extended is None else (extended,),
            extended_by=() if extended is None else ((1, Unit.QUARTER),),
            overtaken=() if over is None else (over,),
        )
        id = sheet.add(op)
        after = sheet.part(id, "day")
    return id


_DAYS = st.sampled_from(["2026-02-10", "2026-03-31", "2026-07-01", "2026-11-15", "2027-05-01"])


def stateful(drawn: Drawn) -> ir.ValueId:
    """Add one operation that has a state."""
    sheet = drawn.sheet
    match drawn.pick(st.integers(0, 10)):
        case 0:
            end = drawn.maybe(truths)
            lasts = drawn.pick(st.none() | st.integers(1, 3))
            op: ir.Op = ir.Active(drawn.series(truths), end, lasts, drawn.pick(truths))
        case 1:
            return achievement(drawn)
        case 2:
            sheet.event("evidence", *drawn.pick(st.lists(_DAYS, max_size=3)))
            calls = tuple(ir.Call(drawn.series(truths), 40, Unit.DAY) for _ in range(2))
            op = ir.Duty(calls, "evidence")
        case 3:
            return settle(drawn)[0]
        case 4:
            return set_off(drawn)[0]
        case 5:
            return balance(drawn)
        case 6:
            op = ir.InLast(drawn.series(truths), drawn.pick(st.integers(1, 3)), 3)
        case 7:
            op = ir.Consecutive(drawn.series(truths), 2)
        case 8:
            op = ir.EverHeld(drawn.series(truths))
        case 9:
            kind = drawn.pick(st.sampled_from(list(WindowKind)))
            aggregate = drawn.pick(st.sampled_from([Aggregate.SUM, Aggregate.HIGHEST]))
            op = ir.WindowOf(aggregate, drawn.series(cents), kind, 2, drawn.pick(truths))
        case _:
            amounts = (drawn.series(cents), drawn.series(cents))
            limit, last = drawn.series(positive), drawn.series(truths)
            before = sheet.constant(0)
            flags = drawn.pick(truths), drawn.pick(truths)
            op = ir.Limited(amounts, limit, before, last, *flags, CENT)
    return sheet.add(op)


def flat(results: list[Any]) -> list[Any]:
    """Return results with the parts of an operation as values of their own."""
    return [list(each.values()) if isinstance(each, dict) else [each] for each in results]


@settings(max_examples=400)
@given(st.data())
def test_a_known_answer_does_not_depend_on_a_doubt(data: st.DataObject) -> None:
    drawn = Drawn(data.draw)
    id = stateful(drawn)
    known = flat(drawn.sheet.of(id))
    # An operation that was drawn without any figure has nothing to hide.
    places = st.tuples(st.integers(0, max(0, len(drawn.rows) - 1)), st.integers(0, ALL - 1))
    hidden = data.draw(st.sets(places, min_size=1, max_size=4))
    drawn.again(hidden)
    assert stateful(drawn) == id
    in_doubt = flat(drawn.sheet.of(id))
    for settled, doubted in zip(known, in_doubt, strict=True):
        for exact, answer in zip(settled, doubted, strict=True):
            assert is_unknown(answer) or is_unknown(exact) or answer == exact


def is_unknown(answer: Any) -> bool:
    return answer == UNKNOWN or hasattr(answer, "reasons")


@given(row(cents), st.sampled_from([Unit.QUARTER, Unit.YEAR, Unit.TERM]))
def test_totals_before_add_up(figures: list[Fraction], window: Unit) -> None:
    sheet = Sheet(PERIODS, run_off=RUN_OFF)
    total = sheet.of(sheet.add(ir.TotalBefore(sheet.series(*figures), window)))
    sums = [Fraction(0), *accumulate(figures)]
    for t, period in enumerate(sheet.periods):
        starts = {
            Unit.QUARTER: t,
            Unit.YEAR: next(each.index for each in sheet.periods if each.year == period.year),
            Unit.TERM: 0,
        }
        assert total[t] == sums[t] - sums[starts[window]]
