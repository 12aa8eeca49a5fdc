"""The database gives what plain Python gives, for random rows and for files that are wrong."""

import random
import tempfile
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from milestonelang import records
from milestonelang.agreement import declarations as decl, expressions as ex
from milestonelang.agreement.declarations import Agreement, Source
from milestonelang.data import duckdb_read, read
from milestonelang.data.cells import CellReaders
from milestonelang.data.duckdb_read import read_large_csv
from milestonelang.data.duckdb_tables import chunks
from milestonelang.data.frames import frame_of
from milestonelang.data.known import as_known
from milestonelang.data.model import DataFile, LargeRows, Rows, SourceRows
from milestonelang.data.queries import evaluate_query
from milestonelang.data.read import read_data
from milestonelang.data.row_values import RowWorld
from milestonelang.data.tables import FileProblems
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.types import (
    Aggregate,
    Choice,
    Comparison,
    Count,
    Date,
    Duration,
    Extreme,
    Lapse,
    Number,
    Percent,
    Quotient,
    RoundingMode,
    Text,
    Truth,
    Type,
    Unit,
)
from tests.data import build
from tests.data.build import BILLING, NOWHERE, SAMPLE, USD, agreement, day
from tests.data.hostile import CASES, Case
from tests.data.nodes import TRUTH, aggregate, column, compare, literal, one_of, usd

DEALS = build.source(
    "deals",
    (
        build.column("customer", Text()),
        build.column("on", Date()),
        build.column("until", Date(), may_be_empty=True),
        build.column("tier", Choice(("gold", "silver"))),
        build.column("size", USD, may_be_empty=True),
        build.column("rate", Percent(), range=build.between(-1, 1, "0.0001")),
        build.column("index", Number()),
        build.column("seats", Count("seat")),
        build.column("wait", Duration(Lapse.DAYS)),
        build.column("price", Quotient(USD, Count("seat"))),
        build.column("sure", Truth()),
        build.column(
            "so_far",
            USD,
            computed=ex.RunningColumn(
                **NOWHERE,
                type=USD,
                aggregate=Aggregate.SUM,
                source="deals",
                of=ex.ColumnValue(**NOWHERE, type=USD, source="deals", column="size"),
                same="customer",
            ),
        ),
    ),
    dated_by="on",
    ordered_by=("on", "customer"),
)
TIER = decl.Segment(**NOWHERE, name="size", title="Size", values=("big", "small"), value="small")


def _parameter(name: str, *values: decl.DatedValue) -> decl.Parameter:
    return decl.Parameter(
        **NOWHERE,
        name=name,
        title=name,
        type=Number(),
        by="size",
        values=values,
        texts=(),
        range=None,
    )


def _value(number: str, **more: Any) -> decl.DatedValue:
    return decl.DatedValue(**NOWHERE, value=literal(Fraction(number), Number()), **more)


TERMS = agreement(
    build.unit("seat"),
    DEALS,
    TIER,
    _parameter("factor", _value("2.5"), _value("7", segments=("big",))),
    _parameter("dated", _value("1"), _value("3", from_date=day("2026-07-01"))),
    terms=build.contract(end="2026-12-31"),
)
HEADER = "customer,on,until,tier,size,rate,index,seats,wait,price,sure\n"


def col(name: str, type: Type = USD) -> ex.ColumnValue:
    return column(name, type, "deals")


SIZE, RATE, INDEX = col("size"), col("rate", Percent()), col("index", Number())
LONG = ex.DaysBetween(**NOWHERE, type=Number(), start=col("on", Date()), end=col("until", Date()))
OFS: dict[str, ex.Expr] = {
    "size": SIZE,
    "index": INDEX,
    "so far": col("so_far"),
    "rate of size": ex.ShareOf(**NOWHERE, type=USD, share=RATE, of=SIZE),
    "size less index": ex.Subtract(**NOWHERE, type=USD, left=SIZE, right=INDEX),
    "lesser": ex.ExtremeOf(**NOWHERE, type=USD, which=Extreme.LESSER, items=(SIZE, usd("10.5"))),
    "quotient": ex.Divide(**NOWHERE, type=Number(), left=SIZE, right=INDEX),
    "rounded": ex.Rounded(
        **NOWHERE, type=USD, operand=SIZE, mode=RoundingMode.HALF_EVEN, unit=usd(1)
    ),
    "days": LONG,
    "later day": ex.ExtremeOf(
        **NOWHERE, type=Date(), which=Extreme.LATER, items=(col("on", Date()), col("until", Date()))
    ),
    "parameter": ex.Multiply(
        **NOWHERE,
        type=USD,
        left=ex.Negate(**NOWHERE, type=USD, operand=SIZE),
        right=ex.ParameterValue(**NOWHERE, type=Number(), parameter="factor"),
    ),
    "dated parameter": ex.ParameterValue(**NOWHERE, type=Number(), parameter="dated"),
}
GOLD = one_of(col("tier", Text()), "gold")
BIG = compare(SIZE, Comparison.MORE, usd("1.5"))
CONDITIONS: dict[str, ex.Expr | None] = {
    "none": None,
    "gold": GOLD,
    "big": BIG,
    "not big": ex.Not(**NOWHERE, type=TRUTH, condition=BIG),
    "big or gold": ex.AnyOf(**NOWHERE, type=TRUTH, conditions=(BIG, GOLD)),
    "known and sure": ex.AllOf(
        **NOWHERE,
        type=TRUTH,
        conditions=(
            ex.IsKnown(**NOWHERE, type=TRUTH, operand=SIZE),
            compare(col("sure", Truth()), Comparison.EQUAL, literal(True, Truth())),
        ),
    ),
    "long": compare(LONG, Comparison.AT_LEAST, literal(Fraction(30), Number())),
    "segment": compare(
        ex.SegmentValue(**NOWHERE, type=Text(), segment="size"),
        Comparison.EQUAL,
        literal("small", Text()),
    ),
    "on or after": compare(
        col("until", Date()), Comparison.AT_LEAST, literal(day("2026-05-01"), Date())
    ),
    "rate": compare(RATE, Comparison.LESS, literal(Fraction(1, 3), Percent())),
}


def _cents(bound: int) -> st.SearchStrategy[str]:
    return st.integers(-bound, bound).map(lambda at: f"{at / 100:.2f}")


ROW = st.tuples(
    st.sampled_from(["A", "B", "Ünal", "C c"]),
    st.integers(0, 420).map(lambda at: build_day(day("2025-12-20") + at)),
    st.one_of(st.just(""), st.integers(0, 300).map(lambda at: build_day(day("2026-01-01") + at))),
    st.sampled_from(["gold", "silver"]),
    st.one_of(st.just(""), _cents(3000), _cents(10**9)),
    st.integers(-10_000, 10_000).map(lambda at: f"{at / 100:.2f}%"),
    st.integers(-50, 50).map(lambda at: f"{at / 10:.1f}"),
    st.integers(0, 9).map(str),
    st.integers(0, 40).map(lambda at: f"{at} days"),
    st.integers(0, 99).map(lambda at: f"0.{at:05d}"),
    st.sampled_from(["true", "false", "TRUE"]),
)


def build_day(ordinal: int) -> str:
    """Return a day as it stands in a file."""

    return date.fromordinal(ordinal).isoformat()


def both(text: str, terms: Agreement = TERMS, name: str = "deals") -> tuple[Rows, LargeRows]:
    """Read the same rows plainly and through the database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        path.write_bytes(text.encode())
        sink = Sink()
        plain = read_data(terms, [DataFile(path, name)], [], sink).rows[name]
        found = FileProblems(str(path), sink)
        source = terms.get(name, Source)
        readers = CellReaders(terms, frame_of(terms, terms.contract.settled))
        large = read_large_csv(source, readers, path, found)
    assert sink.found == [] and isinstance(plain, Rows) and isinstance(large, LargeRows)
    return plain, large


def world(rows: SourceRows) -> RowWorld:
    return RowWorld(TERMS, frame_of(TERMS, Unit.QUARTER), {"deals": rows})


@settings(max_examples=25)
@given(
    rows=st.lists(ROW, max_size=12),
    kind=st.sampled_from(Aggregate),
    of=st.sampled_from(sorted(OFS)),
    where=st.sampled_from(sorted(CONDITIONS)),
    dated_by=st.sampled_from(["on", "until"]),
)
def test_queries_agree(
    rows: list[tuple[str, ...]], kind: Aggregate, of: str, where: str, dated_by: str
) -> None:
    plain, large = both(HEADER + "".join(",".join(row) + "\n" for row in rows))
    expression: ex.Expr | None = OFS[of]
    if of == "later day" and kind in (Aggregate.SUM, Aggregate.AVERAGE, Aggregate.MEDIAN):
        expression = SIZE
    if kind is Aggregate.COUNT:
        expression = None
    elif kind is Aggregate.SHARE:
        expression = BIG
    node = aggregate(kind, expression, CONDITIONS[where], source="deals", dated_by=dated_by)
    assert evaluate_query(node, world(large)).periods == evaluate_query(node, world(plain)).periods


def _some_rows(count: int) -> str:
    draw = random.Random(11)
    rows = []
    for _ in range(count):
        start = day("2025-12-20") + draw.randrange(400)
        until = build_day(start + draw.randrange(200)) if draw.random() < 0.6 else ""
        size = f"{draw.randrange(-900, 3000) / 100:.2f}" if draw.random() < 0.8 else ""
        cells = [draw.choice("ABC"), build_day(start), until, draw.choice(["gold", "silver"]), size]
        cells += [f"{draw.randrange(-99, 99)}%", f"{draw.randrange(-9, 9)}", "3", "1 day", "0.5"]
        rows.append(",".join([*cells, draw.choice(["true", "false"])]) + "\n")
    return HEADER + "".join(rows)


def test_every_aggregate_of_every_expression_agrees() -> None:
    plain, large = both(_some_rows(60))
    known = ex.IsKnown(**NOWHERE, type=TRUTH, operand=SIZE)
    conditions = [where for where in CONDITIONS.values() if where is not None]
    cases: list[tuple[Aggregate, ex.Expr, ex.Expr | None]] = []
    for kind in set(Aggregate) - {Aggregate.SHARE}:
        cases += [(kind, of, where) for of in OFS.values() for where in (None, known)]
    cases += [(Aggregate.SUM, INDEX, where) for where in conditions]
    cases += [(Aggregate.SHARE, where, None) for where in conditions]
    for kind, of, where in cases:
        if kind in (Aggregate.SUM, Aggregate.AVERAGE, Aggregate.MEDIAN) and of is OFS["later day"]:
            continue
        expression = None if kind is Aggregate.COUNT else of
        node = aggregate(kind, expression, where, source="deals", dated_by="on")
        one, two = evaluate_query(node, world(plain)), evaluate_query(node, world(large))
        assert one.periods == two.periods, (kind, of, where)


def test_rows_are_read_back_as_they_are() -> None:
    draw = random.Random(7)
    rows = [
        f"C{draw.randrange(9)},2026-0{draw.randrange(1, 9)}-11,,gold,{draw.randrange(-999, 999)}.5,"
        f"{draw.randrange(-99, 99)}.25%,{draw.randrange(9)}.123456789012,3,1 day,"
        "0.000000000001,true\n"
        for _ in range(50)
    ]
    plain, large = both(HEADER + "".join(rows))
    (again,) = chunks(large, tuple(plain.columns))
    assert again.columns == plain.columns and again.numbers == plain.numbers


def test_known_rows_agree() -> None:
    terms = agreement(BILLING)
    text = "customer,issued_on,kind,amount,reported_on\n"
    text += "A,2026-01-05,invoice,1.00,\nA,2026-01-06,invoice,2.00,2026-05-01\n"
    node = aggregate(Aggregate.SUM, column("amount"))
    plain, large = both(text, terms, "billing")
    frame = frame_of(terms, Unit.QUARTER)
    for as_of, expected in [(None, 3), ("2026-04-30", 1), ("2026-01-04", 0)]:
        found = []
        for rows in (plain, large):
            data = read_data(terms, [], [], Sink())

            data = records.evolve(data, rows={"billing": rows})
            seen = as_known(data, terms, None if as_of is None else day(as_of))
            result = evaluate_query(node, RowWorld(terms, frame, seen.rows))
            found.append(result.values[0])
        assert found == [expected, expected]


# ---- files with something wrong


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.given in ("billing", "deals") and case.suffix == ".csv"],
    ids=lambda case: case.name,
)
def test_large_files_get_the_same_messages(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(case.content)
    plain, large = Sink(), Sink()
    read_data(SAMPLE, [DataFile(path, case.given)], [], plain)
    found = FileProblems(str(path), large)
    readers = CellReaders(SAMPLE, frame_of(SAMPLE, Unit.QUARTER))
    rows = read_large_csv(SAMPLE.get(case.given, Source), readers, path, found)
    found.close()
    assert rows is None
    assert large.found == plain.found != []


PLAIN = "C,2026-01-01,invoice,1.00\n"


@pytest.mark.parametrize(
    "row",
    [
        'C,2026-01-01,invoice,"1,000.00"\n',
        "C,2026-01-01,invoice,-USD 1.00\n",
        "ﷺ,2026-01-01,invoice,1.00\n",
        "C,2026-01-01,invoice,99999999999999999.00\n",
        '"a ""b""",2026-01-01,invoice,1.00\n',
        "C,0999-01-01,invoice,1.00\n",
    ],
)
def test_what_the_guard_is_too_narrow_for_is_read_plainly(row: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("customer,issued_on,kind,amount\n" + PLAIN + row, encoding="utf-8")
    sink = Sink()
    found = FileProblems(str(path), sink)
    readers = CellReaders(SAMPLE, frame_of(SAMPLE, Unit.QUARTER))
    rows = read_large_csv(BILLING, readers, path, found)
    found.close()
    assert sink.found == []
    plain = read_data(SAMPLE, [DataFile(path, "billing")], [], sink).rows["billing"]
    assert isinstance(rows, Rows) and rows == plain


def test_files_above_the_threshold_go_to_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "LARGE_ROWS", 3)
    monkeypatch.setattr(read, "_SMALL_FILE", 10)
    path = tmp_path / "rows [1].csv"
    path.write_text("customer,issued_on,kind,amount\n" + PLAIN * 5 + "C,2025-01-01,refund,2\n")
    sink = Sink()
    data = read_data(SAMPLE, [DataFile(path, "billing")], [], sink)
    rows = data.rows["billing"]
    assert sink.found == [] and isinstance(rows, LargeRows) and rows.count == 6
    assert data.notes == ("1 of the 6 rows of `billing` lies outside the term, by `issued_on`",)
    assert data.last_period == 0 and len(data.hashes[str(path)]) == 64
    path.write_text("customer,issued_on,kind,amount\n" + PLAIN * 5 + "C,2026-01-01,refund,NaN\n")
    data = read_data(SAMPLE, [DataFile(path, "billing")], [], sink)
    assert [(item.code, item.place and item.place.row) for item in sink.found] == [("MS0725", 7)]


def test_files_too_large_to_keep_are_still_searched_for_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb_read, "_LARGEST_PLAIN", 10)
    readers = CellReaders(SAMPLE, frame_of(SAMPLE, Unit.QUARTER))
    path = tmp_path / "rows.csv"
    for content, codes in [
        (PLAIN.encode() + b"C,2026-01-01,refund,NaN\n", ["MS0725"]),
        (b"C,2026-01-01,invoice,USD -1.00\n", []),
        (b'C,2026-01-01,invoice,"1,000.00"\n', ["MS0706"]),
        (PLAIN.encode() + b"\xff,2026-01-01,refund,1\n", ["MS0703"]),
        (b"\0,2026-01-01,refund,1\n", ["MS0704"]),
    ]:
        path.write_bytes(b"customer,issued_on,kind,amount\n" + content)
        sink = Sink()
        found = FileProblems(str(path), sink)
        read_large_csv(BILLING, readers, path, found)
        found.close()
        assert [item.code for item in sink.found] == codes


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_and_line_ends_do_not_matter(mark: str, end: str, tmp_path: Path) -> None:
    lines = ["customer,issued_on,kind,amount", "C,2026-01-01,invoice,1.00", "D,2026-01-02,refund,2"]
    text = mark + "".join(line + end for line in lines)
    plain, large = both(text, SAMPLE, "billing")
    (again,) = chunks(large, tuple(plain.columns))
    assert again.columns == plain.columns
    plain, large = both(text.removesuffix(end), SAMPLE, "billing")
    assert large.count == plain.count == 2


@pytest.mark.parametrize(
    "text",
    [
        "\n\rC,2026-01-01,invoice,1\n",
        "\rC,2026-01-01,invoice,1\n",
        "\nC,2026-01-01,invoice,1,",
        "\nC,2026-01-01,invoice,1,\n",
        '\n"C, D",2026-01-01,invoice,1,',
        "\n\nC,2026-01-01,invoice,1\n",
    ],
)
def test_what_the_database_would_pass_over_is_said(text: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(f"customer,issued_on,kind,amount{text}".encode())
    plain, large = Sink(), Sink()
    expected = read_data(SAMPLE, [DataFile(path, "billing")], [], plain).rows.get("billing")
    found = FileProblems(str(path), large)
    readers = CellReaders(SAMPLE, frame_of(SAMPLE, Unit.QUARTER))
    rows = read_large_csv(BILLING, readers, path, found)
    found.close()
    assert large.found == plain.found and rows == expected


def test_values_of_a_column_that_the_database_keeps() -> None:
    _, large = both(_some_rows(20))
    terms = agreement(*TERMS.declarations.values(), BILLING, terms=TERMS.contract)
    appears = ex.AppearsIn(
        **NOWHERE, type=TRUTH, operand=column("customer", Text()), source="deals", column="customer"
    )
    text = "customer,issued_on,kind,amount\nA,2026-01-01,invoice,1\nZ,2026-01-01,invoice,1\n"
    node = aggregate(Aggregate.COUNT, None, appears)
    for rows in both(text, terms, "billing"):
        frame = frame_of(terms, Unit.QUARTER)
        found = evaluate_query(node, RowWorld(terms, frame, {"deals": large, "billing": rows}))
        assert found.values[0] == 1


WIDE = build.source(
    "wide",
    (
        build.column("on", Date(), range=build.between(day("2026-01-01"), day("2026-12-31"), "1")),
        build.column("weight", Count("tonne"), range=build.between(0, 100, "0.5")),
        build.column("months", Duration(Lapse.MONTHS)),
        build.column("days", Duration(Lapse.BUSINESS_DAYS)),
        build.column("score", Number(), range=build.between("-1/3", 1, None)),
    ),
    dated_by="on",
)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2026-05-01,2.5,1 month,10 business days,0.5", None),
        ("2027-05-01,2.5,1 month,10 business days,0.5", "MS0731"),
        ("2026-05-01,2.25,1 month,10 business days,0.5", "MS0732"),
        ("2026-05-01,2.5,1 quarter,1 business day,0.5", None),
        ("2026-05-01,2.5,1 day,1 business day,0.5", "MS0728"),
        ("2026-05-01,2.5,2 months,1 business day,-0.34", "MS0731"),
    ],
)
@pytest.mark.parametrize("with_score", [False, True])
def test_ranges_and_units_agree(
    row: str, code: str | None, with_score: bool, tmp_path: Path
) -> None:
    wide = WIDE if with_score else records.evolve(WIDE, columns=WIDE.columns[:-1])
    if not with_score:
        row = row.rpartition(",")[0]
    terms = agreement(build.unit("tonne", divisible=True), wide)
    path = tmp_path / "wide.csv"
    path.write_bytes((",".join(item.name for item in wide.columns) + "\n" + row + "\n").encode())
    plain, large = Sink(), Sink()
    expected = read_data(terms, [DataFile(path, "wide")], [], plain).rows.get("wide")
    found = FileProblems(str(path), large)
    readers = CellReaders(terms, frame_of(terms, Unit.QUARTER))
    rows = read_large_csv(wide, readers, path, found)
    found.close()
    assert large.found == plain.found
    expected_code = code if with_score or code != "MS0731" or "2027" in row else None
    assert [item.code for item in plain.found] == ([expected_code] if expected_code else [])
    if isinstance(rows, LargeRows) and isinstance(expected, Rows):
        (again,) = chunks(rows, tuple(expected.columns))
        assert again.columns == expected.columns
    else:
        assert rows == expected
