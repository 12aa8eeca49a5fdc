"""Mistakes without a program of their own in the corpus, each with the codes that answer it."""

import pytest

from tests.corpus.programs import completed, findings

USUAL = (
    'contract plain "Plain Terms"\n  effective 2026-01-01 until 2027-12-31\n'
    "  settled quarterly in USD\n  rounded half up to the cent\n"
)
PARTIES = '\nparty company "Acme, Inc."\n\nparty partner "Northwind GmbH"\n'
PAYS = 'payment bonus "Bonus"\n  company pays partner each quarter\n'
EXIT = 'exit leaving "Leaving"\n  either party may terminate for convenience\n  notice 90 days\n'
DUTY = 'obligation report "Report"\n  means "report"\n  evidenced by launch\n'
EXAMPLE = 'example start "Start"\n'
GIVEN = "  given\n    quarter | revenue\n    2026-Q1 | USD 100,000\n"
THEN = "  then\n    quarter | fee\n    2026-Q1 | USD 1,000.00\n"
EVENTS = "  events\n    date       | event    | subject | by      | amount\n"
ROWS = 'source calls "Calls"\n  column day is date\n  column cost is money\n'


@pytest.mark.parametrize(
    ("codes", "program"),
    [
        # the contract
        ("MS0303", USUAL.replace("USD", "XYZ") + PARTIES),
        ("MS0301", USUAL.replace("the cent", "5%") + PARTIES),
        ("MS0410", USUAL.replace("the cent", "USD 1 / 3") + PARTIES),
        ("MS0389 MS0416", USUAL + "  renewed for 1 year unless notice of 1.5 days\n" + PARTIES),
        ("MS0389", USUAL + "  renewed for 1 year unless notice of 60 days\n" + PARTIES),
        ("MS0389", USUAL + "  notices received 1 month after sending\n" + PARTIES),
        ("MS0311", USUAL + "  due dates roll forward to a business day\n" + PARTIES),
        ("MS0202", USUAL + "  core gone\n" + PARTIES),
        ("MS0202", PAYS + "  amount USD 5\n  due within 30 days of gone\n"),
        ("MS0202", PAYS + "  amount USD 5\n  due within gone of the statement\n"),
        # parameters and segments
        ("MS0454", 'parameter place "Place" is text\n  value "a", "b"\n'),
        ("MS0420", 'parameter place "Place" is text\n  because "x"\n'),
        ("MS0603", 'parameter r "R" is percent\n  value 1%\n  value 2% from 2031-01-01\n'),
        ("MS0454", "use std.confidentiality\n  survival is 3 years, 4 years\n"),
        ("MS0301", 'parameter r "R" is percent\n  value 1%\n  between 0% and USD 5\n'),
        ("MS0301", 'parameter r "R" is percent\n  value 1%\n  between 0% and 5% in steps of 1\n'),
        # sources and figures
        ("MS0404", ROWS),
        ("MS0208", ROWS + "  dated by date_of_call\n"),
        ("MS0405", 'metric x "X" is money\n  computed as revenue\n  computed as revenue\n'),
        (
            "MS0405",
            'metric x "X" is money\n  computed as revenue\n  computed as\n    revenue\n'
            "    plus USD 5\n",
        ),
        ("MS0580", 'metric x "X" is money\n  computed as\n    revenue\n    divided by USD 5\n'),
        ("MS0202", 'metric x "X" is money\n  reported by gone within 15 days\n'),
        (
            "MS0441",
            'metric x "X" is number\n  reported by company within 15 days\n'
            "  in force until the next\n",
        ),
        ("MS0405", 'index s "S" by quarter\n  Q1 1\n  Q1 1\n  Q2 1\n  Q3 1\n  Q4 1\n'),
        (
            "MS0301",
            'index s "S" by quarter\n  Q1 1\n  Q2 1\n  Q3 1\n  Q4 1\n  adds up to USD 4\n',
        ),
        ("MS0444 MS0445", 'index s "S" by week\n  Q1 1\n  Q2 1\n  Q3 1\n  Q4 1\n'),
        ("MS0404", 'schedule s "S" from money to money\n  because "x"\n'),
        (
            "MS0405",
            'schedule s "S" from money to money\n  at fixed amounts\n    USD 5 beyond\n'
            "  at fixed amounts\n    USD 6 beyond\n",
        ),
        ("MS0580", 'schedule s "S" from money to percent\n  at marginal rates\n    5% beyond\n'),
        ("MS0301", PAYS + "  on revenue\n  at fixed amounts\n    tier beyond\n"),
        ("MS0547", PAYS + "  on tier\n  at fixed amounts\n    USD 1 up to 5\n    USD 2 beyond\n"),
        (
            "MS0547",
            PAYS + "  on tier\n  interpolated, flat outside\n"
            "    1 gives USD 1\n    2 gives USD 2\n",
        ),
        # payments
        ("MS0505", PAYS + "  amount USD 5\n  on revenue\n  at marginal rates\n    5% beyond\n"),
        ("MS0202", PAYS + "  amount USD 5\n  less from gone\n"),
        ("MS0202", PAYS + "  for each row of gone\n    amount USD 5\n"),
        ("MS0202", PAYS + "  amount USD 5\n  at most USD 9 per year, excess into gone\n"),
        ("MS0208", PAYS + "  for each row of deals by day\n    amount USD 5\n"),
        ("MS0434", PAYS + "  for each row of deals by customer\n    amount USD 5\n"),
        ("MS0507", PAYS + "  for each row of deals\n    amount USD 5\n    due within 5 days\n"),
        (
            "MS0507",
            PAYS + "  for each row of deals\n    for each row of deals\n      amount USD 5\n",
        ),
        ("MS0410", PAYS + "  amount USD 5\n  rounded half up to USD 0\n"),
        ("MS0416", PAYS + "  amount USD 5\n  vests over 1.5 quarters\n"),
        ("MS0372", PAYS + "  amount USD 5\n  hold back 5%, released after 40 days\n"),
        ("MS0415", PAYS.replace("each quarter", "each week") + "  amount USD 5\n"),
        # limits and balances
        ("MS0202", 'limit l "L"\n  gone at most USD 5 per year\n'),
        ("MS0564", 'balance b "B" is money\n  opens at -USD 5\n'),
        # the life of an agreement
        ("MS0602", f'{DUTY}\nmilestone m "M"\n  achieved when revenue > USD 5\n'
         "  if missed, partner owes report within 30 days\n"),
        ("MS0405", 'milestone m "M"\n  achieved when revenue > USD 5\n'
         "  company pays partner USD 5\n  company pays partner USD 6\n"),
        ("MS0501", 'milestone m "M"\n  achieved when revenue > USD 5\n'
         "  company pays company USD 5\n"),
        ("MS0521", 'milestone m "M"\n  achieved when revenue > USD 5\n'
         "  company grants partner USD 5\n"),
        ("MS0202", 'milestone m "M"\n  achieved when revenue > USD 5\n'
         "  company pays partner USD 5\n  if skipped, paid with gone\n"),
        ("MS0202", 'trigger t "T"\n  starts when retention < 5%\n  lasts at most 2 quarters\n'
         "  fee suspended\n  on start, partner owes gone within 30 days\n"),
        ("MS0609", 'trigger t "T"\n  starts when retention < 5%\n  lasts at most 2 quarters\n'
         "  fee suspended\n  on start, company pays partner USD 5\n"),
        ("MS0609", f"{DUTY}  partner owes it within 5 days each quarter\n"
         "  if overdue, company grants partner 5 seats\n"),
        ("MS0202", f"{DUTY}  gone owes it within 5 days each quarter\n"),
        ("MS0415", f"{DUTY}  partner owes it within 5 days each month\n"),
        ("MS0202", 'audit a "A"\n  of gone each year by partner\n'),
        ("MS0629", 'review r "R"\n  may change base_rate between 6% and 7%\n'),
        ("MS0202", 'review r "R"\n  each year\n  may change gone between 6% and 7%\n'),
        ("MS0202", 'review r "R"\n  each year\n  may revise baseline of gone by at most 5 pp\n'),
        ("MS0425", 'review r "R"\n  each year\n  may change base_rate between 7% and 6%\n'),
        ("MS0501", f"{EXIT}  on termination, partner pays partner USD 5\n"),
        ("MS0202", f"{EXIT}  winds down over 2 quarters\n    gone held forfeited\n"),
        ("MS0202", f"{EXIT}  survives gone\n"),
        ("MS0415", f"{EXIT[:-1]}, ending at the end of the month\n"),
        ("MS0404", 'amendment a "A"\n  agreed by company on 2026-01-01\n'
         "  agreed by partner on 2026-01-01\n  removes fee, shock\n"),
        ("MS0603", 'amendment a "A"\n  effective 2031-01-01\n  agreed by company on 2026-01-01\n'
         "  agreed by partner on 2026-01-01\n  removes fee, shock\n"),
        # guarantees
        ("MS0202", 'guarantee g "G"\n  for every gone\n  fee >= USD 0\n'),
        ("MS0202", 'guarantee g "G"\n  bands of gone have no gap\n'),
        ("MS0202", 'guarantee g "G"\n  fee never falls when gone rises\n'),
        ("MS0301", 'guarantee g "G"\n  total paid by company to partner is at least as under'
         ' "v1.terms" within 5%\n'),
        # examples
        ("MS0659", EXAMPLE + THEN),
        ("MS0301", EXAMPLE + GIVEN + EVENTS + "    5 | evidence | launch |  |\n" + THEN),
        ("MS0658", EXAMPLE + GIVEN + EVENTS + "    2026-02-01 | 5 | launch |  |\n" + THEN),
        ("MS0658", EXAMPLE + GIVEN + EVENTS + "    2026-02-01 |  | launch |  |\n" + THEN),
        ("MS0658", EXAMPLE + GIVEN + EVENTS + "    2026-02-01 | evidence | 5 |  |\n" + THEN),
        ("MS0301", EXAMPLE + GIVEN + EVENTS
         + "    2026-02-01 | evidence | launch | company | 5%\n" + THEN),
        ("MS0423", EXAMPLE + GIVEN.replace("100,000", "9,000,000") + THEN),
        # printed tables
        ("MS0405", 'table t "T"\n  column a is text\n  rows\n    "x"\n  rows\n    "y"\n'),
        ("MS0671", 'table t "T"\n  rows\n    "x"\n'),
        ("MS0432", 'table t "T"\n  column a is text\n  column a is text\n  rows\n    "x" | "y"\n'),
        ("MS0658", 'table t "T"\n  column a is text\n  rows\n    5\n'),
        ("MS0301", 'table t "T"\n  column a is money\n  rows\n    5%\n'),
    ],
)  # fmt: skip
def test_a_mistake_is_answered(codes: str, program: str) -> None:
    found = [
        item.code for _, item in findings(completed(program)) if item.severity.value == "error"
    ]
    assert sorted(set(found)) == codes.split()


def test_a_contract_that_lacks_everything_is_told_so_at_once() -> None:
    found = [item.code for _, item in findings('contract plain "Plain Terms"\n  law "x"\n')]
    assert sorted(found) == ["MS0404", "MS0404", "MS0406", "MS0412"]
