"""Audited figures: how far they are from what was reported, and who bears the cost.

The audited figure is a report of its day, and restates its period like any other. Here its variance
is compared with the thresholds of the terms, and a cost that one party paid and another bears
becomes payable between them, with the first period that is settled after it.
"""

from datetime import date
from fractions import Fraction

from milestonelang.agreement import declarations as decl
from milestonelang.agreement.audits import audit_of, findings, targets_first
from milestonelang.data.frames import frame_of
from milestonelang.data.model import EventRow
from milestonelang.data.reported import frequency_of
from milestonelang.driver.claims import problems
from milestonelang.driver.claims.accounting import rate_of
from milestonelang.driver.claims.ground import Ground
from milestonelang.driver.life.claimed import reported_before
from milestonelang.primitives.dates import iso
from milestonelang.statement.accounts_model import AUDIT_COST
from milestonelang.statement.model import AuditLine, Figure
from milestonelang.types import Percent


class Audits:
    """The audited figures so far, by audit and settlement period."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.found: dict[tuple[str, int], list[decl.Finding]] = {}
        self._lines: list[AuditLine] = []
        self._days: set[tuple[str, str, int]] = set()

    def audit(self, row: EventRow) -> None:
        """Take an audited figure into account, or report it."""
        ground = self.ground
        declared = ground.agreement.get(row.subject, decl.Metric)
        audit = audit_of(ground.agreement, row.subject)
        assert audit is not None, "a row about what is not audited was refused"
        frame = frame_of(ground.agreement, frequency_of(ground.agreement, declared))
        at = frame.labels[row.original or ""]
        settled = frame_of(ground.agreement, ground.agreement.contract.settled)
        index = settled.holding(frame.periods[at].end)
        assert index is not None, "a figure lies in a settlement period"
        day = ground.settlement.days[index]
        reported = reported_before(row, ground.views.data, ground.agreement)
        if row.date < day or reported is None:
            of = f"{row.subject} for {row.original}"
            reasons = () if row.date < day else (f"`{row.subject}` is not reported",)
            found = problems.not_settled(row.place, "audit", of, iso(row.date), iso(day), reasons)
            ground.sink.report(found)
            return
        assert row.amount is not None, "a row without its amount was refused"
        key = row.subject, row.original or "", row.date
        if key in self._days:
            ground.sink.report(problems.audited_twice(row.place, *key[:2], iso(row.date)))
            return
        self._days.add(key)
        before = self.found.setdefault((audit.name, index), [])
        called = [item for item, limit in self._limits(audit, row) if _is_beyond(row, item, limit)]
        before += called
        beyond = (
            bool(called) if any(item.more_than for item in audit.findings) else row.variance != 0
        )
        revised = self._revised_on(audit, row) if beyond else None
        words = "not known: nothing was reported"
        self._lines.append(
            AuditLine(
                name=audit.name,
                title=audit.title,
                clause=ground.basis.clause(audit.id),
                metric=row.subject,
                original=row.original or "",
                by=row.by,
                day=date.fromordinal(row.date),
                reported=Figure(reported, declared.type),
                audited=Figure(row.amount, declared.type),
                variance=Figure(
                    row.variance, Percent(), () if row.variance is not None else (words,)
                ),
                findings=tuple(ground.basis.words.of(item.id) for item in called),
                targets=_targets(audit, beyond, revised),
                revised_on=None if revised is None else date.fromordinal(revised),
            )
        )

    def cost(self, row: EventRow) -> None:
        """Let the cost of an audit be payable by whoever bears it, or report it."""
        ground = self.ground
        index = ground.periods[row.original or ""].index
        before = self.found.get((row.subject, index))
        if before is None:
            of = f"{row.subject} for {row.original}"
            ground.sink.report(problems.cost_without_audit(row.place, of))
            return
        bearing = [item for item in before if item.bears_cost not in (None, row.by)]
        if not bearing:
            return
        bearer = bearing[0].bears_cost
        assert bearer is not None and row.amount is not None
        clause = ground.basis.clause(bearing[0].id)
        words = f"paid by {row.by} on {iso(row.date)}, borne by {bearer}"
        pair = bearer, row.by
        books = ground.book(
            pair, row.subject, "audit cost", index, row.date, row.amount, (clause, words)
        )
        ground.becomes_payable(pair, row.subject, books, row.amount, AUDIT_COST)

    def lines(self) -> tuple[AuditLine, ...]:
        """Return every audited figure, in the order of their days."""
        return tuple(self._lines)

    def _limits(
        self, audit: decl.Audit, row: EventRow
    ) -> list[tuple[decl.Finding, Fraction | None]]:
        """Return the findings with their thresholds as of the period that holds the audit."""
        basis = self.ground.basis
        last = len(basis.program.periods) - 1
        holding = sum(each.end < row.date for each in basis.program.periods)
        index = min(holding, last)
        return [(item, rate_of(basis, item.id, index)) for item, _ in findings(audit)]

    def _revised_on(self, audit: decl.Audit, row: EventRow) -> int | None:
        """Return the first day, after an audit, on which targets were revised."""
        days = [
            each.date
            for each in self.ground.basis.known.events
            if (each.kind, each.subject) == ("decision", audit.name) and each.date >= row.date
        ]
        return min(days, default=None) if targets_first(audit) else None


def _is_beyond(row: EventRow, item: decl.Finding, limit: Fraction | None) -> bool:
    if row.variance is None:  # nothing was reported: any difference is beyond every threshold
        return True
    if limit is None:
        return False
    return row.variance >= limit if item.includes else row.variance > limit


def _targets(audit: decl.Audit, beyond: bool, revised: int | None) -> str:
    if not beyond or not targets_first(audit):
        return ""
    return "open" if revised is None else "revised"
