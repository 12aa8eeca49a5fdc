"""How an advice is made of its parts."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Label, Severity
from milestonelang.source import Span


def advice(
    code: str, message: str, span: Span, reason: str, example: str | None, help: str
) -> Diagnostic:
    """Return what is worth a thought: *example* has figures of the evaluator."""
    notes = (reason,) if example is None else (reason, example)
    return Diagnostic(code, message, Label(span), notes=notes, help=help, severity=Severity.ADVICE)


def warning(
    code: str, message: str, span: Span, reason: str, example: str | None, help: str
) -> Diagnostic:
    """Return what works against a party in a way that hardly anybody wants."""
    notes = (reason,) if example is None else (reason, example)
    return Diagnostic(code, message, Label(span), notes=notes, help=help, severity=Severity.WARNING)
