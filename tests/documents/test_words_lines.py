"""Each line of the language and the sentence it prints: terms in, words out."""

from __future__ import annotations

import pytest

from tests.documents.words_programs import printed

PAYMENT = """
payment bonus "Bonus"
  company pays partner each quarter
{lines}
  due within 30 days of the end of the quarter
"""

STEPS = [
    ("amount 2% of revenue", "for a Quarter as follows. Take 2% of Revenue for the Quarter."),
    (
        "amount the greater of revenue and USD 5",
        "Take the greater of Revenue for the Quarter and USD 5.",
    ),
    (
        "amount revenue\n  times retention",
        "Multiply the result of step (a) by Retention for the Quarter.",
    ),
    (
        "amount revenue\n  plus USD 5",
        "Add USD 5 to the result of step (a).",
    ),
    (
        "amount revenue\n  plus USD 5, never above USD 9",
        "Add USD 5 to the result of step (a), but only as far as the sum reaches USD 9.",
    ),
    (
        "amount revenue\n  less USD 5, never below USD 1",
        "Deduct USD 5 from the result of step (a), but only as far as the rest reaches USD 1.",
    ),
    (
        "amount revenue\n  only if retention >= 80%",
        "If Retention for the Quarter is at least 80%, keep the result of step (a). "
        "If it is less than 80%, the result is zero, and the result of step (a) for that Quarter "
        "is not made up later.",
    ),
    (
        "amount revenue\n  only if retention > 80% for 2 consecutive quarters",
        "If Retention is more than 80% for each of two consecutive Quarters ending with the "
        "Quarter, keep the result of step (a). Otherwise the result is zero",
    ),
    (
        "amount revenue\n  only if (average of revenue over the last 4 quarters) > USD 9 for 2 "
        "consecutive quarters",
        "the average of Revenue for the four Quarters ending with the Quarter in question",
    ),
    (
        "amount revenue\n  only the excess over USD 10",
        "Use only the part of the result of step (a) above USD 10. If it is at most USD 10, the "
        "result is zero.",
    ),
    (
        "amount revenue\n  only the excess over USD 10 per year",
        "Add up the results of step (a) for the Quarters in the same Contract Year so far, this "
        "one included. Use only the part of the result of step (a) that lies above USD 10 in that "
        "total.",
    ),
    (
        "amount revenue\n  at most USD 10 per quarter",
        "Maximum. Limit the result of step (a) to USD 10. The part above that limit is lost.",
    ),
    (
        "amount revenue\n  at most USD 10 per year",
        "Yearly maximum. Limit the result of step (a) to USD 10 less the results of this step (b) "
        "for the earlier Quarters in the same Contract Year. The part above that limit is lost; "
        "it is not carried forward.",
    ),
    (
        "amount revenue\n  at most USD 10 over the term, excess carried forward",
        "for the earlier Quarters in the Term. The part above that limit is added to the result "
        "of step (a) for the next Quarter. What is left after the last Quarter of the Term is "
        "lost.",
    ),
    (
        "amount revenue\n  at most USD 10 per quarter, excess into fund",
        "The part above that limit is added to the Marketing Fund.",
    ),
    (
        "amount revenue\n  at least USD 10 per quarter",
        "If the result of step (a) is less than USD 10, raise it to USD 10.",
    ),
    (
        "amount revenue\n  at least USD 10 per year",
        "Yearly minimum. In the last Quarter of a Contract Year, if the results of this step (b) "
        "for all of it total less than USD 10, raise the result by the difference.",
    ),
    (
        "amount revenue\n  less from fund",
        "Deduct from the result of step (a) what the Marketing Fund holds, oldest amounts first, "
        "until either is zero.",
    ),
    (
        "amount revenue\n  less from fund, never below USD 5",
        "Deduct from the result of step (a) what the Marketing Fund holds, oldest amounts first, "
        "but only as far as the rest reaches USD 5. If that result is already at most USD 5, "
        "deduct nothing. What is deducted leaves the Marketing Fund.",
    ),
    (
        "amount revenue\n  plus from fund",
        "Add to the result of step (a) all that the Marketing Fund holds, oldest amounts first.",
    ),
    (
        "amount revenue\n  less USD 9\n  below zero, owed back",
        "If the result of step (b) is less than zero, keep it so. If the Entitlement is less than "
        "zero, Partner shall pay the amount below zero to Company when a payment for the Quarter "
        "is due.",
    ),
    (
        "amount revenue\n  rounded half up to USD 1",
        "Round the result of step (a) to the nearest USD 1; half of it is rounded up, away from "
        "zero.",
    ),
    (
        "amount revenue\n  rounded down to USD 1",
        "Round the result of step (a) down, toward zero, to a multiple of USD 1.",
    ),
]


@pytest.mark.parametrize(("lines", "sentence"), STEPS)
def test_a_step_prints_its_sentence(lines: str, sentence: str) -> None:
    assert sentence in _words(printed(PAYMENT.format(lines=f"  {lines}")))


TABLES = [
    (
        "on revenue\n  at marginal rates\n    5% up to USD 10\n    6% beyond",
        ["using each rate only on the part that lies in its band.", "up to and including USD 10"],
    ),
    (
        "on revenue\n  at whole amount rates\n    5% below USD 100\n    7% beyond",
        [
            "using the rate of the band in which it falls on the whole of it. Crossing into the "
            "next band changes the amount by up to USD 2.",
            "below USD 100",
            "USD 100 or more",
        ],
    ),
    (
        "on revenue\n  at whole amount rates\n    5% up to USD 100\n    7% beyond\n"
        "  shown at its edges",
        ["Amount at top of band", "up to and including USD 100 5% USD 5.00"],
    ),
    (
        "on revenue\n  at fixed amounts\n    USD 5 up to USD 10\n    USD 6 beyond",
        ["taking the amount of the band in which it falls, and not the amounts of lower bands."],
    ),
    (
        "on retention\n  interpolated, flat outside\n    10% gives USD 1\n    20% gives USD 2",
        ["take the result on the straight line that joins them. Below 10% it is USD 1; above 20%"],
    ),
    (
        "on revenue accumulated yearly\n  at marginal rates\n    5% up to USD 10\n    6% beyond",
        [
            "Base. Add Revenue for the Quarter to Revenue for each earlier Quarter in the same "
            "Contract Year. The sum is the “Accumulated Revenue”.",
            "deduct the amount found in the same way for the Quarter before. In the first Quarter "
            "of a Contract Year, deduct nothing.",
        ],
    ),
    (
        "on revenue accumulated over the term\n  at marginal rates\n    5% up to USD 10\n"
        "    6% beyond",
        ["for each earlier Quarter in the Term.", "In the first Quarter of the Term"],
    ),
]


@pytest.mark.parametrize(("lines", "sentences"), TABLES)
def test_a_table_says_how_it_is_applied(lines: str, sentences: list[str]) -> None:
    said = _words(printed(PAYMENT.format(lines=f"  {lines}")))
    for sentence in sentences:
        assert sentence in said


SETTLEMENT = [
    (
        "hold back 10%, released after 2 quarters",
        [
            "shall hold back 10% of the Entitlement (a “Holdback”).",
            "Company shall pay the Holdback of a Quarter together with the payments for the second "
            "Quarter after it. Holdbacks not paid or lost before the last Quarter of the Term are "
            "released with the payments for that Quarter.",
        ],
    ),
    (
        "hold back 10%, released after 2 quarters, forfeited at release if retention < 75%",
        [
            "If Retention for the Quarter of release is less than 75%, Company is not required to "
            "pay the Holdback then due for release, and it is lost.",
            "and clause 3.3(b) applies to them too.",
        ],
    ),
    (
        "hold back 10%, released after 2 quarters, forfeited at any time before release if "
        "retention < 75%",
        [
            "If, for any Quarter after that of a Holdback up to and including the Quarter of its "
            "release, Retention is less than 75%, Company is not required to pay that Holdback, "
            "and it is lost when that happens."
        ],
    ),
    (
        "vests over 4 quarters, nothing before 2 quarters",
        [
            "vests in four equal parts, one with each Quarter, starting with the Quarter after it.",
            "Each part is cut down to the cent; what does not divide goes to the last part.",
            "Parts continue to vest after the end of the Term.",
            "No part vests before the second Quarter after that of the amount",
        ],
    ),
    (
        "vests over 4 quarters, delayed until retention > 50%",
        ["A part vests only if Retention for the Quarter of that part is more than 50%; otherwise"],
    ),
    (
        "claws back 50% of the last 2 quarters if retention < 70%, recovered by set off",
        [
            "If Retention for a Quarter is less than 70%, Partner shall return to Company, for "
            "each of the two Quarters immediately before that Quarter, 50% of what remains of the "
            "Bonus Entitlement for it after earlier returns",
            "What cannot be deducted is carried to the next Quarter, without interest.",
        ],
    ),
    (
        "late interest 8% per year, actual days over 365, simple",
        [
            "interest on a late amount at 8% a year, for each day after the due date up to and "
            "including the day of payment, as days divided by 365."
        ],
    ),
]


@pytest.mark.parametrize(("line", "sentences"), SETTLEMENT)
def test_a_settlement_line_prints_its_sentences(line: str, sentences: list[str]) -> None:
    said = _words(printed(PAYMENT.format(lines=f"  amount revenue\n  {line}")))
    for sentence in sentences:
        assert sentence in said


NEVER_LOW = "retention < 50% at any time to date"
DENIED = "it is not the case that Retention is less than 50% for the Quarter or any earlier Quarter"
PERIODS = "for each of two consecutive Quarters ending with the Quarter"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (f"not (({NEVER_LOW}) for 2 consecutive quarters)", f"If {DENIED} {PERIODS},"),
        (f"(not ({NEVER_LOW})) for 2 consecutive quarters", f"If ({DENIED}) {PERIODS},"),
        (
            f"(launch is true or (not ({NEVER_LOW}))) for 2 consecutive quarters",
            f"{DENIED} (or both)) {PERIODS},",
        ),
    ],
)
def test_what_is_denied_ends_before_the_periods(condition: str, words: str) -> None:
    said = _words(printed(PAYMENT.format(lines=f"  amount revenue\n  only if {condition}")))
    assert words in said


ALONE = [
    (
        "  hold back 10%, released after 2 quarters",
        "(a “Holdback”). Company shall pay the Holdback of a Quarter together with the payments",
    ),
    (
        "  vests over 4 quarters, nothing before 2 quarters",
        "after the end of the Term. No part vests before the second Quarter",
    ),
]


@pytest.mark.parametrize(("line", "words"), ALONE)
def test_a_single_item_is_no_list(line: str, words: str) -> None:
    said = _words(printed(PAYMENT.format(lines=f"  amount revenue\n{line}")))
    assert words in said


ORDERS = (
    '\nsource orders "Orders"\n  column id is text, unique\n  column price is money\n'
    "  column closed_on is date\n  dated by closed_on\n\n"
)


def test_rows_that_are_the_only_step_are_no_list() -> None:
    rows = "  for each row of orders\n    amount USD 9\n    at most USD 5 per row"
    said = _words(printed(ORDERS + PAYMENT.format(lines=rows)))
    assert "as follows. For each row of the Orders whose" in said
    assert "find an amount in the steps that follow, and add these amounts up." in said
    assert "(a) Amount. Take USD 9." in said
    rows = "  for each row of orders\n    amount USD 9"
    said = _words(printed(ORDERS + PAYMENT.format(lines=rows)))
    assert "find an amount as follows, and add these amounts up. Take USD 9." in said


OTHERS = [
    (
        'unit point\n\npayment grant "Grant"\n  company grants partner point each quarter\n'
        "  amount 100 points\n  vests over 3 quarters\n",
        [
            "Each part is cut down to a whole number of points; what does not divide goes to the "
            "last part. Company shall give each part with the payments for the Quarter",
        ],
    ),
    (
        'limit cap "Cap"\n  fee + bonus at most USD 90 per year, pro rata\n',
        [
            "The total of the Fee and the Bonus for a Contract Year is at most USD 90.",
            "each is reduced in proportion to its amount and cut down to the cent; what is left "
            "over goes to the first named",
            "the result is then rounded to the cent;",
        ],
    ),
    (
        'limit cap "Cap"\n  fee + bonus at most USD 90 per year, in this order\n',
        ["paid in this order, as far as the maximum reaches: Fee, then Bonus."],
    ),
    (
        'trigger low "Low"\n  starts when retention < 50%\n  ends when retention >= 60%\n'
        "  lasts at most 3 quarters\n  bonus reduced by 25%\n",
        [
            "“Low” starts in a Quarter if Retention for that Quarter is less than 50%.",
            "including the Quarter in which it starts, the result of clause 3.2 (Bonus) is reduced "
            "by 25%.",
            "ends with the start of the first Quarter for which Retention is at least 60%, and at "
            "the latest with the end of the third Quarter in which it has been active.",
        ],
    ),
    (
        'trigger low "Low"\n  starts when retention < 50%\n  ends when retention >= 60%\n'
        "  bonus deferred until it ends\n",
        [
            "it becomes payable with the payments for the first Quarter in which nothing defers "
            "it, and at the latest with those for the last Quarter of the Term."
        ],
    ),
    (
        'milestone fast "Fast"\n  achieved when retention >= 90%\n  by 2026-12-31\n'
        "  company pays partner USD 50\n",
        [
            "Company shall pay Partner USD 50, once, for the milestone “Fast”. It is achieved if "
            "Retention for a Quarter is at least 90% by the end of 31 December 2026.",
            "If the milestone has not been achieved by the end of 31 December 2026, it is missed.",
        ],
    ),
    (
        'exit out "Way Out"\n  company may terminate when retention < 10%\n'
        "  notice 30 days, ending at the end of the quarter\n  curable within 20 days\n",
        [
            "Company may terminate this agreement by notice to Partner if, on the day on which "
            "Partner receives it, Retention is less than 10%.",
            "The notice takes effect at the end of the Quarter in which the 30th day after Partner "
            "receives it falls (the “Termination Date”).",
            "no longer exists at the end of the 20th day after Partner receives it.",
        ],
    ),
]


@pytest.mark.parametrize(("block", "sentences"), OTHERS)
def test_a_block_prints_its_sentences(block: str, sentences: list[str]) -> None:
    said = _words(printed(PAYMENT.format(lines="  amount revenue") + "\n" + block))
    for sentence in sentences:
        assert sentence in said


CONDITIONS = [
    ("retention < 80%", "Retention for the Quarter is less than 80%", "at least 80%"),
    ("retention <= 80%", "Retention for the Quarter is at most 80%", "more than 80%"),
    ("retention > 80%", "Retention for the Quarter is more than 80%", "at most 80%"),
    ("retention >= 80%", "Retention for the Quarter is at least 80%", "less than 80%"),
]


@pytest.mark.parametrize(("condition", "said", "other"), CONDITIONS)
def test_both_sides_of_a_condition_are_said(condition: str, said: str, other: str) -> None:
    text = _words(printed(PAYMENT.format(lines=f"  amount revenue\n  only if {condition}")))
    assert f"If {said}, keep" in text
    assert f"If it is {other}, the result is zero" in text


def test_three_conditions_are_a_list_that_announces_itself() -> None:
    block = (
        "  amount revenue\n  only if any of\n    retention >= 80%\n    seats > 10 seats\n"
        "    not (launch is true)"
    )
    said = _words(printed(PAYMENT.format(lines=block)))
    assert "If one or more of these conditions are met, keep the result of step (a)." in said
    assert "Seats for the Quarter is more than 10 seats; or" in said
    assert "the Launch has not happened by the end of the Quarter." in said


def test_a_parameter_prints_as_its_value_and_its_name_in_the_schedule() -> None:
    said = _words(printed(PAYMENT.format(lines="  amount base_rate of revenue")))
    assert "Take 8% of Revenue for the Quarter." in said
    assert "“Base Rate” 8% at least 5% and at most 12%" in said


ROWS = """
source deals "Deals"
  kept by company
  column id is text, unique
  column amount is money
  column signed_on is date
  column left_on is date, may be empty
  dated by signed_on
  ordered by signed_on, id

payment fee "Fee"
  company pays partner each quarter
  for each row of deals
    amount 5% of amount
    {line}
  below zero, owed back
"""
LINES_OF_ROWS = [
    (
        "hold back 20%, released after 2 quarters, forfeited at any time before release "
        "if left_on is known",
        [
            "A day in “left on” counts from the Quarter that holds it; until then the column "
            "counts as empty.",
            "The rows of a Quarter share the Entitlement for it in proportion to the amounts found "
            "for them in clause 3.2(a). Each share is a “Row Share”.",
            "From each Row Share, Company shall hold back 20% (a “Holdback”). Nothing is held back "
            "from a Row Share below zero.",
            "Company shall pay the Holdback of a row together with the payments for the second "
            "Quarter after the Quarter of the row.",
            "for any Quarter after the Quarter of a row up to and including the Quarter in which "
            "its Holdback is released, “left on” is filled in",
        ],
    ),
    (
        "vests over 4 quarters",
        [
            "Each Row Share, less what is held back from it, vests in four equal parts, one with "
            "each Quarter, starting with the Quarter after the Quarter of the row.",
        ],
    ),
    (
        "claws back 50% of the last 4 quarters if left_on is known, recovered by invoice",
        [
            "If, for one of the four Quarters immediately after the Quarter of a row, “left on” is "
            "filled in, Partner shall return to Company 50% of its Row Share. This is a total for "
            "the row: what was returned for it under this clause for an earlier Quarter is "
            "deducted, however often the condition is met. No more is returned for a row than was "
            "paid of its Row Share.",
        ],
    ),
    (
        "claws back the amount 2% of amount if left_on is known, recovered by invoice",
        [
            "Partner shall return to Company, for that row, 2% of “amount”. This is a total",
            "than was paid of its Row Share for earlier Quarters and has not been returned.",
        ],
    ),
]


@pytest.mark.parametrize(("line", "sentences"), LINES_OF_ROWS)
def test_a_line_of_a_block_speaks_of_each_row(line: str, sentences: list[str]) -> None:
    said = _words(printed(ROWS.format(line=line)))
    for sentence in sentences:
        assert sentence in said


def _words(text: str) -> str:
    return " ".join(text.split())
