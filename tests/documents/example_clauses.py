"""The clauses of the document that tests of renderers share."""

from __future__ import annotations

from milestonelang.backends.documents import model
from milestonelang.backends.documents.model import (
    Column,
    ColumnKind,
    Definition,
    Emphasis,
    Reference,
    Row,
    Term,
    Text,
    Value,
)

QUARTER = Term("Quarter", "term-quarter")
YEAR = Term("Contract Year", "term-contract-year")
REVENUE = Term("Net Revenue", "term-net-revenue")
COMMISSION = Term("Base Commission", "term-base-commission")


def run(text: str) -> model.Inlines:
    """Return plain words."""
    return (Text(text),)


def term_clause() -> model.Clause:
    """Return a clause that defines its terms in its sentences."""
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


def order_clause() -> model.Clause:
    """Return a clause with a lettered and a roman list."""
    item = model.Item
    return model.Clause(
        number="2",
        heading="How amounts are calculated",
        anchor="clause-how",
        subclauses=(
            model.Subclause(
                "2.1",
                "clause-how-1",
                run("The amount of a payment for a Quarter is found in this order:"),
                head="Order.",
                blocks=(
                    model.Items(
                        model.ItemsKind.LETTERED,
                        (
                            item(
                                "(a)",
                                "clause-how-1-a",
                                run(
                                    "the lettered steps of the payment’s clause are taken one "
                                    "after the other, and each step works on the result of the "
                                    "step before it;"
                                ),
                            ),
                            item(
                                "(b)",
                                "clause-how-1-b",
                                run("each reduction in force is then applied:"),
                                blocks=(
                                    model.Items(
                                        model.ItemsKind.ROMAN,
                                        (
                                            item("(i)", "r-i", run("in the order of the clauses;")),
                                            item("(ii)", "r-ii", run("once for each Quarter; and")),
                                            item("(iii)", "r-iii", run("never below zero; and")),
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
                run(
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
            Row((run("up to and including USD 250,000"), (Value("8%", 4),), run("USD 20,000.00"))),
            Row(
                (
                    run("above USD 250,000, up to and including USD 1,000,000"),
                    (Value("10%", 5),),
                    run("USD 95,000.00"),
                )
            ),
            Row((run("above USD 1,000,000"), (Value("12%", 6),), run("no top"))),
        ),
    )


def base_clause() -> model.Clause:
    """Return a clause with steps and a table of bands."""
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
                    model.Paragraph(run("Table 1 is part of this clause.")),
                ),
            ),
            model.Subclause(
                "3.3",
                "clause-base-3",
                run(
                    "Company shall pay what is payable for a Quarter within 30 days after the "
                    "Quarter ends."
                ),
                head="Due date.",
            ),
        ),
    )


def control_clause() -> model.Clause:
    """Return a clause of two sentences, one with a run-in head."""
    return model.Clause(
        number="4",
        heading="Control",
        anchor="clause-control",
        subclauses=(
            model.Subclause("4.1", "clause-control-1", run("A sentence without a run-in head.")),
            model.Subclause(
                "4.2",
                "clause-control-2",
                run(
                    "With each payment, Company shall give Partner a statement that shows, for "
                    "the Quarter, every figure used, the result of every step, each amount held, "
                    "released, lost or carried, and everything that is pending."
                ),
                head="Statement.",
            ),
        ),
    )
