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
from milestonelang.backends.exact.again import Again
from milestonelang.backends.exact.run import Machine
from milestonelang.backends.exact.values import Unknown
from milestonelang.data.settling import corrections
from milestonelang.driver.views import Override, Views
from milestonelang.ledger.record import Entry, Statement
from milestonelang.statement.basis import Basis, BookedIn, Told
from milestonelang.statement.model import Figure, RestatedLine


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
    basis: Basis, views: Views, machine: Again | Machine, day: int, figures: frozenset[Override]
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
        self.machine = Again(basis.program)
        self.subjects = restated_subjects(basis.program)
        self._bases: dict[tuple[int, frozenset[Override]], Basis] = {}
        self._runs: dict[BookedIn, tuple[Basis, Basis]] = {}

    def told(self) -> Told:
        first = [self._first_told(period.index) for period in self.basis.program.periods]
        return Told(
            bases=tuple(self.basis if day is None else self._on(day, day) for day in first),
            lines=self._book(first),
            late=frozenset(corrections(self.views.data, self.settlement)),
            runs=self._runs,
        )

    def told_from(self, stated: list[Statement]) -> Told:
        bases = [self.basis] * len(self.basis.program.periods)
        lines: dict[int, list[RestatedLine]] = {}
        ran: dict[tuple[str, str], Basis] = {}
        for index, statement in enumerate(stated):
            day = self._first_told(index) if self.days else None
            bases[index] = self.basis if day is None else self._on(day, day)
            for item in statement.booked:
                figure = self._amount(item.subject, item.amount)
                line = RestatedLine(item.subject, item.original, item.reported_on, figure)
                lines.setdefault(index, []).append(line)
                # What was booked then is told by the run on what was known on its day.
                was = ran.get((item.subject, item.original), self._told_of(bases, item.original))
                then = None if item.reported_on is None else item.reported_on.toordinal()
                now = was if then is None else self._on(then, then)
                self._runs[index, item.subject, item.original] = (was, now)
                ran[item.subject, item.original] = now
            shown = {subject: statement.own(subject) for subject in self.subjects}
            back = self._since(bases[index], index, shown, back=True)
            lines.setdefault(index, []).extend(back)
            for line in back:
                self._runs[index, line.subject, line.original] = (bases[index], bases[index])
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
            for line in differences:
                was = ran.get((line.subject, line.original), bases[index])
                self._runs[len(stated), line.subject, line.original] = (was, now)
        return Told(
            bases=tuple(bases),
            lines={index: tuple(found) for index, found in lines.items() if found},
            late=frozenset(corrections(self.views.data, self.settlement)),
            runs=self._runs,
        )

    def _told_of(self, bases: list[Basis], original: str) -> Basis:
        labels = {period.label: period.index for period in self.basis.program.periods}
        return bases[labels[original]]

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
        run_of = {key: told[key[0]] for key in last}
        open_since: dict[tuple[int, str], int] = {}
        for day in self.days:
            books = self.settlement.books(day)
            for index, subject in last:
                told_on = first[index]
                if told_on is None or told_on >= day:
                    continue
                run = self._on(day, told_on)
                now = run.figure(self.subjects[subject], index)
                if now.is_pending:
                    open_since.setdefault((index, subject), day)
                    continue
                open_since.pop((index, subject), None)
                if now.value != last[index, subject].value:
                    key = (books, index, subject)
                    difference = now.amount - last[index, subject].amount
                    booked[key] = self._line(booked.get(key), index, subject, day, difference, now)
                    self._is_between(books, index, subject, run_of[index, subject], run)
                    last[index, subject], run_of[index, subject] = now, run
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

    def _is_between(self, books: int, index: int, subject: str, was: Basis, now: Basis) -> None:
        """Remember which runs a line is the difference of; of several corrections the outer two."""
        key = books, subject, self.basis.label(index)
        before = self._runs.get(key)
        self._runs[key] = (was if before is None else before[0], now)

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
