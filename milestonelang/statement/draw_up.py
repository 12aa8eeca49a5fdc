"""Draw up the statement of a run.

In: a `Basis`, that is the checked terms, the run of their program and the data. Out: an
`Evaluation`: for each period the figures, states, payments line by line and payables, the lines of
the long form in the order of the program's reports, and totals. Promised: no figure is computed
here but sums that a reader could do, and one that is pending is never counted as zero.
"""

from datetime import date
from fractions import Fraction

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.exits import exit_named
from milestonelang.agreement.versions import version_on
from milestonelang.backends.exact.values import Reason
from milestonelang.primitives.periods import Period
from milestonelang.statement import model
from milestonelang.statement.basis import Basis
from milestonelang.statement.benefits import benefit_of
from milestonelang.statement.changed import Changed
from milestonelang.statement.changes import Amounts
from milestonelang.statement.corrections import correction_notes
from milestonelang.statement.due import DueDays, first_days
from milestonelang.statement.duties import instances_of, last_day_of
from milestonelang.statement.moved import moved_results, of_direction, with_moved
from milestonelang.statement.owed import granted_at_exit, still_owed
from milestonelang.statement.payables import Payables
from milestonelang.statement.pending import pending_line
from milestonelang.statement.places import places_of_metric
from milestonelang.statement.restated import restated_results, with_restated
from milestonelang.statement.rows import draw_rows
from milestonelang.statement.steps import StepLines
from milestonelang.statement.totals import draw_totals, unit_of
from milestonelang.types import Money, Text, Unit

_STOCKS = {"holding": "held", "unvested": "unvested", "putting off": "deferred"}
_KINDS: dict[type[decl.Declared], str] = {
    decl.Trigger: "trigger",
    decl.Milestone: "milestone",
    decl.Obligation: "obligation",
    decl.Audit: "audit",
    decl.Review: "review",
    decl.Exit: "exit",
}


def draw_up(basis: Basis) -> model.Evaluation:
    """Return the statement of every period of the term, and of those in which something vests."""
    return _Drawing(basis, {}).evaluation()


def long_form(basis: Basis) -> tuple[model.ResultLine, ...]:
    """Return the lines of the long form alone, without the statement around them."""
    return tuple(line for each in _Drawing(basis, {}).booked() for line in each.results)


def amounts_of(basis: Basis, index: int) -> Amounts:
    """Return what is payable for a period as one run has it, without what is booked in it."""
    return _Drawing(basis, {}).amounts(basis.program.periods[index])


@records.frozen
class _Booked:
    """A period, what is booked in it beside what it comes to by itself, and its long form."""

    drawing: "_Drawing"
    period: Period
    results: list[model.ResultLine]
    restated: tuple[model.RestatedLine, ...]
    moved: tuple[model.MovementLine, ...]


class _Drawing:
    """One statement while it is drawn up."""

    def __init__(self, basis: Basis, since: dict[str, tuple[object, str]]) -> None:
        self.basis = basis
        self.steps = StepLines(basis)
        contract = basis.agreement.contract
        days = DueDays(contract, basis.program.holidays, first_days(basis.inputs.events))
        self.payables = Payables(basis, days)
        self.since = since

    def evaluation(self) -> model.Evaluation:
        basis = self.basis
        contract = basis.agreement.contract
        booked = self.booked()
        results = tuple(line for each in booked for line in each.results)
        changed = Changed(basis, amounts_of)
        drawn = tuple(
            each.drawing._period(
                each.period, records.evolve(each, restated=changed.lines(each.period.index))
            )
            for each in booked
        )
        claims = basis.claims
        reported = tuple(
            each.period for each, item in zip(booked, drawn, strict=True) if item.has_data
        )
        accounts = () if claims is None else claims.accounts
        return model.Evaluation(
            contract=contract.name,
            title=contract.title,
            version=contract.version,
            currency=contract.currency,
            settled=contract.settled.value,
            start=date.fromordinal(contract.start),
            end=date.fromordinal(contract.end),
            parties=tuple(
                model.PartyTitle(item.name, item.title)
                for item in basis.agreement.of_kind(decl.Party)
            ),
            as_of=None if basis.known.as_of is None else date.fromordinal(basis.known.as_of),
            settings=basis.settings,
            ending=self._ending(),
            periods=drawn,
            totals=draw_totals(basis, reported, results),
            results=results,
            undone=tuple(
                model.Undone(item.name, item.kind, item.reason) for item in basis.program.undone
            ),
            notes=(*self.basis.known.notes, *correction_notes(self.basis)),
            terms=basis.agreement.sources,
            data=tuple(basis.hashes.items()),
            accounts=accounts,
            disputes=() if claims is None else claims.disputes,
            audits=() if claims is None else claims.audits,
            owed=still_owed(basis, drawn, accounts, self.payables.due_day),
            left=basis.left,
        )

    def _ending(self) -> model.Ending | None:
        ends = self.basis.program.ends
        if ends is None:
            return None
        leave = exit_named(self.basis.agreement, ends.exit, ends.received)
        assert leave is not None, "a notice is given under what is in force"
        winding = leave.wind_down
        return model.Ending(
            exit=ends.exit,
            title=leave.title,
            clause=self.basis.clause(leave.id),
            by=ends.by,
            sent=date.fromordinal(ends.sent),
            received=date.fromordinal(ends.received),
            day=date.fromordinal(ends.day),
            duties=tuple(
                model.AtTheEnd(self.basis.clause(line.id), self.basis.words.of(line.id))
                for line in (() if winding is None else winding.lines)
                if isinstance(line, decl.Passes | decl.Continues)
            ),
        )

    # ---- the long form

    def amounts(self, period: Period) -> Amounts:
        """Return what is payable for a period by itself."""
        plans, index = self.basis.program, period.index
        payments = tuple(self._payment(plan, period) for plan in plans.payments)
        milestones = tuple(self._milestone(plan, index) for plan in plans.milestones)
        parties = tuple(self._parties(self._results(period, (), ())))
        directions = self.payables.directions(period, payments, milestones, parties, ())
        return Amounts(payments, milestones, directions)

    def booked(self) -> list[_Booked]:
        """Return each period, drawn from what was known when it was settled, with its lines."""
        basis = self.basis
        drawings = {id(basis): self}
        found: list[_Booked] = []
        for period in basis.periods():
            own = basis.at(period.index)
            drawing = drawings.get(id(own))
            if drawing is None:
                drawing = drawings[id(own)] = _Drawing(own, self.since)
            restated, moved = self._restated(period), self._moved(period)
            lines = drawing._results(period, restated, moved)
            found.append(_Booked(drawing, period, lines, restated, moved))
        return found

    def _restated(self, period: Period) -> tuple[model.RestatedLine, ...]:
        told = self.basis.told
        return () if told is None else told.lines.get(period.index, ())

    def _moved(self, period: Period) -> tuple[model.MovementLine, ...]:
        claims = self.basis.claims
        return () if claims is None else claims.moved.get(period.index, ())

    def _results(
        self,
        period: Period,
        restated: tuple[model.RestatedLine, ...],
        booked: tuple[model.MovementLine, ...],
    ) -> list[model.ResultLine]:
        found: list[model.ResultLine] = []
        subjects = {item.subject for item in self.basis.program.reports if item.what != "state"}
        # The cost of an audit is of no payment, and stands before what is payable.
        apart = [line for line in booked if line.subject not in subjects]
        runs = self.basis.program.runs(period.index)
        reports = self.basis.program.reports
        for place, report in enumerate(reports):
            own = [line for line in restated if line.subject == report.subject]
            is_payable = report.what == "payable"
            if is_payable:
                for subject in dict.fromkeys(line.subject for line in apart):
                    found += moved_results(period.label, subject, apart)
                apart = []
                found += moved_results(period.label, report.subject, booked)
                found += restated_results(period.label, report.subject, own)
            figure = self._report(report, period.index)
            moved: list[model.MovementLine] = []
            if is_payable:
                moved = of_direction(booked, *report.subject.split(" to "))
                figure = with_moved(with_restated(figure, own), moved)
            shown = (runs or not report.in_term) and (report.always or not _is_nothing(figure))
            if shown or (is_payable and (own or moved)):
                found.append(model.ResultLine(period.label, report.subject, report.what, figure))
            following = reports[place + 1].subject if place + 1 < len(reports) else ""
            if not is_payable and report.what != "state" and following != report.subject:
                found += moved_results(period.label, report.subject, booked)
                found += restated_results(period.label, report.subject, own)
        return found

    def _report(self, report: ir.Report, index: int) -> model.Figure:
        if report.what == "state":
            return self.basis.state(report.value, index)
        figure = self.basis.figure(report.value, index)
        if report.what == "granted" and figure.value == 1:
            return model.Figure(benefit_of(self.basis, report.subject, index), Text())
        return figure

    # ---- one period

    def _period(
        self,
        period: Period,
        booked: "_Booked",
    ) -> model.PeriodStatement:
        basis, index = self.basis, period.index
        runs = basis.program.runs(index)
        own = booked.results
        payments = tuple(self._payment(plan, period) for plan in basis.program.payments)
        milestones = tuple(self._milestone(plan, index) for plan in basis.program.milestones)
        parties = tuple(self._parties(own))
        pending = tuple(self._pending(index))
        return model.PeriodStatement(
            label=period.label,
            start=date.fromordinal(period.start),
            end=date.fromordinal(period.end),
            year=period.year,
            in_term=index < basis.program.term_periods,
            state=str(own[0].figure.value),
            metrics=tuple(self._metrics(index)) if runs else (),
            states=tuple(self._states(period)) if runs else (),
            payments=payments,
            milestones=milestones,
            balances=tuple(self._balances(index)),
            parties=parties,
            directions=self.payables.directions(
                period, payments, milestones, parties, booked.restated, booked.moved
            ),
            pending=pending,
            has_data=bool(booked.restated or booked.moved)
            or not any(item.name for item in pending)
            or self._has_data(index),
            restated=booked.restated,
            moved=booked.moved,
            splits=tuple(self._split(plan, index) for plan in basis.program.splits),
            grants=granted_at_exit(basis, index),
        )

    def _split(self, plan: ir.SplitPlan, index: int) -> model.SplitLine:
        basis = self.basis
        declared = basis.agreement.get(plan.split, decl.Split)
        amount = basis.figure(plan.amount, index)
        return model.SplitLine(
            name=declared.name,
            title=declared.title,
            clause=basis.clause(declared.id),
            unit=unit_of(amount),
            payment=plan.payment,
            amount=amount,
            shares=tuple(
                model.ShareLine(
                    basis.clause(step.origin),
                    basis.words.of(step.origin),
                    party,
                    basis.figure(id, index),
                )
                for step in plan.steps
                for party, id in step.shares
            ),
        )

    def _has_data(self, index: int) -> bool:
        last = self.basis.last_period
        return last is not None and index <= last

    def _metrics(self, index: int) -> list[model.MetricLine]:
        basis = self.basis
        found = []
        for declared in basis.agreement.of_kind(decl.Metric):
            id = basis.program.named.get(declared.name)
            if id is None or (declared.only_during_wind_down and not self._winds_down(index)):
                continue
            clause = basis.clause(declared.id)
            own = basis.program.metric_steps.get(declared.name, ())
            steps = basis.program.steps_of(declared.name, own, index)
            found.append(
                model.MetricLine(
                    name=declared.name,
                    title=declared.title,
                    clause=clause,
                    figure=basis.figure(id, index),
                    computed=declared.computed is not None,
                    steps=self.steps.lines(steps, index, clause),
                    places=places_of_metric(basis, declared, index),
                )
            )
        return found

    def _winds_down(self, index: int) -> bool:
        program = self.basis.program
        return program.runs(index) and index >= program.term_periods

    def _states(self, period: Period) -> list[model.StateLine]:
        found = []
        for kind, word in _KINDS.items():
            for declared in self.basis.agreement.of_kind(kind):
                if declared.name not in self.basis.program.named:
                    continue  # an exit by which the agreement does not end
                state = self.basis.state(self.basis.program.named[declared.name], period.index)
                before = self.since.get(declared.name)
                if before is None or before[0] != state.value:
                    before = (state.value, period.label)
                    self.since[declared.name] = before
                found.append(
                    model.StateLine(
                        name=declared.name,
                        title=declared.title,
                        kind=word,
                        clause=self.basis.clause(declared.id),
                        state=state,
                        since=before[1],
                        instances=instances_of(self.basis, declared.name, period.index),
                        until=last_day_of(self.basis, declared.name, period.index),
                    )
                )
        return found

    def _payment(self, plan: ir.PaymentPlan, period: Period) -> model.PaymentLine:
        basis, index = self.basis, period.index
        declared = version_on(basis.agreement, plan.payment, period.start)
        assert isinstance(declared, decl.Payment)
        clause = basis.clause(declared.id)
        entitled = basis.figure(plan.entitled, index)
        steps = basis.program.steps_of(plan.payment, plan.steps, index)
        goes_on = index < basis.program.term_periods or plan.goes_on
        made = goes_on and basis.program.runs(index) and self._is_made(declared.every, period)
        return model.PaymentLine(
            name=declared.name,
            title=declared.title,
            payer=plan.payer,
            payee=plan.payee,
            clause=clause,
            unit=unit_of(entitled),
            in_money=plan.in_money,
            steps=self.steps.lines(steps, index, clause) if made else (),
            entitled=entitled,
            parts=tuple(self.steps.part(part, index, clause) for part in plan.settlement),
            gross=basis.figure(plan.gross, index),
            stocks=tuple(
                model.StockLine(_STOCKS[what], basis.figure(id, index)) for what, id in plan.stocks
            ),
            rows=draw_rows(basis, self.steps, plan, index),
        )

    def _is_made(self, every: Unit, period: Period) -> bool:
        """Whether a payment made each *every* is made in the period."""
        match every:
            case Unit.YEAR:
                return period.last_of_year
            case Unit.TERM:
                return period.index == self.basis.program.term_periods - 1
            case Unit.QUARTER if self.basis.agreement.contract.settled is Unit.MONTH:
                program = self.basis.program
                ends = (program.term_periods, program.term_periods + program.wind_down)
                last = period.index + 1 in ends
                return last or date.fromordinal(period.end).month % 3 == 0
            case _:
                return True

    def _milestone(self, plan: ir.MilestonePlan, index: int) -> model.MilestoneLine:
        basis = self.basis
        declared = basis.agreement.get(plan.milestone, decl.Milestone)
        day = basis.result(plan.day, index)
        entitled = None if plan.entitled is None else basis.figure(plan.entitled, index)
        return model.MilestoneLine(
            name=declared.name,
            title=declared.title,
            clause=basis.clause(declared.id),
            payer=plan.payer,
            payee=plan.payee,
            unit="" if entitled is None else unit_of(entitled),
            in_money=plan.in_money,
            state=basis.figure(plan.state, index),
            achieved_on=date.fromordinal(day) if isinstance(day, int) else None,
            entitled=entitled,
        )

    def _balances(self, index: int) -> list[model.BalanceLine]:
        basis = self.basis
        return [
            model.BalanceLine(
                item.name,
                item.title,
                basis.clause(item.id),
                basis.figure(basis.program.named[f"{item.name} at the end"], index),
            )
            for item in basis.agreement.of_kind(decl.Balance)
        ]

    def _parties(self, results: list[model.ResultLine]) -> list[model.PartyLine]:
        found = []
        zero = model.Figure(Fraction(0), Money(self.basis.agreement.contract.currency))
        for party in self.basis.agreement.of_kind(decl.Party):
            own = {line.what: line.figure for line in results if line.subject == party.name}
            if own:
                set_off, carried = own.get("set off", zero), own.get("carried", zero)
                found.append(model.PartyLine(party.name, party.title, set_off, carried))
        return found

    # ---- what is missing

    def _pending(self, index: int) -> list[model.PendingLine]:
        waiting: dict[Reason, list[str]] = {}
        runs = self.basis.program.runs(index)
        for report in self.basis.program.reports:
            if report.in_term and not runs:
                continue
            for reason in self.basis.reasons(report.value, index):
                waiting.setdefault(reason, []).append(report.subject)
        if waiting:
            # An open condition says nothing of what else is missing; the reader wants it all.
            for reason in self._missing(index):
                waiting.setdefault(reason, [])
        return [
            pending_line(
                reason,
                tuple(dict.fromkeys(subjects)),
                self.basis.words,
                self.basis.known.as_of,
            )
            for reason, subjects in waiting.items()
        ]

    def _missing(self, index: int) -> list[ir.Missing]:
        """Return what is missing of the figures that the program reads."""
        inputs = self.basis.inputs
        found: list[ir.Exact | ir.Missing | ir.Nothing] = [
            results[index]
            for name, results in inputs.metrics.items()
            if name in self.basis.program.named
        ]
        found += [results[index] for results in inputs.queries.values()]
        return [result for result in found if isinstance(result, ir.Missing)]


def _is_nothing(figure: model.Figure) -> bool:
    """Whether a line that is not always printed is left out."""
    return figure.value in {0, "not called", "not audited"}
