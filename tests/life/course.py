"""The life of a drawn contract: what happens day by day, and what was told of it.

A `Life` holds the terms, what was reported so far and when, and the statement that was told on each
day. It writes files and runs the compiler through its public functions; what must hold after each
step is in `holds.py`.
"""

import random
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import milestonelang
from milestonelang.driver.evaluate import given
from milestonelang.driver.settle import settle
from milestonelang.statement.model import Evaluation
from milestonelang.statement.to_csv import to_csv
from tests.reference.model import Contract, Data
from tests.reference.periods import Period, periods_of
from tests.reference.write import data_files, write

EVENTS = "date,event,subject,by,amount,note,reported_on"
EARLY_END = """
exit early_end "Early End"
  either party may terminate for convenience
  notice 30 days

obligation plan "Plan"
  means "deliver a written plan"
  evidenced by launched
  partner owes it within 30 days each {unit}
  curable within 20 days
"""
DUE = timedelta(days=15)  # the days within which drawn metrics are to be reported


class Life:
    """One contract, from the day before its first period ends."""

    def __init__(self, contract: Contract, data: Data) -> None:
        self.contract = contract
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.terms = restated(write(contract), contract.period) + EARLY_END.format(
            unit=contract.period
        )
        self.checked = milestonelang.check(milestonelang.load(text=self.terms))
        files = data_files(contract, data)
        self.header, *self.pool = files["metrics.csv"].splitlines()
        self.others = {
            name: text for name, text in files.items() if name not in ("metrics.csv", "events.csv")
        }
        count = len(self.pool)
        term = periods_of(contract)
        self.periods: list[Period] = periods_of(contract, max(0, count - len(term)))[:count]
        self.today = term[0].start
        self.reports: dict[tuple[int, date], str] = {}
        self.first: list[date] = []
        self.events: list[tuple[str, date]] = []
        self.notice: date | None = None
        self.told: dict[date, Evaluation] = {}
        self.settled = 0

    @property
    def ledger(self) -> Path:
        """The ledger, begun when the first period is settled."""
        return self.path / "the.ledger"

    # ---- what happens

    def wait(self, days: int) -> None:
        """Let days go by."""
        self.today += timedelta(days=days)

    def can_report(self) -> bool:
        """Whether there is a period whose figures are not reported yet."""
        return len(self.first) < len(self.pool)

    def report(self) -> None:
        """Report the figures of the next period, when it has ended."""
        at = len(self.first)
        self.today = max(self.today, self.periods[at].end + timedelta(days=1))
        self._is_news()
        self.first.append(self.today)
        self.reports[at, self.today] = self.pool[at].split(",", 1)[1]

    def correct(self, at: int, other: int) -> None:
        """Report the figures of a period again, as those of another in the pool."""
        self._is_news()
        self.reports[at, self.today] = self.pool[other].split(",", 1)[1]

    def evidence(self, day: date) -> None:
        """Report that the launch happened on a day."""
        row = (f"{day},evidence,launched,partner,,", self.today)
        if row not in self.events:
            self._is_news()
            self.events.append(row)

    def give_notice(self) -> None:
        """Give notice today; the contract ends thirty days later."""
        self._is_news()
        self.notice = self.today
        self.events.append((f"{self.today},notice,early_end,partner,,", self.today))

    def settle(self) -> bool:
        """Settle the next period; what is pending is refused."""
        term = periods_of(self.contract)
        if self.settled == len(term):
            return False
        label = term[self.settled].label
        metrics, rows, events = self._paths(self.metrics(), self.event_rows())
        try:
            inputs = given(metrics, rows, events, self.today)
            settle(self.checked, inputs, label, self.ledger)
        except milestonelang.InputError as error:
            assert {item.code for item in error.diagnostics} <= {"MS1009", "MS0912"}, error
            return False
        self.settled += 1
        return True

    # ---- what is said of it

    def metrics(self) -> list[str]:
        """The rows of figures, each with the day it was reported."""
        return [f"{self._label(at)},{row},{day}" for (at, day), row in self.reports.items()]

    def event_rows(self) -> list[str]:
        """The rows of events, each with the day it was reported."""
        return [f"{row},{day}" for row, day in self.events]

    def state(self, as_of: date, shuffled: int | None = None, ledger: bool = False) -> Evaluation:
        """Return the statement of a day, from rows in any order."""
        metrics, events = self.metrics(), self.event_rows()
        if shuffled is not None:
            random.Random(shuffled).shuffle(metrics)
            random.Random(shuffled + 1).shuffle(events)
        return self._evaluate(metrics, events, as_of, self.ledger if ledger else None)

    def from_the_start(self) -> Evaluation:
        """Return the statement as if all had been reported rightly the first time."""
        last = {at: row for (at, _), row in sorted(self.reports.items())}
        metrics = [f"{self._label(at)},{row},{self.first[at]}" for at, row in last.items()]
        return self._evaluate(metrics, [f"{row}," for row, _ in self.events], self.today, None)

    def settled_on(self, at: int) -> date | None:
        """Return the day on which a period is settled, as the language page has it."""
        if at >= len(self.first):
            return None
        return max(max(self.periods[each].end + DUE, self.first[each]) for each in range(at + 1))

    def close(self) -> None:
        """Leave nothing behind."""
        self.folder.cleanup()

    def _is_news(self) -> None:
        """Forget what was told earlier today: what comes now counts for the whole day."""
        self.told.pop(self.today, None)

    def _label(self, at: int) -> str:
        return self.periods[at].label

    def _evaluate(
        self, metrics: Sequence[str], events: Sequence[str], as_of: date, ledger: Path | None
    ) -> Evaluation:
        files, rows, happened = self._paths(metrics, events)
        return milestonelang.evaluate(
            self.checked, files, rows, happened, as_of=as_of, ledger=ledger
        )

    def _paths(
        self, metrics: Sequence[str], events: Sequence[str]
    ) -> tuple[list[Path], Mapping[str, Path], list[Path]]:
        """Write the files, and return them as the compiler takes them."""
        files = {
            **self.others,
            "metrics.csv": "\n".join([f"{self.header},reported_on", *metrics]) + "\n",
            "events.csv": "\n".join([EVENTS, *events]) + "\n",
        }
        for name, text in files.items():
            (self.path / name).write_text(text, encoding="utf-8", newline="")
        figures = [self.path / name for name in files if name in ("metrics.csv", "monthly.csv")]
        rows = {"sales": self.path / "sales.csv"} if "sales.csv" in files else {}
        return figures, rows, [self.path / "events.csv"]


def restated(terms: str, unit: str, reach: int = 99) -> str:
    """Return terms in which what is reported may be restated as far back as *reach* periods."""
    lines: list[str] = []
    in_metric = False
    for line in terms.splitlines():
        if line and not line.startswith(" "):
            in_metric = line.startswith("metric")
        lines.append(line)
        if in_metric and line.startswith("  reported by"):
            lines.append(f"  restated for at most {reach} {unit}s")
    return "\n".join(lines) + "\n"


def rows_of(statement: Evaluation) -> list[tuple[str, str, str, str]]:
    """Return the lines of the long form."""
    found = []
    for line in to_csv(statement).splitlines()[1:]:
        period, subject, what, value = line.split(",")
        found.append((period, subject, what, value))
    return found
