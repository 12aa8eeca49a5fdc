"""Aggregates over rows in plain Python: what each gives, and what an empty cell does."""

from fractions import Fraction
from pathlib import Path

import pytest

from milestonelang.agreement import declarations as decl, expressions as ex
from milestonelang.agreement.declarations import Agreement
from milestonelang.agreement.expressions import RowAggregate
from milestonelang.agreement.lines import Band, BelowZero, NamedRow, Point, Table, TableKind
from milestonelang.data.frames import frame_of
from milestonelang.data.gather import QueryResult
from milestonelang.data.model import Exact
from milestonelang.data.queries import evaluate_query
from milestonelang.data.row_values import MissingRowsError, NotOfRowsError, RowWorld
from milestonelang.types import (
    Aggregate,
    Comparison,
    Date,
    Extreme,
    Number,
    Percent,
    RoundingMode,
    Text,
    Unit,
)
from tests.data import build
from tests.data.build import NOWHERE, SAMPLE, USD, agreement, day
from tests.data.nodes import TRUTH, aggregate, column, compare, literal, one_of, usd
from tests.data.test_read import fine

BILLING = """customer,issued_on,kind,amount
C1,2026-01-05,invoice,100.00
C2,2026-01-06,invoice,50.00
C1,2026-02-01,refund,20.00
C3,2026-03-31,invoice,30.01
C2,2026-04-01,credit,5.00
C2,2025-12-31,invoice,999.00
"""


def run(
    folder: Path,
    node: RowAggregate,
    terms: Agreement = SAMPLE,
    settings: dict[str, Exact] | None = None,
    **files: str,
) -> QueryResult:
    data = fine(folder, terms, **files)
    frame = frame_of(terms, terms.contract.settled)
    return evaluate_query(node, RowWorld(terms, frame, data.rows, settings or {}))


AMOUNT = column("amount")
INVOICES = compare(column("kind"), Comparison.EQUAL, literal("invoice"))


@pytest.mark.parametrize(
    ("kind", "of", "first", "second", "none"),
    [
        (Aggregate.SUM, AMOUNT, Fraction("200.01"), Fraction(5), Fraction(0)),
        (Aggregate.COUNT, None, Fraction(4), Fraction(1), Fraction(0)),
        (Aggregate.COUNT_DISTINCT, column("customer"), Fraction(3), Fraction(1), Fraction(0)),
        (Aggregate.AVERAGE, AMOUNT, Fraction("200.01") / 4, Fraction(5), None),
        (Aggregate.MEDIAN, AMOUNT, Fraction("80.01") / 2, Fraction(5), None),
        (Aggregate.HIGHEST, AMOUNT, Fraction(100), Fraction(5), None),
        (Aggregate.LOWEST, AMOUNT, Fraction(20), Fraction(5), None),
        (Aggregate.FIRST, AMOUNT, Fraction(100), Fraction(5), None),
        (Aggregate.LAST, AMOUNT, Fraction("30.01"), Fraction(5), None),
        (Aggregate.SHARE, INVOICES, Fraction(3, 4), Fraction(0), None),
    ],
)
def test_each_aggregate(
    tmp_path: Path,
    kind: Aggregate,
    of: ex.Expr | None,
    first: Fraction,
    second: Fraction,
    none: Fraction | None,
) -> None:
    result = run(tmp_path, aggregate(kind, of), billing=BILLING)
    assert list(result.values.values())[:3] == [first, second, none]
    assert [item.rows for item in result.periods][:3] == [4, 1, 0]
    assert result.file.endswith("billing.csv")


def test_condition_and_its_logic(tmp_path: Path) -> None:
    large = compare(AMOUNT, Comparison.AT_LEAST, usd(30))
    both = ex.AllOf(**NOWHERE, type=TRUTH, conditions=(INVOICES, large))
    either = ex.AnyOf(
        **NOWHERE, type=TRUTH, conditions=(one_of(column("kind"), "refund", "credit"), large)
    )
    neither = ex.Not(**NOWHERE, type=TRUTH, condition=either)
    cases: list[tuple[ex.Expr, str]]
    cases = [(both, "180.01"), (either, "200.01"), (neither, "0")]
    for where, expected in cases:
        result = run(tmp_path, aggregate(Aggregate.SUM, AMOUNT, where), billing=BILLING)
        assert result.values[0] == Fraction(expected)


def test_arithmetic_on_columns(tmp_path: Path) -> None:
    double = ex.Multiply(**NOWHERE, type=USD, left=AMOUNT, right=literal(Fraction(2), Number()))
    less = ex.Subtract(**NOWHERE, type=USD, left=double, right=usd(1))
    half = ex.ShareOf(**NOWHERE, type=USD, share=literal(Fraction(1, 2), Percent()), of=less)
    rounded = ex.Rounded(**NOWHERE, type=USD, operand=half, mode=RoundingMode.HALF_UP, unit=usd(1))
    capped = ex.ExtremeOf(**NOWHERE, type=USD, which=Extreme.LESSER, items=(rounded, usd(60)))
    result = run(tmp_path, aggregate(Aggregate.SUM, capped), billing=BILLING)
    # Half a dollar less than each: 99.5, 49.5, 19.5, 29.51, rounded and never above 60.
    assert result.values[0] == 60 + 50 + 20 + 30


def test_rows_of_no_file_are_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingRowsError):
        run(tmp_path, aggregate(Aggregate.SUM, AMOUNT))


def _deals(*columns: decl.Column, parameter: decl.Parameter | None = None) -> Agreement:
    deals = build.source(
        "deals",
        (
            build.column("deal", Text(), unique=True),
            build.column("customer", Text(), may_be_empty=True),
            build.column("closed_on", Date()),
            build.column("churned_on", Date(), may_be_empty=True),
            build.column("size", USD, may_be_empty=True),
            *columns,
        ),
        dated_by="closed_on",
        ordered_by=("closed_on", "deal"),
    )
    items: list[decl.Declaration] = [deals, build.BILLING]
    if parameter is not None:
        items.append(parameter)
    return agreement(*items)


DEALS = """deal,customer,closed_on,churned_on,size
D2,A,2026-01-02,2026-05-01,20
D1,A,2026-01-02,,10
D3,B,2026-02-01,,30
D4,A,2026-04-01,2026-06-30,40
"""


def _deal(kind: Aggregate, of: ex.Expr | None, where: ex.Expr | None = None) -> RowAggregate:
    return aggregate(kind, of, where, source="deals", dated_by="closed_on")


def test_other_date_column_and_rows_without_a_date(tmp_path: Path) -> None:
    node = aggregate(Aggregate.COUNT, None, source="deals", dated_by="churned_on")
    assert run(tmp_path, node, _deals(), deals=DEALS).values[1] == 2
    assert run(tmp_path, node, _deals(), deals=DEALS).values[0] == 0


def test_condition_that_an_empty_cell_leaves_open_does_not_hold(tmp_path: Path) -> None:
    churned = column("churned_on", Date(), "deals")
    before = compare(churned, Comparison.LESS, literal(day("2027-01-01"), Date()))
    never = ex.Not(**NOWHERE, type=TRUTH, condition=before)
    known = ex.IsKnown(**NOWHERE, type=TRUTH, operand=churned)
    cases: list[tuple[ex.Expr, int]] = [(before, 1), (never, 0), (known, 1)]
    for where, expected in cases:
        result = run(tmp_path, _deal(Aggregate.COUNT, None, where), _deals(), deals=DEALS)
        assert result.values[0] == expected
    share = run(tmp_path, _deal(Aggregate.SHARE, before), _deals(), deals=DEALS)
    assert share.values[0] == Fraction(1, 3)


def test_row_that_counts_and_has_no_value_makes_the_result_unknown(tmp_path: Path) -> None:
    text = DEALS.replace(",,30", ",,")
    size = column("size", USD, "deals")
    result = run(tmp_path, _deal(Aggregate.SUM, size), _deals(), deals=text)
    assert result.values == {0: None, 1: 40, **dict.fromkeys(range(2, 8), Fraction(0))}
    assert result.periods[0].empty_row == 4
    known = ex.IsKnown(**NOWHERE, type=TRUTH, operand=size)
    assert run(tmp_path, _deal(Aggregate.SUM, size, known), _deals(), deals=text).values[0] == 30


def test_first_and_last_follow_the_declared_order(tmp_path: Path) -> None:
    size = column("size", USD, "deals")
    assert run(tmp_path, _deal(Aggregate.FIRST, size), _deals(), deals=DEALS).values[0] == 10
    assert run(tmp_path, _deal(Aggregate.LAST, size), _deals(), deals=DEALS).values[0] == 30


def _running(same: str | None) -> decl.Column:
    running = ex.RunningColumn(
        **NOWHERE,
        type=USD,
        aggregate=Aggregate.SUM,
        source="deals",
        of=column("size", USD, "deals"),
        same=same,
    )
    return build.column("so_far", USD, computed=running)


def test_running_total_for_the_same_customer(tmp_path: Path) -> None:
    so_far = column("so_far", USD, "deals")
    for same, expected in [("customer", 30), (None, 60)]:
        terms = _deals(_running(same))
        result = run(tmp_path, _deal(Aggregate.HIGHEST, so_far), terms, deals=DEALS)
        assert result.values[0] == expected
    last = run(tmp_path, _deal(Aggregate.LAST, so_far), _deals(_running("customer")), deals=DEALS)
    assert last.values[1] == 70


def test_appears_in_another_source(tmp_path: Path) -> None:
    node = ex.AppearsIn(
        **NOWHERE,
        type=TRUTH,
        operand=column("customer", Text(), "deals"),
        source="billing",
        column="customer",
    )
    billing = BILLING.replace("C1", "A")
    counted = _deal(Aggregate.COUNT, None, node)
    result = run(tmp_path, counted, _deals(), deals=DEALS, billing=billing)
    assert result.values[0] == 2
    with pytest.raises(MissingRowsError):
        run(tmp_path, counted, _deals(), deals=DEALS)


def _parameter(*values: decl.DatedValue, by: str | None = None) -> decl.Parameter:
    return decl.Parameter(
        **NOWHERE, name="least", title="Least", type=USD, by=by, values=values, texts=(), range=None
    )


def test_parameter_has_the_value_of_the_rows_period(tmp_path: Path) -> None:
    parameter = _parameter(
        decl.DatedValue(**NOWHERE, value=usd(15)),
        decl.DatedValue(**NOWHERE, value=usd(50), from_date=day("2026-04-01")),
    )
    least = ex.ParameterValue(**NOWHERE, type=USD, parameter="least")
    where = compare(column("size", USD, "deals"), Comparison.AT_LEAST, least)
    terms = _deals(parameter=parameter)
    result = run(tmp_path, _deal(Aggregate.COUNT, None, where), terms, deals=DEALS)
    assert [result.values[0], result.values[1]] == [2, 0]
    node = _deal(Aggregate.COUNT, None, where)
    set_lower = run(tmp_path, node, terms, {"least": Fraction(1)}, deals=DEALS)
    assert [set_lower.values[0], set_lower.values[1]] == [3, 1]


def test_parameter_by_segment(tmp_path: Path) -> None:
    parameter = _parameter(
        decl.DatedValue(**NOWHERE, value=usd(25), segments=("gold",)),
        decl.DatedValue(**NOWHERE, value=usd(5)),
        by="tier",
    )
    tier = decl.Segment(**NOWHERE, name="tier", title="Tier", values=("gold", "silver"))
    base = _deals(parameter=parameter)
    terms = agreement(*base.declarations.values(), tier)
    least = ex.ParameterValue(**NOWHERE, type=USD, parameter="least")
    where = compare(column("size", USD, "deals"), Comparison.AT_LEAST, least)
    node = _deal(Aggregate.COUNT, None, where)
    assert run(tmp_path, node, terms, {"tier": "gold"}, deals=DEALS).values[0] == 1
    assert run(tmp_path, node, terms, {"tier": "silver"}, deals=DEALS).values[0] == 3


def test_dates_in_conditions(tmp_path: Path) -> None:
    closed, churned = column("closed_on", Date(), "deals"), column("churned_on", Date(), "deals")
    held = ex.DaysBetween(**NOWHERE, type=Number(), start=closed, end=churned)
    long = compare(held, Comparison.MORE, literal(Fraction(100), Number()))
    assert run(tmp_path, _deal(Aggregate.COUNT, None, long), _deals(), deals=DEALS).values[0] == 1
    later = ex.ShiftedDate(**NOWHERE, type=Date(), base=closed, count=3, unit=Unit.MONTH)
    within = compare(churned, Comparison.AT_MOST, later)
    counted = run(tmp_path, _deal(Aggregate.COUNT, None, within), _deals(), deals=DEALS)
    assert [counted.values[0], counted.values[1]] == [0, 1]
    edge = ex.EdgeOf(**NOWHERE, type=Date(), edge=ex.Edge.LAST, unit=Unit.PERIOD)
    in_period = compare(churned, Comparison.AT_MOST, edge)
    counted = run(tmp_path, _deal(Aggregate.COUNT, None, in_period), _deals(), deals=DEALS)
    assert [counted.values[0], counted.values[1]] == [0, 1]


def _bands(kind: TableKind, below_zero: BelowZero, entering: bool) -> Table:
    rows = [("0.1", "100", True), ("0.2", "200", False), ("0.3", None, False)]
    bands = tuple(
        Band(
            **NOWHERE,
            rate=usd(rate),
            cut=None if cut is None else usd(cut),
            includes_cut=includes,
            on_entering=usd(7) if entering else None,
        )
        for rate, cut, includes in rows
    )
    return Table(**NOWHERE, kind=kind, bands=bands, below_zero=below_zero)


def _points(continued: bool) -> Table:
    points = tuple(
        Point(**NOWHERE, at=usd(at), gives=usd(gives))
        for at, gives in [(0, 0), (100, 50), (200, 60)]
    )
    return Table(**NOWHERE, kind=TableKind.INTERPOLATED, points=points, continued_outside=continued)


@pytest.mark.parametrize(
    ("table", "results"),
    [
        (
            _bands(TableKind.MARGINAL, BelowZero.MIRRORED, False),
            {"50": "5", "100": "10", "150": "20", "200": "30", "300": "60", "-150": "-20"},
        ),
        (
            _bands(TableKind.MARGINAL, BelowZero.NOTHING, True),
            {"0": "7", "100": "17", "100.01": "24.002", "200": "51", "-1": "0"},
        ),
        (
            _bands(TableKind.WHOLE_AMOUNT, BelowZero.NOTHING, False),
            {"100": "10", "150": "30", "200": "60"},
        ),
        (
            _bands(TableKind.FIXED_AMOUNTS, BelowZero.NOTHING, True),
            {"100": "7.1", "199.99": "7.2", "200": "7.3"},
        ),
        (_points(False), {"-5": "0", "50": "25", "100": "50", "150": "55", "300": "60"}),
        (_points(True), {"-10": "-5", "0": "0", "300": "70"}),
    ],
)
def test_schedule_over_a_column(table: Table, results: dict[str, str], tmp_path: Path) -> None:
    scale = decl.Schedule(
        **NOWHERE, name="scale", title="Scale", domain=USD, codomain=USD, table=table
    )
    terms = agreement(build.BILLING, scale)
    applied = ex.ApplySchedule(**NOWHERE, type=USD, schedule="scale", argument=AMOUNT)
    for given, expected in results.items():
        text = f"customer,issued_on,kind,amount\nC,2026-01-01,invoice,{given}\n"
        result = run(tmp_path, aggregate(Aggregate.SUM, applied), terms, billing=text)
        assert result.values[0] == Fraction(expected), given


def test_schedule_by_name(tmp_path: Path) -> None:
    rows = (
        NamedRow(**NOWHERE, name="refund", gives=usd(2)),
        NamedRow(**NOWHERE, name=None, gives=usd(1)),
    )
    scale = decl.Schedule(
        **NOWHERE,
        name="scale",
        title="Scale",
        domain=Text(),
        codomain=USD,
        table=Table(**NOWHERE, kind=TableKind.BY_NAME, rows=rows),
    )
    terms = agreement(build.BILLING, scale)
    applied = ex.ApplySchedule(
        **NOWHERE, type=USD, schedule="scale", argument=column("kind", Text())
    )
    result = run(tmp_path, aggregate(Aggregate.SUM, applied), terms, billing=BILLING)
    assert [result.values[0], result.values[1]] == [5, 1]


def _value_of(node: ex.Expr, folder: Path) -> Exact | None:
    text = DEALS.splitlines()[0] + "\nD1,A,2026-02-10,2026-05-01,20\n"
    found = run(folder, _deal(Aggregate.FIRST, node), _deals(), deals=text)
    return found.values[0]


SIZE = column("size", USD, "deals")
CLOSED = column("closed_on", Date(), "deals")
CHURNED = column("churned_on", Date(), "deals")


def _edge(edge: ex.Edge, unit: Unit) -> ex.EdgeOf:
    return ex.EdgeOf(**NOWHERE, type=Date(), edge=edge, unit=unit)


def _full(unit: Unit, start: ex.Expr = CLOSED, end: ex.Expr = CHURNED) -> ex.FullBetween:
    return ex.FullBetween(**NOWHERE, type=Number(), unit=unit, start=start, end=end)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (ex.Negate(**NOWHERE, type=USD, operand=SIZE), Fraction(-20)),
        (ex.Add(**NOWHERE, type=USD, terms=(SIZE, SIZE, usd(1))), Fraction(41)),
        (ex.Divide(**NOWHERE, type=Number(), left=SIZE, right=usd(3)), Fraction(20, 3)),
        (ex.Divide(**NOWHERE, type=Number(), left=SIZE, right=usd(0)), None),
        (ex.Excess(**NOWHERE, type=USD, amount=SIZE, over=usd(15)), Fraction(5)),
        (ex.Excess(**NOWHERE, type=USD, amount=usd(15), over=SIZE), Fraction(0)),
        (ex.WholeCount(**NOWHERE, type=Number(), size=usd(7), amount=SIZE, started=False), 2),
        (ex.WholeCount(**NOWHERE, type=Number(), size=usd(7), amount=SIZE, started=True), 3),
        (ex.WholeCount(**NOWHERE, type=Number(), size=usd(0), amount=SIZE, started=True), None),
        (
            ex.Compounded(
                **NOWHERE,
                type=USD,
                operand=SIZE,
                rate=literal(Fraction(1, 10), Percent()),
                times=literal(Fraction(2), Number()),
            ),
            Fraction("24.2"),
        ),
        (
            ex.Choose(
                **NOWHERE,
                type=USD,
                condition=compare(SIZE, Comparison.DIFFERENT, usd(20)),
                then=usd(1),
                otherwise=usd(2),
            ),
            Fraction(2),
        ),
        (_full(Unit.MONTH), 2),
        (_full(Unit.QUARTER), 0),
        (_full(Unit.WEEK), 11),
        (_full(Unit.DAY, CHURNED, CLOSED), -80),
        (_full(Unit.MONTH, CHURNED, CLOSED), -2),
        (
            ex.FirstDayAfter(**NOWHERE, type=Date(), day=1, month=7, base=CLOSED),
            day("2026-07-01"),
        ),
        (_edge(ex.Edge.FIRST, Unit.TERM), day("2026-01-01")),
        (_edge(ex.Edge.LAST, Unit.TERM), day("2027-12-31")),
        (_edge(ex.Edge.FIRST, Unit.QUARTER), day("2026-01-01")),
        (_edge(ex.Edge.LAST, Unit.YEAR), day("2026-12-31")),
    ],
    ids=str,
)
def test_each_operation_on_a_row(node: ex.Expr, expected: Exact | None, tmp_path: Path) -> None:
    assert _value_of(node, tmp_path) == expected


def test_what_has_no_meaning_for_a_row_is_a_defect(tmp_path: Path) -> None:
    for node in (
        ex.MetricValue(**NOWHERE, type=USD, metric="x"),
        column("amount"),
    ):
        with pytest.raises(NotOfRowsError):
            run(tmp_path, _deal(Aggregate.SUM, node), _deals(), deals=DEALS)
