"""What a program is handed: figures, results of queries, events, and what is missing and why."""

from fractions import Fraction
from pathlib import Path

from milestonelang import ir, records
from milestonelang.agreement.declarations import Agreement
from milestonelang.agreement.lines import Amount
from milestonelang.data.inputs import make_inputs
from milestonelang.data.known import as_known, sources_of
from milestonelang.data.queries import run_queries
from milestonelang.primitives.periods import periods_between
from milestonelang.types import Aggregate, Money, Number, Unit
from tests.data.build import (
    BILLING,
    NOWHERE,
    USD,
    agreement,
    column,
    contract,
    day,
    event,
    metric,
    party,
    source,
)
from tests.data.nodes import aggregate, column as column_value
from tests.data.test_read import fine

YEAR = contract(end="2026-12-31")
SUM = aggregate(Aggregate.SUM, column_value("amount"))
AVERAGE = records.evolve(aggregate(Aggregate.AVERAGE, column_value("amount")), id=7)
TERMS = agreement(
    party("company"),
    party("partner"),
    BILLING,
    metric("score", Number(), by="partner"),
    records.evolve(
        metric("revenue", USD),
        computed=(Amount(**NOWHERE, value=SUM), Amount(**NOWHERE, value=AVERAGE)),
    ),
    event("launch", reported_by="partner"),
    event("approval", decided_by="company", outcomes=("granted", "denied")),
    event("change", decided_by="company"),
    terms=YEAR,
)
ROWS = "customer,issued_on,kind,amount\nC,2026-01-05,invoice,10\nC,2026-07-05,invoice,4.50\n"


def inputs(
    folder: Path, terms: Agreement = TERMS, events: str | None = None, **files: str
) -> ir.Inputs:
    known = as_known(fine(folder, terms, events, **files), terms)
    # Two periods more than the term has, as where something vests after it.
    periods = periods_between(terms.contract, Unit.QUARTER, terms.contract.start, day("2027-06-30"))
    return make_inputs(known, terms, periods, run_queries(known, terms, {}))


def test_figures_and_what_is_missing(tmp_path: Path) -> None:
    found = inputs(tmp_path, metrics="quarter,score\n2026-Q1,5\n", billing=ROWS)
    first, second, *_, last = found.metrics["score"]
    assert first == 5 and len(found.metrics["score"]) == 6
    assert second == ir.Missing("score", "2026-Q2", "partner", day("2026-07-15"))
    assert last == ir.Missing("score", "2027-Q2", None, None)


def test_results_of_queries(tmp_path: Path) -> None:
    found = inputs(tmp_path, billing=ROWS)
    missing = ir.Missing("billing", "2026-Q4", "company", day("2027-01-15"))
    after = [ir.Missing("billing", label, None, None) for label in ("2027-Q1", "2027-Q2")]
    assert found.queries[0] == (Fraction(10), Fraction(0), Fraction(9, 2), missing, *after)
    nothing = ir.Nothing("billing", "2026-Q2")
    assert found.queries[7] == (Fraction(10), nothing, Fraction(9, 2), missing, *after)


def test_rows_that_were_not_given(tmp_path: Path) -> None:
    found = inputs(tmp_path)
    assert found.queries[0][0] == ir.Missing("billing", "2026-Q1", "company", day("2026-04-15"))


def test_row_without_a_value_is_named(tmp_path: Path) -> None:
    deals = source(
        "deals",
        (column("on", BILLING.columns[1].type), column("size", USD, may_be_empty=True)),
        "on",
    )
    node = aggregate(
        Aggregate.SUM, column_value("size", source="deals"), source="deals", dated_by="on"
    )
    sized = records.evolve(metric("size", Money("USD")), computed=(Amount(**NOWHERE, value=node),))
    found = inputs(tmp_path, agreement(deals, sized, terms=YEAR), deals="on,size\n2026-01-01,\n")
    assert found.queries[0][0] == ir.Missing("size in row 2 of deals", "2026-Q1", "company", None)
    assert sources_of(sized) == ("deals",)


def test_events(tmp_path: Path) -> None:
    text = (
        "date,event,subject,by,amount,note\n"
        "2026-03-01,decision,change is false,company,,\n"
        "2026-01-02,evidence,launch,partner,5,\n"
        "2026-04-01,decision,change,company,,\n"
        "2026-02-01,decision,approval is denied,company,,\n"
        "2026-05-01,payment,deal,company,5,\n"
    )
    assert inputs(tmp_path, events=text).events == {
        "launch": (ir.Happening(day("2026-01-02"), Fraction(5), True),),
        "approval": (ir.Happening(day("2026-02-01"), None, "denied"),),
        "change": (
            ir.Happening(day("2026-03-01"), None, False),
            ir.Happening(day("2026-04-01"), None, True),
        ),
    }
