"""What counts on a day: due days, reports, corrections, other frequencies, rows and events."""

from fractions import Fraction
from pathlib import Path

from milestonelang import records
from milestonelang.agreement.declarations import Agreement, RollUp
from milestonelang.agreement.lines import Amount
from milestonelang.data.known import Known, as_known
from milestonelang.data.model import Rows
from milestonelang.types import Aggregate, Date, Money, Number, Percent, Text, Unit
from tests.data.build import (
    BILLING,
    NOWHERE,
    SAMPLE,
    agreement,
    column,
    contract,
    day,
    metric,
    source,
)
from tests.data.nodes import aggregate, column as column_value
from tests.data.test_read import fine

YEAR = contract(end="2026-12-31")


def known(
    folder: Path,
    terms: Agreement,
    as_of: str | None = None,
    events: str | None = None,
    **files: str,
) -> Known:
    data = fine(folder, terms, events, **files)
    return as_known(data, terms, None if as_of is None else day(as_of))


def values(found: Known, name: str) -> list[object]:
    return [None if item is None else item.value for item in found.figures[name]]


TERMS = agreement(metric("retention", Percent(), restated=4), terms=YEAR)
REPORTS = "quarter,reported_on,retention\n2026-Q1,,84%\n2026-Q1,2026-05-10,80%\n2026-Q2,,85%\n"


def test_without_a_day_everything_counts_and_the_latest_report_wins(tmp_path: Path) -> None:
    found = known(tmp_path, TERMS, metrics=REPORTS)
    assert values(found, "retention") == [Fraction(4, 5), Fraction(85, 100), None, None]
    (correction,) = found.corrections
    assert correction.period == "2026-Q1" and not correction.final
    assert correction.before.value == Fraction(84, 100) and correction.after.value == Fraction(4, 5)


def test_figures_count_from_their_due_day_or_their_report(tmp_path: Path) -> None:
    for as_of, first in [
        ("2026-04-14", None),
        ("2026-04-15", Fraction(84, 100)),
        ("2026-05-09", Fraction(84, 100)),
        ("2026-05-10", Fraction(4, 5)),
    ]:
        found = known(tmp_path, TERMS, as_of, metrics=REPORTS)
        assert values(found, "retention")[0] == first, as_of
        assert bool(found.corrections) is (first == Fraction(4, 5))


def test_missing_figure_says_who_owes_it_and_since_when(tmp_path: Path) -> None:
    found = known(tmp_path, TERMS, metrics="quarter,retention\n2026-Q1,84%\n")
    assert ("retention", 0) not in found.missing
    missing = found.missing["retention", 1]
    assert (missing.by, missing.due, missing.periods) == (
        "company",
        day("2026-07-15"),
        ("2026-Q2",),
    )
    assert missing.reason() == (
        "`retention` of 2026-Q2 is not reported; `company` owes it since 2026-07-15"
    )
    assert found.due["retention", 3] == day("2027-01-15")


def test_metric_without_a_within_is_due_when_its_period_ends(tmp_path: Path) -> None:
    terms = agreement(metric("index", Number(), within=None), terms=YEAR)
    text = "quarter,index\n2026-Q1,1\n"
    assert values(known(tmp_path, terms, "2026-03-30", metrics=text), "index")[0] is None
    assert values(known(tmp_path, terms, "2026-03-31", metrics=text), "index")[0] == 1


def test_finer_figures_roll_up(tmp_path: Path) -> None:
    rows = "month,x\n2026-01,10\n2026-02,20\n2026-03,60\n2026-04,5\n2026-06,6\n"
    for how, first in [
        (RollUp.SUMMED, Fraction(90)),
        (RollUp.AVERAGED, Fraction(30)),
        (RollUp.AT_THE_END, Fraction(60)),
    ]:
        terms = agreement(metric("x", Number(), every=Unit.MONTH, roll_up=how), terms=YEAR)
        found = known(tmp_path, terms, metrics=rows)
        assert values(found, "x")[0] == first
        second = values(found, "x")[1]
        if how is RollUp.AT_THE_END:
            assert second == 6
        else:
            assert second is None
            assert found.missing["x", 1].periods == ("2026-05",)
            assert found.missing["x", 1].due == day("2026-06-15")
        figure = found.figure("x", 0)
        assert figure is not None
        assert len(figure.places) == (1 if how is RollUp.AT_THE_END else 3)


def test_coarser_figure_is_in_force_until_the_next(tmp_path: Path) -> None:
    terms = agreement(metric("x", Number(), every=Unit.YEAR, in_force=True, within=30))
    found = known(tmp_path, terms, metrics="year,x\n2026,7\n")
    assert values(found, "x") == [None, None, None, 7, 7, 7, 7, 7]
    assert found.missing["x", 0].due == day("2027-01-30")
    early = known(tmp_path, terms, "2027-01-29", metrics="year,x\n2026,7\n")
    assert values(early, "x") == [None] * 8


DEALS = source(
    "deals",
    (column("deal", Text(), unique=True), column("on", Date()), column("size", Money("USD"))),
    "on",
)


def test_rows_count_from_their_own_day_or_their_report(tmp_path: Path) -> None:
    terms = agreement(DEALS, terms=YEAR)
    text = (
        "deal,on,size,reported_on\nD1,2026-01-05,10,\nD2,2026-01-06,20,2026-03-01\n"
        "D1,2026-01-05,11,2026-04-01\n"
    )
    for as_of, expected in [
        ("2026-01-04", ()),
        ("2026-01-05", (10,)),
        ("2026-03-01", (10, 20)),
        ("2026-04-01", (20, 11)),
        (None, (20, 11)),
    ]:
        rows = known(tmp_path, terms, as_of, deals=text).rows["deals"]
        assert isinstance(rows, Rows)
        assert rows.columns["size"] == expected


def test_events_count_from_their_own_day_or_their_report(tmp_path: Path) -> None:
    text = (
        "date,event,subject,by,amount,note,reported_on\n"
        "2026-02-01,evidence,certificate,partner,,,\n"
        "2026-02-02,evidence,certificate,partner,,,2026-09-01\n"
    )
    for as_of, count in [("2026-01-31", 0), ("2026-02-02", 1), ("2026-09-01", 2), (None, 2)]:
        assert len(known(tmp_path, SAMPLE, as_of, events=text).events) == count


def _computed() -> Agreement:
    node = aggregate(Aggregate.SUM, column_value("amount"))
    computed = records.evolve(
        metric("net_revenue", Money("USD")), computed=(Amount(**NOWHERE, value=node),)
    )
    return agreement(BILLING, computed, terms=YEAR)


def test_metric_made_from_rows_is_not_known_before_it_is_due(tmp_path: Path) -> None:
    terms = _computed()
    text = "customer,issued_on,kind,amount\nC,2026-01-05,invoice,10\nC,2026-05-05,invoice,10\n"
    for as_of, unknown in [
        ("2026-04-14", {0, 1, 2, 3}),
        ("2026-04-15", {1, 2, 3}),
        ("2026-07-15", {2, 3}),
        # Rows that end in the second quarter do not say that the third has none.
        (None, {2, 3}),
    ]:
        found = known(tmp_path, terms, as_of, billing=text)
        assert {period for name, period in found.missing if name == "net_revenue"} == unknown
    missing = known(tmp_path, terms, billing=text).missing["net_revenue", 2]
    assert (missing.source, missing.by, missing.due) == ("billing", "company", day("2026-10-15"))
    assert "the rows of `billing`" in missing.reason()


def test_metric_made_from_rows_that_were_not_given_is_missing(tmp_path: Path) -> None:
    found = known(tmp_path, _computed())
    assert {period for _, period in found.missing} == {0, 1, 2, 3}
