"""Drawn contracts whose figures are corrected, several times and in any order of rows.

In total nothing depends on when a figure was reported; every difference that is booked is the sum
of the lines that it names; and a day that is asked for gives what was told on it.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, Phase, assume, given, note, settings, strategies as st

from milestonelang.statement.model import Evaluation, PaymentLine, RestatedLine
from tests.life.course import restated
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.reference.periods import periods_of
from tests.reference.write import data_files, write
from tests.statement.test_restated import _evaluate
from tests.untraced import traced_first

EVENTS = "date,event,subject,by,amount,note,reported_on"
FOCUS = Focus(3, 3, 2, 3, 2, 1, 1, 1, payments=3, lines=3)
# A failure prints its files; making them fewer takes minutes.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
CHECKED = settings(
    max_examples=25, phases=PHASES, suppress_health_check=[*HealthCheck], deadline=None
)


class Reports:
    """The figures of a contract as they are reported: first ones wrong, then corrected."""

    def __init__(self, contract: Contract, data: Data, more: st.DataObject) -> None:
        self.contract = contract
        self.terms = restated(write(contract), contract.period)
        self.files = data_files(contract, data)
        self.header, *rows = self.files["metrics.csv"].splitlines()
        periods = periods_of(contract)
        # What stands after the term are rows for conditions only.
        self.count = min(len(rows), len(periods))
        assume("," in self.header and self.count > 1)
        self.rows = [row.split(",", 1) for row in rows]
        self.first = [each.end + timedelta(days=1) for each in periods]
        last = {at: figures for at, (_, figures) in enumerate(self.rows)}
        self.later: list[tuple[date, int, str]] = []
        for _ in range(more.draw(st.integers(1, 4), "corrections")):
            at = more.draw(st.integers(0, self.count - 1), "corrected")
            day = periods[at].end + timedelta(days=more.draw(st.integers(20, 400), "days later"))
            other = more.draw(st.integers(0, self.count - 1), "as those of")
            if all((day, at) != (each[0], each[1]) for each in self.later):
                self.later.append((day, at, self.rows[other][1]))
        for _, at, figures in sorted(self.later):
            last[at] = figures
        self.last = last
        rows_of_events = self.files["events.csv"].splitlines()[1:]
        days = [date.fromisoformat(row[:10]) for row in rows_of_events]
        late = st.sampled_from([0, 0, 3, 90, 300])
        self.events = [
            (f"{row},{day + timedelta(days=delay)}", day + timedelta(days=delay))
            for row, day in zip(rows_of_events, days, strict=True)
            for delay in [more.draw(late, "reported late")]
        ]
        self.order = more.draw(st.integers(0, 99), "order")

    def corrected(self, until: date | None = None) -> Mapping[str, str]:
        """The files as they are on a day, in any order of rows."""
        lines = [
            f"{label},{figures},{self._day(at)}"
            for at, (label, figures) in enumerate(self.rows)
            if until is None or self._day(at) <= until
        ]
        lines += [
            f"{self.rows[at][0]},{figures},{day}"
            for day, at, figures in self.later
            if until is None or day <= until
        ]
        events = [row for row, day in self.events if until is None or day <= until]
        random.Random(self.order).shuffle(lines)
        random.Random(self.order).shuffle(events)
        return self._with(lines, events)

    def from_the_start(self) -> Mapping[str, str]:
        """The files as if everything had been right at once."""
        lines = [
            f"{label},{self.last[at]},{self._day(at)}" for at, (label, _) in enumerate(self.rows)
        ]
        return self._with(lines, [f"{row.rpartition(',')[0]}," for row, _ in self.events])

    def _day(self, at: int) -> date:
        return self.first[at] if at < len(self.first) else self.first[-1] + timedelta(days=at)

    def _with(self, lines: Sequence[str], events: Sequence[str]) -> Mapping[str, str]:
        text = "\n".join([f"{self.header},reported_on", *lines]) + "\n"
        happened = "\n".join([EVENTS, *events]) + "\n"
        return {**self.files, "metrics.csv": text, "events.csv": happened}


@CHECKED
@given(contracts(FOCUS), st.data())
@traced_first(5)
def test_restating_equals_having_had_it_from_the_start(
    tmp_path: Path, drawn: tuple[Contract, Data], more: st.DataObject
) -> None:
    """In total, and each difference is the sum of the lines of its period that it names."""
    reports = Reports(*drawn, more)
    for text in (reports.terms, reports.corrected()["metrics.csv"]):
        note(text)
    fresh = _evaluate(tmp_path, reports.terms, reports.from_the_start())
    corrected = _evaluate(tmp_path, reports.terms, reports.corrected())
    if not fresh.is_pending and not corrected.is_pending:
        assert _totals(corrected) == _totals(fresh)
    _is_explained(corrected)


@CHECKED
@given(contracts(FOCUS), st.data())
@traced_first(5)
def test_a_day_that_is_asked_for_gives_what_was_told_on_it(
    tmp_path: Path, drawn: tuple[Contract, Data], more: st.DataObject
) -> None:
    reports = Reports(*drawn, more)
    days = sorted({day for day, _, _ in reports.later})
    asked = more.draw(st.sampled_from(days), "asked for")
    day = asked + timedelta(days=more.draw(st.integers(-2, 2), "days off"))
    note(reports.terms)
    told = _evaluate(tmp_path, reports.terms, reports.corrected(until=day), as_of=day)
    again = _evaluate(tmp_path, reports.terms, reports.corrected(), as_of=day)
    assert told.results == again.results
    assert [period.restated for period in told.periods] == [
        period.restated for period in again.periods
    ]


def _is_explained(corrected: Evaluation) -> None:
    told: dict[tuple[str, str], list[RestatedLine]] = defaultdict(list)
    for period in corrected.periods:
        for line in period.restated:
            if line.amount.is_pending:
                assert not line.changes
                continue
            told[line.subject, line.original].append(line)
            assert line.changes or not line.amount.amount  # what was corrected and put back
            assert sum(each.amount.amount for each in line.changes) == line.amount.amount, line
            for each in line.changes:
                assert each.what != "stated", line
                assert each.what == "base" or (
                    each.now.amount - each.was.amount == each.amount.amount
                )
    for (subject, original), lines in told.items():
        # The lines that changed first are those that were told.
        for payment in corrected[original].payments:
            if payment.name == subject:
                gives = _gives(payment)
                for each in lines[0].changes:
                    if each.what == "line":
                        assert each.was.amount in gives[each.clause], (each, gives)


def _gives(payment: PaymentLine) -> dict[str, list[Fraction]]:
    """What each clause of a payment adds, and zero, since a line need not act."""
    found: dict[str, list[Fraction]] = defaultdict(lambda: [Fraction(0)])
    before = Fraction(0)
    for step in payment.steps:
        if step.applied and step.rule != "base":
            found[step.clause].append(step.after.amount - before)
            before = step.after.amount
    return found


def _totals(statement: Evaluation) -> dict[str, Fraction]:
    totals: dict[str, Fraction] = {}
    for line in statement.results:
        if line.what == "payable":
            totals[line.subject] = totals.get(line.subject, Fraction(0)) + line.figure.amount
    return {subject: total for subject, total in totals.items() if total}
