"""An agreement with everything that the parties can do to each other, and what they did of it.

The terms have drawn numbers; each act is a row of an events file, dated today or earlier. An act
that the compiler refuses is left out again, so that acts can be drawn without knowing what is in
order. `holds.py` and `holds_of_claims.py` say what must hold after each of them.
"""

import random
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import milestonelang
from milestonelang import records
from milestonelang.statement.model import Evaluation

QUARTERS = tuple(
    (f"{year}-Q{quarter}", date(year + quarter // 4, quarter % 4 * 3 + 1, 1) - timedelta(days=1))
    for year in (2026, 2027)
    for quarter in (1, 2, 3, 4)
)
AUDITOR = "an independent auditor"
EVENTS = "date,event,subject,by,amount,note,reported_on"
TERMS = """contract dealings "Dealings"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back
  due within 30 days of the end of the quarter
  law "Delaware"

party company "Company Inc."
  described as "the company"

party partner "Partner Inc."
  described as "the partner"

source deals "Deals"
  kept by partner
  column id is text, unique
  column amount is money
  column sold_on is date
  column left_on is date, may be empty
  dated by sold_on
  ordered by sold_on, id

metric revenue "Revenue" is money
  between USD 0 and USD 1,000,000
  reported by partner within 15 days
  restated for at most 8 quarters

metric score "Score" is percent
  between 0% and 100%
  reported by company within 15 days

balance fund "Fund" is money
  opens at USD 0
  adds 2% of revenue
  takes USD {spent} if approval is granted

event certificate "Certificate"
  reported by partner

event report_sent "Sending of the Report"
  reported by partner

event plan_delivered "Delivery of the Plan"
  reported by partner

event approval "Approval" is one of granted, refused
  means "the company approves the plan"
  decided by company
  until then granted

payment commission "Commission"
  company pays partner each quarter
  on revenue accumulated yearly
  at marginal rates
    8% up to USD 100,000
    11% beyond
  at most USD {cap} per year
  hold back {held}%, released after 2 quarters, forfeited at release if score < 30%
  late interest 8% per year, actual days over 365, simple

payment finders_fee "Finder's Fee"
  company pays partner each quarter
  for each row of deals
    amount 5% of amount
    at least USD 0 per row
    rounded half up to the cent
    hold back 20%, released after 1 quarter, forfeited at release if left_on is known
    claws back 50% of the last 2 quarters if left_on is known, recovered by set off
  only if approval is granted

trigger slump "Slump"
  starts when score < 50%
  ends when score >= 60%
  commission reduced by 25%
  on start, partner owes plan within 30 days

obligation plan "Recovery Plan"
  means "deliver a written plan"
  evidenced by plan_delivered
  if overdue, commission reduced by 10%
  curable within 20 days

obligation report "Report"
  means "send a report"
  evidenced by report_sent
  partner owes it within 20 days each quarter

milestone launch "Launch"
  achieved when revenue >= USD 60,000
  by 2026-12-31
  requires certificate from partner
  company pays partner USD 5,000
  if missed, partner owes plan within 30 days

audit books "Audit of the Books"
  of revenue each year by "{auditor}"
  if variance > 5%, company bears the cost

dispute statements "Disputes"
  a party may dispute a statement within {days} days
  meanwhile pays the undisputed part
  meanwhile uses the lower figure
  result booked with interest 4%

exit convenience "Convenience"
  either party may terminate for convenience
  notice {notice} days
  winds down over 2 quarters
    company pays partner 50% of commission
    commission held released at the end

exit cause "Cause"
  company may terminate when plan is overdue
  notice 30 days, ending at the end of the quarter
  curable within 15 days
"""


@records.frozen
class Numbers:
    """What is drawn of the terms."""

    spent: int
    cap: int
    held: int
    days: int
    notice: int


@records.frozen
class Act:
    """A row of an events file without its days."""

    kind: str
    subject: str
    by: str
    amount: str = ""

    def row(self, on: date, reported: date) -> str:
        """Return the row of an act of one day that is reported on another."""
        return f"{on},{self.kind},{self.subject},{self.by},{self.amount},,{reported}"


class Dealings:
    """What was reported and done, from the day before the first quarter ends."""

    def __init__(self, numbers: Numbers, figures: Sequence[tuple[int, int]]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        drawn = {field.name: getattr(numbers, field.name) for field in records.fields(Numbers)}
        self.terms = TERMS.format(**drawn, auditor=AUDITOR)
        self.checked = milestonelang.check(milestonelang.load(text=self.terms))
        self.figures = figures
        self.today = QUARTERS[0][1]
        self.first: list[date] = []
        self.metrics: list[str] = []
        self.deals: list[str] = []
        self.events: list[str] = []
        self.done: list[tuple[Act, date]] = []
        self.corrected = False
        self.told: dict[date, Evaluation] = {}

    # ---- what happens

    def wait(self, days: int) -> None:
        """Let days go by."""
        self.today += timedelta(days=days)

    def report(self) -> None:
        """Report the figures of the next quarter, when it has ended."""
        label, end = QUARTERS[len(self.first)]
        self.today = max(self.today, end + timedelta(days=1))
        self._is_news()
        revenue, score = self.figures[len(self.first)]
        self.first.append(self.today)
        self.metrics.append(f"{label},{revenue},{score}%,{self.today}")

    def correct(self, at: int, revenue: int) -> None:
        """Report the revenue of a quarter again."""
        self._is_news()
        self.corrected = True
        self.metrics.append(f"{QUARTERS[at][0]},{revenue},{self.figures[at][1]}%,{self.today}")

    def sell(self, number: int, amount: int, ago: int, left: int | None) -> None:
        """Report a deal of some days ago, or again that its customer left."""
        sold = max(date(2026, 1, 1), self.today - timedelta(days=ago))
        self._is_news()
        gone = "" if left is None else str(sold + timedelta(days=left))
        own = [row for row in self.deals if row.startswith(f"D{number},")]
        if own and own[-1].endswith(f",{self.today}"):
            return
        self.corrected = True
        if own:
            amount, sold = int(own[0].split(",")[1]), date.fromisoformat(own[0].split(",")[2])
        self.deals.append(f"D{number},{amount},{sold},{gone},{self.today}")

    def act(self, act: Act, ago: int) -> bool:
        """Do something, dated some days ago; return whether it was in order."""
        day = max(date(2026, 1, 1), self.today - timedelta(days=ago))
        row = act.row(day, self.today)
        if row in self.events:
            return False
        before = self.told.pop(self.today, None)
        self.events.append(row)
        try:
            self.state(self.today)
        except milestonelang.InputError as error:
            codes = {item.code for item in error.diagnostics}
            self._is_refused_in_any_order(codes)
            self.events.pop()
            if before is not None:
                self.told[self.today] = before
            return False
        self.done.append((act, day))
        self.corrected = self.corrected or ago > 0 or act.kind == "audit"
        return True

    def _is_refused_in_any_order(self, codes: set[str]) -> None:
        try:
            self.state(self.today, shuffled=len(self.events))
        except milestonelang.InputError as error:
            assert {item.code for item in error.diagnostics} == codes
        else:
            raise AssertionError(f"{codes} depend on the order of the rows")

    # ---- what is said of it

    def state(self, as_of: date, shuffled: int | None = None) -> Evaluation:
        """Return the statement of a day, from rows in any order."""
        metrics, deals, events = list(self.metrics), list(self.deals), list(self.events)
        if shuffled is not None:
            for each in (metrics, deals, events):
                random.Random(shuffled).shuffle(each)
        return self._evaluate(metrics, deals, events, as_of)

    def close(self) -> None:
        """Leave nothing behind."""
        self.folder.cleanup()

    def _is_news(self) -> None:
        self.told.pop(self.today, None)

    def _evaluate(
        self,
        metrics: Sequence[str],
        deals: Sequence[str],
        events: Sequence[str],
        as_of: date,
    ) -> Evaluation:
        texts = {
            "metrics.csv": ["quarter,revenue,score,reported_on", *metrics],
            "deals.csv": ["id,amount,sold_on,left_on,reported_on", *deals],
            "events.csv": [EVENTS, *events],
        }
        for name, lines in texts.items():
            (self.path / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
        # Before the first deal is reported there is a file without one: files bear no date.
        rows = {"deals": self.path / "deals.csv"}
        happened = [self.path / "events.csv"]
        return milestonelang.evaluate(
            self.checked, [self.path / "metrics.csv"], rows, happened, as_of=as_of
        )
