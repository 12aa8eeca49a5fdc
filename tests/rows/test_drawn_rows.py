"""Blocks for each row, computed a second time from the language page, on drawn terms and rows.

The second computation follows each row by itself in plain fractions and shares no code with the
compiler. Every amount of every quarter has to agree, and each row's part has to be somewhere.
"""

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings, strategies as st

import milestonelang
from tests.untraced import traced_first, untraced

TERMS = """\
contract c "C"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "A, Inc."

party partner "B, Inc."

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
{block}
  at most USD {most} per year
  due within 30 days of the end of the quarter
"""
WORDS = ("entitled", "held", "released", "forfeited", "clawed back")
ENDS = [
    date(year, month, day)
    for year in (2026, 2027)
    for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
]
LAST = len(ENDS) - 1


@dataclass(frozen=True)
class Deal:
    """A row; *left_on* may be empty."""

    name: str
    amount: Fraction
    signed_on: date
    left_on: date | None

    def line(self) -> str:
        """Return the row of the file."""
        amount = Decimal(int(self.amount * 100)).scaleb(-2)
        return f"{self.name},{amount},{self.signed_on},{self.left_on or ''}"

    def has_left(self, quarter: int) -> bool:
        return self.left_on is not None and self.left_on <= ENDS[quarter]


@dataclass(frozen=True)
class Drawn:
    """What a block says; a table is accumulated over the rows of a year, or each row has a cap."""

    table: bool
    least: int
    most: int
    held: int
    after: int
    at_any_time: bool
    share: int | None
    quarters: int
    yearly: int

    def block(self) -> str:
        lines = ["amount 10% of (the greater of amount and USD 0)"]
        if self.table:
            base = "on (the greater of amount and USD 0) accumulated yearly"
            lines = [base, "at marginal rates", "  5% up to USD 1,000", "  10% beyond"]
        time = "at any time before release" if self.at_any_time else "at release"
        taken = "the amount 7% of (the greater of amount and USD 0)"
        if self.share is not None:
            taken = f"{self.share}% of the last {self.quarters} quarters"
        lines += [
            f"at least USD {self.least} per row",
            f"at most USD {self.most} per row",
            f"hold back {self.held}%, released after {self.after} quarters, "
            f"forfeited {time} if left_on is known",
            f"claws back {taken} if left_on is known, recovered by invoice",
        ]
        return "\n".join(f"    {line}" for line in lines)


@dataclass
class Followed:
    """Where a row's part is."""

    deal: Deal
    quarter: int
    part: Fraction
    held: Fraction = Fraction(0)
    forfeited: Fraction = Fraction(0)
    clawed: Fraction = Fraction(0)

    @property
    def paid(self) -> Fraction:
        return self.part - self.held - self.forfeited - self.clawed


deals = st.builds(
    lambda cents, day, gone: (
        Fraction(cents, 100),
        date(2026, 1, 1) + timedelta(days=day),
        None if gone is None else date(2026, 1, 1) + timedelta(days=min(729, day + gone)),
    ),
    st.integers(-5_000, 300_000),
    st.integers(0, 729),
    st.none() | st.integers(0, 500),
)
drawn = st.builds(
    Drawn,
    table=st.booleans(),
    least=st.sampled_from([0, 3]),
    most=st.sampled_from([40, 5_000]),
    held=st.sampled_from([10, 25, 100]),
    after=st.integers(1, 3),
    at_any_time=st.booleans(),
    share=st.none() | st.sampled_from([50, 100]),
    quarters=st.integers(1, 4),
    yearly=st.sampled_from([60, 333, 9_000]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
@given(drawn, st.lists(deals, max_size=9))
# A clawback whose condition lasts takes nothing twice; draws meet that too seldom.
@example(
    Drawn(
        table=False,
        least=0,
        most=5000,
        held=10,
        after=1,
        at_any_time=False,
        share=50,
        quarters=4,
        yearly=9000,
    ),
    [(Fraction(1000), date(2026, 1, 5), date(2026, 5, 1))],
)
@traced_first(10)
def test_rows_agree_with_a_second_computation(
    terms: Drawn, rows: list[tuple[Fraction, date, date | None]]
) -> None:
    given_deals = [Deal(f"d{at}", *row) for at, row in enumerate(rows)]
    expected, followed = compute(terms, given_deals)
    with tempfile.TemporaryDirectory() as folder:
        text, data = Path(folder, "c.terms"), Path(folder, "deals.csv")
        text.write_text(TERMS.format(block=terms.block(), most=terms.yearly), encoding="utf-8")
        lines = [each.line() for each in given_deals]
        data.write_text("\n".join(["id,amount,signed_on,left_on", *lines, ""]), encoding="utf-8")
        found = milestonelang.evaluate(
            milestonelang.check(text), rows={"deals": data}, as_of=date(2028, 1, 31)
        )
    for quarter, words in enumerate(expected):
        label = f"{ENDS[quarter].year}-Q{quarter % 4 + 1}"
        shown = {word: found.amount(label, "fee", word) for word in WORDS}
        assert shown == words, label
    for each in followed:
        assert each.held == 0
        assert each.paid >= 0
    total = {word: sum(words[word] for words in expected) for word in WORDS}
    paid = sum((each.paid for each in followed), Fraction(0))
    kept = paid + total["forfeited"] + total["clawed back"]
    assert sum((each.part for each in followed), Fraction(0)) == kept


@untraced
def compute(terms: Drawn, rows: list[Deal]) -> tuple[list[dict[str, Fraction]], list[Followed]]:
    """Return the amounts of each quarter, and what became of each row."""
    ordered = sorted(rows, key=lambda deal: (deal.signed_on, deal.name))
    followed: list[Followed] = []
    shown: list[dict[str, Fraction]] = []
    used = reached = Fraction(0)
    for quarter in range(len(ENDS)):
        words = dict.fromkeys(WORDS, Fraction(0))
        if quarter % 4 == 0:
            used = reached = Fraction(0)
        own = [deal for deal in ordered if quarter_of(deal) == quarter]
        amounts = []
        for deal in own:
            base = max(deal.amount, Fraction(0))
            amount = base / 10
            if terms.table:
                amount = banded(reached + base) - banded(reached)
                reached += base
            amounts.append(min(max(amount, Fraction(terms.least)), Fraction(terms.most)))
        entitled = cents(min(sum(amounts, Fraction(0)), terms.yearly - used))
        used += entitled
        words["entitled"] = entitled
        followed += shared(own, amounts, entitled, quarter)
        for each in followed:
            settle(terms, each, quarter, words)
        shown.append(words)
    return shown, followed


def shared(
    own: list[Deal], amounts: list[Fraction], entitled: Fraction, quarter: int
) -> list[Followed]:
    """Return the rows of a quarter with their parts: what each adds to the running sum."""
    whole, running, given_so_far = sum(amounts, Fraction(0)), Fraction(0), Fraction(0)
    found: list[Followed] = []
    for deal, amount in zip(own, amounts, strict=True):
        if whole > 0:
            running += entitled * amount / whole
            upto = Fraction(floor(running * 100), 100)
            found.append(Followed(deal, quarter, upto - given_so_far))
            given_so_far = upto
    return found


def settle(terms: Drawn, each: Followed, quarter: int, words: dict[str, Fraction]) -> None:
    """Carry out the lines of one row in one quarter."""
    age, left = quarter - each.quarter, each.deal.has_left(quarter)
    paid_before = each.paid if age else Fraction(0)
    if age == 0:
        each.held = cents(each.part * terms.held / 100)
        words["held"] += each.held
    due = age >= terms.after or quarter == LAST
    if left and (due or (terms.at_any_time and age > 0)):
        words["forfeited"] += each.held
        each.forfeited += each.held
        each.held = Fraction(0)
    elif due:
        words["released"] += each.held
        each.held = Fraction(0)
    if not left or age == 0:
        return
    if terms.share is None:
        wanted = cents(max(each.deal.amount, Fraction(0)) * 7 / 100)
        most = min(paid_before, each.paid)
    elif age <= terms.quarters:
        wanted, most = cents(each.part * terms.share / 100), each.paid
    else:
        return
    amount = max(Fraction(0), min(wanted - each.clawed, most))
    each.clawed += amount
    words["clawed back"] += amount


def quarter_of(deal: Deal) -> int:
    return next(at for at, end in enumerate(ENDS) if deal.signed_on <= end)


def banded(base: Fraction) -> Fraction:
    return min(base, Fraction(1000)) / 20 + max(base - 1000, Fraction(0)) / 10


def cents(amount: Fraction) -> Fraction:
    """Return an amount of at least zero, rounded half up."""
    return Fraction(floor(amount * 100 + Fraction(1, 2)), 100)
