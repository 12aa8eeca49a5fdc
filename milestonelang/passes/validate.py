"""Check what every program promises to its back ends.

Takes a program and returns it as it is. A broken promise is a mistake in the compiler, never in a
contract, and raises `InvalidProgram`. Promised: ids are positions; arguments come before; feeds
exist; an operation that gives parts is read by parts that it has; lists that belong together are
equally long; periods are in order; every id of a plan exists.
"""

from collections.abc import Iterator

from milestonelang import ir
from milestonelang.types import Unit

_SETTLED = ("held", "released", "to vest", "vested", "forfeited", "clawed back")
_LENGTHS_OF_TIME = (
    *(Unit.DAY, Unit.BUSINESS_DAY, Unit.WEEK),
    *(Unit.MONTH, Unit.QUARTER, Unit.YEAR),
)


class InvalidProgram(Exception):
    """A program breaks a promise: a bug in the compiler."""


def validate(program: ir.Program) -> ir.Program:
    """Return *program*, or raise `InvalidProgram` with everything that is wrong."""
    problems = [*_of_periods(program), *_of_plans(program)]
    for position, value in enumerate(program.values):
        problems += [f"value {position}: {problem}" for problem in _of_value(program, value)]
        if value.id != position:
            problems.append(f"value {position}: its id is {value.id}")
    if problems:
        raise InvalidProgram("; ".join(problems))
    return program


def part_names(op: ir.Op) -> frozenset[str] | None:
    """Return the names of the parts that an operation gives, or None where it gives one value."""
    match op:
        case ir.Achievement():
            return frozenset({"state", "day", "now", "last day"})
        case ir.Duty():
            return frozenset({"state", "failing", "failed", "failed on", "instances"})
        case ir.Audited():
            found = {f"found {index}" for index in range(len(op.thresholds))}
            days = {f"found on {index}" for index in range(len(op.thresholds))}
            return frozenset({"state", "waits"} | found | days)
        case ir.EachRow():
            return frozenset({"amount", *(f"put {at}" for at in range(len(op.puts)))})
        case ir.Settle() | ir.SettleRows():
            amounts = {*_SETTLED, "deferred", "deferred paid", "to set off", "to invoice"}
            amounts |= {"gross", "lost", "lost of own"}
            stocks = {"holding", "unvested", "putting off"}
            return frozenset(amounts | stocks | set(_of_lines(op)))
        case ir.SetOff():
            recovered = {f"recovered {payment}" for payment in op.payments}
            return frozenset({"set off", "carried", "owed"} | recovered)
        case ir.Movements():
            cut = set() if op.at_most is None else {"cut off"}
            moved = {f"moved {index}" for index in range(len(op.moves))}
            return frozenset({"end", "expired"} | cut | moved)
        case ir.Limited():
            return frozenset(str(index) for index in range(len(op.amounts)))
        case ir.Shared():
            whole = {str(index) for index in range(op.parties)}
            steps = {f"step {number}" for number in range(len(op.steps))}
            each = {
                f"{number}:{position}"
                for number in range(len(op.steps))
                for position in range(op.parties)
            }
            return frozenset(whole | steps | each)
        case _:
            return None


def _of_lines(op: ir.Settle | ir.SettleRows) -> Iterator[str]:
    words: dict[type, tuple[str, ...]] = {
        ir.Hold: ("held", "released", "forfeited"),
        ir.Vest: ("to vest", "vested", "forfeited"),
        ir.Claw: ("clawed back",),
    }
    for position, line in enumerate(op.lines):
        yield from (f"{word} {position}" for word in words[type(line)])


def _of_periods(program: ir.Program) -> Iterator[str]:
    if not 1 <= program.term_periods <= len(program.periods):
        yield f"{program.term_periods} of {len(program.periods)} periods are of the term"
    elif not 0 <= program.wind_down <= len(program.periods) - program.term_periods:
        yield f"{program.wind_down} periods of the wind-down do not fit"
    for position, period in enumerate(program.periods):
        if period.index != position:
            yield f"period {position}: its index is {period.index}"


def _of_plans(program: ir.Program) -> Iterator[str]:
    for name, id in _plan_ids(program):
        if not 0 <= id < len(program.values):
            yield f"{name}: there is no value {id}"


def _plan_ids(program: ir.Program) -> Iterator[tuple[str, ir.ValueId]]:
    yield from program.named.items()
    for metric, steps in program.metric_steps.items():
        yield from ((metric, id) for step in steps for id in (step.value, *step.detail))
    for payment in program.payments:
        ids = [id for step in payment.steps for id in (step.value, *step.detail)]
        ids += [payment.entitled, payment.gross, *(part.value for part in payment.settlement)]
        ids += [id for _, id in payment.stocks]
        yield from ((payment.payment, id) for id in ids)
    for milestone in program.milestones:
        ids = [milestone.state, milestone.day]
        ids += [id for id in (milestone.entitled, milestone.granted) if id is not None]
        yield from ((milestone.milestone, id) for id in ids)
    yield from ((item.exit, item.amount) for item in program.residuals)
    yield from ((f"the rate of {node}", id) for node, id in program.rates.items())
    for split in program.splits:
        shares = [item for step in split.steps for item in step.shares]
        yield from ((split.split, id) for _, id in (*shares, *split.shares))
        yield split.split, split.amount
    for leave in program.exits:
        found = [leave.grounds, leave.cured_by_paying, leave.cured_when]
        found += [id for _, id in leave.parts]
        yield from ((leave.exit, id) for id in found if id is not None)
    yield from ((item.review, id) for item in program.revisions for id in item.bounds)
    yield from ((direction.payee, direction.payable) for direction in program.directions)
    yield from ((report.subject, report.value) for report in program.reports)


def _of_value(program: ir.Program, value: ir.Value) -> Iterator[str]:
    op = value.op
    for id in ir.argument_ids(op):
        if not 0 <= id < value.id:
            yield f"its argument {id} does not come before it"
        elif part_names(program.values[id].op) is not None and not _takes_parts(op, id):
            yield f"its argument {id} gives parts"
    for id in ir.feed_ids(op):
        if not 0 <= id < len(program.values):
            yield f"its feed {id} does not exist"
        elif not isinstance(op, ir.BalanceStart) and part_names(program.values[id].op) is not None:
            yield f"its feed {id} gives parts"
    yield from _of_op(program, op)


def _takes_parts(op: ir.Op, id: ir.ValueId) -> bool:
    return isinstance(op, ir.Part) or (isinstance(op, ir.SettleRows) and op.rows == id)


def _is_block(program: ir.Program, id: ir.ValueId) -> bool:
    return 0 <= id < len(program.values) and isinstance(program.values[id].op, ir.EachRow)


def _of_rows(inner: ir.RowProgram, around: tuple[ir.ValueId, ...]) -> Iterator[str]:
    """Check the program of a block: of the same form, without a memory but over rows before."""
    for position, value in enumerate(inner.values):
        if value.id != position:
            yield f"row value {position}: its id is {value.id}"
        for id in ir.argument_ids(value.op):
            if not 0 <= id < position:
                yield f"row value {position}: its argument {id} does not come before it"
        for id in ir.feed_ids(value.op):
            if not isinstance(value.op, ir.RowsBefore) or not 0 <= id < len(inner.values):
                yield f"row value {position}: its feed {id} does not exist"
        if isinstance(value.op, ir.Around) and not 0 <= value.op.position < len(around):
            yield f"row value {position}: nothing is handed in at {value.op.position}"


def _of_op(program: ir.Program, op: ir.Op) -> Iterator[str]:
    match op:
        case ir.Part(of, name) if 0 <= of < len(program.values):
            names = part_names(program.values[of].op)
            if names is None or name not in names:
                yield f"value {of} has no part `{name}`"
        case ir.EachRow() | ir.SettleRows():
            yield from _of_rows(op.program, op.around)
            if isinstance(op, ir.SettleRows) and not _is_block(program, op.rows):
                yield f"value {op.rows} is no block for each row"
        case ir.RowCell() | ir.Around() | ir.RowsBefore():
            yield f"{type(op).__name__} stands outside the program of a row"
        case ir.BalanceStart(movements) if 0 <= movements < len(program.values):
            if not isinstance(program.values[movements].op, ir.Movements):
                yield f"value {movements} is not the movements of a balance"
        case ir.Bands():
            yield from _equally_long("cuts and sides", op.cuts, op.includes)
            if len(op.rates) - len(op.cuts) not in (0, 1) or not op.rates:
                yield f"{len(op.rates)} rates for {len(op.cuts)} cuts"
            if op.entering:
                yield from _equally_long("rates and entering amounts", op.rates, op.entering)
        case ir.Interpolate():
            yield from _equally_long("points and results", op.at, op.gives)
            if not op.at:
                yield "a line without points"
        case ir.ByName():
            yield from _equally_long("names and results", op.names, op.gives)
        case ir.Shared():
            for step in op.steps:
                if step.shares:
                    yield from _equally_long("parties and shares", step.among, step.shares)
                if any(not 0 <= position < op.parties for position in step.among):
                    yield "a share of nobody"
        case ir.SetOff():
            yield from _equally_long("payments and clawbacks", op.payments, op.claws)
        case ir.Achievement():
            yield from _equally_long("extensions and lengths", op.extensions, op.extended_by)
            within = [need.within[1] for need in op.needs if need.within is not None]
            yield from _lengths(*within, *(unit for _, unit in op.extended_by))
        case ir.Duty():
            yield from _lengths(*(call.unit for call in op.calls))
            yield from _lengths(*(() if op.curable is None else (op.curable[1],)))
        case ir.Audited():
            yield from _equally_long("thresholds and sides", op.thresholds, op.includes)
        case ir.Movements():
            yield from _lengths(*(() if op.expires_after is None else (op.expires_after[1],)))
        case ir.ShiftDay() | ir.FullBetween():
            yield from _lengths(op.unit)
        case ir.Earlier() | ir.Consecutive():
            yield from _at_least_one(op.periods)
        case ir.InLast():
            yield from _at_least_one(op.periods)
            yield from _at_least_one(op.times)
        case ir.WindowOf(periods=int() as periods):
            yield from _at_least_one(periods)
        case ir.TotalBefore(window=Unit.DAY | Unit.BUSINESS_DAY | Unit.WEEK as window):
            yield f"no total is by {window.value}"
        case _:
            return


def _equally_long(what: str, left: tuple[object, ...], right: tuple[object, ...]) -> Iterator[str]:
    if len(left) != len(right):
        yield f"{what} are {len(left)} and {len(right)}"


def _lengths(*units: Unit) -> Iterator[str]:
    yield from (
        f"{unit.value} is no length of time" for unit in units if unit not in _LENGTHS_OF_TIME
    )


def _at_least_one(count: int) -> Iterator[str]:
    if count < 1:
        yield f"{count} is less than one"
