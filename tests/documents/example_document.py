"""A document made by hand that uses every block and every inline of the model."""

from __future__ import annotations

from milestonelang.backends.documents import model
from milestonelang.backends.documents.model import (
    Code,
    Column,
    ColumnKind,
    Definition,
    Emphasis,
    Name,
    Reference,
    Row,
    RowKind,
    Term,
    Text,
    Value,
)

QUARTER = Term("Quarter", "term-quarter")
YEAR = Term("Contract Year", "term-contract-year")
REVENUE = Term("Net Revenue", "term-net-revenue")
COMMISSION = Term("Base Commission", "term-base-commission")


def _t(text: str) -> model.Inlines:
    return (Text(text),)


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
                _t("1 January 2026 to 31 December 2027, both days included. Settled quarterly."),
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
                _t("USD 50,000, once, if Median Onboarding Time is at most 14 days."),
                Reference("4", "clause-control"),
            ),
            row(
                "Upper limit",
                _t("Company owes at most USD 180,000 for a Contract Year."),
                Reference("Annex A", "annex-a"),
            ),
        ),
        blocks=(_timeline(),),
    )


def _term_clause() -> model.Clause:
    sub = model.Subclause
    return model.Clause(
        number="1",
        heading="Term, Quarters and currency",
        anchor="clause-term",
        subclauses=(
            sub(
                "1.1",
                "clause-term-1",
                (
                    Text("This agreement starts on 1 January 2026 and ends at the end of "),
                    Value("31 December 2027", 3),
                    Text(", unless it ends earlier under "),
                    Reference("clause 4", "clause-control"),
                    Text(". That time is the "),
                    Definition("Term", "term-term"),
                    Text("."),
                ),
                head="Term.",
            ),
            sub(
                "1.2",
                "clause-term-2",
                (
                    Text("Each period of three months in the "),
                    Term("Term", "term-term"),
                    Text(" that ends on the last day of March, June, September or December is a "),
                    Definition("Quarter", "term-quarter"),
                    Text(". Each period of 12 months in the Term that starts on 1 January is a "),
                    Definition("Contract Year", "term-contract-year"),
                    Text("."),
                ),
                head="Quarters and Contract Years.",
            ),
            sub(
                "1.3",
                "clause-term-3",
                (
                    Text("Every amount is in US dollars ("),
                    Definition("USD", "term-usd"),
                    Text(")."),
                ),
                head="Currency.",
            ),
        ),
    )


def _order_clause() -> model.Clause:
    item = model.Item
    return model.Clause(
        number="2",
        heading="How amounts are calculated",
        anchor="clause-how",
        subclauses=(
            model.Subclause(
                "2.1",
                "clause-how-1",
                _t("The amount of a payment for a Quarter is found in this order:"),
                head="Order.",
                blocks=(
                    model.Items(
                        model.ItemsKind.LETTERED,
                        (
                            item(
                                "(a)",
                                "clause-how-1-a",
                                _t(
                                    "the lettered steps of the payment’s clause are taken one "
                                    "after the other, and each step works on the result of the "
                                    "step before it;"
                                ),
                            ),
                            item(
                                "(b)",
                                "clause-how-1-b",
                                _t("each reduction in force is then applied:"),
                                blocks=(
                                    model.Items(
                                        model.ItemsKind.ROMAN,
                                        (
                                            item("(i)", "r-i", _t("in the order of the clauses;")),
                                            item("(ii)", "r-ii", _t("once for each Quarter; and")),
                                            item("(iii)", "r-iii", _t("never below zero; and")),
                                        ),
                                    ),
                                ),
                            ),
                            item(
                                "(c)",
                                "clause-how-1-c",
                                (
                                    Text("the result is then rounded, and is the "),
                                    Definition("Entitlement", "term-entitlement"),
                                    Text("."),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            model.Subclause(
                "2.2",
                "clause-how-2",
                _t(
                    "A figure that has not been reported is unknown; it is not zero. An amount "
                    "that depends on an unknown figure is pending and is not due. In the statement "
                    "for the Quarter, Company shall say which figure is missing, who is to report "
                    "it and since when it has been overdue."
                ),
                head="Missing figures.",
            ),
        ),
    )


def _bands() -> model.Table:
    return model.Table(
        label="Table 1",
        caption="Rates of the Base Commission",
        anchor="table-1",
        columns=(
            Column("Part of Accumulated Net Revenue"),
            Column("Rate", ColumnKind.NUMBER),
            Column("Total at top of band", ColumnKind.NUMBER),
        ),
        rows=(
            Row((_t("up to and including USD 250,000"), (Value("8%", 4),), _t("USD 20,000.00"))),
            Row(
                (
                    _t("above USD 250,000, up to and including USD 1,000,000"),
                    (Value("10%", 5),),
                    _t("USD 95,000.00"),
                )
            ),
            Row((_t("above USD 1,000,000"), (Value("12%", 6),), _t("no top"))),
        ),
    )


def _base_clause() -> model.Clause:
    step = model.Item
    return model.Clause(
        number="3",
        heading="Base Commission",
        anchor="clause-base",
        subclauses=(
            model.Subclause(
                "3.1",
                "clause-base-1",
                (
                    Text("Company shall pay Partner a commission for each "),
                    QUARTER,
                    Text(" (the "),
                    Definition("Base Commission", "term-base-commission"),
                    Text(")."),
                ),
                head="Duty to pay.",
            ),
            model.Subclause(
                "3.2",
                "clause-base-2",
                (
                    Text("Company shall calculate the "),
                    COMMISSION,
                    Text(" for a Quarter in these steps:"),
                ),
                head="Calculation.",
                blocks=(
                    model.Items(
                        model.ItemsKind.STEPS,
                        (
                            step(
                                "(a)",
                                "clause-base-2-a",
                                (
                                    Emphasis("Base."),
                                    Text(" Add "),
                                    REVENUE,
                                    Text(" for the Quarter to "),
                                    REVENUE,
                                    Text(" for each earlier Quarter in the same "),
                                    YEAR,
                                    Text(". The sum is the "),
                                    Definition("Accumulated Net Revenue", "term-accumulated"),
                                    Text("."),
                                ),
                            ),
                            step(
                                "(b)",
                                "clause-base-2-b",
                                (
                                    Emphasis("Bands."),
                                    Text(" Apply "),
                                    Reference("Table 1", "table-1"),
                                    Text(" to the "),
                                    Term("Accumulated Net Revenue", "term-accumulated"),
                                    Text(
                                        ", using each rate only on the part that lies in its band."
                                        " From that amount, deduct the amount found in the same "
                                        "way for the Quarter before. In the first Quarter of a "
                                        "Contract Year, deduct nothing."
                                    ),
                                ),
                            ),
                            step(
                                "(c)",
                                "clause-base-2-c",
                                (
                                    Emphasis("Condition."),
                                    Text(" If Average Discount for the Quarter is at most "),
                                    Value("15%", 7),
                                    Text(", keep the result of "),
                                    Reference("step (b)", "clause-base-2-b"),
                                    Text(". If it is more than "),
                                    Value("15%", 7),
                                    Text(", the result is zero."),
                                ),
                            ),
                        ),
                    ),
                    _bands(),
                    model.Paragraph(_t("Table 1 is part of this clause.")),
                ),
            ),
            model.Subclause(
                "3.3",
                "clause-base-3",
                _t(
                    "Company shall pay what is payable for a Quarter within 30 days after the "
                    "Quarter ends."
                ),
                head="Due date.",
            ),
        ),
    )


def _control_clause() -> model.Clause:
    return model.Clause(
        number="4",
        heading="Control",
        anchor="clause-control",
        subclauses=(
            model.Subclause("4.1", "clause-control-1", _t("A sentence without a run-in head.")),
            model.Subclause(
                "4.2",
                "clause-control-2",
                _t(
                    "With each payment, Company shall give Partner a statement that shows, for "
                    "the Quarter, every figure used, the result of every step, each amount held, "
                    "released, lost or carried, and everything that is pending."
                ),
                head="Statement.",
            ),
        ),
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
                    _t("Accumulated Net Revenue"),
                    _t("200,000 + 260,000.5"),
                    _t("460,000.5"),
                )
            ),
            Row(((), _t("Up to and including 250,000"), _t("8% × 250,000"), _t("20,000"))),
            Row(((), _t("Above 250,000"), _t("10% × 210,000.5"), _t("21,000.05"))),
            Row(((), _t("Less the same, to 31 March"), _t("on 200,000"), _t("−16,000"))),
            Row(((), _t("Result of step (b)"), (), _t("25,000.05")), RowKind.RESULT),
            Row(
                (
                    (Reference("3.2(c)", "clause-base-2-c"),),
                    _t("Average Discount at most 15%: met"),
                    _t("11.333333…%"),
                    _t("25,000.05"),
                )
            ),
            Row(((), _t("Base Commission"), _t("rounded"), _t("25,000.05")), RowKind.TOTAL),
        ),
    )


def _figures_schedule() -> model.Part:
    return model.Part(
        label="Schedule 1",
        title="Figures",
        anchor="schedule-1",
        binding=True,
        blocks=(
            model.Note(_t("This Schedule is part of the agreement and binds the parties.")),
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
                            _t("Net Revenue"),
                            _t(
                                "subscription fees invoiced to Partner-sourced customers, less "
                                "refunds and credits, each in the Quarter in which it is issued"
                            ),
                            _t("Company, from the Billing Export"),
                            _t("15 days"),
                        )
                    ),
                    Row(
                        (
                            _t("Customer Retention"),
                            _t(
                                "the share of Partner-sourced customers at the start of the "
                                "Quarter who are still customers at its end"
                            ),
                            _t("Company"),
                            _t("15 days"),
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
            model.Note(_t("This Annex does not bind the parties.")),
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
            _t(
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
        text=_t(
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
        clauses=(_term_clause(), _order_clause(), _base_clause(), _control_clause()),
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
                blocks=(model.Note(_t("This Annex does not bind the parties. Not decided.")),),
            ),
            _fingerprint(),
            _index(),
        ),
        date="2026-01-01",
    )
