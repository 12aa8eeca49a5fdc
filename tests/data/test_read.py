"""What right files give: exact values, each with its place."""

import hashlib
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from milestonelang import records
from milestonelang.agreement.declarations import Agreement, Renewal
from milestonelang.data import read as read_module
from milestonelang.data.model import NO_DATA, DataFile, DataSet, Provenance, Rows
from milestonelang.data.read import read_data
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.types import (
    Choice,
    Count,
    Date,
    Duration,
    Lapse,
    Money,
    Number,
    Percent,
    PeriodType,
    Quotient,
    Text,
    Truth,
    Unit,
)
from tests.data import build
from tests.data.build import BILLING, SAMPLE, agreement, between, column, day, metric, source

ROOT = Path(__file__).resolve().parents[2]


def read(
    folder: Path, terms: Agreement = SAMPLE, events: str | None = None, **files: str
) -> tuple[DataSet, Sink]:
    """Read files given by their text: `metrics` and `metrics_…`, and sources by their names."""
    given: list[DataFile] = []
    for name, text in files.items():
        suffix = ".json" if text.startswith("[") else ".csv"
        path = folder / f"{name}{suffix}"
        path.write_bytes(text.encode())
        given.append(DataFile(path, None if name.startswith("metrics") else name))
    paths = []
    if events is not None:
        paths = [folder / "events.csv"]
        paths[0].write_text(events)
    sink = Sink()
    return read_data(terms, given, paths, sink), sink


def fine(
    folder: Path, terms: Agreement = SAMPLE, events: str | None = None, **files: str
) -> DataSet:
    data, sink = read(folder, terms, events, **files)
    assert [item.message for item in sink.found] == []
    return data


RETENTION = agreement(
    build.party("company"),
    build.party("partner"),
    metric("retention", Percent(), range=between(0, 1, "0.000001")),
    metric("bookings", Money("USD")),
)


def test_metrics_csv(tmp_path: Path) -> None:
    text = 'quarter,retention,bookings\n2026-Q1,84%,"1,250.50"\n2026-Q2,,-3\n'
    data = fine(tmp_path, RETENTION, metrics=text)
    file = str(tmp_path / "metrics.csv")
    retention, bookings = data.series["retention"], data.series["bookings"]
    assert retention.frequency is Unit.QUARTER
    assert [figure.value for figure in retention.figures[0]] == [Fraction(84, 100)]
    assert retention.figures[0][0].place == Provenance(file, 2, "retention")
    assert 1 not in retention.figures
    assert [bookings.figures[at][0].value for at in (0, 1)] == [Fraction("1250.5"), Fraction(-3)]
    assert data.hashes == {file: hashlib.sha256(text.encode()).hexdigest()}
    assert data.last_period == 1


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("84%", Fraction(84, 100)),
        ("0%", Fraction(0)),
        ("50 bps", Fraction(1, 200)),
        ("2 pp", Fraction(1, 50)),
        ("0.000001%", None),
        ("33.3333%", Fraction(333333, 1000000)),
    ],
)
def test_percentages(tmp_path: Path, cell: str, value: Fraction | None) -> None:
    data, sink = read(tmp_path, RETENTION, metrics=f"quarter,retention,bookings\n2026-Q1,{cell},\n")
    if value is None:
        assert [item.code for item in sink.found] == ["MS0732"]
    else:
        assert data.series["retention"].figures[0][0].value == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0", Fraction(0)),
        ("-0.00", Fraction(0)),
        ("USD 12.50", Fraction("12.5")),
        ("USD -12.50", Fraction("-12.5")),
        ("-USD 12.50", Fraction("-12.5")),
        ("999999999999999999.99", Fraction("999999999999999999.99")),
        ("0.1", Fraction(1, 10)),
    ],
)
def test_amounts(tmp_path: Path, cell: str, value: Fraction) -> None:
    data = fine(tmp_path, RETENTION, metrics=f"quarter,bookings,retention\n2026-Q1,{cell},\n")
    assert data.series["bookings"].figures[0][0].value == value


def test_every_other_type(tmp_path: Path) -> None:
    terms = agreement(
        build.unit("company", "companies"),
        build.unit("tonne", divisible=True),
        metric("seats", Count("company")),
        metric("weight", Count("tonne")),
        metric("price", Quotient(Money("USD"), Count("company"))),
        metric("rate", Quotient(Money("USD"), Money("EUR"))),
        metric("yen", Money("JPY")),
        metric("launch", Date()),
        metric("sure", Truth()),
        metric("tier", Choice(("gold", "silver"))),
        metric("wait", Duration(Lapse.MONTHS)),
        metric("index", Number()),
    )
    header = "quarter,seats,weight,price,rate,yen,launch,sure,tier,wait,index"
    row = "2026-Q1,5 companies,1.5,USD 0.0008 per company,1.0825,1000,2026-02-28,true,gold,1 year,7"
    data = fine(tmp_path, terms, metrics=f"{header}\n{row}\n")
    found = {name: series.figures[0][0].value for name, series in data.series.items()}
    assert found == {
        "seats": 5,
        "weight": Fraction(3, 2),
        "price": Fraction("0.0008"),
        "rate": Fraction("1.0825"),
        "yen": 1000,
        "launch": day("2026-02-28"),
        "sure": True,
        "tier": "gold",
        "wait": 12,
        "index": 7,
    }
    assert isinstance(found["launch"], int) and isinstance(found["seats"], Fraction)


def test_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    text = "\ufeffquarter,retention,bookings\r\n2026-Q1,84%,1\r\n\r\n"
    assert fine(tmp_path, RETENTION, metrics=text).series["retention"].figures[0][0].value


def test_json_is_read_exactly(tmp_path: Path) -> None:
    text = '[{"quarter": "2026-Q1", "retention": "84%", "bookings": 0.1}, '
    text += '{"quarter": "2026-Q2", "retention": null, "bookings": 12345678901234567.89}]'
    data = fine(tmp_path, RETENTION, metrics=text)
    bookings = data.series["bookings"].figures
    assert bookings[0][0].value == Fraction(1, 10)
    assert bookings[1][0].value == Fraction("12345678901234567.89")
    assert bookings[1][0].place.row == 2
    assert 1 not in data.series["retention"].figures


def test_reports_of_one_figure_stand_in_order(tmp_path: Path) -> None:
    text = (
        "quarter,reported_on,retention,bookings\n"
        "2026-Q1,2026-06-01,86%,\n2026-Q1,,84%,1\n2026-Q1,2026-05-01,85%,\n"
    )
    data = fine(tmp_path, RETENTION, metrics=text)
    reports = data.series["retention"].figures[0]
    assert [report.value for report in reports] == [Fraction(n, 100) for n in (84, 85, 86)]
    assert [report.reported_on for report in reports] == [
        None,
        day("2026-05-01"),
        day("2026-06-01"),
    ]


def test_other_frequencies_stand_in_files_of_their_own(tmp_path: Path) -> None:
    terms = agreement(
        metric("volume", Money("USD"), every=Unit.MONTH), metric("score", Number(), every=Unit.YEAR)
    )
    data = fine(
        tmp_path,
        terms,
        metrics_month="month,volume\n2026-01,1\n2027-12,2\n",
        metrics_year="year,score\nFY2026,3\n2027,4\n",
    )
    assert {at: reports[0].value for at, reports in data.series["volume"].figures.items()} == {
        0: 1,
        23: 2,
    }
    assert [reports[0].value for reports in data.series["score"].figures.values()] == [3, 4]


def test_figure_in_two_files_is_refused(tmp_path: Path) -> None:
    text = "quarter,retention,bookings\n2026-Q1,84%,1\n"
    _, sink = read(tmp_path, RETENTION, metrics=text, metrics_again=text)
    assert [item.code for item in sink.found] == ["MS0747", "MS0747"]
    place = sink.found[0].place
    assert place is not None and place.column == "retention" and "metrics.csv" in str(sink.found[0])


def test_rows(tmp_path: Path) -> None:
    text = "amount,customer,kind,issued_on\n5.00,C1,invoice,2026-01-01\n-1,C2,refund,2025-12-31\n"
    data = fine(tmp_path, billing=text)
    rows = data.rows["billing"]
    assert isinstance(rows, Rows)
    assert rows.numbers == (2, 3)
    assert rows.columns["amount"] == (5, -1)
    assert rows.columns["issued_on"] == (day("2026-01-01"), day("2025-12-31"))
    assert data.notes == ("1 of the 2 rows of `billing` lies outside the term, by `issued_on`",)
    assert data.last_period == 0


def test_unique_row_reported_again(tmp_path: Path) -> None:
    terms = agreement(
        source("deals", (column("deal", Text(), unique=True), column("on", Date())), "on")
    )
    text = "deal,on,reported_on\nD1,2026-01-01,\nD1,2026-01-05,2026-02-01\n"
    fine(tmp_path, terms, deals=text)
    _, sink = read(tmp_path, terms, deals=text + "D1,2026-01-06,2026-02-01\n")
    assert [item.code for item in sink.found] == ["MS0739"]


def test_events(tmp_path: Path) -> None:
    text = (
        "date,event,subject,by,amount,note,reported_on\n"
        '2026-10-20,evidence,certificate,partner,,"anything, =1+1\nat all",2026-10-21\n'
        "2026-02-01,decision,approval is granted,company,USD 5.00,,\n"
        "2026-03-01,decision,material_change is false,company,,,\n"
        "2028-08-01,payment,deal,company,10,,\n"
        "2027-01-01,renewal,deal,partner,,,\n"
    )
    every_year = Renewal(
        **build.NOWHERE, count=1, unit=Unit.YEAR, notice_count=60, notice_unit=Unit.DAY
    )
    lasting = records.evolve(build.contract(), renewal=every_year)
    terms = records.evolve(SAMPLE, contract=lasting)
    events = fine(tmp_path, terms, events=text).events
    assert [event.kind for event in events] == [
        "decision",
        "decision",
        "evidence",
        "renewal",
        "payment",
    ]
    assert events[0].subject == "approval" and events[0].outcome == "granted"
    assert events[0].amount == 5 and events[0].reported_on is None
    assert events[1].outcome == "false"
    assert events[2].reported_on == day("2026-10-21") and events[2].place.row == 2
    assert events[2].note == "anything, =1+1\nat all"


def test_same_event_twice_is_noted(tmp_path: Path) -> None:
    row = "2026-10-20,evidence,certificate,partner,,\n"
    data = fine(tmp_path, events="date,event,subject,by,amount,note\n" + row + row)
    assert len(data.events) == 2
    assert "rows 2 and 3" in data.notes[0] and "both count" in data.notes[0]


def test_problems_are_collected_and_cut_at_twenty(tmp_path: Path) -> None:
    rows = "".join(f"C,2026-01-01,invoice,{at}.001\n" for at in range(100))
    data, sink = read(tmp_path, billing="customer,issued_on,kind,amount\n" + rows)
    assert [item.code for item in sink.found] == ["MS0730"] * 20 + ["MS0712"]
    assert "80 more problems" in sink.found[-1].message
    assert [item.place.row for item in sink.found[:3] if item.place] == [2, 3, 4]
    assert data.rows == {}


def test_problems_of_several_files_and_columns_are_all_said(tmp_path: Path) -> None:
    _, sink = read(
        tmp_path,
        RETENTION,
        events="date,event,subject,by,amount,note\n2026-01-01,evidenc,x,y,,\n",
        metrics="quarter,retention,bookings\n2026-Q1,84,x\n2026-Q9,85%,1\n",
    )
    assert [item.code for item in sink.found] == ["MS0727", "MS0725", "MS0745", "MS0750"]


def test_sources_that_are_not_declared_or_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("customer,issued_on,kind,amount\n")
    sink = Sink()
    twice = [DataFile(path, "billing"), DataFile(path, "biling"), DataFile(path, "billing")]
    read_data(SAMPLE, twice, [], sink)
    assert [item.code for item in sink.found] == ["MS0708", "MS0709"]
    assert "did you mean `--data billing=" in (sink.found[0].help or "")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    sink = Sink()
    missing, strange = tmp_path / "no.csv", Path("a\0b")
    read_data(SAMPLE, [DataFile(missing), DataFile(tmp_path), DataFile(strange)], [missing], sink)
    assert {item.code for item in sink.found} == {"MS0701"}
    assert "there is no such file" in sink.found[0].message
    assert "it is a folder" in sink.found[1].message


def test_no_files_give_no_data() -> None:
    sink = Sink()
    data = read_data(SAMPLE, [], [], sink)
    assert sink.found == [] and data == NO_DATA


def test_small_files_import_no_database(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("customer,issued_on,kind,amount\nC,2026-01-01,invoice,1\n")
    program = (
        "import sys; from pathlib import Path; from tests.data.build import SAMPLE\n"
        "from milestonelang.data.read import read_data\n"
        "from milestonelang.data.known import as_known\n"
        "from milestonelang.data.queries import run_queries\n"
        "from milestonelang.data.model import DataFile\n"
        "from milestonelang.diagnostics.diagnostic import Sink\n"
        "sink = Sink()\n"
        f"file = DataFile(Path({str(tmp_path / 'b.csv')!r}), 'billing')\n"
        "data = read_data(SAMPLE, [file], [], sink)\n"
        "run_queries(as_known(data, SAMPLE), SAMPLE, {})\n"
        "heavy = {'duckdb', 'difflib', 'pyarrow', 'attrs'} & set(sys.modules)\n"
        "print(len(sink.found), data.rows['billing'].count, sorted(heavy))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.split() == ["0", "1", "[]"]


def test_json_rows(tmp_path: Path) -> None:
    rows = [{"customer": "Ünal", "issued_on": "2026-01-01", "kind": "invoice", "amount": 5}]
    data = fine(tmp_path, agreement(BILLING), billing=json.dumps(rows))
    found = data.rows["billing"]
    assert isinstance(found, Rows) and found.columns["customer"] == ("Ünal",)
    assert found.numbers == (1,)


def test_file_named_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("quarter,retention,bookings\n2026-Q1,84%,1\n")
    events = tmp_path / "e.csv"
    events.write_text("date,event,subject,by,amount,note\n")
    sink = Sink()
    again = tmp_path / "x" / ".." / "a.csv"
    read_data(RETENTION, [DataFile(path), DataFile(again)], [events, events], sink)
    assert [item.code for item in sink.found] == ["MS0709", "MS0709"]


def test_kinds_of_subjects(tmp_path: Path) -> None:
    terms = agreement(
        build.party("company"),
        build.event("clearance", decided_by="regulator"),
        build.exit_("for_cause"),
        build.audit("score_audit", "score", by="an auditor"),
        metric("score", Number()),
        source("deals", (column("on", Date()),), "on"),
    )
    header = "date,event,subject,by,amount,note\n"
    fine(tmp_path, terms, header + "2026-01-01,decision,clearance,regulator,,\n")
    fine(tmp_path, terms, header + "2026-01-01,audit,score for 2026-Q1,Blake & Partners,5,\n")
    for row, code, words in [
        ("decision,clearance,regulater", "MS0752", "did you mean `regulator`"),
        ("evidence,deals,company", "MS0751", "`deals` is a source"),
        ("evidence,deal,company", "MS0751", "`deal` is the contract"),
        ("decision,score,company", "MS0751", "`score` is a metric"),
        ("notice,for_cause is true,company", "MS0754", "no outcome of `for_cause`"),
        ("waiver,nothing,company", "MS0751", "it is about"),
        ("evidence,thing,company", "MS0751", "declare nothing that"),
        ("audit,score for 2026-Q1,a\u200bb,5", "MS0736", "remove it"),
        ("decision,clearance is maybe,regulator", "MS0754", "its outcomes are"),
    ]:
        _, sink = read(tmp_path, terms, f"{header}2026-01-01,{row}{',' * (4 - row.count(','))}\n")
        assert [item.code for item in sink.found] == [code], row
        shown = sink.found[0].message + " " + (sink.found[0].help or "")
        assert words in shown or code == "MS0751"


def test_period_columns_and_labels(tmp_path: Path) -> None:
    terms = agreement(
        metric("volume", Money("USD"), every=Unit.MONTH),
        source("deals", (column("on", Date()), column("quarter", PeriodType())), "on"),
    )
    data = fine(tmp_path, terms, deals="on,quarter\n2026-01-01,2026-Q3\n")
    rows = data.rows["deals"]
    assert isinstance(rows, Rows) and rows.columns["quarter"] == (2,)
    for cell, help_ in [
        ("03/2026", "write `2026-03`"),
        ("2026-3", "write `2026-03`"),
        ("2026-03-01", "write `2026-03`"),
        ("2026-13", "write a month as `2026-03`"),
        ("March", "write a month as `2026-03`"),
    ]:
        _, sink = read(tmp_path, terms, metrics=f"month,volume\n{cell},1\n")
        assert [(item.code, item.help) for item in sink.found] == [("MS0745", help_)]


def test_wind_down_until_a_day(tmp_path: Path) -> None:
    leave = build.exit_("leave", 1)
    assert leave.wind_down is not None
    until = records.evolve(leave.wind_down, until=day("2028-08-15"))
    terms = agreement(records.evolve(leave, wind_down=until), metric("score", Number()))
    data = fine(tmp_path, terms, metrics="quarter,score\n2028-Q3,1\n")
    assert data.last_period == 10


def test_too_large_a_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_module, "_LARGEST_TEXT", 20)
    _, sink = read(tmp_path, RETENTION, metrics="quarter,retention,bookings\n2026-Q1,84%,1\n")
    assert [item.code for item in sink.found] == ["MS0706"]


def test_json_with_other_things_inside(tmp_path: Path) -> None:
    for text, words in [
        ('[{"quarter": "2026-Q1", "bookings": {"a": 1}, "retention": null}]', "an object"),
        ('[{"\\ud800": 1}]', "no text"),
        ("[{}]", "not an object with keys"),
        ('[{"quarter": "2026-Q1"}, 5]', "item 2 is not an object"),
        ('[{"quarter": "2026-Q1"}, {"quarter": "2026-Q2", "x": 1}]', "has `x`, which the first"),
        ('[{"quarter": true}]', "`true` is not a quarter"),
    ]:
        _, sink = read(tmp_path, RETENTION, metrics=text)
        assert any(words in item.message for item in sink.found), text
