"""Files that are written: the empty ones that a contract needs, and cells that run nothing."""

import csv
import io
from fractions import Fraction
from pathlib import Path

import pytest

from milestonelang.data.empty import data_arguments, empty_files
from milestonelang.data.model import DataFile
from milestonelang.data.read import read_data
from milestonelang.data.write_csv import write_csv
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.types import Date, Number, Unit
from tests.data.build import SAMPLE, agreement, column, metric, source


def test_empty_files_are_read_without_error(tmp_path: Path) -> None:
    files = empty_files(SAMPLE)
    assert list(files) == ["monthly.csv", "quarterly.csv", "billing.csv", "deals.csv", "events.csv"]
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    given = [DataFile(tmp_path / name, source) for name, source in data_arguments(SAMPLE).items()]
    sink = Sink()
    data = read_data(SAMPLE, given, [tmp_path / "events.csv"], sink)
    assert sink.found == []
    assert data.last_period is None
    assert all(not series.figures for series in data.series.values())
    assert set(data.series) == {
        *("retention", "gross_margin", "onboarding_time", "bookings", "seats", "index"),
        *("certified", "volume", "wind_down_costs"),
    }


def test_empty_files_have_every_period_and_no_computed_column() -> None:
    files = empty_files(SAMPLE)
    quarterly = files["quarterly.csv"].splitlines()
    assert quarterly[0].startswith("quarter,retention,") and "net_revenue" not in quarterly[0]
    assert [line.partition(",")[0] for line in quarterly[1:]] == [
        f"{year}-Q{quarter}" for year in (2026, 2027) for quarter in (1, 2, 3, 4)
    ]
    assert files["deals.csv"] == "deal,closed_on,churned_on,size\n"


def test_source_called_like_another_file_has_a_name_of_its_own() -> None:
    events = source("events", (column("on", Date()),), "on")
    terms = agreement(events, metric("x", Number(), every=Unit.YEAR))
    assert list(empty_files(terms)) == ["yearly.csv", "events-rows.csv", "events.csv"]
    assert data_arguments(terms) == {"yearly.csv": None, "events-rows.csv": "events"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")']
)
def test_text_that_would_be_a_formula_is_quoted(text: str) -> None:
    written = write_csv(("name", "amount"), [(text, Fraction(-5)), ("plain, text", None)])
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows == [["name", "amount"], ["'" + text, "-5"], ["plain, text", ""]]


def test_numbers_are_written_as_numbers() -> None:
    assert write_csv(("n",), [(Fraction("-12.50"),), (7,), (Fraction(1, 8),)]) == (
        "n\n-12.5\n7\n0.125\n"
    )
