"""Disputes of an amount or of a figure, and their results.

A row claims what the amount or figure of a settled period should be. What was stated beyond the
claim is held as disputed; a claim of more holds nothing. The result is booked in the first period
that is settled on its day or after it: what was held is resolved, and what the result is more or
less than what was stated is `adjusted` (of an amount) or `restated` (of a figure, which is run
again). Promised: what is held is never more than what is open of the amount on that day.
"""

from datetime import date
from fractions import Fraction

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.run import Machine
from milestonelang.data.frames import frame_of
from milestonelang.data.model import EventRow
from milestonelang.data.reported import frequency_of
from milestonelang.driver.claims import problems
from milestonelang.driver.claims.accounting import rate_of
from milestonelang.driver.claims.ground import Ground
from milestonelang.driver.life.claimed import DisputedFigure, right_of
from milestonelang.driver.life.restate import run_on
from milestonelang.primitives.dates import iso
from milestonelang.statement.accounts import Held
from milestonelang.statement.accounts_model import INTEREST, RESULT
from milestonelang.statement.basis import Basis
from milestonelang.statement.figures import spoken
from milestonelang.statement.model import DisputeLine, EscalationLine, Figure

ZERO = Fraction(0)


class _Share:
    """What a dispute holds of one payment or milestone in one period."""

    def __init__(self, name: str, index: int, parts: list[Held]) -> None:
        self.name = name
        self.index = index
        self.parts = parts

    @property
    def held(self) -> Fraction:
        return sum((part.amount for part in self.parts), ZERO)


class _Open:
    """A dispute, and its result once there is one."""

    def __init__(
        self,
        row: EventRow,
        right: decl.Dispute,
        stated: Figure,
        claimed: Figure,
        figure: DisputedFigure | None,
    ) -> None:
        self.row = row
        self.right = right
        self.stated = stated
        self.claimed = claimed
        self.figure = figure
        self.shares: list[_Share] = []
        self.result: EventRow | None = None
        self.interest = ZERO
        self.booked_in: str | None = None

    @property
    def of(self) -> str:
        """`commission for 2026-Q2`."""
        return f"{self.row.subject} for {self.row.original}"


class Disputes:
    """The disputes so far."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.found: dict[tuple[str, str], _Open] = {}

    # ---- a dispute

    def dispute(self, row: EventRow) -> None:
        """Take a dispute into account, or report it."""
        ground = self.ground
        right = right_of(ground.agreement, row.by)
        rights = ground.agreement.of_kind(decl.Dispute)
        of = f"{row.subject} for {row.original}"
        if right is None:
            who = rights[0].who if rights else None
            ground.sink.report(
                problems.no_right(row.place)
                if who is None
                else problems.may_not(row.place, row.by, who)
            )
            return
        before = self.found.get((row.subject, row.original or ""))
        if before is not None:
            ended = None if before.result is None else iso(before.result.date)
            since = iso(before.row.date)
            ground.sink.report(problems.disputed_before(row.place, of, since, ended))
            return
        index = self._index(row)
        stated = self._stated(row, index)
        if not self._is_settled(row, of, index, stated):
            return
        if not self._is_in_time(row, of, index, right):
            return
        assert row.amount is not None, "a row without its amount was refused"
        claimed = Figure(row.amount, stated.type)
        if claimed.value == stated.value:
            amount = spoken(claimed)
            ground.sink.report(problems.nothing_disputed(row.place, of, amount))
            return
        figure = self._figure(row)
        new = _Open(row, right, stated, claimed, figure)
        self.found[row.subject, row.original or ""] = new
        if figure is None:
            self._hold(new, row.subject, index, stated.amount, row.amount)
        else:
            self._hold_of_figure(new, figure)

    def _index(self, row: EventRow) -> int:
        """Return the settlement period that a row is about."""
        agreement = self.ground.agreement
        declared = agreement.declarations[row.subject]
        if not isinstance(declared, decl.Metric):
            return self.ground.periods[row.original or ""].index
        frame = frame_of(agreement, frequency_of(agreement, declared))
        end = frame.periods[frame.labels[row.original or ""]].end
        index = frame_of(agreement, agreement.contract.settled).holding(end)
        assert index is not None, "a figure lies in a settlement period"
        return index

    def _stated(self, row: EventRow, index: int) -> Figure:
        """Return what was stated on the day of a row, with what was booked on it by then."""
        basis = self.ground.basis
        declared = basis.agreement.declarations[row.subject]
        if isinstance(declared, decl.Metric):
            figure = self._figure(row)
            return Figure(None if figure is None else figure.stated, declared.type)
        return self._stated_amount(row.subject, index, row.date)

    def _stated_amount(self, name: str, index: int, day: int) -> Figure:
        basis = self.ground.basis
        own = basis.at(index)
        found = own.figure(_gross(basis, name), index)
        if found.is_pending or basis.told is None:
            return found
        label = basis.label(index)
        booked = [
            line.amount
            for lines in basis.told.lines.values()
            for line in lines
            if (line.subject, line.original) == (name, label)
            and (line.reported_on is None or line.reported_on.toordinal() <= day)
        ]
        known = [item.amount for item in booked if not item.is_pending]
        return Figure(found.amount + sum(known, ZERO), found.type)

    def _figure(self, row: EventRow) -> DisputedFigure | None:
        disputed = self.ground.views.disputed
        return next((item for item in disputed if item.row is row), None)

    def _is_settled(self, row: EventRow, of: str, index: int, stated: Figure) -> bool:
        settlement = self.ground.settlement
        day = settlement.days[index]
        if stated.is_pending and row.date >= day:
            reasons = stated.pending or (f"{of} is not reported",)
            found = problems.not_settled(row.place, row.kind, of, iso(row.date), iso(day), reasons)
        elif row.date < day:
            found = problems.not_settled(row.place, row.kind, of, iso(row.date), iso(day), ())
        else:
            return True
        self.ground.sink.report(found)
        return False

    def _is_in_time(self, row: EventRow, of: str, index: int, right: decl.Dispute) -> bool:
        """Whether the dispute comes in time after the statement that told the amount last."""
        ground = self.ground
        told = ground.settlement.days[index]
        lines = () if ground.basis.told is None else ground.basis.told.lines.items()
        for books, booked in lines:
            day = ground.settlement.days[books]
            if day <= row.date and any(
                self._is_about(row, index, line.subject, line.original) for line in booked
            ):
                told = max(told, day)
        last = ground.shift(told, right.count, right.unit)
        if row.date <= last:
            return True
        length = f"{right.count} {right.unit.value}{'' if right.count == 1 else 's'}"
        ground.sink.report(problems.too_late(row.place, of, iso(row.date), length, iso(last)))
        return False

    def _is_about(self, row: EventRow, index: int, subject: str, original: str) -> bool:
        if original != self.ground.basis.label(index):
            return False
        # A figure moves every amount of its period.
        is_figure = isinstance(self.ground.agreement.declarations[row.subject], decl.Metric)
        return is_figure or subject == row.subject

    def _hold(self, new: _Open, name: str, index: int, stated: Fraction, claimed: Fraction) -> None:
        """Hold what was stated beyond the claim, as far as it is open."""
        ground = self.ground
        pair = ground.pair_of(name)
        parts: list[Held] = []
        if new.right.pays_undisputed and stated > claimed:
            beyond = stated - max(claimed, ZERO)
            parts = ground.account(pair).hold(name, index, beyond, new.row.date)
        new.shares.append(_Share(name, index, parts))
        clause = ground.basis.clause(new.right.id)
        words = (
            f"{ground.spoken(stated)} stated, {ground.spoken(claimed)} claimed by "
            f"{new.row.by}; what was open of it by {iso(new.row.date)} is held"
        )
        for part in parts:
            ground.book(
                *(pair, name, "disputed", index, new.row.date, part.amount, (clause, words)),
                books=part.item.books,
            )

    def _hold_of_figure(self, new: _Open, figure: DisputedFigure) -> None:
        """Hold what the claimed figure would take from everything stated by then."""
        ground = self.ground
        basis, views = ground.basis, ground.views
        claimed = frozenset({(figure.metric, figure.at, figure.claimed)})
        run = run_on(basis, views, Machine(basis.program), figure.since, claimed)
        for index, day in enumerate(ground.settlement.days[: len(basis.program.periods)]):
            if day > figure.since:
                break
            for name in _amounts(basis):
                stated = self._stated_amount(name, index, figure.since)
                now = run.figure(_gross(basis, name), index)
                if stated.is_pending or now.is_pending or stated.value == now.value:
                    continue
                self._hold(new, name, index, stated.amount, now.amount)

    # ---- its result

    def resolve(self, row: EventRow) -> None:
        """Take the result of a dispute into account, or report it."""
        ground = self.ground
        of = f"{row.subject} for {row.original}"
        before = self.found.get((row.subject, row.original or ""))
        if before is None or before.result is not None:
            ground.sink.report(problems.no_dispute(row.place, of, iso(row.date)))
            return
        before.result = row
        assert row.amount is not None, "a row without its amount was refused"
        for share in before.shares:
            pair = ground.pair_of(share.name)
            clause = ground.basis.clause(before.right.id)
            if before.figure is None:
                stated = self._stated_amount(share.name, share.index, row.date).amount
                adjusted, restated = row.amount - stated, ZERO
            else:
                adjusted, restated = ZERO, self._restated(share, row.date)
            books = ground.settlement.books(row.date)
            before.booked_in = ground.basis.label(books)
            common = (share.index, row.date)
            if share.held:
                ground.account(pair).release(share.parts)
                words = f"held since {iso(before.row.date)}, until the result of {iso(row.date)}"
                ground.book(pair, share.name, "resolved", *common, share.held, (clause, words))
            if adjusted:
                words = (
                    f"{ground.spoken(row.amount)} by the result of {iso(row.date)}, less "
                    f"{ground.spoken(row.amount - adjusted)} stated"
                )
                ground.book(pair, share.name, "adjusted", *common, adjusted, (clause, words))
            payable = share.held + adjusted
            if payable:
                of = before.row.original or ""
                ground.becomes_payable(pair, share.name, books, payable, RESULT, of)
            bears = self._bearing(share, adjusted + restated, row.date)
            interest = self._interest(before.right, share, bears, row.date)
            before.interest += interest
            if interest:
                words = self._interest_words(before.right, share, bears, row.date)
                ground.book(pair, share.name, "interest", *common, interest, (clause, words))
                ground.becomes_payable(pair, share.name, books, interest, INTEREST)

    def _restated(self, share: _Share, day: int) -> Fraction:
        """Return what restating booked on that day for an amount."""
        told = self.ground.basis.told
        lines = [] if told is None else [line for own in told.lines.values() for line in own]
        return sum(
            (
                line.amount.amount
                for line in lines
                if (line.subject, line.original)
                == (share.name, self.ground.basis.label(share.index))
                and line.reported_on == date.fromordinal(day)
                and not line.amount.is_pending
            ),
            ZERO,
        )

    def _bearing(self, share: _Share, difference: Fraction, day: int) -> dict[int, Fraction]:
        """Return what the result makes payable or owed back, by the days on which it was due.

        What was held was due with its statement; what is less than was stated is taken from what
        was stated last; what is more was due with the period itself.
        """
        own = self.ground.due(share.name, share.index)
        stated = self.ground.account(self.ground.pair_of(share.name)).stated(
            share.name, share.index, day
        )
        found: dict[int, Fraction] = {}

        def add(due: int | None, amount: Fraction) -> None:
            if due is not None and due < day:
                found[due] = found.get(due, ZERO) + amount

        for part in share.parts:
            add(part.item.due, part.amount)
        for item in stated if difference < 0 else ():
            # What the result leaves of this item was taken from it when it ceased to be held.
            whole = item.amount + sum(
                (part.amount for part in share.parts if part.item is item), ZERO
            )
            taken = max(difference, -whole)
            add(item.due, taken)
            difference -= taken
        add(own, difference)
        return {due: amount for due, amount in sorted(found.items()) if amount}

    def _interest(
        self, right: decl.Dispute, share: _Share, bears: dict[int, Fraction], day: int
    ) -> Fraction:
        """Return the interest on what the result makes payable, from the days it was due."""
        rate = None if right.interest is None else rate_of(self.ground.basis, right.id, share.index)
        if rate is None:
            return ZERO
        whole = sum((amount * (day - due) for due, amount in bears.items()), ZERO)
        return self.ground.rounded(whole * rate / decl.DAYS_IN_YEAR)

    def _interest_words(
        self, right: decl.Dispute, share: _Share, bears: dict[int, Fraction], day: int
    ) -> str:
        rate = rate_of(self.ground.basis, right.id, share.index)
        assert rate is not None, "without a rate there is no interest"
        return " and ".join(
            self.ground.interest_words(amount, rate, due, day, decl.DAYS_IN_YEAR)
            for due, amount in bears.items()
        )

    # ---- lines

    def lines(self) -> tuple[DisputeLine, ...]:
        """Return every dispute, in the order of their days."""
        return tuple(self._line(item) for item in self.found.values())

    def _line(self, item: _Open) -> DisputeLine:
        ground, row, result = self.ground, item.row, item.result
        held = sum((share.held for share in item.shares), ZERO)
        used = None
        if item.figure is not None and item.figure.used is not None:
            used = Figure(item.figure.used, item.stated.type)
        steps = self._steps(item)
        reached = [step.who for step in steps if step.reached]
        return DisputeLine(
            name=item.right.name,
            title=item.right.title,
            clause=ground.basis.clause(item.right.id),
            subject=row.subject,
            original=row.original or "",
            by=row.by,
            since=date.fromordinal(row.date),
            stated=item.stated,
            claimed=item.claimed,
            held=Figure(held, ground.money),
            used=used,
            steps=steps,
            with_whom=reached[-1] if reached and result is None else "",
            state="open" if result is None else "resolved",
            resolved_on=None if result is None else date.fromordinal(result.date),
            result=None if result is None else Figure(result.amount, item.stated.type),
            interest=None if result is None else Figure(item.interest, ground.money),
            booked_in=item.booked_in,
        )

    def _steps(self, item: _Open) -> tuple[EscalationLine, ...]:
        """Return the steps with their days: each begins on the day after the one before."""
        found: list[EscalationLine] = []
        day = item.row.date
        ended = None if item.result is None else item.result.date
        today = self.ground.basis.known.as_of if ended is None else ended
        for step in item.right.escalation:
            start, day = day + 1, self.ground.shift(day, step.count, step.unit)
            reached = today is None or start <= today
            first, last = date.fromordinal(start), date.fromordinal(day)
            found.append(EscalationLine(step.who, first, last, reached))
        return tuple(found)


def _amounts(basis: Basis) -> list[str]:
    """Return the payments and milestones that pay money."""
    found = [plan.payment for plan in basis.program.payments if plan.in_money]
    return found + [
        plan.milestone
        for plan in basis.program.milestones
        if plan.entitled is not None and plan.in_money
    ]


def _gross(basis: Basis, name: str) -> ir.ValueId:
    for plan in basis.program.payments:
        if plan.payment == name:
            return plan.gross
    plan_of = next(item for item in basis.program.milestones if item.milestone == name)
    assert plan_of.entitled is not None
    return plan_of.entitled
