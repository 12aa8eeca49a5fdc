"""Ask the check about small texts: what it finds, and what an expression becomes."""

from pathlib import Path

from milestonelang.agreement import declarations as declared, lines
from milestonelang.agreement.expressions import Expr
from milestonelang.diagnostics.diagnostic import Severity
from milestonelang.driver.terms import Checked, check_terms, from_text

PRELUDE = (Path(__file__).parent.parent / "corpus" / "prelude.terms").read_text(encoding="utf-8")


def check_text(text: str, folder: str | Path = ".") -> Checked:
    """Return what the check makes of a text; without a contract of its own it stands below the
    declarations of `tests/corpus/prelude.terms`."""
    whole = text if "\ncontract " in f"\n{text}" else f"{PRELUDE}\n{text}"
    return check_terms(from_text(whole + "\n", folder=folder))


def codes_of(text: str, folder: str | Path = ".") -> list[str]:
    """Return the codes of all errors in a text, in its order."""
    found = check_text(text, folder).diagnostics
    return [item.code for item in found if item.severity is Severity.ERROR]


def metric(type: str, expression: str) -> str:
    """Return a metric `x` that is computed as an expression."""
    return f'metric x "X" is {type}\n  computed as {expression}\n'


def gate(condition: str) -> str:
    """Return a payment `bonus` that is paid only if a condition holds."""
    return (
        'payment bonus "Bonus"\n  company pays partner each quarter\n  amount USD 100\n'
        f"  only if {condition}\n"
    )


def computed(type: str, expression: str) -> Expr:
    """Return what the expression becomes in a metric of that type; it must check."""
    agreement = check_text(metric(type, expression)).require()
    steps = agreement.get("x", declared.Metric).computed
    assert steps is not None
    (step,) = steps
    assert isinstance(step, lines.Amount)
    return step.value


def condition(words: str) -> Expr:
    """Return what a condition becomes in a gate; it must check."""
    agreement = check_text(gate(words)).require()
    step = agreement.get("bonus", declared.Payment).steps[-1]
    assert isinstance(step, lines.OnlyIf)
    return step.condition
