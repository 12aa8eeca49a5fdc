"""Check terms as a user means it: read, parse, check, and run the examples they contain."""

from pathlib import Path
from typing import TYPE_CHECKING

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver.terms import Checked, Terms, check_terms, in_order, load

if TYPE_CHECKING:
    from milestonelang.backends.documents.house import House


def check_file(path: str | Path) -> Checked:
    """Return what checking a file and running its examples found; raises InputError."""
    return with_examples(load_checked(path))


def load_checked(path: str | Path, house: "House | None" = None) -> Checked:
    """Return the checked terms of a file, without running examples; raises InputError.

    Those of a PDF are compared with what it says, so that what is signed is what is computed; one
    that was built with a *house* style needs it for that.
    """
    checked = check_terms(load(path))
    if checked.terms.attached is not None:
        from milestonelang.driver.documents.compare import compare

        compare(checked, house)
    return checked


def check(terms: Terms) -> Checked:
    """Return what checking terms and running their examples found."""
    return with_examples(check_terms(terms))


def with_examples(checked: Checked) -> Checked:
    """Return *checked* with what its examples found, and what open readings would pay on them."""
    if any(item.readings for item in checked.errors):
        from milestonelang.driver.readings import with_amounts

        return with_amounts(checked)
    if checked.has_errors or not checked.require().of_kind(decl.Example):
        return checked
    findings = _of_examples(checked)
    if not findings:
        return checked
    return records.evolve(checked, diagnostics=in_order((*checked.diagnostics, *findings)))


def _of_examples(checked: Checked) -> list[Diagnostic]:
    """Return what running the examples finds; one with events that cannot be run is not run."""
    from milestonelang.driver.trials import surely_holds, try_example

    agreement = checked.require()
    findings: list[Diagnostic] = []
    for example in agreement.of_kind(decl.Example):
        trial = try_example(agreement, example, checked.sources)
        findings += trial.findings
        if trial.course is not None and not surely_holds(agreement, trial):
            from milestonelang.driver.examples import explained

            findings += explained(checked, trial).findings
    return findings
