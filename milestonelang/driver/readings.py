"""What each reading of an open line would pay on the author's own examples.

Where a term can be read in several ways, the terms are checked once more with the words of each
reading put in, and their examples run. Promised: a reading is only given an amount where putting in
its words settles that mistake and leaves no other, so that nothing else was guessed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Diagnostic, Reading, Severity
from milestonelang.driver.examples import trial_basis
from milestonelang.driver.terms import Checked, Terms, check_terms
from milestonelang.driver.trials import try_example
from milestonelang.source import FileId, SourceFile, Span

MOST = 12  # readings tried in one check
_GAP = "…"


def with_amounts(checked: Checked) -> Checked:
    """Return *checked* with the amounts of its open readings, as far as they can be computed."""
    errors = checked.errors
    if len(errors) != 1 or checked.agreement is None:
        return checked
    (error,) = errors
    if not 0 < len(error.readings) <= MOST or error.label is None:
        return checked
    if error.label.span.file != FileId(0) or not checked.agreement.of_kind(decl.Example):
        return checked
    readings = tuple(_with_amount(checked, error, reading) for reading in error.readings)
    diagnostics = tuple(
        records.evolve(item, readings=readings) if item is error else item
        for item in checked.diagnostics
    )
    return records.evolve(checked, diagnostics=diagnostics)


def _with_amount(checked: Checked, error: Diagnostic, reading: Reading) -> Reading:
    assert error.label is not None
    file = checked.sources[FileId(0)]
    before = _codes(checked)
    for text in _candidates(file, error.label.span, reading.words):
        tried = check_terms(Terms(text, file.name, checked.terms.folder, checked.terms.sha256))
        if not tried.has_errors and before[error.code] == 1:
            return records.evolve(reading, amount=_amount(tried))
    return reading


def _codes(checked: Checked) -> Counter[str]:
    return Counter(item.code for item in checked.diagnostics if item.severity is Severity.ERROR)


def _amount(checked: Checked) -> str | None:
    """Return what the examples pay, in words."""
    agreement = checked.require()
    found = []
    for example in agreement.of_kind(decl.Example):
        trial = try_example(agreement, example, checked.sources)
        if trial.course is None:
            continue
        basis = trial_basis(trial, checked.sources)
        indexes = [index for index in example.periods if index < len(basis.program.periods)]
        for direction in basis.program.directions:
            figures = [basis.figure(direction.payable, index) for index in indexes]
            known = [figure.amount for figure in figures if not figure.is_pending]
            total = sum(known, Fraction(0))
            if not known or (total == 0 and not direction.always):
                continue
            amount = in_words(total, figures[0].type)
            found.append(
                f"{amount} from {direction.payer} to {direction.payee} in `{example.name}`"
            )
    return "; ".join(found) or None


# ---- where the words may go


def _candidates(file: SourceFile, span: Span, words: str) -> Iterator[str]:
    """Yield the text with *words* put in where they may be meant, the likeliest place first."""
    first, _ = file.line_and_column(span.start)
    last, _ = file.line_and_column(max(span.start, span.end - 1))
    if words.startswith(_GAP):
        yield file.text[: span.end] + words.removeprefix(_GAP) + file.text[span.end :]
    elif words.startswith(","):
        for line in dict.fromkeys((first, last)):
            yield _replaced(file, line, file.line_text(line).rstrip() + words)
    elif words.endswith(_GAP):
        bare = words.removesuffix(_GAP).strip()
        pattern = rf"\b{re.escape(bare.split()[0])}\b.*?\b{re.escape(bare.split()[-1])}\b"
        line_text = file.line_text(first)
        yield _replaced(file, first, re.sub(pattern, bare, line_text, count=1))
    else:
        yield from _as_line(file, first, last, words)


def _as_line(file: SourceFile, first: int, last: int, words: str) -> Iterator[str]:
    """Yield the text with *words* as a line after, before, below or in place of the span."""
    own = file.line_text(first)
    indent = own[: len(own) - len(own.lstrip())]
    for line in dict.fromkeys((last, first)):
        yield _replaced(file, line, f"{file.line_text(line)}\n{indent}{words}")
    yield _replaced(file, first, f"{indent}{words}\n{own}")
    yield _replaced(file, first, f"{own}\n{indent}  {words}")
    yield _replaced(file, first, f"{indent}{words}")


def _replaced(file: SourceFile, line: int, text: str) -> str:
    lines = file.text.split("\n")
    return "\n".join([*lines[: line - 1], text, *lines[line:]])
