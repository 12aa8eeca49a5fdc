"""A document made by hand that uses every block and every inline of the model."""

from __future__ import annotations

from milestonelang.backends.documents import model
from milestonelang.backends.documents.model import (
    Code,
    Column,
    ColumnKind,
    Definition,
    Name,
    Reference,
    Row,
    RowKind,
    Text,
    Value,
)
from tests.documents.example_clauses import (
    QUARTER,
    REVENUE,
    base_clause,
    control_clause,
    order_clause,
    run,
    term_clause,
)


def _timeline() -> model.Figure:
    return model.Figure(
        label="Figure 1",
        caption="The Term, its Quarters and the days that matter after each Quarter",
        anchor="figure-1",
        svg=(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 120" '
            'width="700" height="120">'
            '<rect x="10" y="40" width="680" height="22" fill="#f1f1f1" stroke="#161616"/>'
            '<path d="M350 24 l7 7 l-7 7 l-7 -7 z" fill="#161616"/>'
            "</svg>"
        ),
        alternative="The Term from 1 January 2026 to 31 December 2027 as a bar of eight Quarters.",
    )


def _key_terms() -> model.KeyTerms:
    row = model.KeyTerm
    return model.KeyTerms(
        label="Overview",
        title="Key Terms",
        anchor="key-terms",
        heads=("Subject", "What the parties agreed", "Clause"),
        rows=(
            row(
                "Term",
                run("1 January 2026 to 31 December 2027, both days included. Settled quarterly."),
                Reference("1", "clause-term"),
            ),
            row(
                "Base Commission",
                (
                    Value("8%", 4),
                    Text(", 10% and 12% of "),
                    REVENUE,
                    Text(", by band of the year’s running total. Nothing for a "),
                    QUARTER,
                    Text(" with Average Discount of more than 15%. At most "),
                    Value("USD 90,000", 9),
                    Text(" a Contract Year. 10% held back for two Quarters."),
                ),
                Reference("3", "clause-base"),
            ),
            row(
                "Onboarding Speed",
                run("USD 50,000, once, if Median Onboarding Time is at most 14 days."),
                Reference("4", "clause-control"),
            ),
            row(
                "Upper limit",
                run("Company owes at most USD 180,000 for a Contract Year."),
                Reference("Annex A", "annex-a"),
            ),
        ),
        blocks=(_timeline(),),
    )


def _steps() -> model.Table:
    return model.Table(
        label="Table 2",
        caption="Base Commission for 2026-Q2 (USD)",
        anchor="table-2",
        columns=(
            Column("Clause", ColumnKind.LABEL),
            Column("Step"),
            Column("Figure or rate", ColumnKind.NUMBER),
            Column("Result", ColumnKind.DECIMAL),
        ),
        rows=(
            Row(
                (
                    (Reference("3.2(a)", "clause-base-2-a"),),
                    run("Accumulated Net Revenue"),
                    run("200,000 + 260,000.5"),
                    run("460,000.5"),
                )
            ),
            Row(((), run("Up to and including 250,000"), run("8% × 250,000"), run("20,000"))),
            Row(((), run("Above 250,000"), run("10% × 210,000.5"), run("21,000.05"))),
            Row(((), run("Less the same, to 31 March"), run("on 200,000"), run("−16,000"))),
            Row(((), run("Result of step (b)"), (), run("25,000.05")), RowKind.RESULT),
            Row(
                (
                    (Reference("3.2(c)", "clause-base-2-c"),),
                    run("Average Discount at most 15%: met"),
                    run("11.333333…%"),
                    run("25,000.05"),
                )
            ),
            Row(((), run("Base Commission"), run("rounded"), run("25,000.05")), RowKind.TOTAL),
        ),
    )


def _figures_schedule() -> model.Part:
    return model.Part(
        label="Schedule 1",
        title="Figures",
        anchor="schedule-1",
        binding=True,
        blocks=(
            model.Note(run("This Schedule is part of the agreement and binds the parties.")),
            model.Heading(1, "What is measured", "schedule-1-figures", number="1"),
            model.Paragraph(
                (
                    Definition("Net Revenue", "term-net-revenue"),
                    Text(" means subscription fees invoiced, less refunds and credits."),
                )
            ),
            model.Heading(2, "Where it comes from", "schedule-1-sources"),
            model.Table(
                label="Table 3",
                caption="Figures, who reports them and by when",
                anchor="table-3",
                columns=(
                    Column("Figure", ColumnKind.LABEL, names_row=True),
                    Column("What it means"),
                    Column("Reported by"),
                    Column("Within", ColumnKind.NUMBER),
                ),
                rows=(
                    Row(
                        (
                            run("Net Revenue"),
                            run(
                                "subscription fees invoiced to Partner-sourced customers, less "
                                "refunds and credits, each in the Quarter in which it is issued"
                            ),
                            run("Company, from the Billing Export"),
                            run("15 days"),
                        )
                    ),
                    Row(
                        (
                            run("Customer Retention"),
                            run(
                                "the share of Partner-sourced customers at the start of the "
                                "Quarter who are still customers at its end"
                            ),
                            run("Company"),
                            run("15 days"),
                        )
                    ),
                ),
            ),
        ),
    )


def _fingerprint() -> model.Part:
    return model.Part(
        label="Annex B",
        title="Source and fingerprint",
        anchor="annex-b",
        binding=False,
        blocks=(
            model.Note(run("This Annex does not bind the parties.")),
            model.Paragraph(
                (
                    Text("The SHA-256 of the source is "),
                    Code("cd16ff7d2dfb93a70c1e5b7f90aa41d2cd16ff7d2dfb93a70c1e5b7f90aa41d2"),
                    Text(". To check a statement, run "),
                    Code("milestone evaluate northwind.terms --data quarterly.csv"),
                    Text("."),
                )
            ),
        ),
    )


def _index() -> model.Part:
    terms = (
        ("Accumulated Net Revenue", "term-accumulated", "clause 3.2(a)"),
        ("Base Commission", "term-base-commission", "clause 3.1"),
        ("Contract Year", "term-contract-year", "clause 1.2"),
        ("Entitlement", "term-entitlement", "clause 2.1(c)"),
        ("Net Revenue", "term-net-revenue", "Schedule 1"),
        ("Quarter", "term-quarter", "clause 1.2"),
        ("Term", "term-term", "clause 1.1"),
        ("USD", "term-usd", "clause 1.3"),
    )
    return model.Part(
        label="Index",
        title="Defined terms",
        anchor="index",
        binding=False,
        blocks=(model.Index(tuple(model.IndexEntry(*term) for term in terms)),),
    )


def _opening() -> tuple[model.Block, ...]:
    return (
        model.Paragraph(
            (
                Text("This agreement is effective 1 January 2026 and is between "),
                Name("Acme Analytics, Inc."),
                Text(", a Delaware corporation ("),
                Definition("Company", "party-company"),
                Text("), and "),
                Name("Northwind GmbH"),
                Text(", a German limited liability company ("),
                Definition("Partner", "party-partner"),
                Text(")."),
            )
        ),
        model.Paragraph(
            run(
                "The parties agree as stated in clauses 1 to 4 and Schedules 1 and 2. The Key "
                "Terms and the Annexes help the reader; if one of them differs from a clause, "
                "the clause prevails."
            )
        ),
    )


def _signatures() -> model.Signatures:
    lines = ("Signature", "Name", "Title", "Date")
    return model.Signatures(
        anchor="signatures",
        heading="Signatures",
        text=run(
            "Each party has read this agreement with its Schedules and signs it by a person who "
            "may bind that party. The agreement takes effect on the day stated in clause 1.1, "
            "whatever the day of a signature."
        ),
        parties=(
            model.Signature("Acme Analytics, Inc.", "Company", lines),
            model.Signature("Northwind GmbH", "Partner", lines),
        ),
    )


def example() -> model.Document:
    """Return an agreement of a few pages."""
    return model.Document(
        title="Partner Growth Agreement",
        label="Version 1.0",
        parties=("Acme Analytics, Inc.", "Northwind GmbH"),
        foot="Version 1.0 · source cd16 ff7d 2dfb 93a7",
        lead=_opening(),
        key_terms=_key_terms(),
        clauses=(term_clause(), order_clause(), base_clause(), control_clause()),
        signatures=_signatures(),
        parts=(
            _figures_schedule(),
            model.Part(
                label="Schedule 2",
                title="Illustrative calculations",
                anchor="schedule-2",
                binding=True,
                blocks=(_steps(),),
            ),
            model.Part(
                label="Annex A",
                title="Guarantees",
                anchor="annex-a",
                binding=False,
                blocks=(model.Note(run("This Annex does not bind the parties. Not decided.")),),
            ),
            _fingerprint(),
            _index(),
        ),
        date="2026-01-01",
    )
