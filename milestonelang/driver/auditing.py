"""Audited figures: how far they are from what was reported, and who bears the cost.

The audited figure is a report of its day, and restates its period like any other. Here its variance
is compared with the thresholds of the terms, and a cost that one party paid and another bears
becomes payable between them, with the first period that is settled after it.
"""

from datetime import date
from fractions import Fraction

from milestonelang.agreement import declarations as decl
from milestonelang.data.frames import frame_of
from milestonelang.data.model import EventRow
from milestonelang.data.reported import frequency_of
from milestonelang.driver import claim_problems as problems
from milestonelang.driver.accounting import rate_of
from milestonelang.driver.claim_ground import Ground
from milestonelang.primitives.dates import iso
from milestonelang.statement.model import AuditLine, Figure
from milestonelang.types import Percent


class Audits:
    """The audited figures so far, by audit and settlement period."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.found: dict[tuple[str, int], list[decl.Finding]] = {}
        self._lines: list[AuditLine] = []

    def audit(self, row: EventRow) -> None:
        """Take an audited figure into account, or report it."""
        ground = self.ground
        declared = ground.agreement.get(row.subject, decl.Metric)
        audit = next(
            item for item in ground.agreement.of_kind(decl.Audit) if row.subject in item.of
        )
        frame = frame_of(ground.agreement, frequency_of(ground.agreement, declared))
        at = frame.labels[row.original or ""]
        settled = frame_of(ground.agreement, ground.agreement.contract.settled)
        index = settled.holding(frame.periods[at].end)
        assert index is not None, "a figure lies in a settlement period"
        series = ground.views.data.series.get(row.subject)
        reports = () if series is None else series.figures.get(at, ())
        known = [
            item.value
            for item in reports
            if item.place != row.place and (item.reported_on or 0) <= row.date
        ]
        day = ground.settlement.days[index]
        reported = known[-1] if known else None
        if row.date < day or not isinstance(reported, Fraction):
            of = f"{row.subject} for {row.original}"
            reasons = () if row.date < day else (f"`{row.subject}` is not reported",)
            found = problems.not_settled(row.place, "audit", of, iso(row.date), iso(day), reasons)
            ground.sink.report(found)
            return
        assert row.amount is not None, "a row without its amount was refused"
        difference = abs(row.amount - reported)
        variance = difference / abs(reported) if reported else None
        findings = self.found.setdefault((audit.name, index), [])
        findings += [
            item for item in audit.findings if self._is_called(item, difference, variance, index)
        ]
        words = "not known: nothing was reported" if difference else "none"
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
                variance=Figure(variance, Percent(), () if variance is not None else (words,)),
                findings=tuple(ground.basis.words.of(item.id) for item in findings),
            )
        )

    def cost(self, row: EventRow) -> None:
        """Let the cost of an audit be payable by whoever bears it, or report it."""
        ground = self.ground
        index = ground.periods[row.original or ""].index
        findings = self.found.get((row.subject, index))
        if findings is None:
            of = f"{row.subject} for {row.original}"
            ground.sink.report(problems.cost_without_audit(row.place, of))
            return
        bearing = [item for item in findings if item.bears_cost not in (None, row.by)]
        if not bearing:
            return
        bearer = bearing[0].bears_cost
        assert bearer is not None and row.amount is not None
        clause = ground.basis.clause(bearing[0].id)
        pair = bearer, row.by
        books = ground.book(pair, row.subject, "audit cost", index, row.date, row.amount, clause)
        ground.becomes_payable(pair, row.subject, books, row.amount, "cost of the audit", False)

    def lines(self) -> tuple[AuditLine, ...]:
        """Return every audited figure, in the order of their days."""
        return tuple(self._lines)

    def _is_called(
        self, item: decl.Finding, difference: Fraction, variance: Fraction | None, index: int
    ) -> bool:
        if item.more_than is None:
            return False
        if variance is None:  # nothing was reported: any difference is beyond every threshold
            return difference > 0
        threshold = rate_of(self.ground.basis, item.id, index)
        if threshold is None:
            return False
        return variance >= threshold if item.includes else variance > threshold
