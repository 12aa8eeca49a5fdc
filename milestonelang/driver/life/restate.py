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
from milestonelang.backends.proof.slicing import sliced
from milestonelang.data.settling import corrections
from milestonelang.driver.life.claimed import Override
from milestonelang.driver.life.views import Views
from milestonelang.ledger.record import Entry, Statement
from milestonelang.statement.basis import Basis, BookedIn, Told
from milestonelang.statement.model import Figure, RestatedLine

_When = tuple[int, int]  # the day of what was known, and on which the period was told


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
        self.subjects = restated_subjects(basis.program)
        self.machine = Again(basis.program)
        self.amounts = Again(sliced(basis.program, self.subjects.values()))
        self._bases: dict[tuple[int, frozenset[Override]], Basis] = {}
        self._day: int | None = None
        self._of_day: dict[frozenset[Override], Basis] = {}
        self._runs: dict[BookedIn, tuple[Basis, Basis]] = {}

    def told(self) -> Told:
        first = [self._first_told(period.index) for period in self.basis.program.periods]
        return Told(
            bases=tuple(self.basis if day is None else self._whole(day, day) for day in first),
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
            bases[index] = self.basis if day is None else self._whole(day, day)
            for item in statement.booked:
                figure = self._amount(item.subject, item.amount)
                line = RestatedLine(item.subject, item.original, item.reported_on, figure)
                lines.setdefault(index, []).append(line)
                # What was booked then is told by the run on what was known on its day.
                was = ran.get((item.subject, item.original), self._told_of(bases, item.original))
                then = None if item.reported_on is None else item.reported_on.toordinal()
                now = was if then is None else self._whole(then, then)
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
            now = self._whole(self.days[-1], last) if self.views.disputed else self.basis
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

    def _whole(self, day: int, told: int) -> Basis:
        """Return the run on what was known on a day, for a period that was told on another."""
        key = day, self.views.meanwhile(day, told)
        if key not in self._bases:
            self._bases[key] = run_on(self.basis, self.views, self.machine, *key)
        return self._bases[key]

    def _on(self, day: int, told: int) -> Basis:
        """Return the amounts of the run on a day, for a period told on another, and nothing else.

        Those of a day are kept until another is asked.
        """
        if day != self._day:
            self._day, self._of_day = day, {}
        figures = self.views.meanwhile(day, told)
        if figures not in self._of_day:
            run = self.amounts.run(self.views.inputs_on(day, figures))
            self._of_day[figures] = records.evolve(self.basis, run=run)
        return self._of_day[figures]

    def _book(self, first: list[int | None]) -> dict[int, tuple[RestatedLine, ...]]:
        told = {
            index: (day, self._on(day, day)) for index, day in enumerate(first) if day is not None
        }
        booked: dict[tuple[int, int, str], RestatedLine] = {}
        seen = {index: basis.run.periods[index] for index, (_, basis) in told.items()}
        last = {
            (index, subject): basis.figure(id, index)
            for index, (_, basis) in told.items()
            for subject, id in self.subjects.items()
        }
        run_of = {(index, subject): (told[index][0],) * 2 for index, subject in last}
        between: dict[tuple[int, int, str], tuple[_When, _When]] = {}
        open_since: dict[tuple[int, str], int] = {}
        for day in self.days:
            books = self.settlement.books(day)
            for index, (told_on, _) in told.items():
                if told_on >= day:
                    continue
                basis = self._on(day, told_on)
                if basis.run.periods[index] is seen[index]:
                    continue
                seen[index] = basis.run.periods[index]
                for subject, id in self.subjects.items():
                    now, before = basis.figure(id, index), last[index, subject]
                    if now.is_pending:
                        open_since.setdefault((index, subject), day)
                        continue
                    open_since.pop((index, subject), None)
                    if now.value != before.value:
                        key = (books, index, subject)
                        difference = now.amount - before.amount
                        line = self._line(booked.get(key), index, subject, day, difference, now)
                        booked[key] = line
                        # Of several corrections the outer two are those that a line is between.
                        first_of = between[key][0] if key in between else run_of[index, subject]
                        between[key] = first_of, (day, told_on)
                        last[index, subject], run_of[index, subject] = now, (day, told_on)
        for (books, index, subject), (was, then) in between.items():
            runs = self._whole(*was), self._whole(*then)
            self._runs[books, subject, self.basis.label(index)] = runs
        for (index, subject), day in open_since.items():
            pending = self._on(self.days[-1], told[index][0]).figure(self.subjects[subject], index)
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
