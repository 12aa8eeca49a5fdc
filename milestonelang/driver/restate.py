"""Restating: the same program run over what was known on several days.

In: the data, the program and the days on which something settled was reported again. Out: what
each period's statement rests on, that is what was known when it was settled, and the differences,
each booked in the first period settled on the day of the correction or after it. Promised: the
differences of a period add up, with what was told of it, to what it comes to with all that is
known; a report that changes nothing leaves no line. No operation of the program knows of this.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.run import Machine
from milestonelang.backends.exact.values import Unknown
from milestonelang.data.frames import IsBusinessDay
from milestonelang.data.gather import QueryResult
from milestonelang.data.inputs import make_inputs
from milestonelang.data.known import Known, as_known, row_aggregates
from milestonelang.data.model import DataSet, Exact
from milestonelang.data.queries import run_queries
from milestonelang.data.settling import Settlement, corrections
from milestonelang.driver.claim_data import (
    DisputedFigure,
    Override,
    overrides_on,
    with_overrides,
)
from milestonelang.ledger.record import Entry, Statement
from milestonelang.primitives.periods import Period
from milestonelang.statement.basis import Basis, Told
from milestonelang.statement.model import Figure, RestatedLine


@records.frozen(eq=False)
class View:
    """What was known on a day, as a program takes it."""

    known: Known
    queries: Mapping[int, QueryResult]
    inputs: ir.Inputs


class Views:
    """The views of one data set. A day of None stands for the day of the run."""

    def __init__(
        self,
        data: DataSet,
        settlement: Settlement,
        as_of: int | None,
        is_business_day: IsBusinessDay,
        settings: Mapping[str, Exact],
        periods: tuple[Period, ...],
        has_corrections: bool,
        disputed: tuple[DisputedFigure, ...] = (),
    ) -> None:
        self.data = data
        self.settlement = settlement
        self.agreement = settlement.agreement
        self.as_of = as_of
        self.is_business_day = is_business_day
        self.settings = settings
        self.periods = periods
        self.has_corrections = has_corrections
        self.disputed = disputed
        self._whole: dict[tuple[int | None, frozenset[Override]], View] = {}

    def on(self, day: int | None, figures: frozenset[Override] = frozenset()) -> View:
        """Return what counts on *day*: results over rows of a final metric stay as settled.

        *figures* stand in the place of reported ones that are in dispute.
        """
        whole, now = self._known_on(day, figures), self._known_on(None)
        if not self.has_corrections:
            return whole
        known = records.evolve(
            whole.known,
            as_of=self.as_of,
            corrections=now.known.corrections,
            notes=now.known.notes,
        )
        queries = dict(whole.queries)
        results = dict(whole.inputs.queries)
        for owner, nodes in row_aggregates(self.agreement).items():
            declared = self.agreement.declarations[owner]
            reach = declared.restated_periods if isinstance(declared, decl.Metric) else None
            views = [self._known_on(self._counts_on(index, day, reach)) for index in self._indexes]
            for node in nodes:
                id = int(node.id)
                cells = [view.inputs.queries[id][at] for at, view in enumerate(views)]
                # What is not known today was known on no day before.
                results[id] = tuple(
                    last if isinstance(last, ir.Missing) else cell
                    for cell, last in zip(cells, now.inputs.queries[id], strict=True)
                )
                if id in queries:
                    queries[id] = _pieced(queries[id], [view.queries.get(id) for view in views])
        inputs = records.evolve(whole.inputs, queries=results)
        return View(known, queries, inputs)

    @property
    def _indexes(self) -> range:
        return range(len(self.periods))

    def _counts_on(self, index: int, day: int | None, reach: int | None) -> int | None:
        last = self.settlement.last_use(index, reach)
        today = self.as_of if day is None else day
        return day if last is None or (today is not None and today <= last) else last

    def meanwhile(self, day: int | None, told: int | None) -> frozenset[Override]:
        """Return the figures that count while disputes last, for a period told on a day."""
        return overrides_on(self.disputed, self.as_of if day is None else day, told)

    def _known_on(self, day: int | None, figures: frozenset[Override] = frozenset()) -> View:
        if (day, figures) not in self._whole:
            when = self.as_of if day is None else day
            data = with_overrides(self.data, figures) if figures else self.data
            known = as_known(data, self.agreement, when, self.is_business_day)
            settings = dict(self.settings)
            queries = run_queries(known, self.agreement, settings, self.is_business_day)
            inputs = make_inputs(known, self.agreement, self.periods, queries)
            self._whole[day, figures] = View(known, queries, inputs)
        return self._whole[day, figures]


def tell(basis: Basis, views: Views, days: tuple[int, ...]) -> Told:
    """Return what was told of each period, and what was booked on the days of corrections."""
    return _Telling(basis, views, days).told()


def tell_stated(
    basis: Basis, views: Views, days: tuple[int, ...], entries: tuple[Entry, ...]
) -> Told:
    """Return what a ledger says was stated, and the differences since, booked in the next period.

    A settled period shows what this run gives for it, and where that is not what was stated, the
    difference to that on a line of its own.
    """
    return _Telling(basis, views, days).told_from([entry.statement for entry in entries])


def run_on(
    basis: Basis, views: Views, machine: Machine, day: int, figures: frozenset[Override]
) -> Basis:
    """Return the basis of a run on what was known on a day, with some figures replaced."""
    view = views.on(day, figures)
    return records.evolve(
        basis,
        known=view.known,
        queries=view.queries,
        inputs=view.inputs,
        run=machine.run(view.inputs),
    )


class _Telling:
    """One history of statements."""

    def __init__(self, basis: Basis, views: Views, days: tuple[int, ...]) -> None:
        self.basis = basis
        self.views = views
        self.days = days
        self.settlement = views.settlement
        self.machine = Machine(basis.program)
        self.subjects = restated_subjects(basis.program)
        self._bases: dict[tuple[int, frozenset[Override]], Basis] = {}

    def told(self) -> Told:
        first = [self._first_told(period.index) for period in self.basis.program.periods]
        return Told(
            bases=tuple(self.basis if day is None else self._on(day, day) for day in first),
            lines=self._book(first),
            late=frozenset(corrections(self.views.data, self.settlement)),
        )

    def told_from(self, stated: list[Statement]) -> Told:
        bases = [self.basis] * len(self.basis.program.periods)
        lines: dict[int, list[RestatedLine]] = {}
        for index, statement in enumerate(stated):
            day = self._first_told(index) if self.days else None
            bases[index] = self.basis if day is None else self._on(day, day)
            for item in statement.booked:
                figure = self._amount(item.subject, item.amount)
                line = RestatedLine(item.subject, item.original, item.reported_on, figure)
                lines.setdefault(index, []).append(line)
            shown = {subject: statement.own(subject) for subject in self.subjects}
            lines.setdefault(index, []).extend(self._since(bases[index], index, shown, back=True))
        for index, statement in enumerate(stated):
            told = {
                subject: statement.own(subject) + _booked(stated, subject, statement.period)
                for subject in self.subjects
            }
            # A period that was stated before a dispute stays as it was until the result.
            last = self.settlement.days[index]
            now = self._on(self.days[-1], last) if self.views.disputed else self.basis
            differences = self._since(now, index, told)
            lines.setdefault(len(stated), []).extend(differences)
        return Told(
            bases=tuple(bases),
            lines={index: tuple(found) for index, found in lines.items() if found},
            late=frozenset(corrections(self.views.data, self.settlement)),
        )

    def _since(
        self, basis: Basis, index: int, stated: Mapping[str, Fraction], back: bool = False
    ) -> list[RestatedLine]:
        """Return what a run gives, less what was stated; the other way round with *back*."""
        found = []
        day = date.fromordinal(self.days[-1]) if self.days and not back else None
        for subject, id in self.subjects.items():
            now = basis.figure(id, index)
            if now.is_pending:
                difference = now
            else:
                amount = now.amount - stated[subject]
                if amount == 0:
                    continue
                difference = self._amount(subject, -amount if back else amount)
            found.append(RestatedLine(subject, self.basis.label(index), day, difference))
        return found

    def _amount(self, subject: str, amount: Fraction) -> Figure:
        return Figure(amount, self.basis.program.values[self.subjects[subject]].type)

    def _first_told(self, index: int) -> int | None:
        """Return the day on which a period's payables were told, None where no later day counts."""
        if not self.settlement.is_settled(index, self.days[-1]):
            return None
        settled = self.settlement.days[index]
        for day in (settled, *(day for day in self.days if day > settled)):
            if self._is_known(self._on(day, day), index):
                return day
        return None

    def _is_known(self, basis: Basis, index: int) -> bool:
        return not any(
            isinstance(basis.result(id, index), Unknown) for id in self.subjects.values()
        )

    def _on(self, day: int, told: int) -> Basis:
        """Return the run on what was known on a day, for a period that was told on another."""
        key = day, self.views.meanwhile(day, told)
        if key not in self._bases:
            self._bases[key] = run_on(self.basis, self.views, self.machine, *key)
        return self._bases[key]

    def _book(self, first: list[int | None]) -> dict[int, tuple[RestatedLine, ...]]:
        told = {index: self._on(day, day) for index, day in enumerate(first) if day is not None}
        booked: dict[tuple[int, int, str], RestatedLine] = {}
        last = {
            (index, subject): basis.figure(id, index)
            for index, basis in told.items()
            for subject, id in self.subjects.items()
        }
        open_since: dict[tuple[int, str], int] = {}
        for day in self.days:
            books = self.settlement.books(day)
            for index, subject in last:
                told_on = first[index]
                if told_on is None or told_on >= day:
                    continue
                now = self._on(day, told_on).figure(self.subjects[subject], index)
                if now.is_pending:
                    open_since.setdefault((index, subject), day)
                    continue
                open_since.pop((index, subject), None)
                if now.value != last[index, subject].value:
                    key = (books, index, subject)
                    difference = now.amount - last[index, subject].amount
                    booked[key] = self._line(booked.get(key), index, subject, day, difference, now)
                    last[index, subject] = now
        for (index, subject), day in open_since.items():
            told_on = first[index]
            assert told_on is not None, "only what was told can be open"
            pending = self._on(self.days[-1], told_on).figure(self.subjects[subject], index)
            key = (self.settlement.books(day), index, subject)
            booked[key] = RestatedLine(
                subject, self.basis.label(index), date.fromordinal(day), pending
            )
        lines: dict[int, tuple[RestatedLine, ...]] = {}
        for key in sorted(booked, key=self._place):
            lines[key[0]] = (*lines.get(key[0], ()), booked[key])
        return lines

    def _place(self, key: tuple[int, int, str]) -> tuple[int, int, int]:
        books, index, subject = key
        return books, index, list(self.subjects).index(subject)

    def _line(
        self,
        before: RestatedLine | None,
        index: int,
        subject: str,
        day: int,
        difference: Fraction,
        now: Figure,
    ) -> RestatedLine:
        whole = difference if before is None else before.amount.amount + difference
        label = self.basis.label(index)
        return RestatedLine(subject, label, date.fromordinal(day), Figure(whole, now.type))


def restated_subjects(program: ir.Program) -> dict[str, ir.ValueId]:
    """Return the amounts of a period that a correction can change: by direction and by payment."""
    found = {plan.payment: plan.gross for plan in program.payments}
    for plan_of in program.milestones:
        if plan_of.entitled is not None:
            found[plan_of.milestone] = plan_of.entitled
    for direction in program.directions:
        found[f"{direction.payer} to {direction.payee}"] = direction.payable
    return found


def _booked(stated: list[Statement], subject: str, original: str) -> Fraction:
    return sum(
        (
            item.amount
            for statement in stated
            for item in statement.booked
            if (item.subject, item.original) == (subject, original)
        ),
        Fraction(0),
    )


def _pieced(result: QueryResult, views: list[QueryResult | None]) -> QueryResult:
    """Return the result with each period from the view that counts for it."""
    periods = list(result.periods)
    for index, view in enumerate(views[: len(periods)]):
        if view is not None and index < len(view.periods):
            periods[index] = view.periods[index]
    return records.evolve(result, periods=tuple(periods))
