"""What the lines of an audit say, for everyone who asks."""

from milestonelang.agreement.declarations import Agreement, Audit, Finding
from milestonelang.agreement.expressions import Expr


def audit_of(agreement: Agreement, metric: str) -> Audit | None:
    """Return the first audit of a metric, or None where none is of it."""
    return next((item for item in agreement.of_kind(Audit) if metric in item.of), None)


def results_of(audit: str) -> str:
    """Return under what the audited figures of an audit are handed to a program."""
    return f"results of {audit}"


def findings(declared: Audit) -> list[tuple[Finding, Expr]]:
    """Return the findings that have a threshold, each with it."""
    return [(item, item.more_than) for item in declared.findings if item.more_than is not None]


def targets_first(declared: Audit) -> bool:
    """Whether targets are revised before reductions."""
    return any(item.targets_first for item in declared.findings)
