"""What newcomers write, and what they are told: the whole message, and what its help must name."""

import pytest

from tests.syntax.reading import read

_PAYMENT = 'payment p "P"\n  company pays partner each quarter\n  amount 2% of x\n  '
_TRIGGER = 'trigger t "T"\n  starts when '
_MILESTONE = 'milestone m "M"\n  '

# The text, the message, and words of the help.
_MISTAKES = [
    (
        _PAYMENT + "ammount 8% of x",
        "`ammount` does not begin a line of a payment",
        "did you mean `amount`?",
    ),
    ('milstone m "M"', "`milstone` does not begin a declaration", "did you mean `milestone`?"),
    (
        _PAYMENT + "starts when a > 1%",
        "`starts` does not begin a line of a payment",
        "it belongs in a trigger",
    ),
    (_PAYMENT + "at most $90,000 per year", "`$` does not say which dollar", "`USD 90,000`"),
    (
        _PAYMENT + "at most 90,000 USD per year",
        "the currency stands before the amount",
        "write `USD 90,000`",
    ),
    (_PAYMENT + "plus USD250", "a space belongs between `USD` and `250`", "`USD 250`"),
    (_PAYMENT + "plus 8 % of x", "no space belongs before `%`", "write `8%`"),
    (_PAYMENT + "plus 50bps", "a space belongs between `50` and `bps`", "`50 bps`"),
    (_PAYMENT + "plus USD 250k", "`250k` is not a number", "write `250,000`"),
    (
        _PAYMENT + "plus USD 90,0000",
        "`90,0000` is not a number: thousands are grouped in threes",
        "`900,000` or `90,000`",
    ),
    (
        _PAYMENT + "plus USD 1,00,000",
        "`1,00,000` is not a number: thousands are grouped in threes",
        "`100,000`",
    ),
    ('party a "A"\n\tdescribed as "B"', "a tab in the indentation", "two spaces"),
    (
        'party a "A"\n    described as "B"',
        "indented by 4; a block is indented by 2",
        "two spaces more",
    ),
    (
        _TRIGGER + "any of\n    a > 1\n   b > 1",
        "the indentation of 3 matches no line above",
        "use 2 or 4 spaces",
    ),
    ('payment p "P":\n  amount 5', "`:` is not used", "stands indented below it"),
    (
        'payment p "P"\nparty a "A"',
        '`payment p "P"` needs lines indented below it',
        "`name pays name each quarter`",
    ),
    (
        _PAYMENT + "due within 30 days\n    amount 5",
        "nothing can stand below `due within 30 days`",
        "remove the indentation",
    ),
    (
        _TRIGGER + "a > 1 and b > 1 or c > 1",
        "`and` and `or` cannot be mixed on a line: it would have two meanings",
        "brackets",
    ),
    (
        _TRIGGER + "a > 1 and b > 1 for 2 consecutive quarters",
        "it is not clear what `for 2 consecutive quarters` belongs to",
        "`(a and b) for 2 consecutive quarters`",
    ),
    (_TRIGGER + "margin = 35%", "`=` is not used", "`is`"),
    (_TRIGGER + "margin == 35%", "`==` is not used", "`is`"),
    (_TRIGGER + "margin ≥ 35%", "`≥` is not used", "`>=`"),
    (_TRIGGER + "margin => 35%", "`=>` is not used", "`>=`"),
    (
        _TRIGGER + "kind in refund, credit",
        "`in` does not compare",
        "`kind is one of (refund, credit)`",
    ),
    (_TRIGGER + "onboarding missed", "a state follows `is`", "`onboarding is missed`"),
    (
        _PAYMENT + "hold back 10% released after 2 quarters",
        "expected `,` before `released`",
        "`hold back PERCENTAGE, released after DURATION [, forfeited at release if CONDITION]`",
    ),
    (
        _PAYMENT + "due in 30 days",
        "expected `within`, found `in`",
        "`due within DURATION [of name]`",
    ),
    (
        _PAYMENT + "hold back 10%,\n  due within 30 days",
        "this line ends in a comma, so the next, indented more, should go on with it",
        "indent the next line",
    ),
    (
        _PAYMENT + "at least USD 5",
        "this line stops too early: expected `over` or `per`",
        "`at least AMOUNT per year [, shortfall into name]`",
    ),
    (_PAYMENT + "amount f(x", "this bracket is not closed", "add `)`"),
    (
        'metric net_sales "Net Revenue" is money\n' + _PAYMENT + "plus 2% of Net Revenue",
        "names are in lower case: `Net Revenue`",
        "did you mean `net_sales`?",
    ),
    (
        'trigger t "T"\n  on start, partner must corrective_plan',
        "expected `owes`, found `must`",
        "`on start, name owes name within DURATION`",
    ),
    (
        'metric total "Total" is money',
        "`total` is a word of the language, so it cannot be the name of a metric",
        "`total_`",
    ),
    ('party a "unclosed', "this text is not closed", "on its own line"),
    ("party a 'single'", "a text cannot begin with `'`", "straight double quotes"),
    ("party a “curly”", "a text cannot begin with `“`", "straight double quotes"),
    (_MILESTONE + "by 2026/01/01", "expected a date, found `2026/01/01`", "`2026-01-31`"),
    (_MILESTONE + "by 1 Jan 2026", "expected a date, found `1 Jan 2026`", "write `2026-01-01`"),
    (_MILESTONE + "by 2026-13-01", "expected a date, found `2026-13-01`", "no month 13"),
    (_MILESTONE + "by 2026-02-30", "expected a date, found `2026-02-30`", "no day 30"),
    (
        'metric m "M" is money\n  computed as sum of b.amount where b.kind is x',
        "an aggregate with `where` or `by` stands on a line of its own",
        "put the computation below",
    ),
    (
        _PAYMENT + "plus a + the lesser of b and c",
        "`the lesser of …` is a whole amount, or stands in brackets",
        "put brackets round the phrase",
    ),
    (
        _PAYMENT + "plus USD 25 per seat * seats",
        "`25 per seat` is a whole amount, or stands in brackets",
        "put brackets round the phrase",
    ),
    (
        'contract c "C"\n  effective 2026-01-01 to 2027-01-01',
        "expected `until`, found `to`",
        "`effective DATE until DATE`",
    ),
    (
        'metric m "M" is monney',
        "expected `money`, found `monney`",
        '`metric name "text" is TYPE`',
    ),
    (
        'example e "E"\n  given\n    2026-Q1 | 5\n    2026-Q2 | 6\n  then\n    quarter | a\n',
        "expected the headings of the columns, found `2026-Q1`",
        "quarter | name | name",
    ),
]


@pytest.mark.parametrize(("text", "message", "help"), _MISTAKES, ids=lambda text: text[-40:])
def test_mistake(text: str, message: str, help: str) -> None:
    result = read(text + "\n")
    assert [diagnostic.message for diagnostic in result.found] == [message]
    assert help in (result.found[0].help or "")


def test_fix_mends_the_line() -> None:
    text = _PAYMENT + "at most 90,000 USD per year\n"
    fix = read(text).found[0].fix
    assert fix is not None
    mended = text[: fix.span.start] + fix.replacement + text[fix.span.end :]
    assert read(mended).found == []
