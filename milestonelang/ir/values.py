"""The values of a program: the closed set of operations, and blocks, which hold values themselves.

A block is carried out for each row: a small program inside the program of a contract. A
`RowProgram` is run for one row in one period. Its values see the cells of the row, the values of
the program around it that are handed in, and nothing else, so that any back end can run it for many
rows at once. What a row keeps from period to period lives in `SettleRows` alone.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from milestonelang import records
from milestonelang.ir import base
from milestonelang.ir.base import ARGUMENT, ValueId
from milestonelang.ir.inputs import (
    AtPlace,
    Constant,
    EdgeDay,
    EventAmount,
    EventCount,
    EventDay,
    EventHappened,
    EventOutcome,
    FromDate,
    InMonth,
    MetricInput,
    OfPeriod,
    ParameterInput,
    QueryInput,
)
from milestonelang.ir.operations import (
    Add,
    All,
    Any,
    Bands,
    ByName,
    Compare,
    Compound,
    DaysBetween,
    Divide,
    FirstDayAfter,
    FullBetween,
    Greatest,
    If,
    Interpolate,
    Known,
    Least,
    LessShare,
    Multiply,
    Negate,
    Not,
    Round,
    ShareOf,
    ShiftDay,
    WholeCount,
)
from milestonelang.ir.rows import Around, RowCell, RowsBefore
from milestonelang.ir.state import (
    Achievement,
    Active,
    AtExit,
    Audited,
    BalanceStart,
    Call,
    Claw,
    Consecutive,
    Duty,
    Earlier,
    EverHeld,
    Hold,
    InLast,
    Limited,
    Move,
    Movements,
    NotRun,
    Part,
    SetOff,
    Settle,
    Shared,
    ShareStep,
    TotalBefore,
    Vest,
    WindowOf,
)
from milestonelang.source import Span
from milestonelang.types import RoundingMode, Type


@records.frozen
class Value:
    """One value. *origin* is the node of the Agreement that asks for it: its line and clause."""

    id: ValueId
    op: "Op"
    type: Type
    origin: int
    span: Span = records.field(eq=False, repr=False)
    name: str | None = None  # of what is declared: `net_revenue`, `base_commission`


@records.frozen
class Step:
    """One line of a payment and the amount after it; *when* it is in force, if not always."""

    origin: int
    value: ValueId
    rule: str  # the kind of line: "amount", "bands", "only if", "at most", "reduced by", …
    detail: tuple[ValueId, ...] = ()
    when: ValueId | None = None


@records.frozen
class RowProgram:
    """What is computed of one row of a source in one period. `values[i].id == i`."""

    source: str
    kept_by: str | None
    values: tuple[Value, ...]


@records.frozen
class EachRow:
    """What a block gives for the rows dated in the period, added up.

    Where a *gate* does not hold, rows wait for the next period in which it does. A row counts if
    *where* holds. *around* is handed to the program. Parts: `amount`, and `put N` for each of
    *puts*, what a line puts into a balance.
    """

    block: int
    program: RowProgram
    where: ValueId | None
    amount: ValueId
    puts: tuple[ValueId, ...]
    steps: tuple[Step, ...]
    gate: ValueId | None = records.field(role=ARGUMENT)
    around: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class SettleRows:
    """What becomes of the part that each row has in the payment's entitlement.

    The entitlement of a period is shared among its rows in proportion to what the block gave for
    each: a row's part is what it adds to the running sum of the parts, cut down to *unit*. Where
    the sum is not above zero no row has a part. Then *lines* act on each row by itself, in its own
    period and in those after it; their values are those of *program*. Clawbacks of a row count in
    all: however often a condition holds, a line takes no more than its amount. Parts as of
    `Settle`, added up over the rows. Invariant, of each row and in running totals: part = gross +
    holding + unvested + forfeited.
    """

    rows: ValueId = records.field(role=ARGUMENT)
    entitled: ValueId = records.field(role=ARGUMENT)
    program: RowProgram
    lines: tuple[Hold | Vest | Claw, ...]
    around: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    unit: Fraction
    mode: RoundingMode
    at_exit: AtExit | None = None


Op = (
    Constant
    | MetricInput
    | QueryInput
    | ParameterInput
    | EventHappened
    | EventDay
    | EventAmount
    | EventCount
    | EventOutcome
    | OfPeriod
    | AtPlace
    | InMonth
    | FromDate
    | EdgeDay
    | Add
    | Negate
    | Multiply
    | Divide
    | ShareOf
    | LessShare
    | Least
    | Greatest
    | Compare
    | All
    | Any
    | Not
    | If
    | Known
    | Round
    | WholeCount
    | Compound
    | Bands
    | Interpolate
    | ByName
    | DaysBetween
    | FullBetween
    | ShiftDay
    | FirstDayAfter
    | Earlier
    | TotalBefore
    | WindowOf
    | Consecutive
    | InLast
    | EverHeld
    | Active
    | Achievement
    | Duty
    | Audited
    | Settle
    | SetOff
    | BalanceStart
    | Movements
    | Limited
    | Shared
    | Part
    | NotRun
    | EachRow
    | SettleRows
    | RowCell
    | Around
    | RowsBefore
)

Line = Call | Claw | Hold | Move | ShareStep | Vest
_Ids: TypeAlias = "ValueId | tuple[_Ids, ...] | None"


def argument_ids(record: Op | Line) -> Iterator[ValueId]:
    """Yield the values that an operation, or a line of one, needs in the same period."""
    for field in records.fields(type(record)):
        value = getattr(record, field.name)
        match field.role:
            case base.ARGUMENT:
                yield from _ids_in(value)
            case base.DATED:
                yield from (id for _, id in value)
            case base.LINES:
                for line in value:
                    yield from argument_ids(line)


def feed_ids(op: Op) -> Iterator[ValueId]:
    """Yield the values that *op* reads at the end of the period."""
    for field in records.fields(type(op)):
        if field.role == base.FEED:
            yield getattr(op, field.name)


def _ids_in(value: "_Ids") -> Iterator[ValueId]:
    """Yield an id, or those in a tuple; None stands for an argument that is not there."""
    if isinstance(value, tuple):
        for each in value:
            yield from _ids_in(each)
    elif value is not None:
        yield value
